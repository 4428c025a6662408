"""Heads and bodies of requests that come drop by drop, or do not end, are not waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from erp_visit import serving
from erp_visit.api import http as door
from erp_visit.api.execution import Engine
from erp_visit.api.http import GraphQLEndpoint
from tests.serving import served

BODY = b'{"query": "{ __typename }"}'


@pytest.fixture
async def port(engine: Engine, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """The endpoint under the server's own protocol, impatient."""
    monkeypatch.setattr(serving, "_SECONDS_FOR_A_HEAD", 0.3)
    monkeypatch.setattr(door, "BODY_SECONDS", 0.3)
    async with served(GraphQLEndpoint(engine), http=serving._Connection) as number:
        yield number


async def said(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """All that the server says until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read())
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        return await asyncio.wait_for(answer, 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def head(*lines: str, length: int = len(BODY)) -> bytes:
    fields = ["Host: x", "Content-Type: application/json", f"Content-Length: {length}", *lines]
    return "\r\n".join(["POST /graphql HTTP/1.1", *fields, "", ""]).encode()


async def test_who_says_nothing_or_half_a_head_is_hung_up_on(port: int) -> None:
    assert await said(port) == b""
    assert await said(port, b"POST /gra") == b""
    assert await said(port, head("Connection: close"), BODY) != b""
    drops = [head()[n : n + 1] for n in range(40)]
    assert await said(port, *drops, pause=0.05) == b"", "each drop does not buy more time"


async def test_a_body_that_does_not_arrive_gets_an_answer(port: int) -> None:
    answer = await said(port, head("Connection: close"), BODY[:5])
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"code":"TIMEOUT"' in answer


async def test_a_slow_reader_between_requests_is_not_hung_up_on(port: int) -> None:
    """Patience is for a head that has begun: a kept connection may rest longer than that."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(head() + BODY)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
        found: Any = await reader.readuntil(b'"resetAt"')
        assert b'"__typename":"Query"' in found
        await reader.readuntil(b"}}}")
        await asyncio.sleep(0.6)
    writer.close()


async def test_a_head_without_end_is_refused(port: int) -> None:
    pieces = [b"X-%d: " % n + b"x" * 60_000 + b"\r\n" for n in range(20)]
    answer = await said(port, b"GET /graphql HTTP/1.1\r\nHost: x\r\n", *pieces)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431")
