"""The internal feed (VIS-9): messages and shared visits for colleagues on one's line of the tree, with comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.work.models import FeedPost
from erp_visit.work.notify import notify

constraint_means(
    "feed_post_pkey", ErrorCode.KEY_REUSED, "The id stands for another post. Make a fresh UUID for each one."
)
constraint_means(
    "feed_comment_pkey", ErrorCode.KEY_REUSED, "The id stands for another comment. Make a fresh UUID for each one."
)

_ON_MY_LINE = """
    WITH RECURSIVE up (id, parent_id) AS (
        SELECT d.id, d.parent_id FROM department d WHERE d.id = $1
        UNION ALL SELECT d.id, d.parent_id FROM department d JOIN up ON d.id = up.parent_id
    ) SELECT d.name, d.id IN (SELECT id FROM up) OR d.id = ANY($3::uuid[]) AS mine FROM department d WHERE d.id = $2
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """The post that a command made or commented on."""

    post_id: UUID
    comment_id: UUID | None = None
    replayed: bool = False


async def post_to_feed(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    text: str,
    department_id: UUID | None = None,
) -> Posted:
    """Post a message: to everybody, or to a department on one's own line of the tree and those above and below it.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (department), KEY_REUSED.
    """
    actor.require(Right.TASK_VIEW)
    said = check_text(text, 2000, "text", required=True, lines=True)
    operation = Operation.of(actor, "feed.post", id, text=said, department=department_id)

    async def work(connection: Connection) -> Posted:
        earlier = await first_result(connection, operation, Posted)
        if earlier is not None:
            return earlier
        await write_post(connection, actor, id, said, department_id, None)
        result = Posted(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, Posted, work)


async def write_post(
    connection: Connection, actor: Actor, key: UUID, text: str, department_id: UUID | None, visit_id: UUID | None
) -> None:
    """Write a post, in the transaction under way. Raises FORBIDDEN, NOT_FOUND (department)."""
    if department_id is not None:
        found = await connection.fetchrow(_ON_MY_LINE, actor.department_id, department_id, list(actor.department_ids))
        if found is None:
            raise not_found("Department", department_id, "departmentId")
        if not found["mine"]:
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "{name} is not on your line of the tree. Post to a department above or below yours.",
                path=("departmentId",),
                name=found["name"],
            )
    await connection.execute(
        "INSERT INTO feed_post (id, author_id, department_id, visit_id, text) VALUES ($1, $2, $3, $4, $5)",
        key, actor.id, department_id, visit_id, text,
    )  # fmt: skip
    await record_audit(connection, actor, "feed.post", "FeedPost", key, number=text[:64])
    announce("FeedPost", key)


async def comment_on_post(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    post_id: UUID,
    text: str,
) -> Posted:
    """Comment on a post that one sees; its author and who commented before are told.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, KEY_REUSED.
    """
    actor.require(Right.TASK_VIEW)
    said = check_text(text, 1000, "text", required=True, lines=True)
    operation = Operation.of(actor, "feed.comment", id, post=post_id, text=said)

    async def work(connection: Connection) -> Posted:
        earlier = await first_result(connection, operation, Posted)
        if earlier is not None:
            return earlier
        post: Any = await require_visible(
            connection, actor, FeedPost, post_id, "feedPostId", columns=("id", "author_id")
        )
        others = await connection.fetch("SELECT DISTINCT author_id FROM feed_comment WHERE post_id = $1", post_id)
        await connection.execute(
            "INSERT INTO feed_comment (id, post_id, author_id, text) VALUES ($1, $2, $3, $4)",
            id, post_id, actor.id, said,
        )  # fmt: skip
        await notify(
            connection, {post["author_id"], *(row["author_id"] for row in others)} - {actor.id},
            key=f"feed.comment:{id}", template="{name} commented: {text}",
            params={"name": actor.name, "text": said[:200]}, entity="FeedPost", entity_id=post_id,
        )  # fmt: skip
        announce("FeedPost", post_id)
        result = Posted(post_id, id)
        await remember(connection, operation, result)
        return result

    return await once(operation, Posted, work)


__all__ = ["Posted", "comment_on_post", "post_to_feed", "write_post"]
