"""Where days start: the own place, that of the nearest department that has one, or the first visit; who may say so."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import orjson
import pytest

from erp_visit import db as database
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.planning.applying import apply_plan
from erp_visit.planning.plans import request_plan, work_out
from erp_visit.planning.route_ends import set_route_ends
from erp_visit.planning.routes import optimise_route, order_route
from erp_visit.planning.scheduling import plan_visits
from erp_visit.planning.wishes import Wanted
from tests import factories
from tests.planning.conftest import HOME, next_monday, place, rows
from tests.planning.osrm import road_service
from tests.unchanged import refused


def at(metres: float) -> dict[str, Any]:
    """A place so far south of where the reps of these tests start."""
    latitude, longitude = place(-metres)
    return {"latitude": latitude, "longitude": longitude, "datum": "WGS84"}


async def monday(world: factories.World) -> list[Any]:
    """Visits next Monday, 1 and 2 km north."""
    shops = [
        await factories.customer(world.rep, world.sales, name=f"{one} m", position=place(one)) for one in (1000, 2000)
    ]
    wanted = [Wanted(new_id(), shop, next_monday()) for shop in shops]
    return list((await plan_visits(world.rep, visits=wanted)).visit_ids)


async def route(db: ModuleType) -> Any:
    found = await rows(db, "SELECT metres, start_from, straight, line FROM day_route")
    return found[0]


async def test_the_nearest_starting_point_counts(db: ModuleType, world: factories.World) -> None:
    visits = await monday(world)
    assert (await route(db))["start_from"] == "EMPLOYEE"

    async def again() -> tuple[str, float]:
        await order_route(world.rep, day=next_monday(), visit_ids=visits)
        found = await route(db)
        return found["start_from"], found["metres"] / 1.4

    await set_route_ends(world.rep, start=None)
    assert await again() == ("FIRST_VISIT", pytest.approx(1000, rel=0.01)), "from the first visit to the second"
    await set_route_ends(world.administrator, department_id=world.company, start=at(3000))
    assert await again() == ("DEPARTMENT", pytest.approx(10_000, rel=0.01)), "there and back from the company"
    await set_route_ends(world.supervisor, department_id=world.sales, start=at(1000))
    assert await again() == ("DEPARTMENT", pytest.approx(6000, rel=0.01)), "the department is nearer than the company"
    await set_route_ends(world.rep, start=at(0))
    assert await again() == ("EMPLOYEE", pytest.approx(4000, rel=0.01))
    line = orjson.loads((await route(db))["line"])["coordinates"]
    assert line[0] == line[-1] == [pytest.approx(HOME[1]), pytest.approx(HOME[0])]
    await set_route_ends(world.rep, start=None)
    await set_route_ends(world.supervisor, department_id=world.sales, start=None)
    assert await again() == ("DEPARTMENT", pytest.approx(10_000, rel=0.01)), "taken back: the company's again"


async def test_a_departments_start_is_set_by_who_plans_within_reach(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    done = await set_route_ends(world.supervisor, department_id=world.sales, start=at(500), operation_id=key)
    assert (done.department_id, done.employee_id) == (world.sales, None)
    again = await set_route_ends(world.supervisor, department_id=world.sales, start=at(500), operation_id=key)
    assert again.replayed
    (audit,) = await rows(db, "SELECT entity, entity_id, number FROM audit_entry WHERE action = 'route.ends'")
    assert tuple(audit) == ("Department", world.sales, "Sales")
    for actor in (world.rep, world.supervisor):
        async with refused(ErrorCode.FORBIDDEN):
            await set_route_ends(actor, department_id=world.company, start=at(0))
    async with refused(ErrorCode.NOT_FOUND):
        await set_route_ends(world.supervisor, department_id=new_id(), start=at(0))
    for more in ({"end": at(0)}, {"employee_id": world.rep.id}, {"start": {**at(0), "latitude": 91}}):
        async with refused(ErrorCode.INVALID_INPUT):
            await set_route_ends(world.supervisor, **{"department_id": world.sales, "start": at(0), **more})


async def test_a_plan_says_for_whom_no_start_is_known(db: ModuleType, world: factories.World) -> None:
    second = await factories.employee(world.sales, name="李娜")
    await factories.customer(second, world.sales, name="二店", level="A", position=place(500))
    key, first = new_id(), next_monday()
    command = {"department_id": world.sales, "starts_on": first, "ends_on": first + timedelta(days=27)}
    await request_plan(world.supervisor, id=key, **command)
    await work_out(key)
    (plan,) = await rows(db, "SELECT summary FROM plan")
    summary = orjson.loads(plan["summary"])
    assert summary["startFrom"] == {str(world.rep.id): "EMPLOYEE", str(second.id): "FIRST_VISIT"}
    assert summary["straight"] is True
    await apply_plan(world.supervisor, plan_id=key)
    found = await rows(db, "SELECT DISTINCT rep_id, start_from FROM day_route")
    assert {tuple(row) for row in found} == {(world.rep.id, "EMPLOYEE"), (second.id, "FIRST_VISIT")}


async def test_a_plan_by_roads_is_applied_with_the_figures_it_was_looked_at_with(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await factories.customer(world.rep, world.sales, name="惠民", level="A", position=place(3000))
    key, first = new_id(), next_monday()
    with road_service() as roads:
        monkeypatch.setenv("ERP_VISIT_ROAD_MATRIX_URL", roads.url)
        await request_plan(
            world.supervisor, id=key, rep_ids=[world.rep.id], starts_on=first, ends_on=first + timedelta(days=27)
        )
        await work_out(key)
        assert len(roads.asked) == 1
    (plan,) = await rows(db, "SELECT summary FROM plan")
    days = {day["day"]: day for day in orjson.loads(plan["summary"])["byDay"] if day["stops"]}
    assert {day["straight"] for day in days.values()} == {False}
    await apply_plan(world.supervisor, plan_id=key)
    found = await rows(db, "SELECT business_day, metres, travel_seconds, straight FROM day_route ORDER BY business_day")
    assert [tuple(row) for row in found] == [
        (row["business_day"], days[str(row["business_day"])]["metres"], days[str(row["business_day"])]["travel"], False)
        for row in found
    ]
    stops = await rows(db, "SELECT arrives_at FROM plan_stop WHERE visit_id IS NOT NULL ORDER BY day, position")
    visits = await rows(db, "SELECT planned_at FROM visit ORDER BY business_day, position")
    assert [row["arrives_at"] for row in stops] == [row["planned_at"] for row in visits]
    # By hand nobody is asked: the route says that its figures are of straight lines again.
    day = found[0]["business_day"]
    keys = [row["id"] for row in await rows(db, "SELECT id FROM visit WHERE business_day = $1 ORDER BY position", day)]
    done = await order_route(world.rep, day=day, visit_ids=keys)
    assert done.straight
    (row,) = await rows(db, "SELECT straight FROM day_route WHERE business_day = $1", day)
    assert row["straight"]


async def test_an_optimised_route_compares_roads_with_roads(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = await monday(world)
    await order_route(world.rep, day=next_monday(), visit_ids=visits[::-1])
    with road_service() as roads:
        monkeypatch.setenv("ERP_VISIT_ROAD_MATRIX_URL", roads.url)
        done = await optimise_route(world.rep, day=next_monday())
    assert (done.metres_before, done.metres_after, done.straight) == (
        pytest.approx(8000, rel=0.01), pytest.approx(8000, rel=0.01), False,
    )  # fmt: skip
    assert (await route(db))["straight"] is False
    monkeypatch.delenv("ERP_VISIT_ROAD_MATRIX_URL")
    assert (await optimise_route(world.rep, day=next_monday())).straight
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT straight FROM day_route")
