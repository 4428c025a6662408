"""The ledger's rows: each one amount from the account that gives (credit) to the one that receives (debit)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from erp_visit.finance.models import MONEY_ACCOUNT, Account, LedgerKind, PaymentMethod


class Entry(NamedTuple):
    """A row to be booked; the receivable and receipt behind it, where there are any."""

    kind: LedgerKind
    debit: Account
    credit: Account
    amount: Decimal
    receivable_id: UUID | None = None
    receipt_id: UUID | None = None


def sale(receivable_id: UUID, amount: Decimal, tax: Decimal) -> list[Entry]:
    """A shipment: the customer owes, revenue and output tax arise.

    Rounding off (抹零) lowers revenue, never tax; a receivable smaller than its tax is all tax.
    """
    tax = min(tax, amount)
    entries = [
        Entry(LedgerKind.SALE, Account.RECEIVABLE, Account.REVENUE, amount - tax, receivable_id),
        Entry(LedgerKind.SALE, Account.RECEIVABLE, Account.OUTPUT_TAX, tax, receivable_id),
    ]
    return [entry for entry in entries if entry.amount > 0]


def receipt(receipt_id: UUID, method: PaymentMethod, amount: Decimal) -> list[Entry]:
    """Money comes in: all of it is the customer's until it is set against receivables."""
    return [Entry(LedgerKind.RECEIPT, MONEY_ACCOUNT[method], Account.ADVANCE, amount, None, receipt_id)]


def allocation(receivable_id: UUID, receipt_id: UUID | None, amount: Decimal) -> Entry:
    """The customer's money pays a receivable; without a receipt it is the credit of a credit note."""
    return Entry(LedgerKind.ALLOCATION, Account.ADVANCE, Account.RECEIVABLE, amount, receivable_id, receipt_id)


__all__ = ["Entry", "allocation", "receipt", "sale"]
