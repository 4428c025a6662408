"""The process itself: how fast it is there, how much memory it keeps."""

from __future__ import annotations

import tempfile
from statistics import median
from typing import Any

import orjson

from bench.load import Job, post
from bench.reads import ME, NESTED
from bench.run import READER, Run
from bench.stage import Size, Stage, product


async def start(stage: Stage, size: Size, *, quick: bool) -> dict[str, Any]:
    """Seconds from the command to the first GraphQL answer, the database being up; median of several."""
    database = await stage.database(size)
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(2 if quick else 5):
            stage.say(f"cold start, {turn + 1} …")
            with product(stage, database, folder) as server:
                seconds.append(server.start_seconds)
    # The first start also migrates the job queue and fills the file cache.
    return {"first": round(seconds[0], 2), "median": round(median(seconds[1:]), 2)}


def memory(run: Run) -> dict[str, Any]:
    """Resident megabytes after the start, and after requests of both kinds: half of them, then all."""
    token = run.people[READER].token
    total, share = (1_000, 50) if run.quick else (10_000, 500)
    small = post("/graphql", orjson.dumps({"query": ME}), token)
    large = post("/graphql", orjson.dumps({"query": NESTED}), token)
    sizes = {"after start": _megabytes(run)}
    for half in (1, 2):
        run.say(f"memory over {total:,} requests …")
        for _ in range(5):
            run.fresh_budgets()
            run.generator.run(Job(run.product.port, [small] * ((total - share) // 10), 8))
            run.generator.run(Job(run.product.port, [large] * (share // 10), 8))
        sizes[f"after {total * half // 2:,} requests"] = _megabytes(run)
    return sizes


def _megabytes(run: Run) -> float:
    return round(run.product.memory / 2**20, 1)


__all__ = ["memory", "start"]
