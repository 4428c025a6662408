"""The parameters page at work: a value for an employee from a day on, its effect before it is set, withdrawal, the way
back; and what an order was judged by."""

from __future__ import annotations

from datetime import timedelta

import playwright.async_api as playwright
import pytest

from erp_visit import db
from erp_visit.core.ids import new_id
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.org.setting_changes import set_setting
from tests import factories
from tests.panel.desk import Desk
from tests.panel.test_panel_browser import wrongs

pytestmark = pytest.mark.browser


async def radii() -> list[tuple[object, ...]]:
    """Value, for an employee or not, withdrawn or not, reason."""
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT value, employee_id IS NOT NULL, withdrawn_at IS NOT NULL, reason FROM setting"
            " WHERE key = 'tolerance_radius' ORDER BY id"
        )
    return [tuple(row) for row in rows]


async def test_a_value_for_one_employee_from_a_day_on(desk: Desk, browser: playwright.Browser) -> None:
    world = await factories.world(products=1)
    page = await desk.page(browser, world.administrator, "zh")
    await page.goto(f"{desk.url}/admin/parameters")
    # The employee is found by typing.
    await page.get_by_label("或某位员工").fill(world.rep.name)
    await page.get_by_role("option", name=world.rep.name).click()
    await page.locator(".ev-place form").nth(1).get_by_role("button").click()
    await page.wait_for_url(f"**/parameters?employee={world.rep.id}")
    assert await page.locator("#timezone [name=value]").count() == 0
    assert await page.locator("#reserve_at [name=value]").count() == 0

    row = page.locator("#tolerance_radius")
    await page.get_by_label("查找参数").fill("签到 tolerance_radius")
    assert await page.locator("[data-parameter]:visible").count() == 1
    day = (factories.today() + timedelta(days=3)).isoformat()
    await row.locator("[name=value]").fill("5")
    await row.get_by_role("button", name="查看影响").click()
    await row.locator("[data-effect] .ev-error").wait_for()
    await row.locator("[name=value]").fill("350")
    await row.locator("[name=starts_on]").fill(day)
    await row.locator("[name=reason]").fill("大卖场")
    await row.get_by_role("button", name="查看影响").click()
    effect = row.locator(".ev-effect")
    await effect.wait_for()
    text = await effect.inner_text()
    assert "200 m → 350 m" in text.replace("\n", " ")
    assert f"自 {day} 00:00 起" in text
    assert f"1 名员工: {world.rep.name}" in text.replace(":", ": ").replace("  ", " ")
    assert await radii() == []
    await row.get_by_role("button", name="设置").click()
    await page.wait_for_load_state()
    assert await radii() == [("350", True, False, "大卖场")]
    row = page.locator("#tolerance_radius")
    assert f"自 {day} 00:00 起: 350 m" in await row.inner_text()
    await page.evaluate("scrollTo(0, 0)")  # nothing half under the bar on top
    assert await wrongs(page) == []

    # It is withdrawn before that day.
    await row.locator("summary").click()
    await row.get_by_role("button", name="撤回").click()
    await page.wait_for_load_state()
    assert await radii() == [("350", True, True, "大卖场")]
    assert await page.locator("#tolerance_radius .ev-coming").count() == 0
    await page.context.close()


async def test_taking_away_shows_its_effect_first(desk: Desk, browser: playwright.Browser) -> None:
    world = await factories.world(products=1)
    await factories.setting("tolerance_radius", 120)
    await factories.setting("tolerance_radius", 300, world.sales)
    page = await desk.page(browser, world.administrator, "en")
    await page.goto(f"{desk.url}/admin/parameters?department={world.sales}")
    row = page.locator("#tolerance_radius")
    await row.get_by_role("button", name="Take away").click()
    await row.get_by_text("300 m → 120 m").wait_for()
    assert len(await radii()) == 2
    await row.get_by_role("button", name="Take it away").click()
    await page.get_by_text("The parameter is set.").wait_for()
    assert (await radii())[-1] == (None, False, False, "")
    assert "set for the company" in await page.locator("#tolerance_radius").inner_text()
    await page.context.close()


async def test_back_to_an_earlier_moment_asks_for_a_word(desk: Desk, browser: playwright.Browser) -> None:
    world = await factories.world(products=1)
    await factories.setting("tolerance_radius", 120, world.sales)
    await factories.setting("minimum_dwell_minutes", 8)
    await set_setting(world.administrator, key="tolerance_radius", value=300, department_id=world.sales)
    page = await desk.page(browser, world.administrator, "en")
    await page.goto(f"{desk.url}/admin/parameters?department={world.sales}")
    await page.get_by_role("link", name="Compare and set back").click()
    table = page.locator(".ev-table")
    assert (await table.locator("tbody").inner_text()).split("\t") == ["Tolerance radius", "120 m", "300 m", "set here"]
    assert await wrongs(page) == []
    await page.get_by_label("Reason").fill("Too wide")
    await page.get_by_label("Type “set back” to confirm.").fill("yes")
    await page.get_by_role("button", name="Set back").click()
    await page.locator("#wrong").wait_for()
    assert await page.get_by_label("Reason").input_value() == "Too wide"
    assert len(await radii()) == 2
    await page.get_by_label("Type “set back” to confirm.").fill("Set back")
    await page.get_by_role("button", name="Set back").click()
    await page.wait_for_url(f"**/parameters?department={world.sales}")
    assert "1 parameters are set back." in await page.locator("body").inner_text()
    assert (await radii())[-1] == ("120", False, False, "Too wide")
    await page.context.close()


async def test_an_order_shows_what_it_was_judged_by(desk: Desk, browser: playwright.Browser) -> None:
    world = await factories.world(products=1)
    order = new_id()
    await submit_order(world.rep, id=order, customer_id=world.customer, lines=[LineInput(world.products[0].id, 1)])
    page = await desk.page(browser, world.administrator, "en")
    await page.goto(f"{desk.url}/admin/orders/{order}")
    assert "are those of today" in await page.locator(".rec").inner_text()
    await set_setting(world.administrator, key="finance_review", value=True, employee_id=world.rep.id)
    await page.reload()
    await page.locator(".rec-judged summary").click()
    row = page.get_by_role("row", name="Finance review")
    assert (await row.inner_text()).split("\t") == ["Finance review", "No", "Yes"]
    await row.get_by_role("link").click()
    await page.wait_for_url(f"**/parameters?employee={world.rep.id}#finance_review")
    await page.context.close()
    # Who may not see parameters is not told of them.
    page = await desk.page(browser, world.rep, "en")
    await page.goto(f"{desk.url}/admin/orders/{order}")
    assert "Judged by" not in await page.locator("body").inner_text()
    await page.context.close()


async def test_sections_narrow_and_are_reached_by_keys(desk: Desk, browser: playwright.Browser) -> None:
    world = await factories.world(products=1)
    await factories.setting("travel_speed", 30)
    page = await desk.page(browser, world.supervisor, "en")  # who leads sees the rules, but does not set them
    await page.goto(f"{desk.url}/admin/parameters")
    jumps = page.locator(".ev-jump li:visible")
    assert await jumps.count() == await page.locator("[data-parameters]").count() == 10
    assert "Working time and routes 9 · 1 set here" in " ".join((await page.locator(".ev-jump").inner_text()).split())
    await page.get_by_label("Find a parameter").fill("lunch")
    assert await page.locator("[data-parameter]:visible").count() == 2
    assert await jumps.all_inner_texts() == [await jumps.first.inner_text()]
    await playwright.expect(page.locator("[data-fits]")).to_have_text("2 fit")
    await page.keyboard.press("Escape")
    assert await jumps.count() == 10
    assert await page.get_by_label("Find a parameter").input_value() == ""
    await page.get_by_role("link", name="Photos").focus()
    await page.keyboard.press("Enter")
    await playwright.expect(page.get_by_role("heading", name="Photos", exact=True)).to_be_in_viewport()
    await playwright.expect(page.get_by_role("link", name="Photos")).to_have_attribute("aria-current", "true")
    await page.evaluate("scrollTo(0, 0)")
    assert await wrongs(page) == []
    await page.context.close()
    page = await desk.page(browser, world.administrator, "en")
    await page.goto(f"{desk.url}/admin/parameters")
    await page.get_by_label("Find a parameter").fill("lunch begins")
    await page.keyboard.press("Enter")
    await playwright.expect(page.locator("#lunch_from [name=value]")).to_be_focused()
    await page.context.close()
