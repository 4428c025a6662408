from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from erp_visit import jobs

seen: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_periodic(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that starts makes up for the periodic jobs of the last day, which are not meant here."""
    monkeypatch.setattr(jobs.app.periodic_registry, "periodic_tasks", {})


@jobs.app.task(name="note")
async def note(word: str) -> None:
    seen.append(word)


@jobs.app.task(name="fail")
async def fail() -> None:
    raise ValueError("on purpose")


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await true():  # noqa: ASYNC110 -- what is waited for happens in the database
            await asyncio.sleep(0.02)


async def queued(db: ModuleType, status: str = "todo") -> int:
    async with db.connection() as connection:
        sql = "SELECT count(*) FROM procrastinate_jobs WHERE status = $1::text::procrastinate_job_status"
        return int(await connection.fetchval(sql, status))


async def test_a_job_is_queued_with_the_change_that_causes_it(db: ModuleType, database_url: str) -> None:
    async def change_of_mind() -> None:
        async with db.transaction() as connection:
            await jobs.queue(connection, "note", word="rolled back")
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        await change_of_mind()
    async with db.transaction() as connection:
        await jobs.queue(connection, "note", word="committed")
        await jobs.queue(connection, "note", word="too early", at=datetime.now(UTC) + timedelta(hours=1))
    seen.clear()
    async with jobs.working(database_url):

        async def done() -> bool:
            return bool(seen)

        await until(done)
    assert seen == ["committed"]
    assert await queued(db) == 1, "what is for later stays"
    assert await queued(db, "succeeded") == 1, "what is done can be looked at for some days"


async def test_a_failure_is_kept_and_hinders_nothing(db: ModuleType, database_url: str) -> None:
    async with db.transaction() as connection:
        await jobs.queue(connection, "fail")
        await jobs.queue(connection, "note", word="next")
    seen.clear()
    async with jobs.working(database_url, concurrency=1):

        async def done() -> bool:
            return seen == ["next"] and await queued(db, "failed") == 1

        await until(done)


async def test_a_job_of_a_process_that_is_gone_is_done_by_another(db: ModuleType, database_url: str) -> None:
    async with db.transaction() as connection:
        await jobs.queue(connection, "note", word="dropped")
        await jobs.queue(connection, "take_up_dropped", timestamp=0)
        await connection.execute(
            "WITH dead AS"
            " (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead WHERE task_name = 'note'"
        )
    seen.clear()
    async with jobs.working(database_url):

        async def done() -> bool:
            return seen == ["dropped"]

        await until(done)


async def test_old_operation_ids_are_forgotten(db: ModuleType) -> None:
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO operation (actor_id, name, fingerprint, result, at)"
            " SELECT new_id(), 'test', days::text, '{}', now() - make_interval(days => days)"
            " FROM unnest(ARRAY[1, 89, 91, 400]) days"
        )
    await jobs.forget_repeats(0)
    async with db.connection() as connection:
        left = await connection.fetch("SELECT fingerprint FROM operation ORDER BY at")
    assert [row["fingerprint"] for row in left] == ["89", "1"]


def test_the_worker_command_works_and_stops(database_url: str, redis_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "erp_visit.cli", "worker"],
        env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        said += process.stdout.read()
    assert said == "Working. Ctrl-C stops.\nStopped.\n"
    assert process.returncode == 0
