"""A form page: shown, sent, refused with everything kept, or done and gone to the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.panel.forms.fields import FormField, Typed
from erp_visit.panel.frame import STATUS

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

Load = Callable[[Request, list[FormField]], Awaitable[Typed]]
Save = Callable[[Request, dict[str, Any], Typed, UUID], Awaitable[str]]
_ELSEWHERE = frozenset({ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.UNAUTHENTICATED})


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of a form that has as many rows as somebody asks for: `request.state.rows` says how many just now.

    A button adds one: the form comes back with all that was typed, and nothing is written.
    """

    group: str
    button: str
    most: int
    first: Callable[[int], str]
    """Name of a row's first field, by the row's number from 1."""

    def count(self, form: FormData | None) -> int:
        sent = str(form.get("rows", "")) if form is not None else ""
        return min(max(int(sent), 1), self.most) if sent.isdecimal() and len(sent) < 4 else 1


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form. `save` calls the service with the values and answers the address to go to."""

    frame: Frame
    right: str
    title: Callable[[Request, Typed], str]
    fields: Callable[[Request], list[FormField]]
    load: Load
    save: Save
    back: Callable[[Request], str]
    done: str = ""
    """What to say afterwards, in English to translate."""
    rows: Rows | None = None

    async def __call__(self, request: Request) -> Response:
        request.state.actor.require(self.right)
        form = None if request.method == "GET" else await request.form()
        more = self.rows is not None and form is not None and form.get("add_row") == "1"
        if self.rows is not None:
            request.state.rows = min(self.rows.count(form) + more, self.rows.most)
        fields = self.fields(request)
        if form is None:
            typed = await self.load(request, fields)
            typed.operation = str(new_id())
            return await self._show(request, typed, 200)
        typed = Typed.sent(fields, form)
        if self.rows is not None and more:
            typed.focus = self.rows.first(request.state.rows)
            return await self._show(request, typed, 200)
        try:
            operation = UUID(typed.operation)
        except ValueError:
            operation = new_id()
        try:
            target = await self.save(request, typed.values(), typed, operation)
        except (DomainError, DomainErrors) as error:
            first = error.errors[0] if isinstance(error, DomainErrors) else error
            if first.code in _ELSEWHERE and not first.path:
                raise
            typed.refuse(error, request.state.locale)
            return await self._show(request, typed, int(STATUS.get(first.code, 422)))
        if self.done:
            self.frame.flash(request, self.frame.text(request, self.done))
        return RedirectResponse(target, status_code=303)

    async def _show(self, request: Request, typed: Typed, status: int) -> Response:
        groups: dict[str, list[FormField]] = {}
        for one in typed.fields:
            groups.setdefault(one.group, []).append(one)
        context = {"title": self.title(request, typed), "typed": typed, "groups": groups, "back": self.back(request),
                   "rows": self.rows}  # fmt: skip
        return await self.frame.page(request, "forms/form.html", context, status=status)


__all__ = ["FormPage", "Rows"]
