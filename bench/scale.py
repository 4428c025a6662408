"""Scale-out: one and two processes, with and without PgBouncer, behind nginx.

All of them, the database and whoever asks share this machine, so the processor time of a request says more than the
rates do.
"""

from __future__ import annotations

import random
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench import orders
from bench.load import Job, post
from bench.reads import ANSWERED, ME, NESTED
from bench.run import READER, SELLER, Run
from bench.stage import Process, Stage
from bench.writes import DONE
from tools.cluster import missing, pooler, proxy

CLIENTS = 16
ONE, POOLED, PROXIED, TWO, BOTH = (
    "1 process", "1 process, PgBouncer", "1 process, nginx", "2 processes, nginx", "2 processes, nginx, PgBouncer"
)  # fmt: skip


async def scale(stage: Stage, run: Run) -> dict[str, Any]:
    """By figure and set-up: answers a second, and processor milliseconds of the servers and the database for each."""
    if lacking := missing("pgbouncer", "nginx"):
        return {"scale-out": f"not measured: {', '.join(lacking)} is not installed"}
    url = stage.url(await run.connection.fetchval("SELECT current_database()"))
    market = await orders.open_market(run.connection)
    rates: dict[str, dict[str, float]] = {}
    costs: dict[str, dict[str, str]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # noqa: ASYNC240 -- nothing else is under way; PgBouncer runs as another user
        between = stack.enter_context(pooler(folder, url))
        pooled = {"ERP_VISIT_POOLER_URL": between.url, "ERP_VISIT_TRUSTED_PROXIES": "127.0.0.1"}
        plain = [run.product, stack.enter_context(run.another())]
        behind = [stack.enter_context(run.another(**pooled)) for _ in range(2)]
        set_ups: dict[str, tuple[int, list[Process]]] = {
            ONE: (plain[0].port, plain[:1]),
            POOLED: (behind[0].port, behind[:1]),
        }
        for name, several in ((PROXIED, plain[:1]), (TWO, plain), (BOTH, behind)):
            ports = [one.port for one in several]
            set_ups[name] = (stack.enter_context(proxy("nginx", folder / f"nginx-{len(set_ups)}", ports)), several)
        for figure, rounds in (("me", 3), ("nested read", 3), ("submit", 3)):
            found: dict[str, list[tuple[float, float, float]]] = {}
            for turn in range(rounds + 1):  # the first one warms up
                for name, (port, several) in set_ups.items():
                    run.say(f"scale-out: {figure}, {name}, {turn} of {rounds} …")
                    measured = _measure(run, figure, market, port, several)
                    if turn:
                        found.setdefault(name, []).append(measured)
            rates[figure] = {name: round(median(one[0] for one in all_), 0) for name, all_ in found.items()}
            costs[figure] = {
                name: " + ".join(f"{median(one[part] for one in all_):.2f}" for part in (1, 2))
                for name, all_ in found.items()
            }
    return {"scale-out, answers/s": rates, "scale-out, processor ms of servers + database": costs}


def _measure(
    run: Run, figure: str, market: orders.Market, port: int, several: list[Process]
) -> tuple[float, float, float]:
    run.fresh_budgets()
    before = _spent(several), run.database.cpu or 0.0
    outcome = run.generator.run(_job(run, figure, market, port))
    after = _spent(several), run.database.cpu or 0.0
    servers, database = (1000 * (late - early) / outcome.answers for early, late in zip(before, after, strict=True))
    return outcome.rate, servers, database


def _job(run: Run, figure: str, market: orders.Market, port: int) -> Job:
    if figure == "submit":
        token = run.people[SELLER].token
        inputs = market.inputs(200 if run.quick else 600, random.Random(uuid.uuid4().int))
        requests = [post("/graphql", orders.request(orders.SUBMIT, one), token) for one in inputs]
        return Job(port, requests, CLIENTS, None, ANSWERED, DONE)
    document, number = (ME, 2000) if figure == "me" else (NESTED, 200)
    request = post("/graphql", orjson.dumps({"query": document}), run.people[READER].token)
    return Job(port, [request] * (number // 4 if run.quick else number), CLIENTS, None, ANSWERED)


def _spent(several: list[Process]) -> float:
    return sum(one.cpu or 0.0 for one in several)


__all__ = ["scale"]
