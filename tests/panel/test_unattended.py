"""A page that nobody touches goes on asking, and keeps no log-in open by that."""

from __future__ import annotations

import playwright.async_api as playwright
import pytest

from erp_visit import cache, db
from erp_visit.org import sessions
from tests import factories
from tests.panel.desk import Desk

UNREAD = "/admin/notifications/unread"


@pytest.mark.in_process("the servers' memory of log-ins is not reached from here")
async def test_what_a_page_asks_by_itself_is_no_use_of_the_log_in(desk: Desk) -> None:
    clerk = await desk.client((await factories.world(products=1)).clerk)
    name = sessions.session_key(clerk.token)

    async def used_after(path: str, **headers: str) -> bool:
        """Whether a request, ten minutes later, is written down as a use."""
        async with db.connection() as connection:
            await connection.execute("UPDATE login_session SET used_at = now() - interval '10 minutes'")
        await cache.redis().delete(sessions.SESSION + name)
        sessions.forget_sessions()
        answer = await clerk.http.get(path, headers=headers)
        assert answer.status_code == 200
        async with db.connection() as connection:
            found: bool = await connection.fetchval(
                "SELECT used_at > now() - interval '1 minute' FROM login_session WHERE name = $1", name
            )
            return found

    assert not await used_after(UNREAD, **{"x-unattended": "1"})
    assert await used_after(UNREAD)
    assert await used_after("/admin/")


@pytest.mark.browser
async def test_a_page_says_when_nobody_has_touched_it(desk: Desk, browser: playwright.Browser) -> None:
    page = await desk.page(browser, (await factories.world(products=1)).clerk)
    said: list[bool] = []

    async def answer(route: playwright.Route) -> None:
        said.append("x-unattended" in route.request.headers)
        await route.fulfill(json={"unread": 0})

    await page.clock.install()
    await page.route(f"**{UNREAD}", answer)
    async with page.expect_response(f"**{UNREAD}"):
        await page.goto(f"{desk.url}/admin/")
    async with page.expect_response(f"**{UNREAD}"):
        await page.clock.fast_forward(61_000)
    await page.clock.fast_forward(40_000)
    await page.mouse.move(50, 50)
    async with page.expect_response(f"**{UNREAD}"):
        await page.clock.fast_forward(20_000)
    assert said == [False, True, False]
    await page.context.close()
