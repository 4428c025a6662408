"""Queues of reports: visit reports to write and to review, daily reports to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from erp_visit.org.rights import Right
from erp_visit.panel.queues.model import Choice, Column, Filter, Mark, Queue, Row
from erp_visit.panel.queues.orders import DEPARTMENT
from erp_visit.panel.records.present import key_of, money, path_of
from erp_visit.panel.records.work import DAILY_REPORT, READ, REVIEW, VISIT_REPORT
from erp_visit.panel.wording import enum_label, translate
from erp_visit.visits.models import Intent

_NEEDS = (Right.VISIT_VIEW, Right.CUSTOMER_VIEW, Right.EMPLOYEE_VIEW)
_COLUMNS = (
    Column("number", "Visit"), Column("title", "Customer"), Column("amount", "Author"), Column("at", "Due"),
    Column("marks", "Warnings"),
)  # fmt: skip


def _report(report: Mapping[str, Any], locale: str) -> Row:
    visit = report["visit"]
    customer = visit["customer"]
    name = customer["name"] if customer else "—"
    marks = []
    if report["overdue"]:
        marks.append(Mark("danger", "fa-clock", translate("overdue", locale, {})))
    if report["intent"]:
        intent = enum_label(Intent, report["intent"], locale)
        marks.append(Mark("plain", "", translate("Intent: {intent}", locale, {"intent": intent})))
    return Row(
        key=UUID(key_of(report["id"])),
        number=f"{name} {visit['businessDay']}",
        title=name,
        path=path_of("VisitReport", report["id"]),
        version=report["version"],
        shown_amount=report["author"]["name"],
        at=report["dueAt"],
        note=customer["level"] if customer else "",
        marks=tuple(marks),
        group=visit["department"]["name"],
        beneath=visit["businessDay"],
    )


def _search(text: str) -> Mapping[str, Any]:
    return {
        "or": [
            {"visit": {"customer": {"name": {"contains": text}}}},
            {"visit": {"customer": {"pinyin": {"startsWith": text.lower()}}}},
            {"author": {"name": {"contains": text}}},
        ]
    }


_DEPARTMENT = Filter(
    "department", "Department", source="departments", right=Right.EMPLOYEE_VIEW,
    condition=lambda key: {"visit": {"department": {"id": {"eq": key}}}},
)  # fmt: skip

REVIEWS = Queue(
    name="visit-reports",
    title="Visit reports to review",
    empty="No visit report waits for a review.",
    rights=(Right.VISIT_REVIEW,),
    needs=_NEEDS,
    kind=VISIT_REPORT,
    document="queue_visit_reports",
    condition={"state": {"eq": "SUBMITTED"}},
    search=_search,
    search_by="Customer, pinyin, author",
    row=_report,
    columns=_COLUMNS,
    actions=(REVIEW,),
    filters=(_DEPARTMENT,),
    watches=("VisitReport",),
    sums=False,
)
MISSING = Queue(
    name="missing-reports",
    title="Visit reports to write",
    empty="All visit reports are in.",
    rights=(Right.VISIT_DO, Right.VISIT_REVIEW),
    needs=_NEEDS,
    kind=VISIT_REPORT,
    document="queue_visit_reports",
    condition={"state": {"eq": "DUE"}},
    search=_search,
    search_by="Customer, pinyin, author",
    row=_report,
    columns=_COLUMNS,
    filters=(
        Filter(
            "due",
            "Due",
            choices=(
                Choice("overdue", "Due and not in", {"overdue": {"eq": True}}),
                Choice("later", "Not yet due", {"overdue": {"eq": False}}),
            ),
        ),
        _DEPARTMENT,
    ),
    watches=("VisitReport",),
    sums=False,
)


def _daily(report: Mapping[str, Any], locale: str) -> Row:
    facts = report["facts"]
    done = translate("{count} visits", locale, {"count": facts.get("visits_done", 0)})
    return Row(
        key=UUID(key_of(report["id"])),
        number=f"{report['author']['name']} {report['businessDay']}",
        title=f"{done} · {money(facts.get('order_amount', '0'))}",
        path=path_of("DailyReport", report["id"]),
        version=report["version"],
        shown_amount=report["author"]["name"],
        at=report["submittedAt"],
        group=report["department"]["name"],
        beneath=report["businessDay"],
    )


DAILY = Queue(
    name="daily-reports",
    title="Daily reports to read",
    empty="No daily report waits to be read.",
    rights=(Right.VISIT_REVIEW,),
    needs=(Right.TASK_VIEW, Right.EMPLOYEE_VIEW),
    kind=DAILY_REPORT,
    document="queue_daily_reports",
    condition={"state": {"eq": "SUBMITTED"}},
    search=lambda text: {"author": {"name": {"contains": text}}},
    search_by="Author",
    row=_daily,
    columns=(
        Column("number", "Daily report"),
        Column("title", "Day"),
        Column("amount", "Author"),
        Column("at", "Sent"),
    ),
    actions=(READ,),
    filters=(DEPARTMENT,),
    watches=("DailyReport",),
    sums=False,
)

__all__ = ["DAILY", "MISSING", "REVIEWS"]
