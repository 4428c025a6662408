"""Many visits planned from the list of customers and from the calendar, and what they are for; starting points."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from erp_visit.core.ids import new_id
from erp_visit.planning.assignments import assign_visits
from erp_visit.planning.plans import request_plan, work_out
from erp_visit.planning.scheduling import plan_visits
from erp_visit.planning.wishes import Wanted
from tests import factories
from tests.planning.conftest import next_monday, place, rows

pytestmark = pytest.mark.browser


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    made = await factories.world(products=0)
    await factories.setting("holiday_country", "NONE")
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST'")
    return made


async def shops(world: factories.World, count: int) -> list[UUID]:
    return [
        await factories.customer(world.rep, world.sales, name=f"店{number}", position=place(500 * number))
        for number in range(1, count + 1)
    ]


async def sound(page: Page) -> None:
    """Nothing for axe to find, nothing wider than the window."""
    found = await Axe().run(page)
    assert found.response["violations"] == [], [
        (one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]
    ]
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


async def test_customers_ticked_in_the_list_are_planned_and_each_says_what_became_of_it(
    db: ModuleType, world: factories.World, open_page: Any
) -> None:
    first, second, third = await shops(world, 3)
    monday = next_monday()
    await plan_visits(world.rep, visits=[Wanted(new_id(), second, monday)])
    page = await open_page(world.supervisor, "/admin/customers")
    await expect(page.locator("[data-batch]")).to_be_hidden()
    for key in (first, second, third):
        await page.check(f'input[name="customers"][value="{key}"]')
    await expect(page.locator("[data-batch-count]")).to_have_text("3 chosen")
    await sound(page)
    await page.click("[data-batch] button:has-text('Plan visits')")
    await expect(page.locator('[data-count-of="customers"]')).to_have_text("3 chosen")
    await page.fill("#from", str(monday))
    await page.fill("#objective", "新品陈列")
    await page.fill("#materials", "海报")
    await page.fill("#minutes", "25")
    await page.click("button:has-text('Plan the visits')")
    await expect(page.locator("#results")).to_have_text("2 of 3 visits are planned")
    await expect(page.locator("#results")).to_be_focused()
    lines = [line.split("\t") for line in await page.locator("[data-results] tbody tr").all_inner_texts()]
    assert [line[0] for line in lines] == ["店2", "店1", "店3"], "what did not work stands first"
    assert "A visit at 店2 is planned for" in lines[0][3]
    found = await rows(db, "SELECT objective, materials, planned_minutes FROM visit WHERE customer_id <> $1", second)
    assert [tuple(row) for row in found] == [("新品陈列", "海报", 25)] * 2
    # The one that was refused is still ticked, with all that was typed: another day, and it goes.
    await expect(page.locator('[data-count-of="customers"]')).to_have_text("1 chosen")
    await expect(page.locator("#objective")).to_have_value("新品陈列")
    await sound(page)
    await page.fill("#from", str(monday + timedelta(days=1)))
    await page.click("button:has-text('Plan the visits')")
    await expect(page.locator("#results")).to_have_text("1 of 1 visits are planned")
    assert len(await rows(db, "SELECT 1 FROM visit")) == 4


async def test_a_rep_plans_from_a_day_of_his_calendar(db: ModuleType, world: factories.World, open_page: Any) -> None:
    (shop,) = await shops(world, 1)
    friday = next_monday() + timedelta(days=4)
    page = await open_page(world.rep, f"/admin/calendar?from={friday}")
    await page.click(f'[data-drop][data-day="{friday}"] .plan-add')
    await expect(page.locator("#from")).to_have_value(str(friday))
    await expect(page.locator("#rep")).to_have_count(0)
    await page.click("button:has-text('Plan the visits')")
    await expect(page.locator(".alert-danger")).to_contain_text("Something is needed here")
    await page.check(f'input[name="customers"][value="{shop}"]')
    await page.click("button:has-text('Plan the visits')")
    await page.click("[data-results] a:has-text('planned')")
    # What it is for is said on the visit's page.
    await page.click("a:has-text('What the visit is for')")
    await page.fill("[name=objective]", "收款")
    await page.fill("[name=minutes]", "700")
    await page.click("button:has-text('Save')")
    await expect(page.locator("#minutes-error, .ev-error").first).to_contain_text("1 to 600")
    await page.fill("[name=minutes]", "45")
    await page.fill("[name=materials]", "对账单")
    await page.click("button:has-text('Save')")
    await expect(page.locator(".rec-remark").first).to_contain_text("收款 · bring: 对账单")
    await sound(page)
    (visit,) = await rows(db, "SELECT objective, planned_minutes, materials, business_day FROM visit")
    assert tuple(visit) == ("收款", 45, "对账单", friday)


async def test_an_assignment_is_changed_on_its_page(db: ModuleType, world: factories.World, open_page: Any) -> None:
    (shop,) = await shops(world, 1)
    monday = next_monday()
    done = await assign_visits(
        world.supervisor, id=new_id(), customer_ids=[shop], rep_ids=[world.rep.id], from_on=monday, due_on=monday,
        objective="新品",
    )  # fmt: skip
    page = await open_page(world.supervisor, f"/admin/visit-assignments/{done.assignment_ids[0]}")
    await page.click("a:text-is('Change')")
    await page.fill("[name=objective]", "收款")
    await page.fill("[name=due_on]", str(monday - timedelta(days=1)))
    await page.click("button:has-text('Save')")
    await expect(page.locator("#due_on-error")).to_contain_text("must not lie before the first")
    await page.fill("[name=due_on]", str(monday + timedelta(days=3)))
    await page.click("button:has-text('Save')")
    await expect(page.locator("main")).to_contain_text("收款")
    (row,) = await rows(db, "SELECT objective, due_on FROM visit_assignment")
    assert tuple(row) == ("收款", monday + timedelta(days=3))


async def test_a_department_gets_a_starting_point_where_a_plan_says_that_there_is_none(
    db: ModuleType, world: factories.World, open_page: Any
) -> None:
    await shops(world, 2)
    plan, monday = new_id(), next_monday()
    command: dict[str, Any] = {"rep_ids": [world.rep.id], "starts_on": monday, "ends_on": monday + timedelta(days=27)}
    await request_plan(world.supervisor, id=plan, **command)
    await work_out(plan)
    page = await open_page(world.supervisor, f"/admin/plans/{plan}")
    await expect(page.locator("main")).to_contain_text("1 reps have no starting point")
    await expect(page.locator("main")).to_contain_text("Kilometres by straight lines and the detour.")
    await sound(page)
    await page.click("a:has-text('Starting point of the department')")
    await page.fill("[name=start_latitude]", "22.5")
    await page.click("button:has-text('Save')")
    await expect(page.locator("#start_longitude-error")).to_contain_text("longitude is a number of degrees")
    await sound(page)
    await page.fill("[name=start_longitude]", "114.05")
    await page.click("button:has-text('Save')")
    await expect(page.locator("h1")).to_contain_text("Sales")
    (row,) = await rows(db, "SELECT start_latitude, start_longitude FROM department WHERE id = $1", world.sales)
    assert tuple(row) == (22.5, 114.05)
    (shop, *_) = await shops(world, 1)
    await plan_visits(world.rep, visits=[Wanted(new_id(), shop, monday)])
    await page.goto(f"{page.url.partition('/admin')[0]}/admin/calendar/day?rep={world.rep.id}&day={monday}")
    await expect(page.locator("[data-parts]")).to_contain_text("From the starting point of the department.")
    await expect(page.locator("[data-parts]")).to_contain_text("Straight lines × 1.40")
    await sound(page)


async def test_a_route_of_another_team_is_not_shown(db: ModuleType, world: factories.World, open_page: Any) -> None:
    (shop,) = await shops(world, 1)
    await plan_visits(world.rep, visits=[Wanted(new_id(), shop, next_monday())])
    other = await factories.department("Other", world.company)
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET department_id = $2 WHERE id = $1", world.rep.id, other)
        await connection.execute("UPDATE day_route SET department_id = $1", other)
    page = await open_page(world.supervisor, f"/admin/calendar/day?rep={world.rep.id}&day={next_monday()}")
    text = await page.locator("main").inner_text()
    assert "No route yet" in text
    assert world.rep.name not in text
    await expect(page.locator("#route .ev-map-place")).to_have_count(0)
