"""What pages of the panel share: templates, reads, flash messages, refusals.

A page is a route whose handler ends in `await frame.page(request, "folder/page.html", context)`. The actor is
`request.state.actor`; reads go through `frame.read`, changes through the services. Refusals (DomainError) may be let
through: they become a page, or JSON for scripts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import orjson
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from erp_visit.core.actor import Actor
from erp_visit.core.errors import RETRYABLE, DomainError, DomainErrors, ErrorCode
from erp_visit.events import Hub
from erp_visit.panel.middleware import wants_json
from erp_visit.panel.security import came_from, own_cookie, set_cookie
from erp_visit.panel.wording import translate
from erp_visit.reads.spec import Registry
from erp_visit.settings import Settings

FLASH = "erp_visit_flash"
TOGETHER = 3
T = TypeVar("T")
CATEGORIES = ("success", "warning", "error", "info")

STATUS = {
    ErrorCode.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.BAD_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    ErrorCode.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorCode.LOGIN_INCOMPLETE: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.PAYLOAD_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.CONFLICT: HTTPStatus.CONFLICT,
    ErrorCode.WRONG_STATE: HTTPStatus.CONFLICT,
    ErrorCode.TIMEOUT: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""HTTP status by code; any other refusal is 400."""


class HasRegistry(Protocol):
    """What reads look models up in."""

    registry: Registry


class ReadEngine(Protocol):
    """The compiled reads, as erp_visit.api gives them: data of a GraphQL query, with the actor's visibility."""

    @property
    def reader(self) -> HasRegistry: ...

    async def read(self, actor: Actor, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]: ...

    async def sums(
        self, actor: Actor, kind: str, names: Sequence[str], variables: Mapping[str, Any]
    ) -> dict[str, Any]: ...


class Frame:
    """Shared by all pages of one panel."""

    def __init__(self, engine: ReadEngine, settings: Settings, hub: Hub) -> None:
        self.engine = engine
        self.settings = settings
        self.hub = hub
        self.registry: Registry = engine.reader.registry
        self.key = settings.signing_key()
        self.templates: Environment = Environment(autoescape=True)  # starlette-admin's takes its place
        self._flash = URLSafeTimedSerializer(self.key, salt="panel-flash")

    async def read(self, request: Request, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Data of a query with the visibility of who is logged in; counted in the Server-Timing header."""
        started = time.perf_counter()
        try:
            # What a field says is said in the language of the page.
            reader = replace(request.state.actor, locale=request.state.locale)
            return await self.engine.read(reader, text, variables)
        finally:
            request.state.timing.reads += 1
            request.state.timing.seconds += time.perf_counter() - started

    async def sums(
        self, request: Request, kind: str, names: Sequence[str], variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Sums of columns over what a list shows, as texts under their names, and under `count` how many rows."""
        started = time.perf_counter()
        try:
            return await self.engine.sums(request.state.actor, kind, names, variables)
        finally:
            request.state.timing.reads += 1
            request.state.timing.seconds += time.perf_counter() - started

    async def together(self, *waiting: Awaitable[T]) -> list[T]:
        """The results of several reads, a few at a time: one page must not take all connections."""
        gate = asyncio.Semaphore(TOGETHER)

        async def one(read: Awaitable[T]) -> T:
            async with gate:
                return await read

        return await asyncio.gather(*(one(read) for read in waiting))

    def fragment(self, request: Request, template: str, context: Mapping[str, Any] | None = None) -> str:
        """A template as text, with what all templates know."""
        state = request.state
        known = {
            "request": request,
            "actor": state.actor,
            "locale": state.locale,
            "theme": state.theme,
            "csrf_token": state.csrf_token,
            "path": request.url.path,
        }
        return self.templates.get_template(template).render(**known, **(context or {}))

    async def page(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """A whole page. `title` in the context becomes the window's title."""
        return self._render(request, template, context, status, headers)

    def _render(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any] | None,
        status: int,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        messages = self._waiting(request)
        body = self.fragment(request, template, {"messages": messages, **(context or {})})
        return HTMLResponse(body, status, dict(headers or {}))

    def text(self, request: Request, template: str, **params: Any) -> str:
        """A text in the reader's language."""
        return translate(template, request.state.locale, params)

    # -- messages for the next page

    def flash(self, request: Request, message: str, category: str = "success", *, undo: str = "") -> None:
        """Show a message (in the reader's words) on the next page: success, warning, error or info.

        `undo` is the address that takes back what was done; the message then has a button for it.
        """
        if category not in CATEGORIES:
            raise ValueError(f"{category!r} is no category of messages; there are {', '.join(CATEGORIES)}")
        request.state.flash.append([category, message[:500], undo])

    def _waiting(self, request: Request) -> list[list[str]]:
        """Messages to show now, which are then gone."""
        stored = own_cookie(request.cookies, FLASH, request.state.secure)
        waiting: list[list[str]] = []
        if stored:
            request.state.flash_shown = True
            try:
                waiting = [[*message, ""][:3] for message in self._flash.loads(stored, max_age=300)]
            except BadSignature:
                waiting = []
        waiting += request.state.flash
        request.state.flash = []
        return waiting

    def flash_cookie(self, request: Request) -> list[tuple[bytes, bytes]]:
        """The Set-Cookie header that keeps messages for the next page, or takes away those that were shown."""
        state = request.state
        if state.flash:
            value = str(self._flash.dumps(state.flash[-5:]))
            return [(b"set-cookie", set_cookie(FLASH, value, secure=state.secure, seconds=300))]
        if getattr(state, "flash_shown", False):
            return [(b"set-cookie", set_cookie(FLASH, "", secure=state.secure, seconds=0))]
        return []

    # -- refusals

    def refusal(self, request: Request, error: DomainError | DomainErrors) -> Response:
        """The answer for a refusal: a page, or for scripts JSON."""
        errors = error.errors if isinstance(error, DomainErrors) else [error]
        first = errors[0]
        status = STATUS.get(first.code, HTTPStatus.BAD_REQUEST)
        if wants_json(request):
            problems = [problem(one, request.state.locale) for one in errors]
            body = orjson.dumps({**problems[0], "errors": problems}, default=str)
            return Response(body, status, media_type="application/json")
        if first.code is ErrorCode.UNAUTHENTICATED:
            status = HTTPStatus.UNAUTHORIZED
        context = {
            "status": int(status), "error_code": first.code.name, "texts": self.texts(request, error),
            **_ways_back(request, status),
        }  # fmt: skip
        return self._render(request, "refusal.html", context, status)

    def texts(self, request: Request, error: DomainError | DomainErrors) -> list[str]:
        """What a refusal says, in the reader's language."""
        errors = error.errors if isinstance(error, DomainErrors) else [error]
        return [translate(one.message, request.state.locale, one.params) for one in errors]


def _ways_back(request: Request, status: int) -> dict[str, str]:
    """Where somebody who was refused can go: `back`, the page of ours that they came from; failing that `afresh`, the
    page itself without what was asked of it."""
    here = request.url.path
    back = came_from(request.headers.get("referer", ""), request.headers.get("host", ""))
    if back == f"{here}?{request.url.query}".rstrip("?"):
        back = ""
    asked = status == HTTPStatus.BAD_REQUEST and request.method == "GET" and request.url.query
    return {"back": back, "afresh": here if asked and not back else ""}


def problem(error: DomainError, locale: str) -> dict[str, Any]:
    """A refusal for a script."""
    return {
        "code": error.code.name,
        "message": translate(error.message, locale, error.params),
        "path": [str(step) for step in error.path],
        "params": {name: value if isinstance(value, int) else str(value) for name, value in error.params.items()},
        "retryable": error.code in RETRYABLE,
    }


__all__ = ["Frame", "ReadEngine", "problem"]
