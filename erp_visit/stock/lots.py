"""Look-ups of lots and balances that commands put into their own statement, and what comes out of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.rows import QuickUUID, day_or_none, decimal_or_none
from erp_visit.db import Connection
from erp_visit.stock.allocation import LotStock, allocate

_COLUMNS = (
    "b.id, b.lot_id, b.product_id, l.code, l.expires_on, l.received_on, b.on_hand - b.reserved, l.unit_cost::text"
)
LEFT = "b.on_hand > 0 AND b.on_hand > b.reserved"
"""SQL: whether something is free of a balance `b`. The first half follows from the second, but the index of what is on
hand needs it said: lots that were sold out long ago are not looked at."""


def lots_sql(warehouse: str, products: str) -> str:
    """A scalar subselect: JSON of all lots of the products (uuid[]) of which something is free; for `parse_lots`."""
    return f"""(
    SELECT coalesce(json_agg(json_build_array({_COLUMNS})), '[]')
    FROM stock_balance b JOIN lot l ON l.id = b.lot_id
    WHERE b.warehouse_id = {warehouse} AND b.product_id = ANY({products}) AND {LEFT})"""


def first_lots_sql(warehouse: str, products: str, day: str) -> str:
    """A scalar subselect: JSON of the lots that come first for each product of a query; for `parse_lots`.

    Two of each: mostly the first is enough, or the first is nearly used up.
    """
    return f"""(
    SELECT coalesce(json_agg(json_build_array(f.id, f.lot_id, f.product_id, f.code, f.expires_on, f.received_on, f.free,
        f.unit_cost)), '[]')
    FROM (SELECT DISTINCT * FROM ({products}) n) n (product_id)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM stock_balance b
        CROSS JOIN LATERAL (SELECT * FROM lot z WHERE z.id = b.lot_id OFFSET 0) l
        WHERE b.warehouse_id = {warehouse} AND b.product_id = n.product_id AND {LEFT}
          AND (l.expires_on IS NULL OR l.expires_on >= {day})
        ORDER BY l.expires_on NULLS LAST, l.received_on, l.id LIMIT 2) f
        (id, lot_id, product_id, code, expires_on, received_on, free, unit_cost))"""


def available_sql(warehouse: str, products: str, day: str) -> str:
    """A scalar subselect: JSON of what may be promised of each product on a day; for `parse_available`."""
    return f"""(
    SELECT coalesce(json_agg(json_build_array(f.product_id, f.free)), '[]') FROM (
        SELECT b.product_id, sum(b.on_hand - b.reserved) AS free
        FROM stock_balance b JOIN lot l ON l.id = b.lot_id
        WHERE b.warehouse_id = {warehouse} AND b.product_id = ANY({products}) AND {LEFT}
          AND (l.expires_on IS NULL OR l.expires_on >= {day})
        GROUP BY 1) f)"""


def locking_ctes(warehouse: str, demand: str, day: str) -> str:
    """CTEs `ranked` and `b`: the balances that serve a demand first expired first out, locked in order of id.

    `demand` is a query for (product, base units). Only as many lots are locked as the demand needs. Rows that
    were waited for come with their newest numbers, so what is free is judged from them; if that is less than it
    was, `lock_further` gets others. Of a row that was waited for nothing may be left: it is locked and answered all
    the same, because `lock_further` has to know all that is held.
    """
    return f"""ranked AS MATERIALIZED (
    SELECT b.id, n.needed, coalesce(sum(b.on_hand - b.reserved) OVER (
        PARTITION BY b.product_id ORDER BY l.expires_on NULLS LAST, l.received_on, l.id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS served
    FROM ({demand}) AS n (product_id, needed)
    JOIN stock_balance b ON b.product_id = n.product_id AND b.warehouse_id = {warehouse} AND {LEFT}
    JOIN lot l ON l.id = b.lot_id AND (l.expires_on IS NULL OR l.expires_on >= {day})
), b AS MATERIALIZED (
    SELECT b.id, b.lot_id, b.product_id, b.on_hand, b.reserved FROM stock_balance b
    WHERE b.id = ANY(ARRAY(SELECT ranked.id FROM ranked WHERE ranked.served < ranked.needed))
    ORDER BY b.id FOR NO KEY UPDATE
)"""


LOCKED_LOTS = (
    f"(SELECT coalesce(json_agg(json_build_array({_COLUMNS})), '[]') FROM b JOIN lot l ON l.id = b.lot_id)::text"
    " AS lots, EXISTS (SELECT FROM ranked WHERE ranked.served >= ranked.needed) AS more_lots"
)
"""Columns `lots`, for `parse_lots`, and whether there are usable lots that were not locked."""

_LOCK_DEMAND = f"""
WITH {
    locking_ctes(
        "$1::uuid",
        "SELECT v.product, sum(v.quantity) FROM unnest($2::uuid[], $3::bigint[]) AS v (product, quantity) GROUP BY 1",
        "$4::date",
    )
}
SELECT {LOCKED_LOTS}"""

# Further lots while some are held: those with a higher id may be waited for, as everybody locks in order of id. Those
# with a lower id must not: two commands that hold one another's would wait for ever.
_FURTHER = f"""FROM stock_balance b JOIN lot l ON l.id = b.lot_id
    WHERE b.warehouse_id = $1 AND b.product_id = ANY($2::uuid[]) AND {LEFT} AND b.id <> ALL($3::uuid[])
      AND (l.expires_on IS NULL OR l.expires_on >= $4::date)"""
_LOCK_FURTHER = f"""
WITH lower AS MATERIALIZED (
    SELECT b.* FROM stock_balance b WHERE b.id = ANY(ARRAY(SELECT b.id {_FURTHER} AND b.id < $5))
    ORDER BY b.id FOR NO KEY UPDATE SKIP LOCKED
), higher AS MATERIALIZED (
    SELECT b.* FROM stock_balance b WHERE b.id = ANY(ARRAY(SELECT b.id {_FURTHER} AND b.id > $5))
    ORDER BY b.id FOR NO KEY UPDATE
), b AS (SELECT * FROM lower UNION ALL SELECT * FROM higher)
SELECT (SELECT coalesce(json_agg(json_build_array({_COLUMNS})), '[]')
        FROM b JOIN lot l ON l.id = b.lot_id)::text AS lots,
    (SELECT count(*) FROM lower) < (SELECT count(*) {_FURTHER} AND b.id < $5) AS contested"""
_ATTEMPTS = 12


async def lock_demand(
    connection: Connection, warehouse_id: UUID, demand: Sequence[tuple[UUID, int]], day: date
) -> tuple[list[LotStock], bool]:
    """Lock the lots that serve a demand (product, base units); with whether there are more usable lots."""
    row: Any = await connection.fetchrow(
        _LOCK_DEMAND, warehouse_id, [product for product, _ in demand], [quantity for _, quantity in demand], day
    )
    return parse_lots(row["lots"]), row["more_lots"]


async def lock_further(
    connection: Connection, warehouse_id: UUID, demand: Sequence[tuple[UUID, int]], held: Sequence[LotStock], day: date
) -> list[LotStock]:
    """The `held` lots and as many others as the demand needs, locked: somebody took from the held ones.

    Raises CONFLICT, to be tried again, if the others are being taken by somebody else all the time.
    """
    lots = list(held)
    products = list({product for product, _ in demand})
    for attempt in range(_ATTEMPTS):
        keys = [lot.balance_id for lot in lots]
        top = max(keys, default=UUID(int=0))
        row: Any = await connection.fetchrow(_LOCK_FURTHER, warehouse_id, products, keys, day, top)
        lots += parse_lots(row["lots"])
        if not row["contested"] or not allocate(demand, lots, day)[1]:
            return lots
        await asyncio.sleep(0.002 * (attempt + 1))
    raise DomainError(
        ErrorCode.CONFLICT, "Somebody else is taking the same stock at this moment. Try again in a moment."
    )


def parse_lots(stored: str) -> list[LotStock]:
    """The lots from what `lots_sql` or `LOCKED_LOTS` gave."""
    return [
        LotStock(
            QuickUUID(balance), QuickUUID(lot), QuickUUID(product), code, day_or_none(expires),
            date.fromisoformat(received), free, decimal_or_none(cost),
        )
        for balance, lot, product, code, expires, received, free, cost in orjson.loads(stored)
    ]  # fmt: skip


def parse_available(stored: str) -> dict[UUID, int]:
    """Base units by product from what `available_sql` gave; a product with nothing is not in it."""
    return {QuickUUID(product): free for product, free in orjson.loads(stored)}


__all__ = [
    "LEFT", "LOCKED_LOTS", "available_sql", "first_lots_sql", "lock_demand", "lock_further", "locking_ctes", "lots_sql",
    "parse_available", "parse_lots",
]  # fmt: skip
