-- An automatic ANALYZE amid this transaction would see none of its rows, take the tables for empty, and turn the joins below
-- into loops that take hours. It steps back from this lock; nobody else waits for it but another import.
LOCK TABLE sales_order, order_line, lot, stock_document, stock_document_line, stock_movement, stock_balance, receivable, receipt,
    allocation, ledger_entry, customer_account, audit_entry IN SHARE UPDATE EXCLUSIVE MODE;

INSERT INTO customer (id, code, name, pinyin, kind, level, source, address, department_id, credit_days, created_at)
SELECT c.id, c.code, c.name, n.pinyin, run.customer_kind, run.customer_level, '导入', c.address, run.department_id, run.credit_days, now()
FROM import_run run, new_customer c JOIN import_name n USING (name) ORDER BY c.row;
INSERT INTO product (id, sku, name, pinyin, base_unit, batch_tracked, stocked, active, tax_rate, list_price)
SELECT p.id, p.sku, p.name, n.pinyin, run.base_unit, false, NOT p.sku = ANY (run.services), NOT p.sku = ANY (run.services), run.tax_rate,
       latest.price
FROM import_run run, new_product p JOIN import_name n USING (name)
LEFT JOIN (SELECT DISTINCT ON (sku) sku, price / factor AS price FROM import_good WHERE product_id IS NULL AND price > 0
           ORDER BY sku, at DESC, row DESC) latest USING (sku)
ORDER BY p.row;
INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, reason)
SELECT run.actor_id, 'customer.import', 'Customer', id, code, run.filename || ' #' || row FROM import_run run, new_customer
UNION ALL SELECT run.actor_id, 'product.import', 'Product', id, sku, run.filename || ' #' || row FROM import_run run, new_product;
ANALYZE customer, product;

-- Commands on these customers wait until this is done; those that are at work are waited for.
SELECT FROM customer_account a JOIN customer c ON c.id = a.customer_id WHERE c.code IN (SELECT customer FROM sale_document)
ORDER BY a.id FOR NO KEY UPDATE OF a;

-- Without a record of lots, all of a product is one lot.
INSERT INTO lot (product_id, code, received_on)
SELECT p.id, '', pg_temp.business_day(min(g.at)) - 1 FROM import_good g JOIN product p ON p.sku = g.sku AND p.stocked GROUP BY p.id
ON CONFLICT (product_id, code) DO NOTHING;

-- Each document once, its sold part an order, its returned part a credit note.
CREATE TEMP TABLE sale_part ON COMMIT DROP AS
SELECT d.number AS source, CASE WHEN returned AND d.sells THEN d.number || '/R' ELSE d.number END AS number, returned, d.at,
       pg_temp.business_day(d.at) AS day, c.id AS customer_id, c.code, d.paid OR pg_temp.business_day(d.at) < run.paid_before AS paid,
       coalesce(d.due_on, pg_temp.business_day(d.at) + c.credit_days) AS due_on,
       coalesce(e.id, c.owner_id, run.actor_id) AS rep_id, coalesce(e.department_id, c.department_id) AS department_id,
       run.warehouse_id, run.actor_id, new_id() AS order_id, new_id() AS stock_id, new_id() AS debt_id
FROM import_run run, sale_document d JOIN customer c ON c.code = d.customer LEFT JOIN import_employee e ON e.written = d.rep,
     LATERAL (VALUES (false, d.sells), (true, d.returns)) AS part (returned, there)
WHERE there ORDER BY d.at, d.number;
CREATE INDEX ON sale_part (source);
ANALYZE sale_part;

CREATE TEMP TABLE sale_line ON COMMIT DROP AS
SELECT g.row, new_id() AS id, part.number, part.returned, part.at, row_number() OVER (PARTITION BY part.number ORDER BY g.row) AS place,
       p.id AS product_id, p.stocked, g.unit_id, coalesce(g.unit, g.base_unit) AS unit_name, g.factor, abs(g.quantity) AS quantity,
       abs(g.quantity) * g.factor AS base_quantity, g.price, round(g.price * abs(g.quantity), 2) AS amount, p.tax_rate,
       round(round(g.price * abs(g.quantity), 2) * p.tax_rate / (1 + p.tax_rate), 2) AS tax, p.cost_price, l.id AS lot_id,
       part.order_id, part.stock_id
FROM import_good g
JOIN sale_part part ON part.source = g.number AND part.returned = (g.quantity < 0)
JOIN product p ON p.sku = g.sku LEFT JOIN lot l ON l.product_id = p.id AND l.code = '' AND p.stocked
ORDER BY part.at, part.number, g.row;
ANALYZE sale_line;

CREATE TEMP TABLE sale_sum ON COMMIT DROP AS
SELECT part.*, s.amount, s.tax, s.cost, s.goods, s.listing
FROM sale_part part
JOIN (SELECT number, sum(amount) AS amount, sum(tax) AS tax, sum(l.cost_price * base_quantity) FILTER (WHERE l.stocked) AS cost,
             bool_or(l.stocked) AS goods, left(string_agg(quantity || ' × ' || p.sku, ', ' ORDER BY place), 255) AS listing
      FROM sale_line l JOIN product p ON p.id = l.product_id GROUP BY number) s USING (number)
ORDER BY part.at, part.number;
CREATE INDEX ON sale_sum (number);
ANALYZE sale_sum;

SELECT FROM stock_balance b, import_run run WHERE b.warehouse_id = run.warehouse_id AND b.lot_id IN (SELECT lot_id FROM sale_line)
ORDER BY b.id FOR NO KEY UPDATE OF b;

-- What must have been there before the first sale, so that no balance ever goes below zero: per lot the lowest point of
-- all movements in the order of time, those that are booked and these; and enough to honour what is reserved now.
CREATE TEMP TABLE sale_need ON COMMIT DROP AS
WITH flow AS (
    SELECT lot_id, at, CASE WHEN returned THEN base_quantity ELSE -base_quantity END AS quantity FROM sale_line WHERE stocked
    UNION ALL
    SELECT m.lot_id, m.at, m.quantity FROM stock_movement m, import_run run
    WHERE m.warehouse_id = run.warehouse_id AND m.lot_id IN (SELECT lot_id FROM sale_line)
), running AS (
    SELECT lot_id, sum(quantity) OVER (PARTITION BY lot_id ORDER BY at, quantity ROWS UNBOUNDED PRECEDING) AS level,
           sum(quantity) OVER (PARTITION BY lot_id) AS ends
    FROM flow
)
SELECT r.lot_id, l.product_id, greatest(0, -min(level), coalesce(max(b.reserved), 0) - max(ends)) AS quantity
FROM running r JOIN lot l ON l.id = r.lot_id
LEFT JOIN stock_balance b ON b.lot_id = r.lot_id AND b.warehouse_id = (SELECT warehouse_id FROM import_run)
GROUP BY 1, 2;
DELETE FROM sale_need WHERE quantity = 0;
CREATE TEMP TABLE sale_opening ON COMMIT DROP AS
SELECT new_id() AS id, least(min(at), (SELECT min(m.at) FROM stock_movement m WHERE m.lot_id IN (SELECT lot_id FROM sale_need)))
    - interval '1 day' AS at
FROM sale_line WHERE EXISTS (SELECT FROM sale_need) HAVING count(*) > 0;
