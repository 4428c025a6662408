-- Taking an order by hand, in one statement: everything that has to be written, with all values known beforehand.
-- $1 who, $2 order, $3 customer, $4 department, $5 warehouse, $6 business day, $7 parameters,
-- $8 goods, tax, rounding, total and cost;
-- per line: $9 product, $10 unit, $11 name and $12 factor of the unit, $13 quantity, $14 unit price, $15 source and
-- $16 trace of the price, $17 amount, $18 tax, $19 cost.
WITH ordered AS (
    INSERT INTO sales_order (id, number, state, customer_id, rep_id, department_id, warehouse_id, business_day,
        goods_amount, tax_amount, rounding, total, cost_amount, submitted_by_id, parameters_id)
    SELECT $2, document_number('SO', $6, 'order_number'), 'SUBMITTED', $3, $1, $4, $5, $6, ($8::numeric[])[1],
        ($8::numeric[])[2], ($8::numeric[])[3], ($8::numeric[])[4], ($8::numeric[])[5], $1, $7
    RETURNING id, number
), line AS (
    INSERT INTO order_line (order_id, number, product_id, unit_id, unit_name, unit_factor, quantity, base_quantity,
        unit_price, price_source, price_trace, amount, tax_amount, cost_amount)
    SELECT $2, l.number, l.product, l.unit, l.name, l.factor, l.quantity, l.factor * l.quantity, l.price, l.source,
        l.trace::jsonb, l.amount, l.tax, l.cost
    FROM unnest($9::uuid[], $10::uuid[], $11::text[], $12::bigint[], $13::bigint[], $14::numeric[], $15::text[],
        $16::text[], $17::numeric[], $18::numeric[], $19::numeric[]) WITH ORDINALITY
        AS l (product, unit, name, factor, quantity, price, source, trace, amount, tax, cost, number)
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $1, 'order.submit', 'Order', o.id, o.number, '{"state": "SUBMITTED"}' FROM ordered o
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($2, $1, 'submitOrder', '', jsonb_build_object('order_id', $2))
)
SELECT count(*) FROM ordered
