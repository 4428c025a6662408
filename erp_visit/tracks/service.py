"""Commands on tracks (VIS-8): points come in, consent is given and withdrawn, a track is deleted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, day_end, day_start, now
from erp_visit.core.errors import DomainError, invalid
from erp_visit.core.geo import Datum, to_wgs84
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.models import Employee
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters, control_parameters
from erp_visit.tracks import live
from erp_visit.tracks.hours import track_hours
from erp_visit.tracks.summary import Point

MOST_POINTS = 5000
LONGEST_ACCURACY = 100_000.0
AHEAD = timedelta(minutes=2)
"""How far a phone's clock may be ahead of ours before its points are from the future."""


class Fix(NamedTuple):
    """A point as the phone sends it."""

    at: datetime
    latitude: float
    longitude: float
    accuracy: float
    mock: bool = False


@dataclass(frozen=True, slots=True)
class TrackRecorded:
    """What became of a batch. Every point is in exactly one of the counts, or refused with a reason."""

    recorded: int = 0
    repeated: int = 0
    without_consent: int = 0
    outside_hours: int = 0
    refused: tuple[DomainError, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """What `give_consent` and `withdraw_consent` did."""

    employee_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class TrackDeleted:
    """What `delete_track` did."""

    employee_id: UUID
    points: int
    replayed: bool = False


async def record_track(actor: Actor, *, points: Sequence[Fix], datum: Datum | str = Datum.WGS84) -> TrackRecorded:
    """Take points of one's own. Bad ones are refused one by one, the others are kept; a repeat changes nothing.

    Raises FORBIDDEN, INVALID_INPUT (no points, too many of them).
    """
    actor.require(Right.VISIT_DO)
    if not 0 < len(points) <= MOST_POINTS:
        raise invalid(
            "Send 1 to {maximum} points at a time; these are {number}.",
            "points", maximum=MOST_POINTS, number=len(points),
        )  # fmt: skip
    moment = now()
    async with db.transaction() as connection:
        parameters = await control_parameters(connection, actor.department_id, actor.id)
        consent: datetime | None = await connection.fetchval(
            "SELECT tracking_consent_at FROM employee WHERE id = $1", actor.id
        )
        refused: list[DomainError] = []
        kept: dict[datetime, Point] = {}
        without_consent = outside = repeated = 0
        checks = _Checks(parameters, datum, moment)
        hours = await track_hours(connection, actor.department_id, actor.id, parameters, checks.oldest, checks.latest)
        for place, fix in enumerate(points):
            try:
                point = checks.read(fix)
            except DomainError as error:
                refused.append(error.at("points", place))
                continue
            if consent is None or point.at < consent:
                without_consent += 1
            elif not hours.cover(point.at):
                outside += 1
            else:
                known = kept.get(point.at)
                repeated += known is not None
                # Of two fixes of one moment the better one counts, whichever came first.
                kept[point.at] = point if known is None else min(known, point, key=_rank)
        if kept:
            ordered = sorted(kept.values())
            fresh = await _write(connection, actor, ordered, parameters)
            repeated += len(ordered) - fresh
            genuine = next((point for point in reversed(ordered) if not point.mock), None)
            if genuine is not None:
                live.seen_after_commit(actor, genuine, hours.end_after(genuine.at))
    return TrackRecorded(len(points) - len(refused) - without_consent - outside - repeated, repeated,
                         without_consent, outside, tuple(refused))  # fmt: skip


def _rank(point: Point) -> tuple[Any, ...]:
    return point.accuracy, point.latitude, point.longitude, point.mock


class _Checks:
    """What a point must be, apart from consent and hours."""

    def __init__(self, parameters: ControlParameters, datum: Datum | str, moment: datetime) -> None:
        self.datum = datum
        self.latest = moment + AHEAD
        self.hours = min(parameters.offline_hours, parameters.track_retention_days * 24)
        self.oldest = moment - timedelta(hours=self.hours)

    def read(self, fix: Fix) -> Point:
        """The point in WGS-84; raises INVALID_INPUT."""
        if fix.at > self.latest:
            raise invalid("The point is from the future; set the phone's clock.", "at")
        if fix.at < self.oldest:
            raise invalid(
                "The point is older than {hours} hours, which is too late to send it.", "at", hours=self.hours
            )
        latitude, longitude = to_wgs84(fix.latitude, fix.longitude, self.datum)
        if not (math.isfinite(fix.accuracy) and 0 < fix.accuracy <= LONGEST_ACCURACY):
            raise invalid(
                "The accuracy is the radius of the fix in metres, more than 0 and at most {maximum}.",
                "accuracy",
                maximum=int(LONGEST_ACCURACY),
            )
        # To a decimetre, which the column tells apart: points compare before they are stored as they do after.
        accuracy = max(round(fix.accuracy, 1), 0.1)
        return Point(fix.at.astimezone(UTC), latitude, longitude, accuracy, fix.mock)


async def _write(
    connection: db.Connection, actor: Actor, points: Sequence[Point], parameters: ControlParameters
) -> int:
    """Write points in the order of their time; how many of them are new."""
    columns = ([one[index] for one in points] for index in range(5))
    values = (actor.id, *columns)
    source = "unnest($2::timestamptz[], $3::float8[], $4::float8[], $5::float4[], $6::boolean[])"
    status = await connection.execute(
        "INSERT INTO track_point (employee_id, at, latitude, longitude, accuracy, mock)"
        f" SELECT $1, u.* FROM {source} u ON CONFLICT (employee_id, at) DO NOTHING",
        *values,
    )
    fresh = changed = int(status.rpartition(" ")[2])
    if fresh < len(points):
        status = await connection.execute(
            "UPDATE track_point t SET latitude = u.latitude, longitude = u.longitude, accuracy = u.accuracy,"
            f" mock = u.mock FROM {source} u (at, latitude, longitude, accuracy, mock)"
            " WHERE t.employee_id = $1 AND t.at = u.at"
            " AND (u.accuracy, u.latitude, u.longitude, u.mock) < (t.accuracy, t.latitude, t.longitude, t.mock)",
            *values,
        )
        changed += int(status.rpartition(" ")[2])
    if changed:
        days = sorted({business_day(one.at, parameters.timezone, parameters.cutoff_hour) for one in points})
        # Locked in the order of the days, and even if it is stale already: who sums up waits for what is written here.
        await connection.execute(
            "INSERT INTO day_track (employee_id, department_id, business_day, stale)"
            " SELECT $1, $2, d, true FROM unnest($3::date[]) d ORDER BY d"
            " ON CONFLICT (employee_id, business_day) DO UPDATE SET stale = true WHERE NOT day_track.stale",
            actor.id, actor.department_id, days,
        )  # fmt: skip
    return fresh


async def give_consent(actor: Actor, *, operation_id: UUID | None = None) -> ConsentChanged:
    """Agree to be located in working hours; given already, nothing changes. Raises FORBIDDEN, KEY_REUSED."""
    actor.require(Right.VISIT_DO)
    return await _set_consent(actor, "track.consent", operation_id, given=True)


async def withdraw_consent(actor: Actor, *, operation_id: UUID | None = None) -> ConsentChanged:
    """Take the consent back: from now on no points are taken, and the live position is gone. Raises KEY_REUSED.

    What was recorded stays until it is deleted; whoever may not record any more may still withdraw.
    """
    return await _set_consent(actor, "track.withdraw", operation_id, given=False)


async def _set_consent(actor: Actor, action: str, operation_id: UUID | None, *, given: bool) -> ConsentChanged:
    operation = Operation.of(actor, action, operation_id)

    async def work(connection: db.Connection) -> ConsentChanged:
        earlier = await first_result(connection, operation, ConsentChanged)
        if earlier is not None:
            return earlier
        changed = await connection.fetchval(
            "UPDATE employee SET tracking_consent_at = CASE WHEN $2 THEN now() END, version = version + 1"
            " WHERE id = $1 AND (tracking_consent_at IS NULL) = $2 RETURNING id",
            actor.id, given,
        )  # fmt: skip
        if changed is not None:
            await record_audit(connection, actor, action, "Employee", actor.id, number=actor.name)
            announce("Employee", actor.id)
        if not given:
            live.forget_after_commit(actor.id)
        result = ConsentChanged(actor.id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ConsentChanged, work)


async def delete_track(
    actor: Actor,
    *,
    employee_id: UUID | None = None,
    from_day: date | None = None,
    until_day: date | None = None,
    reason: str = "",
    operation_id: UUID | None = None,
) -> TrackDeleted:
    """Delete the points and summaries of one's own track or, with the right administer, of another's: of some business
    days, or all. It cannot be undone; the audit trail keeps that it was done, not where anybody was.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, KEY_REUSED.
    """
    whose = employee_id or actor.id
    if whose != actor.id:
        actor.require(Right.ADMINISTER)
    text = check_text(reason, 500, "reason", required=whose != actor.id)
    if from_day is not None and until_day is not None and until_day < from_day:
        raise invalid("The last day lies before the first one.", "untilDay")
    operation = Operation.of(
        actor, "track.delete", operation_id, employee=whose, days=(from_day, until_day), reason=text
    )

    async def work(connection: db.Connection) -> TrackDeleted:
        earlier = await first_result(connection, operation, TrackDeleted)
        if earlier is not None:
            return earlier
        name = actor.name
        if whose != actor.id:
            name = (await require_visible(connection, actor, Employee, whose, "employeeId", columns=("name",)))["name"]
        parameters = await control_parameters(connection, None)
        rules = (parameters.timezone, parameters.cutoff_hour)
        # The summaries first: whoever records or sums up just now holds their lock.
        await connection.execute(
            "DELETE FROM day_track WHERE employee_id = $1 AND business_day >= coalesce($2, '-infinity'::date)"
            " AND business_day <= coalesce($3, 'infinity'::date)",
            whose, from_day, until_day,
        )  # fmt: skip
        status = await connection.execute(
            "DELETE FROM track_point WHERE employee_id = $1 AND at >= coalesce($2, '-infinity'::timestamptz)"
            " AND at < coalesce($3, 'infinity'::timestamptz)",
            whose, from_day and day_start(from_day, *rules),
            until_day and day_end(until_day, *rules),
        )  # fmt: skip
        points = int(status.rpartition(" ")[2])
        await record_audit(
            connection, actor, "track.delete", "Employee", whose, number=name, reason=text,
            after={"points": points, "from": from_day, "until": until_day},
        )  # fmt: skip
        live.forget_after_commit(whose)
        result = TrackDeleted(whose, points)
        await remember(connection, operation, result)
        return result

    return await once(operation, TrackDeleted, work)


__all__ = [
    "MOST_POINTS", "ConsentChanged", "Fix", "TrackDeleted", "TrackRecorded", "delete_track", "give_consent",
    "record_track", "withdraw_consent",
]  # fmt: skip
