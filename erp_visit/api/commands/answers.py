"""What order and stock commands answer with."""

from __future__ import annotations

from erp_visit.api.payloads import Values
from erp_visit.orders.results import OrderChange

ORDER_RECORDS = {
    "order": "Order", "customer": "Customer", "account": "CustomerAccount", "stockDocuments": "[StockDocument]",
    "balances": "[StockBalance]", "receivables": "[Receivable]", "receipts": "[Receipt]",
}  # fmt: skip


def order_values(change: OrderChange) -> Values:
    return {
        "order": change.order_id,
        "customer": change.customer_id,
        "account": change.account_id,
        "stockDocuments": change.stock_document_ids,
        "balances": change.balance_ids,
        "receivables": change.receivable_ids,
        "receipts": change.receipt_ids,
        "replayed": change.replayed,
    }


__all__ = ["ORDER_RECORDS", "order_values"]
