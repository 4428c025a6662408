"""Time: UTC inside; the business day is the company's, by its zone and cut-off hour, never the UTC date.

What this process knows of the company's clock is read once and kept (org/company_clock.py), so that a read or a page
need not ask the database which day it is. Commands judge by the settings that their own transaction reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def business_day(moment: datetime, zone: str, cutoff_hour: int) -> date:
    """The day a moment belongs to: local time in `zone`, the day starting at `cutoff_hour`.

    With cut-off 4, 03:59 on the 2nd still belongs to the 1st.
    """
    return (moment.astimezone(ZoneInfo(zone)) - timedelta(hours=cutoff_hour)).date()


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def day_start(day: date, zone: str, cutoff_hour: int) -> datetime:
    """The first moment of a business day, in UTC; for an hour that the clocks skip, the one that they go on with.

    The calendar's first and last day may begin where it ends.
    """
    try:
        return datetime.combine(day, time(cutoff_hour), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return _FIRST if day.year == _FIRST.year else _LAST


def day_end(day: date, zone: str, cutoff_hour: int) -> datetime:
    """The first moment after a business day, in UTC: that of the next one."""
    return _LAST if day == date.max else day_start(day + timedelta(days=1), zone, cutoff_hour)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a company reckons time: the zone of its clocks, and the hour at which its business day begins."""

    zone: str = "Asia/Shanghai"
    cutoff_hour: int = 0

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local(self, moment: datetime) -> datetime:
        """A moment as the company's clocks show it."""
        return moment.astimezone(self.tz)

    def day(self, moment: datetime) -> date:
        """The business day that a moment belongs to."""
        return business_day(moment, self.zone, self.cutoff_hour)

    def start(self, day: date) -> datetime:
        """The first moment of a business day, in UTC."""
        return day_start(day, self.zone, self.cutoff_hour)

    def end(self, day: date) -> datetime:
        """The first moment after a business day, in UTC."""
        return day_end(day, self.zone, self.cutoff_hour)


UNSET = Reckoning()
"""That of a company that has set neither; the defaults of the control parameters."""
_known: tuple[tuple[datetime, Reckoning], ...] = ()


def know(changes: Iterable[tuple[datetime, Reckoning]]) -> None:
    """Take over what the company has set: from when on which is in force, the present one first."""
    global _known
    _known = tuple(changes)


def company() -> Reckoning:
    """The company's reckoning in force now, as this process knows it."""
    if len(_known) < 2:
        return _known[0][1] if _known else UNSET
    moment = now()
    return next((one for since, one in reversed(_known) if since <= moment), _known[0][1])


def today() -> date:
    """The company's business day."""
    return company().day(now())


__all__ = ["UNSET", "Reckoning", "business_day", "company", "day_end", "day_start", "know", "now", "today"]
