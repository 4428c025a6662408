"""Decisions at the wrong moment, picks that cannot be: a typed refusal, and nothing written."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.errors import DomainErrors, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.orders.approval import approve_order, reject_order, review_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.preview import preview_approval
from erp_visit.orders.service import LineInput
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.orders.test_refusals import order, refused


async def test_decisions_at_the_wrong_moment(db: ModuleType) -> None:
    world = await factories.world(products=1)
    key = (await books.submitted(world, 1)).order_id
    await refused(
        approve_order(world.clerk, order_id=key, expected_version=2), ErrorCode.CONFLICT, "expectedVersion",
        version=1, state="SUBMITTED",
    )  # fmt: skip
    await refused(reject_order(world.clerk, order_id=key, reason="  "), ErrorCode.INVALID_INPUT, "reason")
    await refused(cancel_order(world.clerk, order_id=key, reason=""), ErrorCode.INVALID_INPUT, "reason")
    change = await approve_order(world.clerk, order_id=key, expected_version=1)
    await refused(approve_order(world.clerk, order_id=key), ErrorCode.WRONG_STATE, state="APPROVED")
    await refused(reject_order(world.clerk, order_id=key, reason="x"), ErrorCode.WRONG_STATE)
    await refused(review_order(world.keeper, order_id=key, side="WAREHOUSE"), ErrorCode.WRONG_STATE)
    await refused(preview_approval(world.clerk, order_id=key), ErrorCode.WRONG_STATE)
    (document,) = change.stock_document_ids
    await refused(ship_stock_document(world.keeper, document_id=document), ErrorCode.WRONG_STATE, state="PENDING")
    await confirm_stock_document(world.keeper, document_id=document)
    await refused(
        ship_stock_document(world.keeper, document_id=document, expected_version=1), ErrorCode.CONFLICT,
        "expectedVersion", version=2, state="PICKED",
    )  # fmt: skip
    await ship_stock_document(world.keeper, document_id=document)
    await refused(ship_stock_document(world.keeper, document_id=document), ErrorCode.WRONG_STATE)
    await refused(confirm_stock_document(world.keeper, document_id=document), ErrorCode.WRONG_STATE)
    await cancel_order(world.clerk, order_id=key, reason="spoiled")
    await refused(cancel_order(world.clerk, order_id=key, reason="again"), ErrorCode.WRONG_STATE, state="CANCELLED")


async def test_ones_own_order(db: ModuleType) -> None:
    world = await factories.world(products=1)
    by_manager = await books.submitted(world, 1, actor=world.manager)
    await refused(approve_order(world.manager, order_id=by_manager.order_id), ErrorCode.OWN_DOCUMENT)
    await factories.setting("approve_own_orders", True)
    await approve_order(world.manager, order_id=by_manager.order_id)
    assert await books.state_of(by_manager.order_id) == "APPROVED"


async def test_reviews(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await factories.setting("warehouse_review", True, world.sales)
    await factories.setting("finance_review", True)
    key = (await books.submitted(world, 1)).order_id
    with pytest.raises(DomainErrors) as caught:
        await approve_order(world.clerk, order_id=key)
    assert [(error.code, error.params["side"]) for error in caught.value.errors] == [
        (ErrorCode.REVIEW_REQUIRED, "WAREHOUSE"), (ErrorCode.REVIEW_REQUIRED, "FINANCE"),
    ]  # fmt: skip
    await review_order(world.keeper, order_id=key, side="WAREHOUSE")
    await refused(review_order(world.keeper, order_id=key, side="WAREHOUSE"), ErrorCode.WRONG_STATE)
    await refused(approve_order(world.clerk, order_id=key), ErrorCode.REVIEW_REQUIRED, side="FINANCE")
    await review_order(world.finance, order_id=key, side="FINANCE", reason="prepaid")
    await approve_order(world.clerk, order_id=key, expected_version=3)
    assert await books.rows("SELECT warehouse_reviewed_by_id, finance_reviewed_by_id FROM sales_order") == [
        (world.keeper.id, world.finance.id)
    ]


async def test_credit_holds_the_order_and_needs_a_right_to_pass(db: ModuleType) -> None:
    world = await factories.world(products=1, credit_limit="200")
    await books.shipped(world, 1)
    async with db.connection() as connection:
        await connection.execute("UPDATE receivable SET due_on = business_day - 1")
    key = (await books.submitted(world, 1)).order_id
    assert await books.rows("SELECT state, hold_reasons FROM sales_order WHERE id = $1", key) == [
        ("HELD", ["CREDIT_EXCEEDED", "OVERDUE"])
    ]
    before = await books.snapshot()
    with pytest.raises(DomainErrors) as caught:
        await approve_order(world.clerk, order_id=key)
    assert await books.snapshot() == before
    assert [error.code for error in caught.value.errors] == [ErrorCode.CREDIT_EXCEEDED, ErrorCode.OVERDUE]
    assert caught.value.errors[0].params["exposure"] == Decimal("240.00")
    preview = await preview_approval(world.clerk, order_id=key)
    assert preview.objections == (ErrorCode.CREDIT_EXCEEDED, ErrorCode.OVERDUE)
    assert (await preview_approval(world.manager, order_id=key)).refusals == ()
    await approve_order(world.manager, order_id=key, reason="good customer")
    assert await books.value("SELECT after->>'override' FROM audit_entry WHERE action = 'order.approve' "
                             "AND entity_id = $1", key) == '["CREDIT_EXCEEDED", "OVERDUE"]'  # fmt: skip
    await books.audit()


async def test_a_preview_that_is_out_of_date(db: ModuleType) -> None:
    world = await factories.world(products=1)
    first, second = [(await books.submitted(world, 1)).order_id for _ in range(2)]
    preview = await preview_approval(world.clerk, order_id=second)
    assert (await preview_approval(world.manager, order_id=second)).token == preview.token
    await approve_order(world.clerk, order_id=first)
    await refused(
        approve_order(world.clerk, order_id=second, preview_token=preview.token), ErrorCode.CONFLICT, "previewToken"
    )
    again = await preview_approval(world.clerk, order_id=second)
    await approve_order(world.clerk, order_id=second, preview_token=again.token)


async def test_picks_that_cannot_be(db: ModuleType) -> None:
    world = await factories.world(products=2, on_hand=40)
    order_one = await books.approved(world, 15, unit=None)
    (document,) = order_one.stock_document_ids
    line = await books.value("SELECT id FROM stock_document_line WHERE document_id = $1", document)
    first, second = world.lots[world.products[0].id]
    other = world.lots[world.products[1].id][0]
    old = await factories.stock(
        world.warehouse, world.products[0].id, 30, expires_on=factories.today() - timedelta(days=1)
    )
    pick = PickInput

    def confirm(*lines: PickInput) -> Awaitable[Any]:
        return confirm_stock_document(world.keeper, document_id=document, lines=lines)

    await refused(confirm(pick(new_id(), first, 1)), ErrorCode.NOT_FOUND, "lines", 0, "lineId")
    await refused(confirm(pick(line, first, -1)), ErrorCode.INVALID_INPUT, "lines", 0, "quantity")
    await refused(confirm(pick(line, first, 16)), ErrorCode.INVALID_INPUT, "lines", picked=16, planned=15)
    await refused(confirm(pick(line, first, 0)), ErrorCode.INVALID_INPUT, "lines")
    await refused(confirm(pick(line, other, 5)), ErrorCode.NOT_FOUND, "lines", "lotId")
    await refused(confirm(pick(line, new_id(), 5)), ErrorCode.NOT_FOUND, "lines", "lotId")
    await refused(confirm(pick(line, old, 5)), ErrorCode.INSUFFICIENT_STOCK, "lines")
    await books.approved(world, 22, unit=None)  # takes the other 5 of the first lot and 17 of the second
    await refused(confirm(pick(line, second, 4)), ErrorCode.INSUFFICIENT_STOCK, "lines", available=3, needed=4)
    await confirm(pick(line, second, 3), pick(line, first, 10))
    await books.audit()
    # A slip of the finger: the same pick once more, in full.
    await confirm(pick(line, first, 12))
    assert await books.rows("SELECT lot_id, actual FROM stock_document_line WHERE document_id = $1 AND actual > 0"
                            " ORDER BY number", document) == [(first, 12), (second, 3)]  # fmt: skip
    await books.audit()


async def test_a_lot_that_expired_after_the_pick(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.picked(world, 1)
    (document,) = order.stock_document_ids
    first, second = world.lots[world.products[0].id]
    async with db.connection() as connection:
        yesterday = factories.today() - timedelta(days=1)
        await connection.execute("UPDATE lot SET expires_on = $2 WHERE id = $1", first, yesterday)
    await refused(ship_stock_document(world.keeper, document_id=document), ErrorCode.INSUFFICIENT_STOCK, "lines")
    line = await books.value("SELECT id FROM stock_document_line WHERE document_id = $1", document)
    await confirm_stock_document(world.keeper, document_id=document, lines=[PickInput(line, second, 12)])
    await ship_stock_document(world.keeper, document_id=document)
    assert await books.state_of(order.order_id) == "SHIPPED"
    await books.audit()


async def test_payment_before_shipping(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await factories.setting("payment_before_shipping", True)
    await books.paid(world, "100")
    order = await books.picked(world, 1)
    (document,) = order.stock_document_ids
    await refused(
        ship_stock_document(world.administrator, document_id=document), ErrorCode.PAYMENT_REQUIRED,
        amount=Decimal("120.00"), advance=Decimal("100.00"),
    )  # fmt: skip
    await books.paid(world, "50")
    await ship_stock_document(world.keeper, document_id=document)
    assert await books.state_of(order.order_id) == "CLOSED"
    assert await books.rows("SELECT amount, unallocated FROM receipt ORDER BY created_at") == [
        (Decimal("100.00"), Decimal("0.00")), (Decimal("50.00"), Decimal("30.00")),
    ]  # fmt: skip
    await books.audit()


async def test_stock_taken_between_submit_and_approval(db: ModuleType) -> None:
    world = await factories.world(products=1, on_hand=20)
    first, second = [(await books.submitted(world, 1)).order_id for _ in range(2)]
    await approve_order(world.clerk, order_id=first)
    await refused(
        approve_order(world.clerk, order_id=second), ErrorCode.INSUFFICIENT_STOCK, "lines", 0, needed=12, available=8
    )
    preview = await preview_approval(world.clerk, order_id=second)
    assert [error.code for error in preview.refusals] == [ErrorCode.INSUFFICIENT_STOCK]
    assert (preview.lines[0].available, preview.lines[0].picks) == (8, ())


async def test_what_was_taken_off_sale_since(db: ModuleType) -> None:
    world = await factories.world(products=1)
    key = (await books.submitted(world, 1)).order_id
    async with db.connection() as connection:
        await connection.execute("UPDATE product SET active = false")
    await refused(approve_order(world.clerk, order_id=key), ErrorCode.INACTIVE, "lines", 0)
    async with db.connection() as connection:
        await connection.execute("UPDATE product SET active = true")
        await connection.execute("UPDATE customer SET status = 'LOST'")
    await refused(approve_order(world.clerk, order_id=key), ErrorCode.INACTIVE)


async def test_freight_needs_no_stock(db: ModuleType) -> None:
    world = await factories.world(products=1)
    freight = await factories.product(name="Freight", units={})
    async with db.connection() as connection:
        await connection.execute("UPDATE product SET stocked = false WHERE id = $1", freight.id)
    before = await books.standing()
    change = await order(world, LineInput(freight.id, 3), LineInput(world.products[0].id, 1))
    approval = await approve_order(world.clerk, order_id=change.order_id)
    (document,) = approval.stock_document_ids
    await confirm_stock_document(world.keeper, document_id=document)
    await ship_stock_document(world.keeper, document_id=document)
    assert await books.rows("SELECT shipped_quantity FROM order_line ORDER BY number") == [(3,), (1,)]
    assert await books.value("SELECT amount FROM receivable") == Decimal("40.00")
    await books.audit()
    await cancel_order(world.clerk, order_id=change.order_id, reason="x")
    assert await books.standing() == before
    only = await order(world, LineInput(freight.id, 1))
    approval = await approve_order(world.clerk, order_id=only.order_id)
    (document,) = approval.stock_document_ids
    await confirm_stock_document(world.keeper, document_id=document)
    await ship_stock_document(world.keeper, document_id=document)
    await books.audit()


async def test_a_short_pick_can_be_made_good_as_planned(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.approved(world, 1)
    (document,) = order.stock_document_ids
    line = await books.value("SELECT id FROM stock_document_line WHERE document_id = $1", document)
    first = world.lots[world.products[0].id][0]
    await books.approved(world, 1)
    await confirm_stock_document(world.keeper, document_id=document, lines=[PickInput(line, first, 5)])
    assert await books.rows("SELECT quantity FROM reservation ORDER BY quantity") == [(5,), (12,)]
    await confirm_stock_document(world.keeper, document_id=document)
    assert await books.rows("SELECT quantity FROM reservation ORDER BY quantity") == [(12,), (12,)]
    await books.audit()
