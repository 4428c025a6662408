"""Export of exactly what is filtered: page by page from the same reads, csv or xlsx. Small ones are streamed,
large ones are jobs (export_jobs.py).

A cell that a spreadsheet would take for a formula is quoted. Who exported what is in the audit trail before the first
row leaves.
"""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from erp_visit import db
from erp_visit.core.clock import company, now
from erp_visit.core.errors import invalid
from erp_visit.core.ids import new_id
from erp_visit.core.text import no_formula
from erp_visit.org.audit import record_audit
from erp_visit.panel.formats import is_month, month
from erp_visit.panel.screens.cells import Cells
from erp_visit.panel.screens.columns import Column
from erp_visit.panel.screens.query import ListQuery, parse
from erp_visit.panel.screens.view import RecordView
from erp_visit.reads.spec import Kind

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

BATCH = 500
MOST_XLSX = 1_048_575
"""Rows of a sheet below its head."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"csv": CSV, "xlsx": XLSX}


def safe_cell(value: Any) -> Any:
    """Text as a spreadsheet takes it for text: what begins like a formula gets a quote in front. Numbers stay."""
    return no_formula(value) if isinstance(value, str) else value


Told = Callable[[int], Awaitable[None]]
"""Hears how many rows have been read."""


class Exported(Protocol):
    """A file to be written, of any table. `key` names it in an address, `filename` to people."""

    @property
    def key(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def request(self) -> Request: ...
    def parts(self, tell: Told | None = None) -> AsyncIterator[bytes]: ...
    async def note(self) -> None:
        """Write down in the audit trail who takes what along."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be written: what is filtered, with the columns shown, as whoever asks may see it."""

    frame: Frame
    request: Request
    view: RecordView
    query: ListQuery
    columns: Sequence[Column]
    format: str
    filename: str

    @property
    def key(self) -> str:
        return str(self.view.key)

    def parts(self, tell: Told | None = None) -> AsyncIterator[bytes]:
        """The file, part by part."""
        locale = self.request.state.locale
        return file_parts(self.format, [column.label(locale) for column in self.columns], self._rows(locale, tell))

    async def note(self) -> None:
        """Write down in the audit trail who takes what along."""
        told = {
            "format": self.format,
            "columns": [column.name for column in self.columns],
            "list": replace(self.query, size=50).url(""),
        }
        async with db.transaction() as connection:
            await record_audit(
                connection, self.request.state.actor, "export", self.view.spec.name, new_id(),
                number=self.view.title(self.request), after=told,
            )  # fmt: skip

    async def _rows(self, locale: str, tell: Told | None) -> AsyncIterator[list[list[Any]]]:
        """Batches of rows, read by keyset: a row that comes or goes meanwhile neither shifts nor repeats the others."""
        cells = Cells(locale)
        names = [column.name for column in self.columns]
        query, done = self.query, 0
        while True:
            page = await self.view.page(self.request, query, names, count=False)
            if page.nodes:
                yield [[_value(cells, column, node) for column in self.columns] for node in page.nodes]
            done += len(page.nodes)
            if tell is not None:
                await tell(done)
            if not page.has_next or page.end is None:
                return
            query = replace(query, after=page.end)


async def asked_format(request: Request) -> str:
    """The format that a form asks for; raises INVALID_INPUT."""
    kind = str((await request.form()).get("format", "csv"))
    if kind not in MEDIA:
        raise invalid("{format} is not a format of exports; choose csv or xlsx.", "format", format=kind[:20])
    return kind


def check_room(kind: str, count: int) -> None:
    """Raise INVALID_INPUT for more rows than a file of the format can hold."""
    if kind == "xlsx" and count > MOST_XLSX:
        raise invalid(
            "Excel holds {maximum} rows, and these are {count}. Choose CSV, or filter them.", "format",
            maximum=f"{MOST_XLSX:,}", count=f"{count:,}",
        )  # fmt: skip


async def asked_export(frame: Frame, request: Request, view: RecordView, columns: Sequence[Column]) -> Export:
    """The export that a form asks for, with the filters and order of the list that the address repeats."""
    kind = await asked_format(request)
    query = replace(parse(request.query_params), size=BATCH, after="", before="")
    view.filters(request).build(view.spec, query.conditions)  # refused before anything is written down
    name = f"{view.title(request)}-{company().local(now()):%Y%m%d-%H%M}.{kind}"
    return Export(frame, request, view, query, columns, kind, name)


def streamed(export: Exported) -> Response:
    """The file as the answer, sent as it is made."""
    fallback = f"{export.key}.{export.format}"
    headers = {"content-disposition": f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(export.filename)}"}
    return StreamingResponse(export.parts(), media_type=MEDIA[export.format], headers=headers)


def _value(cells: Cells, column: Column, node: dict[str, Any]) -> Any:
    """A value for a spreadsheet: numbers and days as such, everything else as people read it."""
    value = node.get(column.key)
    if value is None or value in ("", []):
        return None
    match column.kind:
        case Kind.DECIMAL:
            return Decimal(value)
        case Kind.INT | Kind.FLOAT:
            return value
        case Kind.DATE:
            assert column.column is not None
            return month(value) if is_month(column.column.name) else date.fromisoformat(value)
        case Kind.DATETIME:
            return company().local(datetime.fromisoformat(value)).replace(tzinfo=None, microsecond=0)
        case Kind.TEXT:
            return safe_cell(str(value))
        case _:
            return safe_cell(cells.cell(column, node, whole=True).text)


def file_parts(kind: str, head: list[str], rows: AsyncIterator[list[list[Any]]]) -> AsyncIterator[bytes]:
    """A file of the format from the labels of its columns and batches of rows, part by part."""
    return csv_parts(head, rows) if kind == "csv" else xlsx_parts(head, rows)


async def csv_parts(head: list[str], rows: AsyncIterator[list[list[Any]]]) -> AsyncIterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # or Excel takes UTF-8 for something else
    writer.writerow([safe_cell(label) for label in head])
    async for batch in rows:
        writer.writerows(batch)
        yield _take(buffer)
    yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


async def xlsx_parts(head: list[str], rows: AsyncIterator[list[list[Any]]]) -> AsyncIterator[bytes]:
    """A workbook is a zip with its directory at the end: it is written to a file first, memory stays small."""
    # 30 MB that only who makes a workbook needs.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    bold = []
    for label in head:
        cell = WriteOnlyCell(sheet, value=safe_cell(label))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    written = 0
    async for batch in rows:
        taken = batch[: MOST_XLSX - written]
        await asyncio.to_thread(_append, sheet, taken)
        written += len(taken)
        if written >= MOST_XLSX:
            break
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(book.save, file)
        file.seek(0)
        while part := file.read(262_144):
            yield part


def _append(sheet: Any, rows: list[list[Any]]) -> None:
    for row in rows:
        sheet.append(row)


__all__ = [
    "CSV", "MEDIA", "MOST_XLSX", "XLSX", "Export", "Exported", "Told", "asked_export", "asked_format", "check_room",
    "csv_parts", "file_parts", "safe_cell", "streamed", "xlsx_parts",
]  # fmt: skip
