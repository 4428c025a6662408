-- Each shipment is owed from the day it left. Most customers pay on their weekday, before it is due; some pay late.
CREATE TEMP TABLE demo_debt ON COMMIT DROP AS
WITH owed AS (
    SELECT o.n, o.customer, o.customer_id, o.id AS order_id, d.id AS document_id, o.ship_at, o.late,
           pg_temp.day_of(o.ship_at) AS day, pg_temp.day_of(o.ship_at) + c.credit_days AS due_on, o.rep
    FROM demo_order o JOIN demo_out d ON d.n = o.n JOIN customer c ON c.id = o.customer_id WHERE o.state = 'SHIPPED'
)
SELECT owed.*, pg_temp.key('receivable', owed.n, ship_at) AS id, row_number() OVER (ORDER BY ship_at, owed.n) AS place,
       sums.amount, sums.tax_amount,
       CASE WHEN late THEN due_on + 30 + (pg_temp.roll('late', owed.n, 30))::int
            ELSE greatest(day, due_on - ((due_on - date '2001-01-01') - customer % 6) % 7) END AS paid_on
FROM owed JOIN (SELECT order_n, sum(owed) AS amount, sum(owed_tax) AS tax_amount FROM demo_line GROUP BY order_n) sums
    ON sums.order_n = owed.n;

-- What was paid when: in full, or, here and there, a part ahead of the rest.
CREATE TEMP TABLE demo_payment ON COMMIT DROP AS
SELECT d.n, d.customer, d.customer_id, d.id AS receivable_id, d.rep, paid_on, amount AS paid, amount AS owed, false AS reversed
FROM demo, demo_debt d WHERE paid_on < demo.last_day
UNION ALL
SELECT d.n, d.customer, d.customer_id, d.id, d.rep, day + 2, round(amount * 0.4, 2), amount, false
FROM demo, demo_debt d WHERE paid_on >= demo.last_day AND day + 2 < demo.last_day AND pg_temp.roll('part', d.n, 100) < 20;

CREATE TEMP TABLE demo_receipt ON COMMIT DROP AS
SELECT customer, customer_id, paid_on, sum(paid) AS allocated, 0::numeric AS advance, rep,
       row_number() OVER (ORDER BY paid_on, customer) AS place,
       pg_temp.local(paid_on, 64000 + pg_temp.roll('paid at', customer, 3000)) AS at
FROM demo_payment WHERE paid > 0 GROUP BY customer, customer_id, paid_on, rep;
-- One in ten of those who owe nothing has paid ahead.
UPDATE demo_receipt r SET advance = 200 + 50 * pg_temp.roll('advance', r.customer, 40)
FROM (SELECT customer, max(paid_on) AS paid_on FROM demo_receipt GROUP BY customer) latest
WHERE latest.customer = r.customer AND latest.paid_on = r.paid_on AND pg_temp.roll('ahead', r.customer, 10) = 1 AND r.customer % 25 <> 13
    AND NOT EXISTS (SELECT 1 FROM demo, demo_debt d WHERE d.customer = r.customer AND d.paid_on >= demo.last_day);
ALTER TABLE demo_receipt ADD PRIMARY KEY (customer, paid_on);

INSERT INTO receivable (id, number, customer_id, order_id, stock_document_id, state, amount, open_amount, business_day, due_on, created_at)
SELECT d.id, 'AR' || to_char(day, 'YYYYMMDD') || '-' || lpad(place::text, 6, '0'), d.customer_id, order_id, document_id,
       CASE WHEN amount = coalesce(paid, 0) THEN 'SETTLED' ELSE 'OPEN' END, amount, amount - coalesce(paid, 0), day, due_on, ship_at
FROM demo_debt d LEFT JOIN demo_payment USING (n) ORDER BY place;
SELECT setval('receivable_number', greatest(1, (SELECT count(*) FROM demo_debt)));

INSERT INTO receipt (id, number, customer_id, state, method, amount, unallocated, business_day, reference, recorded_by_id, created_at)
SELECT pg_temp.key('receipt', place, at), 'RC' || to_char(paid_on, 'YYYYMMDD') || '-' || lpad(place::text, 6, '0'), customer_id, 'POSTED',
       (ARRAY['WECHAT', 'BANK', 'CASH', 'ALIPAY', 'WECHAT'])[1 + customer % 5], allocated + advance, advance, paid_on,
       CASE customer % 5 WHEN 1 THEN 'T' || to_char(paid_on, 'YYMMDD') || lpad(place::text, 7, '0') ELSE '' END, finance.id, at
FROM demo_receipt, (SELECT id FROM employee WHERE username = 'finance') finance ORDER BY place;
SELECT setval('receipt_number', greatest(1, (SELECT count(*) FROM demo_receipt)));

INSERT INTO allocation (id, receipt_id, receivable_id, amount, at)
SELECT pg_temp.key('allocation', p.n, at), pg_temp.key('receipt', r.place, at), p.receivable_id, p.paid, at
FROM demo_payment p JOIN demo_receipt r USING (customer, paid_on) WHERE paid > 0 ORDER BY r.place, p.n;

-- The ledger: a sale is owed, its revenue and VAT apart; money comes in as an advance and is then set against debts.
INSERT INTO ledger_entry (id, at, business_day, kind, debit, credit, amount, customer_id, receivable_id, employee_id)
SELECT pg_temp.key(part.credit, n, ship_at), ship_at, day, 'SALE', 'RECEIVABLE', part.credit, part.amount, customer_id, id, driver.employee_id
FROM demo_debt, (SELECT id FROM employee WHERE username = 'driver') AS driver (employee_id),
     LATERAL (VALUES ('REVENUE', demo_debt.amount - tax_amount), ('OUTPUT_TAX', tax_amount)) AS part (credit, amount)
WHERE part.amount > 0 ORDER BY place;
INSERT INTO ledger_entry (id, at, business_day, kind, debit, credit, amount, customer_id, receipt_id, employee_id)
SELECT pg_temp.key('entry ' || id, created_at), created_at, business_day, 'RECEIPT', CASE method WHEN 'CASH' THEN 'CASH' WHEN 'BANK' THEN 'BANK' ELSE 'ELECTRONIC' END, 'ADVANCE',
       amount, customer_id, id, recorded_by_id
FROM receipt ORDER BY number;
INSERT INTO ledger_entry (id, at, business_day, kind, debit, credit, amount, customer_id, receivable_id, receipt_id, employee_id)
SELECT pg_temp.key('entry ' || a.id, a.at), a.at, r.business_day, 'ALLOCATION', 'ADVANCE', 'RECEIVABLE', a.amount, r.customer_id, a.receivable_id, a.receipt_id, r.recorded_by_id
FROM allocation a JOIN receipt r ON r.id = a.receipt_id ORDER BY a.id;

-- Paid orders are closed.
UPDATE sales_order o SET state = 'CLOSED', version = version + 1
FROM receivable r WHERE r.order_id = o.id AND r.state = 'SETTLED';

UPDATE customer_account a
SET receivable = coalesce(r.open, 0), unbilled = coalesce(u.total, 0), advance = coalesce(v.advance, 0)
FROM customer c
LEFT JOIN (SELECT customer_id, sum(open_amount) AS open FROM receivable GROUP BY 1) r ON r.customer_id = c.id
LEFT JOIN (SELECT customer_id, sum(total) AS total FROM sales_order WHERE state IN ('APPROVED', 'PICKED') GROUP BY 1) u ON u.customer_id = c.id
LEFT JOIN (SELECT customer_id, sum(unallocated) AS advance FROM receipt GROUP BY 1) v ON v.customer_id = c.id
WHERE a.customer_id = c.id AND (r.open > 0 OR u.total > 0 OR v.advance > 0);

-- Held for what is overdue is only who has something overdue.
UPDATE sales_order o SET state = 'SUBMITTED', hold_reasons = '{}'
FROM demo
WHERE o.state = 'HELD' AND o.hold_reasons = ARRAY['OVERDUE'] AND NOT EXISTS (
    SELECT 1 FROM receivable r WHERE r.customer_id = o.customer_id AND r.open_amount > 0 AND r.due_on < demo.last_day);

-- Limits that leave room, save for those whose waiting orders go beyond. The best customers have none.
UPDATE customer
SET credit_limit = CASE WHEN x.tight AND x.held > 0 THEN least(ceil((x.owes + x.held / 2) / 100) * 100, floor(x.owes + x.held - 0.01))
    ELSE greatest(CASE x.level WHEN 'A' THEN 50000 WHEN 'B' THEN 20000 WHEN 'C' THEN 8000 ELSE 3000 END,
                  ceil((x.owes + x.asked) * 1.3 / 1000) * 1000) END
FROM (
    SELECT c.id, c.level, c.tight, c.n, a.receivable + a.unbilled AS owes, coalesce(sum(o.total), 0) AS asked,
           coalesce(min(o.total) FILTER (WHERE o.state = 'HELD'), 0) AS held
    FROM demo_customer c JOIN customer_account a ON a.customer_id = c.id
    LEFT JOIN sales_order o ON o.customer_id = c.id AND o.state IN ('SUBMITTED', 'HELD')
    GROUP BY c.id, c.level, c.tight, c.n, a.receivable, a.unbilled
) x
WHERE x.id = customer.id AND NOT (x.level = 'A' AND NOT x.tight AND x.n % 3 = 0);
