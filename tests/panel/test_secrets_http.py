"""Nothing that opens a log-in, or the servers behind it, is written to the log or shown on a page that is not for it."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import httpx
import pytest

from erp_visit import logs
from erp_visit.org.service import set_password
from erp_visit.panel.security import LOCALE_COOKIE
from erp_visit.settings import Settings
from tests.panel.desk import open_desk
from tests.panel.test_account_http import send, user
from tests.phone import clock, code_of

FIRST, OWN, WRONG = "first horse of many", "a horse of my own", "hunter2 typed too fast"
DSN_PASSWORD = "pa55-of-the-database"


@pytest.mark.usefixtures("logging_as_before", "phone_clock")
@pytest.mark.parametrize("form", ["console", "json"])
async def test_no_secret_of_a_log_in_is_written_to_the_log(
    form: str, db: ModuleType, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Log in with a first password, choose one's own, add a factor, log in by code and by recovery code, leave; and
    each of it wrongly. Everything that any library says is kept."""
    chief, clerk = await user("chief", "administrator"), await user("clerk", "clerk")
    await set_password(chief, employee_id=clerk.id, password=FIRST)
    secrets = {FIRST, OWN, WRONG, settings.signing_key()}
    logs.configure(replace(settings, log_format=form, log_level="debug"))  # type: ignore[arg-type] # as parametrised
    async with open_desk(settings) as desk:
        transport = httpx.ASGITransport(desk.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://panel.test") as browser:
            browser.cookies.set(LOCALE_COOKIE, "en", domain="panel.test")

            async def step(path: str, page: str, **fields: str) -> httpx.Response:
                answer = await send(browser, path, page, **fields)
                secrets.update(value for name, value in browser.cookies.items() if name != LOCALE_COOKIE and value)
                secrets.update(re.findall(r'name="(?:challenge|csrf-token)" (?:value|content)="([^"]+)"', answer.text))
                return answer

            async def enter(password: str) -> str:
                answer = await step("/admin/login", "/admin/login", username="clerk", password=password)
                found = re.search(r'name="challenge" value="([^"]+)"', answer.text)
                return found[1] if found else ""

            await enter(WRONG)
            await step("/admin/login", "/admin/login", username=WRONG, password=WRONG)
            await enter(FIRST)
            fields = {"current": FIRST, "new": OWN, "again": OWN}
            await step("/admin/password", "/admin/password", **{**fields, "new": "password1"})
            assert (await step("/admin/password", "/admin/password", **fields)).status_code == 303
            await step("/admin/second-factor", "/admin/second-factor", password=WRONG)
            shown = await step("/admin/second-factor", "/admin/second-factor", password=OWN)
            found = re.search(r'id="secret">([A-Z2-7 ]+)<', shown.text)
            assert found
            secret = found[1].replace(" ", "")
            confirm = "/admin/second-factor/confirm"
            await step(confirm, "/admin/second-factor", code="000000")
            first = code_of(secret)
            done = await step(confirm, "/admin/second-factor", code=first)
            recovery = re.findall(r"<li><code>([A-Z2-9-]+)</code>", done.text)
            assert len(recovery) == 10
            clock.later()
            second = code_of(secret)
            for code in (second, recovery[0]):
                await step("/admin/logout", "/admin/account")
                challenge = await enter(OWN)
                assert challenge
                for tried in ("000000", code):
                    await step("/admin/login/code", "/admin/login", challenge=challenge, code=tried)
            await step("/admin/account/sessions", "/admin/account", session="", password=WRONG)
            assert (await browser.get("/admin/account")).status_code == 200
            secrets |= {secret, found[1], *recovery, *(code.replace("-", "") for code in recovery)}
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert "logged in" in told
    assert "log-in refused" in told
    assert "code refused" in told
    assert len(secrets) > 25
    assert [one for one in secrets if one in told] == []
    assert not re.search(rf"(?<![\d.])({first}|{second})(?!\d)", told)
    assert "otpauth:" not in told


@pytest.mark.in_process("made with settings of its own")
async def test_no_page_of_the_panel_shows_what_opens_the_servers(db: ModuleType, settings: Settings) -> None:
    chief = await user("chief", "administrator")
    hidden = replace(
        settings,
        database_url=f"postgresql://erp:{DSN_PASSWORD}@db.example/erp",
        pooler_url=f"postgresql://erp:{DSN_PASSWORD}@pooler.example/erp",
    )
    async with open_desk(hidden) as desk:
        client = await desk.client(chief)
        start = (await client.get("/admin/")).text
        nav = start[start.index('<nav class="ev-nav"') : start.index("</nav>")]
        pages = {*re.findall(r'href="(/admin/[^"#]+)"', nav), "/admin/account", f"/admin/staff/{chief.id}"}
        assert len(pages) > 30
        assert {"/admin/parameters", "/admin/login-events", "/admin/audit-entries"} <= pages
        for path in sorted(pages):
            shown = await client.get(path)
            assert shown.status_code == 200, path
            for one in (DSN_PASSWORD, settings.signing_key(), client.token, "$argon2"):
                assert one not in shown.text, path
