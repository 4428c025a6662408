"""Maps of tracks and photos in lists, in a real browser: drawn without any other server, usable by keyboard."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType
from uuid import UUID

import playwright.async_api as playwright
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page, expect

from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.files.service import store_upload
from erp_visit.org.rights import RoleCode
from erp_visit.tracks.service import Fix, record_track
from tests import factories
from tests.factories import World
from tests.files import samples
from tests.panel.desk import Desk
from tests.tracks.ways import EAST, HOME, NORTH, Way

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("ERP_VISIT_TEST_SHOTS")


@pytest.fixture
async def world(desk: Desk, db: ModuleType) -> World:
    made = await factories.world(products=1)
    await factories.setting("track_until", "08:00")  # the same as from: all day
    await factories.setting("track_on_days_off", True)  # whatever day it is
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET tracking_consent_at = '2026-01-01'")
        await connection.execute("UPDATE customer SET name = '惠民便利店', latitude = $1, longitude = $2", *HOME)
    return made


async def axe(page: Page) -> list[str]:
    await page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    result = await page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


async def shoot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


async def on_the_road(rep: Actor) -> date:
    """A morning of three stops, that ended just now."""
    way = Way(datetime.now(UTC) - timedelta(minutes=90)).rest(600).go(2500, NORTH).rest(900).go(1800, EAST).rest(400)
    late = datetime.now(UTC) - way.at - timedelta(seconds=5)
    await record_track(rep, points=[Fix(one.at + late, *one[1:]) for one in way.points])
    return factories.today()


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_the_team_and_a_day_on_the_map(
    desk: Desk, world: World, db: ModuleType, browser: playwright.Browser, locale: str, theme: str
) -> None:
    day = await on_the_road(world.rep)
    visit = await factories.visit(world.rep, world.customer)
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE visit SET state = 'DONE', latitude = $2, longitude = $3, checked_in_at = now() - interval '37 minutes',"
            " checked_out_at = now() - interval '30 minutes' WHERE id = $1",
            visit, *HOME,
        )  # fmt: skip
    page = await desk.page(browser, world.supervisor, locale)
    await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
    problems: list[str] = []
    asked: set[str] = set()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda request: asked.add(request.url))
    await page.goto(f"{desk.url}/admin/track-map")
    await expect(page.locator("#positions tr:not(.ev-muted)")).to_have_count(1)
    await expect(page.locator("#positions tr.ev-muted")).to_have_count(3)  # who agreed, and is not under way
    await expect(page.locator("#team a.ev-map-place")).to_have_count(1)
    assert await axe(page) == []
    await shoot(page, f"team-{locale}")
    await page.locator("#team a.ev-map-place").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/track-map?employee=*")
    rows = page.locator("section table tbody tr")
    crossing = datetime.now(UTC) - timedelta(minutes=50)  # the day may have begun amid the track
    if (crossing + timedelta(hours=8)).date() == day:
        await expect(rows).to_have_count(3)
        await expect(rows.first.get_by_role("link", name="惠民便利店")).to_have_attribute(
            "href", f"/admin/visits/{visit}"
        )
        await expect(page.locator("#track .ev-map-stop")).to_have_count(3)
        assert await page.locator("#track .ev-map-track").count() == 1
        await expect(page.locator("dl.ev-facts dd").first).to_have_text("4.3 km")
    assert await axe(page) == []
    await shoot(page, f"day-{locale}")
    svg = page.locator("#track svg")
    before = await page.locator("#track .ev-map-world").first.get_attribute("transform")
    await svg.focus()
    await page.keyboard.press("+")
    assert await page.locator("#track .ev-map-world").first.get_attribute("transform") != before
    await page.keyboard.press("0")
    assert await page.locator("#track .ev-map-world").first.get_attribute("transform") == before
    assert [url for url in asked if not url.startswith((desk.url, "data:"))] == []
    assert problems == []
    await page.context.close()


async def test_nobody_to_see_and_nothing_to_draw(desk: Desk, world: World, browser: playwright.Browser) -> None:
    page = await desk.page(browser, world.supervisor)
    await page.goto(f"{desk.url}/admin/track-map")
    await expect(page.locator(".ev-map-nothing")).to_be_visible()
    await page.goto(f"{desk.url}/admin/track-map?employee={world.rep.id}&day=2026-01-05")
    await expect(page.get_by_text("There is no track of this day.")).to_be_visible()
    stranger = await factories.employee(await factories.department("Elsewhere"), RoleCode.SUPERVISOR)
    other = await desk.client(stranger)
    answer = await other.get(f"/admin/track-map?employee={world.rep.id}")
    assert answer.status_code == 404
    assert (await other.get("/admin/track-map/positions", accept="application/json")).json()["map"] == {"places": []}
    keeper = await desk.client(world.keeper)
    assert (await keeper.get("/admin/track-map")).status_code == 403
    await page.context.close()


async def test_photos_are_seen_in_lists_and_opened_over_the_page(
    desk: Desk, world: World, db: ModuleType, browser: playwright.Browser
) -> None:
    visit = await factories.visit(world.rep, world.customer)
    keys: list[UUID] = []
    for seed in (1, 2, 3):
        data = samples.jpeg(1600, 1200, seed, exif=samples.exif())
        done = await store_upload(
            world.rep, id=new_id(), content=BytesIO(data), sha256=hashlib.sha256(data).hexdigest()
        )
        keys.append(done.file_id)
    async with db.transaction() as connection:
        for key in keys:
            await connection.execute(
                "INSERT INTO visit_photo (visit_id, file_id, purpose, added_by_id) VALUES ($1, $2, 'SHELF', $3)",
                visit, key, world.rep.id,
            )  # fmt: skip
    page = await desk.page(browser, world.supervisor, "zh")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    for path, number in (("/admin/stored-files", 3), ("/admin/visit-photos", 3), (f"/admin/stored-files/{keys[0]}", 1)):
        await page.goto(desk.url + path)
        pictures = page.locator("a.ev-thumb img")
        await expect(pictures).to_have_count(number)
        await page.wait_for_function(
            "() => [...document.querySelectorAll('a.ev-thumb img')].every((one) => one.complete && one.naturalWidth === 320)"
        )
        assert await axe(page) == [], path
        await shoot(page, path.split("/")[2] + str(number))
    await page.goto(desk.url + "/admin/stored-files")
    await page.locator("a.ev-thumb").nth(1).click()
    dialog = page.locator("#lightbox")
    await expect(dialog).to_be_visible()
    await expect(dialog.locator("p")).to_have_text("照片 (2/3)")
    await page.wait_for_function("() => document.querySelector('#lightbox img').naturalWidth === 1600")
    first = await dialog.locator("img").get_attribute("src")
    await page.keyboard.press("ArrowRight")
    await expect(dialog.locator("p")).to_have_text("照片 (3/3)")
    assert await dialog.locator("img").get_attribute("src") != first
    assert await axe(page) == []
    await shoot(page, "lightbox")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert await page.evaluate("document.activeElement.classList.contains('ev-thumb')")
    assert problems == []
    await page.context.close()
