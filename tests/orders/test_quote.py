"""Quotes and previews: what they show, to whom, and that they show it as submit and approval will see it."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType

import orjson
import pytest

from erp_visit.catalog.pricing import Source, replay
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.orders.preview import preview_approval
from erp_visit.orders.quote import quote_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.org.rights import Right, RoleCode
from tests import books, factories


async def test_a_quote_explains_prices_credit_and_stock(db: ModuleType) -> None:
    world = await factories.world(products=2, on_hand=30, credit_limit="300")
    beer, wine = world.products
    special = await factories.price_rule(beer.id, "105", unit_id=beer.units["箱"], customer_id=world.customer)
    await factories.price_rule(beer.id, "9", level="C")
    await factories.price_rule(wine.id, "9.5", minimum_quantity=6)
    quote = await quote_order(
        world.rep, customer_id=world.customer, lines=[LineInput(beer.id, 3, "箱"), LineInput(wine.id, 6)]
    )
    first, second = quote.lines
    assert (first.price.source, first.price.rule_id, first.price.unit_price) == (Source.CUSTOMER, special, 105)
    assert [candidate.source for candidate in first.price.candidates] == [Source.CUSTOMER, Source.LEVEL, Source.LIST]
    assert (first.available, first.short, second.available, second.short) == (30, True, 30, False)
    assert second.price.amount == Decimal("57.00")
    assert quote.totals.total == Decimal("372.00")
    assert quote.credit is not None
    assert (quote.credit.available, quote.credit.this_order) == (Decimal("300.00"), Decimal("372.00"))
    assert quote.hold_reasons == (ErrorCode.CREDIT_EXCEEDED,)
    blind = await factories.employee(world.sales, RoleCode.SUPERVISOR, less=frozenset({Right.CREDIT_VIEW}))
    assert (await quote_order(blind, customer_id=world.customer, lines=[LineInput(wine.id, 1)])).credit is None


async def test_settings_shape_the_total(db: ModuleType) -> None:
    world = await factories.world(products=0)
    beer = await factories.product(list_price="3.333", units={})
    await factories.stock(world.warehouse, beer.id, 100)
    await factories.setting("prices_include_tax", False)
    await factories.setting("rounding_unit", "0.1", world.sales)
    lines = [LineInput(beer.id, 7)]
    quote = await quote_order(world.rep, customer_id=world.customer, lines=lines)
    sums = quote.totals
    assert (sums.goods, sums.tax, sums.rounding, sums.total) == (
        Decimal("23.33"), Decimal("3.03"), Decimal("-0.06"), Decimal("26.30"),
    )  # fmt: skip
    await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines, expected_total=Decimal("26.30"))
    await books.audit()


async def test_the_stored_trace_replays(db: ModuleType) -> None:
    world = await factories.world(products=2)
    await factories.price_rule(world.products[0].id, "8.8888", level="C")
    lines = [LineInput(world.products[0].id, 3, "箱"), LineInput(world.products[1].id, 2, None, Decimal("9.99"))]
    await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
    rows = await books.rows("SELECT price_trace, price_source, unit_price, amount, tax_amount FROM order_line")
    assert len(rows) == 2
    for trace, source, unit_price, amount, tax in rows:
        line = replay(orjson.loads(trace))
        assert (line.source.value, line.unit_price, line.amount, line.tax_amount) == (source, unit_price, amount, tax)


async def test_quotes_refuse_what_submit_would(db: ModuleType) -> None:
    world = await factories.world(products=1)
    with pytest.raises(DomainError) as caught:
        await quote_order(world.rep, customer_id=new_id(), lines=[LineInput(world.products[0].id, 1)])
    assert caught.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(DomainError) as caught:
        await quote_order(world.rep, customer_id=world.customer, lines=[])
    assert caught.value.path == ("lines",)


async def test_a_preview_hides_costs_from_those_who_may_not_see_them(db: ModuleType) -> None:
    world = await factories.world(products=1, on_hand=40)
    await factories.setting("reserve_at", "SUBMIT")
    change = await books.submitted(world, 2)
    mine = await preview_approval(world.manager, order_id=change.order_id)
    theirs = await preview_approval(world.clerk, order_id=change.order_id)
    assert (mine.cost, mine.margin) == (Decimal("144.00"), Decimal("68.39"))
    assert (theirs.cost, theirs.margin, theirs.lines[0].cost) == (None, None, None)
    assert mine.token == theirs.token
    # The order's own reservation is not taken off a second time.
    (line,) = mine.lines
    assert (line.available, line.available_after) == (16, 16)
    assert [(pick.quantity, pick.free_after) for pick in line.picks] == [(20, 0), (4, 16)]
