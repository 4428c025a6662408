"""Visits planned and moved by hand, goals, routes, the calendar."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.planning import routes
from erp_visit.planning.calendar import set_calendar_days
from erp_visit.planning.process import Failed
from erp_visit.planning.route_ends import set_route_ends
from erp_visit.planning.routes import optimise_route, order_route, reuse_route
from erp_visit.planning.scheduling import VisitsPlanned, plan_visits, reschedule_visit, set_visit_goals
from erp_visit.planning.wishes import Wanted
from tests import factories
from tests.planning.conftest import next_monday, place, rows
from tests.unchanged import contents, refused


def clock(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime.combine(next_monday() + timedelta(days=days), time(hour, minute), ZoneInfo("Asia/Shanghai"))


async def shops(world: factories.World, *metres: float) -> list[UUID]:
    return [await factories.customer(world.rep, world.sales, name=f"{one} m", position=place(one)) for one in metres]


async def planned(world: factories.World, *metres: float, **more: Any) -> list[UUID]:
    """Visits next Monday at shops so far north, in that order."""
    wanted = [Wanted(new_id(), shop, next_monday(), **more) for shop in await shops(world, *metres)]
    return list((await plan_visits(world.rep, visits=wanted)).visit_ids)


async def order(db: ModuleType, days: int = 0) -> list[str]:
    found = await rows(
        db,
        "SELECT c.name, v.position, v.planned_at FROM visit v JOIN customer c ON c.id = v.customer_id"
        " WHERE business_day = $1 AND v.state <> 'CANCELLED' ORDER BY v.position",
        next_monday() + timedelta(days=days),
    )
    assert [row["position"] for row in found] == list(range(1, len(found) + 1))
    assert [row["planned_at"] for row in found] == sorted(row["planned_at"] for row in found)
    return [row["name"] for row in found]


async def test_visits_planned_together_have_their_times_and_goals(db: ModuleType, world: factories.World) -> None:
    first, second = await shops(world, 1000, 2000)
    wanted = [
        Wanted(new_id(), second, next_monday(), objective="谈陈列", secondary_objective="收款", materials="海报",
               colleague_ids=(world.supervisor.id,)),
        Wanted(new_id(), first, next_monday(), at=clock(9, 30), minutes=45),
    ]  # fmt: skip
    done = await plan_visits(world.rep, visits=wanted)
    assert done == VisitsPlanned((wanted[0].id, wanted[1].id))
    before = await contents()
    assert (await plan_visits(world.rep, visits=wanted)).replayed
    assert await contents() == before
    # 1000 m are 1404 with the detour and the sphere, and take 202 s at 25 km/h.
    found = {row["id"]: row for row in await rows(db, "SELECT * FROM visit")}
    agreed, free = found[wanted[1].id], found[wanted[0].id]
    assert (agreed["planned_at"], agreed["appointment"], agreed["planned_minutes"]) == (clock(9, 30), True, 45)
    assert (agreed["position"], free["position"]) == (1, 2)
    assert free["planned_at"] == clock(10, 20) + timedelta(seconds=202), "45 min there, 5 buffer, 202 s on the way"
    assert (free["objective"], free["secondary_objective"], free["materials"]) == ("谈陈列", "收款", "海报")
    assert {row["moved_by_hand"] for row in found.values()} == {True}
    (route,) = await rows(db, "SELECT * FROM day_route")
    assert (route["metres"], route["origin"]) == (5616, "BY_HAND")
    assert route["leaves_at"] == clock(9, 30) - timedelta(seconds=202)
    (going,) = await rows(db, "SELECT * FROM co_visit")
    assert (going["visit_id"], going["colleague_id"], going["state"]) == (wanted[0].id, world.supervisor.id, "INVITED")
    told = await rows(db, "SELECT recipient_id FROM notification")
    assert [row["recipient_id"] for row in told] == [world.supervisor.id]


async def test_all_that_is_wrong_is_told_and_nothing_is_planned(db: ModuleType, world: factories.World) -> None:
    (shop,) = await shops(world, 1000)
    lost = await factories.customer(world.rep, world.sales, status="LOST")
    day = next_monday()
    wanted = [
        Wanted(new_id(), shop, day),
        Wanted(new_id(), shop, day),
        Wanted(new_id(), lost, day),
        Wanted(new_id(), new_id(), day),
        Wanted(new_id(), shop, factories.today() - timedelta(days=1)),
        Wanted(new_id(), shop, day + timedelta(days=1), at=clock(10)),
        Wanted(new_id(), shop, day + timedelta(days=2), minutes=0),
        Wanted(new_id(), shop, day + timedelta(days=3), colleague_ids=(world.rep.id,)),
    ]
    async with refused(
        ErrorCode.DUPLICATE, ErrorCode.INACTIVE, ErrorCode.NOT_FOUND, ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT,
        ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT,
    ) as refusal:  # fmt: skip
        await plan_visits(world.rep, visits=wanted)
    assert [error.path for error in refusal.errors] == [
        ("visits", 1, "day"), ("visits", 2, "customerId"), ("visits", 3, "customerId"), ("visits", 4, "day"),
        ("visits", 5, "at"), ("visits", 6, "minutes"), ("visits", 7, "colleagueIds"),
    ]  # fmt: skip
    async with refused(ErrorCode.INVALID_INPUT):
        await plan_visits(world.rep, visits=[])
    async with refused(ErrorCode.FORBIDDEN):
        await plan_visits(world.rep, visits=[Wanted(new_id(), shop, day, rep_id=world.supervisor.id)])
    async with refused(ErrorCode.NOT_FOUND):
        await plan_visits(world.rep, visits=[Wanted(new_id(), shop, day, colleague_ids=(new_id(),))])


async def test_a_visit_moves_to_another_day_place_time_and_rep(db: ModuleType, world: factories.World) -> None:
    first, second, third = await planned(world, 1000, 2000, 3000)
    assert await order(db) == ["1000 m", "2000 m", "3000 m"]
    await reschedule_visit(world.rep, visit_id=third, day=next_monday(), position=1)
    assert await order(db) == ["3000 m", "1000 m", "2000 m"]
    await reschedule_visit(world.supervisor, visit_id=first, day=next_monday() + timedelta(days=2))
    assert await order(db) == ["3000 m", "2000 m"]
    assert await order(db, days=2) == ["1000 m"]
    await reschedule_visit(world.rep, visit_id=second, day=next_monday() + timedelta(days=2), at=clock(8, 0, days=2))
    assert await order(db, days=2) == ["2000 m", "1000 m"]
    (visit,) = await rows(db, "SELECT planned_at, appointment FROM visit WHERE id = $1", second)
    assert tuple(visit) == (clock(8, 0, days=2), True)
    await reschedule_visit(world.supervisor, visit_id=third, day=next_monday(), rep_id=world.manager.id)
    (visit,) = await rows(db, "SELECT rep_id, position FROM visit WHERE id = $1", third)
    assert tuple(visit) == (world.manager.id, 1)
    left = await rows(db, "SELECT rep_id, business_day FROM day_route ORDER BY business_day")
    assert [tuple(row) for row in left] == [
        (world.manager.id, next_monday()), (world.rep.id, next_monday() + timedelta(days=2)),
    ]  # fmt: skip
    async with refused(ErrorCode.INVALID_INPUT):
        await reschedule_visit(world.rep, visit_id=first, day=factories.today() - timedelta(days=1))
    async with refused(ErrorCode.FORBIDDEN):
        await reschedule_visit(world.rep, visit_id=first, day=next_monday(), rep_id=world.manager.id)
    async with refused(ErrorCode.CONFLICT):
        await reschedule_visit(world.rep, visit_id=first, day=next_monday(), expected_version=0)
    async with refused(ErrorCode.INVALID_INPUT):
        await reschedule_visit(world.rep, visit_id=first, day=next_monday(), at=clock(9, days=1))


async def test_a_day_has_one_visit_at_a_customer(db: ModuleType, world: factories.World) -> None:
    (shop,) = await shops(world, 1000)
    one, other = [
        (await plan_visits(world.rep, visits=[Wanted(new_id(), shop, next_monday() + timedelta(days=n))])).visit_ids[0]
        for n in (0, 1)
    ]
    async with refused(ErrorCode.DUPLICATE):
        await reschedule_visit(world.rep, visit_id=other, day=next_monday())
    assert one != other


async def test_what_has_begun_is_not_moved(db: ModuleType, world: factories.World) -> None:
    (visit,) = await planned(world, 1000)
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'CHECKED_IN', checked_in_at = now()")
    async with refused(ErrorCode.WRONG_STATE):
        await reschedule_visit(world.rep, visit_id=visit, day=next_monday() + timedelta(days=1))
    async with refused(ErrorCode.WRONG_STATE):
        await set_visit_goals(world.rep, visit_id=visit, objective="x")


async def test_goals_are_set_and_a_longer_visit_moves_the_next(db: ModuleType, world: factories.World) -> None:
    first, second = await planned(world, 1000, 1000)
    (before,) = await rows(db, "SELECT planned_at FROM visit WHERE id = $1", second)
    await set_visit_goals(world.supervisor, visit_id=first, objective=" 签约 ", materials="合同", minutes=60)
    (visit,) = await rows(
        db, "SELECT objective, materials, secondary_objective, planned_minutes FROM visit WHERE id = $1", first
    )
    assert tuple(visit) == ("签约", "合同", "", 60)
    (after,) = await rows(db, "SELECT planned_at FROM visit WHERE id = $1", second)
    assert after["planned_at"] - before["planned_at"] == timedelta(minutes=40)


async def test_a_route_is_brought_into_the_shortest_order_that_keeps_appointments(
    db: ModuleType, world: factories.World
) -> None:
    await planned(world, 5000, 1000, 4000, 2000, 3000)
    done = await optimise_route(world.rep, day=next_monday())
    await order(db)
    assert done.metres_before > done.metres_after
    assert done.metres_after == pytest.approx(2 * 5000 * 1.4, rel=0.005), "out and back once, with the detour"
    assert done.late_seconds == 0
    (route,) = await rows(db, "SELECT metres, origin FROM day_route")
    assert (route["metres"], route["origin"]) == (done.metres_after, "OPTIMISED")
    (fixed,) = await rows(
        db, "SELECT v.id FROM visit v JOIN customer c ON c.id = v.customer_id WHERE c.name = '3000 m'"
    )
    await reschedule_visit(world.rep, visit_id=fixed["id"], day=next_monday(), at=clock(9, 30))
    await optimise_route(world.supervisor, rep_id=world.rep.id, day=next_monday())
    found = await rows(db, "SELECT v.id, v.planned_at FROM visit v ORDER BY v.planned_at")
    assert (fixed["id"], clock(9, 30)) in {tuple(row) for row in found}
    await order(db)
    async with refused(ErrorCode.NOT_FOUND):
        await optimise_route(world.rep, day=next_monday() + timedelta(days=1))
    async with refused(ErrorCode.FORBIDDEN):
        await optimise_route(world.rep, rep_id=world.manager.id, day=next_monday())


async def test_a_day_that_changes_while_its_route_is_searched_stays_as_it_is(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = await planned(world, 2000, 1000)
    compute = routes.compute

    async def slow(task: dict[str, Any]) -> Any:
        result = await compute(task)
        await reschedule_visit(world.rep, visit_id=visits[0], day=next_monday() + timedelta(days=1))
        return result

    monkeypatch.setattr(routes, "compute", slow)
    with pytest.raises(DomainError) as refusal:
        await optimise_route(world.rep, day=next_monday())
    assert refusal.value.code is ErrorCode.CONFLICT
    assert await order(db) == ["1000 m"]


async def test_a_search_that_fails_leaves_the_day_as_it_is(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await planned(world, 3000, 1000, 2000)

    async def fails(task: dict[str, Any]) -> Any:
        raise Failed("the search came to no end")

    monkeypatch.setattr(routes, "compute", fails)
    async with refused(ErrorCode.UNAVAILABLE):
        await optimise_route(world.rep, day=next_monday())


async def test_an_order_by_hand_names_all_visits(db: ModuleType, world: factories.World) -> None:
    first, second, third = await planned(world, 1000, 2000, 3000)
    done = await order_route(world.rep, day=next_monday(), visit_ids=[third, first, second])
    assert await order(db) == ["3000 m", "1000 m", "2000 m"]
    assert done.metres_after > done.metres_before
    for wrong in ([first, second], [first, second, new_id()]):
        async with refused(ErrorCode.CONFLICT):
            await order_route(world.rep, day=next_monday(), visit_ids=wrong)
    async with refused(ErrorCode.INVALID_INPUT):
        await order_route(world.rep, day=next_monday(), visit_ids=[first, first, second, third])


async def test_a_day_is_used_again_without_what_does_not_fit(db: ModuleType, world: factories.World) -> None:
    await planned(world, 3000, 1000, 2000, 4000)
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST' WHERE name = '1000 m'")
        await connection.execute(
            "UPDATE customer SET closed_from = $1 WHERE name = '4000 m'", next_monday() + timedelta(days=3)
        )
    key = new_id()
    command: dict[str, Any] = {"id": key, "from_day": next_monday(), "to_day": next_monday() + timedelta(days=7)}
    done = await reuse_route(world.rep, **command)
    assert done.left_out == 2
    assert await order(db, days=7) == ["3000 m", "2000 m"]
    (route,) = await rows(db, "SELECT origin FROM day_route WHERE business_day = $1", command["to_day"])
    assert route["origin"] == "REUSED"
    assert (await reuse_route(world.rep, **command)).replayed
    again = await reuse_route(world.rep, **{**command, "id": new_id()})
    assert again.left_out == 4, "they are there already"
    async with refused(ErrorCode.NOT_FOUND):
        await reuse_route(world.rep, **{**command, "id": new_id(), "from_day": next_monday() + timedelta(days=1)})


async def test_the_start_of_the_day_is_set_by_the_rep_or_the_supervisor(db: ModuleType, world: factories.World) -> None:
    here = {"latitude": 31.3, "longitude": 121.5, "datum": "WGS84"}
    await set_route_ends(world.rep, start=here)
    await set_route_ends(world.supervisor, employee_id=world.rep.id, start=here, end=here)
    (row,) = await rows(db, "SELECT start_latitude, end_longitude FROM employee WHERE id = $1", world.rep.id)
    assert tuple(row) == (31.3, 121.5)
    await set_route_ends(world.rep, start=None)
    (row,) = await rows(db, "SELECT start_latitude, end_longitude FROM employee WHERE id = $1", world.rep.id)
    assert tuple(row) == (None, None)
    for wrong in ({"latitude": 999, "longitude": 999}, {"latitude": 0, "longitude": 0}, {"datum": "MARS"}):
        async with refused(ErrorCode.INVALID_INPUT):
            await set_route_ends(world.rep, start={**here, **wrong})
    async with refused(ErrorCode.FORBIDDEN):
        await set_route_ends(world.rep, employee_id=world.manager.id, start=here)


async def test_moves_of_one_day_at_once_leave_one_order(db: ModuleType, world: factories.World) -> None:
    visits = await planned(world, *(1000 * number for number in range(1, 7)))
    await asyncio.gather(
        *(reschedule_visit(world.rep, visit_id=key, day=next_monday(), position=1) for key in visits),
        *(
            reschedule_visit(world.supervisor, visit_id=key, day=next_monday() + timedelta(days=1))
            for key in visits[:2]
        ),
        return_exceptions=True,
    )
    assert len(await order(db)) + len(await order(db, days=1)) == 6


async def test_the_calendar_is_set_within_reach_and_taken_back(db: ModuleType, world: factories.World) -> None:
    day = next_monday()
    done = await set_calendar_days(
        world.supervisor,
        from_on=day,
        until_on=day + timedelta(days=2),
        working=False,
        employee_id=world.rep.id,
        note="年假",
    )
    assert len(done.day_ids) == 3
    await set_calendar_days(world.supervisor, from_on=day, working=True, employee_id=world.rep.id)
    assert [row["working"] for row in await rows(db, "SELECT working FROM calendar_day ORDER BY day")] == [
        True,
        False,
        False,
    ]
    await set_calendar_days(
        world.supervisor, from_on=day, until_on=day + timedelta(days=9), working=None, employee_id=world.rep.id
    )
    assert await rows(db, "SELECT 1 FROM calendar_day") == []
    async with refused(ErrorCode.FORBIDDEN):
        await set_calendar_days(world.supervisor, from_on=day, working=False)
    async with refused(ErrorCode.FORBIDDEN):
        await set_calendar_days(world.supervisor, from_on=day, working=False, department_id=world.company)
    async with refused(ErrorCode.FORBIDDEN):
        await set_calendar_days(world.rep, from_on=day, working=False, employee_id=world.rep.id)
    async with refused(ErrorCode.INVALID_INPUT):
        await set_calendar_days(world.administrator, from_on=day, until_on=day - timedelta(days=1), working=False)
    async with refused(ErrorCode.INVALID_INPUT):
        await set_calendar_days(world.administrator, from_on=day, until_on=day + timedelta(days=400), working=False)
    async with refused(ErrorCode.NOT_FOUND):
        await set_calendar_days(world.administrator, from_on=day, working=False, employee_id=new_id())
