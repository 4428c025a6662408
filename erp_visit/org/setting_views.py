"""Control parameters to look at: what is in force and why, what a change would do, what differs between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import invalid, not_found
from erp_visit.db import Connection
from erp_visit.org.models import EmployeeStatus
from erp_visit.org.parameter_sets import differences
from erp_visit.org.rights import Right
from erp_visit.org.setting_periods import (
    Place,
    begin_of,
    check_at_work,
    find_place,
    known_parameter,
    moment_of,
    next_begin,
    version_at,
)
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


@dataclass(frozen=True, slots=True)
class Named:
    """A department or employee, with the value that is in force for it."""

    id: UUID
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class SettingPreview:
    """What setting a value would change from `starts_at` until `ends_at`.

    `departments` and `employees` would get `after` in the place of `before`; `kept` have values of their own, nearer to
    them. Employees are those at work.
    """

    parameter: Parameter
    before: Any
    after: Any
    starts_at: datetime
    ends_at: datetime | None
    version: int
    departments: tuple[Named, ...]
    employees: tuple[Named, ...]
    kept_departments: tuple[Named, ...]
    kept_employees: tuple[Named, ...]


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
_LEVELS = f"""
WITH RECURSIVE above (id, parent_id, height) AS (
    SELECT d.id, d.parent_id, 1 FROM department d WHERE d.id = $1
    UNION ALL
    SELECT d.id, d.parent_id, above.height + 1 FROM department d JOIN above ON d.id = above.parent_id
), place (id, height) AS (
    VALUES ('{COMPANY}'::uuid, 1000), ($2::uuid, 0) UNION ALL SELECT above.id, above.height FROM above
)
SELECT m.moment, s.key, s.id, s.value, s.starts_at, s.ends_at, s.version, s.withdrawn_at, s.department_id,
    s.employee_id, place.height, coalesce(e.name, d.name, '') AS name
FROM (SELECT coalesce($3::timestamptz, clock_timestamp()) AS moment) m
LEFT JOIN (place JOIN setting s ON {PLACE_SQL.replace("{s}", "s")} = place.id) ON true
LEFT JOIN department d ON d.id = s.department_id LEFT JOIN employee e ON e.id = s.employee_id
ORDER BY place.height, s.starts_at
"""


async def settings_in_force(
    actor: Actor, *, department_id: UUID | None = None, employee_id: UUID | None = None, at: datetime | None = None
) -> list[InForce]:
    """All parameters as they apply to the company, a department or an employee at a moment (now, if not given).

    One's own need no right. The tree of departments is that of today. Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT.
    """
    if employee_id != actor.id:
        actor.require(Right.SETTING_VIEW)
    async with db.connection() as connection:
        place = await _place(connection, actor, department_id, employee_id)
        rows = await connection.fetch(_LEVELS, place.home or place.department_id, place.employee_id, at)
    by_key: dict[str, list[Any]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    moment = rows[0]["moment"]
    return [_in_force(parameter, by_key.get(key, []), place, moment) for key, parameter in PARAMETERS.items()]


async def _place(connection: Connection, actor: Actor, department_id: UUID | None, employee_id: UUID | None) -> Place:
    if employee_id == actor.id and department_id is None:
        return Place(None, actor.id, actor.name, actor.department_id)
    return await find_place(connection, actor, department_id, employee_id)


def _in_force(parameter: Parameter, rows: list[Any], place: Place, moment: datetime) -> InForce:
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
    if found["employee_id"] is not None:
        source = SettingSource.EMPLOYEE
    else:
        source = SettingSource.COMPANY if found["department_id"] is None else SettingSource.DEPARTMENT
    return InForce(
        parameter, orjson.loads(found["value"]), source, found["employee_id"] or found["department_id"], found["name"],
        found["id"], found["starts_at"], until, found in here, version,
    )  # fmt: skip


# Who gets what from where: every department with the place that its value comes from, then every employee.
_AFFECTED = f"""
WITH RECURSIVE own AS (
    SELECT {PLACE_SQL.replace("{s}", "s")} AS place, s.value FROM setting s
    WHERE s.key = $1 AND s.withdrawn_at IS NULL AND s.value IS NOT NULL
      AND s.starts_at <= $2 AND coalesce(s.ends_at, 'infinity') > $2
), tree (id, name, origin) AS (
    SELECT d.id, d.name, CASE WHEN o.place IS NULL AND d.id IS DISTINCT FROM $3 THEN '{COMPANY}'::uuid ELSE d.id END
    FROM department d LEFT JOIN own o ON o.place = d.id WHERE d.parent_id IS NULL
    UNION ALL
    SELECT d.id, d.name, CASE WHEN o.place IS NULL AND d.id IS DISTINCT FROM $3 THEN tree.origin ELSE d.id END
    FROM department d JOIN tree ON d.parent_id = tree.id LEFT JOIN own o ON o.place = d.id
), below (id) AS (
    SELECT d.id FROM department d WHERE d.id = $3 OR $3 = '{COMPANY}'
    UNION SELECT d.id FROM department d JOIN below ON d.parent_id = below.id
)
SELECT tree.id, tree.name, tree.origin, own.value, false AS person
FROM tree LEFT JOIN own ON own.place = tree.origin WHERE tree.id IN (SELECT id FROM below)
UNION ALL
SELECT e.id, e.name, CASE WHEN o.place IS NULL AND e.id IS DISTINCT FROM $3 THEN tree.origin ELSE e.id END,
    coalesce(o.value, own.value), true
FROM employee e JOIN tree ON tree.id = e.department_id LEFT JOIN own o ON o.place = e.id
LEFT JOIN own ON own.place = tree.origin
WHERE e.status = $4 AND (e.id = $3 OR e.department_id IN (SELECT id FROM below))
ORDER BY 2, 1
"""


async def preview_setting(
    actor: Actor,
    *,
    key: str,
    value: Any,
    department_id: UUID | None = None,
    employee_id: UUID | None = None,
    starts_on: date | None = None,
) -> SettingPreview:
    """Which departments and employees would get which value, if this were set; nothing is written.

    Judged as `set_setting` judges, with all it raises but CONFLICT.
    """
    actor.require(Right.SETTING_EDIT)
    parameter = known_parameter(key)
    if value is not None:
        parameter.check(value, "value")
    async with db.connection() as connection:
        place = await find_place(connection, actor, department_id, employee_id)
        place.check(actor, parameter)
        await check_at_work(connection, place)
        begin = await begin_of(connection, starts_on, await moment_of(connection))
        end = await next_begin(connection, key, place, begin)
        version = await version_at(connection, key, place)
        rows = await connection.fetch(_AFFECTED, key, begin, place.key, EmployeeStatus.ACTIVE)
        levels = await connection.fetch(_LEVELS, place.home or place.department_id, place.employee_id, begin)
    mine = [row for row in levels if row["key"] == key]
    before = _in_force(parameter, mine, place, begin).value
    if value is not None:
        after = value
    else:
        others = [row for row in mine if (row["employee_id"] or row["department_id"] or COMPANY) != place.key]
        after = _in_force(parameter, others, place, begin).value

    def named(*, person: bool, reached: bool) -> tuple[Named, ...]:
        return tuple(
            Named(row["id"], row["name"], before if reached else orjson.loads(row["value"]))
            for row in rows
            if row["person"] is person and (row["origin"] == place.key) is reached
        )

    return SettingPreview(
        parameter, before, after, begin, end, version, named(person=False, reached=True),
        named(person=True, reached=True), named(person=False, reached=False), named(person=True, reached=False),
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
    "Difference", "InForce", "Named", "SettingPreview", "SettingSource", "preview_setting", "settings_diff",
    "settings_in_force", "stored_default", "values_of_set",
]  # fmt: skip
