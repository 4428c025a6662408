"""Re-adds everything: stock from movements, money from documents and ledger, states from what they claim.

Each check is one statement that returns the records that disagree; together they read one snapshot and change
    nothing.
What the database itself enforces (foreign keys, CHECK, unique) is not checked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

from erp_visit.db import Connection

SHOWN = 50
"""Findings listed per check; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """`rows` counts what is looked at; `sql` returns (record, problem) for each record that disagrees."""

    name: str
    rows: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that disagrees with those behind it."""

    check: str
    record: str
    problem: str

    def __str__(self) -> str:
        return f"{self.check}: {self.record}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check looked at and found. `findings` are the first ones of `total`."""

    check: Check
    rows: int
    total: int
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        verdict = "in order" if not self.total else f"{self.total} FINDINGS"
        return f"{self.check.name}: {self.rows} checked, {verdict}"


_STOCK = (
    Check(
        "stock on hand = sum of movements",
        "SELECT count(*) FROM stock_balance",
        """
SELECT w.code || ' ' || p.sku || ' ' || l.code, format('on hand %s, movements add up to %s', on_hand, moved)
FROM (SELECT warehouse_id, lot_id, sum(on_hand) AS on_hand, sum(moved) AS moved FROM (
        SELECT warehouse_id, lot_id, on_hand, 0 AS moved FROM stock_balance
        UNION ALL SELECT warehouse_id, lot_id, 0, quantity FROM stock_movement) u
    GROUP BY 1, 2 HAVING sum(on_hand) <> sum(moved)) d
JOIN warehouse w ON w.id = d.warehouse_id JOIN lot l ON l.id = d.lot_id JOIN product p ON p.id = l.product_id""",
    ),
    Check(
        "stock reserved = sum of reservations",
        "SELECT count(*) FROM reservation",
        """
SELECT w.code || ' ' || p.sku || ' ' || l.code, format('reserved %s, reservations add up to %s', reserved, promised)
FROM (SELECT warehouse_id, lot_id, sum(reserved) AS reserved, sum(promised) AS promised FROM (
        SELECT warehouse_id, lot_id, reserved, 0 AS promised FROM stock_balance WHERE reserved <> 0
        UNION ALL SELECT warehouse_id, lot_id, 0, quantity FROM reservation) u
    GROUP BY 1, 2 HAVING sum(reserved) <> sum(promised)) d
JOIN warehouse w ON w.id = d.warehouse_id JOIN lot l ON l.id = d.lot_id JOIN product p ON p.id = l.product_id""",
    ),
    Check(
        "lots belong to the product they are booked under",
        "SELECT (SELECT count(*) FROM stock_movement) + (SELECT count(*) FROM stock_balance)",
        """
SELECT 'lot ' || l.code, format('%s names another product than its lot', x.what)
FROM (SELECT 'a movement' AS what, lot_id, product_id FROM stock_movement
      UNION ALL SELECT 'a balance', lot_id, product_id FROM stock_balance
      UNION ALL SELECT 'a document line', lot_id, product_id FROM stock_document_line) x
JOIN lot l ON l.id = x.lot_id WHERE l.product_id <> x.product_id""",
    ),
    Check(
        "movements are in the warehouse of their document",
        "SELECT count(*) FROM stock_movement",
        """
SELECT DISTINCT d.number, format('%s moved in another warehouse', m.kind)
FROM stock_movement m JOIN stock_document d ON d.id = m.document_id WHERE m.warehouse_id <> d.warehouse_id""",
    ),
    Check(
        "stock documents moved what their lines say",
        "SELECT count(*) FROM stock_document_line",
        """
SELECT d.number, format('%s: movements of a lot add up to %s, its lines ask for %s', d.state, moved, wanted)
FROM (SELECT document_id, sum(moved) AS moved, sum(wanted) AS wanted FROM (
        SELECT document_id, lot_id, order_line_id, quantity AS moved, 0 AS wanted FROM stock_movement
        UNION ALL
        SELECT l.document_id, l.lot_id, l.order_line_id, 0,
            CASE d.state WHEN 'SHIPPED' THEN -coalesce(actual, 0) WHEN 'RECEIVED' THEN coalesce(actual, 0) ELSE 0 END
        FROM stock_document_line l JOIN stock_document d ON d.id = l.document_id) u
    GROUP BY document_id, lot_id, order_line_id HAVING sum(moved) <> sum(wanted)) x
JOIN stock_document d ON d.id = x.document_id""",
    ),
    Check(
        "reversed movements mirror their origin",
        "SELECT count(*) FROM stock_movement WHERE reverses_id IS NOT NULL",
        """
SELECT d.number, 'a reversal differs from the movement that it takes back'
FROM stock_movement r JOIN stock_movement m ON m.id = r.reverses_id JOIN stock_document d ON d.id = r.document_id
WHERE (r.warehouse_id, r.lot_id, r.quantity) IS DISTINCT FROM (m.warehouse_id, m.lot_id, -m.quantity)""",
    ),
    Check(
        "reservations belong to orders that wait for their goods",
        "SELECT count(*) FROM sales_order WHERE state IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED')",
        """
SELECT o.number, format('%s, reserved: %s, reservations: %s', o.state, o.stock_reserved, coalesce(r.quantity, 0))
FROM sales_order o
LEFT JOIN (SELECT l.order_id, sum(r.quantity) AS quantity FROM reservation r JOIN order_line l ON l.id =
    r.order_line_id
           GROUP BY 1) r ON r.order_id = o.id
WHERE (r.order_id IS NOT NULL) <> o.stock_reserved
    OR o.stock_reserved AND o.state NOT IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED')""",
    ),
    Check(
        "approved orders reserve what their document plans",
        "SELECT count(*) FROM stock_document WHERE state IN ('PENDING', 'PICKED')",
        """
SELECT d.number, format('reserved %s, planned or picked %s', reserved, planned)
FROM (SELECT document_id, sum(reserved) AS reserved, sum(planned) AS planned FROM (
        SELECT l.document_id, l.order_line_id, l.lot_id, coalesce(l.actual, l.planned) AS planned, 0 AS reserved
        FROM stock_document_line l JOIN stock_document d ON d.id = l.document_id
        WHERE d.kind = 'OUT' AND d.state IN ('PENDING', 'PICKED')
        UNION ALL
        SELECT d.id, r.order_line_id, r.lot_id, 0, r.quantity
        FROM reservation r JOIN order_line l ON l.id = r.order_line_id JOIN stock_document d ON d.order_id =
            l.order_id
        WHERE d.kind = 'OUT' AND d.state IN ('PENDING', 'PICKED')) u
    GROUP BY document_id, order_line_id, lot_id HAVING sum(reserved) <> sum(planned)) x
JOIN stock_document d ON d.id = x.document_id""",
    ),
)

_ORDERS = (
    Check(
        "line amount = unit price × quantity",
        "SELECT count(*) FROM order_line",
        """
SELECT o.number || ' line ' || l.number, format('amount %s, %s × %s is %s', amount, unit_price, quantity,
    round(unit_price * quantity, 2))
FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE amount <> round(unit_price * quantity, 2)""",
    ),
    Check(
        "order total = sum of lines + rounding",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('goods %s, tax %s, total %s; lines add up to %s, tax %s', goods_amount, o.tax_amount, total,
    coalesce(s.amount, 0), coalesce(s.tax, 0))
FROM sales_order o
LEFT JOIN (SELECT order_id, sum(amount) AS amount, sum(tax_amount) AS tax FROM order_line GROUP BY 1) s ON
    s.order_id = o.id
WHERE goods_amount <> coalesce(s.amount, 0) OR o.tax_amount <> coalesce(s.tax, 0)
    OR total - rounding NOT IN (goods_amount, goods_amount + o.tax_amount)""",
    ),
    Check(
        "order cost = sum of its lines' costs",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('cost %s; lines add up to %s', o.cost_amount, s.cost)
FROM sales_order o
LEFT JOIN (SELECT order_id, CASE WHEN count(*) = count(cost_amount) THEN sum(cost_amount) END AS cost
           FROM order_line GROUP BY 1) s ON s.order_id = o.id
WHERE o.cost_amount IS DISTINCT FROM s.cost""",
    ),
    Check(
        "order state fits its stock documents",
        "SELECT count(*) FROM sales_order",
        """
SELECT o.number, format('%s, its documents: %s', o.state, coalesce(d.states, 'none'))
FROM sales_order o
LEFT JOIN (SELECT order_id, string_agg(state, ', ' ORDER BY state) AS states FROM stock_document
           WHERE kind = 'OUT' AND state IN ('PENDING', 'PICKED', 'SHIPPED') GROUP BY 1) d ON d.order_id = o.id
WHERE coalesce(d.states, '') <> CASE o.state WHEN 'APPROVED' THEN 'PENDING' WHEN 'PICKED' THEN 'PICKED'
        WHEN 'SHIPPED' THEN 'SHIPPED' WHEN 'CLOSED' THEN 'SHIPPED' ELSE '' END
    AND NOT (d.states IS NULL AND o.state IN ('SHIPPED', 'CLOSED') AND NOT EXISTS (
        SELECT FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = o.id AND p.stocked))""",
    ),
    Check(
        "shipped quantity = what moved",
        "SELECT count(*) FROM order_line WHERE shipped_quantity IS NOT NULL",
        """
SELECT o.number || ' line ' || l.number, format('%s, shipped %s, moved %s', o.state, l.shipped_quantity,
    coalesce(m.moved, 0))
FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
LEFT JOIN (SELECT m.order_line_id, -sum(m.quantity) AS moved FROM stock_movement m JOIN stock_document d ON d.id =
    m.document_id
           WHERE d.kind = 'OUT' AND m.order_line_id IS NOT NULL GROUP BY 1) m ON m.order_line_id = l.id
WHERE CASE WHEN o.state NOT IN ('SHIPPED', 'CLOSED') THEN coalesce(m.moved, 0) <> 0
      WHEN p.stocked THEN l.shipped_quantity IS DISTINCT FROM coalesce(m.moved, 0)
      ELSE coalesce(m.moved, 0) <> 0 OR l.shipped_quantity IS NULL END""",
    ),
    Check(
        "shipped orders are billed for what left",
        "SELECT count(*) FROM sales_order WHERE state IN ('SHIPPED', 'CLOSED')",
        """
SELECT o.number, format('%s: billed %s, shipped goods come to %s', o.state, coalesce(r.amount, 0), due)
FROM (
    SELECT order_id, CASE WHEN complete THEN total WHEN unit > 0 THEN floor(gross / unit) * unit ELSE gross END AS due
    FROM (
        SELECT o.id AS order_id, o.total, bool_and(coalesce(l.shipped_quantity, 0) = l.base_quantity) AS complete,
            max(coalesce((l.price_trace->>'roundingUnit')::numeric, 0)) AS unit,
            sum(CASE WHEN coalesce(l.shipped_quantity, 0) = l.base_quantity THEN l.amount
                ELSE round(l.unit_price * coalesce(l.shipped_quantity, 0) / l.unit_factor, 2) END)
            + CASE WHEN bool_and(coalesce((l.price_trace->>'taxIncluded')::boolean, true)) THEN 0
                ELSE sum(CASE WHEN l.amount = 0 THEN 0 WHEN coalesce(l.shipped_quantity, 0) = l.base_quantity THEN
                    l.tax_amount
                    ELSE round(l.tax_amount * round(l.unit_price * coalesce(l.shipped_quantity, 0) / l.unit_factor, 2)
                        / l.amount, 2) END) END AS gross
        FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.state IN ('SHIPPED', 'CLOSED') GROUP BY o.id
    ) s
) d
JOIN sales_order o ON o.id = d.order_id
LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM receivable WHERE state <> 'REVERSED' AND amount > 0 GROUP
    BY 1) r
    ON r.order_id = o.id
WHERE coalesce(r.amount, 0) <> due""",
    ),
    Check(
        "an order is closed when nothing of it is left to pay",
        "SELECT count(*) FROM sales_order WHERE state IN ('SHIPPED', 'CLOSED')",
        """
SELECT o.number, format('%s, still open: %s', o.state, coalesce(r.open, 0))
FROM sales_order o
LEFT JOIN (SELECT order_id, sum(open_amount) AS open FROM receivable WHERE state <> 'REVERSED' AND amount > 0
    GROUP BY 1) r
    ON r.order_id = o.id
WHERE o.state IN ('SHIPPED', 'CLOSED') AND (o.state = 'CLOSED') <> (coalesce(r.open, 0) = 0)""",
    ),
    Check(
        "only shipped orders are billed",
        "SELECT count(*) FROM receivable WHERE order_id IS NOT NULL",
        """
SELECT r.number, format('order %s is %s', o.number, o.state)
FROM receivable r JOIN sales_order o ON o.id = r.order_id
WHERE r.state <> 'REVERSED' AND r.amount > 0 AND o.state NOT IN ('SHIPPED', 'CLOSED')""",
    ),
    Check(
        "documents of one order name one customer",
        "SELECT (SELECT count(*) FROM stock_document WHERE order_id IS NOT NULL)"
        " + (SELECT count(*) FROM receivable WHERE order_id IS NOT NULL)",
        """
SELECT d.number, format('names another customer than order %s', o.number)
FROM (SELECT number, order_id, customer_id FROM stock_document UNION ALL SELECT number, order_id, customer_id FROM
    receivable) d
JOIN sales_order o ON o.id = d.order_id WHERE d.customer_id IS DISTINCT FROM o.customer_id""",
    ),
)

_MONEY = (
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

CHECKS: tuple[Check, ...] = (*_STOCK, *_ORDERS, *_MONEY)


async def examine(connection: Connection, tell: Callable[[Outcome], None] = lambda _outcome: None) -> list[Outcome]:
    """Carry out all checks on one snapshot; `tell` hears of each as it ends."""
    outcomes: list[Outcome] = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        for check in CHECKS:
            rows = await connection.fetchval(check.rows)
            found = await connection.fetch(
                f"SELECT record, problem, count(*) OVER () AS total FROM ({check.sql}) AS found (record, problem)"
                f" ORDER BY 1, 2 LIMIT {SHOWN}"
            )
            findings = tuple(Finding(check.name, row["record"], row["problem"]) for row in found)
            outcome = Outcome(check, rows, found[0]["total"] if found else 0, findings)
            tell(outcome)
            outcomes.append(outcome)
    return outcomes


async def run(database_url: str, tell: Callable[[str], None] = lambda _line: None) -> list[Finding]:
    """Check a database; the findings, empty when all agrees. `tell` hears one line per check."""
    connection = await asyncpg.connect(
        database_url, server_settings={"timezone": "UTC", "application_name": "erp-visit doctor"}
    )
    try:
        outcomes = await examine(connection, lambda outcome: tell(str(outcome)))
    finally:
        await connection.close()
    findings: list[Finding] = []
    for outcome in outcomes:
        findings += outcome.findings
        if outcome.total > len(outcome.findings):
            findings.append(Finding(outcome.check.name, "…", f"{outcome.total - len(outcome.findings)} more"))
    return findings


__all__ = ["CHECKS", "Check", "Finding", "Outcome", "examine", "run"]
