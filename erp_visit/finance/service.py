"""Receipts: money comes in, settles receivables, and is taken back exactly when a receipt was wrong (FIN-1, FIN-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit import events
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_reason, check_version
from erp_visit.core.errors import ErrorCode, invalid, not_found
from erp_visit.core.money import parse_amount
from erp_visit.core.operations import STORED, Operation, once, reused, stored_result
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.finance import ledger
from erp_visit.finance.allocation import OpenItem, allocate_receipt
from erp_visit.finance.models import RECEIPT_MOVES, PaymentMethod, Receipt, ReceiptState
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql
from erp_visit.org.statements import business_day_sql, fetch_settled, sees, waited

_EXCEEDS = "Less is open than was to be allocated: somebody booked a payment a moment ago. Look again, then decide."
constraint_means("receivable_open", ErrorCode.AMOUNT_EXCEEDS_OPEN, _EXCEEDS)
constraint_means("receipt_unallocated", ErrorCode.AMOUNT_EXCEEDS_OPEN, _EXCEEDS)
constraint_means(
    "receipt_pkey",
    ErrorCode.KEY_REUSED,
    "The id stands for another receipt already. Make a fresh UUID for each new receipt.",
)
OLDEST = timedelta(days=366)
"""How far back a receipt may be dated."""


@dataclass(frozen=True, slots=True)
class ReceiptChange:
    """A receipt command's outcome: the ids of all that it changed. `order_ids` were closed or opened again."""

    receipt_id: UUID
    customer_id: UUID
    account_id: UUID
    receivable_ids: tuple[UUID, ...] = ()
    order_ids: tuple[UUID, ...] = ()
    replayed: bool = False

    def announce(self) -> None:
        """Tell subscribers, after the commit."""
        events.announce("Receipt", self.receipt_id)
        if self.receivable_ids:
            events.announce("Receivable", *self.receivable_ids)
        if self.order_ids:
            events.announce("Order", *self.order_ids)


@dataclass(frozen=True, slots=True)
class AllocationInput:
    """An amount of the receipt that the payer meant for one receivable."""

    receivable_id: UUID
    amount: Decimal


@lru_cache(maxsize=256)
def _receipt_facts(profile: Profile) -> str:
    return f"""
WITH a AS MATERIALIZED (
    SELECT a.id, a.xmin, c.department_id FROM customer_account a JOIN customer c ON c.id = a.customer_id
    WHERE a.customer_id = $3 AND {sees(Customer, profile, "c")} FOR NO KEY UPDATE OF a
), s AS MATERIALIZED (
    SELECT {settings_json_sql("(SELECT department_id FROM a)")} AS j
)
SELECT {waited("a", "customer_account")} AS stale, {STORED.format(key="$4::uuid")} AS stored, a.id AS account_id,
    {business_day_sql("s.j")} AS day,
    (SELECT json_agg(json_build_array(r.id, r.number, r.due_on, r.open_amount::text, r.order_id))::text
     FROM receivable r WHERE r.customer_id = $3 AND (r.open_amount > 0 OR r.id = ANY($5::uuid[]))) AS items
FROM a CROSS JOIN s
"""


_RECORD = """
WITH op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($1, $2, $3, $4, $5::jsonb) ON CONFLICT (id) DO NOTHING RETURNING id
), q AS (
    INSERT INTO receipt (id, number, customer_id, state, method, amount, unallocated, business_day, reference, remark,
        recorded_by_id)
    SELECT op.id, document_number('RC', $10::date, 'receipt_number'), $6, 'POSTED', $7, $8, $9, $10, $11, $12, $2
    FROM op
    RETURNING id, number
), r AS (
    UPDATE receivable r SET open_amount = r.open_amount - v.amount,
        state = CASE WHEN r.open_amount = v.amount THEN 'SETTLED' ELSE 'OPEN' END
    FROM op, unnest($13::uuid[], $14::numeric[]) AS v (id, amount) WHERE r.id = v.id
), al AS (
    INSERT INTO allocation (receipt_id, receivable_id, amount)
    SELECT op.id, v.id, v.amount FROM op, unnest($13::uuid[], $14::numeric[]) AS v (id, amount)
), le AS (
    INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id,
        employee_id)
    SELECT $10, v.kind, v.debit, v.credit, v.amount, $6, v.receivable, op.id, $2
    FROM op, unnest($15::text[], $16::text[], $17::text[], $18::numeric[], $19::uuid[])
        AS v (kind, debit, credit, amount, receivable)
), a AS (
    UPDATE customer_account a SET receivable = a.receivable - ($8::numeric - $9::numeric),
        advance = a.advance + $9::numeric
    FROM op WHERE a.id = $20
), o AS (
    UPDATE sales_order o SET state = 'CLOSED', version = o.version + 1
    FROM op WHERE o.id = ANY($21::uuid[]) AND o.state = 'SHIPPED'
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $2, 'receipt.record', 'Receipt', q.id, q.number, $22::jsonb FROM q
)
SELECT id FROM q
"""


async def record_receipt(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the client's name for it in the contract
    customer_id: UUID,
    amount: Decimal,
    method: PaymentMethod,
    receivable_id: UUID | None = None,
    allocations: Sequence[AllocationInput] | None = None,
    reference: str = "",
    remark: str = "",
    business_day: date | None = None,
) -> ReceiptChange:
    """Book money that a customer paid, under the client's id; an equal repeat answers with the first result.

    It settles the named document first (or the named amounts), then the oldest due date, then the lowest id;
    what remains is the customer's advance. A shipped order with nothing left to pay becomes CLOSED.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT, AMOUNT_EXCEEDS_OPEN, KEY_REUSED.
    """
    actor.require(Right.RECEIPT_RECORD, Right.RECEIVABLE_VIEW)
    amount = parse_amount(amount, "amount")
    named = _named(amount, receivable_id, allocations or ())
    reference = check_text(reference, 64, "reference")
    remark = check_text(remark, 255, "remark")
    method = PaymentMethod(method)
    operation = Operation.of(
        actor, "recordReceipt", id, customer=customer_id, amount=amount, method=method.value, receivable=receivable_id,
        allocations=list(allocations or ()), reference=reference, remark=remark,
        day=business_day,
    )  # fmt: skip

    async def work(connection: Connection) -> ReceiptChange:
        row = await fetch_settled(
            connection, _receipt_facts(actor.profile), actor.id, list(actor.department_ids), customer_id, id,
            [key for key, _ in named],
        )  # fmt: skip
        if row is None:
            raise not_found("Customer", customer_id, "customerId")
        earlier = operation.recall(ReceiptChange, row["stored"])
        if earlier is not None:
            return earlier
        _check_day(business_day, row["day"])
        items, orders = _items(row["items"])
        shares, advance = allocate_receipt(amount, items, named)
        settled = [item for item in items if shares.get(item.id) == item.open_amount]
        closed = tuple(sorted({order for item in settled if (order := orders.get(item.id)) is not None}))
        result = ReceiptChange(id, customer_id, row["account_id"], tuple(shares), closed)
        entries = [
            *ledger.receipt(id, method, amount),
            *(ledger.allocation(key, id, share) for key, share in shares.items()),
        ]
        after = {"amount": str(amount), "method": method.value, "advance": str(advance),
                 "allocations": {str(key): str(share) for key, share in shares.items()}}  # fmt: skip
        written = await connection.fetchval(
            _RECORD, *operation.row(result), customer_id, method.value, amount, advance,
            business_day or row["day"], reference, remark, list(shares), list(shares.values()),
            [entry.kind for entry in entries], [entry.debit for entry in entries], [entry.credit for entry in entries],
            [entry.amount for entry in entries], [entry.receivable_id for entry in entries], row["account_id"],
            list(closed), orjson.dumps(after).decode(),
        )  # fmt: skip
        if written is None:
            # Another request with this id was faster; its result is there now, or its content was another.
            first = await stored_result(connection, operation, ReceiptChange)
            if first is None:
                raise reused(id)
            return first
        result.announce()
        return result

    return await once(operation, ReceiptChange, work)


def _check_day(business_day: date | None, today: date) -> None:
    if business_day is None:
        return
    if business_day > today:
        raise invalid("{day} lies in the future; a receipt is booked on or after its day.", "businessDay",
                      day=business_day.isoformat())  # fmt: skip
    if business_day < today - OLDEST:
        raise invalid("{day} lies more than a year back; the books of that time are closed.", "businessDay",
                      day=business_day.isoformat())  # fmt: skip


def _named(
    amount: Decimal, receivable_id: UUID | None, allocations: Sequence[AllocationInput]
) -> list[tuple[UUID, Decimal | None]]:
    if amount == 0:
        raise invalid("A receipt of 0 books nothing; give what was paid.", "amount")
    if receivable_id is not None and allocations:
        raise invalid("Name either one document or the amounts per document, not both.", "allocations")
    named: list[tuple[UUID, Decimal | None]] = [] if receivable_id is None else [(receivable_id, None)]
    for position, entry in enumerate(allocations):
        share = parse_amount(entry.amount, "allocations", position, "amount")
        if share == 0:
            raise invalid("An allocation of 0 does nothing; leave it out.", "allocations", position, "amount")
        named.append((entry.receivable_id, share))
    return named


def _items(stored: str | None) -> tuple[list[OpenItem], dict[UUID, UUID]]:
    """Open items, and the order behind each."""
    rows: list[list[Any]] = orjson.loads(stored or "[]")
    items = [
        OpenItem(UUID(key), number, date.fromisoformat(due), Decimal(amount)) for key, number, due, amount, _ in rows
    ]
    return items, {UUID(row[0]): UUID(row[4]) for row in rows if row[4]}


@lru_cache(maxsize=256)
def _reversal_facts(profile: Profile) -> str:
    return f"""
WITH a AS MATERIALIZED (
    SELECT a.id, a.xmin FROM customer_account a
    WHERE a.customer_id = (SELECT z.customer_id FROM receipt z WHERE z.id = $3) FOR NO KEY UPDATE
), q AS MATERIALIZED (
    SELECT q.id, q.number, q.state, q.version, q.customer_id, q.amount, q.unallocated, c.department_id
    FROM a, receipt q JOIN customer c ON c.id = q.customer_id
    WHERE q.id = $3 AND {sees(Receipt, profile, "q")} FOR NO KEY UPDATE OF q
), s AS MATERIALIZED (
    SELECT {settings_json_sql("(SELECT department_id FROM q)")} AS j
)
SELECT {waited("a", "customer_account")} AS stale, {STORED.format(key="$4::uuid")} AS stored, a.id AS account_id,
    q.number, q.state, q.version, q.customer_id, q.unallocated, {business_day_sql("s.j")} AS day,
    (SELECT json_agg(json_build_array(l.id, l.receivable_id, l.amount::text, r.order_id) ORDER BY l.id)::text
     FROM allocation l JOIN receivable r ON r.id = l.receivable_id
     WHERE l.receipt_id = q.id AND l.reverses_id IS NULL
       AND NOT EXISTS (SELECT FROM allocation z WHERE z.reverses_id = l.id)) AS allocations
FROM q CROSS JOIN a CROSS JOIN s
"""


_REVERSE = """
WITH q AS (
    UPDATE receipt SET state = 'REVERSED', unallocated = 0, reversed_at = now(), reversed_by_id = $1,
        reverse_reason = $2, version = version + 1
    WHERE id = $3 RETURNING id, number, customer_id
), v AS MATERIALIZED (
    SELECT * FROM unnest($4::uuid[], $5::uuid[], $6::numeric[]) AS v (id, receivable, amount)
), al AS (
    INSERT INTO allocation (receipt_id, receivable_id, amount, reverses_id)
    SELECT $3, v.receivable, -v.amount, v.id FROM v
), r AS (
    UPDATE receivable r SET open_amount = r.open_amount + w.amount, state = 'OPEN'
    FROM (SELECT receivable, sum(amount) AS amount FROM v GROUP BY 1) w WHERE r.id = w.receivable
), le AS (
    INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id,
        employee_id, reverses_id)
    SELECT $7, 'REVERSAL', e.credit, e.debit, e.amount, e.customer_id, e.receivable_id, e.receipt_id, $1, e.id
    FROM ledger_entry e WHERE e.receipt_id = $3 AND e.reverses_id IS NULL
      AND NOT EXISTS (SELECT FROM ledger_entry z WHERE z.reverses_id = e.id)
), a AS (
    UPDATE customer_account SET receivable = receivable + $8::numeric, advance = advance - $9::numeric WHERE id = $10
), o AS (
    UPDATE sales_order SET state = 'SHIPPED', version = version + 1 WHERE id = ANY($11::uuid[]) AND state = 'CLOSED'
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $1, 'receipt.reverse', 'Receipt', q.id, q.number, '{"state": "POSTED"}', '{"state": "REVERSED"}', $2 FROM q
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $12, $13, $14, $15, $16::jsonb WHERE $12::uuid IS NOT NULL
)
SELECT count(*) FROM q
"""


async def reverse_receipt(
    actor: Actor,
    *,
    receipt_id: UUID,
    reason: str,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ReceiptChange:
    """Take a receipt back: what it settled is open again, its advance is gone, closed orders are shipped again.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT (no reason), CONFLICT, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.RECEIPT_REVERSE, Right.RECEIVABLE_VIEW)
    reason = check_reason(reason, "reason")
    operation = Operation.of(
        actor, "reverseReceipt", operation_id, receipt=receipt_id, reason=reason, version=expected_version
    )

    async def work(connection: Connection) -> ReceiptChange:
        row = await fetch_settled(
            connection, _reversal_facts(actor.profile), actor.id, list(actor.department_ids), receipt_id,
            operation_id,
        )  # fmt: skip
        if row is None:
            raise not_found("Receipt", receipt_id, "receiptId")
        earlier = operation.recall(ReceiptChange, row["stored"])
        if earlier is not None:
            return earlier
        check_version(expected_version, row["version"], ReceiptState(row["state"]), row["number"])
        RECEIPT_MOVES.check(ReceiptState(row["state"]), ReceiptState.REVERSED, row["number"])
        taken = [
            (UUID(key), UUID(receivable), Decimal(amount), order)
            for key, receivable, amount, order in orjson.loads(row["allocations"] or "[]")
        ]
        orders = tuple(sorted({UUID(order) for *_, order in taken if order}))
        result = ReceiptChange(
            receipt_id, row["customer_id"], row["account_id"],
            tuple(dict.fromkeys(receivable for _, receivable, _, _ in taken)), orders,
        )  # fmt: skip
        await connection.fetchval(
            _REVERSE, actor.id, reason, receipt_id, [key for key, *_ in taken],
            [receivable for _, receivable, _, _ in taken], [amount for _, _, amount, _ in taken], row["day"],
            sum((amount for _, _, amount, _ in taken), Decimal(0)), row["unallocated"], row["account_id"], list(orders),
            *operation.row(result),
        )  # fmt: skip
        result.announce()
        return result

    return await once(operation, ReceiptChange, work)


__all__ = ["AllocationInput", "ReceiptChange", "record_receipt", "reverse_receipt"]
