"""Targets (INS-2): what an employee or a department is to reach in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.insight.models import Measure
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right

constraint_means(
    "target_one", ErrorCode.CONFLICT, "Somebody set the same target at the same moment. Reload, then look again."
)
MOST = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class TargetSet:
    """The target that a command set; none if it took it away."""

    target_id: UUID | None
    replayed: bool = False


async def set_target(
    actor: Actor,
    *,
    month: date,
    measure: Measure,
    value: Decimal | None,
    employee_id: UUID | None = None,
    department_id: UUID | None = None,
    operation_id: UUID | None = None,
) -> TargetSet:
    """Set what an employee or a department is to reach in a month; `value` None takes the target away.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (employee, department), KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN, Right.INSIGHT_VIEW)
    operation = Operation.of(
        actor, "target.set", operation_id, month=month, measure=measure.value, value=value,
        employee=employee_id, department=department_id,
    )  # fmt: skip
    if (employee_id is None) == (department_id is None):
        raise invalid("A target is for an employee or for a department: name one of them.", "employeeId")
    if month.day != 1:
        raise invalid("A month is named by its first day, like 2026-11-01.", "month")
    _check_value(measure, value)

    async def work(connection: Connection) -> TargetSet:
        earlier = await first_result(connection, operation, TargetSet)
        if earlier is not None:
            return earlier
        name = await _check_reach(connection, actor, employee_id, department_id)
        place = (month, measure.value, department_id, employee_id)
        before = await connection.fetchrow(
            "SELECT id, value FROM target WHERE month = $1 AND measure = $2 AND department_id IS NOT DISTINCT FROM $3"
            " AND employee_id IS NOT DISTINCT FROM $4 FOR UPDATE",
            *place,
        )
        key = await _write(connection, actor, place, value)
        subject = key or (before["id"] if before else None)
        if subject is not None:
            await record_audit(
                connection, actor, "target.set", "Target", subject, number=f"{name} {month:%Y-%m} {measure.value}",
                before={"value": before["value"]} if before else None,
                after={"value": value},
            )  # fmt: skip
            announce("Target", subject)
        result = TargetSet(key)
        await remember(connection, operation, result)
        return result

    return await once(operation, TargetSet, work)


def _check_value(measure: Measure, value: Decimal | None) -> None:
    if value is None:
        return
    if not value.is_finite() or not 0 <= value <= MOST:
        raise invalid("The target must lie between {minimum} and {maximum}.", "value", minimum=0, maximum=MOST)
    if value != round(value, 2 if measure is Measure.AMOUNT else 0):
        text = "An amount has two decimals at most." if measure is Measure.AMOUNT else "The target is a whole number."
        raise invalid(text, "value")


async def _check_reach(
    connection: Connection, actor: Actor, employee_id: UUID | None, department_id: UUID | None
) -> str:
    """The name of whom the target is for, if that is within the actor's reach."""
    if employee_id is not None:
        row = await connection.fetchrow("SELECT name, department_id FROM employee WHERE id = $1", employee_id)
    else:
        row = await connection.fetchrow("SELECT name, id AS department_id FROM department WHERE id = $1", department_id)
    if row is None or not _reaches(actor, employee_id, row["department_id"]):
        if employee_id is not None:
            raise not_found("Employee", employee_id, "employeeId")
        assert department_id is not None
        raise not_found("Department", department_id, "departmentId")
    name: str = row["name"]
    return name


def _reaches(actor: Actor, employee_id: UUID | None, department_id: UUID) -> bool:
    match actor.profile.scope:
        case Scope.ALL:
            return True
        case Scope.TEAM:
            return department_id in actor.department_ids
        case _:
            return employee_id == actor.id


async def _write(
    connection: Connection, actor: Actor, place: tuple[date, str, UUID | None, UUID | None], value: Decimal | None
) -> UUID | None:
    if value is None:
        await connection.execute(
            "DELETE FROM target WHERE month = $1 AND measure = $2 AND department_id IS NOT DISTINCT FROM $3"
            " AND employee_id IS NOT DISTINCT FROM $4",
            *place,
        )
        return None
    key: UUID = await connection.fetchval(
        "INSERT INTO target AS t (month, measure, department_id, employee_id, value, set_by_id)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (month, measure, department_id, employee_id)"
        " DO UPDATE SET value = excluded.value, set_by_id = excluded.set_by_id, version = t.version + 1 RETURNING id",
        *place, value, actor.id,
    )  # fmt: skip
    return key


__all__ = ["TargetSet", "set_target"]
