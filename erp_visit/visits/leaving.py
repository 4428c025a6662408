"""The end of a visit (VIS-1, VIS-6): check-out, and the shop that was found closed.

A check-out is never refused for its place or its dwell: a rep who has left has left. What speaks against it is added to
the evidence, and too short a visit just does not count as effective.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import invalid
from erp_visit.core.operations import Operation, once
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.org.parameter_sets import remember_parameters
from erp_visit.org.rights import Right
from erp_visit.visits.facts import VisitFacts, parse_facts, read_facts
from erp_visit.visits.judgement import Finding, Rule, findings_of_clocks, findings_of_fix
from erp_visit.visits.models import VISIT_MOVES, EvidenceStage, PhotoPurpose, VisitState
from erp_visit.visits.opening import (
    beginning,
    check_target,
    day_of,
    end_open,
    naming_the_open,
    origin,
    overtaken,
    target_of,
)
from erp_visit.visits.photos import Photos, Scene, check_photos, judge_photos
from erp_visit.visits.positions import Phone, Sighting, after, content_of, fix_of, metres_from, read_phone
from erp_visit.visits.reports import open_report
from erp_visit.visits.requirements import check_complete, photos_missing
from erp_visit.visits.service import CheckedIn, judge_arrival
from erp_visit.visits.writing import Change, write


@dataclass(frozen=True, slots=True)
class CheckedOut:
    """The visit that was ended; `effective` if the dwell was long enough."""

    visit_id: UUID
    customer_id: UUID
    dwell_seconds: int
    effective: bool
    replayed: bool = False


async def check_out(
    actor: Actor,
    *,
    visit_id: UUID,
    summary: str = "",
    photos: Photos = (),
    operation_id: UUID | None = None,
    **phone: Unpack[Phone],
) -> CheckedOut:
    """End a visit. The dwell is the server's, from check-in to now; too short a visit is not effective.

    A position may come without accuracy and time here. Raises FORBIDDEN, INVALID_INPUT (also for a position that the
    settings ask for), NOT_FOUND, WRONG_STATE (not checked in), VISIT_INCOMPLETE for each thing that is missing,
    KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(summary, 1000, "summary", lines=True)
    operation = Operation.of(
        actor, "visit.check_out", operation_id, visit=visit_id, summary=text, **content_of(phone),
        **({"photos": list(photos)} if photos else {}),
    )  # fmt: skip
    check_photos(photos)
    sighting, received = read_phone(phone, fix=False), now()

    async def work(connection: Connection) -> CheckedOut:
        stored, row = await read_facts(
            connection, actor, sighting.when(received), visit_id=visit_id, operation_id=operation_id
        )
        earlier = operation.recall(CheckedOut, stored)
        if earlier is not None:
            return earlier
        facts = parse_facts(actor, row, visit_id=visit_id)
        assert facts.state is not None
        VISIT_MOVES.check(facts.state, VisitState.DONE, facts.name)
        parameters = facts.parameters
        moment = after(facts.checked_in_at, sighting.moment(received, parameters), late=sighting.late)
        if parameters.check_out_position_required and sighting.position is None:
            raise invalid("A check-out needs a position here. Switch on location, then try again.", "latitude")
        target = target_of(facts)
        await check_complete(connection, target, facts, photos, text)
        leave = await _judge_leave(connection, actor, target, facts, sighting, received, moment, photos)
        dwell = _dwell(facts, moment)
        effective = dwell >= parameters.minimum_dwell_minutes * 60
        result = CheckedOut(target, facts.customer_id, dwell, effective)
        change = Change(
            target, VISIT_MOVES.sources(VisitState.DONE),
            {"state": "DONE", "effective": effective, "summary": text, **leave.columns, "dwell_seconds": dwell},
            "visit.check_out", facts.name, EvidenceStage.CHECK_OUT, leave.findings, photos,
            before={"state": facts.state},
            after={"state": "DONE", "dwell_seconds": dwell, "effective": effective, **leave.told}, rep_id=facts.rep_id,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, CheckedOut, received, VisitState.DONE, visit_id=visit_id
            )
        await open_report(connection, target, actor.id, moment, parameters)
        return result

    return await once(operation, CheckedOut, work)


async def report_shop_closed(
    actor: Actor,
    *,
    visit_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 -- as in the schema
    customer_id: UUID | None = None,
    remark: str = "",
    photos: Photos = (),
    operation_id: UUID | None = None,
    **phone: Unpack[Phone],
) -> CheckedIn:
    """The shop is closed: the visit ends with that, and leaves the figures' denominator.

    It is proved as a check-in is, with a position and photos as the settings ask; after a check-in with photos only.
    Raises what `check_in` raises.
    """
    actor.require(Right.VISIT_DO)
    check_target(visit_id, id, customer_id)
    text = check_text(remark, 1000, "remark", lines=True)
    operation = Operation.of(
        actor, "visit.shop_closed", operation_id or id, visit=visit_id, id=id, customer=customer_id, remark=text,
        photos=list(photos), **content_of(phone),
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
            VisitState.SHOP_CLOSED,
        )  # fmt: skip
        parameters, target = facts.parameters, target_of(facts, id)
        columns: dict[str, Any] = {"state": VisitState.SHOP_CLOSED.value, "summary": text}
        before = None if facts.state is None else {"state": facts.state}
        if facts.checked_in_at is not None:
            moment = after(facts.checked_in_at, moment, late=sighting.late)
            for error in photos_missing(facts, photos, parameters.closed_shop_photos, PhotoPurpose.SHOP_CLOSED):
                raise error
            leave = await _judge_leave(connection, actor, target, facts, sighting, received, moment, photos)
            change = Change(
                target, VISIT_MOVES.sources(VisitState.SHOP_CLOSED),
                {**columns, **leave.columns, "dwell_seconds": _dwell(facts, moment)}, "visit.shop_closed", facts.name,
                EvidenceStage.CHECK_OUT, leave.findings, photos, before, {"state": "SHOP_CLOSED", **leave.told},
                rep_id=facts.rep_id,
            )  # fmt: skip
            result = CheckedIn(target, facts.customer_id, leave.columns["check_out_distance"])
        else:
            await end_open(connection, actor, facts)
            arrival = await judge_arrival(
                connection, actor, target, facts, sighting, received, moment, day, photos,
                photos_wanted=(parameters.closed_shop_photos, PhotoPurpose.SHOP_CLOSED),
            )  # fmt: skip
            change = Change(
                target, None if facts.state is None else VISIT_MOVES.sources(VisitState.SHOP_CLOSED),
                columns | arrival.columns | {"checked_out_at": moment, "dwell_seconds": 0} | origin(actor, facts, id),
                "visit.shop_closed", facts.name, findings=arrival.findings, photos=photos, before=before,
                after={"state": "SHOP_CLOSED", **arrival.told}, judged=True, rep_id=facts.rep_id,
            )  # fmt: skip
            result = CheckedIn(target, facts.customer_id, arrival.distance)
        if not await write(connection, actor, operation, result, change):
            return await overtaken(
                connection, actor, operation, CheckedIn, received, VisitState.SHOP_CLOSED, visit_id=visit_id, made=id,
                customer_id=customer_id,
            )  # fmt: skip
        await remember_parameters(connection, parameters)
        return result

    return await naming_the_open(actor, visit_id, once(operation, CheckedIn, work))


@dataclass(frozen=True, slots=True)
class _Leave:
    columns: dict[str, Any]
    findings: tuple[Finding, ...]
    told: dict[str, Any]


async def _judge_leave(
    connection: Connection,
    actor: Actor,
    visit_id: UUID,
    facts: VisitFacts,
    sighting: Sighting,
    received: datetime,
    moment: datetime,
    photos: Photos,
) -> _Leave:
    """What a check-out adds: its position and times if it says them, and its photos; nothing of it refuses."""
    parameters, position = facts.parameters, sighting.position
    rule, distance = Rule.of(parameters), metres_from(position, facts)
    findings: list[Finding] = []
    if parameters.check_in_used:
        if position is not None:
            findings += findings_of_fix(rule, fix_of(sighting, distance, moment, facts.last))
        findings += findings_of_clocks(rule, sighting.clocks(received, moment))
    day = day_of(moment, parameters)
    findings += await judge_photos(connection, actor, Scene.of(visit_id, facts, day), photos, received)
    columns = {
        "checked_out_at": moment, "check_out_latitude": position and position.latitude,
        "check_out_longitude": position and position.longitude, "check_out_distance": distance,
    }  # fmt: skip
    reasons = list(dict.fromkeys(finding.reason for finding in findings))
    return _Leave(columns, tuple(findings), {"check_out_distance": distance, "evidence_reasons": reasons})


def _dwell(facts: VisitFacts, moment: datetime) -> int:
    return 0 if facts.checked_in_at is None else int((moment - facts.checked_in_at).total_seconds())


__all__ = ["CheckedOut", "check_out", "report_shop_closed"]
