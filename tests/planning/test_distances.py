"""Ways: straight lines, and a road service with its failures and its bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from erp_visit.core.geo import distance_m
from erp_visit.planning.distances import Patience, Place, RoadService, StraightLines, distances
from erp_visit.planning.engine import work_out
from erp_visit.planning.routing import best_route
from tests.planning.osrm import Roads, road_service
from tests.planning.plain import customer, facts, rep

SHANGHAI: Place = (31.2304, 121.4737)
PLACES: list[Place | None] = [SHANGHAI, (31.24, 121.50), None, (31.20, 121.40)]
STRAIGHT = StraightLines(1.4, 25)


@pytest.fixture
def roads() -> Iterator[Roads]:
    with road_service() as server:
        yield server


def test_straight_lines_are_within_half_a_per_cent_of_the_ellipsoid() -> None:
    ways = StraightLines(1, 36).ways(PLACES)
    assert ways.straight
    for row, here in enumerate(PLACES):
        for column, there in enumerate(PLACES):
            if here is None or there is None or here == there:
                assert ways.metres[row][column] == 0
            else:
                exact = distance_m(*here, *there)
                assert ways.metres[row][column] == pytest.approx(exact, rel=0.005)
                assert ways.seconds[row][column] == pytest.approx(ways.metres[row][column] / 10, abs=1)


def table(scale: float, size: int = 3) -> list[list[float]]:
    return [[abs(row - column) * scale for column in range(size)] for row in range(size)]


def test_a_road_service_is_asked_for_the_places_that_are_known(roads: Roads) -> None:
    roads.answer = {"code": "Ok", "distances": table(1000.4), "durations": table(60.6)}
    ways = RoadService(roads.url, STRAIGHT).ways(PLACES)
    assert roads.asked == [
        "/table/v1/driving/121.473700,31.230400;121.500000,31.240000;121.400000,31.200000?annotations=distance,duration"
    ]
    assert (ways.metres[0], ways.seconds[0], ways.straight, ways.note) == (
        [0, 1000, 0, 2001],
        [0, 61, 0, 121],
        False,
        "",
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"code": "NoTable"}, {"code": "Ok", "distances": table(1), "durations": table(1, 2)}, ["Ok"],
        {"code": "Ok", "distances": [[0, None, 1]] * 3, "durations": table(1)},
    ],
)  # fmt: skip
def test_a_road_service_that_knows_no_ways_is_replaced_by_straight_lines_this_once(roads: Roads, answer: Any) -> None:
    roads.answer = answer
    service = RoadService(roads.url, STRAIGHT)
    ways = service.ways(PLACES)
    assert (ways.metres, ways.straight) == (STRAIGHT.ways(PLACES).metres, True)
    assert ways.note
    roads.answer = None
    assert not service.ways(PLACES).straight, "other places may be known to it"


def test_a_road_service_that_is_out_of_order_is_not_asked_again(roads: Roads) -> None:
    roads.status = 503
    service = RoadService(roads.url, STRAIGHT)
    assert service.ways(PLACES).metres == STRAIGHT.ways(PLACES).metres
    roads.status = 200
    again = service.ways(PLACES)
    assert (again.straight, len(roads.asked)) == (True, 1)
    assert "503" in again.note


def test_a_road_service_that_is_away_or_no_address_is_replaced_too() -> None:
    for address in ("http://127.0.0.1:9/table", "file:///etc/passwd"):
        ways = RoadService(address, STRAIGHT).ways(PLACES)
        assert (ways.seconds, ways.straight) == (STRAIGHT.ways(PLACES).seconds, True)
        assert ways.note


def test_many_places_are_asked_for_in_blocks_that_fit_together(roads: Roads) -> None:
    places: list[Place | None] = [(31 + number / 1000, 121 + number % 7 / 100) for number in range(120)]
    places += [None, places[5]]  # nowhere, and a place that stands there twice
    ways = RoadService(roads.url, STRAIGHT).ways(places)
    assert len(roads.asked) == 9, "three blocks from which, three to which"
    assert all(path.partition("?")[0].count(";") < 100 for path in roads.asked)
    for row, here in enumerate(places):
        for column, there in enumerate(places):
            if here is None or there is None or here == there:
                assert ways.metres[row][column] == ways.seconds[row][column] == 0
            else:
                assert ways.metres[row][column] == pytest.approx(2 * distance_m(*here, *there), abs=1)
                assert ways.seconds[row][column] == pytest.approx(ways.metres[row][column] / 10, abs=1)


def test_more_questions_than_a_plan_may_ask_are_not_asked(roads: Roads) -> None:
    places: list[Place | None] = [(31 + number / 1000, 121.0) for number in range(101)]
    few = Patience(calls=8)
    assert distances(140, 25, roads.url, few).ways(places).straight
    assert (few.calls, roads.asked) == (8, []), "nine would be needed: none is asked in vain"
    assert not distances(140, 25, roads.url, few).ways(places[:100]).straight
    assert (few.calls, len(roads.asked)) == (7, 1)
    tired = Patience(seconds=0)
    assert distances(140, 25, roads.url, tired).ways(PLACES).straight
    assert len(roads.asked) == 1


def test_a_route_follows_the_roads_and_tells_how_long_it_was(roads: Roads) -> None:
    # By road the second stop is next to the start, and the first far behind it.
    metres = [[0, 50, 900], [50, 0, 100], [900, 100, 0]]
    roads.answer = {"code": "Ok", "distances": metres, "durations": [[0] * 3] * 3}
    asked = {
        "places": [PLACES[1], PLACES[3], SHANGHAI], "stops": [{"seconds": 60, "spans": [[0, 80_000]]}] * 2,
        "begins": 0, "ends": 80_000, "lunch": [0, 0], "buffer": 0, "start": 2, "end": None, "detour": 140, "speed": 25,
    }  # fmt: skip
    found = best_route({**asked, "roads": roads.url})
    assert (found["order"], found["before"], found["metres"], found["straight"]) == ([1, 0], 950, 150, False)
    straight = best_route({**asked, "roads": None})
    assert (straight["note"], straight["straight"]) == ("", True)


def test_a_plan_is_made_by_the_roads_of_each_rep(roads: Roads) -> None:
    shops = [customer(f"{number}", metres=1000 * number, last="2026-10-20") for number in (1, 2, 3)]
    one, other = rep(*shops), {**rep(*shops), "id": "other"}
    found = work_out({**facts(one, other), "roads": roads.url})
    assert found["summary"]["straight"] is False
    by_line = work_out(facts(one))
    assert by_line["summary"]["straight"] is True
    assert [day["metres"] for day in found["days"] if day["rep"] == "rep"] == [
        pytest.approx(2 * day["metres"], rel=0.005) for day in by_line["days"]
    ]
    assert len(roads.asked) == 2, "one question for each rep"
    roads.asked.clear()
    roads.good = 1
    found = work_out({**facts(one, other), "roads": roads.url})
    assert {(day["rep"], day["straight"]) for day in found["days"]} == {("rep", False), ("other", True)}
    assert found["summary"]["straight"] is True, "not all of its kilometres are those of roads"
