"""Which documents money settles, and what credit allows: by example and by property."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.finance import ledger
from erp_visit.finance.allocation import Advance, OpenItem, allocate_receipt, apply_advances
from erp_visit.finance.credit import CreditView, OverdueDocument

DAY = date(2026, 11, 21)


def item(number: int, amount: str, due: int = 0) -> OpenItem:
    return OpenItem(UUID(int=number), f"AR-{number}", DAY + timedelta(days=due), Decimal(amount))


ITEMS = [item(1, "50", 3), item(2, "30", 1), item(3, "20", 1)]


def split(amount: str, named: list[tuple[int, str | None]] | None = None) -> tuple[dict[int, Decimal], Decimal]:
    wanted = [(UUID(int=key), None if share is None else Decimal(share)) for key, share in named or []]
    shares, advance = allocate_receipt(Decimal(amount), ITEMS, wanted)
    return {key.int: share for key, share in shares.items()}, advance


def test_oldest_due_date_then_lowest_id_then_advance() -> None:
    assert split("10") == ({2: Decimal(10)}, Decimal(0))
    assert split("45") == ({2: Decimal(30), 3: Decimal(15)}, Decimal(0))
    assert split("130") == ({2: Decimal(30), 3: Decimal(20), 1: Decimal(50)}, Decimal(30))


def test_the_named_document_goes_first_and_the_rest_to_the_oldest() -> None:
    assert split("70", [(1, None)]) == ({1: Decimal(50), 2: Decimal(20)}, Decimal(0))
    assert split("40", [(1, "5"), (3, "20")]) == ({1: Decimal(5), 3: Decimal(20), 2: Decimal(15)}, Decimal(0))


@pytest.mark.parametrize(
    ("amount", "named", "code"),
    [
        ("100", [(1, "50.01")], ErrorCode.AMOUNT_EXCEEDS_OPEN),
        ("20", [(1, "15"), (2, "15")], ErrorCode.AMOUNT_EXCEEDS_OPEN),
        ("20", [(9, None)], ErrorCode.NOT_FOUND),
        ("20", [(1, "5"), (1, "5")], ErrorCode.INVALID_INPUT),
    ],
)
def test_refusals(amount: str, named: list[tuple[int, str | None]], code: ErrorCode) -> None:
    with pytest.raises(DomainError) as caught:
        split(amount, named)
    assert caught.value.code is code


cents = st.integers(1, 100_000).map(lambda number: Decimal(number) / 100)
items_of = st.lists(st.tuples(cents, st.integers(-9, 9)), max_size=6).map(
    lambda rows: [
        OpenItem(UUID(int=number + 1), str(number), DAY + timedelta(days=due), amount)
        for number, (amount, due) in enumerate(rows)
    ]
)


@given(cents, items_of)
def test_a_receipt_is_split_to_the_cent_and_leaves_an_advance_only_when_all_is_paid(
    amount: Decimal, items: list[OpenItem]
) -> None:
    shares, advance = allocate_receipt(amount, items, [])
    assert sum(shares.values()) + advance == amount
    by_id = {entry.id: entry for entry in items}
    assert all(0 < share <= by_id[key].open_amount for key, share in shares.items())
    if advance:
        assert shares == {entry.id: entry.open_amount for entry in items}


@given(cents, st.lists(cents, max_size=5))
def test_advances_pay_oldest_first(amount: Decimal, advances: list[Decimal]) -> None:
    receipts = [Advance(UUID(int=number + 1), advance) for number, advance in enumerate(advances)]
    shares, left = apply_advances(amount, receipts)
    assert sum(shares.values()) + left == amount
    assert left == max(amount - sum(advances), 0)
    used = [shares.get(receipt.id, Decimal(0)) for receipt in receipts]
    for better, worse, receipt in zip(used, used[1:], receipts, strict=False):
        assert not worse or better == receipt.amount


def view(
    limit: str | None, receivable: str, unbilled: str, order: str, advance: str = "0", overdue: int = 0
) -> CreditView:
    documents = tuple(OverdueDocument(UUID(int=n), str(n), DAY, Decimal(1)) for n in range(overdue))
    return CreditView(
        None if limit is None else Decimal(limit), Decimal(receivable), Decimal(unbilled), Decimal(advance),
        Decimal(order), documents,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        (view("100", "40", "30", "30"), ()),
        (view("100", "40", "30", "30.01"), (ErrorCode.CREDIT_EXCEEDED,)),
        (view(None, "400", "300", "300"), ()),
        (view("0", "0", "0", "0.01"), (ErrorCode.CREDIT_EXCEEDED,)),
        (view("0", "0", "0", "10", advance="10"), ()),
        (view("0", "0", "5", "10", advance="10"), (ErrorCode.CREDIT_EXCEEDED,)),
        (view(None, "1", "0", "1", overdue=1), (ErrorCode.OVERDUE,)),
        (view("0", "1", "0", "1", overdue=1), (ErrorCode.CREDIT_EXCEEDED, ErrorCode.OVERDUE)),
        (view("0", "1", "0", "1", advance="1", overdue=1), ()),
    ],
)
def test_credit(credit: CreditView, expected: tuple[ErrorCode, ...]) -> None:
    assert credit.objections(hold_on_overdue=True) == expected
    assert ErrorCode.OVERDUE not in credit.objections(hold_on_overdue=False)


@given(cents, cents)
def test_a_sale_is_booked_in_full(amount: Decimal, tax: Decimal) -> None:
    entries = ledger.sale(UUID(int=1), amount, tax)
    assert sum(entry.amount for entry in entries) == amount
    assert all(entry.amount > 0 and entry.debit == "RECEIVABLE" for entry in entries)
