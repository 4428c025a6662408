"""Jobs of daily work: notifications go out by the channels."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from erp_visit import db, jobs
from erp_visit.core.clock import now
from erp_visit.core.i18n import translate
from erp_visit.events import announce
from erp_visit.settings import Settings
from erp_visit.work.messengers import NotSent, send
from erp_visit.work.models import ChannelKind
from erp_visit.work.wording import notification_text, record_link

OLD = timedelta(hours=24)
"""What could not be sent for so long is no news any more; in the app it stands all the same."""

_TEST = "This is a test of the channel {name}. Notifications will arrive here."


@jobs.app.task(name="deliver_notifications", retry=jobs.BACK_OFF)
async def deliver_notifications(channel: str, notifications: list[str]) -> None:
    """Send notifications by a channel; what went wrong stands on the channel, and the job is tried again.

    The jobs of one channel are done one after another, so a channel that does not answer holds up only itself.
    """
    key = UUID(channel)
    async with db.connection() as connection:
        way = await connection.fetchrow(
            "SELECT c.kind, c.address, c.department_id IS NOT NULL AS shared, coalesce(e.locale, 'zh') AS locale"
            " FROM notification_channel c LEFT JOIN employee e ON e.id = c.employee_id WHERE c.id = $1 AND c.active",
            key,
        )
        rows = await connection.fetch(
            "SELECT n.template, n.params, n.entity, n.entity_id, e.name"
            " FROM notification n JOIN employee e ON e.id = n.recipient_id"
            " WHERE n.id = ANY($1::uuid[]) AND n.created_at > $2 ORDER BY n.id",
            [UUID(one) for one in notifications], now() - OLD,
        )  # fmt: skip
    if way is None or not rows:
        return
    settings = Settings.from_env()
    told: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        text = notification_text(row["template"], row["params"], locale=way["locale"])
        link = record_link(settings.public_url, row["entity"], row["entity_id"])
        told.setdefault((text, link), []).append(row["name"])
    body = "\n".join(
        (f"{'、'.join(names)}: {text}" if way["shared"] else text) + (f"\n{link}" if link else "")
        for (text, link), names in told.items()
    )
    await _send(key, way, body, settings)


@jobs.app.task(name="try_channel")
async def try_channel(channel: str, locale: str) -> None:
    """Send a test message by a channel, whether it is in use or not."""
    key = UUID(channel)
    async with db.connection() as connection:
        way = await connection.fetchrow("SELECT name, kind, address FROM notification_channel WHERE id = $1", key)
    if way is not None:
        settings = Settings.from_env()
        text = translate(_TEST, locale, {"name": way["name"]})
        link = f"\n{settings.public_url}/admin/notifications" if settings.public_url else ""
        await _send(key, way, text + link, settings)


async def _send(key: UUID, way: Any, body: str, settings: Settings) -> None:
    problem: NotSent | None = None
    try:
        await asyncio.to_thread(send, ChannelKind(way["kind"]), way["address"], "ERP Visit", body, settings.mail_server)
    except NotSent as error:
        problem = error
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE notification_channel SET last_used_at = now(), last_error = $2 WHERE id = $1",
            key, str(problem or "")[:500],
        )  # fmt: skip
        announce("NotificationChannel", key)
    if problem is not None:
        raise problem


__all__ = ["deliver_notifications", "try_channel"]
