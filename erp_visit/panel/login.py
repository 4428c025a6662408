"""Log-in, in one step or two, log-out, and the switches for language and colours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org.auth import SecondStep, confirm_login, login
from erp_visit.org.sessions import Session, logout
from erp_visit.panel.frame import STATUS, Frame
from erp_visit.panel.middleware import THEMES
from erp_visit.panel.security import (
    BASE,
    LOCALE_COOKIE,
    THEME_COOKIE,
    VISITOR,
    YEAR,
    safe_target,
    session_token,
    set_cookie,
)
from erp_visit.panel.wording import LOCALES
from erp_visit.web import COOKIE, client_address, user_agent

_TOLD = (ErrorCode.BAD_CREDENTIALS, ErrorCode.THROTTLED, ErrorCode.UNAVAILABLE)
"""Refusals that are said in the form; anything else is a page of its own."""


def login_routes(frame: Frame) -> list[BaseRoute]:
    """The pages that somebody unknown may see, and the way out."""
    pages = LoginPages(frame)
    return [
        Route("/login", pages.show, methods=["GET"]),
        Route("/login", pages.enter, methods=["POST"]),
        Route("/login/code", pages.begin_again, methods=["GET"]),
        Route("/login/code", pages.confirm, methods=["POST"]),
        Route("/logout", pages.leave, methods=["POST"]),
        Route("/locale", switch(LOCALE_COOKIE, "locale", tuple(LOCALES)), methods=["POST"]),
        Route("/theme", switch(THEME_COOKIE, "theme", THEMES), methods=["POST"]),
    ]


class LoginPages:
    """Handlers of log-in and log-out."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lifetime = session_lifetime(frame)

    async def show(self, request: Request) -> Response:
        target = safe_target(request.query_params.get("next"))
        if request.state.actor is not None:
            return RedirectResponse(target, status_code=303)
        return await self._form(request, "login.html", {"target": target, "username": ""})

    async def begin_again(self, request: Request) -> Response:
        """A second step that was reloaded has nothing to go on with."""
        return RedirectResponse(f"{BASE}/login", status_code=303)

    async def enter(self, request: Request) -> Response:
        form = await request.form()
        target = safe_target(str(form.get("next", "")))
        username, password = str(form.get("username", "")), str(form.get("password", ""))
        try:
            reached = await login(username, password, **self._client(request))
        except DomainError as error:
            return await self._form(request, "login.html", {"target": target, "username": username[:64]}, error)
        if isinstance(reached, SecondStep):
            return await self._form(request, "login_code.html", {"target": target, "challenge": reached.challenge})
        return await self._enter(request, reached, target)

    async def confirm(self, request: Request) -> Response:
        form = await request.form()
        target, challenge = safe_target(str(form.get("next", ""))), str(form.get("challenge", ""))
        try:
            session = await confirm_login(challenge, str(form.get("code", "")), **self._client(request))
        except DomainError as error:
            if error.path == ("challenge",):
                return await self._form(request, "login.html", {"target": target, "username": ""}, error)
            return await self._form(request, "login_code.html", {"target": target, "challenge": challenge}, error)
        return await self._enter(request, session, target)

    async def leave(self, request: Request) -> Response:
        token = session_token(request.cookies, request.state.secure)
        if token is not None:
            await logout(token)
        response = RedirectResponse(f"{BASE}/login", status_code=303)
        secure = request.state.secure
        response.raw_headers.append((b"set-cookie", set_cookie(COOKIE, "", secure=secure, seconds=0)))
        response.raw_headers.append((b"clear-site-data", b'"cache"'))
        return response

    async def _enter(self, request: Request, session: Session, target: str) -> Response:
        old = session_token(request.cookies, request.state.secure)
        if old is not None:  # whoever brought a session along does not keep it
            await logout(old)
        response = RedirectResponse(target, status_code=303)
        carry(response, session, request)
        return response

    async def _form(
        self, request: Request, template: str, context: dict[str, Any], error: DomainError | None = None
    ) -> Response:
        if error is None:
            return await self.frame.page(request, template, {**context, "error": ""})
        if error.code not in _TOLD:
            raise error
        context = {**context, "error": self.frame.texts(request, error)[0]}
        headers = {"retry-after": str(error.params["seconds"])} if error.code is ErrorCode.THROTTLED else {}
        return await self.frame.page(request, template, context, status=STATUS[error.code], headers=headers)

    def _client(self, request: Request) -> dict[str, Any]:
        return {**asking(request), "lifetime": self.lifetime}


def session_lifetime(frame: Frame) -> timedelta:
    """How long a log-in lasts."""
    return timedelta(hours=frame.settings.session_hours)


def asking(request: Request) -> dict[str, str]:
    """Where a request comes from, as commands on log-ins take it."""
    return {"address": client_address(request.scope), "device": user_agent(dict(request.scope["headers"]))}


def carry(response: Response, session: Session, request: Request) -> None:
    """Give the session to the browser; the visitor's cookie has done its duty."""
    secure = request.state.secure
    seconds = max(1, int((session.expires_at - datetime.now(UTC)).total_seconds()))
    response.raw_headers.append((b"set-cookie", set_cookie(COOKIE, session.token, secure=secure, seconds=seconds)))
    response.raw_headers.append((b"set-cookie", set_cookie(VISITOR, "", secure=secure, seconds=0)))


def switch(cookie: str, field: str, allowed: tuple[str, ...]) -> Callable[[Request], Awaitable[Response]]:
    """A page that keeps a choice in a cookie and goes back to where it was made."""

    async def choose(request: Request) -> Response:
        form = await request.form()
        target = safe_target(str(form.get("next", "")))
        if request.state.actor is None:
            target = f"{BASE}/login?{urlencode({'next': target})}"
        response = RedirectResponse(target, status_code=303)
        value = str(form.get(field, ""))
        if value in allowed:
            secure = request.state.secure
            response.raw_headers.append((b"set-cookie", set_cookie(cookie, value, secure=secure, seconds=YEAR)))
        return response

    return choose


__all__ = ["asking", "carry", "login_routes", "session_lifetime"]
