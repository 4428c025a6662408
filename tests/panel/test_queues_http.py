"""Queues and decisions without a browser: who may, what a refusal says, exactly once, true batches, lists by keyset."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from erp_visit import db
from erp_visit.core.ids import new_id
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.panel.queues import counts
from erp_visit.panel.queues.registry import QUEUES
from erp_visit.panel.records.kinds import KINDS
from erp_visit.settings import Settings
from tests import books, factories
from tests.panel.desk import Desk, open_desk
from tests.unchanged import contents

ROWS = re.compile(r'data-row="([0-9a-f-]{36})"')


@pytest.fixture
async def desk(db: ModuleType, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(settings) as opened:
        yield opened


async def number_of(order_id: UUID) -> str:
    number: str = await books.value("SELECT number FROM sales_order WHERE id = $1", order_id)
    return number


# -- who may


NEEDS: dict[tuple[str, str], frozenset[Right]] = {
    ("Order", "approve"): frozenset({Right.ORDER_APPROVE, Right.ORDER_VIEW}),
    ("Order", "reject"): frozenset({Right.ORDER_APPROVE, Right.ORDER_VIEW}),
    ("Order", "warehouse-review"): frozenset({Right.STOCK_REVIEW, Right.ORDER_VIEW}),
    ("Order", "finance-review"): frozenset({Right.FINANCE_REVIEW, Right.ORDER_VIEW}),
    ("Order", "cancel"): frozenset({Right.ORDER_CANCEL, Right.ORDER_VIEW}),
    ("StockDocument", "confirm"): frozenset({Right.STOCK_CONFIRM, Right.STOCK_VIEW}),
    ("StockDocument", "ship"): frozenset({Right.STOCK_SHIP, Right.STOCK_VIEW}),
    ("Account", "receipt"): frozenset({Right.RECEIPT_RECORD, Right.RECEIVABLE_VIEW}),
    ("Receipt", "reverse"): frozenset({Right.RECEIPT_REVERSE, Right.RECEIVABLE_VIEW}),
    ("Visit", "cancel"): frozenset({Right.VISIT_DO}),
    ("Visit", "accept"): frozenset({Right.VISIT_REVIEW}),
    ("Visit", "reject"): frozenset({Right.VISIT_REVIEW}),
    ("Visit", "accept-after-all"): frozenset({Right.VISIT_REVIEW}),
    ("Visit", "reject-after-all"): frozenset({Right.VISIT_REVIEW}),
    ("VisitReport", "review"): frozenset({Right.VISIT_REVIEW}),
    ("DailyReport", "read"): frozenset({Right.VISIT_REVIEW}),
    **{
        ("Task", action): frozenset({Right.TASK_VIEW})
        for action in ("start", "complete", "appraise", "reopen", "cancel", "note")
    },
}
TOLD = {
    "reason": "because",
    "version": 1,
    "amount": "1",
    "method": "CASH",
    "result": "r",
    "text": "t",
    "comment": "c",
    "rating": "5",
}
"""What the forms of all actions ask for."""


async def test_every_action_asks_for_its_right(desk: Desk) -> None:
    """Role by role and action by action, by direct POST: FORBIDDEN exactly where a right is missing."""
    assert {(kind.name, action.name) for kind in KINDS.values() for action in kind.actions} == set(NEEDS)
    world = await factories.world()
    before = await contents()
    for role in RoleCode:
        client = await desk.client(world.actors[role])
        for (kind, action), needs in NEEDS.items():
            # Nobody's record: whoever may do it learns that there is none, whoever may not, that.
            answer = await client.decide(f"/admin/{KINDS[kind].path}/{new_id()}/{action}", **TOLD)
            missing = needs - DEFAULT_ROLES[role][1]
            assert answer.status_code == (403 if missing else 404), (role, kind, action, answer.text)
            assert answer.json()["errors"][0]["code"] == ("FORBIDDEN" if missing else "NOT_FOUND")
    assert await contents() == before


async def test_queues_are_open_to_those_who_decide_there(desk: Desk) -> None:
    world = await factories.world()
    opened = set()
    for role in RoleCode:
        client = await desk.client(world.actors[role])
        for name in QUEUES:
            answer = await client.get(f"/admin/queues/{name}")
            assert answer.status_code in (200, 403)
            if answer.status_code == 200:
                opened.add((role.value, name))
    decisive = {"SUPERVISOR", "MANAGER", "CLERK", "ADMINISTRATOR"}
    leading = {"SUPERVISOR", "MANAGER", "ADMINISTRATOR"}
    assert opened == {
        *((role, "orders") for role in decisive),
        *((role, "warehouse-review") for role in ("KEEPER", "ADMINISTRATOR")),
        *((role, "finance-review") for role in ("FINANCE", "ADMINISTRATOR")),
        *((role, "stock") for role in ("KEEPER", "DRIVER", "ADMINISTRATOR")),
        *((role, "receipts") for role in ("FINANCE", "ADMINISTRATOR")),
        *((role, name) for role in leading for name in ("visits", "visit-reports", "daily-reports")),
        *((role, "missing-reports") for role in ("REP", *leading)),
    }


async def test_a_request_without_our_token_does_nothing(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 1)
    client = await desk.client(world.clerk)
    before = await contents()
    body = {"operationId": str(new_id()), "number": "", "version": 1}
    for token in ("", "0" * 40):
        answer = await client.post(f"/admin/orders/{order.order_id}/approve", body, csrf=token)
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
        answer = await client.post("/admin/queues/orders/batch", {"action": "approve", "items": [body]}, csrf=token)
        assert answer.status_code == 403
    client.http.cookies.clear()
    answer = await client.post(f"/admin/orders/{order.order_id}/approve", body)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert await contents() == before


async def test_a_foreign_record_is_not_there(desk: Desk) -> None:
    """A rep's page of somebody else's order, and of none at all, answer the same."""
    world = await factories.world()
    stranger = await factories.employee(world.sales, RoleCode.REP)
    order = await books.submitted(world, 1)
    client = await desk.client(stranger)
    number = await number_of(order.order_id)
    for address in (order.order_id, number, new_id(), "SO00000000-000000"):
        answer = await client.http.get(f"/admin/orders/{address}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


# -- exactly once, and true


async def test_a_decision_answers_with_the_record_as_it_is_now(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 2, 1)
    client = await desk.client(world.clerk)
    answer = await client.decide(f"/admin/orders/{order.order_id}/approve", version=1, number="SO1")
    data = answer.json()
    assert (answer.status_code, data["outcome"], data["message"]) == (200, "done", "SO1 approved")
    assert 'data-state="APPROVED"' in data["record"]
    assert await books.state_of(order.order_id) == "APPROVED"


async def test_a_repeat_makes_one_record(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 1)
    client = await desk.client(world.clerk)
    operation = str(new_id())
    answers = [
        (await client.decide(f"/admin/orders/{order.order_id}/approve", version=1, operationId=operation)).json()
        for _ in range(2)
    ]
    assert [(answer["outcome"], answer["replayed"]) for answer in answers] == [("done", False), ("done", True)]
    assert await books.value("SELECT count(*) FROM stock_document WHERE order_id = $1", order.order_id) == 1

    shipped = await books.shipped(world, 1)
    finance = await desk.client(world.finance)
    body = {"operationId": str(new_id()), "amount": "50", "method": "CASH", "receivableId": str(shipped.receivable_id)}
    for _ in range(2):
        assert (await finance.decide(f"/admin/accounts/{world.customer}/receipt", **body)).status_code == 200
    assert await books.rows("SELECT amount FROM receipt") == [(50,)]
    # Another amount under the same id: somebody changed the form after an answer was lost.
    changed = await finance.decide(f"/admin/accounts/{world.customer}/receipt", **{**body, "amount": "60"})
    assert changed.json()["errors"][0]["code"] == "KEY_REUSED"
    assert await books.rows("SELECT amount FROM receipt") == [(50,)]
    await books.audit()


async def test_the_second_reads_who_decided_and_when(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 1)
    number = await number_of(order.order_id)
    manager, clerk = await desk.client(world.manager), await desk.client(world.clerk)
    assert (await manager.decide(f"/admin/orders/{order.order_id}/approve", version=1)).status_code == 200
    for action, extra in (("approve", {}), ("reject", {"reason": "too late"})):
        answer = await clerk.decide(f"/admin/orders/{order.order_id}/{action}", version=1, **extra)
        data = answer.json()
        assert (answer.status_code, data["outcome"]) == (409, "overtaken")
        assert re.fullmatch(
            rf"{number}: Approved by {world.manager.name} at \d\d:\d\d\. It is now Approved\.", data["message"]
        )
        assert 'data-state="APPROVED"' in data["record"]
    assert await books.value("SELECT count(*) FROM stock_document WHERE order_id = $1", order.order_id) == 1


async def test_a_batch_tells_the_truth_record_by_record(desk: Desk) -> None:
    """One is fine, one is somebody's own, one was decided meanwhile, one is not there: each answers for itself."""
    world = await factories.world()
    fine, decided = [await books.submitted(world, 1) for _ in range(2)]
    own = await books.submitted(world, 1, actor=world.clerk)
    manager, clerk = await desk.client(world.manager), await desk.client(world.clerk)
    await manager.decide(f"/admin/orders/{decided.order_id}/reject", version=1, reason="shop closed")
    items = [
        {"key": str(key), "version": 1, "number": f"N{place}", "operationId": str(new_id())}
        for place, key in enumerate((fine.order_id, own.order_id, decided.order_id, new_id()))
    ]
    answer = await clerk.post("/admin/queues/orders/batch", {"action": "approve", "reason": "", "items": items})
    results = answer.json()["results"]
    assert [result["outcome"] for result in results] == ["done", "refused", "overtaken", "refused"]
    assert [error["code"] for result in results for error in result["errors"]] == [
        "OWN_DOCUMENT", "CONFLICT", "NOT_FOUND",
    ]  # fmt: skip
    assert "is your own order" in results[1]["message"]
    assert f"Rejected by {world.manager.name}" in results[2]["message"]
    states = [await books.state_of(order.order_id) for order in (fine, own, decided)]
    assert states == ["APPROVED", "SUBMITTED", "REJECTED"]
    await books.audit()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action": "approve", "items": []}, "INVALID_INPUT"),
        ({"action": "approve", "items": "all"}, "INVALID_INPUT"),
        ({"action": "cancel", "items": [{"key": "x"}]}, "NOT_FOUND"),
        ({"action": "approve", "items": [{"key": "x", "operationId": "y"}]}, "INVALID_INPUT"),
        ({"action": "approve", "items": [{}] * 51}, "INVALID_INPUT"),
    ],
)
async def test_a_bad_batch_is_refused(desk: Desk, body: dict[str, Any], code: str) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    answer = await client.post("/admin/queues/orders/batch", body)
    assert (answer.status_code in (400, 404), answer.json()["code"]) == (True, code)


async def test_errors_stand_at_their_fields(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 1)
    client, finance = await desk.client(world.clerk), await desk.client(world.finance)
    before = await contents()
    reject = await client.decide(f"/admin/orders/{order.order_id}/reject", version=1, reason="  ")
    assert (reject.status_code, reject.json()["errors"][0]["path"]) == (422, ["reason"])
    account = f"/admin/accounts/{world.customer}/receipt"
    for body, path in (
        ({"amount": "", "method": "CASH"}, ["amount"]), ({"amount": "1.234", "method": "CASH"}, ["amount"]),
        ({"amount": "-1", "method": "CASH"}, ["amount"]), ({"amount": "1", "method": "BARTER"}, ["method"]),
        ({"amount": "1", "method": "CASH", "receivableId": str(new_id())}, ["receivableId"]),
    ):  # fmt: skip
        answer = await finance.decide(account, **body)
        assert answer.json()["errors"][0]["path"] == path, answer.text
        assert answer.json()["outcome"] == "refused"
    for typed, said in (
        ("", "An amount is needed; type it like 12.50."),
        ("x", "x is not an amount; write it like 12.50."),
    ):
        answer = await finance.decide(account, amount=typed, method="CASH")
        assert answer.json()["message"] == said
    bare = await client.post(f"/admin/orders/{order.order_id}/approve", {"version": 1})
    assert bare.json()["errors"][0]["path"] == ["operationId"]
    assert await contents() == before


# -- lists


async def test_the_list_pages_by_keyset_and_narrows(desk: Desk) -> None:
    world = await factories.world()
    orders = [(await books.submitted(world, 1)).order_id for _ in range(5)]
    elsewhere = await factories.customer(world.rep, world.sales, name="Corner Café")
    other = await books.submitted(factories.World(**{**world.__dict__, "customer": elsewhere}), 1)
    client = await desk.client(world.clerk)
    path = "/admin/queues/orders/rows"
    page = await client.get(f"{path}?first=4")
    assert [UUID(key) for key in ROWS.findall(page.text)] == orders[:4]
    assert 'data-count="6"' in page.text
    cursor = re.search(r'data-after="([^"]+)"', page.text)
    assert cursor is not None
    rest = await client.http.get(path, params={"first": 4, "after": cursor[1]})
    assert [UUID(key) for key in ROWS.findall(rest.text)] == [orders[4], other.order_id]
    found = await client.http.get(path, params={"q": "corner"})
    assert [UUID(key) for key in ROWS.findall(found.text)] == [other.order_id]
    held = await client.http.get(path, params={"state": "held"})
    assert ROWS.findall(held.text) == []
    assert "Nothing matches" in held.text
    nobody = await client.http.get(path, params={"department": str(world.company)})
    assert ROWS.findall(nobody.text) == []


@pytest.mark.parametrize(("limit", "said"), [(100, "3"), (3, "2+")])
async def test_a_queue_counts_as_the_workbench_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: int, said: str
) -> None:
    """However few of its rows are shown."""
    monkeypatch.setattr(counts, "LIMIT", limit)
    world = await factories.world()
    for _ in range(3):
        await books.submitted(world, 1)
    client = await desk.client(world.clerk)
    home = re.sub(r"<[^>]+>|\s+", " ", (await client.get("/admin/")).text)
    assert re.search(rf" {re.escape(said)} +Orders to approve", home)
    page = (await client.get("/admin/queues/orders?first=2")).text
    assert len(ROWS.findall(page)) == 2
    assert re.findall(r'data-count(?:="|>)([^"<]+)', page) == [said, said]


async def test_the_search_box_says_what_it_finds(desk: Desk) -> None:
    world = await factories.world()
    boss = await factories.employee(world.sales, role=RoleCode.ADMINISTRATOR)
    shown = {}
    for locale in ("en", "zh"):
        client = await desk.client(boss, locale)
        for name in ("receipts", "visits", "visit-reports", "daily-reports", "stock"):
            page = (await client.get(f"/admin/queues/{name}")).text
            shown[locale, name] = re.findall(r'name="q" value="" maxlength="100" placeholder="([^"]+)"', page)
    assert shown["en", "daily-reports"] == ["Author"]  # there is neither number nor customer to be found by
    assert shown["zh", "daily-reports"] == ["填写人"]
    assert shown["zh", "visit-reports"] == ["客户、拼音、填写人"]
    assert shown["zh", "visits"] == ["客户、客户编号、拼音"]
    assert shown["zh", "receipts"] == ["客户、客户编号、电话、拼音"]
    assert shown["zh", "stock"] == ["单号、客户、拼音"]
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET name = '惠民店', pinyin = 'hmd' WHERE id = $1", world.customer)
    document = (await books.approved(world, 1)).stock_document_ids[0]
    for text, found in (("HMD", [document]), ("惠民", [document]), ("xyz", [])):
        rows = await (await desk.client(world.keeper)).http.get("/admin/queues/stock/rows", params={"q": text})
        assert [UUID(key) for key in ROWS.findall(rows.text)] == found, text


async def test_a_driver_waits_for_what_is_picked(desk: Desk) -> None:
    world = await factories.world()
    picked, planned = [(await books.approved(world, 1)).stock_document_ids[0] for _ in range(2)]
    await confirm_stock_document(world.keeper, document_id=picked)
    for actor, waits in ((world.keeper, [picked, planned]), (world.driver, [picked])):
        client = await desk.client(actor)
        rows = await client.get("/admin/queues/stock/rows")
        assert [UUID(key) for key in ROWS.findall(rows.text)] == waits
        home = re.sub(r"<[^>]+>|\s+", " ", (await client.get("/admin/")).text)
        assert re.search(rf"\b{len(waits)} +To ship", home), actor.name


async def test_reads_do_not_grow_with_the_rows(desk: Desk) -> None:
    """The Server-Timing header counts the reads of a page: the same for 1 and for 9 orders."""
    world = await factories.world()
    await books.submitted(world, 1)
    client = await desk.client(world.clerk)
    counts = []
    for _ in range(2):
        answer = await client.get("/admin/queues/orders")
        timing = re.search(r'db;dur=[\d.]+;desc="(\d+) reads"', answer.headers["server-timing"])
        assert timing is not None, answer.headers["server-timing"]
        counts.append(int(timing[1]))
        for _ in range(8):
            await books.submitted(world, 1, 1)
    assert counts == [2, 2]


async def test_reviews_wait_only_where_the_settings_ask_for_them(desk: Desk) -> None:
    world = await factories.world()
    order = await books.submitted(world, 1)
    keeper, clerk = await desk.client(world.keeper), await desk.client(world.clerk)
    assert ROWS.findall((await keeper.get("/admin/queues/warehouse-review/rows")).text) == []
    await factories.setting("warehouse_review", True)
    assert ROWS.findall((await keeper.get("/admin/queues/warehouse-review/rows")).text) == [str(order.order_id)]
    page = (await clerk.get(f"/admin/orders/{order.order_id}")).text
    assert "needs the agreement of" in page
    assert 'data-action="approve"' in page
    review = await keeper.decide(f"/admin/orders/{order.order_id}/warehouse-review", version=1)
    assert review.json()["outcome"] == "done"
    assert ROWS.findall((await keeper.get("/admin/queues/warehouse-review/rows")).text) == []
    assert (await clerk.decide(f"/admin/orders/{order.order_id}/approve", version=2)).status_code == 200
