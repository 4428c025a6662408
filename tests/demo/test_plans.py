"""The figures of the demo's plans and routes are those that the planner itself reckons for their stops."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import orjson
import pytest

from erp_visit.demo.load import load
from erp_visit.planning.distances import StraightLines
from tests.demo.test_demo import SIZE

_STOPS = """
SELECT s.plan_id, s.rep_id, s.day, array_agg(ARRAY[c.latitude, c.longitude] ORDER BY s.position, s.id) AS places,
       d.start_latitude, d.start_longitude
FROM plan_stop s JOIN customer c ON c.id = s.customer_id JOIN employee e ON e.id = s.rep_id
JOIN department d ON d.id = e.department_id WHERE s.day IS NOT NULL
GROUP BY s.plan_id, s.rep_id, s.day, d.start_latitude, d.start_longitude
"""
_ROUTES = """
SELECT r.metres, r.travel_seconds, r.waiting_seconds, r.leaves_at, r.returns_at, r.straight, r.start_from,
       array_agg(ARRAY[c.latitude, c.longitude] ORDER BY v.position, v.id) AS places, d.start_latitude, d.start_longitude
FROM day_route r JOIN visit v ON v.rep_id = r.rep_id AND v.business_day = r.business_day AND v.state <> 'CANCELLED'
     AND v.position IS NOT NULL
JOIN customer c ON c.id = v.customer_id JOIN department d ON d.id = r.department_id GROUP BY r.id, d.id
"""


def reckoned(row: Any) -> tuple[int, int]:
    """Metres and seconds there, from stop to stop, and back."""
    start = (row["start_latitude"], row["start_longitude"])
    places = [start, *map(tuple, row["places"]), start]
    ways = StraightLines(1.4, 25).ways(places)
    legs = [(number, number + 1) for number in range(len(places) - 1)]
    return sum(ways.metres[here][there] for here, there in legs), sum(ways.seconds[here][there] for here, there in legs)


async def test_kilometres_of_plans_and_routes_are_true(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        plans = {row["id"]: row for row in await connection.fetch("SELECT id, state, summary FROM plan")}
        stops = await connection.fetch(_STOPS)
        routes = await connection.fetch(_ROUTES)
        count = await connection.fetchval("SELECT count(*) FROM day_route")
    by_day = {
        (str(key), day["rep"], day["day"]): day
        for key, plan in plans.items()
        for day in orjson.loads(plan["summary"])["byDay"]
    }
    assert len(by_day) == len(stops) > 0
    for row in stops:
        day = by_day[str(row["plan_id"]), str(row["rep_id"]), str(row["day"])]
        metres, seconds = reckoned(row)
        assert day["stops"] == len(row["places"])
        assert day["metres"] == pytest.approx(metres, abs=len(row["places"]) + 1)
        assert day["travel"] == pytest.approx(seconds, abs=len(row["places"]) + 1)
        assert day["returns"] - day["leaves"] >= day["travel"] + day["waiting"]
    for key, plan in plans.items():
        summary = orjson.loads(plan["summary"])
        assert summary["metres"] == sum(day["metres"] for place, day in by_day.items() if place[0] == str(key))
        assert set(summary["startFrom"].values()) == {"DEPARTMENT"}
        assert ("applied" in summary) == (plan["state"] == "APPLIED")
    assert len(routes) == count > 0
    for row in routes:
        metres, seconds = reckoned(row)
        assert row["metres"] == pytest.approx(metres, abs=len(row["places"]) + 1)
        assert row["travel_seconds"] == pytest.approx(seconds, abs=len(row["places"]) + 1)
        assert row["leaves_at"] < row["returns_at"]
        assert (row["straight"], row["start_from"]) == (True, "DEPARTMENT")
