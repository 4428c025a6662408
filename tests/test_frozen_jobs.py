"""Background jobs while the database hangs: with a server of its own, whose processes are frozen."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from erp_visit import db, jobs
from erp_visit.migrate import upgrade
from tests.frozen import frozen, needs_proc, server_of_its_own
from tests.pools import no_pools_yet

pytestmark = needs_proc
# Seconds. Of a process that waits as long as the database is frozen it is known that it never ends.
LONGEST = 40.0
seen: list[str] = []


@jobs.app.task(name="say")
async def say(word: str) -> None:
    seen.append(word)


@jobs.app.task(name="linger")
async def linger() -> None:
    async with db.transaction() as connection:
        seen.append("begun")
        await connection.execute("SELECT pg_sleep(50)")


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, Path]]:
    jobs.load_tasks()
    monkeypatch.setattr(jobs.app.periodic_registry, "periodic_tasks", {})
    monkeypatch.setattr(jobs, "_SECONDS_BEFORE_ANOTHER_TRY", 0.1)
    seen.clear()
    with server_of_its_own() as (addresses, folder):
        await upgrade(addresses.database_url)
        async with no_pools_yet():
            await db.open_pool(addresses.database_url, 4)
            yield addresses.database_url, folder


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not true():  # noqa: ASYNC110 -- what is waited for happens in another process
            await asyncio.sleep(0.02)


async def test_a_worker_ends_while_its_database_is_frozen_amid_a_job(server: tuple[str, Path]) -> None:
    url, folder = server
    async with db.transaction() as connection:
        await jobs.queue(connection, "linger")
    working = jobs.working(url)
    await working.__aenter__()
    await until(lambda: seen == ["begun"])
    left: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: left.append(context))
    with frozen(folder), capture_logs() as said:
        began = time.monotonic()
        await working.__aexit__(None, None, None)
        assert time.monotonic() - began < LONGEST
        assert not [task for task in asyncio.all_tasks() if task.get_name() in ("job worker", "procrastinate")]
        told = [line["event"] for line in said]
        assert "background jobs do not end" not in told
        assert "how a job ended could not be noted down; it will be done again" in told
        gc.collect()
        assert left == [], "what asyncio would print after the process has said that it stopped"


async def test_jobs_are_done_again_when_the_database_answers_again(server: tuple[str, Path]) -> None:
    """However long it was away: a pool that could not be opened is opened anew."""
    url, folder = server
    async with jobs.working(url):
        with frozen(folder), capture_logs() as said:
            await until(lambda: [line["event"] for line in said].count("the job queue cannot be reached") >= 2)
        await until(lambda: not db.is_away())
        async with db.transaction() as connection:
            await jobs.queue(connection, "say", word="again")
        await until(lambda: seen == ["again"])
