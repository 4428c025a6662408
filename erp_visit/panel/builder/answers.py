"""What was answered in forms (INS-4): one form as a table, narrowed down, and exported as it is narrowed down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, invalid
from erp_visit.core.ids import parse_id
from erp_visit.forms.definition import FieldKind
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.panel.screens.export import MEDIA, MOST_XLSX, csv_parts, safe_cell, xlsx_parts
from erp_visit.panel.security import BASE
from erp_visit.visits.action_table import (
    MOST_AT_ONCE,
    ActionColumn,
    ActionFilter,
    ActionRow,
    ActionTable,
    action_table,
    count_rows,
    read_actions,
)

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PAGE = 50
DAYS = 30
"""How far back the table goes if nobody says."""
_FORMS = "query { formTemplates(first: 500, orderBy: [{field: NAME, direction: ASC}]) { nodes { id name } } }"
_TITLES = {
    "rep": "query($id: ID!) { one: employee(id: $id) { name } }",
    "department": "query($id: ID!) { one: department(id: $id) { name } }",
    "customer": "query($id: ID!) { one: customer(id: $id) { name } }",
}
_TYPES = {"rep": "Employee", "department": "Department", "customer": "Customer"}
_LISTS = {"rep": "employees", "department": "departments", "customer": "customers"}


def answer_routes(frame: Frame) -> list[BaseRoute]:
    """The page and its export."""
    pages = AnswerPages(frame)
    return [
        Route("/action-data", pages.page, methods=["GET"]),
        Route("/action-data/export", pages.export, methods=["POST"]),
    ]


class AnswerPages:
    """Handlers. The address holds all that narrows the table down, so it can be kept and sent on."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    async def page(self, request: Request) -> Response:
        actor = request.state.actor
        actor.require(Right.VISIT_VIEW)
        forms = (await self.frame.read(request, _FORMS))["formTemplates"]["nodes"]
        chosen = self._form(request) or (UUID(forms[0]["id"].rpartition(":")[2]) if forms else None)
        asked = _asked(request.query_params)
        context: dict[str, Any] = {
            "title": self.frame.text(request, "What was answered in forms"),
            "forms": [(one["id"].rpartition(":")[2], one["name"]) for one in forms], "chosen": str(chosen or ""),
            "asked": asked, "table": None, "problem": "", "lists": _LISTS, "titles": await self._titles(request, asked),
        }  # fmt: skip
        if chosen is not None:
            try:
                wanted = _filter(asked)
            except DomainError as error:
                context["problem"] = self.frame.texts(request, error)[0]
                wanted = None
            async with db.connection() as connection:
                table = await action_table(connection, actor, chosen)
                if wanted is not None:
                    after = request.query_params.get("after", "")
                    page = await read_actions(connection, actor, table, wanted, first=PAGE, after=after)
                    context |= self._shown(request, table, page.rows, page.end, asked, chosen)
            context["columns"] = table.columns
        return await self.frame.page(request, "builder/answers.html", context)

    def _shown(
        self,
        request: Request,
        table: ActionTable,
        rows: Sequence[ActionRow],
        end: str | None,
        asked: Mapping[str, str],
        chosen: UUID,
    ) -> dict[str, Any]:
        query = {"form": str(chosen), **{name: value for name, value in asked.items() if value}}
        return {
            "table": table, "rows": [(row, [_text(column, row) for column in table.columns]) for row in rows],
            "lines": any(row.line for row in rows), "FieldKind": FieldKind,
            "next": f"{BASE}/action-data?{urlencode({**query, 'after': end})}" if end else "",
            "first": f"{BASE}/action-data?{urlencode(query)}" if request.query_params.get("after") else "",
            "export": f"{BASE}/action-data/export?{urlencode(query)}",
        }  # fmt: skip

    async def export(self, request: Request) -> Response:
        """The whole table as csv or xlsx, read page by page; who took what along is in the audit trail before."""
        actor = request.state.actor
        chosen = self._form(request)
        if chosen is None:
            raise invalid("Choose a form.", "form")
        kind = str((await request.form()).get("format", "csv"))
        if kind not in MEDIA:
            raise invalid("{format} is not a format of exports; choose csv or xlsx.", "format", format=kind[:20])
        wanted = _filter(_asked(request.query_params))
        async with db.transaction() as connection:
            table = await action_table(connection, actor, chosen)
            if kind == "xlsx" and (count := await count_rows(connection, actor, table, wanted)) > MOST_XLSX:
                raise invalid(
                    "Excel holds {maximum} rows, and these are {count}. Choose CSV, or filter them.", "format",
                    maximum=f"{MOST_XLSX:,}", count=f"{count:,}",
                )  # fmt: skip
            told = {name: str(value) for name, value in asdict(wanted).items() if value not in (None, "")}
            await record_audit(connection, actor, "export", "VisitAction", chosen, number=table.name,
                               after={"format": kind, "filter": told})  # fmt: skip
        head = [self.frame.text(request, text) for text in _HEAD] + [column.label for column in table.columns]
        rows = _rows(request, table, wanted, ZoneInfo(self.frame.settings.timezone))
        parts = csv_parts(head, rows) if kind == "csv" else xlsx_parts(head, rows)
        name = f"{table.name}-{now().astimezone(ZoneInfo(self.frame.settings.timezone)):%Y%m%d-%H%M}.{kind}"
        headers = {"content-disposition": f"attachment; filename=\"answers.{kind}\"; filename*=UTF-8''{quote(name)}"}
        return StreamingResponse(parts, media_type=MEDIA[kind], headers=headers)

    @staticmethod
    def _form(request: Request) -> UUID | None:
        text = request.query_params.get("form", "")
        return parse_id(text, "FormTemplate", "form") if text else None

    async def _titles(self, request: Request, asked: Mapping[str, str]) -> dict[str, str]:
        """Names of the records that the table is narrowed down to."""
        titles = {}
        for name, text in _TITLES.items():
            if asked[name]:
                titles[name] = (await self.frame.read(request, text, {"id": f"{_TYPES[name]}:{asked[name]}"}))["one"][
                    "name"
                ]
        return titles


_HEAD = (
    "Business day", "Customer", "Customer number", "Rep", "Department", "Version", "Table", "Line", "Article number",
    "Product", "Competitor's product",
)  # fmt: skip


async def _rows(
    request: Request, table: ActionTable, wanted: ActionFilter, zone: ZoneInfo
) -> AsyncIterator[list[list[Any]]]:
    """Batches of rows as a spreadsheet takes them."""
    after = ""
    photos = f"{request.url.scheme}://{request.url.netloc}{BASE}/stored-files/"
    while True:
        async with db.connection() as connection:
            page = await read_actions(connection, request.state.actor, table, wanted, first=MOST_AT_ONCE, after=after)
        yield [
            [row.business_day, *map(safe_cell, (row.customer, row.customer_code, row.rep, row.department)), row.version,
             safe_cell(row.table) or None, row.line or None, safe_cell(row.sku) or None, safe_cell(row.product) or None,
             safe_cell(row.competitor) or None, *(_cell(column, row, photos) for column in table.columns)]
            for row in page.rows
        ]  # fmt: skip
        if page.end is None:
            return
        after = page.end


def _cell(column: ActionColumn, row: ActionRow, photos: str) -> Any:
    value = row.values.get(column.key)
    if value is None:
        return None
    try:
        match column.kind:
            case FieldKind.NUMBER | FieldKind.COMPUTED:
                return Decimal(value)
            case FieldKind.DATE:
                return date.fromisoformat(value)
            case FieldKind.PHOTO:
                return "\n".join(photos + key.rpartition(":")[2] for key in value)
    except (InvalidOperation, ValueError, TypeError):
        pass  # an older version had another kind of field under this key: what it holds is shown as it is
    return safe_cell("、".join(map(str, value)) if isinstance(value, list) else str(value))


def _text(column: ActionColumn, row: ActionRow) -> Any:
    """A value for the page: text, or for photos the keys of the files."""
    value = row.values.get(column.key)
    if value is None:
        return ""
    if column.kind is FieldKind.PHOTO and isinstance(value, list):
        return [str(key).rpartition(":")[2] for key in value]
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _asked(query: Mapping[str, str]) -> dict[str, str]:
    names = ("from", "to", "rep", "department", "customer", "field", "least", "most", "contains")
    asked = {name: query.get(name, "").strip()[:200] for name in names}
    if "from" not in query:
        asked["from"] = str(business_day(now()) - timedelta(days=DAYS))
    return asked


def _filter(asked: Mapping[str, str]) -> ActionFilter:
    if not asked["field"] and (asked["least"] or asked["most"] or asked["contains"]):
        raise invalid("Name the field that the value is of.", "field")
    return ActionFilter(
        _day(asked, "from"), _day(asked, "to"), _key(asked, "rep"), _key(asked, "department"),
        _key(asked, "customer"), asked["field"], _number(asked, "least"), _number(asked, "most"), asked["contains"],
    )  # fmt: skip


def _day(asked: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(asked[name]) if asked[name] else None
    except ValueError:
        raise invalid("{value} is not a day; write it like 2026-11-21.", name, value=asked[name][:40]) from None


def _key(asked: Mapping[str, str], name: str) -> UUID | None:
    return parse_id(asked[name], _TYPES[name], name) if asked[name] else None


def _number(asked: Mapping[str, str], name: str) -> Decimal | None:
    try:
        value = Decimal(asked[name]) if asked[name] else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not (value.is_finite() and abs(value) < 10**14):
        raise invalid("{value} is not a number such as 12 or -0.5.", name, value=asked[name][:40])
    return value


__all__ = ["answer_routes"]
