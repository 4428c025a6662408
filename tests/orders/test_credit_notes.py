"""Credit notes that are not used yet pay the customer's next invoice, as money paid ahead does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.finance.service import reverse_receipt
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.unchanged import refused


def amount(text: str) -> Decimal:
    return Decimal(text)


async def account() -> tuple[Any, ...]:
    (row,) = await books.rows("SELECT receivable::text, unbilled::text, advance::text FROM customer_account")
    return row


async def test_the_oldest_pays_first_whether_receipt_or_credit_note(db: ModuleType) -> None:
    world = await factories.world(products=1)
    young = await books.credited(world, "500")
    middle = (await books.paid(world, "70", business_day=factories.today() - timedelta(days=2))).receipt_id
    old = await books.credited(world, "30.50", days_ago=5)
    assert await account() == ("0.00", "0.00", "600.50")
    order = await books.picked(world, 1)
    change = await ship_stock_document(world.keeper, document_id=order.stock_document_ids[0])
    receivable = change.receivable_ids[0]
    assert change.receivable_ids == (receivable, old, young)
    assert change.receipt_ids == (middle,)
    # 12 bottles at 10.00: 30.50 of the oldest, 70 of the receipt, 19.50 of the youngest.
    paid = "SELECT credit_note_id, receipt_id, receivable_id, amount::text FROM allocation l ORDER BY l.amount DESC"
    assert await books.rows(paid) == [
        (None, middle, receivable, "70.00"), (old, None, receivable, "30.50"), (young, None, receivable, "19.50"),
    ]  # fmt: skip
    notes = "SELECT state, amount::text, open_amount::text FROM receivable r ORDER BY r.amount"
    assert await books.rows(notes) == [
        ("OPEN", "-500.00", "-480.50"), ("SETTLED", "-30.50", "0.00"), ("SETTLED", "120.00", "0.00"),
    ]  # fmt: skip
    entries = (
        "SELECT debit, credit, receipt_id, amount::text FROM ledger_entry e WHERE kind = 'ALLOCATION' ORDER BY e.amount"
    )
    assert await books.rows(entries) == [
        ("ADVANCE", "RECEIVABLE", None, "19.50"), ("ADVANCE", "RECEIVABLE", None, "30.50"),
        ("ADVANCE", "RECEIVABLE", middle, "70.00"),
    ]  # fmt: skip
    assert await account() == ("0.00", "0.00", "480.50")
    assert await books.state_of(order.order_id) == "CLOSED"
    await books.audit()


async def test_credit_pays_a_part_and_the_rest_is_owed(db: ModuleType) -> None:
    world = await factories.world(products=1)
    note = await books.credited(world, "50")
    order = await books.shipped(world, 1)
    assert await books.state_of(order.order_id) == "SHIPPED"
    assert await books.rows("SELECT state, open_amount::text FROM receivable WHERE id = $1", note) == [
        ("SETTLED", "0.00")
    ]
    assert await account() == ("70.00", "0.00", "0.00")
    await books.paid(world, "70", receivable_id=order.receivable_id)
    assert await books.state_of(order.order_id) == "CLOSED"
    await books.audit()


async def test_cancelling_gives_the_credit_back_and_it_pays_the_next(db: ModuleType) -> None:
    world = await factories.world(products=1)
    first, second = await books.credited(world, "50", days_ago=1), await books.credited(world, "300")
    await books.paid(world, "10", business_day=factories.today() - timedelta(days=3))
    before = await books.standing()
    notes = "SELECT id, state, open_amount::text FROM receivable r WHERE amount < 0 ORDER BY r.amount DESC"
    unused = [(first, "OPEN", "-50.00"), (second, "OPEN", "-300.00")]
    assert await books.rows(notes) == unused
    order = await books.shipped(world, 1)
    assert await books.rows(notes) == [(first, "SETTLED", "0.00"), (second, "OPEN", "-240.00")]
    change = await cancel_order(world.manager, order_id=order.order_id, reason="wrong goods")
    assert change.receivable_ids[0] == order.receivable_id
    assert set(change.receivable_ids) == {order.receivable_id, first, second}
    assert await books.standing() == before
    assert await books.rows(notes) == unused
    await books.audit()
    again = await books.shipped(world, 2)
    assert await books.rows(notes) == [(first, "SETTLED", "0.00"), (second, "OPEN", "-120.00")]
    assert await books.state_of(again.order_id) == "CLOSED"
    assert await account() == ("0.00", "0.00", "120.00")
    await books.audit()


async def test_a_receipt_taken_back_opens_only_what_it_had_paid(db: ModuleType) -> None:
    world = await factories.world(products=1)
    note = await books.credited(world, "100", days_ago=1)
    receipt = await books.paid(world, "100")
    order = await books.shipped(world, 1)
    await reverse_receipt(world.finance, receipt_id=receipt.receipt_id, reason="bounced")
    assert await books.rows("SELECT state, open_amount::text FROM receivable r ORDER BY r.amount") == [
        ("SETTLED", "0.00"), ("OPEN", "20.00"),
    ]  # fmt: skip
    assert await books.state_of(order.order_id) == "SHIPPED"
    assert await account() == ("20.00", "0.00", "0.00")
    assert await books.value("SELECT count(*) FROM allocation WHERE credit_note_id = $1", note) == 1
    await books.audit()


async def test_credit_counts_as_paid_before_shipping(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await factories.setting("payment_before_shipping", True)
    await books.credited(world, "119.99")
    order = await books.picked(world, 1)
    async with refused(ErrorCode.PAYMENT_REQUIRED):
        await ship_stock_document(world.keeper, document_id=order.stock_document_ids[0])
    await books.credited(world, "0.01")
    await ship_stock_document(world.keeper, document_id=order.stock_document_ids[0])
    assert await account() == ("0.00", "0.00", "0.00")
    await books.audit()


@pytest.mark.parametrize("shipments", [6])
async def test_shipments_at_once_use_credit_once(db: ModuleType, shipments: int) -> None:
    world = await factories.world(products=1)
    await books.credited(world, "200", days_ago=1)
    await books.credited(world, "250")
    orders = [await books.picked(world, 1) for _ in range(shipments)]
    await asyncio.gather(
        *(ship_stock_document(world.keeper, document_id=order.stock_document_ids[0]) for order in orders)
    )
    # 6 × 120.00 less 450.00.
    assert await account() == ("270.00", "0.00", "0.00")
    assert await books.value("SELECT sum(amount)::text FROM allocation WHERE credit_note_id IS NOT NULL") == "450.00"
    assert await books.value("SELECT count(*) FROM sales_order WHERE state = 'CLOSED'") == 3
    await books.audit()
