-- Taking an order by hand, in one statement that finds out what it has to know: what submitOrder does, without GraphQL,
-- roles other than the sales manager's, visits, units other than the base unit and the words of refusals.
-- $1 who, $2 order, $3 customer, $4 business day, $5 parameters, $6 prices include tax, $7 rounding unit,
-- $8 overdue documents hold orders; per line: $9 product, $10 quantity.
WITH c AS MATERIALIZED (
    SELECT c.id, c.level, c.credit_limit, e.id AS rep, coalesce(e.department_id, c.department_id) AS department,
        a.receivable + a.unbilled - a.advance AS exposure,
        EXISTS (SELECT FROM receivable r WHERE r.customer_id = c.id AND r.open_amount > 0 AND r.due_on < $4) AS overdue
    FROM customer c JOIN customer_account a ON a.customer_id = c.id
    LEFT JOIN employee e ON e.id = c.owner_id AND e.status = 'ACTIVE'
    WHERE c.id = $3 AND c.status = 'ACTIVE' AND NOT EXISTS (SELECT FROM operation p WHERE p.id = $2)
), w AS MATERIALIZED (
    SELECT w.id FROM warehouse w WHERE w.active AND w.kind = 'WAREHOUSE' ORDER BY w.code LIMIT 1
), priced AS MATERIALIZED (
    SELECT v.number, p.id AS product, p.base_unit, v.quantity, best.source, best.price, best.trace,
        round(best.price * v.quantity, 2) AS amount, p.tax_rate, round(p.cost_price * v.quantity, 2) AS cost
    FROM c CROSS JOIN unnest($9::uuid[], $10::bigint[]) WITH ORDINALITY AS v (product, quantity, number)
    JOIN product p ON p.id = v.product AND p.active
    CROSS JOIN LATERAL (
        SELECT (array_agg(r.source ORDER BY r.rank, r.minimum DESC))[1] AS source,
            (array_agg(r.price ORDER BY r.rank, r.minimum DESC))[1] AS price,
            jsonb_agg(jsonb_build_object('source', r.source, 'ruleId', r.id, 'price', r.price::text, 'factor', 1,
                'minimumQuantity', r.minimum, 'unitPrice', r.price::text) ORDER BY r.rank, r.minimum DESC) AS trace
        FROM (
            SELECT r.id, CASE WHEN r.customer_id IS NOT NULL THEN 1 WHEN r.level IS NOT NULL THEN 2 ELSE 3 END AS rank,
                CASE WHEN r.customer_id IS NOT NULL THEN 'CUSTOMER' WHEN r.level IS NOT NULL THEN 'LEVEL'
                    ELSE 'GENERAL' END AS source, r.price, r.minimum_quantity AS minimum
            FROM price_rule r
            WHERE r.product_id = p.id AND r.unit_id IS NULL AND r.minimum_quantity <= v.quantity
              AND r.starts_on <= $4 AND (r.ends_on IS NULL OR r.ends_on >= $4)
              AND (r.customer_id = c.id OR r.customer_id IS NULL AND (r.level IS NULL OR r.level = c.level))
            UNION ALL SELECT NULL, 4, 'LIST', p.list_price, 1 WHERE p.list_price IS NOT NULL
        ) r
    ) best
    WHERE best.price >= coalesce(p.minimum_price, 0) AND v.quantity <= (
        SELECT sum(b.on_hand - b.reserved) FROM stock_balance b JOIN lot n ON n.id = b.lot_id
        WHERE b.warehouse_id = (SELECT w.id FROM w) AND b.product_id = p.id AND b.on_hand > 0 AND b.on_hand > b.reserved
          AND (n.expires_on IS NULL OR n.expires_on >= $4))
), taxed AS MATERIALIZED (
    SELECT p.*, round(CASE WHEN $6 THEN p.amount * p.tax_rate / (1 + p.tax_rate) ELSE p.amount * p.tax_rate END, 2) AS tax
    FROM priced p
), summed AS MATERIALIZED (
    SELECT sum(t.amount) AS goods, sum(t.tax) AS tax, sum(t.amount) + CASE WHEN $6 THEN 0 ELSE sum(t.tax) END AS gross,
        CASE WHEN bool_and(t.cost IS NOT NULL) THEN sum(t.cost) END AS cost, count(*) AS lines
    FROM taxed t
), total AS MATERIALIZED (
    SELECT s.*, CASE WHEN $7::numeric > 0 THEN trunc(s.gross / $7::numeric) * $7::numeric ELSE s.gross END AS total
    FROM summed s WHERE s.lines = cardinality($9::uuid[])
), ordered AS (
    INSERT INTO sales_order (id, number, state, customer_id, rep_id, department_id, warehouse_id, business_day,
        goods_amount, tax_amount, rounding, total, cost_amount, hold_reasons, submitted_by_id, parameters_id)
    SELECT $2, document_number('SO', $4, 'order_number'), CASE WHEN held.reasons = '{}' THEN 'SUBMITTED' ELSE 'HELD' END,
        c.id, coalesce(c.rep, $1), c.department, w.id, $4, t.goods, t.tax, t.total - t.gross, t.total, t.cost, held.reasons,
        $1, $5
    FROM c, w, total t, LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN c.exposure + t.total > c.credit_limit THEN 'CREDIT_EXCEEDED' END,
        CASE WHEN $8 AND c.overdue THEN 'OVERDUE' END], NULL) AS reasons) held
    RETURNING id, number, state, total
), line AS (
    INSERT INTO order_line (order_id, number, product_id, unit_name, unit_factor, quantity, base_quantity, unit_price,
        price_source, price_trace, amount, tax_amount, cost_amount)
    SELECT o.id, t.number, t.product, t.base_unit, 1, t.quantity, t.quantity, t.price, t.source,
        jsonb_build_object('version', 1, 'day', $4, 'unitId', NULL, 'factor', 1, 'quantity', t.quantity,
            'candidates', t.trace, 'source', t.source, 'ruleId', t.trace->0->'ruleId', 'unitPrice', t.price::text,
            'amount', t.amount::text, 'taxRate', t.tax_rate::text, 'taxIncluded', $6, 'tax', t.tax::text,
            'rounding', 'HALF_UP', 'roundingUnit', $7::numeric::text), t.amount, t.tax, t.cost
    FROM ordered o, taxed t
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $1, 'order.submit', 'Order', o.id, o.number,
        jsonb_build_object('state', o.state, 'total', o.total::text, 'lines', cardinality($9::uuid[]))
    FROM ordered o
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $2, $1, 'submitOrder', '', jsonb_build_object('order_id', $2) FROM ordered
)
SELECT count(*) FROM ordered
