"""Background jobs in PostgreSQL: queued in the transaction of the change that causes them, done by any process.

A domain declares a task with `@app.task(name=...)` and queues it with `queue(connection, name, ...)`. The server does
them, and `erp-visit worker` adds capacity. A job that a process dropped (a kill, a power cut) is done again by another,
so a task must be safe to repeat.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import orjson
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from erp_visit import db

DAYS_OF_REPEATS = 90
"""How long an operation id is remembered: a phone that was offline for longer must not send again."""
DAYS_OF_FAILURES = 30
_SECONDS_TO_FINISH = 10.0
_SECONDS_BEFORE_ANOTHER_TRY = 5.0

log = structlog.get_logger(__name__)
app = App(connector=PsycopgConnector())  # `working` gives it the database


async def queue(connection: db.Connection, task: str, *, at: datetime | None = None, **arguments: Any) -> int:
    """Queue a job in the connection's transaction: no commit, no job. Answers its number.

    `at` is the earliest time; `arguments` are what JSON can hold.
    """
    numbers = await connection.fetchval(
        "SELECT procrastinate_defer_jobs_v1("
        " ARRAY[ROW('default', $1::text, 0, NULL, NULL, $2::text::jsonb, $3)::procrastinate_job_to_defer_v1])",
        task, orjson.dumps(arguments).decode(), at,
    )  # fmt: skip
    return int(numbers[0])


@asynccontextmanager
async def working(database_url: str, *, concurrency: int = 2) -> AsyncIterator[None]:
    """Do jobs for as long as the block runs; those under way at its end are given a moment to finish.

    The pool of erp_visit.db must be open: tasks use it.
    """
    stop = asyncio.Event()
    work = asyncio.create_task(_work(database_url, concurrency, stop), name="job worker")
    work.add_done_callback(_tell_failure)
    try:
        yield
    finally:
        # Asked, not cancelled: amid a query of the driver a cancellation may get lost.
        stop.set()
        await asyncio.wait({work}, timeout=_SECONDS_TO_FINISH + 2)
        work.cancel()


def _tell_failure(work: asyncio.Task[None]) -> None:
    if not work.cancelled() and (error := work.exception()) is not None:
        log.error("background jobs are no longer done by this process", exc_info=error)


async def _work(database_url: str, concurrency: int, stop: asyncio.Event) -> None:
    """Work on the queue until asked to stop; a database that goes away is waited for."""
    while not stop.is_set():
        # Two more connections than jobs: one listens, one fetches.
        connector = PsycopgConnector(conninfo=database_url, min_size=1, max_size=concurrency + 2)
        worker = Worker(
            app,
            concurrency=concurrency,
            install_signal_handlers=False,
            shutdown_graceful_timeout=_SECONDS_TO_FINISH,
            delete_jobs="successful",
        )
        try:
            with app.replace_connector(connector):
                async with app.open_async():
                    await _run(worker, stop)
        except ConnectorException as error:
            log.warning("the job queue cannot be reached", error=str(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _SECONDS_BEFORE_ANOTHER_TRY)


async def _run(worker: Worker, stop: asyncio.Event) -> None:
    running = asyncio.create_task(worker.run(), name="procrastinate")  # type: ignore[no-untyped-call]  # likewise
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        worker.stop()  # type: ignore[no-untyped-call]  # procrastinate leaves out its result
        await running


@app.periodic(cron="23 19 * * *")  # UTC: in China the middle of the night
@app.task(name="forget_repeats", queueing_lock="forget_repeats")
async def forget_repeats(timestamp: int) -> None:
    """Forget operation ids that no client will send again."""
    async with db.transaction() as connection:
        await db.take_time(connection)
        await connection.execute("DELETE FROM operation WHERE at < now() - make_interval(days => $1)", DAYS_OF_REPEATS)


@app.periodic(cron="41 19 * * *")
@app.task(name="forget_failures", queueing_lock="forget_failures", pass_context=True)
async def forget_failures(context: JobContext, timestamp: int) -> None:
    """Forget jobs that failed long ago; those that succeeded are removed at once."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24 * DAYS_OF_FAILURES, include_failed=True)


@app.periodic(cron="*/5 * * * *")
@app.task(name="take_up_dropped", queueing_lock="take_up_dropped", pass_context=True)
async def take_up_dropped(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs of processes that are gone."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


__all__ = ["app", "queue", "working"]
