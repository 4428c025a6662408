"""A route as GeoJSON and a calendar that phones subscribe to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest

from erp_visit.app import create_app
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.embedded import ServerAddresses
from erp_visit.planning.feeds import calendar_of, renew_calendar_key, route_geojson, stop_calendar
from erp_visit.planning.scheduling import plan_visits
from erp_visit.planning.wishes import Wanted
from erp_visit.settings import Settings
from tests import factories
from tests.planning.conftest import next_monday, place, rows
from tests.unchanged import refused


def ten_o_clock() -> datetime:
    return datetime.combine(next_monday(), time(10), ZoneInfo("Asia/Shanghai"))


async def test_the_calendar_holds_ones_own_visits_in_the_zone(db: ModuleType, world: factories.World) -> None:
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET address = '福田路 1 号, 二楼' WHERE id = $1", world.customer)
    other = await factories.customer(world.manager, world.sales, name="别人的")
    wanted = [
        Wanted(new_id(), world.customer, next_monday(), world.rep.id, ten_o_clock(), minutes=40, objective="谈陈列"),
        Wanted(new_id(), other, next_monday(), rep_id=world.manager.id),
        Wanted(
            new_id(), other, next_monday() + timedelta(days=1), rep_id=world.manager.id, colleague_ids=(world.rep.id,)
        ),
    ]
    await plan_visits(world.supervisor, visits=wanted)
    secret = (await renew_calendar_key(world.rep)).secret
    text = await calendar_of(secret)
    assert text is not None
    calendar = icalendar.Calendar.from_ical(text)
    own, along = sorted(calendar.walk("VEVENT"), key=lambda event: str(event["UID"]) != f"{wanted[0].id}@erp-visit")
    assert own["DTSTART"].dt == ten_o_clock()
    assert own["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert own["DTEND"].dt - own["DTSTART"].dt == timedelta(minutes=40)
    assert own["LOCATION"] == "福田路 1 号, 二楼"
    assert "好邻居" in own["SUMMARY"]
    assert "谈陈列" in own["DESCRIPTION"]
    assert "别人的" in along["SUMMARY"]
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


async def test_a_new_secret_makes_the_old_one_worthless(db: ModuleType, world: factories.World) -> None:
    first = (await renew_calendar_key(world.rep)).secret
    second = (await renew_calendar_key(world.rep)).secret
    assert await calendar_of(first) is None
    assert await calendar_of(second) is not None
    (stored,) = await rows(db, "SELECT calendar_key FROM employee WHERE id = $1", world.rep.id)
    assert second not in stored["calendar_key"], "only its hash is kept"
    await stop_calendar(world.rep)
    assert await calendar_of(second) is None
    third = (await renew_calendar_key(world.rep)).secret
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", world.rep.id)
    assert await calendar_of(third) is None


async def test_the_address_answers_without_a_log_in_and_nothing_else_does(
    db: ModuleType, world: factories.World, settings: Settings, database_url: str, redis_url: str
) -> None:
    secret = (await renew_calendar_key(world.rep)).secret
    app = create_app(settings, ServerAddresses(database_url, redis_url))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        found = await client.get(f"/calendar/{secret}.ics")
        assert (found.status_code, found.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert found.headers["cache-control"] == "private, no-store"
        assert found.text.startswith("BEGIN:VCALENDAR")
        for wrong in (secret[:-1], "x" * 5000, "%00", "日历"):
            assert (await client.get(f"/calendar/{wrong}.ics")).status_code == 404


async def test_a_route_as_geojson(db: ModuleType, world: factories.World) -> None:
    nowhere = await factories.customer(world.rep, world.sales, name="无坐标")
    await plan_visits(
        world.rep,
        visits=[Wanted(new_id(), world.customer, next_monday()), Wanted(new_id(), nowhere, next_monday())],
    )
    (route,) = await rows(db, "SELECT id FROM day_route")
    found = await route_geojson(world.supervisor, route_id=route["id"])
    assert found["type"] == "FeatureCollection"
    way, first, second = found["features"]
    assert way["geometry"]["coordinates"] == [
        [121.4737, 31.2304], [121.4737, pytest.approx(place(1000)[0])], [121.4737, 31.2304],
    ]  # fmt: skip
    assert (first["properties"]["position"], first["properties"]["customer"]) == (1, "好邻居")
    assert (second["geometry"], second["properties"]["customer"]) == (None, "无坐标")
    stranger = await factories.employee(world.company)
    async with refused(ErrorCode.NOT_FOUND):
        await route_geojson(stranger, route_id=route["id"])
