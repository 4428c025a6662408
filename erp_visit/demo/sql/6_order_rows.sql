INSERT INTO sales_order (id, number, state, customer_id, visit_id, rep_id, department_id, warehouse_id, business_day, goods_amount,
                         tax_amount, total, cost_amount, hold_reasons, stock_reserved, submitted_at, submitted_by_id, decided_at,
                         decided_by_id, decision_reason, shipped_at, cancelled_at, cancel_reason)
SELECT o.id, 'SO' || to_char(o.day, 'YYYYMMDD') || '-' || lpad(o.n::text, 6, '0'), o.state, o.customer_id,
       CASE WHEN o.in_visit THEN pg_temp.key('visit', o.n, submitted_at - make_interval(secs => 240 + pg_temp.roll('before', o.n, 600))) END,
       rep.id, rep.department_id, pg_temp.key('warehouse', rep.warehouse, demo.opened), o.day, sums.amount, sums.tax_amount,
       sums.amount, sums.cost_amount,
       CASE WHEN o.state <> 'HELD' THEN '{}' WHEN o.late THEN ARRAY['OVERDUE'] ELSE ARRAY['CREDIT_EXCEEDED'] END,
       o.state IN ('APPROVED', 'PICKED'), o.submitted_at, rep.id,
       CASE WHEN o.state NOT IN ('SUBMITTED', 'HELD', 'CANCELLED') THEN o.decide_at END,
       CASE WHEN o.state NOT IN ('SUBMITTED', 'HELD', 'CANCELLED') THEN clerk.id END,
       CASE WHEN o.state = 'REJECTED' THEN (SELECT text FROM demo_word WHERE kind = 'reject' AND demo_word.n = o.fate % 3) ELSE '' END,
       CASE WHEN o.state = 'SHIPPED' THEN o.ship_at END, CASE WHEN o.state = 'CANCELLED' THEN o.decide_at END,
       CASE WHEN o.state = 'CANCELLED' THEN (SELECT text FROM demo_word WHERE kind = 'cancel' AND demo_word.n = o.fate % 3) ELSE '' END
FROM demo, demo_order o JOIN demo_rep rep ON rep.n = o.rep
JOIN (SELECT order_n, sum(amount) AS amount, sum(tax_amount) AS tax_amount, sum(cost_amount) AS cost_amount
      FROM demo_line GROUP BY order_n) sums ON sums.order_n = o.n,
     LATERAL (SELECT id FROM employee WHERE username = 'clerk') clerk
ORDER BY o.n;

INSERT INTO order_line (id, order_id, number, product_id, unit_id, unit_name, unit_factor, quantity, base_quantity, shipped_quantity,
                        unit_price, price_source, price_trace, amount, tax_amount, cost_amount, lot_id)
SELECT l.id, o.id, l.number, l.product_id, l.unit_id, l.unit_name, l.factor, l.quantity, l.base_quantity,
       l.shipped, l.unit_price, l.source,
       -- The proof of the price, as catalog/pricing.py writes it: all candidates, best first, and what was chosen.
       jsonb_build_object(
           'version', 1, 'day', o.day, 'unitId', l.unit_id, 'factor', l.factor, 'quantity', l.quantity,
           'candidates', (
               SELECT jsonb_agg(jsonb_build_object(
                   'source', c.source, 'ruleId', c.rule, 'price', c.price::numeric(14, 4)::text, 'factor', l.factor,
                   'minimumQuantity', c.minimum, 'unitPrice', (c.price * l.factor)::numeric(14, 4)::text) ORDER BY c.place)
               FROM (VALUES
                   (1, 'CUSTOMER', l.own_rule, l.own_price, 1), (2, 'LEVEL', l.level_rule, l.level_price, 1),
                   (3, 'GENERAL', l.general_rule, l.general_price, 3 * l.in_case), (4, 'LIST', NULL, l.list, 1)
               ) AS c (place, source, rule, price, minimum)
               WHERE c.rule IS NOT NULL OR c.source = 'LIST'),
           'source', l.source, 'ruleId', coalesce(l.own_rule, l.level_rule, l.general_rule),
           'unitPrice', l.unit_price::numeric(14, 4)::text, 'amount', l.amount::text, 'taxRate', l.tax::text, 'taxIncluded', true,
           'tax', l.tax_amount::text, 'rounding', 'HALF_UP', 'roundingUnit', '0'),
       l.amount, l.tax_amount, l.cost_amount, lot.id
FROM demo_line l JOIN demo_order o ON o.n = l.order_n LEFT JOIN demo_lot lot ON lot.product = l.product AND lot.k = l.lot
ORDER BY l.n;

SELECT setval('order_number', (SELECT greatest(orders, 1) FROM demo));
