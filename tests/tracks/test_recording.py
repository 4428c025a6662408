"""Points come in: which are taken, which are dropped, which are refused, and that nothing counts twice."""

from __future__ import annotations

import asyncio
import math
import random
from datetime import date, datetime, timedelta
from types import ModuleType
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.geo import Datum
from erp_visit.core.ids import new_id
from erp_visit.org.settings import ControlParameters
from erp_visit.tracks import days, hours, live, service
from erp_visit.tracks.days import sum_up, track_of_day
from erp_visit.tracks.service import MOST_POINTS, Fix, TrackRecorded, record_track
from tests import factories
from tests.factories import World
from tests.tracks.steps import NOON, agree, stored, track, way
from tests.tracks.ways import HOME, morning
from tests.unchanged import refused


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


async def test_a_point_older_than_tracks_are_kept_is_not_taken(world: World, rep: Actor) -> None:
    await factories.setting("offline_hours", 720)
    await factories.setting("track_retention_days", 2)
    done = await record_track(rep, points=[Fix(NOON - timedelta(hours=49), *HOME, 10.0)])
    assert [error.params for error in done.refused] == [{"hours": 48}]


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


WORKED = {date(2026, 11, 20), date(2026, 11, 23)}
"""A Friday and the Monday after it."""


@pytest.mark.parametrize(("begins", "ends", "moment", "inside"), [
    ("08:00", "20:00", "2026-11-20T10:00", True), ("08:00", "20:00", "2026-11-21T10:00", False),
    ("08:00", "20:00", "2026-11-22T10:00", False), ("08:00", "20:00", "2026-11-23T08:00", True),
    # The night from Friday to Saturday is Friday's, that from Sunday to Monday is Sunday's.
    ("20:00", "04:30", "2026-11-21T04:29", True), ("20:00", "04:30", "2026-11-21T20:00", False),
    ("20:00", "04:30", "2026-11-23T04:29", False), ("20:00", "04:30", "2026-11-23T20:00", True),
    ("06:00", "06:00", "2026-11-21T05:59", True), ("06:00", "06:00", "2026-11-21T06:00", False),
])  # fmt: skip
def test_days_off_have_no_hours(begins: str, ends: str, moment: str, inside: bool) -> None:
    at = datetime.fromisoformat(f"{moment}:00+08:00")
    rules = hours.TrackHours(parameters(track_from=begins, track_until=ends), WORKED)
    assert rules.cover(at) is inside
    assert rules.off(at) is not inside
    assert hours.TrackHours(parameters(track_from=begins, track_until=ends)).cover(at)


def test_all_day_ends_where_a_day_off_begins() -> None:
    rules = hours.TrackHours(parameters(track_from="06:00", track_until="06:00"), {*WORKED, date(2026, 11, 19)})
    last = datetime.fromisoformat("2026-11-21T05:50:30+08:00")
    assert rules.end_after(last) == datetime.fromisoformat("2026-11-21T06:00:00+08:00")
    assert rules.end_after(last - timedelta(days=1)) is None, "Friday follows at once"


async def test_the_working_calendar_says_when_points_are_taken(world: World, rep: Actor, db: ModuleType) -> None:
    """The working week, a public holiday, and the calendar's entries for the rep himself, which win."""
    monday = Fix(morning() - timedelta(days=11), *HOME, 10.0)  # 9 November
    await factories.setting("offline_hours", 720)
    days_before = {20: 0, 19: 1, 15: 5, 14: 6}  # 15 November was a Sunday
    points = [Fix(morning() - timedelta(days=ago), *HOME, 10.0) for ago in days_before.values()]
    assert await record_track(rep, points=points) == TrackRecorded(recorded=2, outside_hours=2)
    assert not (await days.my_tracking(rep)).day_off
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO calendar_day (day, department_id, employee_id, working, set_by_id) VALUES"
            " ('2026-11-14', $2, NULL, true, $3), ('2026-11-09', $2, NULL, true, $3), ('2026-11-09', NULL, $1, false, $3),"
            " ('2026-11-20', NULL, $1, false, $3)",
            rep.id, rep.department_id, world.administrator.id,
        )  # fmt: skip
    assert await record_track(rep, points=[*points, monday]) == TrackRecorded(
        recorded=1, repeated=1, outside_hours=3
    ), "called in on Saturday; his day off on the Monday and today"
    mine = await days.my_tracking(rep)
    assert (mine.day_off, mine.now) == (True, False)
    await factories.setting("track_on_days_off", True, employee_id=rep.id)
    assert await record_track(rep, points=[*points, monday]) == TrackRecorded(recorded=2, repeated=3)
    mine = await days.my_tracking(rep)
    assert (mine.day_off, mine.now) == (False, True)


async def test_public_holidays_are_not_tracked(world: World, rep: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    national_day = datetime.fromisoformat("2026-10-01T12:00:00+08:00")  # a Thursday
    for module in (service, days, live):
        monkeypatch.setattr(module, "now", lambda: national_day)
    point = Fix(national_day - timedelta(hours=2), *HOME, 10.0)
    assert await record_track(rep, points=[point]) == TrackRecorded(outside_hours=1)
    await factories.setting("holiday_country", "NONE")
    assert await record_track(rep, points=[point]) == TrackRecorded(recorded=1)


async def test_my_tracking_says_what_the_phone_may_do(world: World, rep: Actor, db: ModuleType) -> None:
    mine = await days.my_tracking(rep)
    assert (mine.enabled, mine.track_from, mine.track_until, mine.timezone, mine.now) == (
        True, "08:00", "20:00", "Asia/Shanghai", True,
    )  # fmt: skip
    with patch.object(days, "now", lambda: morning(hour=21)):
        assert not (await days.my_tracking(rep)).now
    assert not (await days.my_tracking(world.supervisor)).now, "he has not agreed"
