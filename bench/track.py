"""Points of tracks: batches of 5,000 by as many phones at once as there are clients, against the same points written by
hand; all three take the same JSON over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import orjson

from bench.load import Job, post
from bench.measure import Row, Sample, clients_words, compare
from bench.orders import request
from bench.run import Run, open_for
from bench.stage import ROOT
from bench.writes import ANSWERED, DONE, take_turns

PUBLISHED = (ROOT / "graphql" / "operations" / "RecordTrack.graphql").read_text(encoding="utf-8")
POINTS = 5000
UNNEST, COPY = "unnest by hand, behind bare ASGI", "COPY by hand, behind bare ASGI"
_PATHS = {UNNEST: "/track_unnest", COPY: "/track_copy"}
_PHONES = """
SELECT e.id FROM employee e WHERE EXISTS (
    SELECT FROM employee_role er JOIN role r ON r.id = er.role_id WHERE er.employee_id = e.id AND r.code = 'REP')
ORDER BY e.id LIMIT $1
"""
# Everybody agrees, and is tracked around the clock: nothing is dropped. The demo's own points are out of the way.
_READY = """
TRUNCATE track_point;
DELETE FROM day_track;
UPDATE employee SET tracking_consent_at = '2020-01-01' WHERE tracking_consent_at IS NULL;
INSERT INTO setting (key, value)
VALUES ('track_from', '"00:00"'), ('track_until', '"00:00"'), ('track_on_days_off', 'true');
"""


async def tracks(run: Run, clients: Sequence[int] = (1, 4)) -> list[Row]:
    """Record points, product and floors taking turns, each with points of its own that are made in no measured time."""
    turns, batches = (2, 4) if run.quick else (4, 24)
    await run.connection.execute(_READY)
    phones = [row["id"] for row in await run.connection.fetch(_PHONES, max(clients))]
    tokens = {str(phone): (await open_for(run.connection, phone)).token for phone in phones}
    serial = count()
    rows: list[Row] = []
    for number in clients:
        samples: dict[str, list[Sample]] = {}
        for turn in range(turns):
            run.say(f"recording tracks, {clients_words(number)}, {turn + 1} of {turns} …")
            left = {}
            for name in take_turns(turn, {"product": None, UNNEST: None, COPY: None}):
                given = [(phone, _points(next(serial))) for phone in _spread(list(tokens), batches)]
                sample = _drive(run, name, given, tokens, number)
                left[name] = await run.connection.fetchval("SELECT count(*) FROM track_point")
                await run.connection.execute("TRUNCATE track_point")
                await run.connection.execute("DELETE FROM day_track")
                if turn:
                    samples.setdefault(name, []).append(replace(sample, rate=sample.rate * POINTS))
            if set(left.values()) != {batches * POINTS}:
                raise RuntimeError(f"product and floor do not write the same: {left}")
        what = f"points, {POINTS:,} a batch, {clients_words(number)}"
        rows += compare("track", what, samples, {UNNEST: None, COPY: None})
    return rows


def _spread(phones: list[str], batches: int) -> Iterator[str]:
    return (phones[number % len(phones)] for number in range(batches))


def _points(serial: int) -> list[dict[str, Any]]:
    """A phone's points of the last fourteen hours, none of them at a moment of another batch."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=10 * POINTS, microseconds=serial + 1)
    return [
        {
            "at": (begin + timedelta(seconds=10 * number)).isoformat(),
            "latitude": round(22.5 + number * 1e-5, 7), "longitude": round(113.9 + number * 1e-5, 7),
            "accuracy": 5.0 + number % 40, "mock": False,
        }
        for number in range(POINTS)
    ]  # fmt: skip


def _drive(
    run: Run, name: str, given: list[tuple[str, list[dict[str, Any]]]], tokens: dict[str, str], clients: int
) -> Sample:
    if name == "product":
        run.fresh_budgets()
        requests = [
            post("/graphql", request(PUBLISHED, {"points": points, "datum": "WGS84"}), tokens[phone])
            for phone, points in given
        ]
        return run.drive(run.product, Job(run.product.port, requests, clients, None, ANSWERED, DONE))
    bodies = [orjson.dumps({"employee": str(uuid.UUID(phone)), "points": points}) for phone, points in given]
    requests = [post(_PATHS[name], body) for body in bodies]
    return run.drive(run.floor, Job(run.floor.port, requests, clients, None, ANSWERED))


__all__ = ["tracks"]
