"""What the server answers beside the panel: every route of the application, asked by everybody and by nobody."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
from starlette.routing import Mount, Route, WebSocketRoute

from erp_visit.app import create_app
from erp_visit.embedded import ServerAddresses
from erp_visit.org.rights import RoleCode
from erp_visit.settings import Settings
from tests.api.client import Client
from tests.factories import World
from tests.rights.table import HEADS, check_rows
from tests.rights.test_graphql import UNKNOWN

ASKS = {
    "POST /graphql": b'{"query": "{ __typename }"}',
    "GET /graphql": b"",
}
"""What is sent where nothing would be answered by nothing."""


async def test_each_address(clients: dict[str, Client], world: World, settings: Settings) -> None:
    assert settings.database_url is not None
    assert settings.redis_url is not None
    addresses = ServerAddresses(settings.database_url, settings.redis_url)
    app = create_app(replace(settings, environment="production"), addresses)
    table: dict[str, dict[RoleCode, str]] = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http:
        for route in app.routes:
            if isinstance(route, Mount):
                assert route.path == "/admin", "a folder of addresses that nobody has looked at"
                continue
            if isinstance(route, WebSocketRoute):
                assert route.path == "/graphql", "streams that nobody has looked at"
                continue
            assert isinstance(route, Route)
            for method in sorted((route.methods or {"GET", "POST"}) - {"HEAD"}):
                name = f"{method} {route.path}"
                path = re.sub(r"\{\w+\}", str(UNKNOWN), route.path)
                nobody = await mark(http, method, path, ASKS.get(name, b""), None)
                cells = {
                    role: await mark(http, method, path, ASKS.get(name, b""), clients[role.value.lower()].token) for role in HEADS
                }  # fmt: skip
                table[name] = cells
                table[f"{name} without a log-in"] = dict.fromkeys(HEADS, nobody)
    check_rows("Other addresses", table)


async def mark(http: httpx.AsyncClient, method: str, path: str, body: bytes, token: str | None) -> str:
    """`x` answered, `.` refused, `-` not there; `?` is asked to log in."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    if method == "GET" and path == "/graphql":
        path += "?query={__typename}"
    answer = await http.request(method, path, content=body, headers=headers)
    assert answer.status_code < 500 or path == "/readyz", (path, answer.text)
    return {401: "?", 403: ".", 404: "-", 405: " "}.get(answer.status_code, "x")
