"""When a rep is where, if the stops of a day are visited in a given order. Seconds count from local midnight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from erp_visit.planning.distances import Ways

Span = tuple[int, int]
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Shift:
    """A rep's working day: from when until when, the lunch break, and the places where it starts and ends.

    `start` and `end` are indices of the ways' places; None: the day starts at the first stop, ends at the last.
    """

    begins: int
    ends: int
    lunch: Span
    buffer: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit of a day. `spans` are the times at which it may begin, in order; `place` is an index of the ways."""

    place: int
    seconds: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The times of a day's stops. `late` seconds in all are too late for spans or the end of work: 0 if it works."""

    starts: tuple[int, ...]
    leaves: int
    returns: int
    metres: int
    travel: int
    waiting: int
    late: int


def starting_spans(shift: Shift, hours: Sequence[Span], seconds: int) -> tuple[Span, ...]:
    """When a visit of so many seconds may begin: in the shop's hours and the rep's work, and not over lunch."""
    spans: list[Span] = []
    lunch_begins, lunch_ends = shift.lunch
    for opens, closes in hours:
        first, last = max(opens, shift.begins), min(closes, shift.ends)
        pieces = [(first, last)]
        if lunch_begins < lunch_ends:
            pieces = [(first, min(last, lunch_begins)), (max(first, lunch_ends), last)]
        spans += [(begins, ends - seconds) for begins, ends in pieces if ends - seconds >= begins]
    return tuple(sorted(spans))


def stretched(shift: Shift, ways: Ways, stops: Sequence[Stop]) -> Shift:
    """The shift, longer where a stop is agreed for a time before work begins or after it ends."""
    begins, ends = shift.begins, shift.ends
    for stop in stops:
        if len(stop.spans) == 1 and stop.spans[0][0] == stop.spans[0][1]:
            at = stop.spans[0][0]
            begins = min(begins, at - (0 if shift.start is None else ways.seconds[shift.start][stop.place]))
            after = 0 if shift.end is None else shift.buffer + ways.seconds[stop.place][shift.end]
            ends = max(ends, at + stop.seconds + after)
    return replace(shift, begins=begins, ends=ends)


def first_start(spans: Sequence[Span], arrival: int) -> int | None:
    """The first moment from `arrival` on at which a visit may begin."""
    for begins, ends in spans:
        if arrival <= ends:
            return max(arrival, begins)
    return None


def last_start(spans: Sequence[Span], deadline: int) -> int | None:
    """The last moment until `deadline` at which a visit may begin."""
    for begins, ends in reversed(spans):
        if begins <= deadline:
            return min(ends, deadline)
    return None


def timetable(shift: Shift, ways: Ways, stops: Sequence[Stop]) -> Timetable:
    """The times of stops in their order. What cannot be on time is as early as can be, and its lateness told."""
    if not stops:
        return Timetable((), shift.begins, shift.begins, 0, 0, 0, 0)
    clock, here = shift.begins, shift.start
    starts: list[int] = []
    metres = travel = late = 0
    for number, stop in enumerate(stops):
        if here is not None:
            metres += ways.metres[here][stop.place]
            travel += ways.seconds[here][stop.place]
            clock += ways.seconds[here][stop.place]
        begins = first_start(stop.spans, clock)
        if begins is None:
            last = stop.spans[-1][1] if stop.spans else shift.begins
            late += clock - last
            begins = clock
        starts.append(begins)
        clock = begins + stop.seconds + (shift.buffer if number < len(stops) - 1 else 0)
        here = stop.place
    if shift.end is not None and here is not None:
        metres += ways.metres[here][shift.end]
        travel += ways.seconds[here][shift.end]
        clock += shift.buffer + ways.seconds[here][shift.end]
    late += max(0, clock - shift.ends)
    first_leg = 0 if shift.start is None else ways.seconds[shift.start][stops[0].place]
    leaves = starts[0] - first_leg
    busy = sum(stop.seconds for stop in stops) + shift.buffer * (len(stops) - (shift.end is None))
    waiting = max(0, clock - leaves - travel - busy)
    return Timetable(tuple(starts), leaves, clock, metres, travel, waiting, late)


class Sheet:
    """The stops of a day in the order found so far, with the room that each leaves: a further stop is tried in
    constant time for every place in the order."""

    __slots__ = ("latest", "shift", "starts", "stops", "ways")

    def __init__(self, shift: Shift, ways: Ways, stops: Sequence[Stop] = ()) -> None:
        self.shift, self.ways = shift, ways
        self.stops: list[Stop] = list(stops)
        self.starts: list[int] = []
        self.latest: list[int] = []
        self.refresh()

    def refresh(self) -> bool:
        """Work the times out anew; false if the stops cannot all be on time."""
        times = timetable(self.shift, self.ways, self.stops)
        self.starts = list(times.starts)
        self.latest = [0] * len(self.stops)
        deadline = self.shift.ends
        following = self.shift.end
        for number in range(len(self.stops) - 1, -1, -1):
            stop = self.stops[number]
            way = 0 if following is None else self.shift.buffer + self.ways.seconds[stop.place][following]
            latest = last_start(stop.spans, deadline - way - stop.seconds)
            self.latest[number] = -DAY if latest is None else latest
            deadline, following = self.latest[number], stop.place
        return times.late == 0

    def best_gap(self, stop: Stop) -> tuple[int, int] | None:
        """Where a further stop makes the shortest detour and nothing late: (metres more, place in the order)."""
        shift, metres, seconds = self.shift, self.ways.metres, self.ways.seconds
        stops, starts, latest = self.stops, self.starts, self.latest
        place, spans = stop.place, stop.spans
        to_metres, count = metres[place], len(stops)
        to_seconds = seconds[place]
        best: tuple[int, int] | None = None
        # `latest` only grows along the day: a gap before a stop that must begin before the spans do is of no use.
        for gap in range(bisect_left(latest, spans[0][0]), count + 1):
            if gap:
                previous = stops[gap - 1]
                here: int | None = previous.place
                clock = starts[gap - 1] + previous.seconds + shift.buffer
            else:
                here, clock = shift.start, shift.begins
            if here is not None:
                clock += seconds[here][place]
            if clock > spans[-1][1]:
                break  # later gaps are later still
            begins = first_start(spans, clock)
            assert begins is not None
            following = stops[gap].place if gap < count else shift.end
            clock = begins + stop.seconds
            if following is not None:
                clock += shift.buffer + to_seconds[following]
            if clock > (latest[gap] if gap < count else shift.ends):
                continue
            more = (metres[here][place] if here is not None else 0) + (
                to_metres[following] if following is not None else 0
            )
            if here is not None and following is not None:
                more -= metres[here][following]
            if best is None or more < best[0]:
                best = more, gap
        return best


__all__ = [
    "DAY",
    "Sheet",
    "Shift",
    "Span",
    "Stop",
    "Timetable",
    "first_start",
    "starting_spans",
    "stretched",
    "timetable",
]
