"""The working calendar (PLN-4): days that differ from the working week and the public holidays, for all or for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.guards import check_reach
from erp_visit.org.rights import Right
from erp_visit.org.workdays import each_day

LONGEST_ENTRY = 366

constraint_means(
    "calendar_day_one", ErrorCode.CONFLICT, "Somebody entered the same day at the same moment. Reload, then look again."
)


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """The entries of the calendar that a command made or changed; none if it took them away."""

    day_ids: tuple[UUID, ...]
    replayed: bool = False


async def set_calendar_days(
    actor: Actor,
    *,
    from_on: date,
    until_on: date | None = None,
    working: bool | None,
    department_id: UUID | None = None,
    employee_id: UUID | None = None,
    note: str = "",
    operation_id: UUID | None = None,
) -> CalendarChanged:
    """Make days worked or off for the company, a department and those below it, or one employee (leave). `working` None
    takes the entries away: the working week and the public holidays count again.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (department, employee), KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    last = until_on or from_on
    text = check_text(note, 120, "note")
    operation = Operation.of(
        actor, "calendar.set", operation_id, from_on=from_on, until_on=last, working=working,
        department=department_id, employee=employee_id, note=text,
    )  # fmt: skip
    if department_id is not None and employee_id is not None:
        raise invalid("An entry is for a department or for an employee, not for both.", "employeeId")
    if last < from_on:
        raise invalid("The last day is before the first.", "untilOn")
    if (last - from_on).days >= LONGEST_ENTRY:
        raise invalid("An entry covers {maximum} days at most.", "untilOn", maximum=LONGEST_ENTRY)

    async def work(connection: Connection) -> CalendarChanged:
        earlier = await first_result(connection, operation, CalendarChanged)
        if earlier is not None:
            return earlier
        name = await _check_place(connection, actor, department_id, employee_id)
        days = list(each_day(from_on, last))
        place = (days, department_id, employee_id)
        if working is None:
            rows = await connection.fetch(
                "DELETE FROM calendar_day WHERE day = ANY($1::date[]) AND department_id IS NOT DISTINCT FROM $2"
                " AND employee_id IS NOT DISTINCT FROM $3 RETURNING id",
                *place,
            )
        else:
            rows = await connection.fetch(
                "INSERT INTO calendar_day AS c (day, department_id, employee_id, working, note, set_by_id)"
                " SELECT d, $2, $3, $4, $5, $6 FROM unnest($1::date[]) d"
                " ON CONFLICT (day, department_id, employee_id) DO UPDATE SET working = excluded.working,"
                " note = excluded.note, set_by_id = excluded.set_by_id, version = c.version + 1 RETURNING id",
                *place, working, text, actor.id,
            )  # fmt: skip
        keys = tuple(row["id"] for row in rows)
        if keys:
            after: dict[str, Any] = {
                "from": from_on, "until": last, "working": working, "department_id": department_id,
                "employee_id": employee_id,
            }  # fmt: skip
            await record_audit(
                connection, actor, "calendar.set", "CalendarDay", keys[0], number=name, after=after, reason=text
            )
            announce("CalendarDay", *keys)
        result = CalendarChanged(() if working is None else keys)
        await remember(connection, operation, result)
        return result

    return await once(operation, CalendarChanged, work)


async def _check_place(
    connection: Connection, actor: Actor, department_id: UUID | None, employee_id: UUID | None
) -> str:
    """The name of whom an entry is for, if he is within the actor's reach."""
    if employee_id is not None:
        row = await connection.fetchrow("SELECT name, department_id FROM employee WHERE id = $1", employee_id)
        if row is None:
            raise not_found("Employee", employee_id, "employeeId")
        if employee_id != actor.id:
            _require_wide(actor, "employeeId")
            check_reach(actor, row["department_id"], "employeeId")
        return str(row["name"])
    if department_id is not None:
        name = await connection.fetchval("SELECT name FROM department WHERE id = $1", department_id)
        if name is None:
            raise not_found("Department", department_id, "departmentId")
        _require_wide(actor, "departmentId")
        check_reach(actor, department_id, "departmentId")
        return str(name)
    if actor.profile.scope is not Scope.ALL:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "You may set days for your own department and those below it only. Choose one of them.",
            path=("departmentId",),
        )
    return ""


def _require_wide(actor: Actor, name: str) -> None:
    if actor.profile.scope is Scope.OWN:
        raise DomainError(ErrorCode.FORBIDDEN, "You may set your own days only. Ask your supervisor.", path=(name,))


__all__ = ["CalendarChanged", "set_calendar_days"]
