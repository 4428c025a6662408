"""Commands on visits (VIS-1, VIS-2): start, check in, cancel. The server judges; the client only reports.

Decisions where the design leaves room:
- With `check_in_required`, a check-in outside the radius, with an old fix or without one is refused. Otherwise it
  is taken and marked SUSPICIOUS or UNVERIFIED.
- Poor accuracy, and a customer without a position, never refuse a check-in: the visit stays UNVERIFIED.
- Where check-in is not used, setting out opens the visit at once and nothing is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.operations import Operation, once
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.org.parameter_sets import parameter_set_id, remember_parameters
from erp_visit.org.rights import Right
from erp_visit.visits.facts import VisitFacts, parse_facts, read_facts
from erp_visit.visits.judgement import Finding, Judgement, Rule, judge, judgement_of, worst
from erp_visit.visits.models import VISIT_MOVES, VisitState
from erp_visit.visits.opening import (
    beginning,
    check_target,
    end_open,
    naming_the_open,
    origin,
    overtaken,
    target_of,
)
from erp_visit.visits.photos import Photos, Scene, check_photos, judge_photos, pair
from erp_visit.visits.positions import Phone, Sighting, content_of, fix_of, metres_from, read_phone, refuse
from erp_visit.visits.requirements import photos_missing
from erp_visit.visits.writing import Change, write


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
    check_target(visit_id, id, customer_id)
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
        moment, day, facts = beginning(
            sighting, received, parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id), VisitState.STARTED
        )
        parameters = facts.parameters
        await end_open(connection, actor, facts)
        state = VisitState.STARTED if parameters.check_in_used else VisitState.CHECKED_IN
        columns: dict[str, Any] = {"state": state.value, "started_at": moment, "business_day": day}
        columns |= {"device": sighting.device, "parameters_id": parameter_set_id(parameters)}
        if state is VisitState.CHECKED_IN:
            columns["checked_in_at"] = moment
        target = target_of(facts, id)
        result = VisitStarted(target, facts.customer_id)
        sources = None if facts.state is None else VISIT_MOVES.sources(VisitState.STARTED)
        change = Change(
            target, sources, columns | origin(actor, facts, id), "visit.start", facts.name,
            before=None if facts.state is None else {"state": facts.state}, after={"state": state},
            rep_id=facts.rep_id,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, VisitStarted, received, VisitState.STARTED, visit_id=visit_id,
                made=id, customer_id=customer_id,
            )  # fmt: skip
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
    check_target(visit_id, id, customer_id)
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
        moment, day, facts = beginning(
            sighting, received, parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id),
            VisitState.CHECKED_IN,
        )  # fmt: skip
        parameters, target = facts.parameters, target_of(facts, id)
        await end_open(connection, actor, facts)
        arrival = await judge_arrival(
            connection, actor, target, facts, sighting, received, moment, day, photos,
            photos_wanted=(parameters.check_in_photos, parameters.check_in_photo_purpose),
        )  # fmt: skip
        columns = {"state": VisitState.CHECKED_IN.value, **arrival.columns, **origin(actor, facts, id)}
        result = CheckedIn(target, facts.customer_id, arrival.distance)
        change = Change(
            target, None if facts.state is None else VISIT_MOVES.sources(VisitState.CHECKED_IN), columns,
            "visit.check_in", facts.name, findings=arrival.findings, photos=photos, judged=True,
            before=None if facts.state is None else {"state": facts.state},
            after={"state": "CHECKED_IN", **arrival.told}, rep_id=facts.rep_id,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, CheckedIn, received, VisitState.CHECKED_IN, visit_id=visit_id, made=id,
                customer_id=customer_id,
            )  # fmt: skip
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
    day: date,
    photos: Photos,
    *,
    photos_wanted: tuple[int, str],
) -> Arrival:
    """Judge a check-in or a closed shop. Raises what the settings refuse; takes the photos' files into the visit."""
    parameters, position = facts.parameters, sighting.position
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
    scene = Scene(
        target, facts.customer_id, day, moment, pair(facts.customer_latitude, facts.customer_longitude) or here,
        parameters,
    )  # fmt: skip
    doubts = await judge_photos(connection, actor, scene, photos, received)
    if judgement is not None and doubts:
        judgement = judgement_of(rule, (*judgement.findings, *doubts))
    findings = judgement.findings if judgement is not None else tuple(doubts)
    reasons = tuple(dict.fromkeys(finding.reason for finding in findings))
    evidence: str | None = worst(finding.evidence for finding in findings).value if findings else None
    if judgement is not None:
        evidence = judgement.evidence.value
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
        target = target_of(facts)
        result = VisitCancelled(target, facts.customer_id)
        change = Change(
            target, VISIT_MOVES.sources(VisitState.CANCELLED), {"state": "CANCELLED", "cancel_reason": text},
            "visit.cancel", facts.name, before={"state": facts.state}, after={"state": "CANCELLED"}, reason=text,
            rep_id=facts.rep_id,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, VisitCancelled, received, VisitState.CANCELLED, visit_id=visit_id,
                also_team=True,
            )  # fmt: skip
        return result

    return await once(operation, VisitCancelled, work)


__all__ = ["Arrival", "CheckedIn", "VisitCancelled", "VisitStarted", "cancel_visit", "check_in", "judge_arrival",
           "start_visit"]  # fmt: skip
