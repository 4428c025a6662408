"""Customers, products, prices, stock and receivables: in once, mistakes in words, all or nothing."""

from __future__ import annotations

import asyncio
import contextvars
import io
from datetime import date
from decimal import Decimal

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.imports.kinds import KINDS, ImportKind
from erp_visit.imports.mapping import ImportOptions, Mapping
from erp_visit.imports.problems import problems_csv
from erp_visit.imports.service import run_import
from erp_visit.imports.templates import template_csv, template_xlsx
from erp_visit.org.rights import RoleCode
from erp_visit.stock.service import ReceiveInput, receive_stock
from tests import factories
from tests.books import blocked_by
from tests.imports.conftest import Importer


def _codes(report: object) -> list[tuple[int, str]]:
    return sorted((problem.row, problem.code) for problem in report.problems)  # type: ignore[attr-defined] # an ImportReport


async def test_customers(importer: Importer) -> None:
    rep = await factories.employee(await factories.department("福田组"), name="陈志强")
    fields = "code name kind level latitude longitude datum contact owner credit_limit credit_days tags"
    rows = [
        (
            "K1",
            "惠民便利店",
            "便利店",
            "A",
            22.5440,
            114.0830,
            "WGS-84",
            "陈老板",
            "陈志强",
            "20000",
            "15",
            "冰柜,样板店",
        ),
        ("K2", "好邻居", "", "", 22.5440, 114.0830, "高德", "", "", "", "", ""),
    ]
    report = await importer("customers", fields, *rows)
    assert (report.rows, report.taken, report.present, report.problems) == (2, 2, 0, ())
    assert report.created == {"Customer": 2, "Contact": 1}
    first, second = await importer.fetch("SELECT * FROM customer ORDER BY code")
    found = await importer.fetch(
        "SELECT c.code, pinyin, kind, level, owner_id, department_id, credit_limit, credit_days, tags, a.receivable"
        " FROM customer c JOIN customer_account a ON a.customer_id = c.id ORDER BY code"
    )
    assert found == [
        ("K1", "hmbld", "CONVENIENCE", "A", rep.id, rep.department_id, Decimal(20000), 15, ["冰柜", "样板店"], 0),
        ("K2", "hlj", "GROCERY", "C", None, importer.actor.department_id, None, 0, [], 0),
    ]
    shifted = await importer.value(
        "SELECT earth_distance(ll_to_earth(22.5440, 114.0830), ll_to_earth(latitude, longitude))"
        " FROM customer WHERE code = 'K2'"
    )
    assert 400 < shifted < 700  # GCJ-02 in Shenzhen lies some 550 m off

    again = await importer("customers", fields, *rows, ("K3", "新店", *[""] * 10))
    assert (again.taken, again.present, again.created) == (1, 2, {"Customer": 1})
    assert (first, second) == tuple(await importer.fetch("SELECT * FROM customer WHERE code < 'K3' ORDER BY code"))
    assert await importer.value("SELECT count(*) FROM audit_entry WHERE action = 'customer.import'") == 3


async def test_bad_rows_are_told_and_nothing_is_written_unless_asked_for(importer: Importer) -> None:
    rows = [
        ("K1", "", "A", "", ""), ("K2", "乙", "E", "22.5", ""), ("K3", "丙", "B", "95", "114"),
        ("K4", "丁", "B", "", ""),
        ("K4", "丁二", "B", "", ""), ("K" * 40, "戊", "B", "", ""),
    ]  # fmt: skip
    report = await importer("customers", "code name level latitude longitude", *rows)
    assert not report.committed
    assert _codes(report) == [
        (2, "missing"), (3, "not_a_choice"), (3, "position"), (4, "not_degrees"), (4, "position"),
        (6, "twice_in_file"),
        (7, "too_long"),
    ]  # fmt: skip
    assert report.rows == 6
    assert report.taken == 0
    assert await importer.value("SELECT count(*) FROM customer") == 0

    report = await importer("customers", "code name level latitude longitude", *rows, skip_bad_rows=True)
    assert report.committed
    assert report.rows == report.taken + report.present + report.bad_rows
    assert await importer.fetch("SELECT code, name FROM customer") == [("K4", "丁")]
    told = problems_csv(report.problems, "en").splitlines()
    assert told[0] == "\ufeffRow,Column,Value,Reason,Remedy"
    assert told[2] == '3,级别,E,"This is not one of: A, B, C, D.","Use one of them, or map the value in the mapping."'


async def test_a_dry_run_counts_and_writes_nothing(importer: Importer) -> None:
    report = await importer("customers", "code name", ("K1", "甲"), ("K2", "乙"), dry_run=True)
    assert (report.taken, report.created, report.committed) == (2, {"Customer": 2}, False)
    assert await importer.value("SELECT count(*) FROM customer") == 0
    assert await importer.value("SELECT count(*) FROM audit_entry") == 0


async def test_a_dry_run_inside_a_callers_transaction_leaves_that_alone(importer: Importer) -> None:
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO category (name) VALUES ('茶')")
        await importer("customers", "code name", ("K1", "甲"), dry_run=True)
    assert await importer.value("SELECT count(*) FROM category") == 1
    assert await importer.value("SELECT count(*) FROM customer") == 0


async def test_values_constants_and_endings_of_a_mapping(importer: Importer) -> None:
    mapping = Mapping(constants={"status": "流失"}, values={"level": {"gold": "A"}}, endings={"code": ".0"})
    await importer("customers", "code name level", ("17850.0", "甲", "gold"), mapping=mapping)
    assert await importer.fetch("SELECT code, level, status FROM customer") == [("17850", "A", "LOST")]
    with pytest.raises(DomainError, match="constant 网吧 does not fit the field kind"):
        await importer("customers", "code name", ("K2", "乙"), mapping=Mapping(constants={"kind": "网吧"}))


async def test_products_with_units(importer: Importer) -> None:
    fields = "sku name category base_unit unit1 factor1 unit2 factor2 tax_rate list_price minimum_price batch_tracked"
    report = await importer(
        "products", fields,
        ("P1", "可乐", "饮料", "瓶", "箱", 24, "排", 6, "0.13", "2.20", "1.95", "否"),
        ("P2", "运费", "", "次", "", "", "", "", "0.06", "", "", ""),
        ("P3", "水", "", "瓶", "箱", "", "", "", "", "", "", ""),
        ("P4", "水", "", "瓶", "瓶", 12, "", "", "", "", "", ""),
        ("P5", "水", "", "瓶", "箱", 1, "", "", "", "", "", ""),
        ("P6", "水", "", "瓶", "", "", "", "", "", "1", "2", ""),
        skip_bad_rows=True,
    )  # fmt: skip
    assert _codes(report) == [(4, "factor_missing"), (5, "unit_twice"), (6, "too_small"), (7, "minimum_above_list")]
    assert report.created == {"Category": 1, "Product": 2}
    assert await importer.fetch(
        "SELECT sku, pinyin, c.name, base_unit, tax_rate, list_price, batch_tracked FROM product p"
        " LEFT JOIN category c ON c.id = category_id ORDER BY sku"
    ) == [
        ("P1", "kl", "饮料", "瓶", Decimal("0.13"), Decimal("2.20"), False),
        ("P2", "yf", None, "次", Decimal("0.06"), None, True),
    ]
    assert await importer.fetch("SELECT name, factor FROM product_unit ORDER BY factor") == [("排", 6), ("箱", 24)]


async def test_prices_that_would_tie_are_refused(importer: Importer) -> None:
    await importer("products", "sku name base_unit unit1 factor1", ("P1", "可乐", "瓶", "箱", 24))
    await importer("customers", "code name", ("K1", "甲"))
    fields = "sku unit customer level price minimum_quantity starts_on ends_on"
    rows = [
        ("P1", "箱", "K1", "", "50", "", "2026-01-01", "2026-06-30"),
        ("P1", "", "", "A", "2.1", "", "2026-01-01", ""),
        ("P1", "箱", "K1", "", "48", "", "2026-07-01", ""), ("P1", "箱", "K1", "", "47", "", "2026-06-30", ""),
        ("P1", "袋", "K9", "A", "1", "", "2026-01-02", "2026-01-01"), ("P9", "", "", "", "1", "", "2026-01-01", ""),
    ]  # fmt: skip
    report = await importer("prices", fields, *rows, skip_bad_rows=True)
    assert _codes(report) == [
        (5, "price_overlaps"), (6, "customer_and_level"), (6, "ends_before_start"), (6, "unknown_customer"),
        (6, "unknown_unit"), (7, "unknown_product"),
    ]  # fmt: skip
    assert report.created == {"PriceRule": 3}
    again = await importer("prices", fields, *rows[:3])
    assert (again.taken, again.present) == (0, 3)
    assert await importer.value("SELECT count(*) FROM price_rule") == 3


async def test_stock_comes_in_by_documents(importer: Importer) -> None:
    await importer(
        "products", "sku name base_unit unit1 factor1 shelf_life_days batch_tracked",
        ("P1", "可乐", "瓶", "箱", 24, 270, "是"), ("P2", "盐", "包", "", "", "", "否"),
    )  # fmt: skip
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('WH1', '总仓')")
    fields = "document sku lot produced_on quantity unit unit_cost day"
    rows = [
        ("期初1", "P1", "L1", "2026-01-05", 10, "箱", "1.60", "2026-01-10"),
        ("期初1", "P2", "", "", 40, "", "", "2026-01-10"),
        ("期初1", "P1", "L1", "2026-01-05", 5, "瓶", "", "2026-01-10"),
    ]  # fmt: skip
    report = await importer("stock", fields, *rows)
    assert report.created == {"StockDocument": 1, "StockMovement": 3}
    assert await importer.fetch(
        "SELECT p.sku, l.code, l.expires_on, b.on_hand FROM stock_balance b JOIN lot l ON l.id = b.lot_id"
        " JOIN product p ON p.id = b.product_id ORDER BY 1"
    ) == [("P1", "L1", date(2026, 10, 2), 245), ("P2", "", None, 40)]
    await importer.check()

    again = await importer("stock", fields, *rows)
    assert (again.taken, again.present, again.created) == (0, 3, {})
    more = await importer(
        "stock", fields, ("期初2", "P1", "L1", "2026-02-05", 1, "", "", ""), ("期初3", "P1", "", "", 1, "", "", ""),
        ("期初3", "P2", "", "", 1, "", "", ""), ("期初4", "P2", "", "", 0, "", "", ""),
        ("期初5", "P2", "", "", 7, "", "", ""),
        skip_bad_rows=True,
    )  # fmt: skip
    assert _codes(more) == [(2, "lot_differs"), (3, "lot_missing"), (4, "document_incomplete"), (5, "too_small")]
    assert await importer.value("SELECT sum(on_hand) FROM stock_balance") == 292
    await importer.check()


async def test_stock_of_services_and_with_dates_that_a_lot_lacks(importer: Importer) -> None:
    await importer(
        "products", "sku name base_unit batch_tracked stocked",
        ("P1", "酒", "瓶", "是", ""), ("P2", "运费", "次", "否", "否"), ("P3", "盐", "包", "否", ""),
    )  # fmt: skip
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('W', '仓')")
    fields = "document sku lot quantity expires_on"
    await importer("stock", fields, ("D1", "P1", "A", 1, ""), ("D1", "P3", "", 1, ""))
    report = await importer(
        "stock", fields, ("D2", "P2", "", 1, ""), ("D3", "P1", "A", 1, "2027-01-01"), ("D4", "P1", "A", 1, ""),
        skip_bad_rows=True,
    )  # fmt: skip
    assert [(problem.row, problem.code, problem.detail) for problem in report.problems] == [
        (2, "not_stocked", ""), (3, "lot_differs", "–"),
    ]  # fmt: skip
    assert await importer.fetch("SELECT code, expires_on FROM lot ORDER BY code") == [("", None), ("A", None)]
    assert await importer.value("SELECT sum(on_hand) FROM stock_balance") == 3
    await importer.check()


async def test_rows_of_one_lot_agree_on_its_dates(importer: Importer) -> None:
    """What a row leaves out agrees with any; the first that says something counts, in the file as in the books."""
    await importer("products", "sku name base_unit batch_tracked", ("P1", "酒", "瓶", "是"))
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('W', '仓')")
    fields = "document sku lot quantity produced_on expires_on"
    report = await importer(
        "stock", fields,
        ("D1", "P1", "A", 1, "", ""), ("D2", "P1", "A", 2, "", "2027-01-01"), ("D3", "P1", "A", 4, "", "2027-02-01"),
        ("D4", "P1", "A", 8, "2026-01-01", "2027-01-01"), ("D5", "P1", "A", 16, "2026-01-02", "2027-01-01"),
        skip_bad_rows=True,
    )  # fmt: skip
    assert [(problem.row, problem.code, problem.detail) for problem in report.problems] == [
        (4, "lot_differs", "2027-01-01"), (6, "lot_produced_differs", "2026-01-01"),
    ]  # fmt: skip
    lots = "SELECT code, produced_on, expires_on FROM lot"
    assert await importer.fetch(lots) == [("A", date(2026, 1, 1), date(2027, 1, 1))]
    assert await importer.value("SELECT sum(on_hand) FROM stock_balance") == 1 + 2 + 8
    again = await importer("stock", fields, ("D6", "P1", "A", 1, "2026-01-02", ""), skip_bad_rows=True)
    assert _codes(again) == [(2, "lot_produced_differs")]
    await importer.check()


async def test_goods_of_the_same_new_lot_are_received_meanwhile(importer: Importer) -> None:
    """The receipt is written when the rows have been checked already, and not yet committed when they are written."""
    await importer("products", "sku name base_unit batch_tracked", ("P1", "酒", "瓶", "是"))
    async with importer.db.transaction() as connection:
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('W', '仓')")
    warehouse = await importer.value("SELECT id FROM warehouse")
    product = await importer.value("SELECT id FROM product")
    fields = "document sku lot quantity expires_on"
    for expires, taken in (("2027-02-01", 0), ("2027-01-01", 1), ("", 1)):
        code = f"L{expires}"
        line = ReceiveInput(product, 5, lot_code=code, expires_on=date(2027, 1, 1))
        async with importer.db.transaction() as connection:
            await receive_stock(importer.actor, id=new_id(), warehouse_id=warehouse, lines=[line])
            before = await importer.value("SELECT count(*) FROM stock_document")
            task = contextvars.Context().run(
                asyncio.create_task, importer("stock", fields, (f"D{expires}", "P1", code, 3, expires))
            )
            await blocked_by(connection)
        if taken:
            assert (await task).taken == 1
        else:
            with pytest.raises(DomainError) as refused:
                await task
            assert refused.value.code is ErrorCode.CONFLICT
            assert code in str(refused.value)
            assert await importer.value("SELECT count(*) FROM stock_document") == before
            again = await importer("stock", fields, (f"D{expires}", "P1", code, 3, expires), skip_bad_rows=True)
            assert [(one.code, one.detail) for one in again.problems] == [("lot_differs", "2027-01-01")]
        assert await importer.fetch(
            "SELECT l.expires_on, b.on_hand FROM lot l JOIN stock_balance b ON b.lot_id = l.id WHERE l.code = $1", code
        ) == [(date(2027, 1, 1), 5 + 3 * taken)]
    await importer.check()


async def test_receivables_face_the_opening_account(importer: Importer) -> None:
    await importer("customers", "code name credit_days", ("K1", "甲", "15"))
    rows = [
        ("YS1", "K1", "1280.50", "2025-12-31", ""), ("YS2", "K1", "-80.50", "2025-12-31", ""),
        ("YS3", "K9", "1", "2025-12-31", ""), ("YS4", "K1", "0", "2025-12-31", ""),
        ("YS1", "K1", "3", "2025-12-31", ""),
        ("YS5", "K1", "3", "2025-12-31", "2025-12-30"),
    ]  # fmt: skip
    report = await importer("receivables", "number customer amount day due_on", *rows, skip_bad_rows=True)
    assert _codes(report) == [
        (4, "unknown_customer"),
        (5, "zero_amount"),
        (6, "twice_in_file"),
        (7, "ends_before_start"),
    ]
    assert await importer.fetch("SELECT number, amount, open_amount, due_on FROM receivable ORDER BY number") == [
        ("YS1", Decimal("1280.50"), Decimal("1280.50"), date(2026, 1, 15)),
        ("YS2", Decimal("-80.50"), Decimal("-80.50"), date(2026, 1, 15)),
    ]
    assert await importer.fetch("SELECT receivable, advance FROM customer_account") == [
        (Decimal("1280.50"), Decimal("80.50"))
    ]
    await importer.check()
    again = await importer("receivables", "number customer amount day due_on", *rows[:2])
    assert (again.taken, again.present) == (0, 2)
    changed = await importer("receivables", "number customer amount day", ("YS1", "K1", "99", "2025-12-31"))
    assert _codes(changed) == [(2, "number_taken")]


async def test_rights_are_those_of_the_columns(importer: Importer) -> None:
    clerk = await factories.employee(importer.actor.department_id, RoleCode.CLERK)
    await importer("customers", "code name", ("K1", "甲"), actor=clerk)
    with pytest.raises(DomainError) as refused:
        await importer("customers", "code name credit_limit", ("K2", "乙", "1"), actor=clerk)
    assert (refused.value.code, refused.value.params["right"]) == (ErrorCode.FORBIDDEN, "credit.edit")
    rep = await factories.employee(importer.actor.department_id, RoleCode.REP)
    with pytest.raises(DomainError, match=r"import\.run"):
        await importer("customers", "code name", ("K2", "乙"), actor=rep)
    assert await importer.fetch("SELECT code FROM customer") == [("K1",)]


async def test_the_examples_of_all_templates_can_be_imported(importer: Importer) -> None:
    company = await factories.department("福田组")
    rep = await factories.employee(company)
    async with importer.db.transaction() as connection:
        await connection.execute("UPDATE employee SET username = 'rep1' WHERE id = $1", rep.id)
        await connection.execute("INSERT INTO warehouse (code, name) VALUES ('WH1', '总仓')")
    for kind in (ImportKind.CUSTOMERS, ImportKind.PRODUCTS, ImportKind.PRICES, ImportKind.STOCK, ImportKind.RECEIVABLES,
                 ImportKind.SALES):  # fmt: skip
        for name, content in ((f"{kind}.xlsx", template_xlsx(kind)), (f"{kind}.csv", template_csv(kind))):
            report = await run_import(importer.actor, kind, io.BytesIO(content), name, options=ImportOptions())
            assert (report.problems, report.committed) == ((), True), kind
            assert report.taken + report.present == 1
    await importer.check()
    assert set(KINDS) == set(ImportKind)


async def test_the_report_is_harmless_in_a_spreadsheet_and_phones_are_phones(importer: Importer) -> None:
    rows = [("K1", "甲", "=cmd()"), ("K2", "乙", "-5"), ("K3", "丙", "160 1234 5678"), ("K4", "丁", "＝cmd()")]
    report = await importer("customers", "code name phone", *rows)
    assert _codes(report) == [(2, "not_a_phone"), (3, "not_a_phone"), (5, "not_a_phone")]
    told = problems_csv(report.problems, "en").splitlines()
    assert told[1].startswith("2,电话,'=cmd(),")
    assert told[2].startswith("3,电话,-5,")
    assert told[3].startswith("5,电话,'＝cmd(),"), "Excel carries out full-width signs, too"


async def test_the_same_file_twice_at_once_comes_in_once(importer: Importer) -> None:
    both = await asyncio.gather(*(importer("customers", "code name", ("K1", "甲"), ("K2", "乙")) for _ in range(2)))
    assert sorted((report.taken, report.present) for report in both) == [(0, 2), (2, 0)]
    assert await importer.value("SELECT count(*) FROM customer") == 2
