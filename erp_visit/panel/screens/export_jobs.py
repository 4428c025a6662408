"""Large exports: a job with progress that its owner may cancel, whose file is kept for a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.org.sessions import actor_of
from erp_visit.org.views import views_of
from erp_visit.panel.jobs import Jobs, Stopped, Tell
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.export import MEDIA, Exported, asked_export, check_room, streamed
from erp_visit.panel.screens.query import parse
from erp_visit.panel.screens.saved import chosen_columns
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.security import BASE, session_token
from erp_visit.panel.wording import translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

STREAMED = 10_000
"""Rows up to which an export is sent at once."""
_WORDS = {"read": "Rows are read", "write": "The file is written"}


class Source(Protocol):
    """A table that is exported: who may open it, and what it is called."""

    def require(self, request: Request) -> None: ...
    def title(self, request: Request) -> str: ...


class ExportJobs:
    """Large exports of any table: begun, watched, cancelled, fetched."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.sources: dict[str, Source] = {}
        self.jobs = Jobs(frame.settings, "Export")

    def offer(self, key: str, source: Source) -> None:
        """Name a table that exports can be of. Its file is given to who may still open it."""
        self.sources[key] = source

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/export/job/{key}", self.page, methods=["GET"]),
            Route("/export/job/{key}/state", self.state, methods=["GET"]),
            Route("/export/job/{key}/cancel", self.cancel, methods=["POST"]),
            Route("/export/job/{key}/file", self.file, methods=["GET"]),
        ]

    async def send(
        self, export: Exported, source: str, back: str, count: Callable[[int | None], Awaitable[int]]
    ) -> Response:
        """The file at once where it is small, else a job and its page. `back` is the address of the table; `count` says
        how many rows there are, or looks at so many at the most."""
        if await count(STREAMED + 1) <= STREAMED:
            await export.note()
            return streamed(export)
        total = await count(None)
        check_room(export.format, total)
        request, actor = export.request, export.request.state.actor
        key, path = await self.jobs.create(
            actor, status="waiting", screen=source, format=export.format, filename=export.filename, total=total,
            list=back,
        )  # fmt: skip
        work = partial(self._write, export, key, path, total)
        other = await self.jobs.begin(key, str(actor.id), request.state.locale, work)
        if other is not None:
            await asyncio.to_thread(path.parent.rmdir)
            text = "An export of yours is under way already. Wait for its end or cancel it, then start this one."
            self.frame.flash(request, self.frame.text(request, text), "warning")
        return RedirectResponse(f"{BASE}/export/job/{other or key}", status_code=303)

    async def _write(self, export: Exported, key: UUID, path: Path, total: int, tell: Tell) -> dict[str, Any]:
        await export.note()
        draft = path.with_name("draft")
        token = session_token(export.request.cookies, export.request.state.secure)

        async def read(done: int) -> None:
            await self._go_on(export.request.state.actor, key, token)
            tell(_WORDS["read"] if done < total else _WORDS["write"], done, max(done, total))

        parts = export.parts(read)
        try:
            with draft.open("wb") as file:
                async for part in parts:
                    await asyncio.to_thread(file.write, part)
        except BaseException:
            await asyncio.to_thread(draft.unlink, missing_ok=True)
            raise
        await asyncio.to_thread(draft.rename, path)
        return {"bytes": (await asyncio.to_thread(path.stat)).st_size}

    async def _go_on(self, actor: Actor, key: UUID, token: str | None) -> None:
        """Raise Stopped if the job was cancelled, FORBIDDEN if its owner is no longer who he was."""
        if (await self.jobs.known(key)).get("cancel"):
            raise Stopped
        present = await actor_of(token, used=False) if token else None
        if present is None or present.profile != actor.profile:
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "The export was stopped: its owner has logged out, or has other rights now. Start it anew.",
            )

    async def _job(self, request: Request) -> tuple[UUID, dict[str, Any]]:
        """A job of the reader's, whose list he may still open."""
        try:
            key = UUID(request.path_params["key"])
        except ValueError:
            raise not_found("Export", request.path_params["key"]) from None
        job = await self.jobs.get(request.state.actor, key)
        self.sources[job["screen"]].require(request)
        return key, job

    async def page(self, request: Request) -> Response:
        key, job = await self._job(request)
        context = {
            "title": f"{translate('Export', request.state.locale, {})}: {job['filename']}",
            "list_title": self.sources[job["screen"]].title(request),
            "address": f"{BASE}/export/job/{key}",
            "job": job,
            **_shown(job, request.state.locale),
        }
        return await self.frame.page(request, "exports/job.html", context)

    async def state(self, request: Request) -> Response:
        """How far it is, for a script."""
        _, job = await self._job(request)
        return JSONResponse(_shown(job, request.state.locale))

    async def cancel(self, request: Request) -> Response:
        """Ask the job to stop, or take its file away; the process that does it hears of it at its next batch."""
        key, job = await self._job(request)
        if job["status"] == "running":
            await self.jobs.store(key, {"cancel": True})
        else:
            await asyncio.to_thread((self.jobs.folder(key) / "file").unlink, missing_ok=True)
            await self.jobs.store(key, {"status": "cancelled"})
        self.frame.flash(request, self.frame.text(request, "The export is cancelled."))
        return RedirectResponse(job["list"], status_code=303)

    async def file(self, request: Request) -> Response:
        key, job = await self._job(request)
        path = self.jobs.folder(key) / "file"
        if job["status"] != "done" or not path.is_file():
            raise DomainError(
                ErrorCode.NOT_FOUND, "The file of this export is not there (any more). Export the list again."
            )
        return FileResponse(path, media_type=MEDIA[job["format"]], filename=job["filename"])


class ExportPages:
    """The export of a derived list. `find` answers the screen that an address names, if its reader may open it."""

    def __init__(self, frame: Frame, exports: ExportJobs, find: Callable[[Request], RecordView]) -> None:
        self.frame = frame
        self.exports = exports
        self.find = find

    async def __call__(self, request: Request) -> Response:
        view, actor = self.find(request), request.state.actor
        chosen = parse(request.query_params).columns or chosen_columns(await views_of(actor, str(view.key)))
        export = await asked_export(self.frame, request, view, view.shown(actor.profile, chosen))
        back = export.query.url(screen_path(view.spec), size=50)
        return await self.exports.send(export, str(view.key), back, partial(view.count_matching, request, export.query))


def _shown(job: Mapping[str, Any], locale: str) -> dict[str, Any]:
    return {
        "status": job["status"],
        "stage": translate(job.get("stage") or "Starting", locale, {}),
        "done": job.get("done") or 0,
        "total": job.get("total"),
        "error": job.get("error"),
        "size": f"{job.get('bytes', 0) / 1_000_000:.1f} MB",
    }


__all__ = ["STREAMED", "ExportJobs", "ExportPages", "Source"]
