"""Planning in a real browser: a plan from the form to the calendar, visits moved by mouse and keys, a day's route."""

from __future__ import annotations

import re
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from erp_visit.core.ids import new_id
from erp_visit.planning.plans import request_plan, work_out
from erp_visit.planning.scheduling import plan_visits
from erp_visit.planning.wishes import Wanted
from tests import factories
from tests.panel.desk import Desk
from tests.planning.conftest import HOME, next_monday, place, rows

pytestmark = pytest.mark.browser


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    made = await factories.world(products=0)
    await factories.setting("holiday_country", "NONE")
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST'")
        await connection.execute(
            "UPDATE employee SET start_latitude = $2, start_longitude = $3 WHERE id = $1", made.rep.id, *HOME
        )
    return made


async def shops(world: factories.World, *metres: float) -> list[UUID]:
    return [
        await factories.customer(world.rep, world.sales, name=f"店{number}", level="A", position=place(one))
        for number, one in enumerate(metres, 1)
    ]


async def planned(world: factories.World, *metres: float) -> list[UUID]:
    wanted = [Wanted(new_id(), shop, next_monday()) for shop in await shops(world, *metres)]
    return list((await plan_visits(world.rep, visits=wanted)).visit_ids)


async def day_of(db: ModuleType, visit: UUID) -> tuple[int, int]:
    (row,) = await rows(db, "SELECT business_day, position FROM visit WHERE id = $1", visit)
    return (row["business_day"] - next_monday()).days, row["position"]


async def test_visits_move_by_mouse_by_keys_and_by_the_form(
    db: ModuleType, world: factories.World, open_page: Any
) -> None:
    first, second, third = await planned(world, 1000, 2000, 3000)
    page = await open_page(world.supervisor, f"/admin/calendar?from={next_monday()}")
    wednesday = next_monday() + timedelta(days=2)
    await page.drag_and_drop(
        f'[data-visit="{first}"]', f'[data-drop][data-day="{wednesday}"][data-rep="{world.rep.id}"]'
    )
    await expect(page.locator(".plan-toast")).to_contain_text(f"Moved to {wednesday}")
    assert await day_of(db, first) == (2, 1)
    # The board is drawn anew a moment after it is told; until then the others of that Monday stand there as they were.
    await expect(page.locator(f'[data-visit="{first}"]')).to_have_attribute("data-day", str(wednesday))
    await page.locator(f'[data-visit="{second}"] a').focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(page.locator(f'[data-visit="{second}"]')).to_have_attribute(
        "data-day", str(next_monday() + timedelta(days=1))
    )
    await expect(page.locator(f'[data-visit="{second}"] a')).to_be_focused()
    assert await day_of(db, second) == (1, 1)
    await page.locator(f'[data-visit="{third}"] a').focus()
    await page.keyboard.press("m")
    await page.fill("#move-day", str(wednesday))
    await page.fill("#move-time", "08:15")
    await page.click('[data-move-dialog] button[value="move"]')
    await expect(page.locator(f'[data-visit="{third}"]')).to_contain_text("08:15")
    assert await day_of(db, third) == (2, 1)
    (visit,) = await rows(db, "SELECT appointment, moved_by_hand FROM visit WHERE id = $1", third)
    assert tuple(visit) == (True, True)
    # What somebody else did meanwhile is told, and the calendar shows it.
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET version = version + 1 WHERE id = $1", first)
    await page.locator(f'[data-visit="{first}"] a').focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(page.locator(".plan-toast.is-bad")).to_contain_text("changed meanwhile")
    assert (await day_of(db, first))[0] == 2


async def test_a_day_is_ordered_by_hand_and_by_search(db: ModuleType, world: factories.World, open_page: Any) -> None:
    first, second, third = await planned(world, 3000, 1000, 2000)
    page = await open_page(world.rep, f"/admin/calendar/day?day={next_monday()}&rep={world.rep.id}")
    stops = page.locator("[data-stops] [data-visit]")
    await expect(stops).to_have_count(3)
    await expect(page.locator("#route .ev-map-place")).to_have_count(4)
    await page.click(f'[data-visit="{second}"] [data-step="-1"]')
    await expect(page.locator("[data-told]")).to_contain_text("km")
    assert [await day_of(db, key) for key in (second, first, third)] == [(0, 1), (0, 2), (0, 3)]
    await page.drag_and_drop(f'[data-stops] [data-visit="{third}"]', f'[data-stops] [data-visit="{second}"]')
    await expect(stops.first).to_have_attribute("data-visit", str(third))
    await page.click("[data-optimise-now]")
    await expect(page.locator("[data-told]")).to_contain_text("The route has 8.4 km")
    await expect(page.locator("#route-title")).to_contain_text("8.4 km")
    await page.fill("#to", str(next_monday() + timedelta(days=7)))
    await page.click("text=Use again")
    await expect(page.locator("h1")).to_contain_text(str(next_monday() + timedelta(days=7)))
    await expect(page.locator("[data-stops] [data-visit]")).to_have_count(3)
    answer = await page.request.get(
        f"{page.url.partition('/admin')[0]}/admin/calendar/routes/{(await rows(db, 'SELECT id FROM day_route LIMIT 1'))[0]['id']}.geojson"
    )
    assert (await answer.json())["type"] == "FeatureCollection"


async def test_a_rep_says_where_his_day_starts(db: ModuleType, world: factories.World, open_page: Any) -> None:
    page = await open_page(world.rep, f"/admin/calendar/day?day={next_monday()}")
    await page.click("summary.plan-ends")
    await page.fill("#start_latitude", "31.3")
    await page.fill("#start_longitude", "x")
    await page.click("button:has-text('Save')")
    await expect(page.locator(".alert-danger")).to_contain_text("longitude is a number of degrees")
    await page.click("summary.plan-ends")
    await page.fill("#start_latitude", "31.3")
    await page.fill("#start_longitude", "121.5")
    await page.click("button:has-text('Save')")
    await expect(page.locator(".alert-success")).to_be_visible()
    (row,) = await rows(
        db, "SELECT start_latitude, start_longitude, end_latitude FROM employee WHERE id = $1", world.rep.id
    )
    assert tuple(row) == (31.3, 121.5, None)


async def test_a_supervisor_sees_and_sets_where_a_reps_day_starts(
    db: ModuleType, world: factories.World, open_page: Any
) -> None:
    await planned(world, 1000)
    page = await open_page(world.supervisor, f"/admin/calendar/day?day={next_monday()}&rep={world.rep.id}")
    await page.click("summary.plan-ends")
    await expect(page.locator("#start_latitude")).to_have_value(str(HOME[0]))
    await expect(page.locator("details.card")).to_contain_text("no department above has a starting point either")
    await page.fill("#start_latitude", "31.4")
    await page.click("button:has-text('Save')")
    await expect(page.locator(".alert-success")).to_be_visible()
    (row,) = await rows(db, "SELECT start_latitude FROM employee WHERE id = $1", world.rep.id)
    assert row["start_latitude"] == 31.4


@pytest.mark.usefixtures("jobs_wait")
async def test_a_plan_from_the_form_to_the_calendar(db: ModuleType, world: factories.World, open_page: Any) -> None:
    await shops(world, 1000, 2000)
    await factories.customer(world.rep, world.sales, name="无坐标店", level="A")
    page = await open_page(world.supervisor, "/admin/plans/new")
    await page.click("text=or only these reps")
    await page.check(f'input[name="reps"][value="{world.rep.id}"]')
    await page.click("text=Work out the plan")
    await expect(page.locator("h1")).to_contain_text("Queued")
    (plan,) = await rows(db, "SELECT id FROM plan")
    await work_out(plan["id"])  # as the job does; the page hears of it
    await expect(page.locator("h1")).to_contain_text("Ready")
    await expect(page.locator("#left-out")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("The customer has no position")
    await expect(page.locator("main")).to_contain_text("Level A: 4 visits in four weeks")
    assert await rows(db, "SELECT 1 FROM visit") == []
    await page.click("text=Apply the plan")
    await expect(page.locator(".alert-success")).to_contain_text(
        "8 visits are planned, 0 were removed, 0 were skipped."
    )
    assert len(await rows(db, "SELECT 1 FROM visit")) == 8
    await page.goto(f"{page.url.partition('/admin')[0]}/admin/calendar?from={next_monday()}&weeks=4")
    assert sum(map(int, await page.locator(".plan-count strong").all_inner_texts())) == 8


async def test_many_visits_are_assigned_and_one_is_taken_back(
    db: ModuleType, world: factories.World, open_page: Any
) -> None:
    await shops(world, 1000, 2000, 3000)
    page = await open_page(world.supervisor, "/admin/visit-assignments/new")
    await page.check('[data-all="customers"]')
    await expect(page.locator('[data-count-of="customers"]')).to_have_text("3 chosen")
    await page.check(f'input[name="reps"][value="{world.rep.id}"]')
    await page.fill("#due", str(next_monday()))
    await page.fill("#objective", "新品陈列")
    await page.click("button:has-text('Assign')")
    await expect(page.locator(".alert-success")).to_contain_text("3 visits are assigned")
    (one, *_) = await rows(db, "SELECT id FROM visit_assignment ORDER BY id")
    await page.goto(f"{page.url.partition('/admin')[0]}/admin/visit-assignments/{one['id']}")
    await page.click("a:has-text('Cancel the assignment')")
    await page.click("button:has-text('Cancel the assignment')")
    states = await rows(db, "SELECT state FROM visit_assignment ORDER BY state")
    assert [row["state"] for row in states] == ["CANCELLED", "OPEN", "OPEN"]


async def test_the_working_calendar_of_a_year(db: ModuleType, world: factories.World, open_page: Any) -> None:
    await factories.setting("holiday_country", "CHINA")
    year = factories.today().year
    page = await open_page(world.administrator, f"/admin/working-calendar?year={year}")
    await expect(page.locator(f'[data-pick="{year}-10-01"]')).to_have_attribute(
        "aria-label", f"{year}-10-01 off National Day"
    )
    await page.click(f'[data-pick="{year}-06-01"]')
    await page.click(f'[data-pick="{year}-06-03"]')
    await expect(page.locator(f'[data-pick="{year}-06-02"]')).to_have_attribute("aria-pressed", "true")
    await page.fill("#note", "搬仓库")
    await page.click("button[value='off']")
    await expect(page.locator(".alert-success")).to_be_visible()
    found = await rows(db, "SELECT day::text, working, note FROM calendar_day ORDER BY day")
    assert [tuple(row) for row in found] == [(f"{year}-06-0{day}", False, "搬仓库") for day in (1, 2, 3)]
    await expect(page.locator(f'[data-pick="{year}-06-02"]')).to_have_attribute("aria-label", f"{year}-06-02 off")


async def test_the_calendars_address_is_shown_once(db: ModuleType, world: factories.World, open_page: Any) -> None:
    page = await open_page(world.rep, "/admin/calendar/feed")
    await page.click("button:has-text('New address')")
    address = await page.input_value("#address")
    assert "/calendar/" in address
    assert address.endswith(".ics")
    await page.goto(f"{page.url.partition('/admin')[0]}/admin/calendar/feed")
    await expect(page.locator("#address")).to_have_count(0)
    await page.click("button:has-text('Stop the calendar')")
    (row,) = await rows(db, "SELECT calendar_key FROM employee WHERE id = $1", world.rep.id)
    assert row["calendar_key"] is None


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_nothing_stands_in_anybodys_way(
    db: ModuleType, world: factories.World, open_page: Any, locale: str
) -> None:
    await planned(world, 1000, 2000)
    plan = new_id()
    await request_plan(
        world.supervisor,
        id=plan,
        rep_ids=[world.rep.id],
        starts_on=next_monday(),
        ends_on=next_monday() + timedelta(days=27),
    )
    await work_out(plan)
    page = await open_page(world.supervisor, "/admin/", locale)
    base = page.url.partition("/admin")[0]
    monday = next_monday()
    for path in (
        f"/admin/calendar?from={monday}", f"/admin/calendar?from={monday}&weeks=4", f"/admin/calendar?from={monday}&weeks=4&rep={world.rep.id}",
        f"/admin/calendar/day?day={monday}&rep={world.rep.id}", "/admin/calendar/feed", "/admin/plans/new", f"/admin/plans/{plan}",
        "/admin/visit-assignments/new", "/admin/working-calendar",
    ):  # fmt: skip
        await page.goto(base + path)
        found = await Axe().run(page)
        assert found.response["violations"] == [], (
            path,
            [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]],
        )
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path


async def test_ones_own_week_names_each_day_once(world: factories.World, desk: Desk) -> None:
    """Above the column; in the month, which has no day there, it stands in the cell."""
    client, monday = await desk.client(world.rep), next_monday()
    for weeks in ("1", "4"):
        page = (await client.get(f"/admin/calendar?from={monday}&weeks={weeks}&rep={world.rep.id}")).text
        table = page[page.index("<table") : page.index("</table>")]
        assert re.findall(rf">({monday:%m-%d})<", table) == [f"{monday:%m-%d}"]
