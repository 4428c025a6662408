"""Parameters from one moment to another, on all levels: what is in force when, and that nothing changes backwards."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import pytest

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import UNSET, Reckoning
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.models import EmployeeStatus
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.setting_changes import (
    SettingChanged,
    SettingsRestored,
    restore_settings,
    set_setting,
    withdraw_setting,
)
from erp_visit.org.setting_preview import preview_setting
from erp_visit.org.setting_views import SettingSource, settings_diff, settings_in_force
from erp_visit.org.settings import PARAMETERS, ControlParameters
from tests import factories
from tests.factories import World
from tests.org.in_force import KEY, coming, in_force
from tests.unchanged import refused


async def periods(db: ModuleType, key: str = KEY) -> list[tuple[Any, ...]]:
    """Value, begin, end, whether withdrawn; as they were set."""
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT * FROM setting WHERE key = $1 ORDER BY version", key)
    return [
        (None if row["value"] is None else orjson.loads(row["value"]), row["starts_at"], row["ends_at"],
         row["withdrawn_at"] is not None)
        for row in rows
    ]  # fmt: skip


async def manager(world: World, *more: Right, scope: Scope = Scope.TEAM) -> Actor:
    """Somebody who may set parameters for the sales department."""
    rights = frozenset({Right.SETTING_EDIT, Right.SETTING_VIEW, Right.EMPLOYEE_VIEW, *more})
    return await factories.employee(world.sales, RoleCode.MANAGER, department_ids=(world.sales,), more=rights)


# -- levels


async def test_each_level_goes_before_those_above(db: ModuleType) -> None:
    world = await factories.world(products=0)
    east = await factories.department("East", world.sales)
    chief = world.administrator
    inside = await factories.employee(east, RoleCode.REP)
    values = {None: 100, world.company: 110, world.sales: 120, east: 130}
    for department_id, value in values.items():
        await set_setting(chief, key=KEY, value=value, department_id=department_id)
    await set_setting(chief, key=KEY, value=140, employee_id=inside.id)
    asked = [(None, None), (world.company, None), (world.sales, None), (east, None), (east, inside.id)]
    assert [(await in_force(db, *place)).tolerance_radius for place in asked] == [100, 110, 120, 130, 140]
    assert (await in_force(db, world.sales, world.rep.id)).tolerance_radius == 120
    # The value goes with the employee, whatever the department.
    assert (await in_force(db, world.company, inside.id)).tolerance_radius == 140
    # Taken away level by level, each time the next one applies.
    seen = []
    places: list[dict[str, Any]] = [
        {"employee_id": inside.id}, {"department_id": east}, {"department_id": world.sales},
        {"department_id": world.company}, {},
    ]  # fmt: skip
    for place in places:
        await set_setting(chief, key=KEY, value=None, **place)
        seen.append((await in_force(db, east, inside.id)).tolerance_radius)
    assert seen == [130, 120, 110, 100, 200]


async def test_what_is_in_force_tells_where_it_comes_from(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    company = await set_setting(chief, key=KEY, value=100)
    await set_setting(chief, key="minimum_dwell_minutes", value=7, department_id=world.sales)
    start = coming(3)
    await set_setting(chief, key=KEY, value=300, employee_id=world.rep.id, starts_on=start)

    found = {one.parameter.key: one for one in await settings_in_force(world.rep, employee_id=world.rep.id)}
    assert list(found) == list(PARAMETERS)
    radius, dwell, review = found[KEY], found["minimum_dwell_minutes"], found["warehouse_review"]
    assert (radius.value, radius.source, radius.setting_id, radius.own) == (
        100, SettingSource.COMPANY, company.setting_id, False,
    )  # fmt: skip
    assert (radius.until, radius.version) == (UNSET.start(start), 1)
    assert (dwell.value, dwell.source, dwell.source_id, dwell.source_name) == (
        7, SettingSource.DEPARTMENT, world.sales, "Sales",
    )  # fmt: skip
    assert (dwell.until, dwell.version, dwell.own) == (None, 0, False)
    assert (review.value, review.source, review.since) == (False, SettingSource.DEFAULT, None)

    later = {
        one.parameter.key: one
        for one in await settings_in_force(chief, employee_id=world.rep.id, at=UNSET.start(start) + timedelta(hours=1))
    }[KEY]
    assert (later.value, later.source, later.source_id, later.own, later.since) == (
        300, SettingSource.EMPLOYEE, world.rep.id, True, UNSET.start(start),
    )  # fmt: skip


async def test_ones_own_parameters_need_no_right_those_of_others_do(db: ModuleType) -> None:
    world = await factories.world(products=0)
    assert len(await settings_in_force(world.rep, employee_id=world.rep.id)) == len(PARAMETERS)
    places: list[dict[str, Any]] = [{}, {"department_id": world.sales}, {"employee_id": world.supervisor.id}]
    for place in places:
        with pytest.raises(DomainError) as refusal:
            await settings_in_force(world.rep, **place)
        assert (refusal.value.code, refusal.value.params) == (ErrorCode.FORBIDDEN, {"right": "setting.view"})


# -- moments


async def test_a_value_begins_with_the_business_day_of_the_company(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    await factories.setting("timezone", "Asia/Tokyo")
    await factories.setting("cutoff_hour", 4)
    day = Reckoning("Asia/Tokyo", 4).day(datetime.now(UTC)) + timedelta(days=2)
    await set_setting(chief, key=KEY, value=300, starts_on=day)
    begin = datetime.combine(day, time(4), ZoneInfo("Asia/Tokyo"))
    tick = timedelta(microseconds=1)
    assert Reckoning("Asia/Tokyo", 4).day(begin - tick) == day - timedelta(days=1)
    found = [(await in_force(db, at=at)).tolerance_radius for at in (begin - tick, begin, begin + tick)]
    assert found == [200, 300, 300]
    assert await periods(db) == [(300, begin, None, False)]


async def test_the_day_is_reckoned_by_the_rules_of_that_day(db: ModuleType) -> None:
    """The company moves its cut-off hour: a value for a day after that begins at the new hour, one before at the old."""
    world = await factories.world(products=0)
    chief = world.administrator
    await set_setting(chief, key="cutoff_hour", value=6, starts_on=coming(5))
    assert await periods(db, "cutoff_hour") == [(6, UNSET.start(coming(5)), None, False)]
    for days in (4, 5, 6):
        await set_setting(chief, key=KEY, value=100 + days, starts_on=coming(days))
    begins = [begin for _, begin, *_ in await periods(db)]
    assert begins == [UNSET.start(coming(4)), *(Reckoning(cutoff_hour=6).start(coming(days)) for days in (5, 6))]
    # The first six hours of day 5 count as day 4 already.
    assert Reckoning(cutoff_hour=6).day(begins[1] - timedelta(hours=1)) == coming(4)


async def test_today_is_from_now_on_and_nothing_changes_backwards(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    before = datetime.now(UTC)
    await set_setting(chief, key=KEY, value=300, starts_on=factories.today())
    (begin,) = [begin for _, begin, *_ in await periods(db)]
    assert begin >= before
    assert (await in_force(db, at=before)).tolerance_radius == 200
    assert (await in_force(db)).tolerance_radius == 300
    for day, path in ((coming(-1), ("startsOn",)), (date.min, ("startsOn",)), (date.max, ("startsOn",)),
                      (coming(5 * 366 + 1), ("startsOn",))):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await set_setting(chief, key=KEY, value=300, starts_on=day)
        assert refusal.path == path


async def test_a_value_between_two_ends_where_the_next_begins(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    await set_setting(chief, key=KEY, value=100)
    last = await set_setting(chief, key=KEY, value=300, starts_on=coming(10))
    middle = await set_setting(chief, key=KEY, value=200, starts_on=coming(5), expected_version=2)
    first, ten, five = UNSET.start(coming(0)), UNSET.start(coming(10)), UNSET.start(coming(5))
    (_, now, *_), *_ = await periods(db)
    assert now > first
    assert await periods(db) == [
        (100, now, five, False), (300, ten, None, False), (200, five, ten, False),
    ]  # fmt: skip
    # Withdrawn, the one before it lasts until the next.
    assert await withdraw_setting(chief, setting_id=middle.setting_id or new_id()) == SettingChanged(
        middle.setting_id, None
    )
    await withdraw_setting(chief, setting_id=last.setting_id or new_id())
    assert await periods(db) == [
        (100, now, None, False), (200, five, ten, True), (300, ten, None, True),
    ]  # fmt: skip


async def test_a_second_value_for_the_same_day_takes_the_place_of_the_first(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    await set_setting(chief, key=KEY, value=300, starts_on=coming(5))
    await set_setting(chief, key=KEY, value=400, starts_on=coming(5), reason="Typo")
    five = UNSET.start(coming(5))
    assert await periods(db) == [(300, five, None, True), (400, five, None, False)]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT withdrawn_by_id FROM setting WHERE value = '300'") == chief.id
        audit = await connection.fetch(
            "SELECT before->'value', after->'value', reason FROM audit_entry ORDER BY at, id"
        )
    assert [tuple(row) for row in audit] == [("null", "300", ""), ("300", "400", "Typo")]


async def test_what_was_in_force_is_kept(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    first = await set_setting(chief, key=KEY, value=100)
    await set_setting(chief, key=KEY, value=110)
    to_come = await set_setting(chief, key=KEY, value=120, starts_on=coming(1))
    async with refused(ErrorCode.WRONG_STATE):
        await withdraw_setting(chief, setting_id=first.setting_id or new_id())
    await withdraw_setting(chief, setting_id=to_come.setting_id or new_id())
    async with refused(ErrorCode.WRONG_STATE):
        await withdraw_setting(chief, setting_id=to_come.setting_id or new_id())
    async with refused(ErrorCode.NOT_FOUND):
        await withdraw_setting(chief, setting_id=new_id())
    # Nobody else can do it either.
    for change in (
        "UPDATE setting SET value = '1' WHERE id = $1", "UPDATE setting SET starts_at = now() WHERE id = $1",
        "UPDATE setting SET ends_at = NULL WHERE id = $1", "UPDATE setting SET withdrawn_at = now() WHERE id = $1",
        "UPDATE setting SET reason = 'x' WHERE id = $1", "DELETE FROM setting WHERE id = $1",
    ):  # fmt: skip
        async with db.connection() as connection:
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change, first.setting_id)
    async with db.connection() as connection:
        with pytest.raises(asyncpg.ExclusionViolationError):
            await connection.execute("INSERT INTO setting (key, value, starts_at) VALUES ($1, '1', '2000-01-01Z')", KEY)


# -- back to an earlier moment


async def test_back_to_an_earlier_moment(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    sales: dict[str, Any] = {"department_id": world.sales}
    await set_setting(chief, key=KEY, value=100, **sales)
    await set_setting(chief, key="minimum_dwell_minutes", value=7, **sales)
    await set_setting(chief, key="minimum_dwell_minutes", value=8)
    then = datetime.now(UTC)
    await set_setting(chief, key=KEY, value=150, **sales)
    await set_setting(chief, key="minimum_dwell_minutes", value=None, **sales)
    await set_setting(chief, key="warehouse_review", value=True, **sales)
    await set_setting(chief, key=KEY, value=160, starts_on=coming(9), **sales)
    operation = new_id()
    command: dict[str, Any] = {"at": then, "starts_on": coming(2), "reason": "Wrong file", "operation_id": operation}
    restored = await restore_settings(chief, **sales, **command)
    assert len(restored.setting_ids) == 3
    again = await restore_settings(chief, **sales, **command)
    assert again == SettingsRestored(restored.setting_ids, world.sales, replayed=True)

    def facts(one: ControlParameters) -> tuple[Any, ...]:
        return one.tolerance_radius, one.minimum_dwell_minutes, one.warehouse_review

    two, nine = UNSET.start(coming(2)), UNSET.start(coming(9))
    moments = (then, datetime.now(UTC), two, nine)
    assert [facts(await in_force(db, world.sales, at=at)) for at in moments] == [
        (100, 7, False), (150, 8, True), (100, 7, False), (160, 7, False),
    ]  # fmt: skip
    assert (await in_force(db, at=two)).minimum_dwell_minutes == 8
    # Done again it changes nothing more.
    assert await restore_settings(chief, at=then, starts_on=coming(2), reason="Again", **sales) == SettingsRestored(
        (), world.sales
    )
    changed = await settings_diff(chief, before=then, after=two, **sales)
    assert changed == []
    changed = await settings_diff(chief, before=then, **sales)
    assert {one.key: (one.before, one.after) for one in changed} == {
        KEY: (100, 150), "minimum_dwell_minutes": (7, 8), "warehouse_review": (False, True),
    }  # fmt: skip


async def test_back_to_the_future_is_refused(db: ModuleType) -> None:
    world = await factories.world(products=0)
    for at, reason, path in (
        (datetime.now(UTC) + timedelta(minutes=5), "x", ("at",)), (datetime(2020, 1, 1), "x", ("at",)),  # noqa: DTZ001
        (datetime.now(UTC), " ", ("reason",)),
    ):  # fmt: skip
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await restore_settings(world.administrator, at=at, reason=reason)
        assert refusal.path == path


# -- preview


async def test_the_preview_tells_who_would_get_what(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    east = await factories.department("East", world.sales)
    west = await factories.department("West", world.sales)
    [await factories.employee(east, RoleCode.REP, name=f"E{n}") for n in range(2)]
    kept = await factories.employee(west, RoleCode.REP, name="W")
    gone = await factories.employee(west, RoleCode.REP, name="Gone")
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = $2 WHERE id = $1", gone.id, EmployeeStatus.LEFT)
    await set_setting(chief, key=KEY, value=120)
    await set_setting(chief, key=KEY, value=300, department_id=west, starts_on=coming(3))
    await set_setting(chief, key=KEY, value=50, employee_id=world.rep.id)
    await set_setting(chief, key=KEY, value=400, department_id=world.sales, starts_on=coming(8))

    preview = await preview_setting(chief, key=KEY, value=250, department_id=world.sales, starts_on=coming(4))
    assert (preview.before, preview.after, preview.version) == (120, 250, 1)
    assert (preview.starts_at, preview.ends_at) == (UNSET.start(coming(4)), UNSET.start(coming(8)))
    assert {(one.name, one.value) for one in preview.departments} == {("Sales", 120), ("East", 120)}
    assert {one.value for one in preview.employees} == {120}
    assert {(one.id, one.value) for one in preview.kept_departments} == {(west, 300)}
    assert {(one.id, one.value) for one in preview.kept_employees} == {(world.rep.id, 50), (kept.id, 300)}
    everybody = {one.id for one in (*preview.employees, *preview.kept_employees)}
    assert gone.id not in everybody
    assert {world.supervisor.id, world.manager.id, world.driver.id} <= everybody
    assert world.clerk.id not in everybody

    # And so it comes.
    await set_setting(chief, key=KEY, value=250, department_id=world.sales, starts_on=coming(4), expected_version=1)
    for one in preview.employees:
        home = east if one.name.startswith("E") else world.sales
        assert (await in_force(db, home, one.id, UNSET.start(coming(4)))).tolerance_radius == 250
    for one in preview.kept_employees:
        home = west if one.id == kept.id else world.sales
        assert (await in_force(db, home, one.id, UNSET.start(coming(4)))).tolerance_radius == one.value


async def test_the_preview_of_taking_away_and_of_one_person(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    await set_setting(chief, key=KEY, value=120, department_id=world.company)
    await set_setting(chief, key=KEY, value=150, department_id=world.sales)
    taken = await preview_setting(chief, key=KEY, value=None, department_id=world.sales)
    assert (taken.before, taken.after, [one.name for one in taken.departments]) == (150, 120, ["Sales"])
    one = await preview_setting(chief, key=KEY, value=90, employee_id=world.rep.id)
    assert (one.before, one.after, one.departments) == (150, 90, ())
    assert [(reached.id, reached.value) for reached in one.employees] == [(world.rep.id, 150)]
    all_of_it = await preview_setting(chief, key="timezone", value="Asia/Tokyo")
    assert {reached.id for reached in all_of_it.departments} == {world.company, world.sales}
    assert len(all_of_it.employees) == len(RoleCode)


# -- who may


async def test_who_may_set_for_whom(db: ModuleType) -> None:
    world = await factories.world(products=0)
    boss = await manager(world)
    other = await factories.department("Other", world.company)
    stranger = await factories.employee(other, RoleCode.REP)
    then = datetime.now(UTC)
    commands: list[Any] = [
        lambda **place: set_setting(boss, key=KEY, value=100, **place),
        lambda **place: preview_setting(boss, key=KEY, value=100, **place),
    ]
    for command in commands:
        for place in ({}, {"department_id": other}, {"department_id": world.company}, {"employee_id": stranger.id},
                      {"employee_id": world.clerk.id}):  # fmt: skip
            async with refused(ErrorCode.FORBIDDEN) as refusal:
                await command(**place)
            assert refusal.params == {"key": KEY}
        await command(department_id=world.sales)
        await command(employee_id=world.rep.id)
    await set_setting(world.administrator, key=KEY, value=100)
    async with refused(ErrorCode.FORBIDDEN):
        await restore_settings(boss, at=then, reason="x")
    foreign = await set_setting(world.administrator, key=KEY, value=90, employee_id=stranger.id, starts_on=coming(1))
    async with refused(ErrorCode.FORBIDDEN):
        await withdraw_setting(boss, setting_id=foreign.setting_id or new_id())
    for powerless in (world.rep, world.executive):
        for attempt in (
            set_setting(powerless, key=KEY, value=1, employee_id=powerless.id),
            preview_setting(powerless, key=KEY, value=1, employee_id=powerless.id),
            withdraw_setting(powerless, setting_id=foreign.setting_id or new_id()),
            restore_settings(powerless, at=then, reason="x"),
        ):
            async with refused(ErrorCode.FORBIDDEN) as refusal:
                await attempt
            assert refusal.params == {"right": "setting.edit"}


async def test_places_that_make_no_sense(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    gone = await factories.employee(world.sales, RoleCode.REP, name="Gone")
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = $2 WHERE id = $1", gone.id, EmployeeStatus.LEFT)
    cases: tuple[tuple[ErrorCode, str, dict[str, Any], tuple[str]], ...] = (
        (ErrorCode.INVALID_INPUT, KEY, {"department_id": world.sales, "employee_id": world.rep.id}, ("employeeId",)),
        (ErrorCode.INVALID_INPUT, "reserve_at", {"employee_id": world.rep.id}, ("employeeId",)),
        (ErrorCode.INVALID_INPUT, "timezone", {"employee_id": world.rep.id}, ("employeeId",)),
        (ErrorCode.NOT_FOUND, KEY, {"employee_id": new_id()}, ("employeeId",)),
        (ErrorCode.NOT_FOUND, KEY, {"department_id": new_id()}, ("departmentId",)),
        (ErrorCode.INACTIVE, KEY, {"employee_id": gone.id}, ("employeeId",)),
    )
    for code, key, place, path in cases:
        for command in (set_setting, preview_setting):
            async with refused(code) as refusal:
                value = "SUBMIT" if key == "reserve_at" else "Asia/Tokyo" if key == "timezone" else 100
                await command(chief, key=key, value=value, **place)
            assert refusal.path == path


# -- several at once


async def test_two_edits_of_one_person_at_once(db: ModuleType) -> None:
    world = await factories.world(products=0)
    chief = world.administrator
    await set_setting(chief, key=KEY, value=100, employee_id=world.rep.id)
    outcomes = await asyncio.gather(
        *(
            set_setting(chief, key=KEY, value=value, employee_id=world.rep.id, expected_version=1)
            for value in (110, 120)
        ),
        return_exceptions=True,
    )
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    value = (await in_force(db, world.sales, world.rep.id)).tolerance_radius
    assert (lost.code, lost.params) == (ErrorCode.CONFLICT, {"key": KEY, "value": str(value), "version": 2})
    # A withdrawal counts as an edit, too.
    later = await set_setting(chief, key=KEY, value=130, employee_id=world.rep.id, starts_on=coming(1))
    await withdraw_setting(chief, setting_id=later.setting_id or new_id(), expected_version=3)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await set_setting(chief, key=KEY, value=140, employee_id=world.rep.id, expected_version=3)
    assert refusal.params == {"key": KEY, "value": str(value), "version": 4}


async def test_many_at_once_leave_one_value_at_a_time(db: ModuleType) -> None:
    world = await factories.world(products=0)
    days = [None, 1, 2, 3, 1, 2, 3, None]
    await asyncio.gather(
        *(
            set_setting(world.administrator, key=KEY, value=100 + n, starts_on=None if day is None else coming(day))
            for n, day in enumerate(days)
        )
    )
    stored = sorted((row for row in await periods(db) if not row[3]), key=lambda row: row[1])
    assert [end for _, _, end, _ in stored] == [begin for _, begin, _, _ in stored[1:]] + [None]
    assert [begin for _, begin, _, _ in stored if begin > datetime.now(UTC)] == [
        UNSET.start(coming(n)) for n in (1, 2, 3)
    ]
