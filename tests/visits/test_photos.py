"""Photos of visits: counted, compared with earlier ones, and judged by when and where they were taken."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, service
from erp_visit.visits.models import PhotoPurpose
from erp_visit.visits.photos import PhotosAdded, add_visit_photos
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import NORTH, SHOP, arrived, execute, fetch, findings, fix, photo, row, verdict

FRONT, DISPLAY, CLOSED = PhotoPurpose.STOREFRONT, PhotoPurpose.DISPLAY, PhotoPurpose.SHOP_CLOSED
BITS = 0x0F0F_0F0F_0F0F_0F0F


async def elsewhere(world: World, *, bits: int = BITS, days_ago: float = 0, same_shop: bool = False) -> None:
    """An ended visit at another shop, or at the same one on another day, with a photo."""
    shop = world.customer if same_shop else await factories.customer(world.rep, world.sales, name="旧店")
    await factories.setting("check_in_required", False, world.sales)
    key = await arrived(world.rep, shop)
    await add_visit_photos(world.rep, visit_id=key, photos=[(await photo(world.rep, bits, days_ago=days_ago), FRONT)])
    await leaving.check_out(world.rep, visit_id=key)


async def here(world: World, bits: int = BITS) -> tuple[str | None, list[str]]:
    """What a check-in with such a photo amounts to."""
    key = new_id()
    await service.check_in(
        world.rep, id=key, customer_id=world.customer, photos=[(await photo(world.rep, bits), FRONT)], **fix()
    )
    return await verdict(key)


async def test_the_same_photo_at_another_shop(world: World) -> None:
    await elsewhere(world)
    ((twin, visit_id),) = await fetch("SELECT file_id, visit_id FROM visit_photo")
    key, file = new_id(), await photo(world.rep, BITS ^ 0b111111)
    await service.check_in(world.rep, id=key, customer_id=world.customer, photos=[(file, FRONT)], **fix())
    assert await verdict(key) == ("SUSPICIOUS", ["PHOTO_REUSED"])
    figures = {
        "file": str(file), "twin": str(twin), "visit": str(visit_id), "customer": "旧店", "bits": 6,
        "day": str(factories.today()),
    }  # fmt: skip
    assert await findings(key) == [("CHECK_IN", "PHOTO_REUSED", "SUSPICIOUS", figures)]
    assert await fetch("SELECT file_id, purpose, added_by_id FROM visit_photo WHERE visit_id = $1", key) == [
        (file, "STOREFRONT", world.rep.id)
    ]


async def test_at_the_setting_photos_are_alike_and_beyond_it_not(world: World) -> None:
    await elsewhere(world)
    assert await here(world, BITS ^ 0b1111111) == ("VERIFIED", [])


async def test_the_same_file_again(world: World) -> None:
    await elsewhere(world)
    ((file,),) = await fetch("SELECT file_id FROM visit_photo")
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, photos=[(file, FRONT)], **fix())
    assert await verdict(key) == ("SUSPICIOUS", ["PHOTO_REUSED"])


async def test_the_same_shop_on_the_same_day_may_look_the_same(world: World) -> None:
    await elsewhere(world, same_shop=True)
    assert await here(world) == ("VERIFIED", [])


async def test_the_same_shop_on_another_day_may_not(world: World) -> None:
    await elsewhere(world, same_shop=True)
    await execute("UPDATE visit SET business_day = business_day - 1")
    assert await here(world) == ("SUSPICIOUS", ["PHOTO_REUSED"])


async def test_what_is_older_than_the_look_back_is_not_compared(world: World) -> None:
    await elsewhere(world, days_ago=91)
    assert await here(world) == ("VERIFIED", [])


async def test_a_colleagues_photos_are_not_compared(world: World) -> None:
    await elsewhere(world)
    colleague = await factories.employee(world.sales)
    await execute("UPDATE stored_file SET uploaded_by_id = $1", colleague.id)
    assert await here(world) == ("VERIFIED", [])


@pytest.mark.parametrize(
    ("minutes", "metres", "live", "reasons"),
    [
        (29, 290, True, []),
        (31, 0, True, ["PHOTO_TIME"]),
        (-2, 0, True, ["PHOTO_TIME"]),
        (0, 310, True, ["PHOTO_PLACE"]),
        (0, 0, None, ["NOT_LIVE"]),
        (0, 0, False, ["NOT_LIVE"]),
        (40, 900, None, ["PHOTO_TIME", "PHOTO_PLACE", "NOT_LIVE"]),
    ],
)
async def test_when_and_where_a_photo_was_taken(
    world: World, minutes: int, metres: int, live: bool | None, reasons: list[str]
) -> None:
    await factories.setting("live_camera_required", True, world.sales)
    place = (SHOP[0] + metres * NORTH, SHOP[1])
    file = await photo(world.rep, captured_at=now() - timedelta(minutes=minutes), place=place, live=live)
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, photos=[(file, FRONT)], **fix())
    light = set(reasons) <= {"NOT_LIVE"}
    assert await verdict(key) == ("VERIFIED" if not reasons else "UNVERIFIED" if light else "SUSPICIOUS", reasons)
    assert all(finding[3]["file"] == str(file) for finding in await findings(key))


async def test_a_photo_added_later_makes_the_evidence_worse_and_never_better(world: World) -> None:
    await elsewhere(world)
    key = await arrived(world.rep, world.customer, **fix(accuracy=120.0))
    assert await verdict(key) == ("UNVERIFIED", ["POOR_ACCURACY"])
    good, bad = await photo(world.rep, 0), await photo(world.rep, BITS)
    assert await add_visit_photos(world.rep, visit_id=key, photos=[(good, FRONT)]) == PhotosAdded(key)
    assert await verdict(key) == ("UNVERIFIED", ["POOR_ACCURACY"])
    await add_visit_photos(world.rep, visit_id=key, photos=[(bad, DISPLAY)])
    assert await verdict(key) == ("SUSPICIOUS", ["POOR_ACCURACY", "PHOTO_REUSED"])
    assert [finding[:2] for finding in await findings(key)] == [
        ("CHECK_IN", "POOR_ACCURACY"),
        ("PHOTO", "PHOTO_REUSED"),
    ]
    audit = await fetch(
        "SELECT action, after->'evidence_reasons' FROM audit_entry WHERE entity_id = $1 ORDER BY at, id", key
    )
    assert audit == [
        ("visit.check_in", '["POOR_ACCURACY"]'), ("visit.photos", "[]"), ("visit.photos", '["PHOTO_REUSED"]'),
    ]  # fmt: skip


async def test_photos_that_the_settings_ask_for(world: World) -> None:
    await factories.setting("check_in_photos", 2, world.sales)
    one, two = await photo(world.rep, 1), await photo(world.rep, 1 << 40 | 0xFFFF)
    for photos in ([], [(one, FRONT)], [(one, FRONT), (two, DISPLAY)]):
        async with refused(ErrorCode.VISIT_INCOMPLETE) as refusal:
            await service.check_in(world.rep, id=new_id(), customer_id=world.customer, photos=photos, **fix())
        assert refusal.path == ("photos",)
    assert refusal.params == {"customer": "好邻居", "number": 2, "purpose": "STOREFRONT", "have": 1, "missing": 1}
    await factories.setting("check_in_photo_purpose", "ANY", world.sales)
    await service.check_in(
        world.rep, id=new_id(), customer_id=world.customer, photos=[(one, FRONT), (two, DISPLAY)], **fix()
    )


async def test_files_that_cannot_be_taken(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    mine, voice = await photo(world.rep), await photo(world.rep, kind="VOICE")
    theirs = await photo(world.supervisor)
    for photos, code, path in (
        ([(theirs, FRONT)], ErrorCode.NOT_FOUND, ("photos", 0)),
        ([(mine, FRONT), (new_id(), FRONT)], ErrorCode.NOT_FOUND, ("photos", 1)),
        ([(voice, FRONT)], ErrorCode.INVALID_INPUT, ("photos", 0)),
        ([(mine, FRONT), (mine, DISPLAY)], ErrorCode.INVALID_INPUT, ("photos",)),
        ([], ErrorCode.INVALID_INPUT, ("photos",)),
        ([(new_id(), FRONT) for _ in range(21)], ErrorCode.INVALID_INPUT, ("photos",)),
    ):
        async with refused(code) as refusal:
            await add_visit_photos(world.rep, visit_id=key, photos=photos)
        assert refusal.path == path
    await leaving.check_out(world.rep, visit_id=key)
    async with refused(ErrorCode.WRONG_STATE):
        await add_visit_photos(world.rep, visit_id=key, photos=[(mine, FRONT)])
    stranger = await factories.employee(world.sales)
    async with refused(ErrorCode.NOT_FOUND):
        await add_visit_photos(stranger, visit_id=key, photos=[(mine, FRONT)])


async def test_no_more_than_a_visit_may_have(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    for _ in range(3):
        files = [(await photo(world.rep), FRONT) for _ in range(20)]
        await add_visit_photos(world.rep, visit_id=key, photos=files)
    one_more = [(await photo(world.rep), FRONT)]
    async with refused(ErrorCode.INVALID_INPUT):
        await add_visit_photos(world.rep, visit_id=key, photos=one_more)


async def test_photos_and_check_out_at_once(world: World) -> None:
    await elsewhere(world)
    for _ in range(4):
        key = await arrived(world.rep, world.customer)
        file, operation = await photo(world.rep, BITS), new_id()
        added = [
            add_visit_photos(world.rep, visit_id=key, photos=[(file, FRONT)], operation_id=operation) for _ in range(3)
        ]
        outcomes = await asyncio.gather(leaving.check_out(world.rep, visit_id=key), *added, return_exceptions=True)
        # Either all of the photo's doubts are kept with the visit or the photo came too late.
        late = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
        assert {error.code for error in late} <= {ErrorCode.WRONG_STATE}
        visit = await row(key)
        assert visit["state"] == "DONE"
        number = len(await fetch("SELECT FROM visit_photo WHERE visit_id = $1", key))
        assert number == (0 if len(late) == 3 else 1)
        assert len(await findings(key)) == number
        assert (visit["evidence"] == "SUSPICIOUS") is (number == 1)


async def test_an_equal_repeat_adds_nothing(world: World) -> None:
    key, operation = await arrived(world.rep, world.customer), new_id()
    photos = [(await photo(world.rep), FRONT)]
    await add_visit_photos(world.rep, visit_id=key, photos=photos, operation_id=operation)
    before = await contents()
    again = await add_visit_photos(world.rep, visit_id=key, photos=photos, operation_id=operation)
    assert again == PhotosAdded(key, replayed=True)
    assert await contents() == before
