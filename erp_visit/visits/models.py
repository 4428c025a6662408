"""The table of visits (VIS-1, VIS-2)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.geo import Datum
from erp_visit.core.models import Record, created, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right


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
    CANCELLED = "CANCELLED"


class Evidence(StrEnum):
    """What the server makes of a position."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"
    SUSPICIOUS = "SUSPICIOUS"


_S = VisitState
VISIT_MOVES = StateTable(
    "Visit",
    {
        (_S.PLANNED, _S.STARTED), (_S.PLANNED, _S.CHECKED_IN), (_S.STARTED, _S.CHECKED_IN), (_S.CHECKED_IN, _S.DONE),
        (_S.PLANNED, _S.CANCELLED), (_S.STARTED, _S.CANCELLED),
    },
)  # fmt: skip


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
    started_at = moment("When the rep set out", null=True)
    checked_in_at = moment("When the rep checked in, by the server's clock", null=True)
    latitude = fields.FloatField(description="Latitude of the check-in in degrees, WGS-84", null=True)
    longitude = fields.FloatField(description="Longitude of the check-in in degrees, WGS-84", null=True)
    accuracy = fields.FloatField(description="Radius of the fix in metres, as the phone gave it", null=True)
    fixed_at = moment("When the phone took the position", null=True)
    distance = fields.FloatField(description="Metres from the customer's position, computed by the server", null=True)
    evidence = fields.CharEnumField(Evidence, max_length=10, description="What the server makes of it", null=True)
    evidence_reasons = ArrayField("text", description="Why it is not simply verified", db_default=[])
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

    sql_relations = (history("Visit"),)

    class Meta:
        table = "visit"
        indexes = (("customer", "created_at"), ("rep", "created_at"), ("department", "created_at"),
                   ("created_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("business_day", "state")


__all__ = ["VISIT_MOVES", "Datum", "Evidence", "Visit", "VisitKind", "VisitState"]
