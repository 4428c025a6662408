"""The memory of a server process over 100,000 requests: what it takes does not grow with what it was asked."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
import orjson
import redis
from websockets import Subprotocol
from websockets.asyncio.client import ClientConnection, connect

from bench.load import Generator, Job, post
from bench.orders import Market
from drills.load import Seen, log_in, open_market
from drills.scene import Result
from drills.sheet import Sheet
from drills.stage import Stage, document
from drills.verify import Verdict
from erp_visit.web import COOKIE

REQUESTS = 100_000
GROWTH = 1.05
"""How much more it may ever take than after a fifth of the requests, when its caches are full."""
_PORTION, _TOLD, _CLIENTS = 500, 10_000, 8
_PEOPLE = ("admin", "rep1")
_LISTS = ("customers", "orders", "visits", "products", "stockMovements", "receivables", "ledgerEntries", "auditEntries")
_PAGES = ("", "queues/orders", "queues/stock", "customers", "orders", "visits", "products", "customers?search=S{}")
_SOCKETS, _NEW_SOCKETS = 10, 2
"""How many subscriptions there are at a time, and how many of them are new with each portion."""


async def memory(stage: Stage) -> Result:
    """Ask for all kinds of things, and who one is; with searches and in documents that are new each time."""
    await stage.fresh()
    sizes: list[tuple[int, float]] = []
    with stage.server() as server, Generator() as generator:
        assert server.process is not None
        keys, market = await _prepare(stage)
        asked = _Asked({name: await log_in(stage, name, timedelta(hours=1)) for name in _PEOPLE}, market)
        budget = redis.Redis.from_url(stage.addresses.redis_url)
        sockets: deque[ClientConnection] = deque()
        sizes.append((0, _megabytes(server.process.pid)))
        for sent in range(_PORTION, REQUESTS + 1, _PORTION):
            budget.delete(*(f"erp-visit:cost:{key}" for key in keys))
            for job in asked.jobs(server.port, sent - _PORTION):
                await asyncio.to_thread(generator.run, job)
            await _renew(sockets, server.port, asked.tokens["admin"])
            if sent % _TOLD == 0:
                sizes.append((sent, _megabytes(server.process.pid)))
                stage.say(f"{sent:,} requests: {sizes[-1][1]:.1f} MB")
        budget.close()
        for socket in sockets:
            await socket.close()
    return _judged(sizes)


def _judged(sizes: list[tuple[int, float]]) -> Result:
    """What came of it: what it took after a fifth, and the most that it took later."""
    result = Result("memory", 0, Seen(), Verdict(0, 0, 0, []), timed=False)
    result.seen.answers = REQUESTS
    early = next(size for sent, size in sizes if sent >= REQUESTS // 5)
    most = max(size for sent, size in sizes if sent >= REQUESTS // 5)
    half = next(size for sent, size in sizes if sent >= REQUESTS // 2)
    each = (sizes[-1][1] - half) * 1024 / (REQUESTS / 2 / 1000)
    result.notes.append(
        f"{sizes[0][1]:.1f} MB after the start, {early:.1f} MB after a fifth, {most:.1f} MB at most since,"
        f" {sizes[-1][1]:.1f} MB at the end; over the second half {each:+.1f} KB for each 1,000 requests"
    )
    if most > GROWTH * early:
        result.bad.append(f"it grew from {early:.0f} to {most:.0f} MB")
    result.sheet = Sheet(
        ("requests", "MB", "verdict"),
        [(f"{sent:,}", f"{size:.1f}", "kept" if size <= GROWTH * early else "it grew") for sent, size in sizes],
    )
    return result


@dataclass
class _Asked:
    """The requests. No two of those with a search, with a name or a mistake of their own are alike."""

    tokens: Mapping[str, str]
    market: Market

    def jobs(self, port: int, first: int) -> Iterator[Job]:
        """A portion, by what its answers look like: of 50 requests 42 read, 4 are refused, 3 are orders, 1 a page."""
        numbers = range(first, first + _PORTION)
        reads = [self._read(number) for number in numbers if number % 50 < 42]
        yield Job(port, reads, _CLIENTS, None, b'{"data":{')
        refused = [self._refused(number) for number in numbers if 42 <= number % 50 < 46]
        yield Job(port, refused, _CLIENTS, None, b'{"errors":[{')
        orders = self.market.inputs(_PORTION // 50 * 3, random.Random(first))
        sent = [self._query(document("SubmitOrder"), input=order) for order in orders]
        yield Job(port, sent, _CLIENTS, None, b'{"data":{"submitOrder":{"order":{', b'"userErrors":[]')
        pages = [self._page(number) for number in numbers if number % 50 == 49]
        yield Job(port, pages, _CLIENTS, None, b"<!DOCTYPE html>")

    def _read(self, number: int) -> bytes:
        match number % 10:
            case 0 | 1 | 2 | 3 | 4:
                return self._query(document("Me"))
            case 5:
                return self._query(document("FindCustomers"), search=f"S{number}")
            case 6:
                return self._query(f"query Q{number} {{ me {{ id name a{number}: username }} }}")
        return self._query(f"{{ list: {_LISTS[number // 10 % len(_LISTS)]}(first: 20) {{ nodes {{ id }} }} }}")

    def _refused(self, number: int) -> bytes:
        match number % 50:
            case 42:
                return self._query("{ me { nobody } }")
            case 43:
                return self._query(f"{{ me {{ nobody{number} }} }}")
            case 44:
                return self._query(document("SubmitOrder"), input={"id": "none", "customerId": "none", "lines": []})
        return self._query("{ auditEntries(first: 1) { nodes { id } } }", "rep1")

    def _query(self, text: str, who: str = "admin", **variables: object) -> bytes:
        return post("/graphql", orjson.dumps({"query": text, "variables": variables}), self.tokens[who])

    def _page(self, number: int) -> bytes:
        path = _PAGES[number // 50 % len(_PAGES)].format(number)
        return (
            f"GET /admin/{path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {COOKIE}={self.tokens['admin']}\r\n\r\n".encode()
        )


async def _renew(sockets: deque[ClientConnection], port: int, token: str) -> None:
    """Let go of the oldest subscriptions for new ones."""
    for _ in range(_NEW_SOCKETS):
        socket = await connect(
            f"ws://127.0.0.1:{port}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            max_queue=None,  # nobody reads the events: they are to be sent
        )
        await socket.send(orjson.dumps({"type": "connection_init", "payload": {"token": token}}).decode())
        await socket.recv()
        asked = {"type": "subscribe", "id": "1", "payload": {"query": document("OrderChanged")}}
        await socket.send(orjson.dumps(asked).decode())
        sockets.append(socket)
        if len(sockets) > _SOCKETS:
            await sockets.popleft().close()


async def _prepare(stage: Stage) -> tuple[list[object], Market]:
    """The ids of those who ask, and what can be ordered."""
    connection = await asyncpg.connect(stage.url())
    try:
        keys = [
            row["id"] for row in await connection.fetch("SELECT id FROM employee WHERE username = ANY($1)", _PEOPLE)
        ]
        return keys, await open_market(connection)
    finally:
        await connection.close()


def _megabytes(process: int) -> float:
    """Resident memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


__all__ = ["REQUESTS", "memory"]
