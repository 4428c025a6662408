"""Suspicious visits in a real browser: decided from the keyboard, the map drawn for each, nothing that axe objects to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import ModuleType
from uuid import UUID

import playwright.async_api as playwright
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page, expect

from erp_visit.settings import Settings
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk, open_desk
from tests.panel.test_visits_http import doubted
from tests.visits.steps import SHOP, execute, row

pytestmark = pytest.mark.browser


@pytest.fixture
async def world(db: ModuleType) -> World:
    made = await factories.world(products=0)
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", position=SHOP)
    return made


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(settings) as opened:
        yield opened


def shown(page: Page, key: UUID) -> playwright.Locator:
    """The record beside the list, once it is this one and at rest."""
    return page.locator(f'[data-page]:not([aria-busy]) [data-record][data-key="{key}"]')


async def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    await page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    result = await page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_the_queue_from_the_keyboard(world: World, desk: Desk, browser: playwright.Browser, locale: str) -> None:
    first, second = await doubted(world, "一店"), await doubted(world, "二店")
    await execute(
        "UPDATE visit SET review_decision = 'ACCEPTED', reviewed_at = now() WHERE customer_id <> $1", world.customer
    )
    page = await desk.page(browser, world.supervisor, locale)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{desk.url}/admin/queues/visits")
    keys = [UUID(await one.get_attribute("data-row") or "") for one in await page.locator("[data-row]").all()]
    assert set(keys) == {first, second}
    await expect(shown(page, keys[0])).to_be_visible()
    assert await page.locator(".ev-map svg circle, .ev-map svg path").count() > 3
    assert await axe(page) == []
    await page.keyboard.press("j")
    await expect(shown(page, keys[1])).to_be_visible()
    await expect(page.locator(".ev-map svg").get_by_text("好邻居")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("photo of another shop")
    await page.keyboard.press("Control+Enter")
    await expect(shown(page, keys[0])).to_be_visible()
    await page.keyboard.press("a")
    await page.keyboard.type("called the shop")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-row]")).to_have_count(0)
    assert ((await row(keys[1]))["review_decision"], (await row(keys[1]))["review_reason"]) == (
        "REJECTED", "photo of another shop",
    )  # fmt: skip
    assert (await row(keys[0]))["review_decision"] == "ACCEPTED"
    await page.goto(f"{desk.url}/admin/visits/{keys[1]}")
    assert await axe(page) == []
    assert errors == []
    await page.context.close()
