"""Forms of departments, on the commands of erp_visit.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import not_found
from erp_visit.org.departments import create_department, update_department
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import field_label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_READ = "query($id: ID!) { one: department(id: $id) { code name parent { id name } } }"


def department_routes(frame: Frame) -> list[BaseRoute]:
    """A new department, and a changed one; the list is the derived screen."""
    spec = frame.registry["Department"]

    def fields(request: Request) -> list[FormField]:
        locale = request.state.locale
        hint = translate("Left empty: the company itself.", locale, {})
        return [
            FormField("code", field_label(spec, "code", locale), required=True, maximum=32),
            FormField("name", field_label(spec, "name", locale), required=True, maximum=64),
            FormField("parent_id", field_label(spec, "parent", locale), "record", list="departments", hint=hint),
        ]

    async def empty(request: Request, shown: list[FormField]) -> Typed:
        return Typed(shown)

    async def load(request: Request, shown: list[FormField]) -> Typed:
        node = (await frame.read(request, _READ, {"id": f"Department:{_key(request)}"}))["one"]
        parent = node["parent"] or {"id": "", "name": ""}
        texts = {"code": node["code"], "name": node["name"], "parent_id": parent["id"].rpartition(":")[2]}
        return Typed(shown, texts, {"parent_id": parent["name"]})

    async def create(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        await create_department(request.state.actor, id=operation, **values)
        return f"{BASE}/departments/{operation}"

    async def change(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request)
        await update_department(request.state.actor, department_id=key, changes=values, operation_id=operation)
        return f"{BASE}/departments/{key}"

    right = Right.EMPLOYEE_MANAGE
    new = FormPage(
        frame, right, lambda request, _: frame.text(request, "New department"), fields, empty, create,
        lambda _: f"{BASE}/departments", "The department is made.",
    )  # fmt: skip
    changed = FormPage(
        frame, right, lambda request, typed: frame.text(request, "Change {name}", name=typed.texts.get("name", "")),
        fields, load, change, lambda request: f"{BASE}/departments/{request.path_params['key']}",
        "The department is changed.",
    )  # fmt: skip
    return [
        Route("/departments/new", new.__call__, methods=["GET", "POST"]),
        Route("/departments/{key}/edit", changed.__call__, methods=["GET", "POST"]),
    ]


def _key(request: Request) -> UUID:
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found("Department", request.path_params["key"]) from None


__all__ = ["department_routes"]
