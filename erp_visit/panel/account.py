"""我的登录: one's own password, second factor and sessions. Whatever changes them asks for the password again."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.org.auth import change_password, prove
from erp_visit.org.duties import needs_second_factor
from erp_visit.org.endings import end_all_log_ins
from erp_visit.org.enrolment import (
    Enrolment,
    begin_second_factor,
    confirm_second_factor,
    pending_enrolment,
    remove_second_factor,
)
from erp_visit.org.rights import Right
from erp_visit.org.second_factor import in_force
from erp_visit.org.sessions import end_sessions, sessions_of
from erp_visit.panel.devices import device_name
from erp_visit.panel.frame import STATUS, Frame
from erp_visit.panel.login import asking, carry, session_lifetime
from erp_visit.panel.security import BASE, PASSWORD_PATH, SECOND_FACTOR_PATH

ACCOUNT = f"{BASE}/account"


def account_routes(frame: Frame) -> list[BaseRoute]:
    """The pages of one's own log-in."""
    pages = AccountPages(frame)
    return [
        Route("/account", pages.show, methods=["GET"]),
        Route("/account/sessions", pages.end, methods=["POST"]),
        Route("/account/everybody", pages.end_everybody, methods=["POST"]),
        Route(PASSWORD_PATH.removeprefix(BASE), pages.password, methods=["GET", "POST"]),
        Route(SECOND_FACTOR_PATH.removeprefix(BASE), pages.second_factor, methods=["GET", "POST"]),
        Route(f"{SECOND_FACTOR_PATH.removeprefix(BASE)}/confirm", pages.confirm, methods=["POST"]),
        Route(f"{SECOND_FACTOR_PATH.removeprefix(BASE)}/remove", pages.remove, methods=["POST"]),
    ]


class AccountPages:
    """Handlers of one's own log-in."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lifetime = session_lifetime(frame)

    async def show(self, request: Request, *, error: DomainError | None = None, about: str = "") -> Response:
        actor = request.state.actor
        async with db.connection() as connection:
            factor = await in_force(connection, actor.id)
            wanted = await needs_second_factor(connection, actor)
        context = {
            "title": self.frame.text(request, "My log-in"),
            "sessions": await sessions_of(actor),
            "factor": factor,
            "wanted": wanted,
            "over_all": actor.may(Right.ADMINISTER),
            "device": partial(device_name, locale=request.state.locale),
            "target": ACCOUNT,
            **self._told(request, error, about),
        }
        return await self.frame.page(request, "account/account.html", context, status=_status(error))

    async def end(self, request: Request) -> Response:
        form = await request.form()
        one, actor = str(form.get("session", "")), request.state.actor
        try:
            await prove(actor, str(form.get("password", "")), asking(request)["address"], "password")
        except DomainError as error:
            return await self.show(request, error=error, about="sessions")
        count = await end_sessions(actor, [_key(one)] if one else None)
        self.frame.flash(request, self.frame.text(request, "{count} log-ins have ended.", count=count))
        return RedirectResponse(ACCOUNT, status_code=303)

    async def end_everybody(self, request: Request) -> Response:
        """Of all employees: an administrator's last resort."""
        form = await request.form()
        password, code = str(form.get("password", "")), str(form.get("code", ""))
        try:
            count = await end_all_log_ins(
                request.state.actor, password=password, code=code, address=asking(request)["address"]
            )
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN:
                raise
            return await self.show(request, error=error, about="everybody")
        self.frame.flash(request, self.frame.text(request, "{count} log-ins have ended.", count=count))
        return RedirectResponse(ACCOUNT, status_code=303)

    async def password(self, request: Request) -> Response:
        context: dict[str, Any] = {"errors": {}, "title": self.frame.text(request, "Change password")}
        if request.method == "GET":
            return await self.frame.page(request, "account/password.html", context)
        form = await request.form()
        new = str(form.get("new", ""))
        try:
            if new != str(form.get("again", "")):
                raise invalid("The new password was typed differently the second time.", "again")
            session = await change_password(
                request.state.actor, current=str(form.get("current", "")), new=new, **self._client(request)
            )
        except DomainError as error:
            where = str(error.path[-1]) if error.path else "current"
            shown = {**context, "errors": {where: self.frame.texts(request, error)[0]}}
            return await self.frame.page(request, "account/password.html", shown, status=_status(error))
        text = self.frame.text(request, "The password is changed. Other log-ins of yours have ended.")
        self.frame.flash(request, text)
        response = RedirectResponse(f"{BASE}/", status_code=303)
        carry(response, session, request)
        return response

    async def second_factor(self, request: Request, *, error: DomainError | None = None) -> Response:
        """First the password is asked for, then an app takes the secret in."""
        actor = request.state.actor
        if request.method == "POST" and error is None:
            form = await request.form()
            try:
                made = await begin_second_factor(
                    actor,
                    password=str(form.get("password", "")),
                    code=str(form.get("code", "")),
                    address=asking(request)["address"],
                )
            except DomainError as refusal:
                error = refusal
            else:
                return await self._secret(request, made)
        async with db.connection() as connection:
            factor = await in_force(connection, actor.id)
        context = {
            "title": self.frame.text(request, "Second factor"), "factor": factor, **self._told(request, error, "begin")
        }  # fmt: skip
        return await self.frame.page(request, "account/second_factor.html", context, status=_status(error))

    async def confirm(self, request: Request) -> Response:
        form = await request.form()
        try:
            done = await confirm_second_factor(
                request.state.actor, code=str(form.get("code", "")), **self._client(request)
            )
        except DomainError as error:
            waiting = await pending_enrolment(request.state.actor)
            if waiting is None:
                return await self.second_factor(request, error=error)
            return await self._secret(request, waiting, error)
        title = self.frame.text(request, "Recovery codes")
        context = {"title": title, "codes": done.recovery_codes, "target": ACCOUNT}
        response = await self.frame.page(request, "account/recovery_codes.html", context)
        response.headers["cache-control"] = "no-store"
        carry(response, done.session, request)
        return response

    async def remove(self, request: Request) -> Response:
        form = await request.form()
        try:
            session = await remove_second_factor(
                request.state.actor,
                password=str(form.get("password", "")),
                code=str(form.get("code", "")),
                **self._client(request),
            )
        except DomainError as error:
            return await self.show(request, error=error, about="factor")
        self.frame.flash(request, self.frame.text(request, "The second factor is taken away."), "warning")
        response = RedirectResponse(ACCOUNT, status_code=303)
        carry(response, session, request)
        return response

    async def _secret(self, request: Request, made: Enrolment, error: DomainError | None = None) -> Response:
        secret = " ".join(made.secret[start : start + 4] for start in range(0, len(made.secret), 4))
        context = {
            "title": self.frame.text(request, "Second factor"),
            "target": SECOND_FACTOR_PATH,
            "secret": secret,
            "picture": segno.make(made.uri, error="m").svg_data_uri(scale=5, border=4, light="white"),
            **self._told(request, error, "confirm"),
        }
        response = await self.frame.page(request, "account/secret.html", context, status=_status(error))
        response.headers["cache-control"] = "no-store"
        return response

    def _told(self, request: Request, error: DomainError | None, about: str) -> dict[str, Any]:
        """What was refused, and in which form."""
        return {"errors": {} if error is None else {about: self.frame.texts(request, error)[0]}}

    def _client(self, request: Request) -> dict[str, Any]:
        return {**asking(request), "lifetime": self.lifetime}


def _status(error: DomainError | None) -> int:
    return 200 if error is None else int(STATUS.get(error.code, 400))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_found("LoginSession", text) from None


__all__ = ["account_routes"]
