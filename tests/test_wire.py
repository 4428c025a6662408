"""The connection to Redis that requests share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis.asyncio as redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from erp_visit import wire as module
from erp_visit.wire import Wire


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, redis.Redis]]:
    """A wire, and a client of redis-py on the same database, which is emptied."""
    client = redis.Redis.from_url(url)
    wire = Wire(url, client)
    await client.flushdb()
    try:
        yield wire, client
    finally:
        await wire.close()
        await client.aclose()


@asynccontextmanager
async def listener(answer: bytes | None) -> AsyncIterator[str]:
    """Something that accepts connections and answers every packet alike, or with silence; its address."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            if answer is not None:
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_answers_belong_to_their_commands(redis_url: str) -> None:
    async with wired(redis_url) as (wire, client):
        await client.mset({f"key {number}": number for number in range(300)})
        answers = await asyncio.gather(*(wire.call("GET", f"key {number}") for number in range(300)))
        assert answers == [str(number).encode() for number in range(300)]
        assert await wire.call("MGET", "key 7", "no such key") == [b"7", None]
        assert await wire.call("SET", "箱", b"\x00\xff") == b"OK"
        assert await client.get("箱") == b"\x00\xff"


async def test_an_error_is_that_of_its_command_alone(redis_url: str) -> None:
    async with wired(redis_url) as (wire, client):
        await client.set("text", "abc")
        wrong, right = await asyncio.gather(wire.call("INCR", "text"), wire.call("GET", "text"), return_exceptions=True)
        assert isinstance(wrong, ResponseError)
        assert right == b"abc"


async def test_who_gives_up_does_not_shift_the_answers(redis_url: str) -> None:
    async with wired(redis_url) as (wire, client):
        await client.mset({"one": 1, "two": 2})
        await wire.call("PING")
        impatient = asyncio.ensure_future(wire.call("GET", "one"))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await wire.call("GET", "two") == b"2"
        with pytest.raises(asyncio.CancelledError):
            await impatient


async def test_a_lost_connection_is_opened_again(redis_url: str) -> None:
    async with wired(redis_url) as (wire, client):
        number = await wire.call("CLIENT", "ID")
        assert await client.client_kill_filter(_id=number) == 1
        assert await wire.call("CLIENT", "ID") > number
        number = await wire.call("CLIENT", "ID")
        asked = [asyncio.ensure_future(wire.call("PING")) for _ in range(20)]
        await client.client_kill_filter(_id=number)
        assert await asyncio.gather(*asked) == [b"PONG"] * 20


async def test_nobody_there(unused_tcp_port: int) -> None:
    url = f"redis://127.0.0.1:{unused_tcp_port}"
    client = redis.Redis.from_url(url)
    wire = Wire(url, client)
    with pytest.raises(RedisConnectionError):
        await wire.call("PING")
    failed: asyncio.Future[RedisError] = asyncio.get_running_loop().create_future()
    wire.tell("PING", failed=failed.set_result)
    assert isinstance(await failed, RedisConnectionError)
    await wire.close()
    await client.aclose()


async def test_silence_is_a_refusal_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    async with listener(None) as url, wired_to(url) as wire:
        began = time.monotonic()
        results = await asyncio.gather(*(wire.call("PING") for _ in range(5)), return_exceptions=True)
        assert all(isinstance(result, RedisTimeoutError) for result in results)
        assert time.monotonic() - began < 3


async def test_nonsense_is_a_refusal() -> None:
    async with listener(b"HTTP/1.1 200 OK\r\n\r\n") as url, wired_to(url) as wire:
        with pytest.raises(RedisConnectionError):
            await wire.call("PING")


async def test_told_without_waiting(redis_url: str) -> None:
    async with wired(redis_url) as (wire, _):
        failures: list[RedisError] = []
        await wire.call("PING")
        for number in range(10):
            wire.tell("RPUSH", "list", number, failed=failures.append)
        wire.tell("INCR", "list", failed=failures.append)
        assert await wire.call("LRANGE", "list", 0, -1) == [str(number).encode() for number in range(10)]
        assert len(failures) == 1
        assert isinstance(failures[0], ResponseError)


@asynccontextmanager
async def wired_to(url: str) -> AsyncIterator[Wire]:
    client = redis.Redis.from_url(url)
    wire = Wire(url, client)
    try:
        yield wire
    finally:
        await wire.close()
        await client.aclose()
