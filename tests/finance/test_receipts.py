"""Receipts against the database: what they settle, what is refused, and that a refusal writes nothing."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit import db as database
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import AllocationInput, record_receipt, reverse_receipt
from tests import books, factories
from tests.factories import World


async def refused(command: Awaitable[Any], code: ErrorCode, *path: str | int) -> DomainError:
    before = await books.snapshot()
    with pytest.raises(DomainError) as caught:
        await command
    assert await books.snapshot() == before
    assert (caught.value.code, caught.value.path) == (code, path)
    return caught.value


def receipt(world: World, amount: Any = Decimal(10), **options: Any) -> Awaitable[Any]:
    actor = options.pop("actor", world.finance)
    return record_receipt(
        actor, id=options.pop("id", new_id()), customer_id=options.pop("customer_id", world.customer), amount=amount,
        method=PaymentMethod.CASH, **options,
    )  # fmt: skip


async def test_refusals(db: ModuleType) -> None:
    world = await factories.world(products=1)
    shipped = await books.shipped(world, 1)
    foreign = await factories.customer(world.rep, world.sales)
    share = AllocationInput
    await refused(receipt(world, actor=world.clerk), ErrorCode.FORBIDDEN)
    await refused(receipt(world, Decimal(0)), ErrorCode.INVALID_INPUT, "amount")
    await refused(receipt(world, Decimal(-1)), ErrorCode.INVALID_INPUT, "amount")
    await refused(receipt(world, Decimal("0.001")), ErrorCode.INVALID_INPUT, "amount")
    await refused(receipt(world, Decimal(10) ** 12), ErrorCode.INVALID_INPUT, "amount")
    await refused(receipt(world, customer_id=new_id()), ErrorCode.NOT_FOUND, "customerId")
    await refused(receipt(world, reference="\x00"), ErrorCode.INVALID_INPUT, "reference")
    await refused(receipt(world, remark="x" * 256), ErrorCode.INVALID_INPUT, "remark")
    tomorrow = factories.today() + timedelta(days=1)
    await refused(receipt(world, business_day=tomorrow), ErrorCode.INVALID_INPUT, "businessDay")
    await refused(receipt(world, business_day=tomorrow - timedelta(days=368)), ErrorCode.INVALID_INPUT, "businessDay")
    await refused(receipt(world, business_day=date(1, 1, 1)), ErrorCode.INVALID_INPUT, "businessDay")
    await refused(receipt(world, receivable_id=new_id()), ErrorCode.NOT_FOUND, "receivableId")
    await refused(
        receipt(world, customer_id=foreign, receivable_id=shipped.receivable_id), ErrorCode.NOT_FOUND, "receivableId"
    )
    error = await refused(
        receipt(world, Decimal(500), allocations=[share(shipped.receivable_id, Decimal("120.01"))]),
        ErrorCode.AMOUNT_EXCEEDS_OPEN, "allocations", 0, "amount",
    )  # fmt: skip
    assert error.params["open"] == Decimal("120.00")
    await refused(
        receipt(world, Decimal(5), allocations=[share(shipped.receivable_id, Decimal(6))]),
        ErrorCode.AMOUNT_EXCEEDS_OPEN, "allocations", 0, "amount",
    )  # fmt: skip
    await refused(
        receipt(world, receivable_id=shipped.receivable_id, allocations=[share(shipped.receivable_id, Decimal(1))]),
        ErrorCode.INVALID_INPUT, "allocations",
    )  # fmt: skip
    await books.paid(world, "120")
    await refused(receipt(world, receivable_id=shipped.receivable_id), ErrorCode.AMOUNT_EXCEEDS_OPEN, "receivableId")


async def test_an_id_stands_for_one_receipt(db: ModuleType) -> None:
    world = await factories.world(products=0)
    key = new_id()
    first = await receipt(world, id=key)
    again = await receipt(world, id=key)
    assert (again.receipt_id, again.account_id, again.replayed) == (key, first.account_id, True)
    await refused(receipt(world, Decimal(11), id=key), ErrorCode.KEY_REUSED)
    assert await books.value("SELECT advance FROM customer_account") == Decimal("10.00")


async def test_reversal_refusals(db: ModuleType) -> None:
    world = await factories.world(products=0)
    change = await receipt(world)
    key = change.receipt_id
    await refused(reverse_receipt(world.clerk, receipt_id=key, reason="x"), ErrorCode.FORBIDDEN)
    await refused(reverse_receipt(world.finance, receipt_id=key, reason=" "), ErrorCode.INVALID_INPUT, "reason")
    await refused(reverse_receipt(world.finance, receipt_id=new_id(), reason="x"), ErrorCode.NOT_FOUND, "receiptId")
    await refused(
        reverse_receipt(world.finance, receipt_id=key, reason="x", expected_version=2),
        ErrorCode.CONFLICT, "expectedVersion",
    )  # fmt: skip
    await reverse_receipt(world.finance, receipt_id=key, reason="x", expected_version=1)
    await refused(reverse_receipt(world.finance, receipt_id=key, reason="x"), ErrorCode.WRONG_STATE)
    await books.audit()


async def test_a_receipt_over_three_documents(db: ModuleType) -> None:
    world = await factories.world(products=1)
    shipped = [await books.shipped(world, 1) for _ in range(3)]
    async with db.connection() as connection:
        for number, entry in enumerate(shipped):
            await connection.execute(
                "UPDATE receivable SET due_on = due_on + $2::int WHERE id = $1", entry.receivable_id, (2, 1, 3)[number]
            )
    change = await receipt(world, Decimal(150), receivable_id=shipped[2].receivable_id, reference="slip 7")
    assert change.receivable_ids == (shipped[2].receivable_id, shipped[1].receivable_id)
    assert change.order_ids == (shipped[2].order_id,)
    opened = await books.rows("SELECT open_amount, state FROM receivable ORDER BY due_on")
    assert opened == [(Decimal("90.00"), "OPEN"), (Decimal("120.00"), "OPEN"), (Decimal("0.00"), "SETTLED")]
    await books.audit()
    # A second one closes the rest; reversing the first opens only what that one had paid.
    await receipt(world, Decimal(210))
    assert [await books.state_of(entry.order_id) for entry in shipped] == ["CLOSED"] * 3
    await reverse_receipt(world.finance, receipt_id=change.receipt_id, reason="bounced")
    assert [await books.state_of(entry.order_id) for entry in shipped] == ["CLOSED", "SHIPPED", "SHIPPED"]
    assert await books.rows("SELECT receivable, advance FROM customer_account") == [
        (Decimal("150.00"), Decimal("0.00"))
    ]
    await books.audit()


async def test_an_advance_that_paid_a_shipment_is_taken_back(db: ModuleType) -> None:
    world = await factories.world(products=1)
    first = await receipt(world, Decimal(100))
    second = await receipt(world, Decimal(100))
    shipped = await books.shipped(world, 1)
    assert await books.state_of(shipped.order_id) == "CLOSED"
    assert await books.rows("SELECT unallocated FROM receipt ORDER BY created_at") == [
        (Decimal("0.00"),), (Decimal("80.00"),)
    ]  # fmt: skip
    await reverse_receipt(world.finance, receipt_id=first.receipt_id, reason="bounced")
    assert await books.rows("SELECT open_amount FROM receivable") == [(Decimal("100.00"),)]
    assert await books.state_of(shipped.order_id) == "SHIPPED"
    await reverse_receipt(world.finance, receipt_id=second.receipt_id, reason="bounced")
    assert await books.rows("SELECT receivable, advance FROM customer_account") == [
        (Decimal("120.00"), Decimal("0.00"))
    ]
    await books.audit()


async def test_sums_that_no_book_can_hold(db: ModuleType) -> None:
    world = await factories.world(products=0)
    async with database.connection() as connection:
        await connection.execute("UPDATE customer_account SET advance = 999000000000")
    await refused(receipt(world, Decimal("9999999999.99")), ErrorCode.INVALID_INPUT)
