CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT row FROM import_row r JOIN customer c ON c.code = r.code WHERE NOT bad;

INSERT INTO import_problem
SELECT row, 'code', code, 'twice_in_file', first::text
FROM (SELECT row, code, min(row) OVER (PARTITION BY code) AS first FROM import_row WHERE NOT bad) r
WHERE row > first AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row);

INSERT INTO import_problem
SELECT r.row, 'owner', r.owner, CASE WHEN e.written IS NULL THEN 'unknown_employee' ELSE 'several_employees' END, ''
FROM import_row r LEFT JOIN import_employee e ON e.written = lower(r.owner)
WHERE NOT bad AND r.owner IS NOT NULL AND e.id IS NULL;

INSERT INTO import_problem
SELECT r.row, 'department', r.department, 'unknown_department', '' FROM import_row r
WHERE NOT bad AND r.department IS NOT NULL
    AND NOT EXISTS (SELECT FROM department d WHERE r.department IN (d.code, d.name));

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.*, new_id() AS id FROM import_row r
WHERE NOT bad AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row)
    AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT DISTINCT name, '' AS pinyin FROM import_good;
