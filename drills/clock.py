"""The clock of all servers jumps, by hours and over the border of the business day, while clients work."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import orjson

from drills.load import CLIENTS, log_in
from drills.scene import Result, Scene, play
from drills.stage import Clock, Stage
from erp_visit.core.clock import UNSET
from erp_visit.org.sessions import LIFETIME

_SETTLED = 1.5
"""Seconds after which every process has looked at the file that says what time it is."""
_HOLD = 8.0
_AMISS = """
SELECT 'orders without their day', count(*) FROM sales_order WHERE number LIKE 'SO%'
    AND substr(number, 3, 8) <> to_char(business_day, 'YYYYMMDD')
UNION ALL SELECT 'orders of another day than their moment, which one that is under way at the jump may be',
    greatest(0, count(*) - $2::int) FROM sales_order
    WHERE id = ANY($1::uuid[]) AND business_day <> company_day(submitted_at)
UNION ALL SELECT 'numbers given twice', count(*) FROM (SELECT FROM sales_order GROUP BY number HAVING count(*) > 1) AS t
UNION ALL SELECT 'operations without a trace', count(*) FROM unnest($1::uuid[]) AS key
    WHERE EXISTS (SELECT FROM sales_order WHERE id = key) AND NOT EXISTS (SELECT FROM operation WHERE id = key)
UNION ALL SELECT 'visits that took less than no time', count(*) FROM visit WHERE dwell_seconds < 0
UNION ALL SELECT 'periods of settings that end before they begin', count(*) FROM setting WHERE ends_at <= starts_at
"""


async def jumps(stage: Stage) -> Result:
    """Forward and back, all processes alike, as when a machine's clock is set."""
    with stage.clock() as clock:

        async def act(scene: Scene) -> None:
            await _jump(scene, clock)

        return await play(stage, "clock set", act, env=clock.environment)


async def _jump(scene: Scene, clock: Clock) -> None:
    token = await log_in(scene.stage, "admin", LIFETIME)
    days: Counter[str] = Counter()
    scene.clients.allowed = frozenset({"OVERDUE"})  # tomorrow more is due than today
    for name, how_far in _TIMES.items():
        scene.stage.say(f"the clock: {name} …")
        ahead = how_far()
        clock.set(ahead)
        scene.faults += 1
        began, before = time.monotonic(), scene.clients.seen.acknowledged.total()
        await asyncio.sleep(_SETTLED)
        await scene.clients.progress(20)
        told = await _who(scene, token)
        if (told == "admin") != (ahead < LIFETIME):
            scene.bad.append(f"{name}: a log-in of {LIFETIME} is told {told}")
        await asyncio.sleep(max(0.0, _HOLD - (time.monotonic() - began)))
        days[name] = scene.clients.seen.acknowledged.total() - before
    await _look(scene)
    logged_out = scene.clients.seen.codes["UNAUTHENTICATED"]
    if logged_out:
        scene.bad.append(f"{logged_out} answers to clients said that they are not logged in")
    scene.notes.append("; ".join(f"{name}: {count} commands" for name, count in days.items()))


def _eve() -> timedelta:
    """To three seconds before the next business day."""
    local = datetime.now(UTC).astimezone(ZoneInfo(UNSET.zone))
    border = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo)
    return border - local - timedelta(seconds=3)


_TIMES: dict[str, Callable[[], timedelta]] = {
    "3 hours forward": lambda: timedelta(hours=3),
    "3 hours back": lambda: timedelta(0),
    "2 hours back": lambda: -timedelta(hours=2),
    "2 hours forward": lambda: timedelta(0),
    "to the eve of the next business day": _eve,
    "a day forward": lambda: timedelta(days=1),
    "two days back": lambda: -timedelta(days=1),
    "right again": lambda: timedelta(0),
}
"""How far the clock is set from the true time, one after the other."""


async def _who(scene: Scene, token: str) -> str:
    """The user name that a token is answered with, or the code of the refusal."""
    content = orjson.dumps({"query": "{ me { username } }"})
    head = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"http://127.0.0.1:{scene.server.port}/graphql", content=content, headers=head)
    told = answer.json()
    if "errors" in told:
        return str(told["errors"][0]["extensions"]["code"])
    return str(told["data"]["me"]["username"])


async def _look(scene: Scene) -> None:
    """What must hold whatever the clock did, and an old command repeated at last."""
    connection = await asyncpg.connect(scene.stage.url())
    try:
        for what, count in await connection.fetch(_AMISS, list(scene.clients.book.orders), CLIENTS):
            if count:
                scene.bad.append(f"{count} {what}")
        days = await connection.fetchval(
            "SELECT string_agg(business_day::text || ': ' || n, ', ' ORDER BY business_day) FROM (SELECT business_day,"
            " count(*) AS n FROM sales_order WHERE id = ANY($1::uuid[]) GROUP BY 1) AS d",
            list(scene.clients.book.orders),
        )
    finally:
        await connection.close()
    scene.notes.append(f"orders by business day: {days}")


__all__ = ["jumps"]
