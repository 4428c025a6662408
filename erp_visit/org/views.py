"""Saved views of lists: kept per employee, shared with colleagues at will.

A view is a query and nothing more: who opens it asks with their own rights and sees their own rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.org.audit import record_audit

MOST_VIEWS = 100
"""Named views that one employee may keep."""
MOST_LISTED = 300
"""Views offered in one list, the reader's own before those of colleagues."""
LONGEST_NAME = 64
LONGEST_QUERY = 4000
USUAL = ""
"""The name under which the columns that somebody chose for a list are kept."""


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as one reader finds it."""

    id: UUID
    screen: str
    name: str
    query: str
    shared: bool
    owner: str
    own: bool


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """The view that a command saved or deleted."""

    view_id: UUID
    replayed: bool = False


_VIEW = (
    "SELECT v.id, v.screen, v.name, v.query, v.shared, e.name AS owner, v.owner_id = $1 AS own"
    " FROM saved_view v JOIN employee e ON e.id = v.owner_id WHERE (v.owner_id = $1 OR v.shared) AND "
)


async def views_of(actor: Actor, screen: str) -> list[View]:
    """The actor's views of a list by name, then those that colleagues share; also the columns chosen, if any are."""
    async with db.connection() as connection:
        rows = await connection.fetch(
            f"{_VIEW} v.screen = $2 ORDER BY v.owner_id <> $1, v.name, v.id LIMIT {MOST_LISTED}", actor.id, screen
        )
    return [View(**row) for row in rows]


async def view_of(actor: Actor, view_id: UUID) -> View:
    """A view of one's own or a shared one; raises NOT_FOUND for any other."""
    async with db.connection() as connection:
        row = await connection.fetchrow(f"{_VIEW} v.id = $2 AND v.name <> ''", actor.id, view_id)
    if row is None:
        raise not_found("SavedView", view_id)
    return View(**row)


async def save_view(actor: Actor, *, screen: str, name: str, query: str, shared: bool = False) -> ViewChanged:
    """Keep a list under a name; an own view of that name is replaced, nobody else's ever is.

    Raises INVALID_INPUT: a name is missing or too long, or there are too many views.
    """
    name = check_text(name, LONGEST_NAME, "name", required=True)
    query = check_text(query, LONGEST_QUERY, "query")
    async with db.transaction() as connection:
        await _room_for(connection, actor, screen, name)
        key = await _put(connection, actor, screen, name, query, shared)
        told = {"screen": screen, "query": query, "shared": shared}
        await record_audit(connection, actor, "view.save", "SavedView", key, number=name, after=told)
    return ViewChanged(key)


async def delete_view(actor: Actor, view_id: UUID) -> ViewChanged:
    """Delete a view of one's own; raises NOT_FOUND, or FORBIDDEN for one that a colleague shares."""
    async with db.transaction() as connection:
        view = await view_of(actor, view_id)
        if not view.own:
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "The view {name} belongs to {owner}, who alone can change or delete it. Save one of your own instead.",
                name=view.name,
                owner=view.owner,
            )
        await connection.execute("DELETE FROM saved_view WHERE id = $1", view_id)
        told = {"screen": view.screen, "query": view.query, "shared": view.shared}
        await record_audit(connection, actor, "view.delete", "SavedView", view_id, number=view.name, before=told)
    return ViewChanged(view_id)


async def restore_view(actor: Actor, view_id: UUID) -> ViewChanged:
    """Take back the deletion of a view of one's own; it is what it was, under the same id.

    Raises NOT_FOUND if the actor deleted no such view, DUPLICATE if another has its name by now.
    """
    async with db.transaction() as connection:
        row = await connection.fetchrow(
            "SELECT number, before->>'screen' AS screen, before->>'query' AS query,"
            " (before->>'shared')::boolean AS shared, EXISTS (SELECT FROM saved_view v WHERE v.id = $1) AS there"
            " FROM audit_entry"
            " WHERE entity = 'SavedView' AND entity_id = $1 AND action = 'view.delete' AND actor_id = $2"
            " ORDER BY at DESC LIMIT 1",
            view_id, actor.id,
        )  # fmt: skip
        if row is None:
            raise not_found("SavedView", view_id)
        if row["there"]:
            return ViewChanged(view_id, replayed=True)
        screen, name = row["screen"], row["number"]
        await _room_for(connection, actor, screen, name)
        restored = await connection.fetchval(
            "INSERT INTO saved_view (id, owner_id, screen, name, query, shared) VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (owner_id, screen, name) DO NOTHING RETURNING id",
            view_id, actor.id, screen, name, row["query"], row["shared"],
        )  # fmt: skip
        if restored is None:
            raise DomainError(
                ErrorCode.DUPLICATE,
                "You have saved another view {name} by now. Delete that one first, then undo again.",
                name=name,
            )
        told = {"screen": screen, "query": row["query"], "shared": row["shared"]}
        await record_audit(connection, actor, "view.restore", "SavedView", view_id, number=name, after=told)
    return ViewChanged(view_id)


async def keep_columns(actor: Actor, *, screen: str, query: str) -> None:
    """Remember what columns the actor chose for a list; an empty query forgets them."""
    query = check_text(query, LONGEST_QUERY, "query")
    async with db.transaction() as connection:
        if query:
            await _put(connection, actor, screen, USUAL, query, False)
        else:
            await connection.execute(
                "DELETE FROM saved_view WHERE owner_id = $1 AND screen = $2 AND name = ''", actor.id, screen
            )


async def _room_for(connection: Connection, actor: Actor, screen: str, name: str) -> None:
    """Raise INVALID_INPUT if the actor keeps as many other views as one may."""
    # One at a time per employee, or two at once would pass the limit.
    await connection.execute("SELECT FROM employee WHERE id = $1 FOR NO KEY UPDATE", actor.id)
    others = await connection.fetchval(
        "SELECT count(*) FROM saved_view WHERE owner_id = $1 AND name <> '' AND (screen, name) <> ($2, $3)",
        actor.id, screen, name,
    )  # fmt: skip
    if others >= MOST_VIEWS:
        raise invalid("You keep {maximum} views already. Delete one, then save this.", "name", maximum=MOST_VIEWS)


async def _put(connection: Connection, actor: Actor, screen: str, name: str, query: str, shared: bool) -> UUID:
    key = await connection.fetchval(
        "INSERT INTO saved_view (id, owner_id, screen, name, query, shared) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (owner_id, screen, name) DO UPDATE SET query = excluded.query, shared = excluded.shared"
        " RETURNING id",
        new_id(), actor.id, screen, name, query, shared,
    )  # fmt: skip
    return UUID(str(key))


__all__ = [
    "LONGEST_NAME", "MOST_LISTED", "MOST_VIEWS", "USUAL", "View", "ViewChanged", "delete_view", "keep_columns",
    "restore_view", "save_view", "view_of", "views_of",
]  # fmt: skip
