"""After a refusal nothing is written: the whole database before and after a block."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from erp_visit import db
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode


async def contents() -> dict[str, str]:
    """A digest of each table; those of log-ins move with whoever looks."""
    async with db.connection() as connection:
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname NOT IN ('login_session', 'login_event', 'procrastinate_workers')"
        )
        return {
            table["relname"]: await connection.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM \"{table['relname']}\" t"
            )
            for table in tables
        }


class Refusal:
    """What a block was refused with."""

    errors: list[DomainError]

    @property
    def error(self) -> DomainError:
        (error,) = self.errors
        return error

    @property
    def path(self) -> tuple[str | int, ...]:
        return self.error.path

    @property
    def params(self) -> dict[str, object]:
        return self.error.params


@asynccontextmanager
async def refused(*codes: ErrorCode) -> AsyncIterator[Refusal]:
    """The block raises domain errors with exactly these codes, and the database is as it was."""
    before = await contents()
    refusal = Refusal()
    with pytest.raises((DomainError, DomainErrors)) as caught:
        yield refusal
    refusal.errors = caught.value.errors if isinstance(caught.value, DomainErrors) else [caught.value]
    assert [error.code for error in refusal.errors] == list(codes), [str(error) for error in refusal.errors]
    assert await contents() == before


__all__ = ["Refusal", "contents", "refused"]
