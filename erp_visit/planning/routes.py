"""Routes of a day (PLN-6): the best order, an order by hand, and the order of another day used again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember, stored_result
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.planning.day_routes import DayPlan, RepDay, lock_reps, place_of, read_days, retime
from erp_visit.planning.plans import reps_within
from erp_visit.planning.process import Failed, compute
from erp_visit.planning.scheduling import write_order
from erp_visit.planning.wishes import check_day
from erp_visit.settings import Settings

MOST_STOPS = 100


@dataclass(frozen=True, slots=True)
class RouteChanged:
    """The route that a command worked out, none if nothing is left of the day. `late_seconds`: how far it cannot be on
    time; `straight`: its length is that of straight lines and the detour, not of roads."""

    route_id: UUID | None
    metres_before: int = 0
    metres_after: int = 0
    late_seconds: int = 0
    left_out: int = 0
    straight: bool = True
    replayed: bool = False


async def optimise_route(
    actor: Actor, *, day: date, rep_id: UUID | None = None, operation_id: UUID | None = None
) -> RouteChanged:
    """Bring a day's visits that have not begun into the order with the shortest way that keeps opening hours, lunch and
    agreed times. The search runs in a process of its own; if the day changes meanwhile, nothing is written.

    Raises FORBIDDEN, NOT_FOUND (rep, no visits), INVALID_INPUT (a past day), CONFLICT, KEY_REUSED, UNAVAILABLE.
    """
    rep = rep_id or actor.id
    _require(actor, rep)
    operation = Operation.of(actor, "route.optimise", operation_id, rep=rep, day=day)
    async with db.connection() as connection:
        earlier = await stored_result(connection, operation, RouteChanged)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, [rep], "repId")
        check_day(day, await control_parameters(connection, actor.department_id), "day")
        plan = await _day(connection, (rep, day))
    try:
        result = await compute({"do": "route", "facts": _facts(plan)})
    except Failed as error:
        raise DomainError(
            ErrorCode.UNAVAILABLE,
            "No order could be worked out for {day}; nothing was written. Arrange its visits by hand.",
            path=("day",), day=day.isoformat(),
        ) from error  # fmt: skip
    assert result is not None

    async def work(connection: Connection) -> RouteChanged:
        earlier = await first_result(connection, operation, RouteChanged)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, [rep], "repId")
        await lock_reps(connection, [rep])
        current = await _day(connection, (rep, day))
        if _signature(current) != _signature(plan):
            raise DomainError(
                ErrorCode.CONFLICT, "The visits of {day} changed while the route was worked out. Try again.",
                path=("day",), day=day.isoformat(),
            )  # fmt: skip
        await write_order(connection, (rep, day), [current.planned[number]["id"] for number in result["order"]])
        await retime(connection, [(rep, day)], "OPTIMISED", {(rep, day): result})
        return await _finish(
            connection, actor, operation, (rep, day), "route.optimise", result["before"], result["late"]
        )

    return await once(operation, RouteChanged, work)


async def order_route(
    actor: Actor, *, day: date, visit_ids: Sequence[UUID], rep_id: UUID | None = None, operation_id: UUID | None = None
) -> RouteChanged:
    """Bring a day's visits that have not begun into an order by hand; all of them are named.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT, CONFLICT (others than those named are planned), KEY_REUSED.
    """
    rep = rep_id or actor.id
    _require(actor, rep)
    operation = Operation.of(actor, "route.order", operation_id, rep=rep, day=day, visits=list(visit_ids))
    if len(set(visit_ids)) != len(visit_ids):
        raise invalid("A visit stands twice in the order.", "visitIds")

    async def work(connection: Connection) -> RouteChanged:
        earlier = await first_result(connection, operation, RouteChanged)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, [rep], "repId")
        check_day(day, await control_parameters(connection, actor.department_id), "day")
        await lock_reps(connection, [rep])
        plan = await _day(connection, (rep, day))
        if {row["id"] for row in plan.planned} != set(visit_ids):
            raise DomainError(
                ErrorCode.CONFLICT, "The visits of {day} changed meanwhile. Look at them again, then order them.",
                path=("visitIds",), day=day.isoformat(),
            )  # fmt: skip
        before = plan.timed().metres
        await write_order(connection, (rep, day), visit_ids)
        await retime(connection, [(rep, day)], "BY_HAND")
        late = (await _day(connection, (rep, day))).timed().late
        return await _finish(connection, actor, operation, (rep, day), "route.order", before, late)

    return await once(operation, RouteChanged, work)


async def reuse_route(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    from_day: date,
    to_day: date,
    rep_id: UUID | None = None,
    from_rep_id: UUID | None = None,
) -> RouteChanged:
    """Plan a day's customers once more for another day, in the same order, under ids that follow from the client's.
    Customers that are lost, closed on that day, planned there already or out of the rep's sight are left out.

    Raises FORBIDDEN, NOT_FOUND (rep, no visits to use again), INVALID_INPUT (a past day), KEY_REUSED.
    """
    rep = rep_id or actor.id
    source = from_rep_id or rep
    _require(actor, rep)
    operation = Operation.of(actor, "route.reuse", id, rep=rep, source=source, from_day=from_day, to_day=to_day)

    async def work(connection: Connection) -> RouteChanged:
        earlier = await first_result(connection, operation, RouteChanged)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, list(dict.fromkeys((rep, source))), "repId")
        check_day(to_day, await control_parameters(connection, actor.department_id), "toDay")
        locked = await lock_reps(connection, [rep])
        rows = await connection.fetch(_AGAIN, source, from_day, rep, to_day)
        if not rows:
            raise not_found("DayRoute", from_day.isoformat(), "fromDay")
        again = [row for row in rows if row["fits"]]
        keys = [uuid5(id, str(row["customer_id"])) for row in again]
        await connection.execute(
            "INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, position,"
            " planned_minutes, objective, moved_by_hand)"
            " SELECT n.id, n.customer_id, $5, $6, 'PLANNED', 'PLANNED', $7, 1000 + n.place, n.minutes, n.objective,"
            " true"
            " FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) WITH ORDINALITY"
            " AS n (id, customer_id, minutes, objective, place)",
            keys, [row["customer_id"] for row in again], [row["planned_minutes"] for row in again],
            [row["objective"] for row in again], rep, locked[rep]["department_id"], to_day,
        )  # fmt: skip
        if keys:
            announce("Visit", *keys)
        await retime(connection, [(rep, to_day)], "REUSED")
        plan = await _day(connection, (rep, to_day)) if keys else None
        late = plan.timed().late if plan else 0
        return await _finish(
            connection, actor, operation, (rep, to_day), "route.reuse", 0, late, left_out=len(rows) - len(again)
        )

    return await once(operation, RouteChanged, work)


_AGAIN = """
SELECT c.id AS customer_id, v.planned_minutes, v.objective,
       c.status <> 'LOST'
       AND NOT coalesce(c.closed_from <= $4 AND coalesce(c.closed_until, 'infinity') >= $4, false)
       AND (c.owner_id = $3 OR v.rep_id = $3 OR c.owner_id = v.rep_id)
       AND NOT EXISTS (SELECT FROM visit o WHERE o.rep_id = $3 AND o.customer_id = c.id AND o.business_day = $4
                       AND o.state <> 'CANCELLED') AS fits
FROM (
    SELECT DISTINCT ON (v.customer_id) v.* FROM visit v
    WHERE v.rep_id = $1 AND v.business_day = $2 AND v.state <> 'CANCELLED'
    ORDER BY v.customer_id, v.position NULLS LAST, v.id
) v JOIN customer c ON c.id = v.customer_id
ORDER BY v.checked_in_at NULLS LAST, v.position NULLS LAST, v.planned_at, v.id
"""


async def _day(connection: Connection, key: RepDay) -> DayPlan:
    plan = (await read_days(connection, [key])).get(key)
    if plan is None or not plan.planned:
        raise not_found("DayRoute", key[1].isoformat(), "day")
    if len(plan.planned) > MOST_STOPS:
        raise invalid("A route has {maximum} stops at most.", "day", maximum=MOST_STOPS)
    return plan


def _facts(plan: DayPlan) -> dict[str, Any]:
    shift, ends = plan.shift(len(plan.planned))
    return {
        "places": [*(place_of(row) for row in plan.planned), *ends],
        "stops": [{"seconds": stop.seconds, "spans": stop.spans} for stop in plan.stops(shift)],
        "begins": shift.begins, "ends": shift.ends, "lunch": shift.lunch, "buffer": shift.buffer,
        "start": shift.start, "end": shift.end,
        "detour": plan.conditions["detour"], "speed": plan.conditions["speed"],
        "roads": Settings.from_env().road_matrix_url,
    }  # fmt: skip


def _signature(plan: DayPlan) -> list[tuple[Any, ...]]:
    return [
        (row["id"], row["planned_minutes"], row["appointment"], row["planned_at"] if row["appointment"] else None)
        for row in plan.planned
    ]


async def _finish(
    connection: Connection, actor: Actor, operation: Operation, day: RepDay, action: str, before: int, late: int,
    left_out: int = 0,
) -> RouteChanged:  # fmt: skip
    route = await connection.fetchrow(
        "SELECT id, metres, straight FROM day_route WHERE rep_id = $1 AND business_day = $2", *day
    )
    if route is None:
        result = RouteChanged(None, left_out=left_out)
    else:
        result = RouteChanged(route["id"], before, route["metres"], late, left_out, route["straight"])
        await record_audit(
            connection, actor, action, "DayRoute", route["id"], number=day[1].isoformat(),
            before={"metres": before}, after={"metres": route["metres"]},
        )  # fmt: skip
    await remember(connection, operation, result)
    return result


def _require(actor: Actor, rep: UUID) -> None:
    actor.require(Right.VISIT_PLAN if rep != actor.id or actor.may(Right.VISIT_PLAN) else Right.VISIT_DO)


__all__ = ["RouteChanged", "optimise_route", "order_route", "reuse_route"]
