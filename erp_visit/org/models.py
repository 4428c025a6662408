"""Tables of people, roles, settings and the audit trail."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.actor import Scope
from erp_visit.core.declare import SqlField, SqlRelation
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.org.login_models import LoginEvent, LoginOutcome, LoginSession, SecondFactor
from erp_visit.org.rights import Right


class EmployeeStatus(StrEnum):
    """Whether an employee may log in."""

    ACTIVE = "ACTIVE"
    LEFT = "LEFT"


class Department(Record):
    """A node of the department tree."""

    code = text(32, "Short unique code", unique=True)
    name = text(64, "Name")
    parent = to_one("Department", "The department above; none for the company itself", "children", null=True)
    parent_id: object
    start_latitude = fields.FloatField(
        description="Where its reps' working days start unless they say otherwise: latitude, WGS-84", null=True
    )
    start_longitude = fields.FloatField(
        description="Where its reps' working days start unless they say otherwise: longitude, WGS-84", null=True
    )

    sql_fields = (
        SqlField(
            "lineage", list,
            "ARRAY(WITH RECURSIVE up (id, parent_id) AS ("
            " SELECT {t}.id, {t}.parent_id"
            " UNION ALL SELECT u.id, u.parent_id FROM department u JOIN up ON u.id = up.parent_id"
            ") SELECT 'Department:' || up.id FROM up)",
            "Ids of the department and of all above it: «has» finds a department with all below",
        ),
    )  # fmt: skip

    class Meta:
        table = "department"

    class Access(Record.Access):
        right = Right.EMPLOYEE_VIEW
        fields = {"start_latitude": Right.VISIT_PLAN, "start_longitude": Right.VISIT_PLAN}

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "code")


class Role(Record):
    """A set of rights with a data scope; editable."""

    code = text(32, "Stable code", unique=True)
    name = text(64, "Name")
    scope = fields.CharEnumField(Scope, max_length=8, description="How far along the department tree it sees")
    rights = ArrayField("text", description="Codes of the function rights", db_default=[])
    version = version()

    class Meta:
        table = "role"

    class Access(Record.Access):
        right = Right.EMPLOYEE_VIEW
        fields = {"rights": Right.EMPLOYEE_MANAGE}

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "code")


class Employee(Record):
    """Someone who works for the distributor; with a user name, someone who can log in."""

    code = text(32, "Personnel number", unique=True)
    name = text(64, "Name")
    phone = text(32, "Phone", db_default="")
    username = text(64, "Log-in name, lower case", unique=True, null=True)
    password_hash = text(255, "Argon2 hash", null=True)
    department = to_one("Department", "The department that the employee belongs to", "employees")
    department_id: object
    status = fields.CharEnumField(EmployeeStatus, max_length=8, description="Whether the employee may log in",
                                  db_default=EmployeeStatus.ACTIVE)  # fmt: skip
    locale = text(8, "Language of the panel and of messages: zh or en", db_default="zh")
    start_latitude = fields.FloatField(
        description="Where the working day starts: latitude in degrees, WGS-84", null=True
    )
    start_longitude = fields.FloatField(
        description="Where the working day starts: longitude in degrees, WGS-84", null=True
    )
    end_latitude = fields.FloatField(
        description="Where the working day ends, if elsewhere: latitude, WGS-84", null=True
    )
    end_longitude = fields.FloatField(
        description="Where the working day ends, if elsewhere: longitude, WGS-84", null=True
    )
    tracking_consent_at = moment("When the employee agreed to be located in working hours", null=True)
    calendar_key = text(64, "Secret of the address of the employee's calendar feed", null=True)
    password_changed_at = moment("When the password was last set", null=True)
    must_change_password = fields.BooleanField(
        description="Whether the password is a first one, set by somebody else, to be changed at the next log-in",
        db_default=False,
    )
    version = version()

    class Meta:
        table = "employee"

    class Access(Record.Access):
        right = Right.EMPLOYEE_VIEW
        hidden = ("password_hash", "calendar_key")
        fields = {
            "password_changed_at": Right.EMPLOYEE_MANAGE, "must_change_password": Right.EMPLOYEE_MANAGE,
            "start_latitude": Right.VISIT_PLAN,
            "start_longitude": Right.VISIT_PLAN, "end_latitude": Right.VISIT_PLAN, "end_longitude": Right.VISIT_PLAN,
            "tracking_consent_at": Right.TRACK_VIEW,
        }  # fmt: skip

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "code", "username", "phone")


class EmployeeRole(Record):
    """That an employee has a role."""

    employee = to_one("Employee", "The employee", "roles")
    employee_id: object
    role = to_one("Role", "The role", "employees")
    role_id: object

    class Meta:
        table = "employee_role"
        unique_together = (("employee", "role"),)

    class Access(Record.Access):
        right = Right.EMPLOYEE_VIEW


class Setting(Record):
    """A control parameter (控制参数) from one moment to another, for the company, a department or an employee.

    What was in force is never changed: a new value ends the one before, and only a value that is still to come
    can be withdrawn.
    """

    key = text(64, "Which parameter")
    department = to_one("Department", "The department it is for; none for the whole company", null=True)
    department_id: object
    employee = to_one("Employee", "The employee it is for; none for all of the department", null=True)
    employee_id: object
    value = json("The value; none: that of the level above is in force", null=True)
    starts_at = created("From when it is in force")
    ends_at = moment("Until when it is in force; none for good", null=True)
    changed_at = moment("When it was set", null=True)
    changed_by = to_one("Employee", "Who set it", null=True)
    changed_by_id: object
    reason = text(500, "Why it was set", db_default="")
    withdrawn_at = moment("When it was withdrawn, before it came into force", null=True)
    withdrawn_by = to_one("Employee", "Who withdrew it", null=True)
    withdrawn_by_id: object
    version = version()

    class Meta:
        table = "setting"

    class Access(Record.Access):
        right = Right.SETTING_VIEW

    class Display(Record.Display):
        title = ("key",)
        search = ("key",)


class ParameterSet(Record):
    """All control parameters as they were for one judgement; its id is made from its content."""

    content = json("Key and value of every parameter")
    first_used_at = created("When it was first judged by")

    class Meta:
        table = "parameter_set"

    class Access(Record.Access):
        right = Right.SETTING_VIEW


_SENSITIVE = {
    "credit_limit": Right.CREDIT_VIEW, "unbilled": Right.CREDIT_VIEW, "advance": Right.RECEIVABLE_VIEW,
    "allocations": Right.RECEIVABLE_VIEW, "amount": Right.RECEIVABLE_VIEW, "open": Right.RECEIVABLE_VIEW,
    "cost_price": Right.COST_VIEW, "minimum_price": Right.COST_VIEW, "unit_cost": Right.COST_VIEW,
}  # fmt: skip
"""Values that the trail of a record keeps and that not everybody who sees the record may see."""


class AuditEntry(Record):
    """Who did what, when, to which record, with the values before and after; only ever added."""

    at = created("When it happened")
    actor = to_one("Employee", "Who did it; none for the system", null=True)
    actor_id: object
    action = text(64, "What was done, e.g. order.approve")
    entity = text(32, "Type of the record")
    entity_id = fields.UUIDField(description="Key of the record")
    number = text(64, "Number or name of the record at that time", db_default="")
    before = json("Values before", null=True)
    after = json("Values after", null=True)
    reason = text(500, "Reason given", db_default="")

    sql_fields = (
        # A name, for those who may not look at employees: who did something to a record is part of the record.
        SqlField("actor_name", str, "SELECT e.name FROM employee e WHERE e.id = {t}.actor_id",
                 "Name of who did it; none for the system", nullable=True),
    )  # fmt: skip

    class Meta:
        table = "audit_entry"
        indexes = (("entity", "entity_id", "at"), ("at", "id"))

    class Access(Record.Access):
        right = Right.AUDIT_VIEW
        fields = {f"{side}.{key}": right for side in ("before", "after") for key, right in _SENSITIVE.items()}

    class Display(Record.Display):
        title = ("action", "number")
        search = ("number", "action")
        search_starts = ("number", "action")


def history(kind: str) -> SqlRelation:
    """The relation `history` of a record type: what was done to a record is seen by whoever sees the record."""
    return SqlRelation(
        "history", "AuditEntry", f"{{r}}.entity = '{kind}' AND {{r}}.entity_id = {{t}}.id",
        "Who did what to it, and when", inherits=True,
    )  # fmt: skip


class Operation(Record):
    """A command that was carried out under a client's operation id, for exact repeats."""

    actor_id = fields.UUIDField(description="Who gave the command")
    name = text(64, "Which command")
    fingerprint = text(64, "SHA-256 of its content")
    result = json("Ids of what it made or changed")
    at = created()

    class Meta:
        table = "operation"

    class Access(Record.Access):
        internal = True


class SavedView(Record):
    """A list as somebody wants to find it again: filters, search, order and columns; a query, never its answer."""

    owner = to_one("Employee", "Whose view it is")
    owner_id: object
    screen = text(64, "Address of the list, e.g. stock-documents")
    name = text(64, "Name; empty for the columns that the owner chose for this list", db_default="")
    query = text(4000, "Query string of the list's address", db_default="")
    shared = fields.BooleanField(description="Whether colleagues find it in their lists", db_default=False)
    created_at = created()

    class Meta:
        table = "saved_view"
        unique_together = (("owner", "screen", "name"),)
        indexes = (("screen", "shared"),)

    class Access(Record.Access):
        internal = True


__all__ = [
    "AuditEntry", "Department", "Employee", "EmployeeRole", "EmployeeStatus", "LoginEvent", "LoginOutcome",
    "LoginSession", "Operation", "ParameterSet", "Role", "SavedView", "SecondFactor", "Setting", "history",
]  # fmt: skip
