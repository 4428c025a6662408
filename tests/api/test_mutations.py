"""Commands through GraphQL: exact repeats, conflicts, refusals with the path of the input field, nothing written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.ids import new_id
from tests import books, factories
from tests.api.client import Client
from tests.api.documents import inline
from tests.api.operations import document
from tests.factories import World
from tests.unchanged import contents

HERE = {"latitude": 31.23, "longitude": 121.47, "datum": "WGS84"}


@asynccontextmanager
async def nothing_written() -> AsyncIterator[None]:
    before = await contents()
    yield
    assert await contents() == before


async def refuse(client: Client, name: str, given: dict[str, Any], *expected: tuple[str, str]) -> None:
    """The document is refused for these reasons, whether its input is a variable or written out; nothing is written."""
    async with nothing_written():
        assert await client.refused(document(name), {"input": given}) == list(expected)
        assert await client.refused(inline(document(name), given)) == list(expected)


def gid(kind: str, key: UUID) -> str:
    return f"{kind}:{key}"


def order_input(world: World, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    chosen = list(lines) or [{"productId": gid("Product", world.products[0].id), "quantity": 3}]
    return {"id": str(new_id()), "customerId": gid("Customer", world.customer), "lines": chosen, **more}


# -- exact repeats


async def test_a_repeat_answers_the_first_result(clients: dict[str, Client], world: World) -> None:
    given = order_input(world)
    first = await clients["rep"].done(document("SubmitOrder"), {"input": given})
    assert first["replayed"] is False
    async with nothing_written():
        for text, variables in (
            (document("SubmitOrder"), {"input": given}),
            (inline(document("SubmitOrder"), given), {}),
        ):
            again = await clients["rep"].done(text, variables)
            assert again == {**first, "replayed": True}


async def test_an_id_for_something_else_is_refused(clients: dict[str, Client], world: World) -> None:
    given = order_input(world)
    await clients["rep"].done(document("SubmitOrder"), {"input": given})
    other = {**given, "lines": [{**given["lines"][0], "quantity": 4}]}
    await refuse(clients["rep"], "SubmitOrder", other, ("KEY_REUSED", ""))
    await refuse(clients["supervisor"], "SubmitOrder", given, ("KEY_REUSED", ""))
    visit = {"id": given["id"], "customerId": given["customerId"]}
    await refuse(clients["rep"], "StartVisit", visit, ("KEY_REUSED", ""))


async def test_operation_ids(clients: dict[str, Client], world: World) -> None:
    order = (await books.submitted(world, 1)).order_id
    given = {"orderId": gid("Order", order), "operationId": str(new_id())}
    first = await clients["clerk"].done(document("ApproveOrder"), {"input": given})
    async with nothing_written():
        assert await clients["clerk"].done(document("ApproveOrder"), {"input": given}) == {**first, "replayed": True}
    await refuse(clients["clerk"], "ApproveOrder", {**given, "reason": "other"}, ("KEY_REUSED", ""))
    # Without an operation id the same command again is another one, and the order is approved already.
    await refuse(clients["clerk"], "ApproveOrder", {"orderId": given["orderId"]}, ("WRONG_STATE", ""))


async def test_every_repeatable_command_takes_an_id() -> None:
    """Mutations without a fresh id of what they make have an operation id; both say what they are for."""
    from graphql import GraphQLInputObjectType, get_named_type

    from erp_visit.api.mutations import COMMANDS
    from erp_visit.api.schema import api

    mutation = api().schema._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        if name not in COMMANDS or not COMMANDS[name].repeatable:
            # Those that are no commands: log-ins and quotes write nothing twice; each operation of syncOperations has an id
            # (test_sync.py). recordTrack: the moments of the points are what makes a repeat safe.
            continue
        given = get_named_type(field.args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        key = "operationId" if "operationId" in given.fields else "id"
        assert "fresh UUID" in (given.fields[key].description or ""), name


# -- versions


async def test_an_old_version_is_a_conflict_with_the_present_state(clients: dict[str, Client], world: World) -> None:
    customer = gid("Customer", world.customer)
    changes = {"id": customer, "changes": {"phone": "13800000000"}, "expectedVersion": 1}
    await clients["rep"].done(document("UpdateCustomer"), {"input": changes})
    stale = {"id": customer, "changes": {"phone": "13900000000", "address": "x"}, "expectedVersion": 1}
    async with nothing_written():
        payload = (await clients["rep"].data(document("UpdateCustomer"), {"input": stale}))["updateCustomer"]
    (error,) = payload["userErrors"]
    assert (error["code"], error["retryable"]) == ("CONFLICT", True)
    assert error["params"]["version"] == 2
    assert error["params"]["current"] == {"phone": "13800000000", "address": ""}


@pytest.mark.parametrize("name", ["ApproveOrder", "RejectOrder", "CancelOrder"])
async def test_decisions_on_an_old_version(clients: dict[str, Client], world: World, name: str) -> None:
    order = (await books.submitted(world, 1)).order_id
    given = {
        "orderId": gid("Order", order),
        "expectedVersion": 7,
        **({} if name == "ApproveOrder" else {"reason": "x"}),
    }
    await refuse(clients["clerk"], name, given, ("CONFLICT", "expectedVersion"))


# -- what a mutation answers


async def test_the_answer_holds_all_that_changed(clients: dict[str, Client], world: World) -> None:
    """Order, account, balances: as they are in the database after it."""
    order = (await books.submitted(world, 2)).order_id
    payload = await clients["clerk"].done(document("ApproveOrder"), {"input": {"orderId": gid("Order", order)}})
    assert payload["order"]["state"] == "APPROVED"
    assert payload["account"] == {"receivable": "0.00", "unbilled": "240.00", "advance": "0.00"}
    rows = await books.rows("SELECT 'StockBalance:' || id, on_hand, reserved FROM stock_balance WHERE reserved > 0")
    assert [(one["id"], one["onHand"], one["reserved"]) for one in payload["balances"]] == rows
    assert rows[0][2] == 24


async def test_what_the_reader_may_not_see_stays_out_of_the_answer(clients: dict[str, Client], world: World) -> None:
    """A keeper may ship but not look at receivables: the selection is refused before anything happens."""
    document_id = (await books.picked(world, 1)).stock_document_ids[0]
    text = "mutation ($i: ShipStockDocumentInput!) { shipStockDocument(input: $i) { receivables { amount } userErrors { code } } }"
    given = {"stockDocumentId": gid("StockDocument", document_id)}
    async with nothing_written():
        error = await clients["keeper"].error(text, {"i": given})
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["params"] == {"right": "receivable.view"}
    assert error["path"] == ["shipStockDocument"]
    payload = await clients["keeper"].done(document("ShipStockDocument"), {"input": given})
    assert payload["order"]["state"] == "SHIPPED"


async def test_siblings_commit_one_by_one(clients: dict[str, Client], world: World) -> None:
    text = """mutation ($a: SubmitOrderInput!, $b: SubmitOrderInput!, $c: RejectOrderInput!) {
        a: submitOrder(input: $a) { order { state } userErrors { code } }
        bad: submitOrder(input: $b) { order { state } userErrors { code } }
        forbidden: rejectOrder(input: $c) { order { state } userErrors { code } } }"""
    good, bad = (
        order_input(world),
        order_input(world, {"productId": gid("Product", world.products[0].id), "quantity": 0}),
    )
    body = await clients["rep"].ask(
        text, {"a": good, "b": bad, "c": {"orderId": gid("Order", new_id()), "reason": "x"}}
    )
    assert body["data"] == {
        "a": {"order": {"state": "SUBMITTED"}, "userErrors": []},
        "bad": {"order": None, "userErrors": [{"code": "INVALID_INPUT"}]},
        "forbidden": None,
    }
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["forbidden"], "FORBIDDEN")]
    assert await books.value("SELECT count(*) FROM sales_order") == 1


async def test_selections_on_payloads(clients: dict[str, Client], world: World) -> None:
    """Aliases, fragments, directives, __typename and computed fields work in what a mutation answers too."""
    text = """mutation ($input: SubmitOrderInput!, $no: Boolean! = false) {
        made: submitOrder(input: $input) {
            __typename again: replayed
            ...Made
            order @include(if: true) { w: totalInWords customer { n: name @skip(if: $no) } }
            nothing: order @include(if: $no) { id }
            errors: userErrors { __typename c: code } userErrors { code } } }
        fragment Made on SubmitOrderPayload { order { state lines(first: 1) { product { ...P } } history { action } } }
        fragment P on Product { units { factor } }"""
    given = order_input(world)
    name = (await books.rows("SELECT name FROM customer"))[0][0]
    expected = {
        "made": {
            "__typename": "SubmitOrderPayload",
            "again": False,
            "order": {
                "state": "SUBMITTED",
                "lines": [{"product": {"units": [{"factor": 12}]}}],
                "history": [{"action": "order.submit"}],
                "w": "叁拾元整",
                "customer": {"n": name},
            },
            "errors": [],
            "userErrors": [],
        }
    }
    assert await clients["rep"].data(text, {"input": given}) == expected
    expected["made"]["again"] = True
    assert await clients["rep"].data(inline(text, given)) == expected


# -- refusals


Case = tuple[str, str, Callable[[World], dict[str, Any]], list[tuple[str, str]]]


def product_line(world: World, **more: Any) -> dict[str, Any]:
    return {"productId": gid("Product", world.products[0].id), "quantity": 1, **more}


def fix(**more: Any) -> dict[str, Any]:
    return {"position": HERE, "accuracy": 10.0, "fixedAt": datetime.now(UTC).isoformat(), **more}


REFUSALS: list[Case] = [
    # orders
    ("rep", "SubmitOrder", lambda w: order_input(w, lines=[]), [("INVALID_INPUT", "lines")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, quantity=0)), [("INVALID_INPUT", "lines.0.quantity")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, quantity=-5)), [("INVALID_INPUT", "lines.0.quantity")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, quantity=2**31 - 1)), [("INVALID_INPUT", "lines.0.quantity")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, productId=gid("Product", w.company))),
     [("NOT_FOUND", "lines.0.productId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, productId=gid("Customer", w.customer))),
     [("INVALID_INPUT", "lines.0.productId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, productId="?")), [("INVALID_INPUT", "lines.0.productId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, unitId=gid("ProductUnit", w.company))),
     [("NOT_FOUND", "lines.0.unitId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w), product_line(w, quantity=2)),
     [("DUPLICATE_PRODUCT", "lines.1.productId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, customerId=gid("Customer", w.company)), [("NOT_FOUND", "customerId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, visitId=gid("Visit", w.company)), [("NOT_FOUND", "visitId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, warehouseId=gid("Warehouse", w.company)), [("NOT_FOUND", "warehouseId")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, expectedTotal="1.00"), [("CONFLICT", "expectedTotal")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, remark="a\0b"), [("INVALID_INPUT", "remark")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, remark="x" * 501), [("INVALID_INPUT", "remark")]),
    ("rep", "SubmitOrder", lambda w: order_input(w, product_line(w, quantity=2000)), [("INSUFFICIENT_STOCK", "lines.0.quantity")]),
    ("rep", "QuoteOrder", lambda w: {"customerId": gid("Customer", w.company), "lines": [product_line(w)]},
     [("NOT_FOUND", "customerId")]),
    ("rep", "QuoteOrder", lambda w: {"customerId": gid("Customer", w.customer), "lines": []}, [("INVALID_INPUT", "lines")]),
    ("clerk", "ApproveOrder", lambda w: {"orderId": gid("Order", w.company)}, [("NOT_FOUND", "orderId")]),
    ("clerk", "ApproveOrder", lambda w: {"orderId": gid("Visit", w.company)}, [("INVALID_INPUT", "orderId")]),
    ("clerk", "RejectOrder", lambda w: {"orderId": gid("Order", w.company), "reason": "x"}, [("NOT_FOUND", "orderId")]),
    ("clerk", "RejectOrder", lambda w: {"orderId": gid("Order", w.company), "reason": " "}, [("INVALID_INPUT", "reason")]),
    ("rep", "CancelOrder", lambda w: {"orderId": gid("Order", w.company), "reason": "x"}, [("NOT_FOUND", "orderId")]),
    ("administrator", "ReviewOrder", lambda w: {"orderId": gid("Order", w.company), "side": "FINANCE"}, [("NOT_FOUND", "orderId")]),
    # warehouse
    ("keeper", "ConfirmStockDocument", lambda w: {"stockDocumentId": gid("StockDocument", w.company)},
     [("NOT_FOUND", "stockDocumentId")]),
    ("keeper", "ShipStockDocument", lambda w: {"stockDocumentId": gid("StockDocument", w.company)},
     [("NOT_FOUND", "stockDocumentId")]),
    ("keeper", "ReceiveStock", lambda w: {"id": str(new_id()), "warehouseId": gid("Warehouse", w.company), "lines": [product_line(w)]},
     [("NOT_FOUND", "warehouseId")]),
    ("keeper", "ReceiveStock", lambda w: {"id": str(new_id()), "warehouseId": gid("Warehouse", w.warehouse),
                                          "lines": [product_line(w, quantity=0)]}, [("INVALID_INPUT", "lines.0.quantity")]),
    # money
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.company), "amount": "1", "method": "CASH"},
     [("NOT_FOUND", "customerId")]),
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.customer), "amount": "0", "method": "CASH"},
     [("INVALID_INPUT", "amount")]),
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.customer), "amount": "-1", "method": "CASH"},
     [("INVALID_INPUT", "amount")]),
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.customer), "amount": "0.001", "method": "CASH"},
     [("INVALID_INPUT", "amount")]),
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.customer), "amount": "1" * 20, "method": "CASH"},
     [("INVALID_INPUT", "amount")]),
    ("finance", "RecordReceipt", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.customer), "amount": "1", "method": "CASH",
                                            "receivableId": gid("Receivable", w.company)}, [("NOT_FOUND", "receivableId")]),
    ("finance", "ReverseReceipt", lambda w: {"receiptId": gid("Receipt", w.company), "reason": "x"}, [("NOT_FOUND", "receiptId")]),
    # customers and visits
    ("rep", "CreateCustomer", lambda w: {"id": str(new_id()), "fields": {"name": ""}}, [("INVALID_INPUT", "fields.name")]),
    ("rep", "CreateCustomer", lambda w: {"id": str(new_id()), "fields": {}}, [("INVALID_INPUT", "fields.name")]),
    ("rep", "CreateCustomer", lambda w: {"id": str(new_id()), "fields": {"name": "a\nb", "phone": "x" * 40,
                                         "position": {**HERE, "latitude": 91.0}}},
     [("INVALID_INPUT", "fields.name"), ("INVALID_INPUT", "fields.phone"), ("INVALID_INPUT", "fields.position.latitude")]),
    ("rep", "UpdateCustomer", lambda w: {"id": gid("Customer", w.company), "changes": {"name": "x"}}, [("NOT_FOUND", "id")]),
    ("rep", "UpdateCustomer", lambda w: {"id": gid("Customer", w.customer), "changes": {"name": None}}, [("INVALID_INPUT", "changes.name")]),
    ("rep", "UpdateCustomer", lambda w: {"id": gid("Customer", w.customer), "changes": {"ownerId": gid("Customer", w.customer)}},
     [("INVALID_INPUT", "changes.ownerId")]),
    ("rep", "StartVisit", lambda w: {"id": str(new_id()), "customerId": gid("Customer", w.company)}, [("NOT_FOUND", "customerId")]),
    ("rep", "CheckIn", lambda w: fix(visitId=gid("Visit", w.company)), [("NOT_FOUND", "visitId")]),
    ("rep", "CheckIn", lambda w: fix(id=str(new_id()), customerId=gid("Customer", w.company)), [("NOT_FOUND", "customerId")]),
    ("rep", "CheckIn", lambda w: fix(id=str(new_id()), customerId=gid("Customer", w.customer), position={**HERE, "latitude": 120.0}),
     [("INVALID_INPUT", "position.latitude")]),
    ("rep", "CheckOut", lambda w: {"visitId": gid("Visit", w.company)}, [("NOT_FOUND", "visitId")]),
    # settings
    ("administrator", "SetSetting", lambda w: {"key": "nothing", "value": 1}, [("INVALID_INPUT", "key")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": "far"}, [("INVALID_INPUT", "value")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": 100, "departmentId": gid("Department", w.customer)},
     [("NOT_FOUND", "departmentId")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": 100, "employeeId": gid("Employee", w.customer)},
     [("NOT_FOUND", "employeeId")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": 100, "departmentId": gid("Department", w.sales),
                                               "employeeId": gid("Employee", w.rep.id)}, [("INVALID_INPUT", "employeeId")]),
    ("administrator", "SetSetting", lambda w: {"key": "timezone", "value": "Asia/Tokyo", "employeeId": gid("Employee", w.rep.id)},
     [("INVALID_INPUT", "employeeId")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": 100, "startsOn": "2020-01-01"},
     [("INVALID_INPUT", "startsOn")]),
    ("administrator", "SetSetting", lambda w: {"key": "tolerance_radius", "value": 100, "expectedVersion": 1}, [("CONFLICT", "value")]),
    ("administrator", "WithdrawSetting", lambda w: {"settingId": gid("Setting", w.company)}, [("NOT_FOUND", "settingId")]),
    ("administrator", "RestoreSettings", lambda w: {"at": "2999-01-01T00:00:00Z", "reason": "x"}, [("INVALID_INPUT", "at")]),
    ("administrator", "RestoreSettings", lambda w: {"at": "2020-01-01T00:00:00Z", "reason": ""}, [("INVALID_INPUT", "reason")]),
]  # fmt: skip


@pytest.mark.parametrize(
    "case", REFUSALS, ids=[f"{name} {' '.join(f'{c}@{p}' for c, p in expected)}" for _, name, _, expected in REFUSALS]
)
async def test_refusals(clients: dict[str, Client], world: World, case: Case) -> None:
    who, name, given, expected = case
    await refuse(clients[who], name, given(world), *expected)


async def test_messages_name_the_thing_and_the_remedy(clients: dict[str, Client], world: World) -> None:
    given = order_input(world, product_line(world, quantity=2000))
    payload = (await clients["rep"].data(document("SubmitOrder"), {"input": given}))["submitOrder"]
    (error,) = payload["userErrors"]
    name = (await books.rows("SELECT name FROM product ORDER BY id"))[0][0]
    assert name in error["message"]
    assert "166箱8瓶" in error["message"]
    assert "83箱4瓶" in error["message"]
    assert error["retryable"] is False
    assert error["params"]["product"] == name


async def test_text_of_a_megabyte(clients: dict[str, Client], world: World) -> None:
    """In variables it is a wrong value; a document that holds it is too long to be looked at."""
    large = "字" * 300_000
    async with nothing_written():
        for name, given, path in (
            ("CreateCustomer", {"id": str(new_id()), "fields": {"name": large}}, "fields.name"),
            ("SubmitOrder", order_input(world, remark=large), "remark"),
        ):
            assert await clients["rep"].refused(document(name), {"input": given}) == [("INVALID_INPUT", path)]
            assert await clients["rep"].code(inline(document(name), given)) == "COST_EXCEEDED"
        assert await clients["rep"].code(document("OrderDetails"), {"id": large}) == "INVALID_INPUT"


async def test_values_that_do_not_fit_the_schema(clients: dict[str, Client], world: World) -> None:
    good = order_input(world)
    line = good["lines"][0]
    async with nothing_written():
        for bad in (
            {**good, "id": "x"}, {**good, "id": None}, {**good, "lines": None}, {**good, "lines": [None]},
            {**good, "lines": [{**line, "quantity": 1.5}]}, {**good, "lines": [{**line, "quantity": "1"}]},
            {**good, "lines": [{**line, "quantity": 10**12}]}, {**good, "lines": [{**line, "unitPrice": 1.5}]},
            {**good, "expectedTotal": 30}, {**good, "surplus": 1}, {**good, "remark": None},
        ):  # fmt: skip
            body = (await clients["rep"].post({"query": document("SubmitOrder"), "variables": {"input": bad}})).json()
            assert {error["extensions"]["code"] for error in body["errors"]} == {"VALIDATION_ERROR"}
            assert "data" not in body


async def test_moments_and_datums(clients: dict[str, Client], world: World) -> None:
    async with nothing_written():
        for given in (
            fix(visitId="x", fixedAt="yesterday"), fix(visitId="x", fixedAt="2026-01-01T00:00:00"),
            fix(visitId="x", fixedAt="0001-01-01T00:00:00+14:00"), fix(visitId="x", position={**HERE, "datum": "ED50"}),
            fix(visitId="x", position={"latitude": 1.0, "longitude": 1.0}), fix(visitId="x", accuracy="10"),
        ):  # fmt: skip
            body = (await clients["rep"].post({"query": document("CheckIn"), "variables": {"input": given}})).json()
            assert {error["extensions"]["code"] for error in body["errors"]} == {"VALIDATION_ERROR"}
        text = inline(document("CheckIn"), fix(visitId=gid("Visit", world.company), accuracy=10.0)).replace(
            "accuracy: 10.0", "accuracy: 1e999"
        )
        body = await clients["rep"].ask(text)
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        codes |= {error["code"] for error in ((body.get("data") or {}).get("checkIn") or {}).get("userErrors", [])}
        assert codes <= {"VALIDATION_ERROR", "INVALID_INPUT", "NOT_FOUND"}
    shop = await factories.customer(world.rep, world.sales, position=(31.23, 121.47))
    old = fix(
        id=str(new_id()), customerId=gid("Customer", shop), fixedAt=(datetime.now(UTC) - timedelta(days=1)).isoformat()
    )
    await refuse(clients["rep"], "CheckIn", old, ("STALE_FIX", "fixedAt"))


# -- log-in


async def test_log_in_and_out(clients: dict[str, Client], nobody: Client, world: World) -> None:
    from erp_visit import db
    from erp_visit.org.passwords import hash_password

    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1", world.rep.id, hash_password("correct horse")
        )
    text = """mutation ($username: String!, $password: String!) { login(username: $username, password: $password) {
        token expiresAt me { id } userErrors { code path message retryable params } } }"""
    for username, password in (
        ("nobody", "x"),
        (world.rep.username, "wrong"),
        ("", ""),
        ("a\0", "x"),
        ("x" * 10_000, "x"),
    ):
        async with nothing_written():
            refused = await nobody.refused(text, {"username": username, "password": password})
        assert refused == [("BAD_CREDENTIALS", "")]
    payload = await nobody.done(text, {"username": world.rep.username.upper(), "password": "correct horse"})
    assert datetime.fromisoformat(payload["expiresAt"]) > datetime.now(UTC) + timedelta(hours=1)
    mine = Client(nobody.http, payload["token"])
    assert (await mine.data("{ me { id } }"))["me"]["id"] == f"Employee:{world.rep.id}"
    assert (await mine.done(document("Logout")))["loggedOut"] is True
    assert await mine.code("{ me { id } }") == "UNAUTHENTICATED"
    assert await mine.code(document("Logout")) == "UNAUTHENTICATED"
    assert await clients["clerk"].data("{ me { id } }"), "others stay"


async def test_guessing_passwords_is_throttled(nobody: Client, world: World) -> None:
    given = {"username": world.rep.username, "password": "wrong"}
    codes = [(await nobody.refused(document("Login"), given))[0][0] for _ in range(7)]
    assert codes[0] == "BAD_CREDENTIALS"
    assert codes[-1] == "THROTTLED"
    payload = (await nobody.data(document("Login"), given))["login"]
    (error,) = payload["userErrors"]
    assert error["retryable"] is True
    assert error["params"]["seconds"] >= 1
    assert payload["token"] is None
