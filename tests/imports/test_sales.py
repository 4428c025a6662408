"""Another system's sales history: orders, shipments, movements, receivables, credit notes; to the penny, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainError
from erp_visit.db import Connection
from erp_visit.imports.mapping import Mapping
from tests import books, factories
from tests.imports.conftest import Importer

FIELDS = "number at customer customer_name sku product_name quantity price"
ROWS: list[tuple[Any, ...]] = [
    ("S1", "2026-01-05 09:00", "K1", "甲", "P1", "可乐", 10, "2.20"),
    ("S1", "2026-01-05 09:00", "K1", "甲", "P2", "雪碧", 4, "1.255"),
    ("S1", "2026-01-05 09:00", "K1", "甲", "POST", "运费", 1, "8.00"),
    ("S2", "2026-01-06 09:00", "K1", "甲", "P1", "可乐 ", 5, "2.00"),
    ("C3", "2026-01-07 09:00", "K1", "甲", "P1", "", -6, "2.20"),
    ("S4", "2026-01-07 10:00", "K2", "乙", "P1", "可乐", 1, "0"),
    ("C5", "2026-01-08 09:00", "K2", "乙", "P2", "雪碧", -30, "1.00"),
    ("S6", "2026-01-09 09:00", "K2", "乙", "P2", "雪碧", 8, "1.00"),
    ("X7", "2026-01-10 09:00", "K2", "乙", "P2", "雪碧", 3, "1.00"),
    ("X7", "2026-01-10 09:00", "K2", "乙", "P1", "可乐", -1, "2.00"),
]
MAPPING = Mapping(
    services=("POST",), new_products={"tax_rate": "0.13", "base_unit": "瓶"}, new_customers={"credit_days": 30}
)
MAKE = {"create_customers": True, "create_products": True, "mapping": MAPPING}


async def test_documents_movements_and_money(importer: Importer) -> None:
    report = await importer("sales", FIELDS, *ROWS, **MAKE)
    assert (report.rows, report.taken, report.problems, report.committed) == (10, 10, (), True)
    assert report.created == {
        "Customer": 2, "Product": 3, "Order": 5, "OrderLine": 7, "StockDocument": 9, "StockMovement": 11, "Invoice": 4,
        "CreditNote": 3, "ReturnLine": 3,
    }  # fmt: skip
    await importer.check()
    assert await importer.fetch("SELECT number, state, total, business_day FROM sales_order ORDER BY number") == [
        ("S1", "SHIPPED", Decimal("35.02"), date(2026, 1, 5)),
        ("S2", "SHIPPED", Decimal("10.00"), date(2026, 1, 6)),
        ("S4", "CLOSED", Decimal("0.00"), date(2026, 1, 7)),
        ("S6", "CLOSED", Decimal("8.00"), date(2026, 1, 9)),
        ("X7", "CLOSED", Decimal("3.00"), date(2026, 1, 10)),
    ]
    # C3 (13.20) goes against the oldest invoice. C5 (30.00) comes before K2 owes anything: it waits as an advance, pays
    # S6 and X7 when they arise, and what is left of it and of X7's return stays the customer's.
    assert await importer.fetch("SELECT number, amount, open_amount FROM receivable ORDER BY number") == [
        ("C3", Decimal("-13.20"), Decimal(0)), ("C5", Decimal("-30.00"), Decimal("-19.00")),
        ("S1", Decimal("35.02"), Decimal("21.82")), ("S2", Decimal("10.00"), Decimal("10.00")),
        ("S6", Decimal("8.00"), Decimal(0)), ("X7", Decimal("3.00"), Decimal(0)),
        ("X7/R", Decimal("-2.00"), Decimal("-2.00")),
    ]  # fmt: skip
    assert await importer.fetch(
        "SELECT c.code, a.receivable, a.advance FROM customer_account a"
        " JOIN customer c ON c.id = a.customer_id ORDER BY 1"
    ) == [("K1", Decimal("31.82"), Decimal(0)), ("K2", Decimal(0), Decimal("21.00"))]
    assert await importer.fetch(
        "SELECT c.code, to_char(business_day, 'YYYY-MM'), sum(CASE e.kind WHEN 'SALE' THEN amount ELSE -amount END)"
        " FROM ledger_entry e JOIN customer c ON c.id = e.customer_id WHERE e.kind IN ('SALE', 'CREDIT_NOTE')"
        " GROUP BY 1, 2 ORDER BY 1"
    ) == [("K1", "2026-01", Decimal("31.82")), ("K2", "2026-01", Decimal("-21.00"))]
    assert await importer.value(
        "SELECT sum(amount) FROM ledger_entry WHERE credit = 'OUTPUT_TAX'"
    ) == await importer.value("SELECT sum(tax_amount) FROM sales_order")


async def test_stock_that_must_have_been_there_comes_in_before_the_first_sale(importer: Importer) -> None:
    await importer("sales", FIELDS, *ROWS, **MAKE)
    assert await importer.fetch(
        "SELECT p.sku, m.quantity, m.business_day FROM stock_movement m JOIN product p ON p.id = m.product_id"
        " WHERE m.kind = 'RECEIPT' ORDER BY 1"
    ) == [("P1", 15, date(2026, 1, 4)), ("P2", 4, date(2026, 1, 4))]
    # P1: 15 were out before 6 came back; then one free of charge went and one came back. P2: 4 out, 30 back, 11 out.
    assert await importer.fetch(
        "SELECT p.sku, on_hand FROM stock_balance b JOIN product p ON p.id = b.product_id ORDER BY 1"
    ) == [("P1", 6), ("P2", 19)]
    lowest = await importer.value(
        "SELECT min(level) FROM (SELECT sum(quantity) OVER (PARTITION BY lot_id ORDER BY at, quantity) AS level"
        " FROM stock_movement) l"
    )
    assert lowest == 0


async def test_products_and_customers_take_the_name_that_is_written_most_often(importer: Importer) -> None:
    rows = [("S1", "2026-01-05", "K1", name, "P1", product, 1, "1") for name, product in
            [("老甲", "damaged"), ("甲店", "可乐"), ("甲店", "可乐")]]  # fmt: skip
    await importer("sales", FIELDS, *rows, **MAKE)
    assert await importer.fetch("SELECT code, name, pinyin FROM customer") == [("K1", "甲店", "jd")]
    assert await importer.fetch("SELECT sku, name, pinyin, list_price, stocked, active FROM product") == [
        ("P1", "可乐", "kl", Decimal(1), True, True)
    ]


async def test_the_same_file_again_creates_nothing(importer: Importer) -> None:
    await importer("sales", FIELDS, *ROWS, **MAKE)
    before = await importer.fetch("SELECT count(*), sum(amount) FROM ledger_entry")
    again = await importer("sales", FIELDS, *ROWS, **MAKE)
    assert (again.taken, again.present, again.created, again.problems) == (0, 10, {}, ())
    assert await importer.fetch("SELECT count(*), sum(amount) FROM ledger_entry") == before

    longer = [*ROWS, ("S8", "2026-01-11 09:00", "K1", "", "P1", "", 2, "2.20")]
    third = await importer("sales", FIELDS, *longer, **MAKE)
    assert (third.taken, third.present) == (1, 10)
    await importer.check()
    changed = [("S1", "2026-01-05 09:00", "K1", "甲", "P1", "可乐", 11, "2.20")]
    fourth = await importer("sales", FIELDS, *changed, **MAKE)
    assert [problem.code for problem in fourth.problems] == ["number_taken"]


async def test_history_in_parts_settles_across_files(importer: Importer) -> None:
    for number in range(len(ROWS)):
        part = [row for row in ROWS if row[0] == ROWS[number][0]]
        await importer("sales", FIELDS, *part, **MAKE)
        await importer.check()
    assert await importer.fetch("SELECT number, open_amount FROM receivable WHERE open_amount <> 0 ORDER BY 1") == [
        ("C5", Decimal("-19.00")), ("S1", Decimal("21.82")), ("S2", Decimal("10.00")), ("X7/R", Decimal("-2.00")),
    ]  # fmt: skip
    assert await importer.value("SELECT count(*) FROM sales_order WHERE state = 'CLOSED'") == 3


async def test_older_history_after_newer_never_digs_a_hole(importer: Importer) -> None:
    await importer("sales", FIELDS, *ROWS[3:], **MAKE)
    await importer("sales", FIELDS, *ROWS[:3], **MAKE)
    await importer.check()
    lowest = await importer.value(
        "SELECT min(level) FROM (SELECT sum(quantity) OVER (PARTITION BY lot_id ORDER BY at, quantity) AS level"
        " FROM stock_movement) l"
    )
    assert lowest == 0


async def test_stock_that_is_promised_now_stays_covered(importer: Importer) -> None:
    await importer("sales", FIELDS, *ROWS[:4], **MAKE)
    async with importer.db.transaction() as connection:
        lot = await connection.fetchval("SELECT l.id FROM lot l JOIN product p ON p.id = l.product_id WHERE sku = 'P1'")
        warehouse = await connection.fetchval("SELECT id FROM warehouse")
        document = await connection.fetchval("SELECT id FROM stock_document WHERE kind = 'IN'")
        await connection.execute(
            "INSERT INTO stock_movement (business_day, kind, warehouse_id, product_id, lot_id, quantity, document_id)"
            " SELECT current_date, 'ADJUSTMENT', $1, product_id, id, 9, $3 FROM lot WHERE id = $2",
            warehouse, lot, document,
        )  # fmt: skip
        await connection.execute("UPDATE stock_balance SET on_hand = 9, reserved = 9 WHERE lot_id = $1", lot)
    report = await importer("sales", FIELDS, ("S9", "2026-02-01", "K1", "", "P1", "", 100, "2"), **MAKE)
    assert report.committed
    assert await importer.fetch("SELECT on_hand, reserved FROM stock_balance WHERE lot_id = $1", lot) == [(9, 9)]


async def test_paid_documents_are_settled_by_receipts(importer: Importer) -> None:
    report = await importer("sales", FIELDS, *ROWS, **MAKE, paid_before=date(2026, 1, 6))
    assert report.created["Receipt"] == 1
    assert await importer.fetch("SELECT amount, unallocated, reference, business_day FROM receipt") == [
        (Decimal("21.82"), Decimal(0), "S1", date(2026, 2, 4))
    ]
    assert await importer.fetch("SELECT number FROM sales_order WHERE state = 'SHIPPED'") == [("S2",)]
    await importer.check()
    paid = [("S9", "2026-01-11", "K1", "P1", 1, "5", "是"), ("S10", "2026-01-11", "K1", "P1", 1, "6", "否")]
    await importer("sales", "number at customer sku quantity price paid", *paid)
    assert await importer.fetch(
        "SELECT number, open_amount FROM receivable WHERE number IN ('S9', 'S10') ORDER BY 1"
    ) == [("S10", Decimal(6)), ("S9", Decimal(0))]
    await importer.check()


async def test_every_bad_line_has_its_reason_and_takes_its_document_along(importer: Importer) -> None:
    tomorrow = (factories.today() + timedelta(days=3)).isoformat()
    rows = [
        ("B1", "2026-01-05", "", "", "P1", "", 2, "1.00"), ("B2", "2026-01-05", "", "", "P1", "", -2, "0"),
        ("B3", "2026-01-05", "K1", "", "P1", "", 0, "1.00"), ("B3", "2026-01-05", "K1", "", "P1", "", 1, "1.00"),
        ("B4", "2026-01-05", "K1", "", "P1", "", 1, "-5"), ("B5", tomorrow, "K1", "", "P1", "", 1, "5"),
        ("B6", "2026-01-05", "K1", "", "P1", "", 1, "1"), ("B6", "2026-01-05", "K2", "", "P1", "", 1, "1"),
        ("B7", "soon", "K1", "", "P1", "", "two", "1"), ("B7", "2026-01-05", "K1", "", "P1", "", 1, "1"),
        ("", "2026-01-05", "K1", "", "P1", "", 1, "1"), ("G1", "2026-01-05", "K1", "", "P1", "", 1, "1"),
        ("G1", "2026-01-05", "", "", "P1", "", 1, "0"),
    ]  # fmt: skip
    report = await importer("sales", FIELDS, *rows, **MAKE, skip_bad_rows=True)
    assert [(problem.row, problem.code) for problem in report.problems] == [
        (2, "no_customer"), (3, "not_a_sale"), (4, "zero_quantity"), (5, "document_incomplete"),
        (6, "negative_price"),
        (7, "in_future"), (8, "several_customers"), (9, "several_customers"), (10, "not_a_day"),
        (10, "not_a_number"), (11, "document_incomplete"), (12, "missing"), (14, "not_a_sale"),
    ]  # fmt: skip
    assert (report.rows, report.taken, report.bad_rows) == (13, 1, 12)
    assert await importer.fetch("SELECT number, total FROM sales_order") == [("G1", Decimal("1.00"))]
    await importer.check()

    fallback = await importer("sales", FIELDS, *rows[:2], **MAKE, skip_bad_rows=True, fallback_customer="零售散客")
    assert [problem.code for problem in fallback.problems] == ["not_a_sale"]
    assert await importer.fetch(
        "SELECT c.code FROM sales_order o JOIN customer c ON c.id = customer_id ORDER BY o.number"
    ) == [("零售散客",), ("K1",)]


async def test_unknown_customers_products_and_units_are_refused_unless_they_may_be_made(importer: Importer) -> None:
    report = await importer("sales", FIELDS, ROWS[0])
    assert [problem.code for problem in report.problems] == ["unknown_customer", "unknown_product"]
    await importer("sales", FIELDS, ROWS[0], **MAKE)
    wrong = await importer(
        "sales", "number at customer sku quantity price unit", ("S9", "2026-01-05", "K1", "P1", 1, "1", "箱")
    )
    assert [problem.code for problem in wrong.problems] == ["unknown_unit"]


async def test_the_warehouse_must_be_clear(importer: Importer) -> None:
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('WH1', '总仓'), ('WH2', '分仓')")
    with pytest.raises(DomainError, match="several warehouses: WH1, WH2"):
        await importer("sales", FIELDS, *ROWS, **MAKE)
    await importer("sales", FIELDS, *ROWS, **MAKE, warehouse="分仓")
    assert await importer.fetch(
        "SELECT DISTINCT w.code FROM stock_movement JOIN warehouse w ON w.id = warehouse_id"
    ) == [("WH2",)]


async def test_a_long_history_is_not_read_over_and_over_while_it_is_written(importer: Importer) -> None:
    """The session has written a little before, to tables of a page each. The plans that it keeps for checking foreign keys
    are good for that only, and would read all orders, documents and lines once for each line."""
    lines = 900
    history = [(f"A{number}", "2026-01-05 09:00", "K1", "甲", "P1", "可乐", 1, "2.00") for number in range(lines)]
    async with one_connection(importer.db) as connection:
        await connection.execute("VACUUM")
        await importer("customers", "code name", ("K1", "甲"))
        await connection.execute("SET plan_cache_mode = force_generic_plan")  # from the sixth time on it is anyway
        await books.shipped(await factories.world(products=1), 1)
        await connection.execute("RESET plan_cache_mode")
        async with importer.db.transaction():
            await importer("sales", FIELDS, *history, warehouse="Main", **MAKE)
            read = await importer.fetch(
                "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables"
                " WHERE schemaname = 'public' AND n_tup_ins >= $1 AND seq_tup_read > 20 * $1", lines
            )  # fmt: skip
    assert not read, read


@asynccontextmanager
async def one_connection(db: ModuleType) -> AsyncIterator[Connection]:
    """What is done within is done on one connection of the pool."""
    async with db.connection() as connection:
        token = db._held.set(connection)
        try:
            yield connection
        finally:
            db._held.reset(token)
