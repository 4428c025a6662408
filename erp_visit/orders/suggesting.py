"""What a customer should order next, product by product (VIS-4): read in one statement, reckoned by `suggest`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.errors import not_found
from erp_visit.customers.models import Customer
from erp_visit.orders.suggestion import Known, Suggestion, suggest
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql
from erp_visit.org.statements import business_day_sql, parameters_of, sees
from erp_visit.stock.lots import LEFT
from erp_visit.visits.models import Visit


@dataclass(frozen=True, slots=True)
class SuggestedLine:
    """A product with its suggestion, and the unit that the customer usually buys (none: the base unit)."""

    product_id: UUID
    product: str
    base_unit: str
    unit_id: UUID | None
    unit_name: str
    unit_factor: int
    available: int | None
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class OrderSuggestion:
    """What to order for a customer; `next_visit_on` is when the next visit is planned."""

    customer_id: UUID
    business_day: date
    next_visit_on: date | None
    buffer_days: int
    lines: tuple[SuggestedLine, ...]


@lru_cache(maxsize=256)
def _statement(profile: Profile) -> str:
    return f"""
WITH c AS (
    SELECT c.id, c.owner_id, c.department_id FROM customer c WHERE c.id = $3 AND {sees(Customer, profile, "c")}
), v AS (
    SELECT v.id, v.business_day FROM visit v
    WHERE v.id = $4::uuid AND v.customer_id = $3 AND {sees(Visit, profile, "v")}
), s AS MATERIALIZED (
    SELECT {settings_json_sql("(SELECT department_id FROM c)", "(SELECT owner_id FROM c)")} AS j
), d AS MATERIALIZED (
    SELECT coalesce((SELECT business_day FROM v), {business_day_sql("s.j")}) AS day,
        coalesce((s.j ->> 'suggestion_look_back_days')::int, $5::int) AS back FROM s
), w AS (
    SELECT w.id FROM warehouse w WHERE w.active AND w.kind = 'WAREHOUSE' ORDER BY w.code LIMIT 1
), line AS MATERIALIZED (
    SELECT n.product_id, o.business_day AS day, n.base_quantity, n.unit_id, o.submitted_at
    FROM sales_order o JOIN order_line n ON n.order_id = o.id, d
    WHERE o.customer_id = (SELECT id FROM c) AND o.state NOT IN ('REJECTED', 'CANCELLED') AND n.kind = 'SALE'
      AND o.business_day <= d.day AND o.business_day > d.day - d.back
      AND o.submitted_at > d.day - d.back - 2
), count AS MATERIALIZED (
    SELECT DISTINCT ON (n.product_id, b.business_day) n.product_id, b.business_day AS day, n.number_value::int AS number
    FROM visit b JOIN visit_action a ON a.visit_id = b.id JOIN form_version f ON f.id = a.form_version_id
        JOIN action_answer n ON n.action_id = a.id, d
    WHERE b.customer_id = (SELECT id FROM c) AND b.created_at > d.day - d.back - 90
      AND b.business_day <= d.day AND b.business_day > d.day - d.back
      AND n.product_id IS NOT NULL AND n.number_value IS NOT NULL AND EXISTS (
        SELECT FROM jsonb_path_query(f.definition, '$[*].columns[*] ? (@.role == "STOCK").key') k
        WHERE k #>> '{{}}' = n.field)
    ORDER BY n.product_id, b.business_day, a.submitted_at DESC, n.id DESC
), known AS (
    SELECT k.product_id,
        (SELECT json_object_agg(x.day, x.number) FROM (
            SELECT l.day, sum(l.base_quantity) AS number FROM line l WHERE l.product_id = k.product_id GROUP BY 1) x)
            AS bought,
        (SELECT json_object_agg(n.day, n.number) FROM count n WHERE n.product_id = k.product_id) AS counts,
        (SELECT l.unit_id FROM line l WHERE l.product_id = k.product_id
         GROUP BY 1 ORDER BY count(*) DESC, max(l.submitted_at) DESC LIMIT 1) AS unit_id
    FROM (SELECT product_id FROM line UNION SELECT product_id FROM count) k
)
SELECT (SELECT id FROM c) AS customer_id, (SELECT id FROM v) AS visit_id, s.j::text AS settings, d.day,
    (SELECT min(n.business_day) FROM visit n
     WHERE n.customer_id = (SELECT id FROM c) AND n.state = 'PLANNED' AND n.business_day > d.day) AS next_visit,
    (SELECT coalesce(json_agg(json_build_array(p.id, p.name, p.base_unit, u.id, u.name, u.factor, p.stocked,
        (SELECT sum(b.on_hand - b.reserved) FROM stock_balance b JOIN lot l ON l.id = b.lot_id
         WHERE b.warehouse_id = (SELECT id FROM w) AND b.product_id = p.id AND {LEFT}
           AND (l.expires_on IS NULL OR l.expires_on >= d.day)),
        k.bought, k.counts) ORDER BY p.name, p.id), '[]')::text
     FROM known k JOIN product p ON p.id = k.product_id AND p.active
         LEFT JOIN product_unit u ON u.id = k.unit_id AND u.active) AS products
FROM s, d
"""


async def suggest_order(actor: Actor, *, customer_id: UUID, visit_id: UUID | None = None) -> OrderSuggestion:
    """What the customer should order until the next planned visit, from the own purchases and counts of the shelf.

    `visit_id` sets the day. Empty if nothing is known. Raises FORBIDDEN, NOT_FOUND.
    """
    actor.require(Right.ORDER_SUBMIT, Right.CUSTOMER_VIEW)
    async with db.connection() as connection:
        row: Any = await connection.fetchrow(
            _statement(actor.profile), actor.id, list(actor.department_ids), customer_id, visit_id,
            parameters_of("{}").suggestion_look_back_days,
        )  # fmt: skip
    if row["customer_id"] is None:
        raise not_found("Customer", customer_id, "customerId")
    if visit_id is not None and row["visit_id"] is None:
        raise not_found("Visit", visit_id, "visitId")
    parameters = parameters_of(row["settings"])
    day, following = row["day"], row["next_visit"]
    until = None if following is None else (following - day).days
    lines = []
    for key, name, base_unit, unit_id, unit, factor, stocked, free, bought, counts in orjson.loads(row["products"]):
        available = int(free or 0) if stocked else None
        known = Known(_by_day(bought), _by_day(counts), factor or 1, available)
        found = suggest(known, day, until, parameters.suggestion_buffer_days)
        if found is not None:
            lines.append(
                SuggestedLine(
                    UUID(key), name, base_unit, UUID(unit_id) if unit_id else None, unit or base_unit, factor or 1,
                    available, found,
                )
            )  # fmt: skip
    lines.sort(key=lambda line: line.suggestion.quantity == 0)
    return OrderSuggestion(customer_id, day, following, parameters.suggestion_buffer_days, tuple(lines))


def _by_day(stored: Mapping[str, int] | None) -> dict[date, int]:
    return {date.fromisoformat(day): int(number) for day, number in sorted((stored or {}).items())}


__all__ = ["OrderSuggestion", "SuggestedLine", "suggest_order"]
