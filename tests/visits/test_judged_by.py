"""Visits are judged by the parameters of their rep as they are at that moment, and keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.clock import UNSET, now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from erp_visit.org.setting_changes import set_setting
from erp_visit.org.setting_views import settings_diff, settings_in_force
from erp_visit.visits import service
from tests import factories
from tests.unchanged import refused
from tests.visits.steps import SHOP, fetch, fix

KEY = "tolerance_radius"


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    made = await factories.world(products=0)
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", position=SHOP)
    return made


async def judged_by(visit_id: UUID) -> tuple[UUID, dict[str, Any]]:
    ((key, content),) = await fetch(
        "SELECT p.id, p.content FROM visit v JOIN parameter_set p ON p.id = v.parameters_id WHERE v.id = $1", visit_id
    )
    return key, orjson.loads(content)


async def test_a_reps_own_radius_counts_and_the_visit_keeps_it(world: factories.World) -> None:
    chief = world.administrator
    await set_setting(chief, key=KEY, value=100, department_id=world.sales)
    async with refused(ErrorCode.OUT_OF_RANGE):
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(300))
    await set_setting(chief, key=KEY, value=400, employee_id=world.rep.id, reason="Shopping centre")
    visit = new_id()
    await service.check_in(world.rep, id=visit, customer_id=world.customer, **fix(300))
    key, content = await judged_by(visit)
    assert content[KEY] == 400

    # Narrowed again, the visit stays what it is, and tells what it was judged by.
    await set_setting(chief, key=KEY, value=50, employee_id=world.rep.id)
    ((evidence,),) = await fetch("SELECT evidence FROM visit WHERE id = $1", visit)
    assert evidence != "SUSPICIOUS"
    assert (await judged_by(visit))[0] == key
    (changed,) = await settings_diff(chief, employee_id=world.rep.id, before=key)
    assert (changed.key, changed.before, changed.after) == (KEY, 400, 50)

    # A colleague of the same department has the department's.
    colleague = await factories.employee(world.sales, RoleCode.REP)
    shop = await factories.customer(colleague, world.sales, position=SHOP)
    async with refused(ErrorCode.OUT_OF_RANGE):
        await service.check_in(colleague, id=new_id(), customer_id=shop, **fix(300))


async def test_a_value_to_come_judges_nothing_before_its_day(world: factories.World) -> None:
    start = factories.today() + timedelta(days=1)
    await set_setting(world.administrator, key=KEY, value=1000, starts_on=start)
    async with refused(ErrorCode.OUT_OF_RANGE):
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(300))

    async def radius(at: datetime) -> Any:
        found = await settings_in_force(world.rep, employee_id=world.rep.id, at=at)
        return {one.parameter.key: (one.value, one.until) for one in found}[KEY]

    begin = UNSET.start(start)
    assert await radius(now()) == (200, begin)
    assert await radius(begin) == (1000, None)


async def test_what_comes_late_is_judged_by_the_rules_of_its_own_moment(world: factories.World) -> None:
    """A check-in without network, sent after the radius was narrowed."""
    chief = world.administrator
    await set_setting(chief, key=KEY, value=400)
    happened = now()
    await set_setting(chief, key=KEY, value=100)
    visit = new_id()
    sent = {**fix(300, age=0), "happened_at": happened, "fixed_at": happened, "device_time": now()}
    await service.check_in(world.rep, id=visit, customer_id=world.customer, **sent)
    assert (await judged_by(visit))[1][KEY] == 400
    # The same way now is too far.
    colleague = await factories.employee(world.sales, RoleCode.REP)
    shop = await factories.customer(colleague, world.sales, position=SHOP)
    async with refused(ErrorCode.OUT_OF_RANGE):
        await service.check_in(colleague, id=new_id(), customer_id=shop, **fix(300))
