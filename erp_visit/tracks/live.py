"""Live positions: the last point of each employee, in Redis for half an hour. Never the truth, and gone by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
import structlog
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from erp_visit import cache, db
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import now
from erp_visit.events import announce
from erp_visit.org.rights import Right
from erp_visit.tracks.summary import Point

KEY = "erp-visit:position:"
EVENT = "Position"
"""Under this name positions are announced; the keys are those of employees."""
FRESH = timedelta(minutes=30)

_LATER = AsyncScript(
    Redis(),  # only to encode the text; each call names the client
    """
local known = redis.call('GET', KEYS[1])
if known and cjson.decode(known).at >= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
""",
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LivePosition:
    """Where an employee was last seen."""

    employee_id: UUID
    at: datetime
    latitude: float
    longitude: float
    accuracy: float


def seen_after_commit(actor: Actor, point: Point, until: datetime | None) -> None:
    """After the commit, tell where somebody is; for half an hour, and not beyond the hours in which he is tracked."""
    ends = min(filter(None, (point.at + FRESH, until)))
    seconds = int((ends - now()).total_seconds())
    if seconds <= 0:
        return

    async def tell() -> None:
        try:
            if cache.is_open():
                await show(actor.id, point, seconds)
        except RedisError as error:
            log.warning("live position not told", error=str(error))

    db.after_commit(tell)
    announce(EVENT, actor.id)


async def show(employee_id: UUID, point: Point, seconds: int) -> None:
    """Show where somebody is for so many seconds, unless a later position is known. Raises RedisError."""
    at = point.at.astimezone(UTC).isoformat(timespec="microseconds")  # always UTC, so that texts compare like moments
    value = orjson.dumps(
        {"at": at, "latitude": point.latitude, "longitude": point.longitude, "accuracy": point.accuracy}
    )
    await _LATER(keys=[f"{KEY}{employee_id}"], args=[at, value, seconds], client=cache.redis())


def forget_after_commit(employee_id: UUID) -> None:
    """After the commit, nobody sees any more where the employee is."""

    async def forget() -> None:
        try:
            if cache.is_open():
                await cache.redis().delete(f"{KEY}{employee_id}")
        except RedisError as error:
            log.warning("live position ends by itself within half an hour", error=str(error))

    db.after_commit(forget)
    announce(EVENT, employee_id)


async def seen_by(connection: db.Connection, actor: Actor, among: Collection[UUID] | None = None) -> list[UUID]:
    """The employees whose track an actor sees: one's own, and with the right track.view those along the tree."""
    if not actor.may(Right.TRACK_VIEW):
        return [actor.id] if among is None or actor.id in among else []
    everybody = actor.profile.scope is Scope.ALL
    rows = await connection.fetch(
        "SELECT id FROM employee WHERE status = 'ACTIVE' AND ($1::uuid[] IS NULL OR id = ANY($1))"
        " AND (id = $2 OR $3 OR ($4 AND department_id = ANY($5::uuid[]))) ORDER BY id",
        None if among is None else list(among), actor.id, everybody, actor.profile.scope is Scope.TEAM,
        list(actor.department_ids),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def last_positions(employee_ids: Sequence[UUID]) -> list[LivePosition]:
    """The live positions there are; none while Redis cannot be reached."""
    if not employee_ids:
        return []
    try:
        stored = await cache.redis().mget([f"{KEY}{key}" for key in employee_ids])
    except RedisError as error:
        log.warning("live positions not read", error=str(error))
        return []
    found = []
    for key, value in zip(employee_ids, stored, strict=True):
        if value is not None:
            known = orjson.loads(value)
            found.append(
                LivePosition(key, datetime.fromisoformat(known["at"]), known["latitude"], known["longitude"],
                             known["accuracy"])
            )  # fmt: skip
    return found


__all__ = [
    "EVENT", "FRESH", "LivePosition", "forget_after_commit", "last_positions", "seen_after_commit", "seen_by", "show",
]  # fmt: skip
