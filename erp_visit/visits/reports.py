"""Visit reports (VIS-5): due some hours after check-out, written by the rep, reviewed by a supervisor.

Next steps become tasks when the report comes in. A step keeps the id that the client gave it, so a report that is sent
again makes no second task; what is a task already is changed as a task. A report may be changed until it is reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.facts import known_visit
from erp_visit.visits.models import REPORT_MOVES, Intent, ReportState, Visit, VisitReport, VisitState
from erp_visit.work.giving import TaskDraft, check_draft, give
from erp_visit.work.models import TaskSource
from erp_visit.work.notify import notify, supervisors_of

TEXTS = {
    "pains": 2000, "explicit_needs": 2000, "implicit_needs": 2000, "budget": 500, "decision_chain": 1000,
    "competitors": 1000, "concerns": 2000, "objections": 2000, "promises": 2000,
}  # fmt: skip
"""The fields of a report that are text, with their greatest lengths."""
MOST_ATTENDEES = 20
MOST_STEPS = 20
_ATTENDEE = {"name": 64, "role": 64, "contact": 120}


@dataclass(frozen=True, slots=True)
class ReportSaved:
    """The report that was written, and the tasks that its next steps became."""

    report_id: UUID
    visit_id: UUID
    task_ids: tuple[UUID, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ReportReviewed:
    """The report that was reviewed."""

    report_id: UUID
    visit_id: UUID
    replayed: bool = False


async def open_report(
    connection: Connection, visit_id: UUID, author_id: UUID, checked_out_at: datetime, parameters: ControlParameters
) -> None:
    """Ask for the report of a visit that has ended, in the transaction of its check-out; 0 hours ask for none."""
    if parameters.report_due_hours:
        await connection.execute(
            "INSERT INTO visit_report (visit_id, author_id, due_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (visit_id) DO NOTHING",
            visit_id, author_id, checked_out_at + timedelta(hours=parameters.report_due_hours),
        )  # fmt: skip


async def submit_report(
    actor: Actor,
    *,
    visit_id: UUID,
    fields: Mapping[str, Any],
    next_steps: Sequence[TaskDraft] = (),
    draft: bool = False,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ReportSaved:
    """Write the report of one's own visit, or change it until it is reviewed; a draft can be left unfinished.

    `fields` are texts as in TEXTS, `attendees` (name, role, contact), `intent` and `customer_confirmed`; what is left
    out stays as it is. Next steps become tasks unless it is a draft.
    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, INACTIVE (an assignee has left), WRONG_STATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    values = _checked(fields)
    steps = [check_draft(step) for step in next_steps]
    _check_steps(steps, draft=draft)
    operation = Operation.of(
        actor, "report.submit", operation_id, visit=visit_id, fields=values, draft=draft, version=expected_version,
        steps=[(one.id, one.subject, one.assignee_id, one.due_on, one.detail, one.priority) for one in steps],
    )  # fmt: skip

    async def work(connection: Connection) -> ReportSaved:
        earlier = await first_result(connection, operation, ReportSaved)
        if earlier is not None:
            return earlier
        key = await known_visit(connection, visit_id)
        visit = await _own_visit(connection, actor, key)
        report = await _report_of(connection, actor, visit)
        check_version(expected_version, report["version"], ReportState(report["state"]), visit["name"])
        state = ReportState(report["state"])
        target = state if draft and state is ReportState.DUE else ReportState.SUBMITTED
        if target is not state or state is not ReportState.DUE:
            REPORT_MOVES.check(state, target, visit["name"])
        if not draft and not any({**dict(report), **values}[name] for name in (*TEXTS, "intent")):
            raise invalid("The report says nothing yet. Fill in at least one field.", "fields")
        fresh = await _new_steps(connection, key, steps)
        await _write(connection, actor, visit, report, target, values)
        if fresh:
            await give(connection, actor, fresh, TaskSource.VISIT_REPORT, visit_id=key)
        if target is ReportState.SUBMITTED and state is ReportState.DUE:
            await notify(
                connection, await supervisors_of(connection, actor.id), key=f"report.in:{report['id']}",
                template="{name} handed in the report on the visit at {customer}.",
                params={"name": actor.name, "customer": visit["name"]}, entity="VisitReport", entity_id=report["id"],
            )  # fmt: skip
        announce("VisitReport", report["id"])
        announce("Visit", key)
        result = ReportSaved(report["id"], key, tuple(step.id for step in steps))
        await remember(connection, operation, result)
        return result

    return await once(operation, ReportSaved, work)


async def review_report(
    actor: Actor,
    *,
    report_id: UUID,
    comment: str = "",
    rating: int | None = None,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ReportReviewed:
    """Review a report of the team, not one's own: a comment, a rating from 1 to 5, or both; the author is told.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, OWN_DOCUMENT, WRONG_STATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_REVIEW)
    text = check_text(comment, 1000, "comment", lines=True)
    if rating is not None and not 1 <= rating <= 5:
        raise invalid("A rating is a whole number from 1 to 5; {value} is not.", "rating", value=rating)
    if rating is None and not text:
        raise invalid("Say something or give a rating.", "comment")
    operation = Operation.of(
        actor, "report.review", operation_id, report=report_id, comment=text, rating=rating, version=expected_version
    )

    async def work(connection: Connection) -> ReportReviewed:
        earlier = await first_result(connection, operation, ReportReviewed)
        if earlier is not None:
            return earlier
        visit_id = await connection.fetchval("SELECT visit_id FROM visit_report WHERE id = $1", report_id)
        report = await require_visible(
            connection, actor, VisitReport, report_id, "visitReportId",
            columns=("id", "author_id", "state", "version"), lock="FOR UPDATE OF t",
        )  # fmt: skip
        customer = await _customer_of(connection, visit_id)
        if report["author_id"] == actor.id:
            raise DomainError(
                ErrorCode.OWN_DOCUMENT,
                "The report is your own. Your supervisor can review it.",
                path=("visitReportId",),
            )
        check_version(expected_version, report["version"], ReportState(report["state"]), customer)
        REPORT_MOVES.check(ReportState(report["state"]), ReportState.REVIEWED, customer)
        await connection.execute(
            "UPDATE visit_report SET state = 'REVIEWED', reviewed_at = $2, reviewed_by_id = $3, review_comment = $4,"
            " review_rating = $5, version = version + 1 WHERE id = $1",
            report_id, now(), actor.id, text, rating,
        )  # fmt: skip
        await record_audit(
            connection, actor, "report.review", "VisitReport", report_id, number=customer, reason=text[:255],
            before={"state": report["state"]}, after={"state": "REVIEWED", "review_rating": rating},
        )  # fmt: skip
        await notify(
            connection, [report["author_id"]], key=f"report.reviewed:{report_id}",
            template="{name} reviewed your report on the visit at {customer}: {comment}",
            params={"name": actor.name, "customer": customer, "comment": text[:200] or f"{rating}/5"},
            entity="VisitReport", entity_id=report_id,
        )  # fmt: skip
        announce("VisitReport", report_id)
        result = ReportReviewed(report_id, visit_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ReportReviewed, work)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, trimmed; raises what is wrong with all of them together."""
    values: dict[str, Any] = {}
    errors: list[DomainError] = []
    for name, value in fields.items():
        try:
            if name in TEXTS:
                values[name] = check_text(value or "", TEXTS[name], "fields", name, lines=True)
            elif name == "attendees":
                values[name] = _attendees(value or [])
            elif name == "intent":
                values[name] = None if value is None else Intent(value).value
            else:
                values[name] = bool(value)
        except DomainError as error:
            errors.append(error)
    if errors:
        raise DomainErrors(errors)
    return values


def _attendees(given: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if len(given) > MOST_ATTENDEES:
        raise invalid(
            "There may be {maximum} of these at most. Remove some.", "fields", "attendees", maximum=MOST_ATTENDEES
        )
    return [
        {
            part: check_text(one.get(part) or "", length, "fields", "attendees", number, part, required=part == "name")
            for part, length in _ATTENDEE.items()
        }
        for number, one in enumerate(given)
    ]


def _check_steps(steps: Sequence[TaskDraft], *, draft: bool) -> None:
    if len(steps) > MOST_STEPS:
        raise invalid("There may be {maximum} of these at most. Remove some.", "nextSteps", maximum=MOST_STEPS)
    if steps and draft:
        raise invalid("A draft makes no tasks. Hand the report in, or leave the next steps out.", "nextSteps")
    if len({step.id for step in steps}) < len(steps):
        raise invalid("Two next steps have the same id. Make a fresh UUID for each one.", "nextSteps")


async def _own_visit(connection: Connection, actor: Actor, visit_id: UUID) -> Any:
    await require_visible(connection, actor, Visit, visit_id, "visitId", lock="FOR UPDATE OF t")
    visit = await connection.fetchrow(
        "SELECT v.id, v.rep_id, v.state, v.customer_id, c.name FROM visit v JOIN customer c ON c.id = v.customer_id"
        " WHERE v.id = $1",
        visit_id,
    )
    assert visit is not None
    if visit["rep_id"] != actor.id:
        raise DomainError(
            ErrorCode.FORBIDDEN, "The visit at {customer} is a colleague's; its report is the colleague's to write.",
            path=("visitId",), customer=visit["name"],
        )  # fmt: skip
    if visit["state"] != VisitState.DONE:
        raise DomainError(
            ErrorCode.WRONG_STATE, "The visit at {customer} has not ended with a check-out. Check out, then report.",
            path=("visitId",), customer=visit["name"],
        )  # fmt: skip
    return visit


async def _report_of(connection: Connection, actor: Actor, visit: Any) -> Any:
    """The report, locked; a visit for which none was asked gets one."""
    await connection.execute(
        "INSERT INTO visit_report (visit_id, author_id, due_at) VALUES ($1, $2, now())"
        " ON CONFLICT (visit_id) DO NOTHING",
        visit["id"], actor.id,
    )  # fmt: skip
    return await connection.fetchrow("SELECT * FROM visit_report WHERE visit_id = $1 FOR UPDATE", visit["id"])


async def _new_steps(connection: Connection, visit_id: UUID, steps: Sequence[TaskDraft]) -> list[TaskDraft]:
    """The steps that are no tasks yet. Raises KEY_REUSED for the id of a task from elsewhere or with other content.

    Of a task that was changed by hand since, what the report once said of it is not compared.
    """
    known = {
        row["id"]: row
        for row in await connection.fetch(
            "SELECT t.id, t.number, t.visit_id, t.subject, t.detail, t.assignee_id, t.due_on, EXISTS ("
            "SELECT FROM audit_entry a WHERE a.entity = 'Task' AND a.entity_id = t.id"
            " AND a.action IN ('task.update', 'task.reassign')) AS by_hand FROM task t WHERE t.id = ANY($1::uuid[])",
            [step.id for step in steps],
        )
    }
    for step in steps:
        task = known.get(step.id)
        if task is None:
            continue
        same = (step.subject, step.detail, step.assignee_id, step.due_on)
        stored = tuple(task[part] for part in ("subject", "detail", "assignee_id", "due_on"))
        if task["visit_id"] != visit_id or (same != stored and not task["by_hand"]):
            raise DomainError(
                ErrorCode.KEY_REUSED,
                "This next step is the task {number} already. Change or cancel the task, or give the step a fresh id.",
                path=(*step.path, "id"), number=task["number"] if task["visit_id"] == visit_id else "…",
            )  # fmt: skip
    return [step for step in steps if step.id not in known]


async def _write(
    connection: Connection, actor: Actor, visit: Any, report: Any, target: ReportState, values: Mapping[str, Any]
) -> None:
    stored = {**values, "state": target.value}
    if target is ReportState.SUBMITTED and report["submitted_at"] is None:
        stored["submitted_at"] = now()
    casts = {"attendees": "::jsonb"}
    places = ", ".join(f"{name} = ${number}{casts.get(name, '')}" for number, name in enumerate(stored, start=2))
    given = [orjson.dumps(value).decode() if name == "attendees" else value for name, value in stored.items()]
    await connection.execute(
        f"UPDATE visit_report SET {places}, version = version + 1 WHERE id = $1", report["id"], *given
    )
    earlier = {**dict(report), "attendees": orjson.loads(report["attendees"])}
    before, after = changed({name: earlier[name] for name in stored if name != "submitted_at"},
                            {name: stored[name] for name in stored if name != "submitted_at"})  # fmt: skip
    action = "report.submit" if target is ReportState.SUBMITTED else "report.draft"
    await record_audit(
        connection, actor, action, "VisitReport", report["id"], number=visit["name"], before=before, after=after
    )


async def _customer_of(connection: Connection, visit_id: UUID) -> str:
    return str(
        await connection.fetchval(
            "SELECT c.name FROM visit v JOIN customer c ON c.id = v.customer_id WHERE v.id = $1", visit_id
        )
    )


__all__ = ["TEXTS", "ReportReviewed", "ReportSaved", "open_report", "review_report", "submit_report"]
