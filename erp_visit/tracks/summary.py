"""A day in figures: mileage, stays and the simplified line from the points of a track. Pure, and the same for the same
points whatever order they came in.

A phone lies still and its positions still wander; one fix lands in another district. So mileage is counted between
stays, along points that are far enough from the last one to be a movement, and a leap that no vehicle makes is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from erp_visit.core.geo import distance_m

POOR_ACCURACY = 100.0
"""Metres: a fix with a larger radius is on the record, but measures nothing."""
STAY = timedelta(minutes=5)
STAY_RADIUS = 100.0
STEP = 15.0
"""Metres: less than this from the last point is wandering."""
TOLERANCE = 10.0
"""Metres that the simplified line may be off the points."""
SURE = 3
"""Points in a row that agree with each other, not with those before: the phone was carried while it had no fix."""
_DEGREE = 111_319.49


class Point(NamedTuple):
    """A fix, WGS-84."""

    at: datetime
    latitude: float
    longitude: float
    accuracy: float
    mock: bool = False


class Stay(NamedTuple):
    """At least five minutes within a hundred metres."""

    latitude: float
    longitude: float
    begins: datetime
    ends: datetime
    points: int
    way_metres: int
    """Mileage since the stay before, or since the day's first point."""

    @property
    def seconds(self) -> int:
        return round((self.ends - self.begins).total_seconds())


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of a day. `line` is (longitude, latitude), None if there was no movement."""

    points: int
    metres: int
    first_at: datetime | None
    last_at: datetime | None
    line: list[tuple[float, float]] | None
    stays: list[Stay]


def summarise(points: Sequence[Point], fastest_kmh: float) -> Summary:
    """Sum up the points of a day, given in any order."""
    ordered = sorted(set(points))
    legs = _legs([one for one in ordered if one.accuracy <= POOR_ACCURACY and not one.mock], fastest_kmh / 3.6)
    stays, path, metres = _walk(legs)
    return Summary(
        len(ordered), round(metres), ordered[0].at if ordered else None, ordered[-1].at if ordered else None,
        simplified(path), stays,
    )  # fmt: skip


def _legs(points: Sequence[Point], fastest: float) -> list[list[Point]]:
    """The points in legs, without those that nobody can have reached from the one before.

    What a few points in a row say against those before begins a new leg: the phone was carried while it had no fix.
    How far it came meanwhile is not counted.
    """
    legs: list[list[Point]] = []
    doubted: list[Point] = []
    for one in points:
        if not legs or _reachable(legs[-1][-1], one, fastest):
            if not legs:
                legs.append([])
            legs[-1].append(one)
            doubted = []
            continue
        if doubted and not _reachable(doubted[-1], one, fastest):
            doubted = []
        doubted.append(one)
        if len(doubted) == SURE:
            legs.append(doubted)
            doubted = []
    sure = [leg for leg in legs if len(leg) >= SURE]
    return sure or legs


def _reachable(one: Point, other: Point, fastest: float) -> bool:
    """Whether somebody gets from one to the other in time; fixes may be off by their radius."""
    seconds = (other.at - one.at).total_seconds()
    metres = _metres(one, other) - min(one.accuracy, POOR_ACCURACY) - min(other.accuracy, POOR_ACCURACY)
    return metres <= fastest * seconds


def _metres(one: Point | Stay, other: Point | Stay) -> float:
    return distance_m(one.latitude, one.longitude, other.latitude, other.longitude)


def _near(one: Point, other: Point) -> bool:
    """Whether two points are within a hundred metres; in doubt measured exactly."""
    north = (other.latitude - one.latitude) * _DEGREE
    east = (other.longitude - one.longitude) * _DEGREE * math.cos(math.radians(one.latitude))
    rough = math.hypot(north, east)
    if rough < STAY_RADIUS * 0.98:
        return True
    return rough <= STAY_RADIUS * 1.02 and _metres(one, other) <= STAY_RADIUS


def _walk(legs: Sequence[Sequence[Point]]) -> tuple[list[Stay], list[tuple[float, float]], float]:
    """Stays, the vertices of the way, and its length."""
    stays: list[Stay] = []
    path: list[tuple[float, float]] = []
    total = since_stay = 0.0
    for points in legs:
        last: Point | Stay | None = None  # the way from the leg before is not known
        index = 0
        while index < len(points):
            here: Point | Stay = points[index]
            end = _end_of_stay(points, index)
            if end is not None:
                here = _stay(points[index:end])
            way = _metres(last, here) if last is not None else 0.0
            since_stay += way
            if isinstance(here, Stay):
                stays.append(here._replace(way_metres=round(since_stay)))
                total, since_stay = total + since_stay, 0.0
            elif last is not None and way < STEP and index < len(points) - 1:
                since_stay -= way  # wandering
                index += 1
                continue
            last = here
            path.append((here.longitude, here.latitude))
            index = end if end is not None else index + 1
    return stays, path, total + since_stay


def _end_of_stay(points: Sequence[Point], start: int) -> int | None:
    """Where the stay that begins here ends; None if it is none."""
    end = start + 1
    while end < len(points) and _near(points[start], points[end]):
        end += 1
    return end if points[end - 1].at - points[start].at >= STAY else None


def _stay(group: Sequence[Point]) -> Stay:
    return Stay(
        round(math.fsum(one.latitude for one in group) / len(group), 7),
        round(math.fsum(one.longitude for one in group) / len(group), 7),
        group[0].at, group[-1].at, len(group), 0,
    )  # fmt: skip


def simplified(path: Sequence[tuple[float, float]], tolerance: float = TOLERANCE) -> list[tuple[float, float]] | None:
    """The vertices (longitude, latitude) that a line needs to stay within the tolerance, in metres; None if it is no
    line."""
    kept = kept_indexes(path, tolerance)
    return [path[index] for index in kept] if len(kept) > 1 else None


def kept_indexes(path: Sequence[tuple[float, float]], tolerance: float) -> list[int]:
    """Which vertices a simplified line keeps."""
    if len(path) < 2 or all(one == path[0] for one in path):
        return list(range(min(len(path), 1)))
    import shapely  # noqa: PLC0415 -- 20 MB, with numpy, that only who simplifies a line needs

    scale = math.cos(math.radians(path[0][1])) * _DEGREE
    flat = [(longitude * scale, latitude * _DEGREE) for longitude, latitude in path]
    kept = shapely.get_coordinates(shapely.LineString(flat).simplify(tolerance, preserve_topology=False)).tolist()
    indexes, at = [], 0
    for east, north in kept:
        while flat[at] != (east, north):
            at += 1
        indexes.append(at)
        at += 1
    return indexes


def stops_json(stays: Sequence[Stay], visits: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """The stays as they are stored; `visits` holds the global ids of those made at each."""
    stops = []
    before: datetime | None = None
    for stay, made in zip(stays, visits, strict=True):
        stops.append({
            "latitude": stay.latitude, "longitude": stay.longitude, "from": stay.begins.isoformat(),
            "until": stay.ends.isoformat(), "seconds": stay.seconds, "points": stay.points,
            "wayMetres": stay.way_metres,
            "waySeconds": None if before is None else round((stay.begins - before).total_seconds()),
            "visits": list(made),
        })  # fmt: skip
        before = stay.ends
    return stops


__all__ = [
    "POOR_ACCURACY", "STAY", "STAY_RADIUS", "STEP", "TOLERANCE", "Point", "Stay", "Summary", "kept_indexes",
    "simplified", "stops_json", "summarise",
]  # fmt: skip
