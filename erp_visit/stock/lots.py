"""Look-ups of lots and balances that commands put into their own statement, and what comes out of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import orjson

from erp_visit.stock.allocation import LotStock

_COLUMNS = (
    "b.id, b.lot_id, b.product_id, l.code, l.expires_on, l.received_on, b.on_hand - b.reserved, l.unit_cost::text"
)


def lots_sql(warehouse: str, products: str) -> str:
    """A scalar subselect: JSON of all lots of the products (uuid[]) of which something is free; for `parse_lots`."""
    return f"""(
    SELECT coalesce(json_agg(json_build_array({_COLUMNS})), '[]')
    FROM stock_balance b JOIN lot l ON l.id = b.lot_id
    WHERE b.warehouse_id = {warehouse} AND b.product_id = ANY({products}) AND b.on_hand > b.reserved)"""


def locked_balances_sql(warehouse: str, products: str) -> str:
    """A CTE body: the balances of the products of which something is free, locked in order of id.

    Rows that were waited for come with their newest numbers, so that what is free can be judged from them.
    """
    return f"""
    SELECT b.id, b.lot_id, b.product_id, b.on_hand, b.reserved FROM stock_balance b
    WHERE b.warehouse_id = {warehouse} AND b.product_id = ANY({products}) AND b.on_hand > b.reserved
    ORDER BY b.id FOR NO KEY UPDATE"""


def lots_of_sql(balances: str) -> str:
    """A scalar subselect: JSON of the lots of the balances in a CTE; for `parse_lots`."""
    return f"""(
    SELECT coalesce(json_agg(json_build_array({_COLUMNS})), '[]') FROM {balances} b JOIN lot l ON l.id = b.lot_id)"""


def parse_lots(stored: str) -> list[LotStock]:
    """The lots from what `lots_sql` or `lots_of_sql` gave."""
    return [
        LotStock(
            balance_id=UUID(balance),
            lot_id=UUID(lot),
            product_id=UUID(product),
            code=code,
            expires_on=date.fromisoformat(expires) if expires else None,
            received_on=date.fromisoformat(received),
            free=free,
            unit_cost=Decimal(cost) if cost else None,
        )
        for balance, lot, product, code, expires, received, free, cost in orjson.loads(stored)
    ]


__all__ = ["locked_balances_sql", "lots_of_sql", "lots_sql", "parse_lots"]
