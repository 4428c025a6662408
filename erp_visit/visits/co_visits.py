"""Going along (协访, VIS-7): a colleague is invited to a visit, has a check-in and evidence of his own, and tells the
rep afterwards what was good and what was not.

One is at one place at a time: who has a visit of his own open cannot check in to a co-visit, and who is in a co-visit
cannot begin a visit. The database has the last word (`visit_or_co_visit`), as the two are in different tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Unpack
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql
from erp_visit.org.statements import parameters_of, sees
from erp_visit.visits.facts import DURING, LAST_POINT, OPEN_VISIT, VISIT_KEY, leads, parse_last, parse_open
from erp_visit.visits.judgement import Judgement, Rule, judge
from erp_visit.visits.models import CO_VISIT_MOVES, CoVisitState, Visit, VisitState
from erp_visit.visits.positions import Phone, after, content_of, fix_of, metres_from, read_phone, refuse
from erp_visit.work.notify import notify

GOING = frozenset({VisitState.PLANNED, VisitState.STARTED, VisitState.CHECKED_IN})
"""States of a visit that somebody can still go along to."""

constraint_means(
    "co_visit_one_open", ErrorCode.VISIT_OPEN, "You are in another co-visit. Check out of it first, then try again."
)
constraint_means(
    "co_visit_pkey", ErrorCode.KEY_REUSED, "The id stands for another co-visit. Make a fresh UUID for each one."
)


@dataclass(frozen=True, slots=True)
class CoVisitChanged:
    """A colleague's part in a visit that was changed."""

    co_visit_id: UUID
    visit_id: UUID
    replayed: bool = False


@lru_cache(maxsize=256)
def _visit(profile: Profile) -> str:
    return f"""
SELECT v.id, v.rep_id, v.department_id, v.state, v.business_day, c.name
FROM visit v JOIN customer c ON c.id = v.customer_id
WHERE v.id = {VISIT_KEY.format(key="$3::uuid")} AND {sees(Visit, profile, "v")} FOR KEY SHARE OF v
"""


async def invite_to_visit(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    visit_id: UUID,
    colleague_id: UUID,
) -> CoVisitChanged:
    """Ask a colleague to go along, under the client's id: the rep does, or somebody above, also for himself.

    Raises FORBIDDEN, NOT_FOUND (visit, employee), INACTIVE, INVALID_INPUT (the rep himself), WRONG_STATE (the visit is
    over), DUPLICATE, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO, Right.VISIT_VIEW)
    operation = Operation.of(actor, "visit.invite", id, visit=visit_id, colleague=colleague_id)

    async def work(connection: Connection) -> CoVisitChanged:
        earlier = await first_result(connection, operation, CoVisitChanged)
        if earlier is not None:
            return earlier
        visit: Any = await connection.fetchrow(_visit(actor.profile), actor.id, list(actor.department_ids), visit_id)
        if visit is None:
            raise not_found("Visit", visit_id, "visitId")
        if visit["rep_id"] != actor.id and not leads(actor, visit["department_id"]):
            raise DomainError(
                ErrorCode.FORBIDDEN, "This visit is a colleague's. Invite to a visit of your own.", path=("visitId",)
            )
        _check_going(visit)
        target: UUID = visit["id"]
        colleague: Any = await connection.fetchrow("SELECT name, status FROM employee WHERE id = $1", colleague_id)
        if colleague is None:
            raise not_found("Employee", colleague_id, "colleagueId")
        if colleague["status"] != "ACTIVE":
            raise DomainError(
                ErrorCode.INACTIVE, "{name} has left or is disabled. Invite somebody else.", path=("colleagueId",),
                name=colleague["name"],
            )  # fmt: skip
        if colleague_id == visit["rep_id"]:
            raise invalid("{name} makes the visit. Invite somebody else.", "colleagueId", name=colleague["name"])
        made = await connection.fetchval(
            "INSERT INTO co_visit (id, visit_id, colleague_id, invited_by_id) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (visit_id, colleague_id) DO NOTHING RETURNING true",
            id, target, colleague_id, actor.id,
        )  # fmt: skip
        if not made:
            raise DomainError(
                ErrorCode.DUPLICATE, "{name} is invited to this visit already.", path=("colleagueId",),
                name=colleague["name"],
            )  # fmt: skip
        await record_audit(
            connection, actor, "visit.invite", "Visit", target, number=visit["name"],
            after={"colleague": colleague["name"]},
        )  # fmt: skip
        told = visit["rep_id"] if colleague_id == actor.id else colleague_id
        template = (
            "{who} goes along on your visit at {customer} on {day}"
            if colleague_id == actor.id
            else "{who} asks you to go along to {customer} on {day}"
        )
        await _tell(connection, told, f"visit.invited:{id}", template, actor, visit, target)
        return await _done(connection, operation, CoVisitChanged(id, target))

    return await once(operation, CoVisitChanged, work)


async def decline_co_visit(
    actor: Actor, *, co_visit_id: UUID, reason: str, operation_id: UUID | None = None
) -> CoVisitChanged:
    """Say no to an invitation, with a reason that the rep is told.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(reason, 255, "reason", required=True)
    operation = Operation.of(actor, "co_visit.decline", operation_id, co_visit=co_visit_id, reason=text)

    async def work(connection: Connection) -> CoVisitChanged:
        earlier = await first_result(connection, operation, CoVisitChanged)
        if earlier is not None:
            return earlier
        found = await _own(connection, actor, co_visit_id, CoVisitState.DECLINED)
        await connection.execute(
            "UPDATE co_visit SET state = 'DECLINED', feedback = $2, version = version + 1 WHERE id = $1",
            co_visit_id, text,
        )  # fmt: skip
        await record_audit(
            connection, actor, "visit.decline", "Visit", found["visit_id"], number=found["name"], reason=text
        )
        await _tell(
            connection, found["rep_id"], f"visit.declined:{co_visit_id}",
            "{who} does not go along to {customer} on {day}: {reason}", actor, found, found["visit_id"], reason=text,
        )  # fmt: skip
        return await _done(connection, operation, CoVisitChanged(co_visit_id, found["visit_id"]))

    return await once(operation, CoVisitChanged, work)


async def check_in_co_visit(
    actor: Actor, *, co_visit_id: UUID, operation_id: UUID | None = None, **phone: Unpack[Phone]
) -> CoVisitChanged:
    """Check in where one goes along. The evidence is the colleague's own, judged as the rep's is; each doubt is a
    finding of the co-visit. No figure depends on it, so nobody decides about it.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE, VISIT_OPEN, STALE_FIX, OUT_OF_RANGE, MOCK_POSITION,
    KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    operation = Operation.of(actor, "co_visit.check_in", operation_id, co_visit=co_visit_id, **content_of(phone))
    sighting, received = read_phone(phone), now()

    async def work(connection: Connection) -> CoVisitChanged:
        earlier = await first_result(connection, operation, CoVisitChanged)
        if earlier is not None:
            return earlier
        found = await _own(connection, actor, co_visit_id, CoVisitState.CHECKED_IN)
        _check_going(found)
        facts: Any = await connection.fetchrow(
            _FACTS, actor.id, found["department_id"], sighting.when(received), sighting.late
        )
        for other, past in ((parse_open(facts["during"]), True), (parse_open(facts["open"]), False)):
            if other is not None:
                raise other.refusal(past=past)
        parameters = parameters_of(facts["settings"])
        moment = sighting.moment(received, parameters)
        position, distance = sighting.position, metres_from(sighting.position, found)
        fix = fix_of(sighting, distance, moment, parse_last(facts["last"]))
        judgement: Judgement | None = None
        if parameters.check_in_used:
            judgement = judge(Rule.of(parameters), fix, sighting.clocks(received, moment))
            refuse(judgement, parameters, fix, distance, found["name"])
        evidence = None if judgement is None else judgement.evidence.value
        findings = () if judgement is None else judgement.findings
        reasons = list(dict.fromkeys(finding.reason.value for finding in findings))
        await connection.execute(
            "UPDATE co_visit SET state = 'CHECKED_IN', checked_in_at = $2, latitude = $3, longitude = $4,"
            " accuracy = $5, fixed_at = $6, distance = $7, evidence = $8, evidence_reasons = $9,"
            " version = version + 1 WHERE id = $1",
            co_visit_id, moment, position and position.latitude, position and position.longitude,
            position and position.accuracy, position and position.fixed_at, distance, evidence, reasons,
        )  # fmt: skip
        await connection.executemany(
            "INSERT INTO co_visit_finding (co_visit_id, reason, evidence, figures) VALUES ($1, $2, $3, $4::jsonb)",
            [
                (co_visit_id, one.reason.value, one.evidence.value, orjson.dumps(one.figures).decode())
                for one in findings
            ],
        )
        await record_audit(
            connection, actor, "visit.co_check_in", "Visit", found["visit_id"], number=found["name"],
            after={"distance": distance, "evidence": evidence, "evidence_reasons": reasons},
        )  # fmt: skip
        return await _done(connection, operation, CoVisitChanged(co_visit_id, found["visit_id"]))

    return await once(operation, CoVisitChanged, work)


async def check_out_co_visit(
    actor: Actor,
    *,
    co_visit_id: UUID,
    feedback: str,
    rating: int | None = None,
    operation_id: UUID | None = None,
    **phone: Unpack[Phone],
) -> CoVisitChanged:
    """Leave, with what one tells the rep and a rating from 1 to 5. The rep is told.

    Of what a phone says, its clocks count: when it happened, if it was without network then.

    Raises FORBIDDEN, INVALID_INPUT (no feedback, rating, time), NOT_FOUND, WRONG_STATE (not checked in), KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    text = check_text(feedback, 1000, "feedback", required=True, lines=True)
    if rating is not None and not 1 <= rating <= 5:
        raise invalid("A rating goes from {least} to {most}.", "rating", least=1, most=5)
    operation = Operation.of(
        actor, "co_visit.check_out", operation_id, co_visit=co_visit_id, feedback=text, rating=rating
    )
    sighting, received = read_phone(phone), now()

    async def work(connection: Connection) -> CoVisitChanged:
        earlier = await first_result(connection, operation, CoVisitChanged)
        if earlier is not None:
            return earlier
        found = await _own(connection, actor, co_visit_id, CoVisitState.DONE)
        settings = await connection.fetchval(
            f"SELECT {_SETTINGS}", actor.id, found["department_id"], sighting.when(received)
        )
        moment = after(found["checked_in_at"], sighting.moment(received, parameters_of(settings)), late=sighting.late)
        dwell = int((moment - found["checked_in_at"]).total_seconds())
        await connection.execute(
            "UPDATE co_visit SET state = 'DONE', checked_out_at = $2, dwell_seconds = $3, feedback = $4, rating = $5,"
            " version = version + 1 WHERE id = $1",
            co_visit_id, moment, dwell, text, rating,
        )  # fmt: skip
        await record_audit(
            connection, actor, "visit.co_check_out", "Visit", found["visit_id"], number=found["name"],
            after={"dwell_seconds": dwell, "rating": rating},
        )  # fmt: skip
        await _tell(
            connection, found["rep_id"], f"visit.feedback:{co_visit_id}",
            "{who} tells you what to keep and to change after {customer} on {day}", actor, found, found["visit_id"],
        )  # fmt: skip
        return await _done(connection, operation, CoVisitChanged(co_visit_id, found["visit_id"]))

    return await once(operation, CoVisitChanged, work)


_SETTINGS = settings_json_sql("$2::uuid", "$1", "least($3::timestamptz, now())") + "::text"
"""The settings that apply to $1, of the department $2, at the moment $3."""

_FACTS = f"""
SELECT {_SETTINGS} AS settings,
    {OPEN_VISIT.format(employee="$1", visit="NULL::uuid")} AS open,
    CASE WHEN $4::boolean THEN {
    DURING.format(employee="$1", moment="$3::timestamptz", visit="NULL::uuid")
} END AS during,
    {LAST_POINT.format(employee="$1", moment="$3::timestamptz")} AS last
"""


async def _own(connection: Connection, actor: Actor, co_visit_id: UUID, to: CoVisitState) -> Any:
    """One's own invitation, locked, with what is needed of the visit; others' are as good as not there."""
    found: Any = await connection.fetchrow(
        "SELECT t.visit_id, t.state AS co_state, t.checked_in_at, v.rep_id, v.department_id, v.state, v.business_day,"
        " c.name, c.latitude AS customer_latitude, c.longitude AS customer_longitude"
        " FROM co_visit t JOIN visit v ON v.id = t.visit_id JOIN customer c ON c.id = v.customer_id"
        " WHERE t.id = $1 AND t.colleague_id = $2 FOR NO KEY UPDATE OF t",
        co_visit_id, actor.id,
    )  # fmt: skip
    if found is None:
        raise not_found("CoVisit", co_visit_id, "coVisitId")
    CO_VISIT_MOVES.check(CoVisitState(found["co_state"]), to, found["name"])
    return found


def _check_going(visit: Mapping[str, Any]) -> None:
    if VisitState(visit["state"]) not in GOING:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "The visit at {customer} is {state}; nobody can go along any more.",
            path=("visitId",), customer=visit["name"], state=VisitState(visit["state"]),
        )  # fmt: skip


async def _tell(
    connection: Connection,
    employee_id: UUID,
    key: str,
    template: str,
    actor: Actor,
    visit: Mapping[str, Any],
    visit_id: UUID,
    **more: str,
) -> None:
    params = {"who": actor.name, "customer": visit["name"], "day": str(visit["business_day"]), **more}
    await notify(
        connection, [employee_id], key=key, template=template, params=params, entity="Visit", entity_id=visit_id
    )


async def _done(connection: Connection, operation: Operation, result: CoVisitChanged) -> CoVisitChanged:
    announce("CoVisit", result.co_visit_id)
    announce("Visit", result.visit_id)
    await remember(connection, operation, result)
    return result


__all__ = ["CoVisitChanged", "check_in_co_visit", "check_out_co_visit", "decline_co_visit", "invite_to_visit"]
