"""What a plan is worked out from, read in a handful of statements whatever the number of reps and customers.

    {"from", "until", "schemes", "roads", "reps": [{"id", "days": [{"day", "from"}], "capacity", "begins", "ends",
      "lunch", "buffer", "speed", "detour", "alert_days", "start", "start_from", "end",
      "kept": [{"id", "customer", "day", "at", "seconds", "exact", "begun", "place", "hours"}],
      "customers": [{"id", "place", "level", "hours", "closed", "seconds", "per_month", "last",
        "assignments": [{"id", "from", "due", "objective"}], "alerts": [{"kind", "since", "figures"}]}]}]}

`roads` is the address of the road service, null without one. Days are ISO dates, times are seconds from local midnight,
all lists are sorted: equal facts are equal text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from erp_visit.core.clock import business_day, now
from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters, parse_settings, settings_json_sql
from erp_visit.org.workdays import Worker, working_days
from erp_visit.planning.models import RouteStart

QUARTER = 900
KEPT_SQL = (
    "(v.state <> 'PLANNED' OR v.moved_by_hand OR v.appointment OR v.kind <> 'PLANNED'"
    " OR EXISTS (SELECT FROM co_visit cv WHERE cv.visit_id = v.id)"
    " OR EXISTS (SELECT FROM task kt WHERE kt.visit_id = v.id)"
    " OR EXISTS (SELECT FROM feed_post kf WHERE kf.visit_id = v.id))"
)
"""SQL over a visit `v` that is not cancelled: whether a new plan leaves it alone: somebody put it there by hand, agreed
it or hung something on it, or it has begun. All others a new plan replaces."""

BASE_SQL = """
LEFT JOIN LATERAL (
    WITH RECURSIVE up AS (
        SELECT d.id, d.name, d.parent_id, d.start_latitude, d.start_longitude FROM department d
        WHERE d.id = e.department_id
        UNION ALL
        SELECT d.id, d.name, d.parent_id, d.start_latitude, d.start_longitude FROM department d
        JOIN up ON d.id = up.parent_id AND up.start_latitude IS NULL
    )
    SELECT up.id, up.name, up.start_latitude AS latitude, up.start_longitude AS longitude FROM up
    WHERE up.start_latitude IS NOT NULL
) base ON true
"""
"""SQL beside `employee e`: the starting point `base` of the nearest department that has one, from the employee's own up
to the company; a row of NULLs if none has."""
ENDS_SQL = (
    "e.start_latitude, e.start_longitude, e.end_latitude, e.end_longitude,"
    " base.latitude AS base_latitude, base.longitude AS base_longitude"
)
"""SQL beside `BASE_SQL`: what `working_conditions` needs to know where a day starts and ends."""

_REPS = f"""
SELECT e.id, e.department_id, {ENDS_SQL}, {settings_json_sql("e.department_id", "e.id")} AS settings
FROM employee e {BASE_SQL} WHERE e.id = ANY($1::uuid[]) AND e.status = 'ACTIVE' ORDER BY e.id
"""
_CUSTOMERS = """
WITH wanted AS (
    SELECT a.rep_id, a.customer_id, jsonb_agg(jsonb_build_object('id', a.id, 'from', a.from_on, 'due', a.due_on,
           'objective', a.objective) ORDER BY a.due_on, a.from_on, a.id) AS list
    FROM visit_assignment a LEFT JOIN visit v ON v.id = a.visit_id
    WHERE $3 AND a.rep_id = ANY($1::uuid[]) AND a.from_on <= $2
      AND (a.state = 'OPEN' OR a.state = 'PLANNED' AND (v.id IS NULL OR v.state IN ('CANCELLED', 'SHOP_CLOSED')
           OR v.state = 'PLANNED' AND NOT {kept}))
    GROUP BY a.rep_id, a.customer_id
), pair AS (
    SELECT c.owner_id AS rep_id, c.id AS customer_id FROM customer c
    WHERE ($4 OR $5) AND c.owner_id = ANY($1::uuid[])
    UNION SELECT rep_id, customer_id FROM wanted
)
SELECT p.rep_id, c.id, c.latitude, c.longitude, c.level, c.opening_hours, c.closed_from, c.closed_until,
       c.visit_minutes, c.visits_per_month, coalesce(w.list, '[]') AS assignments,
       coalesce(al.list, '[]') AS alerts, seen.day AS last, c.owner_id = p.rep_id AS own
FROM pair p JOIN customer c ON c.id = p.customer_id AND c.status <> 'LOST'
LEFT JOIN wanted w ON w.rep_id = p.rep_id AND w.customer_id = p.customer_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('kind', ca.kind, 'since', ca.detected_on, 'figures', ca.figures)
           ORDER BY ca.kind) AS list
    FROM customer_alert ca WHERE $5 AND c.owner_id = p.rep_id AND ca.customer_id = c.id AND ca.resolved_on IS NULL
) al ON true
LEFT JOIN LATERAL (
    SELECT max(s.business_day) AS day FROM visit s
    WHERE s.customer_id = c.id AND s.state IN ('CHECKED_IN', 'DONE') AND s.created_at > now() - interval '400 days'
) seen ON true
ORDER BY p.rep_id, c.id
""".replace("{kept}", KEPT_SQL)
_KEPT = f"""
SELECT v.id, v.rep_id, v.customer_id, v.business_day, v.planned_at, v.planned_minutes, v.appointment,
       v.state <> 'PLANNED' AS begun, c.latitude, c.longitude, c.opening_hours, c.visit_minutes
FROM visit v JOIN customer c ON c.id = v.customer_id
WHERE v.rep_id = ANY($1::uuid[]) AND v.business_day BETWEEN $2 AND $3
  AND v.state NOT IN ('CANCELLED', 'SHOP_CLOSED') AND {KEPT_SQL}
ORDER BY v.rep_id, v.business_day, v.planned_at NULLS LAST, v.id
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts, and the parameters of the first rep's department, which the plan names."""

    facts: dict[str, Any]
    parameters: ControlParameters | None


async def read_facts(
    connection: Connection,
    reps: Sequence[UUID],
    first: date,
    last: date,
    schemes: Sequence[str],
    roads: str | None = None,
) -> Reading:
    """Everything that a plan for some reps and days depends on; reps who have left are left out."""
    rows = await connection.fetch(_REPS, list(reps))
    parameters = {row["id"]: parse_settings(row["settings"]) for row in rows}
    workers = [Worker.of(row["id"], row["department_id"], parameters[row["id"]]) for row in rows]
    days = await working_days(connection, workers, first, last)
    keys = [row["id"] for row in rows]
    customers: dict[UUID, list[dict[str, Any]]] = {key: [] for key in keys}
    wants = ["ASSIGNMENT" in schemes, "FREQUENCY" in schemes, "ALERT" in schemes]
    for row in await connection.fetch(_CUSTOMERS, keys, last, *wants):
        customers[row["rep_id"]].append(_customer(row, parameters[row["rep_id"]]))
    kept: dict[UUID, list[dict[str, Any]]] = {key: [] for key in keys}
    for row in await connection.fetch(_KEPT, keys, first, last):
        kept[row["rep_id"]].append(_kept(row, parameters[row["rep_id"]]))
    moment = now()
    facts = {
        "from": first.isoformat(),
        "until": last.isoformat(),
        "schemes": sorted(schemes),
        "roads": roads,
        "reps": [
            {
                **working_conditions(row, parameters[row["id"]]),
                "id": str(row["id"]),
                "days": [_day(day, parameters[row["id"]], moment) for day in days[row["id"]]],
                "kept": kept[row["id"]],
                "customers": customers[row["id"]],
            }
            for row in rows
        ],
    }
    return Reading(facts, parameters[keys[0]] if keys else None)


def fingerprint(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the facts: the same input gives the same plan."""
    return hashlib.sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def working_conditions(row: Any, parameters: ControlParameters) -> dict[str, Any]:
    """What of a rep's settings and places bears on a day's route. Without a starting point of his own a rep starts
    where the department does; where none is known, the route begins at the first visit."""
    own, base = (_pair(row[f"{name}_latitude"], row[f"{name}_longitude"]) for name in ("start", "base"))
    start = own or base
    start_from = RouteStart.EMPLOYEE if own else RouteStart.DEPARTMENT if base else RouteStart.FIRST_VISIT
    return {
        "capacity": parameters.visits_per_day,
        "begins": seconds_of(parameters.work_from),
        "ends": seconds_of(parameters.work_until),
        "lunch": [seconds_of(parameters.lunch_from), seconds_of(parameters.lunch_until)],
        "buffer": parameters.route_buffer_minutes * 60,
        "speed": parameters.travel_speed,
        "detour": parameters.detour_percent,
        "alert_days": parameters.alert_visit_days,
        "start": start,
        "start_from": start_from.value,
        "end": _pair(row["end_latitude"], row["end_longitude"]) or start,
    }


def _customer(row: Any, parameters: ControlParameters) -> dict[str, Any]:
    usual = {
        "A": parameters.visits_per_month_a, "B": parameters.visits_per_month_b, "C": parameters.visits_per_month_c,
        "D": parameters.visits_per_month_d,
    }  # fmt: skip
    per_month = usual[row["level"]] if row["visits_per_month"] is None else row["visits_per_month"]
    closed = None
    if row["closed_from"] is not None:
        closed = [row["closed_from"].isoformat(), row["closed_until"].isoformat() if row["closed_until"] else None]
    return {
        "id": str(row["id"]),
        "place": _pair(row["latitude"], row["longitude"]),
        "level": row["level"],
        "hours": hours_of(row["opening_hours"]),
        "closed": closed,
        "seconds": (row["visit_minutes"] or parameters.visit_minutes) * 60,
        # Whom somebody else looks after is visited for what was assigned, not by frequency.
        "per_month": per_month if row["own"] else 0,
        "last": row["last"].isoformat() if row["last"] else None,
        "assignments": orjson.loads(row["assignments"]),
        "alerts": orjson.loads(row["alerts"]),
    }


def _kept(row: Any, parameters: ControlParameters) -> dict[str, Any]:
    minutes = row["planned_minutes"] or row["visit_minutes"] or parameters.visit_minutes
    return {
        "id": str(row["id"]),
        "customer": str(row["customer_id"]),
        "day": row["business_day"].isoformat(),
        "at": None if row["planned_at"] is None else clock_of(row["planned_at"], row["business_day"], parameters),
        "seconds": minutes * 60,
        "exact": row["appointment"],
        "begun": row["begun"],
        "place": _pair(row["latitude"], row["longitude"]),
        "hours": hours_of(row["opening_hours"]),
    }


def _day(day: date, parameters: ControlParameters, moment: datetime) -> dict[str, Any]:
    """A working day; of today what is left of it, to the quarter of an hour."""
    begins = 0
    if day == business_day(moment, parameters.timezone, parameters.cutoff_hour):
        begins = max(0, -(-clock_of(moment, day, parameters) // QUARTER) * QUARTER)
    return {"day": day.isoformat(), "from": begins}


def hours_of(stored: str | dict[str, Any]) -> dict[str, list[list[int]]]:
    """Opening hours as seconds from midnight by weekday; {} if none are known."""
    hours = orjson.loads(stored) if isinstance(stored, (str, bytes)) else stored
    return {
        weekday: sorted([seconds_of(begins), seconds_of(ends)] for begins, ends in spans)
        for weekday, spans in sorted(hours.items())
    }


def seconds_of(clock: str) -> int:
    """09:30 → 34,200; 24:00 is the end of the day."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 3600 + int(minutes) * 60


def moment_of(day: date, seconds: int, parameters: ControlParameters) -> datetime:
    """The moment of a local time of day; seconds may go beyond midnight."""
    zone = ZoneInfo(parameters.timezone)
    days, rest = divmod(seconds, 86_400)
    clock = time(rest // 3600, rest // 60 % 60, rest % 60)
    return datetime.combine(day + timedelta(days=days), clock, zone)


def clock_of(moment: datetime, day: date, parameters: ControlParameters) -> int:
    """Seconds from local midnight of a day to a moment, by the clock on the wall."""
    local = moment.astimezone(ZoneInfo(parameters.timezone))
    return (local.date() - day).days * 86_400 + local.hour * 3600 + local.minute * 60 + local.second


def _pair(latitude: float | None, longitude: float | None) -> list[float] | None:
    return None if latitude is None or longitude is None else [latitude, longitude]


__all__ = [
    "BASE_SQL", "ENDS_SQL", "KEPT_SQL", "Reading", "clock_of", "fingerprint", "hours_of", "moment_of", "read_facts",
    "seconds_of", "working_conditions",
]  # fmt: skip
