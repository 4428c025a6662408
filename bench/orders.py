"""Orders to decide on: stock and customers made ready, orders submitted through the product, values for the floor."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

LINES = 5

SUBMIT = """mutation Submit($input: SubmitOrderInput!) {
  submitOrder(input: $input) { order { id number state total version } userErrors { code message path } }
}"""
APPROVE = """mutation Approve($input: ApproveOrderInput!) {
  approveOrder(input: $input) {
    order { id number state version }
    stockDocuments { id number state }
    userErrors { code message path }
  }
}"""
SHIP = """mutation Ship($input: ShipStockDocumentInput!) {
  shipStockDocument(input: $input) {
    order { id number state version }
    stockDocuments { id number state }
    userErrors { code message path }
  }
}"""

WITHOUT_LIMITS = """
UPDATE customer c SET credit_limit = NULL
FROM customer_account a
WHERE a.customer_id = c.id AND c.status = 'ACTIVE' AND a.advance = 0 AND NOT EXISTS (
    SELECT FROM receivable r WHERE r.customer_id = c.id AND r.open_amount > 0 AND r.due_on < current_date + 1);
"""
_PREPARE = f"""{WITHOUT_LIMITS}
UPDATE stock_balance b SET on_hand = b.on_hand + 100000000 FROM lot l
WHERE l.id = b.lot_id AND b.on_hand > 0 AND (l.expires_on IS NULL OR l.expires_on > current_date + 1);
"""

CUSTOMERS = """
SELECT c.id FROM customer c JOIN customer_account a ON a.customer_id = c.id
WHERE c.status = 'ACTIVE' AND c.credit_limit IS NULL AND a.advance = 0 AND NOT EXISTS (
    SELECT FROM receivable r WHERE r.customer_id = c.id AND r.open_amount > 0 AND r.due_on < current_date + 1)
ORDER BY c.id
"""

HOUSE = "SELECT id FROM warehouse WHERE active AND kind = 'WAREHOUSE' ORDER BY code LIMIT 1"

PRODUCTS = """
SELECT p.id FROM product p
WHERE p.active AND p.stocked AND p.list_price IS NOT NULL AND EXISTS (
    SELECT FROM stock_balance b JOIN warehouse w ON w.id = b.warehouse_id
    WHERE b.product_id = p.id AND w.id = $1 AND b.on_hand > 100000)
ORDER BY p.id
"""

# Orders as the product has written them, to be written once more under other ids.
_SUBMISSIONS = """
SELECT o.submitted_by_id::text AS who, o.customer_id::text AS customer, o.department_id::text AS department,
    o.warehouse_id::text AS warehouse, o.business_day::text AS day, o.parameters_id::text AS parameters,
    ARRAY[o.goods_amount, o.tax_amount, o.rounding, o.total, o.cost_amount]::text[] AS sums,
    array_agg(l.product_id::text ORDER BY l.number) AS products, array_agg(l.unit_id::text ORDER BY l.number) AS units,
    array_agg(l.unit_name ORDER BY l.number) AS names, array_agg(l.unit_factor ORDER BY l.number) AS factors,
    array_agg(l.quantity ORDER BY l.number) AS quantities, array_agg(l.unit_price::text ORDER BY l.number) AS prices,
    array_agg(l.price_source ORDER BY l.number) AS sources, array_agg(l.price_trace::text ORDER BY l.number) AS traces,
    array_agg(l.amount::text ORDER BY l.number) AS amounts, array_agg(l.tax_amount::text ORDER BY l.number) AS taxes,
    array_agg(l.cost_amount::text ORDER BY l.number) AS costs
FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.id = ANY($1::uuid[]) GROUP BY o.id
"""

# The same orders as somebody asks for them, to be judged, priced and written by one statement.
_QUESTIONS = """
SELECT o.submitted_by_id::text AS who, o.customer_id::text AS customer, o.business_day::text AS day,
    o.parameters_id::text AS parameters, (s.content->>'prices_include_tax')::boolean AS included,
    s.content->>'rounding_unit' AS rounding_unit, (s.content->>'hold_on_overdue')::boolean AS hold_on_overdue,
    array_agg(l.product_id::text ORDER BY l.number) AS products, array_agg(l.quantity ORDER BY l.number) AS quantities
FROM sales_order o JOIN parameter_set s ON s.id = o.parameters_id JOIN order_line l ON l.order_id = o.id
WHERE o.id = ANY($1::uuid[]) GROUP BY o.id, s.id
"""

# The lot that expires first, as approval takes it; stock is ample, so one lot is enough for a line.
_APPROVALS = """
SELECT o.id, o.business_day::text AS day, array_agg(l.id ORDER BY v.balance) AS lines,
    array_agg(l.product_id ORDER BY v.balance) AS products, array_agg(v.lot ORDER BY v.balance) AS lots,
    array_agg(v.balance ORDER BY v.balance) AS balances, array_agg(l.base_quantity ORDER BY v.balance) AS quantities
FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN (
    SELECT DISTINCT ON (b.warehouse_id, b.product_id) b.warehouse_id, b.product_id, b.id AS balance, b.lot_id AS lot
    FROM stock_balance b JOIN lot n ON n.id = b.lot_id
    WHERE b.on_hand > b.reserved AND (n.expires_on IS NULL OR n.expires_on >= current_date)
    ORDER BY b.warehouse_id, b.product_id, n.expires_on NULLS LAST, n.received_on, n.id
) v ON v.warehouse_id = o.warehouse_id AND v.product_id = l.product_id
WHERE o.id = ANY($1::uuid[]) GROUP BY o.id
"""

_PICK = """
WITH d AS (
    UPDATE stock_document SET state = 'PICKED', picked_at = now(), picked_by_id = $2, version = version + 1
    WHERE order_id = ANY($1::uuid[]) AND state = 'PENDING' RETURNING id, order_id
), l AS (
    UPDATE stock_document_line l SET actual = l.planned FROM d WHERE l.document_id = d.id
)
UPDATE sales_order o SET state = 'PICKED', version = o.version + 1 FROM d WHERE o.id = d.order_id
"""

_SHIPMENTS = """
SELECT o.id, d.id AS document, o.business_day::text AS day, (o.business_day + c.credit_days)::text AS due,
    array_agg(l.order_line_id ORDER BY b.id) AS lines, array_agg(l.product_id ORDER BY b.id) AS products,
    array_agg(l.lot_id ORDER BY b.id) AS lots, array_agg(b.id ORDER BY b.id) AS balances,
    array_agg(l.actual ORDER BY b.id) AS quantities,
    array_agg(coalesce(n.unit_cost, p.cost_price)::text ORDER BY b.id) AS costs
FROM sales_order o JOIN stock_document d ON d.order_id = o.id AND d.state = 'PICKED'
JOIN customer c ON c.id = o.customer_id JOIN stock_document_line l ON l.document_id = d.id
JOIN product p ON p.id = l.product_id JOIN lot n ON n.id = l.lot_id
JOIN stock_balance b ON b.warehouse_id = d.warehouse_id AND b.lot_id = l.lot_id
WHERE o.id = ANY($1::uuid[]) GROUP BY o.id, d.id, c.credit_days
"""

# What a command left behind, without what differs from order to order.
_TRACES = """
SELECT json_build_object(
    'order', o.state, 'reserved', o.stock_reserved, 'version', o.version,
    'reservations', (SELECT count(*) FROM reservation r JOIN order_line l ON l.id = r.order_line_id
                     WHERE l.order_id = o.id AND r.quantity = l.base_quantity),
    'lots', (SELECT count(l.lot_id) FROM order_line l WHERE l.order_id = o.id),
    'shipped', (SELECT count(*) FROM order_line l WHERE l.order_id = o.id AND l.shipped_quantity = l.base_quantity),
    'documents', (SELECT json_agg(json_build_array(d.kind, d.state, d.customer_id = o.customer_id, d.version))
                  FROM stock_document d WHERE d.order_id = o.id),
    'planned', (SELECT count(*) FROM stock_document_line n JOIN order_line l ON l.id = n.order_line_id
                WHERE l.order_id = o.id AND n.planned = l.base_quantity AND n.lot_id = l.lot_id),
    'movements', (SELECT json_agg(DISTINCT json_build_array(m.kind, m.quantity = -l.base_quantity,
                      m.unit_cost IS NOT NULL)::text)
                  FROM stock_movement m JOIN order_line l ON l.id = m.order_line_id WHERE l.order_id = o.id),
    'receivables', (SELECT json_agg(json_build_array(r.state, r.amount = o.total, r.open_amount = o.total))
                    FROM receivable r WHERE r.order_id = o.id),
    'ledger', (SELECT json_agg(json_build_array(e.kind, e.debit, e.credit) ORDER BY e.credit) FROM ledger_entry e
               JOIN receivable r ON r.id = e.receivable_id WHERE r.order_id = o.id),
    'booked', (SELECT sum(e.amount) = o.total FROM ledger_entry e
               JOIN receivable r ON r.id = e.receivable_id WHERE r.order_id = o.id),
    'audit', (SELECT json_agg(a.action ORDER BY a.at) FROM audit_entry a WHERE a.action <> 'order.submit'
              AND a.entity_id IN (SELECT o.id UNION SELECT d.id FROM stock_document d WHERE d.order_id = o.id)),
    'operations', (SELECT count(*) FROM operation p
                   WHERE p.result->>'order_id' = o.id::text AND p.name <> 'submitOrder')
)::text FROM sales_order o WHERE o.id = $1
"""


_SUBMITTED = """
SELECT json_build_object('state', o.state, 'version', o.version, 'judged', o.parameters_id IS NOT NULL,
    'total', o.total = o.goods_amount + o.rounding OR o.total = o.goods_amount + o.tax_amount + o.rounding,
    'cost', o.cost_amount IS NOT NULL,
    'lines', (SELECT json_agg(json_build_array(l.number, l.base_quantity = l.quantity * l.unit_factor, l.amount > 0,
        l.cost_amount IS NOT NULL, l.price_trace ? 'source', l.unit_id IS NOT NULL) ORDER BY l.number)
        FROM order_line l WHERE l.order_id = o.id),
    'audit', (SELECT json_agg(a.action) FROM audit_entry a WHERE a.entity_id = o.id),
    'operation', (SELECT p.name FROM operation p WHERE p.id = o.id)
)::text FROM sales_order o WHERE o.id = $1
"""


# What an order comes to, and why; `trace` to the last candidate.
_AMOUNTS = """
SELECT json_build_array(o.goods_amount, o.tax_amount, o.rounding, o.total, o.cost_amount, o.state, o.rep_id,
    o.department_id, o.warehouse_id, o.hold_reasons, (
        SELECT json_agg(json_build_array(l.product_id, l.quantity, l.unit_price, l.price_source, l.price_trace,
            l.amount, l.tax_amount, l.cost_amount) ORDER BY l.number) FROM order_line l WHERE l.order_id = o.id)
)::text FROM sales_order o WHERE o.id = $1
"""


@dataclass(frozen=True, slots=True)
class Market:
    """Who may order and what is in stock."""

    customers: Sequence[uuid.UUID]
    products: Sequence[uuid.UUID]

    def inputs(self, count: int, chance: random.Random) -> list[dict[str, Any]]:
        """Inputs of submitOrder: each for a customer of its own as long as there are enough, five products."""
        customers = chance.sample(self.customers, len(self.customers))
        return [
            {
                "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "customerId": f"Customer:{customers[number % len(customers)]}",
                "lines": [
                    {"productId": f"Product:{product}", "quantity": chance.randint(1, 12)}
                    for product in chance.sample(self.products, LINES)
                ],
            }
            for number in range(count)
        ]


async def open_market(connection: asyncpg.Connection) -> Market:
    """Fill the shelves, lift credit limits, and say who may order what."""
    await connection.execute(_PREPARE)
    await connection.execute("VACUUM ANALYZE customer, stock_balance")
    house = await connection.fetchval(HOUSE)
    customers = await connection.fetch(CUSTOMERS)
    products = await connection.fetch(PRODUCTS, house)
    return Market([row["id"] for row in customers], [row["id"] for row in products])


async def submissions(connection: asyncpg.Connection, orders: Sequence[str]) -> list[list[Any]]:
    """Values for the floor's submit.sql, ready for JSON: each of these orders once more."""
    return _under_new_ids(await connection.fetch(_SUBMISSIONS, orders))


async def questions(connection: asyncpg.Connection, orders: Sequence[str]) -> list[list[Any]]:
    """Values for the floor's submit_asking.sql, ready for JSON: each of these orders asked for once more."""
    return _under_new_ids(await connection.fetch(_QUESTIONS, orders))


def _under_new_ids(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[who, str(uuid.uuid4()), *rest] for who, *rest in rows]


async def approvals(connection: asyncpg.Connection, actor: uuid.UUID, orders: Sequence[str]) -> list[list[Any]]:
    """Values for the floor's approve.sql, ready for JSON."""
    return [
        _plain([actor, row["id"], uuid.uuid4(), uuid.uuid4(), row["day"], row["lines"], row["products"], row["lots"],
                row["balances"], row["quantities"]])
        for row in await connection.fetch(_APPROVALS, orders)
    ]  # fmt: skip


async def decisions(connection: asyncpg.Connection, actor: uuid.UUID, orders: Sequence[str]) -> list[list[Any]]:
    """Values for the floor's approve_asking.sql, ready for JSON."""
    rows = await connection.fetch(
        "SELECT o.id::text, o.business_day::text, (s.content->>'hold_on_overdue')::boolean AS hold_on_overdue"
        " FROM sales_order o JOIN parameter_set s ON s.id = o.parameters_id WHERE o.id = ANY($1::uuid[])",
        orders,
    )
    return [[str(actor), key, str(uuid.uuid4()), str(uuid.uuid4()), day, hold] for key, day, hold in rows]


async def pick(connection: asyncpg.Connection, actor: uuid.UUID, orders: Sequence[str]) -> None:
    """Confirm the picks of approved orders as planned."""
    await connection.execute(_PICK, orders, actor)


async def shipments(connection: asyncpg.Connection, actor: uuid.UUID, orders: Sequence[str]) -> list[list[Any]]:
    """Values for the floor's ship.sql, ready for JSON."""
    return [
        _plain([actor, row["id"], uuid.uuid4(), row["document"], row["day"], uuid.uuid4(), row["due"], row["lines"],
                row["products"], row["lots"], row["balances"], row["quantities"], row["costs"]])
        for row in await connection.fetch(_SHIPMENTS, orders)
    ]  # fmt: skip


async def documents(connection: asyncpg.Connection, orders: Sequence[str]) -> list[str]:
    """Global ids of the orders' picked documents."""
    rows = await connection.fetch(
        "SELECT id FROM stock_document WHERE order_id = ANY($1::uuid[]) AND state = 'PICKED'", orders
    )
    return [f"StockDocument:{row['id']}" for row in rows]


async def traces(connection: asyncpg.Connection, order: str) -> Any:
    """What was written for an order, so that product and floor can be compared."""
    return orjson.loads(await connection.fetchval(_TRACES, order))


async def submitted(connection: asyncpg.Connection, order: str) -> Any:
    """What was written when an order was submitted, so that product and floor can be compared."""
    return orjson.loads(await connection.fetchval(_SUBMITTED, order))


async def amounts(connection: asyncpg.Connection, order: str) -> Any:
    """What an order came to, line by line, with the proof of each price."""
    return orjson.loads(await connection.fetchval(_AMOUNTS, order))


def request(document: str, data: dict[str, Any]) -> bytes:
    """The body of a mutation."""
    return orjson.dumps({"query": document, "variables": {"input": data}})


def _plain(values: list[Any]) -> list[Any]:
    return [
        [str(one) if isinstance(one, uuid.UUID) else one for one in value]
        if isinstance(value, list)
        else str(value)
        if isinstance(value, uuid.UUID)
        else value
        for value in values
    ]


__all__ = [
    "APPROVE", "LINES", "SHIP", "SUBMIT", "Market", "amounts", "approvals", "decisions", "documents", "open_market",
    "pick", "questions", "request", "shipments", "submissions", "submitted", "traces",
]  # fmt: skip
