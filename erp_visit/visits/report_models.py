"""The table of reports on visits (VIS-5)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields

from erp_visit.core.declare import SqlField
from erp_visit.core.models import Record, json, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right

if TYPE_CHECKING:
    from erp_visit.visits.models import Visit


class ReportState(StrEnum):
    """Where a visit report stands."""

    DUE = "DUE"
    SUBMITTED = "SUBMITTED"
    REVIEWED = "REVIEWED"


class Intent(StrEnum):
    """How likely the customer is to buy."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    NONE = "NONE"


_P = ReportState
REPORT_MOVES = StateTable(
    "Visit report", {(_P.DUE, _P.SUBMITTED), (_P.SUBMITTED, _P.SUBMITTED), (_P.SUBMITTED, _P.REVIEWED)}
)


class VisitReport(Record):
    """What a visit was worth, in fields (VIS-5); due some hours after check-out."""

    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "erp_visit.Visit", related_name="report", on_delete=fields.RESTRICT, description="The visit"
    )
    visit_id: object
    author = to_one("Employee", "Who writes it", "visit_reports")
    author_id: object
    state = fields.CharEnumField(ReportState, max_length=9, description="State", db_default=ReportState.DUE)
    due_at = moment("By when it is to be in")
    submitted_at = moment("When it came in", null=True)
    attendees = json("Who was there: name, role, contact", db_default=[])
    pains = text(2000, "What troubles the customer", db_default="")
    explicit_needs = text(2000, "Needs that the customer named", db_default="")
    implicit_needs = text(2000, "Needs behind them", db_default="")
    budget = text(500, "Budget", db_default="")
    decision_chain = text(1000, "Who decides", db_default="")
    competitors = text(1000, "Competitors", db_default="")
    concerns = text(2000, "Concerns", db_default="")
    objections = text(2000, "Objections", db_default="")
    promises = text(2000, "What was promised", db_default="")
    intent = fields.CharEnumField(Intent, max_length=6, description="How likely the customer is to buy", null=True)
    customer_confirmed = fields.BooleanField(
        description="Whether the customer agreed to the next steps", db_default=False
    )
    reviewed_at = moment("When it was reviewed", null=True)
    reviewed_by = to_one("Employee", "Who reviewed it", null=True)
    reviewed_by_id: object
    review_comment = text(1000, "What the reviewer said", db_default="")
    review_rating = fields.IntField(description="Rating by the reviewer, 1 to 5", null=True)
    reminded_at = moment("When the rep was reminded", null=True)
    escalated_at = moment("When the supervisor was told that it is missing", null=True)
    version = version()

    sql_fields = (
        SqlField("overdue", bool, "{t}.state = 'DUE' AND {t}.due_at < now()", "Whether it is late"),
    )  # fmt: skip
    sql_relations = (history("VisitReport"),)

    class Meta:
        table = "visit_report"
        indexes = (("author", "due_at"), ("due_at", "id"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("due_at", "state")


__all__ = ["REPORT_MOVES", "Intent", "ReportState", "VisitReport"]
