"""All facts that a decision on an order is judged by, read in one statement, with or without locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.checks import check_version
from erp_visit.core.errors import not_found
from erp_visit.core.operations import STORED
from erp_visit.core.rows import QuickUUID, decimal_or_none
from erp_visit.customers.models import CustomerStatus
from erp_visit.db import Connection
from erp_visit.finance.credit import CreditView
from erp_visit.finance.standing import account_json, credit_view, overdue_sql
from erp_visit.orders.models import ORDER_MOVES, Order, OrderState
from erp_visit.org.settings import ControlParameters
from erp_visit.org.statements import JUDGED, Reading, fetch_settled, judged_by, on_its_day, sees, waited
from erp_visit.stock.allocation import LotStock, Pick
from erp_visit.stock.lots import LOCKED_LOTS, first_lots_sql, locking_ctes, lots_sql, parse_lots


class OrderedLineFacts(NamedTuple):
    """A line of the order as it stands, with its product as it is now."""

    id: UUID
    number: int
    product_id: UUID
    product: str
    active: bool
    base_unit: str
    unit_name: str
    factor: int
    quantity: int
    unit_price: Decimal
    amount: Decimal
    tax: Decimal
    minimum_price: Decimal | None
    cost_price: Decimal | None
    tax_included: bool
    stocked: bool

    @property
    def base_quantity(self) -> int:
        return self.quantity * self.factor

    @property
    def demand(self) -> int:
        """Base units that stock must give; freight and services need none."""
        return self.base_quantity if self.stocked else 0

    @property
    def units(self) -> list[tuple[str, int]]:
        """For mixed units."""
        return [(self.base_unit, 1), (self.unit_name, self.factor)] if self.factor > 1 else [(self.base_unit, 1)]


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order with everything that decides about it.

    `lots` are what stock can be taken from (locked: only as many as needed, `more_lots` tells of others);
    `reserved` the picks of stock that was reserved at submit. `stamps` are the transactions that last changed the
    account and the order: who reads without locks has the write compare them.
    """

    id: UUID
    number: str
    state: OrderState
    version: int
    customer_id: UUID
    customer_name: str
    customer_status: CustomerStatus
    account_id: UUID
    rep_id: UUID
    submitted_by_id: UUID
    warehouse_id: UUID
    total: Decimal
    tax: Decimal
    stock_reserved: bool
    warehouse_reviewed: bool
    finance_reviewed: bool
    hold_reasons: tuple[str, ...]
    parameters: ControlParameters
    day: date
    credit: CreditView
    lines: tuple[OrderedLineFacts, ...]
    lots: list[LotStock]
    more_lots: bool
    reserved: list[Pick]
    stamps: tuple[int, int]

    def check_version(self, expected: int | None) -> None:
        """Raise CONFLICT if the order was changed since the client read it."""
        check_version(expected, self.version, self.state, self.number)


class OrderReading(NamedTuple):
    """What was read of an order, for `parse_facts`."""

    row: Any
    parameters: ControlParameters
    day: date
    held: str | None


class Look(Enum):
    """How to read: all lots for a preview, the first lots for a decision without locks, or under locks."""

    ALL = "all"
    FIRST = "first"
    LOCKED = "locked"


@lru_cache(maxsize=256)
def _statement(profile: Profile, look: Look) -> str:
    lock = look is Look.LOCKED
    lock_account, lock_order = ("FOR NO KEY UPDATE", "FOR NO KEY UPDATE OF o") if lock else ("", "")
    # Stock that was reserved at submit is the order's already; there is nothing to lock then.
    # After a wait the statement is run again: balances are locked then only, all at once and in their order.
    stale = f"({waited('a', 'customer_account')} OR {waited('o', 'sales_order')})"
    unserved = (
        f"(SELECT o.warehouse_id FROM o CROSS JOIN a WHERE NOT o.stock_reserved AND o.state = ANY('{{{_SOURCES}}}')"
        f" AND NOT {stale})"
    )
    demand = "SELECT l.product_id, sum(l.base_quantity) FROM order_line l WHERE l.order_id = $4 GROUP BY 1"
    balances = f", {locking_ctes(unserved, demand, '$3::date')}" if lock else ""
    if lock:
        lots = LOCKED_LOTS
    else:
        products = "SELECT l.product_id FROM order_line l WHERE l.order_id = $4"
        every = lots_sql("o.warehouse_id", f"ARRAY({products})")
        found = every if look is Look.ALL else first_lots_sql("o.warehouse_id", products, "$3::date")
        lots = f"{found}::text AS lots, false AS more_lots"
    return f"""
WITH a AS MATERIALIZED (
    SELECT a.id, a.receivable, a.unbilled, a.advance, a.xmin FROM customer_account a
    WHERE a.customer_id = (SELECT z.customer_id FROM sales_order z WHERE z.id = $4) {lock_account}
), o AS MATERIALIZED (
    SELECT o.id, o.number, o.state, o.version, o.customer_id, o.department_id, o.rep_id, o.submitted_by_id,
        o.warehouse_id, o.total, o.tax_amount, o.stock_reserved, o.hold_reasons, o.warehouse_reviewed_at,
        o.finance_reviewed_at, o.xmin
    FROM a, sales_order o WHERE o.id = $4 AND {sees(Order, profile, "o")} {lock_order}
){balances}
SELECT {stale if lock else "false"} AS stale, {JUDGED},
    {STORED.format(key="$5::uuid")} AS stored, o.*, a.xmin AS account_xmin, c.name AS customer_name,
    c.status AS customer_status, c.credit_limit, a.id AS account_id, {account_json("a")}::text AS account,
    {overdue_sql("o.customer_id", "$3::date")}::text AS overdue,
    (SELECT json_agg(json_build_array(l.id, l.number, l.product_id, p.name, p.active, p.base_unit, l.unit_name,
        l.unit_factor, l.quantity, l.unit_price::text, l.amount::text, l.tax_amount::text, p.minimum_price::text,
        p.cost_price::text, l.price_trace->'taxIncluded', p.stocked) ORDER BY l.number)::text
     FROM order_line l CROSS JOIN LATERAL (SELECT * FROM product z WHERE z.id = l.product_id OFFSET 0) p
     WHERE l.order_id = o.id) AS lines,
    {lots}
FROM o CROSS JOIN a JOIN customer c ON c.id = o.customer_id
"""


_SOURCES = ",".join(ORDER_MOVES.sources(OrderState.APPROVED))

# What was reserved at submit changes along with the order only, so it can be read after it, if there is any.
_HELD = """
SELECT json_agg(json_build_array(l.number, b.id, b.lot_id, b.product_id, t.code, t.expires_on, t.received_on,
    r.quantity, t.unit_cost::text) ORDER BY l.number, t.expires_on NULLS LAST, t.received_on, t.id)::text
FROM order_line l CROSS JOIN LATERAL (SELECT * FROM reservation z WHERE z.order_line_id = l.id OFFSET 0) r
JOIN lot t ON t.id = r.lot_id JOIN stock_balance b ON b.warehouse_id = r.warehouse_id AND b.lot_id = r.lot_id
WHERE l.order_id = $1
"""


async def read_facts(
    connection: Connection, actor: Actor, order_id: UUID, operation_id: UUID | None, look: Look
) -> tuple[str | None, OrderReading]:
    """Read; returns the operation's row and the rest for `parse_facts`. Raises NOT_FOUND."""

    async def read(on: date) -> Reading:
        row = await fetch_settled(
            connection, _statement(actor.profile, look), actor.id, list(actor.department_ids), on, order_id,
            operation_id,
        )  # fmt: skip
        if row is None:
            raise not_found("Order", order_id, "orderId")
        return await judged_by(connection, row, row["department_id"], row["rep_id"])

    reading = await on_its_day(read)
    held = await connection.fetchval(_HELD, order_id) if reading.row["stock_reserved"] else None
    return reading.row["stored"], OrderReading(*reading, held)


def parse_facts(reading: OrderReading) -> OrderFacts:
    """The facts, typed."""
    row = reading.row
    lines = tuple(map(_line, orjson.loads(row["lines"] or "[]")))
    return OrderFacts(
        id=row["id"],
        number=row["number"],
        state=OrderState(row["state"]),
        version=row["version"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"],
        customer_status=CustomerStatus(row["customer_status"]),
        account_id=row["account_id"],
        rep_id=row["rep_id"],
        submitted_by_id=row["submitted_by_id"],
        warehouse_id=row["warehouse_id"],
        total=row["total"],
        tax=row["tax_amount"],
        stock_reserved=row["stock_reserved"],
        warehouse_reviewed=row["warehouse_reviewed_at"] is not None,
        finance_reviewed=row["finance_reviewed_at"] is not None,
        hold_reasons=tuple(row["hold_reasons"]),
        parameters=reading.parameters,
        day=reading.day,
        credit=credit_view(row["credit_limit"], row["account"], row["overdue"], row["total"]),
        lines=lines,
        lots=parse_lots(row["lots"]),
        more_lots=row["more_lots"],
        reserved=_picks(reading.held, lines),
        stamps=(row["account_xmin"], row["xmin"]),
    )


def _line(row: Sequence[Any]) -> OrderedLineFacts:
    key, number, product_id, product, active, base_unit, unit, factor, quantity, *rest = row
    price, amount, tax, minimum, cost, included, stocked = rest
    return OrderedLineFacts(
        QuickUUID(key), number, QuickUUID(product_id), product, active, base_unit, unit, factor, quantity,
        Decimal(price), Decimal(amount), Decimal(tax), decimal_or_none(minimum), decimal_or_none(cost),
        included is not False, stocked,
    )  # fmt: skip


def _picks(stored: str | None, lines: Sequence[OrderedLineFacts]) -> list[Pick]:
    if stored is None:
        return []
    position = {line.number: index for index, line in enumerate(lines)}
    rows = orjson.loads(stored)
    lots = parse_lots(orjson.dumps([row[1:] for row in rows]).decode())
    return [Pick(position[row[0]], lot, lot.free) for row, lot in zip(rows, lots, strict=True)]


__all__ = ["Look", "OrderFacts", "OrderedLineFacts", "parse_facts", "read_facts"]
