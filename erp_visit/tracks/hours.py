"""The hours in which somebody is tracked: those of his working days, unless a setting takes in the days off."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters
from erp_visit.org.workdays import Worker, working_days

DAY = timedelta(days=1)


class TrackHours:
    """The hours of the day in which somebody is tracked, by the clock on the company's wall.

    `worked` are his working days, None for every day. Hours that go past midnight belong to the day they began on.
    """

    def __init__(self, parameters: ControlParameters, worked: Container[date] | None = None) -> None:
        self.tracking = parameters.tracking
        self.worked = worked
        self.zone = ZoneInfo(parameters.timezone)
        self.begins, self.ends = (_minutes(text) for text in (parameters.track_from, parameters.track_until))

    def cover(self, at: datetime) -> bool:
        """Whether a moment lies in them. An end before the beginning is on the next day; equal, all day."""
        if not self.tracking:
            return False
        local = at.astimezone(self.zone)
        minute = _minute(local)
        if self.begins < self.ends:
            inside = self.begins <= minute < self.ends
        else:
            inside = self.begins == self.ends or not self.ends <= minute < self.begins
        return inside and self._works(self._day(local))

    def off(self, at: datetime) -> bool:
        """Whether a moment's hours are those of a day that is not worked."""
        return not self._works(self._day(at.astimezone(self.zone)))

    def end_after(self, at: datetime) -> datetime | None:
        """When the hours that a moment lies in end; None if others follow at once."""
        local = at.astimezone(self.zone)
        if self.begins == self.ends and self._works(self._day(local) + DAY):
            return None
        minutes = (self.ends - _minute(local) - 1) % 1440 + 1
        return at + timedelta(minutes=minutes, seconds=-local.second)

    def _day(self, local: datetime) -> date:
        """The day on which the hours around a moment began."""
        night = self.begins >= self.ends and _minute(local) < self.begins
        return local.date() - DAY if night else local.date()

    def _works(self, day: date) -> bool:
        return self.worked is None or day in self.worked


async def track_hours(
    connection: Connection, department_id: UUID, employee_id: UUID, parameters: ControlParameters,
    first: datetime, last: datetime,
) -> TrackHours:  # fmt: skip
    """The hours of an employee, for moments from the first to the last."""
    if parameters.track_on_days_off or not parameters.tracking:
        return TrackHours(parameters)
    worker = Worker.of(employee_id, department_id, parameters)
    zone = ZoneInfo(parameters.timezone)
    # A day more on both sides: hours may have begun the evening before, and their end asks for the day after.
    worked = await working_days(
        connection, [worker], first.astimezone(zone).date() - DAY, last.astimezone(zone).date() + DAY
    )
    return TrackHours(parameters, frozenset(worked[employee_id]))


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


__all__ = ["TrackHours", "track_hours"]
