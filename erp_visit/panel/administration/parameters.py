"""Control parameters (控制参数) of the company, a department or an employee: what is in force and why, what was and
what comes, with who set it; a change tells whom it concerns before it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.setting_changes import set_setting, withdraw_setting
from erp_visit.org.setting_periods import Place
from erp_visit.org.setting_preview import SettingPreview, preview_setting
from erp_visit.org.setting_views import Entry, InForce, Overview, PeriodState, SettingSource, settings_overview
from erp_visit.org.settings import PARAMETERS, Parameter
from erp_visit.panel.frame import STATUS
from erp_visit.panel.middleware import wants_json
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import humanise, label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/parameters"
SHOWN = 30
"""How many periods of a parameter the page shows, the latest first."""
_DEPARTMENTS = "query($first: Int) { departments(first: $first) { nodes { id name parent { id } } } }"


@dataclass(frozen=True, slots=True)
class Where:
    """Whose parameters a page is about, as its address says it."""

    department_id: UUID | None = None
    employee_id: UUID | None = None

    @classmethod
    def of(cls, values: Any) -> Where:
        """From a query string or a form; raises NOT_FOUND."""
        return cls(key_in(values, "department", "Department"), key_in(values, "employee", "Employee"))

    @property
    def arguments(self) -> dict[str, UUID | None]:
        """For the services."""
        return {"department_id": self.department_id, "employee_id": self.employee_id}

    @property
    def query(self) -> str:
        """For addresses."""
        if self.employee_id is not None:
            return f"?employee={self.employee_id}"
        return f"?department={self.department_id}" if self.department_id is not None else ""


@dataclass(slots=True)
class Typed:
    """What somebody sent and what became of it."""

    key: str
    value: str
    starts_on: str
    reason: str
    taken: bool = False
    """Whether the value is to be taken away."""
    error: str = ""
    effect: SettingPreview | None = None


@dataclass(slots=True)
class Row:
    """One parameter as it is shown."""

    parameter: Parameter
    label: str
    help: str
    now: InForce
    value: str
    """The value in force, in words."""
    source: str
    """Where it comes from, in words."""
    entries: tuple[Entry, ...]
    present: Entry | None
    coming: tuple[Entry, ...]
    typed: str
    """What stands in the field."""
    choices: list[tuple[str, str]] = field(default_factory=list)
    sent: Typed | None = None
    editable: bool = False
    why_not: str = ""


@dataclass(slots=True)
class Section:
    """The parameters under one heading."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def own(self) -> int:
        """How many are set at just this place."""
        return sum(row.now.own for row in self.rows)


def parameter_routes(frame: Frame) -> list[BaseRoute]:
    """The page and its commands."""

    async def show(request: Request) -> Response:
        return await _page(frame, request, Where.of(request.query_params))

    async def change(request: Request) -> Response:
        return await _change(frame, request)

    async def withdraw(request: Request) -> Response:
        form = await request.form()
        where = Where.of(form)
        key = key_in(form, "setting", "Setting")
        if key is None:
            raise not_found("Setting", "", "setting")
        try:
            await withdraw_setting(
                request.state.actor,
                setting_id=key,
                expected_version=number_in(form, "version"),
                reason=str(form.get("reason", ""))[:2000],
                operation_id=uuid_in(form, "operation"),
            )
        except DomainError as error:
            if error.code not in (ErrorCode.WRONG_STATE, ErrorCode.CONFLICT):
                raise
            frame.flash(request, frame.texts(request, error)[0], "error")
        else:
            frame.flash(request, frame.text(request, "The coming value is withdrawn; the one before it goes on."))
        return RedirectResponse(f"{PATH}{where.query}#{form.get('key', '')!s:.64}", status_code=303)

    return [
        Route("/parameters", show, methods=["GET"]),
        Route("/parameters", change, methods=["POST"]),
        Route("/parameters/withdraw", withdraw, methods=["POST"]),
    ]


async def _change(frame: Frame, request: Request) -> Response:
    """Set a value, or show what setting it would change."""
    form = await request.form()
    where = Where.of(form)
    key, value, starts_on, reason = (str(form.get(name, ""))[:2000] for name in ("key", "value", "starts_on", "reason"))
    sent = Typed(key, value, starts_on, reason, bool(form.get("reset")) or form.get("preview") == "reset")
    try:
        change: dict[str, Any] = {
            "key": sent.key,
            "value": None if sent.taken else _value(sent.key, sent.value),
            "starts_on": day_in(sent.starts_on),
            **where.arguments,
        }
        if form.get("preview"):
            sent.effect = await preview_setting(request.state.actor, **change)
        else:
            await set_setting(
                request.state.actor,
                **change,
                expected_version=number_in(form, "version"),
                reason=sent.reason,
                operation_id=uuid_in(form, "operation"),
            )
    except DomainError as error:
        if wants_json(request) or (error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND) and not error.path):
            raise
        sent.error = frame.texts(request, error)[0]
        return await _page(frame, request, where, sent, status=int(STATUS.get(error.code, 422)))
    if sent.effect is None:
        frame.flash(request, frame.text(request, "The parameter is set."))
        return RedirectResponse(f"{PATH}{where.query}#{sent.key}", status_code=303)
    if wants_json(request):
        context = {"sent": sent, "in_words": _speak(request)}
        return JSONResponse({"html": frame.fragment(request, "settings/effect.html", context)})
    return await _page(frame, request, where, sent)


async def _page(
    frame: Frame, request: Request, where: Where, sent: Typed | None = None, *, status: int = 200
) -> Response:
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.SETTING_VIEW)
    overview = await settings_overview(actor, **where.arguments)
    rows = [_row(now, entries, locale) for now, entries in overview.rows]
    for row in rows:
        _allow(row, actor, overview.place, locale)
        if sent is not None and sent.key == row.parameter.key:
            row.sent, row.typed = sent, sent.value
    context = {
        "title": translate("Control parameters", locale, {}),
        "sections": _sections(rows, locale),
        "own": sum(row.now.own for row in rows),
        "new_id": new_id,
        "today": today().isoformat(),
        "shown": SHOWN,
        "may_edit": actor.may(Right.SETTING_EDIT),
        "in_words": _speak(request),
        **await place_context(frame, request, where, overview.place),
    }
    return await frame.page(request, "settings/parameters.html", context, status=status)


async def place_context(frame: Frame, request: Request, where: Where, place: Place) -> dict[str, Any]:
    """What the choice of the place on a page needs."""
    nodes = (await frame.read(request, _DEPARTMENTS, {"first": 500}))["departments"]["nodes"]
    return {
        "where": where,
        "place": place,
        "place_name": place.name or translate("The whole company", request.state.locale, {}),
        "departments": tree([(_bare(node["id"]), node["name"], _bare((node["parent"] or {}).get("id", "")))
                             for node in nodes]),
    }  # fmt: skip


def tree(nodes: list[tuple[str, str, str]]) -> list[tuple[str, str, int]]:
    """Key, name and depth of (key, name, parent's key), each below its parent, brothers by name."""
    below: dict[str, list[tuple[str, str]]] = {}
    known = {key for key, _, _ in nodes}
    for key, name, parent in nodes:
        below.setdefault(parent if parent in known else "", []).append((name, key))
    found: list[tuple[str, str, int]] = []
    waiting = [(name, key, 0) for name, key in sorted(below.get("", []), reverse=True)]
    while waiting:
        name, key, depth = waiting.pop()
        found.append((key, name, depth))
        waiting += [(name, key, depth + 1) for name, key in sorted(below.get(key, []), reverse=True)]
    return found


def _bare(identifier: str) -> str:
    return identifier.rpartition(":")[2]


def _row(now: InForce, entries: tuple[Entry, ...], locale: str) -> Row:
    parameter = now.parameter
    row = Row(
        parameter,
        translate(parameter.label, locale, {}),
        translate(parameter.help, locale, {}),
        now,
        in_words(parameter, now.value, locale),
        source_words(now.source, now.source_name, locale),
        entries,
        next((entry for entry in entries if entry.id == now.setting_id), None),
        tuple(reversed([entry for entry in entries if entry.state is PeriodState.COMING])),
        _typed(now.value),
    )
    if parameter.kind is bool:
        row.choices = [("true", translate("Yes", locale, {})), ("false", translate("No", locale, {}))]
    else:
        row.choices = [(choice, in_words(parameter, choice, locale)) for choice in parameter.choices]
    return row


def _sections(rows: list[Row], locale: str) -> list[Section]:
    found: dict[str, Section] = {}
    for row in rows:
        title = row.parameter.section
        found.setdefault(title, Section(translate(title, locale, {}))).rows.append(row)
    return list(found.values())


def _allow(row: Row, actor: Actor, place: Place, locale: str) -> None:
    """Whether the reader may set it here; if this is one that he may not, why not."""
    if not actor.may(Right.SETTING_EDIT):
        return  # the page says so once, not beside each of them
    if not place.takes(row.parameter):
        alone = row.parameter.per_department
        text = "This one is set for departments." if alone else "This one is set for the whole company."
        row.why_not = translate(text, locale, {})
    elif not place.within_reach(actor):
        row.why_not = translate("You may set it for your own department and those below it.", locale, {})
    else:
        row.editable = True


def source_words(source: SettingSource, name: str, locale: str) -> str:
    """Where a value comes from."""
    if source is SettingSource.DEFAULT:
        return translate("default", locale, {})
    if source is SettingSource.COMPANY:
        return translate("set for the company", locale, {})
    return translate("set for {name}", locale, {"name": name})


def in_words(parameter: Parameter, value: Any, locale: str) -> str:
    """A value as people read it, with its unit."""
    if value is None:
        return translate("that of the level above", locale, {})
    if isinstance(value, bool):
        return translate("Yes" if value else "No", locale, {})
    if parameter.choices and not parameter.unit:
        return label(locale, f"Choice.{parameter.key}.{value}", humanise(str(value)))
    if parameter.unit and parameter.kind is not str:
        return f"{value} {translate(parameter.unit, locale, {})}"
    return str(value)


def _speak(request: Request) -> Any:
    """`in_words` for templates."""
    return lambda parameter, value: in_words(parameter, value, request.state.locale)


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


def day_in(typed: str) -> date | None:
    """The day in a field of a date; raises INVALID_INPUT."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise invalid("{value} is not a day; write it like 2026-12-01.", "startsOn", value=typed) from None


def key_in(values: Any, name: str, kind: str) -> UUID | None:
    """The key in a field or in the address; raises NOT_FOUND for what cannot be one."""
    text = str(values.get(name, ""))
    if not text:
        return None
    try:
        return UUID(_bare(text))
    except ValueError:
        raise not_found(kind, text, name) from None


def number_in(form: Any, name: str) -> int | None:
    """The version that a form was made with."""
    text = str(form.get(name, ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None


def uuid_in(form: Any, name: str) -> UUID | None:
    """The operation id of a form; without a valid one the command cannot be recognised again."""
    try:
        return UUID(str(form.get(name, "")))
    except ValueError:
        return None


__all__ = [
    "PATH", "Overview", "Where", "day_in", "in_words", "parameter_routes", "place_context", "source_words", "uuid_in",
]  # fmt: skip
