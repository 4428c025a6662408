"""Who sees which stock. Stock levels are common knowledge; documents follow their customer."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.customers.queries import of_customer
from erp_visit.stock.models import Lot, StockBalance, StockDocument, StockDocumentLine, StockMovement, Warehouse


@visible(Warehouse)
def warehouses(profile: Profile) -> str:
    return "TRUE"


@visible(Lot)
def lots(profile: Profile) -> str:
    return "TRUE"


@visible(StockBalance)
def stock_balances(profile: Profile) -> str:
    return "TRUE"


@visible(StockDocument)
def stock_documents(profile: Profile) -> str:
    return of_customer(profile)


visible_through(StockDocumentLine, "document")
visible_through(StockMovement, "document")

__all__ = ["lots", "stock_balances", "stock_documents", "warehouses"]
