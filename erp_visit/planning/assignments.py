"""A manager's orders to visit (PLN-2): customers times reps, within some days; the next plan puts them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible, visible_among
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.planning.day_routes import lock_reps
from erp_visit.planning.models import AssignmentState, VisitAssignment
from erp_visit.planning.plans import LONGEST_DAYS, reps_within
from erp_visit.visits.models import VisitState
from erp_visit.work.notify import notify

MOST_ASSIGNMENTS = 2000
_NOT_BEGUN = (VisitState.PLANNED.value, VisitState.CANCELLED.value, VisitState.SHOP_CLOSED.value)
"""States of a visit whose assignment is still to be fulfilled: what came to nothing is planned anew."""

constraint_means(
    "visit_assignment_pkey",
    ErrorCode.KEY_REUSED,
    "The id stands for other assignments. Make a fresh UUID for each one.",
)


@dataclass(frozen=True, slots=True)
class VisitsAssigned:
    """The assignments that a command made: one for each customer and rep."""

    assignment_ids: tuple[UUID, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentChanged:
    """The assignment that a command changed or took back."""

    assignment_id: UUID
    replayed: bool = False


async def assign_visits(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    customer_ids: Sequence[UUID],
    rep_ids: Sequence[UUID],
    from_on: date,
    due_on: date,
    objective: str = "",
) -> VisitsAssigned:
    """Order each of some reps to visit each of some customers within some days. The ids of the assignments follow from
    the client's id, so that a repeat makes none twice.

    Raises FORBIDDEN, INVALID_INPUT (nobody, too many, days in the past), NOT_FOUND (customer, rep), INACTIVE (a
    customer that is lost), KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    customers, reps = list(dict.fromkeys(customer_ids)), list(dict.fromkeys(rep_ids))
    text = check_text(objective, 255, "objective")
    operation = Operation.of(
        actor, "assignment.create", id, customers=customers, reps=reps, from_on=from_on, due_on=due_on, objective=text
    )
    if not customers or not reps:
        raise invalid("Something is needed here; the field is empty.", "repIds" if customers else "customerIds")
    if len(customers) * len(reps) > MOST_ASSIGNMENTS:
        raise invalid(
            "These are {count} visits; {maximum} may be assigned at a time. Choose fewer customers or reps.",
            "customerIds", count=len(customers) * len(reps), maximum=MOST_ASSIGNMENTS,
        )  # fmt: skip

    async def work(connection: Connection) -> VisitsAssigned:
        earlier = await first_result(connection, operation, VisitsAssigned)
        if earlier is not None:
            return earlier
        parameters = await control_parameters(connection, actor.department_id)
        today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
        _check_days(from_on, due_on, today)
        departments = await reps_within(connection, actor, reps)
        await _check_customers(connection, actor, customers)
        wanted = [(customer, rep) for customer in customers for rep in reps]
        ids = sorted(uuid5(id, str(number)) for number in range(len(wanted)))  # they are listed in the order given
        pairs = [(key, *pair) for key, pair in zip(ids, wanted, strict=True)]
        await connection.execute(
            "INSERT INTO visit_assignment (id, customer_id, rep_id, department_id, assigned_by_id, from_on, due_on,"
            " objective) SELECT n.id, n.customer_id, n.rep_id, n.department_id, $5, $6, $7, $8"
            " FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])"
            " AS n (id, customer_id, rep_id, department_id)",
            [pair[0] for pair in pairs], [pair[1] for pair in pairs], [pair[2] for pair in pairs],
            [departments[pair[2]] for pair in pairs], actor.id, from_on, due_on, text,
        )  # fmt: skip
        keys = tuple(pair[0] for pair in pairs)
        await connection.execute(
            "INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)"
            " SELECT $2, 'assignment.create', 'VisitAssignment', a.id, left(c.name, 64),"
            " jsonb_build_object('rep', e.name, 'due_on', a.due_on, 'objective', a.objective)"
            " FROM visit_assignment a JOIN customer c ON c.id = a.customer_id JOIN employee e ON e.id = a.rep_id"
            " WHERE a.id = ANY($1::uuid[])",
            list(keys), actor.id,
        )  # fmt: skip
        announce("VisitAssignment", *keys)
        for rep in reps:
            if rep != actor.id:
                await notify(
                    connection, [rep], key=f"visits.assigned:{id}",
                    template="{who} assigned visits to you by {day}: {count}",
                    params={"who": actor.name, "day": due_on.isoformat(), "count": len(customers)},
                )  # fmt: skip
        result = VisitsAssigned(keys)
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitsAssigned, work)


async def update_assignment(
    actor: Actor,
    *,
    assignment_id: UUID,
    from_on: date | None = None,
    due_on: date | None = None,
    objective: str | None = None,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> AssignmentChanged:
    """Change what an assigned visit is for, or within which days; what is left out stays. The visit that was planned
    for it and has not begun takes the new objective over, unless somebody gave it another; its day stays.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE (cancelled, or the visit has begun), CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    values: dict[str, Any] = {"from_on": from_on, "due_on": due_on}
    values = {name: value for name, value in values.items() if value is not None}
    if objective is not None:
        values["objective"] = check_text(objective, 255, "objective")
    operation = Operation.of(
        actor, "assignment.update", operation_id, assignment=assignment_id, values=values, version=expected_version
    )

    async def work(connection: Connection) -> AssignmentChanged:
        earlier = await first_result(connection, operation, AssignmentChanged)
        if earlier is not None:
            return earlier
        found, name = await _assignment(connection, actor, assignment_id, expected_version)
        visit = await connection.fetchrow(
            "SELECT state, objective FROM visit WHERE id = $1 FOR NO KEY UPDATE", found["visit_id"]
        )
        if visit is not None and visit["state"] not in _NOT_BEGUN:
            raise DomainError(
                ErrorCode.WRONG_STATE, "The visit at {customer} has begun. Assign another one.",
                path=("visitAssignmentId",), customer=name,
            )  # fmt: skip
        before, after = changed(dict(found), values)
        if "from_on" in after or "due_on" in after:
            parameters = await control_parameters(connection, actor.department_id)
            today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
            _check_days(values.get("from_on", found["from_on"]), values.get("due_on", found["due_on"]), today)
        if after:
            merged = {**{key: found[key] for key in ("from_on", "due_on", "objective")}, **after}
            await connection.execute(
                "UPDATE visit_assignment SET from_on = $2, due_on = $3, objective = $4, version = version + 1"
                " WHERE id = $1",
                assignment_id, *merged.values(),
            )  # fmt: skip
            stated = None if visit is None or visit["state"] != VisitState.PLANNED.value else visit["objective"]
            if "objective" in after and stated == found["objective"]:
                await connection.execute(
                    "UPDATE visit SET objective = $2, version = version + 1 WHERE id = $1",
                    found["visit_id"], after["objective"],
                )  # fmt: skip
                announce("Visit", found["visit_id"])
            await record_audit(
                connection, actor, "assignment.update", "VisitAssignment", assignment_id, number=name, before=before,
                after=after,
            )  # fmt: skip
            announce("VisitAssignment", assignment_id)
        result = AssignmentChanged(assignment_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, AssignmentChanged, work)


async def cancel_assignment(
    actor: Actor, *, assignment_id: UUID, expected_version: int | None = None, operation_id: UUID | None = None
) -> AssignmentChanged:
    """Take an order to visit back; a visit that was planned for it stays until the next plan.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (cancelled already), CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(
        actor, "assignment.cancel", operation_id, assignment=assignment_id, version=expected_version
    )

    async def work(connection: Connection) -> AssignmentChanged:
        earlier = await first_result(connection, operation, AssignmentChanged)
        if earlier is not None:
            return earlier
        found, name = await _assignment(connection, actor, assignment_id, expected_version)
        await connection.execute(
            "UPDATE visit_assignment SET state = 'CANCELLED', version = version + 1 WHERE id = $1", assignment_id
        )
        await record_audit(
            connection, actor, "assignment.cancel", "VisitAssignment", assignment_id, number=name,
            before={"state": found["state"]}, after={"state": "CANCELLED"},
        )  # fmt: skip
        announce("VisitAssignment", assignment_id)
        result = AssignmentChanged(assignment_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, AssignmentChanged, work)


async def _assignment(
    connection: Connection, actor: Actor, assignment_id: UUID, expected_version: int | None
) -> tuple[Any, str]:
    """An assignment that is not cancelled, locked, with the customer's name; its rep is locked before it, as by whoever
    plans. Raises NOT_FOUND, FORBIDDEN, CONFLICT, WRONG_STATE."""
    seen = await require_visible(
        connection, actor, VisitAssignment, assignment_id, "visitAssignmentId", columns=("rep_id",)
    )
    await reps_within(connection, actor, [seen["rep_id"]], "visitAssignmentId")
    await lock_reps(connection, [seen["rep_id"]])
    found: Any = await connection.fetchrow(
        "SELECT a.*, c.name FROM visit_assignment a JOIN customer c ON c.id = a.customer_id WHERE a.id = $1"
        " FOR NO KEY UPDATE OF a",
        assignment_id,
    )
    check_version(expected_version, found["version"], AssignmentState(found["state"]), found["name"])
    if found["state"] == AssignmentState.CANCELLED.value:
        raise DomainError(
            ErrorCode.WRONG_STATE, "The assignment for {customer} is cancelled already.",
            path=("visitAssignmentId",), customer=found["name"],
        )  # fmt: skip
    return found, str(found["name"])


def _check_days(from_on: date, due_on: date, today: date) -> None:
    if due_on < today or due_on < from_on:
        raise invalid("The last day must not lie before the first, nor in the past.", "dueOn")
    if (due_on - max(from_on, today)).days >= LONGEST_DAYS * 2:
        raise invalid("That is too far ahead; {maximum} days are the most.", "dueOn", maximum=LONGEST_DAYS * 2)


async def _check_customers(connection: Connection, actor: Actor, customers: Sequence[UUID]) -> None:
    seen = await visible_among(connection, actor, Customer, customers)
    for number, key in enumerate(customers):
        if key not in seen:
            raise not_found("Customer", key, "customerIds", number)
    lost = await connection.fetchrow(
        "SELECT id, name FROM customer WHERE id = ANY($1::uuid[]) AND status = 'LOST' ORDER BY name LIMIT 1",
        list(customers),
    )
    if lost is not None:
        raise DomainError(
            ErrorCode.INACTIVE,
            "{customer} is lost and is not planned for. Set the status to won back first.",
            path=("customerIds", list(customers).index(lost["id"])),
            customer=lost["name"],
        )


__all__ = [
    "MOST_ASSIGNMENTS", "AssignmentChanged", "VisitsAssigned", "assign_visits", "cancel_assignment",
    "update_assignment",
]  # fmt: skip
