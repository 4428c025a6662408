"""The company's clock in this process (core/clock.py): read when the process starts, and again whenever settings
change.

Changes that are still to come are known beforehand, so each is felt at its moment. Should an event be lost, the clock
is right again after a minute at the latest.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import orjson
import structlog
from asyncpg import InterfaceError, PostgresError

from erp_visit import db, events
from erp_visit.core.background import beside
from erp_visit.core.clock import UNSET, Reckoning, know
from erp_visit.core.errors import DomainError

KEYS = ("timezone", "cutoff_hour")
"""The control parameters that it goes by; they are the company's alone."""
OLDEST_SECONDS = 60.0
"""What is known is read anew after so long, whatever events came."""

log = structlog.get_logger(__name__)


async def reckonings(connection: db.Connection, moment: datetime) -> list[tuple[datetime, Reckoning]]:
    """From when on which reckoning is in force: the one at a moment, then those that are set to follow."""
    rows = await connection.fetch(
        "SELECT key, value, starts_at, ends_at FROM setting WHERE key = ANY($2::text[]) AND value IS NOT"
        " NULL AND department_id IS NULL AND employee_id IS NULL AND withdrawn_at IS NULL"
        " AND coalesce(ends_at, 'infinity') > $1",
        moment, KEYS,
    )  # fmt: skip

    def at(since: datetime) -> Reckoning:
        values: dict[str, Any] = {"timezone": UNSET.zone, "cutoff_hour": UNSET.cutoff_hour}
        for row in rows:
            if row["starts_at"] <= since and (row["ends_at"] is None or since < row["ends_at"]):
                values[row["key"]] = orjson.loads(row["value"])
        return Reckoning(values["timezone"], values["cutoff_hour"])

    borders = {row[side] for row in rows for side in ("starts_at", "ends_at")}
    changes = [moment, *sorted(border for border in borders if border is not None and border > moment)]
    return [(since, at(since)) for since in changes]


async def learn_clock() -> None:
    """Read the company's clock. If the database cannot say, what was known before stays, which is logged."""
    try:
        async with db.connection() as connection:
            know(await reckonings(connection, await connection.fetchval("SELECT clock_timestamp()")))
    except (OSError, DomainError, PostgresError, InterfaceError) as error:
        log.warning("the company's clock could not be read", error=str(error))


@asynccontextmanager
async def clock_kept(hub: events.Hub) -> AsyncIterator[None]:
    """Know the company's clock for as long as the block runs, by what the hub hears."""
    await learn_clock()
    async with beside(_keep(hub), "clock"):
        yield


async def _keep(hub: events.Hub) -> None:
    """Read it anew whenever settings change in any process."""
    with hub.queue({"Setting"}) as queue:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(OLDEST_SECONDS):
                    await queue.get()
            await learn_clock()


__all__ = ["KEYS", "clock_kept", "learn_clock", "reckonings"]
