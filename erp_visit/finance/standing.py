"""A customer's standing: look-ups that commands put into their own statement, and what comes out of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from erp_visit.core.money import ZERO
from erp_visit.core.rows import QuickUUID
from erp_visit.finance.allocation import OpenReceipt
from erp_visit.finance.credit import CreditView, OverdueDocument


def overdue_sql(customer: str, day: str) -> str:
    """A scalar subselect: JSON of a customer's receivables whose due date lies before a day, oldest first."""
    return f"""(
    SELECT coalesce(
        json_agg(json_build_array(r.id, r.number, r.due_on, r.open_amount::text) ORDER BY r.due_on, r.id), '[]')
    FROM receivable r WHERE r.customer_id = {customer} AND r.open_amount > 0 AND r.due_on < {day})"""


def receipts_sql(customer: str) -> str:
    """A scalar subselect: JSON of a customer's receipts with an advance, oldest first; for `parse_receipts`."""
    return f"""(
    SELECT json_agg(json_build_array(q.id, q.unallocated::text) ORDER BY q.created_at, q.id)
    FROM receipt q WHERE q.customer_id = {customer} AND q.unallocated > 0)"""


def parse_receipts(stored: str | None) -> list[OpenReceipt]:
    """The receipts from what `receipts_sql` gave, oldest first."""
    return [OpenReceipt(QuickUUID(key), Decimal(amount)) for key, amount in orjson.loads(stored or "[]")]


def account_json(alias: str) -> str:
    """SQL: the numbers of an account row as JSON, for `credit_view`."""
    return f"json_build_array({alias}.receivable::text, {alias}.unbilled::text, {alias}.advance::text)"


def credit_view(limit: Decimal | None, account: str, overdue: str, this_order: Decimal = ZERO) -> CreditView:
    """A customer's credit from what `account_json` and `overdue_sql` gave."""
    receivable, unbilled, advance = (Decimal(amount) for amount in orjson.loads(account))
    rows: list[list[Any]] = orjson.loads(overdue)
    documents = tuple(
        OverdueDocument(QuickUUID(key), number, date.fromisoformat(due), Decimal(amount))
        for key, number, due, amount in rows
    )
    return CreditView(limit, receivable, unbilled, advance, this_order, documents)


__all__ = ["account_json", "credit_view", "overdue_sql", "parse_receipts", "receipts_sql"]
