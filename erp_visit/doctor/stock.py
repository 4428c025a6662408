"""Stock: balances and reservations from movements, documents from their lines."""

from __future__ import annotations

from erp_visit.doctor.check import Check

STOCK = (
    Check(
        "stock on hand = sum of movements",
        "SELECT count(*) FROM stock_balance",
        """
SELECT w.code || ' ' || p.sku || ' ' || l.code, format('on hand %s, movements add up to %s', on_hand, moved)
FROM (SELECT warehouse_id, lot_id, sum(on_hand) AS on_hand, sum(moved) AS moved FROM (
        SELECT warehouse_id, lot_id, on_hand, 0 AS moved FROM stock_balance
        UNION ALL SELECT warehouse_id, lot_id, 0, quantity FROM stock_movement) u
    GROUP BY 1, 2 HAVING sum(on_hand) <> sum(moved)) d
JOIN warehouse w ON w.id = d.warehouse_id JOIN lot l ON l.id = d.lot_id JOIN product p ON p.id = l.product_id""",
    ),
    Check(
        "stock reserved = sum of reservations",
        "SELECT count(*) FROM reservation",
        """
SELECT w.code || ' ' || p.sku || ' ' || l.code, format('reserved %s, reservations add up to %s', reserved, promised)
FROM (SELECT warehouse_id, lot_id, sum(reserved) AS reserved, sum(promised) AS promised FROM (
        SELECT warehouse_id, lot_id, reserved, 0 AS promised FROM stock_balance WHERE reserved <> 0
        UNION ALL SELECT warehouse_id, lot_id, 0, quantity FROM reservation) u
    GROUP BY 1, 2 HAVING sum(reserved) <> sum(promised)) d
JOIN warehouse w ON w.id = d.warehouse_id JOIN lot l ON l.id = d.lot_id JOIN product p ON p.id = l.product_id""",
    ),
    Check(
        "lots belong to the product they are booked under",
        "SELECT (SELECT count(*) FROM stock_movement) + (SELECT count(*) FROM stock_balance)",
        """
SELECT 'lot ' || l.code, format('%s names another product than its lot', x.what)
FROM (SELECT 'a movement' AS what, lot_id, product_id FROM stock_movement
      UNION ALL SELECT 'a balance', lot_id, product_id FROM stock_balance
      UNION ALL SELECT 'a document line', lot_id, product_id FROM stock_document_line) x
JOIN lot l ON l.id = x.lot_id WHERE l.product_id <> x.product_id""",
    ),
    Check(
        "movements are in the warehouse of their document",
        "SELECT count(*) FROM stock_movement",
        """
SELECT DISTINCT d.number, format('%s moved in another warehouse', m.kind)
FROM stock_movement m JOIN stock_document d ON d.id = m.document_id WHERE m.warehouse_id <> d.warehouse_id""",
    ),
    Check(
        "stock documents moved what their lines say",
        "SELECT count(*) FROM stock_document_line",
        """
SELECT d.number, format('%s: movements of a lot add up to %s, its lines ask for %s', d.state, moved, wanted)
FROM (SELECT document_id, sum(moved) AS moved, sum(wanted) AS wanted FROM (
        SELECT document_id, lot_id, order_line_id, quantity AS moved, 0 AS wanted FROM stock_movement
        UNION ALL
        SELECT l.document_id, l.lot_id, l.order_line_id, 0,
            CASE d.state WHEN 'SHIPPED' THEN -coalesce(actual, 0) WHEN 'RECEIVED' THEN coalesce(actual, 0) ELSE 0 END
        FROM stock_document_line l JOIN stock_document d ON d.id = l.document_id) u
    GROUP BY document_id, lot_id, order_line_id HAVING sum(moved) <> sum(wanted)) x
JOIN stock_document d ON d.id = x.document_id""",
    ),
    Check(
        "reversed movements mirror their origin",
        "SELECT count(*) FROM stock_movement WHERE reverses_id IS NOT NULL",
        """
SELECT d.number, 'a reversal differs from the movement that it takes back'
FROM stock_movement r JOIN stock_movement m ON m.id = r.reverses_id JOIN stock_document d ON d.id = r.document_id
WHERE (r.warehouse_id, r.lot_id, r.quantity) IS DISTINCT FROM (m.warehouse_id, m.lot_id, -m.quantity)""",
    ),
    Check(
        "reservations belong to orders that wait for their goods",
        "SELECT count(*) FROM sales_order WHERE state IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED')",
        """
SELECT o.number, format('%s, reserved: %s, reservations: %s', o.state, o.stock_reserved, coalesce(r.quantity, 0))
FROM sales_order o
LEFT JOIN (SELECT l.order_id, sum(r.quantity) AS quantity FROM reservation r JOIN order_line l ON l.id =
    r.order_line_id
           GROUP BY 1) r ON r.order_id = o.id
WHERE (r.order_id IS NOT NULL) <> o.stock_reserved
    OR o.stock_reserved AND o.state NOT IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED')""",
    ),
    Check(
        "approved orders reserve what their document plans",
        "SELECT count(*) FROM stock_document WHERE state IN ('PENDING', 'PICKED')",
        """
SELECT d.number, format('reserved %s, planned or picked %s', reserved, planned)
FROM (SELECT document_id, sum(reserved) AS reserved, sum(planned) AS planned FROM (
        SELECT l.document_id, l.order_line_id, l.lot_id, coalesce(l.actual, l.planned) AS planned, 0 AS reserved
        FROM stock_document_line l JOIN stock_document d ON d.id = l.document_id
        WHERE d.kind = 'OUT' AND d.state IN ('PENDING', 'PICKED')
        UNION ALL
        SELECT d.id, r.order_line_id, r.lot_id, 0, r.quantity
        FROM reservation r JOIN order_line l ON l.id = r.order_line_id JOIN stock_document d ON d.order_id =
            l.order_id
        WHERE d.kind = 'OUT' AND d.state IN ('PENDING', 'PICKED')) u
    GROUP BY document_id, order_line_id, lot_id HAVING sum(reserved) <> sum(planned)) x
JOIN stock_document d ON d.id = x.document_id""",
    ),
)

__all__ = ["STOCK"]
