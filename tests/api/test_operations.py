"""Every document of graphql/operations/ does its job: one day of a small distributor, each answer exact.

The answers stand in tests/api/expected/, see tests/api/expected.py. Subscriptions are in test_subscriptions.py.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from erp_visit import db as database
from erp_visit.core.ids import new_id
from erp_visit.org.passwords import hash_password
from tests import books, factories
from tests.api.client import Client
from tests.api.day_of_forms import day_of_forms
from tests.api.day_of_insight import day_of_insight
from tests.api.day_of_login import day_of_login
from tests.api.day_of_planning import day_of_planning
from tests.api.day_of_tracks import day_of_tracks
from tests.api.day_of_visits import day_of_visits, day_without_network
from tests.api.day_of_work import day_of_work
from tests.api.expected import Names, check
from tests.api.operations import document, names
from tests.factories import World
from tests.statements import seen_from_afar, statements

SUBSCRIPTIONS = {"OrderChanged", "ApprovalQueueChanged", "StockChanged", "NotificationAdded", "WatchPositions"}
HERE = {"latitude": 31.2304, "longitude": 121.4737, "datum": "WGS84"}


class Day:
    """Runs documents and compares what they answer."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self.names = Names()
        self.ran: set[str] = set()

    async def run(self, who: str, name: str, /, expected: str = "", reads: int = 1, **variables: Any) -> Any:
        """The value of the one root field; a mutation was carried out. Queries are one statement, or as many as said."""
        text = document(name)
        if text.partition("\n")[2].startswith("query"):
            async with statements(needed=False) as sent:
                (value,) = (await self.clients[who].data(text, variables)).values()
            assert len(sent) == reads or seen_from_afar()
        else:
            (value,) = (await self.clients[who].data(text, variables)).values()
        if isinstance(value, dict) and "userErrors" in value:
            assert value["userErrors"] == []
        check(expected or name, value, self.names)
        self.ran.add(name)
        return value

    async def submit(self, world: World, customer: str, *quantities: int, visit: str | None = None) -> Any:
        """An order of so many 箱 of each product; answers the order."""
        lines = _lines(world, *quantities)
        given = {"id": str(new_id()), "customerId": customer, "lines": lines, "visitId": visit}
        return (await self.run("rep", "SubmitOrder", "-".join(map(str, ("SubmitOrder", *quantities))), input=given))[
            "order"
        ]


def _lines(world: World, *quantities: int) -> list[dict[str, Any]]:
    return [
        {
            "productId": f"Product:{product.id}",
            "unitId": f"ProductUnit:{product.units['箱']}",
            "quantity": quantity,
        }
        for product, quantity in zip(world.products, quantities, strict=False)
    ]


@pytest.fixture
async def day(world: World, clients: dict[str, Client], nobody: Client) -> Day:
    """People, goods and lots have names that do not depend on which tests ran before."""
    async with database.connection() as connection:
        for role, actor in world.actors.items():
            await connection.execute(
                "UPDATE employee SET name = $2, username = $3, code = $3 WHERE id = $1",
                actor.id, role.value.title(), role.value.lower(),
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = $2",
                actor.id, role.value,
            )  # fmt: skip
        for letter, product in zip("AB", world.products, strict=True):
            await connection.execute(
                "UPDATE product SET sku = $2, name = $3 WHERE id = $1", product.id, letter, f"茶 {letter}"
            )
            for number, lot in enumerate(world.lots[product.id], start=1):
                await connection.execute("UPDATE lot SET code = $2 WHERE id = $1", lot, f"{letter}{number}")
        await connection.execute("UPDATE customer SET name = '老店', code = 'OLD'")
        await connection.execute("UPDATE stock_document SET number = 'IN' || row FROM"
                                 " (SELECT id AS key, row_number() OVER (ORDER BY id) AS row FROM stock_document) n"
                                 " WHERE n.key = id")  # fmt: skip
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1", world.rep.id, hash_password("correct horse")
        )
    return Day({**clients, "nobody": nobody})


async def settle(day: Day, world: World) -> None:
    """A rep gets a radius of his own from next week on: looked at before, withdrawn, set again; then all of it undone."""
    run = day.run
    rep = f"Employee:{world.rep.id}"
    start = str(factories.today() + timedelta(days=7))
    wider = {"key": "tolerance_radius", "value": 350, "employeeId": rep, "startsOn": start}
    await run("administrator", "PreviewSetting", reads=8, **wider)
    coming = await run(
        "administrator", "SetSetting", "SetSetting-coming", input={**wider, "reason": "大卖场", "expectedVersion": 0}
    )
    gone = {"settingId": coming["setting"]["id"], "reason": "换人", "expectedVersion": 1}
    await run("administrator", "WithdrawSetting", input=gone)
    before = datetime.now(UTC).isoformat()
    await run("administrator", "SetSetting", "SetSetting-own", input={**wider, "startsOn": None})
    await run("rep", "SettingsInForce", employeeId=rep, keys=["tolerance_radius", "minimum_dwell_minutes"])
    await run("executive", "SettingsDiff", reads=4, employeeId=rep, **{"from": before})
    await run("administrator", "RestoreSettings", input={"at": before, "employeeId": rep, "reason": "又换回来"})
    await run("executive", "SettingHistory", key="tolerance_radius")


@pytest.mark.usefixtures("jobs_wait")
async def test_a_day(day: Day, world: World) -> None:
    run = day.run
    session = await run("nobody", "Login", username="Rep ", password="correct horse")
    day.clients["rep"].token = session["token"]
    await run("rep", "Me")

    # The company has no minimum dwell time today; a new shop is taken up and finance gives it credit.
    await run("administrator", "SetSetting", input={"key": "minimum_dwell_minutes", "value": 0})
    await run("executive", "Settings")
    await settle(day, world)
    fields = {"name": "永辉小店", "level": "A", "address": "人民路1号", "position": HERE}
    made = await run("rep", "CreateCustomer", input={"id": str(new_id()), "fields": fields})
    shop = made["customer"]["id"]
    changes = {"creditLimit": "5000", "creditDays": 30}
    await run("finance", "UpdateCustomer", input={"id": shop, "changes": changes, "expectedVersion": 1})

    # On the road.
    await run("rep", "NearbyCustomers", **{**HERE, "latitude": 31.2313}, radius=500)
    await run("rep", "MyCustomers")
    await run("rep", "FindCustomers", search="永辉", filter={"level": {"eq": "A"}})
    visit = (await run("rep", "StartVisit", input={"id": str(new_id()), "customerId": shop}))["visit"]["id"]
    fix = {"position": {**HERE, "longitude": 121.4738}, "accuracy": 10.0, "fixedAt": datetime.now(UTC).isoformat()}
    await run("rep", "CheckIn", input={"visitId": visit, **fix})
    await run("rep", "Catalogue")
    await run("rep", "QuoteOrder", input={"customerId": shop, "lines": _lines(world, 2, 1)})
    order = await day.submit(world, shop, 2, 1, visit=visit)
    await run("rep", "CheckOut", input={"visitId": visit, "summary": "下了一单"})
    vain = await run("rep", "StartVisit", "StartVisit-vain", input={"id": str(new_id()), "customerId": shop})
    await run("rep", "CancelVisit", input={"visitId": vain["visit"]["id"], "reason": "堵车"})
    await run("rep", "MyVisits", day=str(factories.today()))
    photographed = await day_of_visits(day, world, shop)
    await day_of_tracks(day, world, photographed)

    # The office decides: one order is approved, one rejected, one cancelled, one needs the warehouse first.
    await run("clerk", "ApprovalQueue")
    # Settings changed meanwhile, so they are read anew, once.
    preview = await run("clerk", "ApprovalPreview", orderId=order["id"], reads=2)
    approval = {"orderId": order["id"], "previewToken": preview["token"], "operationId": str(new_id())}
    approved = await run("clerk", "ApproveOrder", input=approval)
    other = await day.submit(world, shop, 1)
    await run("clerk", "RejectOrder", input={"orderId": other["id"], "reason": "重复", "expectedVersion": 1})
    third = await day.submit(world, shop, 3)
    await run("rep", "CancelOrder", input={"orderId": third["id"], "reason": "客户不要了"})
    await factories.setting("warehouse_review", True)
    fourth = await day.submit(world, shop, 4)
    await run("administrator", "ReviewOrder", input={"orderId": fourth["id"], "side": "WAREHOUSE", "reason": "有货"})

    # The warehouse picks two bottles short and ships.
    document_id = approved["stockDocuments"][0]["id"]
    await run("keeper", "WarehouseQueue")
    picks = [
        {"lineId": line["id"], "lotId": line["lot"]["id"], "quantity": line["planned"] - short}
        for short, line in zip((2, 0), (await run("keeper", "PickList", id=document_id))["lines"], strict=True)
    ]
    await run("keeper", "ConfirmStockDocument", input={"stockDocumentId": document_id, "lines": picks})
    await run("keeper", "ShipStockDocument", input={"stockDocumentId": document_id, "operationId": str(new_id())})
    line = {**_lines(world, 3)[0], "lotCode": "A3", "expiresOn": "2031-01-01", "unitCost": "5.5"}
    await run(
        "keeper", "ReceiveStock",
        input={"id": str(new_id()), "warehouseId": f"Warehouse:{world.warehouse}", "lines": [line]},
    )  # fmt: skip
    await run("keeper", "StockLevels")
    await run("keeper", "StockMovements", product=f"Product:{world.products[0].id}")

    # Finance books the money, once wrongly.
    await run("finance", "OpenItems", customer=shop)
    wrong = await run(
        "finance", "RecordReceipt", "RecordReceipt-wrong",
        input={"id": str(new_id()), "customerId": shop, "amount": "34.00", "method": "CASH"},
    )  # fmt: skip
    await run("finance", "ReverseReceipt", input={"receiptId": wrong["receipt"]["id"], "reason": "写错了"})
    await run(
        "finance", "RecordReceipt",
        input={"id": str(new_id()), "customerId": shop, "amount": "400.00", "method": "WECHAT", "reference": "WX1"},
    )  # fmt: skip
    await run("finance", "CustomerLedger", customer=shop)

    # The office takes up a category, a product of it, its crate and its prices.
    made = await run("clerk", "CreateCategory", input={"id": str(new_id()), "name": "茶"})
    category = made["category"]["id"]
    await run("clerk", "UpdateCategory", input={"categoryId": category, "name": "茶饮"})
    fields = {
        "sku": "G",
        "name": "绿茶",
        "baseUnit": "瓶",
        "listPrice": "4.5",
        "taxRate": "0.09",
        "categoryId": category,
    }
    tea = (await run("clerk", "CreateProduct", input={"id": str(new_id()), "fields": fields}))["product"]["id"]
    changes = {"brand": "龙井", "listPrice": "5"}
    await run("clerk", "UpdateProduct", input={"productId": tea, "changes": changes, "expectedVersion": 1})
    crate = {"id": str(new_id()), "productId": tea, "fields": {"name": "箱", "factor": 24}}
    crate_id = (await run("clerk", "AddProductUnit", input=crate))["productUnit"]["id"]
    await run("clerk", "UpdateProductUnit", input={"productUnitId": crate_id, "changes": {"factor": 15}})
    price = {"id": str(new_id()), "productId": tea, "unitId": crate_id, "customerId": shop, "price": "66"}
    rule = (await run("clerk", "SetPrice", input=price))["priceRule"]
    ending = {"priceRuleId": rule["id"], "endsOn": str(factories.today()), "expectedVersion": 1}
    await run("clerk", "EndPrice", input=ending)

    await day_of_work(day, world, visit, shop)
    await day_of_planning(day, world)

    await day_of_forms(day, world, shop)
    await day_of_insight(day, world, shop)
    await day_of_login(day)

    # Everybody sees the same story.
    await run("administrator", "VisitToReceipt", id=visit)
    await run("rep", "OrderDetails", id=order["id"])
    await run("rep", "Customer360", id=shop)
    await run("executive", "AuditTrail", filter={"entity": {"eq": "Order"}})
    await run("rep", "Staff")
    for record in (order["id"], shop):
        await run("rep", "Refetch", f"Refetch-{record.partition(':')[0]}", id=record)
    await day_without_network(day, shop)
    await run("rep", "Logout")
    assert await day.clients["rep"].code(document("Me")) == "UNAUTHENTICATED"

    assert names() - SUBSCRIPTIONS == day.ran, "a document without a run"
    await books.audit()
    # 2 箱 less 2 瓶 of A and 1 箱 of B at 10 a bottle; 400 paid.
    (account,) = await books.rows(
        "SELECT receivable, unbilled, advance FROM customer_account WHERE customer_id = $1", shop.partition(":")[2]
    )
    assert account == (Decimal(0), Decimal(0), Decimal("400.00") - Decimal(10) * (24 - 2 + 12))


def test_documents_are_named_like_their_files() -> None:
    for name in names():
        text = document(name)
        kind = text.partition("\n")[2].split()[0]
        assert text.startswith("# ")
        assert f"{kind} {name}" in text
        assert (kind == "subscription") is (name in SUBSCRIPTIONS)
        assert ("userErrors { code path message retryable params }" in text) is (kind == "mutation")


def test_every_command_has_a_document() -> None:
    from graphql import FieldNode, OperationDefinitionNode, parse

    from erp_visit.api.schema import api

    asked = {
        field.name.value
        for name in names()
        for definition in parse(document(name)).definitions
        if isinstance(definition, OperationDefinitionNode)
        for field in definition.selection_set.selections
        if isinstance(field, FieldNode)
    }
    schema = api().schema._schema
    for root in (schema.mutation_type, schema.subscription_type):
        assert root is not None
        assert set(root.fields) <= asked
