"""Control parameters to look at: what is in force and why, their history, what differs between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import invalid, not_found
from erp_visit.db import Connection
from erp_visit.org.parameter_sets import differences
from erp_visit.org.rights import Right
from erp_visit.org.setting_periods import Place, find_place
from erp_visit.org.settings import COMPANY, PARAMETERS, PLACE_SQL, Parameter


class SettingSource(StrEnum):
    """Where the value in force comes from."""

    DEFAULT = "DEFAULT"
    COMPANY = "COMPANY"
    DEPARTMENT = "DEPARTMENT"
    EMPLOYEE = "EMPLOYEE"


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter as it applies somewhere at a moment.

    `until` is when a value that is known already takes its place. `own` tells whether it is set at just this place, and
    `version` is what `set_setting` expects there.
    """

    parameter: Parameter
    value: Any
    source: SettingSource
    source_id: UUID | None
    source_name: str
    setting_id: UUID | None
    since: datetime | None
    until: datetime | None
    own: bool
    version: int


class PeriodState(StrEnum):
    """How a period stands to a moment."""

    OVER = "OVER"
    IN_FORCE = "IN_FORCE"
    COMING = "COMING"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Entry:
    """A period of a parameter with who set it, when and why. `own`: at just the place that was asked for."""

    id: UUID
    value: Any
    starts_at: datetime
    ends_at: datetime | None
    state: PeriodState
    source: SettingSource
    source_name: str
    own: bool
    changed_at: datetime | None
    changed_by: str
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about the parameters of a place: each as it is in force, with its periods here and above, the latest
    first."""

    place: Place
    moment: datetime
    rows: tuple[tuple[InForce, tuple[Entry, ...]], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter with two values; None where a version of the program did not know it."""

    key: str
    before: Any
    after: Any


def stored_default(parameter: Parameter) -> Any:
    """The default as values are stored."""
    return orjson.loads(orjson.dumps(parameter.default, default=str))


# The levels that count for a place, with what is in force on each at a moment and when the next value begins there.
LEVELS = f"""
WITH RECURSIVE above (id, parent_id, height) AS (
    SELECT d.id, d.parent_id, 1 FROM department d WHERE d.id = $1
    UNION ALL
    SELECT d.id, d.parent_id, above.height + 1 FROM department d JOIN above ON d.id = above.parent_id
), place (id, height) AS (
    VALUES ('{COMPANY}'::uuid, 1000), ($2::uuid, 0) UNION ALL SELECT above.id, above.height FROM above
)
SELECT m.moment, s.key, s.id, s.value, s.starts_at, s.ends_at, s.version, s.withdrawn_at, s.department_id,
    s.employee_id, place.height, coalesce(e.name, d.name, '') AS name, s.reason, s.changed_at,
    coalesce(c.name, '') AS changed_by, coalesce(w.name, '') AS withdrawn_by
FROM (SELECT coalesce($3::timestamptz, clock_timestamp()) AS moment) m
LEFT JOIN (place JOIN setting s ON {PLACE_SQL.replace("{s}", "s")} = place.id) ON true
LEFT JOIN department d ON d.id = s.department_id LEFT JOIN employee e ON e.id = s.employee_id
LEFT JOIN employee c ON c.id = s.changed_by_id LEFT JOIN employee w ON w.id = s.withdrawn_by_id
ORDER BY place.height, s.starts_at
"""


async def settings_in_force(
    actor: Actor, *, department_id: UUID | None = None, employee_id: UUID | None = None, at: datetime | None = None
) -> list[InForce]:
    """All parameters as they apply to the company, a department or an employee at a moment (now, if not given).

    One's own need no right. The tree of departments is that of today. Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT.
    """
    place, moment, by_key = await _read(actor, department_id, employee_id, at)
    return [in_force_of(parameter, by_key.get(key, []), place, moment) for key, parameter in PARAMETERS.items()]


async def settings_overview(
    actor: Actor, *, department_id: UUID | None = None, employee_id: UUID | None = None
) -> Overview:
    """The parameters of the company, a department or an employee with their past, present and coming values.

    Raises as `settings_in_force`.
    """
    place, moment, by_key = await _read(actor, department_id, employee_id, None)
    return Overview(
        place,
        moment,
        tuple(
            (
                in_force_of(parameter, by_key.get(key, []), place, moment),
                tuple(
                    _entry(row, place, moment)
                    for row in sorted(by_key.get(key, []), key=lambda row: row["starts_at"], reverse=True)
                ),
            )
            for key, parameter in PARAMETERS.items()
        ),
    )


async def _read(
    actor: Actor, department_id: UUID | None, employee_id: UUID | None, at: datetime | None
) -> tuple[Place, datetime, dict[str, list[Any]]]:
    """The place, the moment, and by key the periods that count there, the nearest level first."""
    if employee_id != actor.id:
        actor.require(Right.SETTING_VIEW)
    async with db.connection() as connection:
        place = await _place(connection, actor, department_id, employee_id)
        rows = await connection.fetch(LEVELS, place.home or place.department_id, place.employee_id, at)
    by_key: dict[str, list[Any]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    return place, rows[0]["moment"], by_key


async def _place(connection: Connection, actor: Actor, department_id: UUID | None, employee_id: UUID | None) -> Place:
    if employee_id == actor.id and department_id is None:
        return Place(None, actor.id, actor.name, actor.department_id)
    return await find_place(connection, actor, department_id, employee_id)


def in_force_of(parameter: Parameter, rows: list[Any], place: Place, moment: datetime) -> InForce:
    """`rows` are the parameter's, the nearest level first."""
    valid = [row for row in rows if row["withdrawn_at"] is None]
    now = [row for row in valid if row["starts_at"] <= moment and (row["ends_at"] is None or row["ends_at"] > moment)]
    found = next((row for row in now if row["value"] is not None), None)
    height = found["height"] if found else 1000
    # Whatever begins or ends at this level or nearer may change the value.
    borders = [row["starts_at"] for row in valid if row["starts_at"] > moment and row["height"] <= height]
    here = [row for row in rows if (row["employee_id"] or row["department_id"] or COMPANY) == place.key]
    version = max((row["version"] for row in here), default=0)
    until = min(borders, default=None)
    if found is None:
        return InForce(
            parameter, stored_default(parameter), SettingSource.DEFAULT, None, "", None, None, until, False, version
        )
    return InForce(
        parameter, orjson.loads(found["value"]), _source(found), found["employee_id"] or found["department_id"],
        found["name"], found["id"], found["starts_at"], until, found in here, version,
    )  # fmt: skip


def _source(row: Any) -> SettingSource:
    if row["employee_id"] is not None:
        return SettingSource.EMPLOYEE
    return SettingSource.COMPANY if row["department_id"] is None else SettingSource.DEPARTMENT


def _entry(row: Any, place: Place, moment: datetime) -> Entry:
    if row["withdrawn_at"] is not None:
        state = PeriodState.WITHDRAWN
    elif row["starts_at"] > moment:
        state = PeriodState.COMING
    else:
        over = row["ends_at"] is not None and row["ends_at"] <= moment
        state = PeriodState.OVER if over else PeriodState.IN_FORCE
    return Entry(
        row["id"], None if row["value"] is None else orjson.loads(row["value"]), row["starts_at"], row["ends_at"],
        state, _source(row), row["name"], (row["employee_id"] or row["department_id"] or COMPANY) == place.key,
        row["changed_at"], row["changed_by"], row["reason"], row["withdrawn_at"], row["withdrawn_by"],
    )  # fmt: skip


async def values_of_set(connection: Connection, set_id: UUID, *path: str) -> dict[str, Any]:
    """Key → value of what a document was judged by; raises NOT_FOUND."""
    content = await connection.fetchval("SELECT content FROM parameter_set WHERE id = $1", set_id)
    if content is None:
        raise not_found("ParameterSet", set_id, *path)
    values: dict[str, Any] = orjson.loads(content)
    return values


async def settings_diff(
    actor: Actor,
    *,
    department_id: UUID | None = None,
    employee_id: UUID | None = None,
    before: datetime | UUID | None = None,
    after: datetime | UUID | None = None,
) -> list[Difference]:
    """What differs between two moments at a place, or between sets that documents were judged by.

    `before` and `after` are moments or keys of sets; without `before` it is the defaults, without `after` now.
    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT.
    """
    actor.require(Right.SETTING_VIEW)

    async def values(side: datetime | UUID | None, name: str) -> dict[str, Any]:
        if isinstance(side, UUID):
            async with db.connection() as connection:
                return await values_of_set(connection, side, f"{name}SetId")
        if side is not None and side.tzinfo is None:
            raise invalid("Name the moment with its zone, like 2026-11-22T08:00:00+08:00.", name)
        found = await settings_in_force(actor, department_id=department_id, employee_id=employee_id, at=side)
        return {one.parameter.key: one.value for one in found}

    first = {key: stored_default(parameter) for key, parameter in PARAMETERS.items()}
    if before is not None:
        first = await values(before, "from")
    second = await values(after, "to")
    return [Difference(key, *values) for key, values in differences(first, second).items()]


__all__ = [
    "LEVELS", "Difference", "Entry", "InForce", "Overview", "PeriodState", "SettingSource", "in_force_of",
    "settings_diff", "settings_in_force", "settings_overview", "stored_default", "values_of_set",
]  # fmt: skip
