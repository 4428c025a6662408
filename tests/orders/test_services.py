"""Freight and services: sold, approved, billed and paid like goods, without stock."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.orders.approval import approve_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.preview import preview_approval
from erp_visit.orders.quote import quote_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.factories import Product, World
from tests.unchanged import refused


async def with_freight(**options: Any) -> tuple[World, Product]:
    world = await factories.world(products=1)
    return world, await factories.product(
        name="Freight", units={}, stocked=False, list_price="8", cost_price="5", tax_rate="0.09", **options
    )


@pytest.mark.parametrize("reserve_at", ["SUBMIT", "APPROVAL"])
async def test_a_mixed_order_from_quote_to_receipt(db: ModuleType, reserve_at: str) -> None:
    world, freight = await with_freight()
    await factories.setting("reserve_at", reserve_at)
    before = await books.standing()
    lines = [LineInput(freight.id, 2), LineInput(world.products[0].id, 1, "箱")]
    quote = await quote_order(world.rep, customer_id=world.customer, lines=lines)
    assert [(line.available, line.short) for line in quote.lines] == [(None, False), (1000, False)]
    assert quote.totals.total == Decimal("136.00")
    order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
    assert await books.rows("SELECT cost_amount::text FROM order_line ORDER BY number") == [("10.00",), ("72.00",)]
    preview = await preview_approval(world.administrator, order_id=order.order_id)
    service, goods = preview.lines
    assert (service.available, service.available_after, service.picks) == (None, None, ())
    # 16.00 with 1.32 of tax at 9 %, 120.00 with 13.81 at 13 %.
    assert (service.cost, service.margin) == (Decimal("10.00"), Decimal("4.68"))
    assert (goods.cost, goods.margin) == (Decimal("72.00"), Decimal("34.19"))
    assert (preview.cost, preview.margin) == (Decimal("82.00"), Decimal("38.87"))
    (document,) = (await approve_order(world.manager, order_id=order.order_id)).stock_document_ids
    assert await books.rows("SELECT product_id, planned FROM stock_document_line WHERE order_line_id IS NOT NULL") == [
        (world.products[0].id, 12)
    ]
    await books.audit()
    await confirm_stock_document(world.keeper, document_id=document)
    await ship_stock_document(world.keeper, document_id=document)
    assert await books.rows("SELECT shipped_quantity FROM order_line ORDER BY number") == [(2,), (12,)]
    assert await books.rows("SELECT product_id, quantity FROM stock_movement WHERE kind = 'SALE'") == [
        (world.products[0].id, -12)
    ]
    assert await books.rows("SELECT amount::text, open_amount::text FROM receivable") == [("136.00", "136.00")]
    await books.audit()
    await books.paid(world, "136")
    assert await books.state_of(order.order_id) == "CLOSED"
    await books.audit()
    await cancel_order(world.manager, order_id=order.order_id, reason="all of it came back")
    standing = await books.standing()
    assert (standing["stock"], standing["reservations"]) == (before["stock"], 0)
    assert await books.rows("SELECT receivable::text, unbilled::text, advance::text FROM customer_account") == [
        ("0.00", "0.00", "136.00")
    ]
    await books.audit()


@pytest.mark.parametrize("reserve_at", ["SUBMIT", "APPROVAL"])
async def test_an_order_of_only_a_service(db: ModuleType, reserve_at: str) -> None:
    world, freight = await with_freight()
    await factories.setting("reserve_at", reserve_at)
    await factories.setting("payment_before_shipping", True)
    before = await books.standing()
    lines = [LineInput(freight.id, 3)]
    quote = await quote_order(world.rep, customer_id=world.customer, lines=lines)
    assert (quote.lines[0].available, quote.lines[0].short, quote.totals.total) == (None, False, Decimal("24.00"))
    order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
    preview = await preview_approval(world.administrator, order_id=order.order_id)
    assert (preview.cost, preview.margin, preview.refusals) == (Decimal("15.00"), Decimal("7.02"), ())
    approval = await approve_order(world.manager, order_id=order.order_id, preview_token=None)
    (document,) = approval.stock_document_ids
    assert approval.balance_ids == ()
    assert await books.value("SELECT unbilled::text FROM customer_account") == "24.00"
    await confirm_stock_document(world.keeper, document_id=document)
    async with refused(ErrorCode.PAYMENT_REQUIRED):
        await ship_stock_document(world.keeper, document_id=document)
    await books.paid(world, "24")
    shipped = await ship_stock_document(world.keeper, document_id=document)
    assert shipped.balance_ids == ()
    assert await books.rows("SELECT shipped_quantity FROM order_line") == [(3,)]
    assert await books.rows("SELECT state, amount::text, open_amount::text FROM receivable") == [
        ("SETTLED", "24.00", "0.00")
    ]
    assert await books.state_of(order.order_id) == "CLOSED"
    assert (await books.standing())["stock"] == before["stock"]
    await books.audit()
    await cancel_order(world.manager, order_id=order.order_id, reason="never came")
    assert await books.value("SELECT advance::text FROM customer_account") == "24.00"
    await books.audit()


async def test_a_short_pick_bills_the_service_in_full(db: ModuleType) -> None:
    world, freight = await with_freight()
    lines = [LineInput(world.products[0].id, 1, "箱"), LineInput(freight.id, 1)]
    order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
    (document,) = (await approve_order(world.manager, order_id=order.order_id)).stock_document_ids
    line, lot = (await books.rows("SELECT id, lot_id FROM stock_document_line WHERE order_line_id IS NOT NULL"))[0]
    await confirm_stock_document(world.keeper, document_id=document, lines=[PickInput(line, lot, 7)])
    await ship_stock_document(world.keeper, document_id=document)
    assert await books.rows("SELECT amount::text FROM receivable") == [("78.00",)]
    assert await books.rows("SELECT shipped_quantity FROM order_line ORDER BY number") == [(7,), (1,)]
    await books.audit()


async def test_a_service_without_a_cost_leaves_the_margin_open(db: ModuleType) -> None:
    world = await factories.world(products=1)
    service = await factories.product(units={}, stocked=False, cost_price=None)
    lines = [LineInput(world.products[0].id, 1), LineInput(service.id, 1)]
    order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
    preview = await preview_approval(world.administrator, order_id=order.order_id)
    assert [line.cost for line in preview.lines] == [Decimal("6.00"), None]
    assert (preview.cost, preview.margin) == (None, None)
