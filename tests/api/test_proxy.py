"""The proxies' files in deploy/, run by nginx and HAProxy with TLS in front of a real server. Skipped where these are missing."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from erp_visit.settings import meanings
from tests.api.client import session
from tests.factories import World
from tools.cluster import DEPLOY, free_port, missing, nginx, program, running

HOST = "erp.example.com"


@pytest.fixture(scope="module")
def proxy(ports: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Ports of plain HTTP and TLS; behind them the server that trusts proxies on this machine."""
    if lacking := missing("nginx", "openssl"):
        pytest.skip(f"needs {', '.join(lacking)}")
    folder = tmp_path_factory.mktemp("nginx")
    certificate(folder)
    plain, tls = free_port(), free_port()
    file = folder / "nginx.conf"
    file.write_text(nginx(folder, ports[:1], plain, tls, HOST), encoding="utf-8")
    command = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(file)]
    with running(command, folder / "nginx.log", plain):
        yield plain, tls


def certificate(folder: Path) -> None:
    """A certificate of our name and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem",
         "-days", "1", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def browser(port: int) -> httpx.AsyncClient:
    """Asks for our name, wherever it is; the certificate is nobody's."""
    return httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{port}", verify=False,  # noqa: S501 -- made for this test
        headers={"host": HOST}, timeout=30,
    )  # fmt: skip


async def test_behind_the_proxy(world: World, proxy: tuple[int, int]) -> None:
    plain, tls = proxy
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{plain}/admin/?a=b", headers={"host": "evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (301, f"https://{HOST}/admin/?a=b")
        assert (await client.post(f"http://127.0.0.1:{plain}/graphql")).status_code == 403
    sni: dict[str, Any] = {"extensions": {"sni_hostname": HOST}}
    async with browser(tls) as client:
        with pytest.raises(httpx.TransportError):
            await client.get("/admin/login", extensions={"sni_hostname": "evil.example"})
        page = await client.get("/admin/login", **sni)
        assert page.status_code == 200
        cookie = page.headers["set-cookie"]
        assert cookie.startswith("__Host-erp_visit_visitor=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        for path in ("/admin/login", "/graphql", "/nothing", "/readyz", "/healthz"):
            answer = await client.get(path, **sni)
            assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000; includeSubDomains"], path
            assert answer.headers.get_list("x-content-type-options") == ["nosniff"], path
        assert (await client.get("/readyz", **sni)).status_code == 403
        bearer = {"authorization": f"Bearer {await session(world.rep)}"}
        answer = await client.post("/graphql", json={"query": "{ me { name } }"}, headers=bearer, **sni)
        assert answer.json()["data"] == {"me": {"name": world.rep.name}}
        big = await client.post(
            "/graphql", content=b" " * 1_200_000, headers={"content-type": "application/json"}, **sni
        )
        assert big.status_code == 413
        assert big.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_streams_pass_through_as_they_come(world: World, proxy: tuple[int, int]) -> None:
    headers = {"authorization": f"Bearer {await session(world.rep)}", "accept": "text/event-stream"}
    body = {"query": "{ me { name } }"}
    async with browser(proxy[1]) as client, asyncio.timeout(20):
        asked = client.stream("POST", "/graphql", json=body, headers=headers, extensions={"sni_hostname": HOST})
        async with asked as answer:
            text = "".join([line async for line in answer.aiter_lines()])
    assert world.rep.name in text


async def test_behind_the_other_proxy(ports: tuple[int, int], tmp_path: Path) -> None:
    """HAProxy by its file, with TLS: what it says by itself carries the headers, too."""
    if lacking := missing("haproxy", "openssl"):
        pytest.skip(f"needs {', '.join(lacking)}")
    certificate(tmp_path)
    (tmp_path / "both.pem").write_text(
        "".join((tmp_path / name).read_text() for name in ("fullchain.pem", "privkey.pem")), encoding="utf-8"
    )
    plain, tls = free_port(), free_port()
    text = (DEPLOY / "haproxy" / "haproxy.cfg").read_text(encoding="utf-8")
    for given, ours in {
        "bind :80\n": f"bind 127.0.0.1:{plain}\n", "bind :443 ssl": f"bind 127.0.0.1:{tls} ssl",
        "/etc/haproxy/tls/erp-visit.pem": f"{tmp_path}/both.pem", "127.0.0.1:8001": f"127.0.0.1:{ports[0]}",
        "    server two 127.0.0.1:8002\n": "",
    }.items():  # fmt: skip
        assert given in text
        text = text.replace(given, ours)
    (tmp_path / "haproxy.cfg").write_text(text, encoding="utf-8")
    with running([program("haproxy"), "-f", str(tmp_path / "haproxy.cfg")], tmp_path / "haproxy.log", tls):
        async with browser(tls) as client:
            answers = [await client.get(path) for path in ("/admin/login", "/nothing", "/readyz")]
            answers.append(await client.get("/admin/login", headers={"host": "evil.example"}))
        async with httpx.AsyncClient() as client:
            away = await client.get(f"http://127.0.0.1:{plain}/admin/", headers={"host": "evil.example"})
    assert [answer.status_code for answer in answers] == [200, 404, 403, 421]
    for answer in answers:
        assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000; includeSubDomains"]
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answers[0].headers["set-cookie"].startswith("__Host-erp_visit_visitor=")
    assert (away.status_code, away.headers["location"]) == (301, f"https://{HOST}/admin/")


def test_containers_are_where_they_are_trusted() -> None:
    """The proxy's address is the one that is believed, and is given to nobody else who starts before it."""
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    (front,) = composed["networks"]["front"]["ipam"]["config"]
    address = ip_address(composed["services"]["proxy"]["networks"]["front"]["ipv4_address"])
    assert composed["services"]["server"]["environment"]["ERP_VISIT_TRUSTED_PROXIES"] == str(address)
    assert address in ip_network(front["subnet"])
    assert ip_network(front["ip_range"]).subnet_of(ip_network(front["subnet"]))  # type: ignore[arg-type]
    assert address not in ip_network(front["ip_range"])
    assert address != ip_address(front["gateway"])


def test_files_name_only_settings_that_there_are() -> None:
    known = {meaning.variable for _, meaning in meanings()} | {"ERP_VISIT_HOST_NAME", "ERP_VISIT_UPSTREAM"}
    for file in (path for path in DEPLOY.rglob("*") if path.is_file()):
        named_here = set(re.findall(r"\b(?:ERP_VISIT_\w+|DATABASE_URL|REDIS_URL)\b", file.read_text(encoding="utf-8")))
        assert named_here <= known, file


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze, which reads units, is not here")
def test_units_are_as_systemd_wants_them(tmp_path: Path) -> None:
    units = list((DEPLOY / "systemd").iterdir())
    for unit in units:
        text = unit.read_text(encoding="utf-8").replace("/opt/erp-visit/bin/erp-visit", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    for unit in units:
        done = subprocess.run(
            ["systemd-analyze", "verify", tmp_path / unit.name], capture_output=True, text=True, check=False
        )
        assert unit.name not in done.stderr, done.stderr
