"""What the tests of visits share: a shop, positions near it, photos, and looking at rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.ids import new_id
from erp_visit.visits import service
from tests import factories

SHOP = (31.2304, 121.4737)
NORTH = 1 / 110_870.0
"""Degrees of latitude that are a metre, at Shanghai."""


def fix(metres: float = 0.0, *, accuracy: float = 10.0, age: float = 5.0, **more: Any) -> dict[str, Any]:
    """A position some metres north of the shop."""
    return {
        "latitude": SHOP[0] + metres * NORTH, "longitude": SHOP[1], "accuracy": accuracy,
        "fixed_at": now() - timedelta(seconds=age), **more,
    }  # fmt: skip


async def row(key: UUID, table: str = "visit") -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow(f'SELECT * FROM "{table}" WHERE id = $1', key)


async def fetch(sql: str, *values: Any) -> list[Any]:
    async with db.connection() as connection:
        return [tuple(record) for record in await connection.fetch(sql, *values)]


async def execute(sql: str, *values: Any) -> None:
    async with db.connection() as connection:
        await connection.execute(sql, *values)


async def findings(visit_id: UUID) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Stage, reason, evidence and figures of each doubt, in their order."""
    found = await fetch(
        "SELECT stage, reason, evidence, figures FROM evidence_finding WHERE visit_id = $1 ORDER BY id", visit_id
    )
    return [(*rest, orjson.loads(figures)) for *rest, figures in found]


async def verdict(visit_id: UUID) -> tuple[str | None, list[str]]:
    visit = await row(visit_id)
    return visit["evidence"], visit["evidence_reasons"]


async def photo(
    owner: Actor,
    bits: int = 0x0F0F_0F0F_0F0F_0F0F,
    *,
    captured_at: datetime | None = None,
    place: tuple[float, float] | None = None,
    live: bool | None = True,
    days_ago: float = 0,
    kind: str = "PHOTO",
) -> UUID:
    """An uploaded photo with a perceptual hash."""
    key = new_id()
    latitude, longitude = place or (None, None)
    await execute(
        "INSERT INTO stored_file (id, kind, content_type, size, sha256, perceptual_hash, captured_at,"
        " capture_latitude, capture_longitude, live_camera, uploaded_by_id, uploaded_at)"
        " VALUES ($1, $2, 'image/jpeg', 9, $3, $4, $5, $6, $7, $8, $9, now() - make_interval(secs => $10))",
        key, kind, key.hex * 2, f"{bits:016x}", captured_at, latitude, longitude, live, owner.id, days_ago * 86_400.0,
    )  # fmt: skip
    return key


async def planned(rep: Actor, customer_id: UUID) -> UUID:
    """A planned visit of today."""
    key = new_id()
    await execute(
        "INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day)"
        " VALUES ($1, $2, $3, $4, 'PLANNED', 'PLANNED', $5)",
        key, customer_id, rep.id, rep.department_id, factories.today(),
    )  # fmt: skip
    return key


async def arrived(rep: Actor, customer_id: UUID, **phone: Any) -> UUID:
    """An ad-hoc visit that is checked in at the shop."""
    key = new_id()
    await service.check_in(rep, id=key, customer_id=customer_id, **(phone or fix()))
    return key


async def pass_time(visit_id: UUID, seconds: float) -> None:
    """Let time pass: the check-in was so long ago."""
    await execute(
        "UPDATE visit SET checked_in_at = checked_in_at - make_interval(secs => $2),"
        " fixed_at = fixed_at - make_interval(secs => $2) WHERE id = $1",
        visit_id, seconds,
    )  # fmt: skip
