"""Where working days start and end (PLN-6): routes begin and end there. A rep's own starting point goes before that of
his department, that before those of the departments above it; where none is known, routes begin at the first visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.geo import to_wgs84
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.guards import check_reach
from erp_visit.org.rights import Right
from erp_visit.planning.day_routes import lock_reps
from erp_visit.planning.plans import reps_within

_COLUMNS = ("start_latitude", "start_longitude", "end_latitude", "end_longitude")


@dataclass(frozen=True, slots=True)
class RouteEndsChanged:
    """Whose working day starts or ends elsewhere now: an employee's, or that of a department's reps."""

    employee_id: UUID | None = None
    department_id: UUID | None = None
    replayed: bool = False


async def set_route_ends(
    actor: Actor,
    *,
    start: Mapping[str, Any] | None,
    end: Mapping[str, Any] | None = None,
    employee_id: UUID | None = None,
    department_id: UUID | None = None,
    operation_id: UUID | None = None,
) -> RouteEndsChanged:
    """Set where the working day starts and, if elsewhere, ends ({latitude, longitude, datum}); None for not known.
    One's own with the right visit.do, others' and a department's start with visit.plan. Routes that are planned already
    stay as they are.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, KEY_REUSED.
    """
    if department_id is not None:
        if employee_id is not None:
            raise invalid("A starting point is for a department or for an employee, not for both.", "employeeId")
        if end is not None:
            raise invalid("A department has a starting point only; reps end where they start.", "end")
        return await _set_start(actor, department_id, start, operation_id)
    key = employee_id or actor.id
    actor.require(Right.VISIT_PLAN if key != actor.id or actor.may(Right.VISIT_PLAN) else Right.VISIT_DO)
    operation = Operation.of(actor, "route.ends", operation_id, employee=key, start=start, end=end)
    values = dict(zip(_COLUMNS, (*_place(start, "start"), *_place(end, "end")), strict=True))

    async def work(connection: Connection) -> RouteEndsChanged:
        earlier = await first_result(connection, operation, RouteEndsChanged)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, [key], "employeeId")
        locked = await lock_reps(connection, [key])
        row = await connection.fetchrow(f"SELECT {', '.join(_COLUMNS)} FROM employee WHERE id = $1", key)
        before, after = changed(dict(row or {}), values)
        if after:
            await connection.execute(
                "UPDATE employee SET start_latitude = $2, start_longitude = $3, end_latitude = $4, end_longitude = $5,"
                " version = version + 1 WHERE id = $1",
                key, *values.values(),
            )  # fmt: skip
            await record_audit(
                connection, actor, "route.ends", "Employee", key, number=locked[key]["name"], before=before, after=after
            )
            announce("Employee", key)
        result = RouteEndsChanged(employee_id=key)
        await remember(connection, operation, result)
        return result

    return await once(operation, RouteEndsChanged, work)


async def _set_start(
    actor: Actor, department_id: UUID, start: Mapping[str, Any] | None, operation_id: UUID | None
) -> RouteEndsChanged:
    """The starting point of a department."""
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(actor, "route.ends", operation_id, department=department_id, start=start)
    values = dict(zip(_COLUMNS[:2], _place(start, "start"), strict=True))

    async def work(connection: Connection) -> RouteEndsChanged:
        earlier = await first_result(connection, operation, RouteEndsChanged)
        if earlier is not None:
            return earlier
        row = await connection.fetchrow(
            "SELECT name, start_latitude, start_longitude FROM department WHERE id = $1 FOR NO KEY UPDATE",
            department_id,
        )
        if row is None:
            raise not_found("Department", department_id, "departmentId")
        if actor.profile.scope is Scope.OWN:
            raise DomainError(
                ErrorCode.FORBIDDEN, "You may set your own starting point only. Ask your supervisor.",
                path=("departmentId",),
            )  # fmt: skip
        check_reach(actor, department_id, "departmentId")
        before, after = changed({name: row[name] for name in values}, values)
        if after:
            await connection.execute(
                "UPDATE department SET start_latitude = $2, start_longitude = $3 WHERE id = $1",
                department_id, *values.values(),
            )  # fmt: skip
            await record_audit(
                connection, actor, "route.ends", "Department", department_id, number=row["name"], before=before,
                after=after,
            )  # fmt: skip
            announce("Department", department_id)
        result = RouteEndsChanged(department_id=department_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, RouteEndsChanged, work)


def _place(place: Mapping[str, Any] | None, name: str) -> tuple[float, float] | tuple[None, None]:
    if place is None:
        return None, None
    return to_wgs84(place["latitude"], place["longitude"], place["datum"], name)


__all__ = ["RouteEndsChanged", "set_route_ends"]
