"""Background jobs as an administrator sees them: what waits, runs, failed and is done; done again or given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from erp_visit import jobs
from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.ids import new_id
from erp_visit.db import Connection, connection, transaction
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right

PAGE = 50
COUNT_UP_TO = 1000
STATES: Mapping[str, tuple[str, ...]] = {
    "waiting": ("todo",),
    "running": ("doing",),
    "failed": ("failed",),
    "done": ("succeeded",),
    "stopped": ("cancelled", "aborted"),
}
"""The states that a page tells apart, and those of the job queue in each."""
SECRET = ("password", "token", "secret", "address")
"""Arguments whose names hold one of these are not shown."""

_LIST = """
    SELECT j.id, j.task_name, j.status::text AS status, j.args, j.attempts, j.scheduled_at, j.queueing_lock,
        coalesce(n.error, '') AS error, coalesce(n.done, 0) AS done, coalesce(n.total, 0) AS total,
        coalesce(n.stage, '') AS stage,
        (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'deferred') AS queued_at,
        (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'started') AS started_at,
        (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id
            AND e.type IN ('succeeded', 'failed', 'cancelled', 'aborted')) AS ended_at
    FROM procrastinate_jobs j LEFT JOIN job_note n ON n.job_id = j.id
    WHERE j.status::text = ANY($1::text[]) AND ($2::bigint IS NULL OR j.id < $2) AND ($3 = '' OR j.task_name = $3)
    ORDER BY j.id DESC LIMIT $4
"""
_LAST_RUNS = """
    SELECT d.task_name, d.defer_timestamp, j.status::text AS status FROM procrastinate_periodic_defers d
    LEFT JOIN procrastinate_jobs j ON j.id = d.job_id
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with a job: a code of ErrorCode, a text to be translated, and the number it has in the log."""

    code: str
    message: str
    params: dict[str, Any]
    incident: str


UNTOLD = Failure("INTERNAL", "It failed; the log of the server that did it knows more.", {}, "")
"""Of a job that failed under an earlier version, which kept the words of drivers."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job with what is known of it."""

    id: int
    task: str
    state: str
    arguments: dict[str, Any]
    attempts: int
    next_try: datetime | None
    failure: Failure | None
    done: int
    total: int
    stage: str
    queued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """A task that comes round by the clock: `state` is that of its last run, empty if it is forgotten."""

    name: str
    cron: str
    last_run: datetime | None
    state: str
    next_run: datetime


async def list_jobs(actor: Actor, state: str, *, before: int | None = None, task: str = "") -> list[Job]:
    """A page of jobs in a state of STATES, the latest first; one more than a page if there are more."""
    actor.require(Right.JOB_VIEW)
    async with connection() as opened:
        rows = await opened.fetch(_LIST, list(STATES[state]), before, task, PAGE + 1)
    return [_job(row) for row in rows]


async def count_jobs(actor: Actor) -> dict[str, int]:
    """How many jobs there are in each state of STATES, counted up to COUNT_UP_TO."""
    actor.require(Right.JOB_VIEW)
    async with connection() as opened:
        return {
            state: await opened.fetchval(
                "SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE status::text = ANY($1::text[]) LIMIT $2) j",
                list(names), COUNT_UP_TO,
            )
            for state, names in STATES.items()
        }  # fmt: skip


async def periodic_tasks(actor: Actor) -> list[PeriodicTask]:
    """The tasks that come round, with their last run and the next."""
    actor.require(Right.JOB_VIEW)
    jobs.load_tasks()
    async with connection() as opened:
        runs = {row["task_name"]: row for row in await opened.fetch(_LAST_RUNS)}
    found = []
    for one in jobs.app.periodic_registry.periodic_tasks.values():
        run = runs.get(one.task.name)
        last = datetime.fromtimestamp(run["defer_timestamp"], UTC) if run else None
        following = datetime.fromtimestamp(one.croniter.get_next(ret_type=float, start_time=now().timestamp()), UTC)
        found.append(PeriodicTask(one.task.name, one.cron, last, (run["status"] or "") if run else "", following))
    return sorted(found, key=lambda one: one.name)


async def retry_job(actor: Actor, *, job_id: int) -> None:
    """Do a failed job again, or a waiting one at once. Raises FORBIDDEN, NOT_FOUND, WRONG_STATE."""
    actor.require(Right.JOB_VIEW)
    async with transaction() as opened:
        job = await _locked(opened, job_id)
        if job["status"] == "failed":
            await opened.execute("SELECT procrastinate_retry_job_v2($1, now(), NULL, NULL, NULL)", job_id)
            # The patience begins anew: the job may fail as often again.
            await opened.execute("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = $1", job_id)
        elif job["status"] == "todo":
            await opened.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = $1", job_id)
        else:
            raise _not_in(job, "Only a job that failed or waits can be done again; job {number} is neither.")
        await _tell(opened, actor, "job.retry", job)


async def cancel_job(actor: Actor, *, job_id: int) -> None:
    """Give up a job that waits or failed. Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (it runs, or is over)."""
    actor.require(Right.JOB_VIEW)
    async with transaction() as opened:
        job = await _locked(opened, job_id)
        if job["status"] not in ("todo", "failed"):
            raise _not_in(job, "Only a job that waits or failed can be given up; job {number} runs or is over.")
        await opened.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = $1", job_id)
        await _tell(opened, actor, "job.cancel", job)


def _not_in(job: Any, message: str) -> DomainError:
    return DomainError(ErrorCode.WRONG_STATE, message, number=job["id"])


async def _locked(opened: Connection, job_id: int) -> Any:
    job = await opened.fetchrow(
        "SELECT id, task_name, status::text AS status FROM procrastinate_jobs WHERE id = $1 FOR UPDATE", job_id
    )
    if job is None:
        raise not_found("Job", job_id)
    return job


async def _tell(opened: Connection, actor: Actor, action: str, job: Any) -> None:
    await record_audit(
        opened, actor, action, "Job", new_id(), number=f"{job['task_name']} {job['id']}"[:64],
        before={"state": job["status"]},
    )  # fmt: skip


def _failure(stored: str) -> Failure | None:
    if not stored:
        return None
    try:
        return Failure(**orjson.loads(stored))
    except (orjson.JSONDecodeError, TypeError):
        return UNTOLD


def _job(row: Any) -> Job:
    state = next(name for name, names in STATES.items() if row["status"] in names)
    arguments = {
        name: "…" if any(word in name for word in SECRET) else value
        for name, value in orjson.loads(row["args"]).items()
    }
    waits = row["status"] == "todo" and row["scheduled_at"] is not None
    return Job(
        row["id"], row["task_name"], state, arguments, row["attempts"], row["scheduled_at"] if waits else None,
        _failure(row["error"]), row["done"], row["total"], row["stage"], row["queued_at"], row["started_at"],
        row["ended_at"],
    )  # fmt: skip


__all__ = [
    "COUNT_UP_TO", "PAGE", "STATES", "Failure", "Job", "PeriodicTask", "cancel_job", "count_jobs", "list_jobs",
    "periodic_tasks", "retry_job",
]  # fmt: skip
