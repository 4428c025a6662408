"""The floor: bare ASGI applications that do the least that the same answers need, in the product's kind of process.

The same uvicorn settings, the same pool, the same Redis client, the same collector thresholds; but no GraphQL, no
rights, no rules: hand-written SQL, one statement per request. `python -m bench.floor` takes the product's settings.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from erp_visit import cache, db, garbage
from erp_visit.embedded import ServerAddresses
from erp_visit.org.sessions import EPOCH, SESSION, session_key
from erp_visit.serving import listen, server_config
from erp_visit.settings import Settings

SQL = {file.stem: file.read_text(encoding="utf-8") for file in (Path(__file__).parent / "sql").glob("*.sql")}
WRITES = ("submit", "approve", "ship", "check_in")
Handler = Callable[[dict[bytes, bytes], bytes], Awaitable[bytes]]


class Floor:
    """The application; one handler per path."""

    def __init__(self, addresses: ServerAddresses, pool_size: int) -> None:
        self.addresses = addresses
        self.pool_size = pool_size
        self.memo = b""
        self.handlers: dict[str, Handler] = {
            "/learn": self.learn,
            "/bytes": self.answer,
            "/me": self.me,
            "/nested": self.nested,
            **{f"/{name}": self.write(name) for name in WRITES},
            "/sql": self.sql,
            "/track_unnest": self.track_unnest,
            "/track_copy": self.track_copy,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        answer = await self.handlers[scope["path"]](dict(scope["headers"]), body)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.opened():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        await db.open_pool(self.addresses.database_url, self.pool_size)
        cache.open_redis(self.addresses.redis_url)
        garbage.settle()
        try:
            yield
        finally:
            await cache.close_redis()
            await db.close_pool()

    async def learn(self, _: dict[bytes, bytes], body: bytes) -> bytes:
        """Take the bytes that /bytes is to send."""
        self.memo = body
        return b"{}"

    async def answer(self, *_: Any) -> bytes:
        """Ready-made bytes: what HTTP itself costs."""
        return self.memo

    async def me(self, headers: dict[bytes, bytes], _: bytes) -> bytes:
        """The session from Redis, the employee from the database."""
        token = headers[b"authorization"].decode().partition(" ")[2]
        stored: Any
        stored, _epoch = await cache.redis().mget(SESSION + session_key(token), EPOCH)
        employee = UUID(orjson.loads(stored)["id"])
        async with db.pool().acquire() as connection:
            text: str = await connection.fetchval(SQL["me"], employee)
        return text.encode()

    async def nested(self, _: dict[bytes, bytes], body: bytes) -> bytes:
        """The nested read; the request says what the cursor begins with."""
        async with db.pool().acquire() as connection:
            text: str = await connection.fetchval(SQL["nested"], body.decode())
        return text.encode()

    def write(self, name: str) -> Handler:
        async def handler(_: dict[bytes, bytes], body: bytes) -> bytes:
            await execute(name, values(orjson.loads(body)))
            return b'{"data":{}}'

        return handler

    async def track_unnest(self, _: dict[bytes, bytes], body: bytes) -> bytes:
        """Points of a track by one statement."""
        employee, rows = points(body)
        columns = list(map(list, zip(*rows, strict=True)))
        async with db.pool().acquire() as connection:
            await connection.execute(
                "INSERT INTO track_point SELECT $1, u.* FROM"
                " unnest($2::timestamptz[], $3::float8[], $4::float8[], $5::float4[], $6::boolean[]) u",
                employee, *columns,
            )  # fmt: skip
        return b'{"data":{}}'

    async def track_copy(self, _: dict[bytes, bytes], body: bytes) -> bytes:
        """Points of a track by PostgreSQL's COPY, which knows nothing of repeats."""
        employee, rows = points(body)
        async with db.pool().acquire() as connection:
            await connection.copy_records_to_table("track_point", records=[(employee, *row) for row in rows])
        return b'{"data":{}}'

    async def sql(self, _: dict[bytes, bytes], body: bytes) -> bytes:
        """Statements without HTTP: so many asyncio clients on the pool; the answer says how long they took."""
        job = orjson.loads(body)
        waiting = iter([values(one) for one in job["values"]])

        async def client() -> None:
            for one in waiting:
                await execute(job["name"], one)

        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(client() for _ in range(job["clients"])))
        seconds = time.perf_counter() - began
        return orjson.dumps({"seconds": seconds, "cpu": time.process_time() - cpu})


async def execute(name: str, given: Sequence[Any]) -> None:
    """Run one of the writing statements, over the pool that commands go over; it must meet exactly one record."""
    async with db.command(), db.connection() as connection:
        if await connection.fetchval(SQL[name], *given) != 1:
            raise RuntimeError(f"{name} did not find its record")


def values(given: Sequence[Any]) -> list[Any]:
    """Parameters from JSON: days are strings of ten characters, amounts lists of short strings that begin like numbers;
    ids may stay text."""
    return [
        date.fromisoformat(value)
        if isinstance(value, str) and len(value) == 10
        else [Decimal(one) for one in value]
        if isinstance(value, list) and isinstance(value[0], str) and len(value[0]) < 36 and value[0][0] in "-0123456789"
        else value
        for value in given
    ]


def points(body: bytes) -> tuple[UUID, list[tuple[Any, ...]]]:
    """Whose points they are, and the points as rows."""
    given = orjson.loads(body)
    return UUID(given["employee"]), [
        (datetime.fromisoformat(one["at"]), one["latitude"], one["longitude"], one["accuracy"], one["mock"])
        for one in given["points"]
    ]


def main() -> None:
    settings = Settings.from_env()
    if settings.database_url is None or settings.redis_url is None:
        raise SystemExit("Set DATABASE_URL and REDIS_URL.")
    floor = Floor(ServerAddresses(settings.database_url, settings.redis_url), settings.database_pool_size)
    config = server_config(lambda: floor, settings)
    uvicorn.Server(config).run(sockets=[listen(settings)])


if __name__ == "__main__":
    main()
