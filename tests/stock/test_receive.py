"""Goods coming in: lots found or made, balances and movements, refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.stock.service import ReceiveInput, StockChange, receive_stock
from tests import books, factories
from tests.factories import World
from tests.unchanged import refused

LATER = date(2027, 6, 1)


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


async def test_a_lot_keeps_its_dates(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product(name="Beer", shelf_life_days=180)
    wine = await factories.product(name="Wine")
    made = ReceiveInput(beer.id, 1, None, "A", date(2026, 11, 1))
    await receive(world, made, ReceiveInput(wine.id, 1, None, "W"), ReceiveInput(wine.id, 1, None, "X", None, LATER))
    for line, path, params in [
        (ReceiveInput(beer.id, 1, None, "A", expires_on=LATER), "expiresOn",
         {"lot": "A", "product": "Beer", "known": "2027-04-30", "given": "2027-06-01"}),
        (ReceiveInput(beer.id, 1, None, "A", date(2026, 11, 2)), "producedOn",
         {"lot": "A", "product": "Beer", "known": "2026-11-01", "given": "2026-11-02"}),
        (ReceiveInput(wine.id, 1, None, "W", expires_on=LATER), "expiresOn",
         {"lot": "W", "product": "Wine", "given": "2027-06-01"}),
        (ReceiveInput(wine.id, 1, None, "W", date(2026, 11, 2)), "producedOn",
         {"lot": "W", "product": "Wine", "given": "2026-11-02"}),
    ]:  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await receive(world, ReceiveInput(beer.id, 1, None, "NEW"), line)
        assert (refusal.path, refusal.params) == (("lines", 1, path), params)
        for known in ("known", "given"):
            assert str(params.get(known, "")) in str(refusal.error)
    async with db.connection() as connection:
        await connection.execute("UPDATE product SET shelf_life_days = 90 WHERE id = $1", beer.id)
    # What is left out agrees, and so does a production date beside the expiry that the lot has.
    await receive(world, made, ReceiveInput(wine.id, 1, None, "X", date(2026, 11, 2), LATER))
    assert await books.rows("SELECT code, produced_on, expires_on FROM lot ORDER BY code") == [
        ("A", date(2026, 11, 1), date(2027, 4, 30)), ("W", None, None), ("X", None, LATER),
    ]  # fmt: skip
    await books.audit()


async def test_a_new_lot_at_once_with_other_dates_is_refused(db: ModuleType) -> None:
    """Whoever comes second has checked before the lot was there: it is the database that tells."""
    world = await factories.world(products=0)
    beer = await factories.product(name="Beer")
    outcomes = await asyncio.gather(
        *(
            receive(world, ReceiveInput(beer.id, 5, None, "A", expires_on=date(2027, 1, day)))
            for day in (1, 2) for _ in range(4)
        ),
        return_exceptions=True,
    )  # fmt: skip
    ((expiry,),) = await books.rows("SELECT expires_on FROM lot")
    wrong = [error for error in outcomes if isinstance(error, DomainError)]
    assert [type(one) for one in outcomes].count(StockChange) == len(wrong) == 4
    given = date(2027, 1, 3 - expiry.day)
    params = {"lot": "A", "product": "Beer", "known": str(expiry), "given": str(given)}
    assert [(error.code, error.path, error.params) for error in wrong] == [
        (ErrorCode.INVALID_INPUT, ("lines", 0, "expiresOn"), params)
    ] * 4
    assert await books.value("SELECT on_hand FROM stock_balance") == 20
    assert await books.value("SELECT count(*) FROM stock_document") == 4
    await books.audit()


async def test_the_second_waits_for_the_first_and_is_told(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product(name="Beer")
    async with db.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            "INSERT INTO lot (product_id, code, produced_on, expires_on, received_on)"
            " VALUES ($1, 'A', '2026-11-01', '2027-05-01', '2026-11-20')",
            beer.id,
        )
        second = asyncio.ensure_future(
            receive(
                world,
                ReceiveInput(beer.id, 1, None, "B"),
                ReceiveInput(beer.id, 5, None, "A", date(2026, 11, 2), date(2027, 5, 1)),
            )
        )
        await books.blocked_by(connection)
        await transaction.commit()
    with pytest.raises(DomainError) as caught:
        await second
    assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, ("lines", 1, "producedOn"))
    assert caught.value.params == {"lot": "A", "product": "Beer", "known": "2026-11-01", "given": "2026-11-02"}
    assert await books.rows("SELECT code FROM lot") == [("A",)]
    assert await books.value("SELECT count(*) FROM stock_document") == 0


async def test_what_is_not_kept_in_stock_does_not_come_in(db: ModuleType) -> None:
    world = await factories.world(products=0)
    freight = await factories.product(name="Freight", stocked=False)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await receive(world, ReceiveInput(freight.id, 1, None, "A"))
    assert (refusal.path, refusal.params) == (("lines", 0, "productId"), {"product": "Freight"})


async def test_what_keeps_longer_than_dates_go(db: ModuleType) -> None:
    world = await factories.world(products=0)
    salt = await factories.product(shelf_life_days=2**31 - 1)
    await receive(world, ReceiveInput(salt.id, 1, None, "A", date(2026, 1, 1)))
    assert await books.rows("SELECT expires_on FROM lot") == [(date(2126, 1, 2),)]
