INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, after, reason)
SELECT pg_temp.key('submit ' || id, submitted_at), submitted_at, submitted_by_id, 'order.submit', 'Order', id, number,
       jsonb_build_object('state', CASE WHEN hold_reasons = '{}' THEN 'SUBMITTED' ELSE 'HELD' END, 'total', total::text), ''
FROM sales_order ORDER BY submitted_at;
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, before, after, reason)
SELECT pg_temp.key('decide ' || id, decided_at), decided_at, decided_by_id, CASE state WHEN 'REJECTED' THEN 'order.reject' ELSE 'order.approve' END, 'Order', id, number,
       '{"state": "SUBMITTED"}', jsonb_build_object('state', CASE state WHEN 'REJECTED' THEN state ELSE 'APPROVED' END), decision_reason
FROM sales_order WHERE decided_at IS NOT NULL ORDER BY decided_at;
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, before, after, reason)
SELECT pg_temp.key('cancel ' || id, cancelled_at), cancelled_at, submitted_by_id, 'order.cancel', 'Order', id, number, '{"state": "SUBMITTED"}', '{"state": "CANCELLED"}', cancel_reason
FROM sales_order WHERE cancelled_at IS NOT NULL ORDER BY cancelled_at;
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, before, after)
SELECT pg_temp.key('confirm ' || id, picked_at), picked_at, picked_by_id, 'stock.confirm', 'StockDocument', id, number, '{"state": "PENDING"}', '{"state": "PICKED"}'
FROM stock_document WHERE kind = 'OUT' AND picked_at IS NOT NULL ORDER BY picked_at;
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, before, after)
SELECT pg_temp.key('ship ' || id, shipped_at), shipped_at, shipped_by_id, 'stock.ship', 'StockDocument', id, number, '{"state": "PICKED"}', '{"state": "SHIPPED"}'
FROM stock_document WHERE shipped_at IS NOT NULL ORDER BY shipped_at;
INSERT INTO audit_entry (id, at, actor_id, action, entity, entity_id, number, after)
SELECT pg_temp.key('record ' || id, created_at), created_at, recorded_by_id, 'receipt.record', 'Receipt', id, number, jsonb_build_object('amount', amount::text)
FROM receipt ORDER BY created_at;
