"""All kinds of records that have a page."""

from __future__ import annotations

from erp_visit.panel.records.money import ACCOUNT, RECEIPT, RECEIVABLE
from erp_visit.panel.records.orders import ORDER
from erp_visit.panel.records.people import CUSTOMER
from erp_visit.panel.records.record import Kind
from erp_visit.panel.records.stock import STOCK_DOCUMENT
from erp_visit.panel.records.visits import VISIT
from erp_visit.panel.records.work import DAILY_REPORT, TASK, VISIT_REPORT

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (ORDER, CUSTOMER, VISIT, STOCK_DOCUMENT, ACCOUNT, RECEIVABLE, RECEIPT, TASK, VISIT_REPORT, DAILY_REPORT)
}

__all__ = ["KINDS"]
