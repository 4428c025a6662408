"""Receipts."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.finance import service as finance

RECEIPT_RECORDS = {
    "receipt": "Receipt", "customer": "Customer", "account": "CustomerAccount", "receivables": "[Receivable]",
    "orders": "[Order]",
}  # fmt: skip


def _receipt_values(change: finance.ReceiptChange) -> Values:
    return {
        "receipt": change.receipt_id,
        "customer": change.customer_id,
        "account": change.account_id,
        "receivables": change.receivable_ids,
        "orders": change.order_ids,
        "replayed": change.replayed,
    }


@command("recordReceipt", inputs.RecordReceiptInput, RECEIPT_RECORDS)
async def record_receipt(context: Context, data: inputs.RecordReceiptInput) -> Values:
    """Record money received: the named receivable first, then the oldest due; the rest is an advance."""
    change = await finance.record_receipt(
        context.require_actor(),
        id=data.id,
        customer_id=key(data.customer_id, "Customer", "customerId"),
        amount=data.amount,
        method=data.method,
        receivable_id=optional_key(data.receivable_id, "Receivable", "receivableId"),
        reference=data.reference,
        remark=data.remark,
        business_day=given(data.business_day),
    )
    return _receipt_values(change)


@command("reverseReceipt", inputs.ReverseReceiptInput, RECEIPT_RECORDS)
async def reverse_receipt(context: Context, data: inputs.ReverseReceiptInput) -> Values:
    """Take a receipt back; what it had paid is open again."""
    change = await finance.reverse_receipt(
        context.require_actor(),
        receipt_id=key(data.receipt_id, "Receipt", "receiptId"),
        reason=data.reason,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return _receipt_values(change)
