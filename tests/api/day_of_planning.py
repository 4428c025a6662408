"""The part of the day that is planning, for test_operations.py."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from erp_visit import db
from erp_visit.core.ids import new_id
from erp_visit.planning.plans import work_out
from tests import factories
from tests.factories import World


async def day_of_planning(day: Any, world: World) -> None:
    """The manager assigns, plans and applies; the rep orders his day by hand; the calendar has a day off."""
    run = day.run
    rep, sales = f"Employee:{world.rep.id}", f"Department:{world.sales}"
    tomorrow, next_day = (str(factories.today() + timedelta(days=number)) for number in (1, 2))
    await factories.setting("working_week", "EVERY_DAY")
    await factories.setting("holiday_country", "NONE")
    shops = [
        f"Customer:{await factories.customer(world.rep, world.sales, name=name, position=(31.2304 + north, 121.4737 + east))}"
        for name, north, east in (("东店", 0.01, 0.0), ("西店", 0.02, 0.02), ("南店", 0.03, -0.01))
    ]
    home = {"latitude": 31.2304, "longitude": 121.4737, "datum": "WGS84"}
    await run("rep", "SetRouteEnds", input={"start": home})
    async with db.connection() as connection:
        # Open for a while in the morning only, so that there is one best order.
        hours = {str(weekday): [["09:00", "09:40"]] for weekday in range(1, 8)}
        await connection.execute("UPDATE customer SET opening_hours = $1::jsonb WHERE name = '东店'", json.dumps(hours))

    order = {"fromOn": tomorrow, "dueOn": tomorrow, "repIds": [rep]}
    made = await run(
        "supervisor", "AssignVisits",
        input={"id": str(new_id()), **order, "customerIds": shops[:2], "objective": "新品陈列"},
    )  # fmt: skip
    assert len(made["assignments"]) == 2
    other = await run(
        "supervisor", "AssignVisits", "AssignVisits-one", input={"id": str(new_id()), **order, "customerIds": shops[2:]}
    )
    await run(
        "supervisor",
        "CancelAssignment",
        input={"visitAssignmentId": other["assignments"][0]["id"], "expectedVersion": 1},
    )
    await run(
        "supervisor", "UpdateAssignment",
        input={"visitAssignmentId": made["assignments"][0]["id"], "objective": "新品陈列，先收款", "expectedVersion": 1},
    )  # fmt: skip
    ask = {"startsOn": tomorrow, "endsOn": tomorrow, "repIds": [rep], "schemes": ["ASSIGNMENT"]}
    plan = (await run("supervisor", "RequestPlan", input={"id": str(new_id()), **ask}))["plan"]["id"]
    await work_out(UUID(plan.partition(":")[2]))
    await run("supervisor", "PlanDetails", id=plan)
    await run("supervisor", "PlanStops", plan=plan)
    await run("supervisor", "ApplyPlan", input={"planId": plan})
    await run("rep", "VisitAssignments", filter={"rep": {"id": {"eq": rep}}, "state": {"eq": "PLANNED"}})
    dropped = (
        await run(
            "supervisor", "RequestPlan", "RequestPlan-other", input={"id": str(new_id()), **ask, "schemes": ["ALERT"]}
        )
    )["plan"]["id"]
    await run("supervisor", "DiscardPlan", input={"planId": dropped})

    one = {"id": str(new_id()), "customerId": shops[2], "day": tomorrow, "objective": "收款", "materials": "发票",
           "colleagueIds": [f"Employee:{world.supervisor.id}"]}  # fmt: skip
    visit = (await run("rep", "PlanVisits", input={"visits": [one]}))["visits"][0]["id"]
    await run("rep", "SetVisitGoals", input={"visitId": visit, "secondaryObjective": "竞品", "minutes": 30})
    await run("rep", "RescheduleVisit", input={"visitId": visit, "day": tomorrow, "position": 1})
    await run("rep", "OptimiseRoute", input={"day": tomorrow})
    calendar = await run("rep", "MyCalendar", **{"from": tomorrow, "to": tomorrow, "rep": rep})
    assert [node["position"] for node in calendar["nodes"]] == sorted(node["position"] for node in calendar["nodes"])
    visits = [node["id"] for node in calendar["nodes"]]
    middle = {"latitude": 31.24, "longitude": 121.48, "datum": "GCJ02"}
    await run("supervisor", "SetRouteEnds", "SetRouteEnds-department", input={"departmentId": sales, "start": middle})
    route = (await run("rep", "OrderRoute", input={"day": tomorrow, "visitIds": visits[::-1]}))["route"]["id"]
    await run("rep", "DayRoutes", **{"from": tomorrow, "to": tomorrow, "rep": rep})
    await run("rep", "DayRouteGeoJson", reads=2, route=route)
    await run("rep", "ReuseRoute", input={"id": str(new_id()), "fromDay": tomorrow, "toDay": next_day})

    await run(
        "supervisor", "SetCalendarDays",
        input={"fromOn": next_day, "working": False, "employeeId": rep, "note": "年假"},
    )  # fmt: skip
    await run("supervisor", "SetCalendarDays", "SetCalendarDays-department",
              input={"fromOn": tomorrow, "working": True, "departmentId": sales})  # fmt: skip
    await run("rep", "WorkingCalendar", **{"from": tomorrow, "to": next_day})
    await run("rep", "RenewCalendarKey")
    await run("rep", "StopCalendar")
