"""Tasks, reports of visits and daily reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.errors import invalid
from erp_visit.core.ids import global_id
from erp_visit.insight.daily import review_daily_report
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, Offer, offer
from erp_visit.panel.records.chain import watch
from erp_visit.panel.records.inputs import operation_in, text_in, whole_in
from erp_visit.panel.records.present import key_of
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import happened
from erp_visit.panel.wording import translate
from erp_visit.visits.reports import review_report
from erp_visit.work import service as tasks
from erp_visit.work.giving import reaches

OPEN = frozenset({"OPEN", "STARTED"})
OVER = frozenset({"APPRAISED", "CANCELLED"})
FACTS = (
    ("visits_planned", "Visits planned"), ("visits_done", "Visits done"), ("visits_effective", "Effective visits"),
    ("shops_closed", "Shops found closed"), ("customers_visited", "Customers visited"),
    ("dwell_seconds", "Time in shops"), ("co_visits", "Visits gone along to"), ("orders", "Orders"),
    ("order_amount", "Amount ordered"),
    ("receipts", "Receipts"), ("receipt_amount", "Amount received"), ("tasks_done", "Tasks completed"),
    ("tasks_due", "Tasks still open"), ("reports_missing", "Visit reports due and not in"), ("metres", "Mileage"),
)  # fmt: skip
"""The facts of a day in their order, with their labels."""


def _rating(body: Mapping[str, Any], *, required: bool) -> int | None:
    text = str(body.get("rating") or "")
    if not text and not required:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == 1):
        raise invalid("A rating is a whole number from 1 to 5; {value} is not.", "rating", value=text[:20])
    return int(text)


async def _start(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await tasks.start_task(actor, task_id=key, operation_id=operation_in(body))


async def _complete(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await tasks.complete_task(
        actor, task_id=key, result=text_in(body, "result"), operation_id=operation_in(body)
    )


async def _reopen(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await tasks.reopen_task(actor, task_id=key, reason=text_in(body, "reason"), operation_id=operation_in(body))


async def _cancel(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await tasks.cancel_task(actor, task_id=key, reason=text_in(body, "reason"), operation_id=operation_in(body))


async def _note(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await tasks.add_task_record(actor, id=operation_in(body), task_id=key, text=text_in(body, "text"))


async def _appraise(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    rating = _rating(body, required=True)
    assert rating is not None
    return await tasks.appraise_task(
        actor, task_id=key, rating=rating, comment=text_in(body, "comment"), operation_id=operation_in(body)
    )


async def _review(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await review_report(
        actor, report_id=key, comment=text_in(body, "comment"), rating=_rating(body, required=False),
        expected_version=whole_in(body, "version"), operation_id=operation_in(body),
    )  # fmt: skip


async def _read(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await review_daily_report(
        actor, daily_report_id=key, comment=text_in(body, "comment"), operation_id=operation_in(body)
    )


_VIEW = (Right.TASK_VIEW,)
START = Action(
    "start", "Begin", "{number} begun", _VIEW, frozenset({"OPEN"}), _start, "s", "plain", "fa-play",
    moot=frozenset({"STARTED", "DONE", *OVER}),
)  # fmt: skip
COMPLETE = Action(
    "complete", "Complete", "{number} completed", _VIEW, OPEN, _complete, "a", "primary", "fa-check",
    form="task-complete", moot=frozenset({"DONE", *OVER}),
)  # fmt: skip
APPRAISE = Action(
    "appraise", "Appraise", "{number} appraised", _VIEW, frozenset({"DONE"}), _appraise, "a", "primary", "fa-star",
    form="task-appraise", moot=frozenset({*OPEN, *OVER}),
)  # fmt: skip
REOPEN = Action(
    "reopen", "Open again", "{number} is open again", _VIEW, frozenset({"DONE"}), _reopen, "r", "plain",
    "fa-rotate-left", reason=True, moot=frozenset({*OPEN, *OVER}),
)  # fmt: skip
CANCEL = Action(
    "cancel", "Cancel the task", "{number} cancelled", _VIEW, OPEN, _cancel, "", "danger", "fa-ban", reason=True,
    moot=frozenset({"DONE", *OVER}),
)  # fmt: skip
NOTE = Action("note", "Add a record", "Record added to {number}", _VIEW, frozenset({*OPEN, "DONE", "APPRAISED"}), _note)
REVIEW = Action(
    "review", "Review", "Report on {number} reviewed", (Right.VISIT_REVIEW,), frozenset({"SUBMITTED"}), _review, "a",
    "primary", "fa-check", form="report-review", moot=frozenset({"DUE", "REVIEWED"}),
)  # fmt: skip
READ = Action(
    "read", "Comment", "Comment on {number} sent", (Right.VISIT_REVIEW,), frozenset({"SUBMITTED", "REVIEWED"}), _read,
    "a", "primary", "fa-comment", form="daily-read", moot=frozenset({"DRAFT"}),
)  # fmt: skip


async def load_task(frame: Frame, request: Request, key: UUID) -> Record:
    """A task with its records and what may be done now."""
    actor, locale = request.state.actor, request.state.locale
    task = (await read(frame, request, "task", id=global_id("Task", key)))["task"]
    mine = _is(task.get("assignee"), actor)
    gave = _is(task.get("assignedBy"), actor)
    department = task.get("department")
    reach = gave or (not mine and department is not None and reaches(actor, UUID(key_of(department["id"]))))
    not_mine = () if mine else (translate("Only its assignee starts and completes it.", locale, {}),)
    not_giver = () if reach else (translate("Only who gave it, or a supervisor, decides on it.", locale, {}),)
    own = (translate("You did it yourself; your supervisor can appraise it.", locale, {}),) if mine else not_giver
    wanted: tuple[tuple[Action, tuple[str, ...]], ...] = (
        (START, not_mine), (COMPLETE, not_mine), (APPRAISE, own), (REOPEN, not_giver), (CANCEL, not_giver),
    )  # fmt: skip
    offers = _offers(wanted, actor, "Task", task["state"], locale)
    context = {
        "task": task, "events": happened(task["history"], "Task", locale), "may": _allowed(offers),
        "may_change": reach and task["state"] in OPEN,
    }  # fmt: skip
    return Record(
        "Task", key, task["number"], "records/task.html", task["version"], task["state"], task, context, offers,
        watch("Task", task["id"]),
    )  # fmt: skip


async def load_visit_report(frame: Frame, request: Request, key: UUID) -> Record:
    """A visit's report beside the facts of the visit and the tasks that came of it."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(
        frame, request, "visit_report", id=global_id("VisitReport", key), tasks=actor.may(Right.TASK_VIEW)
    )
    report = data["visitReport"]
    mine = _is(report.get("author"), actor)
    own = (translate("The report is your own. Your supervisor can review it.", locale, {}),) if mine else ()
    wanted = ((REVIEW, own),) if actor.may(Right.VISIT_REVIEW) or not mine else ()
    offers = _offers(wanted, actor, "VisitReport", report["state"], locale)
    visit = report["visit"]
    context = {
        "report": report,
        "visit": visit,
        "customer": visit.get("customer"),
        "events": happened(report["history"], "VisitReport", locale),
        "may": _allowed(offers),
        "may_write": mine and report["state"] != "REVIEWED" and actor.may(Right.VISIT_DO),
    }
    number = f"{(visit.get('customer') or {}).get('name', '')} {visit['businessDay']}".strip()
    watched = [watch("VisitReport", report["id"]), *(watch("Task", task["id"]) for task in visit.get("tasks") or ())]
    return Record(
        "VisitReport", key, number, "records/visit_report.html", report["version"], report["state"], report, context,
        offers, " ".join(watched),
    )  # fmt: skip


async def load_daily_report(frame: Frame, request: Request, key: UUID) -> Record:
    """A daily report with its facts."""
    actor, locale = request.state.actor, request.state.locale
    report = (await read(frame, request, "daily_report", id=global_id("DailyReport", key)))["dailyReport"]
    mine = _is(report.get("author"), actor)
    own = (translate("The report is your own. Your supervisor can review it.", locale, {}),) if mine else ()
    wanted = ((READ, own),) if actor.may(Right.VISIT_REVIEW) or not mine else ()
    offers = _offers(wanted, actor, "DailyReport", report["state"], locale)
    context = {
        "report": report,
        "facts": facts_shown(report["facts"]),
        "events": happened(report["history"], "DailyReport", locale),
        "may": _allowed(offers),
        "mine": mine,
    }
    number = f"{(report.get('author') or {}).get('name', '')} {report['businessDay']}".strip()
    return Record(
        "DailyReport", key, number, "records/daily_report.html", report["version"], report["state"], report, context,
        offers, watch("DailyReport", report["id"]),
    )  # fmt: skip


def facts_shown(facts: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """The facts of a day that are known: key, label, value."""
    return [(name, text, facts[name]) for name, text in FACTS if facts.get(name) is not None]


def _offers(
    wanted: tuple[tuple[Action, tuple[str, ...]], ...], actor: Actor, kind: str, state: str, locale: str
) -> tuple[Offer, ...]:
    return tuple(
        offer(action, actor, kind, state, locale, more=reasons)
        for action, reasons in wanted
        if state not in action.moot
    )


def _allowed(offers: tuple[Offer, ...]) -> frozenset[str]:
    return frozenset(one.action.name for one in offers if one.allowed)


def _is(person: Mapping[str, Any] | None, actor: Actor) -> bool:
    return person is not None and key_of(person["id"]) == str(actor.id)


TASK = Kind("Task", "tasks", load_task, (START, COMPLETE, APPRAISE, REOPEN, CANCEL, NOTE), by_number="tasks")
VISIT_REPORT = Kind("VisitReport", "visit-reports", load_visit_report, (REVIEW,))
DAILY_REPORT = Kind("DailyReport", "daily-reports", load_daily_report, (READ,))

__all__ = ["DAILY_REPORT", "FACTS", "READ", "REVIEW", "TASK", "VISIT_REPORT", "facts_shown"]
