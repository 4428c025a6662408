-- Commands lock the account first; so does this.
SELECT FROM customer_account WHERE customer_id IN (SELECT customer_id FROM import_good) ORDER BY id FOR NO KEY UPDATE;
INSERT INTO receivable (id, number, customer_id, state, amount, open_amount, business_day, due_on, remark)
SELECT id, number, customer_id, 'OPEN', amount, amount, day, due_on, coalesce(remark, '') FROM import_good ORDER BY day, row;
-- What is owed faces the opening account; a credit is the customer's, like money paid ahead.
INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
SELECT day, 'OPENING', CASE WHEN amount > 0 THEN 'RECEIVABLE' ELSE 'OPENING' END, CASE WHEN amount > 0 THEN 'OPENING' ELSE 'ADVANCE' END,
       abs(amount), customer_id, id, run.actor_id
FROM import_run run, import_good ORDER BY day, row;
UPDATE customer_account a SET receivable = a.receivable + g.owed, advance = a.advance + g.credit
FROM (SELECT customer_id, sum(greatest(amount, 0)) AS owed, sum(greatest(-amount, 0)) AS credit FROM import_good GROUP BY 1) g
WHERE g.customer_id = a.customer_id;
INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, reason)
SELECT run.actor_id, 'receivable.import', 'Receivable', id, number, jsonb_build_object('amount', amount::text), run.filename || ' #' || row
FROM import_run run, import_good ORDER BY row;
INSERT INTO import_created SELECT 'Receivable', count(*) FROM import_good;
