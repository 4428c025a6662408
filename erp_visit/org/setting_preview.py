"""What setting a control parameter would change, before it is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.org.models import EmployeeStatus
from erp_visit.org.rights import Right
from erp_visit.org.setting_periods import (
    begin_of,
    check_at_work,
    find_place,
    known_parameter,
    moment_of,
    next_begin,
    version_at,
)
from erp_visit.org.setting_views import LEVELS, in_force_of
from erp_visit.org.settings import COMPANY, PLACE_SQL, Parameter


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
        levels = await connection.fetch(LEVELS, place.home or place.department_id, place.employee_id, begin)
    mine = [row for row in levels if row["key"] == key]
    before = in_force_of(parameter, mine, place, begin).value
    if value is not None:
        after = value
    else:
        others = [row for row in mine if (row["employee_id"] or row["department_id"] or COMPANY) != place.key]
        after = in_force_of(parameter, others, place, begin).value

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


__all__ = ["Named", "SettingPreview", "preview_setting"]
