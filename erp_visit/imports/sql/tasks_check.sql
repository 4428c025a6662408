-- What is to be completed is locked first, so that it stays as it is checked.
SELECT FROM task WHERE number IN (SELECT number FROM import_row WHERE NOT bad) ORDER BY id FOR NO KEY UPDATE;
CREATE TEMP TABLE task_row ON COMMIT DROP AS
SELECT r.row, r.number, r.subject, r.assignee, r.due_on, r.customer, coalesce(r.result, '') AS result, coalesce(r.done, false) AS done,
       coalesce(r.priority, 'NORMAL') AS priority, coalesce(r.detail, '') AS detail,
       t.id AS task_id, t.state, t.result AS told, e.id AS assignee_id, e.written, e.department_id, c.id AS customer_id
FROM import_row r
LEFT JOIN task t ON t.number = r.number
LEFT JOIN import_employee e ON e.written = lower(r.assignee)
LEFT JOIN customer c ON c.code = r.customer
WHERE NOT bad;

CREATE TEMP TABLE import_present ON COMMIT DROP AS
SELECT row FROM task_row
WHERE task_id IS NOT NULL AND (NOT done OR state IN ('DONE', 'APPRAISED') AND result IN ('', told))
UNION ALL
SELECT r.row FROM task_row r
WHERE r.number IS NULL AND EXISTS (
    SELECT FROM task t WHERE t.source = 'IMPORT' AND t.assignee_id = r.assignee_id AND t.due_on = r.due_on AND t.subject = r.subject
        AND t.customer_id IS NOT DISTINCT FROM r.customer_id AND t.state <> 'CANCELLED');

INSERT INTO import_problem
SELECT row, 'number', number, 'unknown_task', '' FROM task_row WHERE number IS NOT NULL AND task_id IS NULL
UNION ALL SELECT row, 'number', number, 'task_over', '' FROM task_row WHERE done AND state IN ('DONE', 'APPRAISED', 'CANCELLED')
UNION ALL SELECT row, 'result', '', 'result_missing', '' FROM task_row WHERE done AND result = ''
UNION ALL SELECT row, 'number', number, 'twice_in_file', first::text
FROM (SELECT row, number, min(row) OVER (PARTITION BY number) AS first FROM task_row WHERE number IS NOT NULL) t WHERE row > first
UNION ALL SELECT row, 'done', '', 'new_task_done', '' FROM task_row WHERE number IS NULL AND done
UNION ALL SELECT row, 'subject', '', 'missing', '' FROM task_row WHERE number IS NULL AND subject IS NULL
UNION ALL SELECT row, 'assignee', '', 'missing', '' FROM task_row WHERE number IS NULL AND assignee IS NULL
UNION ALL SELECT row, 'assignee', assignee, CASE WHEN written IS NULL THEN 'unknown_employee' ELSE 'several_employees' END, ''
FROM task_row WHERE number IS NULL AND assignee IS NOT NULL AND assignee_id IS NULL
UNION ALL SELECT row, 'customer', customer, 'unknown_customer', '' FROM task_row
WHERE number IS NULL AND customer IS NOT NULL AND customer_id IS NULL
UNION ALL SELECT row, 'due_on', '', 'missing', '' FROM task_row WHERE number IS NULL AND due_on IS NULL
UNION ALL SELECT row, 'due_on', due_on::text, 'in_past', '' FROM task_row, import_run run WHERE number IS NULL AND due_on < run.today
UNION ALL SELECT row, 'subject', subject, 'twice_in_file', first::text
FROM (SELECT row, subject, min(row) OVER (PARTITION BY subject, assignee_id, due_on, customer_id) AS first
      FROM task_row WHERE number IS NULL) t WHERE row > first;
DELETE FROM import_problem p USING import_present x WHERE x.row = p.row;

CREATE TEMP TABLE import_good ON COMMIT DROP AS
SELECT r.*, new_id() AS id FROM task_row r
WHERE NOT EXISTS (SELECT FROM import_present p WHERE p.row = r.row) AND NOT EXISTS (SELECT FROM import_problem p WHERE p.row = r.row);
CREATE TEMP TABLE import_name ON COMMIT DROP AS SELECT '' AS name, '' AS pinyin LIMIT 0;
