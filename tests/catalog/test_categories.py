"""Categories: who may make and rename them, one name once, and nothing written after a refusal."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import orjson
import pytest

from erp_visit.catalog.categories import CategoryChanged, create_category, update_category
from erp_visit.catalog.editing import update_product
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from tests import books, factories
from tests.unchanged import contents, refused


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=1)


async def test_a_category_is_made_renamed_and_traced(db: ModuleType, world: factories.World) -> None:
    key, operation = new_id(), new_id()
    assert await create_category(world.clerk, id=key, name=" 啤酒 ") == CategoryChanged(key)
    assert await create_category(world.clerk, id=key, name=" 啤酒 ") == CategoryChanged(key, replayed=True)
    assert await books.rows("SELECT id, name FROM category") == [(key, "啤酒")]
    product = world.products[0].id
    await update_product(world.clerk, product_id=product, changes={"category_id": key})
    change: dict[str, Any] = {"category_id": key, "changes": {"name": "精酿啤酒"}, "operation_id": operation}
    assert await update_category(world.clerk, **change) == CategoryChanged(key)
    assert await update_category(world.clerk, **change) == CategoryChanged(key, replayed=True)
    assert await books.rows("SELECT c.name, p.id FROM category c JOIN product p ON p.category_id = c.id") == [
        ("精酿啤酒", product)
    ]
    audits = await books.rows(
        "SELECT action, number, before, after FROM audit_entry WHERE entity = 'Category' ORDER BY at, id"
    )
    assert [
        (action, number, *(side and orjson.loads(side) for side in sides)) for action, number, *sides in audits
    ] == [
        ("category.create", "啤酒", None, {"name": "啤酒"}),
        ("category.update", "精酿啤酒", {"name": "啤酒"}, {"name": "精酿啤酒"}),
    ]
    before = await contents()
    await update_category(world.clerk, category_id=key, changes={"name": " 精酿啤酒"})
    await update_category(world.clerk, category_id=key, changes={})
    assert await contents() == before


async def test_refusals(db: ModuleType, world: factories.World) -> None:
    beer, tea = new_id(), new_id()
    await create_category(world.clerk, id=beer, name="Beer")
    await create_category(world.clerk, id=tea, name="茶")
    for name, code in (
        ("", ErrorCode.INVALID_INPUT), (" ", ErrorCode.INVALID_INPUT), (None, ErrorCode.INVALID_INPUT),
        ("x" * 65, ErrorCode.INVALID_INPUT), ("a\x00", ErrorCode.INVALID_INPUT), ("beer", ErrorCode.DUPLICATE),
    ):  # fmt: skip
        async with refused(code) as refusal:
            await create_category(world.clerk, id=new_id(), name=name)  # type: ignore[arg-type]
        assert refusal.path == ("name",)
        async with refused(code) as refusal:
            await update_category(world.clerk, category_id=tea, changes={"name": name})
        assert refusal.path == ("name",)
    assert refusal.params == {"value": "beer"}
    async with refused(ErrorCode.INVALID_INPUT):
        await update_category(world.clerk, category_id=tea, changes={"parent_id": beer})
    async with refused(ErrorCode.NOT_FOUND) as refusal:
        await update_category(world.clerk, category_id=new_id(), changes={"name": "X"})
    assert refusal.path == ("categoryId",)
    async with refused(ErrorCode.KEY_REUSED):
        await create_category(world.clerk, id=beer, name="Wine")
    for actor in (world.rep, world.keeper, world.finance):
        async with refused(ErrorCode.FORBIDDEN):
            await create_category(actor, id=new_id(), name="X")
        async with refused(ErrorCode.FORBIDDEN):
            await update_category(actor, category_id=tea, changes={"name": "X"})


async def test_one_name_by_two_at_once(db: ModuleType, world: factories.World) -> None:
    outcomes = await asyncio.gather(
        *(create_category(world.clerk, id=new_id(), name="酒") for _ in range(4)), return_exceptions=True
    )
    codes = [error.code for error in outcomes if isinstance(error, DomainError)]
    assert codes == [ErrorCode.DUPLICATE] * 3
    assert await books.value("SELECT count(*) FROM category") == 1
    assert await books.value("SELECT count(*) FROM audit_entry") == 1
