"""Check-ins: planned visits, each of a rep of its own, by as many phones at once as there are clients."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import asyncpg
import orjson

from bench.load import Job, post
from bench.measure import CLIENTS, Row, Sample, clients_words, compare
from bench.orders import request
from bench.run import Run, open_for
from bench.stage import ROOT
from bench.writes import ANSWERED, BEHIND_ASGI, DONE, STATEMENT, asgi, pooled, take_turns

PUBLISHED = (ROOT / "graphql" / "operations" / "CheckIn.graphql").read_text(encoding="utf-8")

# Reps like those of the demo data, in the departments that have reps.
_CREW = """
INSERT INTO employee (code, name, username, department_id)
SELECT 'BENCH' || n, 'Bench ' || n, 'bench' || n, d.id
FROM generate_series(1, $1) n JOIN (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS all
    FROM (SELECT DISTINCT e.department_id AS id FROM employee e JOIN employee_role er ON er.employee_id = e.id
          JOIN role r ON r.id = er.role_id WHERE r.code = 'REP') found
) d ON d.number = n % d.all
RETURNING id
"""
_ROLE = "INSERT INTO employee_role (employee_id, role_id) SELECT unnest($1::uuid[]), id FROM role WHERE code = 'REP'"

# The visits of the round before are over, and each rep has another planned one where he is.
_PLAN = """
WITH over AS (
    UPDATE visit SET state = 'DONE', checked_out_at = now(), dwell_seconds = 1, effective = false
    WHERE rep_id = ANY($1::uuid[]) AND state = 'CHECKED_IN'
)
INSERT INTO visit (customer_id, rep_id, department_id, kind, state, business_day)
SELECT c.id, e.id, e.department_id, 'PLANNED', 'PLANNED', current_date
FROM unnest($1::uuid[]) WITH ORDINALITY AS crew (id, number) JOIN employee e ON e.id = crew.id
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM customer
      WHERE latitude IS NOT NULL) c ON c.number = crew.number
RETURNING id, rep_id, (SELECT latitude FROM customer c WHERE c.id = visit.customer_id) AS latitude,
    (SELECT longitude FROM customer c WHERE c.id = visit.customer_id) AS longitude
"""

# What a check-in left behind, without what differs from visit to visit.
_TRACES = """
SELECT json_build_object(
    'visit', json_build_array(v.state, v.evidence, v.evidence_reasons, v.distance, v.device, v.accuracy, v.version,
        v.checked_in_at IS NOT NULL, v.fixed_at IS NOT NULL),
    'findings', (SELECT count(*) FROM evidence_finding f WHERE f.visit_id = v.id),
    'audit', (SELECT json_agg(json_build_array(a.action, a.actor_id = v.rep_id, a.before->>'state',
                  a.after->>'evidence')) FROM audit_entry a WHERE a.entity_id = v.id),
    'operations', (SELECT count(*) FROM operation o WHERE o.result->>'visit_id' = v.id::text)
)::text FROM visit v WHERE v.id = $1
"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A planned visit, its rep, and where the customer is."""

    visit: str
    rep: str
    latitude: float
    longitude: float


async def check_ins(run: Run, clients: Sequence[int] = CLIENTS) -> list[Row]:
    """Check in, product and floors taking turns, each with visits of its own that are not planned in the time taken."""
    turns, share = (2, 120) if run.quick else (4, 800)
    run.say("hiring reps …")
    tokens = await _hire(run, share)
    rows: list[Row] = []
    for count in clients:
        samples: dict[str, list[Sample]] = {}
        for turn in range(turns):
            run.say(f"checking in, {clients_words(count)}, {turn + 1} of {turns} …")
            left: dict[str, str] = {}
            systems: dict[str, Any] = {
                "product": partial(_asked, run, tokens, count),
                STATEMENT: lambda plans, count=count: pooled(run, "check_in", _values(plans), count),
                BEHIND_ASGI: lambda plans, count=count: asgi(run, "check_in", _values(plans), count),
            }
            for name in take_turns(turn, systems):
                plans = await _plan(run.connection, list(tokens))
                sample = systems[name](plans)
                left[name] = plans[0].visit
                if turn:
                    samples.setdefault(name, []).append(sample)
            await _same_writes(run.connection, left)
        rows += compare("check-in", clients_words(count), samples, {STATEMENT: None, BEHIND_ASGI: None})
    return rows


async def _hire(run: Run, number: int) -> dict[str, str]:
    """Reps with a session each: employee → token."""
    async with run.connection.transaction():
        keys = [row["id"] for row in await run.connection.fetch(_CREW, number)]
        await run.connection.execute(_ROLE, keys)
    tokens = {str(key): (await open_for(run.connection, key)).token for key in keys}
    await run.connection.execute("VACUUM ANALYZE employee, employee_role")
    return tokens


async def _plan(connection: asyncpg.Connection, crew: list[str]) -> list[_Plan]:
    rows = await connection.fetch(_PLAN, crew)
    if len(rows) < len(crew):
        raise RuntimeError(f"the demo data hold too few customers with a position for {len(crew)} reps")
    return [_Plan(str(row["id"]), str(row["rep_id"]), row["latitude"], row["longitude"]) for row in rows]


def _asked(run: Run, tokens: dict[str, str], clients: int, plans: list[_Plan]) -> Sample:
    fixed_at = datetime.now(UTC).isoformat()
    requests = [
        post("/graphql", request(PUBLISHED, {
            "visitId": f"Visit:{plan.visit}", "operationId": str(uuid.uuid4()), "accuracy": 12.0, "fixedAt": fixed_at,
            "position": {"latitude": plan.latitude, "longitude": plan.longitude, "datum": "WGS84"}, "device": "bench",
        }), tokens[plan.rep])
        for plan in plans
    ]  # fmt: skip
    return run.drive(run.product, Job(run.product.port, requests, clients, None, ANSWERED, DONE))


def _values(plans: list[_Plan]) -> list[list[Any]]:
    """Values for the floor's check_in.sql, ready for JSON."""
    today = datetime.now(UTC).date().isoformat()
    return [[plan.rep, plan.visit, str(uuid.uuid4()), today, plan.latitude, plan.longitude, 0.0] for plan in plans]


async def _same_writes(connection: asyncpg.Connection, left: dict[str, str]) -> None:
    """Product and floor must have left the same behind, but for where each visit stands by now."""
    traces = {name: orjson.loads(await connection.fetchval(_TRACES, key)) for name, key in left.items()}
    for trace in traces.values():
        trace["visit"][0] = ""
    first = traces["product"]
    if any(trace != first for trace in traces.values()):
        raise RuntimeError(f"product and floor do not write the same: {traces}")


__all__ = ["check_ins"]
