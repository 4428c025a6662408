"""The mutations `login` and `confirmLogin`: what can be done without being logged in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from erp_visit.api.execution import Context, Field, Finished
from erp_visit.api.payloads import PayloadSpec, payload_plan
from erp_visit.api.problems import about_input
from erp_visit.api.types import TypeFactory
from erp_visit.core.actor import Profile, Scope
from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.org.auth import SecondStep, confirm_login, login
from erp_visit.org.rights import Right
from erp_visit.org.sessions import Session

NOBODY = Profile(frozenset(Right), Scope.OWN)
"""For compiling the answer of a refused log-in, in which no record is read."""


class LoginStep(Enum):
    """What a log-in asks for next; the value of each is its meaning, published in the schema."""

    NONE = "Nothing: the token is good for everything that the employee may do."
    SECOND_FACTOR = "A code of the authenticator app, or a recovery code: call confirmLogin with the challenge."
    CHANGE_PASSWORD = "A first password: call changePassword; until then the token is good for little else."  # noqa: S105
    ADD_SECOND_FACTOR = (
        "The company wants a second factor: call beginSecondFactor and confirmSecondFactor; until then the token is"
        " good for little else."
    )


LoginStepEnum = strawberry.enum(LoginStep, name="LoginStep", description="What a log-in asks for next.")
for _value in LoginStepEnum.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = LoginStep[_value.name].value

LOGIN = PayloadSpec(
    "LoginPayload",
    {"me": "Employee"},
    {"token": str | None, "expiresAt": datetime | None, "nextStep": LoginStepEnum | None, "challenge": str | None},
    repeatable=False,
    guarded=False,
)
Step = Callable[[Context], Awaitable[Session | SecondStep]]


def login_fields(factory: TypeFactory) -> dict[str, Any]:
    """The Strawberry fields by name."""
    payload = LOGIN.strawberry_type(factory)
    code_of = Annotated[
        str, strawberry.argument(description="Six digits of the app, or a recovery code; each is good once")
    ]

    async def resolve_login(info: strawberry.Info, username: str, password: str) -> Any:
        async def step(context: Context) -> Session | SecondStep:
            return await login(
                username, password, address=context.address, device=context.device, lifetime=context.session_lifetime
            )

        return await _answer(info, step)

    async def resolve_confirm(info: strawberry.Info, challenge: str, code: str) -> Any:
        async def step(context: Context) -> Session:
            return await confirm_login(
                challenge, code, address=context.address, device=context.device, lifetime=context.session_lifetime
            )

        return await _answer(info, step)

    result = payload | None
    resolve_login.__annotations__ = {"info": strawberry.Info, "username": str, "password": str, "return": result}
    resolve_confirm.__annotations__ = {"info": strawberry.Info, "challenge": str, "code": code_of, "return": result}
    return {
        "login": strawberry.field(
            resolver=resolve_login,
            name="login",
            description="Start a session; send the token as `Authorization: Bearer …`. `nextStep` says what it lacks.",
        ),
        "confirm_login": strawberry.field(
            resolver=resolve_confirm,
            name="confirmLogin",
            description="The second step of a log-in, within five minutes of the first.",
        ),
    }


async def _answer(info: strawberry.Info, step: Step) -> Finished:
    context: Context = info.context
    field = Field.of(info._raw_info)
    try:
        reached = await step(context)
    except (DomainError, DomainErrors) as error:
        refusals = about_input(error)
        return Finished(payload_plan(LOGIN, context, NOBODY, field).refused(refusals, context.locale))
    if isinstance(reached, SecondStep):
        values = {"nextStep": LoginStep.SECOND_FACTOR.name, "challenge": reached.challenge}
        return Finished(payload_plan(LOGIN, context, NOBODY, field).without_records(values))
    actor = reached.actor
    if actor.duty:  # such an actor may not look at what `me` is asked for, nor do what else the document asks
        return Finished(payload_plan(LOGIN, context, NOBODY, field).without_records(session_values(reached)))
    context.actor = actor
    plan = payload_plan(LOGIN, context, actor.profile, field)
    return Finished(await plan.read(actor, field.variables, {"me": actor.id, **session_values(reached)}))


def session_values(session: Session) -> dict[str, Any]:
    """A new session in a payload."""
    return {
        "token": session.token,
        "expiresAt": session.expires_at.isoformat(),
        "nextStep": session.actor.duty or LoginStep.NONE.name,
    }


__all__ = ["LoginStep", "LoginStepEnum", "login_fields", "session_values"]
