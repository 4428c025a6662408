"""Tables of customers and contacts (CUS-1)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.declare import SqlField
from erp_visit.core.models import Record, created, json, money, text, to_one, version
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class CustomerKind(StrEnum):
    """The channel a customer sells through."""

    CONVENIENCE = "CONVENIENCE"
    SUPERMARKET = "SUPERMARKET"
    GROCERY = "GROCERY"
    RESTAURANT = "RESTAURANT"
    WHOLESALE = "WHOLESALE"
    OTHER = "OTHER"


class CustomerLevel(StrEnum):
    """Importance, A the highest."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class CustomerStatus(StrEnum):
    """Where a customer stands in its life cycle."""

    LEAD = "LEAD"
    POTENTIAL = "POTENTIAL"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    LOST = "LOST"
    WON_BACK = "WON_BACK"


ORDERING = frozenset({CustomerStatus.POTENTIAL, CustomerStatus.ACTIVE, CustomerStatus.DORMANT, CustomerStatus.WON_BACK})
"""States in which a customer may order."""


class ContactRole(StrEnum):
    """What a contact decides."""

    DECISION_MAKER = "DECISION_MAKER"
    INFLUENCER = "INFLUENCER"
    USER = "USER"


class Customer(Record):
    """A shop or firm that is visited and buys."""

    code = text(32, "Customer number", unique=True)
    name = text(120, "Name")
    pinyin = text(120, "Pinyin initials of the name, lower case", db_default="")
    kind = fields.CharEnumField(CustomerKind, max_length=16, description="Channel", db_default=CustomerKind.GROCERY)
    level = fields.CharEnumField(CustomerLevel, max_length=1, description="Level", db_default=CustomerLevel.C)
    status = fields.CharEnumField(
        CustomerStatus, max_length=12, description="Life cycle", db_default=CustomerStatus.ACTIVE
    )
    source = text(64, "Where the customer came from", db_default="")
    phone = text(32, "Main phone", db_default="")
    address = text(255, "Address", db_default="")
    latitude = fields.FloatField(description="Latitude in degrees, WGS-84", null=True)
    longitude = fields.FloatField(description="Longitude in degrees, WGS-84", null=True)
    opening_hours = json("Hours per weekday, 1 Monday to 7: {\"1\": [[\"08:00\", \"12:00\"]]}; none known if empty",
                         db_default={})  # fmt: skip
    visit_minutes = fields.IntField(
        description="Minutes that a visit usually takes, if not as the settings say", null=True
    )
    visits_per_month = fields.IntField(description="Visits in four weeks, if not as the level asks", null=True)
    closed_from = fields.DateField(description="First day on which the shop is closed for a while", null=True)
    closed_until = fields.DateField(
        description="Last day on which the shop is closed; none while open-ended", null=True
    )
    licence_number = text(32, "Business licence number (统一社会信用代码)", null=True)
    tags = ArrayField("text", description="Tags", db_default=[])
    custom = json("Custom fields", db_default={})
    anniversary = fields.DateField(description="Birthday or anniversary", null=True)
    owner = to_one("Employee", "The sales rep who looks after the customer", "customers", null=True)
    owner_id: object
    department = to_one("Department", "The department that the customer belongs to", "customers")
    department_id: object
    territory = text(64, "Territory", db_default="")
    credit_limit = money("Most that the customer may owe; none means no limit", null=True)
    credit_days = fields.IntField(description="Days from shipping until a receivable is due", db_default=0)
    remark = text(500, "Remark", db_default="")
    created_at = created()
    version = version()

    sql_fields = (
        SqlField("overdue_amount", Decimal,
                 "SELECT coalesce(sum(r.open_amount), 0.00) FROM receivable r"
                 " WHERE r.customer_id = {t}.id AND r.open_amount > 0 AND r.due_on < :today",
                 "Open receivables whose due date has passed", right=Right.CREDIT_VIEW),
    )  # fmt: skip
    sql_relations = (history("Customer"),)

    class Meta:
        table = "customer"
        indexes = (("owner", "id"), ("department", "id"), ("name", "id"), ("created_at", "id"),
                   ("owner", "created_at", "id"), ("department", "created_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.CUSTOMER_VIEW
        fields = {"credit_limit": Right.CREDIT_VIEW, "account": Right.CREDIT_VIEW}

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "code", "phone", "pinyin")
        search_grams = True


class Contact(Record):
    """A person at a customer."""

    customer = to_one("Customer", "The customer", "contacts")
    customer_id: object
    name = text(64, "Name")
    role = fields.CharEnumField(ContactRole, max_length=16, description="What the person decides",
                                db_default=ContactRole.DECISION_MAKER)  # fmt: skip
    phone = text(32, "Phone", db_default="")
    birthday = fields.DateField(description="Birthday", null=True)
    remark = text(255, "Remark", db_default="")

    class Meta:
        table = "contact"
        indexes = (("customer", "id"),)

    class Access(Record.Access):
        right = Right.CUSTOMER_VIEW

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "phone")
        search_grams = True


class Ownership(Record):
    """That an employee looked after a customer from one business day to another; written by the database itself.

    Whoever looks after the customer at the end of a day has that day.
    """

    customer = to_one("Customer", "The customer", "ownerships")
    customer_id: object
    owner = to_one("Employee", "Who looked after the customer")
    owner_id: object
    from_on = fields.DateField(description="The first day")
    until_on = fields.DateField(
        description="The day on which it ended, no longer counted; none while it lasts", null=True
    )

    class Meta:
        table = "ownership"
        indexes = (("owner", "from_on"), ("customer", "from_on"))

    class Access(Record.Access):
        right = Right.CUSTOMER_VIEW

    class Display(Record.Display):
        title = ("from_on",)


__all__ = [
    "ORDERING", "Contact", "ContactRole", "Customer", "CustomerKind", "CustomerLevel", "CustomerStatus", "Ownership",
]  # fmt: skip
