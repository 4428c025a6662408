"""What a calendar of reps and days shows: visits as far as the actor sees them, days off, lengths of routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.visibility import bind_values, visibility_condition
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.org.settings import parse_settings, settings_json_sql
from erp_visit.org.workdays import Worker, public_holidays, working_days
from erp_visit.visits.models import Visit

MOST_REPS = 60
MOST_VISITS = 3000


@dataclass(frozen=True, slots=True)
class Row:
    """A rep with the days that he works and his visits by day, in their order."""

    id: UUID
    name: str
    department: str
    works: frozenset[date]
    metres: dict[date, int]
    visits: dict[date, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, the names of public holidays, and whether more reps or visits were left out."""

    rows: list[Row]
    holidays: dict[date, str]
    cut: bool


_REPS = """
SELECT e.id, e.name, d.name AS department, e.department_id, {settings} AS settings
FROM employee e JOIN department d ON d.id = e.department_id
WHERE (e.status = 'ACTIVE' OR EXISTS (SELECT FROM visit v WHERE v.rep_id = e.id AND v.business_day BETWEEN $3 AND $4
                                     AND v.state = 'PLANNED'))
  AND ($1::uuid[] IS NULL OR e.department_id = ANY($1) OR e.id = $5) AND ($2::uuid IS NULL OR e.id = $2)
  AND ($2 IS NOT NULL OR EXISTS (SELECT FROM customer c WHERE c.owner_id = e.id)
       OR EXISTS (SELECT FROM visit v WHERE v.rep_id = e.id AND v.business_day BETWEEN $3 AND $4))
ORDER BY d.name, e.name, e.id LIMIT {limit}
""".replace("{settings}", settings_json_sql("e.department_id", "e.id")).replace("{limit}", str(MOST_REPS + 1))


async def board(
    connection: Connection, actor: Actor, first: date, last: date, *, department_id: UUID | None = None,
    rep_id: UUID | None = None, locale: str = "en",
) -> Board:  # fmt: skip
    """The reps of a department and those below it, or one rep, from the first day to the last, as far as the actor's
    scope reaches. Who sees only what is his own gets his own row. Raises FORBIDDEN."""
    actor.require(Right.VISIT_VIEW)
    only = actor.id if actor.profile.scope is Scope.OWN else rep_id
    departments = await _departments(connection, actor, department_id if only is None else None)
    own = actor.id if only is not None else None  # whoever asks for one rep may ask for himself
    reps = await connection.fetch(_REPS, departments, only, first, last, own)
    cut = len(reps) > MOST_REPS
    reps = reps[:MOST_REPS]
    keys = [row["id"] for row in reps]
    settings = {row["id"]: parse_settings(row["settings"]) for row in reps}
    workers = [Worker.of(row["id"], row["department_id"], settings[row["id"]]) for row in reps]
    days = await working_days(connection, workers, first, last)
    metres: dict[UUID, dict[date, int]] = {}
    for row in await connection.fetch(
        "SELECT rep_id, business_day, metres FROM day_route WHERE rep_id = ANY($1::uuid[])"
        " AND business_day BETWEEN $2 AND $3",
        keys, first, last,
    ):  # fmt: skip
        metres.setdefault(row["rep_id"], {})[row["business_day"]] = row["metres"]
    rows = {
        row["id"]: Row(row["id"], row["name"], row["department"], frozenset(days[row["id"]]), metres.get(row["id"], {}))
        for row in reps
    }
    visits = await _visits(connection, actor, keys, first, last)
    for visit in visits[:MOST_VISITS]:
        rows[visit["rep_id"]].visits.setdefault(visit["business_day"], []).append(visit)
    country = settings[keys[0]].holiday_country if keys else "NONE"
    holidays = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in public_holidays(country, year, locale).names.items()
        if first <= day <= last
    }
    return Board(list(rows.values()), holidays, cut or len(visits) > MOST_VISITS)


async def _departments(connection: Connection, actor: Actor, department_id: UUID | None) -> list[UUID] | None:
    if department_id is None:
        return None if actor.profile.scope is Scope.ALL else list(actor.department_ids)
    rows = await connection.fetch(
        "WITH RECURSIVE below (id) AS (VALUES ($1::uuid) UNION ALL SELECT d.id FROM department d"
        " JOIN below ON d.parent_id = below.id) SELECT id FROM below",
        department_id,
    )
    found = [row["id"] for row in rows]
    return found if actor.profile.scope is Scope.ALL else [key for key in found if key in actor.department_ids]


async def _visits(connection: Connection, actor: Actor, reps: Sequence[UUID], first: date, last: date) -> list[Any]:
    condition, values = bind_values(visibility_condition(Visit, actor.profile, "v"), actor, 3)
    return list(
        await connection.fetch(
            "SELECT v.id, v.rep_id, v.business_day, v.state, v.kind, v.position, v.planned_at, v.planned_minutes,"
            " v.appointment, v.moved_by_hand, v.version, v.objective, v.reasons, v.customer_id, c.name, c.level,"
            " c.latitude, c.longitude, c.address"
            " FROM visit v JOIN customer c ON c.id = v.customer_id"
            f" WHERE v.rep_id = ANY($1::uuid[]) AND v.business_day BETWEEN $2 AND $3 AND v.state <> 'CANCELLED'"
            f" AND {condition} ORDER BY v.rep_id, v.business_day, v.state = 'PLANNED', v.checked_in_at, v.position,"
            f" v.id LIMIT {MOST_VISITS + 1}",
            list(reps), first, last, *values,
        )
    )  # fmt: skip


__all__ = ["MOST_REPS", "MOST_VISITS", "Board", "Row", "board"]
