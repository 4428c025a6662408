CREATE TEMP TABLE price_row ON COMMIT DROP AS
SELECT r.row, r.sku, r.unit, r.customer, r.level, r.price, coalesce(r.minimum_quantity, 1) AS minimum_quantity,
       coalesce(r.starts_on, run.today) AS starts_on, r.ends_on, p.id AS product_id, u.id AS unit_id, c.id AS customer_id,
       p.id IS NOT NULL AND (r.unit IS NULL OR r.unit = p.base_unit OR u.id IS NOT NULL) AS unit_known
FROM import_run run, import_row r
LEFT JOIN product p ON p.sku = r.sku
LEFT JOIN product_unit u ON u.product_id = p.id AND u.name = r.unit
LEFT JOIN customer c ON c.code = r.customer
WHERE NOT bad;

INSERT INTO import_problem
SELECT row, 'sku', sku, 'unknown_product', '' FROM price_row WHERE product_id IS NULL
UNION ALL SELECT row, 'unit', unit, 'unknown_unit', '' FROM price_row WHERE product_id IS NOT NULL AND NOT unit_known
UNION ALL SELECT row, 'customer', customer, 'unknown_customer', '' FROM price_row WHERE customer IS NOT NULL AND customer_id IS NULL
UNION ALL SELECT row, 'level', level, 'customer_and_level', '' FROM price_row WHERE customer IS NOT NULL AND level IS NOT NULL
UNION ALL SELECT row, 'ends_on', ends_on::text, 'ends_before_start', '' FROM price_row WHERE ends_on < starts_on;

CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT r.row FROM price_row r
WHERE EXISTS (SELECT FROM price_rule x WHERE (x.product_id, x.minimum_quantity, x.starts_on, x.price)
        = (r.product_id, r.minimum_quantity, r.starts_on, r.price)
    AND (x.unit_id, x.customer_id, x.level, x.ends_on) IS NOT DISTINCT FROM (r.unit_id, r.customer_id, r.level, r.ends_on));

-- Two prices of one rank on one day are a configuration error: they are refused here, not met when an order is taken.
INSERT INTO import_problem
SELECT DISTINCT ON (r.row) r.row, 'starts_on', r.starts_on::text, 'price_overlaps', x.price || ', ' || x.starts_on || ' – ' || coalesce(x.ends_on::text, '…')
FROM price_row r
JOIN (SELECT 0 AS row, product_id, unit_id, customer_id, level, minimum_quantity, starts_on, ends_on, price FROM price_rule
      UNION ALL
      SELECT row, product_id, unit_id, customer_id, level, minimum_quantity, starts_on, ends_on, price FROM price_row) x
    ON x.product_id = r.product_id AND x.minimum_quantity = r.minimum_quantity AND x.row < r.row
    AND (x.unit_id, x.customer_id, x.level) IS NOT DISTINCT FROM (r.unit_id, r.customer_id, r.level)
    AND daterange(x.starts_on, x.ends_on, '[]') && daterange(r.starts_on, r.ends_on, '[]')
WHERE NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row) AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row)
ORDER BY r.row, x.row;

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.*, new_id() AS id FROM price_row r
WHERE NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row) AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT '' AS name, '' AS pinyin LIMIT 0;
