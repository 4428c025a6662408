"""Orders: amounts from their lines, states from their documents."""

from __future__ import annotations

from erp_visit.doctor.check import Check

ORDERS = (
    Check(
        "line amount = unit price × quantity",
        "SELECT count(*) FROM order_line",
        """
SELECT o.number || ' line ' || l.number, format('amount %s, %s × %s is %s', amount, unit_price, quantity,
    round(unit_price * quantity, 2))
FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE amount <> round(unit_price * quantity, 2)""",
    ),
    Check(
        "order total = sum of lines + rounding",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('goods %s, tax %s, total %s; lines add up to %s, tax %s', goods_amount, o.tax_amount, total,
    coalesce(s.amount, 0), coalesce(s.tax, 0))
FROM sales_order o
LEFT JOIN (SELECT order_id, sum(amount) AS amount, sum(tax_amount) AS tax FROM order_line GROUP BY 1) s ON
    s.order_id = o.id
WHERE goods_amount <> coalesce(s.amount, 0) OR o.tax_amount <> coalesce(s.tax, 0)
    OR total - rounding NOT IN (goods_amount, goods_amount + o.tax_amount)""",
    ),
    Check(
        "order cost = sum of its lines' costs",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('cost %s; lines add up to %s', o.cost_amount, s.cost)
FROM sales_order o
LEFT JOIN (SELECT order_id, CASE WHEN count(*) = count(cost_amount) THEN sum(cost_amount) END AS cost
           FROM order_line GROUP BY 1) s ON s.order_id = o.id
WHERE o.cost_amount IS DISTINCT FROM s.cost""",
    ),
    Check(
        "order state fits its stock documents",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('%s, its documents: %s', o.state, coalesce(d.states, 'none'))
FROM sales_order o
LEFT JOIN (SELECT order_id, string_agg(state, ', ' ORDER BY state) AS states FROM stock_document
           WHERE kind = 'OUT' AND state IN ('PENDING', 'PICKED', 'SHIPPED') GROUP BY 1) d ON d.order_id = o.id
WHERE coalesce(d.states, '') <> CASE o.state WHEN 'APPROVED' THEN 'PENDING' WHEN 'PICKED' THEN 'PICKED'
        WHEN 'SHIPPED' THEN 'SHIPPED' WHEN 'CLOSED' THEN 'SHIPPED' ELSE '' END
    AND NOT (d.states IS NULL AND o.state IN ('SHIPPED', 'CLOSED') AND NOT EXISTS (
        SELECT FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = o.id AND p.stocked))""",
    ),
    Check(
        "shipped quantity = what moved",
        "SELECT count(*) FROM order_line WHERE shipped_quantity IS NOT NULL",
        """
SELECT o.number || ' line ' || l.number, format('%s, shipped %s, moved %s', o.state, l.shipped_quantity,
    coalesce(m.moved, 0))
FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
LEFT JOIN (SELECT m.order_line_id, -sum(m.quantity) AS moved FROM stock_movement m JOIN stock_document d ON d.id =
    m.document_id
           WHERE d.kind = 'OUT' AND m.order_line_id IS NOT NULL GROUP BY 1) m ON m.order_line_id = l.id
WHERE CASE WHEN o.state NOT IN ('SHIPPED', 'CLOSED') THEN coalesce(m.moved, 0) <> 0
      WHEN p.stocked THEN l.shipped_quantity IS DISTINCT FROM coalesce(m.moved, 0)
      ELSE coalesce(m.moved, 0) <> 0 OR l.shipped_quantity IS NULL END""",
    ),
    Check(
        "shipped orders are billed for what left",
        "SELECT count(*) FROM sales_order WHERE state IN ('SHIPPED', 'CLOSED')",
        """
SELECT o.number, format('%s: billed %s, shipped goods come to %s', o.state, coalesce(r.amount, 0), due)
FROM (
    SELECT order_id, CASE WHEN complete THEN total WHEN unit > 0 THEN floor(gross / unit) * unit ELSE gross END AS due
    FROM (
        SELECT o.id AS order_id, o.total, bool_and(coalesce(l.shipped_quantity, 0) = l.base_quantity) AS complete,
            max(coalesce((l.price_trace->>'roundingUnit')::numeric, 0)) AS unit,
            sum(CASE WHEN coalesce(l.shipped_quantity, 0) = l.base_quantity THEN l.amount
                ELSE round(l.unit_price * coalesce(l.shipped_quantity, 0) / l.unit_factor, 2) END)
            + CASE WHEN bool_and(coalesce((l.price_trace->>'taxIncluded')::boolean, true)) THEN 0
                ELSE sum(CASE WHEN l.amount = 0 THEN 0 WHEN coalesce(l.shipped_quantity, 0) = l.base_quantity THEN
                    l.tax_amount
                    ELSE round(l.tax_amount * round(l.unit_price * coalesce(l.shipped_quantity, 0) / l.unit_factor, 2)
                        / l.amount, 2) END) END AS gross
        FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.state IN ('SHIPPED', 'CLOSED') GROUP BY o.id
    ) s
) d
JOIN sales_order o ON o.id = d.order_id
LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM receivable WHERE state <> 'REVERSED' AND amount > 0 GROUP
    BY 1) r
    ON r.order_id = o.id
WHERE coalesce(r.amount, 0) <> due""",
    ),
    Check(
        "an order is closed when nothing of it is left to pay",
        "SELECT count(*) FROM sales_order WHERE state IN ('SHIPPED', 'CLOSED')",
        """
SELECT o.number, format('%s, still open: %s', o.state, coalesce(r.open, 0))
FROM sales_order o
LEFT JOIN (SELECT order_id, sum(open_amount) AS open FROM receivable WHERE state <> 'REVERSED' AND amount > 0
    GROUP BY 1) r
    ON r.order_id = o.id
WHERE o.state IN ('SHIPPED', 'CLOSED') AND (o.state = 'CLOSED') <> (coalesce(r.open, 0) = 0)""",
    ),
    Check(
        "only shipped orders are billed",
        "SELECT count(*) FROM receivable WHERE order_id IS NOT NULL",
        """
SELECT r.number, format('order %s is %s', o.number, o.state)
FROM receivable r JOIN sales_order o ON o.id = r.order_id
WHERE r.state <> 'REVERSED' AND r.amount > 0 AND o.state NOT IN ('SHIPPED', 'CLOSED')""",
    ),
    Check(
        "documents of one order name one customer",
        "SELECT (SELECT count(*) FROM stock_document WHERE order_id IS NOT NULL)"
        " + (SELECT count(*) FROM receivable WHERE order_id IS NOT NULL)",
        """
SELECT d.number, format('names another customer than order %s', o.number)
FROM (SELECT number, order_id, customer_id FROM stock_document UNION ALL SELECT number, order_id, customer_id FROM
    receivable) d
JOIN sales_order o ON o.id = d.order_id WHERE d.customer_id IS DISTINCT FROM o.customer_id""",
    ),
)

__all__ = ["ORDERS"]
