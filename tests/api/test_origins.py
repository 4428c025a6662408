"""Apps of other origins, and servers behind a proxy, over HTTP."""

from __future__ import annotations

import asyncio

import httpx
import playwright.async_api as playwright
import pytest
import redis.asyncio as redis
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.api.client import session
from tests.api.conftest import APP, PAGES
from tests.api.test_subscriptions import PROTOCOL
from tests.factories import World
from tools.cluster import free_port

ASKED = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
GRAPHQL = "/graphql"
SDL = "/graphql/schema.graphql"
ALLOW = "access-control-allow-origin"


def url(port: int, path: str) -> str:
    return f"http://127.0.0.1:{port}{path}"


@pytest.mark.parametrize("path", [GRAPHQL, SDL])
async def test_a_page_of_an_allowed_origin_may_ask(world: World, ports: tuple[int, int], path: str) -> None:
    async with httpx.AsyncClient() as http:
        for origin in (APP, url(PAGES, "")):
            answer = await http.options(url(ports[0], path), headers={"origin": origin, **ASKED})
            assert answer.status_code == 200
            assert answer.headers[ALLOW] == origin
            assert answer.headers["access-control-allow-methods"] == "GET, POST"
            assert answer.headers["access-control-max-age"] == "7200"
            allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
            asked = {"accept", "accept-language", "authorization", "content-language", "content-type"}
            assert allowed == asked | {"range", "x-file-id", "x-live-camera"}, "the latter for files"
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-credentials" not in answer.headers
        bearer = {"origin": APP, "authorization": f"Bearer {await session(world.rep)}"}
        if path == GRAPHQL:
            answer = await http.post(url(ports[0], path), json={"query": "{ me { name } }"}, headers=bearer)
            assert answer.json()["data"] == {"me": {"name": world.rep.name}}
        else:
            answer = await http.get(url(ports[0], path), headers=bearer)
            assert answer.text.startswith('"""')
        assert answer.headers[ALLOW] == APP
        assert "access-control-allow-credentials" not in answer.headers


async def test_no_other_origin_and_no_other_address(ports: tuple[int, int]) -> None:
    async with httpx.AsyncClient() as http:
        for origin in ("https://evil.example", "http://app.example", "https://app.example:8443", f"{APP}.evil.example",
                       "null"):  # fmt: skip
            answer = await http.options(url(ports[0], GRAPHQL), headers={"origin": origin, **ASKED})
            assert answer.status_code == 400
            assert ALLOW not in answer.headers
            answer = await http.post(
                url(ports[0], GRAPHQL), json={"query": "{ __typename }"}, headers={"origin": origin}
            )
            assert ALLOW not in answer.headers
        for path in ("/admin/login", "/healthz", "/"):
            answer = await http.get(url(ports[0], path), headers={"origin": APP})
            assert ALLOW not in answer.headers, path
        # The panel's header, which vouches for its cookie, is not one that other origins may send.
        wanted = {**ASKED, "access-control-request-headers": "content-type,x-csrf-protection"}
        assert (await http.options(url(ports[0], GRAPHQL), headers={"origin": APP, **wanted})).status_code == 400
        # Nothing is open unless it is set.
        for path in (GRAPHQL, SDL):
            answer = await http.options(url(ports[1], path), headers={"origin": APP, **ASKED})
            assert answer.status_code == 405
            assert ALLOW not in answer.headers


async def test_the_panels_cookie_is_of_no_use_to_other_origins(world: World, ports: tuple[int, int]) -> None:
    headers = {"origin": APP, "cookie": f"erp_visit_session={await session(world.rep)}", "x-csrf-protection": "1"}
    async with httpx.AsyncClient() as http:
        answer = await http.post(url(ports[0], GRAPHQL), json={"query": "{ me { name } }"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


ASK = """async ([url, token]) => {
    const ask = (accept, query) => fetch(url, {
        method: "POST", body: JSON.stringify({ query }),
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}`, Accept: accept },
    }).then((response) => response.text()).catch((error) => error.name);
    const opened = await new Promise((resolve) => {
        const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
    });
    return [await ask("application/json", "{ me { name } }"), await ask("text/event-stream", "{ me { name } }"), opened];
}"""


@pytest.mark.browser
async def test_in_a_browser(world: World, ports: tuple[int, int], page: playwright.Page) -> None:
    """What a browser makes of it: pages of two other sites, one of them allowed."""
    token = await session(world.rep)
    given = [url(ports[0], GRAPHQL), token]
    for number, allowed in ((PAGES, True), (free_port(), False)):
        async with await asyncio.start_server(_an_app, "127.0.0.1", number):
            await page.goto(url(number, "/"))
            answer, events, opened = await page.evaluate(ASK, given)
        if allowed:
            assert f'"me":{{"name":"{world.rep.name}"}}' in answer
            assert events.startswith("event: next")
        else:
            assert (answer, events) == ("TypeError", "TypeError")
        assert opened is allowed


async def _an_app(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>App</title>")
    writer.close()


async def test_what_a_trusted_proxy_says_of_the_connection_counts(world: World, ports: tuple[int, int]) -> None:
    said = {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
    async with httpx.AsyncClient() as http:
        trusting = await http.get(url(ports[0], "/admin/login"), headers=said)
        plain = await http.get(url(ports[1], "/admin/login"), headers=said)
        assert trusting.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert "Secure" in trusting.headers["set-cookie"]
        assert "strict-transport-security" not in plain.headers
        assert "Secure" not in plain.headers["set-cookie"]
        token = await session(world.rep)
        for port, name, status in (
            (ports[0], "__Host-erp_visit_session", 200), (ports[0], "erp_visit_session", 303),
            (ports[1], "erp_visit_session", 200), (ports[1], "__Host-erp_visit_session", 303),
        ):  # fmt: skip
            answer = await http.get(url(port, "/admin/"), headers={**said, "cookie": f"{name}={token}"})
            assert answer.status_code == status, (port, name)


async def test_a_page_of_our_name_on_plain_http_is_none_of_ours(world: World, ports: tuple[int, int]) -> None:
    """Whoever sits on the way can write one, and not every browser keeps the cookie from it."""
    token, host = await session(world.rep), f"127.0.0.1:{ports[0]}"
    for scheme, status in (("https", 200), ("http", 403)):
        headers = {
            "x-forwarded-proto": "https", "origin": f"{scheme}://{host}", "cookie": f"__Host-erp_visit_session={token}",
        }  # fmt: skip
        async with httpx.AsyncClient() as http:
            for accept in ("application/json", "text/event-stream"):
                answer = await http.post(
                    url(ports[0], GRAPHQL), json={"query": "{ me { id } }"},
                    headers={**headers, "accept": accept, "x-csrf-protection": "1"},
                )  # fmt: skip
                assert answer.status_code == status, (scheme, accept)
        opening = connect(
            f"ws://{host}/graphql", subprotocols=[Subprotocol(PROTOCOL)],
            additional_headers={name: value for name, value in headers.items() if name != "origin"},
            origin=Origin(headers["origin"]),
        )  # fmt: skip
        if status == 403:
            with pytest.raises(InvalidStatus, match="403"):
                await opening
            continue
        async with opening as socket:
            await socket.send('{"type": "connection_init"}')
            assert "connection_ack" in str(await socket.recv())


async def test_clients_are_told_apart_by_what_a_trusted_proxy_says(
    world: World, ports: tuple[int, int], redis_client: redis.Redis
) -> None:
    text = 'mutation { login(username: "nobody", password: "wrong") { userErrors { code } } }'
    async with httpx.AsyncClient() as http:
        for port, chain in ((ports[0], "203.0.113.9, 198.51.100.7"), (ports[1], "203.0.113.9")):
            answer = await http.post(url(port, GRAPHQL), json={"query": text}, headers={"x-forwarded-for": chain})
            assert answer.json()["data"]["login"]["userErrors"] == [{"code": "BAD_CREDENTIALS"}]
    counted = {key.split(":address:")[1] for key in await redis_client.keys("erp-visit:throttle:address:*:tries")}
    # What the proxy added counts, not what its client made up; the server that trusts nobody sees its peer.
    assert counted == {"198.51.100.7:tries", "127.0.0.1:tries"}
