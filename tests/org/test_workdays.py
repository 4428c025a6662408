from __future__ import annotations

from datetime import date

import pytest

from erp_visit.org.workdays import public_holidays, works_usually


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 14), True),  # a Saturday worked for the holidays of the Spring Festival
        (date(2026, 2, 28), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),  # the Friday swapped for it
        (date(2026, 2, 21), False),
        (date(2026, 9, 20), True),  # a Sunday worked for the National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),
    ],
)
def test_china_swaps_weekends_for_holidays(day: date, worked: bool) -> None:
    assert works_usually(day, "MONDAY_TO_FRIDAY", "CHINA") is worked


def test_the_week_and_the_country_are_settings() -> None:
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    assert [
        works_usually(saturday, week, "CHINA") for week in ("MONDAY_TO_FRIDAY", "MONDAY_TO_SATURDAY", "EVERY_DAY")
    ] == [False, True, True]
    assert [
        works_usually(sunday, week, "CHINA") for week in ("MONDAY_TO_FRIDAY", "MONDAY_TO_SATURDAY", "EVERY_DAY")
    ] == [False, False, True]
    assert works_usually(date(2026, 10, 1), "MONDAY_TO_FRIDAY", "NONE")
    assert not works_usually(date(2026, 10, 1), "EVERY_DAY", "CHINA")
    for country in ("CHINA", "HONG_KONG", "MACAO", "TAIWAN", "SINGAPORE", "MALAYSIA"):
        assert public_holidays(country, 2026).names


def test_holidays_have_names_in_the_readers_language() -> None:
    assert public_holidays("CHINA", 2026, "zh").names[date(2026, 5, 1)] == "劳动节"
    assert public_holidays("CHINA", 2026, "en").names[date(2026, 5, 1)] == "Labor Day"
