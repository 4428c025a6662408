"""Facts for the planner, as plain as can be: one rep, shops on a line north of his start, everything open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

MONDAY = date(2026, 11, 23)
NORTH = 1 / 111_195
"""Degrees of latitude that are a metre on the planner's sphere."""


def at(metres: float, east: float = 0) -> list[float]:
    return [31.0 + metres * NORTH, 121.0 + east * NORTH]


def customer(key: str, metres: float = 1000, **more: Any) -> dict[str, Any]:
    return {
        "id": key, "place": at(metres), "level": "C", "hours": {}, "closed": None, "seconds": 1200, "per_month": 1,
        "last": None, "assignments": [], "alerts": [], **more,
    }  # fmt: skip


def assignment(key: str, begins: date, due: date, objective: str = "") -> dict[str, Any]:
    return {"id": key, "from": begins.isoformat(), "due": due.isoformat(), "objective": objective}


def kept(
    key: str, customer: dict[str, Any], day: date, clock: int | None = None, *, exact: bool = False, begun: bool = False
) -> dict[str, Any]:
    return {
        "id": key, "customer": customer["id"], "day": day.isoformat(), "at": clock, "seconds": customer["seconds"],
        "exact": exact, "begun": begun, "place": customer["place"], "hours": customer["hours"],
    }  # fmt: skip


def rep(*customers: dict[str, Any], days: list[date] | None = None, **more: Any) -> dict[str, Any]:
    worked = days if days is not None else [MONDAY + timedelta(days=n) for n in range(28) if n % 7 < 5]
    return {
        "id": "rep", "days": [{"day": day.isoformat(), "from": 0} for day in worked], "capacity": 12,
        "begins": 32_400, "ends": 64_800, "lunch": [43_200, 46_800], "buffer": 300, "speed": 36, "detour": 100,
        "alert_days": 7, "start": at(0), "start_from": "EMPLOYEE", "end": at(0), "kept": [], "customers": list(customers), **more,
    }  # fmt: skip


def facts(
    *reps: dict[str, Any], days: int = 28, schemes: tuple[str, ...] = ("ALERT", "ASSIGNMENT", "FREQUENCY")
) -> dict[str, Any]:
    last = MONDAY + timedelta(days=days - 1)
    return {"from": MONDAY.isoformat(), "until": last.isoformat(), "schemes": list(schemes), "roads": None,
            "reps": list(reps)}  # fmt: skip


def day(number: int) -> date:
    """The n-th day of the plan, from 0, a Monday."""
    return MONDAY + timedelta(days=number)
