"""What the tests of tracks share."""

from __future__ import annotations

from datetime import date, datetime
from types import ModuleType
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.tracks import live
from tests.tracks.ways import EAST, NORTH, Way, morning

NOON = morning(hour=12)


async def agree(db: ModuleType, actor: Actor, at: datetime | None) -> None:
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET tracking_consent_at = $2 WHERE id = $1", actor.id, at)


async def stored(db: ModuleType, actor: Actor) -> list[tuple[object, ...]]:
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT at, latitude, longitude, accuracy, mock FROM track_point WHERE employee_id = $1 ORDER BY at",
            actor.id,
        )
    return [tuple(row) for row in rows]


async def track(db: ModuleType, actor: Actor, day: date = date(2026, 11, 20)) -> dict[str, object]:
    async with db.connection() as connection:
        row = await connection.fetchrow(
            "SELECT * FROM day_track WHERE employee_id = $1 AND business_day = $2", actor.id, day
        )
    return dict(row) if row else {}


def way() -> Way:
    return Way(morning()).rest(600).go(2000, NORTH).rest(900).go(500, EAST)


async def seen_by(db: ModuleType, actor: Actor) -> list[UUID]:
    async with db.connection() as connection:
        return await live.seen_by(connection, actor)
