"""How far it is from one place to another, and how long that takes: straight lines with a detour, or a road service.

Straight lines need nothing and are always the same, so plans are made by them. A route of one day may ask a road
service that speaks OSRM's `table` (ERP_VISIT_ROAD_MATRIX_URL); if that fails, straight lines take its place and the
answer says so.
"""

from __future__ import annotations

import math
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson

EARTH_METRES = 6_371_008.8
ROAD_SECONDS = 5.0
"""How long a road service may take to answer."""
LARGEST_ANSWER = 8_000_000
"""Bytes of a road service's answer; a table of 100 places has about 200 KB."""

Place = tuple[float, float]
"""Latitude and longitude in degrees, WGS-84."""
Table = list[list[int]]


@dataclass(frozen=True, slots=True)
class Ways:
    """Metres and seconds from each place to each. `note` says what they are not, if something went wrong."""

    metres: Table
    seconds: Table
    note: str = ""


class Distances(Protocol):
    """Where ways come from. A place that is None is nowhere: no way to it counts."""

    def ways(self, places: Sequence[Place | None]) -> Ways: ...


def great_circle(here: Place, there: Place) -> float:
    """Metres on a sphere, right to about 0.5 %."""
    first, second = math.radians(here[0]), math.radians(there[0])
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(there[1] - here[1]) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class StraightLines:
    """Straight lines, `detour` times as long, at so many km/h."""

    detour: float
    speed: float

    def ways(self, places: Sequence[Place | None]) -> Ways:
        # Points of the unit sphere: the chord between two is a few multiplications.
        points = [None if place is None else _point(place) for place in places]
        metres = [[0] * len(points) for _ in points]
        for row, here in enumerate(points):
            if here is None:
                continue
            for column in range(row):
                there = points[column]
                if there is not None:
                    chord = math.dist(here, there)
                    length = round(2 * EARTH_METRES * math.asin(min(1.0, chord / 2)) * self.detour)
                    metres[row][column] = metres[column][row] = length
        pace = 3.6 / self.speed
        return Ways(metres, [[round(length * pace) for length in line] for line in metres])


@dataclass(frozen=True, slots=True)
class RoadService:
    """A road matrix service that speaks OSRM's `table`; straight lines where it does not answer."""

    url: str
    """E.g. http://127.0.0.1:5000/table/v1/driving"""
    otherwise: StraightLines
    seconds: float = ROAD_SECONDS

    def ways(self, places: Sequence[Place | None]) -> Ways:
        straight = self.otherwise.ways(places)
        known = [number for number, place in enumerate(places) if place is not None]
        if len(known) < 2:
            return straight
        try:
            answer = self._ask([places[number] for number in known])
            metres, seconds = _table(answer, "distances", len(known)), _table(answer, "durations", len(known))
        except (OSError, ValueError, urllib.error.URLError) as error:
            return Ways(straight.metres, straight.seconds, f"{type(error).__name__}: {error}"[:200])
        for row, here in enumerate(known):
            for column, there in enumerate(known):
                straight.metres[here][there] = metres[row][column]
                straight.seconds[here][there] = seconds[row][column]
        return straight

    def _ask(self, places: Sequence[Place | None]) -> Any:
        path = ";".join(f"{place[1]:.6f},{place[0]:.6f}" for place in places if place is not None)
        address = f"{self.url.rstrip('/')}/{path}?annotations=distance,duration"
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError("the address of the road service must begin with http:// or https://")
        with urllib.request.urlopen(address, timeout=self.seconds) as response:  # noqa: S310 -- checked above
            return orjson.loads(response.read(LARGEST_ANSWER))


def _table(answer: Any, name: str, size: int) -> Table:
    rows = answer.get(name) if isinstance(answer, dict) and answer.get("code") == "Ok" else None
    if not isinstance(rows, list) or len(rows) != size:
        raise ValueError(f"the road service gave no {name}")
    table = []
    for row in rows:
        whole = isinstance(row, list) and len(row) == size
        if not whole or not all(isinstance(cell, (int, float)) and 0 <= cell < 1e8 for cell in row):
            raise ValueError(f"the road service knows no way between some of the places ({name})")
        table.append([round(cell) for cell in row])
    return table


def _point(place: Place) -> tuple[float, float, float]:
    latitude, longitude = math.radians(place[0]), math.radians(place[1])
    across = math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), math.sin(latitude)


__all__ = ["Distances", "Place", "RoadService", "StraightLines", "Table", "Ways", "great_circle"]
