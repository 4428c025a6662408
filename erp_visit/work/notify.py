"""Telling employees (WRK-3): in the app at once, and out of it by the channels that are set up for them.

A notification is kept as an English template with its values and translated when it is read. `key` says what it is
about: an employee is told once for each key, however often a job or a command runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from erp_visit import jobs
from erp_visit.core.actor import Actor
from erp_visit.core.errors import invalid
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.news import told_by

MOST_AT_ONCE = 500

_TELL = """
    INSERT INTO notification (recipient_id, key, template, params, entity, entity_id)
    SELECT e.id, $2, $3, $4::jsonb, $5, $6 FROM employee e
    WHERE e.id = ANY($1::uuid[]) AND e.status = 'ACTIVE' ORDER BY e.id
    ON CONFLICT (recipient_id, key) DO NOTHING RETURNING id, recipient_id
"""

_CHANNELS = """
    WITH RECURSIVE line (employee_id, department_id) AS (
        SELECT e.id, e.department_id FROM employee e WHERE e.id = ANY($1::uuid[])
        UNION ALL
        SELECT line.employee_id, d.parent_id FROM line JOIN department d ON d.id = line.department_id
        WHERE d.parent_id IS NOT NULL
    )
    SELECT c.id, array_agg(DISTINCT n.id) AS notifications
    FROM line JOIN notification n ON n.recipient_id = line.employee_id AND n.id = ANY($2::uuid[])
    JOIN notification_channel c
        ON c.active AND (c.employee_id = line.employee_id OR c.department_id = line.department_id)
    GROUP BY c.id ORDER BY c.id
"""

_SUPERVISORS = """
    WITH RECURSIVE up (whose, id, parent_id, height) AS (
        SELECT w.id, d.id, d.parent_id, 0 FROM unnest($1::uuid[]) w (id) LEFT JOIN employee e ON e.id = w.id
        JOIN department d ON d.id = coalesce(e.department_id, w.id)
        UNION ALL
        SELECT up.whose, d.id, d.parent_id, up.height + 1 FROM department d JOIN up ON d.id = up.parent_id
    ), found AS (
        SELECT DISTINCT up.whose, s.id, rank() OVER (PARTITION BY up.whose ORDER BY up.height) AS place
        FROM up JOIN employee s ON s.department_id = up.id AND s.status = 'ACTIVE' AND s.id <> up.whose
        JOIN employee_role er ON er.employee_id = s.id
        JOIN role r ON r.id = er.role_id AND 'visit.review' = ANY(r.rights)
    )
    SELECT whose, array_agg(id ORDER BY id) AS supervisors FROM found WHERE place = 1 GROUP BY whose
"""


@dataclass(frozen=True, slots=True)
class NotificationsRead:
    """The notifications that are read now and were not before; `unread` is how many are left."""

    notification_ids: tuple[UUID, ...] = ()
    unread: int = 0
    replayed: bool = False


async def notify(
    connection: Connection,
    recipients: Iterable[UUID],
    *,
    key: str,
    template: str,
    params: Mapping[str, Any] | None = None,
    entity: str = "",
    entity_id: UUID | None = None,
) -> list[UUID]:
    """Tell employees of something, in the transaction of its cause; answers the ids of the notifications that are new.

    `template` is English with `{name}` places, which is the key of its translations; `params` are what JSON holds (a
    moment as ISO text under a name that ends in `_at`). Who has left is not told.
    """
    wanted = sorted(set(recipients))
    if not wanted:
        return []
    values = orjson.dumps(dict(params or {}), default=str).decode()
    rows = await connection.fetch(_TELL, wanted, key, template, values, entity, entity_id)
    if not rows:
        return []
    told = [row["id"] for row in rows]
    for channel in await connection.fetch(_CHANNELS, [row["recipient_id"] for row in rows], told):
        await jobs.queue(
            connection, "deliver_notifications", lock=f"channel:{channel['id']}",
            channel=str(channel["id"]), notifications=[str(one) for one in channel["notifications"]],
        )  # fmt: skip
    announce("Notification", *told, event="added")
    return told


async def supervisors_of(connection: Connection, employee_id: UUID) -> list[UUID]:
    """Who reviews an employee's work: those with the right to in the nearest department up the tree that has one."""
    return (await supervisors_of_all(connection, [employee_id])).get(employee_id, [])


async def supervisors_of_all(connection: Connection, whose: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The same for many: employees, or departments if nobody in particular is meant; who has none is left out."""
    rows = await connection.fetch(_SUPERVISORS, list(whose))
    return {row["whose"]: row["supervisors"] for row in rows}


async def unread_count(connection: Connection, employee_id: UUID) -> int:
    """How many notifications wait to be read."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM notification WHERE recipient_id = $1 AND read_at IS NULL", employee_id
        )
    )


async def mark_read(
    actor: Actor, *, notification_ids: Iterable[UUID] | None = None, operation_id: UUID | None = None
) -> NotificationsRead:
    """Mark one's own notifications as read: those named, or all. Those of others are as good as not there.

    Raises INVALID_INPUT (too many at once), KEY_REUSED.
    """
    wanted = None if notification_ids is None else sorted(set(notification_ids))
    if wanted is not None and len(wanted) > MOST_AT_ONCE:
        raise invalid("There may be {maximum} of these at most. Remove some.", "ids", maximum=MOST_AT_ONCE)
    operation = Operation.of(actor, "notification.read", operation_id, ids=wanted)

    async def work(connection: Connection) -> NotificationsRead:
        earlier = await first_result(connection, operation, NotificationsRead)
        if earlier is not None:
            return earlier
        rows = await connection.fetch(
            "UPDATE notification SET read_at = now() WHERE recipient_id = $1 AND read_at IS NULL"
            " AND ($2::uuid[] IS NULL OR id = ANY($2)) RETURNING id",
            actor.id, wanted,
        )  # fmt: skip
        if rows:
            announce("Notification", *(row["id"] for row in rows[:MOST_AT_ONCE]))
        done = tuple(row["id"] for row in rows)
        result = NotificationsRead(done[:MOST_AT_ONCE], await unread_count(connection, actor.id))
        await remember(connection, operation, result)
        return result

    return await once(operation, NotificationsRead, work)


@told_by
async def _about_log_in(connection: Connection, employee_id: UUID, template: str, params: Mapping[str, Any]) -> None:
    await notify(connection, [employee_id], key=f"log-in:{new_id()}", template=template, params=params)


__all__ = ["NotificationsRead", "mark_read", "notify", "supervisors_of", "supervisors_of_all", "unread_count"]
