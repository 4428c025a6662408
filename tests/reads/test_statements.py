"""One statement for each root field, whatever is nested in it and however many rows there are."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.api.execution import Engine
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from tests import books, factories
from tests.factories import World
from tests.reads.data import insert
from tests.statements import statements

CHAIN = """
query Chain($id: ID!) {
  visit(id: $id) {
    customer { name account { receivable } }
    orders {
      number
      lines { number product { name } lot { code } movements { quantity document { number } } }
      stockDocuments { number state lines { planned actual } }
      receivables { number openAmount allocations { amount receipt { number amount } } }
    }
  }
}
"""
CUSTOMERS = """
{ customers(first: 500) { totalCount pageInfo { hasNextPage endCursor } nodes {
    name owner { name department { name } } account { receivable } contacts { name }
    visits(first: 3) { state } ordersConnection(first: 5, orderBy: {field: SUBMITTED_AT, direction: DESC}) {
      totalCount edges { cursor node { number lines { product { name category { name } } } } } }
} } }
"""


async def test_the_whole_chain_from_visit_to_receipt_is_one_statement(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    visit = await factories.visit(world.rep, world.customer)
    order = await _paid_order(world, visit)
    admin = world.administrator
    async with statements() as sent:
        answer = await engine.read(admin, CHAIN, {"id": f"Visit:{visit}"})
    assert len(sent) == 1
    document = (await books.rows("SELECT number FROM stock_document WHERE order_id = $1", order))[0][0]
    receivable, receipt, number, name, lot = (
        await books.rows(
            "SELECT (SELECT number FROM receivable), (SELECT number FROM receipt), (SELECT number FROM sales_order),"
            " (SELECT name FROM product), (SELECT code FROM lot WHERE id = $1)",
            world.lots[world.products[0].id][0],
        )
    )[0]
    assert answer == {
        "visit": {
            "customer": {"name": (await books.rows("SELECT name FROM customer"))[0][0], "account": {"receivable": "0.00"}},
            "orders": [
                {
                    "number": number,
                    "lines": [
                        {
                            "number": 1, "product": {"name": name}, "lot": {"code": lot},
                            "movements": [{"quantity": -2, "document": {"number": document}}],
                        }
                    ],
                    "stockDocuments": [
                        {"number": document, "state": "SHIPPED", "lines": [{"planned": 2, "actual": 2}]}
                    ],
                    "receivables": [
                        {
                            "number": receivable, "openAmount": "0.00",
                            "allocations": [{"amount": "20.00", "receipt": {"number": receipt, "amount": "20.00"}}],
                        }
                    ],
                }
            ],
        }
    }  # fmt: skip


async def _paid_order(world: World, visit: Any) -> Any:
    from erp_visit.finance.models import PaymentMethod
    from erp_visit.finance.service import record_receipt
    from erp_visit.orders.approval import approve_order
    from erp_visit.orders.fulfilment import confirm_stock_document
    from erp_visit.orders.service import LineInput, submit_order
    from erp_visit.orders.shipping import ship_stock_document

    lines = [LineInput(world.products[0].id, 2)]
    order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, visit_id=visit, lines=lines)
    (document,) = (await approve_order(world.clerk, order_id=order.order_id)).stock_document_ids
    await confirm_stock_document(world.keeper, document_id=document)
    await ship_stock_document(world.keeper, document_id=document)
    await record_receipt(
        world.finance, id=new_id(), customer_id=world.customer, amount=Decimal("20.00"), method=PaymentMethod.CASH
    )
    return order.order_id


@pytest.mark.parametrize("number", [1, 200])
async def test_the_number_of_statements_does_not_grow_with_the_rows(
    db: ModuleType, engine: Engine, number: int
) -> None:
    world = await factories.world(products=2)
    await _customers(world, number - 1)
    async with statements() as sent:
        answer = await engine.read(world.administrator, CUSTOMERS)
    assert len(sent) == 1
    assert answer["customers"]["totalCount"] == number
    assert len(answer["customers"]["nodes"]) == number
    assert sum(node["ordersConnection"]["totalCount"] for node in answer["customers"]["nodes"]) == 2 * (number - 1)


async def _customers(world: World, number: int) -> None:
    keys = [new_id() for _ in range(number)]
    if not keys:
        return
    await insert("customer", [
        {"id": key, "code": f"X{index}", "name": f"Shop {index}", "owner_id": world.rep.id, "department_id": world.sales}
        for index, key in enumerate(keys)
    ])  # fmt: skip
    orders = [(new_id(), key, f"{index}-{turn}") for index, key in enumerate(keys) for turn in range(2)]
    zero = Decimal(0)
    await insert("sales_order", [
        {"id": key, "number": number, "state": "SUBMITTED", "customer_id": customer, "rep_id": world.rep.id,
         "department_id": world.sales, "warehouse_id": world.warehouse, "business_day": factories.today(),
         "goods_amount": zero, "tax_amount": zero, "total": zero, "submitted_by_id": world.rep.id}
        for key, customer, number in orders
    ])  # fmt: skip
    await insert("order_line", [
        {"id": new_id(), "order_id": key, "number": 1, "product_id": world.products[0].id, "unit_name": "瓶",
         "unit_factor": 1, "quantity": 1, "base_quantity": 1, "unit_price": zero, "price_source": "LIST",
         "price_trace": "{}", "amount": zero, "tax_amount": zero}
        for key, *_ in orders
    ])  # fmt: skip


async def test_each_root_field_is_one_statement(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    text = "{ me { name roles { role { name } } } a: customers { nodes { name } } b: products { totalCount } }"
    async with statements() as sent:
        await engine.read(world.administrator, text)
    assert len(sent) == 3


FORBIDDEN = [
    # who, what, the right it needs
    ("rep", "{ products { nodes { costPrice } } }", "cost.view"),
    ("rep", "{ products { nodes { name ...F } } } fragment F on Product { minimumPrice }", "cost.view"),
    ("rep", "{ products { edges { node { lots { unitCost } } } } }", "cost.view"),
    ("rep", '{ products(filter: {costPrice: {gt: "1"}}) { totalCount } }', "cost.view"),
    ("rep", '{ products(filter: {not: {or: [{costPrice: {isNull: true}}]}}) { totalCount } }', "cost.view"),
    ("rep", '{ orders(filter: {lines: {some: {costAmount: {gt: "1"}}}}) { nodes { id } } }', "cost.view"),
    ("rep", "{ orders { nodes { margin } } }", "cost.view"),
    ("rep", "{ employees(filter: {passwordChangedAt: {isNull: true}}) { nodes { id } } }", "employee.manage"),
    ("rep", "{ customers { nodes { owner { customers(filter: {owner: {passwordChangedAt: {isNull: false}}}) { id } } } } }",
     "employee.manage"),
    ("rep", "{ roles { nodes { rights } } }", "employee.manage"),
    ("rep", "{ auditEntries { nodes { id } } }", "audit.view"),
    ("rep", "{ ledgerEntries { totalCount } }", "ledger.view"),
    ("rep", "{ customers { nodes { ledgerEntries { id } } } }", "ledger.view"),
    ("rep", "{ customers(filter: {ledgerEntries: {some: {amount: {isNull: false}}}}) { nodes { id } } }", "ledger.view"),
    ("keeper", "{ customers { nodes { creditLimit } } }", "credit.view"),
    ("keeper", "{ customers { nodes { account { advance } } } }", "credit.view"),
    ("keeper", '{ customers(filter: {account: {advance: {gt: "0"}}}) { nodes { id } } }', "credit.view"),
    ("keeper", "{ customers(filter: {accountIsNull: false}) { nodes { id } } }", "credit.view"),
    ("keeper", "{ customers { nodes { overdueAmount } } }", "credit.view"),
    ("keeper", "{ orders { nodes { receivables { id } } } }", "receivable.view"),
    ("keeper", "{ orders { nodes { visit { id } } } }", "visit.view"),
    ("marketing", "{ orders { nodes { lines { lot { id } } } } }", "stock.view"),
    ("marketing", "{ orders { nodes { stockDocumentsConnection { totalCount } } } }", "stock.view"),
    ("marketing", "{ products(filter: {balances: {none: {onHand: {gt: 0}}}}) { nodes { id } } }", "stock.view"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "text", "right"), FORBIDDEN, ids=[text for _, text, _ in FORBIDDEN])
async def test_what_may_not_be_seen_is_refused_before_any_statement(
    db: ModuleType, engine: Engine, people: dict[str, Actor], role: str, text: str, right: str
) -> None:
    async with statements() as sent:
        with pytest.raises(DomainError) as caught:
            await engine.read(people[role], text)
    assert caught.value.code is ErrorCode.FORBIDDEN
    assert caught.value.params == {"right": right}
    assert sent == []


async def test_node_needs_the_right_of_its_type(db: ModuleType, engine: Engine, people: dict[str, Actor]) -> None:
    async with statements() as sent:
        with pytest.raises(DomainError) as caught:
            await engine.read(
                people["rep"], "query ($id: ID!) { node(id: $id) { id } }", {"id": f"AuditEntry:{new_id()}"}
            )
    assert (caught.value.code, caught.value.params) == (ErrorCode.FORBIDDEN, {"right": "audit.view"})
    assert sent == []


async def test_a_field_that_is_skipped_needs_no_right(db: ModuleType, engine: Engine, people: dict[str, Actor]) -> None:
    text = "query ($cost: Boolean!) { products { nodes { name costPrice @include(if: $cost) } } }"
    assert await engine.read(people["rep"], text, {"cost": False}) == {"products": {"nodes": []}}
    with pytest.raises(DomainError, match=r"cost\.view"):
        await engine.read(people["rep"], text, {"cost": True})
    assert await engine.read(people["finance"], text, {"cost": True}) == {"products": {"nodes": []}}


@pytest.mark.parametrize("operator", ["gt", "lte", "eq"])
async def test_zero_stands_in_the_statement(db: ModuleType, engine: Engine, operator: str) -> None:
    """An index of what is in stock is of no use to a plan for any bound; other bounds stay values of one statement."""
    world = await factories.world(products=2)
    kept, _ = (await books.rows("SELECT array_agg(id ORDER BY id), count(*) FROM stock_balance"))[0]
    await books.rows("UPDATE stock_balance SET on_hand = 0, reserved = 0 WHERE id = $1 RETURNING id", kept[0])
    await books.rows("UPDATE stock_balance SET on_hand = 7 WHERE id = $1 RETURNING id", kept[1])
    text = "query ($f: StockBalanceFilter) { stockBalances(filter: $f, first: 500) { nodes { onHand } } }"
    held = [row[0] for row in await books.rows("SELECT on_hand FROM stock_balance ORDER BY id")]
    holds = {"gt": int.__gt__, "lte": int.__le__, "eq": int.__eq__}[operator]
    sent: list[str] = []
    for bound in (0, 7, 0, 6):
        async with statements() as logged:
            answer = await engine.read(world.administrator, text, {"f": {"onHand": {operator: bound}}})
        assert [node["onHand"] for node in answer["stockBalances"]["nodes"]] == [
            one for one in held if holds(one, bound)
        ]
        sent += logged
    assert sent[0] == sent[2] != sent[1] == sent[3]
    assert "$" not in sent[0]
