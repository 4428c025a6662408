"""我的登录: the second step of a log-in, first passwords, sessions of one's own; and what asks for what first."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.org import sessions
from erp_visit.org.actors import load_actor
from erp_visit.org.service import create_user, set_password
from erp_visit.panel.security import LOCALE_COOKIE
from erp_visit.web import COOKIE
from tests import factories
from tests.panel.desk import Client, Desk
from tests.phone import clock, code_of

pytestmark = pytest.mark.usefixtures("phone_clock")
PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


async def user(username: str, *roles: str) -> Actor:
    key = await create_user(username=username, name="张三", roles=roles, password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


@pytest.fixture
async def clerk(desk: Desk) -> Actor:
    return await user("clerk", "clerk")


@pytest.fixture
async def browser_of(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(desk.application)
    headers = {"user-agent": "Browser <b>1</b>"}
    async with httpx.AsyncClient(transport=transport, base_url="http://panel.test", headers=headers) as client:
        client.cookies.set(LOCALE_COOKIE, "en", domain="panel.test")
        yield client


async def send(client: httpx.AsyncClient, path: str, page: str = "/admin/account", **fields: str) -> httpx.Response:
    """Send a form as the page shows it."""
    shown = await client.get(page)
    found = re.search(r'name="csrf-token" content="(\w+)"', shown.text)
    assert found
    return await client.post(path, data={"csrf_token": found[1], **fields})


async def log_in(client: httpx.AsyncClient, password: str = PASSWORD, **fields: str) -> httpx.Response:
    return await send(client, "/admin/login", "/admin/login", username="clerk", password=password, **fields)


async def enrol(client: httpx.AsyncClient) -> tuple[str, list[str]]:
    page = await send(client, "/admin/second-factor", "/admin/second-factor", password=PASSWORD)
    assert page.headers["cache-control"] == "no-store"
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
    assert found
    secret = found[1].replace(" ", "")
    assert 'src="data:image/svg+xml' in page.text, "the picture comes from here, not from another site"
    wrong = await send(client, "/admin/second-factor/confirm", "/admin/second-factor", code="000000")
    assert (wrong.status_code, found[1] in wrong.text) == (401, True), "the same secret once more"
    done = await send(client, "/admin/second-factor/confirm", "/admin/second-factor", code=code_of(secret))
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    clock.later()
    return secret, re.findall(r"<li><code>([A-Z2-9-]+)</code>", done.text)


async def test_a_log_in_of_two_steps(clerk: Actor, browser_of: httpx.AsyncClient) -> None:
    await log_in(browser_of)
    first = browser_of.cookies[COOKIE]
    secret, recovery = await enrol(browser_of)
    assert len(recovery) == 10
    assert browser_of.cookies[COOKIE] != first
    assert await sessions.actor_of(first) is None
    assert "10 recovery codes are left" in (await browser_of.get("/admin/account")).text
    await send(browser_of, "/admin/logout")
    step = await log_in(browser_of, next="/admin/orders?q=1")
    assert step.status_code == 200
    assert "set-cookie" not in step.headers or COOKIE not in step.headers["set-cookie"]
    challenge = re.search(r'name="challenge" value="([\w.-]+)"', step.text)
    token = re.search(r'name="csrf-token" content="(\w+)"', step.text)
    assert challenge
    assert token
    form = {"csrf_token": token[1], "challenge": challenge[1], "next": "/admin/orders?q=1"}
    wrong = await browser_of.post("/admin/login/code", data={**form, "code": "000000"})
    assert wrong.status_code == 401
    assert challenge[1] in wrong.text
    assert (await browser_of.get("/admin/orders")).status_code == 303, "not logged in by half"
    right = await browser_of.post("/admin/login/code", data={**form, "code": code_of(secret)})
    assert (right.status_code, right.headers["location"]) == (303, "/admin/orders?q=1")
    assert (await browser_of.get("/admin/orders")).status_code == 200
    forged = await browser_of.post("/admin/login/code", data={**form, "csrf_token": "x", "code": code_of(secret, 1)})
    assert forged.status_code == 403


async def test_a_second_step_that_took_too_long_begins_again(clerk: Actor, browser_of: httpx.AsyncClient) -> None:
    page = await send(browser_of, "/admin/login/code", "/admin/login", challenge="x", code="123456")
    assert page.status_code == 401
    assert "Begin with the password again" in page.text
    assert 'name="password"' in page.text
    assert (await browser_of.get("/admin/login/code")).headers["location"] == "/admin/login"


async def test_the_second_factor_is_taken_away_by_password_and_code(
    clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await log_in(browser_of)
    _, recovery = await enrol(browser_of)
    remove = "/admin/second-factor/remove"
    assert (await send(browser_of, remove, password="wrong", code=recovery[0])).status_code == 401
    assert (await send(browser_of, remove, password=PASSWORD, code="000000")).status_code == 401
    assert (await send(browser_of, remove, password=PASSWORD, code=recovery[0])).status_code == 303
    assert "Add a second factor" in (await browser_of.get("/admin/account")).text
    await factories.setting("second_factor_for", "EVERYBODY")
    await enrol(browser_of)
    page = await browser_of.get("/admin/account")
    assert "cannot be taken away" in page.text
    assert remove not in page.text
    assert (await send(browser_of, remove, password=PASSWORD, code="x")).status_code == 409


async def test_a_first_password_is_changed_before_anything_else(
    desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    chief = await user("chief", "administrator")
    await set_password(chief, employee_id=clerk.id, password="first horse of many")
    await log_in(browser_of, "first horse of many")
    for path in ("/admin/", "/admin/orders", "/admin/account", "/admin/second-factor", "/admin/notifications"):
        answer = await browser_of.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/password"), path
        answer = await browser_of.get(path, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (403, "LOGIN_INCOMPLETE"), path
    for path in ("/admin/account/sessions", "/admin/orders", "/admin/views"):
        assert (await send(browser_of, path, "/admin/password", password=PASSWORD)).status_code == 403, path
    page = await browser_of.get("/admin/password")
    assert "set by somebody else" in page.text
    assert "<nav" not in page.text
    fields = {"current": "first horse of many", "new": "a horse of my own", "again": "a horse of my own"}
    assert (await send(browser_of, "/admin/password", "/admin/password", **fields)).status_code == 303
    assert (await browser_of.get("/admin/orders")).status_code == 200


async def test_who_needs_a_second_factor_adds_it_before_anything_else(
    clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await factories.setting("second_factor_for", "LEADERS")
    await log_in(browser_of)
    assert (await browser_of.get("/admin/orders")).headers["location"] == "/admin/second-factor"
    assert (await browser_of.get("/admin/password")).headers["location"] == "/admin/second-factor"
    await enrol(browser_of)
    assert (await browser_of.get("/admin/orders")).status_code == 200


async def test_who_cannot_do_what_is_asked_can_leave(clerk: Actor, browser_of: httpx.AsyncClient) -> None:
    await factories.setting("second_factor_for", "EVERYBODY")
    await log_in(browser_of)
    page = await browser_of.get("/admin/second-factor")
    assert 'action="/admin/logout"' in page.text
    assert (await send(browser_of, "/admin/logout", "/admin/second-factor")).headers["location"] == "/admin/login"
    assert (await browser_of.get("/admin/second-factor")).headers["location"].startswith("/admin/login")


async def test_sessions_are_shown_and_ended_by_the_password(clerk: Actor, browser_of: httpx.AsyncClient) -> None:
    await log_in(browser_of)
    others = [
        (
            await sessions.open_session(await account(clerk), b"", client=sessions.Client("203.0.113.9", f"Phone {n}"))
        ).token
        for n in range(3)
    ]
    page = (await browser_of.get("/admin/account")).text
    assert "203.0.113.9" in page
    assert "Browser &lt;b&gt;1&lt;/b&gt;" in page, "what a client says of itself is text"
    assert page.count("this one") == 1
    keys = re.findall(r'name="session" value="([0-9a-f-]{36})"', page)
    assert len(keys) == 3
    path = "/admin/account/sessions"
    assert (await send(browser_of, path, session=keys[0], password="wrong horse")).status_code == 401
    assert [await sessions.actor_of(token) for token in others] == [clerk] * 3
    assert (await send(browser_of, path, session=keys[0], password=PASSWORD)).status_code == 303
    sessions.forget_sessions()
    assert [await sessions.actor_of(token) for token in others].count(None) == 1
    assert (await send(browser_of, path, session="", password=PASSWORD)).status_code == 303
    assert [await sessions.actor_of(token) for token in others] == [None] * 3
    assert (await browser_of.get("/admin/account")).status_code == 200
    assert (await send(browser_of, path, session="x", password=PASSWORD)).status_code == 404


async def account(actor: Actor) -> sessions.Account:
    async with db.connection() as connection:
        found = await sessions.find_account(connection, actor.id)
    assert found is not None
    return found


async def test_an_administrator_takes_a_lost_second_factor_away(
    desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await log_in(browser_of)
    await enrol(browser_of)
    chief = await desk.client(await user("chief", "administrator"))
    card = f"/admin/staff/{clerk.id}"
    assert "recovery codes are lost" in (await chief.get(card)).text
    form = {"identity": "IN_PERSON", "evidence": "Known to me", "own_password": PASSWORD}
    for lacking, status in (
        ({"identity": ""}, 422), ({"evidence": " "}, 422), ({"own_password": "wrong horse"}, 401),
    ):  # fmt: skip
        answer = await send(chief.http, f"{card}/second-factor", card, **{**form, **lacking})
        assert answer.status_code == status, lacking
        assert 'role="alert"' in answer.text
    assert (await browser_of.get("/admin/account")).status_code == 200
    assert (await send(chief.http, f"{card}/second-factor", card, **form)).status_code == 303
    assert (await browser_of.get("/admin/account")).headers["location"].startswith("/admin/login")
    assert (await log_in(browser_of)).status_code == 303
    trail = (await chief.get(f"/admin/employees/{clerk.id}")).text
    assert "Known to me" in trail, "what showed who it was stays in the trail"


async def test_a_forgotten_password_is_made_anew_and_the_second_factor_stays(
    desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await log_in(browser_of)
    secret, _ = await enrol(browser_of)
    chief = await desk.client(await user("chief", "administrator"))
    card = f"/admin/staff/{clerk.id}"
    shown = await send(chief.http, f"{card}/password", card)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    password = re.search(r'id="first-password">([a-z2-9-]{23})<', shown.text)
    assert password
    assert password[1] not in (await chief.get(card)).text
    assert (await browser_of.get("/admin/account")).headers["location"].startswith("/admin/login")
    assert (await log_in(browser_of)).status_code == 401, "the old one is over"
    step = await log_in(browser_of, password[1])
    assert 'id="code"' in step.text, "a reset is no way around the second factor"
    challenge = re.search(r'name="challenge" value="([\w.-]+)"', step.text)
    token = re.search(r'name="csrf-token" content="(\w+)"', step.text)
    assert challenge
    assert token
    form = {"csrf_token": token[1], "challenge": challenge[1], "code": code_of(secret)}
    assert (await browser_of.post("/admin/login/code", data=form)).status_code == 303
    assert (await browser_of.get("/admin/orders")).headers["location"] == "/admin/password"


async def at_a_desk(desk: Desk, actor: Actor) -> Client:
    """Logged in by the password: a session that is read anew asks when that was set."""
    client = await desk.client(actor)
    await sessions.logout(client.token)
    session = await sessions.open_session(await account(actor), b"")
    client.http.cookies.set(COOKIE, session.token)
    return client


async def test_an_administrator_ends_the_log_ins_of_an_employee(
    desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await log_in(browser_of)
    chief, other = await at_a_desk(desk, await user("chief", "administrator")), await at_a_desk(desk, clerk)
    card = f"/admin/staff/{clerk.id}"
    assert (await send(other.http, f"{card}/log-ins")).status_code == 403
    done = await send(chief.http, f"{card}/log-ins", card)
    assert (done.status_code, done.headers["location"]) == (303, card)
    assert "2 log-ins have ended" in (await chief.get(card)).text
    for client in (browser_of, other.http):
        assert (await client.get("/admin/orders")).headers["location"].startswith("/admin/login")
    assert (await log_in(browser_of)).status_code == 303, "the password stays"


async def test_an_administrator_logs_everybody_out(desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient) -> None:
    await log_in(browser_of)
    boss = await user("chief", "administrator")
    chief, elsewhere = await at_a_desk(desk, boss), await at_a_desk(desk, boss)
    path = "/admin/account/everybody"
    assert path not in (await browser_of.get("/admin/account")).text
    assert (await send(browser_of, path, password=PASSWORD)).status_code == 403
    refused = await send(chief.http, path, password="wrong horse")
    assert (refused.status_code, "current password is wrong" in refused.text) == (401, True)
    assert (await browser_of.get("/admin/account")).status_code == 200
    assert (await send(chief.http, path, password=PASSWORD)).status_code == 303
    assert "2 log-ins have ended" in (await chief.get("/admin/account")).text
    for client in (browser_of, elsewhere.http):
        assert (await client.get("/admin/orders")).headers["location"].startswith("/admin/login")


async def test_the_log_of_log_ins_is_for_who_reads_the_audit_trail(
    desk: Desk, clerk: Actor, browser_of: httpx.AsyncClient
) -> None:
    await log_in(browser_of, "wrong horse")
    chief = await desk.client(await user("chief", "administrator"))
    page = await chief.get("/admin/login-events")
    assert page.status_code == 200
    assert "127.0.0.1" in page.text
    async with db.connection() as connection:
        await connection.execute("INSERT INTO login_event (outcome, device) VALUES ('REFUSED', $1)", FIREFOX)
        key = await connection.fetchval("SELECT id FROM login_event WHERE device = $1", FIREFOX)
    for path in ("/admin/login-events?cols=at.outcome.device", f"/admin/login-events/{key}"):
        page = await chief.get(path)
        assert "Firefox 131 · Windows" in page.text, path
        assert f'title="{FIREFOX}"' in page.text, path
    assert (await (await desk.client(clerk)).get("/admin/login-events")).status_code == 403
