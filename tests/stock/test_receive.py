"""Goods coming in: lots found or made, balances and movements, refusals."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.stock.service import ReceiveInput, receive_stock
from tests import books, factories
from tests.factories import World


def receive(world: World, *lines: ReceiveInput, **options: Any) -> Awaitable[Any]:
    return receive_stock(
        options.pop("actor", world.keeper), id=options.pop("id", new_id()),
        warehouse_id=options.pop("warehouse_id", world.warehouse), lines=lines, **options,
    )  # fmt: skip


async def test_new_and_known_lots(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product(shelf_life_days=180)
    made = await receive(
        world,
        ReceiveInput(beer.id, 2, "箱", "A1", produced_on=date(2026, 11, 1), unit_cost=Decimal("5.5")),
        ReceiveInput(beer.id, 3, None, "A1"),
        ReceiveInput(beer.id, 4, beer.units["箱"], "B2", expires_on=date(2027, 1, 1)),
    )
    assert await books.rows("SELECT code, produced_on, expires_on, unit_cost FROM lot ORDER BY code") == [
        ("A1", date(2026, 11, 1), date(2027, 4, 30), Decimal("5.5000")), ("B2", None, date(2027, 1, 1), None),
    ]  # fmt: skip
    assert await books.rows("SELECT on_hand FROM stock_balance ORDER BY on_hand") == [(27,), (48,)]
    assert set(made.balance_ids) == {row[0] for row in await books.rows("SELECT id FROM stock_balance")}
    again = await receive(world, ReceiveInput(beer.id, 1, None, "A1", expires_on=date(2027, 4, 30)))
    assert set(again.lot_ids) < set(made.lot_ids)
    assert await books.rows("SELECT quantity FROM stock_movement ORDER BY quantity") == [(1,), (3,), (24,), (48,)]
    await books.audit()


async def test_repeats(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product()
    key = new_id()
    first = await receive(world, ReceiveInput(beer.id, 5, None, "A"), id=key)
    again = await receive(world, ReceiveInput(beer.id, 5, None, "A"), id=key)
    assert again.replayed
    assert (again.lot_ids, again.balance_ids) == (first.lot_ids, first.balance_ids)
    with pytest.raises(DomainError) as caught:
        await receive(world, ReceiveInput(beer.id, 6, None, "A"), id=key)
    assert caught.value.code is ErrorCode.KEY_REUSED
    assert await books.value("SELECT on_hand FROM stock_balance") == 5


async def test_refusals(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product()
    await factories.stock(world.warehouse, beer.id, 1, code="OLD", expires_on=date(2027, 1, 1))
    line = ReceiveInput
    for lines, code, path in [
        ([], ErrorCode.INVALID_INPUT, ("lines",)),
        ([line(beer.id, 0, None, "A")], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer.id, 10**9, "箱", "A")], ErrorCode.INVALID_INPUT, ("lines", 0, "quantity")),
        ([line(beer.id, 1, "桶", "A")], ErrorCode.NOT_FOUND, ("lines", 0, "unit")),
        ([line(new_id(), 1, None, "A")], ErrorCode.NOT_FOUND, ("lines", 0, "productId")),
        ([line(beer.id, 1)], ErrorCode.INVALID_INPUT, ("lines", 0, "lotCode")),
        ([line(beer.id, 1, None, "A\x00")], ErrorCode.INVALID_INPUT, ("lines", 0, "lotCode")),
        ([line(beer.id, 1, None, "OLD", expires_on=date(2028, 1, 1))], ErrorCode.INVALID_INPUT,
         ("lines", 0, "expiresOn")),
        ([line(beer.id, 1, None, "A", date(2026, 2, 1), date(2026, 1, 1))], ErrorCode.INVALID_INPUT,
         ("lines", 0, "expiresOn")),
        ([line(beer.id, 1, None, "A", expires_on=date(2027, 1, day)) for day in (1, 2)],
         ErrorCode.INVALID_INPUT, ("lines", 1, "expiresOn")),
        ([line(beer.id, 1, None, "A", unit_cost=Decimal(-1))], ErrorCode.INVALID_INPUT, ("lines", 0, "unitCost")),
        ([line(beer.id, 1, None, "A", date(9999, 12, 31))], ErrorCode.INVALID_INPUT, ("lines", 0, "producedOn")),
        ([line(beer.id, 1, None, "A", date(1, 1, 1))], ErrorCode.INVALID_INPUT, ("lines", 0, "producedOn")),
        ([line(beer.id, 1, None, "A", expires_on=date(1, 1, 1))], ErrorCode.INVALID_INPUT, ("lines", 0, "expiresOn")),
        ([line(beer.id, 10**9, None, "A")] * 3, ErrorCode.INVALID_INPUT, ("lines", 2, "quantity")),
        ([line(beer.id, 10**9, None, "OLD")] * 2, ErrorCode.INVALID_INPUT, ("lines", 1, "quantity")),
    ]:  # fmt: skip
        before = await books.snapshot()
        with pytest.raises((DomainError, DomainErrors)) as caught:
            await receive(world, *lines)
        assert await books.snapshot() == before
        assert isinstance(caught.value, DomainError)
        assert (caught.value.code, caught.value.path) == (code, path)
    for options, code in [
        ({"actor": world.clerk}, ErrorCode.FORBIDDEN),
        ({"warehouse_id": new_id()}, ErrorCode.NOT_FOUND),
        ({"remark": "x" * 501}, ErrorCode.INVALID_INPUT),
    ]:
        before = await books.snapshot()
        with pytest.raises(DomainError) as caught:
            await receive(world, line(beer.id, 1, None, "A"), **options)
        assert caught.value.code is code
        assert await books.snapshot() == before


async def test_what_keeps_longer_than_dates_go(db: ModuleType) -> None:
    world = await factories.world(products=0)
    salt = await factories.product(shelf_life_days=2**31 - 1)
    await receive(world, ReceiveInput(salt.id, 1, None, "A", date(2026, 1, 1)))
    assert await books.rows("SELECT expires_on FROM lot") == [(date(2126, 1, 2),)]
