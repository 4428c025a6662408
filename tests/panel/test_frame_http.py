"""The frame without a browser: who gets in, what protects a form, what every answer carries."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.org.auth import hash_password
from erp_visit.org.rights import RoleCode
from erp_visit.panel.screens.export import safe_cell
from erp_visit.panel.security import LOCALE_COOKIE, VISITOR, safe_target
from erp_visit.web import COOKIE, cookie_name
from tests import factories
from tests.panel.desk import Desk
from tests.unchanged import contents

PASSWORD = "correct horse battery"


@pytest.fixture
async def clerk(desk: Desk) -> Actor:
    """A clerk who can log in."""
    actor = await factories.employee(await factories.department(), RoleCode.CLERK)
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1", actor.id, hash_password(PASSWORD)
        )
        role = await connection.fetchval(
            "INSERT INTO role (code, name, scope, rights) VALUES ('CLERK', '内勤', 'ALL', $1)"
            " ON CONFLICT (code) DO UPDATE SET rights = excluded.rights RETURNING id",
            sorted(actor.profile.rights),
        )
        await connection.execute("INSERT INTO employee_role (employee_id, role_id) VALUES ($1, $2)", actor.id, role)
    return actor


@pytest.fixture
async def visitor(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has logged in with."""
    transport = httpx.ASGITransport(desk.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://panel.test") as client:
        client.cookies.set(LOCALE_COOKIE, "en", domain="panel.test")
        yield client


def token_in(page: httpx.Response) -> str:
    found = re.search(r'name="csrf-token" content="(\w+)"', page.text)
    assert found
    return found[1]


async def log_in(client: httpx.AsyncClient, actor: Actor, password: str = PASSWORD, target: str = "") -> httpx.Response:
    page = await client.get("/admin/login")
    form = {"csrf_token": token_in(page), "username": actor.username, "password": password, "next": target}
    return await client.post("/admin/login", data=form)


def addresses(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the panel with each of its methods, places filled with something."""
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            yield from addresses(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            path = re.sub(r"{\w+}", "x", prefix + route.path)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, path


async def test_nobody_unknown_gets_further_than_the_login(desk: Desk, visitor: httpx.AsyncClient) -> None:
    found = list(addresses(list(desk.application.routes)))
    assert len(found) > 40
    allowed = {"/admin/login", "/admin/login/code", "/admin/locale", "/admin/theme"}
    for method, path in found:
        if path in allowed:
            continue
        answer = await visitor.request(method, path)
        assert answer.status_code == 303, (method, path, answer.status_code)
        assert answer.headers["location"].startswith("/admin/login")
        answer = await visitor.request(method, path, headers={"Accept": "application/json"})
        assert answer.status_code in (401, 303), (method, path)
        if answer.status_code == 401:
            assert answer.json()["code"] == "UNAUTHENTICATED"


async def test_a_part_of_a_page_is_never_the_log_in_page(visitor: httpx.AsyncClient) -> None:
    """An open page renews itself by parts; after the session's end it would draw the log-in page into itself."""
    for path in ("/admin/jobs", "/admin/planning/calendar", "/admin/queues/orders"):
        assert (await visitor.get(path, headers={"X-Fragment": "1"})).status_code == 401


async def test_every_answer_carries_the_headers_that_keep_others_out(desk: Desk, clerk: Actor) -> None:
    client = await desk.client(clerk)
    for path in ("/admin/", "/admin/login", "/admin/nothing", "/admin/audit-entries", "/admin/static/panel.css"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    page = await client.get("/admin/")
    assert "no-cache" in page.headers["cache-control"]
    assert re.fullmatch(r'app;dur=[\d.]+, db;dur=[\d.]+;desc="\d+ reads"', page.headers["server-timing"])
    assert not re.search(r"<script(?![^>]*src=)[^>]*>|<style|\son\w+=|\sstyle=", page.text)


async def test_static_files_are_packed_and_last(desk: Desk, clerk: Actor) -> None:
    client = await desk.client(clerk)
    address = re.search(r'href="(/admin/static/css/vendor/tabler[^"]+)"', (await client.get("/admin/")).text)
    assert address
    answer = await client.get(address[1], **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 120_000
    again = await client.get(address[1], **{"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    for odd in ("/admin/static/../templates/base.html", "/admin/static/%2e%2e/templates/base.html", "/admin/static/"):
        assert (await client.get(odd)).status_code == 404


async def test_login_makes_a_new_session_and_goes_where_one_was(visitor: httpx.AsyncClient, clerk: Actor) -> None:
    asked = await visitor.get("/admin/orders?f=state:in:HELD")
    assert asked.headers["location"] == "/admin/login?next=%2Fadmin%2Forders%3Ff%3Dstate%3Ain%3AHELD"
    done = await log_in(visitor, clerk, target="/admin/orders?f=state:in:HELD")
    assert (done.status_code, done.headers["location"]) == (303, "/admin/orders?f=state:in:HELD")
    cookie = next(value for value in done.headers.get_list("set-cookie") if value.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    first = visitor.cookies[COOKIE]
    assert (await visitor.get("/admin/")).status_code == 200
    await visitor.get("/admin/login")
    # Logging in once more, as after a cookie was planted: another session, and the first is over.
    page = await visitor.get("/admin/password")
    form = {"csrf_token": token_in(page), "username": clerk.username, "password": PASSWORD, "next": ""}
    await visitor.post("/admin/login", data=form)
    assert visitor.cookies[COOKIE] != first
    visitor.cookies.set(COOKIE, first, domain="panel.test")
    assert (await visitor.get("/admin/")).status_code == 303


async def test_under_tls_the_cookie_belongs_to_this_host_alone(desk: Desk, clerk: Actor) -> None:
    transport = httpx.ASGITransport(desk.application)
    async with httpx.AsyncClient(transport=transport, base_url="https://panel.test") as client:
        done = await log_in(client, clerk)
        cookie = next(
            value for value in done.headers.get_list("set-cookie") if value.startswith(cookie_name(secure=True))
        )
        assert "Secure" in cookie
        assert "strict-transport-security" in done.headers
        assert (await client.get("/admin/")).status_code == 200
        plain = await desk.client(clerk)
        answer = await client.get("/admin/", headers={"Cookie": f"{COOKIE}={plain.token}"})
        assert answer.status_code == 303


async def test_logging_out_ends_the_session(visitor: httpx.AsyncClient, clerk: Actor) -> None:
    await log_in(visitor, clerk)
    session = visitor.cookies[COOKIE]
    page = await visitor.get("/admin/")
    left = await visitor.post("/admin/logout", data={"csrf_token": token_in(page)})
    assert left.headers["location"] == "/admin/login"
    assert left.headers["clear-site-data"] == '"cache"'
    visitor.cookies.set(COOKIE, session, domain="panel.test")
    assert (await visitor.get("/admin/")).status_code == 303


async def test_wrong_passwords_get_one_answer_then_a_wait(visitor: httpx.AsyncClient, clerk: Actor) -> None:
    answers = [await log_in(visitor, clerk, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "User name or password is wrong" in answers[0].text
    assert f'value="{clerk.username}"' in answers[0].text
    assert int(answers[5].headers["retry-after"]) > 0
    assert "Too many attempts" in answers[5].text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/", "//evil.test/", "/\\evil.test", "/admin//evil.test", "/admin/../x", "/other",
        "javascript:alert(1)", "/admin\n/x", "/admin/login?next=/", "/administer",
    ],
)  # fmt: skip
def test_login_never_leads_elsewhere(target: str) -> None:
    assert safe_target(target) == "/admin/"


def test_login_leads_to_pages_of_the_panel() -> None:
    assert safe_target("/admin/orders?f=a:b:c") == "/admin/orders?f=a:b:c"


async def test_a_refusal_leads_back_but_never_elsewhere(desk: Desk, clerk: Actor) -> None:
    client = await desk.client(clerk)
    home = str(client.http.base_url).rstrip("/")

    async def ways(path: str, **headers: str) -> list[str]:
        page = (await client.get(path, **headers)).text
        return re.findall(r'href="([^"]+)"', page[page.index('class="ev-ways"') :].partition("</p>")[0])

    here, good = "/admin/orders?f=total:gte:many", f"{home}/admin/orders?q=SO&sort=number"
    assert (await client.get(here)).status_code == 400
    assert await ways(here, referer=good) == ["/admin/orders?q=SO&amp;sort=number", "/admin/"]
    assert await ways(here) == ["/admin/orders", "/admin/"]
    assert await ways("/admin/no-such-page", referer=good) == ["/admin/orders?q=SO&amp;sort=number", "/admin/"]
    assert await ways("/admin/no-such-page") == ["/admin/"]
    for elsewhere in (
        "https://evil.test/admin/orders", f"{home}@evil.test/admin/", f"{home}.evil.test/admin/",
        f"{home}//evil.test/", f"{home}/admin//evil.test", "http://[", "javascript:alert(1)",
        f"{home}/admin/logout", f"{home}{here}", "/admin/orders",
    ):  # fmt: skip
        assert await ways(here, referer=elsewhere) == ["/admin/orders", "/admin/"], elsewhere


async def test_a_change_needs_the_token_of_this_very_session(
    desk: Desk, clerk: Actor, visitor: httpx.AsyncClient
) -> None:
    mine = await desk.client(clerk)
    page = await mine.get("/admin/customers/new")
    form = {"csrf_token": token_in(page), "name": "New shop", "kind": "GROCERY", "level": "C", "status": "ACTIVE",
            "datum": "WGS84"}  # fmt: skip
    stranger = token_in(await visitor.get("/admin/login"))
    before = await contents()
    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": stranger}, {"csrf_token": form["csrf_token"][:-1] + "x"}):
        refused = await mine.http.post("/admin/customers/new", data={**form, "csrf_token": "", **wrong})
        assert refused.status_code == 403, wrong
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "same-site"}):
        assert (await mine.http.post("/admin/customers/new", data=form, headers=headers)).status_code == 403
    assert await contents() == before
    assert (await mine.http.post("/admin/customers/new", data=form)).status_code == 303


async def test_a_form_that_is_too_large_is_refused(desk: Desk, clerk: Actor) -> None:
    client = await desk.client(clerk)
    token = token_in(await client.get("/admin/customers/new"))
    answer = await client.http.post("/admin/customers/new", data={"csrf_token": token, "name": "x" * 1_100_000})
    assert answer.status_code == 413


async def test_the_language_is_switched_and_kept(desk: Desk, clerk: Actor) -> None:
    client = await desk.client(clerk)
    token = token_in(await client.get("/admin/"))
    client.http.cookies.delete(LOCALE_COOKIE)
    assert 'lang="zh-CN"' in (await client.get("/admin/")).text
    form = {"csrf_token": token, "locale": "en", "next": "/admin/products?q=a"}
    answer = await client.http.post("/admin/locale", data=form)
    assert answer.headers["location"] == "/admin/products?q=a"
    assert 'lang="en"' in (await client.get("/admin/")).text


async def test_a_password_of_ones_own_ends_the_other_sessions(visitor: httpx.AsyncClient, clerk: Actor) -> None:
    await log_in(visitor, clerk)
    old = visitor.cookies[COOKIE]
    page = await visitor.get("/admin/password")
    form = {"csrf_token": token_in(page), "current": PASSWORD, "new": "another long password", "again": "differs"}
    refused = await visitor.post("/admin/password", data=form)
    assert "typed differently" in refused.text
    done = await visitor.post("/admin/password", data={**form, "again": "another long password"})
    assert done.status_code == 303
    assert (await visitor.get("/admin/")).status_code == 200
    visitor.cookies.set(COOKIE, old, domain="panel.test")
    assert (await visitor.get("/admin/")).status_code == 303


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+86", "'+86"),
        ("-x", "'-x"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("a=b", "a=b"),
        (-5, -5),
        (None, None),
    ],
)
def test_what_looks_like_a_formula_is_quoted(value: object, shown: object) -> None:
    assert safe_cell(value) == shown


def test_visitors_have_a_cookie_of_their_own() -> None:
    assert VISITOR != COOKIE
