"""Imports under way: the uploaded file in the data folder, what is known of it in Redis, the work in this process.

A job belongs to who uploaded the file. It is forgotten after a day. Its progress carries a beat: should the process
die, the transaction is rolled back with it, and the job shows as interrupted.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import structlog

from erp_visit.cache import redis
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, not_found
from erp_visit.core.ids import new_id
from erp_visit.imports.mapping import ImportOptions, Mapping
from erp_visit.imports.problems import ImportReport, problems_csv
from erp_visit.imports.service import run_import
from erp_visit.panel.wording import translate
from erp_visit.settings import Settings, make_data_dir

KEY = "erp-visit:import:"
DAY = 86_400
BEAT = 3.0
SHOWN_PROBLEMS = 200

_BROKEN = "Something went wrong on our side. Tell us the number {incident}; nothing was written."

log = structlog.get_logger("erp_visit.panel.imports")


class ImportJobs:
    """The jobs of this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._tasks: set[asyncio.Task[None]] = set()

    def folder(self, key: UUID) -> Path:
        """Where a job's files are."""
        return make_data_dir(self.settings) / "imports" / str(key)

    async def create(self, actor: Actor, kind: str, filename: str) -> tuple[UUID, Path]:
        """A new job and the path that its file is to be written to."""
        await asyncio.to_thread(self._sweep)
        key = new_id()
        folder = self.folder(key)
        await asyncio.to_thread(folder.mkdir, parents=True, mode=0o700)
        await self.store(key, {"owner": str(actor.id), "kind": kind, "filename": filename[:200], "status": "uploaded"})
        return key, folder / "file"

    def _sweep(self) -> None:
        """Take away files of jobs that are forgotten."""
        parent = make_data_dir(self.settings) / "imports"
        for folder in parent.iterdir() if parent.is_dir() else ():
            if time.time() - folder.stat().st_mtime > DAY:
                shutil.rmtree(folder, ignore_errors=True)

    async def store(self, key: UUID, values: dict[str, Any]) -> None:
        """Add to what is known of a job."""
        async with redis().pipeline(transaction=True) as pipe:
            pipe.hset(f"{KEY}{key}", mapping={name: orjson.dumps(value) for name, value in values.items()})
            pipe.expire(f"{KEY}{key}", DAY)
            await pipe.execute()

    async def get(self, actor: Actor, key: UUID) -> dict[str, Any]:
        """What is known of a job; NOT_FOUND for those of others."""
        stored: dict[Any, Any] = await redis().hgetall(f"{KEY}{key}")
        job = {name.decode(): orjson.loads(value) for name, value in stored.items()}
        if job.get("owner") != str(actor.id):
            raise not_found("Import", key)
        if job["status"] == "running" and time.time() - job.get("beat", 0) > 10 * BEAT:
            job["status"] = "interrupted"
        return job

    async def start(self, actor: Actor, key: UUID, mapping: Mapping, options: ImportOptions) -> None:
        """Begin to check, or to take over, in the background; once at a time."""
        job = await self.get(actor, key)
        if not await redis().set(f"{KEY}{key}:running", 1, nx=True, ex=int(20 * BEAT)):
            raise DomainError(ErrorCode.CONFLICT, "This import is under way already. Wait for its end.")
        fresh = {"stage": "", "done": 0, "total": None, "error": None, "report": None}
        await self.store(key, {"status": "running", "beat": time.time(), **fresh})
        task = asyncio.create_task(self._run(actor, key, job, mapping, options), name=f"import {key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(
        self, actor: Actor, key: UUID, job: dict[str, Any], mapping: Mapping, options: ImportOptions
    ) -> None:
        progress: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            progress.update(stage=stage, done=done, total=total)

        file = self.folder(key) / "file"
        try:
            async with self._beating(key, progress):
                report = await run_import(
                    actor, job["kind"], file, job["filename"], mapping=mapping, options=options, progress=tell
                )
            await self._finish(key, actor, report)
        except (DomainError, DomainErrors) as error:
            errors = error.errors if isinstance(error, DomainErrors) else [error]
            texts = [translate(one.message, actor.locale, one.params) for one in errors]
            await self.store(key, {"status": "failed", "error": texts})
        except Exception:  # a task has nobody above it; the reader must learn of the end
            incident = str(new_id())
            log.exception("import failed", incident=incident)
            text = translate(_BROKEN, actor.locale, {"incident": incident})
            await self.store(key, {"status": "failed", "error": [text]})
        finally:
            await redis().delete(f"{KEY}{key}:running")

    @asynccontextmanager
    async def _beating(self, key: UUID, progress: dict[str, Any]) -> AsyncIterator[None]:
        """Tell of the progress now and then, whatever the work is doing."""

        async def beat() -> None:
            while True:
                await self.store(key, {**progress, "beat": time.time()})
                await redis().expire(f"{KEY}{key}:running", int(20 * BEAT))
                await asyncio.sleep(BEAT / 3)

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _finish(self, key: UUID, actor: Actor, report: ImportReport) -> None:
        locale = actor.locale
        if report.problems:
            content = await asyncio.to_thread(problems_csv, report.problems, locale)
            await asyncio.to_thread((self.folder(key) / "problems.csv").write_text, content, "utf-8")
        await self.store(
            key,
            {
                "status": "done",
                "report": {
                    "rows": report.rows,
                    "taken": report.taken,
                    "present": report.present,
                    "bad": report.bad_rows,
                    "created": report.created,
                    "committed": report.committed,
                    "dry_run": report.dry_run,
                    "seconds": report.seconds,
                    "notes": list(report.notes),
                    "problem_count": len(report.problems),
                    "problems": [
                        {
                            "row": one.row,
                            "column": one.column,
                            "value": one.value,
                            "reason": one.reason(locale),
                            "remedy": one.remedy(locale),
                        }
                        for one in report.problems[:SHOWN_PROBLEMS]
                    ],
                },
            },
        )


__all__ = ["SHOWN_PROBLEMS", "ImportJobs"]
