-- Approval by hand, in one statement that finds out what it has to know: credit, overdue documents, the lots that expire
-- first and whether they hold enough; without GraphQL, rights, versions, previews and the words of refusals.
-- $1 who, $2 order, $3 operation id, $4 id of the stock document, $5 business day, $6 overdue documents hold orders.
WITH account AS MATERIALIZED (
    SELECT a.id, a.customer_id, a.receivable, a.unbilled, a.advance FROM customer_account a
    WHERE a.customer_id = (SELECT z.customer_id FROM sales_order z WHERE z.id = $2) FOR NO KEY UPDATE
), judged AS MATERIALIZED (
    SELECT o.id, o.warehouse_id, o.total FROM account a JOIN sales_order o ON o.customer_id = a.customer_id
    JOIN customer c ON c.id = a.customer_id
    WHERE o.id = $2 AND o.state IN ('SUBMITTED', 'HELD') AND NOT EXISTS (SELECT FROM operation p WHERE p.id = $3)
      AND (a.advance >= a.unbilled + o.total
           OR (c.credit_limit IS NULL OR a.receivable + a.unbilled + o.total - a.advance <= c.credit_limit)
           AND NOT ($6 AND EXISTS (SELECT FROM receivable r
                                   WHERE r.customer_id = a.customer_id AND r.open_amount > 0 AND r.due_on < $5)))
    FOR NO KEY UPDATE OF o
), ranked AS MATERIALIZED (
    SELECT l.id AS line, l.number, l.product_id, l.base_quantity, b.id AS balance, b.lot_id, coalesce(
        sum(b.on_hand - b.reserved) OVER (PARTITION BY l.id ORDER BY n.expires_on NULLS LAST, n.received_on, n.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS served
    FROM judged j JOIN order_line l ON l.order_id = j.id
    CROSS JOIN LATERAL (SELECT z.* FROM stock_balance z WHERE z.warehouse_id = j.warehouse_id
        AND z.product_id = l.product_id AND z.on_hand > 0 AND z.on_hand > z.reserved) b
    CROSS JOIN LATERAL (SELECT z.* FROM lot z WHERE z.id = b.lot_id OFFSET 0) n
    WHERE n.expires_on IS NULL OR n.expires_on >= $5
), held AS MATERIALIZED (
    SELECT b.id, b.on_hand - b.reserved AS free FROM stock_balance b
    WHERE b.id = ANY(ARRAY(SELECT r.balance FROM ranked r WHERE r.served < r.base_quantity))
    ORDER BY b.id FOR NO KEY UPDATE
), pick AS MATERIALIZED (
    SELECT r.line, r.product_id AS product, r.lot_id AS lot, r.balance,
        least(r.base_quantity - r.served, h.free)::bigint AS quantity, row_number() OVER (ORDER BY r.number) AS number
    FROM ranked r JOIN held h ON h.id = r.balance WHERE r.served < r.base_quantity
), ordered AS (
    UPDATE sales_order o SET state = 'APPROVED', stock_reserved = true, decided_at = now(), decided_by_id = $1,
        version = version + 1
    FROM judged j WHERE o.id = j.id
        AND (SELECT sum(p.quantity) FROM pick p) = (SELECT sum(l.base_quantity) FROM order_line l WHERE l.order_id = $2)
    RETURNING o.id, o.number, o.customer_id, o.warehouse_id, o.total
), booked AS (
    UPDATE customer_account a SET unbilled = a.unbilled + o.total FROM ordered o WHERE a.customer_id = o.customer_id
), balance AS (
    UPDATE stock_balance b SET reserved = b.reserved + p.quantity FROM pick p, ordered o WHERE b.id = p.balance
), reserved AS (
    INSERT INTO reservation (order_line_id, warehouse_id, lot_id, quantity)
    SELECT p.line, o.warehouse_id, p.lot, p.quantity FROM pick p, ordered o
), line AS (
    UPDATE order_line l SET lot_id = p.lot FROM pick p, ordered o WHERE l.id = p.line
), document AS (
    INSERT INTO stock_document (id, number, kind, state, warehouse_id, customer_id, order_id, business_day)
    SELECT $4, document_number('OUT', $5, 'stock_document_number'), 'OUT', 'PENDING', o.warehouse_id, o.customer_id,
        o.id, $5 FROM ordered o
), document_line AS (
    INSERT INTO stock_document_line (document_id, order_line_id, number, product_id, lot_id, planned)
    SELECT $4, p.line, p.number, p.product, p.lot, p.quantity FROM pick p, ordered o
), audit AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, before, after)
    SELECT $1, 'order.approve', 'Order', o.id, o.number, '{"state": "SUBMITTED"}', '{"state": "APPROVED"}'
    FROM ordered o
), operation AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    SELECT $3, $1, 'approveOrder', '', jsonb_build_object('order_id', $2, 'stock_document_ids', ARRAY[$4]) FROM ordered
)
SELECT count(*) FROM ordered
