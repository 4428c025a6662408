"""Commands on visits (VIS-1, VIS-2): start, check in, check out, cancel. The server judges; the client only reports.

Decisions where the design leaves room:
- With `check_in_required`, a check-in outside the radius, with an old fix or without one is refused. Otherwise it
  is taken and marked SUSPICIOUS or UNVERIFIED.
- Poor accuracy, and a customer without a position, never refuse a check-in: the visit stays UNVERIFIED.
- A check-out is never refused for its place or its dwell: a rep who has left has left. The visit just does not
  count as effective.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import Datum, distance_m, to_wgs84
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters, control_parameters
from erp_visit.visits.judgement import Judgement, Rule, judge
from erp_visit.visits.models import VISIT_MOVES, Visit, VisitState
from erp_visit.visits.positions import Position, both, fix_of, metres_from, read_position, refuse

_OPEN = "There is another open visit. Check out of it or cancel it first."
constraint_means("visit_one_open", ErrorCode.VISIT_OPEN, _OPEN)
constraint_means("visit_pkey", ErrorCode.KEY_REUSED, "The id stands for another visit. Make a fresh UUID for each one.")


@dataclass(frozen=True, slots=True)
class VisitStarted:
    """The visit that a rep set out for."""

    visit_id: UUID
    customer_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The visit that was checked in; `distance` in metres as the server measured it, if it could."""

    visit_id: UUID
    customer_id: UUID
    distance: float | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """The visit that was ended; `effective` if the dwell was long enough."""

    visit_id: UUID
    customer_id: UUID
    dwell_seconds: int
    effective: bool
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The visit that will not take place."""

    visit_id: UUID
    customer_id: UUID
    replayed: bool = False


async def start_visit(actor: Actor, *, id: UUID, customer_id: UUID) -> VisitStarted:  # noqa: A002 -- as in the schema
    """Set out for a customer, under the client's id.

    Raises FORBIDDEN, NOT_FOUND (customer), VISIT_OPEN naming the visit that is open, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    operation = Operation.of(actor, "visit.start", id, customer=customer_id)

    async def work(connection: Connection) -> VisitStarted:
        earlier = await first_result(connection, operation, VisitStarted)
        if earlier is not None:
            return earlier
        customer = await require_visible(connection, actor, Customer, customer_id, "customerId", columns=("id", "name"))
        await _require_none_open(connection, actor, None)
        parameters = await control_parameters(connection, actor.department_id)
        moment = now()
        await connection.execute(
            "INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, started_at)"
            " VALUES ($1, $2, $3, $4, 'AD_HOC', 'STARTED', $5, $6)",
            id, customer_id, actor.id, actor.department_id, _day(moment, parameters), moment,
        )  # fmt: skip
        await record_audit(connection, actor, "visit.start", "Visit", id, number=customer["name"])
        announce("Visit", id)
        result = VisitStarted(id, customer_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitStarted, work)


async def check_in(
    actor: Actor,
    *,
    visit_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 -- as in the schema
    customer_id: UUID | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    accuracy: float | None = None,
    fixed_at: datetime | None = None,
    datum: Datum | str = Datum.WGS84,
    operation_id: UUID | None = None,
) -> CheckedIn:
    """Check in at the customer's: to a planned or started visit (`visit_id`), or ad hoc (`id` and `customer_id`).

    `accuracy` is in metres; `fixed_at` is when the phone took the position, with its zone. All of the position is
    given or none of it. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE, VISIT_OPEN, STALE_FIX, OUT_OF_RANGE
    (with `distance` and `radius` in metres), KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    if (visit_id is None) != (id is not None and customer_id is not None) or (visit_id and (id or customer_id)):
        raise invalid("Name the visit to check in to, or a fresh id and the customer of an unplanned one.", "visitId")
    operation = Operation.of(
        actor, "visit.check_in", operation_id or id, visit=visit_id, id=id, customer=customer_id, datum=str(datum),
        position=(latitude, longitude, accuracy, fixed_at),
    )  # fmt: skip
    target = visit_id or id
    assert target is not None
    moment = now()
    position = read_position(latitude, longitude, accuracy, fixed_at, datum)

    async def work(connection: Connection) -> CheckedIn:
        earlier = await first_result(connection, operation, CheckedIn)
        if earlier is not None:
            return earlier
        if visit_id is not None:
            found = await _own_visit(connection, actor, visit_id)
            await _require_none_open(connection, actor, visit_id)
            VISIT_MOVES.check(VisitState(found["state"]), VisitState.CHECKED_IN, found["name"])
            department_id = found["department_id"]
        else:
            found = await _customer(connection, actor, customer_id)
            await _require_none_open(connection, actor, None)
            department_id = actor.department_id
        parameters = await control_parameters(connection, department_id)
        distance = metres_from(position, found)
        judgement = judge(Rule.of(parameters), fix_of(position, distance, moment))
        refuse(judgement, parameters, position, distance, moment, found["name"])
        await _write_check_in(connection, actor, target, found, position, distance, judgement, moment, parameters)
        result = CheckedIn(target, found["customer_id"], distance)
        await remember(connection, operation, result)
        return result

    return await once(operation, CheckedIn, work)


async def check_out(
    actor: Actor,
    *,
    visit_id: UUID,
    summary: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    datum: Datum | str = Datum.WGS84,
    operation_id: UUID | None = None,
) -> CheckedOut:
    """End a visit. The dwell is the server's, from check-in to now; too short a visit is not effective.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE (not checked in), KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(summary, 1000, "summary", lines=True)
    operation = Operation.of(
        actor, "visit.check_out", operation_id, visit=visit_id, summary=text, position=(latitude, longitude, str(datum))
    )
    moment = now()
    place = None
    if latitude is not None or longitude is not None:
        place = to_wgs84(*both(latitude, longitude), datum)

    async def work(connection: Connection) -> CheckedOut:
        earlier = await first_result(connection, operation, CheckedOut)
        if earlier is not None:
            return earlier
        found = await _own_visit(connection, actor, visit_id)
        VISIT_MOVES.check(VisitState(found["state"]), VisitState.DONE, found["name"])
        parameters = await control_parameters(connection, found["department_id"])
        dwell = max(0, int((moment - found["checked_in_at"]).total_seconds()))
        effective = dwell >= parameters.minimum_dwell_minutes * 60
        distance = None
        if place is not None and found["customer_latitude"] is not None:
            distance = round(distance_m(*place, found["customer_latitude"], found["customer_longitude"]), 1)
        await connection.execute(
            "UPDATE visit SET state = 'DONE', checked_out_at = $2, dwell_seconds = $3, effective = $4, summary = $5,"
            " check_out_latitude = $6, check_out_longitude = $7, check_out_distance = $8, version = version + 1"
            " WHERE id = $1",
            visit_id, moment, dwell, effective, text, *(place or (None, None)), distance,
        )  # fmt: skip
        await record_audit(
            connection, actor, "visit.check_out", "Visit", visit_id, number=found["name"],
            before={"state": found["state"]}, after={"state": "DONE", "dwell_seconds": dwell, "effective": effective},
        )  # fmt: skip
        announce("Visit", visit_id)
        result = CheckedOut(visit_id, found["customer_id"], dwell, effective)
        await remember(connection, operation, result)
        return result

    return await once(operation, CheckedOut, work)


async def cancel_visit(
    actor: Actor, *, visit_id: UUID, reason: str, operation_id: UUID | None = None
) -> VisitCancelled:
    """Cancel a visit that has no check-in yet: one's own or, with a wider scope, one of the team.

    Raises FORBIDDEN, INVALID_INPUT (no reason), NOT_FOUND, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(reason, 255, "reason", required=True)
    operation = Operation.of(actor, "visit.cancel", operation_id, visit=visit_id, reason=text)

    async def work(connection: Connection) -> VisitCancelled:
        earlier = await first_result(connection, operation, VisitCancelled)
        if earlier is not None:
            return earlier
        found = await _own_visit(connection, actor, visit_id, also_team=True)
        VISIT_MOVES.check(VisitState(found["state"]), VisitState.CANCELLED, found["name"])
        await connection.execute(
            "UPDATE visit SET state = 'CANCELLED', cancel_reason = $2, version = version + 1 WHERE id = $1",
            visit_id, text,
        )  # fmt: skip
        await record_audit(
            connection, actor, "visit.cancel", "Visit", visit_id, number=found["name"], reason=text,
            before={"state": found["state"]}, after={"state": "CANCELLED"},
        )  # fmt: skip
        announce("Visit", visit_id)
        result = VisitCancelled(visit_id, found["customer_id"])
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitCancelled, work)


async def _customer(connection: Connection, actor: Actor, customer_id: UUID | None) -> Any:
    assert customer_id is not None
    await require_visible(connection, actor, Customer, customer_id, "customerId")
    return await connection.fetchrow(
        "SELECT id AS customer_id, name, latitude AS customer_latitude, longitude AS customer_longitude"
        " FROM customer WHERE id = $1",
        customer_id,
    )


async def _own_visit(connection: Connection, actor: Actor, visit_id: UUID, *, also_team: bool = False) -> Any:
    """The visit, locked, with what is needed of its customer."""
    await require_visible(connection, actor, Visit, visit_id, "visitId", lock="FOR UPDATE OF t")
    found = await connection.fetchrow(
        "SELECT v.rep_id, v.state, v.department_id, v.checked_in_at, v.customer_id, c.name,"
        " c.latitude AS customer_latitude, c.longitude AS customer_longitude"
        " FROM visit v JOIN customer c ON c.id = v.customer_id WHERE v.id = $1",
        visit_id,
    )
    assert found is not None
    if found["rep_id"] != actor.id and not (also_team and actor.profile.scope is not Scope.OWN):
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "This visit is a colleague's. Check in to a visit of your own.",
            path=("visitId",),
        )
    return found


async def _require_none_open(connection: Connection, actor: Actor, visit_id: UUID | None) -> None:
    open_visit = await connection.fetchrow(
        "SELECT v.id, c.name FROM visit v JOIN customer c ON c.id = v.customer_id"
        " WHERE v.rep_id = $1 AND v.state IN ('STARTED', 'CHECKED_IN') AND v.id IS DISTINCT FROM $2",
        actor.id, visit_id,
    )  # fmt: skip
    if open_visit is not None:
        raise DomainError(
            ErrorCode.VISIT_OPEN,
            "Your visit at {customer} is still open. Check out of it or cancel it first.",
            customer=open_visit["name"],
            visit=str(open_visit["id"]),
        )


async def _write_check_in(
    connection: Connection,
    actor: Actor,
    visit_id: UUID,
    found: Any,
    position: Position | None,
    distance: float | None,
    judgement: Judgement,
    moment: datetime,
    parameters: ControlParameters,
) -> None:
    values = (
        moment, position and position.latitude, position and position.longitude, position and position.accuracy,
        position and position.fixed_at, distance, judgement.evidence.value, list(judgement.reasons),
    )  # fmt: skip
    day = _day(moment, parameters)
    if "state" in found:
        await connection.execute(
            "UPDATE visit SET state = 'CHECKED_IN', checked_in_at = $2, latitude = $3, longitude = $4, accuracy = $5,"
            " fixed_at = $6, distance = $7, evidence = $8, evidence_reasons = $9, business_day = $10,"
            " version = version + 1 WHERE id = $1",
            visit_id, *values, day,
        )  # fmt: skip
    else:
        await connection.execute(
            "INSERT INTO visit (id, checked_in_at, latitude, longitude, accuracy, fixed_at, distance, evidence,"
            " evidence_reasons, business_day, customer_id, rep_id, department_id, kind, state)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'AD_HOC', 'CHECKED_IN')",
            visit_id, *values, day, found["customer_id"], actor.id, actor.department_id,
        )  # fmt: skip
    await record_audit(
        connection, actor, "visit.check_in", "Visit", visit_id, number=found["name"],
        before={"state": found["state"]} if "state" in found else None,
        after={
            "state": "CHECKED_IN", "distance": distance, "evidence": judgement.evidence, "reasons": judgement.reasons,
        },
    )  # fmt: skip
    announce("Visit", visit_id)


def _day(moment: datetime, parameters: ControlParameters) -> Any:
    return business_day(moment, parameters.timezone, parameters.cutoff_hour)


__all__ = [
    "CheckedIn", "CheckedOut", "VisitCancelled", "VisitStarted", "cancel_visit", "check_in", "check_out", "start_visit",
]  # fmt: skip
