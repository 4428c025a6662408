from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import geocoordinates_ffi as library
import pytest

from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.visits import leaving, service
from erp_visit.visits.leaving import CheckedOut
from erp_visit.visits.service import CheckedIn, VisitStarted
from tests import factories
from tests.unchanged import contents, refused

SHOP = (31.2304, 121.4737)
NORTH = 1 / 110_870.0
"""Degrees of latitude that are a metre, at Shanghai."""


def fix(metres: float = 0.0, *, accuracy: float = 10.0, age: float = 5.0, **more: Any) -> dict[str, Any]:
    """A position some metres north of the shop."""
    return {
        "latitude": SHOP[0] + metres * NORTH, "longitude": SHOP[1], "accuracy": accuracy,
        "fixed_at": now() - timedelta(seconds=age), **more,
    }  # fmt: skip


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    made = await factories.world(products=0)
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", position=SHOP)
    return made


async def row(db: ModuleType, visit_id: UUID) -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow("SELECT * FROM visit WHERE id = $1", visit_id)


async def dwell(db: ModuleType, visit_id: UUID, seconds: float) -> None:
    """Let time pass: the check-in was so long ago."""
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE visit SET checked_in_at = now() - make_interval(secs => $2) WHERE id = $1", visit_id, seconds
        )


async def test_a_visit_from_start_to_end(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    assert await service.start_visit(world.rep, id=key, customer_id=world.customer) == VisitStarted(key, world.customer)
    visit = await row(db, key)
    assert (visit["state"], visit["kind"], visit["rep_id"]) == ("STARTED", "AD_HOC", world.rep.id)
    assert (visit["department_id"], visit["business_day"]) == (world.sales, factories.today())
    checked = await service.check_in(world.rep, visit_id=key, **fix(120))
    assert checked.distance == pytest.approx(120, abs=0.5)
    visit = await row(db, key)
    assert (visit["state"], visit["evidence"], visit["evidence_reasons"]) == ("CHECKED_IN", "VERIFIED", [])
    assert visit["distance"] == checked.distance
    assert visit["accuracy"] == 10
    await dwell(db, key, 299.5)
    done = await leaving.check_out(world.rep, visit_id=key, summary=" 补货\n两箱 ", latitude=SHOP[0], longitude=SHOP[1])
    assert done == CheckedOut(key, world.customer, 299, effective=False)
    visit = await row(db, key)
    assert (visit["state"], visit["summary"], visit["dwell_seconds"]) == ("DONE", "补货\n两箱", 299)
    assert (visit["effective"], visit["check_out_distance"], visit["version"]) == (False, 0.0, 3)
    async with db.connection() as connection:
        audit = await connection.fetch("SELECT action, number, actor_id FROM audit_entry ORDER BY at, id")
    assert [tuple(entry) for entry in audit] == [
        (f"visit.{action}", "好邻居", world.rep.id) for action in ("start", "check_in", "check_out")
    ]


@pytest.mark.parametrize(("seconds", "effective"), [(300.9, True), (299.0, False)])
async def test_the_minimum_dwell_makes_a_visit_effective(
    db: ModuleType, world: factories.World, seconds: float, effective: bool
) -> None:
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **fix())
    await dwell(db, key, seconds)
    done = await leaving.check_out(world.rep, visit_id=key)
    assert done.effective is effective


async def test_an_unplanned_visit_begins_with_the_check_in(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    command = {"id": key, "customer_id": world.customer, **fix(30)}
    first = await service.check_in(world.rep, **command)
    before = await contents()
    assert await service.check_in(world.rep, **command) == CheckedIn(key, world.customer, first.distance, replayed=True)
    assert await contents() == before
    async with refused(ErrorCode.KEY_REUSED):
        await service.check_in(world.rep, **{**command, "accuracy": 11.0})
    visit = await row(db, key)
    assert (visit["state"], visit["started_at"], visit["kind"]) == ("CHECKED_IN", None, "AD_HOC")


@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
async def test_positions_of_every_datum_are_measured_in_wgs84(
    db: ModuleType, world: factories.World, datum: str
) -> None:
    here = library.Wgs84(lat=SHOP[0], lon=SHOP[1])
    shifted = library.wgs84_to_gcj02(here) if datum == "GCJ02" else library.wgs84_to_bd09(here)
    place = {"latitude": shifted.lat, "longitude": shifted.lon, "accuracy": 10.0, "fixed_at": now()}
    async with refused(ErrorCode.OUT_OF_RANGE):
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **place)
    key = new_id()
    checked = await service.check_in(world.rep, id=key, customer_id=world.customer, datum=datum, **place)
    assert checked.distance == 0.0
    visit = await row(db, key)
    assert (visit["latitude"], visit["longitude"]) == pytest.approx(SHOP, abs=1e-6)


async def test_the_radius_of_the_department_decides(db: ModuleType, world: factories.World) -> None:
    await factories.setting("tolerance_radius", 50, world.sales)
    async with refused(ErrorCode.OUT_OF_RANGE) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(60))
    assert refusal.params["radius"] == 50
    assert refusal.params["distance"] == pytest.approx(60, abs=0.5)
    assert refusal.params["customer"] == "好邻居"
    assert refusal.path == ("latitude",)
    await factories.setting("tolerance_radius", 70, world.sales)
    await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(60))


async def test_an_old_fix_is_refused_and_named(db: ModuleType, world: factories.World) -> None:
    async with refused(ErrorCode.STALE_FIX) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix(900, age=301))
    assert refusal.params == {"age": 301, "maximum": 300}
    assert refusal.path == ("fixedAt",)


@pytest.mark.parametrize(
    ("position", "evidence", "reasons"),
    [
        (fix(10, accuracy=101), "UNVERIFIED", ["POOR_ACCURACY"]),
        (fix(10, age=-120), "SUSPICIOUS", ["FUTURE_FIX"]),
    ],
)
async def test_what_proves_nothing_is_taken_and_marked(
    db: ModuleType, world: factories.World, position: dict[str, Any], evidence: str, reasons: list[str]
) -> None:
    key = new_id()
    age = timedelta(minutes=2) if reasons == ["FUTURE_FIX"] else timedelta(0)
    await service.check_in(world.rep, id=key, customer_id=world.customer, **{**position, "fixed_at": now() + age})
    visit = await row(db, key)
    assert (visit["evidence"], visit["evidence_reasons"]) == (evidence, reasons)


async def test_a_customer_without_a_position_cannot_be_verified(db: ModuleType, world: factories.World) -> None:
    shop = await factories.customer(world.rep, world.sales)
    key = new_id()
    assert await service.check_in(world.rep, id=key, customer_id=shop, **fix()) == CheckedIn(key, shop, None)
    visit = await row(db, key)
    assert (visit["evidence"], visit["evidence_reasons"]) == ("UNVERIFIED", ["NO_POSITION"])
    assert visit["distance"] is None


async def test_where_no_position_is_required_everything_is_taken_and_marked(
    db: ModuleType, world: factories.World
) -> None:
    await factories.setting("check_in_required", False, world.sales)
    cases = [
        ({}, "UNVERIFIED", ["NO_FIX"]),
        (fix(5000), "SUSPICIOUS", ["OUT_OF_RANGE"]),
        (fix(0, age=4000), "UNVERIFIED", ["STALE_FIX"]),
    ]
    for position, evidence, reasons in cases:
        key = new_id()
        await service.check_in(world.rep, id=key, customer_id=world.customer, **position)
        visit = await row(db, key)
        assert (visit["evidence"], visit["evidence_reasons"]) == (evidence, reasons)
        await leaving.check_out(world.rep, visit_id=key)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (dict.fromkeys(fix()), ("latitude",)),
        ({"longitude": None}, ("longitude",)),
        ({"latitude": None}, ("latitude",)),
        ({"latitude": float("nan")}, ("latitude",)),
        ({"latitude": 91.0}, ("latitude",)),
        ({"latitude": 0.0, "longitude": 0.0}, ("latitude",)),
        ({"accuracy": None}, ("accuracy",)),
        ({"accuracy": 0.0}, ("accuracy",)),
        ({"accuracy": -5.0}, ("accuracy",)),
        ({"accuracy": float("inf")}, ("accuracy",)),
        ({"accuracy": float("nan")}, ("accuracy",)),
        ({"fixed_at": None}, ("fixedAt",)),
        ({"fixed_at": datetime(2026, 11, 21, 9, 0)}, ("fixedAt",)),  # noqa: DTZ001 -- the missing zone is the point
        ({"datum": "WGS72"}, ("datum",)),
        ({"customer_id": None}, ("visitId",)),
        ({"id": None}, ("visitId",)),
        ({"visit_id": new_id()}, ("visitId",)),
    ],
)
async def test_what_is_no_check_in_is_refused(
    db: ModuleType, world: factories.World, wrong: dict[str, Any], path: tuple[str]
) -> None:
    command = {"id": new_id(), "customer_id": world.customer, **fix(), **wrong}
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await service.check_in(world.rep, **command)
    assert refusal.path == path


async def test_one_open_visit_per_rep(db: ModuleType, world: factories.World) -> None:
    first, other = new_id(), await factories.customer(world.rep, world.sales, position=SHOP)
    await service.start_visit(world.rep, id=first, customer_id=world.customer)
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await service.start_visit(world.rep, id=new_id(), customer_id=other)
    assert refusal.params == {"customer": "好邻居", "visit": str(first), "device": ""}
    async with refused(ErrorCode.VISIT_OPEN):
        await service.check_in(world.rep, id=new_id(), customer_id=other, **fix())
    colleague = await factories.employee(world.sales, RoleCode.CLERK, more=frozenset({Right.VISIT_DO}))
    await service.start_visit(colleague, id=new_id(), customer_id=other)
    await service.cancel_visit(world.rep, visit_id=first, reason="店主不在")
    await service.check_in(world.rep, id=new_id(), customer_id=other, **fix())


async def test_of_many_starts_at_once_one_wins(db: ModuleType, world: factories.World) -> None:
    shops = [await factories.customer(world.rep, world.sales) for _ in range(6)]
    outcomes = await asyncio.gather(
        *(service.start_visit(world.rep, id=new_id(), customer_id=shop) for shop in shops), return_exceptions=True
    )
    assert [isinstance(outcome, VisitStarted) for outcome in outcomes].count(True) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, DomainError)} == {ErrorCode.VISIT_OPEN}
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM visit") == 1
        assert await connection.fetchval("SELECT count(*) FROM operation") == 1


async def test_equal_commands_at_once_are_one(db: ModuleType, world: factories.World) -> None:
    key, operation = new_id(), new_id()
    starts = await asyncio.gather(
        *(service.start_visit(world.rep, id=key, customer_id=world.customer) for _ in range(5))
    )
    assert sorted(start.replayed for start in starts) == [False, True, True, True, True]
    position = fix(3)
    ins = await asyncio.gather(
        *(service.check_in(world.rep, visit_id=key, operation_id=operation, **position) for _ in range(5))
    )
    assert sorted(item.replayed for item in ins) == [False, True, True, True, True]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit_entry") == 2


async def test_wrong_moves(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    await service.start_visit(world.rep, id=key, customer_id=world.customer)
    async with refused(ErrorCode.WRONG_STATE):
        await leaving.check_out(world.rep, visit_id=key)
    await service.check_in(world.rep, visit_id=key, **fix())
    async with refused(ErrorCode.WRONG_STATE):
        await service.check_in(world.rep, visit_id=key, **fix())
    async with refused(ErrorCode.WRONG_STATE):
        await service.cancel_visit(world.rep, visit_id=key, reason="x")
    await leaving.check_out(world.rep, visit_id=key)
    for attempt in (
        leaving.check_out(world.rep, visit_id=key),
        service.check_in(world.rep, visit_id=key, **fix()),
        service.cancel_visit(world.rep, visit_id=key, reason="x"),
    ):
        async with refused(ErrorCode.WRONG_STATE) as refusal:
            await attempt
        assert refusal.params["number"] == "好邻居"


async def test_other_peoples_visits_and_customers(db: ModuleType, world: factories.World) -> None:
    stranger = await factories.employee(world.sales, RoleCode.REP)
    key = new_id()
    await service.start_visit(world.rep, id=key, customer_id=world.customer)
    for attempt in (
        service.start_visit(stranger, id=new_id(), customer_id=world.customer),
        service.start_visit(stranger, id=new_id(), customer_id=new_id()),
        service.check_in(stranger, visit_id=key, **fix()),
        service.check_in(stranger, id=new_id(), customer_id=world.customer, **fix()),
        leaving.check_out(stranger, visit_id=key),
        service.cancel_visit(stranger, visit_id=key, reason="x"),
    ):
        async with refused(ErrorCode.NOT_FOUND):
            await attempt
    # A supervisor sees it and may cancel it, but does not check in for others.
    async with refused(ErrorCode.FORBIDDEN):
        await service.check_in(world.supervisor, visit_id=key, **fix())
    await service.cancel_visit(world.supervisor, visit_id=key, reason="换人")
    assert (await row(db, key))["cancel_reason"] == "换人"


async def test_without_the_right_nothing_goes(db: ModuleType, world: factories.World) -> None:
    for attempt in (
        service.start_visit(world.clerk, id=new_id(), customer_id=world.customer),
        service.check_in(world.clerk, id=new_id(), customer_id=world.customer, **fix()),
        leaving.check_out(world.clerk, visit_id=new_id()),
        service.cancel_visit(world.clerk, visit_id=new_id(), reason="x"),
    ):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await attempt
        assert refusal.params == {"right": "visit.do"}


@pytest.mark.parametrize("summary", ["x" * 1001, "x" * 1_000_000, "NUL \x00"])
async def test_a_summary_that_does_not_fit(db: ModuleType, world: factories.World, summary: str) -> None:
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **fix())
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await leaving.check_out(world.rep, visit_id=key, summary=summary)
    assert refusal.path == ("summary",)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await leaving.check_out(world.rep, visit_id=key, latitude=31.0)
    assert refusal.path == ("longitude",)


async def test_a_cancelled_visit_says_why(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    await service.start_visit(world.rep, id=key, customer_id=world.customer)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await service.cancel_visit(world.rep, visit_id=key, reason="  ")
    assert refusal.path == ("reason",)


async def test_the_business_day_follows_zone_and_cut_off(
    db: ModuleType, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await factories.setting("cutoff_hour", 4)
    moment = datetime(2026, 11, 21, 19, 59, tzinfo=UTC)  # 03:59 of the 22nd in Shanghai
    monkeypatch.setattr(service, "now", lambda: moment)
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **{**fix(), "fixed_at": moment})
    assert (await row(db, key))["business_day"] == date(2026, 11, 21)
