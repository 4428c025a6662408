"""Decisions on an order: approve with reservation and stock document, reject, review (ORD-3, ORD-4, ORD-5)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_reason, check_version, raise_all
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.operations import STORED, Operation, once
from erp_visit.core.rows import QuickUUID
from erp_visit.db import Connection
from erp_visit.orders.facts import Look, OrderFacts, parse_facts, read_facts
from erp_visit.orders.judgement import Judgement, judge, token_of
from erp_visit.orders.models import ORDER_MOVES, Order, OrderState
from erp_visit.orders.results import OrderChange
from erp_visit.orders.service import first_lot
from erp_visit.org.parameter_sets import parameter_set_id, remember_parameters
from erp_visit.org.rights import Right
from erp_visit.org.statements import sees
from erp_visit.stock.allocation import LotStock, per_key
from erp_visit.stock.lots import lock_further


async def approve_order(
    actor: Actor,
    *,
    order_id: UUID,
    expected_version: int | None = None,
    preview_token: str | None = None,
    operation_id: UUID | None = None,
    reason: str = "",
) -> OrderChange:
    """Approve: reserve lots (first expired first out), make the stock-out document, count the order as exposure.

    Everything that submit checked is checked again under locks. With `preview_token`, approval is refused if
    what the preview showed has changed. Exactly one of two approvals wins; the other meets CONFLICT or WRONG_STATE.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT, WRONG_STATE, OWN_DOCUMENT, REVIEW_REQUIRED, INACTIVE,
    BELOW_MINIMUM_PRICE, CREDIT_EXCEEDED, OVERDUE, INSUFFICIENT_STOCK, KEY_REUSED.
    """
    actor.require(Right.ORDER_APPROVE, Right.ORDER_VIEW)
    reason = check_reason(reason, "reason", required=False)
    operation = Operation.of(
        actor,
        "approveOrder",
        operation_id,
        order=order_id,
        version=expected_version,
        token=preview_token,
        reason=reason,
    )

    async def read(connection: Connection, look: Look) -> OrderFacts | OrderChange:
        stored, row = await read_facts(connection, actor, order_id, operation_id, look)
        return operation.recall(OrderChange, stored) or parse_facts(row)

    def check(facts: OrderFacts) -> Judgement:
        facts.check_version(expected_version)
        ORDER_MOVES.check(facts.state, OrderState.APPROVED, facts.number)
        judgement = judge(actor, facts)
        if preview_token is not None and preview_token != token_of(facts, judgement):
            raise DomainError(
                ErrorCode.CONFLICT,
                "Stock, credit or the order changed after the preview of {number}. Look at the new one, then decide.",
                path=("previewToken",), number=facts.number, version=facts.version, state=facts.state,
            )  # fmt: skip
        raise_all(list(judgement.refusals))
        return judgement

    async def unlocked() -> OrderChange | None:
        # Nearly always nobody gets in between: no lock is held before the write, which sees for itself that nothing
        # has changed. What speaks against the order, or has changed, is judged under locks.
        async with db.connection() as connection:
            facts = await read(connection, Look.FIRST)
        if isinstance(facts, OrderChange):
            return facts
        try:
            judgement = check(facts)
        except (DomainError, DomainErrors):
            return None
        async with db.statement() as connection:
            await remember_parameters(connection, facts.parameters)
            written = await _approve(connection, actor, operation, facts, judgement, reason)
        return written if isinstance(written, OrderChange) else None

    async def locked(connection: Connection) -> OrderChange:
        facts = await read(connection, Look.LOCKED)
        if isinstance(facts, OrderChange):
            return facts
        written: OrderChange | list[LotStock] | None = facts.lots
        if not facts.more_lots or not judge(actor, facts).shortages:
            written = await _approve(connection, actor, operation, facts, check(facts), reason)
        if isinstance(written, list):
            facts = await _with_further_lots(connection, replace(facts, lots=written))
            written = await _approve(connection, actor, operation, facts, check(facts), reason)
        assert isinstance(written, OrderChange)  # all that the write compares is locked
        await remember_parameters(connection, facts.parameters)
        return written

    return await once(operation, OrderChange, locked, first=unlocked)


async def _with_further_lots(connection: Connection, facts: OrderFacts) -> OrderFacts:
    """The facts with further lots locked: somebody took from the first ones before they were ours."""
    demand = [(line.product_id, line.demand) for line in facts.lines]
    lots = await lock_further(connection, facts.warehouse_id, demand, facts.lots, facts.day)
    return replace(facts, lots=lots, more_lots=False)


# Account, order and balances are locked in this order, and nothing is written unless account and order are as they
# were when the facts were read and the balances still hold enough.
_APPROVE = """
WITH a AS MATERIALIZED (
    SELECT a.id FROM customer_account a WHERE a.id = $5 AND a.xmin = $24::xid FOR NO KEY UPDATE
), same AS MATERIALIZED (
    SELECT o.id FROM a, sales_order o WHERE o.id = $3 AND o.xmin = $25::xid FOR NO KEY UPDATE OF o
), held AS MATERIALIZED (
    SELECT b.id, b.on_hand - b.reserved AS free FROM stock_balance b
    WHERE b.id = ANY(CASE WHEN EXISTS (SELECT FROM same) THEN $6::uuid[] END)
    ORDER BY b.id FOR NO KEY UPDATE
), o AS (
    UPDATE sales_order o SET state = 'APPROVED', stock_reserved = cardinality($8::uuid[]) > 0, decided_at = now(),
        decided_by_id = $1, decision_reason = $2, parameters_id = $26, version = o.version + 1
    FROM same WHERE o.id = same.id AND (
        SELECT count(*) FROM held h JOIN unnest($6::uuid[], $7::bigint[]) AS v (id, quantity) ON v.id = h.id
        WHERE h.free >= v.quantity) = cardinality($6::uuid[])
    RETURNING o.id, o.number, o.customer_id, o.warehouse_id
), u AS (
    UPDATE customer_account a SET unbilled = a.unbilled + $4 FROM o WHERE a.id = $5
), b AS (
    UPDATE stock_balance b SET reserved = b.reserved + v.quantity
    FROM o, unnest($6::uuid[], $7::bigint[]) AS v (id, quantity) WHERE b.id = v.id
), p AS MATERIALIZED (
    SELECT p.*, o.warehouse_id
    FROM o, unnest($8::uuid[], $9::uuid[], $10::uuid[], $11::bigint[]) WITH ORDINALITY
        AS p (line, product, lot, quantity, number)
), r AS (
    INSERT INTO reservation (order_line_id, warehouse_id, lot_id, quantity)
    SELECT p.line, p.warehouse_id, p.lot, p.quantity FROM p WHERE $12::boolean
), l AS (
    UPDATE order_line l SET lot_id = v.lot
    FROM o, unnest($13::uuid[], $14::uuid[]) AS v (line, lot) WHERE l.id = v.line AND l.lot_id IS DISTINCT FROM v.lot
), d AS (
    INSERT INTO stock_document (id, number, kind, state, warehouse_id, customer_id, order_id, business_day)
    SELECT $15, document_number('OUT', $16::date, 'stock_document_number'), 'OUT', 'PENDING', o.warehouse_id,
        o.customer_id, o.id, $16 FROM o
), dl AS (
    INSERT INTO stock_document_line (document_id, order_line_id, number, product_id, lot_id, planned)
    SELECT $15, p.line, p.number, p.product, p.lot, p.quantity FROM p
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $1, 'order.approve', 'Order', o.id, o.number, $17::jsonb, $18::jsonb, $2 FROM o
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $19, $20, $21, $22, $23::jsonb FROM o WHERE $19::uuid IS NOT NULL
)
SELECT EXISTS (SELECT FROM o) AS done, EXISTS (SELECT FROM same) AS same,
    (SELECT coalesce(json_agg(json_build_array(h.id, h.free)), '[]') FROM held h WHERE NOT EXISTS (SELECT FROM o))::text
        AS held
"""


async def _approve(
    connection: Connection, actor: Actor, operation: Operation, facts: OrderFacts, judgement: Judgement, reason: str
) -> OrderChange | list[LotStock] | None:
    """Write, if nothing has changed; else None, or the picked lots, now locked, if they do not hold enough."""
    picks = judgement.picks
    fresh = not facts.stock_reserved
    taken = per_key((pick.lot.balance_id, pick.quantity) for pick in picks) if fresh else {}
    document_id = new_id()
    result = OrderChange(
        facts.id,
        facts.customer_id,
        facts.account_id,
        (document_id,),
        tuple(per_key((pick.lot.balance_id, 0) for pick in picks)),
    )
    first = first_lot(picks)
    before = {"state": facts.state, "unbilled": str(facts.credit.unbilled)}
    after: dict[str, Any] = {
        "state": "APPROVED",
        "unbilled": str(facts.credit.unbilled + facts.total),
        "override": [objection.name for objection in judgement.objections],
    }
    row: Any = await connection.fetchrow(
        _APPROVE, actor.id, reason, facts.id, facts.total, facts.account_id, list(taken), list(taken.values()),
        [facts.lines[pick.demand].id for pick in picks], [pick.lot.product_id for pick in picks],
        [pick.lot.lot_id for pick in picks], [pick.quantity for pick in picks],
        fresh, [facts.lines[position].id for position in first], list(first.values()), document_id, facts.day,
        orjson.dumps(before).decode(), orjson.dumps(after).decode(), *operation.row(result), *facts.stamps,
        parameter_set_id(facts.parameters),
    )  # fmt: skip
    if not row["done"]:
        free = {QuickUUID(key): quantity for key, quantity in orjson.loads(row["held"])}
        lots = {pick.lot.balance_id: pick.lot for pick in picks}
        return [lots[key]._replace(free=left) for key, left in free.items()] if row["same"] else None
    result.announce()
    return result


@lru_cache(maxsize=256)
def _lock_order(profile: Profile) -> str:
    return (
        f"SELECT {STORED.format(key='$4::uuid')} AS stored, o.id, o.number, o.state, o.version, o.customer_id,"
        " o.warehouse_reviewed_at, o.finance_reviewed_at"
        f" FROM sales_order o WHERE o.id = $3 AND {sees(Order, profile, 'o')} FOR NO KEY UPDATE OF o"
    )


async def _locked(connection: Connection, actor: Actor, order_id: UUID, operation_id: UUID | None) -> Any:
    row = await connection.fetchrow(
        _lock_order(actor.profile), actor.id, list(actor.department_ids), order_id, operation_id
    )
    if row is None:
        raise not_found("Order", order_id, "orderId")
    return row


_REJECT = """
WITH o AS (
    UPDATE sales_order SET state = 'REJECTED', stock_reserved = false, decided_at = now(), decided_by_id = $1,
        decision_reason = $2, version = version + 1
    WHERE id = $3 RETURNING id, number
), r AS (
    DELETE FROM reservation r
    WHERE r.order_line_id = ANY(ARRAY(SELECT l.id FROM order_line l WHERE l.order_id = $3))
    RETURNING r.warehouse_id, r.lot_id, r.quantity
), b AS (
    UPDATE stock_balance b SET reserved = b.reserved - v.quantity
    FROM (SELECT warehouse_id, lot_id, sum(quantity) AS quantity FROM r GROUP BY 1, 2) v
    WHERE b.warehouse_id = v.warehouse_id AND b.lot_id = v.lot_id
), l AS (
    UPDATE order_line SET lot_id = NULL WHERE order_id = $3 AND lot_id IS NOT NULL
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after, reason)
    SELECT $1, 'order.reject', 'Order', o.id, o.number, $4::jsonb, '{"state": "REJECTED"}', $2 FROM o
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $5, $6, $7, $8, $9::jsonb WHERE $5::uuid IS NOT NULL
)
SELECT count(*) FROM o
"""

LOCK_RESERVED = """
SELECT b.id FROM stock_balance b
WHERE (b.warehouse_id, b.lot_id) IN (
    SELECT r.warehouse_id, r.lot_id FROM reservation r
    WHERE r.order_line_id = ANY(ARRAY(SELECT l.id FROM order_line l WHERE l.order_id = $1)))
ORDER BY b.id FOR NO KEY UPDATE
"""


async def reject_order(
    actor: Actor,
    *,
    order_id: UUID,
    reason: str,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> OrderChange:
    """Turn an order down with a reason; stock reserved at submit is free again.

    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT (no reason), CONFLICT, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.ORDER_APPROVE, Right.ORDER_VIEW)
    reason = check_reason(reason, "reason")
    operation = Operation.of(
        actor, "rejectOrder", operation_id, order=order_id, version=expected_version, reason=reason
    )

    async def work(connection: Connection) -> OrderChange:
        row = await _locked(connection, actor, order_id, operation_id)
        earlier = operation.recall(OrderChange, row["stored"])
        if earlier is not None:
            return earlier
        check_version(expected_version, row["version"], OrderState(row["state"]), row["number"])
        ORDER_MOVES.check(OrderState(row["state"]), OrderState.REJECTED, row["number"])
        balances = await connection.fetch(LOCK_RESERVED, order_id)
        result = OrderChange(order_id, row["customer_id"], balance_ids=tuple(balance["id"] for balance in balances))
        before = orjson.dumps({"state": row["state"]}).decode()
        await connection.fetchval(_REJECT, actor.id, reason, order_id, before, *operation.row(result))
        result.announce()
        return result

    return await once(operation, OrderChange, work)


_REVIEW = """
WITH o AS (
    UPDATE sales_order SET
        warehouse_reviewed_at = CASE WHEN $3 = 'WAREHOUSE' THEN now() ELSE warehouse_reviewed_at END,
        warehouse_reviewed_by_id = CASE WHEN $3 = 'WAREHOUSE' THEN $1 ELSE warehouse_reviewed_by_id END,
        finance_reviewed_at = CASE WHEN $3 = 'FINANCE' THEN now() ELSE finance_reviewed_at END,
        finance_reviewed_by_id = CASE WHEN $3 = 'FINANCE' THEN $1 ELSE finance_reviewed_by_id END,
        version = version + 1
    WHERE id = $2 RETURNING id, number
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, reason)
    SELECT $1, 'order.review', 'Order', o.id, o.number, jsonb_build_object('side', $3::text), $4 FROM o
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $5, $6, $7, $8, $9::jsonb WHERE $5::uuid IS NOT NULL
)
SELECT count(*) FROM o
"""


async def review_order(
    actor: Actor,
    *,
    order_id: UUID,
    side: Literal["WAREHOUSE", "FINANCE"],
    reason: str = "",
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> OrderChange:
    """Agree to an order for the warehouse or for finance, before it is approved.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT, WRONG_STATE (decided, or reviewed already), KEY_REUSED.
    """
    actor.require(Right.STOCK_REVIEW if side == "WAREHOUSE" else Right.FINANCE_REVIEW, Right.ORDER_VIEW)
    reason = check_reason(reason, "reason", required=False)
    operation = Operation.of(
        actor, "reviewOrder", operation_id, order=order_id, side=side, version=expected_version, reason=reason
    )

    async def work(connection: Connection) -> OrderChange:
        row = await _locked(connection, actor, order_id, operation_id)
        earlier = operation.recall(OrderChange, row["stored"])
        if earlier is not None:
            return earlier
        check_version(expected_version, row["version"], OrderState(row["state"]), row["number"])
        done = row["warehouse_reviewed_at" if side == "WAREHOUSE" else "finance_reviewed_at"] is not None
        if done or not ORDER_MOVES.allows(OrderState(row["state"]), OrderState.APPROVED):
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{number} is {state} and needs no review by {side} any more. Reload it to see what happened to it.",
                number=row["number"], state=OrderState(row["state"]), side=side,
            )  # fmt: skip
        result = OrderChange(order_id, row["customer_id"])
        await connection.fetchval(_REVIEW, actor.id, order_id, side, reason, *operation.row(result))
        result.announce()
        return result

    return await once(operation, OrderChange, work)


__all__ = ["LOCK_RESERVED", "approve_order", "reject_order", "review_order"]
