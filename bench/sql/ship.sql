-- Shipping by hand, in one statement: everything that has to be written, with all values known beforehand.
-- $1 who, $2 order, $3 operation id, $4 stock document, $5 business day, $6 id of the receivable, $7 due date;
-- per line: $8 order line, $9 product, $10 lot, $11 balance, $12 base units, $13 unit cost, in order of the
-- balances' ids.
WITH pick AS MATERIALIZED (
    SELECT * FROM unnest($8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[], $13::numeric[])
        AS pick (line, product, lot, balance, quantity, cost)
), held AS MATERIALIZED (
    SELECT b.id FROM stock_balance b WHERE b.id = ANY($11) ORDER BY b.id FOR NO KEY UPDATE
), ordered AS (
    UPDATE sales_order SET state = 'SHIPPED', shipped_at = now(), stock_reserved = false, version = version + 1
    WHERE id = $2 AND state = 'PICKED'
    RETURNING id, customer_id, total, tax_amount
), document AS (
    UPDATE stock_document SET state = 'SHIPPED', shipped_at = now(), shipped_by_id = $1, version = version + 1
    WHERE id = $4 RETURNING id, number, warehouse_id
), account AS (
    UPDATE customer_account a SET unbilled = a.unbilled - o.total, receivable = a.receivable + o.total
    FROM ordered o WHERE a.customer_id = o.customer_id
), balance AS (
    UPDATE stock_balance b SET on_hand = b.on_hand - p.quantity, reserved = b.reserved - p.quantity
    FROM pick p JOIN held h ON h.id = p.balance WHERE b.id = h.id
), reserved AS (
    DELETE FROM reservation WHERE order_line_id = ANY($8)
), movement AS (
    INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, unit_cost,
        document_id, order_line_id)
    SELECT $5, 'SALE', d.warehouse_id, p.product, p.lot, -p.quantity, p.cost, d.id, p.line FROM pick p, document d
), line AS (
    UPDATE order_line l SET shipped_quantity = p.quantity FROM pick p WHERE l.id = p.line
), receivable AS (
    INSERT INTO receivable (id, number, customer_id, order_id, stock_document_id, state, amount, open_amount,
        business_day, due_on)
    SELECT $6, document_number('AR', $5, 'receivable_number'), o.customer_id, o.id, $4, 'OPEN', o.total, o.total, $5, $7
    FROM ordered o
), ledger AS (
    INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
    SELECT $5, 'SALE', 'RECEIVABLE', v.credit, v.amount, o.customer_id, $6, $1
    FROM ordered o CROSS JOIN LATERAL (
        VALUES ('REVENUE', o.total - o.tax_amount), ('OUTPUT_TAX', o.tax_amount)) AS v (credit, amount)
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'stock.ship', 'StockDocument', d.id, d.number, '{"state": "PICKED"}', '{"state": "SHIPPED"}'
    FROM document d
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($3, $1, 'shipStockDocument', '',
        jsonb_build_object('order_id', $2, 'stock_document_ids', ARRAY[$4], 'receivable_ids', ARRAY[$6]))
)
SELECT count(*) FROM ordered
