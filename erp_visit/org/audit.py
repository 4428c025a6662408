"""The audit trail (ORG-5): one line per change, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.db import Connection


def audit_json(values: Mapping[str, Any] | None) -> str | None:
    """Values as JSON text for `audit_entry.before` and `.after`: amounts as strings, so that no digit is lost."""
    return None if values is None else orjson.dumps(values, default=_as_text).decode()


async def record_audit(
    connection: Connection,
    actor: Actor | None,
    action: str,
    entity: str,
    entity_id: UUID,
    *,
    number: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write one line. `actor` is None for the system itself; `number` is the record's number or name now."""
    await connection.execute(
        "INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8)",
        actor.id if actor else None, action, entity, entity_id, number[:64], audit_json(before), audit_json(after),
        reason,
    )  # fmt: skip


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after; empty if nothing does."""
    names = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _as_text(value: Any) -> str | list[Any]:
    if isinstance(value, (Decimal, UUID)):  # asyncpg has its own UUID type
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the audit trail")


__all__ = ["audit_json", "changed", "record_audit"]
