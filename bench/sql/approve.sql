-- Approval by hand, in one statement: everything that has to be written, with all values known beforehand.
-- $1 who, $2 order, $3 operation id, $4 id of the stock document, $5 business day;
-- per line: $6 order line, $7 product, $8 lot, $9 balance, $10 base units, in order of the balances' ids.
WITH pick AS MATERIALIZED (
    SELECT * FROM unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[]) WITH ORDINALITY
        AS pick (line, product, lot, balance, quantity, number)
), held AS MATERIALIZED (
    SELECT b.id FROM stock_balance b WHERE b.id = ANY($9) ORDER BY b.id FOR NO KEY UPDATE
), ordered AS (
    UPDATE sales_order SET state = 'APPROVED', stock_reserved = true, decided_at = now(), decided_by_id = $1,
        version = version + 1
    WHERE id = $2 AND state IN ('SUBMITTED', 'HELD')
    RETURNING id, number, customer_id, warehouse_id, total
), account AS (
    UPDATE customer_account a SET unbilled = a.unbilled + o.total FROM ordered o WHERE a.customer_id = o.customer_id
), balance AS (
    UPDATE stock_balance b SET reserved = b.reserved + p.quantity FROM pick p JOIN held h ON h.id = p.balance WHERE b.id = h.id
), reserved AS (
    INSERT INTO reservation (order_line_id, warehouse_id, lot_id, quantity)
    SELECT p.line, o.warehouse_id, p.lot, p.quantity FROM pick p, ordered o
), line AS (
    UPDATE order_line l SET lot_id = p.lot FROM pick p WHERE l.id = p.line
), document AS (
    INSERT INTO stock_document (id, number, kind, state, warehouse_id, customer_id, order_id, business_day)
    SELECT $4, document_number('OUT', $5, 'stock_document_number'), 'OUT', 'PENDING', o.warehouse_id, o.customer_id,
        o.id, $5 FROM ordered o
), document_line AS (
    INSERT INTO stock_document_line (document_id, order_line_id, number, product_id, lot_id, planned)
    SELECT $4, p.line, p.number, p.product, p.lot, p.quantity FROM pick p
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'order.approve', 'Order', o.id, o.number, '{"state": "SUBMITTED"}', '{"state": "APPROVED"}'
    FROM ordered o
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($3, $1, 'approveOrder', '', jsonb_build_object('order_id', $2, 'stock_document_ids', ARRAY[$4]))
)
SELECT count(*) FROM ordered
