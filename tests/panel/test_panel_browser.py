"""The panel in a real browser: nothing leaves the origin, axe finds nothing, keys and dialogs do what they say."""

from __future__ import annotations

import playwright.async_api as playwright
import pytest
from axe_playwright_python.async_playwright import Axe

from erp_visit import db
from erp_visit.org.auth import hash_password
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk

pytestmark = pytest.mark.browser
STANDARD = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture
async def world(desk: Desk) -> World:
    made = await factories.world(products=3)
    for number in range(3):
        await factories.customer(made.rep, made.sales, name=f"惠民便利店 {number}", level="A")
    await factories.visit(made.rep, made.customer)
    return made


async def wrongs(page: playwright.Page) -> list[str]:
    """What axe finds wrong with a page."""
    found = await Axe().run(page, options=STANDARD)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_pages_are_accessible_and_ask_nobody_else(
    desk: Desk, world: World, browser: playwright.Browser, locale: str, theme: str
) -> None:
    page = await desk.page(browser, world.administrator, locale)
    await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
    asked: set[str] = set()
    broken: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type in ("error", "warning") else None)
    pages = [
        "/admin/", "/admin/customers?f=level:in:A&q=惠民", f"/admin/products/{world.products[0].id}", "/admin/visits",
        "/admin/customers/new", "/admin/parameters", "/admin/roles-matrix", f"/admin/staff/{world.rep.id}",
        "/admin/import", "/admin/search?q=Drink", "/admin/password",
    ]  # fmt: skip
    for path in pages:
        await page.goto(desk.url + path)
        assert await wrongs(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
    assert [url for url in asked if not url.startswith((desk.url, "data:"))] == []
    assert broken == []
    await page.context.close()


async def test_log_in_search_filter_and_come_back_to_the_same_rows(
    desk: Desk, world: World, page: playwright.Page
) -> None:
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1",
            world.clerk.id,
            hash_password("a long enough secret"),
        )
        role = await connection.fetchval(
            "INSERT INTO role (code, name, scope, rights) VALUES ('TRY', '内勤', 'ALL', $1) RETURNING id",
            sorted(world.clerk.profile.rights),
        )
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) VALUES ($1, $2)", world.clerk.id, role
        )
    await page.goto(f"{desk.url}/admin/customers")
    assert await wrongs(page) == []
    await page.fill("#username", world.clerk.username)
    await page.fill("#password", "a long enough secret")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/customers")
    # By keyboard: a filter on a related record, chosen by typing.
    await page.click("[data-open-filter]")
    await page.select_option("#filter-field", "owner")
    await page.fill("#filter-dialog [type=search]", world.rep.name)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".ev-picked button")
    await page.click("#filter-dialog button[value=apply]")
    await page.wait_for_url("**f=owner**")
    assert await page.locator("tbody tr").count() == 4
    assert world.rep.name in await page.inner_text(".ev-chips")
    await page.click(".ev-facet >> nth=0 >> summary")
    await page.click(".ev-facet a:has-text('A')")
    await page.wait_for_url("**level**")
    assert await page.locator("tbody tr").count() == 3
    address = page.url
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    second = await page.inner_text("tbody tr:nth-child(2) .ev-row-link")
    assert await page.evaluate("document.activeElement.textContent") == second
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/customers/*-*")
    await page.go_back()
    assert page.url == address
    # One search for everything.
    await page.keyboard.press("Control+Home")
    await page.fill("[data-find]", "Drink")
    await page.wait_for_selector("#found a")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/products/**")


async def test_what_is_typed_survives_a_refusal_and_leaving_is_asked(
    desk: Desk, world: World, browser: playwright.Browser
) -> None:
    page = await desk.page(browser, world.clerk, "zh")
    await page.goto(f"{desk.url}/admin/customers/new")
    await page.fill("#f-name", "新店")
    await page.fill("#f-phone", "abc")
    await page.fill("#f-department_id", "Sal")
    await page.keyboard.press("Enter")  # faster than the list: what was typed counts
    await playwright.expect(page.locator("[name=department_id]")).not_to_have_value("")
    await page.click("form.ev-form button[type=submit]")
    await page.wait_for_selector("#phone-error")
    assert await page.input_value("#f-name") == "新店"
    assert await page.input_value("#f-department_id") == "Sales"
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert await wrongs(page) == []
    asked: list[str] = []

    async def stay(dialog: playwright.Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", stay)
    await page.click(".ev-crumbs a")
    await page.wait_for_url("**/admin/customers")
    assert asked == ["beforeunload"]
    await page.context.close()


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_a_list_is_saved_as_a_view_and_added_up(
    desk: Desk, world: World, browser: playwright.Browser, locale: str, theme: str
) -> None:
    page = await desk.page(browser, world.keeper, locale)
    await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
    address = f"{desk.url}/admin/stock-balances?f=lot.product:is:{world.products[0].id}"
    await page.goto(address)
    await page.click("[data-sums]")
    await page.wait_for_selector("[data-sums-shown] b")
    assert (await page.locator("[data-sums-shown] b").all_inner_texts())[1:] == ["1,000", "0", "1,000"]
    await page.click("summary:has(.fa-bookmark)")
    await page.fill("#view-name", "可乐")
    await page.check("[name=shared]")
    assert await wrongs(page) == []
    await page.keyboard.press("Enter")
    await page.wait_for_url("**cols=**")
    assert "可乐" in await page.inner_text("summary:has(.fa-bookmark)")
    await page.goto(f"{desk.url}/admin/stock-balances")
    await page.click("summary:has(.fa-bookmark)")
    assert await wrongs(page) == []
    await page.click(".ev-views-list a")
    await page.wait_for_url("**cols=**")
    assert await page.locator("tbody tr").count() == 2
    await page.click("summary:has(.fa-bookmark)")
    await page.click(".ev-views-list button")
    await page.wait_for_selector(".ev-views-list", state="detached")
    assert await page.locator("tbody tr").count() == 2, "the list stays as it is"
    await page.context.close()
