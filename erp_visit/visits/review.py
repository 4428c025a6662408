"""A supervisor's decision about a visit's evidence (VIS-3): beside what the server found, never in place of it.

A decision that turns out wrong is corrected by a later one with a reason of its own. Every one of them stays as a
`visit_review`; the visit itself shows the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_reason, check_version
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import STORED, Operation, once
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import audit_json
from erp_visit.org.rights import Right
from erp_visit.org.statements import sees
from erp_visit.visits.facts import leads
from erp_visit.visits.models import ReviewDecision, Visit, VisitState
from erp_visit.work.notify import notify

ENDED = frozenset({VisitState.DONE, VisitState.SHOP_CLOSED})
"""States in which a visit can be reviewed: no further evidence comes then."""


@dataclass(frozen=True, slots=True)
class VisitReviewed:
    """The visit that was decided about."""

    visit_id: UUID
    customer_id: UUID
    replayed: bool = False


@lru_cache(maxsize=256)
def _lock(profile: Profile) -> str:
    return f"""
SELECT {STORED.format(key="$4::uuid")} AS stored, v.rep_id, v.department_id, v.customer_id, v.state, v.version,
    v.evidence, v.review_decision, v.reviewed_by_id, v.business_day, c.name
FROM visit v JOIN customer c ON c.id = v.customer_id
WHERE v.id = $3 AND {sees(Visit, profile, "v")} FOR NO KEY UPDATE OF v
"""


_REMEMBER = """
INSERT INTO visit_review (visit_id, decision, reason, decided_by_id, decided_at)
VALUES ($1, $2, $3, $4, clock_timestamp()) RETURNING id, decided_at
"""
_DECIDE = """
WITH v AS (
    UPDATE visit SET review_decision = $2, review_reason = $3, reviewed_at = $13, reviewed_by_id = $4,
        version = version + 1
    WHERE id = $1 RETURNING id
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $4, $14::text, 'Visit', v.id, left($5::text, 64), $6::jsonb, $7::jsonb, $3 FROM v
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $8::uuid, $9, $10, $11, $12::jsonb FROM v WHERE $8::uuid IS NOT NULL
)
SELECT count(*) FROM v
"""


async def review_visit(
    actor: Actor,
    *,
    visit_id: UUID,
    decision: ReviewDecision,
    reason: str,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> VisitReviewed:
    """Accept or reject a visit that has ended, with a reason; a rejected one does not count as effective.

    One decides along the tree and never about oneself; of two decisions one wins. The evidence stays as it was found.
    Raises FORBIDDEN, OWN_DOCUMENT, NOT_FOUND, INVALID_INPUT (no reason), CONFLICT, WRONG_STATE, KEY_REUSED.
    """
    return await _review(
        actor, visit_id, decision, reason, expected_version, operation_id, name="visit.review", correcting=False
    )


async def correct_review(
    actor: Actor,
    *,
    visit_id: UUID,
    decision: ReviewDecision,
    reason: str,
    expected_version: int | None,
    operation_id: UUID | None = None,
) -> VisitReviewed:
    """Decide otherwise about a visit that was decided about, with a reason. What was decided before stays in `reviews`.

    The visit's version as one saw it is needed: nobody overturns a decision that he has not read. Of two corrections
    one wins. Raises FORBIDDEN, OWN_DOCUMENT, NOT_FOUND, INVALID_INPUT (no reason, no version), CONFLICT, WRONG_STATE
    (nobody has decided yet, or so already), KEY_REUSED.
    """
    actor.require(Right.VISIT_REVIEW, Right.VISIT_VIEW)
    if expected_version is None:
        raise invalid("Send the version of the visit whose decision you correct.", "expectedVersion")
    return await _review(
        actor, visit_id, decision, reason, expected_version, operation_id, name="visit.correct_review", correcting=True
    )


async def _review(
    actor: Actor,
    visit_id: UUID,
    decision: ReviewDecision,
    reason: str,
    expected_version: int | None,
    operation_id: UUID | None,
    *,
    name: str,
    correcting: bool,
) -> VisitReviewed:
    actor.require(Right.VISIT_REVIEW, Right.VISIT_VIEW)
    reason = check_reason(reason, "reason")
    operation = Operation.of(
        actor, name, operation_id, visit=visit_id, decision=decision.value, reason=reason, version=expected_version
    )

    async def work(connection: Connection) -> VisitReviewed:
        row: Any = await connection.fetchrow(
            _lock(actor.profile), actor.id, list(actor.department_ids), visit_id, operation_id
        )
        if row is None:
            raise not_found("Visit", visit_id, "visitId")
        earlier = operation.recall(VisitReviewed, row["stored"])
        if earlier is not None:
            return earlier
        _check_reviewer(actor, row)
        if correcting:
            _check_correction(row, decision, expected_version)
        else:
            await _check_first(connection, row, expected_version)
        result = VisitReviewed(visit_id, row["customer_id"])
        # By a statement of its own: the trigger that keeps decisions looks for it.
        made: Any = await connection.fetchrow(_REMEMBER, visit_id, decision.value, reason, actor.id)
        before = {"evidence": row["evidence"], "review_decision": row["review_decision"]}
        await connection.fetchval(
            _DECIDE, visit_id, decision.value, reason, actor.id, row["name"], audit_json(before),
            audit_json({**before, "review_decision": decision}), *operation.row(result), made["decided_at"], name,
        )  # fmt: skip
        template = _TOLD.get((decision, correcting))
        if template is not None:
            await notify(
                connection, [row["rep_id"]], key=f"visit.reviewed:{made['id']}", template=template,
                params={
                    "who": actor.name, "customer": row["name"], "day": str(row["business_day"]), "reason": reason,
                },
                entity="Visit", entity_id=visit_id,
            )  # fmt: skip
        announce("Visit", visit_id)
        return result

    return await once(operation, VisitReviewed, work)


_TOLD = {
    (ReviewDecision.REJECTED, False): "{who} rejected your visit at {customer} on {day}: {reason}",
    (ReviewDecision.REJECTED, True): "{who} rejected your visit at {customer} on {day} after all: {reason}",
    (ReviewDecision.ACCEPTED, True): "{who} accepted your visit at {customer} on {day} after all: {reason}",
}
"""What the rep is told; that a doubt was put aside at once is no news to him."""


def _check_reviewer(actor: Actor, row: Any) -> None:
    if row["rep_id"] == actor.id:
        raise DomainError(
            ErrorCode.OWN_DOCUMENT,
            "The visit at {customer} is your own. Someone else with the right to review visits has to decide.",
            path=("visitId",), customer=row["name"],
        )  # fmt: skip
    if not leads(actor, row["department_id"]):
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "You may review visits of your own department and those below it only. Ask someone whose scope is wider.",
            path=("visitId",),
        )


async def _check_first(connection: Connection, row: Any, expected_version: int | None) -> None:
    if row["review_decision"] is not None:
        # Not read with the visit: who decided while this waited for the lock would not be seen there.
        who = await connection.fetchval("SELECT name FROM employee WHERE id = $1", row["reviewed_by_id"])
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "{who} has decided about the visit at {customer} already: {decision}. Reload it to see why; correct the"
            " decision if you know better.",
            path=("visitId",), who=who, customer=row["name"], decision=ReviewDecision(row["review_decision"]),
        )  # fmt: skip
    check_version(expected_version, row["version"], VisitState(row["state"]), row["name"])
    if VisitState(row["state"]) not in ENDED:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "The visit at {customer} is {state}; it is reviewed once it has ended.",
            path=("visitId",), customer=row["name"], state=VisitState(row["state"]),
        )  # fmt: skip


def _check_correction(row: Any, decision: ReviewDecision, expected_version: int | None) -> None:
    if row["review_decision"] is None:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "Nobody has decided about the visit at {customer} yet. Review it instead.",
            path=("visitId",), customer=row["name"],
        )  # fmt: skip
    check_version(expected_version, row["version"], VisitState(row["state"]), row["name"])
    if row["review_decision"] == decision:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "The decision about the visit at {customer} is {decision} already. Choose the other one, or leave it.",
            path=("decision",), customer=row["name"], decision=decision,
        )  # fmt: skip


__all__ = ["ENDED", "VisitReviewed", "correct_review", "review_visit"]
