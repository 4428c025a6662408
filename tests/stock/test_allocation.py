"""First expired, first out: by example and by property."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from erp_visit.stock.allocation import LotStock, allocate, available, fefo_key, per_key

DAY = date(2026, 11, 21)
BEER, WINE = UUID(int=1), UUID(int=2)


def lot(number: int, free: int, expires: int | None = 100, received: int = 0, product: UUID = BEER) -> LotStock:
    """A lot that expires so many days from today."""
    return LotStock(
        balance_id=UUID(int=1000 + number),
        lot_id=UUID(int=number),
        product_id=product,
        code=f"L{number}",
        expires_on=None if expires is None else DAY + timedelta(days=expires),
        received_on=DAY + timedelta(days=received),
        free=free,
    )


def taken(demands: list[tuple[UUID, int]], lots: list[LotStock]) -> list[tuple[int, int, int]]:
    picks, shortages = allocate(demands, lots, DAY)
    assert shortages == []
    return [(pick.demand, pick.lot.lot_id.int, pick.quantity) for pick in picks]


def test_the_lot_that_expires_first_goes_first_then_the_older_then_the_lower_id() -> None:
    lots = [lot(1, 5, None), lot(5, 5, 10, 0), lot(4, 5, 10, 0), lot(3, 5, 10, -1), lot(2, 5, 0)]
    assert taken([(BEER, 23)], lots) == [(0, 2, 5), (0, 3, 5), (0, 4, 5), (0, 5, 5), (0, 1, 3)]


def test_the_last_day_still_counts_and_the_day_after_does_not() -> None:
    lots = [lot(1, 5, -1), lot(2, 5, 0)]
    assert taken([(BEER, 5)], lots) == [(0, 2, 5)]
    assert available(lots, BEER, DAY) == 5


def test_two_lines_of_one_product_share_its_lots() -> None:
    assert taken([(BEER, 3), (BEER, 4)], [lot(1, 5, 1), lot(2, 5, 2)]) == [(0, 1, 3), (1, 1, 2), (1, 2, 2)]


def test_a_shortage_tells_what_is_left_for_the_line_and_takes_nothing() -> None:
    picks, shortages = allocate([(BEER, 4), (BEER, 4), (WINE, 1), (BEER, 1)], [lot(1, 5)], DAY)
    assert [(pick.demand, pick.quantity) for pick in picks] == [(0, 4), (3, 1)]
    assert [(short.demand, short.needed, short.available) for short in shortages] == [(1, 4, 1), (2, 1, 0)]


def test_per_key_sums_in_order_of_id() -> None:
    assert list(per_key([(WINE, 1), (BEER, 2), (WINE, 3)]).items()) == [(BEER, 2), (WINE, 4)]


lots_of = st.lists(
    st.tuples(st.integers(-3, 30), st.none() | st.integers(-5, 20), st.integers(-9, 0), st.sampled_from([BEER, WINE])),
    max_size=8,
).map(lambda rows: [lot(number + 1, *row) for number, row in enumerate(rows)])
demands_of = st.lists(st.tuples(st.sampled_from([BEER, WINE]), st.integers(1, 60)), min_size=1, max_size=5)


@given(demands_of, lots_of)
def test_every_demand_is_served_exactly_or_reported(demands: list[tuple[UUID, int]], lots: list[LotStock]) -> None:
    picks, shortages = allocate(demands, lots, DAY)
    short = {entry.demand for entry in shortages}
    for position, (product, needed) in enumerate(demands):
        served = [pick for pick in picks if pick.demand == position]
        assert sum(pick.quantity for pick in served) == (0 if position in short else needed)
        assert all(pick.lot.product_id == product and pick.quantity > 0 for pick in served)
    for entry in lots:
        used = sum(pick.quantity for pick in picks if pick.lot is entry)
        assert 0 <= used <= max(entry.free, 0)
        assert not (used and entry.expired(DAY))


@given(demands_of, lots_of)
def test_no_lot_is_opened_while_a_better_one_has_some_left(
    demands: list[tuple[UUID, int]], lots: list[LotStock]
) -> None:
    picks, _ = allocate(demands, lots, DAY)
    used = {entry.lot_id: sum(pick.quantity for pick in picks if pick.lot is entry) for entry in lots}
    usable = [entry for entry in lots if entry.free > 0 and not entry.expired(DAY)]
    for product in (BEER, WINE):
        ranked = sorted((entry for entry in usable if entry.product_id == product), key=fefo_key)
        for better, worse in pairwise(ranked):
            assert not used[worse.lot_id] or used[better.lot_id] == better.free
