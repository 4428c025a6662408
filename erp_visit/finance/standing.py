"""A customer's standing: look-ups that commands put into their own statement, and what comes out of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from erp_visit.core.money import ZERO
from erp_visit.core.rows import QuickUUID
from erp_visit.finance.allocation import Advance
from erp_visit.finance.credit import CreditView, OverdueDocument


def overdue_sql(customer: str, day: str) -> str:
    """A scalar subselect: JSON of a customer's receivables whose due date lies before a day, oldest first."""
    return f"""(
    SELECT coalesce(
        json_agg(json_build_array(r.id, r.number, r.due_on, r.open_amount::text) ORDER BY r.due_on, r.id), '[]')
    FROM receivable r WHERE r.customer_id = {customer} AND r.open_amount > 0 AND r.due_on < {day})"""


def advances_sql(customer: str) -> str:
    """A scalar subselect: JSON of what a customer's receipts and credit notes have left, oldest first; for
    `parse_advances`."""
    return f"""(
    SELECT json_agg(json_build_array(u.id, u.amount::text, u.credit_note) ORDER BY u.business_day, u.created_at, u.id)
    FROM (SELECT q.id, q.unallocated AS amount, false AS credit_note, q.business_day, q.created_at
          FROM receipt q WHERE q.customer_id = {customer} AND q.unallocated > 0
          UNION ALL SELECT r.id, -r.open_amount, true, r.business_day, r.created_at
          FROM receivable r WHERE r.customer_id = {customer} AND r.open_amount < 0) u)"""


def parse_advances(stored: str | None) -> list[Advance]:
    """The advances from what `advances_sql` gave, oldest first."""
    return [Advance(QuickUUID(key), Decimal(amount), note) for key, amount, note in orjson.loads(stored or "[]")]


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


__all__ = ["account_json", "advances_sql", "credit_view", "overdue_sql", "parse_advances"]
