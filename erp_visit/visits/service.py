"""Commands on visits (VIS-1, VIS-2): start, check in, cancel. The server judges; the client only reports.

Decisions where the design leaves room:
- With `check_in_required`, a check-in outside the radius, with an old fix or without one is refused. Otherwise it
  is taken and marked SUSPICIOUS or UNVERIFIED.
- Poor accuracy, and a customer without a position, never refuse a check-in: the visit stays UNVERIFIED.
- Where check-in is not used, setting out opens the visit at once and nothing is judged.
- Where check-out is not used, or not needed before the next visit, the next one ends the one that is open.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, Unpack
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, Repeatable, once, reused, stored_result
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.parameter_sets import parameter_set_id, remember_parameters
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.facts import OPEN_VISIT, OpenVisit, VisitFacts, parse_facts, parse_open, read_facts
from erp_visit.visits.judgement import Finding, Judgement, Rule, findings_of_photos, judge
from erp_visit.visits.models import VISIT_MOVES, VisitState
from erp_visit.visits.photos import Photos, check_photos, judge_photos
from erp_visit.visits.positions import Phone, Sighting, content_of, fix_of, metres_from, read_phone, refuse
from erp_visit.visits.reports import open_report
from erp_visit.visits.requirements import photos_missing
from erp_visit.visits.writing import Change, write

constraint_means(
    "visit_one_open", ErrorCode.VISIT_OPEN, "There is another open visit. Check out of it or cancel it first."
)
constraint_means("visit_pkey", ErrorCode.KEY_REUSED, "The id stands for another visit. Make a fresh UUID for each one.")

T = TypeVar("T")
R = TypeVar("R", bound=Repeatable)


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
class VisitCancelled:
    """The visit that will not take place."""

    visit_id: UUID
    customer_id: UUID
    replayed: bool = False


async def start_visit(
    actor: Actor,
    *,
    id: UUID | None = None,  # noqa: A002 -- as in the schema
    customer_id: UUID | None = None,
    visit_id: UUID | None = None,
    operation_id: UUID | None = None,
    **phone: Unpack[Phone],
) -> VisitStarted:
    """Set out for a customer: on a planned visit (`visit_id`), or on one made by this (`id` and `customer_id`).

    Of the phone, its name and times count. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE, VISIT_OPEN naming
    the visit that is open, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    target = target_of(visit_id, id, customer_id)
    operation = Operation.of(
        actor, "visit.start", operation_id or id, customer=customer_id, visit=visit_id,
        **({"device": phone["device"]} if phone.get("device") else {}),
    )  # fmt: skip
    sighting, received = read_phone(phone), now()

    async def work(connection: Connection) -> VisitStarted:
        stored, row = await read_facts(
            connection, actor, sighting.when(received), visit_id=visit_id, customer_id=customer_id,
            operation_id=operation.id, late=sighting.late,
        )  # fmt: skip
        earlier = operation.recall(VisitStarted, stored)
        if earlier is not None:
            return earlier
        facts = parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id)
        if facts.state is not None:
            VISIT_MOVES.check(facts.state, VisitState.STARTED, facts.name)
        parameters = facts.parameters
        await end_open(connection, actor, facts)
        moment = sighting.moment(received, parameters)
        day = day_of(moment, parameters)
        state = VisitState.STARTED if parameters.check_in_used else VisitState.CHECKED_IN
        columns: dict[str, Any] = {"state": state.value, "started_at": moment, "business_day": day}
        columns |= {"device": sighting.device, "parameters_id": parameter_set_id(parameters)}
        if state is VisitState.CHECKED_IN:
            columns["checked_in_at"] = moment
        result = VisitStarted(target, facts.customer_id)
        sources = None if facts.state is None else VISIT_MOVES.sources(VisitState.STARTED)
        change = Change(
            target, sources, columns | made(actor, facts), "visit.start", facts.name,
            before=None if facts.state is None else {"state": facts.state}, after={"state": state},
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, VisitStarted, received, visit_id, customer_id, VisitState.STARTED
            )
        await remember_parameters(connection, parameters)
        return result

    return await naming_the_open(actor, visit_id, once(operation, VisitStarted, work))


async def check_in(
    actor: Actor,
    *,
    visit_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 -- as in the schema
    customer_id: UUID | None = None,
    photos: Photos = (),
    operation_id: UUID | None = None,
    **phone: Unpack[Phone],
) -> CheckedIn:
    """Check in at the customer's: to a planned or started visit (`visit_id`), or ad hoc (`id` and `customer_id`).

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (visit, customer, file), WRONG_STATE, VISIT_OPEN, STALE_FIX,
    OUT_OF_RANGE (with `distance` and `radius` in metres), MOCK_POSITION, VISIT_INCOMPLETE (photos), KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    target = target_of(visit_id, id, customer_id)
    operation = Operation.of(
        actor, "visit.check_in", operation_id or id, visit=visit_id, id=id, customer=customer_id, **content_of(phone),
        **({"photos": list(photos)} if photos else {}),
    )  # fmt: skip
    check_photos(photos)
    sighting, received = read_phone(phone), now()

    async def work(connection: Connection) -> CheckedIn:
        stored, row = await read_facts(
            connection, actor, sighting.when(received), visit_id=visit_id, customer_id=customer_id,
            operation_id=operation.id, late=sighting.late,
        )  # fmt: skip
        earlier = operation.recall(CheckedIn, stored)
        if earlier is not None:
            return earlier
        facts = parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id)
        if facts.state is not None:
            VISIT_MOVES.check(facts.state, VisitState.CHECKED_IN, facts.name)
        parameters = facts.parameters
        await end_open(connection, actor, facts)
        moment = sighting.moment(received, parameters)
        arrival = await judge_arrival(
            connection, actor, target, facts, sighting, received, moment, photos,
            photos_wanted=(parameters.check_in_photos, parameters.check_in_photo_purpose),
        )  # fmt: skip
        columns = {"state": VisitState.CHECKED_IN.value, **arrival.columns, **made(actor, facts)}
        result = CheckedIn(target, facts.customer_id, arrival.distance)
        change = Change(
            target, None if facts.state is None else VISIT_MOVES.sources(VisitState.CHECKED_IN), columns,
            "visit.check_in", facts.name, findings=arrival.findings, photos=photos, judged=True,
            before=None if facts.state is None else {"state": facts.state},
            after={"state": "CHECKED_IN", **arrival.told},
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, CheckedIn, received, visit_id, customer_id, VisitState.CHECKED_IN
            )
        await remember_parameters(connection, parameters)
        return result

    return await naming_the_open(actor, visit_id, once(operation, CheckedIn, work))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of a visit whose rep has arrived: columns, findings, and what the audit tells."""

    columns: dict[str, Any]
    findings: tuple[Finding, ...]
    told: dict[str, Any]
    distance: float | None


async def judge_arrival(
    connection: Connection,
    actor: Actor,
    target: UUID,
    facts: VisitFacts,
    sighting: Sighting,
    received: datetime,
    moment: datetime,
    photos: Photos,
    *,
    photos_wanted: tuple[int, str],
) -> Arrival:
    """Judge a check-in or a closed shop. Raises what the settings refuse; takes the photos' files into the visit."""
    parameters, position = facts.parameters, sighting.position
    day = day_of(moment, parameters)
    distance = metres_from(position, facts)
    rule, fix = Rule.of(parameters), fix_of(sighting, distance, moment, facts.last)
    judgement: Judgement | None = None
    if parameters.check_in_used:
        judgement = judge(rule, fix, sighting.clocks(received, moment))
        refuse(judgement, parameters, fix, distance, facts.name)
    missing = photos_missing(facts, photos, *photos_wanted)
    if missing:
        raise missing[0]
    here = None if position is None else (position.latitude, position.longitude)
    judged = await judge_photos(connection, actor, target, facts, photos, received, moment, day, here)
    if judgement is not None and judged:
        clocks = sighting.clocks(received, moment)
        judgement = judge(rule, fix, clocks, judged)
    findings = judgement.findings if judgement is not None else tuple(findings_of_photos(rule, judged))
    reasons = tuple(dict.fromkeys(finding.reason for finding in findings))
    evidence = judgement.evidence.value if judgement is not None else None
    columns = {
        "checked_in_at": moment, "latitude": position and position.latitude,
        "longitude": position and position.longitude, "accuracy": position and position.accuracy,
        "fixed_at": position and position.fixed_at, "distance": distance, "evidence": evidence,
        "evidence_reasons": list(reasons), "mock": sighting.mock, "device": sighting.device,
        "device_time": sighting.device_time, "parameters_id": parameter_set_id(parameters), "business_day": day,
    }  # fmt: skip
    told = {"distance": distance, "evidence": evidence, "evidence_reasons": list(reasons)}
    return Arrival(columns, findings, told, distance)


async def cancel_visit(
    actor: Actor, *, visit_id: UUID, reason: str, operation_id: UUID | None = None
) -> VisitCancelled:
    """Cancel a visit that has no check-in yet: one's own or, with a wider scope, one of the team.

    Raises FORBIDDEN, INVALID_INPUT (no reason), NOT_FOUND, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(reason, 255, "reason", required=True)
    operation = Operation.of(actor, "visit.cancel", operation_id, visit=visit_id, reason=text)
    received = now()

    async def work(connection: Connection) -> VisitCancelled:
        stored, row = await read_facts(connection, actor, received, visit_id=visit_id, operation_id=operation_id)
        earlier = operation.recall(VisitCancelled, stored)
        if earlier is not None:
            return earlier
        facts = parse_facts(actor, row, visit_id=visit_id, also_team=True)
        assert facts.state is not None
        VISIT_MOVES.check(facts.state, VisitState.CANCELLED, facts.name)
        result = VisitCancelled(visit_id, facts.customer_id)
        change = Change(
            visit_id, VISIT_MOVES.sources(VisitState.CANCELLED), {"state": "CANCELLED", "cancel_reason": text},
            "visit.cancel", facts.name, before={"state": facts.state}, after={"state": "CANCELLED"}, reason=text,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, VisitCancelled, received, visit_id, None, VisitState.CANCELLED,
                also_team=True,
            )  # fmt: skip
        return result

    return await once(operation, VisitCancelled, work)


def target_of(visit_id: UUID | None, key: UUID | None, customer_id: UUID | None) -> UUID:
    """The visit that a command is about: one that is there, or one that it makes. Raises INVALID_INPUT."""
    if (visit_id is None) != (key is not None and customer_id is not None) or (visit_id and (key or customer_id)):
        raise invalid("Name the visit to check in to, or a fresh id and the customer of an unplanned one.", "visitId")
    target = visit_id or key
    assert target is not None
    return target


def made(actor: Actor, facts: VisitFacts) -> dict[str, Any]:
    """The further columns of a visit that is made by a command; none for one that is there."""
    if facts.state is not None:
        return {}
    return {
        "customer_id": facts.customer_id, "rep_id": actor.id, "department_id": actor.department_id, "kind": "AD_HOC",
    }  # fmt: skip


def day_of(moment: datetime, parameters: ControlParameters) -> date:
    """The business day that a moment belongs to."""
    return business_day(moment, parameters.timezone, parameters.cutoff_hour)


async def end_open(connection: Connection, actor: Actor, facts: VisitFacts) -> None:
    """Another open visit of the rep stands in the way, unless the settings let the next one end it.

    So does one that was open at the time, if the command comes late.
    """
    found = facts.open
    if facts.during is not None:
        raise facts.during.refusal(past=True)
    if found is None:
        return
    parameters = facts.parameters
    if found.state is not VisitState.CHECKED_IN or (parameters.check_out_used and parameters.check_out_before_next):
        raise found.refusal()
    if await _end(connection, actor, found, effective=not parameters.check_out_used):
        await open_report(connection, found.id, actor.id, now(), parameters)


async def _end(connection: Connection, actor: Actor, found: OpenVisit, *, effective: bool) -> bool:
    ended: bool | None = await connection.fetchval(
        "UPDATE visit SET state = 'DONE', effective = $2, version = version + 1"
        " WHERE id = $1 AND state = 'CHECKED_IN' RETURNING true",
        found.id, effective,
    )  # fmt: skip
    if ended:
        await record_audit(
            connection, actor, "visit.end", "Visit", found.id, number=found.customer, before={"state": "CHECKED_IN"},
            after={"state": "DONE", "effective": effective},
        )  # fmt: skip
        announce("Visit", found.id)
    return ended is not None


async def overtaken(
    connection: Connection,
    actor: Actor,
    operation: Operation,
    kind: type[R],
    received: datetime,
    visit_id: UUID | None,
    customer_id: UUID | None,
    to: VisitState,
    *,
    also_team: bool = False,
) -> R:
    """What a command answers that found nothing to write: its earlier result, or why it can no longer be done."""
    earlier = await stored_result(connection, operation, kind)
    if earlier is not None:
        return earlier
    _, row = await read_facts(connection, actor, received, visit_id=visit_id, customer_id=customer_id)
    facts = parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id, also_team=also_team)
    if facts.state is not None:
        VISIT_MOVES.check(facts.state, to, facts.name)
    if facts.open is not None:
        raise facts.open.refusal()
    if visit_id is None:
        raise reused(operation.id)
    raise DomainError(
        ErrorCode.CONFLICT, "Somebody changed the same records at the same moment. Reload, then decide again."
    )


async def naming_the_open(actor: Actor, visit_id: UUID | None, command: Awaitable[T]) -> T:
    """Run a command; where the database has the last word on a second open visit, name the first one all the same.

    Its transaction is void by then, so it is looked up on a connection of its own.
    """
    try:
        return await command
    except DomainError as error:
        if error.code is not ErrorCode.VISIT_OPEN or error.params:
            raise
        async with db.pool().acquire(timeout=db.POOL_SECONDS) as fresh:
            stored = await fresh.fetchval("SELECT " + OPEN_VISIT.format(visit="$2::uuid"), actor.id, visit_id)
        found = parse_open(stored)
        raise (error if found is None else found.refusal()) from error


__all__ = [
    "Arrival", "CheckedIn", "VisitCancelled", "VisitStarted", "cancel_visit", "check_in", "day_of", "end_open",
    "judge_arrival", "made", "naming_the_open", "overtaken", "start_visit", "target_of",
]  # fmt: skip
