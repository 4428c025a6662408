"""How much of a product a customer needs until the next visit; arithmetic only.

What is sold a day comes from two counts of the shelf and what was bought between them, else from what was bought up to
the last purchase over the days it took. The shelf now is the last count plus what was bought since, less what was sold;
without a count, the last purchase less what was sold. What lacks until the next visit and some days more is rounded up
to the unit that the customer usually buys, and never more than can be sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from statistics import median_low


class SuggestionBasis(StrEnum):
    """What the sales a day are known from."""

    COUNTS = "COUNTS"
    PURCHASES = "PURCHASES"
    USUAL = "USUAL"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer and a product, in base units. `bought` by day, oldest first; `counts` likewise.

    `available` is None for what is not kept in stock.
    """

    bought: Mapping[date, int]
    counts: Mapping[date, int]
    unit_factor: int = 1
    available: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much to order, in base units, with the figures that it follows from.

    `shelf` is what should be there now; `wanted` what lacks before stock sets a limit; `sold_per_day` is None where
    one purchase is all that is known.
    """

    quantity: int
    wanted: int
    basis: SuggestionBasis
    usual_quantity: int | None
    rhythm_days: int | None
    sold_per_day: Decimal | None
    counted: int | None
    counted_on: date | None
    shelf: int
    cover_days: int


def suggest(known: Known, today: date, days_to_next: int | None, buffer_days: int) -> Suggestion | None:
    """None if too little is known to say anything: neither a count nor two purchases."""
    bought = {day: number for day, number in sorted(known.bought.items()) if number > 0 and day <= today}
    counts = {day: number for day, number in sorted(known.counts.items()) if day <= today}
    days = list(bought)
    usual = median_low(bought.values()) if bought else None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    rhythm = median_low(gaps) if gaps else None
    rate, basis = _rate(bought, counts)
    counted_on = max(counts, default=None)
    if rate is None and (usual is None or counted_on is None):
        return None
    cover = (days_to_next if days_to_next is not None else rhythm or 7) + buffer_days
    shelf = _shelf(bought, counts, rate or Fraction(0), today)
    target = rate * cover if rate is not None else Fraction(usual or 0)
    wanted = _up(max(Fraction(0), target - shelf), known.unit_factor)
    return Suggestion(
        quantity=_within(wanted, known.unit_factor, known.available),
        wanted=wanted,
        basis=basis,
        usual_quantity=usual,
        rhythm_days=rhythm,
        sold_per_day=None if rate is None else _two_digits(rate),
        counted=None if counted_on is None else counts[counted_on],
        counted_on=counted_on,
        shelf=int(shelf),
        cover_days=cover,
    )


def _rate(bought: Mapping[date, int], counts: Mapping[date, int]) -> tuple[Fraction | None, SuggestionBasis]:
    """Base units sold a day."""
    counted: Sequence[date] = list(counts)
    if len(counted) > 1:
        first, last = counted[0], counted[-1]
        gone = counts[first] + _between(bought, first, last) - counts[last]
        if gone >= 0:  # else something came in that we did not sell
            return Fraction(gone, (last - first).days), SuggestionBasis.COUNTS
    days = list(bought)
    if len(days) > 1:
        return Fraction(_between(bought, days[0], days[-1]), (days[-1] - days[0]).days), SuggestionBasis.PURCHASES
    return None, SuggestionBasis.USUAL


def _shelf(bought: Mapping[date, int], counts: Mapping[date, int], rate: Fraction, today: date) -> Fraction:
    """What should be on the shelf today. A count is taken before what is bought on its day."""
    since = max(counts, default=None)
    if since is not None:
        start = counts[since] + _between(bought, since, None)
    else:
        since = max(bought)
        start = bought[since]
    return max(Fraction(0), start - rate * (today - since).days)


def _between(bought: Mapping[date, int], first: date, last: date | None) -> int:
    return sum(number for day, number in bought.items() if day >= first and (last is None or day < last))


def _up(value: Fraction, factor: int) -> int:
    return -(-value // factor) * factor


def _within(wanted: int, factor: int, available: int | None) -> int:
    """No more than there is: whole units, or the rest if there is less than one."""
    if available is None or wanted <= available:
        return wanted
    free = max(0, available)
    return free // factor * factor or free


def _two_digits(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


__all__ = ["Known", "Suggestion", "SuggestionBasis", "suggest"]
