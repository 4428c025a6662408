"""Check-outs and closed shops."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, requirements, service
from erp_visit.visits.leaving import CheckedOut
from erp_visit.visits.models import PhotoPurpose
from erp_visit.visits.photos import add_visit_photos
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import SHOP, arrived, fetch, findings, fix, pass_time, photo, planned, row, verdict

DISPLAY, CLOSED = PhotoPurpose.DISPLAY, PhotoPurpose.SHOP_CLOSED


@pytest.fixture
def asking_for_a_form() -> Iterator[None]:
    """Another part of the product that wants something before the check-out."""

    async def missing(_: Any, visit_id: UUID, department_id: UUID, parameters: Any) -> list[DomainError]:
        return [DomainError(ErrorCode.VISIT_INCOMPLETE, "Fill in {form} first.", path=("visitId",), form="库存盘点")]

    requirements.before_check_out(missing)
    yield
    requirements._requirements.remove(missing)


async def test_everything_that_is_missing_is_named_at_once(world: World, asking_for_a_form: None) -> None:
    await factories.setting("check_out_photos", 2, world.sales)
    await factories.setting("summary_required", True, world.sales)
    key = await arrived(world.rep, world.customer)
    await add_visit_photos(world.rep, visit_id=key, photos=[(await photo(world.rep), DISPLAY)])
    async with refused(*[ErrorCode.VISIT_INCOMPLETE] * 3) as refusal:
        await leaving.check_out(world.rep, visit_id=key, summary="  ")
    assert [error.path for error in refusal.errors] == [("photos",), ("summary",), ("visitId",)]
    assert refusal.errors[0].params == {
        "customer": "好邻居", "number": 2, "purpose": "DISPLAY", "have": 1, "missing": 1,
    }  # fmt: skip
    more = [(await photo(world.rep, 3), DISPLAY)]
    async with refused(ErrorCode.VISIT_INCOMPLETE) as refusal:
        await leaving.check_out(world.rep, visit_id=key, summary="好", photos=more)
    assert refusal.params == {"form": "库存盘点"}


async def test_photos_and_summary_come_with_the_check_out(world: World) -> None:
    await factories.setting("check_out_photos", 1, world.sales)
    await factories.setting("summary_required", True, world.sales)
    key = await arrived(world.rep, world.customer)
    await pass_time(key, 300)
    file = await photo(world.rep)
    done = await leaving.check_out(world.rep, visit_id=key, summary="补货", photos=[(file, DISPLAY)])
    assert done == CheckedOut(key, world.customer, 300, effective=True)
    assert await fetch("SELECT file_id, purpose FROM visit_photo WHERE visit_id = $1", key) == [(file, "DISPLAY")]
    assert await fetch("SELECT author_id, state FROM visit_report WHERE visit_id = $1", key) == [(world.rep.id, "DUE")]


async def test_a_check_out_is_judged_where_it_says_a_position(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    await pass_time(key, 600)
    done = await leaving.check_out(world.rep, visit_id=key, **fix(2000, accuracy=20.0, mock=True))
    assert done.effective
    assert await verdict(key) == ("SUSPICIOUS", ["MOCK_POSITION", "OUT_OF_RANGE"])
    visit = await row(key)
    mock, far = await findings(key)
    assert mock == ("CHECK_OUT", "MOCK_POSITION", "SUSPICIOUS", {})
    assert far == ("CHECK_OUT", "OUT_OF_RANGE", "SUSPICIOUS", {"metres": visit["check_out_distance"], "allowed": 200})


async def test_a_position_that_the_settings_ask_for(world: World) -> None:
    await factories.setting("check_out_position_required", True, world.sales)
    key = await arrived(world.rep, world.customer)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await leaving.check_out(world.rep, visit_id=key)
    assert refusal.path == ("latitude",)
    await leaving.check_out(world.rep, visit_id=key, latitude=SHOP[0], longitude=SHOP[1])
    assert await verdict(key) == ("VERIFIED", [])


async def test_of_two_check_outs_one_wins(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    outcomes = await asyncio.gather(
        *(leaving.check_out(world.rep, visit_id=key, summary=str(n)) for n in range(5)), return_exceptions=True
    )
    assert [isinstance(outcome, CheckedOut) for outcome in outcomes].count(True) == 1
    refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert {error.code for error in refusals} == {ErrorCode.WRONG_STATE}
    assert {error.params["state"] for error in refusals} == {"DONE"}
    assert await fetch("SELECT count(*) FROM audit_entry WHERE action = 'visit.check_out'") == [(1,)]
    assert await fetch("SELECT count(*) FROM visit_report") == [(1,)]


async def test_equal_check_outs_at_once_are_one(world: World) -> None:
    key, operation = await arrived(world.rep, world.customer), new_id()
    outs = await asyncio.gather(*(leaving.check_out(world.rep, visit_id=key, operation_id=operation) for _ in range(5)))
    assert sorted(out.replayed for out in outs) == [False, True, True, True, True]
    assert len({(out.dwell_seconds, out.effective) for out in outs}) == 1


async def test_check_out_without_check_in(world: World) -> None:
    key = await planned(world.rep, world.customer)
    async with refused(ErrorCode.WRONG_STATE):
        await leaving.check_out(world.rep, visit_id=key)
    await service.start_visit(world.rep, visit_id=key)
    async with refused(ErrorCode.WRONG_STATE):
        await leaving.check_out(world.rep, visit_id=key)
    async with refused(ErrorCode.NOT_FOUND):
        await leaving.check_out(world.rep, visit_id=new_id())


# -- closed shops


@pytest.mark.parametrize("state", ["", "PLANNED", "STARTED"])
async def test_a_shop_that_is_closed(world: World, state: str) -> None:
    target: dict[str, Any] = {"id": new_id(), "customer_id": world.customer}
    if state:
        target = {"visit_id": await planned(world.rep, world.customer)}
    if state == "STARTED":
        await service.start_visit(world.rep, **target)
    async with refused(ErrorCode.VISIT_INCOMPLETE) as refusal:
        await leaving.report_shop_closed(world.rep, **target, **fix())
    assert refusal.path == ("photos",)
    closed = [(await photo(world.rep), CLOSED)]
    async with refused(ErrorCode.OUT_OF_RANGE):
        await leaving.report_shop_closed(world.rep, **target, **fix(900), photos=closed)
    position, operation = fix(120), new_id()
    told = {**target, **position, "photos": closed, "remark": "装修到月底", "operation_id": operation}
    done = await leaving.report_shop_closed(world.rep, **told)
    visit = await row(done.visit_id)
    assert (visit["state"], visit["evidence"], visit["effective"]) == ("SHOP_CLOSED", "VERIFIED", None)
    assert (visit["dwell_seconds"], visit["summary"], visit["distance"]) == (0, "装修到月底", done.distance)
    assert visit["checked_in_at"] == visit["checked_out_at"]
    before = await contents()
    assert (await leaving.report_shop_closed(world.rep, **told)).replayed
    assert await contents() == before
    await arrived(world.rep, world.customer)  # nothing is left open


async def test_a_closed_shop_is_judged_like_a_check_in(world: World) -> None:
    await factories.setting("check_in_required", False, world.sales)
    await factories.setting("closed_shop_photos", 0, world.sales)
    key = new_id()
    await leaving.report_shop_closed(world.rep, id=key, customer_id=world.customer, **fix(900, mock=True))
    assert await verdict(key) == ("SUSPICIOUS", ["MOCK_POSITION", "OUT_OF_RANGE"])


async def test_a_shop_that_turns_out_to_be_closed_after_the_check_in(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    await pass_time(key, 90)
    async with refused(ErrorCode.VISIT_INCOMPLETE):
        await leaving.report_shop_closed(world.rep, visit_id=key)
    closed = [(await photo(world.rep), CLOSED)]
    await leaving.report_shop_closed(world.rep, visit_id=key, photos=closed)
    visit = await row(key)
    assert (visit["state"], visit["dwell_seconds"], visit["effective"]) == ("SHOP_CLOSED", 90, None)
    async with refused(ErrorCode.WRONG_STATE):
        await leaving.report_shop_closed(world.rep, visit_id=key, photos=closed)


async def test_a_closed_shop_needs_the_rep_to_be_nowhere_else(world: World) -> None:
    await arrived(world.rep, world.customer)
    other = await factories.customer(world.rep, world.sales, position=SHOP)
    async with refused(ErrorCode.VISIT_OPEN):
        await leaving.report_shop_closed(world.rep, id=new_id(), customer_id=other, **fix())


async def test_equal_reports_at_once_are_one(world: World) -> None:
    await factories.setting("closed_shop_photos", 0, world.sales)
    key, position = new_id(), fix()
    told = await asyncio.gather(
        *(leaving.report_shop_closed(world.rep, id=key, customer_id=world.customer, **position) for _ in range(5))
    )
    assert sorted(one.replayed for one in told) == [False, True, True, True, True]
    async with refused(ErrorCode.KEY_REUSED):
        await leaving.report_shop_closed(
            world.rep, id=key, customer_id=world.customer, operation_id=new_id(), **position
        )
