"""Forms of customers and contacts, on the commands of erp_visit.customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import not_found
from erp_visit.core.geo import Datum
from erp_visit.customers.fields import CONTACT_FIELDS, CREDIT_FIELDS, CUSTOMER_FIELDS
from erp_visit.customers.hours import parse_hours
from erp_visit.customers.models import ContactRole, CustomerKind, CustomerLevel, CustomerStatus
from erp_visit.customers.service import add_contact, create_customer, update_contact, update_customer
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, field_label, translate
from erp_visit.reads.spec import camel

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_LONGEST = {"code": 32, "name": 120, "phone": 32, "address": 255, "licence_number": 32, "territory": 64, "source": 64}
_CHOICES = {"kind": CustomerKind, "level": CustomerLevel, "status": CustomerStatus, "role": ContactRole}
_KINDS = {
    "remark": "lines", "tags": "tags", "anniversary": "date", "birthday": "date", "owner_id": "record",
    "department_id": "record", "credit_days": "number", "kind": "choice", "level": "choice", "status": "choice",
    "role": "choice", "visit_minutes": "number", "visits_per_month": "number", "closed_from": "date",
    "closed_until": "date",
}  # fmt: skip
_LISTS = {"owner_id": "employees", "department_id": "departments"}
_ORDER = (
    "code", "name", "kind", "level", "status", "phone", "licence_number", "owner_id", "department_id", "territory",
    "address", "latitude", "longitude", "datum", "opening_hours", "visits_per_month", "visit_minutes", "closed_from",
    "closed_until", "credit_limit", "credit_days", "anniversary", "source", "tags",
    "remark",
)  # fmt: skip
_POSITION = ("latitude", "longitude", "datum")
_GROUPS = {
    "owner_id": "Looked after by", "department_id": "Looked after by", "territory": "Looked after by",
    "address": "Place", "latitude": "Place", "longitude": "Place", "datum": "Place",
    "opening_hours": "Visits", "visits_per_month": "Visits", "visit_minutes": "Visits", "closed_from": "Visits",
    "closed_until": "Visits",
    "credit_limit": "Credit", "credit_days": "Credit",
    "anniversary": "More", "source": "More", "tags": "More", "remark": "More",
}  # fmt: skip
_HINTS = {
    "code": "Left empty, the next number is given.",
    "credit_limit": "Left empty: no limit.",
    "tags": "Separated by commas.",
    "opening_hours": "Weekdays 1 (Monday) to 7 and times: 1-5 08:00-12:00 14:00-20:00; 6 09:00-18:00",
    "visits_per_month": "In four weeks; left empty: as the level asks.",
    "datum": "Phones give WGS-84, Amap and Tencent GCJ-02, Baidu BD-09.",
}


def customer_routes(frame: Frame) -> list[BaseRoute]:
    """New and changed customers and contacts."""
    forms = CustomerForms(frame)
    right = Right.CUSTOMER_EDIT
    new = FormPage(
        frame, right, forms.titled("New customer"), forms.customer_fields, forms.empty, forms.create,
        lambda _: f"{BASE}/customers", "The customer is made.",
    )  # fmt: skip
    change = FormPage(
        frame, right, forms.named, forms.customer_fields, forms.load_customer, forms.change, to_customer,
        "The customer is changed.",
    )  # fmt: skip
    new_contact = FormPage(
        frame, right, forms.titled("New contact"), forms.contact_fields, forms.empty, forms.create_contact, to_customer,
        "The contact is made.",
    )  # fmt: skip
    change_contact = FormPage(
        frame, right, forms.named, forms.contact_fields, forms.load_contact, forms.change_contact,
        lambda request: f"{BASE}/contacts/{request.path_params['key']}", "The contact is changed.",
    )  # fmt: skip
    methods = ["GET", "POST"]
    return [
        Route("/customers/new", new.__call__, methods=methods),
        Route("/customers/{key}/edit", change.__call__, methods=methods),
        Route("/customers/{key}/contacts/new", new_contact.__call__, methods=methods),
        Route("/contacts/{key}/edit", change_contact.__call__, methods=methods),
    ]


class CustomerForms:
    """Fields, present values and commands of the forms."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def customer_fields(self, request: Request) -> list[FormField]:
        names = [name for name in _ORDER if name in CUSTOMER_FIELDS or name in _POSITION]
        if not request.state.actor.may(Right.CREDIT_EDIT):
            names = [name for name in names if name not in CREDIT_FIELDS]
        return [_field("Customer", name, request.state.locale, self.frame) for name in names]

    def contact_fields(self, request: Request) -> list[FormField]:
        return [_field("Contact", name, request.state.locale, self.frame) for name in CONTACT_FIELDS]

    async def empty(self, request: Request, fields: list[FormField]) -> Typed:
        texts = {one.name: one.choices[0][0] if one.kind == "choice" else "" for one in fields}
        texts.update({name: value for name, value in (("level", "C"), ("status", "ACTIVE")) if name in texts})
        return Typed(fields, texts, {})

    async def load_customer(self, request: Request, fields: list[FormField]) -> Typed:
        credit = " creditLimit creditDays" if request.state.actor.may(Right.CREDIT_VIEW) else ""
        own = [name for name in CUSTOMER_FIELDS if name not in CREDIT_FIELDS and not name.endswith("_id")]
        text = (
            f"query($id: ID!) {{ one: customer(id: $id) {{ version {' '.join(map(camel, own))}{credit}"
            " latitude longitude owner { id name } department { id name } } }"
        )
        return await _load(self.frame, request, text, "Customer", fields)

    async def load_contact(self, request: Request, fields: list[FormField]) -> Typed:
        text = f"query($id: ID!) {{ one: contact(id: $id) {{ {' '.join(map(camel, CONTACT_FIELDS))} }} }}"
        return await _load(self.frame, request, text, "Contact", fields)

    async def create(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        given = {name: value for name, value in _service_values(values).items() if value not in ("", None, [])}
        done = await create_customer(request.state.actor, id=operation, values=given)
        return f"{BASE}/customers/{done.customer_id}"

    async def change(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request)
        changes = _service_values(values)
        if changes.get("department_id") is None:
            changes.pop("department_id", None)
        await update_customer(
            request.state.actor,
            customer_id=key,
            changes=changes,
            expected_version=typed.version,
            operation_id=operation,
        )
        return f"{BASE}/customers/{key}"

    async def create_contact(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request)
        await add_contact(request.state.actor, id=operation, customer_id=key, values=values)
        return f"{BASE}/customers/{key}"

    async def change_contact(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request, "Contact")
        done = await update_contact(request.state.actor, contact_id=key, changes=values, operation_id=operation)
        return f"{BASE}/customers/{done.customer_id}"

    def titled(self, text: str) -> Callable[[Request, Typed], str]:
        return lambda request, _: self.frame.text(request, text)

    def named(self, request: Request, typed: Typed) -> str:
        return self.frame.text(request, "Change {name}", name=typed.texts.get("name", ""))


def to_customer(request: Request) -> str:
    """Where the form of a customer's part leads back to."""
    return f"{BASE}/customers/{request.path_params['key']}"


def _field(type_name: str, name: str, locale: str, frame: Frame) -> FormField:
    spec = frame.registry[type_name]
    hint = _HINTS.get(name, "")
    if name == "datum":
        label = translate("Datum", locale, {})
        choices = tuple((datum.value, datum.value.replace("WGS84", "WGS-84")) for datum in Datum)
        return FormField(name, label, "choice", choices=choices, hint=translate(hint, locale, {}), group=_GROUPS[name])
    enum = _CHOICES.get(name)
    return FormField(
        name,
        field_label(spec, name.removesuffix("_id"), locale),
        _KINDS.get(name, "text"),
        required=name == "name",
        maximum=_LONGEST.get(name, 500),
        choices=tuple((member.name, enum_label(enum, member.value, locale)) for member in enum) if enum else (),
        list=_LISTS.get(name, ""),
        hint=translate(hint, locale, {}) if hint else "",
        group=_GROUPS.get(name, ""),
    )


async def _load(frame: Frame, request: Request, text: str, kind: str, fields: list[FormField]) -> Typed:
    node = (await frame.read(request, text, {"id": f"{kind}:{_key(request, kind)}"}))["one"]
    texts, titles = {}, {}
    for one in fields:
        if one.kind == "record":
            related = node.get(camel(one.name.removesuffix("_id")))
            texts[one.name] = related["id"].rpartition(":")[2] if related else ""
            titles[one.name] = related["name"] if related else ""
        else:
            texts[one.name] = as_text(node.get(camel(one.name)))
    if "datum" in texts:
        texts["datum"] = "WGS84"
    return Typed(fields, texts, titles, version=node.get("version"))


def _service_values(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a customer's form as the service takes them."""
    found = dict(values)
    latitude, longitude, datum = found.pop("latitude"), found.pop("longitude"), found.pop("datum")
    if latitude or longitude:
        found["position"] = {"latitude": _degrees(latitude), "longitude": _degrees(longitude), "datum": datum}
    else:
        found["position"] = None
    for name in ("credit_limit",):
        if found.get(name) == "":
            found[name] = None
    found["opening_hours"] = parse_hours(found["opening_hours"], "openingHours")
    if "credit_days" in found and found["credit_days"] is None:
        found["credit_days"] = 0
    return found


def _degrees(text: str) -> float:
    """Degrees; what is no number becomes one that the service refuses with the field's name."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _key(request: Request, kind: str = "Customer") -> UUID:
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found(kind, request.path_params["key"]) from None


__all__ = ["customer_routes"]
