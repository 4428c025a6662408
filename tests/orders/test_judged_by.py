"""Orders keep the control parameters that they were judged by, whatever is set later."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.orders.approval import approve_order, review_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.org.parameter_sets import parameter_set_id
from erp_visit.org.rights import RoleCode
from erp_visit.org.setting_changes import set_setting
from erp_visit.org.setting_views import settings_diff
from erp_visit.org.settings import PARAMETERS, ControlParameters
from tests import factories
from tests.factories import World
from tests.unchanged import refused


async def submit(world: World, quantity: int = 1) -> UUID:
    key = new_id()
    lines = [LineInput(world.products[0].id, quantity)]
    await submit_order(world.rep, id=key, customer_id=world.customer, lines=lines)
    return key


async def judged_by(db: ModuleType, order_id: UUID) -> tuple[UUID, dict[str, Any]]:
    async with db.connection() as connection:
        row = await connection.fetchrow(
            "SELECT p.id, p.content FROM sales_order o JOIN parameter_set p ON p.id = o.parameters_id WHERE o.id = $1",
            order_id,
        )
        return row["id"], orjson.loads(row["content"])


async def test_an_order_names_all_parameters_as_they_were(db: ModuleType) -> None:
    world = await factories.world()
    await set_setting(world.administrator, key="rounding_unit", value="0.1")
    first = await submit(world)
    key, content = await judged_by(db, first)
    assert key == parameter_set_id(
        ControlParameters(**{**content, "rounding_unit": PARAMETERS["rounding_unit"].kind("0.1")})
    )
    assert content["rounding_unit"] == "0.1"
    assert set(content) == set(PARAMETERS)

    # Set anew, the order keeps what it was judged by; one more of the same content makes no further set.
    await set_setting(world.administrator, key="rounding_unit", value="1")
    second, third = await submit(world), await submit(world)
    assert (await judged_by(db, first))[1]["rounding_unit"] == "0.1"
    assert [(await judged_by(db, one))[1]["rounding_unit"] for one in (second, third)] == ["1", "1"]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM parameter_set") == 2
    (changed,) = await settings_diff(world.administrator, department_id=world.sales, before=key)
    assert (changed.key, changed.before, changed.after) == ("rounding_unit", "0.1", "1")

    # Approval judges anew, by what is in force then.
    await approve_order(world.clerk, order_id=first)
    assert (await judged_by(db, first))[1]["rounding_unit"] == "1"


async def test_a_reps_own_parameters_judge_his_orders(db: ModuleType) -> None:
    world = await factories.world()
    chief = world.administrator
    await set_setting(chief, key="finance_review", value=True, employee_id=world.rep.id, reason="New here")
    order = await submit(world)
    assert (await judged_by(db, order))[1]["finance_review"] is True
    async with refused(ErrorCode.REVIEW_REQUIRED):
        await approve_order(world.clerk, order_id=order)
    await review_order(world.finance, order_id=order, side="FINANCE")
    await approve_order(world.clerk, order_id=order)

    colleague = await factories.employee(world.sales, RoleCode.REP)
    shop = await factories.customer(colleague, world.sales)
    other = new_id()
    await submit_order(colleague, id=other, customer_id=shop, lines=[LineInput(world.products[0].id, 1)])
    assert (await judged_by(db, other))[1]["finance_review"] is False
    await approve_order(world.clerk, order_id=other)

    await set_setting(chief, key="order_requires_check_in", value=True, employee_id=world.rep.id)
    async with refused(ErrorCode.VISIT_REQUIRED):
        await submit(world)


async def test_a_set_that_is_new_to_many_at_once_is_stored_once(db: ModuleType) -> None:
    world = await factories.world()
    await set_setting(world.administrator, key="rounding_unit", value="1")
    orders = await asyncio.gather(*(submit(world) for _ in range(12)))
    await set_setting(world.administrator, key="rounding_unit", value="0.1")
    await asyncio.gather(*(approve_order(world.clerk, order_id=order) for order in orders))
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM parameter_set") == 2
    assert {(await judged_by(db, order))[1]["rounding_unit"] for order in orders} == {"0.1"}


async def test_what_was_rolled_back_is_not_taken_for_stored(db: ModuleType) -> None:
    """A process remembers that a set is stored only once that is committed."""
    world = await factories.world()
    await set_setting(world.administrator, key="rounding_unit", value="1")

    async def in_vain() -> None:
        async with db.transaction():
            await submit(world)
            raise RuntimeError("the lights go out")

    with pytest.raises(RuntimeError):
        await in_vain()
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM parameter_set") == 0
    order = await submit(world)
    assert (await judged_by(db, order))[1]["rounding_unit"] == "1"
