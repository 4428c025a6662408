"""Goods coming in: lots, balances, movements and their document (STK-2, STK-3, STK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit import events
from erp_visit.core.actor import Actor
from erp_visit.core.checks import raise_all
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.core.money import parse_price
from erp_visit.core.operations import STORED, Operation, once, reused, stored_result
from erp_visit.core.quantity import MAX_QUANTITY, check_quantity
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql
from erp_visit.org.statements import business_day_sql

MAX_LINES = 500
MAX_ON_HAND = 2_000_000_000
EARLIEST = date(1990, 1, 1)
LONGEST_LIFE = timedelta(days=36_525)
"""A hundred years."""

constraint_means(
    "stock_document_pkey",
    ErrorCode.KEY_REUSED,
    "The id stands for another stock document already. Make a fresh UUID for each new document.",
)


@dataclass(frozen=True, slots=True)
class ReceiveInput:
    """What came in of one lot: `unit` is the id or the name of a unit, None the base unit; `unit_cost` per base unit.

    Without `expires_on` it follows from `produced_on` and the product's shelf life.
    """

    product_id: UUID
    quantity: int
    unit: UUID | str | None = None
    lot_code: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StockChange:
    """A stock command's outcome: the ids of all that it made or changed."""

    stock_document_id: UUID
    warehouse_id: UUID
    lot_ids: tuple[UUID, ...] = ()
    balance_ids: tuple[UUID, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Product:
    id: UUID
    name: str
    batch_tracked: bool
    stocked: bool
    shelf_life_days: int | None
    base_unit: str
    units: dict[str, int]
    lots: dict[str, tuple[UUID, date | None, date | None]]


@dataclass(frozen=True, slots=True)
class _Line:
    product: _Product
    code: str
    produced_on: date | None
    expires_on: date | None
    quantity: int
    unit_cost: Decimal | None


_FACTS = f"""
WITH s AS MATERIALIZED (SELECT {settings_json_sql("$1::uuid")} AS j)
SELECT {STORED.format(key="$2::uuid")} AS stored, {business_day_sql("s.j")} AS day,
    (SELECT json_build_array(w.name, w.active)::text FROM warehouse w WHERE w.id = $3) AS warehouse,
    (SELECT coalesce(json_agg(json_build_array(p.id, p.name, p.batch_tracked, p.stocked, p.shelf_life_days,
        p.base_unit,
        (SELECT json_agg(json_build_array(u.id, u.name, u.factor)) FROM product_unit u WHERE u.product_id = p.id),
        (SELECT json_agg(json_build_array(l.code, l.id, l.produced_on, l.expires_on)) FROM lot l
         WHERE l.product_id = p.id AND l.code = ANY($5::text[])))), '[]')::text
     FROM product p WHERE p.id = ANY($4::uuid[])) AS products
FROM s
"""

# Two that receive the same new lot at once: the second waits here and takes the first one's, if it is the same
# goods. The column that is set belongs to no key, so that this does not lock out documents that refer to the lot.
_LOTS = """
INSERT INTO lot (id, product_id, code, produced_on, expires_on, received_on, unit_cost)
SELECT v.id, v.product, v.code, v.produced, v.expires, $1, v.cost
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::date[], $7::numeric[])
    AS v (id, product, code, produced, expires, cost)
ORDER BY v.product, v.code
ON CONFLICT (product_id, code) DO UPDATE SET received_on = lot.received_on
RETURNING id, product_id, code, produced_on, expires_on
"""

_BALANCES = """
INSERT INTO stock_balance (warehouse_id, product_id, lot_id)
SELECT $1, v.product, v.lot FROM unnest($2::uuid[], $3::uuid[]) AS v (product, lot) GROUP BY 2, 3 ORDER BY v.lot
ON CONFLICT (warehouse_id, lot_id) DO NOTHING
"""

_LOCK = """
SELECT b.id, b.lot_id, b.on_hand FROM stock_balance b WHERE b.warehouse_id = $1 AND b.lot_id = ANY($2::uuid[])
ORDER BY b.id FOR NO KEY UPDATE
"""

_WRITE = """
WITH op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($1, $2, $3, $4, $5::jsonb) ON CONFLICT (id) DO NOTHING RETURNING id
), d AS (
    INSERT INTO stock_document (id, number, kind, state, warehouse_id, business_day, remark)
    SELECT op.id, document_number('IN', $6::date, 'stock_document_number'), 'IN', 'RECEIVED', $7, $6, $8 FROM op
    RETURNING id, number
), v AS MATERIALIZED (
    SELECT * FROM unnest($9::uuid[], $10::uuid[], $11::bigint[], $12::numeric[]) WITH ORDINALITY
        AS v (product, lot, quantity, cost, number)
), l AS (
    INSERT INTO stock_document_line (document_id, number, product_id, lot_id, planned, actual)
    SELECT op.id, v.number, v.product, v.lot, v.quantity, v.quantity FROM op, v
), m AS (
    INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id)
    SELECT $6, 'RECEIPT', $7, v.product, v.lot, v.quantity, v.cost, op.id FROM op, v
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $2, 'stock.receive', 'StockDocument', d.id, d.number, $13::jsonb FROM d
)
UPDATE stock_balance b SET on_hand = b.on_hand + v.quantity
FROM (SELECT v.lot, sum(v.quantity) AS quantity FROM op, v GROUP BY 1) v
WHERE b.warehouse_id = $7 AND b.lot_id = v.lot
RETURNING b.id
"""


async def receive_stock(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the client's name for it in the contract
    warehouse_id: UUID,
    lines: Sequence[ReceiveInput],
    remark: str = "",
) -> StockChange:
    """Book goods that came in, under the client's id; lots that are new are made.

    Raises FORBIDDEN, NOT_FOUND, INACTIVE (warehouse), INVALID_INPUT, KEY_REUSED.
    """
    actor.require(Right.STOCK_RECEIVE, Right.STOCK_VIEW)
    if not 1 <= len(lines) <= MAX_LINES:
        raise invalid("Give 1 to {maximum} lines; {count} were given.", "lines", count=len(lines), maximum=MAX_LINES)
    remark = check_text(remark, 500, "remark", lines=True)
    codes = [check_text(line.lot_code, 64, "lines", index, "lotCode") for index, line in enumerate(lines)]
    operation = Operation.of(actor, "receiveStock", id, warehouse=warehouse_id, lines=list(lines), remark=remark)

    async def work(connection: Connection) -> StockChange:
        row: Any = await connection.fetchrow(
            _FACTS, actor.department_id, id, warehouse_id, [line.product_id for line in lines],
            codes,
        )  # fmt: skip
        earlier = operation.recall(StockChange, row["stored"])
        if earlier is not None:
            return earlier
        _check_warehouse(row["warehouse"], warehouse_id)
        products = {product.id: product for product in map(_product, orjson.loads(row["products"]))}
        checked = _check_lines(lines, products, row["day"])
        lots = await _lots(connection, checked, row["day"])
        keys = [lots[line.product.id, line.code] for line in checked]
        await connection.execute(_BALANCES, warehouse_id, [line.product.id for line in checked], keys)
        locked = await connection.fetch(_LOCK, warehouse_id, keys)
        _check_room(checked, keys, {balance["lot_id"]: balance["on_hand"] for balance in locked})
        balances = tuple(balance["id"] for balance in locked)
        result = StockChange(id, warehouse_id, tuple(dict.fromkeys(keys)), balances)
        after = {"state": "RECEIVED", "lines": len(checked), "quantity": sum(line.quantity for line in checked)}
        written = await connection.fetch(
            _WRITE, *operation.row(result), row["day"], warehouse_id, remark,
            [line.product.id for line in checked], keys, [line.quantity for line in checked],
            [line.unit_cost for line in checked], orjson.dumps(after).decode(),
        )  # fmt: skip
        if not written:
            # Another request with this id was faster; its result is there now, or its content was another.
            first = await stored_result(connection, operation, StockChange)
            if first is None:
                raise reused(id)
            return first
        events.announce("StockDocument", id)
        events.announce("StockBalance", *balances)
        return result

    return await once(operation, StockChange, work)


def _check_warehouse(stored: str | None, warehouse_id: UUID) -> None:
    if stored is None:
        raise not_found("Warehouse", warehouse_id, "warehouseId")
    name, active = orjson.loads(stored)
    if not active:
        raise DomainError(
            ErrorCode.INACTIVE,
            "Warehouse {warehouse} is closed. Choose another one.",
            path=("warehouseId",), warehouse=name,
        )  # fmt: skip


def _product(row: list[Any]) -> _Product:
    key, name, tracked, stocked, shelf_life, base, units, lots = row
    factors = {base: 1}
    for unit, unit_name, factor in units or ():
        factors[unit] = factors[unit_name] = factor
    known = {code: (UUID(lot), _day(produced), _day(expires)) for code, lot, produced, expires in lots or ()}
    return _Product(UUID(key), name, tracked, stocked, shelf_life, base, factors, known)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check_lines(lines: Sequence[ReceiveInput], products: dict[UUID, _Product], day: date) -> list[_Line]:
    errors: list[DomainError] = []
    checked: list[_Line] = []
    for position, line in enumerate(lines):
        try:
            checked.append(_check_line(line, products.get(line.product_id), day))
        except DomainError as error:
            errors.append(error.at("lines", position))
    raise_all(errors)
    return checked


def _check_room(lines: Sequence[_Line], lots: Sequence[UUID], on_hand: dict[UUID, int]) -> None:
    """A balance stays a number that every client can read: GraphQL's Int ends at 2^31."""
    held = dict(on_hand)
    for position, (line, lot) in enumerate(zip(lines, lots, strict=True)):
        held[lot] = held.get(lot, 0) + line.quantity
        if held[lot] > MAX_ON_HAND:
            raise invalid(
                "With this the warehouse would hold {value} of lot {lot} of {product}; {maximum} are possible.",
                "lines", position, "quantity",
                value=held[lot], lot=line.code, product=line.product.name, maximum=MAX_ON_HAND,
            )  # fmt: skip


def _check_days(line: ReceiveInput, day: date) -> None:
    """What was produced was produced before today, and nothing keeps for ever: other dates are slips."""
    for name, value, latest in (
        ("producedOn", line.produced_on, day + timedelta(days=1)),  # a factory abroad may be a day ahead
        ("expiresOn", line.expires_on, day + LONGEST_LIFE),
    ):
        if value is not None and not EARLIEST <= value <= latest:
            raise invalid(
                "{value} cannot be right; it lies between {earliest} and {latest}.",
                name, value=value.isoformat(), earliest=EARLIEST.isoformat(), latest=latest.isoformat(),
            )  # fmt: skip


def _check_line(line: ReceiveInput, product: _Product | None, day: date) -> _Line:
    if product is None:
        raise not_found("Product", line.product_id, "productId")
    if not product.stocked:
        raise invalid(
            "{product} is not kept in stock, as freight and services are not. Take the line off.",
            "productId", product=product.name,
        )  # fmt: skip
    check_quantity(line.quantity, "quantity")
    factor = product.units.get(product.base_unit if line.unit is None else str(line.unit))
    if factor is None:
        raise not_found("ProductUnit", line.unit, "unit")
    if line.quantity * factor > MAX_QUANTITY:
        raise invalid(
            "Quantity {value} is larger than {maximum}.", "quantity", value=line.quantity, maximum=MAX_QUANTITY
        )
    code = check_text(line.lot_code, 64, "lotCode")
    if product.batch_tracked and not code:
        raise invalid("{product} is kept by batch; give the batch number.", "lotCode", product=product.name)
    _check_days(line, day)
    known = product.lots.get(code)
    expires = line.expires_on
    # A lot that is known with its production date keeps its expiry, whatever the shelf life is today.
    derive = expires is None and (known is None or known[1] is None)
    if derive and line.produced_on is not None and product.shelf_life_days is not None:
        expires = line.produced_on + timedelta(days=min(product.shelf_life_days, LONGEST_LIFE.days))
    if expires is not None and line.produced_on is not None and expires < line.produced_on:
        raise invalid("It would expire before it was produced; check both dates.", "expiresOn")
    cost = None if line.unit_cost is None else parse_price(line.unit_cost, "unitCost")
    checked = _Line(product, code, line.produced_on, expires, line.quantity * factor, cost)
    if known is not None:
        _check_same_lot(checked, known[1], known[2])
    return checked


def _check_same_lot(line: _Line, produced: date | None, expires: date | None, *path: str | int) -> None:
    """Goods of one lot were produced on one day and expire on one; a date that is left out agrees with any.

    A production date that the lot does not know yet passes if the expiry agrees.
    """
    wrong = {"lot": line.code or "–", "product": line.product.name}
    if line.expires_on is not None and line.expires_on != expires:
        wrong["given"] = line.expires_on.isoformat()
        if expires is None:
            raise invalid(
                "Batch {lot} of {product} is known without an expiry date, not with {given}."
                " Leave the date out or give another batch number.",
                *path, "expiresOn", **wrong,
            )  # fmt: skip
        raise invalid(
            "Batch {lot} of {product} is known to expire on {known}, not on {given}."
            " Give that date or another batch number.",
            *path, "expiresOn", known=expires.isoformat(), **wrong,
        )  # fmt: skip
    if line.produced_on is not None and line.produced_on != produced:
        wrong["given"] = line.produced_on.isoformat()
        if produced is not None:
            raise invalid(
                "Batch {lot} of {product} is known to be produced on {known}, not on {given}."
                " Give that date or another batch number.",
                *path, "producedOn", known=produced.isoformat(), **wrong,
            )  # fmt: skip
        if line.expires_on is None:
            raise invalid(
                "Batch {lot} of {product} is known without a production date, not with {given}."
                " Leave the date out or give another batch number.",
                *path, "producedOn", **wrong,
            )  # fmt: skip


def _joined(first: _Line, second: _Line, position: int) -> _Line:
    """Two lines that bring the same new lot: what one leaves out, the other says; raises if they disagree."""
    _check_same_lot(
        second, first.produced_on or second.produced_on, first.expires_on or second.expires_on, "lines", position
    )
    return replace(
        first,
        produced_on=first.produced_on or second.produced_on,
        expires_on=first.expires_on or second.expires_on,
        unit_cost=first.unit_cost if first.unit_cost is not None else second.unit_cost,
    )


async def _lots(connection: Connection, lines: Sequence[_Line], day: date) -> dict[tuple[UUID, str], UUID]:
    """The lot of every (product, code), made where it is new."""
    found = {(line.product.id, line.code): known[0] for line in lines if (known := line.product.lots.get(line.code))}
    new: dict[tuple[UUID, str], _Line] = {}
    places: dict[tuple[UUID, str], int] = {}
    for position, line in enumerate(lines):
        key = (line.product.id, line.code)
        if key not in found:
            places.setdefault(key, position)
            new[key] = _joined(new.get(key, line), line, position)
    if new:
        rows = await connection.fetch(
            _LOTS, day, [new_id() for _ in new], [key for key, _ in new], [code for _, code in new],
            [line.produced_on for line in new.values()], [line.expires_on for line in new.values()],
            [line.unit_cost for line in new.values()],
        )  # fmt: skip
        for row in rows:
            key = (row["product_id"], row["code"])
            _check_same_lot(new[key], row["produced_on"], row["expires_on"], "lines", places[key])
            found[key] = row["id"]
    return found


__all__ = ["ReceiveInput", "StockChange", "receive_stock"]
