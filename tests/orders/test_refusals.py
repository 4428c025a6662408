"""Bad input of orders: a typed refusal that names the field, and nothing written."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.orders.approval import approve_order, reject_order, review_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.orders.preview import preview_approval
from erp_visit.orders.quote import quote_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from erp_visit.org.rights import Right, RoleCode
from tests import books, factories
from tests.factories import World


async def refused(command: Awaitable[Any], code: ErrorCode, *path: str | int, **params: Any) -> DomainError:
    """The command's only refusal, after checking that it wrote nothing."""
    before = await books.snapshot()
    with pytest.raises((DomainError, DomainErrors)) as caught:
        await command
    assert await books.snapshot() == before
    errors = caught.value.errors if isinstance(caught.value, DomainErrors) else [caught.value]
    assert [(error.code, error.path) for error in errors] == [(code, path)]
    for name, value in params.items():
        assert errors[0].params[name] == value
    return errors[0]


def order(world: World, *lines: LineInput, **options: Any) -> Awaitable[Any]:
    actor = options.pop("actor", world.rep)
    return submit_order(
        actor, id=options.pop("id", new_id()), customer_id=options.pop("customer_id", world.customer),
        lines=lines or [LineInput(world.products[0].id, 1)], **options,
    )  # fmt: skip


async def test_lines_that_cannot_be_sold(db: ModuleType) -> None:
    world = await factories.world(products=1)
    beer = world.products[0].id
    gone = await factories.product(active=False)
    free = await factories.product(list_price=None)
    retired = await factories.product()
    await db.pool().execute("UPDATE product_unit SET active = false WHERE product_id = $1", retired.id)
    line = LineInput
    for lines, code, path in [
        ([line(beer, 0)], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer, -1)], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer, 10**10)], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer, 10**9, "箱")], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer, 1, "桶")], ErrorCode.NOT_FOUND, ("lines", 0, "unit")),
        ([line(beer, 1, new_id())], ErrorCode.NOT_FOUND, ("lines", 0, "unit")),
        ([line(new_id(), 1)], ErrorCode.NOT_FOUND, ("lines", 0, "productId")),
        ([line(gone.id, 1)], ErrorCode.INACTIVE, ("lines", 0, "productId")),
        ([line(retired.id, 1, "箱")], ErrorCode.INACTIVE, ("lines", 0, "unit")),
        ([line(free.id, 1)], ErrorCode.NO_PRICE, ("lines", 0, "productId")),
        ([line(beer, 1), line(beer, 2, "瓶")], ErrorCode.DUPLICATE_PRODUCT, ("lines", 1, "productId")),
        ([line(beer, 1, None, Decimal(0))], ErrorCode.INVALID_INPUT, ("lines", 0, "unitPrice")),
        ([line(beer, 1, None, Decimal(-1))], ErrorCode.INVALID_INPUT, ("lines", 0, "unitPrice")),
        ([line(beer, 1, None, Decimal("1.00001"))], ErrorCode.INVALID_INPUT, ("lines", 0, "unitPrice")),
        ([line(beer, 1, None, Decimal("NaN"))], ErrorCode.INVALID_INPUT, ("lines", 0, "unitPrice")),
        ([line(beer, 1)] * 201, ErrorCode.INVALID_INPUT, ("lines",)),
        ([line(beer, 1001)], ErrorCode.INSUFFICIENT_STOCK, ("lines", 0, "quantity")),
    ]:
        await refused(order(world, *lines), code, *path)
    await refused(
        submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=[]), ErrorCode.INVALID_INPUT, "lines"
    )


async def test_all_bad_lines_are_told_at_once(db: ModuleType) -> None:
    world = await factories.world(products=2)
    lines = [LineInput(world.products[0].id, 0), LineInput(new_id(), 1), LineInput(world.products[1].id, 1)]
    with pytest.raises(DomainErrors) as caught:
        await order(world, *lines)
    assert [error.path for error in caught.value.errors] == [("lines", 0, "quantity"), ("lines", 1, "productId")]


async def test_texts(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await refused(order(world, remark="x" * 501), ErrorCode.INVALID_INPUT, "remark")
    await refused(order(world, remark="x" * 1_000_000), ErrorCode.INVALID_INPUT, "remark")
    await refused(order(world, remark="a\x00b"), ErrorCode.INVALID_INPUT, "remark")


async def test_a_shortage_names_both_quantities(db: ModuleType) -> None:
    world = await factories.world(products=1, on_hand=27)
    expired = await factories.product()
    await factories.stock(world.warehouse, expired.id, 50, expires_on=factories.today() - timedelta(days=1))
    error = await refused(
        order(world, LineInput(world.products[0].id, 3, "箱")), ErrorCode.INSUFFICIENT_STOCK, "lines", 0, "quantity",
        needed=36, available=27, neededText="3箱", availableText="2箱3瓶",
    )  # fmt: skip
    assert "3箱 are needed, 2箱3瓶 are available" in str(error)
    await refused(
        order(world, LineInput(expired.id, 1)), ErrorCode.INSUFFICIENT_STOCK, "lines", 0, "quantity", available=0
    )


async def test_customers_out_of_reach(db: ModuleType) -> None:
    world = await factories.world(products=1)
    other = await factories.employee(world.sales)
    foreign = await factories.customer(other, world.sales)
    lead = await factories.customer(world.rep, world.sales, status="LOST")
    unknown = new_id()
    missing = await refused(order(world, customer_id=unknown), ErrorCode.NOT_FOUND, "customerId")
    hidden = await refused(order(world, customer_id=foreign), ErrorCode.NOT_FOUND, "customerId")
    assert missing.message == hidden.message
    await refused(order(world, customer_id=lead), ErrorCode.INACTIVE, "customerId")
    await refused(order(world, warehouse_id=unknown), ErrorCode.NOT_FOUND, "warehouseId")
    await db.pool().execute("UPDATE warehouse SET active = false")
    await refused(order(world, warehouse_id=world.warehouse), ErrorCode.INACTIVE, "warehouseId")
    await refused(order(world), ErrorCode.NOT_FOUND, "warehouseId")


async def test_rights(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await refused(order(world, actor=world.keeper), ErrorCode.FORBIDDEN, right=Right.ORDER_SUBMIT.value)
    mine = await books.submitted(world, 1)
    key = mine.order_id
    await refused(approve_order(world.rep, order_id=key), ErrorCode.FORBIDDEN, right=Right.ORDER_APPROVE.value)
    await refused(reject_order(world.rep, order_id=key, reason="x"), ErrorCode.FORBIDDEN)
    await refused(review_order(world.clerk, order_id=key, side="WAREHOUSE"), ErrorCode.FORBIDDEN)
    await refused(cancel_order(world.keeper, order_id=key, reason="x"), ErrorCode.FORBIDDEN)
    stranger = await factories.employee(await factories.department("Elsewhere"), RoleCode.MANAGER)
    for command in (
        approve_order(stranger, order_id=key),
        preview_approval(stranger, order_id=key),
        reject_order(stranger, order_id=key, reason="x"),
        cancel_order(stranger, order_id=key, reason="x"),
    ):
        await refused(command, ErrorCode.NOT_FOUND, "orderId", kind="Order")
    change = await approve_order(world.manager, order_id=key)
    await refused(cancel_order(world.rep, order_id=key, reason="x"), ErrorCode.FORBIDDEN, right="order.approve")
    (document,) = change.stock_document_ids
    await refused(confirm_stock_document(world.clerk, document_id=document), ErrorCode.FORBIDDEN)
    await refused(ship_stock_document(world.clerk, document_id=document), ErrorCode.FORBIDDEN)
    await refused(confirm_stock_document(world.keeper, document_id=new_id()), ErrorCode.NOT_FOUND, "documentId")


async def test_visits(db: ModuleType) -> None:
    world = await factories.world(products=1)
    other = await factories.employee(world.sales)
    shop = await factories.customer(world.rep, world.sales)
    done = await factories.visit(world.rep, world.customer, state="DONE")
    elsewhere = await factories.visit(world.rep, shop)
    foreign = await factories.visit(other, world.customer)
    await refused(order(world, visit_id=done), ErrorCode.VISIT_REQUIRED, "visitId")
    await refused(order(world, visit_id=elsewhere), ErrorCode.VISIT_REQUIRED, "visitId")
    await refused(order(world, visit_id=foreign), ErrorCode.NOT_FOUND, "visitId")
    await refused(order(world, visit_id=new_id()), ErrorCode.NOT_FOUND, "visitId")
    await factories.setting("order_requires_check_in", True)
    await refused(order(world), ErrorCode.VISIT_REQUIRED, "visitId")
    # The clerk takes the order by phone: it is the rep's, and no visit is asked for.
    change = await order(world, actor=world.clerk)
    assert await books.rows("SELECT rep_id, submitted_by_id FROM sales_order WHERE id = $1", change.order_id) == [
        (world.rep.id, world.clerk.id)
    ]


async def test_whose_order_it_is(db: ModuleType) -> None:
    """The customer's rep's; of a customer whom nobody looks after, or whose rep has left, whoever enters it answers
    for it, where the customer belongs. No visit is asked of a clerk at the telephone."""
    world = await factories.world(products=1)
    await factories.setting("order_requires_check_in", True)
    nobodys = await factories.customer(None, world.sales)
    kept = await factories.customer(world.rep, world.sales)
    first = await order(world, actor=world.clerk, customer_id=kept)
    await db.pool().execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", world.rep.id)
    owned = "SELECT rep_id, department_id, submitted_by_id FROM sales_order WHERE id = $1"
    assert await books.rows(owned, first.order_id) == [(world.rep.id, world.sales, world.clerk.id)]
    for shop in (kept, nobodys):
        change = await order(world, actor=world.clerk, customer_id=shop)
        assert await books.rows(owned, change.order_id) == [(world.clerk.id, world.sales, world.clerk.id)]
        await refused(approve_order(world.clerk, order_id=change.order_id), ErrorCode.OWN_DOCUMENT)
        change = await order(world, actor=world.supervisor, customer_id=shop)
        assert await books.rows(owned, change.order_id) == [(world.supervisor.id, world.sales, world.supervisor.id)]


async def test_price_floor(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product(list_price="10", minimum_price="9")
    await factories.stock(world.warehouse, beer.id, 100)
    cheap = LineInput(beer.id, 1, "箱", Decimal("107.9999"))
    error = await refused(order(world, cheap), ErrorCode.BELOW_MINIMUM_PRICE, "lines", 0, "unitPrice")
    assert "minimum" not in error.params  # a rep may not see it
    await order(world, LineInput(beer.id, 1, "箱", Decimal(108)))
    held = await order(world, cheap, actor=world.manager)
    await refused(
        approve_order(world.clerk, order_id=held.order_id), ErrorCode.BELOW_MINIMUM_PRICE, "lines", 0, "unitPrice"
    )


async def test_a_price_that_changed_since_the_quote(db: ModuleType) -> None:
    world = await factories.world(products=1)
    lines = [LineInput(world.products[0].id, 1)]
    quote = await quote_order(world.rep, customer_id=world.customer, lines=lines)
    await factories.price_rule(world.products[0].id, "11", level="C")
    await refused(
        order(world, *lines, expected_total=quote.totals.total), ErrorCode.CONFLICT, "expectedTotal",
        total=Decimal("11.00"), expected=Decimal("10.00"),
    )  # fmt: skip


async def test_an_ambiguous_price(db: ModuleType) -> None:
    world = await factories.world(products=1)
    for price in ("8", "9"):
        await factories.price_rule(world.products[0].id, price, level="C")
    await refused(order(world), ErrorCode.AMBIGUOUS_PRICE, "lines", 0, "productId")


async def test_an_id_stands_for_one_content(db: ModuleType) -> None:
    world = await factories.world(products=1)
    key = new_id()
    first = await order(world, id=key)
    again = await order(world, id=key)
    assert (again.order_id, again.replayed, first.replayed) == (key, True, False)
    await refused(order(world, LineInput(world.products[0].id, 2), id=key), ErrorCode.KEY_REUSED)
    await refused(order(world, id=key, actor=world.clerk), ErrorCode.KEY_REUSED)
    operation = new_id()
    change = await approve_order(world.manager, order_id=key, operation_id=operation)
    repeat = await approve_order(world.manager, order_id=key, operation_id=operation)
    assert repeat.replayed
    assert repeat.stock_document_ids == change.stock_document_ids
    assert repeat.balance_ids == change.balance_ids
    await refused(
        approve_order(world.manager, order_id=key, operation_id=operation, reason="other"), ErrorCode.KEY_REUSED
    )
    await refused(cancel_order(world.manager, order_id=key, reason="x", operation_id=operation), ErrorCode.KEY_REUSED)
    await refused(order(world, id=operation), ErrorCode.KEY_REUSED)
