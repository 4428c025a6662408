"""The query `myLogin`: what an employee sees of the own log-in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.core.ids import global_id
from erp_visit.org.second_factor import in_force
from erp_visit.org.sessions import sessions_of


@strawberry.type(name="MySession", description="A session of yours that is open.")
class SessionType:
    id: strawberry.ID = strawberry.field(description="For endSessions")
    address: str = strawberry.field(description="Network address that the log-in came from")
    device: str = strawberry.field(description="What the client said it is (User-Agent)")
    opened_at: datetime
    used_at: datetime = strawberry.field(description="When it was last used, to within minutes")
    expires_at: datetime
    current: bool = strawberry.field(description="Whether this request came with it")


@strawberry.type(name="MyLogin", description="Your log-in.")
class MyLoginType:
    username: str
    sessions: list[SessionType] = strawberry.field(description="Those used last first; 200 at most")
    second_factor_since: datetime | None = strawberry.field(description="Since when codes are asked for; null: not")
    recovery_codes_left: int


async def my_login(info: strawberry.Info) -> MyLoginType | None:
    """Your log-in: the sessions that are open, and whether it has a second factor."""
    context: Context = info.context
    actor = context.require_actor()
    await context.spend(1)
    found = await sessions_of(actor)
    async with db.connection() as connection:
        factor = await in_force(connection, actor.id)
    return MyLoginType(
        username=actor.username,
        sessions=[
            SessionType(
                id=strawberry.ID(global_id("LoginSession", one.id)), address=one.address, device=one.device,
                opened_at=one.opened_at, used_at=one.used_at, expires_at=one.expires_at, current=one.current,
            )
            for one in found
        ],
        second_factor_since=factor.since if factor else None,
        recovery_codes_left=factor.codes_left if factor else 0,
    )  # fmt: skip


def my_login_fields() -> dict[str, Any]:
    """The Strawberry fields by name."""
    return {"my_login": strawberry.field(resolver=my_login, name="myLogin", description=my_login.__doc__)}


__all__ = ["my_login_fields"]
