"""How far it is from one place to another, and how long that takes: straight lines with a detour, or a road service.

Straight lines need nothing. A road service that speaks OSRM's `table` (ERP_VISIT_ROAD_MATRIX_URL) is asked for plans
and for routes that are worked out; where it fails, or a plan has asked it often enough, straight lines take its place
and the ways say so.
"""

from __future__ import annotations

import http.client
import math
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson

EARTH_METRES = 6_371_008.8
ROAD_SECONDS = 5.0
"""How long a road service may take to answer once."""
ROAD_CALLS = 2_000
"""How often a plan asks a road service at most: 50 reps with 250 places each ask 1,250 times."""
ROAD_PATIENCE = 180.0
"""Seconds that all answers for a plan may take together."""
ROAD_BLOCK = 50
"""Places from which, and to which, one call asks: OSRM takes 100 in all unless told otherwise."""
LARGEST_ANSWER = 8_000_000
"""Bytes of a road service's answer; a table of 100 places has about 200 KB."""

Place = tuple[float, float]
"""Latitude and longitude in degrees, WGS-84."""
Table = list[list[int]]


@dataclass(frozen=True, slots=True)
class Ways:
    """Metres and seconds from each place to each: by straight lines and a detour, else by roads. `note` says why not by
    roads, if a road service was to be asked."""

    metres: Table
    seconds: Table
    straight: bool = True
    note: str = ""


class Distances(Protocol):
    """Where ways come from. A place that is None is nowhere: no way to it counts."""

    def ways(self, places: Sequence[Place | None]) -> Ways: ...


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


@dataclass(slots=True)
class Patience:
    """What asking a road service may cost altogether: calls, and seconds that they take. One that is out of order is
    not asked again: fifty reps would wait for fifty failures."""

    calls: int = ROAD_CALLS
    seconds: float = ROAD_PATIENCE
    failure: str = ""


@dataclass(frozen=True, slots=True)
class RoadService:
    """A road matrix service that speaks OSRM's `table`; straight lines where it does not answer. All ways of one call
    of `ways` are by roads or all are straight, so that they can be compared."""

    url: str
    """E.g. http://127.0.0.1:5000/table/v1/driving"""
    otherwise: StraightLines
    patience: Patience = field(default_factory=Patience)

    def ways(self, places: Sequence[Place | None]) -> Ways:
        straight = self.otherwise.ways(places)
        known = list(dict.fromkeys(place for place in places if place is not None))
        if len(known) < 2:
            return straight
        try:
            metres, seconds = self._ask_all(known)
        except (OSError, ValueError, http.client.HTTPException) as error:
            note = f"{type(error).__name__}: {error}"[:200]
            # 4xx is about these places; anything else befalls the next ones too.
            if isinstance(error, OSError) and getattr(error, "code", 500) >= 500:
                self.patience.failure = note
            return Ways(straight.metres, straight.seconds, note=note)
        where = {place: number for number, place in enumerate(known)}
        indices = [None if place is None else where[place] for place in places]
        return Ways(_spread(metres, indices), _spread(seconds, indices), straight=False)

    def _ask_all(self, places: Sequence[Place]) -> tuple[Table, Table]:
        """Metres and seconds between all places, in as many calls as their number needs."""
        if self.patience.failure:
            raise ValueError(self.patience.failure)
        # One call takes all places up to twice a block; of more, a block of them from which and a block to which.
        size = ROAD_BLOCK if len(places) > 2 * ROAD_BLOCK else len(places)
        blocks = [range(first, min(first + size, len(places))) for first in range(0, len(places), size)]
        if len(blocks) ** 2 > self.patience.calls:
            raise ValueError(f"more than {ROAD_CALLS} questions for one plan")
        metres: Table = [[] for _ in places]
        seconds: Table = [[] for _ in places]
        for rows in blocks:
            for columns in blocks:
                answer = self._ask([places[number] for number in rows], [places[number] for number in columns])
                for name, table in (("distances", metres), ("durations", seconds)):
                    for number, line in zip(rows, _table(answer, name, len(rows), len(columns)), strict=True):
                        table[number] += line
        return metres, seconds

    def _ask(self, sources: Sequence[Place], destinations: Sequence[Place]) -> Any:
        if self.patience.seconds <= 0:
            raise ValueError(f"the road service took more than {ROAD_PATIENCE:.0f} s for one plan")
        self.patience.calls -= 1
        places, chosen = list(sources), ""
        if list(destinations) != places:
            here, there = range(len(sources)), range(len(sources), len(sources) + len(destinations))
            chosen = f"&sources={';'.join(map(str, here))}&destinations={';'.join(map(str, there))}"
            places += destinations
        path = ";".join(f"{place[1]:.6f},{place[0]:.6f}" for place in places)
        address = f"{self.url.rstrip('/')}/{path}?annotations=distance,duration{chosen}"
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError("the address of the road service must begin with http:// or https://")
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(address, timeout=ROAD_SECONDS) as response:  # noqa: S310 -- checked above  # nosec B310
                return orjson.loads(response.read(LARGEST_ANSWER))
        finally:
            self.patience.seconds -= time.monotonic() - begun


def distances(detour: float, speed: float, roads: str, patience: Patience | None = None) -> Distances:
    """The road service at the address `roads`, or straight lines without one: `detour` per cent, at `speed` km/h."""
    straight = StraightLines(detour / 100, speed)
    return RoadService(roads, straight, patience or Patience()) if roads else straight


def _spread(table: Table, indices: Sequence[int | None]) -> Table:
    """The table of known places as one of all places; ways to nowhere do not count."""
    return [
        [0 if here is None or there is None or here == there else table[here][there] for there in indices]
        for here in indices
    ]


def _table(answer: Any, name: str, height: int, width: int) -> Table:
    rows = answer.get(name) if isinstance(answer, dict) and answer.get("code") == "Ok" else None
    if not isinstance(rows, list) or len(rows) != height:
        raise ValueError(f"the road service gave no {name}")
    table = []
    for row in rows:
        whole = isinstance(row, list) and len(row) == width
        if not whole or not all(isinstance(cell, (int, float)) and 0 <= cell < 1e8 for cell in row):
            raise ValueError(f"the road service knows no way between some of the places ({name})")
        table.append([round(cell) for cell in row])
    return table


def _point(place: Place) -> tuple[float, float, float]:
    latitude, longitude = math.radians(place[0]), math.radians(place[1])
    across = math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), math.sin(latitude)


__all__ = [
    "Distances", "Patience", "Place", "RoadService", "StraightLines", "Table", "Ways", "distances",
]  # fmt: skip
