"""How much waits in each queue of the actor, for the workbench: read up to a limit, never counted to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from erp_visit.panel.frame import Frame
from erp_visit.panel.queues.model import Queue
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
    if not mine:
        return []
    parts, variables = [], dict[str, Any]()
    header = []
    for place, queue in enumerate(mine):
        header.append(f"$filter{place}: {_TYPES[queue.document][1]}!")
        parts.append(
            f"q{place}: {_TYPES[queue.document][0]}(first: {LIMIT}, filter: $filter{place}) {{ nodes {{ id }} }}"
        )
        variables[f"filter{place}"] = dict(queue.condition)
    data = await frame.read(request, f"query Counts({', '.join(header)}) {{ {' '.join(parts)} }}", variables)
    return [_count(queue, len(data[f"q{place}"]["nodes"]), request.state.locale) for place, queue in enumerate(mine)]


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


__all__ = ["LIMIT", "QueueCount", "queue_counts"]
