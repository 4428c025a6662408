"""On which day which visit: even spacing by frequency, days that keep together on the map, and never more than fits.

Pure and deterministic: visits are placed one by one where they cost least (metres of detour, and days from when they
are due), then each is tried once more where it would cost less. Every day is a timetable that works, at every step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from erp_visit.planning.demand import Demand
from erp_visit.planning.distances import Ways
from erp_visit.planning.timing import Sheet, Shift, Span, Stop, starting_spans

METRES_PER_INTERVAL = 12_000
"""What being late or early is worth in detour: so many metres for half an interval, four times that for a whole."""
METRES_FOR_LOAD = 12_000
"""What it is worth in detour that a rep's days hold about as many visits each: so much at twice a day's share."""
METRES_FOR_DAY = 3_000
"""What beginning an empty day costs at most: the way there and back is little against it, the rep works anyhow."""
ROUNDS = 2
"""How often every visit is tried once more on other days."""


@dataclass(slots=True)
class Day:
    """A day of a rep's: its timetable so far, which demand each stop is, and how many visits it may still take."""

    ordinal: int
    weekday: int
    sheet: Sheet
    room: int
    demands: list[int]
    """Beside the stops of the sheet: number of the demand, or -1 - number of the visit that is kept."""
    hours: Shift
    """The hours of work, in which visits may be placed; the sheet's shift also holds what is agreed outside of them."""
    works: bool = True
    limit: int = 1


@dataclass(slots=True)
class Shop:
    """What placing has to know of a customer."""

    place: int | None
    seconds: int
    hours: Mapping[int, Sequence[Span]] | None
    """Spans of the day by weekday (1 Monday); None: always open."""
    closed: tuple[int, int] | None
    """First and last day on which it is closed."""
    visited: list[int] = field(default_factory=list)
    """Days on which it is visited already."""


class Placing:
    """One rep's days and shops."""

    def __init__(self, days: Sequence[Day], shops: Sequence[Shop], ways: Ways, demands: Sequence[Demand]) -> None:
        self.days, self.shops, self.ways, self.demands = days, shops, ways, demands
        self.placed: dict[int, Day] = {}
        self.left_out: dict[int, str] = {}
        self._spans: dict[tuple[int, int], tuple[Span, ...]] = {}
        kept = sum(len(day.demands) for day in days)
        self._share = max(1.0, (len(demands) + kept) / max(1, len(days)))

    def run(self) -> None:
        """Place what can be placed."""
        order = sorted(
            range(len(self.demands)),
            key=lambda number: (
                not self.demands[number].must,
                self.demands[number].latest if self.demands[number].must else 0,
                self.demands[number].interval,
                self.demands[number].target,
                number,
            ),
        )
        for number in order:
            if self._place(number) is None:
                self.left_out[number] = ""
        for _ in range(ROUNDS):
            moved = [self._again(number) for number in order]
            if not any(moved):
                break
        for number in self.left_out:
            self.left_out[number] = self._why(number)

    def _place(self, number: int) -> float | None:
        """Put a visit where it costs least; the cost, or None if nowhere."""
        demand = self.demands[number]
        shop = self.shops[demand.customer]
        if shop.place is None:
            return None
        best: tuple[float, int, Day, int, Stop] | None = None
        for place, day in enumerate(self.days):
            if day.ordinal < demand.earliest or day.ordinal > demand.latest or day.room <= 0 or not day.works:
                continue
            if any(abs(day.ordinal - other) < demand.gap for other in shop.visited):
                continue
            spans = self._open(demand.customer, day)
            if not spans:
                continue
            price = self._price(demand, day)
            if best is not None and price >= best[0]:
                continue  # no detour is shorter than none
            stop = Stop(shop.place, shop.seconds, spans)
            gap = day.sheet.best_gap(stop)
            if gap is None:
                continue
            cost = price + (gap[0] if day.demands else min(gap[0], METRES_FOR_DAY))
            if best is None or cost < best[0]:
                best = cost, place, day, gap[1], stop
        if best is None:
            return None
        cost, _, day, where, stop = best
        day.sheet.stops.insert(where, stop)
        day.demands.insert(where, number)
        day.sheet.refresh()
        day.room -= 1
        shop.visited.append(day.ordinal)
        self.placed[number] = day
        return cost

    def _take_out(self, number: int) -> tuple[float, Day, int, Stop]:
        """Take a visit out of its day; what it cost there, and where it was."""
        day = self.placed.pop(number)
        where = day.demands.index(number)
        stop = day.sheet.stops.pop(where)
        del day.demands[where]
        day.sheet.refresh()
        day.room += 1
        demand = self.demands[number]
        self.shops[demand.customer].visited.remove(day.ordinal)
        metres, stops, shift = self.ways.metres, day.sheet.stops, day.sheet.shift
        before = stops[where - 1].place if where else shift.start
        behind = stops[where].place if where < len(stops) else shift.end
        detour = metres[before][stop.place] if before is not None else 0
        detour += metres[stop.place][behind] if behind is not None else 0
        if before is not None and behind is not None:
            detour -= metres[before][behind]
        cost = self._price(demand, day) + (detour if stops else min(detour, METRES_FOR_DAY))
        return cost, day, where, stop

    def _again(self, number: int) -> bool:
        """Try a visit once more; whether that helped."""
        if number not in self.placed:
            if self._place(number) is None:
                return False
            del self.left_out[number]
            return True
        cost, day, where, stop = self._take_out(number)
        now = self._place(number)
        if now is not None and now <= cost - 1:
            return True
        if now is not None:
            self._take_out(number)
        day.sheet.stops.insert(where, stop)
        day.demands.insert(where, number)
        day.sheet.refresh()
        day.room -= 1
        self.shops[self.demands[number].customer].visited.append(day.ordinal)
        self.placed[number] = day
        return False

    def _price(self, demand: Demand, day: Day) -> float:
        off = 2 * abs(day.ordinal - demand.target) / demand.interval
        over = max(0.0, (day.limit - day.room + 1 - self._share) / self._share)
        return METRES_PER_INTERVAL * off * off + METRES_FOR_LOAD * over * over

    def _open(self, customer: int, day: Day) -> tuple[Span, ...]:
        """When a visit may begin on a day: none if the shop is closed."""
        key = (customer, day.ordinal)
        if key not in self._spans:
            shop = self.shops[customer]
            if shop.closed is not None and shop.closed[0] <= day.ordinal <= shop.closed[1]:
                self._spans[key] = ()
            else:
                hours = _ALWAYS if shop.hours is None else shop.hours.get(day.weekday, ())
                self._spans[key] = starting_spans(day.hours, hours, shop.seconds)
        return self._spans[key]

    def _why(self, number: int) -> str:
        """Why a visit could not be placed: the first thing that is in its way on all of its days."""
        demand = self.demands[number]
        shop = self.shops[demand.customer]
        if shop.place is None:
            return "NO_POSITION"
        days = [day for day in self.days if demand.earliest <= day.ordinal <= demand.latest]
        if not days:
            return "NO_WORKING_DAY"
        if shop.closed is not None and all(shop.closed[0] <= day.ordinal <= shop.closed[1] for day in days):
            return "SHOP_CLOSED"
        days = [day for day in days if self._open(demand.customer, day)]
        if not days:
            return "OUTSIDE_HOURS"
        if not any(self._reachable(demand.customer, day) for day in days):
            return "TOO_FAR"
        if all(any(abs(day.ordinal - other) < demand.gap for other in shop.visited) for day in days):
            return "TOO_CLOSE"
        return "NO_CAPACITY"

    def _reachable(self, customer: int, day: Day) -> bool:
        shop = self.shops[customer]
        assert shop.place is not None
        alone = Sheet(day.hours, self.ways)
        return alone.best_gap(Stop(shop.place, shop.seconds, self._open(customer, day))) is not None


_ALWAYS: tuple[Span, ...] = ((0, 86_400),)


def empty_day(ordinal: int, weekday: int, shift: Shift, ways: Ways, limit: int) -> Day:
    """A day without visits."""
    return Day(ordinal, weekday, Sheet(shift, ways), limit, [], shift, limit=max(1, limit))


__all__ = ["Day", "Placing", "Shop", "empty_day"]
