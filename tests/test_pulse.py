"""A database that hangs is told from one that works: with a server of its own, whose processes are frozen."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.violations import refusal
from erp_visit.pulse import Pulse
from tests.frozen import frozen, needs_proc, processes, server_of_its_own
from tests.pools import no_pools_yet

# In a process of its own: this one has its pool open on another server.
LONGEST = 20.0


@pytest.fixture
def server() -> Iterator[tuple[str, Path]]:
    with server_of_its_own() as (addresses, folder):
        yield addresses.database_url, folder


@needs_proc
async def test_nobody_waits_for_a_frozen_database(server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from erp_visit import db

    url, folder = server
    monkeypatch.setattr(db, "POOL_SECONDS", 4.0)
    async with no_pools_yet():
        await db.open_pool(url, 4)
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1
        stopped: list[int] = []

        async def work() -> None:
            async with db.transaction() as busy:
                await busy.execute("SELECT 1")
                for number in processes(folder):
                    stopped.append(number)
                    os.kill(number, signal.SIGSTOP)
                await busy.fetchval("SELECT 2")

        began = time.monotonic()
        with pytest.raises(asyncpg.PostgresConnectionError) as broken:
            await asyncio.wait_for(work(), LONGEST)
        assert time.monotonic() - began < LONGEST
        told = refusal(broken.value)
        assert told is not None
        assert told.code is ErrorCode.UNAVAILABLE
        with pytest.raises(DomainError) as caught:
            async with db.connection():
                pass
        assert caught.value.code is ErrorCode.UNAVAILABLE
        for number in stopped:
            os.kill(number, signal.SIGCONT)
        async with asyncio.timeout(LONGEST):
            while db.is_away():  # noqa: ASYNC110 -- the clock is the other server's
                await asyncio.sleep(0.01)
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 3") == 3


@needs_proc
async def test_a_process_that_stops_does_not_wait_for_a_frozen_database(server: tuple[str, Path]) -> None:
    from erp_visit import db

    url, folder = server
    async with no_pools_yet():
        await db.open_pool(url, 4)
        async with db.connection() as connection, db.command():
            assert await connection.fetchval("SELECT 1") == 1
        with frozen(folder):
            await asyncio.wait_for(db.close_pool(), LONGEST)


async def test_a_farewell_that_the_driver_does_not_understand_ends_no_pulse(server: tuple[str, Path]) -> None:
    """Else the database would be held to be away, or there, for as long as the process lives."""
    url, _ = server
    lost: list[None] = []
    pulse = Pulse(url, lambda: lost.append(None))

    class Farewell:
        async def execute(self, _: str) -> None:
            raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

        def terminate(self) -> None:
            pass

    pulse._connection = Farewell()  # type: ignore[assignment]
    pulse.start()
    async with asyncio.timeout(LONGEST):
        while isinstance(pulse._connection, Farewell | None):  # noqa: ASYNC110 -- it feels by itself
            await asyncio.sleep(0.01)
    assert not pulse.away
    await pulse.stop()


async def test_a_farewell_amid_a_commit_is_not_said_to_have_written_nothing(db: object) -> None:
    from erp_visit import db as database

    async def write() -> None:
        async with database.statement() as connection:
            await connection.execute("SELECT 1")
            raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    with pytest.raises(DomainError) as caught:
        await write()
    assert caught.value.code is ErrorCode.UNAVAILABLE
    assert "is not known" in caught.value.message


@pytest.mark.parametrize("seconds", [6])
async def test_a_slow_statement_is_no_frozen_database(db: object, seconds: int) -> None:
    from erp_visit import db as database

    async with database.connection() as connection:
        assert await connection.fetchval(f"SELECT 1 FROM pg_sleep({seconds})") == 1
    assert not database.is_away()


@pytest.mark.parametrize(("state", "known"), [(2, True), (11, False)])
def test_a_farewell_amid_a_statement(state: int, known: bool) -> None:
    """Met when PostgreSQL was stopped: the driver had read the server's last words and had no connection any more."""
    error = asyncpg.InternalClientError(f"cannot switch to state 12; another operation ({state}) is in progress")
    told = refusal(error)
    assert (told is not None and told.code is ErrorCode.UNAVAILABLE) == known
