"""A rep's day as GeoJSON, and his visits as a calendar that phones subscribe to (PLN-5, PLN-6).

The calendar's address holds a secret instead of a log-in, as calendar programs cannot log in. Only its SHA-256 is
stored; a new secret makes the old address worthless.
"""

from __future__ import annotations

import hashlib
import importlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import geojson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, now
from erp_visit.core.i18n import translate
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.planning.day_routes import place_of, read_days
from erp_visit.planning.models import DayRoute

DAYS_BACK, DAYS_AHEAD = 30, 120
_SECRET_BYTES = 32
_FIGURES = ("metres", "travel_seconds", "waiting_seconds", "leaves_at", "returns_at", "straight", "start_from")

_VISITS = """
SELECT v.id, v.version, v.state, v.created_at, v.business_day, v.planned_at, v.planned_minutes, v.objective,
       v.secondary_objective, v.materials, c.name, c.code, c.address, c.phone, c.latitude, c.longitude, c.visit_minutes,
       v.rep_id <> $1 AS along
FROM visit v JOIN customer c ON c.id = v.customer_id
WHERE (v.rep_id = $1 OR EXISTS (SELECT FROM co_visit cv WHERE cv.visit_id = v.id AND cv.colleague_id = $1
                                AND cv.state <> 'DECLINED'))
  AND v.business_day BETWEEN $2 AND $3 AND v.state <> 'CANCELLED'
ORDER BY v.business_day, v.planned_at, v.id
"""


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """The secret of a calendar's address; it is shown this once."""

    secret: str


async def renew_calendar_key(actor: Actor) -> CalendarKey:
    """Give the actor's calendar a new secret address; the one before stops working. Raises FORBIDDEN."""
    actor.require(Right.VISIT_VIEW)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET calendar_key = $2 WHERE id = $1", actor.id, _hashed(secret))
        await record_audit(connection, actor, "calendar.renew", "Employee", actor.id, number=actor.name)
    return CalendarKey(secret)


async def stop_calendar(actor: Actor) -> None:
    """Take the actor's calendar off the net: its address stops working. Raises FORBIDDEN."""
    actor.require(Right.VISIT_VIEW)
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET calendar_key = NULL WHERE id = $1", actor.id)
        await record_audit(connection, actor, "calendar.stop", "Employee", actor.id, number=actor.name)


async def calendar_of(secret: str) -> bytes | None:
    """The calendar behind a secret, as iCalendar (RFC 5545): visits that the employee makes or goes along to. None if
    no active employee has this secret."""
    async with db.connection() as connection:
        employee = await connection.fetchrow(
            "SELECT id, name, locale, department_id FROM employee WHERE calendar_key = $1 AND status = 'ACTIVE'",
            _hashed(secret),
        )
        if employee is None:
            return None
        parameters = await control_parameters(connection, employee["department_id"], employee["id"])
        today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
        rows = await connection.fetch(
            _VISITS, employee["id"], today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
        )
    library = _icalendar()
    calendar = library.Calendar()
    locale, zone = employee["locale"], ZoneInfo(parameters.timezone)
    calendar.add("prodid", "-//ERP Visit//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", translate("Visits of {name}", locale, {"name": employee["name"]}))
    calendar.add("x-wr-timezone", parameters.timezone)
    for row in rows:
        calendar.add_component(_event(library, row, locale, zone, parameters.visit_minutes))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(library: Any, row: Any, locale: str, zone: ZoneInfo, usual_minutes: int) -> Any:
    event = library.Event()
    event.add("uid", f"{row['id']}@erp-visit")
    event.add("dtstamp", row["created_at"])
    event.add("sequence", row["version"])
    template = "Go along: {customer}" if row["along"] else "Visit: {customer}"
    event.add("summary", translate(template, locale, {"customer": row["name"]}))
    if row["planned_at"] is None:
        event.add("dtstart", row["business_day"])
        event.add("dtend", row["business_day"] + timedelta(days=1))
    else:
        minutes = row["planned_minutes"] or row["visit_minutes"] or usual_minutes
        event.add("dtstart", row["planned_at"].astimezone(zone))
        event.add("dtend", row["planned_at"].astimezone(zone) + timedelta(minutes=minutes))
    if row["address"]:
        event.add("location", row["address"])
    if (place := place_of(row)) is not None:
        event.add("geo", place)
    lines = [row[name] for name in ("objective", "secondary_objective", "materials") if row[name]]
    if row["phone"]:
        lines.append(row["phone"])
    if lines:
        event.add("description", "\n".join(lines))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


async def route_geojson(actor: Actor, *, route_id: UUID) -> dict[str, Any]:
    """A day's route as a GeoJSON FeatureCollection (RFC 7946): the way, and a point for each visit in its order.

    Raises FORBIDDEN, NOT_FOUND.
    """
    actor.require(Right.VISIT_VIEW)
    async with db.connection() as connection:
        route = await require_visible(
            connection, actor, DayRoute, route_id, "dayRouteId",
            columns=("rep_id", "business_day", *_FIGURES),
        )  # fmt: skip
        return await _collection(connection, route)


async def _collection(connection: Connection, route: Any) -> dict[str, Any]:
    key = (route["rep_id"], route["business_day"])
    day = (await read_days(connection, [key]))[key]
    features = []
    line = day.line()
    if len(line) > 1:
        features.append(
            geojson.Feature(
                geometry=geojson.LineString(line),
                properties={
                    "kind": "route",
                    "day": _text(route["business_day"]),
                    "metres": route["metres"],
                    "travelSeconds": route["travel_seconds"],
                    "waitingSeconds": route["waiting_seconds"],
                    "straight": route["straight"],
                    "startFrom": route["start_from"],
                    "leavesAt": _text(route["leaves_at"]),
                    "returnsAt": _text(route["returns_at"]),
                },
            )
        )
    for position, row in enumerate((*day.begun, *day.planned), start=1):
        place = place_of(row)
        properties = {
            "kind": "visit",
            "position": position,
            "customer": row["name"],
            "state": row["state"],
            "plannedAt": _text(row["planned_at"]),
            "minutes": day.seconds(row) // 60,
        }
        point = None if place is None else geojson.Point((place[1], place[0]))
        features.append(geojson.Feature(id=f"Visit:{row['id']}", geometry=point, properties=properties))
    return dict(geojson.FeatureCollection(features))


def _text(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _icalendar() -> Any:
    """Loaded with the first calendar that is asked for."""
    return importlib.import_module("icalendar")


__all__ = ["CalendarKey", "calendar_of", "renew_calendar_key", "route_geojson", "stop_calendar"]
