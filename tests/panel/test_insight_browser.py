"""The pages of figures in a real browser: axe finds nothing, a figure opens its records, keys and print work."""

from __future__ import annotations

import asyncio
from types import ModuleType

import playwright.async_api as playwright
import pytest

from erp_visit.core.actor import Scope
from tests import factories
from tests.insight.field import FIRST, LAST, season
from tests.panel.desk import Desk
from tests.panel.test_queues_browser import axe
from tests.work.people import people, rows

SPAN = f"from={FIRST}&to={LAST}"
PAGES = [
    f"visits?{SPAN}&by=DEPARTMENT", f"visits?{SPAN}&by=WEEK", f"leaderboard?{SPAN}&measure=VISITS", "targets",
    f"map?{SPAN}", "abnormal", f"duel?{SPAN}",
]  # fmt: skip


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_axe_finds_nothing(
    desk: Desk, db: ModuleType, browser: playwright.Browser, theme: str, locale: str
) -> None:
    made = await season(31, visits=80, orders=30)
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE visit SET latitude = 22.5 + random() / 10, longitude = 114 + random() / 10, evidence = 'VERIFIED'"
            " WHERE state = 'DONE'"
        )
        await connection.execute(
            "INSERT INTO customer_alert (customer_id, kind, figures, detected_on, seen_on) SELECT id, 'LIKELY_LOST',"
            ' \'{"days": 15, "median": 7.5, "order_days": 4, "last_order_on": "2026-01-01"}\', $1, $1'
            " FROM customer",
            factories.today(),
        )
    manager = await factories.employee(made.reps[0].department_id, factories.RoleCode.ADMINISTRATOR)
    page = await desk.page(browser, manager, locale=locale)
    await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
    pair = "&".join(f"{side}={rep.id}" for side, rep in zip("ab", made.reps[:2], strict=True))
    for path in PAGES:
        answer = await page.goto(f"{desk.url}/admin/insight/{path}{f'&{pair}' if path.startswith('duel') else ''}")
        assert answer is not None
        assert answer.status == 200
        await playwright.expect(page.locator('[aria-busy="true"]')).to_have_count(0)
        assert await axe(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
    await page.context.close()


async def test_a_figure_opens_its_records_from_the_keyboard(desk: Desk, browser: playwright.Browser) -> None:
    made = await season(32, visits=60, orders=20)
    manager = await factories.employee(made.reps[0].department_id, factories.RoleCode.ADMINISTRATOR)
    assert manager.profile.scope is Scope.ALL
    page = await desk.page(browser, manager, locale="en")
    await page.goto(f"{desk.url}/admin/insight/visits?{SPAN}")
    link = page.locator(".ev-total a").first
    count = await link.inner_text()
    await link.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/visits?**")
    assert await page.locator("#total").inner_text() == f"{count} rows"
    await page.context.close()


async def test_the_board_can_be_used_before_its_figures_are_there(desk: Desk, browser: playwright.Browser) -> None:
    made = await season(33, visits=60, orders=20)
    manager = await factories.employee(made.reps[0].department_id, factories.RoleCode.ADMINISTRATOR)
    page = await desk.page(browser, manager, locale="en")
    answered = asyncio.Event()

    async def later(route: playwright.Route) -> None:
        if route.request.headers.get("x-fragment"):
            await answered.wait()
        await route.continue_()

    await page.route("**/admin/insight/visits?**", later)
    await page.goto(f"{desk.url}/admin/insight/visits?{SPAN}")
    figures = page.locator("[data-figures]")
    await playwright.expect(figures).to_have_attribute("aria-busy", "true")
    assert await axe(page) == []
    places = ".ev-tiles a, #per-day, #figures-by, .ev-board thead, .ev-total"
    tops = f"() => [...document.querySelectorAll({places!r})].map((one) => Math.round(one.getBoundingClientRect().top))"
    before = await page.evaluate(tops)
    await page.locator('select[name="level"]').select_option("A")
    head = page.get_by_role("link", name="Effective visits", exact=True).last
    await head.focus()
    answered.set()
    await playwright.expect(figures).to_have_attribute("aria-busy", "false")
    assert await page.evaluate(tops) == before
    await playwright.expect(page.get_by_role("link", name="Effective visits", exact=True).last).to_be_focused()
    await playwright.expect(page.locator('select[name="level"]')).to_have_value("A")
    await page.context.close()


async def test_figures_that_could_not_be_had_are_asked_for_again(desk: Desk, browser: playwright.Browser) -> None:
    made = await season(34, visits=60, orders=20)
    manager = await factories.employee(made.reps[0].department_id, factories.RoleCode.ADMINISTRATOR)
    page = await desk.page(browser, manager, locale="en")
    failing = ["once"]

    async def fails(route: playwright.Route) -> None:
        if route.request.headers.get("x-fragment") and failing:
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/admin/insight/visits?**", fails)
    await page.goto(f"{desk.url}/admin/insight/visits?{SPAN}")
    await playwright.expect(page.get_by_text("The figures could not be had.")).to_be_visible()
    failing.clear()
    await page.get_by_role("button", name="Try again").focus()
    await page.keyboard.press("Enter")
    await playwright.expect(page.locator(".ev-total a").first).to_be_visible()
    await playwright.expect(page.get_by_text("The figures could not be had.")).to_be_hidden()
    # Back from a record is the page, at the place that was left.
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    left = await page.evaluate("scrollY")
    assert left > 0
    await page.locator(".ev-board tbody tr").last.locator("a").first.press("Enter")
    await page.wait_for_url(lambda address: "/insight/" not in address)
    await page.go_back()
    await playwright.expect(page.locator("h1")).to_have_text("Visit board")
    await playwright.expect(page.locator("[data-figures]")).to_have_attribute("aria-busy", "false")
    await page.wait_for_function("left => Math.abs(scrollY - left) < 2", arg=left)
    await page.context.close()


async def test_a_block_from_a_spreadsheet_is_pasted_into_the_grid(desk: Desk, browser: playwright.Browser) -> None:
    crew = await people()
    page = await desk.page(browser, crew.supervisor, locale="en")
    await page.goto(f"{desk.url}/admin/insight/targets")
    cell = page.locator(f'[name="e.{crew.mate.id}.VISITS"]')
    await cell.evaluate(
        "(field) => { const data = new DataTransfer(); data.setData('text/plain', '40\\t30\\r\\n50\\t35\\r\\n');"
        " field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"
    )
    await page.get_by_role("button", name="Set targets").click()
    await playwright.expect(page.get_by_text("The targets are set.")).to_be_visible()
    stored = await rows("SELECT employee_id, measure, value::int FROM target ORDER BY value")
    assert [tuple(row.values()) for row in stored] == [
        (crew.mate.id, "EFFECTIVE_VISITS", 30), (crew.rep.id, "EFFECTIVE_VISITS", 35), (crew.mate.id, "VISITS", 40),
        (crew.rep.id, "VISITS", 50),
    ]  # fmt: skip
    await page.context.close()
