"""Sharing a visit with colleagues in the internal feed (VIS-9)."""

from __future__ import annotations

from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.visits.facts import known_visit
from erp_visit.visits.models import Visit, VisitState
from erp_visit.work.feed import Posted, write_post


async def share_visit(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    visit_id: UUID,
    text: str = "",
    department_id: UUID | None = None,
) -> Posted:
    """Share a visit that one sees and that has ended; without a text, with what the rep noted when leaving.

    Who may not see the visit reads the text only. Raises FORBIDDEN, INVALID_INPUT (nothing to say), NOT_FOUND,
    WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.TASK_VIEW)
    said = check_text(text, 2000, "text", lines=True)
    operation = Operation.of(actor, "feed.share", id, visit=visit_id, text=said, department=department_id)

    async def work(connection: Connection) -> Posted:
        earlier = await first_result(connection, operation, Posted)
        if earlier is not None:
            return earlier
        key = await known_visit(connection, visit_id)
        visit = await require_visible(
            connection, actor, Visit, key, "visitId", columns=("id", "state", "summary", "customer_id")
        )
        if visit["state"] != VisitState.DONE:
            name = await connection.fetchval("SELECT name FROM customer WHERE id = $1", visit["customer_id"])
            raise DomainError(
                ErrorCode.WRONG_STATE, "The visit at {customer} has not ended with a check-out. Share it afterwards.",
                path=("visitId",), customer=name,
            )  # fmt: skip
        told = said or visit["summary"]
        if not told:
            raise invalid("The visit has no note. Say what there is to share.", "text")
        await write_post(connection, actor, id, told, department_id, key)
        result = Posted(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, Posted, work)


__all__ = ["share_visit"]
