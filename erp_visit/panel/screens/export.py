"""Export of exactly what is filtered, streamed: page by page from the same reads, csv or xlsx.

A cell that a spreadsheet would take for a formula is quoted. Who exported what is in the audit trail before the first
row leaves.
"""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from erp_visit import db
from erp_visit.core.clock import now
from erp_visit.core.errors import invalid
from erp_visit.core.ids import new_id
from erp_visit.org.audit import record_audit
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
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """Text as a spreadsheet takes it for text: what begins like a formula gets a quote in front. Numbers stay."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


async def export_page(frame: Frame, request: Request, view: RecordView, columns: Sequence[Column]) -> Response:
    """The file, with the filters and order of the list that the address repeats."""
    form = await request.form()
    kind = str(form.get("format", "csv"))
    if kind not in ("csv", "xlsx"):
        raise invalid("{format} is not a format of exports; choose csv or xlsx.", "format", format=kind[:20])
    query = replace(parse(request.query_params), size=BATCH, after="", before="")
    view.filters(request).build(view.spec, query.conditions)  # refused before anything is written down
    locale = request.state.locale
    told = {
        "format": kind,
        "columns": [column.name for column in columns],
        "list": replace(query, size=50).url(""),
    }
    async with db.transaction() as connection:
        await record_audit(
            connection, request.state.actor, "export", view.spec.name, new_id(), number=view.title(request), after=told,
        )  # fmt: skip
    rows = _rows(frame, request, view, query, columns, locale)
    head = [column.label(locale) for column in columns]
    name = f"{view.title(request)}-{now().astimezone(ZoneInfo(frame.settings.timezone)):%Y%m%d-%H%M}.{kind}"
    headers = {"content-disposition": f"attachment; filename=\"{view.key}.{kind}\"; filename*=UTF-8''{quote(name)}"}
    if kind == "csv":
        return StreamingResponse(_csv(head, rows), media_type=CSV, headers=headers)
    return StreamingResponse(_xlsx(head, rows), media_type=XLSX, headers=headers)


async def _rows(
    frame: Frame, request: Request, view: RecordView, query: ListQuery, columns: Sequence[Column], locale: str
) -> AsyncIterator[list[list[Any]]]:
    """Batches of rows, read by keyset: a row that comes or goes meanwhile neither shifts nor repeats the others."""
    cells = Cells(locale, frame.settings.timezone)
    zone = ZoneInfo(frame.settings.timezone)
    names = [column.name for column in columns]
    while True:
        page = await view.page(request, query, names, count=False)
        if page.nodes:
            yield [[_value(cells, zone, column, node) for column in columns] for node in page.nodes]
        if not page.has_next or page.end is None:
            return
        query = replace(query, after=page.end)


def _value(cells: Cells, zone: ZoneInfo, column: Column, node: dict[str, Any]) -> Any:
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
            return date.fromisoformat(value)
        case Kind.DATETIME:
            return datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None, microsecond=0)
        case Kind.TEXT:
            return safe_cell(str(value))
        case _:
            return safe_cell(cells.cell(column, node, whole=True).text)


async def _csv(head: list[str], rows: AsyncIterator[list[list[Any]]]) -> AsyncIterator[bytes]:
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


async def _xlsx(head: list[str], rows: AsyncIterator[list[list[Any]]]) -> AsyncIterator[bytes]:
    """A workbook is a zip with its directory at the end: it is written to a file first, memory stays small."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    bold = []
    for label in head:
        cell = WriteOnlyCell(sheet, value=label)
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


__all__ = ["CSV", "XLSX", "export_page", "safe_cell"]
