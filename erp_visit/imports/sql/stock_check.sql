CREATE TEMP TABLE stock_row ON COMMIT DROP AS
SELECT r.row, r.document, r.warehouse, r.sku, r.unit, r.unit_cost, p.id AS product_id, p.batch_tracked, p.stocked,
       coalesce(r.lot, '') AS lot, r.produced_on, coalesce(r.expires_on, r.produced_on + p.shelf_life_days) AS expires_on,
       r.quantity * CASE WHEN r.unit IS NULL OR r.unit = p.base_unit THEN 1 ELSE u.factor END AS quantity,
       CASE WHEN r.warehouse IS NULL THEN run.warehouse_id ELSE w.id END AS warehouse_id, coalesce(r.day, run.today) AS day
FROM import_run run, import_row r
LEFT JOIN product p ON p.sku = r.sku
LEFT JOIN product_unit u ON u.product_id = p.id AND u.name = r.unit
LEFT JOIN LATERAL (SELECT id FROM warehouse w WHERE r.warehouse IN (w.code, w.name) ORDER BY w.code = r.warehouse DESC LIMIT 1) w ON true
WHERE NOT bad;

CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT r.row FROM stock_row r WHERE EXISTS (SELECT FROM stock_document d WHERE d.number = r.document);

INSERT INTO import_problem
SELECT row, 'sku', sku, 'unknown_product', '' FROM stock_row WHERE product_id IS NULL
UNION ALL SELECT row, 'sku', sku, 'not_stocked', '' FROM stock_row WHERE NOT stocked
UNION ALL SELECT row, 'unit', unit, 'unknown_unit', '' FROM stock_row WHERE product_id IS NOT NULL AND quantity IS NULL
UNION ALL SELECT row, 'quantity', quantity::text, 'too_large', '' FROM stock_row WHERE quantity > 1000000000
UNION ALL SELECT row, 'warehouse', coalesce(warehouse, ''), CASE WHEN warehouse IS NULL THEN 'which_warehouse' ELSE 'unknown_warehouse' END, ''
FROM stock_row WHERE warehouse_id IS NULL
UNION ALL SELECT row, 'lot', '', 'lot_missing', '' FROM stock_row WHERE batch_tracked AND lot = ''
UNION ALL SELECT row, 'expires_on', expires_on::text, 'expires_before_produced', '' FROM stock_row WHERE expires_on < produced_on
UNION ALL SELECT row, 'day', day::text, 'in_future', '' FROM stock_row, import_run run WHERE day > run.today;

-- Goods of one lot were produced on one day and expire on one; a day that a row leaves out agrees with any.
INSERT INTO import_problem
SELECT r.row, 'expires_on', r.expires_on::text, 'lot_differs', coalesce(l.expires_on::text, '–')
FROM stock_row r
JOIN (SELECT 0 AS row, product_id, code, expires_on FROM lot
      UNION ALL SELECT min(row), product_id, lot, (array_agg(expires_on ORDER BY row))[1] FROM stock_row
      WHERE expires_on IS NOT NULL GROUP BY product_id, lot) l
    ON l.product_id = r.product_id AND l.code = r.lot AND l.row < r.row
WHERE r.expires_on IS NOT NULL AND r.expires_on IS DISTINCT FROM l.expires_on;

INSERT INTO import_problem
SELECT r.row, 'produced_on', r.produced_on::text, 'lot_produced_differs', l.produced_on::text
FROM stock_row r
JOIN (SELECT 0 AS row, product_id, code, produced_on FROM lot
      UNION ALL SELECT min(row), product_id, lot, (array_agg(produced_on ORDER BY row))[1] FROM stock_row
      WHERE produced_on IS NOT NULL GROUP BY product_id, lot) l
    ON l.product_id = r.product_id AND l.code = r.lot AND l.row < r.row
WHERE r.produced_on <> l.produced_on AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);

INSERT INTO import_problem
SELECT r.row, 'document', r.document, 'several_warehouses', ''
FROM stock_row r JOIN (SELECT document FROM stock_row GROUP BY 1 HAVING count(DISTINCT (warehouse_id, day)) > 1) d USING (document);

DELETE FROM import_problem p USING import_present x WHERE x.row = p.row;
INSERT INTO import_problem
SELECT r.row, 'document', r.document, 'document_incomplete', b.first::text
FROM import_row r
JOIN (SELECT document, min(row) AS first FROM import_row i WHERE bad OR EXISTS (SELECT FROM import_problem p WHERE p.row = i.row)
      GROUP BY 1) b USING (document)
WHERE NOT r.bad AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row)
    AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row);

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.* FROM stock_row r
WHERE NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row) AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT '' AS name, '' AS pinyin LIMIT 0;
