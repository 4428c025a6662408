-- Invoices and credit notes, the new ones and those that are still open, in the order of time.
CREATE TEMP TABLE money_item ON COMMIT DROP AS
SELECT debt_id AS id, customer_id, at, day, due_on, returned, amount, tax, amount AS open, true AS new, paid, number, order_id, goods, stock_id,
       listing
FROM sale_sum WHERE amount > 0
UNION ALL
SELECT r.id, r.customer_id, r.created_at, r.business_day, r.due_on, r.amount < 0, abs(r.amount), 0, abs(r.open_amount), false, false, r.number,
       r.order_id, false, NULL, ''
FROM receivable r WHERE r.open_amount <> 0 AND r.customer_id IN (SELECT customer_id FROM sale_sum);

-- Credit notes are set against invoices, oldest against oldest: each is an interval of the customer's running sums, and
-- where two overlap, that much is settled.
CREATE TEMP TABLE money_span ON COMMIT DROP AS
SELECT *, sum(open) OVER w - open AS starts, sum(open) OVER w AS ends
FROM money_item WHERE open > 0 WINDOW w AS (PARTITION BY customer_id, returned ORDER BY day, at, number ROWS UNBOUNDED PRECEDING);
CREATE INDEX ON money_span (customer_id) WHERE returned;
ANALYZE money_span;
CREATE TEMP TABLE money_match ON COMMIT DROP AS
SELECT c.id AS credit_id, i.id AS invoice_id, c.customer_id, least(i.ends, c.ends) - greatest(i.starts, c.starts) AS amount,
       greatest(i.at, c.at) AS at, greatest(i.day, c.day) AS day, c.new AND c.at >= i.at AS at_once, c.starts AS credit_starts,
       greatest(i.starts, c.starts) - c.starts AS part_starts
FROM money_span c JOIN money_span i ON i.customer_id = c.customer_id AND NOT i.returned AND i.starts < c.ends AND c.starts < i.ends
WHERE c.returned;
ANALYZE money_match;

-- What remains of invoices that the file calls paid came in as money.
CREATE TEMP TABLE money_receipt ON COMMIT DROP AS
SELECT new_id() AS id, i.id AS invoice_id, i.customer_id, i.number, i.open - coalesce(m.amount, 0) AS amount,
       least(i.due_on, run.today) AS day, greatest(i.at, least(now(), i.at + (i.due_on - i.day) * interval '1 day')) AS at
FROM import_run run, money_item i LEFT JOIN (SELECT invoice_id, sum(amount) AS amount FROM money_match GROUP BY 1) m ON m.invoice_id = i.id
WHERE i.new AND i.paid AND NOT i.returned AND i.open > coalesce(m.amount, 0);
ANALYZE money_receipt;

CREATE TEMP TABLE money_settled ON COMMIT DROP AS
SELECT id, sum(amount) AS amount FROM (
    SELECT invoice_id AS id, amount FROM money_match UNION ALL SELECT credit_id, amount FROM money_match
    UNION ALL SELECT invoice_id, amount FROM money_receipt) s GROUP BY id;
ANALYZE money_settled;

INSERT INTO receivable (id, number, customer_id, order_id, stock_document_id, state, amount, open_amount, business_day, due_on, remark, created_at)
SELECT i.id, i.number, i.customer_id, CASE WHEN NOT returned THEN order_id END, CASE WHEN goods THEN stock_id END,
       CASE WHEN i.open = coalesce(s.amount, 0) THEN 'SETTLED' ELSE 'OPEN' END, CASE WHEN returned THEN -i.amount ELSE i.amount END,
       (i.open - coalesce(s.amount, 0)) * CASE WHEN returned THEN -1 ELSE 1 END, day, CASE WHEN returned THEN day ELSE due_on END,
       CASE WHEN returned THEN listing ELSE '' END, at
FROM money_item i LEFT JOIN money_settled s USING (id) WHERE new ORDER BY at, number;
UPDATE receivable r SET open_amount = r.open_amount - sign(r.open_amount) * s.amount,
    state = CASE WHEN abs(r.open_amount) = s.amount THEN 'SETTLED' ELSE 'OPEN' END
FROM money_item i JOIN money_settled s USING (id) WHERE NOT i.new AND r.id = i.id;

INSERT INTO receipt (id, number, customer_id, state, method, amount, unallocated, business_day, reference, remark, recorded_by_id, created_at)
SELECT m.id, document_number('RC', m.day, 'receipt_number'), customer_id, 'POSTED', 'BANK', amount, 0, day, number, left('导入 ' || run.filename, 255),
       run.actor_id, at
FROM import_run run, money_receipt m ORDER BY at, number;
INSERT INTO allocation (receipt_id, credit_note_id, receivable_id, amount, at)
SELECT id, NULL, invoice_id, amount, at FROM money_receipt UNION ALL SELECT NULL, credit_id, invoice_id, amount, at FROM money_match;

-- The ledger. A sale: the customer owes revenue and VAT.
INSERT INTO ledger_entry (at, business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
SELECT at, day, 'SALE', 'RECEIVABLE', part.credit, part.amount, customer_id, id, run.actor_id
FROM import_run run, money_item i, LATERAL (VALUES ('REVENUE', i.amount - i.tax), ('OUTPUT_TAX', i.tax)) AS part (credit, amount)
WHERE new AND NOT returned AND part.amount > 0 ORDER BY at, number;
-- A credit note takes revenue and VAT back: from what invoices leave open, as far as they were there by then; the rest is the
-- customer's, like money paid ahead. Again intervals: the note's two sources on one side, its parts on the other.
INSERT INTO ledger_entry (at, business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
SELECT c.at, c.day, 'CREDIT_NOTE', source.debit, part.credit, least(source.ends, part.ends) - greatest(source.starts, part.starts),
       c.customer_id, part.receivable_id, run.actor_id
FROM import_run run, money_item c
JOIN LATERAL (VALUES ('REVENUE', 0, c.amount - c.tax), ('OUTPUT_TAX', c.amount - c.tax, c.amount)) AS source (debit, starts, ends) ON true
JOIN (
    SELECT credit_id, 'RECEIVABLE' AS credit, invoice_id AS receivable_id, sum(amount) OVER w - amount AS starts, sum(amount) OVER w AS ends
    FROM money_match WHERE at_once WINDOW w AS (PARTITION BY credit_id ORDER BY part_starts ROWS UNBOUNDED PRECEDING)
    UNION ALL
    SELECT i.id, 'ADVANCE', i.id, coalesce(m.amount, 0), i.amount
    FROM money_item i LEFT JOIN (SELECT credit_id, sum(amount) AS amount FROM money_match WHERE at_once GROUP BY 1) m ON m.credit_id = i.id
    WHERE i.returned AND i.new
) part ON part.credit_id = c.id AND part.starts < source.ends AND source.starts < part.ends
WHERE c.new AND c.returned ORDER BY c.at, c.number, part.starts, source.starts;
-- Credit that waited for a later invoice, and money.
INSERT INTO ledger_entry (at, business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
SELECT at, day, 'ALLOCATION', 'ADVANCE', 'RECEIVABLE', amount, customer_id, invoice_id, run.actor_id
FROM import_run run, money_match WHERE NOT at_once ORDER BY at;
INSERT INTO ledger_entry (at, business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id, employee_id)
SELECT at, day, part.kind, part.debit, part.credit, amount, customer_id, part.receivable_id, id, run.actor_id
FROM import_run run, money_receipt m, LATERAL (VALUES
    ('RECEIPT', 'BANK', 'ADVANCE', NULL), ('ALLOCATION', 'ADVANCE', 'RECEIVABLE', m.invoice_id)) AS part (kind, debit, credit, receivable_id)
ORDER BY at, number;

-- Paid orders are closed, those that came to nothing too.
UPDATE sales_order o SET state = 'CLOSED'
FROM sale_sum s LEFT JOIN receivable r ON r.id = s.debt_id
WHERE o.id = s.order_id AND NOT s.returned AND coalesce(r.open_amount, 0) = 0;
UPDATE sales_order o SET state = 'CLOSED', version = version + 1
FROM money_item i JOIN receivable r USING (id) WHERE NOT i.new AND o.id = r.order_id AND o.state = 'SHIPPED' AND r.open_amount = 0;

UPDATE customer_account a SET receivable = coalesce(r.owed, 0), advance = coalesce(r.credit, 0) + coalesce(q.paid, 0)
FROM (SELECT DISTINCT customer_id FROM sale_sum) c
LEFT JOIN (SELECT customer_id, sum(open_amount) FILTER (WHERE open_amount > 0) AS owed, -sum(open_amount) FILTER (WHERE open_amount < 0) AS credit
           FROM receivable GROUP BY 1) r USING (customer_id)
LEFT JOIN (SELECT customer_id, sum(unallocated) AS paid FROM receipt GROUP BY 1) q USING (customer_id)
WHERE a.customer_id = c.customer_id;

INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after, reason)
SELECT run.actor_id, 'order.import', 'Order', order_id, number, jsonb_build_object('total', amount::text), run.filename
FROM import_run run, sale_sum WHERE NOT returned
UNION ALL
SELECT run.actor_id, 'credit_note.import', 'Receivable', debt_id, number, jsonb_build_object('amount', (-amount)::text), run.filename
FROM import_run run, sale_sum WHERE returned AND amount > 0;

INSERT INTO import_created
SELECT 'Customer', count(*) FROM new_customer UNION ALL SELECT 'Product', count(*) FROM new_product
UNION ALL SELECT 'Order', count(*) FROM sale_sum WHERE NOT returned
UNION ALL SELECT 'OrderLine', count(*) FROM sale_line WHERE NOT returned
UNION ALL SELECT 'StockDocument', count(*) + (SELECT count(*) FROM sale_opening) FROM sale_sum WHERE goods
UNION ALL SELECT 'StockMovement', count(*) + (SELECT count(*) FROM sale_need) FROM sale_line WHERE stocked
UNION ALL SELECT 'Invoice', count(*) FROM money_item WHERE new AND NOT returned
UNION ALL SELECT 'CreditNote', count(*) FROM money_item WHERE new AND returned
UNION ALL SELECT 'Receipt', count(*) FROM money_receipt
UNION ALL SELECT 'ReturnLine', count(*) FROM sale_line WHERE returned;
