"""Points come in, summaries follow, consent and hours are kept, what is old goes."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import redis.asyncio as redis

from erp_visit import cache
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, day_start
from erp_visit.core.errors import ErrorCode
from erp_visit.core.geo import Datum
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.settings import ControlParameters
from erp_visit.tracks import days, hours, live, service, tasks
from erp_visit.tracks.days import sum_up, track_of_day
from erp_visit.tracks.service import MOST_POINTS, Fix, TrackRecorded, record_track
from tests import factories
from tests.factories import World
from tests.tracks.ways import EAST, HOME, NORTH, Way, away, morning
from tests.unchanged import refused

NOON = morning(hour=12)


@pytest.fixture
async def world(db: ModuleType) -> World:
    return await factories.world(products=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in Shanghai on 2026-11-20, wherever the tests run."""
    for module in (service, days, live, tasks):
        monkeypatch.setattr(module, "now", lambda: NOON)


@pytest.fixture
async def rep(world: World, db: ModuleType, clock: None) -> Actor:
    """A rep who agreed to be located, long ago."""
    await agree(db, world.rep, datetime(2026, 1, 1, tzinfo=UTC))
    return world.rep


async def agree(db: ModuleType, actor: Actor, at: datetime | None) -> None:
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET tracking_consent_at = $2 WHERE id = $1", actor.id, at)


async def stored(db: ModuleType, actor: Actor) -> list[tuple[object, ...]]:
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT at, latitude, longitude, accuracy, mock FROM track_point WHERE employee_id = $1 ORDER BY at",
            actor.id,
        )
    return [tuple(row) for row in rows]


async def track(db: ModuleType, actor: Actor, day: date = date(2026, 11, 20)) -> dict[str, object]:
    async with db.connection() as connection:
        row = await connection.fetchrow(
            "SELECT * FROM day_track WHERE employee_id = $1 AND business_day = $2", actor.id, day
        )
    return dict(row) if row else {}


def way() -> Way:
    return Way(morning()).rest(600).go(2000, NORTH).rest(900).go(500, EAST)


async def test_points_become_a_day(world: World, rep: Actor, db: ModuleType) -> None:
    mine = way()
    done = await record_track(rep, points=mine.points)
    assert done == TrackRecorded(recorded=len(mine.points))
    row = await track(db, rep)
    assert (row["stale"], row["department_id"], row["points"]) == (True, rep.department_id, 0)
    day = await track_of_day(rep, rep.id, date(2026, 11, 20))
    assert day.points == len(mine.points)
    assert day.metres == pytest.approx(2500, abs=40)
    assert len(day.stops) == 2
    assert (await track(db, rep))["stale"] is False
    assert len(day.positions) < 12
    everything = await track_of_day(rep, rep.id, date(2026, 11, 20), tolerance=0)
    assert len(everything.positions) == len(mine.points)


async def test_order_repeats_and_portions_change_nothing(world: World, rep: Actor, db: ModuleType) -> None:
    mine = way().points
    # Two fixes of one moment: the better one counts, whichever came first.
    mine.append(Fix(mine[5].at, HOME[0], HOME[1], 50.0))
    mine.append(Fix(mine[6].at, HOME[0], HOME[1], 3.24))
    chance = random.Random(1)
    ends: list[tuple[object, ...]] = []
    for _ in range(6):
        chance.shuffle(mine)
        portions = [mine[start : start + 40] for start in range(0, len(mine), 40)]
        portions += chance.choices(portions, k=2)
        results = await asyncio.gather(*(record_track(rep, points=portion) for portion in portions))
        assert sum(one.recorded + one.repeated for one in results) == sum(map(len, portions))
        assert sum(one.recorded for one in results) == len({point.at for point in mine})
        key = (await track(db, rep))["id"]
        assert isinstance(key, UUID)
        await sum_up(key)
        row = await track(db, rep)
        ends.append((await stored(db, rep), row["metres"], row["line"], row["stops"], row["points"]))
        await service.delete_track(rep)
    assert all(end == ends[0] for end in ends)


async def test_bad_points_are_refused_one_by_one(world: World, rep: Actor, db: ModuleType) -> None:
    good = Fix(morning(), *HOME, 10.0)
    bad = [
        (Fix(NOON + timedelta(minutes=3), *HOME, 10.0), "at"),
        (Fix(NOON - timedelta(hours=72, seconds=1), *HOME, 10.0), "at"),
        (Fix(morning(), 999.0, 999.0, 10.0), "latitude"),
        (Fix(morning(), 0.0, 0.0, 10.0), "latitude"),
        (Fix(morning(), math.nan, 113.0, 10.0), "latitude"),
        (Fix(morning(), 22.5, math.inf, 10.0), "longitude"),
        (Fix(morning(), *HOME, 0.0), "accuracy"),
        (Fix(morning(), *HOME, -5.0), "accuracy"),
        (Fix(morning(), *HOME, math.nan), "accuracy"),
        (Fix(morning(), *HOME, 200_000.0), "accuracy"),
    ]
    points = [one for one, _ in bad]
    points.insert(4, good)
    done = await record_track(rep, points=points)
    assert (done.recorded, done.repeated, done.outside_hours, done.without_consent) == (1, 0, 0, 0)
    paths = [error.path for error in done.refused]
    expected = [field for _, field in bad]
    assert [path[2] for path in paths] == expected
    assert [path[1] for path in paths] == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert all(error.code is ErrorCode.INVALID_INPUT for error in done.refused)
    assert len(await stored(db, rep)) == 1
    soon = await record_track(rep, points=[Fix(NOON + timedelta(minutes=2), *HOME, 10.0)])
    assert soon.recorded == 1


@pytest.mark.parametrize("number", [0, MOST_POINTS + 1])
async def test_so_many_points_at_a_time(world: World, rep: Actor, number: int) -> None:
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await record_track(rep, points=[Fix(morning(), *HOME, 10.0)] * number)
    assert refusal.path == ("points",)


async def test_every_datum_is_stored_as_wgs84(world: World, rep: Actor, db: ModuleType) -> None:
    await record_track(rep, points=[Fix(morning(), 22.5305, 113.9353, 10.0)], datum=Datum.GCJ02)
    ((_, latitude, longitude, _, _),) = await stored(db, rep)
    assert latitude == pytest.approx(22.5335, abs=5e-4)
    assert longitude == pytest.approx(113.9304, abs=5e-4)


async def test_without_consent_nothing_is_taken(world: World, clock: None, db: ModuleType) -> None:
    rep = world.rep
    points = way().points
    none = await record_track(rep, points=points)
    assert none == TrackRecorded(without_consent=len(points))
    assert await stored(db, rep) == []
    assert await track(db, rep) == {}
    # Points of before the consent are not taken either.
    await agree(db, rep, points[10].at)
    some = await record_track(rep, points=points)
    assert (some.without_consent, some.recorded) == (10, len(points) - 10)
    await service.withdraw_consent(rep)
    late = [Fix(one.at + timedelta(milliseconds=1), *one[1:]) for one in points]
    assert await record_track(rep, points=late) == TrackRecorded(without_consent=len(late))
    assert len(await stored(db, rep)) == len(points) - 10, "what was recorded stays"


async def test_consent_is_given_and_withdrawn_once_and_is_on_the_record(world: World, db: ModuleType) -> None:
    rep, operation = world.rep, new_id()
    await service.give_consent(rep, operation_id=operation)
    given = await days.consent_of(rep.id)
    assert given is not None
    assert (await service.give_consent(rep, operation_id=operation)).replayed
    await service.give_consent(rep)
    assert await days.consent_of(rep.id) == given, "the first one counts"
    await service.withdraw_consent(rep)
    await service.withdraw_consent(rep)
    assert await days.consent_of(rep.id) is None
    async with db.connection() as connection:
        actions = await connection.fetch("SELECT action FROM audit_entry WHERE entity_id = $1 ORDER BY at", rep.id)
    assert [row["action"] for row in actions] == ["track.consent", "track.withdraw"]
    async with refused(ErrorCode.KEY_REUSED):
        await service.withdraw_consent(rep, operation_id=operation)


def parameters(**values: object) -> ControlParameters:
    return ControlParameters(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("begins", "ends", "clock", "inside"), [
    ("08:00", "20:00", "07:59:59", False), ("08:00", "20:00", "08:00:00", True), ("08:00", "20:00", "19:59:59", True),
    ("08:00", "20:00", "20:00:00", False), ("20:00", "04:30", "23:00:00", True), ("20:00", "04:30", "04:29:59", True),
    ("20:00", "04:30", "04:30:00", False), ("20:00", "04:30", "19:59:59", False), ("09:00", "09:00", "03:00:00", True),
])  # fmt: skip
def test_hours_of_tracking(begins: str, ends: str, clock: str, inside: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-20T{clock}+08:00")
    rules = hours.TrackHours(parameters(track_from=begins, track_until=ends))
    assert rules.cover(moment) is inside
    end = rules.end_after(moment)
    if inside and end is not None:
        assert end.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M:%S") == f"{ends}:00"
        assert timedelta() < end - moment <= timedelta(days=1)
    assert not hours.TrackHours(parameters(tracking=False)).cover(moment)


async def test_points_outside_the_hours_of_one_s_department_are_dropped(
    world: World, rep: Actor, db: ModuleType
) -> None:
    await factories.setting("track_from", "09:30", world.sales)
    points = [Fix(morning(minute=minute), *HOME, 10.0) for minute in (0, 29, 30, 45)]
    assert await record_track(rep, points=points) == TrackRecorded(recorded=2, outside_hours=2)
    await factories.setting("tracking", False, employee_id=rep.id)
    later = [Fix(morning(hour=10), *HOME, 10.0)]
    assert await record_track(rep, points=later) == TrackRecorded(outside_hours=1)


@pytest.mark.parametrize(("zone", "cutoff"), [("Asia/Shanghai", 4), ("America/New_York", 2), ("Europe/Paris", 3)])
async def test_days_change_at_the_cut_off(
    world: World, rep: Actor, db: ModuleType, monkeypatch: pytest.MonkeyPatch, zone: str, cutoff: int
) -> None:
    """A point a second before the business day's border belongs to the day before, also where clocks change: New York
    and Paris set theirs back in the nights to 2026-11-01 and 2026-10-25, forward in spring."""
    await factories.setting("timezone", zone)
    await factories.setting("cutoff_hour", cutoff)
    await factories.setting("track_from", "00:00")
    await factories.setting("track_until", "00:00")
    await factories.setting("offline_hours", 720)
    for day in (date(2026, 11, 1), date(2026, 10, 25), date(2026, 3, 8), date(2026, 3, 29), date(2026, 11, 20)):
        border = day_start(day, zone, cutoff)
        monkeypatch.setattr(service, "now", lambda border=border: border + timedelta(hours=20))
        points = [Fix(border + timedelta(seconds=seconds), *HOME, 10.0) for seconds in (-1, 0, 1)]
        assert (await record_track(rep, points=points)).recorded == 3
        for expected, number in ((day - timedelta(days=1), 1), (day, 2)):
            found = await track_of_day(rep, rep.id, expected)
            assert found.points == number, (day, expected)
            assert {business_day(one.at, zone, cutoff) for one in found.positions} == {expected}
        await service.delete_track(rep)


async def test_a_summary_is_made_anew_only_when_something_came(world: World, rep: Actor, db: ModuleType) -> None:
    points = way().points
    await record_track(rep, points=points[:20])
    assert await tasks.sum_up_stale() == 1
    first = (await track(db, rep))["computed_at"]
    assert await tasks.sum_up_stale(0) == 0
    await track_of_day(rep, rep.id, date(2026, 11, 20))
    assert (await track(db, rep))["computed_at"] == first
    await record_track(rep, points=points[:20])
    assert await tasks.sum_up_stale(0) == 0, "a repeat makes nothing stale"
    await record_track(rep, points=points[20:])
    assert await tasks.sum_up_stale() == 0, "not yet: it was summed up a moment ago"
    assert await tasks.sum_up_stale(0) == 1
    assert (await track(db, rep))["points"] == len(points)


async def test_points_that_come_while_a_day_is_summed_up_are_not_lost(world: World, rep: Actor, db: ModuleType) -> None:
    points = way().points
    await record_track(rep, points=points[:5])
    key = (await track(db, rep))["id"]
    assert isinstance(key, UUID)

    async def write(portion: list[Fix]) -> None:
        await record_track(rep, points=portion)

    async def summing() -> None:
        for _ in range(8):
            await sum_up(key)

    await asyncio.gather(
        summing(), summing(), *(write(points[start : start + 5]) for start in range(5, len(points), 5))
    )
    day = await track_of_day(rep, rep.id, date(2026, 11, 20))
    assert day.points == len(points)


async def test_stops_name_the_visits_made_there(world: World, rep: Actor, db: ModuleType) -> None:
    mine = way()
    visit = await factories.visit(rep, world.customer)
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE customer SET latitude = $2, longitude = $3 WHERE id = $1", world.customer, *HOME
        )
        await connection.execute(
            "UPDATE visit SET state = 'DONE', business_day = '2026-11-20', checked_in_at = $2, checked_out_at = $3 WHERE id = $1",
            visit, morning(minute=2), morning(minute=8),
        )  # fmt: skip
    await record_track(rep, points=mine.points)
    day = await track_of_day(rep, rep.id, date(2026, 11, 20))
    assert [stop["visits"] for stop in day.stops] == [[f"Visit:{visit}"], []]
    # A visit that is done later is seen at the next look.
    second = await factories.visit(world.supervisor, world.customer)
    there = away(HOME, 2000, NORTH)
    stop = day.stops[1]
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE visit SET state = 'DONE', rep_id = $2, business_day = '2026-11-20', latitude = $3, longitude = $4,"
            " checked_in_at = $5, checked_out_at = clock_timestamp() + interval '1 hour' WHERE id = $1",
            second, rep.id, *there, datetime.fromisoformat(stop["from"]),
        )  # fmt: skip
    again = await track_of_day(rep, rep.id, date(2026, 11, 20))
    assert [stop["visits"] for stop in again.stops] == [[f"Visit:{visit}"], [f"Visit:{second}"]]


async def test_who_sees_a_track(world: World, rep: Actor, db: ModuleType) -> None:
    await record_track(rep, points=way().points)
    day = date(2026, 11, 20)
    elsewhere = await factories.department("Elsewhere", world.company)
    stranger = await factories.employee(elsewhere, RoleCode.SUPERVISOR, department_ids=(elsewhere,))
    colleague = await factories.employee(world.sales)
    blind = await factories.employee(world.sales, RoleCode.SUPERVISOR, less=frozenset({Right.TRACK_VIEW}))
    for actor in (rep, world.supervisor, world.executive):
        assert (await track_of_day(actor, rep.id, day)).points > 0
        assert rep.id in await seen_by(db, actor)
    for actor in (stranger, colleague, blind, world.clerk):
        for one_day in (day, day - timedelta(days=9)):
            async with refused(ErrorCode.NOT_FOUND):
                await track_of_day(actor, rep.id, one_day)
        assert rep.id not in await seen_by(db, actor)
    assert (await track_of_day(world.supervisor, rep.id, day - timedelta(days=9))).points == 0
    # Who moves takes no past along: the old team keeps it, the new one does not get it.
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET department_id = $2 WHERE id = $1", rep.id, elsewhere)
    assert (await track_of_day(world.supervisor, rep.id, day)).points > 0
    async with refused(ErrorCode.NOT_FOUND):
        await track_of_day(stranger, rep.id, day)


async def seen_by(db: ModuleType, actor: Actor) -> list[UUID]:
    async with db.connection() as connection:
        return await live.seen_by(connection, actor)


@pytest.fixture
async def redis_open(redis_client: redis.Redis, redis_url: str) -> AsyncIterator[redis.Redis]:
    cache.open_redis(redis_url)
    yield redis_client
    await cache.close_redis()


async def test_live_positions_are_the_last_ones_and_end_by_themselves(
    world: World, rep: Actor, redis_open: redis.Redis
) -> None:
    def at(minutes: float, metres: float = 0.0, *, mock: bool = False) -> Fix:
        return Fix(NOON - timedelta(minutes=minutes), *away(HOME, metres, NORTH), 10.0, mock)

    await record_track(rep, points=[at(31)])
    assert await live.last_positions([rep.id]) == [], "too long ago to be live"
    await record_track(rep, points=[at(5, 100), at(9), at(1, 900, mock=True)])
    (seen,) = await live.last_positions([rep.id, world.supervisor.id])
    assert (seen.employee_id, seen.at) == (rep.id, NOON - timedelta(minutes=5))
    assert 1490 <= await redis_open.ttl(f"{live.KEY}{rep.id}") <= 1500
    await record_track(rep, points=[at(7)])
    (still,) = await live.last_positions([rep.id])
    assert still == seen, "an older point is no news"
    await service.withdraw_consent(rep)
    assert await live.last_positions([rep.id]) == []


async def test_nobody_is_live_beyond_the_hours_of_tracking(world: World, rep: Actor, redis_open: redis.Redis) -> None:
    await factories.setting("track_until", "12:04")
    await record_track(rep, points=[Fix(NOON - timedelta(minutes=1), *HOME, 10.0)])
    assert 230 <= await redis_open.ttl(f"{live.KEY}{rep.id}") <= 240


async def test_an_outage_of_redis_costs_no_point(world: World, rep: Actor, db: ModuleType) -> None:
    cache.open_redis("redis://127.0.0.1:1/0")
    try:
        assert (await record_track(rep, points=[Fix(NOON, *HOME, 10.0)])).recorded == 1
        assert await live.last_positions([rep.id]) == []
    finally:
        await cache.close_redis()


async def test_deletion_of_one_s_own_days_and_by_an_administrator(world: World, rep: Actor, db: ModuleType) -> None:
    await factories.setting("offline_hours", 720)
    for day in (18, 19, 20):
        await record_track(rep, points=Way(morning(day)).go(500, NORTH).points)
    await agree(db, world.supervisor, datetime(2026, 1, 1, tzinfo=UTC))
    await record_track(world.supervisor, points=way().points)
    others = await stored(db, world.supervisor)
    async with refused(ErrorCode.FORBIDDEN):
        await service.delete_track(world.supervisor, employee_id=rep.id, reason="to hide it")
    async with refused(ErrorCode.INVALID_INPUT):
        await service.delete_track(rep, from_day=date(2026, 11, 20), until_day=date(2026, 11, 19))
    operation = new_id()
    done = await service.delete_track(
        rep, from_day=date(2026, 11, 19), until_day=date(2026, 11, 19), operation_id=operation
    )
    assert done.points == 6
    assert (await service.delete_track(
        rep, from_day=date(2026, 11, 19), until_day=date(2026, 11, 19), operation_id=operation
    )).replayed  # fmt: skip
    assert {point[0].date() for point in await stored(db, rep)} == {date(2026, 11, 18), date(2026, 11, 20)}  # type: ignore[attr-defined]
    assert await track(db, rep, date(2026, 11, 19)) == {}
    async with refused(ErrorCode.INVALID_INPUT):
        await service.delete_track(world.administrator, employee_id=rep.id)
    assert (await service.delete_track(world.administrator, employee_id=rep.id, reason="He asked for it")).points == 12
    assert await stored(db, rep) == []
    assert await track(db, rep) == {}
    assert await stored(db, world.supervisor) == others
    async with db.connection() as connection:
        entries = await connection.fetch(
            "SELECT actor_id, reason, after::text FROM audit_entry WHERE action = 'track.delete' ORDER BY at"
        )
    assert [(row["actor_id"], row["reason"]) for row in entries] == [
        (rep.id, ""), (world.administrator.id, "He asked for it"),
    ]  # fmt: skip
    assert "113.9" not in str([row["after"] for row in entries])


async def test_partitions_are_made_ahead_and_points_that_came_before_move_in(
    world: World, rep: Actor, db: ModuleType
) -> None:
    far = datetime(2031, 5, 15, 4, tzinfo=UTC)
    async with db.transaction() as connection:
        await connection.execute("INSERT INTO track_point VALUES ($1, $2, 22.5, 113.9, 10, false)", rep.id, far)
        for month in ("2031-05-01", "2031-05-20"):
            await connection.execute("SELECT make_track_month($1)", date.fromisoformat(month))
        place = await connection.fetchval("SELECT tableoid::regclass::text FROM track_point WHERE at = $1", far)
        await connection.execute("DELETE FROM track_point")
        await connection.execute("DROP TABLE track_point_203105")
    assert place == "track_point_203105"
    await tasks.make_partitions()
    today = datetime.now(UTC)
    wanted = {
        f"track_point_{(today.year * 12 + today.month - 1 + n) // 12}{(today.month - 1 + n) % 12 + 1:02}"
        for n in range(4)
    }
    async with db.connection() as connection:
        names = await connection.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'track_point'::regclass"
        )
    assert wanted <= {row["name"] for row in names}


async def test_what_is_older_than_the_setting_goes_months_whole(world: World, rep: Actor, db: ModuleType) -> None:
    await factories.setting("track_retention_days", 30)
    async with db.transaction() as connection:
        await connection.execute("SELECT make_track_month('2026-08-01'), make_track_month('2026-10-01')")
    old, border, kept = morning(1) - timedelta(days=80), day_start(date(2026, 10, 21)), morning()
    async with db.transaction() as connection:
        for moment in (old, border - timedelta(seconds=1), border, kept):
            await connection.execute("INSERT INTO track_point VALUES ($1, $2, 22.5, 113.9, 10, false)", rep.id, moment)
            day = business_day(moment)
            await connection.execute(
                "INSERT INTO day_track (employee_id, department_id, business_day, metres, line, stops)"
                " VALUES ($1, $2, $3, 1234, '{}', '[{}]') ON CONFLICT DO NOTHING",
                rep.id, rep.department_id, day,
            )  # fmt: skip
    assert await tasks.forget_old_points() == 1
    assert [point[0] for point in await stored(db, rep)] == [border, kept]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT to_regclass('track_point_202608')") is None
        assert await connection.fetchval("SELECT to_regclass('track_point_202610')") is not None
        rows = await connection.fetch("SELECT business_day, metres, line, stops FROM day_track ORDER BY business_day")
    assert [(row["line"] is None, row["stops"], row["metres"]) for row in rows] == [
        (True, "[]", 1234), (True, "[]", 1234), (False, "[{}]", 1234), (False, "[{}]", 1234),
    ]  # fmt: skip
    assert await tasks.forget_old_points() == 0
    async with db.transaction() as connection:
        await connection.execute("DELETE FROM track_point")
        await connection.execute("DROP TABLE track_point_202610")


async def test_a_point_older_than_tracks_are_kept_is_not_taken(world: World, rep: Actor) -> None:
    await factories.setting("offline_hours", 720)
    await factories.setting("track_retention_days", 2)
    done = await record_track(rep, points=[Fix(NOON - timedelta(hours=49), *HOME, 10.0)])
    assert [error.params for error in done.refused] == [{"hours": 48}]


async def test_my_tracking_says_what_the_phone_may_do(world: World, rep: Actor, db: ModuleType) -> None:
    mine = await days.my_tracking(rep)
    assert (mine.enabled, mine.track_from, mine.track_until, mine.timezone, mine.now) == (
        True, "08:00", "20:00", "Asia/Shanghai", True,
    )  # fmt: skip
    with patch.object(days, "now", lambda: morning(hour=21)):
        assert not (await days.my_tracking(rep)).now
    assert not (await days.my_tracking(world.supervisor)).now, "he has not agreed"
