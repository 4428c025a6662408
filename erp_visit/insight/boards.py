"""Leaderboards of visits (INS-2): ranks by a measure, with targets and how far they are reached.

Equal values share a rank, and the next rank leaves as many out: 1, 2, 2, 4. A rep is told his rank among the reps of
his department, and nobody else's values. Figures come from the same statement as all others, less what a board does
not show, so they are never stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.db import Connection
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, Group, figures
from erp_visit.insight.measures import BY_NAME, Figure
from erp_visit.insight.models import Measure

FIGURE_OF = {
    Measure.VISITS: BY_NAME["done"],
    Measure.EFFECTIVE_VISITS: BY_NAME["effective"],
    Measure.CUSTOMERS_VISITED: BY_NAME["customers"],
    Measure.ORDERS: BY_NAME["orders"],
    Measure.AMOUNT: BY_NAME["order_amount"],
}
_TARGETS = """
    SELECT coalesce(t.employee_id, t.department_id)::text AS key, coalesce(e.name, d.name) AS label,
        sum(t.value) AS value
    FROM target t LEFT JOIN employee e ON e.id = t.employee_id LEFT JOIN department d ON d.id = t.department_id
    WHERE t.measure = $1 AND t.month BETWEEN $2 AND $3 AND (t.employee_id IS NOT NULL) = $4
      AND ($5::uuid[] IS NULL OR coalesce(e.department_id, d.id) = ANY($5))
      AND ($6::uuid IS NULL OR coalesce(e.department_id, d.id) IN (
          WITH RECURSIVE below (id) AS (
              SELECT $6 UNION ALL SELECT b.id FROM department b JOIN below ON b.parent_id = below.id)
          SELECT id FROM below))
    GROUP BY 1, 2
"""
_TEAMS = """
    SELECT d.id::text FROM department d
    WHERE CASE WHEN $1::uuid IS NOT NULL THEN d.parent_id = $1
          WHEN $2::uuid IS NOT NULL THEN d.parent_id = $2
          ELSE d.parent_id IS NULL OR d.parent_id IN (SELECT r.id FROM department r WHERE r.parent_id IS NULL) END
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A rep or team on a board. `attainment` is the value as a share of the target."""

    rank: int
    key: str
    label: str
    value: Any
    target: Decimal | None
    attainment: float | None


@dataclass(frozen=True, slots=True)
class Board:
    """The places in order; `participants` counts those out of sight, too."""

    figure: Figure
    participants: int
    places: list[Place]


async def leaderboard(
    connection: Connection,
    actor: Actor,
    *,
    from_on: date,
    to_on: date,
    measure: Measure,
    by: By = By.REP,
    department_id: UUID | None = None,
) -> Board:
    """Reps, or the teams directly below a department, by a measure. Targets are those of all months that the period
    touches.

    Raises FORBIDDEN, INVALID_INPUT (period).
    """
    figure = FIGURE_OF[measure]
    if figure.right is not None:
        actor.require(figure.right)
    own = actor.profile.scope is Scope.OWN
    query = FigureQuery(from_on=from_on, to_on=to_on, by=by, department_id=department_id)
    _, groups = await figures(connection, actor, query, Scope.TEAM if own else None, only=figure.over)
    seen = None if actor.profile.scope is Scope.ALL else list(actor.department_ids)
    rows = await connection.fetch(
        _TARGETS, measure.value, from_on.replace(day=1), to_on, by is By.REP, seen, department_id
    )
    targets = {row["key"]: row for row in rows}
    values = {group.key: (group.label, group.sums[figure.over]) for group in groups}
    for key, row in targets.items():
        values.setdefault(key, (row["label"], 0))
    if by is By.DEPARTMENT:
        top = None if actor.profile.scope is Scope.ALL else actor.department_id
        teams = {row[0] for row in await connection.fetch(_TEAMS, department_id, top)}
        values = {key: value for key, value in values.items() if key in teams}
    places = ranked(values, {key: row["value"] for key, row in targets.items()})
    shown = [place for place in places if place.key == str(actor.id)] if own else places
    return Board(figure, len(places), shown)


def ranked(values: dict[str, tuple[str, Any]], targets: dict[str, Decimal]) -> list[Place]:
    """Places in order: the highest value first, equal ones by name."""
    ordered = sorted(values.items(), key=lambda item: (-item[1][1], item[1][0], item[0]))
    places: list[Place] = []
    for number, (key, (label, value)) in enumerate(ordered, start=1):
        rank = places[-1].rank if places and places[-1].value == value else number
        target = targets.get(key)
        places.append(Place(rank, key, label, value, target, _attainment(value, target)))
    return places


def _attainment(value: Any, target: Decimal | None) -> float | None:
    if not target:
        return None
    return float((Decimal(value) / target).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def versus(groups: Sequence[Group], first: UUID, second: UUID) -> list[Group | None]:
    """The two of a duel (PK) in the order that they were named; None for who has nothing to show."""
    known = {group.key: group for group in groups}
    return [known.get(str(key)) for key in (first, second)]


__all__ = ["FIGURE_OF", "Board", "Place", "leaderboard", "ranked", "versus"]
