"""Control parameters (控制参数): what is in force and why, who set it when, for the company or a department."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.setting_changes import set_setting
from erp_visit.org.settings import PARAMETERS, Parameter
from erp_visit.panel.frame import STATUS
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import humanise, label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/parameters"
_READ = (
    "query($first: Int) { settings(first: $first) { nodes { key value version changedAt changedBy { name }"
    " department { id name } } } departments(first: $first) { nodes { id name parent { id } } } }"
)
_HISTORY = (
    'query { list: auditEntries(first: 200, filter: {entity: {eq: "Setting"}}, orderBy: [{field: AT, direction: DESC}])'
    " { nodes { id number at action reason before after actor { id name } } } }"
)


@dataclass(slots=True)
class Row:
    """One parameter as it is shown."""

    parameter: Parameter
    label: str
    help: str
    value: str
    """The value in force, in words."""
    source: str
    """Where it comes from, in words."""
    stored: Any = None
    """What is set exactly here; None if nothing is."""
    typed: str = ""
    """What stands in the field."""
    version: int = 0
    changed: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    history: list[dict[str, Any]] = field(default_factory=list)
    editable: bool = False
    why_not: str = ""


def parameter_routes(frame: Frame) -> list[BaseRoute]:
    """The page and its one command."""

    async def show(request: Request) -> Response:
        return await _page(frame, request, _department(request.query_params.get("department", "")))

    async def change(request: Request) -> Response:
        form = await request.form()
        department = _department(str(form.get("department", "")))
        key, typed = str(form.get("key", "")), str(form.get("value", ""))[:200]
        version = str(form.get("version", "0"))
        try:
            value = None if form.get("reset") else _value(key, typed)
            await set_setting(
                request.state.actor,
                key=key,
                value=value,
                department_id=department,
                expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
                reason=str(form.get("reason", "")),
                operation_id=_operation(str(form.get("operation", ""))),
            )
        except DomainError as error:
            if error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND) and not error.path:
                raise
            text = frame.texts(request, error)[0]
            status = int(STATUS.get(error.code, 422))
            return await _page(frame, request, department, refused=(key, typed, text), status=status)
        frame.flash(request, frame.text(request, "The parameter is set."))
        query = f"?department={department}" if department else ""
        return RedirectResponse(f"{PATH}{query}#{key}", status_code=303)

    return [Route("/parameters", show, methods=["GET"]), Route("/parameters", change, methods=["POST"])]


async def _page(
    frame: Frame,
    request: Request,
    department: UUID | None,
    *,
    refused: tuple[str, str, str] | None = None,
    status: int = 200,
) -> Response:
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.SETTING_VIEW)
    data = await frame.read(request, _READ, {"first": 500})
    departments = {node["id"].rpartition(":")[2]: node for node in data["departments"]["nodes"]}
    if department is not None and str(department) not in departments:
        raise not_found("Department", department)
    stored: dict[tuple[str, str], dict[str, Any]] = {}
    for node in data["settings"]["nodes"]:
        place = node["department"]["id"].rpartition(":")[2] if node["department"] else ""
        stored[node["key"], place] = node
    histories: dict[str, list[dict[str, Any]]] = {}
    if actor.may(Right.AUDIT_VIEW):
        for entry in (await frame.read(request, _HISTORY))["list"]["nodes"]:
            histories.setdefault(entry["number"], []).append(entry)
    above = _above(str(department) if department else "", departments)
    rows = []
    for parameter in PARAMETERS.values():
        row = _row(parameter, above, stored, departments, locale)
        row.history = histories.get(parameter.key, [])[:10]
        _allow(row, request, department)
        if refused is not None and refused[0] == parameter.key:
            row.typed, row.error = refused[1], refused[2]
        rows.append(row)
    context = {
        "title": translate("Control parameters", locale, {}),
        "rows": rows,
        "department": str(department) if department else "",
        "departments": sorted(((key, node["name"]) for key, node in departments.items()), key=lambda pair: pair[1]),
        "new_id": new_id,
    }
    return await frame.page(request, "settings/parameters.html", context, status=status)


def _above(place: str, departments: dict[str, dict[str, Any]]) -> list[str]:
    """The department and those above it, the company last."""
    found: list[str] = []
    while place and place in departments and place not in found:
        found.append(place)
        parent = departments[place]["parent"]
        place = parent["id"].rpartition(":")[2] if parent else ""
    return [*found, ""]


def _row(
    parameter: Parameter,
    above: list[str],
    stored: dict[tuple[str, str], dict[str, Any]],
    departments: dict[str, dict[str, Any]],
    locale: str,
) -> Row:
    nearest = next((place for place in above if (parameter.key, place) in stored), None)
    value = parameter.default if nearest is None else stored[parameter.key, nearest]["value"]
    if nearest is None:
        source = translate("default", locale, {})
    elif nearest:
        source = translate("set for {name}", locale, {"name": departments[nearest]["name"]})
    else:
        source = translate("set for the company", locale, {})
    here = stored.get((parameter.key, above[0]))
    row = Row(
        parameter,
        translate(parameter.label, locale, {}),
        translate(parameter.help, locale, {}),
        in_words(parameter, value, locale),
        source,
        stored=here["value"] if here else None,
        typed=_typed(value),
        version=here["version"] if here else 0,
    )
    if here and here["changedAt"]:
        row.changed = str(here["changedAt"])
        row.source = f"{source} · {here['changedBy']['name']}" if here["changedBy"] else source
    if parameter.kind is bool:
        row.choices = [("true", translate("Yes", locale, {})), ("false", translate("No", locale, {}))]
    else:
        row.choices = [(choice, in_words(parameter, choice, locale)) for choice in parameter.choices]
    return row


def _allow(row: Row, request: Request, department: UUID | None) -> None:
    """Whether the reader may set it here; if not, why not."""
    actor, locale = request.state.actor, request.state.locale
    if not actor.may(Right.SETTING_EDIT):
        row.why_not = translate("Your role may look at parameters, not set them.", locale, {})
    elif department is not None and not row.parameter.per_department:
        row.why_not = translate("This one is set for the whole company.", locale, {})
    elif actor.profile.scope is not Scope.ALL and (department is None or department not in actor.department_ids):
        row.why_not = translate("You may set it for your own department and those below it.", locale, {})
    else:
        row.editable = True


def in_words(parameter: Parameter, value: Any, locale: str) -> str:
    """A value as people read it, with its unit."""
    if isinstance(value, bool):
        return translate("Yes" if value else "No", locale, {})
    if parameter.choices and not parameter.unit:
        return label(locale, f"Choice.{parameter.key}.{value}", humanise(str(value)))
    return f"{value} {translate(parameter.unit, locale, {})}".strip() if parameter.unit else str(value)


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(key: str, typed: str) -> Any:
    """What is typed as the service takes it; the service judges it."""
    parameter = PARAMETERS.get(key)
    if parameter is None:
        return typed
    if parameter.kind is bool:
        return {"true": True, "false": False}.get(typed, typed)
    if parameter.kind is int:
        try:
            return int(typed)
        except ValueError:
            raise invalid("{key} is a whole number; {value} is not.", "value", key=key, value=typed[:40]) from None
    return typed


def _department(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise not_found("Department", text, "department") from None


def _operation(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


__all__ = ["parameter_routes"]
