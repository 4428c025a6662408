"""The planner: facts in, a plan out (PLN-4). It reads no clock, no database and no random number; of the world outside
it asks a road service, if the facts name one, how far it is from place to place.

Facts and plan are JSON: the facts' SHA-256 is the plan's fingerprint, and they are what the process that works it out
is given and gives back. The shape of the facts is in erp_visit.planning.facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from erp_visit.planning.demand import KEPT, Demand, Horizon, demands_of
from erp_visit.planning.distances import Patience, Place, Ways, distances
from erp_visit.planning.placing import Day, Placing, Shop, empty_day
from erp_visit.planning.timing import DAY, Sheet, Shift, Stop, starting_spans, stretched
from erp_visit.planning.tours import best_order

Facts = Mapping[str, Any]
_FOR_EVER = date.max.toordinal()


def work_out(facts: Facts, tell: Callable[[int, int], None] = lambda _done, _total: None) -> dict[str, Any]:
    """The plan: `stops`, per rep and day in order of their position, and those left out with the reason; `days`.

    `tell` hears after each rep how many of how many are done.
    """
    stops: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    reps = facts["reps"]
    patience = Patience()
    for number, rep in enumerate(reps):
        one = _Rep(facts, rep, patience)
        one.plan()
        stops += one.stops
        days += one.days
        tell(number + 1, len(reps))
    return {"stops": stops, "days": days, "summary": _summary(stops, days, reps)}


class _Rep:
    """The planning of one rep."""

    def __init__(self, facts: Facts, rep: Mapping[str, Any], patience: Patience) -> None:
        self.facts, self.rep = facts, rep
        self.horizon = Horizon(
            _ordinal(facts["from"]), _ordinal(facts["until"]), tuple(_ordinal(day["day"]) for day in rep["days"])
        )
        self.customers: list[Mapping[str, Any]] = rep["customers"]
        self.kept: list[Mapping[str, Any]] = rep["kept"]
        places: list[Place | None] = [_place(one["place"]) for one in (*self.customers, *self.kept)]
        self.start = self.end = None
        if rep["start"] is not None:
            self.start = len(places)
            places.append(_place(rep["start"]))
        if rep["end"] is not None:
            self.end = len(places)
            places.append(_place(rep["end"]))
        self.ways: Ways = distances(rep["detour"], rep["speed"], facts["roads"], patience).ways(places)
        self.stops: list[dict[str, Any]] = []
        self.days: list[dict[str, Any]] = []

    def plan(self) -> None:
        """Fill `stops` and `days`."""
        shops = [_shop(number, customer) for number, customer in enumerate(self.customers)]
        days = [self._day(day) for day in self.rep["days"]]
        on_day: dict[int, list[int]] = {}
        for visit in self.kept:
            for number, customer in enumerate(self.customers):
                if customer["id"] == visit["customer"]:
                    on_day.setdefault(number, []).append(_ordinal(visit["day"]))
                    shops[number].visited.append(_ordinal(visit["day"]))
        for number, customer in enumerate(self.customers):
            if customer["last"]:
                shops[number].visited.append(_ordinal(customer["last"]))
        demands = [
            demand
            for number, customer in enumerate(self.customers)
            for demand in demands_of(
                number, customer, on_day.get(number, []), self.horizon, self.facts["schemes"], self.rep["alert_days"]
            )
        ]  # fmt: skip
        placing = Placing(days, shops, self.ways, demands)
        placing.run()
        for day in days:
            self._write(day, demands)
        for number in sorted(placing.left_out):
            demand = demands[number]
            self.stops.append(self._stop(demand, None, None, None, placing.left_out[number]))

    def _day(self, fact: Mapping[str, Any]) -> Day:
        """A working day with the visits that stay where they are."""
        rep = self.rep
        ordinal = _ordinal(fact["day"])
        shift = Shift(
            max(rep["begins"], fact["from"]), rep["ends"], (rep["lunch"][0], rep["lunch"][1]), rep["buffer"],
            self.start, self.end,
        )  # fmt: skip
        day = empty_day(ordinal, date.fromordinal(ordinal).isoweekday(), shift, self.ways, rep["capacity"])
        todays = [(number, visit) for number, visit in enumerate(self.kept) if visit["day"] == fact["day"]]
        day.room -= len(todays)
        open_visits = [(number, visit) for number, visit in todays if not visit["begun"]]
        timed = sorted(open_visits, key=lambda pair: (not pair[1]["exact"], pair[1]["at"] is None, pair[1]["at"] or 0))
        stops = [self._kept_stop(number, visit, shift, day.weekday) for number, visit in timed]
        day.sheet = Sheet(stretched(shift, self.ways, stops), self.ways)
        for (number, _), stop in zip(timed, stops, strict=True):
            gap = day.sheet.best_gap(stop) if day.works else None
            where = gap[1] if gap else len(day.sheet.stops)
            # Visits that cannot all be kept are left as they are; but then nothing more is put between them.
            day.works = day.works and gap is not None
            day.sheet.stops.insert(where, stop)
            day.demands.insert(where, -1 - number)
            day.sheet.refresh()
        return day

    def _kept_stop(self, number: int, visit: Mapping[str, Any], shift: Shift, weekday: int) -> Stop:
        """A visit that stays on its day: at its time if that is agreed, else while the shop is open."""
        place = len(self.customers) + number
        if visit["exact"] and visit["at"] is not None:
            return Stop(place, visit["seconds"], ((visit["at"], visit["at"]),))
        hours = visit["hours"].get(str(weekday), []) if visit["hours"] else [[0, DAY]]
        whole = ((shift.begins, max(shift.begins, shift.ends - visit["seconds"])),)
        spans = starting_spans(shift, [(one[0], one[1]) for one in hours], visit["seconds"])
        return Stop(place, visit["seconds"], spans or whole)

    def _write(self, day: Day, demands: Sequence[Demand]) -> None:
        """The stops of a day in the best order."""
        order, times = best_order(day.sheet.shift, self.ways, day.sheet.stops)
        iso = date.fromordinal(day.ordinal).isoformat()
        for position, number in enumerate(order):
            stop, which, starts = day.sheet.stops[number], day.demands[number], times.starts[position]
            if which >= 0:
                self.stops.append(self._stop(demands[which], iso, position + 1, starts, ""))
            else:
                visit = self.kept[-1 - which]
                starts = visit["at"] if visit["exact"] else starts
                self.stops.append({
                    "rep": self.rep["id"], "customer": visit["customer"], "visit": visit["id"], "day": iso,
                    "position": position + 1, "at": starts, "minutes": max(1, stop.seconds // 60),
                    "reasons": [{"kind": KEPT, "appointment": visit["exact"]}], "left_out": "", "assignments": [],
                })  # fmt: skip
        self.days.append({
            "rep": self.rep["id"], "day": iso, "stops": len(order), "metres": times.metres, "travel": times.travel,
            "waiting": times.waiting, "late": times.late, "leaves": times.leaves, "returns": times.returns,
            "straight": self.ways.straight,
        })  # fmt: skip

    def _stop(
        self, demand: Demand, day: str | None, position: int | None, at: int | None, left_out: str
    ) -> dict[str, Any]:
        customer = self.customers[demand.customer]
        return {
            "rep": self.rep["id"], "customer": customer["id"], "visit": None,
            "day": day, "position": position, "at": at,
            "minutes": max(1, customer["seconds"] // 60), "reasons": demand.reasons, "left_out": left_out,
            "assignments": demand.assignments,
        }  # fmt: skip


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _place(pair: Sequence[float] | None) -> Place | None:
    return None if pair is None else (pair[0], pair[1])


def _shop(number: int, customer: Mapping[str, Any]) -> Shop:
    hours = None
    if customer["hours"]:
        hours = {int(weekday): [(one[0], one[1]) for one in spans] for weekday, spans in customer["hours"].items()}
    closed = None
    if customer["closed"] is not None:
        begins, ends = customer["closed"]
        until = _ordinal(ends) if ends else _FOR_EVER
        closed = (_ordinal(begins), until)
    return Shop(number if customer["place"] is not None else None, customer["seconds"], hours, closed)


def _summary(
    stops: Sequence[Mapping[str, Any]], days: Sequence[Mapping[str, Any]], reps: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    placed = [stop for stop in stops if not stop["left_out"]]
    new = [stop for stop in placed if stop["visit"] is None]
    reasons = Counter(kind for stop in new for kind in sorted({reason["kind"] for reason in stop["reasons"]}))
    left_out = Counter(stop["left_out"] for stop in stops if stop["left_out"])
    return {
        "reps": len(reps),
        "stops": len(new),
        "kept": len(placed) - len(new),
        "customers": len({stop["customer"] for stop in new}),
        "metres": sum(day["metres"] for day in days),
        "days": sum(1 for day in days if day["stops"]),
        "straight": any(day["straight"] for day in days if day["stops"]),
        "startFrom": {rep["id"]: rep["start_from"] for rep in reps},
        "reasons": dict(sorted(reasons.items())),
        "leftOut": dict(sorted(left_out.items())),
    }


__all__ = ["Facts", "work_out"]
