CREATE TEMP TABLE debt_row ON COMMIT DROP AS
SELECT r.row, r.number, r.customer, r.amount, r.day, r.remark, c.id AS customer_id, coalesce(r.due_on, r.day + c.credit_days) AS due_on
FROM import_row r LEFT JOIN customer c ON c.code = r.customer WHERE NOT bad;

CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT d.row FROM debt_row d JOIN receivable r ON r.number = d.number WHERE r.customer_id = d.customer_id AND r.amount = d.amount;

INSERT INTO import_problem
SELECT row, 'customer', customer, 'unknown_customer', '' FROM debt_row WHERE customer_id IS NULL
UNION ALL SELECT row, 'amount', amount::text, 'zero_amount', '' FROM debt_row WHERE amount = 0
UNION ALL SELECT row, 'day', day::text, 'in_future', '' FROM debt_row, import_run run WHERE day > run.today
UNION ALL SELECT row, 'due_on', due_on::text, 'ends_before_start', '' FROM debt_row WHERE due_on < day
UNION ALL SELECT d.row, 'number', d.number, 'number_taken', d.number FROM debt_row d
WHERE EXISTS (SELECT FROM receivable r WHERE r.number = d.number) AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = d.row)
UNION ALL SELECT row, 'number', number, 'twice_in_file', first::text
FROM (SELECT row, number, min(row) OVER (PARTITION BY number) AS first FROM debt_row) d
WHERE row > first AND NOT EXISTS (SELECT FROM import_present p WHERE p.row = d.row);

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT d.*, new_id() AS id FROM debt_row d
WHERE NOT EXISTS (SELECT FROM import_present p WHERE p.row = d.row) AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = d.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT '' AS name, '' AS pinyin LIMIT 0;
