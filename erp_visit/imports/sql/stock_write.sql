INSERT INTO lot (product_id, code, produced_on, expires_on, received_on, unit_cost)
SELECT product_id, lot, min(produced_on), min(expires_on), min(day), max(unit_cost) FROM import_good GROUP BY 1, 2
ON CONFLICT (product_id, code) DO NOTHING;

CREATE TEMP TABLE stock_in ON COMMIT DROP AS
SELECT document, new_id() AS id, min(warehouse_id::text)::uuid AS warehouse_id, min(day) AS day FROM import_good GROUP BY document;
INSERT INTO stock_document (id, number, kind, state, warehouse_id, business_day, remark, picked_at, picked_by_id)
SELECT s.id, s.document, 'IN', 'RECEIVED', s.warehouse_id, s.day, left('导入 ' || run.filename, 500), now(), run.actor_id
FROM import_run run, stock_in s ORDER BY document;
INSERT INTO stock_document_line (document_id, number, product_id, lot_id, planned, actual)
SELECT s.id, row_number() OVER (PARTITION BY s.id ORDER BY g.row), g.product_id, l.id, g.quantity, g.quantity
FROM import_good g JOIN stock_in s USING (document) JOIN lot l ON l.product_id = g.product_id AND l.code = g.lot;
INSERT INTO stock_movement (at, business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id)
SELECT now(), s.day, 'RECEIPT', s.warehouse_id, g.product_id, l.id, g.quantity, coalesce(g.unit_cost, l.unit_cost), s.id
FROM import_good g JOIN stock_in s USING (document) JOIN lot l ON l.product_id = g.product_id AND l.code = g.lot ORDER BY g.row;
INSERT INTO stock_balance (warehouse_id, product_id, lot_id, on_hand)
SELECT s.warehouse_id, g.product_id, l.id, sum(g.quantity)
FROM import_good g JOIN stock_in s USING (document) JOIN lot l ON l.product_id = g.product_id AND l.code = g.lot
GROUP BY 1, 2, 3 ORDER BY 3
ON CONFLICT (warehouse_id, lot_id) DO UPDATE SET on_hand = stock_balance.on_hand + excluded.on_hand;
INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, reason)
SELECT run.actor_id, 'stock.import', 'StockDocument', s.id, s.document, '{"state": "RECEIVED"}', run.filename FROM import_run run, stock_in s;
INSERT INTO import_created SELECT 'StockDocument', count(*) FROM stock_in UNION ALL SELECT 'StockMovement', count(*) FROM import_good;
