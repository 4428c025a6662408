"""Tables of planning (PLN-1…6): plans with their stops, assignments, the working calendar, routes of a day."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import SqlRelation
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class PlanState(StrEnum):
    """Where a plan stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    READY = "READY"
    APPLIED = "APPLIED"
    FAILED = "FAILED"
    DISCARDED = "DISCARDED"


_S = PlanState
PLAN_MOVES = StateTable(
    "Plan",
    {
        (_S.QUEUED, _S.RUNNING), (_S.RUNNING, _S.RUNNING), (_S.RUNNING, _S.READY), (_S.RUNNING, _S.FAILED),
        (_S.READY, _S.APPLIED), (_S.QUEUED, _S.DISCARDED), (_S.RUNNING, _S.DISCARDED), (_S.READY, _S.DISCARDED),
        (_S.FAILED, _S.DISCARDED),
    },
)  # fmt: skip


class Plan(Record):
    """A plan of visits for some reps and days: worked out as a dry run, looked at, then applied."""

    number = text(32, "Plan number", unique=True)
    state = fields.CharEnumField(PlanState, max_length=9, description="State", db_default=PlanState.QUEUED)
    starts_on = fields.DateField(description="First day")
    ends_on = fields.DateField(description="Last day")
    department = to_one("Department", "The department whose reps it plans")
    department_id: object
    requested_by = to_one("Employee", "Who asked for it")
    requested_by_id: object
    options = json("Reps and schemes that it was asked for")
    progress = fields.IntField(description="Per cent done", db_default=0)
    fingerprint = text(
        64, "SHA-256 of everything that it was worked out from: the same input gives the same plan", db_default=""
    )
    summary = json("What it comes to: stops, customers, kilometres, what could not be placed", db_default={})
    error = text(500, "Why it failed", db_default="")
    parameters = to_one("ParameterSet", "The control parameters of the department that it was worked out by", null=True)
    parameters_id: object
    created_at = created()
    finished_at = moment("When it was worked out", null=True)
    applied_at = moment("When its visits were made", null=True)
    applied_by = to_one("Employee", "Who applied it", null=True)
    applied_by_id: object
    version = version()

    sql_relations = (history("Plan"),)

    class Meta:
        table = "plan"
        indexes = (("department", "created_at"), ("created_at", "id"), ("requested_by", "created_at", "id"))

    class Access(Record.Access):
        right = Right.VISIT_PLAN

    class Display(Record.Display):
        title = ("number",)
        search = ("number",)


class PlanStop(Record):
    """A customer in a plan: on a day of a rep's, or left out with the reason."""

    plan = to_one("Plan", "The plan", "stops")
    plan_id: object
    rep = to_one("Employee", "Who is to visit")
    rep_id: object
    customer = to_one("Customer", "Whom", "plan_stops")
    customer_id: object
    day = fields.DateField(description="On which day; none if it could not be placed", null=True)
    position = fields.IntField(description="Place in the day's route, from 1", null=True)
    arrives_at = moment("When the rep is to arrive", null=True)
    minutes = fields.IntField(description="Minutes that it is to take")
    reasons = json("Why the customer is visited: kind and figures of each reason")
    left_out = text(32, "Why it could not be placed, e.g. NO_CAPACITY", db_default="")
    visit = to_one("Visit", "The visit that it became", null=True)
    visit_id: object

    class Meta:
        table = "plan_stop"
        indexes = (("plan", "rep", "day"), ("customer", "id"))

    class Access(Record.Access):
        right = Right.VISIT_PLAN

    class Display(Record.Display):
        title = ("day", "position")
        order = ("position",)


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    OPEN = "OPEN"
    PLANNED = "PLANNED"
    CANCELLED = "CANCELLED"


class VisitAssignment(Record):
    """A manager's order that a rep visit a customer within some days."""

    customer = to_one("Customer", "Whom to visit", "assignments")
    customer_id: object
    rep = to_one("Employee", "Who is to visit", "assignments")
    rep_id: object
    department = to_one("Department", "The rep's department at that time")
    department_id: object
    assigned_by = to_one("Employee", "Who asked for it")
    assigned_by_id: object
    from_on = fields.DateField(description="Not before this day")
    due_on = fields.DateField(description="Not after this day")
    objective = text(255, "What the visit is for", db_default="")
    state = fields.CharEnumField(AssignmentState, max_length=9, description="State", db_default=AssignmentState.OPEN)
    created_at = created()
    visit = to_one("Visit", "The visit that it became", null=True)
    visit_id: object
    version = version()

    class Meta:
        table = "visit_assignment"
        indexes = (("rep", "due_on"), ("customer", "id"), ("department", "due_on"), ("created_at", "id"),
                   ("due_on", "id"), ("assigned_by", "due_on"), ("department", "created_at", "id"),
                   ("rep", "created_at", "id"), ("assigned_by", "created_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("due_on", "objective")


class CalendarDay(Record):
    """A day that differs from the working week and the public holidays: worked, or off, for all or for some."""

    day = fields.DateField(description="The day")
    department = to_one("Department", "The department and those below; none for all", null=True)
    department_id: object
    employee = to_one("Employee", "One employee: leave, or an extra day", null=True)
    employee_id: object
    working = fields.BooleanField(description="Whether it is worked")
    note = text(120, "Why", db_default="")
    set_by = to_one("Employee", "Who entered it", null=True)
    set_by_id: object
    version = version()

    class Meta:
        table = "calendar_day"
        indexes = (("day", "id"),)

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("day", "note")


class RouteOrigin(StrEnum):
    """How the order of a route came about."""

    OPTIMISED = "OPTIMISED"
    BY_HAND = "BY_HAND"
    REUSED = "REUSED"


class RouteStart(StrEnum):
    """Where a route begins: its metres count from there."""

    EMPLOYEE = "EMPLOYEE"
    DEPARTMENT = "DEPARTMENT"
    LAST_VISIT = "LAST_VISIT"
    FIRST_VISIT = "FIRST_VISIT"


class DayRoute(Record):
    """A rep's route on a day; its stops are the day's visits in the order of their position."""

    rep = to_one("Employee", "Whose route", "routes")
    rep_id: object
    department = to_one("Department", "The rep's department at that time")
    department_id: object
    business_day = fields.DateField(description="The day")
    origin = fields.CharEnumField(RouteOrigin, max_length=9, description="How its order came about")
    leaves_at = moment("When the rep leaves the starting point", null=True)
    returns_at = moment("When the rep is at the end point", null=True)
    metres = fields.IntField(description="Length in metres", db_default=0)
    travel_seconds = fields.IntField(description="Seconds on the way", db_default=0)
    waiting_seconds = fields.IntField(description="Seconds before closed doors", db_default=0)
    straight = fields.BooleanField(
        description="Whether metres and times are reckoned by straight lines and the detour; else by roads",
        db_default=True,
    )
    start_from = fields.CharEnumField(
        RouteStart, max_length=11, null=True,
        description="Where it begins: the rep's own starting point; that of the department or of one above it; the last"
        " visit of today; or the first visit, as no starting point is known. None for routes from before this was kept",
    )  # fmt: skip
    line = json("The way as a GeoJSON LineString", null=True)
    computed_at = moment("When it was worked out")
    version = version()

    sql_relations = (
        SqlRelation("visits", "Visit",
                    "{r}.rep_id = {t}.rep_id AND {r}.business_day = {t}.business_day AND {r}.state <> 'CANCELLED'",
                    "The day's visits; their order is that of their position"),
        history("DayRoute"),
    )  # fmt: skip

    class Meta:
        table = "day_route"
        unique_together = (("rep", "business_day"),)
        indexes = (("business_day", "id"), ("department", "business_day"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("business_day", "rep")


__all__ = [
    "PLAN_MOVES", "AssignmentState", "CalendarDay", "DayRoute", "Plan", "PlanState", "PlanStop", "RouteOrigin",
    "RouteStart", "VisitAssignment",
]  # fmt: skip
