"""The mutations of all domains: inputs parsed, services called. No rules here."""

from __future__ import annotations

import strawberry

from erp_visit.api.execution import Context
from erp_visit.api.mutations import command
from erp_visit.api.payloads import Values
from erp_visit.org import sessions


@command("logout", None, {}, plain={"loggedOut": bool})
async def logout(context: Context, _: None) -> Values:
    """End the session that the request came with."""
    actor = context.require_actor()
    return {"loggedOut": await sessions.end_session(actor.session)}
