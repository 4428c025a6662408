"""All work queues, in the order of the navigation."""

from __future__ import annotations

from erp_visit.panel.queues.model import Queue
from erp_visit.panel.queues.orders import APPROVAL, FINANCE, WAREHOUSE
from erp_visit.panel.queues.receipts import RECEIPTS
from erp_visit.panel.queues.stock import STOCK

QUEUES: dict[str, Queue] = {queue.name: queue for queue in (APPROVAL, WAREHOUSE, FINANCE, STOCK, RECEIPTS)}

__all__ = ["QUEUES"]
