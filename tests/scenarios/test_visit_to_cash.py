"""Stories from the visit to the cash, and back at every stage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from types import ModuleType

import pytest

from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import record_receipt, reverse_receipt
from erp_visit.orders.approval import approve_order, reject_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.preview import preview_approval
from erp_visit.orders.quote import quote_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.factories import World

Stage = Callable[[World, int, int], Awaitable[object]]


async def test_the_thread(db: ModuleType) -> None:
    """A rep takes an order in a visit; clerk, keeper and finance do their part; every figure is right."""
    world = await factories.world(products=2, credit_limit="5000")
    visit = await factories.visit(world.rep, world.customer)
    lines = [LineInput(world.products[0].id, 2, "箱"), LineInput(world.products[1].id, 5)]
    quote = await quote_order(world.rep, customer_id=world.customer, lines=lines)
    assert quote.totals.total == Decimal("290.00")
    assert [line.available for line in quote.lines] == [1000, 1000]
    assert quote.hold_reasons == ()

    order = await submit_order(
        world.rep, id=new_id(), customer_id=world.customer, visit_id=visit, lines=lines,
        expected_total=Decimal("290.00"),
    )  # fmt: skip
    assert await books.rows(
        "SELECT state, total, tax_amount, cost_amount, stock_reserved, rep_id, visit_id FROM sales_order"
    ) == [("SUBMITTED", Decimal("290.00"), Decimal("33.36"), Decimal("174.00"), False, world.rep.id, visit)]
    await books.audit()

    preview = await preview_approval(world.manager, order_id=order.order_id)
    assert preview.refusals == ()
    assert preview.credit_after == Decimal("4710.00")
    assert preview.margin == Decimal("290.00") - Decimal("33.36") - Decimal("174.00")
    assert [(line.available, line.available_after) for line in preview.lines] == [(1000, 976), (1000, 995)]

    approval = await approve_order(world.clerk, order_id=order.order_id, preview_token=preview.token)
    (document,) = approval.stock_document_ids
    assert await books.rows("SELECT receivable, unbilled, advance FROM customer_account") == [
        (Decimal("0.00"), Decimal("290.00"), Decimal("0.00"))
    ]
    assert await books.rows("SELECT reserved FROM stock_balance WHERE reserved > 0 ORDER BY reserved") == [(5,), (24,)]
    assert await books.rows("SELECT lot_id FROM order_line ORDER BY number") == [
        (world.lots[product.id][0],) for product in world.products
    ]
    await books.audit()

    await confirm_stock_document(world.keeper, document_id=document)
    assert await books.state_of(order.order_id) == "PICKED"
    await books.audit()

    shipment = await ship_stock_document(world.keeper, document_id=document)
    assert await books.state_of(order.order_id) == "SHIPPED"
    assert await books.rows("SELECT quantity, unit_cost FROM stock_movement WHERE kind = 'SALE' ORDER BY quantity") == [
        (-24, Decimal("6.0000")), (-5, Decimal("6.0000"))
    ]  # fmt: skip
    assert await books.rows("SELECT amount, open_amount, due_on - business_day FROM receivable") == [
        (Decimal("290.00"), Decimal("290.00"), 30)
    ]
    await books.audit()

    receipt = await record_receipt(
        world.finance, id=new_id(), customer_id=world.customer, amount=Decimal(300), method=PaymentMethod.WECHAT,
        receivable_id=shipment.receivable_ids[0],
    )  # fmt: skip
    assert receipt.order_ids == (order.order_id,)
    assert await books.state_of(order.order_id) == "CLOSED"
    assert await books.rows("SELECT kind, debit, credit, amount FROM ledger_entry ORDER BY amount") == [
        ("SALE", "RECEIVABLE", "OUTPUT_TAX", Decimal("33.36")),
        ("SALE", "RECEIVABLE", "REVENUE", Decimal("256.64")),
        ("ALLOCATION", "ADVANCE", "RECEIVABLE", Decimal("290.00")),
        ("RECEIPT", "ELECTRONIC", "ADVANCE", Decimal("300.00")),
    ]
    assert await books.rows("SELECT receivable, unbilled, advance FROM customer_account") == [
        (Decimal("0.00"), Decimal("0.00"), Decimal("10.00"))
    ]
    await books.audit()
    actions = await books.rows("SELECT action FROM audit_entry ORDER BY at, id")
    assert [action for (action,) in actions] == [
        "order.submit", "order.approve", "stock.confirm", "stock.ship", "receipt.record",
    ]  # fmt: skip


async def _reserved_at_submit(world: World, *quantities: int) -> object:
    await factories.setting("reserve_at", "SUBMIT")
    return await books.submitted(world, *quantities)


STAGES: list[tuple[str, Stage]] = [
    ("SUBMITTED", books.submitted),
    ("RESERVED", _reserved_at_submit),
    ("APPROVED", books.approved),
    ("PICKED", books.picked),
    ("SHIPPED", books.shipped),
]


@pytest.mark.parametrize(("name", "stage"), STAGES, ids=[name for name, _ in STAGES])
async def test_cancel_restores_exactly(db: ModuleType, name: str, stage: Stage) -> None:
    world = await factories.world(products=2)
    await books.paid(world, "100")
    before = await books.standing()
    result = await stage(world, 45, 3)  # 540 of 500 in the first lot: split over both
    change = await cancel_order(world.manager, order_id=result.order_id, reason="shop is closed")  # type: ignore[attr-defined]
    assert await books.state_of(change.order_id) == "CANCELLED"
    assert await books.standing() == before
    assert await books.value("SELECT count(*) FROM stock_document WHERE state IN ('PENDING', 'PICKED', 'SHIPPED')") == 0
    await books.audit()


async def test_cancel_after_payment_makes_the_money_an_advance(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.shipped(world, 2)
    receipt = await books.paid(world, "250")
    assert await books.state_of(order.order_id) == "CLOSED"
    change = await cancel_order(world.manager, order_id=order.order_id, reason="wrong goods")
    assert change.receipt_ids == (receipt.receipt_id,)
    assert await books.rows("SELECT receivable, unbilled, advance FROM customer_account") == [
        (Decimal("0.00"), Decimal("0.00"), Decimal("250.00"))
    ]
    assert await books.rows("SELECT state, open_amount FROM receivable") == [("REVERSED", Decimal("0.00"))]
    assert await books.rows("SELECT on_hand, reserved FROM stock_balance") == [(500, 0), (500, 0)]
    await books.audit()
    # The advance pays the next order at once.
    following = await books.shipped(world, 1)
    assert await books.state_of(following.order_id) == "CLOSED"
    assert await books.value("SELECT advance FROM customer_account") == Decimal("130.00")
    await books.audit()


async def test_reversed_receipt_opens_what_it_had_paid(db: ModuleType) -> None:
    world = await factories.world(products=1)
    order = await books.shipped(world, 2)
    before = await books.standing()
    receipt = await books.paid(world, "250")
    change = await reverse_receipt(world.finance, receipt_id=receipt.receipt_id, reason="booked twice")
    assert change.order_ids == (order.order_id,)
    assert change.receivable_ids == (order.receivable_id,)
    assert await books.state_of(order.order_id) == "SHIPPED"
    assert await books.standing() == before
    assert await books.rows("SELECT state, open_amount FROM receivable") == [("OPEN", Decimal("240.00"))]
    assert await books.rows("SELECT state, unallocated, reverse_reason FROM receipt") == [
        ("REVERSED", Decimal("0.00"), "booked twice")
    ]
    await books.audit()


async def test_short_pick_is_billed_short_and_frees_the_rest(db: ModuleType) -> None:
    world = await factories.world(products=2)
    await factories.setting("rounding_unit", "1")
    order = await books.approved(world, 2, 1)
    (document,) = order.stock_document_ids
    line = await books.value("SELECT id FROM stock_document_line WHERE planned = 24")
    first, second = world.lots[world.products[0].id]
    await confirm_stock_document(
        world.keeper, document_id=document, lines=[PickInput(line, first, 11), PickInput(line, second, 6)]
    )
    lines = "SELECT planned, actual, lot_id FROM stock_document_line WHERE order_line_id IS NOT NULL ORDER BY number"
    assert await books.rows(lines) == [
        (18, 11, first), (12, 12, world.lots[world.products[1].id][0]), (6, 6, second),
    ]  # fmt: skip
    assert await books.rows("SELECT quantity FROM reservation ORDER BY quantity") == [(6,), (11,), (12,)]
    await books.audit()
    await ship_stock_document(world.keeper, document_id=document)
    # 17 of 24 bottles at 120.00 per 12 are 170.00.
    assert await books.rows("SELECT amount FROM receivable") == [(Decimal("290.00"),)]
    assert await books.rows("SELECT shipped_quantity FROM order_line ORDER BY number") == [(17,), (12,)]
    assert await books.rows("SELECT total FROM sales_order") == [(Decimal("360.00"),)]
    assert await books.rows("SELECT unbilled, receivable FROM customer_account") == [
        (Decimal("0.00"), Decimal("290.00"))
    ]
    await books.audit()


async def test_rejected_order_frees_its_stock(db: ModuleType) -> None:
    world = await factories.world(products=1)
    await factories.setting("reserve_at", "SUBMIT")
    before = await books.standing()
    order = await books.submitted(world, 3)
    assert await books.value("SELECT sum(reserved) FROM stock_balance") == 36
    await reject_order(world.clerk, order_id=order.order_id, reason="customer changed his mind")
    assert await books.state_of(order.order_id) == "REJECTED"
    assert await books.standing() == before
    await books.audit()
