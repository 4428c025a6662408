"""The documents of tracks and files, as part of the day in test_operations.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from erp_visit.core.ids import new_id
from tests import factories
from tests.factories import World

if TYPE_CHECKING:
    from tests.api.test_operations import Day

PLACES = [(31.2304, 121.4737), (31.2322, 121.4737), (31.2322, 121.4758)]


async def day_of_tracks(day: Day, world: World, visit: str) -> None:
    """The rep agrees, is on the road for a minute, is looked at, changes his mind and has it all deleted."""
    run = day.run
    await factories.setting("track_until", "08:00")  # the same as from: all day
    await factories.setting("track_on_days_off", True)  # whatever day it is
    await run("rep", "MyTracking", reads=2)
    await run("rep", "GiveTrackingConsent", input={"operationId": str(new_id())})
    now = datetime.now(UTC)
    points = [
        {
            "at": (now + timedelta(seconds=20 * number)).isoformat(),
            "latitude": place[0],
            "longitude": place[1],
            "accuracy": 8.0,
        }
        for number, place in enumerate(PLACES)
    ]
    wrong = {"at": now.isoformat(), "latitude": 999.0, "longitude": 999.0, "accuracy": 8.0, "mock": True}
    old = {**points[0], "at": (now - timedelta(seconds=30)).isoformat()}
    await run("rep", "RecordTrack", input={"points": [*points, wrong, old, points[1]], "datum": "WGS84"})
    rep = f"Employee:{world.rep.id}"
    await run("rep", "TrackOfDay", "TrackOfDay-own", reads=13, employeeId=rep)
    await run("supervisor", "TrackOfDay", reads=7, employeeId=rep, tolerance=0.0)
    today = str(factories.today())
    await run("supervisor", "DayTracks", **{"from": today, "until": today})
    await run("supervisor", "LivePositions", reads=2)
    await run("supervisor", "VisitPhotos", id=visit)
    await run("rep", "WithdrawTrackingConsent", input={})
    await run("rep", "DeleteTrack", input={"operationId": str(new_id())})


__all__ = ["day_of_tracks"]
