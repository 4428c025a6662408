"""Shipping: stock goes down, the receivable arises, advances pay it; all in one transaction (ORD-5, STK-2, FIN-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.catalog.pricing import part_of_line, totals
from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.money import ZERO
from erp_visit.core.operations import Operation, once
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.finance import ledger
from erp_visit.finance.allocation import apply_advances
from erp_visit.orders.document import OutDocument, Purpose, check_expiry, parse_document, read_document
from erp_visit.orders.models import ORDER_MOVES, OrderState
from erp_visit.orders.results import OrderChange
from erp_visit.org.rights import Right
from erp_visit.stock.allocation import per_key
from erp_visit.stock.models import STOCK_DOCUMENT_MOVES, StockDocumentState

constraint_means(
    "stock_balance_on_hand",
    ErrorCode.INSUFFICIENT_STOCK,
    "The warehouse holds less than was to leave. Confirm the pick again.",
)


@dataclass(frozen=True, slots=True)
class Bill:
    """What the shipped goods come to: the receivable, the tax in it, and base units per order line."""

    amount: Decimal
    tax: Decimal
    shipped: dict[UUID, int]


def bill(document: OutDocument) -> Bill:
    """The amount for what really leaves.

    In full, it is the order's total to the cent. After a short pick each short line is unit price × shipped
    units, rounded half up, its tax in proportion, and the sum is rounded off (抹零) anew by the unit that the
    order was priced with.
    """
    shipped = per_key((line.order_line_id, line.actual or 0) for line in document.lines)
    # What is not kept in stock has no lines in the document and goes along in full.
    quantities = {line.id: shipped.get(line.id, 0) if line.stocked else line.base_quantity for line in document.sold}
    if all(quantities[line.id] == line.base_quantity for line in document.sold):
        return Bill(document.total, document.tax, quantities)
    parts = [
        (line.amount, line.tax)
        if quantities[line.id] == line.base_quantity
        else part_of_line(line.unit_price, line.factor, line.tax, line.amount, quantities[line.id])
        for line in document.sold
    ]
    sums = totals(parts, tax_included=document.tax_included, rounding_unit=document.rounding_unit)
    return Bill(sums.total, sums.tax, quantities)


async def ship_stock_document(
    actor: Actor,
    *,
    document_id: UUID,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> OrderChange:
    """Send the picked goods out.

    Stock and reservations go down by what was picked, with movements at cost; the receivable arises, due after
    the customer's credit days; what the customer has to the good, receipts and credit notes, pays it, the oldest
    first. The order is SHIPPED, or CLOSED if nothing remains to be paid.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT, WRONG_STATE, INSUFFICIENT_STOCK (a lot expired since the pick),
    PAYMENT_REQUIRED, KEY_REUSED.
    """
    actor.require(Right.STOCK_SHIP, Right.STOCK_VIEW)
    operation = Operation.of(actor, "shipStockDocument", operation_id, document=document_id, version=expected_version)

    async def read(connection: Connection, purpose: Purpose) -> OutDocument | OrderChange:
        stored, row = await read_document(connection, actor, document_id, operation_id, purpose)
        return operation.recall(OrderChange, stored) or parse_document(row)

    def check(document: OutDocument) -> Bill:
        check_version(expected_version, document.version, document.state, document.number)
        STOCK_DOCUMENT_MOVES.check(document.state, StockDocumentState.SHIPPED, document.number)
        ORDER_MOVES.check(document.order_state, OrderState.SHIPPED, document.order_number)
        check_expiry(document, [(line.product, line.lot, line.expires_on) for line in document.lines if line.actual])
        due = bill(document)
        advance = sum((advance.amount for advance in document.advances), ZERO)
        if document.parameters.payment_before_shipping and advance < due.amount:
            # A keeper sees goods, not money.
            figures: dict[str, Any] = {}
            if actor.may(Right.RECEIVABLE_VIEW):
                figures = {"amount": due.amount, "advance": advance}
            raise DomainError(
                ErrorCode.PAYMENT_REQUIRED,
                "{customer} has not paid enough ahead for {number}. Have a receipt booked first, then ship.",
                number=document.number, customer=document.customer_name, **figures,
            )  # fmt: skip
        return due

    async def unlocked() -> OrderChange | None:
        # As an approval: the write sees for itself that nothing has changed; else it is judged under locks.
        async with db.connection() as connection:
            document = await read(connection, Purpose.SHIP_UNLOCKED)
        if isinstance(document, OrderChange):
            return document
        try:
            due = check(document)
        except DomainError:
            return None
        async with db.statement() as connection:
            return await _ship(connection, actor, operation, document, due)

    async def locked(connection: Connection) -> OrderChange:
        document = await read(connection, Purpose.SHIP)
        if isinstance(document, OrderChange):
            return document
        shipped = await _ship(connection, actor, operation, document, check(document))
        assert shipped is not None  # all that the write compares is locked
        return shipped

    return await once(operation, OrderChange, locked, first=unlocked)


# Account, order, document and balances are locked in this order, and nothing is written unless the first three are as
# they were when the facts were read: whatever else was read changes along with one of them.
_SHIP = """
WITH a0 AS MATERIALIZED (
    SELECT a.id FROM customer_account a WHERE a.id = $27 AND a.xmin = $35::xid FOR NO KEY UPDATE
), o0 AS MATERIALIZED (
    SELECT o.id FROM a0, sales_order o WHERE o.id = $2 AND o.xmin = $36::xid FOR NO KEY UPDATE OF o
), t0 AS MATERIALIZED (
    SELECT t.id FROM o0, stock_document t WHERE t.id = $4 AND t.xmin = $37::xid FOR NO KEY UPDATE OF t
), held AS MATERIALIZED (
    SELECT b.id FROM stock_balance b WHERE b.id = ANY(CASE WHEN EXISTS (SELECT FROM t0) THEN $5::uuid[] END)
    ORDER BY b.id FOR NO KEY UPDATE
), t AS (
    UPDATE stock_document t SET state = 'SHIPPED', shipped_at = now(), shipped_by_id = $1, version = t.version + 1
    FROM t0 WHERE t.id = t0.id AND (SELECT count(*) FROM held) = cardinality($5::uuid[])
    RETURNING t.id, t.number, t.warehouse_id
), o AS (
    UPDATE sales_order o SET state = $3, shipped_at = now(), stock_reserved = false, version = o.version + 1
    FROM t WHERE o.id = $2 RETURNING o.id, o.number, o.customer_id
), f AS (
    DELETE FROM reservation r USING t WHERE r.order_line_id = ANY($13::uuid[])
), b AS (
    UPDATE stock_balance b SET on_hand = b.on_hand - v.quantity, reserved = b.reserved - v.quantity
    FROM t, unnest($5::uuid[], $6::bigint[]) AS v (id, quantity) WHERE b.id = v.id
), m AS (
    INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id,
        order_line_id)
    SELECT $7, 'SALE', t.warehouse_id, v.product, v.lot, -v.quantity, v.cost, t.id, v.line
    FROM t, unnest($8::uuid[], $9::uuid[], $10::bigint[], $11::numeric[], $12::uuid[])
        AS v (product, lot, quantity, cost, line)
), l AS (
    UPDATE order_line l SET shipped_quantity = v.quantity
    FROM t, unnest($13::uuid[], $14::bigint[]) AS v (id, quantity) WHERE l.id = v.id
), ar AS (
    INSERT INTO receivable (id, number, customer_id, order_id, stock_document_id, state, amount, open_amount,
        business_day, due_on)
    SELECT $15, document_number('AR', $7::date, 'receivable_number'), o.customer_id, o.id, $4,
        CASE WHEN $17::numeric > 0 THEN 'OPEN' ELSE 'SETTLED' END, $16, $17, $7, $18 FROM o WHERE $16::numeric > 0
), al AS (
    INSERT INTO allocation (receipt_id, credit_note_id, receivable_id, amount)
    SELECT v.receipt, v.note, $15, v.amount
    FROM t, unnest($19::uuid[], $34::uuid[], $20::numeric[]) AS v (receipt, note, amount)
), q AS (
    UPDATE receipt q SET unallocated = q.unallocated - v.amount, version = q.version + 1
    FROM t, unnest($19::uuid[], $20::numeric[]) AS v (receipt, amount) WHERE q.id = v.receipt
), cn AS (
    UPDATE receivable r SET open_amount = r.open_amount + v.amount,
        state = CASE WHEN r.open_amount + v.amount = 0 THEN 'SETTLED' ELSE 'OPEN' END
    FROM t, unnest($34::uuid[], $20::numeric[]) AS v (note, amount) WHERE r.id = v.note
), le AS (
    INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id,
        employee_id)
    SELECT $7, v.kind, v.debit, v.credit, v.amount, o.customer_id, $15, v.receipt, $1
    FROM o, unnest($21::text[], $22::text[], $23::text[], $24::numeric[], $25::uuid[])
        AS v (kind, debit, credit, amount, receipt)
), a AS (
    UPDATE customer_account a SET unbilled = a.unbilled - $26, receivable = a.receivable + $17,
        advance = a.advance - ($16::numeric - $17::numeric)
    FROM t WHERE a.id = $27
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'stock.ship', 'StockDocument', t.id, t.number, '{"state": "PICKED"}', $28::jsonb FROM t
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $29, $30, $31, $32, $33::jsonb FROM t WHERE $29::uuid IS NOT NULL
)
SELECT EXISTS (SELECT FROM t)
"""


async def _ship(
    connection: Connection, actor: Actor, operation: Operation, document: OutDocument, due: Bill
) -> OrderChange | None:
    """Write, if nothing has changed; else None."""
    paid, still_open = apply_advances(due.amount, document.advances)
    credit = {advance.id for advance in document.advances if advance.credit_note}
    receipts = [None if key in credit else key for key in paid]
    notes = [key if key in credit else None for key in paid]
    receivable_id = new_id()
    entries = [
        *ledger.sale(receivable_id, due.amount, due.tax),
        *(
            ledger.allocation(receivable_id, receipt, share)
            for receipt, share in zip(receipts, paid.values(), strict=True)
        ),
    ]
    left = [line for line in document.lines if line.actual]
    balances = per_key((line.balance_id, line.actual or 0) for line in left)
    state = OrderState.SHIPPED if still_open > ZERO else OrderState.CLOSED
    result = OrderChange(
        document.order_id, document.customer_id, document.account_id, (document.id,), tuple(balances),
        (*((receivable_id,) if due.amount > ZERO else ()), *filter(None, notes)), tuple(filter(None, receipts)),
    )  # fmt: skip
    after = {"state": "SHIPPED", "amount": str(due.amount), "open": str(still_open), "order": state.value}
    written: bool = await connection.fetchval(
        _SHIP, actor.id, document.order_id, state, document.id, list(balances), list(balances.values()), document.day,
        [line.product_id for line in left], [line.lot_id for line in left], [line.actual for line in left],
        [line.unit_cost for line in left], [line.order_line_id for line in left],
        list(due.shipped), list(due.shipped.values()), receivable_id, due.amount, still_open,
        document.day + timedelta(days=document.credit_days), receipts, list(paid.values()),
        [entry.kind for entry in entries], [entry.debit for entry in entries], [entry.credit for entry in entries],
        [entry.amount for entry in entries], [entry.receipt_id for entry in entries], document.total,
        document.account_id, orjson.dumps(after).decode(), *operation.row(result), notes, *document.stamps,
    )  # fmt: skip
    if not written:
        return None
    result.announce()
    return result


__all__ = ["Bill", "bill", "ship_stock_document"]
