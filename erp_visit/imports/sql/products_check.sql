CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT row FROM import_row r JOIN product p ON p.sku = r.sku WHERE NOT bad;

INSERT INTO import_problem
SELECT row, 'sku', sku, 'twice_in_file', first::text
FROM (SELECT row, sku, min(row) OVER (PARTITION BY sku) AS first FROM import_row WHERE NOT bad) r
WHERE row > first AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row);

INSERT INTO import_problem
SELECT row, 'unit1', coalesce(unit1, factor1::text), 'factor_missing', '' FROM import_row
WHERE NOT bad AND (unit1 IS NULL) <> (factor1 IS NULL)
UNION ALL
SELECT row, 'unit2', coalesce(unit2, factor2::text), 'factor_missing', '' FROM import_row
WHERE NOT bad AND (unit2 IS NULL) <> (factor2 IS NULL)
UNION ALL
SELECT row, 'unit1', unit1, 'unit_twice', '' FROM import_row
WHERE NOT bad AND (unit1 IN (unit2, base_unit) OR unit2 = base_unit OR factor1 = factor2)
UNION ALL
SELECT row, 'minimum_price', minimum_price::text, 'minimum_above_list', '' FROM import_row
WHERE NOT bad AND minimum_price > list_price;

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.*, new_id() AS id FROM import_row r
WHERE NOT bad AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row)
    AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT DISTINCT name, '' AS pinyin FROM import_good;
