"""What was answered in forms (INS-4): one form as a table, narrowed down, and exported as it is narrowed down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.clock import company, now, today
from erp_visit.core.errors import DomainError, invalid
from erp_visit.core.ids import parse_id
from erp_visit.forms.definition import FieldKind
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.panel.screens.export import Told, asked_format, file_parts, safe_cell
from erp_visit.panel.screens.export_jobs import ExportJobs
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

LIST = "action-data"
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


def answer_routes(frame: Frame, exports: ExportJobs) -> list[BaseRoute]:
    """The page and its export."""
    pages = AnswerPages(frame, exports)
    exports.offer(LIST, pages)
    return [
        Route(f"/{LIST}", pages.page, methods=["GET"]),
        Route(f"/{LIST}/export", pages.export, methods=["POST"]),
    ]


class AnswerPages:
    """Handlers. The address holds all that narrows the table down, so it can be kept and sent on."""

    def __init__(self, frame: Frame, exports: ExportJobs) -> None:
        self.frame = frame
        self.exports = exports

    def require(self, request: Request) -> None:
        """Raise FORBIDDEN unless the actor may open the table."""
        request.state.actor.require(Right.VISIT_VIEW)

    def title(self, request: Request) -> str:
        return self.frame.text(request, "What was answered in forms")

    async def page(self, request: Request) -> Response:
        actor = request.state.actor
        self.require(request)
        forms = (await self.frame.read(request, _FORMS))["formTemplates"]["nodes"]
        chosen = self._form(request) or (UUID(forms[0]["id"].rpartition(":")[2]) if forms else None)
        asked = _asked(request.query_params)
        context: dict[str, Any] = {
            "title": self.title(request),
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
            "next": f"{BASE}/{LIST}?{urlencode({**query, 'after': end})}" if end else "",
            "first": f"{BASE}/{LIST}?{urlencode(query)}" if request.query_params.get("after") else "",
            "export": f"{BASE}/{LIST}/export?{urlencode(query)}",
        }  # fmt: skip

    async def export(self, request: Request) -> Response:
        """The whole table as csv or xlsx, as it is narrowed down; a large one as a job."""
        chosen = self._form(request)
        if chosen is None:
            raise invalid("Choose a form.", "form")
        kind = await asked_format(request)
        asked = _asked(request.query_params)
        async with db.connection() as connection:
            table = await action_table(connection, request.state.actor, chosen)
        export = AnswerExport(self.frame, request, table, _filter(asked), kind)
        kept = {"form": str(chosen), **{name: value for name, value in asked.items() if value}}
        return await self.exports.send(export, LIST, f"{BASE}/{LIST}?{urlencode(kept)}", export.count)

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


@dataclass(frozen=True, slots=True)
class AnswerExport:
    """A file of the answers of one form, as they are narrowed down, read page by page."""

    frame: Frame
    request: Request
    table: ActionTable
    wanted: ActionFilter
    format: str
    key: str = "answers"

    @property
    def filename(self) -> str:
        return f"{self.table.name}-{company().local(now()):%Y%m%d-%H%M}.{self.format}"

    async def count(self, most: int | None) -> int:
        """How many rows there are; or of so many actions at the most."""
        async with db.connection() as connection:
            return await count_rows(connection, self.request.state.actor, self.table, self.wanted, most=most)

    async def note(self) -> None:
        """Write down in the audit trail who takes what along."""
        told = {name: str(value) for name, value in asdict(self.wanted).items() if value not in (None, "")}
        async with db.transaction() as connection:
            await record_audit(
                connection, self.request.state.actor, "export", "VisitAction", self.table.template_id,
                number=self.table.name, after={"format": self.format, "filter": told},
            )  # fmt: skip

    def parts(self, tell: Told | None = None) -> AsyncIterator[bytes]:
        """The file, part by part."""
        head = [self.frame.text(self.request, text) for text in _HEAD]
        return file_parts(self.format, head + [column.label for column in self.table.columns], self._rows(tell))

    async def _rows(self, tell: Told | None) -> AsyncIterator[list[list[Any]]]:
        """Batches of rows as a spreadsheet takes them."""
        after, done = "", 0
        here = self.frame.settings.public_url or f"{self.request.url.scheme}://{self.request.url.netloc}"
        photos = f"{here}{BASE}/stored-files/"
        columns = self.table.columns
        while True:
            async with db.connection() as connection:
                page = await read_actions(
                    connection, self.request.state.actor, self.table, self.wanted, first=MOST_AT_ONCE, after=after
                )
            yield [
                [row.business_day, *map(safe_cell, (row.customer, row.customer_code, row.rep, row.department)),
                 row.version, safe_cell(row.table) or None, row.line or None, safe_cell(row.sku) or None,
                 safe_cell(row.product) or None, safe_cell(row.competitor) or None,
                 *(_cell(column, row, photos) for column in columns)]
                for row in page.rows
            ]  # fmt: skip
            done += len(page.rows)
            if tell is not None:
                await tell(done)
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
        asked["from"] = str(today() - timedelta(days=DAYS))
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
