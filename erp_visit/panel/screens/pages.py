"""The pages of the derived screens: list, record, look-up, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.org.rights import Right
from erp_visit.org.views import keep_columns, views_of
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.cells import Cells, record_path
from erp_visit.panel.screens.columns import Column, title_of
from erp_visit.panel.screens.describe import chips, facets, filter_fields, preset_label
from erp_visit.panel.screens.export_jobs import ExportJobs, ExportPages
from erp_visit.panel.screens.query import PRESETS, SIZES, ListQuery, parse
from erp_visit.panel.screens.saved import SavedViews, chosen_columns
from erp_visit.panel.screens.sums import summed, sums_of
from erp_visit.panel.screens.view import COUNTED, Page, Part, RecordView
from erp_visit.panel.security import safe_target
from erp_visit.panel.wording import field_label, list_label, translate, type_label

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame
    from erp_visit.reads.spec import TypeSpec

LONGEST_NUMBER = 64
NEW = {
    "Category": ("/admin/categories/new", Right.PRODUCT_EDIT),
    "Customer": ("/admin/customers/new", Right.CUSTOMER_EDIT),
    "Department": ("/admin/departments/new", Right.EMPLOYEE_MANAGE),
    "Employee": ("/admin/staff/new", Right.EMPLOYEE_MANAGE),
    "FormTemplate": ("/admin/forms/new", Right.FORM_EDIT),
    "PriceRule": ("/admin/price-rules/new", Right.PRODUCT_EDIT),
    "Product": ("/admin/products/new", Right.PRODUCT_EDIT),
    "Plan": ("/admin/plans/new", Right.VISIT_PLAN),
    "Target": ("/admin/insight/targets", Right.VISIT_PLAN),
    "Task": ("/admin/tasks/new", Right.TASK_VIEW),
    "VisitAssignment": ("/admin/visit-assignments/new", Right.VISIT_PLAN),
}
"""Where a record is made, for types that have a form, with the right that it needs."""
EDIT = {
    "Category": ("/admin/categories/{key}/edit", Right.PRODUCT_EDIT),
    "Contact": ("/admin/contacts/{key}/edit", Right.CUSTOMER_EDIT),
    "Department": ("/admin/departments/{key}/edit", Right.EMPLOYEE_MANAGE),
    "Employee": ("/admin/staff/{key}", Right.EMPLOYEE_MANAGE),
    "FormTemplate": ("/admin/forms/{key}", Right.FORM_EDIT),
    "Product": ("/admin/products/{key}/edit", Right.PRODUCT_EDIT),
    "ProductUnit": ("/admin/product-units/{key}/edit", Right.PRODUCT_EDIT),
    "Role": ("/admin/roles-matrix", Right.ADMINISTER),
    "Setting": ("/admin/parameters", Right.SETTING_VIEW),
    "VisitAssignment": ("/admin/visit-assignments/{key}/edit", Right.VISIT_PLAN),
}
"""Where a record is changed."""
_WORDS = {"units": "New unit", "price": "New price", "end": "End the price", "cancel": "Cancel the assignment",
          "start": "Starting point"}  # fmt: skip
MORE = {
    "Department": (("start", "/admin/departments/{key}/start", Right.VISIT_PLAN),),
    "VisitAssignment": (("cancel", "/admin/visit-assignments/{key}/cancel", Right.VISIT_PLAN),),
    "PriceRule": (("end", "/admin/price-rules/{key}/end", Right.PRODUCT_EDIT),),
    "Product": (
        ("units", "/admin/products/{key}/units/new", Right.PRODUCT_EDIT),
        ("price", "/admin/price-rules/new?product={key}", Right.PRODUCT_EDIT),
    ),
}
"""What else can be done with a record, beside changing it."""

BATCHES = {
    "Customer": (
        ("Plan visits", "/admin/visits/plan", Right.VISIT_PLAN),
        ("Assign visits", "/admin/visit-assignments/new", Right.VISIT_PLAN),
    ),
}
"""What can be done with the rows that are ticked in a list: a page that takes their keys as `customers`, its right."""

IMPORTED = frozenset({"Customer", "Product", "PriceRule", "StockBalance", "Receivable", "Order", "Task"})
"""Types that come in by an import; their lists lead to it."""

_INNER = frozenset({"id", "version", "pinyin", "lineage"})
"""Columns that the machinery needs and nobody reads."""
_DRAWN = {("DayTrack", "line"), ("DayTrack", "stops"), ("DayRoute", "line"), ("VisitAction", "answers")}
"""Columns that another page draws, or that stand below as records: nobody reads their JSON."""
ON_MAP = {
    "DayTrack": ("employee", "/admin/track-map?employee={whose}&day={day}"),
    "DayRoute": ("rep", "/admin/calendar/day?rep={whose}&day={day}"),
}
"""Types of days that have a page with a map."""
_HISTORY = (
    "query($filter: AuditEntryFilter) { list: auditEntries(first: 30, filter: $filter, orderBy: [{field: AT, direction:"
    " DESC}]) { nodes { id at action reason before after actor { id name } } } }"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head, with the address that sorts by it."""

    column: Column
    label: str
    href: str
    sorted: str
    """`ascending`, `descending` or empty."""


class Pages:
    """Handlers of all derived screens."""

    def __init__(self, frame: Frame, views: Mapping[str, RecordView], exports: ExportJobs) -> None:
        self.frame = frame
        self.views = views
        self.exports = exports
        for key, view in views.items():
            exports.offer(key, view)
        self.by_type = {view.spec.name: view for view in views.values()}

    def lists(self) -> list[BaseRoute]:
        """Lists and what belongs to them. They take any first word, so pages with a name of their own go before."""
        return [
            Route("/lookup/{list}", self.look_up, methods=["GET"]),
            Route("/filters/{list}", self.filter_choices, methods=["GET"]),
            Route("/columns/{list}", self.choose_columns, methods=["POST"]),
            Route("/sums/{list}", self.sums, methods=["GET"]),
            Route("/export/{list}", ExportPages(self.frame, self.exports, self.view).__call__, methods=["POST"]),
            *SavedViews(self.frame, self.view, self.views).routes(),
            Route("/{list}", self.list, methods=["GET"]),
        ]

    def records(self) -> list[BaseRoute]:
        """The record pages of types that have none made by hand; those go before."""
        return [Route("/{list}/{key}", self.record, methods=["GET"])]

    def view(self, request: Request) -> RecordView:
        """The screen that the address names, if the actor may open it."""
        view = self.views.get(request.path_params["list"])
        if view is None:
            raise DomainError(
                ErrorCode.NOT_FOUND, "There is no such page. Check the address, or start from the workbench."
            )
        view.require(request)
        return view

    async def list(self, request: Request) -> Response:
        view = self.view(request)
        query, path = parse(request.query_params), screen_path(view.spec)
        saved = await views_of(request.state.actor, str(view.key))
        shown = view.shown(request.state.actor.profile, query.columns or chosen_columns(saved))
        kept = replace(query, columns=tuple(column.name for column in shown)).text()
        try:
            page = await view.page(request, query, [column.name for column in shown])
        except DomainError as error:
            if error.code is not ErrorCode.INVALID_CURSOR:
                raise
            return RedirectResponse(query.url(path), status_code=303)
        locale, profile = request.state.locale, request.state.actor.profile
        cells = Cells(locale)
        links = _links(view, shown)
        rows = [
            (
                record_path(view.spec, node["id"]),
                title_of(view.spec, node, locale),
                [cells.cell(one, node) for one in shown],
            )
            for node in page.nodes
        ]
        total = page.total if page.total is not None else query.known_total
        context = {
            "title": list_label(view.spec, locale),
            "view": view,
            "query_state": query,
            "list_path": path,
            "headings": _headings(view, shown, query, path, locale),
            "link_at": links,
            "rows": rows,
            "pager": _pager(query, page, path, total),
            "total": total,
            "counted": COUNTED,
            "sizes": [(size, query.url(path, size=size)) for size in SIZES],
            "facets": facets(view, shown, query, path, locale),
            "chips": await chips(request, view, self.by_type, query, path),
            "clear": query.url(path, conditions=(), search=""),
            "all_columns": [
                (column.name, column.label(locale), column in shown)
                for column in view.columns.of(view.spec.name, profile).values()
            ],
            "saved": [one for one in saved if one.name],
            "kept": kept,
            "summed": bool(summed(view, profile)),
            "batches": [
                (translate(text, locale, {}), address)
                for text, address, right in BATCHES.get(view.spec.name, ())
                if profile.may(right)
            ],
            "new": self._new(request, view),
            "imported": view.spec.name in IMPORTED and profile.may(Right.IMPORT_RUN),
            "needle": query.search,
            "sought": _sought(view.spec, locale),
            "presets": {name: preset_label(name, locale) for name in PRESETS},
        }
        return await self.frame.page(request, "screens/list.html", context)

    def _new(self, request: Request, view: RecordView) -> str:
        address, right = NEW.get(view.spec.name, ("", ""))
        return address if right and request.state.actor.may(right) else ""

    async def record(self, request: Request) -> Response:
        view = self.view(request)
        key = request.path_params["key"]
        try:
            key = str(UUID(key))
        except ValueError:
            return await self._by_number(request, view, key)
        node, parts = await view.record(request, key)
        locale, profile = request.state.locale, request.state.actor.profile
        cells = Cells(locale)
        known = view.columns.of(view.spec.name, profile)
        fields = [
            (column.label(locale), cells.cell(column, node, whole=True), column)
            for column in known.values()
            if column.name not in _INNER and (view.spec.name, column.name) not in _DRAWN
        ]
        history = None
        if profile.may(Right.AUDIT_VIEW) and "AuditEntry" in self.frame.registry.types:
            wanted = {"entity": {"eq": view.spec.name}, "entityId": {"eq": key}}
            history = (await self.frame.read(request, _HISTORY, {"filter": wanted}))["list"]["nodes"]
        context = {
            "title": title_of(view.spec, node, locale),
            "kind": type_label(view.spec, locale),
            "list_title": list_label(view.spec, locale),
            "list_path": screen_path(view.spec),
            "view": view,
            "fields": fields,
            "parts": [_part(view, part, key, cells, locale) for part in parts],
            "history": history,
            "edit": _edit(view, request, key),
            "more": [
                *_on_map(view, node, locale),
                *(
                    (translate(_WORDS[word], locale, {}), address.format(key=key))
                    for word, address, right in MORE.get(view.spec.name, ())
                    if profile.may(right)
                ),
            ],
        }
        return await self.frame.page(request, "screens/record.html", context)

    async def _by_number(self, request: Request, view: RecordView, number: str) -> Response:
        """Records have one address, but a number in a chat message leads there too."""
        name = next((field for field in ("number", "code", "sku", "key") if field in view.spec.columns), None)
        if name is None or len(number) > LONGEST_NUMBER:
            raise not_found(view.spec.name, number)
        document = (
            f"query($filter: {view.spec.name}Filter) {{ list: {view.spec.plural}(first: 1, filter: $filter)"
            " { nodes { id } } }"
        )
        nodes = (await self.frame.read(request, document, {"filter": {name: {"eq": number}}}))["list"]["nodes"]
        if not nodes:
            raise not_found(view.spec.name, number)
        return RedirectResponse(record_path(view.spec, nodes[0]["id"]), status_code=303)

    async def look_up(self, request: Request) -> Response:
        """Id and title of records to choose from; nothing else of them."""
        view = self.view(request)
        rows = await view.look_up(request, request.query_params.get("q", "").strip()[:100].replace("\0", ""))
        return JSONResponse({"rows": rows})

    async def filter_choices(self, request: Request) -> Response:
        """What the filter builder offers."""
        view = self.view(request)
        return JSONResponse({"groups": filter_fields(view, request.state.actor.profile, request.state.locale)})

    async def choose_columns(self, request: Request) -> Response:
        """Keep the columns of a list in this reader's account."""
        view = self.view(request)
        form = await request.form()
        known = view.columns.of(view.spec.name, request.state.actor.profile)
        names = [str(name) for name in form.getlist("column") if str(name) in known]
        chosen = ListQuery(columns=() if form.get("usual") else tuple(names))
        await keep_columns(request.state.actor, screen=str(view.key), query=chosen.text())
        return RedirectResponse(safe_target(str(form.get("next", "")), screen_path(view.spec)), status_code=303)

    async def sums(self, request: Request) -> Response:
        """Sums of everything that is filtered, for a script."""
        view = self.view(request)
        return JSONResponse(await sums_of(self.frame, request, view, parse(request.query_params)))


def _edit(view: RecordView, request: Request, key: str) -> str:
    address, right = EDIT.get(view.spec.name, ("", ""))
    return address.format(key=key) if right and request.state.actor.may(right) else ""


def _on_map(view: RecordView, node: Mapping[str, Any], locale: str) -> list[tuple[str, str]]:
    who, address = ON_MAP.get(view.spec.name, ("", ""))
    if not node.get(who):
        return []
    key = node[who]["id"].rpartition(":")[2]
    return [(translate("See on the map", locale, {}), address.format(whose=key, day=node["businessDay"]))]


def _links(view: RecordView, shown: Sequence[Column]) -> int:
    """Which column leads to the record: the first of its title, else the first."""
    names = [column.name for column in shown]
    return next((names.index(field) for field in view.spec.title if field in names), 0)


def _sought(spec: TypeSpec, locale: str) -> str:
    """What is to be typed into the search box of a list."""
    if not spec.search_starts or set(spec.search) - set(spec.search_starts):
        return translate("Search", locale, {})
    fields = " / ".join(field_label(spec, name, locale) for name in spec.search)
    return translate("Beginning of {fields}", locale, {"fields": fields})


def _headings(view: RecordView, shown: Sequence[Column], query: ListQuery, path: str, locale: str) -> list[Heading]:
    sort = dict(query.sort)
    if not query.sort:
        keys = view.columns.newest_first(view.spec)
        orders = {column.order: column.name for column in shown}
        sort = {str(orders[name]): direction == "DESC" for name, direction in keys if name in orders}
    found = []
    for column in shown:
        href, state = "", ""
        if column.order is not None:
            falls = sort.get(column.name)
            href = query.url(path, sort=((column.name, falls is False),))
            state = "" if falls is None else "descending" if falls else "ascending"
        found.append(Heading(column, column.label(locale), href, state))
    return found


def _pager(query: ListQuery, page: Page, path: str, total: int | None) -> dict[str, object]:
    size = len(page.nodes)
    first = query.position + 1
    if not page.has_previous:
        first = 1
    following = query.url(path, after=page.end, position=first - 1 + size, known_total=total)
    earlier = max(0, first - 1 - query.size)
    previous = query.url(path, before=page.start, position=earlier, known_total=total) if first > 1 else ""
    if previous and earlier == 0:
        previous = query.url(path)
    return {
        "first": first if size else 0,
        "last": first - 1 + size,
        "next": following if page.has_next and page.end else "",
        "previous": previous,
    }


def _part(view: RecordView, part: Part, key: str, cells: Cells, locale: str) -> dict[str, object]:
    back = next(
        (
            relation.name
            for relation in part.spec.relations.values()
            if not relation.many and relation.target == view.spec.name
        ),
        None,
    )
    return {
        "label": field_label(view.spec, part.relation, locale),
        "headings": [(column.label(locale), column.numeric) for column in part.columns],
        "rows": [
            (record_path(part.spec, node["id"]), [cells.cell(column, node) for column in part.columns])
            for node in part.nodes
        ],
        "more": part.more,
        "all": f"{screen_path(part.spec)}?f={back}:is:{key}" if back else "",
    }


__all__ = ["Heading", "Pages"]
