"""All kinds of records that have a page."""

from __future__ import annotations

from erp_visit.panel.records.money import ACCOUNT, RECEIPT, RECEIVABLE
from erp_visit.panel.records.orders import ORDER
from erp_visit.panel.records.people import CUSTOMER, VISIT
from erp_visit.panel.records.record import Kind
from erp_visit.panel.records.stock import STOCK_DOCUMENT

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (ORDER, CUSTOMER, VISIT, STOCK_DOCUMENT, ACCOUNT, RECEIVABLE, RECEIPT)
}

__all__ = ["KINDS"]
