"""Control parameters (控制参数): the rules that a distributor sets, for the company, a department or an employee.

Each field of `ControlParameters` carries its meaning and limits, so that the schema, the panel and the check of
a new value read the same line. An employee's value wins over his department's, that over those of the departments
above it, and those over the company's. Every value is in force from one moment to another (org/setting_changes.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit.db import Connection
from erp_visit.org.control_parameters import PARAMETERS, ControlParameters
from erp_visit.org.parameter import CLOCK, Parameter

COMPANY = UUID(int=0)
"""Stands for the whole company where a department or an employee has its key."""
PLACE_SQL = f"coalesce({{s}}.employee_id, {{s}}.department_id, '{COMPANY}'::uuid)"
"""SQL: whom a row of `setting` is for. With `ends_at` it is the index that values in force are found by."""

_SETTINGS_JSON = f"""(
    WITH RECURSIVE above (id, parent_id, height) AS (
        SELECT d.id, d.parent_id, 1 FROM department d WHERE d.id = {{department}}
        UNION ALL
        SELECT d.id, d.parent_id, above.height + 1 FROM department d JOIN above ON d.id = above.parent_id
    ), place (id, height) AS (
        VALUES ('{COMPANY}'::uuid, 1000), ({{employee}}::uuid, 0) UNION ALL SELECT above.id, above.height FROM above
    )
    SELECT coalesce(jsonb_object_agg(s.key, s.value ORDER BY place.height DESC), '{{}}')
    FROM place JOIN setting s ON {PLACE_SQL.replace("{s}", "s")} = place.id
    WHERE s.withdrawn_at IS NULL AND s.value IS NOT NULL
      AND s.starts_at <= {{at}} AND coalesce(s.ends_at, 'infinity') > {{at}}
)"""


def settings_json_sql(department: str, employee: str = "NULL", at: str = "now()") -> str:
    """A scalar subselect: key → value in force for an employee of a department, as jsonb for `parse_settings`.

    `department` and `employee` are SQL for the keys, e.g. `$3` or `o.department_id`; NULL for both gives the company's
    values. `at` is SQL for the moment. The nearest value comes last, and of equal keys jsonb keeps the last.
    """
    return _SETTINGS_JSON.replace("{department}", department).replace("{employee}", employee).replace("{at}", at)


SETTINGS_JSON_SQL = settings_json_sql("$1::uuid", "$2::uuid")


def company_number_sql(key: str) -> str:
    """A scalar subselect: the value of a whole-number parameter that is the company's alone."""
    return f"{company_choice_sql(key)}::int"


def company_choice_sql(key: str) -> str:
    """A scalar subselect: the value of a parameter with choices that is the company's alone."""
    return (
        f"coalesce((SELECT cs.value #>> '{{}}' FROM setting cs WHERE cs.key = '{key}'"
        f" AND {PLACE_SQL.replace('{s}', 'cs')} = '{COMPANY}'::uuid AND cs.withdrawn_at IS NULL"
        " AND cs.value IS NOT NULL AND cs.starts_at <= now() AND coalesce(cs.ends_at, 'infinity') > now()),"
        f" '{PARAMETERS[key].default}')"
    )


def parse_settings(stored: str | bytes | Mapping[str, Any]) -> ControlParameters:
    """The parameters from what `settings_json_sql` gave; what is not set has its default.

    Keys that this version does not know are left out: another version may have stored them.
    """
    values: Mapping[str, Any] = stored if isinstance(stored, Mapping) else orjson.loads(stored)
    known = {key: value for key, value in values.items() if key in PARAMETERS}
    if "rounding_unit" in known:
        known["rounding_unit"] = Decimal(known["rounding_unit"])
    return ControlParameters(**known)


async def control_parameters(
    connection: Connection, department_id: UUID | None, employee_id: UUID | None = None
) -> ControlParameters:
    """The parameters in force for an employee of a department, for a department, or, for None, for the company."""
    return parse_settings(await connection.fetchval(f"SELECT {SETTINGS_JSON_SQL}", department_id, employee_id))


__all__ = [
    "CLOCK", "COMPANY", "PARAMETERS", "PLACE_SQL", "SETTINGS_JSON_SQL", "ControlParameters", "Parameter",
    "company_choice_sql", "company_number_sql", "control_parameters", "parse_settings", "settings_json_sql",
]  # fmt: skip
