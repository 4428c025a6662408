"""The figures of visits (INS-1) at a thousand reps and a month, the search for abnormal customers and the check-in map:
the product's own statements, against a bare sum over the same visits."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from statistics import median
from typing import Any

import asyncpg

from bench.stage import Size, Stage
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.insight.alerts import find
from erp_visit.insight.checkins import check_ins
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, figures
from erp_visit.org.rights import Right

SIZE = Size(1_000, 10_000)
DAYS = 31
_FLOOR = (
    "SELECT rep_id, count(*), count(*) FILTER (WHERE state = 'DONE'), sum(dwell_seconds)"
    " FROM visit WHERE business_day BETWEEN $1 AND $2 GROUP BY rep_id"
)
"""What no statement can do without: to read the month and add it up, without customers, orders and shares."""


async def insight(stage: Stage, *, quick: bool) -> dict[str, Any]:
    """Milliseconds of each kind of figures, as facts of the report."""
    connection = await asyncpg.connect(
        stage.url(await stage.database(SIZE)), server_settings={"timezone": "UTC", "jit": "off"}
    )
    try:
        stage.say("making a million visits of 1,000 reps …")
        await stage.fill(connection, "field")
        return await _measure(stage, connection, 3 if quick else 9)
    finally:
        await connection.close()


async def _measure(stage: Stage, connection: asyncpg.Connection, rounds: int) -> dict[str, Any]:
    last = await connection.fetchval(
        "SELECT max(v.business_day) FROM visit v JOIN employee e ON e.id = v.rep_id WHERE starts_with(e.code, 'FIELD')"
    )
    first = last - timedelta(days=DAYS - 1)
    number = await connection.fetchval("SELECT count(*) FROM visit WHERE business_day BETWEEN $1 AND $2", first, last)
    department = await connection.fetchval("SELECT id FROM department WHERE code = 'FIELD'")
    rights = frozenset(str(right) for right in Right)
    reader = Actor(uuid.UUID(int=0), "bench", "bench", department, (department,), Profile(rights, Scope.ALL))

    async def floor() -> Any:
        return await connection.fetch(_FLOOR, first, last)

    found = {"figures of": f"{number:,} visits in {DAYS} days"}
    for by in By:
        stage.say(f"figures by {by.value.lower()} …")
        query = FigureQuery(from_on=first, to_on=last, by=by)

        async def ask(query: FigureQuery = query) -> Any:
            return await figures(connection, reader, query)

        # The floor beside each: what else the machine does then weighs on both.
        bare, taken = await _milliseconds(floor, rounds), await _milliseconds(ask, rounds)
        found[f"by {by.value.lower()}"] = f"{taken:.0f} ms, bare sum {bare:.0f} ms ({taken / bare:.1f}×)"

    async def everywhere() -> Any:
        return await check_ins(connection, reader, from_on=last - timedelta(days=91), to_on=last)

    stage.say("check-in map …")
    points = await connection.fetchval("SELECT count(*) FROM visit WHERE latitude IS NOT NULL")
    found[f"check-in map of {points:,} points"] = f"{await _milliseconds(everywhere, rounds):.0f} ms"
    stage.say("abnormal customers …")

    async def search() -> Any:
        async with connection.transaction():
            return await find(connection, last)

    found["abnormal customers"] = f"{await _milliseconds(search, rounds):.0f} ms"
    return found


async def _milliseconds(work: Callable[[], Awaitable[Any]], rounds: int) -> float:
    """The median of several rounds after one to warm up."""
    taken = []
    for turn in range(rounds + 1):
        began = time.perf_counter()
        await work()
        if turn:
            taken.append(time.perf_counter() - began)
    return median(taken) * 1000


__all__ = ["insight"]
