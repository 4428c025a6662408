from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import global_id, new_id
from erp_visit.forms import service as forms
from erp_visit.forms.definition import FieldKind
from erp_visit.org.rights import RoleCode
from erp_visit.visits.action_table import ActionColumn, ActionFilter, ActionPage, action_table, count_rows, read_actions
from erp_visit.visits.actions import submit_visit_action
from tests import factories
from tests.forms.test_definition import FORM

NOTE = {"key": "note", "label": "备注", "kind": "TEXT"}


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=2, on_hand=10)


async def made(world: factories.World) -> UUID:
    key = new_id()
    await forms.create_form(world.clerk, id=key, name="库存盘点", draft=FORM)
    await forms.publish_form(world.clerk, template_id=key)
    return key


async def answered(
    world: factories.World, template: UUID, rep: Actor, customer: UUID, *stocks: int, number: int = 1, **more: Any
) -> UUID:
    """An action in a visit of its own that is over then."""
    from erp_visit import db

    visit, key = await factories.visit(rep, customer), new_id()
    lines = [
        {"product": str(product.id), "stock": stock} for product, stock in zip(world.products, stocks, strict=False)
    ]
    await submit_visit_action(
        rep, id=key, visit_id=visit, template_id=template, form_version_number=number, answers={"lines": lines, **more}
    )
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'DONE' WHERE id = $1", visit)
    return key


async def read(
    db: ModuleType, actor: Actor, template: UUID, first: int = 50, after: str = "", **wanted: Any
) -> ActionPage:
    async with db.connection() as connection:
        table = await action_table(connection, actor, template)
        page = await read_actions(connection, actor, table, ActionFilter(**wanted), first=first, after=after)
        if not after and page.end is None:
            assert await count_rows(connection, actor, table, ActionFilter(**wanted)) == len(page.rows)
        return page


async def test_a_row_for_each_line_and_columns_of_all_versions(db: ModuleType, world: factories.World) -> None:
    template = await made(world)
    first = await answered(world, template, world.rep, world.customer, 12, 5, promo="有")
    await forms.save_draft(world.clerk, template_id=template, draft=[FORM[0] | {"label": "货品"}, NOTE])
    await forms.publish_form(world.clerk, template_id=template)
    second = await answered(world, template, world.rep, world.customer, number=2, note="=缺货")
    async with db.connection() as connection:
        table = await action_table(connection, world.supervisor, template)
    assert table.columns == (
        ActionColumn("stock", "库存", FieldKind.NUMBER, "", "lines"), ActionColumn("price", "零售价", FieldKind.NUMBER, "", "lines"),
        ActionColumn("value", "金额", FieldKind.COMPUTED, "", "lines"), ActionColumn("note", "备注", FieldKind.TEXT),
        ActionColumn("total", "合计", FieldKind.COMPUTED), ActionColumn("promo", "有促销", FieldKind.CHOICE),
    )  # fmt: skip
    page = await read(db, world.supervisor, template)
    assert page.end is None
    assert [(row.action_id, row.version, row.table, row.line, row.product_id) for row in page.rows] == [
        (second, 2, "", 0, None), (first, 1, "商品", 1, world.products[0].id), (first, 1, "商品", 2, world.products[1].id),
    ]  # fmt: skip
    assert [dict(row.values) for row in page.rows] == [
        {"note": "=缺货"}, {"promo": "有", "total": "0.00", "stock": "12"}, {"promo": "有", "total": "0.00", "stock": "5"},
    ]  # fmt: skip
    assert page.rows[1].product.startswith("Drink")


async def test_conditions_narrow_it_down(db: ModuleType, world: factories.World) -> None:
    template = await made(world)
    elsewhere = await factories.department("North", world.sales)
    other = await factories.employee(elsewhere, RoleCode.REP)
    shop = await factories.customer(other, elsewhere)
    mine = await answered(world, template, world.rep, world.customer, 12, promo="有")
    theirs = await answered(world, template, other, shop, 3, promo="无")
    boss = world.executive

    async def keys(**wanted: Any) -> set[UUID]:
        return {row.action_id for row in (await read(db, boss, template, **wanted)).rows}

    today = factories.today()
    assert await keys() == {mine, theirs}
    assert await keys(rep_id=other.id) == {theirs}
    assert await keys(customer_id=world.customer) == {mine}
    assert await keys(department_id=elsewhere) == {theirs}
    assert await keys(department_id=world.sales) == {mine, theirs}
    assert await keys(starts_on=today, ends_on=today) == {mine, theirs}
    assert await keys(starts_on=today + timedelta(days=1)) == set()
    assert await keys(ends_on=today - timedelta(days=1)) == set()
    assert await keys(field="stock", least=Decimal(4)) == {mine}
    assert await keys(field="stock", most=Decimal(3)) == {theirs}
    assert await keys(field="stock", least=Decimal(4), most=Decimal(11)) == set()
    assert await keys(field="promo", contains="无") == {theirs}
    assert await keys(field="lines", contains="drink") == {mine, theirs}
    assert await keys(field="promo", contains="%") == set()
    assert {row.action_id for row in (await read(db, world.rep, template)).rows} == {mine}
    with pytest.raises(DomainError) as refusal:
        await keys(least=Decimal(4))
    assert (refusal.value.code, refusal.value.path) == (ErrorCode.INVALID_INPUT, ("field",))
    with pytest.raises(DomainError) as refusal:
        await read(db, world.keeper, template)
    assert refusal.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(DomainError) as refusal:
        await read(db, boss, new_id())
    assert refusal.value.code is ErrorCode.NOT_FOUND


async def test_pages_neither_lose_nor_repeat_when_more_comes_in(db: ModuleType, world: factories.World) -> None:
    template = await made(world)
    keys = [await answered(world, template, world.rep, world.customer, number, 1) for number in range(1, 8)]
    seen: list[UUID] = []
    after, pages = "", 0
    while True:
        page = await read(db, world.rep, template, first=3, after=after)
        seen += [row.action_id for row in page.rows if row.line == 1]
        assert all(row.line in (1, 2) for row in page.rows)
        pages += 1
        await answered(world, template, world.rep, world.customer, 99)
        if page.end is None:
            break
        after = page.end
    assert (seen, pages) == (keys[::-1], 3)
    for wrong in ("x", "====", "2026", after[:-4], global_id("Visit", new_id())):
        with pytest.raises(DomainError) as refusal:
            await read(db, world.rep, template, after=wrong)
        assert refusal.value.code is ErrorCode.INVALID_CURSOR


async def test_a_key_that_was_a_table_before(db: ModuleType, world: factories.World) -> None:
    """Each version's answers are read by that version: `lines` was a table, then several choices, then a text."""
    template = await made(world)
    await answered(world, template, world.rep, world.customer, 12, 5)
    choices = {"key": "lines", "label": "陈列", "kind": "MULTI_CHOICE", "choices": ["端架", "堆头", "冰柜"]}
    for number, field, given in (
        (2, choices, ["端架", "堆头", "冰柜"]), (3, NOTE | {"key": "lines"}, "无"),
    ):  # fmt: skip
        await forms.save_draft(world.clerk, template_id=template, draft=[field])
        await forms.publish_form(world.clerk, template_id=template)
        visit = await factories.visit(world.rep, world.customer)
        await submit_visit_action(
            world.rep, id=new_id(), visit_id=visit, template_id=template, form_version_number=number,
            answers={"lines": given},
        )  # fmt: skip
        async with db.connection() as connection:
            await connection.execute("UPDATE visit SET state = 'DONE' WHERE id = $1", visit)
    page = await read(db, world.supervisor, template)
    assert [(row.version, row.line, row.values.get("lines")) for row in page.rows] == [
        (3, 0, "无"), (2, 0, ["端架", "堆头", "冰柜"]), (1, 1, None), (1, 2, None),
    ]  # fmt: skip
