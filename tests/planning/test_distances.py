"""Ways: straight lines, and a road service with its failures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from erp_visit.core.geo import distance_m
from erp_visit.planning.distances import Place, RoadService, StraightLines, great_circle
from erp_visit.planning.routing import best_route

SHANGHAI: Place = (31.2304, 121.4737)
PLACES: list[Place | None] = [SHANGHAI, (31.24, 121.50), None, (31.20, 121.40)]
STRAIGHT = StraightLines(1.4, 25)


def test_straight_lines_are_within_half_a_per_cent_of_the_ellipsoid() -> None:
    ways = StraightLines(1, 36).ways(PLACES)
    for row, here in enumerate(PLACES):
        for column, there in enumerate(PLACES):
            if here is None or there is None or here == there:
                assert ways.metres[row][column] == 0
            else:
                exact = distance_m(*here, *there)
                assert ways.metres[row][column] == pytest.approx(exact, rel=0.005)
                assert ways.metres[row][column] == pytest.approx(great_circle(here, there), abs=1)
                assert ways.seconds[row][column] == pytest.approx(ways.metres[row][column] / 10, abs=1)


class Roads(BaseHTTPRequestHandler):
    answer: Any = None
    asked: str = ""

    def do_GET(self) -> None:
        Roads.asked = self.path
        body = json.dumps(Roads.answer).encode()
        self.send_response(200 if Roads.answer else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def roads() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Roads)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/table/v1/driving"
    server.shutdown()
    server.server_close()
    thread.join()


def table(scale: float, size: int = 3) -> list[list[float]]:
    return [[abs(row - column) * scale for column in range(size)] for row in range(size)]


def test_a_road_service_is_asked_for_the_places_that_are_known(roads: str) -> None:
    Roads.answer = {"code": "Ok", "distances": table(1000.4), "durations": table(60.6)}
    ways = RoadService(roads, STRAIGHT).ways(PLACES)
    assert Roads.asked == (
        "/table/v1/driving/121.473700,31.230400;121.500000,31.240000;121.400000,31.200000?annotations=distance,duration"
    )
    assert (ways.metres[0], ways.seconds[0], ways.note) == ([0, 1000, 0, 2001], [0, 61, 0, 121], "")


@pytest.mark.parametrize(
    "answer",
    [
        None, {"code": "NoTable"}, {"code": "Ok", "distances": table(1), "durations": table(1, 2)}, ["Ok"],
        {"code": "Ok", "distances": [[0, None, 1]] * 3, "durations": table(1)},
    ],
)  # fmt: skip
def test_a_road_service_that_fails_is_replaced_by_straight_lines(roads: str, answer: Any) -> None:
    Roads.answer = answer
    ways = RoadService(roads, STRAIGHT).ways(PLACES)
    assert ways.metres == STRAIGHT.ways(PLACES).metres
    assert ways.note


def test_a_road_service_that_is_away_or_no_address_is_replaced_too() -> None:
    for address in ("http://127.0.0.1:9/table", "file:///etc/passwd"):
        ways = RoadService(address, STRAIGHT, seconds=1).ways(PLACES)
        assert ways.seconds == STRAIGHT.ways(PLACES).seconds
        assert ways.note


def test_a_route_follows_the_roads(roads: str) -> None:
    # By road the second stop is next to the start, and the first far behind it.
    Roads.answer = {"code": "Ok", "distances": [[0, 900, 100], [900, 0, 50], [100, 50, 0]], "durations": [[0] * 3] * 3}
    facts = {
        "places": [PLACES[1], PLACES[3], SHANGHAI], "stops": [{"seconds": 60, "spans": [[0, 80_000]]}] * 2,
        "begins": 0, "ends": 80_000, "lunch": [0, 0], "buffer": 0, "start": 2, "end": None, "detour": 140, "speed": 25,
    }  # fmt: skip
    Roads.answer["distances"] = [[0, 50, 900], [50, 0, 100], [900, 100, 0]]
    assert best_route({**facts, "roads": roads})["order"] == [1, 0]
    assert best_route({**facts, "roads": roads})["metres"] == 150
    assert best_route({**facts, "roads": None})["note"] == ""
