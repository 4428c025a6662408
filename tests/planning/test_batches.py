"""Many visits planned in one go, each with its own outcome; assignments that are changed afterwards."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.planning.applying import apply_plan
from erp_visit.planning.assignments import assign_visits, cancel_assignment, update_assignment
from erp_visit.planning.batches import Outcome, plan_batch
from erp_visit.planning.plans import request_plan, work_out
from erp_visit.planning.scheduling import set_visit_goals
from erp_visit.visits import service as visits
from tests import factories
from tests.planning.conftest import next_monday, place, rows
from tests.unchanged import refused


async def shops(world: factories.World, count: int, rep: Any = None) -> list[UUID]:
    return [
        await factories.customer(rep or world.rep, world.sales, name=f"店{number}", position=place(300 * number))
        for number in range(1, count + 1)
    ]


def codes(outcomes: list[Outcome]) -> list[str]:
    """`planned`, or why not."""
    found = []
    for one in outcomes:
        errors = getattr(one.refusal, "errors", [one.refusal])
        found.append("planned" if one.visit_id else " ".join(error.code.name for error in errors))
    return found


async def test_each_says_what_became_of_it_and_the_others_stand(db: ModuleType, world: factories.World) -> None:
    first, second, lost = await shops(world, 3)
    nobodys = await factories.customer(None, world.sales, name="公海店")
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST' WHERE id = $1", lost)
    command: dict[str, Any] = {
        "id": new_id(), "customer_ids": [first, lost, nobodys, new_id(), second, first], "first": next_monday(),
        "goals": {"objective": "谈陈列", "secondary_objective": "收款", "materials": "海报", "minutes": 30},
    }  # fmt: skip
    done = await plan_batch(world.supervisor, **command)
    assert codes(done) == ["planned", "INACTIVE", "INACTIVE", "NOT_FOUND", "planned"]
    found = await rows(
        db,
        "SELECT id, customer_id, rep_id, business_day, position, objective, secondary_objective, materials,"
        " planned_minutes, moved_by_hand FROM visit ORDER BY position",
    )
    assert [row["id"] for row in found] == [done[0].visit_id, done[4].visit_id]
    assert [tuple(row)[2:] for row in found] == [
        (world.rep.id, next_monday(), number, "谈陈列", "收款", "海报", 30, True) for number in (1, 2)
    ]
    assert codes(await plan_batch(world.supervisor, **command)) == codes(done), "sent twice it plans nothing twice"
    assert len(await rows(db, "SELECT 1 FROM visit")) == 2
    other = await plan_batch(world.supervisor, **{**command, "id": new_id(), "customer_ids": [first]})
    assert codes(other) == ["DUPLICATE"]


async def test_visits_are_spread_over_the_days_that_each_rep_works(db: ModuleType, world: factories.World) -> None:
    second = await factories.employee(world.sales, name="李娜")
    wanted = await shops(world, 6) + await shops(world, 2, second)
    await factories.setting("working_week", "MONDAY_TO_SATURDAY")
    done = await plan_batch(
        world.supervisor, id=new_id(), customer_ids=wanted, first=next_monday() + timedelta(days=4),
        last=next_monday() + timedelta(days=7),
    )  # fmt: skip
    assert set(codes(done)) == {"planned"}
    days = [((one.day or date.min) - next_monday()).days for one in done]
    assert days[:6] == [4, 4, 5, 5, 7, 7], "Friday, Saturday, Monday"
    assert days[6:] == [4, 5]
    sunday = next_monday() + timedelta(days=6)
    none = await plan_batch(world.supervisor, id=new_id(), customer_ids=wanted[:1], first=sunday, last=sunday)
    assert codes(none) == ["INVALID_INPUT"]
    there = await plan_batch(world.supervisor, id=new_id(), customer_ids=wanted[:1], first=sunday)
    assert codes(there) == ["planned"], "a single day is meant as it is said"


async def test_a_rep_plans_his_own_and_a_supervisor_for_whom_he_chooses(db: ModuleType, world: factories.World) -> None:
    (shop,) = await shops(world, 1)
    second = await factories.employee(world.sales, name="李娜")
    done = await plan_batch(world.supervisor, id=new_id(), customer_ids=[shop], first=next_monday(), rep_id=second.id)
    assert codes(done) == ["planned"]
    assert codes(await plan_batch(world.rep, id=new_id(), customer_ids=[shop], first=next_monday())) == ["planned"]
    reps = {row["rep_id"] for row in await rows(db, "SELECT rep_id FROM visit")}
    assert reps == {second.id, world.rep.id}
    command: dict[str, Any] = {"customer_ids": [shop], "first": next_monday() + timedelta(days=1)}
    refusals = await plan_batch(world.rep, id=new_id(), rep_id=second.id, **command)
    assert codes(refusals) == ["FORBIDDEN"]
    async with refused(ErrorCode.FORBIDDEN):
        await plan_batch(world.keeper, id=new_id(), **command)
    for wrong in (
        {"customer_ids": []}, {"customer_ids": [new_id() for _ in range(201)]},
        {"last": next_monday()}, {"last": next_monday() + timedelta(days=40)},
    ):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT):
            await plan_batch(world.rep, id=new_id(), **{**command, **wrong})
    over = await plan_batch(world.rep, id=new_id(), **{**command, "first": factories.today() - timedelta(days=1)})
    assert codes(over) == ["INVALID_INPUT"]


async def assigned(world: factories.World, shop: UUID, **more: Any) -> UUID:
    first = next_monday()
    command = {"from_on": first, "due_on": first + timedelta(days=4), "objective": "新品", **more}
    done = await assign_visits(world.supervisor, id=new_id(), customer_ids=[shop], rep_ids=[world.rep.id], **command)
    return done.assignment_ids[0]


async def applied(world: factories.World) -> None:
    key, first = new_id(), next_monday()
    await request_plan(
        world.supervisor, id=key, rep_ids=[world.rep.id], starts_on=first, ends_on=first + timedelta(days=6),
        schemes=["ASSIGNMENT"],
    )  # fmt: skip
    await work_out(key)
    await apply_plan(world.supervisor, plan_id=key)


async def one(db: ModuleType) -> tuple[str, str, int]:
    found = await rows(
        db,
        "SELECT a.objective, v.objective AS visits, a.version FROM visit_assignment a JOIN visit v ON v.id = a.visit_id",
    )
    return tuple(found[0])  # type: ignore[return-value]


async def test_what_an_assigned_visit_is_for_goes_on_to_the_visit_that_is_planned(
    db: ModuleType, world: factories.World
) -> None:
    (shop,) = await shops(world, 1)
    key = await assigned(world, shop)
    operation = new_id()
    command: dict[str, Any] = {"assignment_id": key, "objective": "收款", "expected_version": 1}
    await update_assignment(world.supervisor, **command, operation_id=operation)
    assert (await update_assignment(world.supervisor, **command, operation_id=operation)).replayed
    await applied(world)
    assert (await one(db))[:2] == ("收款", "收款")
    await update_assignment(world.supervisor, assignment_id=key, objective="对账")
    assert (await one(db))[:2] == ("对账", "对账")
    (visit,) = await rows(db, "SELECT id FROM visit")
    await set_visit_goals(world.rep, visit_id=visit["id"], objective="先收款")
    await update_assignment(world.supervisor, assignment_id=key, objective="陈列")
    assert (await one(db))[:2] == ("陈列", "先收款"), "what the rep said himself stays"
    audit = await rows(db, "SELECT before, after FROM audit_entry WHERE action = 'assignment.update' ORDER BY at, id")
    assert len(audit) == 3
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'SHOP_CLOSED'")
    await update_assignment(world.supervisor, assignment_id=key, objective="再去一次")
    assert (await one(db))[:2] == ("再去一次", "先收款"), (
        "the next plan puts it in again; what was done stays as it was"
    )
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'PLANNED'")
    await visits.start_visit(world.rep, visit_id=visit["id"])
    async with refused(ErrorCode.WRONG_STATE):
        await update_assignment(world.supervisor, assignment_id=key, objective="晚了")


async def test_days_of_an_assignment_are_checked_when_they_change(db: ModuleType, world: factories.World) -> None:
    (shop,) = await shops(world, 1)
    key = await assigned(world, shop)
    first = next_monday()
    await update_assignment(world.supervisor, assignment_id=key, due_on=first + timedelta(days=10))
    (row,) = await rows(db, "SELECT from_on, due_on, objective, version FROM visit_assignment")
    assert tuple(row) == (first, first + timedelta(days=10), "新品", 2)
    for wrong in (
        {"due_on": first - timedelta(days=1)}, {"from_on": first + timedelta(days=11)},
        {"due_on": factories.today() - timedelta(days=1), "from_on": factories.today() - timedelta(days=2)},
        {"due_on": first + timedelta(days=300)}, {"objective": "x" * 256},
    ):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT):
            await update_assignment(world.supervisor, assignment_id=key, **wrong)
    async with refused(ErrorCode.CONFLICT):
        await update_assignment(world.supervisor, assignment_id=key, objective="y", expected_version=1)
    async with refused(ErrorCode.FORBIDDEN):
        await update_assignment(world.rep, assignment_id=key, objective="y")
    async with refused(ErrorCode.NOT_FOUND):
        await update_assignment(world.supervisor, assignment_id=new_id(), objective="y")
    await cancel_assignment(world.supervisor, assignment_id=key)
    async with refused(ErrorCode.WRONG_STATE):
        await update_assignment(world.supervisor, assignment_id=key, objective="y")


@pytest.mark.parametrize("turn", range(4))
async def test_an_assignment_cancelled_while_a_plan_is_applied_stays_cancelled(
    db: ModuleType, world: factories.World, turn: int
) -> None:
    (shop,) = await shops(world, 1)
    key = await assigned(world, shop)
    plan, first = new_id(), next_monday()
    await request_plan(
        world.supervisor, id=plan, rep_ids=[world.rep.id], starts_on=first, ends_on=first + timedelta(days=6),
        schemes=["ASSIGNMENT"],
    )  # fmt: skip
    await work_out(plan)

    async def cancel() -> None:
        await asyncio.sleep(0.004 * turn)
        await cancel_assignment(world.supervisor, assignment_id=key)

    await asyncio.gather(apply_plan(world.supervisor, plan_id=plan), cancel())
    (row,) = await rows(db, "SELECT state FROM visit_assignment")
    assert row["state"] == "CANCELLED"
