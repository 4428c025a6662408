from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.orders.suggestion import Known, Suggestion, SuggestionBasis, suggest

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_from_purchases_alone() -> None:
    known = Known({ago(28): 24, ago(14): 24, ago(7): 36}, {}, 12, 1000)
    assert suggest(known, TODAY, 7, 2) == Suggestion(
        quantity=12, wanted=12, basis=SuggestionBasis.PURCHASES, usual_quantity=24, rhythm_days=7, sold_per_day=Decimal("2.29"),
        counted=None, counted_on=None, shelf=20, cover_days=9,
    )  # fmt: skip


def test_two_counts_and_what_was_bought_between() -> None:
    """10 on the shelf, 24 bought on the day of the first count, 6 left a week later: 28 sold in 7 days."""
    known = Known({ago(7): 24}, {ago(7): 10, TODAY: 6}, 12, 1000)
    assert suggest(known, TODAY, 7, 0) == Suggestion(
        quantity=24, wanted=24, basis=SuggestionBasis.COUNTS, usual_quantity=24, rhythm_days=None, sold_per_day=Decimal("4.00"),
        counted=6, counted_on=TODAY, shelf=6, cover_days=7,
    )  # fmt: skip


@pytest.mark.parametrize(("available", "quantity"), [(None, 24), (24, 24), (23, 12), (11, 11), (0, 0), (-3, 0)])
def test_never_more_than_can_be_sold(available: int | None, quantity: int) -> None:
    found = suggest(Known({ago(7): 24}, {ago(7): 10, TODAY: 6}, 12, available), TODAY, 7, 0)
    assert found is not None
    assert (found.quantity, found.wanted) == (quantity, 24)


def test_one_purchase_and_a_count_fill_up_to_the_usual() -> None:
    found = suggest(Known({ago(30): 24}, {TODAY: 5}, 12, None), TODAY, None, 0)
    assert found is not None
    assert (found.quantity, found.basis, found.sold_per_day, found.shelf) == (24, SuggestionBasis.USUAL, None, 5)


@pytest.mark.parametrize(
    "known", [Known({}, {}), Known({ago(3): 12}, {}), Known({}, {TODAY: 3}), Known({TODAY + timedelta(1): 5}, {})]
)
def test_too_little_is_known(known: Known) -> None:
    assert suggest(known, TODAY, 7, 2) is None


def test_goods_that_came_from_elsewhere_leave_the_rate_to_the_purchases() -> None:
    found = suggest(Known({ago(14): 12, ago(7): 12}, {ago(7): 2, TODAY: 40}), TODAY, 7, 0)
    assert found is not None
    assert (found.basis, found.quantity) == (SuggestionBasis.PURCHASES, 0)


days = st.integers(0, 120).map(ago)
known = st.builds(
    Known,
    st.dictionaries(days, st.integers(1, 500), max_size=8),
    st.dictionaries(days, st.integers(0, 500), max_size=4),
    st.sampled_from([1, 6, 12, 24]),
    st.none() | st.integers(-5, 3000),
)


@given(known, st.none() | st.integers(1, 60), st.integers(0, 14))
def test_whole_units_within_stock(one: Known, until: int | None, buffer: int) -> None:
    found = suggest(one, TODAY, until, buffer)
    if found is None:
        assert len(one.bought) < 2
        return
    assert found.quantity >= 0
    assert found.wanted % one.unit_factor == 0
    assert found.quantity <= found.wanted
    if one.available is not None:
        assert found.quantity <= max(0, one.available)
    if one.available is None or found.wanted <= one.available:
        assert found.quantity == found.wanted
    assert found.quantity % one.unit_factor == 0 or found.quantity == one.available


@given(known, st.integers(1, 60), st.integers(0, 14), st.integers(1, 30))
def test_longer_until_the_next_visit_is_never_less(one: Known, until: int, buffer: int, more: int) -> None:
    near, far = suggest(one, TODAY, until, buffer), suggest(one, TODAY, until + more, buffer)
    assert (near is None) == (far is None)
    if near is not None and far is not None:
        assert far.wanted >= near.wanted


@given(known, st.integers(1, 60), st.integers(0, 500), st.integers(0, 200))
def test_more_on_the_shelf_is_never_more_to_order(one: Known, until: int, counted: int, more: int) -> None:
    less = suggest(Known(one.bought, {TODAY: counted}, one.unit_factor, one.available), TODAY, until, 0)
    full = suggest(Known(one.bought, {TODAY: counted + more}, one.unit_factor, one.available), TODAY, until, 0)
    assert (less is None) == (full is None)
    if less is not None and full is not None:
        assert full.wanted <= less.wanted
        assert full.quantity <= less.quantity
