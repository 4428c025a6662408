"""Daily work in a real browser: axe finds nothing, nothing is wider than the screen; a rep's and a supervisor's way."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta

import orjson
import playwright.async_api as playwright
import pytest

from erp_visit import db, jobs
from erp_visit.core.ids import new_id
from erp_visit.insight.daily import save_daily_report
from erp_visit.visits.leaving import check_out
from erp_visit.work.channels import create_channel
from erp_visit.work.feed import comment_on_post, post_to_feed
from erp_visit.work.models import ChannelKind
from erp_visit.work.service import create_task
from tests import factories
from tests.panel.desk import Desk
from tests.panel.test_panel_browser import wrongs
from tests.work.people import People, one, people
from tests.work.test_notify import WECOM

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("ERP_VISIT_SHOTS")


@pytest.fixture
async def crew(desk: Desk) -> People:
    """A day with something of everything in it."""
    crew = await people()
    visit = await factories.visit(crew.rep, crew.customer)
    await check_out(crew.rep, visit_id=visit, summary="下了一单")
    for number, subject in enumerate(("拍冰柜陈列", "送样品", "收回空箱")):
        due = factories.today() + timedelta(days=number)
        await create_task(
            crew.supervisor, id=new_id(), subject=subject, due_on=due, assignee_id=crew.rep.id, customer_id=crew.customer,
            priority="HIGH" if number == 0 else "NORMAL", detail="两张,近景",
        )  # fmt: skip
    post = new_id()
    await post_to_feed(crew.supervisor, id=post, text="周五盘点,请提前整理货架。", department_id=crew.team)
    await comment_on_post(crew.mate, id=new_id(), post_id=post, text="收到")
    await save_daily_report(crew.mate, id=new_id(), remarks="走了八家店", next_steps="补货", submit=True)
    await create_channel(
        crew.admin, id=new_id(), name="销售群", kind=ChannelKind.WECOM, address=WECOM, department_id=crew.team
    )
    async with db.transaction() as connection:
        failed = await jobs.queue(connection, "deliver_notifications", channel=str(new_id()), notifications=[])
        await connection.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5 WHERE id = $1", failed)
        await connection.execute(
            "INSERT INTO job_note (job_id, error) VALUES ($1, $2)",
            failed, orjson.dumps({
                "code": "UNAVAILABLE", "message": "The message was not sent: {text}", "incident": str(new_id()),
                "params": {"text": "qyapi.weixin.qq.com: HTTP 200, 93000 invalid webhook url"},
            }).decode(),
        )  # fmt: skip
        running = await jobs.queue(connection, "remind_of_reports", timestamp=0)
        await connection.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = $1", running)
        await connection.execute("INSERT INTO job_note (job_id, done, total) VALUES ($1, 30, 50)", running)
    return crew


def watch(page: playwright.Page, broken: list[str]) -> None:
    """Note what the page's scripts complain of."""
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if message.type in ("error", "warning") else None)


async def shot(page: playwright.Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_pages_are_accessible(
    desk: Desk, crew: People, browser: playwright.Browser, locale: str, theme: str
) -> None:
    task, report = await one("SELECT id FROM task LIMIT 1"), await one("SELECT id FROM visit_report")
    visit, daily = await one("SELECT visit_id FROM visit_report"), await one("SELECT id FROM daily_report")
    for actor, paths in (
        (crew.rep, ("", f"tasks/{task}", "tasks/new", f"visits/{visit}", f"visits/{visit}/report", f"visit-reports/{report}", "daily", "feed",
                    "notifications", "queues/missing-reports")),
        (crew.supervisor, ("", "tasks", f"tasks/{task}", f"tasks/{task}/edit", f"tasks/{task}/reassign", "daily", f"daily-reports/{daily}", "queues/daily-reports", "queues/visit-reports")),
        (crew.admin, ("notification-channels", "notification-channels/new", "jobs?state=failed", "jobs?state=running", "jobs?state=waiting")),
    ):  # fmt: skip
        page = await desk.page(browser, actor, locale)
        await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
        broken: list[str] = []
        watch(page, broken)
        for path in paths:
            await page.goto(f"{desk.url}/admin/{path}")
            await shot(page, f"{locale}-{actor.roles[0]}-{path.partition('?')[0].replace('/', '_')[:40]}-{path[-7:]}")
            assert await wrongs(page) == [], path
            wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, path
        assert broken == []
        await page.context.close()


async def test_a_rep_reads_what_is_new_and_does_it(desk: Desk, crew: People, browser: playwright.Browser) -> None:
    page = await desk.page(browser, crew.rep, "zh")
    await page.goto(f"{desk.url}/admin/")
    bell = page.locator("[data-bell]")
    await playwright.expect(bell.locator("[data-count]")).to_have_text("3")
    await bell.locator("summary").click()
    await shot(page, "bell")
    await bell.get_by_role("link", name="陈主管 给您布置了任务「拍冰柜陈列」").click()
    await playwright.expect(page.locator("[data-heading]")).to_contain_text("拍冰柜陈列")
    await playwright.expect(page.locator("[data-bell] [data-count]")).to_have_text("2")
    await page.get_by_role("button", name="完成").first.click()
    await page.get_by_label("完成结果").fill("拍了两张")
    await page.get_by_label("完成结果").press("Control+Enter")
    await playwright.expect(page.locator("[data-notice]")).to_contain_text("已完成")
    await playwright.expect(page.locator("[data-record]")).to_have_attribute("data-state", "DONE")
    await shot(page, "task-done")

    # The report of the visit, with a next step.
    await page.goto(f"{desk.url}/admin/queues/missing-reports")
    await page.get_by_role("link", name="填写报告").click()
    await page.get_by_label("客户痛点").fill("货架小")
    await page.get_by_label("下一步 1").fill("谈冰柜")
    await page.get_by_role("button", name="再加一步").press("Enter")
    await playwright.expect(page.get_by_label("下一步 2")).to_be_focused()
    await page.keyboard.type("带海报")
    await page.keyboard.press("Enter")  # saves, as everywhere, and adds no further row
    await playwright.expect(page.get_by_text("谈冰柜")).to_be_visible()
    await playwright.expect(page.get_by_text("带海报")).to_be_visible()
    await shot(page, "report")
    assert await one("SELECT state FROM visit_report") == "SUBMITTED"

    # The supervisor reviews it by the keyboard.
    boss = await desk.page(browser, crew.supervisor, "zh")
    await boss.goto(f"{desk.url}/admin/queues/visit-reports")
    await playwright.expect(boss.locator("[data-record] [data-heading]")).to_contain_text("拜访报告")
    await boss.locator("body").press("a")
    await playwright.expect(boss.get_by_label("评分", exact=True)).to_be_focused()
    await shot(boss, "review")
    await boss.get_by_label("评分", exact=True).select_option("5")
    await boss.get_by_label("点评", exact=True).fill("写得清楚")
    await boss.get_by_label("点评", exact=True).press("Control+Enter")
    await playwright.expect(boss.get_by_text("没有待批阅的拜访报告").first).to_be_visible()
    assert await one("SELECT review_rating FROM visit_report") == 5
    await boss.context.close()
    await page.context.close()


async def test_the_page_of_jobs_shows_how_far_they_are(desk: Desk, crew: People, browser: playwright.Browser) -> None:
    page = await desk.page(browser, crew.admin, "zh")
    broken: list[str] = []
    watch(page, broken)
    await page.goto(f"{desk.url}/admin/jobs")
    await playwright.expect(page.get_by_text("30/50")).to_be_visible()
    kept = page.get_by_role("link", name="失败")
    await kept.focus()
    async with db.transaction() as connection:
        await connection.execute("UPDATE job_note SET done = 42 WHERE total = 50")
    await playwright.expect(page.get_by_text("42/50")).to_be_visible()
    await playwright.expect(kept).to_be_focused()
    async with db.transaction() as connection:
        await connection.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'")
    await playwright.expect(page.get_by_text("42/50")).to_have_count(0)
    assert broken == []
    await page.context.close()


async def test_a_task_is_passed_on_in_the_browser(desk: Desk, crew: People, browser: playwright.Browser) -> None:
    page = await desk.page(browser, crew.supervisor, "zh")
    task = await one("SELECT id FROM task WHERE subject = '送样品'")
    await page.goto(f"{desk.url}/admin/tasks/{task}")
    await page.get_by_role("link", name="转交他人").click()
    await page.get_by_role("combobox", name="执行人").fill("李娜")
    await page.get_by_role("option", name="李娜").click()
    await page.get_by_label("原因").fill("王伟休假")
    await page.get_by_role("button", name="保存").click()
    await playwright.expect(page.get_by_text("任务已转交。")).to_be_visible()
    assert await one("SELECT assignee_id FROM task WHERE id = $1", task) == crew.mate.id
    await page.context.close()


async def test_what_is_typed_before_the_script_is_there_is_looked_for(
    desk: Desk, crew: People, browser: playwright.Browser
) -> None:
    page = await desk.page(browser, crew.supervisor, "zh")
    typed = asyncio.Event()

    async def late(route: playwright.Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route("**/form.js*", late)
    task = await one("SELECT id FROM task WHERE subject = '送样品'")
    await page.goto(f"{desk.url}/admin/tasks/{task}/reassign", wait_until="commit")
    person = page.get_by_role("combobox", name="执行人")
    await person.fill("李娜")
    typed.set()
    await page.get_by_role("option", name="李娜").click()
    await playwright.expect(person).to_have_value("李娜")
    await page.get_by_label("原因").fill("王伟休假")
    await page.get_by_role("button", name="保存").click()
    await playwright.expect(page.get_by_text("任务已转交。")).to_be_visible()
    assert await one("SELECT assignee_id FROM task WHERE id = $1", task) == crew.mate.id
    await page.context.close()
