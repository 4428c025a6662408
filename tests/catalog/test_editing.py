"""Products and units: who may change what, what is settled once it was used, and nothing written after a refusal."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.catalog.editing import (
    ProductChanged,
    UnitChanged,
    add_unit,
    create_product,
    update_product,
    update_unit,
)
from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from tests import books, factories
from tests.unchanged import contents, refused

BEER: dict[str, Any] = {"sku": " B-1 ", "name": "青岛啤酒", "base_unit": "瓶", "list_price": "5.5", "tax_rate": "0.09"}


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=1)


@pytest.fixture
async def buyer(world: factories.World) -> Actor:
    """May edit products and see costs."""
    return await factories.employee(world.company, RoleCode.CLERK, more=frozenset({Right.COST_VIEW}))


async def row(db: ModuleType, table: str, key: UUID) -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow(f"SELECT * FROM {table} WHERE id = $1", key)


async def audits(db: ModuleType) -> list[tuple[str, str, Any, Any]]:
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT action, number, before, after FROM audit_entry ORDER BY at, id")
    return [
        (one["action"], one["number"], *(side and orjson.loads(side) for side in (one["before"], one["after"])))
        for one in rows
    ]


async def test_a_product_is_made_once(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    assert await create_product(world.clerk, id=key, values=BEER) == ProductChanged(key)
    made = await row(db, "product", key)
    assert (made["sku"], made["name"], made["pinyin"], made["base_unit"]) == ("B-1", "青岛啤酒", "qdpj", "瓶")
    assert (made["list_price"], made["tax_rate"], made["version"]) == (Decimal("5.5000"), Decimal("0.0900"), 1)
    assert (made["batch_tracked"], made["stocked"], made["active"], made["cost_price"]) == (True, True, True, None)
    ((action, number, before, after),) = await audits(db)
    assert (action, number, before, after["list_price"]) == ("product.create", "青岛啤酒", None, "5.5000")
    state = await contents()
    assert await create_product(world.clerk, id=key, values=BEER) == ProductChanged(key, replayed=True)
    assert await contents() == state
    async with refused(ErrorCode.KEY_REUSED):
        await create_product(world.clerk, id=key, values={**BEER, "name": "Y"})
    async with refused(ErrorCode.KEY_REUSED):
        await create_product(world.clerk, id=world.products[0].id, values={**BEER, "sku": "B-2"})


async def test_everything_wrong_is_told_at_once(world: factories.World, buyer: Actor) -> None:
    wrong: dict[str, Any] = {
        "name": "", "barcode": "x" * 33, "shelf_life_days": 0, "stocked": None, "tax_rate": "1", "list_price": "-1",
        "cost_price": "1.00001", "colour": "red",
    }  # fmt: skip
    async with refused(*[ErrorCode.INVALID_INPUT] * 10) as refusal:
        await create_product(buyer, id=new_id(), values=wrong)
    fields = {"sku", "name", "baseUnit", "barcode", "shelfLifeDays", "stocked", "taxRate", "listPrice", "costPrice"}
    assert {error.path for error in refusal.errors} == {(field,) for field in fields | {"colour"}}
    for name, value in (
        ("shelf_life_days", True), ("shelf_life_days", "7"), ("tax_rate", None), ("tax_rate", "13%"),
        ("active", "yes"), ("list_price", "1e9"), ("list_price", "NaN"), ("base_unit", "字" * 17),
    ):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT):
            await update_product(buyer, product_id=world.products[0].id, changes={name: value})


async def test_refusals_of_a_product(world: factories.World, buyer: Actor) -> None:
    product = world.products[0].id
    for actor in (world.rep, world.finance):  # finance sees costs and changes no products
        async with refused(ErrorCode.FORBIDDEN):
            await create_product(actor, id=new_id(), values=BEER)
        async with refused(ErrorCode.FORBIDDEN):
            await update_product(actor, product_id=product, changes={"name": "X"})
    for field in ("cost_price", "minimum_price"):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await update_product(world.clerk, product_id=product, changes={field: "1"})
        assert refusal.params == {"right": "cost.view"}
        async with refused(ErrorCode.FORBIDDEN):
            await create_product(world.clerk, id=new_id(), values={**BEER, field: "1"})
    async with refused(ErrorCode.NOT_FOUND):
        await update_product(buyer, product_id=new_id(), changes={"name": "X"})
    async with refused(ErrorCode.NOT_FOUND) as refusal:
        await update_product(buyer, product_id=product, changes={"category_id": new_id()})
    assert refusal.path == ("categoryId",)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await update_product(buyer, product_id=product, changes={"minimum_price": "10.01"})
    assert refusal.path == ("minimumPrice",)
    await update_product(buyer, product_id=product, changes={"minimum_price": "8", "cost_price": "6.5"})
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await update_product(world.clerk, product_id=product, changes={"list_price": "7.99"})
    assert (refusal.path, refusal.params) == (("listPrice",), {})  # the clerk does not learn the minimum
    other = new_id()
    await create_product(world.clerk, id=other, values=BEER)
    async with refused(ErrorCode.DUPLICATE) as refusal:
        await update_product(buyer, product_id=product, changes={"sku": "B-1"})
    assert (refusal.path, refusal.params["id"]) == (("sku",), str(other))


async def test_of_two_products_of_one_number_at_once_one_is_made(db: ModuleType, world: factories.World) -> None:
    outcomes = await asyncio.gather(
        *(create_product(world.clerk, id=new_id(), values=BEER) for _ in range(4)), return_exceptions=True
    )
    refusals = [getattr(outcome, "code", None) for outcome in outcomes]
    assert sorted(refusals, key=str) == [ErrorCode.DUPLICATE] * 3 + [None]


async def test_changes_are_audited_and_equal_values_change_nothing(db: ModuleType, world: factories.World) -> None:
    product, operation = world.products[0].id, new_id()
    changes = {"name": "红茶", "list_price": "9", "brand": "", "active": False}
    command: dict[str, Any] = {"product_id": product, "changes": changes, "operation_id": operation}
    assert await update_product(world.clerk, expected_version=1, **command) == ProductChanged(product)
    ((action, number, before, after),) = await audits(db)
    assert (action, number, before["list_price"], before["active"]) == ("product.update", "红茶", "10.0000", True)
    assert after == {"name": "红茶", "pinyin": "hc", "list_price": "9.0000", "active": False}
    state = await contents()
    assert (await update_product(world.clerk, expected_version=1, **command)).replayed
    await update_product(world.clerk, product_id=product, changes={"name": "红茶", "list_price": "9.0"})
    assert await contents() == state
    async with refused(ErrorCode.KEY_REUSED):
        await update_product(world.clerk, **{**command, "changes": {"name": "绿茶"}})


async def test_an_old_version_shows_what_is_there_now(world: factories.World, buyer: Actor) -> None:
    product = world.products[0].id
    await update_product(buyer, product_id=product, changes={"name": "新", "cost_price": "7"})
    async with refused(ErrorCode.CONFLICT) as refusal:
        await update_product(
            buyer, product_id=product, changes={"name": "旧", "cost_price": "5", "stocked": True}, expected_version=1
        )
    assert refusal.params["current"] == {"name": "新", "costPrice": "7.0000", "stocked": True}
    assert refusal.params["version"] == 2


async def test_what_quantities_mean_is_settled_by_the_first_lot_or_order(
    db: ModuleType, world: factories.World
) -> None:
    for changes in ({"base_unit": "罐"}, {"stocked": False}, {"batch_tracked": False}):
        async with refused(ErrorCode.WRONG_STATE):
            await update_product(world.clerk, product_id=world.products[0].id, changes=changes)
    fresh = await factories.product()
    async with refused(ErrorCode.DUPLICATE) as refusal:
        await update_product(world.clerk, product_id=fresh.id, changes={"base_unit": "箱"})
    assert refusal.path == ("baseUnit",)
    everything: dict[str, Any] = {"base_unit": "罐", "stocked": False, "batch_tracked": False}
    await update_product(world.clerk, product_id=fresh.id, changes=everything)
    made = await row(db, "product", fresh.id)
    assert (made["base_unit"], made["stocked"], made["batch_tracked"]) == ("罐", False, False)


async def test_units_are_added_and_changed(db: ModuleType, world: factories.World) -> None:
    product, key = world.products[0], new_id()
    command: dict[str, Any] = {"id": key, "product_id": product.id, "values": {"name": "提", "factor": 6}}
    assert await add_unit(world.clerk, **command) == UnitChanged(key, product.id)
    assert (await add_unit(world.clerk, **command)).replayed
    async with refused(ErrorCode.KEY_REUSED):
        await add_unit(world.clerk, **{**command, "values": {"name": "提", "factor": 8}})
    await update_unit(world.clerk, unit_id=key, changes={"factor": 8, "active": False, "barcode": "69"})
    made = await row(db, "product_unit", key)
    assert (made["name"], made["factor"], made["active"], made["barcode"]) == ("提", 8, False, "69")
    assert [(action, after) for action, _, _, after in await audits(db)] == [
        ("product_unit.create", {"product_id": str(product.id), "name": "提", "factor": 6}),
        ("product_unit.update", {"factor": 8, "active": False, "barcode": "69"}),
    ]
    state = await contents()
    await update_unit(world.clerk, unit_id=key, changes={"factor": 8, "name": "提"})
    assert await contents() == state


async def test_refusals_of_a_unit(world: factories.World) -> None:
    product = world.products[0]
    for values, path in (
        ({"name": "箱", "factor": 24}, "name"), ({"name": "瓶", "factor": 24}, "name"), ({"name": "件", "factor": 12}, "factor"),
    ):  # fmt: skip
        async with refused(ErrorCode.DUPLICATE) as refusal:
            await add_unit(world.clerk, id=new_id(), product_id=product.id, values=values)
        assert refusal.path == (path,)
    for factor in (None, 0, 1, -12, 1.5, True, 10**12):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await add_unit(world.clerk, id=new_id(), product_id=product.id, values={"name": "件", "factor": factor})
        assert refusal.path == ("factor",)
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT):
        await add_unit(world.clerk, id=new_id(), product_id=product.id, values={})
    async with refused(ErrorCode.NOT_FOUND):
        await add_unit(world.clerk, id=new_id(), product_id=new_id(), values={"name": "件", "factor": 24})
    async with refused(ErrorCode.NOT_FOUND):
        await update_unit(world.clerk, unit_id=new_id(), changes={"factor": 24})
    async with refused(ErrorCode.FORBIDDEN):
        await add_unit(world.rep, id=new_id(), product_id=product.id, values={"name": "件", "factor": 24})
    async with refused(ErrorCode.FORBIDDEN):
        await update_unit(world.rep, unit_id=product.units["箱"], changes={"active": False})
    async with refused(ErrorCode.DUPLICATE) as refusal:
        await update_unit(world.clerk, unit_id=product.units["箱"], changes={"name": "瓶"})
    assert refusal.path == ("name",)


async def test_the_factor_of_a_unit_that_was_ordered_stays(db: ModuleType, world: factories.World) -> None:
    box = world.products[0].units["箱"]
    await update_unit(world.clerk, unit_id=box, changes={"factor": 24})
    await books.submitted(world, 1)
    async with refused(ErrorCode.WRONG_STATE) as refusal:
        await update_unit(world.clerk, unit_id=box, changes={"factor": 12, "active": False})
    assert (refusal.path, refusal.params["factor"]) == (("factor",), 24)
    await update_unit(world.clerk, unit_id=box, changes={"factor": 24, "active": False})
    assert (await row(db, "product_unit", box))["active"] is False
