"""Tracks for tests: made of straight legs and rests, by exact geodesics."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from erp_visit.core.geo import distance_m
from erp_visit.tracks.service import Fix

HOME = (22.5333, 113.9304)
NORTH, EAST, SOUTH, WEST = 0.0, 90.0, 180.0, 270.0


class Way:
    """A walk that begins at a place and time; each step adds points."""

    def __init__(self, at: datetime, place: tuple[float, float] = HOME, accuracy: float = 10.0) -> None:
        self.at = at
        self.place = place
        self.accuracy = accuracy
        self.points: list[Fix] = []
        self._add()

    def _add(
        self, place: tuple[float, float] | None = None, accuracy: float | None = None, *, mock: bool = False
    ) -> None:
        latitude, longitude = place or self.place
        self.points.append(Fix(self.at, round(latitude, 7), round(longitude, 7), accuracy or self.accuracy, mock))

    def go(self, metres: float, bearing: float, *, speed: float = 10.0, every: float = 10.0) -> Way:
        """Go straight on at so many metres per second, a point every so many seconds and one at the end."""
        begin, left = self.place, metres
        step = speed * every
        while left > 1e-6:
            part = min(step, left)
            left -= part
            self.at += timedelta(seconds=part / speed)
            self.place = away(begin, metres - left, bearing)
            self._add()
        return self

    def rest(self, seconds: float, *, every: float = 30.0, wander: float = 0.0) -> Way:
        """Stay; with `wander`, fixes lie that far off, in turn to each side."""
        here, end, number = self.place, self.at + timedelta(seconds=seconds), 0
        while self.at < end:
            self.at = min(end, self.at + timedelta(seconds=every))
            number += 1
            self._add(away(here, wander, number * 90.0) if wander and self.at < end else here)
        return self

    def fix(
        self, place: tuple[float, float], *, after: float = 10.0, accuracy: float | None = None, mock: bool = False
    ) -> Way:
        """One fix somewhere else, without going there."""
        self.at += timedelta(seconds=after)
        self._add(place, accuracy, mock=mock)
        return self

    def wait(self, seconds: float) -> Way:
        """Time passes without points."""
        self.at += timedelta(seconds=seconds)
        return self


def away(place: tuple[float, float], metres: float, bearing: float) -> tuple[float, float]:
    """The place so far away, along the ellipsoid, to a millimetre."""
    latitude, longitude = place
    angle = math.radians(bearing)
    # A guess on the sphere, then Newton's way: stretch until the library measures what is wanted.
    factor = 1.0
    found = place
    for _ in range(6):
        north = metres * factor * math.cos(angle) / 110_574.0
        east = metres * factor * math.sin(angle) / (111_320.0 * math.cos(math.radians(latitude)))
        found = (latitude + north, longitude + east)
        measured = distance_m(*place, *found)
        if not metres or abs(measured - metres) < 1e-4:
            break
        factor *= metres / measured
    return found


def morning(day: int = 20, hour: int = 9, minute: int = 0) -> datetime:
    """A time of day in Shanghai, in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


__all__ = ["EAST", "HOME", "NORTH", "SOUTH", "WEST", "Way", "away", "morning"]
