"""All work queues, in the order of the navigation."""

from __future__ import annotations

from erp_visit.panel.queues.model import Queue
from erp_visit.panel.queues.orders import APPROVAL, FINANCE, WAREHOUSE
from erp_visit.panel.queues.receipts import RECEIPTS
from erp_visit.panel.queues.stock import STOCK
from erp_visit.panel.queues.visits import VISITS
from erp_visit.panel.queues.work import DAILY, MISSING, REVIEWS

QUEUES: dict[str, Queue] = {
    queue.name: queue for queue in (APPROVAL, WAREHOUSE, FINANCE, STOCK, RECEIPTS, VISITS, REVIEWS, MISSING, DAILY)
}

__all__ = ["QUEUES"]
