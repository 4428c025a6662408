"""The mutation `login`: the one thing that can be done without being logged in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from erp_visit.api.execution import Context, Field, Finished
from erp_visit.api.payloads import PayloadSpec, payload_plan
from erp_visit.api.problems import about_input
from erp_visit.api.types import TypeFactory
from erp_visit.core.actor import Profile, Scope
from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.org.auth import login
from erp_visit.org.rights import Right

NOBODY = Profile(frozenset(Right), Scope.OWN)
"""For compiling the answer of a refused log-in, in which no record is read."""

LOGIN = PayloadSpec(
    "LoginPayload",
    {"me": "Employee"},
    {"token": str | None, "expiresAt": datetime | None},
    repeatable=False,
    guarded=False,
)


def login_field(factory: TypeFactory) -> Any:
    """The Strawberry field."""
    payload = LOGIN.strawberry_type(factory)

    async def resolve(info: strawberry.Info, username: str, password: str) -> Any:
        context: Context = info.context
        field = Field.of(info._raw_info)
        try:
            session = await login(username, password, address=context.address, lifetime=context.session_lifetime)
        except (DomainError, DomainErrors) as error:
            refusals = about_input(error)
            return Finished(payload_plan(LOGIN, context, NOBODY, field).refused(refusals, context.locale))
        actor = context.actor = session.actor
        values = {"me": actor.id, "token": session.token, "expiresAt": session.expires_at.isoformat()}
        plan = payload_plan(LOGIN, context, actor.profile, field)
        return Finished(await plan.read(actor, field.variables, values))

    resolve.__annotations__ = {
        "info": strawberry.Info, "username": str, "password": str, "return": payload | None,
    }  # fmt: skip
    return strawberry.field(
        resolver=resolve, name="login", description="Start a session. Send the token as `Authorization: Bearer …`."
    )


__all__ = ["login_field"]
