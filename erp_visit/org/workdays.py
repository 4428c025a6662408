"""Which days are worked (PLN-4): the working week, public holidays with their swapped weekends, and the calendar's
entries for all, for a department and those below it, or for one employee."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from erp_visit.db import Connection
from erp_visit.org.control_parameters import ControlParameters

_LAST_WEEKDAY = {"MONDAY_TO_FRIDAY": 5, "MONDAY_TO_SATURDAY": 6, "EVERY_DAY": 7}
_CODES = {
    "CHINA": "CN", "HONG_KONG": "HK", "MACAO": "MO", "TAIWAN": "TW", "SINGAPORE": "SG", "MALAYSIA": "MY",
}  # fmt: skip
"""ISO 3166 by the parameter's choice."""
_LANGUAGES = {"zh": ("zh_CN", "zh_HK", "zh_MO", "zh_TW"), "en": ("en_US", "en_HK", "en_MO", "en_SG", "en_MY")}


@dataclass(frozen=True, slots=True)
class Holidays:
    """A country's public holidays of a year by their day, and the weekends that are worked instead."""

    names: Mapping[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int, locale: str = "en") -> Holidays:
    """The holidays of a country (a choice of the parameter), in the reader's language where the library has it.

    The library is loaded with the first year that is asked for: with its tables it takes 20 MB.
    """
    if country == "NONE":
        return Holidays({}, frozenset())
    library: Any = importlib.import_module("holidays")
    code = _CODES[country]
    known = getattr(library, code).supported_languages
    language = next((one for one in _LANGUAGES.get(locale, ()) if one in known), None)
    found = library.country_holidays(code, years=year, language=language)
    worked = frozenset(day for day in getattr(found, "weekend_workdays", ()) if day.year == year)
    return Holidays({day: str(name) for day, name in found.items() if day.year == year}, worked)


def works_usually(day: date, week: str, country: str) -> bool:
    """Whether a day is worked by the working week and the public holidays."""
    holidays = public_holidays(country, day.year)
    if day in holidays.worked:
        return True
    return day not in holidays.names and day.isoweekday() <= _LAST_WEEKDAY[week]


@dataclass(frozen=True, slots=True)
class Worker:
    """An employee as the calendar needs him."""

    employee_id: UUID
    department_id: UUID
    week: str
    country: str

    @classmethod
    def of(cls, employee_id: UUID, department_id: UUID, parameters: ControlParameters) -> Worker:
        """An employee of a department, by the parameters in force for him."""
        return cls(employee_id, department_id, parameters.working_week, parameters.holiday_country)


_EXCEPTIONS = """
WITH RECURSIVE above (root, id, parent_id, height) AS (
    SELECT d.id, d.id, d.parent_id, 0 FROM department d WHERE d.id = ANY($1::uuid[])
    UNION ALL
    SELECT above.root, d.id, d.parent_id, above.height + 1 FROM department d JOIN above ON d.id = above.parent_id
)
SELECT c.day, c.working, c.employee_id, above.root, above.height FROM calendar_day c
LEFT JOIN above ON above.id = c.department_id
WHERE c.day BETWEEN $3 AND $4
  AND (c.employee_id = ANY($2::uuid[])
       OR c.employee_id IS NULL AND (c.department_id IS NULL OR above.root IS NOT NULL))
ORDER BY above.height DESC NULLS FIRST
"""


async def working_days(
    connection: Connection, workers: Sequence[Worker], first: date, last: date
) -> dict[UUID, list[date]]:
    """The days that each works, from the first to the last. The nearest entry of the calendar decides: the employee's
    own, that of his department or of one above it, the company's."""
    rows = await connection.fetch(
        _EXCEPTIONS, sorted({worker.department_id for worker in workers}),
        [worker.employee_id for worker in workers], first, last,
    )  # fmt: skip
    everybody: dict[date, bool] = {}
    of_department: dict[UUID, dict[date, bool]] = {}
    of_employee: dict[UUID, dict[date, bool]] = {}
    for row in rows:  # the farthest department first: the nearer one overwrites it
        if row["employee_id"] is not None:
            of_employee.setdefault(row["employee_id"], {})[row["day"]] = row["working"]
        elif row["root"] is None:
            everybody[row["day"]] = row["working"]
        else:
            of_department.setdefault(row["root"], {})[row["day"]] = row["working"]
    found: dict[UUID, list[date]] = {}
    days = list(each_day(first, last))
    for worker in workers:
        entries = {
            **everybody,
            **of_department.get(worker.department_id, {}),
            **of_employee.get(worker.employee_id, {}),
        }
        found[worker.employee_id] = [
            day for day in days if entries.get(day) or (
                day not in entries and works_usually(day, worker.week, worker.country)
            )
        ]  # fmt: skip
    return found


def each_day(first: date, last: date) -> Iterable[date]:
    """The days from the first to the last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


__all__ = ["Holidays", "Worker", "each_day", "public_holidays", "working_days", "works_usually"]
