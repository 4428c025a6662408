"""The best order of a day's stops, by pyvrp: shortest way with time windows, service times and buffer.

pyvrp takes a tenth of a second and 20 MB to load, and its search is work for a processor: this module is for the
process that erp_visit.planning.process starts, not for the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Route, Solution, VehicleType
from pyvrp.solve import solve
from pyvrp.stop import NoImprovement

from erp_visit.planning.distances import Ways
from erp_visit.planning.timing import Shift, Stop, Timetable, timetable

SEED = 20_240_229
"""The same seed and a limit of iterations, not of time: the same stops get the same order on every machine."""
PATIENCE = 150
"""Iterations without improvement after which the search stops, for a day of usual length."""
_PRIZE = 100_000_000


def best_order(
    shift: Shift, ways: Ways, stops: Sequence[Stop], *, patience: int = PATIENCE
) -> tuple[list[int], Timetable]:
    """The order (indices of `stops`) with the shortest way that is on time, and its times.

    If no order is found that is on time, the order given comes back, with its lateness.
    """
    given = list(range(len(stops)))
    times = timetable(shift, ways, stops)
    if len(stops) < 2 or not all(stop.spans for stop in stops):
        return given, times
    found = _search(shift, ways, stops, patience)
    if found is None:
        return given, times
    tried = timetable(shift, ways, [stops[number] for number in found])
    if tried.late or (not times.late and (tried.metres, tried.waiting) >= (times.metres, times.waiting)):
        return given, times
    return found, tried


def _search(shift: Shift, ways: Ways, stops: Sequence[Stop], patience: int) -> list[int] | None:
    """pyvrp's order. A stop with several spans is a group of clients of which one is served."""
    places = [stop.place for stop in stops]
    metres, seconds = _matrices(shift, ways, places)
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    owner: list[int] = []
    latest = 0
    for number, stop in enumerate(stops):
        group = None
        if len(stop.spans) > 1:
            group = len(groups)
            groups.append(ClientGroup(list(range(len(clients), len(clients) + len(stop.spans))), required=True))
        for begins, ends in stop.spans:
            clients.append(
                Client(
                    location=number + 2, service_duration=stop.seconds + shift.buffer, tw_early=begins, tw_late=ends,
                    required=group is None, prize=0 if group is None else _PRIZE, group=group,
                )
            )  # fmt: skip
            owner.append(number)
            latest = max(latest, ends)
    # The buffer behind the last stop counts only if there is still a way to go.
    slack = 0 if shift.end is not None else shift.buffer
    vehicle = VehicleType(
        1, start_depot=0, end_depot=1, tw_early=shift.begins, tw_late=max(shift.ends, latest) + slack,
        unit_distance_cost=1, unit_duration_cost=0,
    )  # fmt: skip
    nowhere = [Location(0, 0) for _ in range(len(stops) + 2)]
    data = ProblemData(nowhere, clients, [Depot(0), Depot(1)], [vehicle], [metres], [seconds], groups)
    first = _first(data, owner, stops, shift, ways)
    found = solve(data, NoImprovement(patience), seed=SEED, collect_stats=False, initial_solution=first).best
    if not found.is_feasible() or found.num_clients() != len(stops):
        return None
    return [owner[step.idx] for route in found.routes() for step in route if step.is_client()]


def _matrices(shift: Shift, ways: Ways, places: Sequence[int]) -> tuple[Any, Any]:
    """Start, end, then the stops; a missing start or end is nowhere: no way to it counts."""
    size = len(places) + 2
    metres, seconds = np.zeros((size, size), np.int64), np.zeros((size, size), np.int64)
    rows = [shift.start, shift.end, *places]
    for row, here in enumerate(rows):
        for column, there in enumerate(rows):
            if row != column and here is not None and there is not None:
                metres[row, column] = ways.metres[here][there]
                seconds[row, column] = ways.seconds[here][there]
    return metres, seconds


def _first(data: ProblemData, owner: Sequence[int], stops: Sequence[Stop], shift: Shift, ways: Ways) -> Solution | None:
    """The order given as a solution to start from, if it is on time."""
    times = timetable(shift, ways, stops)
    if times.late:
        return None
    chosen = []
    for number, starts in enumerate(times.starts):
        span = next(index for index, (begins, ends) in enumerate(stops[number].spans) if begins <= starts <= ends)
        chosen.append(owner.index(number) + span)
    return Solution(data, [Route(data, chosen, 0)])


__all__ = ["PATIENCE", "SEED", "best_order"]
