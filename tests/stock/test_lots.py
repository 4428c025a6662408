"""Locking lots: as many as needed, further ones when somebody was faster, and never waiting for one another."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from uuid import UUID

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.stock.lots import lock_demand, lock_further
from tests import factories


async def lots(db: ModuleType, *quantities: int) -> tuple[UUID, UUID, list[UUID]]:
    """One product with lots that expire one after the other; warehouse, product, balances."""
    house, beer = await factories.warehouse(), await factories.product()
    keys: list[UUID] = []
    for days, quantity in enumerate(quantities):
        await factories.stock(house, beer.id, quantity, expires_on=factories.today() + timedelta(days=days))
        async with db.connection() as connection:
            keys.append(await connection.fetchval("SELECT id FROM stock_balance ORDER BY id DESC LIMIT 1"))
    return house, beer.id, keys


async def test_only_the_lots_that_are_needed_are_locked(db: ModuleType) -> None:
    house, beer, keys = await lots(db, 5, 5, 5)
    async with db.transaction() as connection:
        held, more = await lock_demand(connection, house, [(beer, 4), (beer, 3)], factories.today())
    assert ([lot.balance_id for lot in held], more) == (keys[:2], True)
    async with db.transaction() as connection:
        held, more = await lock_demand(connection, house, [(beer, 99)], factories.today())
    assert ([lot.balance_id for lot in held], more) == (keys, False)


async def test_further_lots_when_the_first_ones_do_not_suffice(db: ModuleType) -> None:
    house, beer, keys = await lots(db, 5, 5, 5)
    async with db.transaction() as connection:
        held, _ = await lock_demand(connection, house, [(beer, 5)], factories.today())
        all_held = await lock_further(connection, house, [(beer, 12)], held, factories.today())
    assert [lot.balance_id for lot in all_held] == keys


async def test_a_lot_with_a_lower_id_is_not_waited_for(db: ModuleType) -> None:
    house, beer, keys = await lots(db, 5, 5, 5)
    async with db.pool().acquire() as other, other.transaction():
        await other.execute("SELECT FROM stock_balance WHERE id = $1 FOR UPDATE", keys[0])
        async with db.transaction() as connection:
            held, _ = await lock_demand(connection, house, [(beer, 1)], factories.today() + timedelta(days=2))
            assert [lot.balance_id for lot in held] == keys[2:]
            with pytest.raises(DomainError) as caught:
                await lock_further(connection, house, [(beer, 12)], held, factories.today())
            enough = await lock_further(connection, house, [(beer, 9)], held, factories.today())
    assert caught.value.code is ErrorCode.CONFLICT
    assert {lot.balance_id for lot in enough} == set(keys[1:])
