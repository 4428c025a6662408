"""A plan of 50 reps with 200 customers each for four weeks: worked out as the background job does it, then applied. How
long the event loop of the server was kept waiting meanwhile tells whether people notice."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import timedelta
from typing import Any

from bench.stage import Size, Stage
from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.domains import public_models
from erp_visit.org.rights import Right
from erp_visit.planning.applying import apply_plan
from erp_visit.planning.facts import read_facts
from erp_visit.planning.plans import request_plan, work_out

SIZE = Size(1_000, 10_000)
REPS, SHOPS, DAYS = 50, 200, 28
GOAL_SECONDS = 60
_MAKE = """
WITH place AS (
    INSERT INTO department (id, code, name) VALUES ($1, 'PLANNING', 'Planning') RETURNING id
), rep AS (
    INSERT INTO employee (code, name, department_id, start_latitude, start_longitude)
    SELECT 'PLAN' || n, 'Rep ' || n, place.id, 31 + n % 10 * 0.05, 121 + n / 10 * 0.05
    FROM place, generate_series(1, $2::int) n RETURNING id, start_latitude, start_longitude, department_id
), shop AS (
    INSERT INTO customer (code, name, owner_id, department_id, level, latitude, longitude, opening_hours)
    SELECT 'PLAN' || row_number() OVER (), 'Shop', rep.id, rep.department_id,
           (ARRAY['A', 'B', 'B', 'C', 'C', 'C', 'C', 'D', 'D', 'D'])[1 + n % 10],
           rep.start_latitude + (hashtext(rep.id::text || n) % 1000) * 0.00005,
           rep.start_longitude + (hashtext(n || rep.id::text) % 1000) * 0.00005,
           CASE WHEN n % 5 = 0 THEN '{"1":[["08:00","12:00"],["14:00","20:00"]],"2":[["09:00","20:00"]],'
           '"3":[["09:00","20:00"]],"4":[["13:30","20:00"]],"5":[["09:00","20:00"]]}'::jsonb ELSE '{}'::jsonb END
    FROM rep, generate_series(1, $3::int) n RETURNING id, owner_id, department_id
)
INSERT INTO visit (customer_id, rep_id, department_id, kind, state, business_day, started_at, checked_in_at,
                   checked_out_at)
SELECT id, owner_id, department_id, 'AD_HOC', 'DONE', $4::date - 1 - abs(hashtext(id::text)) % 40, now(), now(), now()
FROM shop
"""


async def planning(stage: Stage, *, quick: bool) -> dict[str, Any]:
    """Seconds of each step, as facts of the report."""
    public_models()  # visibility looks columns up in them
    await db.open_pool(stage.url(await stage.database(SIZE)), 4)
    try:
        return await _measure(stage, 5 if quick else REPS)
    finally:
        await db.close_pool()


async def _measure(stage: Stage, reps: int) -> dict[str, Any]:
    place, today = uuid.uuid4(), clock.today()
    stage.say(f"making {reps * SHOPS:,} customers of {reps} reps …")
    async with db.transaction() as connection:
        await connection.execute(_MAKE, place, reps, SHOPS, today)
        await connection.execute("ANALYZE customer, visit")
    rights = frozenset(str(right) for right in Right)
    manager = await _manager(place, rights)
    first, plan = today + timedelta(days=7 - today.weekday()), uuid.uuid4()
    await request_plan(manager, id=plan, department_id=place, starts_on=first, ends_on=first + timedelta(days=DAYS - 1))
    stage.say(f"planning {reps} reps × {SHOPS} customers × {DAYS} days …")
    async with db.connection() as connection:
        keys = [row["id"] for row in await connection.fetch("SELECT id FROM employee WHERE department_id = $1", place)]
        began = time.perf_counter()
        await read_facts(
            connection, keys, first, first + timedelta(days=DAYS - 1), ["FREQUENCY", "ASSIGNMENT", "ALERT"]
        )
        facts = time.perf_counter() - began
    longest = [0.0]
    watch = asyncio.create_task(_watch(longest))
    began = time.perf_counter()
    await work_out(plan)
    worked = time.perf_counter() - began
    held = longest[0]
    stage.say("applying it …")
    began = time.perf_counter()
    done = await apply_plan(manager, plan_id=plan)
    applied = time.perf_counter() - began
    watch.cancel()
    verdict = "" if reps < REPS else f" (goal {GOAL_SECONDS} s{'' if worked < GOAL_SECONDS else ', falls short'})"
    return {
        f"plan of {reps} reps × {SHOPS} customers × {DAYS} days": f"{worked:.1f} s{verdict}, {done.visits:,} visits",
        "of that, reading the facts": f"{facts * 1000:.0f} ms",
        "longest the event loop was kept meanwhile": f"{held * 1000:.0f} ms",
        "applying it": f"{applied:.1f} s",
    }


async def _manager(place: uuid.UUID, rights: frozenset[str]) -> Actor:
    async with db.connection() as connection:
        key = await connection.fetchval("SELECT id FROM employee WHERE department_id = $1 LIMIT 1", place)
    return Actor(key, "bench", "bench", place, (place,), Profile(rights, Scope.ALL))


async def _watch(longest: list[float]) -> None:
    """Notes by how much a sleep of 10 ms was late: so long nothing else was answered."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.01)
        longest[0] = max(longest[0], time.perf_counter() - began - 0.01)


__all__ = ["planning"]
