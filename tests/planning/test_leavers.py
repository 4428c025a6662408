"""A rep leaves: what plans made of his days goes, what was agreed waits for somebody else; and visits given to others."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.actors import load_actor
from erp_visit.org.service import create_user, disable_employee
from erp_visit.planning.applying import apply_plan
from erp_visit.planning.assignments import assign_visits
from erp_visit.planning.board import board
from erp_visit.planning.plans import request_plan, work_out
from erp_visit.planning.scheduling import plan_visits, reschedule_visit
from erp_visit.planning.wishes import Wanted
from tests import factories
from tests.planning.conftest import next_monday, place, rows
from tests.unchanged import refused


async def told(db: ModuleType, whom: Any) -> list[str]:
    """Templates of what somebody was told, with their figures."""
    found = await rows(db, "SELECT template, params FROM notification WHERE recipient_id = $1 ORDER BY id", whom.id)
    return [row["template"].format(**orjson.loads(row["params"])) for row in found]


async def test_a_leavers_agreed_visits_are_given_to_somebody_else_and_the_rest_goes(
    db: ModuleType, world: factories.World
) -> None:
    second = await factories.employee(world.sales, name="李娜")
    other = await factories.customer(world.rep, world.sales, name="惠民", position=place(2000))
    third = await factories.customer(world.rep, world.sales, name="新店", level="A", position=place(3000))
    monday, plan = next_monday(), new_id()
    at = datetime.combine(monday, time(10), ZoneInfo("Asia/Shanghai"))
    agreed, by_hand = (
        Wanted(new_id(), other, monday, at=at),
        Wanted(new_id(), world.customer, monday + timedelta(days=1)),
    )
    await plan_visits(world.rep, visits=[agreed, by_hand])
    days = {"from_on": monday, "due_on": monday + timedelta(days=20)}
    for rep in (world.rep, second):
        await assign_visits(world.supervisor, id=new_id(), customer_ids=[third], rep_ids=[rep.id], **days)
    await request_plan(
        world.supervisor, id=plan, rep_ids=[world.rep.id], starts_on=monday, ends_on=monday + timedelta(days=27)
    )
    await work_out(plan)
    done = await apply_plan(world.supervisor, plan_id=plan)
    assert done.visits > 0
    chief = await create_user(username="chief", name="Chief", roles=["administrator"], password="correct horse battery")
    async with db.connection() as connection:
        administrator = await load_actor(connection, chief)
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'SUPERVISOR'",
            world.supervisor.id,
        )
    await disable_employee(administrator, employee_id=world.rep.id)
    left = await rows(db, "SELECT id FROM visit WHERE rep_id = $1 ORDER BY business_day", world.rep.id)
    assert [row["id"] for row in left] == [agreed.id, by_hand.id]
    states = await rows(db, "SELECT rep_id, state FROM visit_assignment")
    assert {row["rep_id"]: row["state"] for row in states} == {world.rep.id: "CANCELLED", second.id: "OPEN"}
    routes = await rows(db, "SELECT business_day FROM day_route ORDER BY business_day")
    assert [row["business_day"] for row in routes] == [monday, monday + timedelta(days=1)]
    text = f"{world.rep.name} has left; visits that somebody else has to make: 2. Move them in the calendar."
    assert text in await told(db, world.supervisor)

    # They stand in the calendar still, until somebody takes them over.
    async def names() -> set[str]:
        async with db.connection() as connection:
            shown = await board(connection, world.supervisor, monday, monday + timedelta(days=6))
        return {row.name for row in shown.rows if row.visits}

    assert await names() == {world.rep.name}
    async with refused(ErrorCode.NOT_FOUND):
        await reschedule_visit(world.supervisor, visit_id=agreed.id, day=monday)  # he does not make it himself any more
    for wanted in (agreed, by_hand):
        await reschedule_visit(world.supervisor, visit_id=wanted.id, day=wanted.day, rep_id=second.id)
    assert await names() == {second.name}
    found = await rows(db, "SELECT DISTINCT rep_id, appointment FROM visit")
    assert {row["rep_id"] for row in found} == {second.id}
    assert any(row["appointment"] for row in found), "the time that was agreed with the customer stays"
    assert {row["rep_id"] for row in await rows(db, "SELECT rep_id FROM day_route")} == {second.id}


async def test_who_loses_a_visit_is_told(db: ModuleType, world: factories.World) -> None:
    second = await factories.employee(world.sales, name="李娜")
    visit = Wanted(new_id(), world.customer, next_monday())
    await plan_visits(world.rep, visits=[visit])
    await reschedule_visit(world.supervisor, visit_id=visit.id, day=next_monday(), rep_id=second.id)
    who = world.supervisor.name
    assert await told(db, world.rep) == [f"{who} gave your visit at 好邻居 on {next_monday()} to somebody else"]
    assert await told(db, second) == [f"{who} planned your visit at 好邻居 for {next_monday()}"]
