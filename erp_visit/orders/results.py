"""What order commands return: the ids of all that they changed, so that a client's cache stays right."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from erp_visit import events


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order command's outcome. `replayed` tells that it had been carried out before under the same id."""

    order_id: UUID
    customer_id: UUID
    account_id: UUID | None = None
    stock_document_ids: tuple[UUID, ...] = ()
    balance_ids: tuple[UUID, ...] = ()
    receivable_ids: tuple[UUID, ...] = ()
    receipt_ids: tuple[UUID, ...] = ()
    replayed: bool = False

    def announce(self) -> None:
        """Tell subscribers, after the commit."""
        events.announce("Order", self.order_id)
        for kind, keys in (
            ("StockDocument", self.stock_document_ids),
            ("StockBalance", self.balance_ids),
            ("Receivable", self.receivable_ids),
            ("Receipt", self.receipt_ids),
        ):
            if keys:
                events.announce(kind, *keys)


__all__ = ["OrderChange"]
