"""Clients at work: each takes its orders from submission to the customer's payment, and repeats what was not answered.

Every command has its id before it is first sent; whatever is answered is written down, and in the end compared with
what the database holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import httpx
import orjson

from bench.orders import CUSTOMERS, HOUSE, PRODUCTS, WITHOUT_LIMITS, Market
from drills.stage import Server, Stage, body
from erp_visit import cache, db
from erp_visit.org.actors import find_account
from erp_visit.org.sessions import current_epoch, open_session

CLIENTS = 6
LONG_SHIFT = timedelta(days=3)
"""How long the clients' log-ins last: longer than any clock jumps here."""
_PATIENCE = 30.0
_REST = 0.15
_SECONDS_TO_END = 90
_AGAIN = {"UNAVAILABLE", "TIMEOUT", "THROTTLED", "CONFLICT"}
DRIVER_WORDS = (
    "asyncpg", "redis.", "Traceback", "postgres", "Errno", "socket", "No space left", "could not", "relation", "FATAL",
)  # fmt: skip
"""What drivers and servers say, and no answer of ours."""


@dataclass
class Seen:
    """What the clients saw.

    `cut_off` counts commands that were sent and whose connection then broke, `knocks` the attempts to connect while
    there was no server (each client tries several times a second), `replayed` the commands that a repeat found done.
    """

    answers: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    cut_off: int = 0
    knocks: int = 0
    hangs: int = 0
    odd: list[str] = field(default_factory=list)
    slowest: float = 0.0
    replayed: int = 0
    last_done: float = 0.0


@dataclass
class Book:
    """Acknowledged results by id."""

    orders: dict[str, str] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    shipped: set[str] = field(default_factory=set)
    receipts: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)


class Clients:
    """Several clients of one server."""

    def __init__(self, server: Server, market: Market, tokens: dict[str, str], count: int) -> None:
        self.server = server
        self.seen = Seen()
        self.book = Book()
        self.allowed: frozenset[str] = frozenset()
        """Codes of refusals that are right, whatever the drill does; the order is left as it is then."""
        self.in_flight = 0
        """Commands that have been sent and not been answered."""
        self._market = market
        self._tokens = tokens
        self._stopping = False
        self._http = httpx.AsyncClient(
            timeout=_PATIENCE, limits=httpx.Limits(max_keepalive_connections=count, max_connections=2 * count)
        )
        self._tasks = [asyncio.create_task(self._work(random.Random(number))) for number in range(count)]

    async def end(self) -> None:
        """Have every client finish the command under way: what was not answered is repeated until it is."""
        self._stopping = True
        done, pending = await asyncio.wait(self._tasks, timeout=_SECONDS_TO_END)
        for task in pending:
            task.cancel()
            self.seen.odd.append("a command was never answered")
        for task in done:
            if (error := task.exception()) is not None:
                raise error
        await self._http.aclose()

    async def progress(self, more: int = 1, seconds: float = 30.0) -> float:
        """Wait until so many more commands have been acknowledged; how long that took."""
        began, goal = time.monotonic(), self.seen.acknowledged.total() + more
        while self.seen.acknowledged.total() < goal:
            if time.monotonic() - began > seconds:
                self.seen.odd.append(f"nothing was acknowledged for {seconds:.0f} s")
                break
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def _work(self, chance: random.Random) -> None:
        while not self._stopping:
            with contextlib.suppress(_Refused):
                await self._one_order(chance)

    async def _one_order(self, chance: random.Random) -> None:
        asked = self._market.inputs(1, random.Random(chance.getrandbits(64) ^ uuid.uuid4().int))[0]
        key = asked["id"]
        self.book.sent.add(key)
        order = (await self._do("submitOrder", "SubmitOrder", "admin", asked))["order"]
        self.book.orders[key] = order["number"]
        if self._stopping:
            return
        operation = {"orderId": order["id"], "operationId": str(uuid.uuid4())}
        approved = await self._do("approveOrder", "ApproveOrder", "clerk", operation)
        self.book.approved.add(key)
        document = approved["stockDocuments"][0]["id"]
        if self._stopping:
            return
        operation = {"stockDocumentId": document, "operationId": str(uuid.uuid4())}
        await self._do("confirmStockDocument", "ConfirmStockDocument", "keeper", operation)
        if self._stopping:
            return
        operation = {"stockDocumentId": document, "operationId": str(uuid.uuid4())}
        await self._do("shipStockDocument", "ShipStockDocument", "keeper", operation)
        self.book.shipped.add(key)
        if self._stopping:
            return
        receipt = {
            "id": str(uuid.uuid4()), "customerId": asked["customerId"], "method": "CASH",
            "amount": str(Decimal(chance.randint(100, 9999)) / 100),
        }  # fmt: skip
        self.book.receipts[receipt["id"]] = ""
        recorded = await self._do("recordReceipt", "RecordReceipt", "finance", receipt)
        self.book.receipts[receipt["id"]] = recorded["receipt"]["number"]

    async def _do(self, name: str, document: str, who: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Send a command until it is done."""
        content = body(document, input=asked)
        head = {"content-type": "application/json", "authorization": f"Bearer {self._tokens[who]}"}
        while True:
            began = time.monotonic()
            self.in_flight += 1
            try:
                answer = await self._http.post(f"http://127.0.0.1:{self.server.port}/graphql", content=content,
                                               headers=head)  # fmt: skip
            except httpx.TimeoutException:
                self.seen.hangs += 1
                continue
            except httpx.ConnectError:
                self.seen.knocks += 1
                await asyncio.sleep(_REST)
                continue
            except httpx.TransportError:
                self.seen.cut_off += 1
                await asyncio.sleep(_REST)
                continue
            finally:
                self.in_flight -= 1
            self.seen.slowest = max(self.seen.slowest, time.monotonic() - began)
            self.seen.answers += 1
            done = self._judge(name, answer)
            if done is not None:
                self.seen.acknowledged[name] += 1
                self.seen.replayed += bool(done.get("replayed"))
                self.seen.last_done = time.monotonic()
                return done
            await asyncio.sleep(_REST)

    def _judge(self, name: str, answer: httpx.Response) -> dict[str, Any] | None:
        """The payload of a command that was done; None if it is to be sent again."""
        try:
            content = orjson.loads(answer.content)
            if "errors" in content:
                codes = [(one["extensions"]["code"], one["message"]) for one in content["errors"]]
            else:
                payload: dict[str, Any] = content["data"][name]
                if not payload["userErrors"]:
                    return payload
                codes = [(one["code"], one["message"]) for one in payload["userErrors"]]
        except (ValueError, KeyError, TypeError):
            self.seen.odd.append(f"{name}: status {answer.status_code}, {answer.text[:200]}")
            return None
        for code, message in codes:
            self.seen.codes[code] += 1
            if code in self.allowed:
                raise _Refused(code)
            if code not in _AGAIN or any(word in message for word in DRIVER_WORDS):
                self.seen.odd.append(f"{name}: {code}: {message[:200]}")
                if code not in {*_AGAIN, "INTERNAL", "UNAUTHENTICATED"}:
                    raise _Refused(code)
        return None


class _Refused(Exception):
    pass


@asynccontextmanager
async def at_work(stage: Stage, server: Server, count: int = CLIENTS) -> AsyncIterator[Clients]:
    """Clients at work on a server; at the end everything that was begun has been answered."""
    connection = await asyncpg.connect(stage.url(), server_settings={"timezone": "UTC"})
    cache.open_redis(stage.addresses.redis_url)
    await db.open_pool(stage.url(), 2)
    try:
        market = await open_market(connection)
        tokens = {name: await _log_in(connection, name) for name in ("admin", "clerk", "keeper", "finance")}
    finally:
        await db.close_pool()
        await cache.close_redis()
        await connection.close()
    clients = Clients(server, market, tokens, count)
    await clients.progress(count)
    clients.seen = Seen()
    try:
        yield clients
    finally:
        await clients.end()


_PLENTY = """
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE plenty ON COMMIT DROP AS
    SELECT DISTINCT ON (m.warehouse_id, m.lot_id) m.id, m.warehouse_id, m.lot_id, l.id AS line
    FROM stock_movement m JOIN stock_document_line l ON l.document_id = m.document_id AND l.lot_id = m.lot_id
    WHERE m.kind = 'RECEIPT' AND l.actual = m.quantity ORDER BY m.warehouse_id, m.lot_id, m.id;
UPDATE stock_movement m SET quantity = m.quantity + 1000000 FROM plenty p WHERE p.id = m.id;
UPDATE stock_document_line l SET planned = l.planned + 1000000, actual = l.actual + 1000000
FROM plenty p WHERE p.line = l.id;
UPDATE stock_balance b SET on_hand = b.on_hand + 1000000 FROM plenty p
WHERE p.warehouse_id = b.warehouse_id AND p.lot_id = b.lot_id;
"""
"""More came in of every lot than the drill can sell, on the documents too: the books must foot."""


async def open_market(connection: asyncpg.Connection) -> Market:
    """As for benchmarks, but with stock that the doctor approves of; run once on a database."""
    async with connection.transaction():
        await connection.execute(_PLENTY)
    await connection.execute(WITHOUT_LIMITS)
    house = await connection.fetchval(HOUSE)
    customers = await connection.fetch(CUSTOMERS)
    products = await connection.fetch(PRODUCTS, house)
    return Market([row["id"] for row in customers], [row["id"] for row in products])


async def _log_in(connection: asyncpg.Connection, username: str, lifetime: timedelta = LONG_SHIFT) -> str:
    key = await connection.fetchval("SELECT id FROM employee WHERE username = $1", username)
    account = await find_account(connection, key)
    assert account is not None
    return (await open_session(account, await current_epoch(), lifetime)).token


async def log_in(stage: Stage, username: str, lifetime: timedelta) -> str:
    """The token of a new log-in."""
    connection = await asyncpg.connect(stage.url(), server_settings={"timezone": "UTC"})
    cache.open_redis(stage.addresses.redis_url)
    await db.open_pool(stage.url(), 2)
    try:
        return await _log_in(connection, username, lifetime)
    finally:
        await db.close_pool()
        await cache.close_redis()
        await connection.close()


__all__ = ["CLIENTS", "DRIVER_WORDS", "Book", "Clients", "Seen", "at_work", "log_in", "open_market"]
