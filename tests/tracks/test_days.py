"""Summaries of days, who sees them and live positions, deletion, partitions and retention."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from uuid import UUID

import pytest
import redis.asyncio as redis

from erp_visit import cache
from erp_visit.core.actor import Actor
from erp_visit.core.clock import UNSET, business_day, day_end, day_start
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.tracks import live, service, tasks
from erp_visit.tracks.days import sum_up, track_of_day
from erp_visit.tracks.service import Fix, record_track
from tests import factories
from tests.factories import World
from tests.tracks.steps import NOON, agree, seen_by, stored, track, way
from tests.tracks.ways import HOME, NORTH, Way, away, morning
from tests.unchanged import refused


async def test_any_days_of_the_calendar_can_be_named(rep: Actor) -> None:
    """Where a business day begins before the calendar does, or ends after it, that is its end."""
    assert day_start(date.min, "Asia/Shanghai", 0).year == 1
    assert day_end(date.max, "America/New_York", 0).year == 9999
    points = way().points
    await record_track(rep, points=points)
    assert (await service.delete_track(rep, from_day=date.max, until_day=date.max)).points == 0
    assert (await service.delete_track(rep, from_day=date.min, until_day=date.min)).points == 0
    assert (await service.delete_track(rep, from_day=date.min, until_day=date.max)).points == len(points)


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
    await factories.setting("track_on_days_off", True)
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
    old, border, kept = morning(1) - timedelta(days=80), UNSET.start(date(2026, 10, 21)), morning()
    async with db.transaction() as connection:
        for moment in (old, border - timedelta(seconds=1), border, kept):
            await connection.execute("INSERT INTO track_point VALUES ($1, $2, 22.5, 113.9, 10, false)", rep.id, moment)
            day = UNSET.day(moment)
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
