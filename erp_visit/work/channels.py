"""Channels: ways out of the app for notifications. Their addresses are written, and never read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit import jobs
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.models import Department, Employee
from erp_visit.org.rights import Right
from erp_visit.work.messengers import check_address
from erp_visit.work.models import ChannelKind, NotificationChannel

constraint_means(
    "notification_channel_pkey", ErrorCode.KEY_REUSED,
    "The id stands for another channel. Make a fresh UUID for each one.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """The channel that a command made, changed or tried."""

    channel_id: UUID
    replayed: bool = False


async def create_channel(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    name: str,
    kind: ChannelKind | str,
    address: str,
    employee_id: UUID | None = None,
    department_id: UUID | None = None,
) -> ChannelChanged:
    """Set up a channel: for one employee's notifications, or for those of a department and the departments below it.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (employee, department), KEY_REUSED.
    """
    actor.require(Right.NOTIFICATION_EDIT)
    kind = ChannelKind(kind)
    title = check_text(name, 64, "name", required=True)
    place = check_address(kind, check_text(address, 500, "address", required=True), "address")
    if (employee_id is None) == (department_id is None):
        raise invalid("A channel is for one employee or for one department. Name exactly one of them.", "employeeId")
    operation = Operation.of(
        actor, "channel.create", id, name=title, kind=kind, address=place, employee=employee_id,
        department=department_id,
    )  # fmt: skip

    async def work(connection: Connection) -> ChannelChanged:
        earlier = await first_result(connection, operation, ChannelChanged)
        if earlier is not None:
            return earlier
        if employee_id is not None:
            await require_visible(connection, actor, Employee, employee_id, "employeeId")
        if department_id is not None:
            await require_visible(connection, actor, Department, department_id, "departmentId")
        await connection.execute(
            "INSERT INTO notification_channel (id, name, kind, address, employee_id, department_id)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            id, title, kind.value, place, employee_id, department_id,
        )  # fmt: skip
        await record_audit(
            connection, actor, "channel.create", "NotificationChannel", id, number=title, after={"kind": kind.value}
        )
        announce("NotificationChannel", id)
        result = ChannelChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ChannelChanged, work)


async def update_channel(
    actor: Actor,
    *,
    channel_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ChannelChanged:
    """Change `name`, `address` or `active` of a channel; an address that is not given stays as it is.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.NOTIFICATION_EDIT)
    operation = Operation.of(
        actor, "channel.update", operation_id, channel=channel_id, changes=dict(changes), version=expected_version
    )

    async def work(connection: Connection) -> ChannelChanged:
        earlier = await first_result(connection, operation, ChannelChanged)
        if earlier is not None:
            return earlier
        found = await _channel(connection, actor, channel_id)
        if expected_version is not None and found["version"] != expected_version:
            raise DomainError(
                ErrorCode.CONFLICT, "{name} was changed meanwhile. Look at it again, then decide.",
                path=("expectedVersion",), name=found["name"], version=found["version"],
                current={name: found[name] for name in ("name", "active") if name in changes},
            )  # fmt: skip
        after: dict[str, Any] = {}
        if changes.get("name") is not None:
            after["name"] = check_text(changes["name"], 64, "changes", "name", required=True)
        if changes.get("address"):
            text = check_text(changes["address"], 500, "changes", "address", required=True)
            after["address"] = check_address(ChannelKind(found["kind"]), text, "changes", "address")
        if changes.get("active") is not None:
            after["active"] = bool(changes["active"])
        if after:
            places = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(
                f"UPDATE notification_channel SET {places}, version = version + 1 WHERE id = $1",
                channel_id, *after.values(),
            )  # fmt: skip
            told = {name: "…" if name == "address" else value for name, value in after.items()}
            before = {name: "…" if name == "address" else found[name] for name in after}
            await record_audit(
                connection, actor, "channel.update", "NotificationChannel", channel_id, number=found["name"],
                before=before, after=told,
            )  # fmt: skip
            announce("NotificationChannel", channel_id)
            await jobs.hurry(connection, f"channel:{channel_id}")
        result = ChannelChanged(channel_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ChannelChanged, work)


async def try_channel(actor: Actor, *, channel_id: UUID, operation_id: UUID | None = None) -> ChannelChanged:
    """Send a test message by a channel, as a job: `lastUsedAt` and `lastError` tell what became of it.

    Raises FORBIDDEN, NOT_FOUND, KEY_REUSED.
    """
    actor.require(Right.NOTIFICATION_EDIT)
    operation = Operation.of(actor, "channel.test", operation_id, channel=channel_id)

    async def work(connection: Connection) -> ChannelChanged:
        earlier = await first_result(connection, operation, ChannelChanged)
        if earlier is not None:
            return earlier
        await _channel(connection, actor, channel_id)
        await jobs.queue(connection, "try_channel", channel=str(channel_id), locale=actor.locale)
        result = ChannelChanged(channel_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ChannelChanged, work)


async def _channel(connection: Connection, actor: Actor, channel_id: UUID) -> Any:
    return await require_visible(
        connection, actor, NotificationChannel, channel_id, "notificationChannelId",
        columns=("id", "name", "kind", "active", "version"), lock="FOR UPDATE OF t",
    )  # fmt: skip


__all__ = ["ChannelChanged", "create_channel", "try_channel", "update_channel"]
