"""Every ErrorCode as a client meets it: one provocation each, over GraphQL, with the place that it names.

A code of the schema without a provocation fails here, and so does one whose answer says otherwise than the table whether
a repeat may help.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from erp_visit import db as database
from erp_visit.api import reader
from erp_visit.api.http import MAX_BODY
from erp_visit.api.payloads import ErrorCodeEnum
from erp_visit.core.errors import RETRYABLE, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.auth import TRIES_PER_ACCOUNT
from tests import books, factories
from tests.api.client import Client, session
from tests.api.operations import document
from tests.factories import World

SHOP = (31.23, 121.47)
LINES = ("lines", "0", "quantity")


@dataclass
class Case:
    """A small distributor and those who work in it."""

    world: World
    clients: dict[str, Client]
    nobody: Client
    monkeypatch: pytest.MonkeyPatch

    async def run(self, role: str, name: str, /, **given: Any) -> dict[str, Any]:
        """The whole answer to a published mutation."""
        return await self.clients[role].ask(document(name), {"input": given})

    async def order(self, quantity: int = 1, **more: Any) -> dict[str, Any]:
        line = {"productId": f"Product:{self.world.products[0].id}", "quantity": quantity, **more.pop("line", {})}
        given = {"id": str(new_id()), "customerId": f"Customer:{self.world.customer}", "lines": [line], **more}
        return await self.run("rep", "SubmitOrder", **given)

    async def approve(self, **more: Any) -> dict[str, Any]:
        """Approve an order of a case, by a clerk."""
        key = (await books.submitted(self.world, 1)).order_id
        return await self.run("clerk", "ApproveOrder", orderId=f"Order:{key}", **more)

    async def check_in(self, **more: Any) -> dict[str, Any]:
        shop = await factories.customer(self.world.rep, self.world.sales, position=SHOP)
        position = {"latitude": SHOP[0], "longitude": SHOP[1], "datum": "WGS84"}
        given = {"id": str(new_id()), "customerId": f"Customer:{shop}", "position": position, "accuracy": 10,
                 "fixedAt": datetime.now(UTC).isoformat(), **more}  # fmt: skip
        return await self.run("rep", "CheckIn", **given)


Provoke = Callable[[Case], Awaitable[dict[str, Any]]]
PROVOKED: dict[ErrorCode, tuple[Provoke, tuple[str, ...]]] = {}


def provokes(code: ErrorCode, *place: str) -> Callable[[Provoke], Provoke]:
    """The answer has the code; `place` is the argument or input field that it names, if it is about one."""

    def register(provoke: Provoke) -> Provoke:
        assert code not in PROVOKED
        PROVOKED[code] = provoke, place
        return provoke

    return register


# -- requests


@provokes(ErrorCode.UNAUTHENTICATED)
async def _(case: Case) -> dict[str, Any]:
    return await case.nobody.ask("{ me { id } }")


@provokes(ErrorCode.BAD_CREDENTIALS)
async def _(case: Case) -> dict[str, Any]:
    return await case.nobody.ask(document("Login"), {"username": case.world.rep.username, "password": "wrong"})


@provokes(ErrorCode.LOGIN_INCOMPLETE)
async def _(case: Case) -> dict[str, Any]:
    async with database.connection() as connection:
        await connection.execute("UPDATE employee SET must_change_password = true WHERE id = $1", case.world.rep.id)
    return await Client(case.nobody.http, await session(case.world.rep)).ask("{ customers { totalCount } }")


@provokes(ErrorCode.THROTTLED)
async def _(case: Case) -> dict[str, Any]:
    for _ in range(TRIES_PER_ACCOUNT):
        await case.nobody.ask(document("Login"), {"username": "somebody", "password": "wrong"})
    return await case.nobody.ask(document("Login"), {"username": "somebody", "password": "wrong"})


@provokes(ErrorCode.FORBIDDEN)
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask("{ auditEntries { totalCount } }")


@provokes(ErrorCode.NOT_FOUND, "id")
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask(f'{{ order(id: "Order:{new_id()}") {{ id }} }}')


@provokes(ErrorCode.SYNTAX_ERROR)
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask("{ me {")


@provokes(ErrorCode.VALIDATION_ERROR)
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask("{ me { nothing } }")


@provokes(ErrorCode.BAD_REQUEST)
async def _(case: Case) -> dict[str, Any]:
    return dict((await case.clients["rep"].post({"query": 5})).json())


@provokes(ErrorCode.PAYLOAD_TOO_LARGE)
async def _(case: Case) -> dict[str, Any]:
    return dict((await case.clients["rep"].post({"query": "#" * MAX_BODY})).json())


@provokes(ErrorCode.COST_EXCEEDED)
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask("{ customers(first: 500) { nodes { orders(first: 200) { id } } } }")


@provokes(ErrorCode.TIMEOUT)
async def _(case: Case) -> dict[str, Any]:
    case.monkeypatch.setattr(reader, "READ_SECONDS", 0.2)
    async with database.pool().acquire() as other, other.transaction():
        await other.execute("LOCK TABLE product IN ACCESS EXCLUSIVE MODE")
        return await case.clients["rep"].ask("{ products { nodes { id } } }")


@provokes(ErrorCode.UNAVAILABLE)
async def _(case: Case) -> dict[str, Any]:
    case.monkeypatch.setattr(database, "POOL_SECONDS", 0.2)
    async with AsyncExitStack() as taken:
        for pool in {database._pool, database._generic}:
            assert pool is not None
            for _ in range(pool.get_max_size()):
                await taken.enter_async_context(pool.acquire())
        return await case.clients["rep"].ask("{ products { nodes { id } } }")


@provokes(ErrorCode.INTERNAL)
async def _(case: Case) -> dict[str, Any]:
    await database.pool().execute("ALTER TABLE category RENAME COLUMN name TO nome")
    try:
        return await case.clients["rep"].ask("{ categories { nodes { name } } }")
    finally:
        await database.pool().execute("ALTER TABLE category RENAME COLUMN nome TO name")


@provokes(ErrorCode.INVALID_CURSOR)
async def _(case: Case) -> dict[str, Any]:
    return await case.clients["rep"].ask('{ customers(after: "nonsense") { nodes { id } } }')


# -- any command


@provokes(ErrorCode.INVALID_INPUT, *LINES)
async def _(case: Case) -> dict[str, Any]:
    return await case.order(0)


@provokes(ErrorCode.DUPLICATE, "name")
async def _(case: Case) -> dict[str, Any]:
    await case.run("clerk", "CreateCategory", id=str(new_id()), name="茶")
    return await case.run("clerk", "CreateCategory", id=str(new_id()), name="茶")


@provokes(ErrorCode.CONFLICT, "expectedVersion")
async def _(case: Case) -> dict[str, Any]:
    return await case.approve(expectedVersion=7)


@provokes(ErrorCode.KEY_REUSED)
async def _(case: Case) -> dict[str, Any]:
    key = str(new_id())
    await case.order(1, id=key)
    return await case.order(2, id=key)


@provokes(ErrorCode.WRONG_STATE)
async def _(case: Case) -> dict[str, Any]:
    document_id = (await books.approved(case.world, 1)).stock_document_ids[0]
    return await case.run("keeper", "ShipStockDocument", stockDocumentId=f"StockDocument:{document_id}")


@provokes(ErrorCode.INACTIVE, "lines", "0", "productId")
async def _(case: Case) -> dict[str, Any]:
    gone = await factories.product(active=False)
    return await case.order(line={"productId": f"Product:{gone.id}"})


# -- orders and money


@provokes(ErrorCode.DUPLICATE_PRODUCT, "lines", "1", "productId")
async def _(case: Case) -> dict[str, Any]:
    line = {"productId": f"Product:{case.world.products[0].id}", "quantity": 1}
    return await case.order(lines=[line, line])


@provokes(ErrorCode.NO_PRICE, "lines", "0", "productId")
async def _(case: Case) -> dict[str, Any]:
    free = await factories.product(list_price=None)
    return await case.order(line={"productId": f"Product:{free.id}"})


@provokes(ErrorCode.AMBIGUOUS_PRICE, "lines", "0", "productId")
async def _(case: Case) -> dict[str, Any]:
    for price in ("8", "9"):
        await factories.price_rule(case.world.products[0].id, price, level="C")
    return await case.order()


@provokes(ErrorCode.BELOW_MINIMUM_PRICE, "lines", "0", "unitPrice")
async def _(case: Case) -> dict[str, Any]:
    beer = await factories.product(list_price="10", minimum_price="9")
    await factories.stock(case.world.warehouse, beer.id, 100)
    return await case.order(line={"productId": f"Product:{beer.id}", "unitPrice": "8.99"})


@provokes(ErrorCode.INSUFFICIENT_STOCK, *LINES)
async def _(case: Case) -> dict[str, Any]:
    return await case.order(1001)


@provokes(ErrorCode.CREDIT_EXCEEDED)
async def _(case: Case) -> dict[str, Any]:
    await database.pool().execute("UPDATE customer SET credit_limit = 100")
    return await case.approve()


@provokes(ErrorCode.OVERDUE)
async def _(case: Case) -> dict[str, Any]:
    await books.shipped(case.world, 1)
    await database.pool().execute("UPDATE receivable SET due_on = business_day - 1")
    return await case.approve()


@provokes(ErrorCode.PAYMENT_REQUIRED)
async def _(case: Case) -> dict[str, Any]:
    await factories.setting("payment_before_shipping", True)
    document_id = (await books.picked(case.world, 1)).stock_document_ids[0]
    return await case.run("keeper", "ShipStockDocument", stockDocumentId=f"StockDocument:{document_id}")


@provokes(ErrorCode.REVIEW_REQUIRED)
async def _(case: Case) -> dict[str, Any]:
    await factories.setting("finance_review", True)
    return await case.approve()


@provokes(ErrorCode.OWN_DOCUMENT)
async def _(case: Case) -> dict[str, Any]:
    mine = await books.submitted(case.world, 1, actor=case.world.manager)
    return await case.run("manager", "ApproveOrder", orderId=f"Order:{mine.order_id}")


@provokes(ErrorCode.AMOUNT_EXCEEDS_OPEN, "receivableId")
async def _(case: Case) -> dict[str, Any]:
    shipped = await books.shipped(case.world, 1)
    await books.paid(case.world, "120")
    return await case.run(
        "finance", "RecordReceipt", id=str(new_id()), customerId=f"Customer:{case.world.customer}", amount="1",
        method="CASH", receivableId=f"Receivable:{shipped.receivable_id}",
    )  # fmt: skip


# -- visits


@provokes(ErrorCode.VISIT_REQUIRED, "visitId")
async def _(case: Case) -> dict[str, Any]:
    await factories.setting("order_requires_check_in", True)
    return await case.order()


@provokes(ErrorCode.VISIT_OPEN)
async def _(case: Case) -> dict[str, Any]:
    await factories.visit(case.world.rep, case.world.customer)
    other = await factories.customer(case.world.rep, case.world.sales)
    return await case.run("rep", "StartVisit", id=str(new_id()), customerId=f"Customer:{other}")


@provokes(ErrorCode.OUT_OF_RANGE, "position", "latitude")
async def _(case: Case) -> dict[str, Any]:
    return await case.check_in(position={"latitude": 31.3, "longitude": 121.47, "datum": "WGS84"})


@provokes(ErrorCode.STALE_FIX, "fixedAt")
async def _(case: Case) -> dict[str, Any]:
    return await case.check_in(fixedAt=(datetime.now(UTC) - timedelta(hours=1)).isoformat())


@provokes(ErrorCode.MOCK_POSITION, "mock")
async def _(case: Case) -> dict[str, Any]:
    await factories.setting("mock_positions_refused", True)
    return await case.check_in(mock=True)


@provokes(ErrorCode.VISIT_INCOMPLETE, "summary")
async def _(case: Case) -> dict[str, Any]:
    await factories.setting("summary_required", True)
    visit = await factories.visit(case.world.rep, case.world.customer)
    return await case.run("rep", "CheckOut", visitId=f"Visit:{visit}")


# -- what all of them have in common


def told(body: dict[str, Any]) -> dict[str, Any]:
    """The one refusal of an answer: its code, place, message, and whether a repeat may help."""
    if "errors" in body:
        (error,) = body["errors"]
        extensions = error["extensions"]
        return {**extensions, "path": extensions.get("argument", []), "message": error["message"]}
    (payload,) = body["data"].values()
    (error,) = payload["userErrors"]
    return dict(error)


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.name)
async def test_every_code(
    code: ErrorCode,
    world: World,
    clients: dict[str, Client],
    nobody: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provoke, place = PROVOKED[code]
    with monkeypatch.context() as patch:
        body = await provoke(Case(world, clients, nobody, patch))
    error = told(body)
    assert (error["code"], tuple(error["path"]), error["retryable"]) == (code.name, place, code in RETRYABLE)
    assert error["message"]
    assert "{" not in error["message"]
    known = set() if code in (ErrorCode.BAD_REQUEST, ErrorCode.PAYLOAD_TOO_LARGE) else {"remaining", "resetAt"}
    assert set(body["extensions"]["cost"]) == {"requested", "actual", "limit", *known}


def test_the_schema_says_of_every_code_whether_to_retry() -> None:
    values = ErrorCodeEnum.__strawberry_definition__.values  # type: ignore[attr-defined]
    assert {value.name for value in values} == set(ErrorCode.__members__)
    for value in values:
        assert value.description.endswith("Retryable." if ErrorCode[value.name] in RETRYABLE else "Not retryable.")
