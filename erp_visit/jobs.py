"""Background jobs in PostgreSQL: queued in the transaction of the change that causes them, done by any process.

A domain declares a task with `@app.task(name=..., retry=BACK_OFF)` in its module `tasks` and queues it with
`queue(connection, name, ...)`; with `@app.periodic(cron=...)` it is queued once per period, whatever the number of
workers. The server does them, and `erp-visit worker` adds capacity. A job that a process dropped (a kill, a power cut)
is done again by another, so a task must be safe to repeat. A long one tells how far it is with `tell_progress`.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import orjson
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout

from erp_visit import db
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.violations import refusal
from erp_visit.job_pool import JobPool, break_off

DAYS_OF_REPEATS = 90
"""How long an operation id is remembered: a phone that was offline for longer must not send again."""
DAYS_OF_ENDED_LOG_INS = 7
DAYS_OF_LOGIN_EVENTS = 400
DAYS_OF_SUCCESSES = 7
DAYS_OF_FAILURES = 30
BACK_OFF = RetryStrategy(max_attempts=5, wait=5, exponential_wait=5)
"""Tries again after 10 s, 30 s, 2 min, 10 min and 52 min; then the job has failed, and somebody has to look at it."""
MISSED_SECONDS = 86_400
"""A periodic job whose time came while nothing ran is made up for, if it was not longer ago than this."""
_SECONDS_TO_FINISH = 10.0
_SECONDS_TO_LEAVE = 5.0
_SECONDS_BEFORE_ANOTHER_TRY = 2.0

log = structlog.get_logger(__name__)
app = App(connector=PsycopgConnector(), periodic_defaults={"max_delay": MISSED_SECONDS})
"""`working` gives it the database."""


async def tell_progress(context: JobContext, done: int, total: int, stage: str = "") -> None:
    """Show on the page of jobs how far a job is; `stage` is English, to be translated."""
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO job_note (job_id, done, total, stage) VALUES ($1, $2, $3, $4) ON CONFLICT (job_id) DO UPDATE"
            " SET done = excluded.done, total = excluded.total, stage = excluded.stage, at = now()",
            context.job.id, done, total, stage,
        )  # fmt: skip


class Told(Exception):
    """A failure whose text is meant for administrators, such as what somebody else's server answered."""

    template = "{text}"


def _told(error: Exception, incident: str) -> DomainError:
    """What administrators are shown of a failure: never the words of a driver, which may hold what they may not see."""
    if isinstance(error, Told):
        return DomainError(ErrorCode.UNAVAILABLE, error.template, text=str(error)[:1000])
    if isinstance(error, DomainErrors):
        return error.errors[0]
    if isinstance(error, DomainError):
        return error
    return refusal(error) or DomainError(
        ErrorCode.INTERNAL, "Something went wrong on our side; the log knows more under the number {incident}.",
        incident=incident,
    )  # fmt: skip


async def _keep_error(go_on: Callable[[], Awaitable[Any]], context: JobContext, _: Worker) -> Any:
    """Remember what went wrong with a job, for the page of jobs and, under a number that both show, for the log."""
    job = asyncio.current_task()
    assert job is not None
    job.add_done_callback(partial(_tell_unnoted, context.job.id))
    try:
        return await go_on()
    except JobAborted:
        raise
    except Exception as error:
        incident = str(new_id())
        log.warning("job failed", job=context.job.id, task=context.job.task_name, incident=incident, exc_info=error)
        told = _told(error, incident)
        text = orjson.dumps(
            {"code": told.code.name, "message": told.message, "params": told.params, "incident": incident}, default=str
        ).decode()
        try:
            async with db.transaction() as connection:
                await connection.execute(
                    "INSERT INTO job_note (job_id, error) VALUES ($1, $2)"
                    " ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, at = now()",
                    context.job.id, text,
                )  # fmt: skip
        except Exception as unsaved:
            log.warning("a job's error could not be kept", job=context.job.id, exc_info=unsaved)
        raise


def _tell_unnoted(number: int | None, job: asyncio.Task[Any]) -> None:
    """Say of a job that is over if it could not be noted down how it ended. Procrastinate does not look at that."""
    if job.cancelled() or (error := job.exception()) is None:
        return
    if isinstance(error, (ConnectorException, PoolTimeout)):
        log.warning("how a job ended could not be noted down; it will be done again", job=number, error=str(error))
    else:
        log.error("how a job ended could not be noted down", job=number, exc_info=error)


def load_tasks() -> None:
    """Declare the tasks of all domains: a worker must know every task that somebody may queue."""
    for domain in importlib.import_module("erp_visit.domains").DOMAINS:
        if importlib.util.find_spec(f"erp_visit.{domain}.tasks") is not None:
            importlib.import_module(f"erp_visit.{domain}.tasks")


async def queue(
    connection: db.Connection, task: str, *, at: datetime | None = None, lock: str | None = None, **arguments: Any
) -> int:
    """Queue a job in the connection's transaction: no commit, no job. Answers its number.

    `at` is the earliest time; jobs of one `lock` are done one after another; `arguments` are what JSON can hold.
    """
    numbers = await connection.fetchval(
        "SELECT procrastinate_defer_jobs_v1("
        " ARRAY[ROW('default', $1::text, 0, $4::text, NULL, $2::text::jsonb, $3)::procrastinate_job_to_defer_v1])",
        task, orjson.dumps(arguments).decode(), at, lock,
    )  # fmt: skip
    return int(numbers[0])


async def hurry(connection: db.Connection, lock: str) -> None:
    """Let jobs of a lock that wait for another try have it at once: what hindered them is mended."""
    await connection.execute(
        "UPDATE procrastinate_jobs SET scheduled_at = now()"
        " WHERE lock = $1 AND status = 'todo' AND scheduled_at > now()",
        lock,
    )


@asynccontextmanager
async def working(database_url: str, *, concurrency: int = 2) -> AsyncIterator[None]:
    """Do jobs for as long as the block runs; those under way at its end are given a moment to finish.

    The pool of erp_visit.db must be open: tasks use it.
    """
    load_tasks()
    stop = asyncio.Event()
    work = asyncio.create_task(_work(database_url, concurrency, stop), name="job worker")
    work.add_done_callback(_tell_failure)
    try:
        with db.told_of_silence(break_off):
            try:
                yield
            finally:
                # Asked, not cancelled: amid a query of the driver a cancellation may get lost.
                stop.set()
                await asyncio.wait({work}, timeout=_SECONDS_TO_FINISH + 2)
    finally:
        await _leave(work)


async def _leave(work: asyncio.Task[None]) -> None:
    """End work that has had its time: a database that lives may keep it waiting, too."""
    patience = asyncio.get_running_loop().time() + _SECONDS_TO_LEAVE
    while not work.done() and asyncio.get_running_loop().time() < patience:
        break_off()
        await asyncio.wait({work}, timeout=0.5)
    if not work.done():
        log.error("background jobs do not end")
        work.cancel()


def _tell_failure(work: asyncio.Task[None]) -> None:
    if not work.cancelled() and (error := work.exception()) is not None:
        log.error("background jobs are no longer done by this process", exc_info=error)


async def _work(database_url: str, concurrency: int, stop: asyncio.Event) -> None:
    """Work on the queue until asked to stop; a database that goes away is waited for."""
    while not stop.is_set():
        connector = PsycopgConnector()
        worker = Worker(
            app,
            concurrency=concurrency,
            install_signal_handlers=False,
            shutdown_graceful_timeout=_SECONDS_TO_FINISH,
            delete_jobs="never",
            worker_middleware=[_keep_error],
        )
        try:
            # Two more connections than jobs: one listens, one fetches.
            async with JobPool(database_url, concurrency + 2, stop) as pool:
                with app.replace_connector(connector):
                    async with app.open_async(pool):
                        await _run(worker, stop)
        except (ConnectorException, PoolTimeout) as error:
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
    """Forget operation ids that no client will send again, and log-ins that have ended by themselves."""
    async with db.transaction() as connection:
        await db.take_time(connection)
        await connection.execute("DELETE FROM operation WHERE at < now() - make_interval(days => $1)", DAYS_OF_REPEATS)
        # Not at once: a clock that ran ahead for a while must not have logged everybody out when it is right again.
        await connection.execute(
            "DELETE FROM login_session WHERE expires_at < now() - make_interval(days => $1)", DAYS_OF_ENDED_LOG_INS
        )
        await connection.execute(
            "DELETE FROM login_event WHERE at < now() - make_interval(days => $1)", DAYS_OF_LOGIN_EVENTS
        )
        # A new epoch in the place of all that the day's changes have added up to.
        await connection.execute("WITH gone AS (DELETE FROM read_epoch) INSERT INTO read_epoch DEFAULT VALUES")


@app.periodic(cron="41 19 * * *")
@app.task(name="forget_jobs", queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Forget jobs that were done days ago, failures later than successes."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=24 * DAYS_OF_SUCCESSES, include_cancelled=True, include_aborted=True)
    await manager.delete_old_jobs(nb_hours=24 * DAYS_OF_FAILURES, include_failed=True)
    async with db.transaction() as connection:
        await db.take_time(connection)
        await connection.execute(
            "DELETE FROM job_note n WHERE NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = n.job_id)"
        )


@app.periodic(cron="*/5 * * * *")
@app.task(name="take_up_dropped", queueing_lock="take_up_dropped", pass_context=True)
async def take_up_dropped(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs of processes that are gone."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


__all__ = ["BACK_OFF", "Told", "app", "hurry", "load_tasks", "queue", "tell_progress", "working"]
