"""Tables of receivables, receipts and the double-entry ledger (FIN-1…3)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tortoise import fields

from erp_visit.core.declare import SqlField
from erp_visit.core.models import Record, created, moment, money, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class Account(StrEnum):
    """The accounts of the ledger. OPENING faces balances that were taken over from another system."""

    RECEIVABLE = "RECEIVABLE"
    ADVANCE = "ADVANCE"
    CASH = "CASH"
    BANK = "BANK"
    ELECTRONIC = "ELECTRONIC"
    REP_CASH = "REP_CASH"
    REVENUE = "REVENUE"
    OUTPUT_TAX = "OUTPUT_TAX"
    DISCOUNT = "DISCOUNT"
    WRITE_OFF = "WRITE_OFF"
    OPENING = "OPENING"


class PaymentMethod(StrEnum):
    """How a customer paid."""

    CASH = "CASH"
    BANK = "BANK"
    WECHAT = "WECHAT"
    ALIPAY = "ALIPAY"


MONEY_ACCOUNT = {
    PaymentMethod.CASH: Account.CASH,
    PaymentMethod.BANK: Account.BANK,
    PaymentMethod.WECHAT: Account.ELECTRONIC,
    PaymentMethod.ALIPAY: Account.ELECTRONIC,
}
"""Where money of each method is booked."""


class ReceivableState(StrEnum):
    """Whether a receivable is still to be paid."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    REVERSED = "REVERSED"


class ReceiptState(StrEnum):
    """Whether a receipt counts."""

    POSTED = "POSTED"
    REVERSED = "REVERSED"


class LedgerKind(StrEnum):
    """Why the ledger was written."""

    SALE = "SALE"
    RECEIPT = "RECEIPT"
    ALLOCATION = "ALLOCATION"
    OPENING = "OPENING"
    CREDIT_NOTE = "CREDIT_NOTE"
    REVERSAL = "REVERSAL"


RECEIPT_MOVES = StateTable("Receipt", {(ReceiptState.POSTED, ReceiptState.REVERSED)})


class CustomerAccount(Record):
    """What a customer owes, has paid ahead and has on order: always the sums of the documents behind it.

    The row is what commands lock before they judge credit; the database makes it with the customer.
    """

    customer: fields.OneToOneRelation[Any] = fields.OneToOneField(
        "erp_visit.Customer", related_name="account", on_delete=fields.RESTRICT, description="The customer"
    )
    customer_id: object
    receivable = money("Open receivables", db_default=0)
    unbilled = money("Approved and not yet shipped", db_default=0)
    advance = money("Paid ahead (预收), and credit notes not used yet", db_default=0)

    class Meta:
        table = "customer_account"

    class Access(Record.Access):
        right = Right.CREDIT_VIEW

    class Display(Record.Display):
        title = ("customer",)


class Receivable(Record):
    """A debt of a customer, from one shipment; or, with a negative amount, a credit note from a return.

    What a credit note is not set against yet (its negative open amount) is the customer's, like money paid ahead.
    """

    number = text(32, "Document number", unique=True)
    customer = to_one("Customer", "Who owes", "receivables")
    customer_id: object
    order = to_one("Order", "The order", "receivables", null=True)
    order_id: object
    stock_document = to_one("StockDocument", "The shipment", "receivables", null=True)
    stock_document_id: object
    state = fields.CharEnumField(ReceivableState, max_length=8, description="State")
    amount = money("Amount; negative for a credit note")
    open_amount = money("Still to be paid; negative: credit that is not used yet")
    business_day = fields.DateField(description="The business day it arose")
    due_on = fields.DateField(description="Due on")
    remark = text(255, "Remark", db_default="")
    created_at = created()

    sql_fields = (
        SqlField("overdue", bool, "{t}.open_amount > 0 AND {t}.due_on < :today",
                 "Whether something is open and the due date has passed"),
        SqlField("overdue_days", int, "greatest(:today - {t}.due_on, 0) * ({t}.open_amount > 0)::int",
                 "Days since it was due, while something is open; else 0"),
        SqlField("first_open", bool,
                 "{t}.open_amount > 0 AND NOT EXISTS (SELECT FROM receivable e WHERE e.customer_id = {t}.customer_id"
                 " AND e.open_amount > 0 AND (e.due_on, e.id) < ({t}.due_on, {t}.id))",
                 "Whether it is the one of its customer's open receivables that is due first"),
    )  # fmt: skip
    sql_relations = (history("Receivable"),)

    class Meta:
        table = "receivable"
        indexes = (("customer", "state", "due_on"), ("order", "id"), ("state", "due_on"), ("created_at", "id"),
                   ("stock_document", "id"), ("due_on", "id"), ("customer", "created_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.RECEIVABLE_VIEW

    class Display(Record.Display):
        title = ("number",)
        search = ("number",)
        search_ends = ("number",)


class Receipt(Record):
    """Money that a customer paid."""

    number = text(32, "Document number", unique=True)
    customer = to_one("Customer", "Who paid", "receipts")
    customer_id: object
    state = fields.CharEnumField(ReceiptState, max_length=8, description="State")
    method = fields.CharEnumField(PaymentMethod, max_length=8, description="How it was paid")
    amount = money("Amount")
    unallocated = money("Not yet set against receivables: an advance")
    business_day = fields.DateField(description="The business day it was received")
    reference = text(64, "Slip or transfer number", db_default="")
    remark = text(255, "Remark", db_default="")
    recorded_by = to_one("Employee", "Who recorded it", "recorded_receipts")
    recorded_by_id: object
    created_at = created()
    reversed_at = moment("When it was reversed", null=True)
    reversed_by = to_one("Employee", "Who reversed it", null=True)
    reversed_by_id: object
    reverse_reason = text(255, "Why it was reversed", db_default="")
    version = version()

    sql_relations = (history("Receipt"),)

    class Meta:
        table = "receipt"
        indexes = (("customer", "created_at"), ("created_at", "id"), ("state", "created_at"), ("business_day", "id"))

    class Access(Record.Access):
        right = Right.RECEIVABLE_VIEW

    class Display(Record.Display):
        title = ("number",)
        search = ("number", "reference")
        search_ends = ("number",)
        search_starts = ("reference",)


class Allocation(Record):
    """Money of a receipt, or credit of a credit note, set against a receivable.

    It is taken back by a negative one that names it.
    """

    receipt = to_one("Receipt", "The receipt; none if a credit note pays", "allocations", null=True)
    receipt_id: object
    credit_note = to_one("Receivable", "The credit note; none if a receipt pays", "credit_uses", null=True)
    credit_note_id: object
    receivable = to_one("Receivable", "The receivable", "allocations")
    receivable_id: object
    amount = money("Amount; negative if it takes another one back")
    reverses = to_one("Allocation", "The allocation that it takes back", null=True)
    reverses_id: object
    at = created("When it was made")

    class Meta:
        table = "allocation"
        indexes = (("receipt", "id"), ("receivable", "id"))

    class Access(Record.Access):
        right = Right.RECEIVABLE_VIEW

    class Display(Record.Display):
        title = ("amount",)


class LedgerEntry(Record):
    """One amount from one account to another: balanced by its form; never changed."""

    at = created("When it was booked")
    business_day = fields.DateField(description="The business day it belongs to")
    kind = fields.CharEnumField(LedgerKind, max_length=11, description="Why it was booked")
    debit = fields.CharEnumField(Account, max_length=10, description="Account that receives")
    credit = fields.CharEnumField(Account, max_length=10, description="Account that gives")
    amount = money("Amount, positive")
    customer = to_one("Customer", "The customer", "ledger_entries", null=True)
    customer_id: object
    receivable = to_one("Receivable", "The receivable behind it", "ledger_entries", null=True)
    receivable_id: object
    receipt = to_one("Receipt", "The receipt behind it", "ledger_entries", null=True)
    receipt_id: object
    employee = to_one("Employee", "Who booked it", null=True)
    employee_id: object
    reverses = to_one("LedgerEntry", "The entry that it takes back", null=True)
    reverses_id: object

    sql_fields = (
        SqlField("customer_change", Decimal,
                 "{t}.amount * (({t}.debit IN ('RECEIVABLE', 'ADVANCE'))::int"
                 " - ({t}.credit IN ('RECEIVABLE', 'ADVANCE'))::int)",
                 "What it adds to what the customer owes, less what is paid ahead; 0 if it only moves within that"),
        SqlField("customer_balance", Decimal,
                 "SELECT sum(b.amount * ((b.debit IN ('RECEIVABLE', 'ADVANCE'))::int"
                 " - (b.credit IN ('RECEIVABLE', 'ADVANCE'))::int)) FROM ledger_entry b"
                 " WHERE b.customer_id = {t}.customer_id AND (b.at, b.id) <= ({t}.at, {t}.id)",
                 "What the customer owed, less what was paid ahead, after it; adds up all entries before it",
                 nullable=True),
    )  # fmt: skip

    class Meta:
        table = "ledger_entry"
        indexes = (("customer", "at"), ("at", "id"), ("receivable", "id"), ("receipt", "id"))

    class Access(Record.Access):
        right = Right.LEDGER_VIEW

    class Display(Record.Display):
        title = ("kind", "amount")


__all__ = [
    "MONEY_ACCOUNT", "RECEIPT_MOVES", "Account", "Allocation", "CustomerAccount", "LedgerEntry", "LedgerKind",
    "PaymentMethod", "Receipt", "ReceiptState", "Receivable", "ReceivableState",
]  # fmt: skip
