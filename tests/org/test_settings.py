from __future__ import annotations

import asyncio
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.setting_changes import SettingChanged, set_setting
from erp_visit.org.settings import PARAMETERS, ControlParameters, control_parameters, parse_settings
from tests import factories
from tests.unchanged import refused


async def in_force(db: ModuleType, department_id: UUID | None) -> ControlParameters:
    async with db.connection() as connection:
        return await control_parameters(connection, department_id)


async def test_the_nearest_value_wins(db: ModuleType) -> None:
    company = await factories.department("Company")
    east = await factories.department("East", company)
    shanghai = await factories.department("Shanghai", east)
    west = await factories.department("West", company)
    assert await in_force(db, shanghai) == ControlParameters()
    await factories.setting("tolerance_radius", 300)
    await factories.setting("tolerance_radius", 400, company)
    await factories.setting("tolerance_radius", 500, east)
    await factories.setting("rounding_unit", "0.1")
    await factories.setting("a key of another version", 1)
    radii = [(await in_force(db, key)).tolerance_radius for key in (None, company, east, shanghai, west)]
    assert radii == [300, 400, 500, 500, 400]
    assert (await in_force(db, west)).rounding_unit == Decimal("0.1")


def test_defaults() -> None:
    assert parse_settings("{}") == ControlParameters(
        warehouse_review=False, finance_review=False, reserve_at="APPROVAL", order_requires_check_in=False,
        payment_before_shipping=False, approve_own_orders=False, hold_on_overdue=True, prices_include_tax=True,
        rounding_unit=Decimal(0), check_in_required=True, tolerance_radius=200, maximum_accuracy=100,
        maximum_fix_age_seconds=300, minimum_dwell_minutes=5, timezone="Asia/Shanghai", cutoff_hour=0,
    )  # fmt: skip


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.key)
def test_each_parameter_takes_its_default_and_explains_itself(parameter: Any) -> None:
    stored = str(parameter.default) if parameter.kind is Decimal else parameter.default
    assert parameter.check(stored) == stored
    assert parameter.label
    assert parameter.help.endswith(".")


async def test_set_change_and_take_away(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    first = await set_setting(chief, key="tolerance_radius", value=150, expected_version=0)
    second = await set_setting(chief, key="tolerance_radius", value=80, department_id=world.sales, reason="Dense city")
    third = await set_setting(chief, key="tolerance_radius", value=90, department_id=world.sales, expected_version=1)
    assert len({first.setting_id, second.setting_id, third.setting_id}) == 3
    assert (await in_force(db, world.sales)).tolerance_radius == 90
    assert (await in_force(db, world.company)).tolerance_radius == 150
    gone = await set_setting(chief, key="tolerance_radius", value=None, department_id=world.sales)
    again = await set_setting(chief, key="tolerance_radius", value=None, department_id=world.sales)
    assert again == gone
    assert (await in_force(db, world.sales)).tolerance_radius == 150
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT actor_id, entity_id, number, before->'value' AS before, after->'value' AS after, reason"
            " FROM audit_entry WHERE action = 'setting.set' ORDER BY at, id"
        )
    key = "tolerance_radius"
    assert [tuple(row) for row in rows] == [
        (chief.id, first.setting_id, key, "null", "150", ""),
        (chief.id, second.setting_id, key, "null", "80", "Dense city"),
        (chief.id, third.setting_id, key, "80", "90", ""),
        (chief.id, gone.setting_id, key, "90", "null", ""),
    ]


async def test_an_equal_value_and_an_equal_repeat_change_nothing(db: ModuleType) -> None:
    world = await factories.world(products=0)
    operation = new_id()
    command: dict[str, Any] = {"key": "warehouse_review", "value": True, "operation_id": operation}
    first = await set_setting(world.administrator, expected_version=0, **command)
    again = await set_setting(world.administrator, expected_version=0, **command)
    assert again == SettingChanged(first.setting_id, None, replayed=True)
    await set_setting(world.administrator, key="warehouse_review", value=True)
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit_entry") == 1
    async with refused(ErrorCode.KEY_REUSED):
        await set_setting(world.administrator, key="warehouse_review", value=False, operation_id=operation)


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("no_such_thing", 1, ("key",)),
        ("warehouse_review", "true", ("value",)),
        ("warehouse_review", 1, ("value",)),
        ("tolerance_radius", True, ("value",)),
        ("tolerance_radius", 200.0, ("value",)),
        ("tolerance_radius", 9, ("value",)),
        ("tolerance_radius", 50_001, ("value",)),
        ("tolerance_radius", "200", ("value",)),
        ("reserve_at", "NEVER", ("value",)),
        ("rounding_unit", "0.5", ("value",)),
        ("rounding_unit", 1, ("value",)),
        ("timezone", "Mars/Olympus", ("value",)),
        ("timezone", "/etc/passwd", ("value",)),
        ("timezone", "../../etc/passwd", ("value",)),
        ("timezone", "Asia", ("value",)),
        ("timezone", "", ("value",)),
        ("timezone", "Asia/Shang\x00hai", ("value",)),
        ("timezone", 8, ("value",)),
        ("cutoff_hour", 13, ("value",)),
        ("x" * 1_000_000, 1, ("key",)),
    ],
)
async def test_a_wrong_value_is_refused(db: ModuleType, key: str, value: Any, path: tuple[str]) -> None:
    world = await factories.world(products=0)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await set_setting(world.administrator, key=key, value=value)
    assert refusal.path == path
    assert len(str(refusal.error)) < 600


async def test_company_rules_are_not_for_departments(db: ModuleType) -> None:
    world = await factories.world(products=0)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await set_setting(world.administrator, key="timezone", value="Asia/Tokyo", department_id=world.sales)
    assert refusal.path == ("departmentId",)


async def test_who_may_set_what(db: ModuleType) -> None:
    world = await factories.world(products=0)
    other = await factories.department("Other", world.company)
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await set_setting(world.manager, key="tolerance_radius", value=100)
    assert refusal.params == {"right": "setting.edit"}
    rights = frozenset({Right.SETTING_EDIT, Right.EMPLOYEE_VIEW})
    manager = await factories.employee(world.sales, RoleCode.MANAGER, department_ids=(world.sales,), more=rights)
    for department_id in (None, other):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await set_setting(manager, key="tolerance_radius", value=100, department_id=department_id)
        assert refusal.path == ("departmentId",)
    await set_setting(manager, key="tolerance_radius", value=100, department_id=world.sales)
    assert (await in_force(db, world.sales)).tolerance_radius == 100
    async with refused(ErrorCode.NOT_FOUND):
        await set_setting(world.administrator, key="tolerance_radius", value=100, department_id=new_id())


async def test_an_old_version_is_a_conflict_that_shows_the_value(db: ModuleType) -> None:
    world = await factories.world(products=0)
    await set_setting(world.administrator, key="tolerance_radius", value=150)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await set_setting(world.administrator, key="tolerance_radius", value=100, expected_version=0)
    assert refusal.params == {"key": "tolerance_radius", "value": "150", "version": 1}


async def test_of_two_who_start_from_the_same_version_one_wins(db: ModuleType) -> None:
    world = await factories.world(products=0)
    outcomes = await asyncio.gather(
        *(
            set_setting(world.administrator, key="tolerance_radius", value=value, expected_version=0)
            for value in (100, 110, 120, 130)
        ),
        return_exceptions=True,
    )
    assert [isinstance(outcome, SettingChanged) for outcome in outcomes].count(True) == 1
    async with db.connection() as connection:
        stored = await connection.fetchrow("SELECT value, version FROM setting")
        audit = await connection.fetchval("SELECT after->'value' FROM audit_entry")
    assert stored["version"] == 1
    assert orjson.loads(stored["value"]) == orjson.loads(audit)
