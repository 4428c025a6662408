"""Photos among the answers of a form are judged as those of the visit are, and compared with them in both directions."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.clock import now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import global_id, new_id
from erp_visit.forms import service as forms
from erp_visit.visits import leaving, service
from erp_visit.visits.actions import correct_visit_action, submit_visit_action
from erp_visit.visits.models import PhotoPurpose, ReviewDecision
from erp_visit.visits.photos import add_visit_photos
from erp_visit.visits.review import review_visit
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import NORTH, SHOP, arrived, fetch, findings, fix, photo, row, verdict

FORM = [
    {"key": "shelf", "label": "货架", "kind": "PHOTO", "maxCount": 3},
    {"key": "note", "label": "备注", "kind": "TEXT"},
]
SHELF = PhotoPurpose.SHELF


@pytest.fixture
async def form(world: World) -> UUID:
    key = new_id()
    await forms.create_form(world.clerk, id=key, name="陈列", draft=FORM)
    await forms.publish_form(world.clerk, template_id=key)
    return key


def shelf(*files: UUID) -> dict[str, Any]:
    return {"shelf": [global_id("StoredFile", file) for file in files]}


async def filled(world: World, form: UUID, visit: UUID, *files: UUID) -> UUID:
    key = new_id()
    await submit_visit_action(
        world.rep, id=key, visit_id=visit, template_id=form, form_version_number=1, answers=shelf(*files)
    )
    return key


async def elsewhere(world: World) -> UUID:
    """A visit that is under way at another shop."""
    return await arrived(world.rep, await factories.customer(world.rep, world.sales, name="旧店", position=SHOP))


async def test_a_photo_of_another_shop_in_a_form(world: World, form: UUID) -> None:
    old, first = await elsewhere(world), await photo(world.rep)
    await filled(world, form, old, first)
    await leaving.check_out(world.rep, visit_id=old)
    here, again = await arrived(world.rep, world.customer), await photo(world.rep, 0x0F0F_0F0F_0F0F_0F0F ^ 0b11)
    version = (await row(here))["version"]
    await filled(world, form, here, again)
    assert await verdict(here) == ("SUSPICIOUS", ["PHOTO_REUSED"])
    figures = {
        "file": str(again), "twin": str(first), "visit": str(old), "customer": "旧店", "bits": 2,
        "day": str(factories.today()),
    }  # fmt: skip
    assert await findings(here) == [("PHOTO", "PHOTO_REUSED", "SUSPICIOUS", figures)]
    assert (await row(here))["version"] == version + 1
    assert await verdict(old) == ("VERIFIED", [])


async def test_a_forms_photo_is_found_again_among_a_visits_and_the_other_way_round(world: World, form: UUID) -> None:
    old = await elsewhere(world)
    await filled(world, form, old, await photo(world.rep, 0xAAAA))
    await add_visit_photos(world.rep, visit_id=old, photos=[(await photo(world.rep, 0xFFFF_0000_FFFF), SHELF)])
    await leaving.check_out(world.rep, visit_id=old)
    here = await arrived(world.rep, world.customer)
    await add_visit_photos(world.rep, visit_id=here, photos=[(await photo(world.rep, 0xAAAA), SHELF)])
    assert [reason for _, reason, _, _ in await findings(here)] == ["PHOTO_REUSED"]
    await filled(world, form, here, await photo(world.rep, 0xFFFF_0000_FFFF))
    assert [reason for _, reason, _, _ in await findings(here)] == ["PHOTO_REUSED", "PHOTO_REUSED"]
    assert await verdict(here) == ("SUSPICIOUS", ["PHOTO_REUSED"])


async def test_one_photo_in_two_places_of_a_visit_is_no_doubt(world: World, form: UUID) -> None:
    here, one = await arrived(world.rep, world.customer), await photo(world.rep)
    await filled(world, form, here, one)
    await add_visit_photos(world.rep, visit_id=here, photos=[(one, SHELF)])
    assert await verdict(here) == ("VERIFIED", [])


async def test_when_and_where_it_was_taken(world: World, form: UUID) -> None:
    await factories.setting("live_camera_required", True, world.sales)
    here = await arrived(world.rep, world.customer)
    far = (SHOP[0] + 900 * NORTH, SHOP[1])
    await filled(
        world, form, here, await photo(world.rep, captured_at=now() - timedelta(hours=1), place=far, live=None)
    )
    assert await verdict(here) == ("SUSPICIOUS", ["PHOTO_TIME", "PHOTO_PLACE", "NOT_LIVE"])


async def test_a_correction_judges_what_is_new_and_takes_nothing_back(world: World, form: UUID) -> None:
    await factories.setting("live_camera_required", True, world.sales)
    here = await arrived(world.rep, world.customer)
    doubted, other = await photo(world.rep, live=None), await photo(world.rep, 1, live=None)
    action = await filled(world, form, here, doubted)
    told = {"action_id": action, "answers": shelf(doubted, other), "operation_id": new_id()}
    await correct_visit_action(world.rep, **told)
    assert [figures["file"] for *_, figures in await findings(here)] == [str(doubted), str(other)]
    before = await contents()
    assert (await correct_visit_action(world.rep, **told)).replayed
    assert await contents() == before
    await correct_visit_action(world.rep, action_id=action, answers={"note": "无"})
    assert len(await findings(here)) == 2
    assert await verdict(here) == ("UNVERIFIED", ["NOT_LIVE"])


async def test_a_doubt_that_comes_after_the_check_out_is_before_the_review(world: World, form: UUID) -> None:
    await factories.setting("live_camera_required", True, world.sales)
    here = await arrived(world.rep, world.customer)
    await leaving.check_out(world.rep, visit_id=here)
    version = (await row(here))["version"]
    await filled(world, form, here, await photo(world.rep, live=None))
    decide = {"visit_id": here, "decision": ReviewDecision.ACCEPTED, "reason": "x"}
    async with refused(ErrorCode.CONFLICT):  # who had not seen the doubt
        await review_visit(world.supervisor, **decide, expected_version=version)
    await review_visit(world.supervisor, **decide, expected_version=version + 1)
    late = await photo(world.rep, live=None)
    async with refused(ErrorCode.WRONG_STATE):
        await filled(world, form, here, late)


async def test_several_forms_at_once(world: World, form: UUID) -> None:
    await factories.setting("live_camera_required", True, world.sales)
    here = await arrived(world.rep, world.customer)
    files = [await photo(world.rep, 1 << (10 * n), live=None) for n in range(4)]
    await asyncio.gather(*(filled(world, form, here, file) for file in files))
    assert {figures["file"] for *_, figures in await findings(here)} == {str(file) for file in files}
    assert await fetch("SELECT count(*) FROM visit_action") == [(4,)]


async def test_a_check_in_elsewhere_is_compared_with_answers_too(world: World, form: UUID) -> None:
    old, one = await elsewhere(world), await photo(world.rep)
    await filled(world, form, old, one)
    await leaving.check_out(world.rep, visit_id=old)
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, photos=[(one, SHELF)], **fix())
    assert await verdict(key) == ("SUSPICIOUS", ["PHOTO_REUSED"])
