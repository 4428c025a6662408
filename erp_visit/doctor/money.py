"""Money: open amounts, advances and accounts from documents, and all of them from the ledger."""

from __future__ import annotations

from erp_visit.doctor.check import Check

MONEY = (
    Check(
        "open amount = amount − what was set against it",
        "SELECT count(*) FROM receivable",
        """
SELECT number, format('%s, amount %s, open %s, allocations %s', state, amount, open_amount, paid)
FROM (SELECT r.number, r.state, r.amount, r.open_amount, coalesce(p.paid, 0) - coalesce(u.used, 0) AS paid
      FROM receivable r
      LEFT JOIN (SELECT receivable_id, sum(amount) AS paid FROM allocation GROUP BY 1) p ON p.receivable_id = r.id
      LEFT JOIN (SELECT credit_note_id, sum(amount) AS used FROM allocation WHERE credit_note_id IS NOT NULL GROUP
          BY 1) u
          ON u.credit_note_id = r.id) x
WHERE open_amount <> CASE state WHEN 'REVERSED' THEN 0 ELSE amount - paid END OR state = 'REVERSED' AND paid <> 0
    OR (state = 'OPEN') <> (open_amount <> 0 AND state <> 'REVERSED')""",
    ),
    Check(
        "receipt's advance = amount − allocations",
        "SELECT count(*) FROM receipt",
        """
SELECT number, format('%s, amount %s, unallocated %s, allocations %s', state, amount, unallocated, paid)
FROM (SELECT q.number, q.state, q.amount, q.unallocated, coalesce(p.paid, 0) AS paid
      FROM receipt q LEFT JOIN (SELECT receipt_id, sum(amount) AS paid FROM allocation GROUP BY 1) p ON
          p.receipt_id = q.id) x
WHERE CASE state WHEN 'REVERSED' THEN unallocated <> 0 OR paid <> 0 ELSE unallocated <> amount - paid END""",
    ),
    Check(
        "allocations stay within one customer and are taken back exactly",
        "SELECT count(*) FROM allocation",
        """
SELECT r.number, CASE WHEN a.reverses_id IS NULL THEN 'is paid by another customer' ELSE
    'an allocation is taken back wrongly' END
FROM allocation a JOIN receivable r ON r.id = a.receivable_id
LEFT JOIN receipt q ON q.id = a.receipt_id LEFT JOIN receivable c ON c.id = a.credit_note_id
LEFT JOIN allocation o ON o.id = a.reverses_id
WHERE r.customer_id <> coalesce(q.customer_id, c.customer_id) OR c.amount > 0 OR a.reverses_id IS NOT NULL
    AND (a.amount, a.receivable_id, a.receipt_id, a.credit_note_id)
        IS DISTINCT FROM (-o.amount, o.receivable_id, o.receipt_id, o.credit_note_id)""",
    ),
    Check(
        "customer account = sum of documents",
        "SELECT count(*) FROM customer",
        """
SELECT c.code, format('receivable %s of %s, unbilled %s of %s, advance %s of %s', a.receivable, owed, a.unbilled,
    approved,
    a.advance, ahead)
FROM (
    SELECT c.id, c.code, coalesce(owed, 0) AS owed, coalesce(approved, 0) AS approved, coalesce(paid, 0) +
        coalesce(credit, 0) AS ahead
    FROM customer c
    LEFT JOIN (SELECT customer_id, sum(open_amount) FILTER (WHERE open_amount > 0) AS owed,
                   -sum(open_amount) FILTER (WHERE open_amount < 0) AS credit FROM receivable GROUP BY 1) r ON
                       r.customer_id = c.id
    LEFT JOIN (SELECT customer_id, sum(total) AS approved FROM sales_order WHERE state IN ('APPROVED', 'PICKED')
        GROUP BY 1) o
        ON o.customer_id = c.id
    LEFT JOIN (SELECT customer_id, sum(unallocated) AS paid FROM receipt GROUP BY 1) q ON q.customer_id = c.id
) c LEFT JOIN customer_account a ON a.customer_id = c.id
WHERE (a.receivable, a.unbilled, a.advance) IS DISTINCT FROM (owed, approved, ahead)""",
    ),
    Check(
        "ledger of each invoice = what is open of it",
        "SELECT count(*) FROM receivable WHERE amount > 0",
        """
SELECT r.number, format('open %s, in the ledger %s', r.open_amount, coalesce(e.net, 0))
FROM receivable r
LEFT JOIN (SELECT receivable_id, sum(CASE WHEN debit = 'RECEIVABLE' THEN amount WHEN credit = 'RECEIVABLE' THEN
    -amount END) AS net
           FROM ledger_entry WHERE receivable_id IS NOT NULL GROUP BY 1) e ON e.receivable_id = r.id
WHERE r.amount > 0 AND coalesce(e.net, 0) <> r.open_amount""",
    ),
    Check(
        "ledger of each receipt = its money and its advance",
        "SELECT count(*) FROM receipt",
        """
SELECT q.number, format('%s, amount %s, in the ledger %s; advance %s, in the ledger %s', q.state, q.amount,
    coalesce(money, 0),
    q.unallocated, coalesce(advance, 0))
FROM receipt q
LEFT JOIN (SELECT receipt_id,
               sum(CASE WHEN debit IN ('CASH', 'BANK', 'ELECTRONIC', 'REP_CASH') THEN amount ELSE 0 END
                   - CASE WHEN credit IN ('CASH', 'BANK', 'ELECTRONIC', 'REP_CASH') THEN amount ELSE 0 END) AS money,
               sum(CASE WHEN credit = 'ADVANCE' THEN amount WHEN debit = 'ADVANCE' THEN -amount ELSE 0 END) AS advance
           FROM ledger_entry WHERE receipt_id IS NOT NULL GROUP BY 1) e ON e.receipt_id = q.id
WHERE coalesce(money, 0) <> CASE q.state WHEN 'POSTED' THEN q.amount ELSE 0 END OR coalesce(advance, 0) <>
    q.unallocated""",
    ),
    Check(
        "ledger per customer = customer account",
        "SELECT count(*) FROM ledger_entry",
        """
SELECT c.code, format('owes %s, in the ledger %s; advance %s, in the ledger %s', a.receivable, coalesce(owed, 0),
    a.advance,
    coalesce(ahead, 0))
FROM customer_account a JOIN customer c ON c.id = a.customer_id
LEFT JOIN (SELECT customer_id,
        sum(CASE WHEN debit = 'RECEIVABLE' THEN amount ELSE 0 END - CASE WHEN credit = 'RECEIVABLE' THEN amount
            ELSE 0 END) AS owed,
        sum(CASE WHEN credit = 'ADVANCE' THEN amount ELSE 0 END - CASE WHEN debit = 'ADVANCE' THEN amount ELSE 0
            END) AS ahead
    FROM ledger_entry WHERE customer_id IS NOT NULL GROUP BY 1) e ON e.customer_id = a.customer_id
WHERE (a.receivable, a.advance) IS DISTINCT FROM (coalesce(owed, 0), coalesce(ahead, 0))""",
    ),
    Check(
        "ledger of sales per customer = what was billed and credited",
        "SELECT count(*) FROM ledger_entry WHERE kind IN ('SALE', 'CREDIT_NOTE', 'OPENING')",
        """
SELECT c.code, format('invoices less credit notes %s, in the ledger %s', coalesce(billed, 0), coalesce(sold, 0))
FROM (
    SELECT customer_id, sum(billed) AS billed, sum(sold) AS sold FROM (
        SELECT customer_id, amount AS billed, 0 AS sold FROM receivable WHERE state <> 'REVERSED'
        UNION ALL
        SELECT customer_id, 0, CASE WHEN credit IN ('REVENUE', 'OUTPUT_TAX', 'OPENING') THEN amount ELSE -amount
            END FROM ledger_entry
        WHERE credit IN ('REVENUE', 'OUTPUT_TAX', 'OPENING') OR debit IN ('REVENUE', 'OUTPUT_TAX', 'OPENING')
    ) u GROUP BY 1 HAVING sum(billed) <> sum(sold)
) x JOIN customer c ON c.id = x.customer_id""",
    ),
    Check(
        "entries are on the accounts of their kind",
        "SELECT count(*) FROM ledger_entry WHERE reverses_id IS NULL",
        """
SELECT coalesce(r.number, q.number, c.code), format('%s from %s to %s', e.kind, e.credit, e.debit)
FROM ledger_entry e LEFT JOIN receivable r ON r.id = e.receivable_id LEFT JOIN receipt q ON q.id = e.receipt_id
LEFT JOIN customer c ON c.id = e.customer_id
WHERE e.reverses_id IS NULL AND CASE e.kind
    WHEN 'SALE' THEN e.debit = 'RECEIVABLE' AND e.credit IN ('REVENUE', 'OUTPUT_TAX')
    WHEN 'RECEIPT' THEN e.credit = 'ADVANCE' AND e.debit = CASE q.method
        WHEN 'CASH' THEN 'CASH' WHEN 'BANK' THEN 'BANK' ELSE 'ELECTRONIC' END
    WHEN 'ALLOCATION' THEN e.debit = 'ADVANCE' AND e.credit = 'RECEIVABLE'
    WHEN 'OPENING' THEN 'OPENING' IN (e.debit, e.credit)
    WHEN 'CREDIT_NOTE' THEN e.debit IN ('REVENUE', 'OUTPUT_TAX') AND e.credit IN ('RECEIVABLE', 'ADVANCE')
    ELSE false END IS NOT TRUE""",
    ),
    Check(
        "output tax of what was sold whole = tax of its order",
        "SELECT count(*) FROM receivable WHERE amount > 0 AND order_id IS NOT NULL",
        """
SELECT r.number, format('tax %s, in the ledger %s', o.tax_amount, coalesce(e.tax, 0))
FROM receivable r JOIN sales_order o ON o.id = r.order_id
LEFT JOIN (SELECT receivable_id, sum(amount) AS tax FROM ledger_entry
           WHERE kind = 'SALE' AND credit = 'OUTPUT_TAX' GROUP BY 1) e ON e.receivable_id = r.id
WHERE r.amount = o.total AND r.state <> 'REVERSED' AND coalesce(e.tax, 0) <> least(o.tax_amount, r.amount)""",
    ),
    Check(
        "reversed entries mirror their origin",
        "SELECT count(*) FROM ledger_entry WHERE reverses_id IS NOT NULL",
        """
SELECT c.code, format('the reversal of %s %s %s differs from it', e.kind, e.amount, e.business_day)
FROM ledger_entry r JOIN ledger_entry e ON e.id = r.reverses_id LEFT JOIN customer c ON c.id = r.customer_id
WHERE (r.debit, r.credit, r.amount, r.customer_id) IS DISTINCT FROM (e.credit, e.debit, e.amount, e.customer_id)""",
    ),
)

__all__ = ["MONEY"]
