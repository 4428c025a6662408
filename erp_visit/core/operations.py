"""Exact repeats: a command that was carried out under a client's id answers an equal repeat with its first result.

The row in `operation` is written in the same statement as everything else that the command writes. A command
that creates a document uses the document's id as operation id, so one table serves both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

import asyncpg
import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.violations import refusal


class Repeatable(Protocol):
    """What a command returns: ids, tuples of ids, and whether it is a repeat."""

    @property
    def replayed(self) -> bool: ...


R = TypeVar("R", bound=Repeatable)


@dataclass(frozen=True, slots=True)
class Operation:
    """A command under an id that its client made; without an id it cannot be recognised again."""

    id: UUID | None
    actor_id: UUID
    name: str
    fingerprint: str

    @classmethod
    def of(cls, actor: Actor, name: str, key: UUID | None, /, **content: Any) -> Operation:
        """`content` is all that the client said; equal content has an equal fingerprint."""
        if key is None:
            return cls(None, actor.id, name, "")
        text = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
        return cls(key, actor.id, name, hashlib.sha256(text).hexdigest())

    def row(self, result: object) -> tuple[UUID | None, UUID, str, str, str]:
        """Values of the columns id, actor_id, name, fingerprint, result; without an id nothing will be stored."""
        if self.id is None:
            return None, self.actor_id, self.name, "", "{}"
        return self.id, self.actor_id, self.name, self.fingerprint, orjson.dumps(result, default=str).decode()

    def recall(self, kind: type[R], stored: str | None) -> R | None:
        """The first result, from what `STORED` selected; raises KEY_REUSED if that was another command."""
        if stored is None:
            return None
        row = orjson.loads(stored)
        if (row["actor"], row["name"], row["fingerprint"]) != (str(self.actor_id), self.name, self.fingerprint):
            raise reused(self.id)
        return _decode(kind, row["result"])


def reused(key: UUID | None) -> DomainError:
    """The refusal of an id that stands for something else already."""
    return DomainError(
        ErrorCode.KEY_REUSED,
        "The id {id} was used before for something else. Make a fresh UUID for each new command.",
        id=str(key),
    )


STORED = (
    "(SELECT json_build_object('actor', op.actor_id, 'name', op.name, 'fingerprint', op.fingerprint,"
    " 'result', op.result)::text FROM operation op WHERE op.id = {key})"
)
"""Scalar subselect for what is known of an operation id; format it with the placeholder of the id."""


def _decode(kind: type[R], stored: dict[str, Any]) -> R:
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # the protocol cannot say "dataclass"
        value = stored.get(field.name)
        if isinstance(value, str):
            values[field.name] = UUID(value)
        elif isinstance(value, list):
            values[field.name] = tuple(UUID(key) for key in value)
        elif field.name in stored:
            values[field.name] = value
    return replace(kind(**values), replayed=True)  # type: ignore[type-var]  # as above


async def once(
    operation: Operation,
    kind: type[R],
    work: Callable[[db.Connection], Awaitable[R]],
    *,
    first: Callable[[], Awaitable[R | None]] | None = None,
) -> R:
    """Carry out a command in the transaction under way or in its own; see `repeatable`.

    `first` is a way without a transaction, of one writing statement (`db.statement`), that may answer None and then
    has written nothing.
    """

    async def both() -> R:
        done = await first() if first is not None else None
        if done is not None:
            return done
        async with db.transaction() as connection:
            return await work(connection)

    return await repeatable(operation, kind, both)


async def repeatable(operation: Operation, kind: type[R], work: Callable[[], Awaitable[R]]) -> R:
    """Carry out a command that sees to its transaction itself, such as one of a single statement.

    A repeat that ran into its own first run (it waited for a lock and then found the record changed) gets the
    first result as well. What the database refuses by a constraint becomes the refusal that belongs to it.
    """
    try:
        try:
            return await work()
        except (DomainError, DomainErrors) as error:
            if isinstance(error, DomainError) and error.code is ErrorCode.UNAVAILABLE:
                raise  # the connection is gone
            async with db.connection() as connection:
                earlier = await stored_result(connection, operation, kind)
            if earlier is None:
                raise
            return earlier
    except asyncpg.PostgresError as error:
        translated = refusal(error)
        if translated is None:
            raise
        raise translated from error


async def stored_result(connection: db.Connection, operation: Operation, kind: type[R]) -> R | None:
    """The first result as it is now, seen by a statement of its own; raises KEY_REUSED."""
    if operation.id is None:
        return None
    stored = await connection.fetchval("SELECT " + STORED.format(key="$1::uuid"), operation.id)
    return operation.recall(kind, stored)


async def first_result(connection: db.Connection, operation: Operation, kind: type[R]) -> R | None:
    """For commands of several statements: wait for an equal one under way, then answer its result, if there is one.

    Without the wait both would write, and one would fail on the other's row. Raises KEY_REUSED.
    """
    if operation.id is None:
        return None
    number = int.from_bytes(operation.id.bytes[8:], "big", signed=True)
    await connection.execute("SELECT pg_advisory_xact_lock($1)", number)
    return await stored_result(connection, operation, kind)


async def remember(connection: db.Connection, operation: Operation, result: object) -> None:
    """Store the result of a command that has no statement of its own to do it in; nothing without an id."""
    if operation.id is not None:
        await connection.execute(
            "INSERT INTO operation (id, actor_id, name, fingerprint, result) VALUES ($1, $2, $3, $4, $5::jsonb)",
            *operation.row(result),
        )


__all__ = [
    "STORED",
    "Operation",
    "Repeatable",
    "first_result",
    "once",
    "remember",
    "repeatable",
    "reused",
    "stored_result",
]
