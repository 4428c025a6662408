"""A week in the panel, in a real browser: administrator, manager, supervisor and rep click through their pages in Chinese."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from types import ModuleType
from uuid import UUID

import playwright.async_api as playwright
import pytest
from playwright.async_api import Page, expect

from erp_visit.core.actor import Actor
from erp_visit.planning.plans import work_out
from erp_visit.settings import Settings
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk, open_desk
from tests.panel.test_visits_http import doubted
from tests.planning.conftest import next_monday
from tests.visits.steps import SHOP, execute, fetch

pytestmark = pytest.mark.browser


class Office:
    """Browser pages of several people on one panel."""

    def __init__(self, desk: Desk, browser: playwright.Browser) -> None:
        self.desk, self.browser = desk, browser
        self.pages: list[Page] = []
        self.errors: list[str] = []

    async def page(self, actor: Actor) -> Page:
        page = await self.desk.page(self.browser, actor, "zh")
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None
        )
        self.pages.append(page)
        return page

    async def open(self, page: Page, path: str) -> None:
        answer = await page.goto(f"{self.desk.url}/admin/{path}")
        assert answer is not None
        assert answer.status == 200, path


@pytest.fixture
async def world(db: ModuleType) -> World:
    made = await factories.world(products=0)
    await factories.setting("holiday_country", "NONE")
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", level="A", position=SHOP)
    await execute("UPDATE customer SET status = 'LOST' WHERE id <> $1", made.customer)
    await execute(
        "UPDATE employee SET name = '李业务', start_latitude = $2, start_longitude = $3 WHERE id = $1",
        made.rep.id, *SHOP,
    )  # fmt: skip
    await execute(
        "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'REP'", made.rep.id
    )
    return made


@pytest.fixture
async def office(world: World, settings: Settings, browser: playwright.Browser) -> AsyncIterator[Office]:
    async with open_desk(settings) as desk:
        office = Office(desk, browser)
        yield office
        for page in office.pages:
            await page.context.close()
        assert office.errors == []


async def test_before_the_week(world: World, office: Office) -> None:
    """A parameter from Monday on; a form; the plan from the request to the calendar, where a visit is moved by keys."""
    monday = next_monday()
    page = await office.page(world.administrator)
    await office.open(page, f"parameters?department={world.sales}")
    row = page.locator("#tolerance_radius")
    await row.locator("[name=value]").fill("350")
    await row.locator("[name=starts_on]").fill(str(monday))
    await row.locator("[name=reason]").fill("市场门口信号差")
    await row.get_by_role("button", name="查看影响").click()
    await expect(row.locator(".ev-effect")).to_contain_text("350")
    await row.get_by_role("button", name="设置").click()
    await expect(page.locator("#tolerance_radius .ev-coming")).to_contain_text("350 m")

    await office.open(page, "forms")
    await page.get_by_role("link", name="新建表单").click()
    await page.get_by_label("名称").fill("冰柜检查")
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url(re.compile(r"/admin/forms/[0-9a-f-]{36}$"))
    await page.get_by_label("添加字段").select_option("NUMBER")
    await page.get_by_role("button", name="添加", exact=True).click()
    await page.keyboard.type("冰柜温度")
    await expect(page.locator("[data-state]")).to_have_text("已保存")
    await page.get_by_role("button", name="发布").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="发布").click()
    await expect(page.get_by_role("status").filter(has_text="冰柜检查")).to_contain_text("1")

    page = await office.page(world.manager)
    await office.open(page, "calendar")
    await page.get_by_role("link", name="新建计划").click()
    await page.get_by_text("或仅这些业务员").click()
    await page.get_by_label("李业务").check()
    await page.get_by_role("button", name="生成计划").click()
    await expect(page.locator("[data-plan]")).to_be_visible()
    ((plan,),) = await fetch("SELECT id FROM plan")
    await work_out(plan)  # what the job does; the page hears of it
    await page.get_by_role("button", name="应用计划").click()
    await expect(page.locator(".alert-success")).to_contain_text("4")
    ((visit, day),) = await fetch("SELECT id, business_day FROM visit ORDER BY business_day LIMIT 1")
    await office.open(page, f"calendar?from={day - timedelta(days=day.weekday())}")
    card = page.locator(f'[data-visit="{visit}"]')
    await card.locator("a").focus()
    moved, key = (
        (day + timedelta(days=1), "ArrowRight") if day.weekday() < 4 else (day - timedelta(days=1), "ArrowLeft")
    )
    await page.keyboard.press(f"Alt+{key}")
    await expect(card).to_have_attribute("data-day", str(moved))
    await expect(card.locator("a")).to_be_focused()
    assert await fetch("SELECT business_day, moved_by_hand FROM visit WHERE id = $1", visit) == [(moved, True)]


def shown(page: Page, key: UUID) -> playwright.Locator:
    """The record beside the list, once it is this one and at rest."""
    return page.locator(f'[data-page]:not([aria-busy]) [data-record][data-key="{key}"]')


async def test_an_evening(world: World, office: Office) -> None:
    """The rep writes his report and his day, and tells colleagues; the supervisor decides, reviews, comments, and looks at
    the board, whose figure opens as many visits."""
    visit = await doubted(world)
    rep = await office.page(world.rep)
    await office.open(rep, f"visits/{visit}/report")
    await rep.get_by_label("客户痛点").fill("货架小")
    await rep.get_by_label("下一步 1").fill("谈冰柜")
    await rep.get_by_role("button", name="保存").click()
    await expect(rep.get_by_text("谈冰柜")).to_be_visible()
    await office.open(rep, "feed")
    await rep.locator("#post").fill("首单!")
    await rep.get_by_role("button", name="发布").click()
    await expect(rep.locator(".work-post")).to_contain_text("首单!")
    await office.open(rep, "daily")
    await rep.locator("#remarks").fill("走了两家店")
    await rep.get_by_role("button", name="提交").click()
    await expect(rep.locator("main")).to_contain_text("走了两家店")

    page = await office.page(world.supervisor)
    await office.open(page, "queues/visits")
    await page.locator(f'[data-row="{visit}"]').click()
    await expect(shown(page, visit)).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("照片是旧店的")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(f'[data-row="{visit}"]')).to_have_count(0)

    await office.open(page, "queues/visit-reports")
    await expect(page.locator("[data-record] [data-heading]")).to_contain_text("拜访报告")
    await page.locator("body").press("a")
    await page.get_by_label("评分", exact=True).select_option("5")
    await page.get_by_label("点评", exact=True).fill("写得清楚")
    await page.get_by_label("点评", exact=True).press("Control+Enter")
    await expect(page.get_by_text("没有待批阅的拜访报告").first).to_be_visible()

    await office.open(page, "feed")
    await page.get_by_label("写评论").fill("恭喜")
    await page.get_by_label("写评论").press("Enter")
    await expect(page.locator(".work-comments")).to_contain_text("恭喜")
    await office.open(page, "daily")
    await page.locator('section a[href*="/daily-reports/"]').click()
    await expect(page.locator("[data-record]")).to_contain_text("走了两家店")

    await office.open(page, "insight/visits?span=today")
    head = page.locator(".ev-board thead th").all_inner_texts
    column = [text.strip() for text in await head()].index("完成拜访")
    figure = page.locator(".ev-board tr.ev-total").locator("th, td").nth(column).locator("a")
    count = int(await figure.inner_text())
    await figure.click()
    await expect(page.locator("tr[data-href]")).to_have_count(count)
    assert count == 2
    assert await fetch("SELECT count(*) FROM visit WHERE state = 'DONE'") == [(count,)]
