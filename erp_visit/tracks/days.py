"""Summaries of days: made anew when points or visits came since.

A summary takes tens of milliseconds and a phone sends a batch every minute, so it is not made at every batch: whoever
opens a day has it made at once (`current`), and a job makes the others every few minutes, so that lists, mileages and
the office's morning are right without anybody having looked.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, day_end, day_start, now
from erp_visit.core.errors import invalid, not_found
from erp_visit.core.geo import distance_m
from erp_visit.core.ids import global_id
from erp_visit.core.visibility import visible_among
from erp_visit.events import announce
from erp_visit.org.settings import control_parameters
from erp_visit.tracks.hours import track_hours
from erp_visit.tracks.live import seen_by
from erp_visit.tracks.models import DayTrack
from erp_visit.tracks.summary import (
    POOR_ACCURACY,
    TOLERANCE,
    Point,
    Stay,
    Summary,
    kept_indexes,
    stops_json,
    summarise,
)

MATCH_METRES = 300.0
"""How far from a stay a visit's check-in may be to have been made there: the radius of the stay, and of both fixes."""
LARGEST_TOLERANCE = 1000
STALE = (
    "(d.stale OR EXISTS (SELECT FROM visit v WHERE v.rep_id = d.employee_id AND v.business_day = d.business_day"
    " AND greatest(v.checked_in_at, v.checked_out_at) > d.computed_at))"
)
"""SQL: whether a row `d` of day_track does not tell all there is."""


class _Visit(NamedTuple):
    id: UUID
    begins: datetime
    ends: datetime
    latitude: float | None
    longitude: float | None


async def current(employee_id: UUID, day: date) -> UUID | None:
    """Make the summary of a day what it must be; its key, None if there are no points."""
    async with db.connection() as connection:
        row = await connection.fetchrow(
            f"SELECT d.id, {STALE} AS stale FROM day_track d WHERE d.employee_id = $1 AND d.business_day = $2",
            employee_id, day,
        )  # fmt: skip
    if row is None:
        return None
    if row["stale"]:
        await sum_up(row["id"])
    key: UUID = row["id"]
    return key


async def sum_up(key: UUID) -> bool:
    """Make one summary anew; False if it has been deleted meanwhile. Safe to repeat and beside anything else."""
    async with db.transaction() as connection:
        # Whoever writes points holds this lock until they can be seen; the statement after it sees them.
        row = await connection.fetchrow(
            "SELECT employee_id, business_day, clock_timestamp() AS at FROM day_track WHERE id = $1 FOR UPDATE", key
        )
        if row is None:
            return False
        parameters = await control_parameters(connection, None)
        points = await points_of(connection, row["employee_id"], row["business_day"])
        visits = await _visits(connection, row["employee_id"], row["business_day"])
        summary, stops = await asyncio.to_thread(_summary, points, visits, float(parameters.speed_limit))
        line = None if summary.line is None else {"type": "LineString", "coordinates": summary.line}
        await connection.execute(
            "UPDATE day_track SET points = $2, metres = $3, first_at = $4, last_at = $5, line = $6::jsonb,"
            " stops = $7::jsonb, computed_at = $8, stale = false WHERE id = $1",
            key, summary.points, summary.metres, summary.first_at, summary.last_at,
            None if line is None else orjson.dumps(line).decode(), orjson.dumps(stops).decode(), row["at"],
        )  # fmt: skip
        announce("DayTrack", key)
    return True


def _summary(
    points: Sequence[Point], visits: Sequence[_Visit], fastest_kmh: float
) -> tuple[Summary, list[dict[str, Any]]]:
    summary = summarise(points, fastest_kmh)
    return summary, stops_json(summary.stays, match(summary.stays, visits))


async def points_of(connection: db.Connection, employee_id: UUID, day: date) -> list[Point]:
    """The points of a business day, in their order."""
    parameters = await control_parameters(connection, None)
    rules = (parameters.timezone, parameters.cutoff_hour)
    rows = await connection.fetch(
        "SELECT at, latitude, longitude, accuracy::float8, mock FROM track_point"
        " WHERE employee_id = $1 AND at >= $2 AND at < $3 ORDER BY at",
        employee_id, day_start(day, *rules), day_end(day, *rules),
    )  # fmt: skip
    return [Point(*row) for row in rows]


async def _visits(connection: db.Connection, employee_id: UUID, day: date) -> list[_Visit]:
    rows = await connection.fetch(
        "SELECT v.id, v.checked_in_at, coalesce(v.checked_out_at, now()), coalesce(v.latitude, c.latitude),"
        " coalesce(v.longitude, c.longitude) FROM visit v JOIN customer c ON c.id = v.customer_id"
        " WHERE v.rep_id = $1 AND v.business_day = $2 AND v.checked_in_at IS NOT NULL ORDER BY v.checked_in_at, v.id",
        employee_id, day,
    )  # fmt: skip
    return [_Visit(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DayOfTrack:
    """The track of a day as of now; `positions` are the points that a line within the tolerance needs."""

    id: UUID | None
    business_day: date
    points: int = 0
    metres: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    computed_at: datetime | None = None
    stops: Sequence[dict[str, Any]] = ()
    positions: Sequence[Point] = ()


async def track_of_day(
    actor: Actor, employee_id: UUID, day: date | None = None, tolerance: float = TOLERANCE
) -> DayOfTrack:
    """The track of an employee on a business day, today if not given.

    Raises INVALID_INPUT, NOT_FOUND (also for somebody whose tracks one may not see).
    """
    if not (math.isfinite(tolerance) and 0 <= tolerance <= LARGEST_TOLERANCE):
        raise invalid("The tolerance is 0 to {maximum} metres.", "tolerance", maximum=LARGEST_TOLERANCE)
    async with db.connection() as connection:
        parameters = await control_parameters(connection, None)
        day = day or business_day(now(), parameters.timezone, parameters.cutoff_hour)
        key = await connection.fetchval(
            "SELECT id FROM day_track WHERE employee_id = $1 AND business_day = $2", employee_id, day
        )
        # Who has moved to another team leaves the days of before with the old one.
        visible = bool(key and await visible_among(connection, actor, DayTrack, [key]))
        if not visible and (key is not None or employee_id not in await seen_by(connection, actor, [employee_id])):
            raise not_found("Employee", employee_id, "employeeId")
    if key is None or await current(employee_id, day) is None:
        return DayOfTrack(None, day)
    async with db.connection() as connection:
        row = await connection.fetchrow(
            "SELECT points, metres, first_at, last_at, computed_at, stops FROM day_track WHERE id = $1", key
        )
        if row is None:  # deleted in this very moment
            return DayOfTrack(None, day)
        points = await points_of(connection, employee_id, day)
    if tolerance:
        good = [one for one in points if one.accuracy <= POOR_ACCURACY and not one.mock]
        kept = await asyncio.to_thread(kept_indexes, [(one.longitude, one.latitude) for one in good], tolerance)
        points = [good[index] for index in kept]
    stops = orjson.loads(row["stops"])
    return DayOfTrack(key, day, row["points"], row["metres"], row["first_at"], row["last_at"], row["computed_at"],
                      stops, points)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MyTracking:
    """What the phone of an employee may record."""

    enabled: bool
    consent_at: datetime | None
    track_from: str
    track_until: str
    timezone: str
    day_off: bool
    now: bool


async def my_tracking(actor: Actor) -> MyTracking:
    """Whether and when the actor's phone may send where it is."""
    at = now()
    async with db.connection() as connection:
        parameters = await control_parameters(connection, actor.department_id, actor.id)
        hours = await track_hours(connection, actor.department_id, actor.id, parameters, at, at)
    consent = await consent_of(actor.id)
    return MyTracking(
        parameters.tracking, consent, parameters.track_from, parameters.track_until, parameters.timezone,
        hours.off(at), consent is not None and hours.cover(at),
    )  # fmt: skip


async def consent_of(employee_id: UUID) -> datetime | None:
    """When an employee agreed to be located; None if he did not."""
    async with db.connection() as connection:
        at: datetime | None = await connection.fetchval(
            "SELECT tracking_consent_at FROM employee WHERE id = $1", employee_id
        )
    return at


def match(stays: Sequence[Stay], visits: Sequence[_Visit]) -> list[list[str]]:
    """The visits made at each stay: each visit at the one that it shares most time with, if it was near it."""
    made: list[list[str]] = [[] for _ in stays]
    for visit in visits:
        best, most = None, timedelta(0)
        for place, stay in enumerate(stays):
            shared = min(stay.ends, visit.ends) - max(stay.begins, visit.begins)
            if shared > most and _near(stay, visit):
                best, most = place, shared
        if best is not None:
            made[best].append(global_id("Visit", visit.id))
    return made


def _near(stay: Stay, visit: _Visit) -> bool:
    if visit.latitude is None or visit.longitude is None:
        return True  # the time alone tells
    return distance_m(stay.latitude, stay.longitude, visit.latitude, visit.longitude) <= MATCH_METRES


__all__ = [
    "STALE", "DayOfTrack", "MyTracking", "consent_of", "current", "match", "my_tracking", "points_of", "sum_up",
    "track_of_day",
]  # fmt: skip
