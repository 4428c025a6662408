"""What speaks against a check-in is found by the server, kept with its figures, and never taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from erp_visit.core.clock import now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.parameter_sets import parameter_set_id
from erp_visit.org.settings import ControlParameters
from erp_visit.visits import leaving, service
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import NORTH, SHOP, arrived, execute, fetch, findings, fix, pass_time, planned, row, verdict

BEIJING = (39.9042, 116.4074)


async def test_each_doubt_is_kept_with_its_figures(world: World) -> None:
    await factories.setting("check_in_required", False, world.sales)
    key = await arrived(world.rep, world.customer, **fix(5000, accuracy=150.0, age=400))
    assert await verdict(key) == ("SUSPICIOUS", ["STALE_FIX", "POOR_ACCURACY", "OUT_OF_RANGE"])
    stale, poor, far = await findings(key)
    assert stale[:3] == ("CHECK_IN", "STALE_FIX", "UNVERIFIED")
    assert stale[3]["seconds"] == pytest.approx(400, abs=2)
    assert stale[3]["allowed"] == 300
    assert poor == ("CHECK_IN", "POOR_ACCURACY", "UNVERIFIED", {"metres": 150.0, "allowed": 100})
    visit = await row(key)
    assert far == ("CHECK_IN", "OUT_OF_RANGE", "SUSPICIOUS", {"metres": visit["distance"], "allowed": 200})
    for sql in ("UPDATE evidence_finding SET reason = 'X'", "DELETE FROM evidence_finding"):
        with pytest.raises(asyncpg.PostgresError):
            await execute(sql)


async def test_at_the_speed_of_sound(world: World) -> None:
    far = await factories.customer(world.rep, world.sales, name="北京店", position=BEIJING)
    first = await arrived(world.rep, world.customer)
    await leaving.check_out(world.rep, visit_id=first)
    key = await arrived(world.rep, far, **{**fix(), "latitude": BEIJING[0], "longitude": BEIJING[1]})
    assert await verdict(key) == ("SUSPICIOUS", ["TOO_FAST"])
    ((stage, reason, evidence, figures),) = await findings(key)
    assert (stage, reason, evidence) == ("CHECK_IN", "TOO_FAST", "SUSPICIOUS")
    assert figures["metres"] == pytest.approx(1_065_850, abs=50)
    assert figures["seconds"] < 2
    assert figures["kmh"] > 1_000_000
    assert figures["limit"] == 200
    assert figures["from"] == "CHECK_IN"
    assert (figures["latitude"], figures["longitude"]) == SHOP


async def test_the_last_point_of_the_track_counts_and_a_simulated_one_does_not(world: World) -> None:
    await execute(
        "INSERT INTO track_point (employee_id, at, latitude, longitude, accuracy) VALUES ($1, $2, $3, $4, 10)",
        world.rep.id, now() - timedelta(seconds=65), SHOP[0] + 3_020 * NORTH, SHOP[1],
    )  # fmt: skip
    await execute(
        "INSERT INTO track_point (employee_id, at, latitude, longitude, accuracy, mock) VALUES ($1, $2, 0.1, 0.1, 1, true)",
        world.rep.id, now() - timedelta(seconds=20),
    )  # fmt: skip
    # 3,020 m less the uncertainty of both within a minute: 180 km/h.
    key = await arrived(world.rep, world.customer)
    assert await verdict(key) == ("VERIFIED", [])
    await leaving.check_out(world.rep, visit_id=key)
    await execute("DELETE FROM visit_report")
    await execute("DELETE FROM visit")
    await factories.setting("speed_limit", 170, world.sales)
    key = await arrived(world.rep, world.customer)
    ((_, reason, _, figures),) = await findings(key)
    assert reason == "TOO_FAST"
    assert figures["kmh"] == pytest.approx(180, abs=8)
    assert figures["from"] == "TRACK"


async def test_nobody_is_too_fast_because_of_poor_accuracy(world: World) -> None:
    first = await arrived(world.rep, world.customer, **fix(accuracy=90.0))
    await leaving.check_out(world.rep, visit_id=first)
    key = await arrived(world.rep, world.customer, **fix(170, accuracy=90.0))
    assert await verdict(key) == ("VERIFIED", [])


async def test_a_simulated_position(world: World) -> None:
    key = await arrived(world.rep, world.customer, **fix(mock=True))
    assert await verdict(key) == ("SUSPICIOUS", ["MOCK_POSITION"])
    assert (await row(key))["mock"] is True
    await leaving.check_out(world.rep, visit_id=key)
    await factories.setting("mock_positions_refused", True, world.sales)
    async with refused(ErrorCode.MOCK_POSITION) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(mock=True))
    assert refusal.path == ("mock",)
    await arrived(world.rep, world.customer, **fix(mock=False))


@pytest.mark.parametrize(("off", "reasons"), [(59, []), (-59, []), (62, ["CLOCK_OFF"]), (-7200, ["CLOCK_OFF"])])
async def test_the_phones_clock_against_ours(world: World, off: int, reasons: list[str]) -> None:
    told = now() + timedelta(seconds=off)
    key = await arrived(world.rep, world.customer, **fix(device_time=told, device="Mate 60"))
    assert await verdict(key) == ("UNVERIFIED" if reasons else "VERIFIED", reasons)
    visit = await row(key)
    assert (visit["device_time"], visit["device"]) == (told, "Mate 60")
    for finding in await findings(key):
        assert finding[3]["seconds"] == pytest.approx(off, abs=1)


async def test_a_visit_names_the_parameters_it_was_judged_by(world: World) -> None:
    await factories.setting("tolerance_radius", 250, world.sales)
    key = await arrived(world.rep, world.customer)
    expected = parameter_set_id(ControlParameters(tolerance_radius=250))
    assert (await row(key))["parameters_id"] == expected
    assert await fetch("SELECT content->>'tolerance_radius' FROM parameter_set WHERE id = $1", expected) == [("250",)]


async def test_the_settings_of_the_rep_alone(world: World) -> None:
    await factories.setting("tolerance_radius", 50, None, employee_id=world.rep.id)
    async with refused(ErrorCode.OUT_OF_RANGE) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(60))
    assert refusal.params["radius"] == 50


# -- without network


async def test_what_happened_without_network_counts_from_when_it_happened(world: World) -> None:
    sent = now()
    began, ended = sent - timedelta(hours=2), sent - timedelta(hours=1, minutes=40)
    key = new_id()
    # The phone's clock is ten minutes ahead of ours.
    ahead = timedelta(minutes=10)
    await service.check_in(
        world.rep, id=key, customer_id=world.customer,
        **fix(fixed_at=began + ahead, happened_at=began + ahead, device_time=sent + ahead),
    )  # fmt: skip
    visit = await row(key)
    assert visit["checked_in_at"] == pytest.approx(began, abs=timedelta(seconds=1))
    assert visit["evidence_reasons"] == ["CLOCK_OFF", "SENT_LATE"]
    assert (await findings(key))[1][3]["seconds"] == pytest.approx(7200, abs=2)
    done = await leaving.check_out(world.rep, visit_id=key, happened_at=ended + ahead, device_time=sent + ahead)
    assert done.dwell_seconds == pytest.approx(1200, abs=2)
    assert done.effective
    assert (await row(key))["evidence_reasons"] == ["CLOCK_OFF", "SENT_LATE"]


async def test_times_that_cannot_be(world: World) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"happened_at": now() + timedelta(hours=1)}, "happenedAt"),
        ({"happened_at": now() - timedelta(hours=73)}, "happenedAt"),
        ({"happened_at": datetime(2026, 11, 21, 9)}, "happenedAt"),  # noqa: DTZ001 -- the missing zone is the point
        ({"device_time": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "deviceTime"),
        ({"fixed_at": datetime(1, 1, 1, tzinfo=UTC)}, "fixedAt"),
        ({"device": "x" * 2_000_000}, "device"),
    ]
    for wrong, path in cases:
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(**wrong))
        assert refusal.path == (path,)
    key = await arrived(world.rep, world.customer)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await leaving.check_out(world.rep, visit_id=key, happened_at=now() - timedelta(minutes=5))
    assert refusal.path == ("happenedAt",)


@pytest.mark.parametrize(
    "place", [(999, 999), (float("nan"), 121.0), (31.0, float("inf")), (0.0, 0.0), (121.4737, 31.2304)]
)
async def test_what_is_no_position(world: World, place: tuple[float, float]) -> None:
    given = {**fix(), "latitude": place[0], "longitude": place[1]}
    async with refused(ErrorCode.INVALID_INPUT):
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **given)
    async with refused(ErrorCode.INVALID_INPUT):
        await leaving.report_shop_closed(world.rep, id=new_id(), customer_id=world.customer, **given)


# -- settings that switch parts off


async def test_without_check_in_a_visit_is_open_when_the_rep_sets_out(world: World) -> None:
    await factories.setting("check_in_used", False, world.sales)
    key = await planned(world.rep, world.customer)
    await service.start_visit(world.rep, visit_id=key)
    visit = await row(key)
    assert (visit["state"], visit["evidence"], visit["evidence_reasons"]) == ("CHECKED_IN", None, [])
    assert visit["checked_in_at"] == visit["started_at"]
    await pass_time(key, 301)
    assert (await leaving.check_out(world.rep, visit_id=key)).effective
    other = new_id()
    await service.check_in(world.rep, id=other, customer_id=world.customer)  # neither asked for nor judged
    assert await verdict(other) == (None, [])
    assert await findings(other) == []


@pytest.mark.parametrize(("key", "effective"), [("check_out_used", True), ("check_out_before_next", False)])
async def test_the_next_visit_ends_the_open_one(world: World, key: str, effective: bool) -> None:
    await factories.setting(key, False, world.sales)
    first = await arrived(world.rep, world.customer)
    other = await factories.customer(world.rep, world.sales, position=SHOP)
    second = await arrived(world.rep, other)
    visit = await row(first)
    assert (visit["state"], visit["effective"], visit["checked_out_at"]) == ("DONE", effective, None)
    assert (await row(second))["state"] == "CHECKED_IN"
    assert await fetch("SELECT visit_id FROM visit_report") == [(first,)]
    # Who only set out has not been there: that is for him to cancel.
    await leaving.check_out(world.rep, visit_id=second)
    third = new_id()
    await service.start_visit(world.rep, id=third, customer_id=world.customer)
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=other, **fix())
    assert refusal.params["visit"] == str(third)


# -- whose plan it is


async def test_a_planned_visit_from_plan_to_end(world: World) -> None:
    key = await planned(world.rep, world.customer)
    await service.start_visit(world.rep, visit_id=key, device="Mate 60", operation_id=new_id())
    await service.check_in(world.rep, visit_id=key, **fix(device="Pixel 9"))
    visit = await row(key)
    assert (visit["kind"], visit["state"], visit["device"], visit["version"]) == ("PLANNED", "CHECKED_IN", "Pixel 9", 3)
    async with refused(ErrorCode.WRONG_STATE):
        await service.start_visit(world.rep, visit_id=key)


async def test_check_in_at_another_reps_plan(world: World) -> None:
    stranger = await factories.employee(world.sales)
    key = await planned(world.rep, world.customer)
    for attempt in (
        service.check_in(stranger, visit_id=key, **fix()),
        service.start_visit(stranger, visit_id=key),
        leaving.report_shop_closed(stranger, visit_id=key, **fix()),
    ):
        async with refused(ErrorCode.NOT_FOUND):
            await attempt
    for attempt in (
        service.check_in(world.supervisor, visit_id=key, **fix()),
        service.start_visit(world.supervisor, visit_id=key),
        leaving.report_shop_closed(world.supervisor, visit_id=key, **fix()),
        leaving.check_out(world.supervisor, visit_id=key),
    ):
        async with refused(ErrorCode.FORBIDDEN):
            await attempt


async def test_a_repeat_changes_nothing(world: World) -> None:
    key, operation = await planned(world.rep, world.customer), new_id()
    told = fix(3, device_time=now())
    first = await service.check_in(world.rep, visit_id=key, operation_id=operation, **told)
    before = await contents()
    again = {**told, "device_time": now()}  # the phone's clock went on meanwhile
    repeat = await service.check_in(world.rep, visit_id=key, operation_id=operation, **again)
    assert (repeat.replayed, repeat.distance) == (True, first.distance)
    assert await contents() == before
    async with refused(ErrorCode.KEY_REUSED):
        await service.check_in(world.rep, visit_id=key, operation_id=operation, **{**told, "mock": True})
