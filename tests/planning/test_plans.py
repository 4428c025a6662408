"""Plans from the request to the visits: what is planned, what stays, what went stale, and what happens at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit import jobs
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.planning import plans
from erp_visit.planning.applying import PlanApplied, apply_plan
from erp_visit.planning.assignments import assign_visits, cancel_assignment
from erp_visit.planning.calendar import set_calendar_days
from erp_visit.planning.plans import PlanChanged, discard_plan, request_plan, work_out
from erp_visit.planning.scheduling import plan_visits, reschedule_visit
from erp_visit.planning.wishes import Wanted
from erp_visit.visits import service as visits
from tests import factories
from tests.planning.conftest import next_monday, place, rows
from tests.unchanged import contents, refused


async def ready(world: factories.World, **more: Any) -> UUID:
    """A plan of four weeks from next Monday for the rep, worked out."""
    key, first = new_id(), next_monday()
    command = {"rep_ids": [world.rep.id], "starts_on": first, "ends_on": first + timedelta(days=27), **more}
    await request_plan(world.supervisor, id=key, **command)
    await work_out(key)
    return key


async def planned(db: ModuleType) -> list[tuple[str, int]]:
    """Shop and day of each visit, counted from next Monday."""
    found = await rows(
        db, "SELECT c.name, v.business_day FROM visit v JOIN customer c ON c.id = v.customer_id ORDER BY 2, 1"
    )
    return [(row["name"], (row["business_day"] - next_monday()).days) for row in found]


async def plan_row(db: ModuleType, key: UUID) -> Any:
    return (await rows(db, "SELECT * FROM plan WHERE id = $1", key))[0]


async def test_a_plan_is_a_dry_run_until_it_is_applied(db: ModuleType, world: factories.World) -> None:
    other = await factories.customer(world.rep, world.sales, name="惠民", level="C", position=place(3000))
    key = await ready(world)
    plan = await plan_row(db, key)
    assert (plan["state"], plan["progress"], plan["error"]) == ("READY", 100, "")
    assert len(plan["fingerprint"]) == 64
    assert plan["parameters_id"] is not None
    summary = orjson.loads(plan["summary"])
    assert (summary["reps"], summary["stops"], summary["customers"], summary["kept"]) == (1, 5, 2, 0)
    assert summary["reasons"] == {"FREQUENCY": 5}
    assert await planned(db) == [], "nothing is planned yet"
    done = await apply_plan(world.supervisor, plan_id=key)
    assert done == PlanApplied(key, visits=5, removed=0, skipped=0)
    found = await rows(db, "SELECT * FROM visit ORDER BY business_day, position")
    assert len(found) == 5
    assert {visit["customer_id"] for visit in found} == {world.customer, other}
    assert {(visit["kind"], visit["state"], visit["plan_id"], visit["moved_by_hand"]) for visit in found} == {
        ("PLANNED", "PLANNED", key, False)
    }
    assert orjson.loads(found[0]["reasons"])[0]["kind"] == "FREQUENCY"
    stops = await rows(db, "SELECT visit_id, day, arrives_at FROM plan_stop ORDER BY day, position")
    assert [(stop["visit_id"], stop["day"], stop["arrives_at"]) for stop in stops] == [
        (visit["id"], visit["business_day"], visit["planned_at"]) for visit in found
    ]
    routes = await rows(db, "SELECT * FROM day_route ORDER BY business_day")
    assert [route["business_day"] for route in routes] == sorted({visit["business_day"] for visit in found})
    assert {route["origin"] for route in routes} == {"OPTIMISED"}
    line = orjson.loads(routes[0]["line"])
    assert line["type"] == "LineString"
    assert line["coordinates"][0] == line["coordinates"][-1] == [121.4737, 31.2304]
    audit = await rows(db, "SELECT action FROM audit_entry WHERE entity = 'Plan' ORDER BY at, id")
    assert [entry["action"] for entry in audit] == ["plan.request", "plan.apply"]


async def test_applying_twice_makes_the_visits_once(db: ModuleType, world: factories.World) -> None:
    key, operation = await ready(world), new_id()
    first = await apply_plan(world.supervisor, plan_id=key, operation_id=operation)
    before = await contents()
    again = await apply_plan(world.supervisor, plan_id=key, operation_id=operation)
    assert again == PlanApplied(key, visits=first.visits, removed=0, skipped=0, replayed=True)
    assert await contents() == before
    async with refused(ErrorCode.WRONG_STATE):
        await apply_plan(world.supervisor, plan_id=key)
    await apply_plan(world.supervisor, plan_id=await ready(world))
    assert await planned(db) == [("好邻居", day) for day in [day for _, day in await planned(db)]]
    assert len(await planned(db)) == first.visits, "a second plan takes the place of the first"


async def test_two_who_apply_at_once_make_them_once(db: ModuleType, world: factories.World) -> None:
    key, other = await ready(world), await ready(world)
    outcomes = await asyncio.gather(
        *(apply_plan(world.supervisor, plan_id=key) for _ in range(4)),
        *(apply_plan(world.manager, plan_id=other) for _ in range(4)),
        return_exceptions=True,
    )
    done = [one for one in outcomes if isinstance(one, PlanApplied)]
    assert len(done) == 2
    assert {one.code for one in outcomes if isinstance(one, DomainError)} == {ErrorCode.WRONG_STATE}
    found = await planned(db)
    assert len(found) == len(set(found)) == 4


async def test_the_same_facts_give_the_same_plan(db: ModuleType, world: factories.World) -> None:
    for number in range(12):
        await factories.customer(world.rep, world.sales, level="ABCD"[number % 4], position=place(500 * number))
    first, second = await ready(world), await ready(world)
    assert (await plan_row(db, first))["fingerprint"] == (await plan_row(db, second))["fingerprint"]
    sql = (
        "SELECT rep_id, customer_id, day, position, arrives_at, minutes, reasons, left_out FROM plan_stop"
        " WHERE plan_id = $1 ORDER BY rep_id, customer_id, day"
    )
    assert [tuple(row) for row in await rows(db, sql, first)] == [tuple(row) for row in await rows(db, sql, second)]
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET visit_minutes = 30 WHERE id = $1", world.customer)
    assert (await plan_row(db, await ready(world)))["fingerprint"] != (await plan_row(db, first))["fingerprint"]


async def test_a_new_plan_keeps_what_was_moved_by_hand_agreed_or_begun(db: ModuleType, world: factories.World) -> None:
    await apply_plan(world.supervisor, plan_id=await ready(world))
    found = await rows(db, "SELECT id, business_day FROM visit ORDER BY business_day")
    moved, goes = found[0]["id"], found[-1]["id"]
    target = found[0]["business_day"] + timedelta(days=1 if found[0]["business_day"].isoweekday() < 5 else -1)
    await reschedule_visit(world.rep, visit_id=moved, day=target)
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET visits_per_month = 1 WHERE id = $1", world.customer)
    done = await apply_plan(world.supervisor, plan_id=await ready(world))
    left = await rows(db, "SELECT id, business_day, moved_by_hand FROM visit ORDER BY business_day")
    assert (moved, target, True) in {tuple(row) for row in left}
    assert goes not in {row["id"] for row in left}, "one a month is enough now"
    assert (done.visits, done.removed) == (0, 3)
    stop = (
        await rows(
            db,
            "SELECT reasons, visit_id FROM plan_stop s JOIN plan p ON p.id = s.plan_id ORDER BY p.created_at DESC LIMIT 1",
        )
    )[0]
    assert (orjson.loads(stop["reasons"]), stop["visit_id"]) == ([{"kind": "KEPT", "appointment": False}], moved)


async def test_a_visit_that_begins_while_a_plan_is_applied_is_not_lost(db: ModuleType, world: factories.World) -> None:
    today = factories.today()
    for day in range(7):
        await set_calendar_days(world.administrator, from_on=today + timedelta(days=day), working=True)
    (key,) = (await plan_visits(world.rep, visits=[Wanted(new_id(), world.customer, today)])).visit_ids
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET moved_by_hand = false")
    plan = await ready(world, starts_on=today, ends_on=today + timedelta(days=6))
    fix = {"latitude": place(1000)[0], "longitude": place(1000)[1], "accuracy": 10.0}
    from erp_visit.core.clock import now

    await asyncio.gather(
        apply_plan(world.supervisor, plan_id=plan),
        visits.check_in(world.rep, visit_id=key, fixed_at=now(), **fix),
        return_exceptions=True,
    )
    (visit,) = await rows(db, "SELECT state, business_day FROM visit WHERE id = $1", key)
    assert visit["state"] in ("CHECKED_IN", "PLANNED")
    assert visit["state"] == "PLANNED" or visit["business_day"] == today


async def test_stale_facts_are_left_out_and_told(db: ModuleType, world: factories.World) -> None:
    await factories.setting("visits_per_month_c", 1)
    gone = await factories.customer(world.rep, world.sales, name="lost", position=place(2000))
    other = await factories.customer(world.rep, world.sales, name="handed over", position=place(2500))
    shut = await factories.customer(world.rep, world.sales, name="shut", position=place(2700))
    key = await ready(world)
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST' WHERE id = $1", gone)
        await connection.execute("UPDATE customer SET owner_id = $2 WHERE id = $1", other, world.manager.id)
        await connection.execute("UPDATE customer SET closed_from = $2 WHERE id = $1", shut, factories.today())
    done = await apply_plan(world.supervisor, plan_id=key)
    assert (done.visits, done.skipped) == (4, 3)
    found = await rows(db, "SELECT customer_id, left_out FROM plan_stop WHERE left_out <> ''")
    assert {row["customer_id"]: row["left_out"] for row in found} == {
        gone: "CUSTOMER_LOST", other: "OTHER_OWNER", shut: "SHOP_CLOSED",
    }  # fmt: skip


async def test_a_rep_who_left_gets_no_visits(db: ModuleType, world: factories.World) -> None:
    key = await ready(world)
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", world.rep.id)
    done = await apply_plan(world.supervisor, plan_id=key)
    assert (done.visits, done.skipped) == (0, 4)
    assert await planned(db) == []


async def test_assignments_are_put_in_and_taken_up_again(db: ModuleType, world: factories.World) -> None:
    second = await factories.employee(world.sales, name="李娜")
    elsewhere = await factories.customer(world.manager, world.sales, name="别家", position=place(900))
    first = next_monday()
    key = new_id()
    command: dict[str, Any] = {
        "customer_ids": [elsewhere], "rep_ids": [world.rep.id, second.id], "from_on": first,
        "due_on": first + timedelta(days=4), "objective": "新品陈列",
    }  # fmt: skip
    made = await assign_visits(world.supervisor, id=key, **command)
    assert len(made.assignment_ids) == 2
    again = await assign_visits(world.supervisor, id=key, **command)
    assert (again.assignment_ids, again.replayed) == (made.assignment_ids, True)
    plan = await ready(world, rep_ids=[world.rep.id, second.id], schemes=["ASSIGNMENT"])
    await apply_plan(world.supervisor, plan_id=plan)
    found = await rows(db, "SELECT rep_id, customer_id, objective, business_day FROM visit ORDER BY rep_id")
    assert {row["rep_id"] for row in found} == {world.rep.id, second.id}
    assert {(row["customer_id"], row["objective"]) for row in found} == {(elsewhere, "新品陈列")}
    assert all(first <= row["business_day"] <= first + timedelta(days=4) for row in found)
    states = await rows(db, "SELECT state, visit_id FROM visit_assignment")
    assert {row["state"] for row in states} == {"PLANNED"}
    assert None not in {row["visit_id"] for row in states}
    # The next plan still has them: a planned visit is no visit yet.
    await apply_plan(
        world.supervisor, plan_id=await ready(world, rep_ids=[world.rep.id, second.id], schemes=["ASSIGNMENT"])
    )
    assert len(await rows(db, "SELECT 1 FROM visit")) == 2
    await cancel_assignment(world.supervisor, assignment_id=made.assignment_ids[0])
    async with refused(ErrorCode.WRONG_STATE):
        await cancel_assignment(world.supervisor, assignment_id=made.assignment_ids[0])
    await apply_plan(
        world.supervisor, plan_id=await ready(world, rep_ids=[world.rep.id, second.id], schemes=["ASSIGNMENT"])
    )
    assert len(await rows(db, "SELECT 1 FROM visit")) == 1


async def test_an_alert_brings_a_visit_with_its_figures(db: ModuleType, world: factories.World) -> None:
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO customer_alert (customer_id, kind, figures, detected_on, seen_on)"
            " VALUES ($1, 'AMOUNT_PLUNGE', '{\"before\": \"900.00\"}', $2, $2)",
            world.customer, factories.today(),
        )  # fmt: skip
    await apply_plan(world.supervisor, plan_id=await ready(world, schemes=["ALERT"]))
    ((visit),) = await rows(db, "SELECT business_day, reasons FROM visit")
    assert visit["business_day"] == next_monday()
    assert orjson.loads(visit["reasons"]) == [
        {
            "kind": "ALERT",
            "alert": "AMOUNT_PLUNGE",
            "since": factories.today().isoformat(),
            "figures": {"before": "900.00"},
        }
    ]


async def test_settings_of_the_rep_bound_the_plan(db: ModuleType, world: factories.World) -> None:
    for number in range(8):
        await factories.customer(world.rep, world.sales, level="A", position=place(100 * number))
    await factories.setting("visits_per_month_a", 28)
    await factories.setting("visits_per_day", 3, employee_id=world.rep.id)
    key = await ready(world)
    per_day = await rows(
        db, "SELECT day, count(*) AS n FROM plan_stop WHERE plan_id = $1 AND day IS NOT NULL GROUP BY day", key
    )
    assert {row["n"] for row in per_day} == {3}
    assert len(per_day) == 20
    assert all(row["day"].isoweekday() < 6 for row in per_day)
    left = await rows(db, "SELECT DISTINCT left_out FROM plan_stop WHERE left_out <> '' AND plan_id = $1", key)
    assert "NO_CAPACITY" in {row["left_out"] for row in left}


async def test_leave_and_working_weekends_count(db: ModuleType, world: factories.World) -> None:
    await factories.setting("visits_per_month_a", 28)
    first = next_monday()
    await set_calendar_days(
        world.supervisor,
        from_on=first,
        until_on=first + timedelta(days=2),
        working=False,
        employee_id=world.rep.id,
        note="年假",
    )
    await set_calendar_days(
        world.supervisor, from_on=first + timedelta(days=5), working=True, department_id=world.sales
    )
    await set_calendar_days(world.administrator, from_on=first + timedelta(days=4), working=False)
    key = await ready(world, ends_on=first + timedelta(days=6))
    found = await rows(db, "SELECT day FROM plan_stop WHERE plan_id = $1 AND day IS NOT NULL ORDER BY day", key)
    assert [(row["day"] - first).days for row in found] == [3, 5]


async def test_a_plan_into_the_past_and_other_nonsense_is_refused(db: ModuleType, world: factories.World) -> None:
    today = factories.today()
    ask: dict[str, Any] = {"id": new_id(), "rep_ids": [world.rep.id], "starts_on": today, "ends_on": today}
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await request_plan(world.supervisor, **{**ask, "starts_on": today - timedelta(days=1)})
    assert refusal.path == ("startsOn",)
    for wrong in (
        {"ends_on": today - timedelta(days=1)}, {"ends_on": today + timedelta(days=56)}, {"schemes": []},
        {"schemes": ["MOOD"]}, {"rep_ids": []}, {"department_id": world.sales},
        {"starts_on": today + timedelta(days=360), "ends_on": today + timedelta(days=367)},
    ):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT):
            await request_plan(world.supervisor, **{**ask, **wrong})
    async with refused(ErrorCode.NOT_FOUND):
        await request_plan(world.supervisor, **{**ask, "rep_ids": [new_id()]})
    async with refused(ErrorCode.FORBIDDEN):
        await request_plan(world.rep, **ask)
    stranger = await factories.employee(world.company)
    async with refused(ErrorCode.FORBIDDEN):
        await request_plan(world.supervisor, **{**ask, "rep_ids": [stranger.id]})
    async with refused(ErrorCode.FORBIDDEN):
        await request_plan(world.supervisor, **{**ask, "rep_ids": [], "department_id": world.company})
    empty = await factories.department("Empty", world.sales)
    async with refused(ErrorCode.INVALID_INPUT):
        await request_plan(world.administrator, **{**ask, "rep_ids": [], "department_id": empty})


async def test_a_plan_whose_days_are_over_is_not_applied(db: ModuleType, world: factories.World) -> None:
    key = await ready(world)
    async with db.connection() as connection:
        await connection.execute("UPDATE plan SET starts_on = current_date - 9, ends_on = current_date - 3")
    async with refused(ErrorCode.WRONG_STATE):
        await apply_plan(world.supervisor, plan_id=key)


async def test_a_changed_plan_is_a_conflict_and_others_do_not_see_it(db: ModuleType, world: factories.World) -> None:
    key = await ready(world)
    version = (await plan_row(db, key))["version"]
    async with refused(ErrorCode.CONFLICT):
        await apply_plan(world.supervisor, plan_id=key, expected_version=version - 1)
    async with refused(ErrorCode.FORBIDDEN):
        await apply_plan(world.rep, plan_id=key)
    away = await factories.employee(world.company, more=frozenset({Right.VISIT_PLAN}))
    async with refused(ErrorCode.NOT_FOUND):
        await apply_plan(away, plan_id=key)
    await discard_plan(world.supervisor, plan_id=key, expected_version=version)
    async with refused(ErrorCode.WRONG_STATE):
        await apply_plan(world.supervisor, plan_id=key)
    async with refused(ErrorCode.WRONG_STATE):
        await discard_plan(world.supervisor, plan_id=key)


async def test_a_plan_of_a_department_is_for_all_who_look_after_customers(
    db: ModuleType, world: factories.World
) -> None:
    below = await factories.department("Team", world.sales)
    third = await factories.employee(below)
    await factories.customer(third, below, position=place(10))
    key = new_id()
    await request_plan(
        world.administrator, id=key, department_id=world.sales, starts_on=next_monday(), ends_on=next_monday()
    )
    options = orjson.loads((await plan_row(db, key))["options"])
    assert options["reps"] == sorted([str(world.rep.id), str(third.id)])


async def test_the_job_works_it_out_and_a_repeat_of_it_changes_nothing(
    db: ModuleType, world: factories.World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.app.periodic_registry, "periodic_tasks", {})
    key = new_id()
    await request_plan(
        world.supervisor,
        id=key,
        rep_ids=[world.rep.id],
        starts_on=next_monday(),
        ends_on=next_monday() + timedelta(days=27),
    )
    assert (await plan_row(db, key))["state"] == "QUEUED"
    async with refused(ErrorCode.WRONG_STATE):
        await apply_plan(world.supervisor, plan_id=key)
    async with jobs.working(database_url), asyncio.timeout(60):
        while (await plan_row(db, key))["state"] != "READY":  # noqa: ASYNC110 -- what is waited for happens in the database
            await asyncio.sleep(0.05)
    before = await rows(db, "SELECT * FROM plan_stop ORDER BY id")
    await work_out(key)
    assert await rows(db, "SELECT * FROM plan_stop ORDER BY id") == before


async def test_a_plan_that_is_discarded_while_it_is_worked_out_stops(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_id()
    await request_plan(world.supervisor, id=key, rep_ids=[world.rep.id], starts_on=next_monday(), ends_on=next_monday())
    compute = plans.compute

    async def slow(task: dict[str, Any], hear: Any) -> Any:
        assert await hear(1, 2), "still wanted"
        await discard_plan(world.supervisor, plan_id=key)
        assert not await hear(2, 2), "nobody wants it any more"
        return await compute(task, hear)

    monkeypatch.setattr(plans, "compute", slow)
    await work_out(key)
    assert (await plan_row(db, key))["state"] == "DISCARDED"
    assert await rows(db, "SELECT 1 FROM plan_stop") == []


async def test_a_dropped_job_is_done_again_and_a_failure_is_told(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_id()
    await request_plan(
        world.supervisor,
        id=key,
        rep_ids=[world.rep.id],
        starts_on=next_monday(),
        ends_on=next_monday() + timedelta(days=27),
    )
    async with db.connection() as connection:  # a process took it up and is gone
        await connection.execute("UPDATE plan SET state = 'RUNNING', progress = 40")
    await work_out(key)
    assert (await plan_row(db, key))["state"] == "READY"
    other = new_id()
    await request_plan(
        world.supervisor, id=other, rep_ids=[world.rep.id], starts_on=next_monday(), ends_on=next_monday()
    )

    async def broken(connection: Any, *_: Any) -> Any:
        return plans.Reading({"from": "no day", "until": "", "schemes": [], "reps": [{}]}, None)

    monkeypatch.setattr(plans, "read_facts", broken)
    await work_out(other)
    plan = await plan_row(db, other)
    assert (plan["state"], plan["error"]) == ("FAILED", "ValueError: Invalid isoformat string: 'no day'")
    await discard_plan(world.supervisor, plan_id=other)


async def test_the_same_id_for_another_plan_is_refused(db: ModuleType, world: factories.World) -> None:
    key, first = new_id(), next_monday()
    ask: dict[str, Any] = {"id": key, "rep_ids": [world.rep.id], "starts_on": first, "ends_on": first}
    assert await request_plan(world.supervisor, **ask) == PlanChanged(key)
    assert await request_plan(world.supervisor, **ask) == PlanChanged(key, replayed=True)
    async with refused(ErrorCode.KEY_REUSED):
        await request_plan(world.supervisor, **{**ask, "ends_on": first + timedelta(days=1)})
