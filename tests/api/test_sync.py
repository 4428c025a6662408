"""A day without network arrives as one batch: whatever its order and however often it is sent, once is done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from erp_visit.api import sync as door
from erp_visit.api.mutations import COMMANDS, Command
from erp_visit.core.clock import now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from tests import factories
from tests.api.client import Client
from tests.api.offline import Phone, fetch, form, shops, statuses, sync, visit_of
from tests.api.operations import document
from tests.factories import World
from tests.unchanged import contents

Clients = dict[str, Client]


async def test_a_day_arrives_in_disorder_and_happened_as_it_did(world: World, clients: Clients) -> None:
    first, second = await shops(world.rep, world, 2)
    template = await form(world)
    phone = Phone()
    one, did = visit_of(phone, first, 120, 30, form=template, product=world.products[0].id)
    other, _ = visit_of(phone, second, 80, 20)
    Random(1).shuffle(phone.queue)
    outcomes = await sync(clients["rep"], phone.batch())
    assert set(statuses(outcomes).values()) == {"DONE"}, outcomes
    changed = {one["operationId"]: one["changed"] for one in outcomes}
    assert changed[did["in"]] == changed[did["out"]] == [f"Visit:{one}"]
    assert changed[did["order"]] == [f"Order:{did['order']}"]
    assert sorted(changed[did["answers"]]) == [f"Visit:{one}", f"VisitAction:{did['answers']}"]
    visits = await fetch(
        "SELECT id, state, dwell_seconds, effective, evidence, evidence_reasons FROM visit ORDER BY checked_in_at"
    )
    late = ("UNVERIFIED", ["SENT_LATE"])
    assert [(str(key), *rest) for key, *rest in visits] == [
        (one, "DONE", 1800, True, *late), (other, "DONE", 1200, True, *late),
    ]  # fmt: skip
    assert await fetch("SELECT visit_id::text FROM sales_order") == [(one,)]
    again = await sync(clients["rep"], phone.batch())
    assert set(statuses(again).values()) == {"REPLAYED"}
    assert [one["changed"] for one in again] == [one["changed"] for one in outcomes]


async def test_the_moment_is_the_phone_s_corrected_by_how_far_its_clock_is_off(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone(off=timedelta(hours=-3))
    key = str(new_id())
    made = {"id": key, "customerId": f"Customer:{shop}"}
    phone.do("checkIn", 50, {**made, **phone.fix(50, age=20)})
    ((status,),) = [tuple(statuses(await sync(clients["rep"], phone.batch())).values())]
    assert status == "DONE"
    ((at, reasons, figures),) = await fetch(
        "SELECT v.checked_in_at, v.evidence_reasons, f.figures->>'seconds' FROM visit v"
        " JOIN evidence_finding f ON f.visit_id = v.id AND f.reason = 'SENT_LATE'"
    )
    assert at == pytest.approx(now() - timedelta(minutes=50), abs=timedelta(seconds=10))
    assert reasons == ["CLOCK_OFF", "SENT_LATE"]
    assert float(figures) == pytest.approx(3000, abs=10)


async def test_the_server_s_clock_is_set_right_while_a_batch_is_read(
    world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ran two hours ahead as the batch came in: what happened then does not lie in the future now."""
    (shop,) = await shops(world.rep, world, 1)
    phone, ahead = Phone(), iter([timedelta(hours=2)])
    phone.do("checkIn", 50, {"id": str(new_id()), "customerId": f"Customer:{shop}", **phone.fix(50)})
    monkeypatch.setattr(door, "now", lambda: now() + next(ahead, timedelta(0)))
    (outcome,) = await sync(clients["rep"], phone.batch())
    assert (outcome["status"], outcome["userErrors"]) == ("DONE", [])
    ((at,),) = await fetch("SELECT checked_in_at FROM visit")
    assert at == pytest.approx(now() - timedelta(minutes=50), abs=timedelta(seconds=10))


async def test_the_fix_must_be_of_the_moment(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    made = {"id": str(new_id()), "customerId": f"Customer:{shop}"}
    phone.do("checkIn", 50, {**made, **phone.fix(50, age=3600)})
    (outcome,) = await sync(clients["rep"], phone.batch())
    (error,) = outcome["userErrors"]
    assert (outcome["status"], error["code"], error["params"]["age"]) == ("REFUSED", "STALE_FIX", 3600)


async def test_one_bad_operation_of_twenty_leaves_nineteen(world: World, clients: Clients) -> None:
    places = await shops(world.rep, world, 5)
    template = await form(world)
    phone = Phone()
    did = [
        visit_of(phone, shop, 300 - 60 * place, 30, form=template, product=world.products[0].id)[1]
        for place, shop in enumerate(places)
    ]
    assert len(phone.queue) == 25
    sent = [one for one in phone.queue if one["operationId"] not in {done["report"] for done in did}]
    bad = did[2]["order"]
    (order,) = [one for one in sent if one["operationId"] == bad]
    order["command"]["submitOrder"]["lines"][0]["quantity"] = 0
    outcomes = await sync(clients["rep"], phone.batch(sent))
    assert sorted(statuses(outcomes).values()) == ["DONE"] * 19 + ["REFUSED"]
    (refused,) = [one for one in outcomes if one["status"] == "REFUSED"]
    assert refused["operationId"] == bad
    ((code, path),) = [(error["code"], error["path"]) for error in refused["userErrors"]]
    assert (code, path) == ("INVALID_INPUT", ["lines", "0", "quantity"])
    assert await fetch("SELECT count(*) FROM sales_order") == [(4,)]
    assert await fetch("SELECT state, count(*) FROM visit GROUP BY 1") == [("DONE", 5)]
    order["command"]["submitOrder"]["lines"][0]["quantity"] = 1
    mended = await sync(clients["rep"], phone.batch(sent))
    # Nothing is taken in a visit that is over.
    assert [one["userErrors"][0]["code"] for one in mended if one["status"] == "REFUSED"] == ["VISIT_REQUIRED"]
    assert sorted(statuses(mended).values()) == ["REFUSED"] + ["REPLAYED"] * 19


async def test_what_depends_on_a_refused_one_is_skipped_and_says_on_which(world: World, clients: Clients) -> None:
    near, far = await shops(world.rep, world, 2)
    phone = Phone()
    _, did = visit_of(phone, far, 100, 20)
    (refused,) = [one for one in phone.queue if one["operationId"] == did["in"]]
    refused["command"]["checkIn"] |= phone.fix(100, north=5000)
    lines = [{"productId": f"Product:{world.products[0].id}", "quantity": 1}]
    order = phone.do(
        "submitOrder", 70, {"id": str(new_id()), "customerId": f"Customer:{near}", "lines": lines}, [did["out"]]
    )
    after = phone.do("startVisit", 60, {"id": str(new_id()), "customerId": f"Customer:{near}"})
    outcomes = {one["operationId"]: one for one in await sync(clients["rep"], phone.batch())}
    assert [(outcomes[did[name]]["status"], outcomes[did[name]]["dependency"]) for name in ("in", "out", "report")] == [
        ("REFUSED", None), ("SKIPPED", did["in"]), ("SKIPPED", did["in"]),
    ]  # fmt: skip
    assert outcomes[did["in"]]["userErrors"][0]["code"] == "OUT_OF_RANGE"
    assert (outcomes[order]["status"], outcomes[order]["dependency"]) == ("SKIPPED", did["out"])
    assert outcomes[order]["userErrors"] == []
    assert outcomes[after]["status"] == "DONE"
    assert await fetch("SELECT count(*) FROM visit") == [(1,)]


async def test_what_an_operation_depends_on_comes_first(world: World, clients: Clients) -> None:
    phone = Phone()
    shop = f"Customer:{world.customer}"
    lines = [{"productId": f"Product:{world.products[0].id}", "quantity": 1}]
    later = phone.do("submitOrder", 10, {"id": str(new_id()), "customerId": shop, "lines": lines})
    early = phone.do("submitOrder", 20, {"id": str(new_id()), "customerId": shop, "lines": lines}, [later])
    assert set(statuses(await sync(clients["rep"], phone.batch())).values()) == {"DONE"}
    ((one,), (other,)) = await fetch("SELECT id::text FROM sales_order ORDER BY number")
    assert (one, other) == (later, early)
    # In an earlier batch is as good; nowhere is not.
    phone.queue = []
    third = phone.do("submitOrder", 5, {"id": str(new_id()), "customerId": shop, "lines": lines}, [early])
    lost = str(new_id())
    fourth = phone.do("submitOrder", 5, {"id": str(new_id()), "customerId": shop, "lines": lines}, [third, lost])
    done, refused = await sync(clients["rep"], phone.batch())
    assert done["status"] == "DONE"
    assert (refused["operationId"], refused["status"]) == (fourth, "REFUSED")
    assert [(error["code"], error["path"], error["params"]) for error in refused["userErrors"]] == [
        ("NOT_FOUND", ["dependsOn", "1"], {"id": lost})
    ]


async def test_operations_that_wait_for_each_other(world: World, clients: Clients) -> None:
    phone = Phone()
    shop = f"Customer:{world.customer}"
    lines = [{"productId": f"Product:{world.products[0].id}", "quantity": 1}]
    keys = [str(new_id()) for _ in range(4)]
    needs = [[keys[1]], [keys[2]], [keys[0]], [keys[0]]]
    for key, need in zip(keys, needs, strict=True):
        phone.do("submitOrder", 5, {"id": key, "customerId": shop, "lines": lines}, need)
    selfish = str(new_id())
    phone.do("submitOrder", 5, {"id": selfish, "customerId": shop, "lines": lines}, [selfish])
    free = phone.do("submitOrder", 5, {"id": str(new_id()), "customerId": shop, "lines": lines})
    found = statuses(await sync(clients["rep"], phone.batch()))
    assert [found[key] for key in keys] == ["REFUSED", "REFUSED", "REFUSED", "SKIPPED"]
    assert (found[selfish], found[free]) == ("REFUSED", "DONE")


async def test_a_doubled_operation_and_a_reused_id(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    _, did = visit_of(phone, shop, 60, 30)
    other = dict(phone.queue[1], command={"checkOut": {**phone.queue[1]["command"]["checkOut"], "summary": "过后"}})
    outcomes = await sync(clients["rep"], phone.batch([*phone.queue, *phone.queue, other]))
    assert sorted(one["status"] for one in outcomes[:6]) == ["DONE"] * 3 + ["REPLAYED"] * 3
    assert other["operationId"] == did["out"]
    codes = {one["status"]: [error["code"] for error in one["userErrors"]] for one in outcomes}
    assert codes["REFUSED"] == ["KEY_REUSED"]
    assert await fetch("SELECT count(*) FROM audit_entry WHERE action = 'visit.check_out'") == [(1,)]


async def test_sent_at_once_without_an_answer_and_then_in_a_batch(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    key, did = visit_of(phone, shop, 0.1, 0.1)
    arrival = phone.queue[0]["command"]["checkIn"]
    await clients["rep"].done(
        document("CheckIn"), {"input": {**arrival, "operationId": did["in"], "deviceTime": phone.at(0).isoformat()}}
    )
    found = statuses(await sync(clients["rep"], phone.batch(phone.queue[:1])))
    assert found == {did["in"]: "REPLAYED"}
    assert [(str(one),) for (one,) in await fetch("SELECT id FROM visit")] == [(key,)]


@pytest.mark.parametrize(
    ("minutes_ago", "path"),
    [(73 * 60, ["happenedAt"]), (-30, ["happenedAt"])],
)
@pytest.mark.parametrize("command", ["checkIn", "submitOrder"])
async def test_too_late_and_too_early(
    world: World, clients: Clients, minutes_ago: float, path: list[str], command: str
) -> None:
    phone = Phone()
    given: dict[str, Any] = {"id": str(new_id()), "customerId": f"Customer:{world.customer}"}
    if command == "submitOrder":
        given["lines"] = [{"productId": f"Product:{world.products[0].id}", "quantity": 1}]
    else:
        given |= phone.fix(minutes_ago)
    phone.do(command, minutes_ago, given)
    before = await contents()
    (outcome,) = await sync(clients["rep"], phone.batch())
    assert outcome["status"] == "REFUSED"
    assert [(error["code"], error["path"]) for error in outcome["userErrors"]] == [("INVALID_INPUT", path)]
    assert await contents() == before


async def test_what_was_done_in_time_is_known_however_late_it_is_repeated(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    visit_of(phone, shop, 200, 30, product=world.products[0].id)
    await sync(clients["rep"], phone.batch())
    await factories.setting("offline_hours", 1)
    assert set(statuses(await sync(clients["rep"], phone.batch())).values()) == {"REPLAYED"}


async def test_an_overlap_is_refused_however_often_it_is_sent(world: World, clients: Clients) -> None:
    """In the first batch the other visit is open when the second one begins; in the next it is over."""
    one, other = await shops(world.rep, world, 2)
    phone = Phone()
    visit_of(phone, one, 100, 60)
    _, did = visit_of(phone, other, 70, 10)
    for expected in ("DONE", "REPLAYED", "REPLAYED"):
        outcomes = {found["operationId"]: found for found in await sync(clients["rep"], phone.batch())}
        refused = outcomes.pop(did["in"])
        assert (refused["status"], [error["code"] for error in refused["userErrors"]]) == ("REFUSED", ["VISIT_OPEN"])
        assert refused["userErrors"][0]["params"]["customer"] == "店0"
        skipped = [outcomes.pop(did[name])["status"] for name in ("out", "report")]
        assert skipped == ["SKIPPED", "SKIPPED"]
        assert {found["status"] for found in outcomes.values()} == {expected}
    assert await fetch("SELECT count(*) FROM visit") == [(1,)]


async def test_when_time_is_over_the_rest_is_for_next_time(
    world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    visit_of(phone, shop, 60, 30)
    monkeypatch.setattr(door, "SECONDS", -1.0)
    before = await contents()
    assert set(statuses(await sync(clients["rep"], phone.batch())).values()) == {"NOT_TRIED"}
    assert await contents() == before
    monkeypatch.undo()
    assert set(statuses(await sync(clients["rep"], phone.batch())).values()) == {"DONE"}


@pytest.mark.parametrize("wrote", [False, True])
async def test_the_server_fails_in_the_middle(
    world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch, wrote: bool
) -> None:
    """Before the check-out is written, or after it is and before the phone is told: the next batch completes it."""
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    _, did = visit_of(phone, shop, 60, 30)
    whole = COMMANDS["checkOut"]

    async def broken(context: Any, data: Any) -> Any:
        if wrote:
            await whole.run(context, data)
        raise ConnectionResetError

    async def lost(self: Any, operation: Any) -> Any:
        result = await run(self, operation)
        if operation.item.command == "checkOut":
            raise ConnectionResetError
        return result

    run = door._Batch._run
    if wrote:
        monkeypatch.setattr(door._Batch, "_run", lost)
    else:
        monkeypatch.setitem(
            COMMANDS, "checkOut", Command(whole.name, whole.input, whole.records, whole.plain, broken, "")
        )
    found = {one["operationId"]: one for one in await sync(clients["rep"], phone.batch())}
    assert [found[did[name]]["status"] for name in ("in", "out", "report")] == ["DONE", "FAILED", "NOT_TRIED"]
    (error,) = found[did["out"]]["userErrors"]
    assert (error["code"], error["retryable"]) == (ErrorCode.UNAVAILABLE.name, True)
    monkeypatch.undo()
    assert [one["status"] for one in await sync(clients["rep"], phone.batch())] == [
        "REPLAYED", "REPLAYED" if wrote else "DONE", "DONE",
    ]  # fmt: skip


async def test_a_fault_of_ours_stops_no_other_operation(
    world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await shops(world.rep, world, 2)
    phone = Phone()
    _, did = visit_of(phone, one, 100, 30)
    visit_of(phone, other, 60, 30)

    async def broken(context: Any, data: Any) -> Any:
        if data.operation_id == new:
            raise ZeroDivisionError
        return await whole.run(context, data)

    whole = COMMANDS["submitVisitReport"]
    new = UUID(did["report"])
    monkeypatch.setitem(
        COMMANDS, "submitVisitReport", Command(whole.name, whole.input, whole.records, whole.plain, broken, "")
    )
    found = statuses(await sync(clients["rep"], phone.batch()))
    assert found.pop(did["report"]) == "FAILED"
    assert set(found.values()) == {"DONE"}


async def test_hostile_batches(world: World, clients: Clients) -> None:
    text = document("SyncOperations")
    shop = f"Customer:{world.customer}"
    phone = Phone()
    before = await contents()
    empty = (await clients["rep"].data(text, phone.batch()))["syncOperations"]
    assert [(error["code"], error["path"]) for error in empty["userErrors"]] == [("INVALID_INPUT", ["operations"])]
    order = {"customerId": shop, "lines": []}
    for _ in range(101):
        phone.do("submitOrder", 1, {**order, "id": str(new_id())})
    payload = (await clients["rep"].data(text, phone.batch()))["syncOperations"]
    assert [(error["code"], error["params"]) for error in payload["userErrors"]] == [
        ("INVALID_INPUT", {"maximum": 100, "number": 101})
    ]
    odd = {"input": {"deviceTime": "9999-12-31T23:59:59Z", "operations": phone.queue[:1]}}
    payload = (await clients["rep"].data(text, odd))["syncOperations"]
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [("INVALID_INPUT", ["deviceTime"])]
    two = {**phone.queue[0], "command": {"submitOrder": order | {"id": str(new_id())}, "cancelVisit": {
        "visitId": "Visit:x", "reason": "x"}}}  # fmt: skip
    none = {**phone.queue[0], "command": {}}
    crowd = {**phone.queue[0], "dependsOn": [str(new_id()) for _ in range(21)]}
    wrong_id = {**phone.queue[0], "operationId": str(new_id())}
    cancel = {"visitId": "Visit:not an id", "reason": "x"}
    twice = {"operationId": str(new_id()), "occurredAt": phone.at(1).isoformat()}
    own = {**twice, "command": {"cancelVisit": {**cancel, "operationId": str(new_id())}}}
    stray = {**twice, "operationId": str(new_id()), "command": {"cancelVisit": cancel}}
    ancient = {**twice, "operationId": str(new_id()), "occurredAt": "0001-01-01T00:00:00Z",
               "command": {"cancelVisit": cancel}}  # fmt: skip
    moved = {**twice, "operationId": str(new_id()), "command": {
        "startVisit": {"id": str(new_id()), "customerId": shop, "happenedAt": phone.at(5).isoformat()}}}  # fmt: skip
    sent = [two, none, crowd, wrong_id, own, stray, ancient, moved]
    outcomes = await sync(clients["rep"], phone.batch(sent))
    assert [(one["status"], one["userErrors"][0]["code"], one["userErrors"][0]["path"][:1]) for one in outcomes] == [
        ("REFUSED", "INVALID_INPUT", [path])
        for path in (
            "command",
            "command",
            "dependsOn",
            "operationId",
            "operationId",
            "visitId",
            "happenedAt",
            "happenedAt",
        )
    ]
    many = "mutation($input: SyncOperationsInput!) { a: syncOperations(input: $input) { serverTime }"
    body = await clients["rep"].ask(many + " b: syncOperations(input: $input) { serverTime } }", phone.batch(sent * 12))
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_EXCEEDED"]
    assert await contents() == before


async def test_what_does_not_fit_the_schema_is_refused_alone(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    visit_of(phone, shop, 60, 30)
    good = list(phone.queue)
    wrong: list[tuple[dict[str, Any], list[list[str]]]] = [
        ({"checkOut": {"visitId": "Visit:x", "fixedAt": "yesterday"}}, [["fixedAt"]]),
        ({"checkIn": {"position": {"latitude": "north", "datum": "MARS"}}}, [
            ["position"], ["position", "latitude"], ["position", "datum"]]),
        ({"flyHome": {}}, [[]]),
        ({"submitOrder": {"id": str(new_id())}}, [[], []]),
        ({"cancelVisit": {"visitId": {"deep": []}, "reason": 7}}, [["visitId"], ["reason"]]),
    ]  # fmt: skip
    for command, _ in wrong:
        phone.queue.append({"operationId": str(new_id()), "occurredAt": phone.at(1).isoformat(), "command": command})
    outcomes = await sync(clients["rep"], phone.batch())
    assert [one["status"] for one in outcomes] == ["DONE"] * 3 + ["REFUSED"] * len(wrong)
    for outcome, (_, paths) in zip(outcomes[3:], wrong, strict=True):
        assert {error["code"] for error in outcome["userErrors"]} == {"VALIDATION_ERROR"}
        assert sorted(error["path"] for error in outcome["userErrors"]) == sorted(paths)
    # Without an id nobody could be told of it; and a batch is a list.
    text = document("SyncOperations")
    for operations in ([*good, {**phone.queue[-1], "operationId": "no"}], [*good, 7], {"a": 1}):
        batch = {"input": {"deviceTime": phone.at(0).isoformat(), "operations": operations}}
        body = await clients["rep"].ask(text, batch)
        assert {error["extensions"]["code"] for error in body["errors"]} == {"VALIDATION_ERROR"}


async def test_who_may_not_is_refused_operation_by_operation(world: World, clients: Clients) -> None:
    (shop,) = await shops(world.rep, world, 1)
    phone = Phone()
    visit_of(phone, shop, 60, 30)
    outcomes = await sync(clients["finance"], phone.batch())
    assert [(one["status"], [error["code"] for error in one["userErrors"]]) for one in outcomes] == [
        ("REFUSED", ["FORBIDDEN"]), ("SKIPPED", []), ("SKIPPED", []),
    ]  # fmt: skip
    nobody = Client(clients["rep"].http)
    assert await nobody.code(document("SyncOperations"), phone.batch()) == "UNAUTHENTICATED"


async def test_four_phones_send_the_same_at_once(world: World, clients: Clients) -> None:
    template = await form(world)
    for round_ in range(4):
        places = await shops(world.rep, world, 3)
        phone = Phone()
        for place, shop in enumerate(places):
            visit_of(phone, shop, 400 - 100 * round_ - 30 * place, 20, form=template, product=world.products[0].id)
        orders = [list(phone.queue) for _ in range(4)]
        for number, order in enumerate(orders):
            Random(number).shuffle(order)
        found = await asyncio.gather(*(sync(clients["rep"], phone.batch(order)) for order in orders))
        for key in (one["operationId"] for one in phone.queue):
            said = sorted(statuses(outcomes)[key] for outcomes in found)
            assert said == ["DONE", "REPLAYED", "REPLAYED", "REPLAYED"], (round_, key, found)
