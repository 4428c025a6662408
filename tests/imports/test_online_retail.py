"""A real wholesaler's nine months: every line in a document or in the report, the ledger as the file to the penny."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from erp_visit.imports.kinds import SALES
from erp_visit.imports.mapping import ImportOptions, read_mapping
from erp_visit.imports.service import run_import
from tests.imports.conftest import Importer

ROOT = Path(__file__).parents[2]
FILE = ROOT.parent / "shared" / "data" / "online-retail" / "2010-12_2011-08.csv.gz"


@pytest.mark.skipif(not FILE.exists(), reason="the Online Retail data are not beside the repository")
async def test_real_sales(importer: Importer) -> None:
    mapping = read_mapping(ROOT / "docs" / "online-retail.toml", SALES)
    options = ImportOptions(skip_bad_rows=True)
    report = await run_import(importer.actor, "sales", FILE, FILE.name, mapping=mapping, options=options)
    assert (report.rows, report.taken, report.present, report.bad_rows) == (320_705, 232_053, 0, 88_652)
    assert Counter(problem.code for problem in report.problems) == {
        "no_customer": 86_874, "not_a_sale": 1_776, "negative_price": 2,
    }  # fmt: skip
    await importer.check()

    reported = {problem.row for problem in report.problems}
    in_file: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    lines = 0
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            if number not in reported:
                amount = Decimal(row["UnitPrice"]) * int(row["Quantity"])
                in_file[row["CustomerID"].removesuffix(".0"), row["InvoiceDate"][:7]] += amount.quantize(
                    Decimal("0.01")
                )
                lines += 1
    assert lines == report.created["OrderLine"] + report.created["ReturnLine"]
    in_ledger = {
        (code, month): amount
        for code, month, amount in await importer.fetch(
            "SELECT c.code, to_char(e.business_day, 'YYYY-MM'),"
            " sum(CASE e.kind WHEN 'SALE' THEN e.amount ELSE -e.amount END)"
            " FROM ledger_entry e JOIN customer c ON c.id = e.customer_id"
            " WHERE e.kind IN ('SALE', 'CREDIT_NOTE') GROUP BY 1, 2"
        )
    }
    assert {key: amount for key, amount in in_file.items() if amount or key in in_ledger} == in_ledger
    assert sum(in_ledger.values()) == Decimal("4919107.73")

    again = await run_import(importer.actor, "sales", FILE, FILE.name, mapping=mapping, options=options)
    assert (again.taken, again.present, again.bad_rows, again.created) == (0, 232_053, 88_652, {})
