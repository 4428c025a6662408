INSERT INTO stock_document (id, number, kind, state, warehouse_id, business_day, remark, created_at, picked_at, picked_by_id)
SELECT o.id, document_number('IN', pg_temp.business_day(o.at), 'stock_document_number'), 'IN', 'RECEIVED', run.warehouse_id,
       pg_temp.business_day(o.at), left('期初库存:接收销售历史所需 ' || run.filename, 500), o.at, o.at, run.actor_id
FROM import_run run, sale_opening o;
INSERT INTO stock_document_line (document_id, number, product_id, lot_id, planned, actual)
SELECT o.id, row_number() OVER (ORDER BY p.sku), n.product_id, n.lot_id, n.quantity, n.quantity
FROM sale_opening o, sale_need n JOIN product p ON p.id = n.product_id;
INSERT INTO stock_movement (at, business_day, kind, warehouse_id, product_id, lot_id, quantity, document_id)
SELECT o.at, pg_temp.business_day(o.at), 'RECEIPT', run.warehouse_id, n.product_id, n.lot_id, n.quantity, o.id
FROM import_run run, sale_opening o, sale_need n;

-- Sales: orders that have left, with what they moved.
INSERT INTO sales_order (id, number, state, customer_id, rep_id, department_id, warehouse_id, business_day, goods_amount, tax_amount, total,
                         cost_amount, submitted_at, submitted_by_id, decided_at, decided_by_id, shipped_at, remark)
SELECT order_id, number, 'SHIPPED', customer_id, rep_id, s.department_id, s.warehouse_id, day, amount, tax, amount, round(cost, 2), at,
       s.actor_id, at, s.actor_id, at, left('导入 ' || run.filename, 500)
FROM import_run run, sale_sum s WHERE NOT returned ORDER BY at, number;
INSERT INTO order_line (id, order_id, number, product_id, unit_id, unit_name, unit_factor, quantity, base_quantity, shipped_quantity,
                        unit_price, price_source, price_trace, amount, tax_amount, cost_amount, lot_id)
SELECT l.id, l.order_id, place, product_id, unit_id, unit_name, factor, quantity, base_quantity, base_quantity, price, 'MANUAL',
       jsonb_build_object('version', 1, 'day', pg_temp.business_day(at), 'unitId', unit_id, 'factor', factor, 'quantity', quantity,
           'candidates', '[]'::jsonb, 'source', 'MANUAL', 'ruleId', NULL, 'unitPrice', price::text, 'amount', amount::text,
           'taxRate', tax_rate::text, 'taxIncluded', true, 'tax', tax::text, 'rounding', 'HALF_UP', 'roundingUnit', '0'),
       amount, tax, round(cost_price * base_quantity, 2), lot_id
FROM sale_line l WHERE NOT returned ORDER BY at, l.number, place;

INSERT INTO stock_document (id, number, kind, state, warehouse_id, customer_id, order_id, business_day, remark, created_at, picked_at,
                            picked_by_id, shipped_at, shipped_by_id)
SELECT stock_id, number, CASE WHEN returned THEN 'IN' ELSE 'OUT' END, CASE WHEN returned THEN 'RECEIVED' ELSE 'SHIPPED' END, warehouse_id,
       customer_id, CASE WHEN NOT returned THEN order_id END, day, CASE WHEN returned THEN '退货' ELSE '' END, at, at, actor_id,
       CASE WHEN NOT returned THEN at END, CASE WHEN NOT returned THEN actor_id END
FROM sale_sum WHERE goods ORDER BY at, number;
-- The opening document was alone when its lines were checked (see _AS_TABLES_ARE_NOW).
DISCARD PLANS;
INSERT INTO stock_document_line (document_id, order_line_id, number, product_id, lot_id, planned, actual)
SELECT stock_id, CASE WHEN NOT returned THEN id END, place, product_id, lot_id, base_quantity, base_quantity
FROM sale_line WHERE stocked ORDER BY at, number, place;
INSERT INTO stock_movement (at, business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost, document_id, order_line_id)
SELECT at, pg_temp.business_day(at), CASE WHEN returned THEN 'RETURN' ELSE 'SALE' END, run.warehouse_id, product_id, lot_id,
       CASE WHEN returned THEN base_quantity ELSE -base_quantity END, cost_price, stock_id, CASE WHEN NOT returned THEN id END
FROM import_run run, sale_line WHERE stocked ORDER BY at, number, place;

INSERT INTO stock_balance (warehouse_id, product_id, lot_id, on_hand)
SELECT run.warehouse_id, product_id, lot_id, sum(quantity)
FROM import_run run, (
    SELECT product_id, lot_id, CASE WHEN returned THEN base_quantity ELSE -base_quantity END AS quantity FROM sale_line WHERE stocked
    UNION ALL SELECT product_id, lot_id, quantity FROM sale_need) f
GROUP BY 1, 2, 3 HAVING NOT EXISTS (
    SELECT FROM stock_balance b WHERE b.warehouse_id = (SELECT warehouse_id FROM import_run) AND b.lot_id = f.lot_id);
ANALYZE stock_movement, stock_balance;
UPDATE stock_balance b SET on_hand = m.level
FROM import_run run, (SELECT warehouse_id, lot_id, sum(quantity) AS level FROM stock_movement
                      WHERE lot_id IN (SELECT lot_id FROM sale_line) GROUP BY 1, 2) m
WHERE b.warehouse_id = run.warehouse_id AND m.warehouse_id = b.warehouse_id AND m.lot_id = b.lot_id AND b.on_hand <> m.level;
