"""How a price comes about, and the proof of it (CAT-2, CAT-3). Pure arithmetic.

Rank of a rule: customer special, then level, then general, then the list price. Within one rank the unit's own
price goes before the base unit's price × factor, then the largest quantity break that is reached. Two rules of
equal rank are a configuration error, even if they give the same price: the next edit would make them differ.

A line stores its `trace`: every candidate, the chosen one and how the amount was rounded. `replay` computes the
line again from that alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.money import ZERO, line_amount, round_amount


class Source(StrEnum):
    """Which kind of rule gives a price, best first."""

    CUSTOMER = "CUSTOMER"
    LEVEL = "LEVEL"
    GENERAL = "GENERAL"
    LIST = "LIST"
    MANUAL = "MANUAL"


_RANK = {source: rank for rank, source in enumerate(Source)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A price rule that may apply. `price` is for one unit, or for one base unit if `unit_id` is None."""

    id: UUID
    source: Source
    unit_id: UUID | None
    price: Decimal
    minimum_quantity: int
    starts_on: date
    ends_on: date | None

    def applies(self, unit_id: UUID | None, base_quantity: int, day: date) -> bool:
        return (
            self.unit_id in (None, unit_id)
            and self.minimum_quantity <= base_quantity
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
        )


class Candidate(NamedTuple):
    """A price that applies. `price` × `factor` is for one sold unit; `factor` is 1 for the unit's own price."""

    source: Source
    rule_id: UUID | None
    price: Decimal
    factor: int
    minimum_quantity: int

    @property
    def unit_price(self) -> Decimal:
        return self.price * self.factor

    @property
    def rank(self) -> tuple[int, bool, int]:
        return (_RANK[self.source], self.factor > 1, -self.minimum_quantity)


class Terms(NamedTuple):
    """What a line is priced under: the unit sold, the quantity, tax and day."""

    unit_id: UUID | None
    factor: int
    quantity: int
    tax_rate: Decimal
    tax_included: bool
    day: date

    @property
    def base_quantity(self) -> int:
        return self.quantity * self.factor


class PricedLine(NamedTuple):
    """A line's price with all that led to it. `tax_amount` is part of `amount` where prices include tax."""

    terms: Terms
    candidates: tuple[Candidate, ...]
    source: Source
    rule_id: UUID | None
    unit_price: Decimal
    amount: Decimal
    tax_amount: Decimal

    def trace(self, rounding_unit: Decimal) -> dict[str, Any]:
        """The proof that is stored with the line; amounts as text, ready for JSON."""
        return {
            "version": 1,
            "day": self.terms.day.isoformat(),
            "unitId": None if self.terms.unit_id is None else str(self.terms.unit_id),
            "factor": self.terms.factor,
            "quantity": self.terms.quantity,
            "candidates": [
                {
                    "source": candidate.source.value,
                    "ruleId": None if candidate.rule_id is None else str(candidate.rule_id),
                    "price": str(candidate.price),
                    "factor": candidate.factor,
                    "minimumQuantity": candidate.minimum_quantity,
                    "unitPrice": str(candidate.unit_price),
                }
                for candidate in self.candidates
            ],
            "source": self.source.value,
            "ruleId": None if self.rule_id is None else str(self.rule_id),
            "unitPrice": str(self.unit_price),
            "amount": str(self.amount),
            "taxRate": str(self.terms.tax_rate),
            "taxIncluded": self.terms.tax_included,
            "tax": str(self.tax_amount),
            "rounding": "HALF_UP",
            "roundingUnit": str(rounding_unit),
        }


def candidates_for(rules: Iterable[Rule], list_price: Decimal | None, terms: Terms) -> tuple[Candidate, ...]:
    """All prices that apply, best first; equal ranks in order of rule id, so that the result is one."""
    found = [
        Candidate(
            source=rule.source,
            rule_id=rule.id,
            price=rule.price,
            factor=1 if rule.unit_id == terms.unit_id else terms.factor,
            minimum_quantity=rule.minimum_quantity,
        )
        for rule in rules
        if rule.applies(terms.unit_id, terms.base_quantity, terms.day)
    ]
    if list_price is not None:
        found.append(Candidate(Source.LIST, None, list_price, terms.factor, 1))
    if len(found) > 1:
        found.sort(key=lambda candidate: (candidate.rank, str(candidate.rule_id)))
    return tuple(found)


def choose(candidates: Sequence[Candidate]) -> Candidate:
    """The best candidate; raises NO_PRICE without any, AMBIGUOUS_PRICE if two share the best rank."""
    if not candidates:
        raise DomainError(
            ErrorCode.NO_PRICE,
            "No price applies to {product} in this unit on {day}. Give the product a list price or a price rule.",
            product="?", day="?",
        )  # fmt: skip
    if len(candidates) == 1:
        return candidates[0]
    best = min(candidates, key=lambda candidate: candidate.rank)
    ties = [candidate for candidate in candidates if candidate.rank == best.rank]
    if len(ties) > 1:
        raise DomainError(
            ErrorCode.AMBIGUOUS_PRICE,
            "Price rules {rules} for {product} have the same rank on {day}. End one of them.",
            product="?", day="?", rules=", ".join(sorted(str(candidate.rule_id) for candidate in ties)),
        )  # fmt: skip
    return best


def ties(first: Rule, second: Rule) -> bool:
    """Whether some line on some day meets both with equal rank. Both are for the same product and customer or level.

    Own unit and base unit differ in rank whatever is sold, so two rules tie only with the same unit.
    """
    return (
        (first.source, first.unit_id, first.minimum_quantity)
        == (second.source, second.unit_id, second.minimum_quantity)
        and (first.ends_on is None or second.starts_on <= first.ends_on)
        and (second.ends_on is None or first.starts_on <= second.ends_on)
    )


def tax_of(amount: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    """VAT in an amount that includes it, or on one that does not; rounded half up to cents."""
    return round_amount(amount * rate / (1 + rate)) if included else round_amount(amount * rate)


def price_line(
    product: str, rules: Iterable[Rule], list_price: Decimal | None, terms: Terms, manual: Decimal | None = None
) -> PricedLine:
    """Price a line; `manual` is a price somebody gave by hand and goes before all rules.

    Raises NO_PRICE or AMBIGUOUS_PRICE, naming the product.
    """
    candidates = candidates_for(rules, list_price, terms)
    if manual is None:
        try:
            best = choose(candidates)
        except DomainError as error:
            params = error.params | {"product": product, "day": terms.day.isoformat()}
            raise DomainError(error.code, error.message, **params) from None
    else:
        best = Candidate(Source.MANUAL, None, manual, 1, 1)
    amount = line_amount(best.unit_price, terms.quantity)
    tax = tax_of(amount, terms.tax_rate, included=terms.tax_included)
    return PricedLine(terms, candidates, best.source, best.rule_id, best.unit_price, amount, tax)


def replay(trace: Mapping[str, Any]) -> PricedLine:
    """Compute a line again from its stored trace: the same price, amount and tax, or the trace was tampered with.

    Raises NO_PRICE or AMBIGUOUS_PRICE as the first computation would have.
    """
    terms = Terms(
        unit_id=None if trace["unitId"] is None else UUID(trace["unitId"]),
        factor=trace["factor"],
        quantity=trace["quantity"],
        tax_rate=Decimal(trace["taxRate"]),
        tax_included=trace["taxIncluded"],
        day=date.fromisoformat(trace["day"]),
    )
    candidates = tuple(
        Candidate(
            Source(entry["source"]),
            None if entry["ruleId"] is None else UUID(entry["ruleId"]),
            Decimal(entry["price"]),
            entry["factor"],
            entry["minimumQuantity"],
        )
        for entry in trace["candidates"]
    )
    if trace["source"] == Source.MANUAL:
        best = Candidate(Source.MANUAL, None, Decimal(trace["unitPrice"]), 1, 1)
    else:
        best = choose(candidates)
    amount = line_amount(best.unit_price, terms.quantity)
    tax = tax_of(amount, terms.tax_rate, included=terms.tax_included)
    return PricedLine(terms, candidates, best.source, best.rule_id, best.unit_price, amount, tax)


def below_minimum(unit_price: Decimal, minimum_price: Decimal | None, factor: int) -> Decimal | None:
    """The minimum of one sold unit if the price lies below it, else None. `minimum_price` is per base unit.

    Rounding off a whole order (抹零) is less than one yuan and not counted as a discount on its lines.
    """
    if minimum_price is None or unit_price >= minimum_price * factor:
        return None
    return minimum_price * factor


@dataclass(frozen=True, slots=True)
class Totals:
    """An order's sums. `total` = goods (+ tax if not included) + rounding; rounding is zero or negative."""

    goods: Decimal
    tax: Decimal
    rounding: Decimal
    total: Decimal


def totals(lines: Iterable[tuple[Decimal, Decimal]], *, tax_included: bool, rounding_unit: Decimal) -> Totals:
    """Sum lines (amount, tax) and round down to a multiple of `rounding_unit` (抹零); 0 rounds nothing.

    Rounding off is the seller's gift: it lowers what is to pay, not the tax.
    """
    goods, tax = ZERO, ZERO
    for amount, line_tax in lines:
        goods += amount
        tax += line_tax
    gross = goods if tax_included else goods + tax
    total = gross
    if rounding_unit > 0:
        total = ((gross / rounding_unit).to_integral_value(rounding=ROUND_DOWN) * rounding_unit).quantize(ZERO)
    return Totals(goods, tax, total - gross, total)


def part_of_line(
    unit_price: Decimal, factor: int, tax: Decimal, amount: Decimal, shipped: int
) -> tuple[Decimal, Decimal]:
    """Amount and tax of a line of which only `shipped` base units left.

    The amount is unit price × shipped / factor, rounded half up; the tax is the line's tax in proportion.
    """
    part = round_amount(unit_price * shipped / factor)
    return part, (round_amount(tax * part / amount) if amount else ZERO)


__all__ = [
    "Candidate", "PricedLine", "Rule", "Source", "Terms", "Totals", "below_minimum", "candidates_for", "choose",
    "part_of_line", "price_line", "replay", "tax_of", "ties", "totals",
]  # fmt: skip
