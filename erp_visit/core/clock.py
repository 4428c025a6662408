"""Time: UTC inside; the business day is the company's, by its zone and cut-off hour, never the UTC date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def business_day(moment: datetime, zone: str = "Asia/Shanghai", cutoff_hour: int = 0) -> date:
    """The day a moment belongs to: local time in `zone`, the day starting at `cutoff_hour`.

    With cut-off 4, 03:59 on the 2nd still belongs to the 1st.
    """
    return (moment.astimezone(ZoneInfo(zone)) - timedelta(hours=cutoff_hour)).date()


def day_start(day: date, zone: str = "Asia/Shanghai", cutoff_hour: int = 0) -> datetime:
    """The first moment of a business day, in UTC; for an hour that the clocks skip, the one that they go on with."""
    return datetime.combine(day, time(cutoff_hour), ZoneInfo(zone)).astimezone(UTC)


__all__ = ["business_day", "day_start", "now"]
