"""The part of the day that is figures: boards, targets, check-in map, abnormal customers, for test_operations.py."""

from __future__ import annotations

from typing import Any

from erp_visit import db as database
from erp_visit.core.ids import new_id
from tests import factories
from tests.factories import World


async def day_of_insight(day: Any, world: World, shop: str) -> None:
    """What the day's visits come to, for the supervisor and for the rep; a target; who buys less than usual."""
    run, today = day.run, str(factories.today())
    month, team = f"{today[:8]}01", f"Department:{world.sales}"
    target = {"month": month, "measure": "VISITS", "employeeId": f"Employee:{world.rep.id}"}
    await run("supervisor", "SetTarget", input={**target, "value": "40", "operationId": str(new_id())})
    span = {"from": today, "to": today}
    await run("supervisor", "VisitFigures", **span, by="REP", departmentId=team)
    await run("rep", "VisitFigures", "VisitFigures-own", **span, by="DAY")
    await run("supervisor", "VisitLeaderboard", reads=2, **span, measure="VISITS")
    await run("supervisor", "CheckInMap", **span, cells=4)
    both = [{"measure": "VISITS", "value": "45", "employeeId": f"Employee:{world.rep.id}"},
            {"measure": "AMOUNT", "value": "20000.50", "departmentId": team}]  # fmt: skip
    await run("supervisor", "SetTargets", input={"month": month, "targets": both, "operationId": str(new_id())})
    await run("supervisor", "SetTarget", "SetTarget-gone", input={**target, "value": None})
    await run("supervisor", "DetectAbnormalCustomers", input={"operationId": str(new_id())})
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO customer_alert (customer_id, kind, figures, detected_on, seen_on) VALUES ($1, 'LIKELY_LOST',"
            " '{\"days\": 15, \"median\": 7.0, \"order_days\": 4, \"last_order_on\": \"2026-01-01\"}', $2, $2)",
            shop.partition(":")[2], factories.today(),
        )  # fmt: skip
    await run("supervisor", "AbnormalCustomers")


__all__ = ["day_of_insight"]
