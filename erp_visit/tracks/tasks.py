"""What is done on tracks in the background: summaries, partitions, retention. All safe to repeat."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import structlog

from erp_visit import db
from erp_visit.core.clock import business_day, day_start, now
from erp_visit.jobs import BACK_OFF, app
from erp_visit.org.settings import control_parameters
from erp_visit.tracks.days import STALE, sum_up

REST_MINUTES = 10
"""A day on which points still come in is summed up so often, whoever looks at it has it at once."""
PORTION = 200
MONTHS_AHEAD = 3
_PARTITION = re.compile(r"track_point_(\d{4})(\d{2})")

log = structlog.get_logger(__name__)


async def sum_up_stale(rest_minutes: int = REST_MINUTES) -> int:
    """Make summaries anew that points or visits came for since; how many."""
    done = 0
    while True:
        async with db.connection() as connection:
            rows = await connection.fetch(
                f"SELECT d.id FROM day_track d WHERE (d.stale OR d.business_day >= current_date - 2) AND {STALE}"
                " AND coalesce(d.computed_at, '-infinity') <= now() - make_interval(mins => $1)"
                " ORDER BY d.computed_at NULLS FIRST LIMIT $2",
                rest_minutes, PORTION,
            )  # fmt: skip
        for row in rows:
            done += await sum_up(row["id"])
        if len(rows) < PORTION:
            return done


async def make_partitions() -> None:
    """Make the partitions of this month and the next ones."""
    async with db.transaction() as connection:
        await connection.execute(
            "SELECT make_track_month((now() AT TIME ZONE 'UTC' + make_interval(months => n))::date)"
            " FROM generate_series(0, $1) n",
            MONTHS_AHEAD,
        )


async def forget_old_points() -> int:
    """Delete points and lines older than the setting says, whole business days; how many points, not counting those of
    months that are dropped whole. Mileages stay: they say how far, not where."""
    async with db.connection() as connection:
        parameters = await control_parameters(connection, None)
        partitions = await connection.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'track_point'::regclass"
        )
    rules = (parameters.timezone, parameters.cutoff_hour)
    first_kept = business_day(now(), *rules) - timedelta(days=parameters.track_retention_days)
    moment = day_start(first_kept, *rules)
    for partition in partitions:
        if (ends := _end_of(partition["name"])) is not None and ends <= moment:
            async with db.transaction() as connection:
                await connection.execute(f'DROP TABLE IF EXISTS "{partition["name"]}"')
            log.info("a month of track points is dropped", partition=partition["name"])
    async with db.transaction() as connection:
        await db.take_time(connection)
        status = await connection.execute("DELETE FROM track_point WHERE at < $1", moment)
        await connection.execute(
            "UPDATE day_track SET line = NULL, stops = '[]', stale = false"
            " WHERE business_day < $1 AND (line IS NOT NULL OR stops <> '[]' OR stale)",
            first_kept,
        )
    return int(status.rpartition(" ")[2])


def _end_of(partition: str) -> datetime | None:
    """The moment at which a month's partition ends; None for the one of all other points."""
    match = _PARTITION.fullmatch(partition)
    if match is None:
        return None
    following = date(int(match[1]), int(match[2]), 28) + timedelta(days=4)
    return datetime(following.year, following.month, 1, tzinfo=UTC)


@app.periodic(cron="*/5 * * * *")
@app.task(name="sum_up_tracks", queueing_lock="sum_up_tracks", retry=BACK_OFF)
async def sum_up_tracks(timestamp: int) -> None:
    """Make the summaries of days anew for which points came."""
    await sum_up_stale()


@app.periodic(cron="11 18 * * *")  # UTC: in China the middle of the night
@app.task(name="keep_tracks", queueing_lock="keep_tracks", retry=BACK_OFF)
async def keep_tracks(timestamp: int) -> None:
    """Make the partitions of the next months and delete points that are too old."""
    await make_partitions()
    forgotten = await forget_old_points()
    if forgotten:
        log.info("old track points are deleted", count=forgotten)


__all__ = ["forget_old_points", "make_partitions", "sum_up_stale"]
