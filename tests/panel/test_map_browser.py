"""Maps in a real browser: marks and labels never on one another, a street map in its right place, fingers and keys."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from types import ModuleType
from typing import Any

import geocoordinates_ffi
import playwright.async_api as playwright
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from erp_visit.settings import Settings
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk, open_desk

pytestmark = pytest.mark.browser
PLACE = (22.5333, 113.9304)


class TileServer:
    """Answers every tile with a picture, and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, int]] = []
        self.url = ""
        picture = BytesIO()
        Image.new("RGB", (256, 256), (200, 220, 200)).save(picture, "PNG")
        self.body = picture.getvalue()
        self.broken = False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode()
        while (await reader.readline()).strip():
            pass
        match = re.match(r"GET /tiles/(\d+)/(\d+)/(\d+)\.png ", line)
        if match is None or self.broken:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            self.asked.append((int(match[1]), int(match[2]), int(match[3])))
            head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(self.body)}\r\n"
            writer.write(head.encode() + b"Connection: close\r\n\r\n" + self.body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def tiles() -> AsyncIterator[TileServer]:
    server = TileServer()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server


@pytest.fixture
async def world(db: ModuleType) -> World:
    return await factories.world(products=1)


async def map_page(desk: Desk, world: World, browser: playwright.Browser, **options: Any) -> Page:
    """The map of a team of which nobody is seen, to be filled by `show`."""
    page = await desk.page(browser, world.supervisor, **options)
    await page.goto(f"{desk.url}/admin/track-map")
    await page.wait_for_function("() => panel.map")
    return page


async def show(page: Page, places: list[dict[str, Any]], lines: list[dict[str, Any]] | None = None) -> None:
    await page.evaluate(
        "data => panel.map(document.getElementById('team')).show(data)", {"places": places, "lines": lines or []}
    )


BOXES = """() => {
  const frame = document.querySelector('#team svg').getBoundingClientRect();
  const box = (one) => { const { left, top, right, bottom } = one.getBoundingClientRect();
    return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top]; };
  const seen = (one) => one.getAttribute('visibility') !== 'hidden' && one.textContent;
  return {
    frame: [frame.width, frame.height],
    marks: [...document.querySelectorAll('#team .ev-map-shape')].map(box),
    labels: [...document.querySelectorAll('#team .ev-map-label')].filter(seen).map((one) => [one.textContent, box(one)]),
    buttons: box(document.querySelector('#team .ev-map-buttons')),
  };
}"""


def overlap(one: list[float], other: list[float]) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


async def assert_tidy(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(BOXES)
    labels = [box for _, box in found["labels"]]
    for number, box in enumerate(labels):
        assert min(box[:2]) >= 0, "cut off at the left or above"
        assert box[2] <= found["frame"][0], "cut off at the right"
        assert box[3] <= found["frame"][1], "cut off below"
        assert not any(overlap(box, other) for other in [*labels[:number], *found["marks"], found["buttons"]])
    for number, box in enumerate(found["marks"]):
        middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
        for other in found["marks"][:number]:
            there = [(other[0] + other[2]) / 2, (other[1] + other[3]) / 2]
            assert math.dist(middle, there) >= (box[2] - box[0] + other[2] - other[0]) / 2 - 5
    return found


async def test_no_label_and_no_mark_lies_on_another_or_beyond_the_frame(
    db: ModuleType, settings: Settings, world: World, browser: playwright.Browser
) -> None:
    async with open_desk(settings) as desk:
        page = await map_page(desk, world, browser)
        # Shops along the right edge, five at one corner, and a stop at the place of a visit.
        places = [
            {"key": f"{n}", "lon": PLACE[1] + 0.01 * (n % 4 == 0), "lat": PLACE[0] + 0.0004 * n, "kind": "visit",
             "label": f"一家名字很长的便利店{n}号", "href": "/admin/visits"}
            for n in range(16)
        ] + [
            {"key": f"c{n}", "lon": PLACE[1], "lat": PLACE[0], "kind": "stop", "mark": str(n), "text": f"stop {n}"}
            for n in range(4)
        ]  # fmt: skip
        await show(page, places)
        found = await assert_tidy(page)
        assert len(found["marks"]) == 20, "few places of a crowd stand round it"
        assert len(found["labels"]) >= 8
        hidden = page.locator("#team .ev-map-place:has(.ev-map-label[visibility=hidden]:not(:empty))").first
        if await hidden.count():
            await hidden.focus()
            await expect(page.locator("#team .ev-map-tip text")).to_contain_text("一家名字很长的便利店")
        for _ in range(3):
            await page.locator("#team svg").press("+")
            await assert_tidy(page)
        await page.context.close()


async def test_a_crowd_is_one_mark_with_the_share_of_the_doubtful_and_opens_closer(
    db: ModuleType, settings: Settings, world: World, browser: playwright.Browser
) -> None:
    async with open_desk(settings) as desk:
        page = await map_page(desk, world, browser)
        places = [
            {"key": f"{n}", "lon": PLACE[1] + 0.00001 * n, "lat": PLACE[0], "kind": "danger" if n < 3 else "visit",
             "label": f"shop {n}"}
            for n in range(12)
        ] + [{"key": "far", "lon": PLACE[1] + 0.2, "lat": PLACE[0] + 0.1, "count": 40, "doubtful": 0, "text": "40"}]  # fmt: skip
        await show(page, places)
        crowd = page.locator("#team .ev-map-crowd:has(.ev-map-share)")
        await expect(crowd).to_have_count(1)
        await expect(crowd.locator(".ev-map-mark")).to_have_text("12")
        await expect(crowd).to_have_attribute("aria-label", "12 places near each other; opens closer")
        dash = (await crowd.locator(".ev-map-share").get_attribute("stroke-dasharray") or "").split()
        assert float(dash[0]) / float(dash[1]) == pytest.approx(3 / 12, abs=0.01)
        await crowd.focus()
        for _ in range(12):
            if await page.locator("#team .ev-map-place").count() == 13:
                break
            await page.locator("#team .ev-map-crowd").first.press("Enter")
        await expect(page.locator("#team .ev-map-place")).to_have_count(13)
        await assert_tidy(page)
        # One mark is in the order of Tab; Page Down goes on to the next.
        assert await page.locator("#team .ev-map-place[tabindex='0']").count() == 1
        await page.locator("#team svg").press("PageDown")
        first = await page.evaluate("document.activeElement.getAttribute('aria-label')")
        await page.keyboard.press("PageDown")
        assert await page.evaluate("document.activeElement.getAttribute('aria-label')") != first
        await page.context.close()


async def test_two_fingers_zoom_and_one_moves(
    db: ModuleType, settings: Settings, world: World, browser: playwright.Browser
) -> None:
    async with open_desk(settings) as desk:
        page = await map_page(desk, world, browser, has_touch=True)
        corners = [(0, 0), (0.01, 0.01)]
        await show(
            page, [{"key": f"{x}", "lon": PLACE[1] + x, "lat": PLACE[0] + y, "kind": "visit"} for x, y in corners]
        )
        await page.locator("#team").scroll_into_view_if_needed()
        box = await page.locator("#team svg").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch = await page.context.new_cdp_session(page)

        async def fingers(kind: str, *points: tuple[float, float]) -> None:
            spots = [{"x": px, "y": py, "id": number} for number, (px, py) in enumerate(points)]
            await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

        async def transform() -> list[float]:
            text = await page.locator("#team .ev-map-world").first.get_attribute("transform") or ""
            return [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]

        before = await transform()
        await fingers("touchStart", (x - 50, y), (x + 50, y))
        await fingers("touchMove", (x - 70, y), (x + 70, y))
        await fingers("touchMove", (x - 100, y), (x + 100, y))
        await fingers("touchEnd")
        pinched = await transform()
        assert pinched[2] / before[2] == pytest.approx(2, rel=0.05)
        await fingers("touchStart", (x, y))
        await fingers("touchMove", (x + 30, y))
        await fingers("touchMove", (x + 80, y))
        await fingers("touchEnd")
        moved = await transform()
        assert moved[2] == pinched[2]
        assert (pinched[3] - moved[3]) * -pinched[2] == pytest.approx(80, abs=2)
        await page.context.close()


def corner_of(level: int, column: int, row: int) -> tuple[float, float]:
    """Longitude and latitude of a tile's north-western corner."""
    count = 2**level
    return column / count * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / count))))


@pytest.mark.parametrize("datum", ["WGS84", "GCJ02"])
async def test_the_street_map_lies_where_the_marks_are(
    db: ModuleType, settings: Settings, world: World, browser: playwright.Browser, tiles: TileServer, datum: str
) -> None:
    own = replace(
        settings, map_tiles=f"{tiles.url}/tiles/{{z}}/{{x}}/{{y}}.png", map_tiles_credit="© Surveyors",
        map_tiles_datum=datum,
    )  # fmt: skip
    async with open_desk(own) as desk:
        page = await map_page(desk, world, browser)
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        lon, lat = corner_of(16, 53509, 28536)
        if datum == "GCJ02":
            back = geocoordinates_ffi.gcj02_to_wgs84_refined(geocoordinates_ffi.Gcj02(lat=lat, lon=lon))
            lon, lat = back.lon, back.lat
        await show(
            page,
            [{"key": "a", "lon": lon, "lat": lat, "kind": "visit", "label": "a"},
             {"key": "b", "lon": lon + 0.008, "lat": lat - 0.008, "kind": "visit", "label": "b"}],
        )  # fmt: skip
        corner = page.locator('#team image[data-tile="16/53509/28536"]')
        await expect(corner).to_have_count(1)
        await expect(page.locator("#team .ev-map-credit")).to_have_text("© Surveyors")
        distance = await page.evaluate(
            """() => { const tile = document.querySelector('#team image[data-tile="16/53509/28536"]').getBoundingClientRect();
              const mark = document.querySelector('#team [aria-label="a"] .ev-map-shape').getBoundingClientRect();
              return [tile.left - (mark.left + mark.right) / 2, tile.top - (mark.top + mark.bottom) / 2, tile.width]; }"""
        )
        assert distance[0] == pytest.approx(0, abs=1.2)
        assert distance[1] == pytest.approx(0, abs=1.2)
        assert 180 < distance[2] < 363, "about as large as it was drawn"
        await asyncio.sleep(0.2)
        assert (16, 53509, 28536) in tiles.asked
        assert len(tiles.asked) == len(set(tiles.asked)) < 60
        assert problems == []
        tiles.broken = True
        await page.locator("#team svg").press("-")
        await page.locator("#team svg").press("-")
        await expect(page.locator("#team .ev-map-missing")).to_be_visible()
        await page.context.close()


async def test_only_the_tiles_origin_is_allowed_and_without_the_setting_none(
    db: ModuleType, settings: Settings, world: World
) -> None:
    async with open_desk(settings) as desk:
        answer = await (await desk.client(world.supervisor)).get("/admin/track-map")
        assert "img-src 'self' data:;" in answer.headers["content-security-policy"]
        assert "data-tiles" not in answer.text
    own = replace(settings, map_tiles="https://Tiles.example.com:8443/a/{z}/{y}/{x}?key=5")
    async with open_desk(own) as desk:
        answer = await (await desk.client(world.supervisor)).get("/admin/track-map")
        policy = answer.headers["content-security-policy"]
        assert "img-src 'self' data: https://tiles.example.com:8443;" in policy
        assert policy.count("tiles.example.com") == 1
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert 'data-tiles="https://Tiles.example.com:8443/a/{z}/{y}/{x}?key=5"' in answer.text
