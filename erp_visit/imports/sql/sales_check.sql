CREATE TEMP TABLE sale_row ON COMMIT DROP AS
SELECT i.row, i.bad, i.number, i.at, coalesce(i.customer, run.fallback) AS customer, i.customer IS NOT NULL AS named, i.customer_name,
       i.address, i.sku, i.product_name, i.quantity, i.unit, i.price, i.paid, i.due_on, i.rep, c.id AS customer_id, p.id AS product_id,
       coalesce(p.base_unit, run.base_unit) AS base_unit, u.id AS unit_id,
       CASE WHEN i.unit IS NULL OR i.unit = coalesce(p.base_unit, run.base_unit) THEN 1 ELSE u.factor END AS factor
FROM import_run run CROSS JOIN import_row i
LEFT JOIN customer c ON c.code = coalesce(i.customer, run.fallback)
LEFT JOIN product p ON p.sku = i.sku
LEFT JOIN product_unit u ON u.product_id = p.id AND u.name = i.unit;
CREATE INDEX ON sale_row (number);
ANALYZE sale_row;

INSERT INTO import_problem
SELECT row, field, value, code, '' FROM (
    SELECT row, r.* FROM sale_row, import_run run, LATERAL (VALUES
        ('quantity', quantity::text, 'zero_quantity', quantity = 0),
        ('price', price::text, 'negative_price', price < 0),
        ('customer', '', 'not_a_sale', NOT named AND price = 0 AND quantity <> 0),
        ('customer', '', 'no_customer', customer IS NULL AND price > 0),
        ('customer', customer, 'unknown_customer', customer IS NOT NULL AND customer_id IS NULL AND NOT run.create_customers
            AND (named OR price <> 0)),
        ('sku', sku, 'unknown_product', product_id IS NULL AND NOT run.create_products),
        ('unit', unit, 'unknown_unit', factor IS NULL AND (product_id IS NOT NULL OR run.create_products)),
        ('quantity', quantity::text, 'too_large', abs(quantity) * factor > 1000000000 OR abs(quantity) * price > 9999999999.99),
        ('at', at::text, 'in_future', at > now() + interval '1 day')
    ) AS r (field, value, code, applies)
    WHERE NOT bad
) x WHERE applies;
INSERT INTO import_problem
SELECT r.row, 'rep', r.rep, CASE WHEN e.written IS NULL THEN 'unknown_employee' ELSE 'several_employees' END, ''
FROM sale_row r LEFT JOIN import_employee e ON e.written = lower(r.rep) WHERE NOT bad AND r.rep IS NOT NULL AND e.id IS NULL;
CREATE INDEX ON import_problem (row);
ANALYZE import_problem;

-- Rows that are taken unless their document cannot be.
CREATE TEMP TABLE sale_candidate ON COMMIT DROP AS
SELECT r.* FROM sale_row r WHERE NOT bad AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
ANALYZE sale_candidate;

INSERT INTO import_problem
SELECT r.row, 'customer', r.customer, 'several_customers', r.number
FROM sale_candidate r JOIN (SELECT number FROM sale_candidate GROUP BY 1 HAVING count(DISTINCT customer) > 1) d USING (number);

-- A document is taken whole, save for lines that are no sale at all.
INSERT INTO import_problem
SELECT r.row, 'number', r.number, 'document_incomplete', b.first::text
FROM sale_candidate r
JOIN (SELECT number, min(row) AS first FROM sale_row i
      WHERE bad OR EXISTS (SELECT FROM import_problem p WHERE p.row = i.row AND p.code <> 'not_a_sale') GROUP BY 1) b USING (number)
WHERE NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);

CREATE TEMP TABLE sale_document ON COMMIT DROP AS
SELECT number, min(at) AS at, min(customer) AS customer, min(customer_id::text)::uuid AS customer_id, bool_or(coalesce(paid, false)) AS paid,
       max(due_on) AS due_on, min(lower(rep)) AS rep, bool_or(quantity > 0) AS sells, bool_or(quantity < 0) AS returns,
       coalesce(sum(round(price * quantity, 2)) FILTER (WHERE quantity > 0), 0) AS sold,
       coalesce(sum(round(price * -quantity, 2)) FILTER (WHERE quantity < 0), 0) AS credited, false AS present
FROM sale_candidate r WHERE NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row)
GROUP BY number;
CREATE INDEX ON sale_document (number);
ANALYZE sale_document;

-- What was imported before: the same number, customer and amounts. The returned part of a mixed document has a number of its own.
CREATE TEMP TABLE sale_known ON COMMIT DROP AS
SELECT d.number, (NOT d.sells OR o.customer_id = d.customer_id AND o.goods_amount = d.sold)
    AND (NOT d.returns OR d.credited = 0 OR c.customer_id = d.customer_id AND c.amount = -d.credited) AS same
FROM (SELECT *, CASE WHEN sells AND returns THEN number || '/R' ELSE number END AS credit_number FROM sale_document) d
LEFT JOIN sales_order o ON o.number = d.number
LEFT JOIN receivable c ON c.number = d.credit_number AND c.amount < 0
WHERE o.id IS NOT NULL OR c.id IS NOT NULL
    OR EXISTS (SELECT FROM receivable r WHERE r.number IN (d.number, d.credit_number))
    OR EXISTS (SELECT FROM stock_document s WHERE s.number IN (d.number, d.credit_number));
UPDATE sale_document d SET present = true FROM sale_known k WHERE k.number = d.number AND k.same;
INSERT INTO import_problem
SELECT r.row, 'number', r.number, 'number_taken', r.number
FROM sale_candidate r JOIN sale_known k USING (number)
WHERE k.same IS NOT TRUE AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
DELETE FROM sale_document d USING sale_known k WHERE k.number = d.number AND k.same IS NOT TRUE;

CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT r.row FROM sale_candidate r JOIN sale_document d USING (number)
WHERE d.present AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
DELETE FROM sale_document WHERE present;
CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.* FROM sale_candidate r JOIN sale_document d USING (number)
WHERE NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
ANALYZE import_good;

-- Of several descriptions of one article or customer the most frequent counts, of equal ones the first.
CREATE TEMP TABLE new_customer ON COMMIT DROP AS
SELECT DISTINCT ON (customer) new_id() AS id, customer AS code, coalesce(customer_name, customer) AS name, coalesce(address, '') AS address,
       min(first) OVER (PARTITION BY customer) AS row
FROM (SELECT customer, customer_name, address, count(*) AS times, min(row) AS first FROM import_good WHERE customer_id IS NULL GROUP BY 1, 2, 3) c
ORDER BY customer, customer_name IS NULL, times DESC, first;
CREATE TEMP TABLE new_product ON COMMIT DROP AS
SELECT DISTINCT ON (sku) new_id() AS id, sku, coalesce(product_name, sku) AS name, min(first) OVER (PARTITION BY sku) AS row
FROM (SELECT sku, product_name, count(*) FILTER (WHERE price > 0) AS times, min(row) AS first FROM import_good WHERE product_id IS NULL
      GROUP BY 1, 2) p
ORDER BY sku, product_name IS NULL, times DESC, first;
CREATE TEMP TABLE import_name ON COMMIT DROP AS
SELECT name, '' AS pinyin FROM new_customer UNION SELECT name, '' FROM new_product;
