"""The workbench: my queues with how much waits in them, figures of the day, the latest orders.

Every figure is the count of a list and leads there: the same conditions, so the same number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette_admin.routing import route
from starlette_admin.views import CustomView

from erp_visit.core.clock import today
from erp_visit.org.rights import Right
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.cells import Cells, record_path
from erp_visit.panel.screens.query import Condition, ListQuery
from erp_visit.panel.screens.view import COUNTED
from erp_visit.panel.wording import translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame
    from erp_visit.panel.screens.view import RecordView

CountQueues = Callable[["Frame", Request], Awaitable[Sequence[Any]]]
"""Counts of the actor's queues: each with title, href, count and whether there are more."""
LATEST = 8
_MINE = (
    "query($me: ID!, $customers: Boolean!) { tasks(first: 8, filter: { and: [{ assignee: { id: { eq: $me } } },"
    " { state: { in: [OPEN, STARTED] } }] }, orderBy: [{ field: DUE_ON }]) { nodes { id number subject state priority"
    " dueOn overdue customer @include(if: $customers) { id name } } } }"
)
_LATEST_COLUMNS = ("number", "state", "customer", "rep", "total", "submitted_at")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count worth looking at every day. `alarming` ones stand out unless they are zero."""

    label: str
    type_name: str
    conditions: tuple[Condition, ...]
    icon: str
    alarming: bool = False


def figures(yesterday: str) -> tuple[Figure, ...]:
    """The figures in their order."""
    return (
        Figure("Visits today", "Visit", (Condition(("business_day",), "during", "today"),), "fa-location-dot"),
        Figure("Orders today", "Order", (Condition(("business_day",), "during", "today"),), "fa-file-invoice"),
        Figure("Held orders", "Order", (Condition(("state",), "in", "HELD"),), "fa-hand", alarming=True),
        Figure("Shipped today", "StockDocument", (Condition(("shipped_at",), "during", "today"),), "fa-truck"),
        Figure(
            "Receipts today",
            "Receipt",
            (Condition(("business_day",), "during", "today"), Condition(("state",), "in", "POSTED")),
            "fa-coins",
        ),
        Figure(
            "Overdue receivables",
            "Receivable",
            (Condition(("state",), "in", "OPEN"), Condition(("due_on",), "to", yesterday)),
            "fa-clock",
            alarming=True,
        ),
    )


class Home(CustomView):
    """The page behind /admin/."""

    path = "/"

    def __init__(self, frame: Frame) -> None:
        super().__init__(menu_label="Workbench", path="/", add_to_menu=False)
        self.frame = frame
        self.views: Mapping[str, RecordView] = {}
        """The derived screens by type, set when they are made."""
        self.count_queues: CountQueues | None = None

    @route("")
    async def index(self, request: Request) -> Response:
        locale = request.state.locale
        context = {
            "title": translate("Workbench", locale, {}),
            "queues": await self.count_queues(self.frame, request) if self.count_queues else (),
            "figures": await self._figures(request),
            "counted": COUNTED,
            "tasks": await self._tasks(request),
            **await self._latest(request),
        }
        return await self.frame.page(request, "home.html", context)

    async def _figures(self, request: Request) -> list[dict[str, Any]]:
        yesterday = (today() - timedelta(days=1)).isoformat()
        mine = [
            (figure, view, ListQuery(conditions=figure.conditions))
            for figure in figures(yesterday)
            if (view := self.views.get(figure.type_name)) is not None and view.is_accessible(request)
        ]
        counts = await self.frame.together(*(view.count_matching(request, query) for _, view, query in mine))
        return [
            {"figure": figure, "count": count, "href": query.url(screen_path(view.spec))}
            for (figure, view, query), count in zip(mine, counts, strict=True)
        ]

    async def _tasks(self, request: Request) -> list[dict[str, Any]] | None:
        """What the actor is to do, the first due one first; None without the right to see tasks."""
        actor = request.state.actor
        if not actor.may(Right.TASK_VIEW):
            return None
        variables = {"me": f"Employee:{actor.id}", "customers": actor.may(Right.CUSTOMER_VIEW)}
        nodes: list[dict[str, Any]] = (await self.frame.read(request, _MINE, variables))["tasks"]["nodes"]
        return nodes

    async def _latest(self, request: Request) -> dict[str, Any]:
        """The latest orders that the actor sees."""
        view = self.views.get("Order")
        if view is None or not view.is_accessible(request):
            return {"latest": None}
        columns = view.shown(request.state.actor.profile, _LATEST_COLUMNS)
        page = await view.page(request, ListQuery(size=LATEST), [column.name for column in columns], count=False)
        cells = Cells(request.state.locale)
        rows = [
            (record_path(view.spec, node["id"]), [cells.cell(column, node) for column in columns])
            for node in page.nodes
        ]
        heads = [(column.label(request.state.locale), column.numeric) for column in columns]
        return {"latest": rows, "latest_heads": heads, "latest_all": screen_path(view.spec)}


__all__ = ["Figure", "Home", "figures"]
