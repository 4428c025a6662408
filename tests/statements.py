"""Which statements a block of code sends to the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from erp_visit import db


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """The block runs on one connection; what it sends there is in the list, without BEGIN and the like."""
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


__all__ = ["statements"]
