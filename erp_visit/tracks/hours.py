"""The hours in which somebody is tracked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from erp_visit.org.settings import ControlParameters


class TrackHours:
    """The hours of the day in which somebody is tracked, by the clock on the company's wall."""

    def __init__(self, parameters: ControlParameters) -> None:
        self.tracking = parameters.tracking
        self.zone = ZoneInfo(parameters.timezone)
        self.begins, self.ends = (_minutes(text) for text in (parameters.track_from, parameters.track_until))

    def cover(self, at: datetime) -> bool:
        """Whether a moment lies in them. An end before the beginning is on the next day; equal, all day."""
        if not self.tracking:
            return False
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return self.begins == self.ends or not self.ends <= minute < self.begins

    def end_after(self, at: datetime) -> datetime | None:
        """When the hours that a moment lies in end; None if they never do."""
        if self.begins == self.ends:
            return None
        local = at.astimezone(self.zone)
        minutes = (self.ends - local.hour * 60 - local.minute) % 1440
        return at + timedelta(minutes=minutes, seconds=-local.second)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


__all__ = ["TrackHours"]
