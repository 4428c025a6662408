"""Which visits a customer should get in a plan's days, and why: frequency, assignments and alerts in one (PLN-1…4).

Days are numbers (date.toordinal). Every reason is a dict of `kind` and figures, in words that the panel translates.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

FOUR_WEEKS = 28
FREQUENCY, ASSIGNMENT, ALERT, KEPT = "FREQUENCY", "ASSIGNMENT", "ALERT", "KEPT"
SCHEMES = (FREQUENCY, ASSIGNMENT, ALERT)


@dataclass(slots=True)
class Demand:
    """A visit that a customer should get: between two days, best on `target`, not within `gap` days of another."""

    customer: int
    earliest: int
    latest: int
    target: float
    interval: float
    """Days by which being late or early is measured."""
    gap: int
    must: bool
    reasons: list[dict[str, Any]]
    assignments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days that are planned: the first, the last, and those of them that the rep works, in order."""

    first: int
    last: int
    working: tuple[int, ...]

    def works(self, earliest: int, latest: int) -> bool:
        """Whether the rep works on one of these days."""
        place = bisect_left(self.working, earliest)
        return place < len(self.working) and self.working[place] <= latest


def demands_of(
    number: int, customer: Mapping[str, Any], kept: Sequence[int], horizon: Horizon, schemes: Sequence[str],
    alert_days: int,
) -> list[Demand]:  # fmt: skip
    """What a customer should get within the horizon, if it is visited on the days `kept` anyhow."""
    found = _by_frequency(number, customer, kept, horizon) if FREQUENCY in schemes else []
    wanted = _by_assignment(number, customer, kept, horizon) if ASSIGNMENT in schemes else []
    wanted += _by_alert(number, customer, kept, horizon, alert_days) if ALERT in schemes else []
    for demand in sorted(wanted, key=lambda one: (one.latest, one.earliest)):
        _merge(demand, found, horizon)
    return found


def _by_frequency(number: int, customer: Mapping[str, Any], kept: Sequence[int], horizon: Horizon) -> list[Demand]:
    """Evenly spaced from the last visit on; around visits that are kept."""
    per_month = customer["per_month"]
    if per_month <= 0:
        return []
    first, last = horizon.first, horizon.last
    interval = FOUR_WEEKS / per_month
    seen = date.fromisoformat(customer["last"]).toordinal() if customer["last"] else None
    gap = max(1, int(interval / 2))
    targets: list[float] = []
    # From one visit that is certain to the next, so that none falls close before or behind it.
    anchors: list[int | None] = [seen, *sorted(kept)]
    for place, anchor in enumerate(anchors):
        following = anchors[place + 1] if place + 1 < len(anchors) else None
        target = _turn(customer["id"], interval, first) if anchor is None else max(anchor + interval, float(first))
        until = last + 0.5 if following is None else following - interval / 2
        while target <= until:
            targets.append(target)
            target += interval
    demands = []
    for target in targets:
        due = None if seen is None else seen + interval
        reason: dict[str, Any] = {"kind": FREQUENCY, "level": customer["level"], "perMonth": per_month}
        if seen is None:
            reason["neverVisited"] = True
        else:
            reason["lastVisit"] = customer["last"]
            if due is not None and due < first and target == targets[0]:
                reason["overdueDays"] = int(first - due)
        earliest, latest = max(first, round(target - interval / 2)), min(last, round(target + interval / 2))
        while not horizon.works(earliest, latest) and (earliest > first or latest < last):
            # Only days off: the working days around them will do.
            earliest, latest = max(first, earliest - 1), min(last, latest + 1)
        demands.append(Demand(number, earliest, latest, target, interval, gap, must=False, reasons=[reason]))
    return demands


def _turn(key: str, interval: float, first: int) -> float:
    """When a customer who was never visited has its turn: each at its own time of the interval, whatever plan it is, so
    that not all come at once and none is put off from plan to plan."""
    phase = zlib.crc32(key.encode()) % 1009 / 1009 * interval
    begins = first - 0.5
    return begins + (phase - begins) % interval


def _by_assignment(number: int, customer: Mapping[str, Any], kept: Sequence[int], horizon: Horizon) -> list[Demand]:
    demands: list[Demand] = []
    first, last = horizon.first, horizon.last
    for assignment in customer["assignments"]:
        begins = date.fromisoformat(assignment["from"]).toordinal()
        due = date.fromisoformat(assignment["due"]).toordinal()
        if begins > last or any(begins <= day <= due for day in kept):
            continue
        earliest = max(first, begins)
        latest = min(last, due) if due >= first else last
        reason = {"kind": ASSIGNMENT, "from": assignment["from"], "due": assignment["due"]}
        if assignment["objective"]:
            reason["objective"] = assignment["objective"]
        if due < first:
            reason["overdueDays"] = first - due
        new = Demand(
            number, earliest, latest, float(earliest), max(1.0, latest - earliest), 1, True, [reason],
            [assignment["id"]],
        )  # fmt: skip
        # Two assignments that one visit can fulfil are one visit.
        other = next((one for one in demands if _together(one, new, horizon)), None)
        if other is None:
            demands.append(new)
        else:
            _join(other, new)
    return demands


def _by_alert(
    number: int, customer: Mapping[str, Any], kept: Sequence[int], horizon: Horizon, alert_days: int
) -> list[Demand]:
    first = horizon.first
    latest = min(horizon.last, first + alert_days - 1)
    if not customer["alerts"] or any(first <= day <= latest for day in kept):
        return []
    reasons = [
        {"kind": ALERT, "alert": alert["kind"], "since": alert["since"], "figures": alert["figures"]}
        for alert in customer["alerts"]
    ]
    return [Demand(number, first, latest, float(first), float(alert_days), 1, True, reasons)]


def _merge(wanted: Demand, found: list[Demand], horizon: Horizon) -> None:
    """One visit for several reasons where a working day suits them all, else one more visit."""
    suits = [one for one in found if _together(one, wanted, horizon)]
    if suits:
        _join(min(suits, key=lambda one: (not one.must, abs(one.target - wanted.target))), wanted)
    else:
        found.append(wanted)


def _together(one: Demand, other: Demand, horizon: Horizon) -> bool:
    return horizon.works(max(one.earliest, other.earliest), min(one.latest, other.latest))


def _join(one: Demand, other: Demand) -> None:
    one.earliest, one.latest = max(one.earliest, other.earliest), min(one.latest, other.latest)
    one.target = min(max(min(one.target, other.target) if other.must else one.target, one.earliest), one.latest)
    one.interval = min(one.interval, max(1.0, other.interval))
    one.gap = min(one.gap, other.gap)
    one.must = one.must or other.must
    one.reasons += other.reasons
    one.assignments += other.assignments


__all__ = ["ALERT", "ASSIGNMENT", "FOUR_WEEKS", "FREQUENCY", "KEPT", "SCHEMES", "Demand", "Horizon", "demands_of"]
