"""How much waits in each queue of the actor, for the workbench: read up to a limit, never counted to the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from erp_visit.panel.frame import Frame
from erp_visit.panel.queues.model import Choice, Queue
from erp_visit.panel.queues.registry import QUEUES
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import translate

LIMIT = 100
"""What is more is shown as «99+»."""


@dataclass(frozen=True, slots=True)
class QueueCount:
    """A queue with what waits in it; with `capped` there are more."""

    title: str
    href: str
    count: int
    capped: bool


async def queue_counts(frame: Frame, request: Request) -> list[QueueCount]:
    """The actor's queues in their order; one document for all of them, one statement for each."""
    mine = [queue for queue in QUEUES.values() if queue.open_to(request.state.actor)]
    found = await waiting(frame, request, [(queue, queue.waiting(request.state.actor)) for queue in mine])
    return [_count(queue, number, request.state.locale) for queue, number in zip(mine, found, strict=True)]


@dataclass(frozen=True, slots=True)
class TabCount:
    """A tab of a queue with what waits in it: `37`, `99+`."""

    tab: Choice
    count: str


async def tab_counts(frame: Frame, request: Request, queue: Queue) -> list[TabCount]:
    """The tabs of a queue with their counts."""
    found = await waiting(
        frame, request, [(queue, queue.waiting(request.state.actor, tab.value)) for tab in queue.tabs]
    )
    return [TabCount(tab, counted(number)) for tab, number in zip(queue.tabs, found, strict=True)]


def counted(number: int) -> str:
    """What was counted up to the limit: `37`, `99+`."""
    return f"{LIMIT - 1}+" if number >= LIMIT else str(number)


async def waiting(frame: Frame, request: Request, asked: Sequence[tuple[Queue, Mapping[str, Any]]]) -> list[int]:
    """How many records meet each condition, up to the limit."""
    if not asked:
        return []
    parts, header, variables = [], [], dict[str, Any]()
    for place, (queue, condition) in enumerate(asked):
        root, kind = _TYPES[queue.document]
        header.append(f"$filter{place}: {kind}!")
        parts.append(f"q{place}: {root}(filter: $filter{place}) {{ totalCount(atMost: {LIMIT}) }}")
        variables[f"filter{place}"] = condition
    data = await frame.read(request, f"query Counts({', '.join(header)}) {{ {' '.join(parts)} }}", variables)
    return [data[f"q{place}"]["totalCount"] for place in range(len(asked))]


_TYPES = {
    "queue_orders": ("orders", "OrderFilter"), "queue_stock": ("stockDocuments", "StockDocumentFilter"),
    "queue_receipts": ("receivables", "ReceivableFilter"), "queue_visits": ("visits", "VisitFilter"),
    "queue_visit_reports": ("visitReports", "VisitReportFilter"),
    "queue_daily_reports": ("dailyReports", "DailyReportFilter"),
}  # fmt: skip
"""Root field and filter type of each queue document."""


def _count(queue: Queue, found: int, locale: str) -> QueueCount:
    capped = found >= LIMIT
    return QueueCount(
        translate(queue.title, locale, {}), f"{BASE}/queues/{queue.name}", LIMIT - 1 if capped else found, capped
    )


__all__ = ["LIMIT", "QueueCount", "TabCount", "counted", "queue_counts", "tab_counts", "waiting"]
