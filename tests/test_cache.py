"""A Redis that hangs: with the real one behind a way that can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import urlsplit

import httpx
import pytest
from redis.exceptions import RedisError

from erp_visit import cache
from erp_visit import db as database
from erp_visit.api import throttle
from erp_visit.app import create_app
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.embedded import ServerAddresses
from erp_visit.org import sessions
from erp_visit.org.sessions import actor_of
from erp_visit.settings import Settings
from tests import factories
from tests.api.client import session

LONGEST = 20


@dataclass
class Way:
    """What goes to Redis waits while `open` is not set."""

    url: str
    open: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def way_to(url: str) -> AsyncIterator[Way]:
    parts = urlsplit(url)
    way = Way("")
    way.open.set()
    tasks: list[asyncio.Task[None]] = []
    writers: list[asyncio.StreamWriter] = []

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await way.open.wait()
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if parts.scheme == "unix":
            back, forth = await asyncio.open_unix_connection(parts.path)
        else:
            back, forth = await asyncio.open_connection(parts.hostname, parts.port or 6379)
        writers.extend((writer, forth))
        tasks.extend(asyncio.create_task(one) for one in (pipe(reader, forth), pipe(back, writer)))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    number = parts.query.partition("db=")[2] or "0"
    way.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/{number}"
    try:
        yield way
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)


@pytest.fixture
async def way(redis_url: str) -> AsyncIterator[Way]:
    """The product's Redis, over a way of ours."""
    async with way_to(redis_url) as made:
        cache.open_redis(made.url)
        await cache.redis().flushdb()
        yield made
        made.open.set()
        await cache.close_redis()


async def hang(way: Way) -> None:
    way.open.clear()
    with pytest.raises(RedisError):
        await cache.redis().get("x")
    assert cache.is_away()


async def recover(way: Way) -> None:
    way.open.set()
    async with asyncio.timeout(LONGEST):
        while cache.is_away():  # noqa: ASYNC110 -- the clock is the way's
            await asyncio.sleep(0.01)


async def test_who_comes_after_the_first_does_not_wait(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    await cache.redis().set("x", "1")
    await hang(way)
    monkeypatch.setattr(cache, "SECONDS", 3600.0)  # whoever waited would wait for that long
    async with asyncio.timeout(LONGEST):
        for _ in range(100):
            with pytest.raises(RedisError):
                await cache.redis().get("x")
            async with cache.redis().pipeline(transaction=True) as pipe:
                pipe.set("x", "2")
                with pytest.raises(RedisError):
                    await pipe.execute()
    monkeypatch.undo()
    await recover(way)
    assert await cache.redis().get("x") == b"1"


async def test_a_pipeline_feels_it_as_well(way: Way) -> None:
    way.open.clear()
    async with cache.redis().pipeline(transaction=True) as pipe:
        pipe.get("x")
        with pytest.raises(RedisError):
            await pipe.execute()
    assert cache.is_away()
    await recover(way)


async def test_closing_does_not_wait_for_it(way: Way) -> None:
    await hang(way)
    async with asyncio.timeout(LONGEST):
        await cache.close_redis()
    assert not cache.is_away()


async def test_log_ins_stand_and_budgets_are_counted_without_it(
    db: ModuleType, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await factories.world(products=1)
    token = await session(world.rep)
    monkeypatch.setattr(throttle, "REFILL", 0.001)
    await hang(way)
    sessions.forget_sessions()
    actor = await actor_of(token)
    assert actor is not None
    budget = throttle.Budget(actor)
    for turn in range(1, 5):
        await throttle.charge(budget, throttle.CAPACITY // 4)
        assert budget.remaining == throttle.CAPACITY - turn * (throttle.CAPACITY // 4)
    with pytest.raises(DomainError) as refused:
        await throttle.charge(budget, 1)
    assert refused.value.code is ErrorCode.THROTTLED
    assert refused.value.params["seconds"] > 0
    other = throttle.Budget(world.supervisor)
    await throttle.charge(other, 1)
    assert other.remaining == throttle.CAPACITY - 1, "everybody has a budget of their own"
    await recover(way)
    await throttle.charge(throttle.Budget(actor), 1)


async def test_ready_says_what_is_degraded(db: ModuleType, way: Way, settings: Settings) -> None:
    assert settings.database_url is not None
    app = create_app(settings, ServerAddresses(settings.database_url, way.url))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        fine = {"status": "ok", "database": "ok", "redis": "ok", "migrations": "ok"}
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, fine)
        await hang(way)
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, fine | {"status": "degraded", "redis": "unreachable"})
        await recover(way)
        assert (await http.get("/readyz")).json() == fine
        async with database.connection() as connection:
            last = await connection.fetchrow("DELETE FROM aerich WHERE id = (SELECT max(id) FROM aerich) RETURNING *")
            try:
                answer = await http.get("/readyz")
            finally:  # no fixture puts it back
                await connection.execute("INSERT INTO aerich VALUES ($1, $2, $3, $4)", *last)
        assert (answer.status_code, answer.json()) == (
            503, fine | {"status": "unavailable", "migrations": "1 to apply"},
        )  # fmt: skip


async def test_without_its_database_a_process_is_not_ready(
    db: ModuleType, way: Way, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ConnectionRefusedError(111, "no such host 10.9.8.7")

    assert settings.database_url is not None
    app = create_app(settings, ServerAddresses(settings.database_url, way.url))
    monkeypatch.setattr(database, "_acquire", broken)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.json()) == (
            503, {"status": "unavailable", "database": "unreachable", "redis": "ok"},
        )  # fmt: skip
        assert "10.9" not in answer.text
        assert (await http.get("/healthz")).text == "ok"
