"""Whoever waits for somebody else's lock waits for a while and is then told so; nothing is written."""

from __future__ import annotations

import asyncio
from types import ModuleType
from uuid import UUID

import asyncpg
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from erp_visit import db as database
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.violations import refusal
from erp_visit.orders.approval import approve_order
from tests import books, factories


async def hurried(world: factories.World, order: UUID) -> None:
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL lock_timeout = '50ms'")
        await approve_order(world.clerk, order_id=order)


async def test_a_command_does_not_wait_for_ever(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.submitted(world, 1)
    before = await books.snapshot()
    async with database.pool().acquire() as other, other.transaction():
        await other.execute("SELECT FROM customer_account FOR UPDATE")
        with pytest.raises(DomainError) as refused:
            await hurried(world, order.order_id)
    assert refused.value.code is ErrorCode.TIMEOUT
    assert await books.snapshot() == before
    await hurried(world, order.order_id)
    assert await books.state_of(order.order_id) == "APPROVED"


async def test_every_connection_has_limits_and_an_import_lifts_them(db: ModuleType) -> None:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    async with database.transaction() as connection:
        assert [await connection.fetchval(f"SHOW {name}") for name in names] == ["5s", "1min", "1min"]
        await database.take_time(connection)
        assert [await connection.fetchval(f"SHOW {name}") for name in names] == ["0", "0", "0"]
    async with database.connection() as connection:
        assert await connection.fetchval("SHOW lock_timeout") == "5s"


async def test_two_that_lock_each_other_out_meet_a_conflict(db: ModuleType) -> None:
    """Our commands lock in one order; should some other program not do so, its victim is told to try again."""
    world = await factories.world(products=1)
    order = await books.submitted(world, 1)
    async with database.pool().acquire() as other:
        await other.execute("BEGIN; SET LOCAL deadlock_timeout = '10s'; SELECT FROM sales_order FOR UPDATE")

        async def command() -> None:
            async with database.transaction() as connection:
                await connection.execute("SET LOCAL deadlock_timeout = '1s'")  # looked at once: the other waits by then
                await approve_order(world.clerk, order_id=order.order_id)

        task = asyncio.create_task(command())
        await books.blocked_by(other)
        waiting = asyncio.create_task(other.execute("SELECT FROM customer_account FOR UPDATE"))
        with pytest.raises(DomainError) as refused:
            await task
        await waiting
        await other.execute("ROLLBACK")
    assert refused.value.code is ErrorCode.CONFLICT
    assert await books.state_of(order.order_id) == "SUBMITTED"


async def test_who_waited_for_the_account_holds_no_stock_that_it_may_not_need(db: ModuleType) -> None:
    """Stock is locked in one go and in order: what was chosen before a wait would otherwise be held out of turn."""
    world = await factories.world(products=1)
    order = await books.submitted(world, 1)
    early, late = [
        await books.value("SELECT id FROM stock_balance WHERE lot_id = $1", lot)
        for lot in world.lots[world.products[0].id]
    ]
    async with (
        database.pool().acquire() as payer,
        database.pool().acquire() as holder,
        database.pool().acquire() as passer,
    ):
        await payer.execute("BEGIN")
        await payer.execute("UPDATE customer_account SET advance = advance")
        await holder.execute("BEGIN")
        await holder.fetch("SELECT FROM stock_balance WHERE id = $1 FOR UPDATE", late)
        task = asyncio.create_task(approve_order(world.clerk, order_id=order.order_id))
        await books.blocked_by(payer)
        await payer.execute("UPDATE stock_balance SET reserved = on_hand WHERE id = $1", early)
        await payer.execute("COMMIT")
        await books.blocked_by(holder)  # it needs the later lot now
        async with passer.transaction():
            await passer.fetch("SELECT FROM stock_balance WHERE id = $1 FOR UPDATE NOWAIT", early)
        await holder.execute("ROLLBACK")
        await task
    assert await books.value("SELECT reserved FROM stock_balance WHERE id = $1", late) == 12


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (asyncpg.DeadlockDetectedError(), ErrorCode.CONFLICT),
        (asyncpg.SerializationError(), ErrorCode.CONFLICT),
        (asyncpg.LockNotAvailableError(), ErrorCode.TIMEOUT),
        (asyncpg.QueryCanceledError(), ErrorCode.TIMEOUT),
        (asyncpg.IdleInTransactionSessionTimeoutError(), ErrorCode.TIMEOUT),
        (TimeoutError(), ErrorCode.TIMEOUT),
        (asyncpg.ConnectionDoesNotExistError(), ErrorCode.UNAVAILABLE),
        (asyncpg.CannotConnectNowError(), ErrorCode.UNAVAILABLE),
        (asyncpg.AdminShutdownError(), ErrorCode.UNAVAILABLE),
        (asyncpg.TooManyConnectionsError(), ErrorCode.UNAVAILABLE),
        (ConnectionRefusedError(), ErrorCode.UNAVAILABLE),
        (RedisConnectionError(), ErrorCode.UNAVAILABLE),
        (asyncpg.InterfaceError("connection is closed"), ErrorCode.UNAVAILABLE),
        (asyncpg.InterfaceError("cannot perform operation: another operation is in progress"), None),
        (asyncpg.DataError("invalid input for query argument $1"), None),
        (asyncpg.UndefinedColumnError(), None),
        (ValueError(), None),
    ],
)
def test_what_is_nobodys_fault_is_told_as_such(error: Exception, code: ErrorCode | None) -> None:
    told = refusal(error)
    assert (told.code if told else None) is code
