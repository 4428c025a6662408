from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from procrastinate import JobContext

from erp_visit import jobs
from tests import factories

seen: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_periodic(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that starts makes up for the periodic jobs of the last day, which are not meant here."""
    jobs.load_tasks()
    monkeypatch.setattr(jobs.app.periodic_registry, "periodic_tasks", {})


@jobs.app.task(name="note")
async def note(word: str) -> None:
    seen.append(word)


@jobs.app.task(name="fail")
async def fail() -> None:
    raise ValueError("on purpose")


@jobs.app.task(name="stumble", retry=jobs.BACK_OFF, pass_context=True)
async def stumble(context: JobContext) -> None:
    seen.append("stumble")
    await jobs.tell_progress(context, 1, 2, "Half")
    if len(seen) == 1:
        raise ValueError("at the first try")


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


async def test_ended_log_ins_are_kept_for_a_week(db: ModuleType) -> None:
    """Set forward for a while, the clock has ended them all; set right again, they must still be there."""
    world = await factories.world(products=1)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO login_session (name, employee_id, expires_at, password_stamp)"
            " SELECT days::text, $1, now() - make_interval(days => days), 0 FROM unnest(ARRAY[-1, 1, 6, 8, 400]) days",
            world.rep.id,
        )
    await jobs.forget_repeats(0)
    async with db.connection() as connection:
        left = await connection.fetch("SELECT name FROM login_session ORDER BY expires_at")
    assert [row["name"] for row in left] == ["6", "1", "-1"]


async def test_who_tried_to_log_in_is_known_for_more_than_a_year(db: ModuleType) -> None:
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO login_event (outcome, device, at)"
            " SELECT 'REFUSED', days::text, now() - make_interval(days => days) FROM unnest(ARRAY[0, 399, 401]) days"
        )
    await jobs.forget_repeats(0)
    async with db.connection() as connection:
        left = await connection.fetch("SELECT device FROM login_event ORDER BY at")
    assert [row["device"] for row in left] == ["399", "0"]


async def test_failures_are_tried_again_with_back_off_and_keep_their_error(db: ModuleType, database_url: str) -> None:
    async with db.transaction() as connection:
        await jobs.queue(connection, "stumble")
    seen.clear()
    async with jobs.working(database_url):

        async def stumbled() -> bool:
            return seen == ["stumble"] and await queued(db) == 1

        await until(stumbled)
        async with db.transaction() as connection:
            row = await connection.fetchrow(
                "SELECT attempts, scheduled_at - now() AS wait, error, done, total, stage"
                " FROM procrastinate_jobs j JOIN job_note n ON n.job_id = j.id"
            )
            assert row is not None
            assert timedelta(seconds=1) < row["wait"] <= timedelta(seconds=10)
            kept = json.loads(row["error"])
            assert (row["attempts"], kept["code"], kept["params"]) == (1, "INTERNAL", {"incident": kept["incident"]})
            assert "first try" not in row["error"], "what a driver says is for the log"
            assert (row["done"], row["total"], row["stage"]) == (1, 2, "Half")
            await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")

        async def done() -> bool:
            return await queued(db, "succeeded") == 1

        await until(done)
    assert seen == ["stumble", "stumble"]
    waits = [jobs.BACK_OFF.wait + jobs.BACK_OFF.exponential_wait ** (attempts + 1) for attempts in range(5)]
    assert waits == [10, 30, 130, 630, 3130]


async def test_jobs_are_forgotten_days_after_they_ended(db: ModuleType, database_url: str) -> None:
    async with db.transaction() as connection:
        for status, days in (("succeeded", 6), ("succeeded", 8), ("failed", 8), ("failed", 31), ("cancelled", 8)):
            key = await jobs.queue(connection, "note", word=f"{status} {days}")
            await connection.execute(
                "UPDATE procrastinate_jobs SET status = $2::text::procrastinate_job_status WHERE id = $1", key, status
            )
            await connection.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(days => $2) WHERE job_id = $1", key, days
            )
            await connection.execute("INSERT INTO job_note (job_id) VALUES ($1)", key)
        await jobs.queue(connection, "forget_jobs", timestamp=0)
    async with jobs.working(database_url):

        async def done() -> bool:
            async with db.connection() as connection:
                return bool(await connection.fetchval("SELECT count(*) = 2 FROM job_note"))

        await until(done)
    async with db.connection() as connection:
        left = await connection.fetch(
            "SELECT args->>'word' AS word FROM procrastinate_jobs WHERE task_name = 'note' ORDER BY id"
        )
    assert [row["word"] for row in left] == ["succeeded 6", "failed 8"]


async def test_two_workers_do_each_periodic_job_once(
    db: ModuleType, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    """Both see that the time of each task has come, within the last day; the job is there once."""
    env = {
        **os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "PYTHONUNBUFFERED": "1",
        "ERP_VISIT_DATA_DIR": str(tmp_path), "ERP_VISIT_SECRET_KEY": "x" * 40,
    }  # fmt: skip
    command = [sys.executable, "-m", "erp_visit.cli", "worker"]
    workers = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:

        async def done() -> bool:
            async with db.connection() as connection:
                jobs_ = await connection.fetchrow(
                    "SELECT count(*) FILTER (WHERE status IN ('todo', 'doing')) AS left, count(*) AS all FROM procrastinate_jobs"
                )
                working = await connection.fetchval("SELECT count(*) FROM procrastinate_workers")
            return working == 2 and jobs_["all"] > 0 and jobs_["left"] == 0

        await until(done)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.communicate(timeout=20)
    async with db.connection() as connection:
        found = await connection.fetch(
            "SELECT task_name, args->>'timestamp' AS period, count(*) AS times FROM procrastinate_jobs GROUP BY 1, 2"
        )
    assert {row["times"] for row in found} == {1}
    assert {"remind_of_reports", "forget_jobs", "forget_repeats", "take_up_dropped"} <= {
        row["task_name"] for row in found
    }
    (night,) = [row["period"] for row in found if row["task_name"] == "find_abnormal_customers"]
    due = datetime.fromtimestamp(int(night), UTC)
    assert (due.hour, due.minute) == (18, 40), "02:40 in China, after the cut-off hour"
    assert timedelta(0) <= datetime.now(UTC) - due < timedelta(days=1)


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
