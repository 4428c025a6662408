"""Log-in, log-out, and the switches for language and colours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.org.auth import change_password, login
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
from erp_visit.web import COOKIE, client_address


def login_routes(frame: Frame) -> list[BaseRoute]:
    """The pages that somebody unknown may see, and one's own password."""
    pages = LoginPages(frame)
    return [
        Route("/login", pages.show, methods=["GET"]),
        Route("/login", pages.enter, methods=["POST"]),
        Route("/logout", pages.leave, methods=["POST"]),
        Route("/password", pages.password, methods=["GET", "POST"]),
        Route("/locale", switch(LOCALE_COOKIE, "locale", tuple(LOCALES)), methods=["POST"]),
        Route("/theme", switch(THEME_COOKIE, "theme", THEMES), methods=["POST"]),
    ]


class LoginPages:
    """Handlers of log-in, log-out and one's own password."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lifetime = timedelta(hours=frame.settings.session_hours)

    async def show(self, request: Request) -> Response:
        target = safe_target(request.query_params.get("next"))
        if request.state.actor is not None:
            return RedirectResponse(target, status_code=303)
        return await self.frame.page(request, "login.html", {"target": target, "username": "", "error": ""})

    async def enter(self, request: Request) -> Response:
        form = await request.form()
        target = safe_target(str(form.get("next", "")))
        username, password = str(form.get("username", "")), str(form.get("password", ""))
        try:
            session = await login(username, password, address=client_address(request.scope), lifetime=self.lifetime)
        except DomainError as error:
            if error.code not in (ErrorCode.BAD_CREDENTIALS, ErrorCode.THROTTLED, ErrorCode.UNAVAILABLE):
                raise
            context = {"target": target, "username": username[:64], "error": self.frame.texts(request, error)[0]}
            headers = {"retry-after": str(error.params["seconds"])} if error.code is ErrorCode.THROTTLED else {}
            return await self.frame.page(request, "login.html", context, status=STATUS[error.code], headers=headers)
        old = session_token(request.cookies, request.state.secure)
        if old is not None:  # whoever brought a session along does not keep it
            await logout(old)
        response = RedirectResponse(target, status_code=303)
        carry(response, session, request)
        return response

    async def leave(self, request: Request) -> Response:
        token = session_token(request.cookies, request.state.secure)
        if token is not None:
            await logout(token)
        response = RedirectResponse(f"{BASE}/login", status_code=303)
        secure = request.state.secure
        response.raw_headers.append((b"set-cookie", set_cookie(COOKIE, "", secure=secure, seconds=0)))
        response.raw_headers.append((b"clear-site-data", b'"cache"'))
        return response

    async def password(self, request: Request) -> Response:
        context: dict[str, Any] = {"errors": {}, "title": self.frame.text(request, "Change password")}
        if request.method == "GET":
            return await self.frame.page(request, "password.html", context)
        form = await request.form()
        new = str(form.get("new", ""))
        try:
            if new != str(form.get("again", "")):
                raise invalid("The new password was typed differently the second time.", "again")
            session = await change_password(
                request.state.actor,
                current=str(form.get("current", "")),
                new=new,
                address=client_address(request.scope),
                lifetime=self.lifetime,
            )
        except DomainError as error:
            where = str(error.path[-1]) if error.path else "current"
            shown = {**context, "errors": {where: self.frame.texts(request, error)[0]}}
            return await self.frame.page(request, "password.html", shown, status=STATUS.get(error.code, 400))
        text = self.frame.text(request, "The password is changed. Other log-ins of yours have ended.")
        self.frame.flash(request, text)
        response = RedirectResponse(f"{BASE}/", status_code=303)
        carry(response, session, request)
        return response


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


__all__ = ["login_routes"]
