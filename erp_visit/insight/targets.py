"""Targets (INS-2): what an employee or a department is to reach in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.checks import raise_all
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
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
MOST_AT_ONCE = 1_000
_PEOPLE = """
    SELECT e.id, e.name, e.department_id FROM employee e WHERE e.id = ANY($1::uuid[])
    UNION ALL SELECT d.id, d.name, d.id FROM department d WHERE d.id = ANY($2::uuid[])
"""
_STORED = """
    SELECT id, measure, department_id, employee_id, value FROM target
    WHERE month = $1 AND coalesce(employee_id, department_id) = ANY($2::uuid[]) ORDER BY id FOR UPDATE
"""
_WRITE = """
    INSERT INTO target AS t (month, measure, department_id, employee_id, value, set_by_id)
    SELECT $1, w.measure, w.department, w.employee, w.value, $2
    FROM unnest($3::text[], $4::uuid[], $5::uuid[], $6::numeric[]) AS w (measure, department, employee, value)
    ORDER BY w.employee, w.department, w.measure ON CONFLICT (month, measure, department_id, employee_id)
    DO UPDATE SET value = excluded.value, set_by_id = excluded.set_by_id, version = t.version + 1
    RETURNING id, measure, department_id, employee_id
"""


@dataclass(frozen=True, slots=True)
class TargetSet:
    """The target that a command set; none if it took it away."""

    target_id: UUID | None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class TargetsSet:
    """The targets that a command set, as far as they are not taken away."""

    target_ids: tuple[UUID, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target for an employee or a department; `value` None takes it away. `path` is where it stands in the input."""

    measure: Measure
    value: Decimal | None
    employee_id: UUID | None = None
    department_id: UUID | None = None
    path: tuple[str | int, ...] = ()

    @property
    def place(self) -> tuple[str, UUID | None, UUID | None]:
        return self.measure.value, self.department_id, self.employee_id


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
    draft = TargetDraft(measure, value, employee_id, department_id)
    operation = Operation.of(
        actor, "target.set", operation_id, month=month, measure=measure.value, value=value,
        employee=employee_id, department=department_id,
    )  # fmt: skip
    _check(month, [draft])

    async def work(connection: Connection) -> TargetSet:
        earlier = await first_result(connection, operation, TargetSet)
        if earlier is not None:
            return earlier
        keys = await _set(connection, actor, month, [draft])
        result = TargetSet(keys.get(draft.place))
        await remember(connection, operation, result)
        return result

    return await once(operation, TargetSet, work)


async def set_targets(
    actor: Actor, *, month: date, targets: Sequence[TargetDraft], operation_id: UUID | None = None
) -> TargetsSet:
    """Set the targets of a month for many employees and departments: all of them or, if one is refused, none.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (employee, department) with the draft's path, KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN, Right.INSIGHT_VIEW)
    operation = Operation.of(
        actor, "target.set_many", operation_id, month=month, targets=[(*one.place, one.value) for one in targets]
    )
    if len(targets) > MOST_AT_ONCE:
        raise invalid("There may be {maximum} of these at most. Remove some.", "targets", maximum=MOST_AT_ONCE)
    _check(month, targets)

    async def work(connection: Connection) -> TargetsSet:
        earlier = await first_result(connection, operation, TargetsSet)
        if earlier is not None:
            return earlier
        keys = await _set(connection, actor, month, targets)
        result = TargetsSet(tuple(keys[one.place] for one in targets if one.place in keys))
        await remember(connection, operation, result)
        return result

    return await once(operation, TargetsSet, work)


def _check(month: date, targets: Sequence[TargetDraft]) -> None:
    """Raise INVALID_INPUT for all that is wrong with the input in itself."""
    errors: list[DomainError] = []
    if month.day != 1:
        errors.append(invalid("A month is named by its first day, like 2026-11-01.", "month"))
    seen = set()
    for one in targets:
        if (one.employee_id is None) == (one.department_id is None):
            text = "A target is for an employee or for a department: name one of them."
            errors.append(invalid(text, *one.path, "employeeId"))
        elif one.place in seen:
            errors.append(invalid("The same target is named twice. Leave one out.", *one.path, "measure"))
        seen.add(one.place)
        errors += _of_value(one)
    raise_all(errors)


def _of_value(one: TargetDraft) -> list[DomainError]:
    if one.value is None:
        return []
    path = (*one.path, "value")
    if not one.value.is_finite() or not 0 <= one.value <= MOST:
        return [invalid("The target must lie between {minimum} and {maximum}.", *path, minimum=0, maximum=MOST)]
    if one.value != round(one.value, 2 if one.measure is Measure.AMOUNT else 0):
        amount = one.measure is Measure.AMOUNT
        return [invalid("An amount has two decimals at most." if amount else "The target is a whole number.", *path)]
    return []


async def _set(
    connection: Connection, actor: Actor, month: date, targets: Sequence[TargetDraft]
) -> dict[tuple[str, UUID | None, UUID | None], UUID]:
    """Write what differs; the ids of the targets that stand then, by their places."""
    names = await _reached(connection, actor, targets)
    stored = {
        (row["measure"], row["department_id"], row["employee_id"]): row
        for row in await connection.fetch(_STORED, month, list(names))
    }
    gone = [one for one in targets if one.value is None and one.place in stored]
    fresh = [
        one for one in targets
        if one.value is not None and (one.place not in stored or stored[one.place]["value"] != one.value)
    ]  # fmt: skip
    if gone:
        await connection.execute(
            "DELETE FROM target WHERE id = ANY($1::uuid[])", [stored[one.place]["id"] for one in gone]
        )
    written = await connection.fetch(
        _WRITE, month, actor.id, [one.measure.value for one in fresh], [one.department_id for one in fresh],
        [one.employee_id for one in fresh], [one.value for one in fresh],
    ) if fresh else []  # fmt: skip
    keys = {place: row["id"] for place, row in stored.items()}
    keys |= {(row["measure"], row["department_id"], row["employee_id"]): row["id"] for row in written}
    for one in (*gone, *fresh):
        before = stored.get(one.place)
        name = names[_whose(one)]
        await record_audit(
            connection, actor, "target.set", "Target", keys[one.place],
            number=f"{name} {month:%Y-%m} {one.measure.value}",
            before={"value": before["value"]} if before else None, after={"value": one.value},
        )  # fmt: skip
        announce("Target", keys[one.place])
    for one in gone:
        del keys[one.place]
    return keys


def _whose(one: TargetDraft) -> UUID:
    key = one.employee_id or one.department_id
    assert key is not None, "checked"
    return key


async def _reached(connection: Connection, actor: Actor, targets: Sequence[TargetDraft]) -> dict[UUID, str]:
    """The names of all whom targets are for. Raises NOT_FOUND for who is out of the actor's reach."""
    rows: Mapping[UUID, Any] = {
        row["id"]: row
        for row in await connection.fetch(
            _PEOPLE, list({one.employee_id for one in targets if one.employee_id}),
            list({one.department_id for one in targets if one.department_id}),
        )
    }  # fmt: skip
    errors: list[DomainError] = []
    for one in targets:
        row = rows.get(_whose(one))
        if row is None or not _reaches(actor, one.employee_id, row["department_id"]):
            kind, name = ("Employee", "employeeId") if one.employee_id else ("Department", "departmentId")
            errors.append(not_found(kind, _whose(one), *one.path, name))
    raise_all(errors)
    return {key: row["name"] for key, row in rows.items()}


def _reaches(actor: Actor, employee_id: UUID | None, department_id: UUID) -> bool:
    match actor.profile.scope:
        case Scope.ALL:
            return True
        case Scope.TEAM:
            return department_id in actor.department_ids
        case _:
            return employee_id == actor.id


__all__ = ["MOST_AT_ONCE", "TargetDraft", "TargetSet", "TargetsSet", "set_target", "set_targets"]
