"""The memory of a server process over 100,000 requests: what it takes does not grow with what it was asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import orjson
import redis

from bench.load import Generator, Job, post
from drills.load import Seen, log_in
from drills.scene import Result
from drills.sheet import Sheet
from drills.stage import Stage, document
from drills.verify import Verdict

REQUESTS = 100_000
GROWTH = 1.05
"""How much more it may take at the end than after a fifth of the requests, when its caches are full."""
_PORTION, _TOLD, _CLIENTS = 500, 10_000, 8
_LISTS = ("customers", "orders", "visits", "products", "stockMovements", "receivables", "ledgerEntries", "auditEntries")


async def memory(stage: Stage) -> Result:
    """Ask who one is and for pages of lists, with searches and in documents that are new each time."""
    await stage.fresh()
    sizes: list[tuple[int, float]] = []
    with stage.server() as server, Generator() as generator:
        assert server.process is not None
        key, token = await _key(stage), await log_in(stage, "admin", timedelta(hours=1))
        budget = redis.Redis.from_url(stage.addresses.redis_url)
        sizes.append((0, _megabytes(server.process.pid)))
        for sent in range(_PORTION, REQUESTS + 1, _PORTION):
            budget.delete(f"erp-visit:cost:{key}")
            requests = [_request(sent - _PORTION + number, token) for number in range(_PORTION)]
            job = Job(server.port, requests, _CLIENTS, None, b'{"data":{')
            await asyncio.to_thread(generator.run, job)
            if sent % _TOLD == 0:
                sizes.append((sent, _megabytes(server.process.pid)))
                stage.say(f"{sent:,} requests: {sizes[-1][1]:.0f} MB")
        budget.close()
    result = Result("memory", 0, Seen(), Verdict(0, 0, 0, []), timed=False)
    result.seen.answers = REQUESTS
    early = next(size for sent, size in sizes if sent >= REQUESTS // 5)
    last = sizes[-1][1]
    result.notes.append(f"{sizes[0][1]:.0f} MB after the start, {early:.0f} MB after a fifth, {last:.0f} MB at the end")
    if last > GROWTH * early:
        result.bad.append(f"it grew from {early:.0f} to {last:.0f} MB")
    result.sheet = Sheet(
        ("requests", "MB", "verdict"),
        [(f"{sent:,}", f"{size:.1f}", "kept" if size <= GROWTH * early else "it grew") for sent, size in sizes],
    )
    return result


def _request(number: int, token: str) -> bytes:
    """The request of a number: no two of those with a search or with a name of their own are alike."""
    match number % 10:
        case 0 | 1 | 2 | 3 | 4:
            asked: dict[str, object] = {"query": document("Me")}
        case 5:
            asked = {"query": document("FindCustomers"), "variables": {"search": f"S{number}"}}
        case 6:
            asked = {"query": f"query Q{number} {{ me {{ id name a{number}: username }} }}"}
        case _:
            asked = {"query": f"{{ list: {_LISTS[number // 10 % len(_LISTS)]}(first: 20) {{ nodes {{ id }} }} }}"}
    return post("/graphql", orjson.dumps(asked), token)


async def _key(stage: Stage) -> object:
    connection = await asyncpg.connect(stage.url())
    try:
        return await connection.fetchval("SELECT id FROM employee WHERE username = 'admin'")
    finally:
        await connection.close()


def _megabytes(process: int) -> float:
    """Resident memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


__all__ = ["REQUESTS", "memory"]
