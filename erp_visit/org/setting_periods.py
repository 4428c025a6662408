"""Periods of control parameters: whom a value is for, from when, and what stands there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.org.company_clock import reckonings
from erp_visit.org.models import Department, Employee, EmployeeStatus
from erp_visit.org.settings import COMPANY, PARAMETERS, PLACE_SQL, Parameter

FARTHEST = timedelta(days=5 * 366)
"""How far ahead a value may begin."""
_AT = f"key = $1 AND {PLACE_SQL.format(s='setting')} = $2"


@dataclass(frozen=True, slots=True)
class Place:
    """Whom values are for: a department, an employee, or with neither the whole company.

    `home` is the employee's department.
    """

    department_id: UUID | None = None
    employee_id: UUID | None = None
    name: str = ""
    home: UUID | None = None

    @property
    def key(self) -> UUID:
        """The key that `PLACE_SQL` gives."""
        return self.employee_id or self.department_id or COMPANY

    def takes(self, parameter: Parameter) -> bool:
        """Whether the parameter can be set here."""
        if self.employee_id is not None:
            return parameter.per_employee
        return self.department_id is None or parameter.per_department

    def within_reach(self, actor: Actor) -> bool:
        """Whether the actor may set values here: own department and below, or all."""
        return actor.profile.scope is Scope.ALL or (self.home or self.department_id) in actor.department_ids

    def check(self, actor: Actor, parameter: Parameter) -> None:
        """Raise INVALID_INPUT if the parameter cannot be set here, FORBIDDEN if this actor may not do it."""
        if not self.takes(parameter):
            if self.employee_id is None:
                raise invalid(
                    "{key} is set for the whole company, not for a department.", "departmentId", key=parameter.key
                )
            raise invalid(
                "{key} is not set for single employees. Set it for the department.", "employeeId", key=parameter.key
            )
        if not self.within_reach(actor):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "You may set {key} for your own department and those below it only. Choose one of them.",
                path=("employeeId" if self.employee_id else "departmentId",), key=parameter.key,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A value of one parameter at one place from one moment to another; `value` None: that of the level above."""

    id: UUID
    value: Any
    starts_at: datetime
    ends_at: datetime | None


def known_parameter(key: str) -> Parameter:
    """The parameter; raises INVALID_INPUT if there is none of this name."""
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise invalid(
            "{key} is not a control parameter. The query settingsInForce lists them all.", "key", key=key[:64]
        )
    return parameter


async def find_place(
    connection: Connection, actor: Actor, department_id: UUID | None, employee_id: UUID | None
) -> Place:
    """The place; raises NOT_FOUND, and INVALID_INPUT if both are named."""
    if employee_id is not None:
        if department_id is not None:
            raise invalid("Name a department or an employee, not both.", "employeeId")
        row = await require_visible(
            connection, actor, Employee, employee_id, "employeeId", columns=("name", "department_id", "status")
        )
        return Place(None, employee_id, row["name"], row["department_id"])
    if department_id is not None:
        row = await require_visible(connection, actor, Department, department_id, "departmentId", columns=("name",))
        return Place(department_id, None, row["name"])
    return Place()


async def check_at_work(connection: Connection, place: Place) -> None:
    """Raise INACTIVE for an employee who has left."""
    if place.employee_id is not None:
        status = await connection.fetchval("SELECT status FROM employee WHERE id = $1", place.employee_id)
        if status != EmployeeStatus.ACTIVE:
            raise DomainError(
                ErrorCode.INACTIVE,
                "{name} has left; a value for this employee would judge nothing. Choose somebody else.",
                path=("employeeId",), name=place.name,
            )  # fmt: skip


async def moment_of(connection: Connection) -> datetime:
    """The moment by the database's clock, later than whatever was committed before."""
    moment: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return moment


async def begin_of(connection: Connection, day: date | None, moment: datetime) -> datetime:
    """The moment from which a value for a business day is in force: its start, or now for today and for None.

    The day is the company's by the time zone and cut-off hour that are in force then, be they still to come.
    Raises INVALID_INPUT for a day that is past or too far ahead.
    """
    if day is None:
        return moment
    changes = await reckonings(connection, moment)
    today = changes[0][1].day(moment)
    if day < today:
        raise invalid(
            "{day} is over; what was in force then stays. Begin today, {today}, or later.",
            "startsOn", day=day, today=today,
        )  # fmt: skip
    if day > today + FARTHEST:
        raise invalid("{day} is too far ahead; begin by {latest}.", "startsOn", day=day, latest=today + FARTHEST)
    for (since, reckoning), until in zip(changes, [*(later for later, _ in changes[1:]), None], strict=True):
        begin = max(since, reckoning.start(day))
        if until is None or begin < until:
            return begin
    raise AssertionError("the last period has no end")


async def standing(connection: Connection, place: Place, at: datetime, key: str | None = None) -> dict[str, Period]:
    """Key → the period at this place that a moment lies in, of one parameter or of all."""
    rows = await connection.fetch(
        f"SELECT key, id, value, starts_at, ends_at FROM setting s WHERE {PLACE_SQL.format(s='s')} = $1"
        " AND withdrawn_at IS NULL AND starts_at <= $2 AND coalesce(ends_at, 'infinity') > $2"
        " AND ($3::text IS NULL OR key = $3)",
        place.key, at, key,
    )  # fmt: skip
    return {row["key"]: period(row) for row in rows}


def period(row: Any) -> Period:
    """A row of `setting`."""
    value = None if row["value"] is None else orjson.loads(row["value"])
    return Period(row["id"], value, row["starts_at"], row["ends_at"])


async def next_begin(connection: Connection, key: str, place: Place, after: datetime) -> datetime | None:
    """When the next value at this place comes into force."""
    begin: datetime | None = await connection.fetchval(
        f"SELECT min(starts_at) FROM setting WHERE {_AT} AND withdrawn_at IS NULL AND starts_at > $3",
        key,
        place.key,
        after,
    )
    return begin


async def version_at(connection: Connection, key: str, place: Place) -> int:
    """How often something was set or withdrawn at this place; 0 for never."""
    version: int = await connection.fetchval(
        f"SELECT coalesce(max(version), 0) FROM setting WHERE {_AT}", key, place.key
    )
    return version


__all__ = [
    "FARTHEST", "Period", "Place", "begin_of", "check_at_work", "find_place", "known_parameter", "moment_of",
    "next_begin", "period", "standing", "version_at",
]  # fmt: skip
