"""Control parameters that a process remembers: what was set since is felt by the next order, whoever set it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from erp_visit.core.clock import Reckoning, company, know
from erp_visit.core.ids import new_id
from erp_visit.orders.quote import quote_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.org.settings import ControlParameters
from erp_visit.org.statements import _Remembered
from tests import factories
from tests.factories import World


async def submit(world: World) -> UUID:
    key = new_id()
    await submit_order(world.rep, id=key, customer_id=world.customer, lines=[LineInput(world.products[0].id, 1)])
    return key


async def parameters(db: ModuleType, order_id: UUID) -> dict[str, Any]:
    async with db.connection() as connection:
        content: dict[str, Any] = orjson.loads(
            await connection.fetchval(
                "SELECT p.content FROM sales_order o JOIN parameter_set p ON p.id = o.parameters_id WHERE o.id = $1",
                order_id,
            )
        )
        return content


async def test_what_another_process_sets_is_felt_at_once(db: ModuleType) -> None:
    world = await factories.world()
    assert (await parameters(db, await submit(world)))["finance_review"] is False
    await factories.setting("finance_review", value=True)  # without a word to this process
    assert (await parameters(db, await submit(world)))["finance_review"] is True
    await factories.setting("finance_review", False, employee_id=world.rep.id)
    assert (await parameters(db, await submit(world)))["finance_review"] is False


async def test_what_is_not_committed_is_not_felt_nor_remembered(db: ModuleType) -> None:
    world = await factories.world()

    async def set_and_roll_back() -> None:
        async with db.transaction():
            await factories.setting("finance_review", value=True)
            assert (await parameters(db, await submit(world)))["finance_review"] is True
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError):
        await set_and_roll_back()
    assert (await parameters(db, await submit(world)))["finance_review"] is False


async def test_a_department_under_another_one_has_its_settings(db: ModuleType) -> None:
    world = await factories.world()
    region = await factories.department("Region")
    await factories.setting("finance_review", True, region)
    assert (await parameters(db, await submit(world)))["finance_review"] is False
    async with db.connection() as connection:
        await connection.execute("UPDATE department SET parent_id = $1 WHERE id = $2", region, world.sales)
    assert (await parameters(db, await submit(world)))["finance_review"] is True


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
async def test_the_day_is_that_of_the_settings_whatever_this_process_takes_it_to_be(db: ModuleType, zone: str) -> None:
    world = await factories.world()
    before = company()
    know([(datetime.now(UTC), Reckoning(zone))])  # of the two at least one has another date
    try:
        order = await submit(world)
        quote = await quote_order(world.rep, customer_id=world.customer, lines=[LineInput(world.products[0].id, 1)])
    finally:
        know([(datetime.now(UTC), before)])
    async with db.connection() as connection:
        day = await connection.fetchval("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date")
        assert await connection.fetchval("SELECT business_day FROM sales_order WHERE id = $1", order) == day
    assert quote.business_day == day


def test_remembered_settings_hold_until_the_next_one_begins() -> None:
    stamp, noon = uuid4(), datetime(2026, 5, 4, 12, tzinfo=UTC)
    known = _Remembered(stamp, noon, noon + timedelta(hours=1), ControlParameters())
    assert known.hold(stamp, noon)
    assert known.hold(stamp, noon + timedelta(minutes=59))
    assert not known.hold(stamp, noon + timedelta(hours=1))
    assert not known.hold(stamp, noon - timedelta(seconds=1))  # a clock that was set back
    assert not known.hold(uuid4(), noon)
    assert not _Remembered(None, noon, None, ControlParameters()).hold(None, noon)
