"""Lots that were sold out long ago: whoever takes stock does not look at them."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import orjson
import pytest

from erp_visit.stock.lots import available_sql, first_lots_sql, lots_sql
from tests import factories

SOLD_OUT = 3000
OLD = """
WITH l AS (
    INSERT INTO lot (product_id, code, received_on)
    SELECT $1, 'OLD' || n, $3 FROM generate_series(1, $4::int) n RETURNING id
)
INSERT INTO stock_balance (warehouse_id, product_id, lot_id) SELECT $2, $1, l.id FROM l
"""


@pytest.mark.parametrize(
    "look",
    [
        available_sql("$1::uuid", "ARRAY[$2::uuid]", "$3::date"),
        first_lots_sql("$1::uuid", "SELECT $2::uuid", "$3::date"),
        lots_sql("$1::uuid", "ARRAY[$2::uuid]") + "::text || $3::date::text",
    ],
    ids=["available", "first lots", "all lots"],
)
async def test_stock_is_looked_up_among_what_is_left(db: ModuleType, look: str) -> None:
    world = await factories.world(products=1, on_hand=7)
    product = world.products[0].id
    day = factories.today()
    async with db.connection() as connection:
        await connection.execute(OLD, product, world.warehouse, day - timedelta(days=100), SOLD_OUT)
        await connection.execute("VACUUM ANALYZE stock_balance, lot")
        (answer,) = orjson.loads(
            await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT {look}", world.warehouse, product, day)
        )
    assert rows_of("stock_balance", answer["Plan"]) == len(world.lots[product])


def rows_of(table: str, plan: dict[str, Any]) -> int:
    """Rows of a table that a plan has looked at."""
    own = 0
    if plan.get("Relation Name") == table:
        own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return int(own) + sum(rows_of(table, inner) for inner in plan.get("Plans", ()))
