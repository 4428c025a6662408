"""What the database holds, against what the clients were told."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from drills.load import Book
from drills.stage import Stage
from erp_visit.doctor import run
from erp_visit.files.store import Store


@dataclass
class Verdict:
    """All zero if everything is as it was promised."""

    lost: int
    duplicates: int
    half_booked: int
    findings: list[str]


_DUPLICATES = """
SELECT (SELECT count(*) FROM (SELECT FROM audit_entry WHERE entity_id = ANY($1::uuid[]) AND action LIKE 'order.%'
        GROUP BY entity_id, action HAVING count(*) > 1) AS twice)
     + (SELECT count(*) FROM (SELECT FROM stock_document WHERE order_id = ANY($1::uuid[]) GROUP BY order_id
        HAVING count(*) > 1) AS twice)
     + (SELECT count(*) FROM (SELECT FROM receivable WHERE order_id = ANY($1::uuid[]) GROUP BY order_id
        HAVING count(*) > 1) AS twice)
     + (SELECT count(*) FROM sales_order WHERE NOT id = ANY($1::uuid[] || $2::uuid[]) AND number NOT LIKE 'DRILL-%')
     + (SELECT count(*) FROM receipt WHERE NOT id = ANY($3::uuid[] || $2::uuid[]))
"""


async def present(stage: Stage) -> list[str]:
    """The ids of the orders and receipts that are there."""
    connection = await asyncpg.connect(stage.url())
    try:
        rows = await connection.fetch("SELECT id FROM sales_order UNION ALL SELECT id FROM receipt")
    finally:
        await connection.close()
    return [str(row["id"]) for row in rows]


async def verify(stage: Stage, book: Book, before: list[str]) -> Verdict:
    """Compare, and let the doctor re-add everything. `before` was there before the clients came."""
    connection = await asyncpg.connect(stage.url())
    try:
        orders = {
            str(row["id"]): row
            for row in await connection.fetch(
                "SELECT o.id, o.number, o.state,"
                " (SELECT count(*) FROM stock_document d WHERE d.order_id = o.id) AS documents,"
                " (SELECT count(*) FROM receivable r WHERE r.order_id = o.id) AS receivables"
                " FROM sales_order o WHERE o.id = ANY($1::uuid[])",
                list(book.sent),
            )
        }
        receipts = {
            str(row["id"]): row["number"]
            for row in await connection.fetch(
                "SELECT id, number FROM receipt WHERE id = ANY($1::uuid[])", list(book.receipts)
            )
        }
        lost = sum(key not in orders or orders[key]["number"] != number for key, number in book.orders.items())
        lost += sum(key not in orders or orders[key]["documents"] != 1 for key in book.approved)
        lost += sum(key not in orders or orders[key]["receivables"] != 1 for key in book.shipped)
        lost += sum(bool(number) and receipts.get(key) != number for key, number in book.receipts.items())
        duplicates = await connection.fetchval(_DUPLICATES, list(book.sent), before, list(book.receipts))
    finally:
        await connection.close()
    store = Store(stage.folder / "files") if stage.own else None
    findings = [str(finding) for finding in await run(stage.url(), lambda _: None, store)]
    return Verdict(lost, duplicates, len(findings), findings)


__all__ = ["Verdict", "present", "verify"]
