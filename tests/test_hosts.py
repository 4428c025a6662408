"""What goes for every request, whichever door it comes to: host names, and the headers that no answer is without."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from erp_visit.app import create_app
from erp_visit.embedded import ServerAddresses
from erp_visit.settings import Settings, SettingsError

Client = Callable[..., httpx.AsyncClient]
NOWHERE = ServerAddresses("postgresql://127.0.0.1:1/none", "redis://127.0.0.1:1")
"""Nothing here asks a database."""


@pytest.fixture
async def ask(settings: Settings) -> AsyncIterator[Client]:
    opened: list[httpx.AsyncClient] = []

    def client(address: str, **changes: object) -> httpx.AsyncClient:
        app: Starlette = create_app(replace(settings, **changes), NOWHERE)  # type: ignore[arg-type]
        opened.append(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=address))
        return opened[-1]

    yield client
    for one in opened:
        await one.aclose()


async def test_only_the_names_given_are_answered_to(ask: Client) -> None:
    client = ask("http://x", allowed_hosts=("erp.example.com", "[::1]"))
    for host, status in (
        ("erp.example.com", 303), ("ERP.example.com:8443", 303), ("[::1]", 303), ("[::1]:8000", 303),
        ("evil.example", 421), ("erp.example.com.evil.example", 421), ("erp.example.com@evil.example", 421),
        ("erp.example.com:80:80", 421), ("", 421), ("127.0.0.1", 421),
    ):  # fmt: skip
        answer = await client.get("/admin/", headers={"host": host})
        assert answer.status_code == status, host
        assert (await client.post("/graphql", json={}, headers={"host": host})).status_code == (
            421 if status == 421 else 400
        )
        assert (await client.get("/healthz", headers={"host": host})).status_code == 200, "probes know no name"
    for second in ("evil.example", "erp.example.com"):
        twice = [("host", "erp.example.com"), ("host", second)]
        assert (await client.get("/admin/", headers=twice)).status_code == 421, "which of them it is, nobody knows"


@pytest.mark.parametrize("kind", ["application/json", "application/graphql-response+json"])
async def test_a_program_is_told_of_a_wrong_name_as_of_everything(ask: Client, kind: str) -> None:
    client = ask("http://evil.example", allowed_hosts=("erp.example.com",))
    for answer in (
        await client.post(
            "/graphql", json={"query": "{ me { id } }"}, headers={"accept": kind, "accept-language": "en"}
        ),
        await client.get("/graphql?query=%7Bme%7Bid%7D%7D", headers={"accept": kind, "accept-language": "en"}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (421, f"{kind}; charset=utf-8")
        assert answer.headers["x-frame-options"] == "DENY"
        body = answer.json()
        assert body["errors"] == [{
            "message": "This server does not answer to that host name.",
            "extensions": {"code": "BAD_REQUEST", "retryable": False, "params": {}},
        }]  # fmt: skip
        assert body["extensions"]["cost"] == {"requested": 0, "actual": 0, "limit": 50_000}
    page = await client.get("/admin/")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"


async def test_without_the_setting_every_name_is_good(ask: Client) -> None:
    client = ask("http://anything.example", allowed_hosts=())
    assert (await client.get("/admin/")).status_code == 303


@pytest.mark.parametrize("value", ["https://erp.example.com", "erp.example.com:443", "a b", "a,,b", "*"])
def test_what_is_no_host_name_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(SettingsError, match="ERP_VISIT_ALLOWED_HOSTS"):
        Settings.from_env({"ERP_VISIT_ALLOWED_HOSTS": value})


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_no_answer_is_without_its_headers(ask: Client, scheme: str) -> None:
    client = ask(f"{scheme}://erp.test")
    for path in ("/", "/healthz", "/graphql/schema.graphql", "/graphql", "/nothing", "/admin/login", "/admin/nothing",
                 "/admin/static/css/panel.css", "/files", "/files/x", "/calendar/xß.ics"):  # fmt: skip
        answer = await client.get(path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["x-frame-options"] == "DENY", path
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin"), path
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy, path
        told = answer.headers.get("strict-transport-security")
        assert told == ("max-age=31536000; includeSubDomains" if scheme == "https" else None), path
        for name in ("content-security-policy", "strict-transport-security", "x-frame-options"):
            assert len(answer.headers.get_list(name)) <= 1, (path, name)
        assert "server" not in answer.headers
