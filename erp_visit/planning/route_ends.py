"""Where a rep's working day starts and ends (PLN-6): routes begin and end there; without a start at the first stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.geo import to_wgs84
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right
from erp_visit.planning.day_routes import lock_reps
from erp_visit.planning.plans import reps_within

_COLUMNS = ("start_latitude", "start_longitude", "end_latitude", "end_longitude")


@dataclass(frozen=True, slots=True)
class RouteEndsChanged:
    """Whose working day starts or ends elsewhere now."""

    employee_id: UUID
    replayed: bool = False


async def set_route_ends(
    actor: Actor,
    *,
    start: Mapping[str, Any] | None,
    end: Mapping[str, Any] | None = None,
    employee_id: UUID | None = None,
    operation_id: UUID | None = None,
) -> RouteEndsChanged:
    """Set where the working day starts and, if elsewhere, ends ({latitude, longitude, datum}); None for not known.
    One's own with the right visit.do, others' with visit.plan. Routes that are planned already stay as they are.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, KEY_REUSED.
    """
    key = employee_id or actor.id
    actor.require(Right.VISIT_PLAN if key != actor.id or actor.may(Right.VISIT_PLAN) else Right.VISIT_DO)
    operation = Operation.of(actor, "route.ends", operation_id, employee=key, start=start, end=end)
    places = [
        (None, None) if place is None else to_wgs84(place["latitude"], place["longitude"], place["datum"], name)
        for name, place in (("start", start), ("end", end))
    ]
    values = dict(zip(_COLUMNS, (*places[0], *places[1]), strict=True))

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
        result = RouteEndsChanged(key)
        await remember(connection, operation, result)
        return result

    return await once(operation, RouteEndsChanged, work)


__all__ = ["RouteEndsChanged", "set_route_ends"]
