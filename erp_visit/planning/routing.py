"""The best order of one day for one rep, from facts to an answer; asks a road service if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from erp_visit.planning.distances import distances
from erp_visit.planning.timing import Shift, Stop, stretched, timetable
from erp_visit.planning.tours import best_order

ROUTE_PATIENCE = 400
"""A route is one of a day, and somebody looks at it: worth a longer search than each of a plan's."""


def best_route(facts: Mapping[str, Any]) -> dict[str, Any]:
    """`order` (indices of the stops given), their `starts`, metres and seconds, and `before`: the metres of the order
    given, by the same ways. `straight` if these are straight lines, `note` if a road service did not answer."""
    places = [None if place is None else (place[0], place[1]) for place in facts["places"]]
    ways = distances(facts["detour"], facts["speed"], facts["roads"]).ways(places)
    shift = Shift(
        facts["begins"], facts["ends"], (facts["lunch"][0], facts["lunch"][1]), facts["buffer"], facts["start"],
        facts["end"],
    )  # fmt: skip
    stops = [
        Stop(number, stop["seconds"], tuple((span[0], span[1]) for span in stop["spans"]))
        for number, stop in enumerate(facts["stops"])
    ]
    shift = stretched(shift, ways, stops)
    before = timetable(shift, ways, stops).metres
    order, times = best_order(shift, ways, stops, patience=ROUTE_PATIENCE)
    return {
        "order": order, "starts": list(times.starts), "leaves": times.leaves, "returns": times.returns,
        "metres": times.metres, "travel": times.travel, "waiting": times.waiting, "late": times.late, "before": before,
        "straight": ways.straight, "note": ways.note,
    }  # fmt: skip


__all__ = ["best_route"]
