"""Imports under way: the uploaded file, what is known of it, and its outcome in the reader's words."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.imports.mapping import ImportOptions, Mapping
from erp_visit.imports.problems import ImportReport, problems_csv
from erp_visit.imports.service import run_import
from erp_visit.panel.jobs import Jobs, Tell
from erp_visit.settings import Settings

SHOWN_PROBLEMS = 200


class ImportJobs(Jobs):
    """A job is an uploaded file, checked as often as one likes and taken over."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, "Import")

    async def upload(self, actor: Actor, kind: str, filename: str) -> tuple[UUID, Path]:
        """A new job and the path that its file is to be written to."""
        return await self.create(actor, kind=kind, filename=filename[:200], status="uploaded")

    async def start(self, actor: Actor, key: UUID, mapping: Mapping, options: ImportOptions) -> None:
        """Begin to check, or to take over, in the background; once at a time."""
        job = await self.get(actor, key)
        file = self.folder(key) / "file"

        async def work(tell: Tell) -> dict[str, Any]:
            report = await run_import(
                actor, job["kind"], file, job["filename"], mapping=mapping, options=options, progress=tell
            )
            return await self._outcome(key, actor.locale, report)

        if await self.begin(key, str(key), actor.locale, work) is not None:
            raise DomainError(ErrorCode.CONFLICT, "This import is under way already. Wait for its end.")

    async def _outcome(self, key: UUID, locale: str, report: ImportReport) -> dict[str, Any]:
        if report.problems:
            content = await asyncio.to_thread(problems_csv, report.problems, locale)
            await asyncio.to_thread((self.folder(key) / "problems.csv").write_text, content, "utf-8")
        return {
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
        }


__all__ = ["SHOWN_PROBLEMS", "ImportJobs"]
