"""Cells as people and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.imports.values import Bad, Dates, choice, day, decimal, degrees, flag, moment, text, whole, words

LONDON = Dates(ZoneInfo("Europe/London"), ("%d.%m.%Y", "%m/%d/%Y %H:%M"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", Decimal("12.00")), (" 1,234.5 ", Decimal("1234.50")), ("¥3.20", Decimal("3.20")),
        ("12.5", Decimal("12.50")),
        (3, Decimal("3.00")), (0.1 + 0.2, Decimal("0.30")), (".5", Decimal("0.50")), ("-1", Bad("negative")),
        ("1.234", Bad("too_many_decimals", "2")), ("12,34", Bad("not_a_number")), ("1e9", Bad("not_a_number")),
        ("NaN", Bad("not_a_number")), (float("nan"), Bad("not_a_number")), (float("inf"), Bad("not_a_number")),
        ("99999999999", Bad("too_large")), (True, Bad("not_a_number")), ("9" * 5000, Bad("not_a_number")),
    ],
)  # fmt: skip
def test_amounts(cell: object, value: object) -> None:
    assert decimal(2)(cell) == value


@given(st.decimals(min_value=Decimal("-9999999999.99"), max_value=Decimal("9999999999.99"), places=2))
def test_every_amount_is_read_back(amount: Decimal) -> None:
    parse = decimal(2, negative=True)
    assert parse(str(amount)) == amount
    assert parse(f"{amount:,}") == amount


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("24", 24), ("24.0", 24), (24.0, 24), ("1,000", 1000), ("2.5", Bad("not_whole")),
        ("-3", Bad("too_small", "0")),
        ("2000000000", Bad("too_large")), ("十", Bad("not_a_number")),
    ],
)  # fmt: skip
def test_whole_numbers(cell: object, value: object) -> None:
    assert whole()(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2026-01-31", date(2026, 1, 31)), ("2026/1/5", date(2026, 1, 5)), ("20260131", date(2026, 1, 31)),
        ("2026年1月31日", date(2026, 1, 31)), ("31.01.2026", date(2026, 1, 31)),
        ("2026-01-31 23:59", date(2026, 1, 31)),
        (datetime(2026, 1, 31, 8, 0), date(2026, 1, 31)),  # noqa: DTZ001 -- as a spreadsheet has it
        (date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-02-30", Bad("not_a_day")), ("soon", Bad("not_a_day")), ("0001-01-01", Bad("not_a_day")),
    ],
)  # fmt: skip
def test_days(cell: object, value: object) -> None:
    assert day(LONDON)(cell) == value


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("2011-07-01T08:26", datetime(2011, 7, 1, 7, 26, tzinfo=UTC)),
        ("07/01/2011 08:26", datetime(2011, 7, 1, 7, 26, tzinfo=UTC)),
        ("2011-07-01", datetime(2011, 7, 1, 11, 0, tzinfo=UTC)),
        (datetime(2011, 7, 1, 8, 26, tzinfo=UTC), datetime(2011, 7, 1, 8, 26, tzinfo=UTC)),
    ],
)
def test_moments_are_of_the_files_clock(cell: object, utc: datetime) -> None:
    assert moment(LONDON)(cell) == utc


def test_other_cells() -> None:
    assert text(5)(17850.0) == "17850"
    assert text(5)("123456") == Bad("too_long", "5")
    assert text(20)("a\tb\nc") == "a b c"
    assert text(20)("a\x00b") == Bad("control_character")
    assert [flag(cell) for cell in ("是", "No", 1, "0", "?")] == [True, False, True, False, Bad("not_yes_or_no")]
    assert choice({"便利店": "CONVENIENCE"})("convenience") == "CONVENIENCE"
    assert choice({"便利店": "CONVENIENCE"})("便利店") == "CONVENIENCE"
    assert choice({"便利店": "CONVENIENCE"})("网吧") == Bad("not_a_choice", "便利店")
    assert words(4)("冰柜、样板店, 冰柜") == "冰柜\n样板店"
    assert degrees(90)("113.5") == Bad("not_degrees", "90")
    assert degrees(90)("nan") == Bad("not_degrees", "90")
