"""What every request of the panel goes through: session, language, CSRF, headers, errors. Plain ASGI, one layer.

It sets `request.state`: `actor` (None before log-in), `locale`, `theme`, `csrf_token`, `timing`.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.violations import refusal
from erp_visit.org.duties import Duty
from erp_visit.org.sessions import holder_of
from erp_visit.panel.security import (
    BASE,
    CSRF_FIELD,
    CSRF_HEADER,
    LOCALE_COOKIE,
    PASSWORD_PATH,
    SECOND_FACTOR_PATH,
    THEME_COOKIE,
    VISITOR,
    csrf_token,
    headers,
    is_csrf_token,
    own_cookie,
    session_token,
    set_cookie,
)
from erp_visit.panel.wording import DEFAULT_LOCALE, LOCALES
from erp_visit.web import STRICT_TRANSPORT, accepted_locale, same_origin

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_PATHS = frozenset({f"{BASE}/login", f"{BASE}/login/code", f"{BASE}/locale", f"{BASE}/theme"})
DUTIES = {
    Duty.CHANGE_PASSWORD: (PASSWORD_PATH, "Choose a password of your own first."),
    Duty.ADD_SECOND_FACTOR: (SECOND_FACTOR_PATH, "Add a second factor to your log-in first."),
}
"""What a log-in may ask for before anything else: the page where it is done, and what it is."""
ALWAYS_OPEN = frozenset({f"{BASE}/logout", f"{BASE}/locale", f"{BASE}/theme"})
MAX_BODY = 1_048_576
"""Bytes of whatever somebody logged in sends, but for a file to import."""
MAX_FORM = 524_288
MAX_FORM_OF_NOBODY = 16_384
MAX_FIELDS = 5_000
FORM_SECONDS = 30
THEMES = ("light", "dark")
_STATIC = re.compile(rf"{BASE}/static/.*")
"""What the route of static files takes, and no more: a line's end in a name is looked for among the pages."""
_IMPORTED = re.compile(rf"{BASE}/import/[^/]+/upload")

log = structlog.get_logger("erp_visit.panel")


@dataclass(slots=True)
class Timing:
    """What a request's answer cost: seconds in reads and how many statements they were."""

    started: float
    reads: int = 0
    seconds: float = 0.0

    def header(self) -> bytes:
        total = (time.perf_counter() - self.started) * 1000
        return b'app;dur=%.1f, db;dur=%.1f;desc="%d reads"' % (total, self.seconds * 1000, self.reads)


class PanelMiddleware:
    """Guards the panel: nothing but the log-in page is answered to somebody unknown."""

    def __init__(self, app: ASGIApp, frame: Frame) -> None:
        self.app = app
        self.frame = frame
        self.headers = headers(frame.settings.map_tiles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _STATIC.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        timing = Timing(time.perf_counter())
        secure = scope["scheme"] == "https"
        receive = at_most(scope, receive)
        request = Request(scope, receive)
        cookies = request.cookies
        state = request.state
        state.timing, state.secure, state.actor, state.flash = timing, secure, None, []
        theme = own_cookie(cookies, THEME_COOKIE, secure)
        state.theme = theme if theme in THEMES else "light"
        state.locale = chosen_locale(request, None)
        state.csrf_token = ""
        extra: list[tuple[bytes, bytes]] = []
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = self._headers(request, message["headers"], extra)
            await send(message)

        try:
            response = await self._guard(request, cookies, extra)
            if response is None:
                receive = state.receive if hasattr(state, "receive") else receive
                await self.app(scope, receive, answer)
                return
        except (DomainError, DomainErrors) as error:
            response = self.frame.refusal(request, error)
        except Exception as error:  # the last net: the reader gets a page with a number, the log the rest
            if started:
                raise
            told = refusal(error)
            if told is not None:
                log.warning("request refused", code=told.code.name, path=scope["path"], error=str(error))
            else:
                incident = str(new_id())
                log.exception("unforeseen error in the panel", incident=incident, path=scope["path"])
                told = DomainError(
                    ErrorCode.INTERNAL,
                    "Something went wrong on our side. Tell us the number {incident}; nothing was written.",
                    incident=incident,
                )
            response = self.frame.refusal(request, told)
        await response(scope, receive, answer)

    async def _guard(
        self, request: Request, cookies: Mapping[str, str], extra: list[tuple[bytes, bytes]]
    ) -> Response | None:
        """An answer in place of the page's, or None if the request may go on."""
        state = request.state
        token = session_token(cookies, state.secure)
        actor: Actor | None = await holder_of(token, used=_by_hand(request)) if token else None
        state.actor = actor
        state.locale = chosen_locale(request, actor)
        secret = token if actor is not None and token else own_cookie(cookies, VISITOR, state.secure) or ""
        if actor is None and not secret:
            secret = secrets.token_urlsafe(24)
            extra.append((b"set-cookie", set_cookie(VISITOR, secret, secure=state.secure, seconds=None)))
        state.csrf_token = csrf_token(self.frame.key, secret)
        if request.method not in SAFE and not await self._genuine(request, secret):
            if actor is None and not request.url.path.startswith(f"{BASE}/login"):
                return self._to_login(request)
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "The form is from another log-in or too old. Reload the page and send it again.",
            )
        if actor is None and request.url.path not in OPEN_PATHS:
            return self._to_login(request)
        return self._duty(request, actor) if actor is not None and actor.duty else None

    def _duty(self, request: Request, actor: Actor) -> Response | None:
        """Until somebody has done what the log-in asks for first, there is no other page."""
        place, what = DUTIES[Duty(actor.duty)]
        path = request.url.path
        if path in ALWAYS_OPEN or path == place or path.startswith(f"{place}/"):
            return None
        if wants_json(request) or request.method not in SAFE:
            return self.frame.refusal(request, DomainError(ErrorCode.LOGIN_INCOMPLETE, what))
        return RedirectResponse(place, status_code=303)

    def _to_login(self, request: Request) -> Response:
        if wants_json(request) or request.headers.get("x-fragment"):
            return self.frame.refusal(
                request, DomainError(ErrorCode.UNAUTHENTICATED, "You are no longer logged in. Log in again.")
            )
        target = request.url.path
        if request.url.query:
            target += f"?{request.url.query}"
        query = urlencode({"next": target}) if request.method in SAFE and target != f"{BASE}/" else ""
        return RedirectResponse(f"{BASE}/login{'?' if query else ''}{query}", status_code=303)

    async def _genuine(self, request: Request, secret: str) -> bool:
        """Whether a page of ours sent the request: the browser does not say otherwise, and the token is right."""
        asked = dict(request.scope["headers"])
        if asked.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none") or not same_origin(
            request.scope, asked
        ):
            return False
        given = asked.get(CSRF_HEADER, b"").decode("latin-1")
        if asked.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded"):
            in_form = await self._token_in_form(request)  # asked for in any case: it looks how large the form is
            given = given or in_form
        return is_csrf_token(self.frame.key, secret, given)

    async def _token_in_form(self, request: Request) -> str:
        """The token in a form's body, which is kept for the page to read again. Nothing else in it is looked at."""
        most = MAX_FORM if request.state.actor is not None else MAX_FORM_OF_NOBODY
        parts, size = [], 0
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise _too_large(most)
            parts.append(part)
        body = b"".join(parts)
        if body.count(b"&") >= MAX_FIELDS:
            raise DomainError(
                ErrorCode.PAYLOAD_TOO_LARGE, "The form has more than {maximum} fields. Shorten it.", maximum=MAX_FIELDS
            )
        request.state.receive = _replay(body, request.receive)
        prefix = CSRF_FIELD.encode() + b"="
        given = next((field for field in body.split(b"&") if field.startswith(prefix)), prefix)
        return given[len(prefix) :].decode("latin-1")

    def _headers(
        self, request: Request, given: list[tuple[bytes, bytes]], extra: list[tuple[bytes, bytes]]
    ) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in given}
        sent = [*given, *(pair for pair in self.headers if pair[0] not in names), *extra]
        if b"cache-control" not in names:
            sent.append((b"cache-control", b"private, no-cache"))
        if request.state.secure:
            sent.append(STRICT_TRANSPORT)
        sent.append((b"server-timing", request.state.timing.header()))
        sent.extend(self.frame.flash_cookie(request))
        return sent


def at_most(scope: Scope, receive: Receive) -> Receive:
    """A request's body up to what whoever sends it may send, and for as long as that may take, however a page reads it:
    form, parts or JSON.

    Raises PAYLOAD_TOO_LARGE, TIMEOUT. A file to import tells its length, which its page looks at.
    """
    if _IMPORTED.fullmatch(scope["path"]):
        return receive
    size, whole, clock = 0, False, asyncio.get_running_loop().time
    until: float | None = None

    async def counted() -> Message:
        nonlocal size, whole, until
        if whole:
            return await receive()  # which tells that the client has gone
        until = until or clock() + FORM_SECONDS
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise DomainError(
                ErrorCode.TIMEOUT, "The form did not arrive within {seconds} seconds. Send it again.",
                seconds=FORM_SECONDS,
            ) from None  # fmt: skip
        whole = not message.get("more_body", False)
        size += len(message.get("body", b""))
        most = MAX_FORM_OF_NOBODY if scope["state"]["actor"] is None else MAX_BODY
        if size > most:
            raise _too_large(most)
        return message

    return counted


def _too_large(most: int) -> DomainError:
    return DomainError(
        ErrorCode.PAYLOAD_TOO_LARGE, "The form is larger than {maximum} bytes. Shorten it.", maximum=most
    )


def chosen_locale(request: Request, actor: Actor | None) -> str:
    """The language switched to, else the employee's own, else what the browser asks for first of those we have."""
    chosen = own_cookie(request.cookies, LOCALE_COOKIE, request.scope["scheme"] == "https")
    if chosen in LOCALES:
        return chosen
    if actor is not None and actor.locale in LOCALES:
        return actor.locale
    return accepted_locale(dict(request.scope["headers"])) or DEFAULT_LOCALE


def _by_hand(request: Request) -> bool:
    """Whether somebody asks, not a page that nobody has touched for a while (`panel.js`), nor a stream that begins
    again."""
    return b"x-unattended" not in dict(request.scope["headers"]) and not wants_stream(request)


def wants_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "")


def wants_json(request: Request) -> bool:
    """Whether the request is a script's, not a page's."""
    return "application/json" in request.headers.get("accept", "") or wants_stream(request)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


__all__ = ["MAX_BODY", "PanelMiddleware", "Timing", "chosen_locale", "wants_json"]
