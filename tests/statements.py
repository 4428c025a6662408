"""Which statements a block of code sends to the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from unittest import mock

import asyncpg
import pytest

from erp_visit import db

_afar = False
_ELSEWHERE = "counts the statements of the server's process"


def look_from_afar() -> None:
    """The servers that tests ask are other processes."""
    global _afar
    _afar = True


def seen_from_afar() -> bool:
    """Whether what a server sends cannot be seen."""
    return _afar


@asynccontextmanager
async def statements(*, needed: bool = True) -> AsyncIterator[list[str]]:
    """The block runs on one connection; what it sends there is in the list, without BEGIN and the like. If it runs in
    another process the test is skipped, or the list stays empty if it is not needed."""
    if _afar and needed:
        pytest.skip(_ELSEWHERE)
    sent: list[str] = []

    def log(query: asyncpg.connection.LoggedQuery) -> None:
        sent.append(query.query)

    async with db.transaction() as connection:
        sent.clear()
        connection.add_query_logger(log)
        try:
            yield sent
        finally:
            connection.remove_query_logger(log)


@contextmanager
def all_statements() -> Iterator[list[str]]:
    """What the block sends to the database over any connection of the pools, without BEGIN and the like. If it runs in
    another process the test is skipped."""
    if _afar:
        pytest.skip(_ELSEWHERE)
    sent: list[str] = []
    borrowed = db._Borrowed

    @asynccontextmanager
    async def logged(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        async with borrowed(pool) as connection:

            def log(query: asyncpg.connection.LoggedQuery) -> None:
                if query.query.rstrip(";") not in _NO_STATEMENTS:
                    sent.append(query.query)

            connection.add_query_logger(log)
            try:
                yield connection
            finally:
                connection.remove_query_logger(log)

    with mock.patch.object(db, "_Borrowed", logged):
        yield sent


_NO_STATEMENTS = {"BEGIN", "COMMIT", "ROLLBACK"}

__all__ = ["all_statements", "look_from_afar", "seen_from_afar", "statements"]
