"""Prices: ranks, breaks, ties, replay, rounding; by example and by property."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.catalog.pricing import (
    PricedLine,
    Rule,
    Source,
    Terms,
    below_minimum,
    part_of_line,
    price_line,
    replay,
    totals,
)
from erp_visit.core.errors import DomainError, ErrorCode

DAY = date(2026, 11, 21)
BOX = UUID(int=12)
TERMS = Terms(unit_id=BOX, factor=12, quantity=2, tax_rate=Decimal("0.13"), tax_included=True, day=DAY)


def rule(
    number: int,
    source: Source,
    price: str,
    *,
    unit: UUID | None = None,
    minimum: int = 1,
    starts: date = date(2020, 1, 1),
    ends: date | None = None,
) -> Rule:
    return Rule(UUID(int=number), source, unit, Decimal(price), minimum, starts, ends)


def priced(
    rules: list[Rule], list_price: str | None = "10", terms: Terms = TERMS, manual: str | None = None
) -> PricedLine:
    return price_line(
        "Beer", rules, None if list_price is None else Decimal(list_price), terms,
        None if manual is None else Decimal(manual),
    )  # fmt: skip


def test_list_price_times_factor() -> None:
    line = priced([])
    assert (line.source, line.unit_price, line.amount, line.tax_amount) == (
        Source.LIST, Decimal(120), Decimal("240.00"), Decimal("27.61"),
    )  # fmt: skip


def test_customer_goes_before_level_before_general_before_list() -> None:
    rules = [rule(1, Source.GENERAL, "9"), rule(2, Source.LEVEL, "8"), rule(3, Source.CUSTOMER, "11")]
    assert priced(rules).unit_price == Decimal(132)
    assert priced(rules[:2]).unit_price == Decimal(96)
    assert priced(rules[:1]).unit_price == Decimal(108)


def test_own_unit_price_goes_before_base_price_of_the_same_rank_only() -> None:
    rules = [rule(1, Source.LEVEL, "8"), rule(2, Source.LEVEL, "100", unit=BOX)]
    assert priced(rules).unit_price == Decimal(100)
    assert priced([*rules, rule(3, Source.CUSTOMER, "9")]).unit_price == Decimal(108)


def test_largest_break_that_is_reached() -> None:
    rules = [
        rule(1, Source.GENERAL, "9"), rule(2, Source.GENERAL, "8", minimum=24),
        rule(3, Source.GENERAL, "7", minimum=25),
    ]  # fmt: skip
    assert priced(rules).rule_id == UUID(int=2)


def test_only_rules_of_the_day() -> None:
    rules = [
        rule(1, Source.LEVEL, "1", ends=DAY - timedelta(days=1)),
        rule(2, Source.LEVEL, "2", starts=DAY + timedelta(days=1)),
        rule(3, Source.GENERAL, "9", starts=DAY, ends=DAY),
    ]
    assert priced(rules).rule_id == UUID(int=3)


def test_a_tie_is_a_configuration_error_even_at_one_price() -> None:
    with pytest.raises(DomainError) as caught:
        priced([rule(1, Source.LEVEL, "8"), rule(2, Source.LEVEL, "8")])
    assert caught.value.code is ErrorCode.AMBIGUOUS_PRICE
    assert caught.value.params["product"] == "Beer"
    assert caught.value.params["rules"] == f"{UUID(int=1)}, {UUID(int=2)}"


def test_a_tie_below_the_best_rank_does_not_matter() -> None:
    rules = [rule(1, Source.GENERAL, "8"), rule(2, Source.GENERAL, "8"), rule(3, Source.LEVEL, "9")]
    assert priced(rules).rule_id == UUID(int=3)


def test_no_price() -> None:
    with pytest.raises(DomainError) as caught:
        priced([rule(1, Source.LEVEL, "8", unit=UUID(int=99))], list_price=None)
    assert caught.value.code is ErrorCode.NO_PRICE
    assert caught.value.params == {"product": "Beer", "day": "2026-11-21"}


def test_a_price_by_hand_goes_before_all_rules() -> None:
    line = priced([rule(1, Source.CUSTOMER, "9")], manual="99.5")
    assert (line.source, line.rule_id, line.unit_price, line.amount) == (
        Source.MANUAL, None, Decimal("99.5"), Decimal("199.00"),
    )  # fmt: skip
    assert len(line.candidates) == 2


def test_minimum_is_checked_in_the_sold_unit() -> None:
    assert below_minimum(Decimal("119.9999"), Decimal(10), 12) == Decimal(120)
    assert below_minimum(Decimal(120), Decimal(10), 12) is None
    assert below_minimum(Decimal(0), None, 12) is None


@pytest.mark.parametrize(
    ("unit", "included", "expected"),
    [
        ("0", True, ("10.98", "1.26", "0.00", "10.98")),
        ("0.1", True, ("10.98", "1.26", "-0.08", "10.90")),
        ("1", True, ("10.98", "1.26", "-0.98", "10.00")),
        ("0.1", False, ("10.98", "1.26", "-0.04", "12.20")),
    ],
)
def test_rounding_off_goes_down_and_spares_the_tax(unit: str, included: bool, expected: tuple[str, ...]) -> None:
    sums = totals([(Decimal("5.49"), Decimal("0.63"))] * 2, tax_included=included, rounding_unit=Decimal(unit))
    assert (sums.goods, sums.tax, sums.rounding, sums.total) == tuple(map(Decimal, expected))


def test_part_of_a_line() -> None:
    assert part_of_line(Decimal("120.0000"), 12, Decimal("27.61"), Decimal("240.00"), 17) == (
        Decimal("170.00"), Decimal("19.56"),
    )  # fmt: skip
    assert part_of_line(Decimal("120.0000"), 12, Decimal("27.61"), Decimal("240.00"), 0) == (Decimal(0), Decimal(0))


money = st.decimals(min_value=0, max_value=9999, places=4)
rules = st.lists(
    st.builds(
        Rule,
        id=st.uuids(),
        source=st.sampled_from([Source.CUSTOMER, Source.LEVEL, Source.GENERAL]),
        unit_id=st.sampled_from([None, BOX, UUID(int=99)]),
        price=money,
        minimum_quantity=st.sampled_from([1, 12, 24, 48]),
        starts_on=st.sampled_from([DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]),
        ends_on=st.sampled_from([None, DAY - timedelta(days=1), DAY]),
    ),
    max_size=8,
    unique_by=lambda entry: entry.id,
)
conditions = st.builds(
    Terms,
    unit_id=st.just(BOX),
    factor=st.integers(2, 48),
    quantity=st.integers(1, 500),
    tax_rate=st.sampled_from([Decimal(0), Decimal("0.09"), Decimal("0.13")]),
    tax_included=st.booleans(),
    day=st.just(DAY),
)


@given(rules, st.none() | money, conditions, st.none() | money)
def test_the_stored_trace_replays_to_the_same_line(
    given_rules: list[Rule], list_price: Decimal | None, terms: Terms, manual: Decimal | None
) -> None:
    try:
        line = price_line("Beer", given_rules, list_price, terms, manual)
    except DomainError as error:
        assert error.code in {ErrorCode.NO_PRICE, ErrorCode.AMBIGUOUS_PRICE}  # noqa: PT017 -- or it has a price
        return
    trace = json.loads(json.dumps(line.trace(Decimal(0))))
    again = replay(trace)
    assert (again.unit_price, again.amount, again.tax_amount, again.source, again.rule_id) == (
        line.unit_price, line.amount, line.tax_amount, line.source, line.rule_id,
    )  # fmt: skip
    assert again.trace(Decimal(0)) == trace


@given(rules, money, conditions, st.randoms())
def test_the_order_of_rules_does_not_matter(
    given_rules: list[Rule], list_price: Decimal, terms: Terms, chance: st.Random
) -> None:
    def outcome(entries: list[Rule]) -> object:
        try:
            return price_line("Beer", entries, list_price, terms)
        except DomainError as error:
            return error.code, error.params

    shuffled = list(given_rules)
    chance.shuffle(shuffled)
    assert outcome(shuffled) == outcome(given_rules)


@given(rules, money, conditions)
def test_no_rule_that_applies_ranks_above_the_chosen_one(
    given_rules: list[Rule], list_price: Decimal, terms: Terms
) -> None:
    try:
        line = price_line("Beer", given_rules, list_price, terms)
    except DomainError:
        return
    order = [Source.CUSTOMER, Source.LEVEL, Source.GENERAL, Source.LIST]
    applying = [entry for entry in given_rules if entry.applies(BOX, terms.base_quantity, DAY)]
    assert all(order.index(line.source) <= order.index(entry.source) for entry in applying)


@given(st.lists(st.tuples(st.integers(1, 99999), st.integers(0, 9999)), min_size=1, max_size=6),
       st.sampled_from(["0", "0.1", "1"]), st.booleans())  # fmt: skip
def test_totals_add_up_and_round_off_less_than_the_unit(
    cents: list[tuple[int, int]], unit: str, included: bool
) -> None:
    lines = [(Decimal(amount) / 100, Decimal(tax) / 100) for amount, tax in cents]
    sums = totals(lines, tax_included=included, rounding_unit=Decimal(unit))
    gross = sums.goods if included else sums.goods + sums.tax
    assert sums.total == gross + sums.rounding
    assert -max(Decimal(unit), Decimal("0.01")) < sums.rounding <= 0
    assert Decimal(unit) == 0 or sums.total % Decimal(unit) == 0
