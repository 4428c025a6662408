"""Cancelling an order at any stage: everything it changed is as if it had never been (ORD-5, STK-2, FIN-2)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_reason, check_version
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.money import ZERO
from erp_visit.core.operations import STORED, Operation, once
from erp_visit.db import Connection
from erp_visit.orders.models import ORDER_MOVES, Order, OrderState
from erp_visit.orders.results import OrderChange
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql
from erp_visit.org.statements import business_day_sql, fetch_settled, sees, waited

_OPEN = (OrderState.SUBMITTED, OrderState.HELD)
_LEFT = (OrderState.SHIPPED, OrderState.CLOSED)


@lru_cache(maxsize=256)
def _facts(profile: Profile) -> str:
    # After a wait the statement is run again: balances are locked then only, all at once and in their order.
    stale = " OR ".join((waited("a", "customer_account"), waited("o", "sales_order")))
    return f"""
WITH a AS MATERIALIZED (
    SELECT a.id, a.xmin FROM customer_account a
    WHERE a.customer_id = (SELECT z.customer_id FROM sales_order z WHERE z.id = $3) FOR NO KEY UPDATE
), o AS MATERIALIZED (
    SELECT o.id, o.number, o.state, o.version, o.customer_id, o.warehouse_id, o.department_id, o.total, o.xmin
    FROM a, sales_order o WHERE o.id = $3 AND {sees(Order, profile, "o")} FOR NO KEY UPDATE OF o
), t AS MATERIALIZED (
    SELECT t.id FROM stock_document t
    WHERE t.order_id = (SELECT o.id FROM o) AND t.state IN ('PENDING', 'PICKED', 'SHIPPED')
    ORDER BY t.id FOR NO KEY UPDATE
), b AS MATERIALIZED (
    SELECT b.id FROM stock_balance b
    WHERE (SELECT count(*) FROM t) >= 0
      AND b.warehouse_id = (SELECT o.warehouse_id FROM o CROSS JOIN a WHERE NOT ({stale})) AND b.lot_id = ANY(ARRAY(
        SELECT r.lot_id FROM reservation r
        WHERE r.order_line_id = ANY(ARRAY(SELECT l.id FROM order_line l WHERE l.order_id = $3))
        UNION ALL SELECT m.lot_id FROM stock_movement m WHERE m.document_id = ANY(ARRAY(SELECT t.id FROM t))))
    ORDER BY b.id FOR NO KEY UPDATE
), s AS MATERIALIZED (
    SELECT {settings_json_sql("(SELECT department_id FROM o)")} AS j
)
SELECT ({stale}) AS stale, {STORED.format(key="$4::uuid")} AS stored, o.id, o.number, o.state, o.version, o.customer_id,
    o.total, a.id AS account_id, {business_day_sql("s.j")} AS day,
    ARRAY(SELECT t.id FROM t ORDER BY t.id) AS documents, ARRAY(SELECT b.id FROM b ORDER BY b.id) AS balances,
    ARRAY(SELECT r.id FROM receivable r WHERE r.order_id = o.id AND r.state <> 'REVERSED' ORDER BY r.id)
    || ARRAY(SELECT DISTINCT l.credit_note_id FROM allocation l JOIN receivable r ON r.id = l.receivable_id
             WHERE r.order_id = o.id AND r.state <> 'REVERSED' AND l.credit_note_id IS NOT NULL) AS receivables,
    ARRAY(SELECT DISTINCT l.receipt_id FROM allocation l JOIN receivable r ON r.id = l.receivable_id
          WHERE r.order_id = o.id AND r.state <> 'REVERSED' AND l.receipt_id IS NOT NULL) AS receipts,
    (SELECT min(r.number) FROM receivable r
     WHERE r.order_id = o.id AND r.amount < 0 AND r.state <> 'REVERSED') AS credit_note
FROM o CROSS JOIN a CROSS JOIN s
"""


_TAIL = """, x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $1, 'order.cancel', 'Order', o.id, o.number, $5::jsonb, '{"state": "CANCELLED"}', $2 FROM o
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $6, $7, $8, $9, $10::jsonb WHERE $6::uuid IS NOT NULL
)
SELECT count(*) FROM o
"""

_HEAD = """
WITH o AS (
    UPDATE sales_order SET state = 'CANCELLED', cancelled_at = now(), cancel_reason = $2, stock_reserved = false,
        version = version + 1
    WHERE id = $3 RETURNING id, number
)"""

_RELEASE = (
    _HEAD
    + """, r AS (
    DELETE FROM reservation r
    WHERE r.order_line_id = ANY(ARRAY(SELECT l.id FROM order_line l WHERE l.order_id = $3))
    RETURNING r.warehouse_id, r.lot_id, r.quantity
), b AS (
    UPDATE stock_balance b SET reserved = b.reserved - v.quantity
    FROM (SELECT warehouse_id, lot_id, sum(quantity) AS quantity FROM r GROUP BY 1, 2) v
    WHERE b.warehouse_id = v.warehouse_id AND b.lot_id = v.lot_id
), l AS (
    UPDATE order_line SET lot_id = NULL WHERE order_id = $3 AND lot_id IS NOT NULL
), t AS (
    UPDATE stock_document SET state = 'CANCELLED', version = version + 1
    WHERE order_id = $3 AND state IN ('PENDING', 'PICKED')
), a AS (
    UPDATE customer_account SET unbilled = unbilled - $11 WHERE id = $4 AND $11::numeric <> 0
)"""
    + _TAIL
)
"""Before the goods left: reservations and exposure are given back, the stock document is void."""

_REVERSE = (
    _HEAD
    + """, t AS (
    UPDATE stock_document SET state = 'REVERSED', version = version + 1 WHERE order_id = $3 AND state = 'SHIPPED'
    RETURNING id
), m AS MATERIALIZED (
    SELECT m.* FROM stock_movement m JOIN stock_document d ON d.id = m.document_id
    WHERE d.order_id = $3 AND m.reverses_id IS NULL
      AND NOT EXISTS (SELECT FROM stock_movement z WHERE z.reverses_id = m.id)
), mi AS (
    INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id,
        order_line_id, reverses_id)
    SELECT $11, 'REVERSAL', m.warehouse_id, m.product_id, m.lot_id, -m.quantity, m.unit_cost, m.document_id,
        m.order_line_id, m.id FROM m
), b AS (
    UPDATE stock_balance b SET on_hand = b.on_hand - v.quantity
    FROM (SELECT warehouse_id, lot_id, sum(quantity) AS quantity FROM m GROUP BY 1, 2) v
    WHERE b.warehouse_id = v.warehouse_id AND b.lot_id = v.lot_id
), l AS (
    UPDATE order_line SET shipped_quantity = 0 WHERE order_id = $3
), ar AS MATERIALIZED (
    SELECT r.id, r.open_amount FROM receivable r WHERE r.order_id = $3 AND r.state <> 'REVERSED'
), al AS MATERIALIZED (
    SELECT l.id, l.receipt_id, l.credit_note_id, l.receivable_id, l.amount
    FROM allocation l JOIN ar ON ar.id = l.receivable_id
    WHERE l.reverses_id IS NULL AND NOT EXISTS (SELECT FROM allocation z WHERE z.reverses_id = l.id)
), ai AS (
    INSERT INTO allocation (receipt_id, credit_note_id, receivable_id, amount, reverses_id)
    SELECT al.receipt_id, al.credit_note_id, al.receivable_id, -al.amount, al.id FROM al
), q AS (
    UPDATE receipt q SET unallocated = q.unallocated + v.amount, version = q.version + 1
    FROM (SELECT receipt_id, sum(amount) AS amount FROM al GROUP BY 1) v WHERE q.id = v.receipt_id
), cn AS (
    UPDATE receivable r SET state = 'OPEN', open_amount = r.open_amount - v.amount
    FROM (SELECT credit_note_id, sum(amount) AS amount FROM al GROUP BY 1) v WHERE r.id = v.credit_note_id
), ru AS (
    UPDATE receivable r SET state = 'REVERSED', open_amount = 0 FROM ar WHERE r.id = ar.id
), le AS (
    INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id,
        employee_id, reverses_id)
    SELECT $11, 'REVERSAL', e.credit, e.debit, e.amount, e.customer_id, e.receivable_id, e.receipt_id, $1, e.id
    FROM ledger_entry e JOIN ar ON ar.id = e.receivable_id
    WHERE e.reverses_id IS NULL AND NOT EXISTS (SELECT FROM ledger_entry z WHERE z.reverses_id = e.id)
), a AS (
    UPDATE customer_account SET receivable = receivable - (SELECT coalesce(sum(open_amount), 0) FROM ar),
        advance = advance + (SELECT coalesce(sum(amount), 0) FROM al)
    WHERE id = $4
)"""
    + _TAIL
)
"""After the goods left: the same lots come back by reversing movements, the debt and its ledger entries are reversed,
and money that had paid it is the customer's advance again."""


async def cancel_order(
    actor: Actor,
    *,
    order_id: UUID,
    reason: str,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> OrderChange:
    """Cancel an order wherever it stands.

    Until it is approved, whoever may cancel orders may do so; afterwards the right to approve is needed too,
    because the warehouse and the books are touched.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT (no reason), CONFLICT, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.ORDER_CANCEL, Right.ORDER_VIEW)
    reason = check_reason(reason, "reason")
    operation = Operation.of(
        actor, "cancelOrder", operation_id, order=order_id, version=expected_version, reason=reason
    )

    async def work(connection: Connection) -> OrderChange:
        row = await fetch_settled(
            connection, _facts(actor.profile), actor.id, list(actor.department_ids), order_id, operation_id
        )
        if row is None:
            raise not_found("Order", order_id, "orderId")
        earlier = operation.recall(OrderChange, row["stored"])
        if earlier is not None:
            return earlier
        state = OrderState(row["state"])
        check_version(expected_version, row["version"], state, row["number"])
        ORDER_MOVES.check(state, OrderState.CANCELLED, row["number"])
        if state not in _OPEN:
            actor.require(Right.ORDER_APPROVE)
        if row["credit_note"] is not None:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "Goods of {number} came back by credit note {creditNote}. Take the rest back by a return as well.",
                number=row["number"], creditNote=row["credit_note"],
            )  # fmt: skip
        return await _cancel(connection, actor, operation, row, state, reason)

    return await once(operation, OrderChange, work)


async def _cancel(
    connection: Connection, actor: Actor, operation: Operation, row: Any, state: OrderState, reason: str
) -> OrderChange:
    result = OrderChange(
        order_id=row["id"],
        customer_id=row["customer_id"],
        account_id=None if state in _OPEN else row["account_id"],
        stock_document_ids=tuple(row["documents"]),
        balance_ids=tuple(row["balances"]),
        receivable_ids=tuple(row["receivables"]),
        receipt_ids=tuple(row["receipts"]),
    )
    before = orjson.dumps({"state": state}).decode()
    if state in _LEFT:
        statement, last = _REVERSE, row["day"]
    else:
        statement, last = _RELEASE, ZERO if state in _OPEN else row["total"]
    await connection.fetchval(
        statement, actor.id, reason, row["id"], row["account_id"], before, *operation.row(result), last
    )
    result.announce()
    return result


__all__ = ["cancel_order"]
