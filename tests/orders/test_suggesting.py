from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from uuid import UUID

import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.forms import service as forms
from erp_visit.orders.lines import LineInput
from erp_visit.orders.service import submit_order
from erp_visit.orders.suggesting import suggest_order
from erp_visit.orders.suggestion import SuggestionBasis
from erp_visit.visits.actions import submit_visit_action
from tests import factories
from tests.forms.test_definition import FORM
from tests.unchanged import refused


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=2, on_hand=1000)


async def bought(db: ModuleType, world: factories.World, crates: int, days: int, state: str = "CLOSED") -> None:
    """An order of so many 箱 of the first product, so many days ago."""
    key, product = new_id(), world.products[0]
    await submit_order(
        world.rep, id=key, customer_id=world.customer,
        lines=[LineInput(product_id=product.id, unit=product.units["箱"], quantity=crates)],
    )  # fmt: skip
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE sales_order SET business_day = business_day - $2::int, submitted_at = submitted_at - $2 * interval '1 day',"
            " state = $3 WHERE id = $1",
            key, days, state,
        )  # fmt: skip


async def counted(db: ModuleType, world: factories.World, number: int, days: int, template: UUID) -> UUID:
    visit = await factories.visit(world.rep, world.customer)
    await submit_visit_action(
        world.rep, id=new_id(), visit_id=visit, template_id=template, form_version_number=1,
        answers={"lines": [{"product": str(world.products[0].id), "stock": number}]},
    )  # fmt: skip
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE visit SET business_day = business_day - $2::int, created_at = created_at - $2 * interval '1 day',"
            " state = CASE WHEN $2 > 0 THEN 'DONE' ELSE state END WHERE id = $1",
            visit, days,
        )  # fmt: skip
    return visit


async def form(world: factories.World) -> UUID:
    key = new_id()
    await forms.create_form(world.clerk, id=key, name="库存盘点", draft=FORM)
    await forms.publish_form(world.clerk, template_id=key)
    return key


async def test_nothing_known_nothing_suggested(db: ModuleType, world: factories.World) -> None:
    found = await suggest_order(world.rep, customer_id=world.customer)
    assert (found.lines, found.next_visit_on, found.buffer_days) == ((), None, 2)


async def test_purchases_counts_and_the_next_visit(db: ModuleType, world: factories.World) -> None:
    template = await form(world)
    await bought(db, world, 2, 14)
    await bought(db, world, 2, 7)
    await bought(db, world, 9, 10, "CANCELLED")
    await bought(db, world, 9, 400)
    await counted(db, world, 10, 7, template)
    visit = await counted(db, world, 6, 0, template)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day)"
            " VALUES ($1, $2, $3, $4, 'PLANNED', 'PLANNED', $5)",
            new_id(), world.customer, world.rep.id, world.sales, factories.today() + timedelta(days=5),
        )  # fmt: skip
    found = await suggest_order(world.rep, customer_id=world.customer, visit_id=visit)
    assert found.next_visit_on == factories.today() + timedelta(days=5)
    (line,) = found.lines
    suggestion = line.suggestion
    # 10 counted, 24 bought that day, 6 left after 7 days: 28 sold, 4 a day; 7 days to cover need 28, 22 more than there are.
    assert (suggestion.sold_per_day, suggestion.basis) == (Decimal("4.00"), SuggestionBasis.COUNTS)
    assert (suggestion.usual_quantity, suggestion.rhythm_days, suggestion.counted) == (24, 7, 6)
    assert (suggestion.shelf, suggestion.cover_days, suggestion.wanted, suggestion.quantity) == (6, 7, 24, 24)
    assert (line.unit_name, line.unit_factor, line.available, line.base_unit) == ("箱", 12, 1000, "瓶")


async def test_only_what_can_be_sold_is_suggested(db: ModuleType, world: factories.World) -> None:
    await bought(db, world, 4, 14)
    await bought(db, world, 4, 7)
    async with db.connection() as connection:
        await connection.execute("UPDATE stock_balance SET on_hand = 10, reserved = 3")
        await connection.execute(
            "UPDATE lot SET expires_on = current_date - 2 WHERE id = $1", world.lots[world.products[0].id][0]
        )
    (line,) = (await suggest_order(world.rep, customer_id=world.customer)).lines
    assert (line.suggestion.wanted, line.available, line.suggestion.quantity) == (72, 7, 7)


async def test_whose_customer_and_visit(db: ModuleType, world: factories.World) -> None:
    other = await factories.customer(world.manager, world.company)
    visit = await factories.visit(world.rep, world.customer)
    async with refused(ErrorCode.NOT_FOUND):
        await suggest_order(world.rep, customer_id=other)
    async with refused(ErrorCode.NOT_FOUND) as refusal:
        await suggest_order(world.clerk, customer_id=other, visit_id=visit)
    assert refusal.path == ("visitId",)
    async with refused(ErrorCode.FORBIDDEN):
        await suggest_order(world.keeper, customer_id=world.customer)
