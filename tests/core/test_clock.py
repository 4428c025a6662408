"""Where a business day begins and ends, and that no test is caught by that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from erp_visit.core.clock import UNSET, day_end, day_start
from tests.factories import LONGEST, before_tomorrow


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("day", [date.min, date(2026, 3, 8), date(2026, 11, 1), date.max])
def test_a_day_ends_where_the_next_begins(zone: str, day: date) -> None:
    for hour in (0, 2, 23):
        begin, end = day_start(day, zone, hour), day_end(day, zone, hour)
        assert begin < end or (day == date.max and begin == end)  # it would begin after the calendar's end
        assert (day == date.max) or end == day_start(day + timedelta(days=1), zone, hour)


def test_a_test_begins_with_the_new_day_or_well_before_it() -> None:
    border = UNSET.start(date(2026, 11, 23))
    assert border == datetime(2026, 11, 22, 16, tzinfo=UTC)
    for before, waits in ((LONGEST, 0.0), (LONGEST - timedelta(seconds=1), 119.0), (timedelta(seconds=0.5), 0.5)):
        assert before_tomorrow(border - before) == waits
    assert before_tomorrow(border) == 0.0
