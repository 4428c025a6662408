"""A database that hangs is told from one that works: with a server of its own, whose processes are frozen."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.violations import refusal
from erp_visit.embedded import servers
from erp_visit.settings import Settings
from tests.pools import no_pools_yet

# In a process of its own: this one has its pool open on another server.
LONGEST = 20.0


@pytest.fixture
def server() -> Iterator[tuple[str, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="erp-visit-pulse-"))
    with servers(replace(Settings(), data_dir=folder), postgres_options={"shared_buffers": "16MB"}) as addresses:
        yield addresses.database_url, folder
    shutil.rmtree(folder)


def processes(folder: Path) -> list[int]:
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the server's processes are found by /proc")
async def test_nobody_waits_for_a_frozen_database(server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from erp_visit import db

    url, folder = server
    monkeypatch.setattr(db, "POOL_SECONDS", 4.0)
    async with no_pools_yet():
        await db.open_pool(url, 4)
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1
        frozen: list[int] = []

        async def work() -> None:
            async with db.transaction() as busy:
                await busy.execute("SELECT 1")
                for number in processes(folder):
                    frozen.append(number)
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
        for number in frozen:
            os.kill(number, signal.SIGCONT)
        async with asyncio.timeout(LONGEST):
            while db.is_away():  # noqa: ASYNC110 -- the clock is the other server's
                await asyncio.sleep(0.01)
        async with db.connection() as connection:
            assert await connection.fetchval("SELECT 3") == 3


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
