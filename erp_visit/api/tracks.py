"""Queries on tracks that are no records: a day as it is now, who is where, and what one's own phone is to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.core.ids import global_id, parse_id
from erp_visit.tracks import days
from erp_visit.tracks.live import last_positions, seen_by
from erp_visit.tracks.summary import TOLERANCE


@strawberry.type(description="A point of a track, WGS-84.")
class TrackPosition:
    at: datetime
    latitude: float
    longitude: float
    accuracy: float = strawberry.field(description="Radius of the fix in metres")
    mock: bool = strawberry.field(description="Whether the phone said that it was simulated")


@strawberry.type(description="A stay of five minutes or more within a hundred metres.")
class TrackStop:
    latitude: float
    longitude: float
    begins_at: datetime
    ends_at: datetime
    seconds: int = strawberry.field(description="How long it was")
    way_metres: int = strawberry.field(description="Mileage since the stop before, or since the first point")
    way_seconds: int | None = strawberry.field(description="Time since the stop before; null for the first one")
    visit_ids: list[strawberry.ID] = strawberry.field(description="Visits made here")


@strawberry.type(description="The track of an employee on a business day, summed up as of now.")
class TrackOfDay:
    id: strawberry.ID | None = strawberry.field(description="The DayTrack; null if there are no points")
    employee_id: strawberry.ID
    business_day: date
    points: int = strawberry.field(description="How many points came in")
    metres: int = strawberry.field(description="Mileage in metres, without leaps and wandering")
    first_at: datetime | None
    last_at: datetime | None
    computed_at: datetime | None
    stops: list[TrackStop] = strawberry.field(description="Stays in their order")
    positions: list[TrackPosition] = strawberry.field(description="The points that the line needs, in their order")


@strawberry.type(name="TrackedPosition", description="Where an employee was last seen, within the last half hour.")
class Tracked:
    employee_id: strawberry.ID
    employee_name: str
    at: datetime
    latitude: float
    longitude: float
    accuracy: float = strawberry.field(description="Radius of the fix in metres")


@strawberry.type(description="What your phone may record.")
class MyTracking:
    enabled: bool = strawberry.field(description="Whether tracking is used for you at all")
    consent_at: datetime | None = strawberry.field(description="When you agreed; null if you did not")
    track_from: str = strawberry.field(description="From when on, HH:MM by the company's clock")
    track_until: str = strawberry.field(description="Until when; the same as from: all day")
    timezone: str = strawberry.field(description="Zone of the company's clock")
    day_off: bool = strawberry.field(description="Whether today is a day off, on which nothing is taken")
    now: bool = strawberry.field(description="Whether a point of this moment would be taken")


TOLERANCE_HELP = "How far the positions' line may be off the points, in metres; 0 gives every point"


async def _track_of_day(
    info: strawberry.Info,
    employee_id: Annotated[strawberry.ID, strawberry.argument(description="Whose")],
    day: Annotated[date | None, strawberry.argument(description="Business day; today if not given")] = None,
    tolerance: Annotated[float, strawberry.argument(description=TOLERANCE_HELP)] = TOLERANCE,
) -> TrackOfDay | None:
    context: Context = info.context
    key = parse_id(employee_id, "Employee", "employeeId")
    found = await days.track_of_day(context.require_actor(), key, day, tolerance)
    await context.spend(1 + len(found.positions))
    return TrackOfDay(
        id=None if found.id is None else strawberry.ID(global_id("DayTrack", found.id)),
        employee_id=strawberry.ID(global_id("Employee", key)),
        business_day=found.business_day, points=found.points, metres=found.metres, first_at=found.first_at,
        last_at=found.last_at, computed_at=found.computed_at,
        stops=[
            TrackStop(
                latitude=stop["latitude"], longitude=stop["longitude"], begins_at=datetime.fromisoformat(stop["from"]),
                ends_at=datetime.fromisoformat(stop["until"]), seconds=stop["seconds"], way_metres=stop["wayMetres"],
                way_seconds=stop["waySeconds"], visit_ids=[strawberry.ID(visit) for visit in stop["visits"]],
            )
            for stop in found.stops
        ],
        positions=[TrackPosition(**point._asdict()) for point in found.positions],
    )  # fmt: skip


async def _live_positions(info: strawberry.Info) -> list[Tracked] | None:
    context: Context = info.context
    actor = context.require_actor()
    async with db.connection() as connection:
        seen = await seen_by(connection, actor)
        positions = await last_positions(seen)
        rows = await connection.fetch(
            "SELECT id, name FROM employee WHERE id = ANY($1::uuid[])", [one.employee_id for one in positions]
        )
    names = {row["id"]: row["name"] for row in rows}
    await context.spend(len(seen))
    return [
        Tracked(
            employee_id=strawberry.ID(global_id("Employee", one.employee_id)), employee_name=names[one.employee_id],
            at=one.at, latitude=one.latitude, longitude=one.longitude, accuracy=one.accuracy,
        )
        for one in positions
    ]  # fmt: skip


async def _my_tracking(info: strawberry.Info) -> MyTracking | None:
    context: Context = info.context
    found = await days.my_tracking(context.require_actor())
    return MyTracking(
        enabled=found.enabled, consent_at=found.consent_at, track_from=found.track_from, track_until=found.track_until,
        timezone=found.timezone, day_off=found.day_off, now=found.now,
    )  # fmt: skip


def track_fields() -> dict[str, Any]:
    """The Strawberry fields by name."""
    return {
        "track_of_day": strawberry.field(
            resolver=_track_of_day,
            name="trackOfDay",
            description="Where an employee was on a business day, as of now: your own, or with the right track.view one"
            " along the tree. Lists of days are in `dayTracks`.",
        ),
        "live_positions": strawberry.field(
            resolver=_live_positions,
            name="livePositions",
            description="Who was where within the last half hour: yourself, and with the right track.view those along"
            " the tree. As it happens: the subscription of the same name.",
        ),
        "my_tracking": strawberry.field(
            resolver=_my_tracking, name="myTracking", description="When your phone may send where you are."
        ),
    }


__all__ = ["track_fields"]
