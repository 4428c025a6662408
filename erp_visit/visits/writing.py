"""One statement writes all that a command changes of a visit: its row, findings, photos, audit and the operation.

It decides what is contested: whether the visit is still in a state that allows the move and, for a new one, whether the
rep has another open. So of two devices that check in at once, one finds nothing written; and of a command that is sent
twice at once, the second finds the first one's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.core.operations import Operation
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import audit_json
from erp_visit.visits.judgement import Finding, worst
from erp_visit.visits.models import EvidenceStage, PhotoPurpose


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a visit.

    `sources` are the states from which it may happen; with None the visit is made. `columns` are the new values,
    `rep_id` whose visit it was when it was looked at: one that was given to somebody else meanwhile is left alone. At a
    stage after the check-in, findings make the evidence worse, never better.
    """

    visit_id: UUID
    sources: Sequence[str] | None
    columns: Mapping[str, Any]
    action: str
    name: str
    stage: EvidenceStage = EvidenceStage.CHECK_IN
    findings: Sequence[Finding] = ()
    photos: Sequence[tuple[UUID, PhotoPurpose]] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""
    judged: bool = False
    """Whether `columns` hold the evidence: the first judgement. Later ones are added to it."""
    rep_id: UUID = field(kw_only=True)


_TYPES = {
    "customer_id": "uuid", "rep_id": "uuid", "department_id": "uuid", "kind": "text", "state": "text",
    "business_day": "date", "started_at": "timestamptz", "checked_in_at": "timestamptz", "latitude": "float8",
    "longitude": "float8", "accuracy": "float8", "fixed_at": "timestamptz", "distance": "float8", "evidence": "text",
    "evidence_reasons": "text[]", "mock": "boolean", "device": "text", "device_time": "timestamptz",
    "parameters_id": "uuid", "checked_out_at": "timestamptz", "check_out_latitude": "float8",
    "check_out_longitude": "float8", "check_out_distance": "float8", "dwell_seconds": "int", "effective": "boolean",
    "summary": "text", "cancel_reason": "text", "ad_hoc_id": "uuid",
}  # fmt: skip
_FIXED = 17
"""Parameters that every statement has; the columns follow, then the states, the rep and the evidence of an update."""

_UNUSED = "NOT EXISTS (SELECT FROM visit a WHERE a.ad_hoc_id = {key})"
_WORSE = """, evidence = CASE WHEN 'SUSPICIOUS' IN (v.evidence, {evidence}) THEN 'SUSPICIOUS'
        WHEN 'UNVERIFIED' IN (v.evidence, {evidence}) THEN 'UNVERIFIED' ELSE v.evidence END,
    evidence_reasons = v.evidence_reasons || ARRAY(
        SELECT n.reason FROM unnest({reasons}) WITH ORDINALITY AS n (reason, number)
        WHERE n.reason <> ALL (v.evidence_reasons) GROUP BY 1 ORDER BY min(n.number))"""


@lru_cache(maxsize=64)
def _statement(names: tuple[str, ...], make: bool, worse: bool) -> str:
    values = [f"${_FIXED + number}::{_TYPES[name]}" for number, name in enumerate(names, start=1)]
    following = _FIXED + len(names) + 1
    if make:
        write = (
            f"INSERT INTO visit AS v (id, {', '.join(names)}) SELECT $6::uuid, {', '.join(values)}"
            f" WHERE {_UNUSED.format(key='$6::uuid')} ON CONFLICT DO NOTHING RETURNING v.id"
        )
    else:
        columns = "".join(f", {name} = {value}" for name, value in zip(names, values, strict=True))
        added = _WORSE.format(evidence=f"${following + 2}::text", reasons="$9::text[]") if worse else ""
        unused = ""
        if "ad_hoc_id" in names:
            key = values[names.index("ad_hoc_id")]
            unused = f" AND {_UNUSED.format(key=key)} AND NOT EXISTS (SELECT FROM visit a WHERE a.id = {key})"
        write = (
            f"UPDATE visit v SET version = v.version + 1{columns}{added} WHERE v.id = $6::uuid"
            f" AND v.state = ANY(${following}::text[]) AND v.rep_id = ${following + 1}::uuid{unused} RETURNING v.id"
        )
    return f"""
WITH w AS (
    {write}
), f AS (
    INSERT INTO evidence_finding (visit_id, stage, reason, evidence, figures)
    SELECT w.id, $8::text, n.reason, n.evidence, n.figures::jsonb
    FROM w, unnest($9::text[], $10::text[], $11::text[]) WITH ORDINALITY AS n (reason, evidence, figures, number)
    ORDER BY n.number
), p AS (
    INSERT INTO visit_photo (visit_id, file_id, purpose, added_by_id)
    SELECT w.id, n.file, n.purpose, $2::uuid FROM w, unnest($12::uuid[], $13::text[]) AS n (file, purpose)
    ON CONFLICT (visit_id, file_id) DO NOTHING
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $2::uuid, $7::text, 'Visit', w.id, left($14::text, 64), $15::jsonb, $16::jsonb, $17::text FROM w
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::jsonb FROM w WHERE $1::uuid IS NOT NULL
)
SELECT EXISTS (SELECT FROM w) AS done
"""


async def write(connection: Connection, actor: Actor, operation: Operation, result: object, change: Change) -> bool:
    """Write it all, or nothing; whether it was written.

    It is not if the visit is no longer in one of the states or no longer the rep's, if the id of one that is made or
    taken up is taken, or if the rep has another visit open when it is made. A visit that is moved while another is
    opened meets the constraint `visit_one_open` instead.
    """
    later = not change.judged and change.sources is not None
    more: list[Any] = [] if change.sources is None else [list(change.sources), change.rep_id]
    if later:
        found = [finding.evidence for finding in change.findings]
        more.append(worst(found).value if found else None)
    done: bool = await connection.fetchval(
        _statement(tuple(change.columns), change.sources is None, later), *operation.row(result), change.visit_id,
        change.action, change.stage.value, [finding.reason.value for finding in change.findings],
        [finding.evidence.value for finding in change.findings],
        [orjson.dumps(finding.figures).decode() for finding in change.findings],
        [key for key, _ in change.photos], [purpose.value for _, purpose in change.photos], change.name,
        audit_json(change.before), audit_json(change.after), change.reason, *change.columns.values(), *more,
    )  # fmt: skip
    if done:
        announce("Visit", change.visit_id)
    return done


async def add_findings(connection: Connection, visit_id: UUID, findings: Sequence[Finding]) -> None:
    """Add doubts about photos to a visit that is locked already, and let them make its evidence worse."""
    reasons, evidence = [one.reason.value for one in findings], [one.evidence.value for one in findings]
    figures = [orjson.dumps(one.figures).decode() for one in findings]
    await connection.execute(
        _ADD, visit_id, EvidenceStage.PHOTO.value, worst(one.evidence for one in findings).value, reasons, evidence,
        figures,
    )  # fmt: skip


_ADD = f"""
WITH w AS (
    UPDATE visit v SET version = v.version + 1{_WORSE.format(evidence="$3::text", reasons="$4::text[]")}
    WHERE v.id = $1 RETURNING v.id
)
INSERT INTO evidence_finding (visit_id, stage, reason, evidence, figures)
SELECT w.id, $2::text, n.reason, n.evidence, n.figures::jsonb
FROM w, unnest($4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS n (reason, evidence, figures, number)
ORDER BY n.number
"""

__all__ = ["Change", "add_findings", "write"]
