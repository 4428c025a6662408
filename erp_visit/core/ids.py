"""Ids: UUIDv7 (RFC 9562), time-ordered, so that clients can make them offline and indexes stay dense."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7

from erp_visit.core.errors import invalid
from erp_visit.core.rows import QuickUUID


def new_id() -> UUID:
    """A fresh time-ordered id."""
    return uuid7()


def global_id(kind: str, key: UUID) -> str:
    """The id a client sees: the type's name and the key, e.g. `Order:0190…`."""
    return f"{kind}:{key}"


def parse_id(value: str, kind: str, *path: str | int) -> UUID:
    """The key in a global id of the given type; a bare UUID is taken too, for ids the client made.

    Raises INVALID_INPUT if it is not an id, or the id of another type.
    """
    prefix, _, key = value.rpartition(":")
    if prefix and prefix != kind:
        raise invalid(
            "{value} is the id of a {found}, a {kind} is needed here.",
            *path,
            value=value[:80],
            found=prefix[:40],
            kind=kind,
        )
    try:
        return QuickUUID(key)
    except ValueError:
        # The prefix is part of the id: unlike other names of types it must not be translated.
        raise invalid(
            "{value} is not an id; ids look like {example}.", *path, value=value[:80], example=f"{kind}:<UUID>"
        ) from None


__all__ = ["global_id", "new_id", "parse_id"]
