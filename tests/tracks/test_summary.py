"""Mileage, stays and lines on tracks whose truth is known."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from erp_visit.core.geo import distance_m
from erp_visit.tracks.days import _Visit, match
from erp_visit.tracks.summary import Point, Summary, kept_indexes, simplified, stops_json, summarise
from tests.tracks.ways import EAST, HOME, NORTH, SOUTH, Way, away, morning

FASTEST = 200.0


def summed(way: Way) -> Summary:
    return summarise([Point(*one) for one in way.points], FASTEST)


def test_nothing_and_one_point() -> None:
    nothing = summarise([], FASTEST)
    assert (nothing.points, nothing.metres, nothing.line, nothing.stays) == (0, 0, None, [])
    one = summed(Way(morning()))
    assert (one.points, one.metres, one.line, one.first_at) == (1, 0, None, morning())


@pytest.mark.parametrize("every", [1.0, 7.0, 30.0, 120.0])
def test_mileage_is_the_way_whatever_the_spacing_of_points(every: float) -> None:
    way = Way(morning()).go(3000, NORTH, every=every).go(4000, EAST, every=every)
    found = summed(way)
    # Half a metre of rounding and what the corner is cut by.
    assert found.metres == pytest.approx(7000, abs=16 if every < 2 else 1)
    assert found.stays == []
    assert (found.first_at, found.last_at) == (morning(), way.at)


def test_stops_in_order_with_intervals_and_mileage() -> None:
    way = Way(morning()).rest(600).go(2000, NORTH).rest(301).go(1500, EAST).rest(1200).go(500, SOUTH)
    found = summed(way)
    assert len(found.stays) == 3
    # A stay begins when the circle of a hundred metres is entered: one point earlier.
    first, second, third = found.stays
    assert first.begins == morning()
    assert timedelta(seconds=600) <= first.ends - first.begins <= timedelta(seconds=620)
    assert distance_m(second.latitude, second.longitude, *away(HOME, 2000, NORTH)) < 40
    assert 1880 <= second.way_metres <= 2010
    stops = stops_json(found.stays, [[], ["Visit:1"], []])
    assert [stop["visits"] for stop in stops] == [[], ["Visit:1"], []]
    assert stops[0]["waySeconds"] is None
    assert stops[1]["waySeconds"] == round((second.begins - first.ends).total_seconds())
    assert stops[2]["from"] == third.begins.isoformat()
    assert found.metres == pytest.approx(4000, abs=60)


def test_five_minutes_and_a_hundred_metres_are_inside() -> None:
    def stays(seconds: float, metres: float) -> int:
        one, other = HOME, away(HOME, metres, NORTH)
        points = [Point(morning(), *one, 10.0), Point(morning() + timedelta(seconds=seconds), *other, 10.0)]
        return len(summarise(points, FASTEST).stays)

    assert stays(300, 99.99) == 1
    assert stays(299.9, 99.99) == 0
    assert stays(300, 100.02) == 0


def test_a_phone_that_lies_still_goes_nowhere() -> None:
    found = summed(Way(morning()).rest(8 * 3600, every=20, wander=25))
    assert len(found.stays) == 1
    assert found.metres == 0
    assert found.stays[0].seconds == 8 * 3600
    assert distance_m(found.stays[0].latitude, found.stays[0].longitude, *HOME) < 1


def test_leaps_poor_fixes_and_simulated_ones_measure_nothing() -> None:
    plain = summed(Way(morning()).go(2000, NORTH).go(1000, EAST))
    far = away(HOME, 30_000, EAST)
    spoiled = Way(morning()).go(1000, NORTH)
    spoiled.fix(far, after=5)  # one fix in another district
    spoiled.fix(away(HOME, 400, SOUTH), after=1, accuracy=500)
    spoiled.fix(away(HOME, 900, EAST), after=1, mock=True)
    spoiled.go(1000, NORTH).go(1000, EAST)
    found = summed(spoiled)
    assert found.metres == plain.metres == pytest.approx(3000, abs=1)
    assert found.points == len(spoiled.points), "they are on the record all the same"
    assert found.line == plain.line


def test_a_wrong_first_fix_does_not_spoil_the_day() -> None:
    way = Way(morning(), away(HOME, 80_000, EAST))
    way.place = HOME
    way.go(2000, NORTH)
    assert summed(way).metres == pytest.approx(1900, abs=1), "from the first true fix on"


def test_who_is_carried_without_a_fix_is_believed_at_the_other_end() -> None:
    """Two hundred kilometres in half an hour, by train under ground: the ways on both sides count, the leap does not."""
    way = Way(morning()).go(1000, NORTH).wait(1800)
    way.place = away(HOME, 200_000, EAST)
    way.go(1500, NORTH)
    assert summed(way).metres == pytest.approx(1000 + 1400, abs=1)


def test_the_line_keeps_its_corners_and_stays_within_the_tolerance() -> None:
    way = Way(morning()).go(1000, NORTH, every=2).go(1000, EAST, every=2).go(1000, NORTH, every=2)
    found = summed(way)
    assert found.line is not None
    assert len(found.line) == 4
    assert found.line[0] == (HOME[1], HOME[0]), "longitude first, as GeoJSON has it"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), min_size=2, max_size=60),
       st.floats(1, 300))  # fmt: skip
def test_simplified_lines_are_never_further_off_than_asked(steps: list[tuple[float, float]], tolerance: float) -> None:
    path = [(HOME[1] + east, HOME[0] + north) for north, east in steps]
    kept = kept_indexes(path, tolerance)
    assert kept == sorted(set(kept))
    line = simplified(path, tolerance)
    if line is None:
        return
    assert (line[0], line[-1]) == (path[0], path[-1])
    scale = 102_800.0, 111_319.49
    flat = shapely.LineString([(east * scale[0], north * scale[1]) for east, north in line])
    for east, north in path:
        assert flat.distance(shapely.Point(east * scale[0], north * scale[1])) <= tolerance * 1.01 + 0.01


@st.composite
def tracks(draw: st.DrawFn) -> list[Point]:
    way = Way(morning(), accuracy=draw(st.floats(3, 60)))
    for _ in range(draw(st.integers(1, 6))):
        match draw(st.integers(0, 3)):
            case 0:
                way.go(draw(st.floats(20, 3000)), draw(st.floats(0, 359)), speed=draw(st.floats(1, 30)),
                       every=draw(st.floats(5, 60)))  # fmt: skip
            case 1:
                way.rest(draw(st.floats(30, 1500)), wander=draw(st.floats(0, 40)))
            case 2:
                way.fix(
                    away(HOME, draw(st.floats(0, 50_000)), draw(st.floats(0, 359))), accuracy=draw(st.floats(5, 400))
                )
            case _:
                way.wait(draw(st.floats(0, 3600)))
    return [Point(*one) for one in way.points]


@settings(max_examples=80)
@given(tracks(), st.randoms(use_true_random=False))
def test_order_and_doubles_change_nothing(points: list[Point], chance: random.Random) -> None:
    expected = summarise(points, FASTEST)
    mixed = [*points, *chance.choices(points, k=len(points) // 2)]
    chance.shuffle(mixed)
    assert summarise(mixed, FASTEST) == expected
    assert expected.metres >= 0
    for one, other in pairwise(expected.stays):
        assert one.ends < other.begins
    assert sum(stay.way_metres for stay in expected.stays) <= expected.metres + len(expected.stays)


def test_visits_belong_to_the_stay_they_were_made_in() -> None:
    way = Way(morning()).rest(900).go(3000, NORTH).rest(1800)
    here, there = summed(way).stays
    at = {"here": (HOME[0], HOME[1]), "there": away(HOME, 3000, NORTH)}
    minutes = timedelta(minutes=1)
    first = _Visit(uuid4(), here.begins + minutes, here.ends - minutes, *at["here"])
    second = _Visit(uuid4(), there.begins + minutes, there.begins + 5 * minutes, *at["there"])
    third = _Visit(uuid4(), there.begins + 6 * minutes, there.ends + 60 * minutes, None, None)
    elsewhere = _Visit(uuid4(), there.begins, there.ends, *at["here"])
    never = _Visit(uuid4(), there.ends + minutes, there.ends + 2 * minutes, *at["there"])
    made = match([here, there], [first, second, third, elsewhere, never])
    assert made == [[f"Visit:{first.id}"], [f"Visit:{second.id}", f"Visit:{third.id}"]]
