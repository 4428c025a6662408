from __future__ import annotations

import itertools

import pytest

from erp_visit.planning.distances import Ways
from erp_visit.planning.timing import DAY, Shift, Stop
from erp_visit.planning.tours import best_order
from tests.planning.tsplib import INSTANCES, instance

FREE = Shift(0, DAY, (0, 0), 0, start=0, end=0)


def still(metres: list[list[int]]) -> Ways:
    return Ways(metres, [[0] * len(metres) for _ in metres])


@pytest.mark.parametrize("name", INSTANCES)
def test_tours_are_within_two_per_cent_of_the_published_optimum(name: str) -> None:
    metres, optimum = instance(name)
    stops = [Stop(place, 0, ((0, DAY),)) for place in range(1, len(metres))]
    order, times = best_order(FREE, still(metres), stops)
    assert sorted(order) == list(range(len(stops)))
    tour = [0, *(stops[number].place for number in order), 0]
    assert times.metres == sum(metres[here][there] for here, there in itertools.pairwise(tour))
    assert times.metres <= optimum * 1.02
    assert times.metres >= optimum
