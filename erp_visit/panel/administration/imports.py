"""Import in the panel: upload, say which column is what, check, take over; problems by row, in words."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.imports.kinds import KINDS, Field, ImportKind, Kind
from erp_visit.imports.mapping import ImportOptions, Mapping, match_columns, required_rights
from erp_visit.imports.reading import open_rows
from erp_visit.org.rights import Right
from erp_visit.panel.administration.import_jobs import SHOWN_PROBLEMS, ImportJobs
from erp_visit.panel.screens.export import CSV, XLSX
from erp_visit.panel.wording import humanise, label, translate
from erp_visit.web import is_longer

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

LARGEST = 300_000_000
SAMPLE = 4
"""Rows of the file that are shown while columns are chosen."""
_OPTIONS = {
    ImportKind.SALES: (
        "create_customers", "create_products", "fallback_customer", "warehouse", "department", "paid_before",
    ),
    ImportKind.STOCK: ("warehouse",),
}  # fmt: skip
_FLAGS = frozenset({"create_customers", "create_products"})
_OPTION_WORDS = {
    "create_customers": "Make customers that are not known",
    "create_products": "Make products that are not known",
    "fallback_customer": "Customer for lines that name none",
    "warehouse": "Warehouse (code or name)",
    "department": "Department (code or name)",
    "paid_before": "Documents before this day are paid",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its first values, and the field it is taken for."""

    place: int
    text: str
    sample: list[str]
    field: str


def import_routes(frame: Frame) -> list[BaseRoute]:
    """All pages of imports."""
    pages = ImportPages(frame)
    return [
        Route("/import", pages.overview, methods=["GET"]),
        Route("/import/{kind}/template.{format}", pages.template, methods=["GET"]),
        Route("/import/{kind}/upload", pages.upload, methods=["POST"]),
        Route("/import/job/{key}", pages.job, methods=["GET"]),
        Route("/import/job/{key}/run", pages.run, methods=["POST"]),
        Route("/import/job/{key}/state", pages.state, methods=["GET"]),
        Route("/import/job/{key}/problems.csv", pages.problems, methods=["GET"]),
    ]


class ImportPages:
    """Handlers of the import pages."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.jobs = ImportJobs(frame.settings)

    async def overview(self, request: Request) -> Response:
        actor, locale = request.state.actor, request.state.locale
        actor.require(Right.IMPORT_RUN)
        kinds = [
            {
                "code": kind.kind.value,
                "title": kind_label(kind, locale),
                "fields": [(field_label(field, locale), field.required) for field in kind.fields],
                "missing": [right for right in kind.rights if not actor.may(right)],
            }
            for kind in KINDS.values()
        ]
        title = translate("Import", locale, {})
        context = {"title": title, "kinds": kinds, "whole": actor.profile.scope is Scope.ALL}
        return await self.frame.page(request, "imports/overview.html", context)

    async def template(self, request: Request) -> Response:
        # Only here: the writer of spreadsheets takes its time to load.
        from erp_visit.imports.templates import template_csv, template_xlsx  # noqa: PLC0415

        kind = self._kind(request)
        wanted = request.path_params["format"]
        if wanted not in ("xlsx", "csv"):
            raise not_found("Template", wanted)
        body = await asyncio.to_thread(template_xlsx if wanted == "xlsx" else template_csv, kind.kind)
        media = CSV if wanted == "csv" else XLSX
        headers = {"content-disposition": f'attachment; filename="{kind.kind.value}-template.{wanted}"'}
        return Response(body, media_type=media, headers=headers)

    def _kind(self, request: Request) -> Kind:
        """The kind of file that the address names, if the actor may import it."""
        try:
            kind = KINDS[ImportKind(request.path_params["kind"])]
        except ValueError:
            raise not_found("Import", request.path_params["kind"]) from None
        request.state.actor.require(Right.IMPORT_RUN, *kind.rights)
        return kind

    async def upload(self, request: Request) -> Response:
        kind = self._kind(request)
        length = request.headers.get("content-length", "")
        if is_longer(length, LARGEST):
            raise DomainError(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The file is larger than {maximum} MB. Split it, or use `erp-visit import` on the server.",
                maximum=LARGEST // 1_000_000,
            )
        async with request.form(max_files=1, max_fields=5) as form:
            given = form.get("file")
            if not isinstance(given, UploadFile) or not given.filename:
                raise invalid("Choose a file first.", "file")
            key, path = await self.jobs.upload(request.state.actor, kind.kind.value, Path(given.filename).name)
            await asyncio.to_thread(_keep, given, path)
            filename = given.filename
        try:
            await asyncio.to_thread(_head, path, filename)
        except DomainError:
            await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
            raise
        return JSONResponse({"job": str(key)})

    async def job(self, request: Request) -> Response:
        key, job, kind = await self._job(request)
        locale = request.state.locale
        path = self.jobs.folder(key) / "file"
        rows = await asyncio.to_thread(_head, path, job["filename"])
        context = {
            "title": f"{translate('Import', locale, {})}: {kind_label(kind, locale)}",
            "key": str(key),
            "job": job,
            "headings": _headings(kind, rows),
            "fields": [
                (one.name, field_label(one, locale), one.required, translate(one.help, locale, {}))
                for one in kind.fields
                if one.right is None or request.state.actor.may(one.right)
            ],
            "options": [
                (name, translate(_OPTION_WORDS[name], locale, {}), name in _FLAGS)
                for name in _OPTIONS.get(kind.kind, ())
            ],
            "shown_problems": SHOWN_PROBLEMS,
        }
        return await self.frame.page(request, "imports/job.html", context)

    async def _job(self, request: Request) -> tuple[UUID, dict[str, Any], Kind]:
        try:
            key = UUID(request.path_params["key"])
        except ValueError:
            raise not_found("Import", request.path_params["key"]) from None
        request.state.actor.require(Right.IMPORT_RUN)
        job = await self.jobs.get(request.state.actor, key)
        return key, job, KINDS[ImportKind(job["kind"])]

    async def run(self, request: Request) -> Response:
        key, job, kind = await self._job(request)
        form = await request.form()
        rows = await asyncio.to_thread(_head, self.jobs.folder(key) / "file", job["filename"])
        headers = rows[0] if rows else []
        columns: dict[str, str] = {}
        for place, header in enumerate(headers):
            name = str(form.get(f"column:{place}", ""))
            if not name:
                continue
            if kind.field(name) is None:
                raise invalid("There is no field {field} to set.", f"column:{place}", field=name[:64])
            if name in columns.values():
                raise invalid(
                    "Two columns are taken for {field}. Choose one of them.", f"column:{place}",
                    field=field_label(kind.field(name), request.state.locale),
                )  # fmt: skip
            if not header.strip():
                raise invalid(
                    "A column without a heading cannot be used. Give it a heading in the file.", f"column:{place}"
                )
            columns[header] = name
        used = [field for field in kind.fields if field.name in columns.values()]
        request.state.actor.require(Right.IMPORT_RUN, *required_rights(kind, used))
        missing = [field for field in kind.fields if field.required and field not in used]
        if missing:
            raise invalid(
                "Choose the column for: {fields}.", "columns",
                fields="、".join(field_label(field, request.state.locale) for field in missing),
            )  # fmt: skip
        await self.jobs.start(request.state.actor, key, _mapping(columns), _options(form, kind))
        return JSONResponse({"started": True}, 202)

    async def state(self, request: Request) -> Response:
        _, job, _ = await self._job(request)
        locale = request.state.locale
        shown = {
            "status": job["status"],
            "stage": translate(job.get("stage") or "Starting", locale, {}),
            "done": job.get("done"),
            "total": job.get("total"),
            "error": job.get("error"),
            "report": job.get("report"),
        }
        if shown["report"]:
            created = shown["report"]["created"]
            shown["report"]["created"] = {label(locale, name, humanise(name)): count for name, count in created.items()}
        return JSONResponse(shown)

    async def problems(self, request: Request) -> Response:
        key, job, _ = await self._job(request)
        path = self.jobs.folder(key) / "problems.csv"
        if not path.is_file():
            raise not_found("Report", key)
        return FileResponse(path, media_type=CSV, filename=f"{job['kind']}-problems.csv")


def kind_label(kind: Kind, locale: str) -> str:
    """A kind of file in the reader's language."""
    return kind.title if locale == "zh" else humanise(kind.kind.value)


def field_label(field: Field | None, locale: str) -> str:
    """A field in the reader's language; templates carry its Chinese heading."""
    if field is None:
        return ""
    return field.header if locale == "zh" else humanise(field.name)


def _keep(given: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(given.file, target, 1_048_576)


def _head(path: Path, filename: str) -> list[list[str]]:
    """The first rows of a file as text, the heading first. Raises INVALID_INPUT for a file that cannot be read."""
    if not path.is_file():
        raise DomainError(ErrorCode.NOT_FOUND, "The file is no longer there. Upload it again.")
    with open_rows(path, filename) as rows:
        return [["" if cell is None else str(cell) for cell in row] for row in islice(rows, SAMPLE + 1)]


def _headings(kind: Kind, rows: Sequence[Sequence[str]]) -> list[Heading]:
    headers = list(rows[0]) if rows else []
    try:
        matched = match_columns(kind, Mapping(), headers)
    except DomainError:  # required ones are missing: match those that are there
        matched = _those_there(kind, headers)
    by_place = {place: name for name, place in matched.items()}
    return [
        Heading(place, text, [row[place][:40] for row in rows[1:] if place < len(row)], by_place.get(place, ""))
        for place, text in enumerate(headers)
    ]


def _those_there(kind: Kind, headers: list[str]) -> dict[str, int]:
    """Fields whose column the headings tell, though not all that are needed."""
    willing = replace(kind, fields=tuple(replace(field, required=False) for field in kind.fields))
    return match_columns(willing, Mapping(), headers)


def _mapping(columns: dict[str, str]) -> Mapping:
    return Mapping(columns=columns)


def _options(form: Any, kind: Kind) -> ImportOptions:
    given: dict[str, Any] = {"dry_run": bool(form.get("check")), "skip_bad_rows": bool(form.get("skip_bad_rows"))}
    for name in _OPTIONS.get(kind.kind, ()):
        text = str(form.get(name, "")).strip()[:64]
        if name in _FLAGS:
            given[name] = bool(text)
        elif name == "paid_before" and text:
            try:
                given[name] = date.fromisoformat(text)
            except ValueError:
                raise invalid("{value} is not a day; write it like 2026-11-21.", name, value=text) from None
        elif text:
            given[name] = text
    return ImportOptions(**given)


__all__ = ["import_routes"]
