"""The builder of forms in a real browser: made, changed by keyboard, checked, tried, published; others' work is safe."""

from __future__ import annotations

import re

import orjson
import playwright.async_api as playwright
import pytest

from erp_visit import db
from erp_visit.core.ids import new_id
from erp_visit.forms.examples import start_with_examples
from erp_visit.forms.service import create_form, publish_form, save_draft
from tests import factories
from tests.factories import World
from tests.forms.test_definition import FORM
from tests.panel.desk import Desk
from tests.panel.test_panel_browser import wrongs

pytestmark = pytest.mark.browser


@pytest.fixture
async def world(desk: Desk) -> World:
    return await factories.world(products=1)


async def draft_of(name: str) -> list[dict[str, object]]:
    async with db.connection() as connection:
        return orjson.loads(await connection.fetchval("SELECT draft FROM form_template WHERE name = $1", name))  # type: ignore[no-any-return]


async def saved(page: playwright.Page) -> None:
    await page.wait_for_timeout(700)
    await playwright.expect(page.locator("[data-state]")).to_have_text("已保存")


async def test_a_form_is_built_tried_and_published(desk: Desk, world: World, browser: playwright.Browser) -> None:
    page = await desk.page(browser, world.clerk, "zh")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    await page.goto(f"{desk.url}/admin/forms")
    await page.get_by_role("link", name="新建表单").click()
    await page.get_by_label("名称").fill("冰柜检查")
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url(re.compile(r"/admin/forms/[0-9a-f-]{36}$"))

    await page.get_by_label("添加字段").select_option("NUMBER")
    await page.get_by_role("button", name="添加", exact=True).click()
    await page.keyboard.type("冰柜温度")
    await page.get_by_label("添加字段").select_option("COMPUTED")
    await page.get_by_role("button", name="添加", exact=True).click()
    await page.keyboard.type("华氏度")
    formula = page.locator('[data-path="fields.1.formula"]')
    await formula.fill("temp * 9 / 5 + 32")
    await saved(page)
    await playwright.expect(page.locator('[data-error="fields.1.formula"]')).to_contain_text("temp")
    await playwright.expect(formula).to_have_attribute("aria-invalid", "true")

    # The key goes with the formulas that name it; chips put keys in.
    await formula.fill("")
    await page.get_by_role("button", name="冰柜温度", exact=True).click()
    await formula.press_sequentially(" * 9 / 5 + 32")
    await page.get_by_role("button", name=re.compile(r"^1\. 冰柜温度")).click()
    key = page.locator('[data-path="fields.0.key"]')
    await key.fill("temp")
    await key.press("Tab")
    await saved(page)
    assert await draft_of("冰柜检查") == [
        {"key": "temp", "label": "冰柜温度", "kind": "NUMBER"},
        {"key": "result_1", "label": "华氏度", "kind": "COMPUTED", "formula": "temp * 9 / 5 + 32"},
    ]

    # The rep's view reckons on the server.
    await page.locator("#try-temp").fill("4")
    await playwright.expect(page.locator("#try-result_1")).to_have_text("39.20")
    await page.locator("#try-temp").fill("x")
    await playwright.expect(page.locator("#try-temp-error")).to_contain_text("冰柜温度")

    # Moved by keyboard, undone.
    await page.locator('[data-at="fields.1"]').focus()
    await page.keyboard.press("Alt+ArrowUp")
    await saved(page)
    assert [one["key"] for one in await draft_of("冰柜检查")] == ["result_1", "temp"]
    assert await page.evaluate("document.activeElement.dataset.at") == "fields.0"
    await page.keyboard.press("Control+z")
    await saved(page)
    assert [one["key"] for one in await draft_of("冰柜检查")] == ["temp", "result_1"]
    assert await wrongs(page) == []

    await page.get_by_role("button", name="发布").first.click()
    dialog = page.get_by_role("dialog")
    await playwright.expect(dialog).to_contain_text("新增：冰柜温度 (temp)")
    assert await wrongs(page) == []
    await dialog.get_by_role("button", name="发布").click()
    await playwright.expect(page.get_by_role("status").filter(has_text="冰柜检查")).to_contain_text("1")
    await page.goto(f"{page.url}/versions")
    await playwright.expect(page.locator("main")).to_contain_text("第 1 版")
    assert await wrongs(page) == []
    assert broken == []
    await page.context.close()


async def test_somebody_elses_draft_is_not_overwritten_unasked(
    desk: Desk, world: World, browser: playwright.Browser
) -> None:
    key = new_id()
    await create_form(world.clerk, id=key, name="盘点", draft=FORM)
    page = await desk.page(browser, world.clerk, "zh")
    await page.goto(f"{desk.url}/admin/forms/{key}")
    await save_draft(world.marketing, template_id=key, draft=FORM[:1])
    await page.locator('[data-at="fields.2"]').click()
    await page.locator('[data-path="fields.2.label"]').fill("有活动")
    await playwright.expect(page.locator("[data-state]")).to_contain_text("其他人")
    assert await draft_of("盘点") == FORM[:1]
    await page.get_by_role("button", name="用我的覆盖").click()
    await saved(page)
    assert [one["label"] for one in await draft_of("盘点")] == ["商品", "合计", "有活动"]
    await page.context.close()


async def test_examples_and_their_table_are_accessible(desk: Desk, world: World, browser: playwright.Browser) -> None:
    made = await start_with_examples(world.clerk)
    assert await start_with_examples(world.clerk) == []
    for locale, theme in (("zh", "light"), ("en", "dark")):
        page = await desk.page(browser, world.clerk, locale)
        await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
        broken: list[str] = []
        page.on("pageerror", lambda error, seen=broken: seen.append(str(error)))
        page.on("console", lambda message, seen=broken: seen.append(message.text) if message.type == "error" else None)
        for path in (
            "/admin/forms",
            f"/admin/forms/{made[0]}",
            f"/admin/forms/{made[2]}",
            f"/admin/action-data?form={made[0]}",
        ):
            await page.goto(desk.url + path)
            await page.wait_for_timeout(500)
            if "/forms/" in path:
                await page.locator('[data-at="fields.0"]').click()
            assert await wrongs(page) == [], path
            wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, path
        assert broken == []
        await page.context.close()


async def test_who_may_not_change_a_form_sees_what_it_asks(
    desk: Desk, world: World, browser: playwright.Browser
) -> None:
    key = new_id()
    await create_form(world.clerk, id=key, name="盘点", draft=FORM)
    await publish_form(world.clerk, template_id=key)
    page = await desk.page(browser, world.rep, "zh")
    await page.goto(f"{desk.url}/admin/forms/{key}")
    await playwright.expect(page.locator("[data-preview]")).to_contain_text("有促销")
    assert await page.locator("[data-publish]").count() == 0
    await page.context.close()
