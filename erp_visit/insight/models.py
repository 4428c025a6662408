"""Tables of insight: abnormal customers, daily reports, targets (CUS-13, WRK-4, INS-2)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import PythonField
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.insight.wording import alert_reason
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class AlertKind(StrEnum):
    """In what way a customer is abnormal."""

    LIKELY_LOST = "LIKELY_LOST"
    AMOUNT_PLUNGE = "AMOUNT_PLUNGE"
    TRANSACTION_PLUNGE = "TRANSACTION_PLUNGE"


class CustomerAlert(Record):
    """A customer whose buying broke with its own habit; open until it is normal again."""

    customer = to_one("Customer", "The customer", "alerts")
    customer_id: object
    kind = fields.CharEnumField(AlertKind, max_length=18, description="In what way")
    figures = json("What was seen and what it was measured by")
    detected_on = fields.DateField(description="The business day on which it was first seen")
    seen_on = fields.DateField(description="The business day on which it was last seen")
    resolved_on = fields.DateField(description="The business day on which it was normal again", null=True)

    python_fields = (
        PythonField("reason", str, ("kind", "figures"), alert_reason, "What is abnormal, in the reader's language",
                    speaks=True),
    )  # fmt: skip

    class Meta:
        table = "customer_alert"
        indexes = (("customer", "id"), ("detected_on", "id"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW
        fields = {"figures": Right.ORDER_VIEW}

    class Display(Record.Display):
        title = ("kind", "detected_on")


class DailyReportState(StrEnum):
    """Where a daily report stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    REVIEWED = "REVIEWED"


_S = DailyReportState
DAILY_REPORT_MOVES = StateTable(
    "Daily report",
    {
        (_S.DRAFT, _S.DRAFT), (_S.DRAFT, _S.SUBMITTED), (_S.SUBMITTED, _S.SUBMITTED), (_S.SUBMITTED, _S.REVIEWED),
        (_S.REVIEWED, _S.REVIEWED),
    },
)  # fmt: skip


class DailyReport(Record):
    """What an employee did on a business day: the day's facts and the employee's remarks (日报)."""

    author = to_one("Employee", "Whose day it was", "daily_reports")
    author_id: object
    department = to_one("Department", "The author's department at that time")
    department_id: object
    business_day = fields.DateField(description="The business day")
    state = fields.CharEnumField(DailyReportState, max_length=9, description="State", db_default=DailyReportState.DRAFT)
    facts = json("The day's facts when it was handed in", db_default={})
    remarks = text(2000, "What the author says of the day", db_default="")
    next_steps = text(2000, "What comes next", db_default="")
    created_at = created()
    submitted_at = moment("When it came in", null=True)
    reviewed_at = moment("When the supervisor read it", null=True)
    reviewed_by = to_one("Employee", "Who read it", null=True)
    reviewed_by_id: object
    review_comment = text(1000, "What the supervisor said", db_default="")
    version = version()

    sql_relations = (history("DailyReport"),)

    class Meta:
        table = "daily_report"
        unique_together = (("author", "business_day"),)
        indexes = (("department", "business_day"), ("business_day", "id"))

    class Access(Record.Access):
        right = Right.TASK_VIEW

    class Display(Record.Display):
        title = ("business_day", "author", "state")


class Measure(StrEnum):
    """What a target is set for; computed as on the visit boards."""

    VISITS = "VISITS"
    EFFECTIVE_VISITS = "EFFECTIVE_VISITS"
    CUSTOMERS_VISITED = "CUSTOMERS_VISITED"
    ORDERS = "ORDERS"
    AMOUNT = "AMOUNT"


class Target(Record):
    """What an employee or a department is to reach in a month."""

    month = fields.DateField(description="First day of the month")
    measure = fields.CharEnumField(Measure, max_length=17, description="What is counted")
    department = to_one("Department", "The department that it is for", null=True)
    department_id: object
    employee = to_one("Employee", "The employee that it is for", "targets", null=True)
    employee_id: object
    value = fields.DecimalField(14, 2, description="What is to be reached")
    set_by = to_one("Employee", "Who set it")
    set_by_id: object
    version = version()

    class Meta:
        table = "target"
        indexes = (("month", "id"),)

    class Access(Record.Access):
        right = Right.INSIGHT_VIEW

    class Display(Record.Display):
        title = ("month", "measure")


__all__ = [
    "DAILY_REPORT_MOVES", "AlertKind", "CustomerAlert", "DailyReport", "DailyReportState", "Measure", "Target",
]  # fmt: skip
