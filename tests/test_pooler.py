"""PgBouncer in transaction mode between us and the database: what works through it, and what is said where it cannot."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from erp_visit import migrate
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.violations import refusal
from erp_visit.pooler import check_pooler, is_pooled
from erp_visit.settings import Settings, StartupError
from tests.pools import no_pools_yet
from tools.cluster import DEPLOY, Pooler, missing, pooler

NEEDED = {"jit": "off", "lock_timeout": "5s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
# Seconds. Of whoever waits as long as the pooler is frozen it is known that they never end.
LONGEST = 30.0

pytestmark = pytest.mark.skipif(bool(missing("pgbouncer")), reason="needs pgbouncer (apt-get install pgbouncer)")


@pytest.fixture(scope="module")
def between(database_url: str, cluster_folder: Path) -> Iterator[Pooler]:
    """PgBouncer as delivered, but with three sessions."""
    with pooler(cluster_folder, database_url, {"pool_size=40": "pool_size=3"}) as running:
        yield running


@pytest.fixture
async def pooled(db: ModuleType, between: Pooler, settings: Settings) -> AsyncIterator[ModuleType]:
    """The product's pools through it: more connections than there are sessions behind."""
    assert settings.database_url is not None
    async with no_pools_yet():
        await db.open_pool(settings.database_url, 12, between.url)
        yield db


async def test_statements_are_carried_out_in_whatever_session_is_free(pooled: ModuleType) -> None:
    """Prepared statements would be missing in one session or be there twice in another."""
    places: set[int] = set()

    async def work(number: int) -> None:
        for turn in range(10):
            async with pooled.connection() as connection:
                text = "SELECT $1::int + $2::int AS sum, pg_backend_pid() AS place, pg_sleep(0.001)"
                row = await connection.fetchrow(text, number, turn)
                assert row["sum"] == number + turn
                places.add(row["place"])
                assert await connection.fetchval("SELECT $1::text || $2::text", "a", str(number)) == f"a{number}"
            async with pooled.transaction() as connection:
                here = await connection.fetchval("SELECT pg_backend_pid()")
                await connection.execute("SET LOCAL work_mem = '9MB'")
                assert await connection.fetchval("SELECT pg_backend_pid()") == here
                assert await connection.fetchval("SHOW work_mem") == "9MB"
            async with pooled.connection() as connection:
                assert await connection.fetchval("SHOW work_mem") != "9MB"

    await asyncio.gather(*(work(number) for number in range(12)))
    assert 1 < len(places) <= 3


async def test_a_statement_is_one_round_trip_after_the_first(pooled: ModuleType) -> None:
    """What is known of its types is kept, so that it need not be asked for each time."""
    async with pooled.connection() as connection:
        known = [await connection._get_statement("SELECT $1::int", None, use_cache=True) for _ in range(2)]
        assert known[0] is known[1]
        assert [state.name for state in known] == ["", ""]


async def test_sessions_have_the_settings_that_ours_are_to_have(pooled: ModuleType) -> None:
    async with pooled.connection() as connection:
        found = {name: await connection.fetchval(f"SHOW {name}") for name in (*NEEDED, "timezone", "application_name")}
    assert found == {
        **NEEDED, "statement_timeout": "1min", "idle_in_transaction_session_timeout": "1min", "timezone": "UTC",
        "application_name": "erp-visit",
    }  # fmt: skip
    assert pooled.session_settings() == NEEDED


async def test_copies_cursors_and_temporary_tables_live_within_their_transaction(pooled: ModuleType) -> None:
    async def use(number: int) -> None:
        async with pooled.transaction() as connection:
            await connection.execute("CREATE TEMP TABLE part (number int) ON COMMIT DROP")
            await connection.copy_records_to_table("part", records=[(number,), (number,)], columns=["number"])
            assert [row[0] async for row in connection.cursor("SELECT number FROM part")] == [number, number]

    await asyncio.gather(*(use(number) for number in range(12)))


async def test_a_change_of_the_schema_meets_no_statement_of_before(pooled: ModuleType) -> None:
    async with pooled.connection() as connection:
        await connection.execute("CREATE TABLE shape (one int)")
        try:
            assert await connection.fetch("SELECT * FROM shape") == []
            await connection.execute("INSERT INTO shape VALUES (1)")
            assert [tuple(row) for row in await connection.fetch("SELECT one FROM shape")] == [(1,)]
            await connection.execute("ALTER TABLE shape ADD COLUMN two text DEFAULT 'x'")
            assert [tuple(row) for row in await connection.fetch("SELECT one FROM shape")] == [(1,)]
            with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresError, asyncpg.InternalClientError)):
                await connection.fetch("SELECT * FROM shape")
        finally:
            async with pooled.connection() as other:
                await other.execute("DROP TABLE shape")


async def test_who_finds_no_session_free_is_told_so(pooled: ModuleType, between: Pooler) -> None:
    """Three commands hold all sessions; the fourth waits four seconds, and no longer."""
    holding, held = asyncio.Event(), asyncio.Semaphore(0)

    async def hold() -> None:
        async with pooled.transaction() as connection:
            await connection.fetchval("SELECT 1")
            held.release()
            await holding.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(3)]
    for _ in tasks:
        await held.acquire()
    try:
        with pytest.raises(asyncpg.PostgresError) as caught:
            async with pooled.connection() as connection:
                await connection.fetchval("SELECT 1")
        told = refusal(caught.value)
        assert told is not None
        assert told.code is ErrorCode.UNAVAILABLE
        assert not pooled.is_away(), "a pooler without a free session is there all the same"
    finally:
        holding.set()
        await asyncio.gather(*tasks)


async def test_nobody_waits_for_a_frozen_pooler(pooled: ModuleType, between: Pooler) -> None:
    async with pooled.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    os.kill(between.pid, signal.SIGSTOP)
    try:
        with pytest.raises((asyncpg.PostgresConnectionError, DomainError)):
            async with asyncio.timeout(LONGEST), pooled.transaction() as connection:
                await connection.fetchval("SELECT 1")
        assert pooled.is_away()
    finally:
        os.kill(between.pid, signal.SIGCONT)
    async with asyncio.timeout(30):
        while pooled.is_away():  # noqa: ASYNC110 -- it is felt in the background
            await asyncio.sleep(0.05)
    async with pooled.connection() as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_database_url_must_name_postgresql_itself(between: Pooler, database_url: str) -> None:
    with pytest.raises(StartupError) as caught:
        await migrate.upgrade(between.url)
    assert "DATABASE_URL names a pooler" in caught.value.message
    assert "ERP_VISIT_POOLER_URL" in caught.value.remedy
    direct = await asyncpg.connect(database_url)
    assert not await is_pooled(direct)
    await direct.close()


async def test_a_pooler_is_looked_at_before_the_start(between: Pooler, database_url: str, cluster_folder: Path) -> None:
    await check_pooler(database_url, between.url, NEEDED)
    with pytest.raises(StartupError) as caught:
        await check_pooler(urlunsplit(urlsplit(database_url)._replace(path="/postgres")), between.url, NEEDED)
    assert "another database" in caught.value.message
    with pytest.raises(StartupError) as caught:
        await check_pooler(database_url, between.url.replace("secret@", "wrong@"), NEEDED)
    assert caught.value.message.startswith("The pooler cannot be used:")
    given = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text(encoding="utf-8")
    (query,) = re.findall(r" connect_query='.*'", given)
    with pooler(cluster_folder / "bare", database_url, {query: ""}) as without, pytest.raises(StartupError) as caught:
        await check_pooler(database_url, without.url, NEEDED)
    assert caught.value.message == (
        "Sessions behind the pooler lack settings: idle_in_transaction_session_timeout, lock_timeout,"
        " statement_timeout."
    )
    assert "connect_query='SET jit = ''off''; SET lock_timeout = ''5s'';" in caught.value.remedy
