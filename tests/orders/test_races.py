"""Many at once: contested stock, credit and money come out right, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import record_receipt, reverse_receipt
from erp_visit.orders.approval import approve_order, reject_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from erp_visit.stock.service import ReceiveInput, receive_stock
from tests import books, factories

WORKER = Path(__file__).with_name("race_worker.py")


async def outcomes(commands: Sequence[Awaitable[Any]]) -> Counter[str]:
    """Run commands at the same time; how often each succeeded, was replayed or refused with which code."""

    async def one(command: Awaitable[Any]) -> str:
        try:
            return "replayed" if (await command).replayed else "done"
        except DomainError as error:
            return error.code.name
        except DomainErrors as error:
            return error.errors[0].code.name

    return Counter(await asyncio.gather(*(one(command) for command in commands)))


async def test_two_hundred_orders_for_twenty_units_from_four_processes(db: ModuleType, database_url: str) -> None:
    await factories.setting("reserve_at", "SUBMIT")
    world = await factories.world(products=1, on_hand=20)
    customers = [await factories.customer(world.rep, world.sales) for _ in range(10)]
    argument = json.dumps(
        {
            "url": database_url, "actor_id": str(world.rep.id), "department": str(world.sales),
            "rights": sorted(world.rep.profile.rights), "customers": [str(customers[i % 10]) for i in range(50)],
            "product": str(world.products[0].id),
        }
    )  # fmt: skip
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, str(WORKER), argument, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            cwd=WORKER.parents[2], env={"PYTHONPATH": str(WORKER.parents[2])},
        )
        for _ in range(4)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"ready\n"
    answers = await asyncio.gather(*(worker.communicate(b"go\n") for worker in workers))
    total: Counter[str] = Counter()
    for output, _ in answers:
        total.update(json.loads(output))
    assert total == {"sold": 20, "INSUFFICIENT_STOCK": 180}
    assert await books.value("SELECT count(*) FROM sales_order") == 20
    assert await books.value("SELECT sum(reserved) FROM stock_balance") == 20
    await books.audit()


async def test_exactly_one_of_two_approvals_wins(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.submitted(world, 1)
    result = await outcomes(
        [
            approve_order(actor, order_id=order.order_id, expected_version=1)
            for actor in (world.manager, world.clerk) * 3
        ]
    )
    assert result == {"done": 1, "CONFLICT": 5}
    assert await books.value("SELECT count(*) FROM stock_document WHERE kind = 'OUT'") == 1
    await books.audit()


async def test_equal_commands_at_once_are_carried_out_once(db: ModuleType) -> None:
    world = await factories.world(products=1)
    key = new_id()
    lines = [LineInput(world.products[0].id, 1)]
    submits = [submit_order(world.rep, id=key, customer_id=world.customer, lines=lines) for _ in range(5)]
    assert await outcomes(submits) == {"done": 1, "replayed": 4}
    operation = new_id()
    approvals = [approve_order(world.manager, order_id=key, operation_id=operation) for _ in range(5)]
    assert await outcomes(approvals) == {"done": 1, "replayed": 4}
    document = await books.value("SELECT id FROM stock_document WHERE order_id = $1", key)
    operation = new_id()
    picks = [confirm_stock_document(world.keeper, document_id=document, operation_id=operation) for _ in range(5)]
    assert await outcomes(picks) == {"done": 1, "replayed": 4}
    operation = new_id()
    shipments = [ship_stock_document(world.keeper, document_id=document, operation_id=operation) for _ in range(5)]
    assert await outcomes(shipments) == {"done": 1, "replayed": 4}
    receipt = new_id()
    receipts = [
        record_receipt(
            world.finance, id=receipt, customer_id=world.customer, amount=Decimal(4), method=PaymentMethod.CASH
        )
        for _ in range(5)
    ]
    assert await outcomes(receipts) == {"done": 1, "replayed": 4}
    operation = new_id()
    reversals = [
        reverse_receipt(world.finance, receipt_id=receipt, reason="twice", operation_id=operation) for _ in range(5)
    ]
    assert await outcomes(reversals) == {"done": 1, "replayed": 4}
    operation = new_id()
    cancels = [cancel_order(world.manager, order_id=key, reason="end", operation_id=operation) for _ in range(5)]
    assert await outcomes(cancels) == {"done": 1, "replayed": 4}
    stock_in = new_id()
    inputs = [ReceiveInput(world.products[0].id, 5, lot_code="NEW")]
    arrivals = [receive_stock(world.keeper, id=stock_in, warehouse_id=world.warehouse, lines=inputs) for _ in range(5)]
    assert await outcomes(arrivals) == {"done": 1, "replayed": 4}
    arrived = "SELECT on_hand FROM stock_balance b JOIN lot l ON l.id = b.lot_id WHERE code = 'NEW'"
    assert await books.value(arrived) == 5
    await books.audit()


async def test_approvals_never_promise_more_than_there_is(db: ModuleType) -> None:
    world = await factories.world(products=2, on_hand=100)
    orders = [await books.submitted(world, 30, 30, unit=None) for _ in range(6)]
    result = await outcomes([approve_order(world.manager, order_id=order.order_id) for order in orders])
    assert result == {"done": 3, "INSUFFICIENT_STOCK": 3}
    assert await books.value("SELECT max(reserved) FROM stock_balance") <= 50
    await books.audit()


async def test_approvals_never_pass_the_credit_limit_together(db: ModuleType) -> None:
    world = await factories.world(products=1, credit_limit="300")
    orders = [await books.submitted(world, 1) for _ in range(5)]
    result = await outcomes([approve_order(world.clerk, order_id=order.order_id) for order in orders])
    assert result == {"done": 2, "CREDIT_EXCEEDED": 3}
    assert await books.value("SELECT unbilled FROM customer_account") == Decimal("240.00")
    await books.audit()


async def test_receipts_never_pay_more_than_is_open(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.shipped(world, 1)
    result = await outcomes([books.paid(world, "50") for _ in range(4)])
    assert result == {"done": 4}
    assert await books.rows("SELECT receivable, advance FROM customer_account") == [(Decimal("0.00"), Decimal("80.00"))]
    assert await books.state_of(order.order_id) == "CLOSED"
    await books.audit()


async def test_shipping_uses_the_pick_that_was_confirmed_last(db: ModuleType) -> None:
    """The shipment waits for a pick that is being confirmed again and must not ship the pick before it."""
    world = await factories.world(products=1)
    order = await books.picked(world, 1)
    (document,) = order.stock_document_ids
    line = await books.value("SELECT id FROM stock_document_line WHERE document_id = $1", document)
    second = world.lots[world.products[0].id][1]
    async with db.transaction():
        await confirm_stock_document(world.keeper, document_id=document, lines=[PickInput(line, second, 5)])
        shipping = asyncio.create_task(_elsewhere(ship_stock_document(world.keeper, document_id=document)))
        await _wait_for_a_waiter(db)
    await shipping
    assert await books.rows("SELECT lot_id, quantity FROM stock_movement WHERE kind = 'SALE'") == [(second, -5)]
    assert await books.value("SELECT amount FROM receivable") == Decimal("50.00")
    await books.audit()


async def test_shipping_uses_the_advance_that_it_waited_for(db: ModuleType) -> None:
    """The money that comes in while the shipment waits for the account pays the receivable that arises."""
    world = await factories.world(products=1)
    order = await books.picked(world, 1)
    (document,) = order.stock_document_ids
    async with db.transaction():
        await books.paid(world, "20")
        shipping = asyncio.create_task(_elsewhere(ship_stock_document(world.keeper, document_id=document)))
        await _wait_for_a_waiter(db)
    await shipping
    (amount, left) = (await books.rows("SELECT amount, open_amount FROM receivable"))[0]
    assert amount - left == Decimal("20.00")
    assert await books.value("SELECT unallocated FROM receipt") == 0
    await books.audit()


async def test_shipping_refuses_what_was_cancelled_while_it_waited(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.picked(world, 1)
    (document,) = order.stock_document_ids
    async with db.transaction():
        await cancel_order(world.clerk, order_id=order.order_id, reason="Out of business")
        shipping = asyncio.create_task(_elsewhere(ship_stock_document(world.keeper, document_id=document)))
        await _wait_for_a_waiter(db)
    with pytest.raises(DomainError) as refused:
        await shipping
    assert refused.value.code is ErrorCode.WRONG_STATE
    assert await books.value("SELECT count(*) FROM stock_movement WHERE kind = 'SALE'") == 0
    await books.audit()


async def test_approval_sees_the_receipt_that_it_waited_for(db: ModuleType) -> None:
    """Overdue documents are read anew after the wait for the customer's account."""
    world = await factories.world(products=1)
    await books.shipped(world, 1)
    async with db.connection() as connection:
        await connection.execute("UPDATE receivable SET due_on = business_day - 1")
    order = await books.submitted(world, 1)
    assert await books.state_of(order.order_id) == "HELD"
    async with db.transaction():
        await books.paid(world, "120")
        approval = asyncio.create_task(_elsewhere(approve_order(world.clerk, order_id=order.order_id)))
        await _wait_for_a_waiter(db)
    await approval
    assert await books.state_of(order.order_id) == "APPROVED"
    await books.audit()


@pytest.mark.parametrize(("first", "then"), [(30, {0: 20, 1: 10}), (50, {1: 30})])
async def test_approval_takes_other_lots_for_those_that_went_while_it_waited(
    db: ModuleType, first: int, then: dict[int, int]
) -> None:
    """The lots it was judged by are locked only to write; what has gone by then comes from the next lot."""
    world = await factories.world(products=1, on_hand=100)
    before = await books.submitted(world, first, unit=None)
    neighbour = await factories.customer(world.rep, world.sales)
    order = await books.submitted(replace(world, customer=neighbour), 30, unit=None)
    async with db.transaction():
        await approve_order(world.clerk, order_id=before.order_id)
        approval = asyncio.create_task(_elsewhere(approve_order(world.clerk, order_id=order.order_id)))
        await _wait_for_a_waiter(db)
    await approval
    lots = world.lots[world.products[0].id]
    taken = await books.rows(
        "SELECT r.lot_id, r.quantity FROM reservation r JOIN order_line l ON l.id = r.order_line_id"
        " WHERE l.order_id = $1", order.order_id,
    )  # fmt: skip
    assert dict(taken) == {lots[place]: quantity for place, quantity in then.items()}
    await books.audit()


async def test_approval_refuses_what_went_while_it_waited(db: ModuleType) -> None:
    world = await factories.world(products=1, on_hand=100)
    before = await books.submitted(world, 80, unit=None)
    neighbour = await factories.customer(world.rep, world.sales)
    order = await books.submitted(replace(world, customer=neighbour), 30, unit=None)
    async with db.transaction():
        await approve_order(world.clerk, order_id=before.order_id)
        approval = asyncio.create_task(_elsewhere(approve_order(world.clerk, order_id=order.order_id)))
        await _wait_for_a_waiter(db)
    with pytest.raises(DomainError) as refused:
        await approval
    assert refused.value.code is ErrorCode.INSUFFICIENT_STOCK
    assert await books.state_of(order.order_id) == "SUBMITTED"
    assert await books.value("SELECT sum(reserved) FROM stock_balance") == 80
    await books.audit()


async def _elsewhere(command: Awaitable[Any]) -> Any:
    """Run a command outside the transaction under way: on its own connection."""
    from erp_visit import db as module

    module._current.set(None)
    return await command


async def _wait_for_a_waiter(db: ModuleType) -> None:
    """Until some other connection waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(60), db.pool().acquire() as connection:
        while not await connection.fetchval(waiting):  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.01)


async def test_a_storm_of_commands_leaves_the_books_balanced(db: ModuleType) -> None:
    """All commands on few customers and lots at once, in random order: no deadlock, every figure agrees."""
    world = await factories.world(products=3, on_hand=400)
    customers = [await factories.customer(world.rep, world.sales, credit_limit="20000") for _ in range(3)]
    chance = random.Random(7)
    errors: Counter[str] = Counter()

    async def life(number: int) -> None:
        customer = customers[number % 3]
        lines = [LineInput(product.id, chance.randint(1, 12)) for product in chance.sample(world.products, 3)]
        order = await submit_order(world.rep, id=new_id(), customer_id=customer, lines=lines)
        if number % 7 == 0:
            await reject_order(world.clerk, order_id=order.order_id, reason="no")
            return
        change = await approve_order(world.manager, order_id=order.order_id)
        (document,) = change.stock_document_ids
        if number % 5 == 0:
            await asyncio.gather(
                _counted(errors, cancel_order(world.manager, order_id=order.order_id, reason="changed his mind")),
                _counted(errors, confirm_stock_document(world.keeper, document_id=document)),
            )
            return
        await confirm_stock_document(world.keeper, document_id=document)
        receipt, _ = await asyncio.gather(
            record_receipt(
                world.finance, id=new_id(), customer_id=customer, amount=Decimal(chance.randint(10, 400)),
                method=PaymentMethod.BANK,
            ),
            ship_stock_document(world.keeper, document_id=document),
        )  # fmt: skip
        if number % 4 == 0:
            await asyncio.gather(
                _counted(errors, reverse_receipt(world.finance, receipt_id=receipt.receipt_id, reason="bounced")),
                _counted(errors, cancel_order(world.manager, order_id=order.order_id, reason="spoiled")),
            )

    await asyncio.gather(*(life(number) for number in range(36)))
    assert set(errors) <= {"WRONG_STATE"}
    await books.audit()


async def _counted(errors: Counter[str], command: Awaitable[Any]) -> None:
    try:
        await command
    except DomainError as error:
        errors[error.code.name] += 1
        assert error.code is ErrorCode.WRONG_STATE  # noqa: PT017 -- the refusal is one of two right outcomes
