"""The mutation `login`: the one thing that can be done without being logged in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from erp_visit.api.execution import Context, Finished
from erp_visit.api.payloads import PayloadReader, PayloadSpec, user_errors_json
from erp_visit.api.types import TypeFactory
from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.org.auth import login

LOGIN = PayloadSpec("LoginPayload", {"me": "Employee"}, {"token": str | None, "expiresAt": datetime | None}, False)


def login_field(factory: TypeFactory) -> Any:
    """The Strawberry field."""
    payload = LOGIN.strawberry_type(factory)

    async def resolve(info: strawberry.Info, username: str, password: str) -> Any:
        context: Context = info.context
        assert context.operation is not None
        assert context.reader is not None
        nodes = list(info._raw_info.field_nodes)
        try:
            session = await login(username, password, address=context.address)
        except DomainError as error:
            return Finished(user_errors_json(LOGIN, info, [error], context.locale))
        except DomainErrors as errors:
            return Finished(user_errors_json(LOGIN, info, errors.errors, context.locale))
        context.actor = session.actor
        compiler = context.reader.compiler(context.operation, session.actor, context.variables)
        reader = PayloadReader(LOGIN, context, compiler, nodes)
        values = {"me": session.actor.id, "token": session.token, "expiresAt": session.expires_at.isoformat()}
        return Finished(await reader.read(values))

    resolve.__annotations__ = {
        "info": strawberry.Info, "username": str, "password": str, "return": payload | None,
    }  # fmt: skip
    return strawberry.field(
        resolver=resolve, name="login", description="Start a session. Send the token as `Authorization: Bearer …`."
    )


__all__ = ["login_field"]
