"""Long work that a page starts and watches: files in the data folder, what is known of it in Redis, the work itself
in this process.

A job belongs to who started it and is forgotten after a day, its files with it. Its progress carries a beat: should the
process die, the job shows as interrupted.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import structlog
from redis.exceptions import RedisError

from erp_visit.cache import redis
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.violations import refusal
from erp_visit.panel.wording import translate
from erp_visit.settings import Settings, make_data_dir

DAY = 86_400
BEAT = 3.0
SWEEP_SECONDS = 3600.0
FOLDERS = ("imports", "exports")

_BROKEN = "Something went wrong on our side. Tell us the number {incident}; nothing was written."

log = structlog.get_logger("erp_visit.panel.jobs")

Tell = Callable[[str, int, "int | None"], None]
"""Called with stage, done and total as the work goes on."""


class Stopped(Exception):
    """The work ends because its owner says so."""


class Jobs:
    """The jobs of one kind. `name` stands in Redis and in refusals: Import."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings = settings
        self.name = name
        self._prefix = f"erp-visit:{name.lower()}:"
        self._tasks: set[asyncio.Task[None]] = set()

    def folder(self, key: UUID) -> Path:
        """Where a job's files are."""
        return make_data_dir(self.settings) / f"{self.name.lower()}s" / str(key)

    async def create(self, actor: Actor, **known: Any) -> tuple[UUID, Path]:
        """A new job of the actor, of which this is known, and the path for its file."""
        key = new_id()
        folder = self.folder(key)
        await asyncio.to_thread(folder.mkdir, parents=True, mode=0o700)
        await self.store(key, {"owner": str(actor.id), **known})
        return key, folder / "file"

    async def store(self, key: UUID, values: dict[str, Any]) -> None:
        """Add to what is known of a job."""
        async with redis().pipeline(transaction=True) as pipe:
            pipe.hset(f"{self._prefix}{key}", mapping={name: orjson.dumps(value) for name, value in values.items()})
            pipe.expire(f"{self._prefix}{key}", DAY)
            await pipe.execute()

    async def known(self, key: UUID) -> dict[str, Any]:
        """What is known of a job; nothing of one that is forgotten."""
        stored: dict[Any, Any] = await redis().hgetall(f"{self._prefix}{key}")
        job = {name.decode(): orjson.loads(value) for name, value in stored.items()}
        if job.get("status") == "running" and time.time() - job.get("beat", 0) > 10 * BEAT:
            job["status"] = "interrupted"
        return job

    async def get(self, actor: Actor, key: UUID) -> dict[str, Any]:
        """What is known of a job; NOT_FOUND for those of others."""
        job = await self.known(key)
        if job.get("owner") != str(actor.id):
            raise not_found(self.name, key)
        return job

    async def begin(
        self, key: UUID, guard: str, locale: str, work: Callable[[Tell], Awaitable[dict[str, Any]]]
    ) -> UUID | None:
        """Begin the work in the background: one under a guard at a time. Answers the job that is under way instead.

        What the work returns is added to what is known of the job. Its refusals are told in this language.
        """
        lock = f"{self._prefix}guard:{guard}"
        while not await redis().set(lock, str(key), nx=True, ex=int(20 * BEAT)):
            holder = await redis().get(lock)
            if isinstance(holder, bytes):  # else it has ended just now
                return UUID(holder.decode())
        fresh = {"stage": "", "done": 0, "total": None, "error": None, "report": None}
        await self.store(key, {"status": "running", "beat": time.time(), **fresh})
        task = asyncio.create_task(self._run(locale, key, lock, work), name=f"{self.name} {key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return None

    async def _run(self, locale: str, key: UUID, lock: str, work: Callable[[Tell], Awaitable[dict[str, Any]]]) -> None:
        progress: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            progress.update(stage=stage, done=done, total=total)

        try:
            async with self._beating(key, lock, progress):
                outcome = await work(tell)
            await self.store(key, {**progress, "status": "done", **outcome})
        except Stopped:
            await self.store(key, {"status": "cancelled"})
        except (DomainError, DomainErrors) as error:
            errors = error.errors if isinstance(error, DomainErrors) else [error]
            texts = [translate(one.message, locale, one.params) for one in errors]
            await self.store(key, {"status": "failed", "error": texts})
        except Exception as error:  # a task has nobody above it; the reader must learn of the end
            incident = str(new_id())
            log.exception("job failed", kind=self.name, incident=incident)
            told = refusal(error)  # a full disk, a database that is away
            message, params = (told.message, told.params) if told is not None else (_BROKEN, {"incident": incident})
            await self.store(key, {"status": "failed", "error": [translate(message, locale, params)]})
        finally:
            await redis().delete(lock)

    @asynccontextmanager
    async def _beating(self, key: UUID, lock: str, progress: dict[str, Any]) -> AsyncIterator[None]:
        """Tell of the progress now and then, whatever the work is doing."""

        ended = asyncio.Event()

        async def beat() -> None:
            while not ended.is_set():
                try:
                    await self.store(key, {**progress, "beat": time.time()})
                    await redis().expire(lock, int(20 * BEAT))
                except RedisError as error:
                    log.warning("progress not told", kind=self.name, error=str(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), BEAT / 3)

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            ended.set()  # asked, not cancelled: amid a command to Redis a cancellation may get lost
            await task


def sweep(settings: Settings) -> None:
    """Take away files of jobs that are forgotten."""
    for name in FOLDERS:
        parent = settings.data_path / name
        for folder in parent.iterdir() if parent.is_dir() else ():
            with contextlib.suppress(FileNotFoundError):  # another process sweeps as well
                if time.time() - folder.stat().st_mtime > DAY:
                    shutil.rmtree(folder, ignore_errors=True)


async def sweeping(settings: Settings) -> None:
    """Sweep now and every hour, until cancelled."""
    while True:
        await asyncio.to_thread(sweep, settings)
        await asyncio.sleep(SWEEP_SECONDS)


__all__ = ["BEAT", "DAY", "Jobs", "Stopped", "Tell", "sweep", "sweeping"]
