"""The check-in map (INS-4): where reps checked in, gathered on the server into cells of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import invalid
from erp_visit.db import Connection
from erp_visit.insight.figures import check_days
from erp_visit.org.rights import Right
from erp_visit.visits.models import Evidence

MOST_CELLS = 60
"""Cells along each side of the map: as many as one can tell apart."""
_POINTS = """
WITH RECURSIVE below (id) AS (
    SELECT $5::uuid WHERE $5 IS NOT NULL UNION ALL
    SELECT d.id FROM department d JOIN below ON d.parent_id = below.id
), point AS NOT MATERIALIZED (
    SELECT v.latitude, v.longitude, v.evidence FROM visit v
    WHERE v.business_day BETWEEN $1 AND $2 AND v.latitude IS NOT NULL
      AND ($3::uuid IS NULL OR v.rep_id = $3) AND ($4::uuid[] IS NULL OR v.department_id IN (SELECT unnest($4)))
      AND ($5 IS NULL OR v.department_id IN (SELECT id FROM below)) AND ($6::uuid[] IS NULL OR v.rep_id = ANY($6))
      AND ($7::text[] IS NULL OR v.evidence = ANY($7))
), box AS MATERIALIZED (
    SELECT coalesce($8, min(latitude)) AS south, coalesce($9, min(longitude)) AS west,
        coalesce($10, max(latitude)) AS north, coalesce($11, max(longitude)) AS east
    FROM (SELECT 1) one LEFT JOIN point ON $8::float8 IS NULL
), grid AS MATERIALIZED (
    SELECT *, greatest((north - south) / $12::int, 1e-7) AS tall, greatest((east - west) / $12::int, 1e-7) AS wide
    FROM box
)
SELECT count(*) AS count, count(*) FILTER (WHERE p.evidence = 'SUSPICIOUS') AS suspicious,
    avg(p.latitude) AS latitude, avg(p.longitude) AS longitude,
    min(p.latitude) AS south, min(p.longitude) AS west, max(p.latitude) AS north, max(p.longitude) AS east
FROM point p, grid g
WHERE p.latitude BETWEEN g.south AND g.north AND p.longitude BETWEEN g.west AND g.east
GROUP BY floor((p.latitude - g.south) / g.tall), floor((p.longitude - g.west) / g.wide)
ORDER BY count DESC, south, west
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, its borders included."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """The check-ins of a cell: how many, their middle, and the box that holds exactly these."""

    count: int
    suspicious: int
    latitude: float
    longitude: float
    south: float
    west: float
    north: float
    east: float


async def check_ins(
    connection: Connection,
    actor: Actor,
    *,
    from_on: date,
    to_on: date,
    box: Box | None = None,
    cells: int = 24,
    department_id: UUID | None = None,
    rep_ids: Sequence[UUID] = (),
    evidence: Sequence[Evidence] = (),
) -> list[Cluster]:
    """Check-ins of business days in the reader's scope, the fullest cell first. Without a box it is drawn around all.

    Raises FORBIDDEN, INVALID_INPUT (period, box, number of cells).
    """
    actor.require(Right.INSIGHT_VIEW, Right.VISIT_VIEW)
    check_days(from_on, to_on)
    if not 1 <= cells <= MOST_CELLS:
        raise invalid("The map has between 1 and {maximum} cells along a side.", "cells", maximum=MOST_CELLS)
    if box is not None and not (-90 <= box.south <= box.north <= 90 and -180 <= box.west <= box.east <= 180):
        raise invalid("The box must name south below north and west before east, in degrees.", "box")
    scope = actor.profile.scope
    rows = await connection.fetch(
        _POINTS, from_on, to_on, actor.id if scope is Scope.OWN else None,
        list(actor.department_ids) if scope is Scope.TEAM else None, department_id, list(rep_ids) or None,
        [one.value for one in evidence] or None, *((box.south, box.west, box.north, box.east) if box else (None,) * 4),
        cells,
    )  # fmt: skip
    return [Cluster(**dict(row)) for row in rows]


__all__ = ["MOST_CELLS", "Box", "Cluster", "check_ins"]
