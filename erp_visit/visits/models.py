"""The table of visits (VIS-1, VIS-2)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.declare import SqlField, SqlRelation
from erp_visit.core.geo import Datum
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.forms.scope import in_scope_sql
from erp_visit.org.models import history
from erp_visit.org.rights import Right
from erp_visit.org.settings import company_number_sql
from erp_visit.visits.report_models import REPORT_MOVES, Intent, ReportState, VisitReport


class VisitKind(StrEnum):
    """Whether a visit was planned."""

    PLANNED = "PLANNED"
    AD_HOC = "AD_HOC"


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "PLANNED"
    STARTED = "STARTED"
    CHECKED_IN = "CHECKED_IN"
    DONE = "DONE"
    SHOP_CLOSED = "SHOP_CLOSED"
    CANCELLED = "CANCELLED"


class Evidence(StrEnum):
    """What the server makes of a position."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"
    SUSPICIOUS = "SUSPICIOUS"


class ReviewDecision(StrEnum):
    """What a supervisor decided about evidence that the server would not accept by itself."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class EvidenceStage(StrEnum):
    """When evidence was judged."""

    CHECK_IN = "CHECK_IN"
    PHOTO = "PHOTO"
    CHECK_OUT = "CHECK_OUT"


class PhotoPurpose(StrEnum):
    """What a photo of a visit shows."""

    STOREFRONT = "STOREFRONT"
    DISPLAY = "DISPLAY"
    SHELF = "SHELF"
    SHOP_CLOSED = "SHOP_CLOSED"
    OTHER = "OTHER"


class CoVisitState(StrEnum):
    """Where a colleague's part in a visit stands."""

    INVITED = "INVITED"
    CHECKED_IN = "CHECKED_IN"
    DONE = "DONE"
    DECLINED = "DECLINED"


_S = VisitState
VISIT_MOVES = StateTable(
    "Visit",
    {
        (_S.PLANNED, _S.STARTED), (_S.PLANNED, _S.CHECKED_IN), (_S.STARTED, _S.CHECKED_IN), (_S.CHECKED_IN, _S.DONE),
        (_S.PLANNED, _S.CANCELLED), (_S.STARTED, _S.CANCELLED),
        (_S.PLANNED, _S.SHOP_CLOSED), (_S.STARTED, _S.SHOP_CLOSED), (_S.CHECKED_IN, _S.SHOP_CLOSED),
    },
)  # fmt: skip

_C = CoVisitState
CO_VISIT_MOVES = StateTable(
    "Co-visit", {(_C.INVITED, _C.CHECKED_IN), (_C.CHECKED_IN, _C.DONE), (_C.INVITED, _C.DECLINED)}
)


class Visit(Record):
    """A rep's visit at a customer's shop."""

    customer = to_one("Customer", "The customer", "visits")
    customer_id: object
    rep = to_one("Employee", "Who visits", "visits")
    rep_id: object
    department = to_one("Department", "The rep's department at that time")
    department_id: object
    kind = fields.CharEnumField(VisitKind, max_length=8, description="Planned or ad hoc", db_default=VisitKind.AD_HOC)
    state = fields.CharEnumField(VisitState, max_length=12, description="State")
    business_day = fields.DateField(description="The business day it belongs to")
    planned_at = moment("When the rep is to arrive", null=True)
    planned_minutes = fields.IntField(description="Minutes that it is to take", null=True)
    position = fields.IntField(description="Place in the rep's route of the day, from 1", null=True)
    plan = to_one("Plan", "The plan that it comes from", "visits", null=True)
    plan_id: object
    ad_hoc_id = fields.UUIDField(
        description="The id that a phone gave it when it took it for unplanned; commands take it for the visit's own",
        null=True,
    )
    reasons = json("Why it was planned: kind and figures of each reason", db_default=[])
    moved_by_hand = fields.BooleanField(description="Whether somebody moved it; a new plan then leaves it where it is",
                                        db_default=False)  # fmt: skip
    appointment = fields.BooleanField(description="Whether the time is agreed with the customer", db_default=False)
    objective = text(255, "What it is for", db_default="")
    secondary_objective = text(255, "What else it is for", db_default="")
    materials = text(255, "What to bring", db_default="")
    started_at = moment("When the rep set out", null=True)
    checked_in_at = moment("When the rep checked in, by the server's clock", null=True)
    latitude = fields.FloatField(description="Latitude of the check-in in degrees, WGS-84", null=True)
    longitude = fields.FloatField(description="Longitude of the check-in in degrees, WGS-84", null=True)
    accuracy = fields.FloatField(description="Radius of the fix in metres, as the phone gave it", null=True)
    fixed_at = moment("When the phone took the position", null=True)
    distance = fields.FloatField(description="Metres from the customer's position, computed by the server", null=True)
    evidence = fields.CharEnumField(Evidence, max_length=10, description="What the server makes of it", null=True)
    evidence_reasons = ArrayField("text", description="Why it is not simply verified", db_default=[])
    mock = fields.BooleanField(description="Whether the phone said that its position was simulated", null=True)
    device = text(64, "The device as it names itself", db_default="")
    device_time = moment("The device's clock when it sent the check-in", null=True)
    parameters = to_one("ParameterSet", "The control parameters that it was judged by", null=True)
    parameters_id: object
    review_decision = fields.CharEnumField(
        ReviewDecision, max_length=8, description="What the review decided", null=True
    )
    reviewed_at = moment("When it was reviewed", null=True)
    reviewed_by = to_one("Employee", "Who reviewed it", null=True)
    reviewed_by_id: object
    review_reason = text(255, "Reason given for the review's decision", db_default="")
    checked_out_at = moment("When the rep checked out", null=True)
    check_out_latitude = fields.FloatField(description="Latitude of the check-out in degrees, WGS-84", null=True)
    check_out_longitude = fields.FloatField(description="Longitude of the check-out in degrees, WGS-84", null=True)
    check_out_distance = fields.FloatField(
        description="Metres from the customer's position at check-out, computed by the server", null=True
    )
    dwell_seconds = fields.IntField(description="Seconds between check-in and check-out", null=True)
    effective = fields.BooleanField(description="Whether check-in, check-out and minimum dwell are there", null=True)
    summary = text(1000, "What the rep noted when leaving", db_default="")
    cancel_reason = text(255, "Why it was cancelled", db_default="")
    created_at = created()
    version = version()

    sql_fields = (
        SqlField("counts", bool, "{t}.effective AND {t}.review_decision IS DISTINCT FROM 'REJECTED'",
                 "Whether it counts as effective: it is, and no review rejected it", nullable=True),
        SqlField("radius", int, "(SELECT (vp.content->>'tolerance_radius')::int FROM parameter_set vp"
                 " WHERE vp.id = {t}.parameters_id)",
                 "Metres from the customer that were allowed when it was judged", nullable=True),
        SqlField("on_time", bool, f"{{t}}.checked_in_at <= {{t}}.planned_at + {company_number_sql('on_time_minutes')}"
                 " * interval '1 minute'",
                 "Whether the check-in came no later than planned, but for the minutes allowed; none without a plan",
                 nullable=True),
        SqlField("ordered", bool,
                 "EXISTS (SELECT FROM sales_order vo WHERE vo.customer_id = {t}.customer_id"
                 " AND vo.state NOT IN ('REJECTED', 'CANCELLED') AND vo.business_day BETWEEN {t}.business_day"
                 f" AND {{t}}.business_day + {company_number_sql('order_follow_days')})",
                 "Whether the customer ordered on that day or within the days that count as following a visit",
                 right=Right.ORDER_VIEW),
    )  # fmt: skip
    sql_relations = (
        SqlRelation(
            "forms", "FormTemplate",
            f"{{r}}.active AND {in_scope_sql('{r}', '{t}.department_id')}"
            " AND EXISTS (SELECT FROM form_version sf WHERE sf.template_id = {r}.id)",
            "The forms that can be filled in in it", inherits=True,
        ),
        history("Visit"),
    )  # fmt: skip

    class Meta:
        table = "visit"
        indexes = (("customer", "created_at"), ("rep", "created_at"), ("department", "created_at"),
                   ("created_at", "id"), ("rep", "business_day"), ("business_day", "id"),
                   ("department", "business_day", "id"), ("customer", "business_day", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("business_day", "customer", "state")
        order = ("position",)
        natural = "created_at"


class VisitReview(Record):
    """A decision about a visit's evidence; a later one corrects it and leaves it standing. Only ever added."""

    visit = to_one("Visit", "The visit", "reviews")
    visit_id: object
    decision = fields.CharEnumField(ReviewDecision, max_length=8, description="What was decided")
    reason = text(255, "Why")
    decided_by = to_one("Employee", "Who decided")
    decided_by_id: object
    decided_at = moment("When it was decided")

    class Meta:
        table = "visit_review"
        indexes = (("visit", "decided_at"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("decision", "decided_at")


class EvidenceFinding(Record):
    """Why a visit is not simply verified: one reason with its figures; only ever added."""

    visit = to_one("Visit", "The visit", "findings")
    visit_id: object
    stage = fields.CharEnumField(EvidenceStage, max_length=9, description="When it was judged")
    reason = text(24, "What is wrong, e.g. OUT_OF_RANGE")
    evidence = fields.CharEnumField(Evidence, max_length=10, description="How heavy it weighs")
    figures = json("What was measured and what was allowed")
    at = created("When it was found")

    class Meta:
        table = "evidence_finding"
        indexes = (("visit", "id"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("reason",)


class VisitPhoto(Record):
    """A photo taken in a visit."""

    visit = to_one("Visit", "The visit", "photos")
    visit_id: object
    file = to_one("StoredFile", "The photo", "visit_photos")
    file_id: object
    purpose = fields.CharEnumField(PhotoPurpose, max_length=11, description="What it shows")
    added_by = to_one("Employee", "Who added it")
    added_by_id: object
    added_at = created("When it was added")

    class Meta:
        table = "visit_photo"
        unique_together = (("visit", "file"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("purpose",)


class CoVisit(Record):
    """A colleague's part in a visit (协访), with a check-in of its own."""

    visit = to_one("Visit", "The visit", "co_visits")
    visit_id: object
    colleague = to_one("Employee", "Who goes along", "co_visits")
    colleague_id: object
    invited_by = to_one("Employee", "Who asked for it")
    invited_by_id: object
    state = fields.CharEnumField(CoVisitState, max_length=10, description="State", db_default=CoVisitState.INVITED)
    invited_at = created("When it was asked for")
    checked_in_at = moment("When the colleague checked in, by the server's clock", null=True)
    latitude = fields.FloatField(description="Latitude of the check-in in degrees, WGS-84", null=True)
    longitude = fields.FloatField(description="Longitude of the check-in in degrees, WGS-84", null=True)
    accuracy = fields.FloatField(description="Radius of the fix in metres, as the phone gave it", null=True)
    fixed_at = moment("When the phone took the position", null=True)
    distance = fields.FloatField(description="Metres from the customer's position, computed by the server", null=True)
    evidence = fields.CharEnumField(Evidence, max_length=10, description="What the server makes of it", null=True)
    evidence_reasons = ArrayField("text", description="Why it is not simply verified", db_default=[])
    checked_out_at = moment("When the colleague checked out", null=True)
    dwell_seconds = fields.IntField(description="Seconds between check-in and check-out", null=True)
    feedback = text(1000, "What the colleague tells the rep", db_default="")
    rating = fields.IntField(description="Rating of the rep's visit, 1 to 5", null=True)
    version = version()

    class Meta:
        table = "co_visit"
        unique_together = (("visit", "colleague"),)
        indexes = (("colleague", "invited_at"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("state", "colleague")


class CoVisitFinding(Record):
    """Why a colleague's check-in is not simply verified: one reason with its figures; only ever added."""

    co_visit = to_one("CoVisit", "The co-visit", "findings")
    co_visit_id: object
    reason = text(24, "What is wrong, e.g. OUT_OF_RANGE")
    evidence = fields.CharEnumField(Evidence, max_length=10, description="How heavy it weighs")
    figures = json("What was measured and what was allowed")
    at = created("When it was found")

    class Meta:
        table = "co_visit_finding"
        indexes = (("co_visit", "id"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("reason",)


class VisitAction(Record):
    """What was done in a visit by a form: a stock count, shelf prices, competitors … (拜访动作)."""

    visit = to_one("Visit", "The visit", "actions")
    visit_id: object
    form_version = to_one("FormVersion", "The form as it was filled in", "actions")
    form_version_id: object
    answers = json("Answer by field key; computed fields with them")
    submitted_by = to_one("Employee", "Who filled it in")
    submitted_by_id: object
    submitted_at = created("When it was filled in")
    version = version()

    sql_relations = (history("VisitAction"),)

    class Meta:
        table = "visit_action"
        indexes = (("visit", "id"), ("form_version", "submitted_at"), ("submitted_at", "id"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("submitted_at",)


class ActionAnswer(Record):
    """One answer of an action as a row of its own, so that answers can be searched and exported in bulk.

    Exactly one of the values is set; a choice is text, of several choices each is a row.
    """

    action = to_one("VisitAction", "The action", "rows")
    action_id: object
    template = to_one("FormTemplate", "The form")
    template_id: object
    field = text(64, "Key of the field")
    label = text(120, "Label of the field when it was answered")
    row = fields.IntField(description="Line of a product or competitor table, from 1; 0 outside tables", db_default=0)
    text_value = text(2000, "Text or choice", null=True)
    number_value = fields.DecimalField(18, 4, description="Number", null=True)
    unit = text(16, "Unit of the number", db_default="")
    day_value = fields.DateField(description="Day", null=True)
    product = to_one("Product", "The product of the line", null=True)
    product_id: object
    file = to_one("StoredFile", "Photo", "answers", null=True)
    file_id: object

    class Meta:
        table = "action_answer"
        indexes = (("action", "id"), ("template", "field", "number_value"), ("product", "id"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("label",)
        search = ("text_value",)


__all__ = [
    "CO_VISIT_MOVES", "REPORT_MOVES", "VISIT_MOVES", "ActionAnswer", "CoVisit", "CoVisitFinding", "CoVisitState",
    "Datum", "Evidence", "EvidenceFinding", "EvidenceStage", "Intent", "PhotoPurpose", "ReportState", "ReviewDecision",
    "Visit", "VisitAction", "VisitKind", "VisitPhoto", "VisitReport", "VisitReview", "VisitState",
]  # fmt: skip
