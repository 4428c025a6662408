"""Subscriptions by server-sent events (graphql-sse, distinct connections) against real servers."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from erp_visit.api import sse
from erp_visit.core.actor import Actor
from erp_visit.org import sessions
from erp_visit.settings import Settings
from tests import books, factories
from tests.api.client import Client, session
from tests.api.conftest import APP, PATIENCE, wait_for
from tests.api.operations import document
from tests.api.test_subscriptions import REFUSED
from tests.factories import World
from tools.cluster import free_port

ACCEPT = {"accept": "text/event-stream"}
LISTEN = "subscription { orderChanged { order { id state } } }"


@dataclass
class Stream:
    """One connection."""

    response: httpx.Response
    lines: AsyncIterator[str]

    async def next(self) -> tuple[str, Any]:
        """Name and data of the next event; a comment is an event without a name."""
        name, data = "", None
        async with asyncio.timeout(PATIENCE):
            async for line in self.lines:
                field, _, value = line.partition(":")
                if not line:
                    return name, data
                if field == "event":
                    name = value.strip()
                elif field == "data" and value.strip():
                    data = orjson.loads(value)
        raise EOFError

    async def order(self, state: str) -> dict[str, Any]:
        """The order of the first event that tells of this state."""
        while True:
            name, data = await self.next()
            assert (name, set(data)) == ("next", {"data", "extensions"})
            order: dict[str, Any] = data["data"]["orderChanged"]["order"]
            if order["state"] == state:
                return order

    async def errors(self) -> list[str]:
        """Codes of an event with errors, after which the stream is complete."""
        name, data = await self.next()
        assert name == "next"
        assert all(set(error["extensions"]) >= {"code", "retryable"} for error in data["errors"])
        await self.end()
        return [error["extensions"]["code"] for error in data["errors"]]

    async def end(self) -> None:
        assert await self.next() == ("complete", None)
        with pytest.raises(EOFError):
            await self.next()


@asynccontextmanager
async def streaming(
    port: int, token: str | None, query: str | None, *, method: str = "POST", **more: Any
) -> AsyncIterator[Stream]:
    """A connection whose head has come."""
    headers = {**ACCEPT, **({"authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
    body = {"query": query, **more}
    given: dict[str, Any] = (
        {"json": body} if method == "POST" else {"params": {key: str(value) for key, value in body.items()}}
    )
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE + 20) as http,
        http.stream(method, "/graphql", headers=headers, **given) as response,
    ):
        yield Stream(response, response.aiter_lines())


async def listening() -> None:
    """The head is sent before the subscription listens."""
    await asyncio.sleep(0.3)


async def test_an_order_on_its_way(world: World, ports: tuple[int, int], office: Client) -> None:
    """What the clerk does at one server is told by the other; by POST and by GET."""
    token = await session(world.rep)
    order = (await books.submitted(world, 1)).order_id
    key = f"Order:{order}"
    async with (
        streaming(ports[0], token, document("OrderChanged"), variables={"id": key}) as posted,
        streaming(ports[0], token, LISTEN, method="GET") as got,
    ):
        for stream in (posted, got):
            assert stream.response.status_code == 200
            assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert stream.response.headers["cache-control"] == "no-store"
        await listening()
        await office.done(document("ApproveOrder"), {"input": {"orderId": key}})
        told = await posted.order("APPROVED")
        assert told == {"id": key, "number": told["number"], "state": "APPROVED", "total": "120.00", "version": 2}
        assert await got.order("APPROVED") == {"id": key, "state": "APPROVED"}


async def test_who_may_not_see_a_record_hears_nothing(world: World, ports: tuple[int, int]) -> None:
    stranger = await factories.employee(await factories.department("Elsewhere"), factories.RoleCode.REP)
    async with (
        streaming(ports[0], await session(stranger), LISTEN) as theirs,
        streaming(ports[0], await session(world.rep), LISTEN) as ours,
    ):
        await listening()
        await books.submitted(world, 1)
        assert (await ours.next())[0] == "next"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await theirs.next()


async def test_refusals_have_codes(world: World, ports: tuple[int, int]) -> None:
    for text, role, code in REFUSED:
        if code == "BAD_REQUEST":
            continue  # not subscriptions
        actor: Actor = getattr(world, role)
        async with streaming(ports[0], await session(actor), text) as stream:
            assert await stream.errors() == [code], text
    for token in (None, "nonsense"):
        async with streaming(ports[0], token, LISTEN) as stream:
            assert await stream.errors() == ["UNAUTHENTICATED"]


async def test_queries_and_commands_are_one_event(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    for method in ("POST", "GET"):
        async with streaming(ports[0], token, "{ me { name } }", method=method) as stream:
            name, data = await stream.next()
            assert (name, data["data"]) == ("next", {"me": {"name": world.rep.name}})
            assert data["extensions"]["cost"]["requested"] == 1
            await stream.end()
    async with streaming(ports[0], token, "mutation { logout { loggedOut } }", method="GET") as stream:
        assert await stream.errors() == ["BAD_REQUEST"]
    async with streaming(ports[0], token, "mutation { logout { loggedOut } }") as stream:
        assert (await stream.next())[1]["data"] == {"logout": {"loggedOut": True}}
        await stream.end()


async def test_what_is_no_request_is_refused_by_http(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    async with streaming(ports[0], token, None) as stream:
        assert stream.response.status_code == 400
        assert stream.response.headers["content-type"] == "application/json; charset=utf-8"
    basic = {"headers": {"authorization": "Basic eDp5"}}
    async with streaming(ports[0], None, LISTEN, **basic) as stream:
        assert stream.response.status_code == 401
    async with streaming(ports[0], None, LISTEN, headers={"cookie": f"erp_visit_session={token}"}) as stream:
        assert stream.response.status_code == 403


async def test_pages_of_other_origins(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    async with streaming(ports[0], token, "{ me { id } }", headers={"origin": APP}) as stream:
        assert stream.response.headers["access-control-allow-origin"] == APP
        assert (await stream.next())[0] == "next"
    for port, origin in ((ports[0], "https://evil.example"), (ports[1], APP)):
        async with streaming(port, token, LISTEN, headers={"origin": origin}) as stream:
            assert stream.response.status_code == 403


async def test_the_stream_of_a_session_that_ended_ends(world: World, ports: tuple[int, int]) -> None:
    async with streaming(ports[0], await session(world.rep), LISTEN) as stream:
        await listening()
        assert await sessions.logout_everywhere(world.rep.id) >= 1
        assert await stream.errors() == ["UNAUTHENTICATED"]


async def test_too_many_streams_of_one_employee(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    headers = {**ACCEPT, "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[0]}", timeout=PATIENCE) as http:

        async def ask() -> httpx.Response:
            request = http.build_request("POST", "/graphql", json={"query": LISTEN}, headers=headers)
            return await http.send(request, stream=True)

        streams = [await ask() for _ in range(50)]
        assert {stream.status_code for stream in streams} == {200}
        refused = await ask()
        assert refused.status_code == 429
        await refused.aread()
        (error,) = refused.json()["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("THROTTLED", True)
        async with streaming(ports[0], await session(world.clerk), "{ me { id } }") as other:
            assert other.response.status_code == 200
        for stream in streams:
            await stream.aclose()
    status = 429
    async with asyncio.timeout(60):  # the server learns that a client has left
        while status == 429:
            async with streaming(ports[0], token, "{ me { id } }") as stream:
                status = stream.response.status_code
    assert status == 200


async def test_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "KEEP_ALIVE", 0.05)
    sent: list[dict[str, Any]] = []
    spoken, never = asyncio.Event(), asyncio.Event()

    async def bodies() -> AsyncIterator[bytes]:
        await spoken.wait()
        yield b'{"data":\n1}'

    async def receive() -> dict[str, Any]:
        await never.wait()
        return {}

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == 3:
            spoken.set()

    await sse._deliver(bodies(), receive, send)  # type: ignore[arg-type]
    parts = [message["body"] for message in sent[1:]]
    assert parts == [b":\n\n", b":\n\n", b'event: next\ndata: {"data": 1}\n\n', b"event: complete\ndata:\n\n"]
    assert [message.get("more_body", False) for message in sent[1:]] == [True, True, True, False]


async def test_a_server_that_stops_takes_leave(world: World, settings: Settings, redis_url: str) -> None:
    assert settings.database_url is not None
    root = Path(__file__).parents[2]
    env = {
        **os.environ, "DATABASE_URL": settings.database_url, "REDIS_URL": redis_url, "ERP_VISIT_SECRET_KEY": "x" * 40,
        "ERP_VISIT_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(root),
    }  # fmt: skip
    port = free_port()
    command = [sys.executable, "-m", "tests.api.server", str(port)]
    with subprocess.Popen(command, env=env, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(port)
            token = await session(world.rep)
            cookie = {"cookie": f"erp_visit_session={token}"}
            async with (
                streaming(port, token, LISTEN) as stream,
                httpx.AsyncClient(timeout=PATIENCE) as http,
                http.stream("GET", f"http://127.0.0.1:{port}/admin/live", headers=cookie) as panel,
            ):
                assert panel.status_code == 200
                await listening()
                process.send_signal(signal.SIGTERM)
                await stream.end()
                assert "event: changed" not in [line async for line in panel.aiter_lines()], "it ends, too"
            _, said = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
        finally:
            process.kill()
    assert "timeout graceful shutdown exceeded" not in said
