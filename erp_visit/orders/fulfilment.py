"""Picking: what really is taken from the shelf, from which lots (STK-3, STK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, once
from erp_visit.core.quantity import MAX_QUANTITY
from erp_visit.db import Connection
from erp_visit.orders.document import (
    DocumentLine,
    LotBalance,
    OutDocument,
    Purpose,
    check_expiry,
    parse_document,
    read_document,
)
from erp_visit.orders.results import OrderChange
from erp_visit.org.rights import Right
from erp_visit.stock.allocation import per_key
from erp_visit.stock.models import STOCK_DOCUMENT_MOVES, StockDocumentState


@dataclass(frozen=True, slots=True)
class PickInput:
    """What was taken for a document line from one lot, in base units; a line may name several lots."""

    line_id: UUID
    lot_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class PickedLine:
    """A document line as it is to become. `new` lines hold a further lot of the same order line."""

    id: UUID
    new: bool
    order_line_id: UUID
    product_id: UUID
    lot_id: UUID
    planned: int
    actual: int


async def confirm_stock_document(
    actor: Actor,
    *,
    document_id: UUID,
    lines: Sequence[PickInput] | None = None,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> OrderChange:
    """Confirm the pick with actual lots and quantities; None means as planned.

    A line that is not named is taken as planned. Less than planned is a short pick: the rest is free for others
    at once and the order will be shipped and billed short. Another lot may be taken if it is free and not
    expired. A pick may be confirmed again until the goods leave.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT, WRONG_STATE, INVALID_INPUT, INSUFFICIENT_STOCK, KEY_REUSED.
    """
    actor.require(Right.STOCK_CONFIRM, Right.STOCK_VIEW)
    operation = Operation.of(
        actor, "confirmStockDocument", operation_id, document=document_id, version=expected_version,
        lines=None if lines is None else list(lines),
    )  # fmt: skip

    async def work(connection: Connection) -> OrderChange:
        lots = None if lines is None else [line.lot_id for line in lines]
        stored, row = await read_document(connection, actor, document_id, operation_id, Purpose.PICK, lots=lots)
        earlier = operation.recall(OrderChange, stored)
        if earlier is not None:
            return earlier
        document = parse_document(row)
        check_version(expected_version, document.version, document.state, document.number)
        STOCK_DOCUMENT_MOVES.check(document.state, StockDocumentState.PICKED, document.number)
        picked = plan_pick(document, lines)
        return await _confirm(connection, actor, operation, document, picked)

    return await once(operation, OrderChange, work)


def plan_pick(document: OutDocument, lines: Sequence[PickInput] | None) -> list[PickedLine]:
    """The document's lines as picked; raises every reason why they cannot be."""
    named: dict[UUID, dict[UUID, int]] = {}
    known = {line.id for line in document.lines}
    for position, entry in enumerate(lines or ()):
        if entry.line_id not in known:
            raise not_found("StockDocumentLine", entry.line_id, "lines", position, "lineId")
        if not 0 <= entry.quantity <= MAX_QUANTITY:
            raise invalid(
                "Quantity {value} is not possible; give 0 for what is missing.",
                "lines", position, "quantity", value=entry.quantity,
            )  # fmt: skip
        lots = named.setdefault(entry.line_id, {})
        lots[entry.lot_id] = lots.get(entry.lot_id, 0) + entry.quantity
    picked = [part for line in document.lines for part in _parts(line, named.get(line.id))]
    totals = per_key((line.order_line_id, line.actual) for line in picked)
    ordered = {line.id: line.base_quantity for line in document.sold}
    for line in document.lines:
        if totals[line.order_line_id] > ordered[line.order_line_id]:
            raise invalid(
                "{product}: {picked} picked, but only {planned} were ordered. Pick at most that.",
                "lines", product=line.product, picked=totals[line.order_line_id], planned=ordered[line.order_line_id],
            )  # fmt: skip
    if picked and not any(line.actual for line in picked):
        raise invalid("Nothing was picked for {number}. Cancel the order instead.", "lines", number=document.number)
    _check_lots(document, picked)
    return picked


def _parts(line: DocumentLine, taken: dict[UUID, int] | None) -> list[PickedLine]:
    """A document line as picked: itself for one lot, the planned one if it was used, and a new line for each other."""
    lots = {line.lot_id: line.planned} if taken is None else taken
    used = [(lot, quantity) for lot, quantity in lots.items() if quantity]
    used.sort(key=lambda part: part[0] != line.lot_id)
    parts = used or [(line.lot_id, 0)]
    further = sum(quantity for _, quantity in parts[1:])
    return [
        PickedLine(
            id=new_id() if index else line.id,
            new=index > 0,
            order_line_id=line.order_line_id,
            product_id=line.product_id,
            lot_id=lot,
            planned=quantity if index else max(line.planned - further, quantity, 1),
            actual=quantity,
        )
        for index, (lot, quantity) in enumerate(parts)
    ]


def _check_lots(document: OutDocument, picked: Sequence[PickedLine]) -> None:
    """Lots must be of the product, in the warehouse, not expired, and free beyond what is this order's already."""
    products = {line.product_id: line.product for line in document.lines}
    planned = {line.lot_id: (line.lot, line.expires_on) for line in document.lines}
    balances = {balance.lot_id: balance for balance in document.balances}
    own = per_key((held.lot_id, held.quantity) for held in document.held)
    wanted = per_key((line.lot_id, line.actual) for line in picked)
    for line in picked:
        if not line.actual:
            continue
        balance: LotBalance | None = balances.get(line.lot_id)
        if balance is None and line.lot_id in planned and wanted[line.lot_id] <= own.get(line.lot_id, 0):
            code, expires = planned[line.lot_id]  # as planned: nothing changes, so nothing was locked
        elif balance is None or balance.product_id != line.product_id:
            raise not_found("Lot", line.lot_id, "lines", "lotId")
        else:
            code, expires = balance.code, balance.expires_on
            free = balance.on_hand - balance.reserved + own.get(line.lot_id, 0)
            if free < wanted[line.lot_id]:
                raise DomainError(
                    ErrorCode.INSUFFICIENT_STOCK,
                    "Lot {lot} of {product} has {available} free, {needed} were picked. Take the rest from another.",
                    path=("lines",), product=products[line.product_id], lot=code, lotId=str(line.lot_id),
                    productId=str(line.product_id), available=free, needed=wanted[line.lot_id],
                )  # fmt: skip
        check_expiry(document, [(products[line.product_id], code, expires)])


# The arrays are hidden in subselects: seen as values, the empty ones look so cheap that PostgreSQL would plan the
# statement anew each time, which takes longer than carrying it out.
_CONFIRM = """
WITH t AS (
    UPDATE stock_document SET state = 'PICKED', picked_at = now(), picked_by_id = $1, version = version + 1
    WHERE id = $2 RETURNING id, number, warehouse_id
), o AS (
    UPDATE sales_order SET state = 'PICKED', version = version + 1 WHERE id = $3
), u AS (
    UPDATE stock_document_line l SET lot_id = v.lot, planned = v.planned, actual = v.actual
    FROM unnest((SELECT $4::uuid[]), (SELECT $5::uuid[]), (SELECT $6::bigint[]), (SELECT $7::bigint[]))
        AS v (id, lot, planned, actual) WHERE l.id = v.id
), n AS (
    INSERT INTO stock_document_line (id, document_id, order_line_id, number, product_id, lot_id, planned, actual)
    SELECT v.id, $2, v.line, $8 + v.number, v.product, v.lot, v.quantity, v.quantity
    FROM unnest((SELECT $9::uuid[]), (SELECT $10::uuid[]), (SELECT $11::uuid[]), (SELECT $12::uuid[]),
        (SELECT $13::bigint[])) WITH ORDINALITY AS v (id, line, product, lot, quantity, number)
), r AS (
    INSERT INTO reservation (order_line_id, warehouse_id, lot_id, quantity)
    SELECT v.line, t.warehouse_id, v.lot, v.quantity
    FROM t, unnest((SELECT $14::uuid[]), (SELECT $15::uuid[]), (SELECT $16::bigint[])) AS v (line, lot, quantity)
    ON CONFLICT (order_line_id, lot_id) DO UPDATE SET quantity = excluded.quantity
), f AS (
    DELETE FROM reservation r USING unnest((SELECT $17::uuid[]), (SELECT $18::uuid[])) AS v (line, lot)
    WHERE r.order_line_id = v.line AND r.lot_id = v.lot
), b AS (
    UPDATE stock_balance b SET reserved = b.reserved + v.quantity
    FROM unnest((SELECT $19::uuid[]), (SELECT $20::bigint[])) AS v (id, quantity) WHERE b.id = v.id
), l AS (
    UPDATE order_line l SET lot_id = v.lot
    FROM unnest((SELECT $21::uuid[]), (SELECT $22::uuid[])) AS v (line, lot)
    WHERE l.id = v.line AND l.lot_id IS DISTINCT FROM v.lot
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'stock.confirm', 'StockDocument', t.id, t.number, $23::jsonb, $24::jsonb FROM t
), op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $25, $26, $27, $28, $29::jsonb WHERE $25::uuid IS NOT NULL
)
SELECT count(*) FROM t
"""


async def _confirm(
    connection: Connection, actor: Actor, operation: Operation, document: OutDocument, picked: Sequence[PickedLine]
) -> OrderChange:
    old = {(held.order_line_id, held.lot_id): held.quantity for held in document.held}
    new: dict[tuple[UUID, UUID], int] = {}
    first: dict[UUID, UUID] = {}
    for line in picked:
        if line.actual:
            key = (line.order_line_id, line.lot_id)
            new[key] = new.get(key, 0) + line.actual
            first.setdefault(line.order_line_id, line.lot_id)
    changed = {key: quantity for key, quantity in new.items() if old.get(key) != quantity}
    gone = [key for key in old if key not in new]
    balance_of = {held.lot_id: held.balance_id for held in document.held}
    balance_of |= {balance.lot_id: balance.balance_id for balance in document.balances}
    deltas = per_key(
        [(balance_of[lot], quantity) for (_, lot), quantity in new.items()]
        + [(balance_of[lot], -quantity) for (_, lot), quantity in old.items()]
    )
    deltas = {key: delta for key, delta in deltas.items() if delta}
    kept, added = [line for line in picked if not line.new], [line for line in picked if line.new]
    result = OrderChange(
        document.order_id, document.customer_id, stock_document_ids=(document.id,), balance_ids=tuple(deltas)
    )
    after = {
        "state": "PICKED",
        "planned": sum(line.planned for line in picked),
        "actual": sum(line.actual for line in picked),
    }
    await connection.fetchval(
        _CONFIRM, actor.id, document.id, document.order_id,
        [line.id for line in kept], [line.lot_id for line in kept], [line.planned for line in kept],
        [line.actual for line in kept], max((line.number for line in document.lines), default=0),
        [line.id for line in added], [line.order_line_id for line in added], [line.product_id for line in added],
        [line.lot_id for line in added], [line.actual for line in added],
        [line for line, _ in changed], [lot for _, lot in changed], list(changed.values()),
        [line for line, _ in gone], [lot for _, lot in gone], list(deltas), list(deltas.values()),
        list(first), list(first.values()), orjson.dumps({"state": document.state}).decode(),
        orjson.dumps(after).decode(),
        *operation.row(result),
    )  # fmt: skip
    result.announce()
    return result


__all__ = ["PickInput", "PickedLine", "confirm_stock_document", "plan_pick"]
