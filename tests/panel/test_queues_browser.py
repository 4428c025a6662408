"""The queues in a real browser: hands on the keyboard, two people at once, batches, lost answers, the whole thread."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import pairwise
from types import ModuleType
from uuid import UUID

import playwright.async_api as playwright
import pytest
from playwright.async_api import Page, Route, expect

from erp_visit.core.ids import new_id
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.settings import Settings
from tests import books, factories
from tests.factories import World
from tests.panel.desk import Desk, open_desk

pytestmark = pytest.mark.browser


@pytest.fixture
async def desk(db: ModuleType, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(settings) as opened:
        yield opened


@pytest.fixture
async def open_page(desk: Desk, browser: playwright.Browser) -> AsyncIterator[object]:
    """Pages of people at work; errors of their scripts fail the test."""
    opened: list[Page] = []
    errors: list[str] = []

    async def start(actor: object, path: str, locale: str = "en") -> Page:
        page = await desk.page(browser, actor, locale)  # type: ignore[arg-type]  # an Actor
        page.on("pageerror", lambda error: errors.append(str(error)))
        opened.append(page)
        await page.goto(desk.url + path)
        if "/queues/" in path:
            await expect(page.locator("[data-live]")).to_have_text(re.compile("Live|实时"))
        return page

    yield start
    for page in opened:
        await page.context.close()
    assert not errors, errors


async def states(*orders: UUID) -> list[str]:
    return [await books.state_of(order) for order in orders]


def shown(page: Page, key: UUID) -> playwright.Locator:
    """The record beside the list, once it is this one and at rest."""
    return page.locator(f'[data-page]:not([aria-busy]) [data-record][data-key="{key}"]')


async def test_ten_orders_without_a_mouse(open_page: object, desk: Desk) -> None:
    """Approve ten, reject one with a reason in between; typing in the search does nothing else."""
    world = await factories.world(products=2)
    orders = [(await books.submitted(world, 1, 1)).order_id for _ in range(12)]
    page: Page = await open_page(world.clerk, "/admin/queues/orders")  # type: ignore[operator]
    await expect(shown(page, orders[0])).to_be_visible()
    loads = 0

    def count(_: object) -> None:
        nonlocal loads
        loads += 1

    page.on("load", count)
    await page.keyboard.press("/")
    await page.keyboard.type("ar?xj")
    assert await page.evaluate("document.activeElement.value") == "ar?xj"
    await page.locator("[data-own-search]").fill("")
    await page.locator("h1").focus()

    await page.keyboard.press("j")
    await expect(shown(page, orders[1])).to_be_visible()
    await page.keyboard.press("k")
    await expect(shown(page, orders[0])).to_be_visible()
    for order, following in pairwise(orders[:11]):
        await expect(shown(page, order)).to_be_visible()
        await page.keyboard.press("a")
        await expect(shown(page, following)).to_be_visible()
        focused = await page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row")
        assert focused == str(following)
    number = await books.value("SELECT number FROM sales_order WHERE id = $1", orders[9])
    await expect(page.locator("[data-status]")).to_contain_text(f"{number} approved")
    await expect(page.locator("#announcer")).to_contain_text(f"{number} approved")

    await page.keyboard.press("r")
    await page.keyboard.type("out of season: ask again in may")
    await page.keyboard.press("Control+Enter")
    await expect(shown(page, orders[11])).to_be_visible()
    assert await states(*orders) == ["APPROVED"] * 10 + ["REJECTED", "SUBMITTED"]
    assert await books.value("SELECT decision_reason FROM sales_order WHERE state = 'REJECTED'") == (
        "out of season: ask again in may"
    )
    await page.keyboard.press("?")
    await expect(page.locator("#queue-keys")).to_be_visible()
    await page.keyboard.press("a")
    await page.keyboard.press("Escape")
    assert await states(orders[11]) == ["SUBMITTED"]
    every = page.get_by_label("All shown")
    await expect(every).to_be_visible()
    await page.keyboard.press("a")
    await expect(page.locator("[data-list]")).to_have_text("No order waits for approval.")
    await expect(every).to_be_hidden()  # there is nothing left to tick
    assert loads == 0
    await page.reload()
    await expect(page.locator("[data-list]")).to_have_text("No order waits for approval.")
    await expect(every).to_be_hidden()


async def test_going_on_before_the_answer_comes(open_page: object) -> None:
    """The next order is looked at while the decision on the first is under way: it stays, and the result is told."""
    world = await factories.world(products=1)
    orders = [(await books.submitted(world, 1)).order_id for _ in range(3)]
    page: Page = await open_page(world.clerk, "/admin/queues/orders")  # type: ignore[operator]
    await expect(shown(page, orders[0])).to_be_visible()
    looked = asyncio.Event()

    async def hold(route: Route) -> None:
        await looked.wait()
        await route.continue_()

    await page.route("**/approve", hold)
    await page.keyboard.press("a")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await expect(shown(page, orders[2])).to_be_visible()
    looked.set()
    await expect(page.locator("[data-status]")).to_contain_text("approved")
    await expect(page.locator("[data-row]")).to_have_count(2)
    await expect(shown(page, orders[2])).to_be_visible()
    assert await states(*orders) == ["APPROVED", "SUBMITTED", "SUBMITTED"]


async def test_two_people_on_one_order(open_page: object) -> None:
    """One wins, the other reads who it was; before that the list had told of it by itself."""
    world = await factories.world(products=1)
    first, second = [(await books.submitted(world, 1)).order_id for _ in range(2)]
    clerk: Page = await open_page(world.clerk, "/admin/queues/orders")  # type: ignore[operator]
    manager: Page = await open_page(world.manager, "/admin/queues/orders")  # type: ignore[operator]
    for page in (clerk, manager):
        await expect(shown(page, first)).to_be_visible()
    await asyncio.gather(clerk.keyboard.press("a"), manager.keyboard.press("a"))
    for page in (clerk, manager):
        await expect(shown(page, second)).to_be_visible()
    said = [await page.locator("[data-status]").inner_text() for page in (clerk, manager)]
    winner = world.clerk if " approved" in said[0] else world.manager
    loser = said[1] if winner is world.clerk else said[0]
    assert f"Approved by {winner.name} at" in loser or "dealt with by others" in loser
    assert await books.value("SELECT count(*) FROM stock_document WHERE order_id = $1", first) == 1

    await expect(shown(clerk, second)).to_be_visible()
    await manager.keyboard.press("r")
    await manager.keyboard.type("no")
    await manager.keyboard.press("Control+Enter")
    # The clerk still looks at it: what happened is shown, and nothing can be decided any more.
    await expect(clerk.locator(".rec-since")).to_contain_text(f"{world.manager.name}: Rejected")
    await expect(clerk.locator('[data-record][data-state="REJECTED"]')).to_be_visible()
    await expect(clerk.locator('[data-action="approve"]')).to_have_count(0)


async def test_a_batch_with_one_that_fails(open_page: object) -> None:
    world = await factories.world(products=1)
    orders = [(await books.submitted(world, 2)).order_id for _ in range(2)]
    own = (await books.submitted(world, 1, actor=world.clerk)).order_id
    untouched = (await books.submitted(world, 1)).order_id
    page: Page = await open_page(world.clerk, "/admin/queues/orders")  # type: ignore[operator]
    await expect(shown(page, orders[0])).to_be_visible()
    for _ in range(3):
        await page.keyboard.press("x")
        await page.keyboard.press("j")
    await expect(shown(page, untouched)).to_be_visible()
    await expect(page.locator("[data-picked]")).to_have_text("3 ticked, ¥600.00 in all")
    await page.locator('[data-batch-action="approve"]').click()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-status]")).to_have_text("2 done, 1 not done.")
    note = page.locator(f'[data-row="{own}"] [data-row-note]')
    await expect(note).to_contain_text("is your own order")
    await expect(page.locator("[data-row]")).to_have_count(2)
    assert await states(*orders, own, untouched) == ["APPROVED", "APPROVED", "SUBMITTED", "SUBMITTED"]


async def test_an_answer_that_was_lost(open_page: object, desk: Desk) -> None:
    """The decision is carried out but its answer does not arrive: pressing again makes no second one."""
    world = await factories.world(products=1)
    order = (await books.submitted(world, 1)).order_id
    page: Page = await open_page(world.clerk, "/admin/")  # type: ignore[operator]
    await page.route("**/admin/live", lambda route: route.abort())  # or the page would soon see what became of it
    await page.goto(f"{desk.url}/admin/queues/orders")
    await expect(shown(page, order)).to_be_visible()
    lost = 0

    async def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
            await route.abort()
        elif lost == 2:
            await route.fulfill(status=500, body="{}", content_type="application/json")
        else:
            await route.continue_()

    await page.route("**/approve", lose)
    for event in ("requestfailed", "requestfinished"):
        async with page.expect_event(event, lambda request: request.url.endswith("/approve")):
            await page.keyboard.press("a")
        await expect(shown(page, order)).not_to_have_attribute("aria-busy", "true")
        await expect(page.locator("[data-notice]")).to_contain_text("carried out once only")
        await expect(shown(page, order)).to_be_visible()
    await page.keyboard.press("a")
    await expect(page.locator("[data-status]")).to_contain_text("approved")
    assert lost == 3
    assert await books.value("SELECT count(*) FROM stock_document WHERE order_id = $1", order) == 1


async def test_a_lost_connection_is_shown(open_page: object, desk: Desk) -> None:
    """While the stream is down the page says so; when it is back, what was missed is there."""
    world = await factories.world(products=1)
    await books.submitted(world, 1)
    page: Page = await open_page(world.clerk, "/admin/")  # type: ignore[operator]
    await page.route("**/admin/live", lambda route: route.abort())
    await page.goto(f"{desk.url}/admin/queues/orders")
    await expect(page.locator("[data-live]")).to_have_text("Connection lost, trying again …")
    missed = (await books.submitted(world, 1)).order_id
    await page.unroute("**/admin/live")
    await expect(page.locator("[data-live]")).to_have_text("Live")
    await expect(page.locator(f'[data-row="{missed}"]')).to_be_visible()


async def test_the_whole_thread_by_four_people(open_page: object, desk: Desk) -> None:
    """Visit and order by the rep, approval, a short pick, shipping, a receipt and its reversal, with equal figures."""
    world = await factories.world(products=2, credit_limit="5000")
    visit = await factories.visit(world.rep, world.customer)
    lines = [LineInput(world.products[0].id, 2, "箱"), LineInput(world.products[1].id, 5)]
    order = (
        await submit_order(world.rep, id=new_id(), customer_id=world.customer, visit_id=visit, lines=lines)
    ).order_id

    clerk: Page = await open_page(world.clerk, "/admin/queues/orders")  # type: ignore[operator]
    record = shown(clerk, order)
    await expect(record.locator(".rec-total")).to_have_text("¥290.00")
    await expect(record.locator(".rec-after")).to_contain_text("¥0.00 → ¥290.00")
    await expect(record.locator("tbody tr").nth(0)).to_contain_text("2箱")
    await clerk.keyboard.press("a")
    await expect(clerk.locator(".queue-pane")).to_contain_text("No order waits for approval.")

    keeper: Page = await open_page(world.keeper, "/admin/queues/stock")  # type: ignore[operator]
    picks = keeper.locator("[data-pick]")
    await expect(picks).to_have_count(2)
    # Nothing typed is not nothing taken: it is asked for, at its place; what is typed then is another matter.
    for place in (0, 1):
        await picks.nth(0).locator("input").nth(place).fill("")
    await keeper.locator("h1").focus()
    await keeper.keyboard.press("a")
    missing = picks.nth(0).locator("[data-pick-error]")
    await expect(missing).to_have_text("Type how much was taken as a whole number, 0 if nothing was.")
    await expect(picks.nth(0).locator("input").nth(0)).to_be_focused()
    await picks.nth(0).locator("input").nth(1).fill("3")
    await expect(missing).to_be_hidden()
    await picks.nth(0).locator("input").nth(0).fill("1")
    await expect(keeper.locator("[data-difference]").nth(0)).to_have_text("9 瓶 short: shipped and billed short")
    await keeper.locator("h1").focus()
    await keeper.keyboard.press("a")
    await expect(keeper.locator('[data-record][data-state="PICKED"]')).to_be_visible()
    # What was typed and not confirmed is not shipped over somebody's head.
    await picks.nth(0).locator("input").nth(1).fill("4")
    await keeper.locator("h1").focus()
    await keeper.keyboard.press("s")
    await expect(keeper.locator("[data-notice]")).to_contain_text("not saved yet")
    await picks.nth(0).locator("input").nth(1).fill("3")
    await keeper.locator("h1").focus()
    await keeper.keyboard.press("a")
    await expect(keeper.locator("[data-record]:not(:has(form[data-dirty]))")).to_be_visible()
    await keeper.keyboard.press("s")
    await expect(keeper.locator(".queue-pane")).to_contain_text("Nothing waits to be picked or shipped.")
    assert await books.rows("SELECT quantity FROM stock_movement WHERE kind = 'SALE' ORDER BY quantity") == [
        (-15,),
        (-5,),
    ]

    finance: Page = await open_page(world.finance, "/admin/queues/receipts")  # type: ignore[operator]
    await expect(finance.locator(".rec-total")).to_contain_text("¥200.00")
    await finance.keyboard.press("a")
    await finance.keyboard.type("250")
    await expect(finance.locator("[data-preview]")).to_contain_text("¥200.00")
    await expect(finance.locator("[data-preview]")).to_contain_text("¥50.00")
    await finance.locator("input[value=WECHAT]").check()
    await finance.keyboard.press("Control+Enter")
    await expect(finance.locator(".queue-pane")).to_contain_text("Nobody owes anything.")
    assert await states(order) == ["CLOSED"]

    await finance.goto(f"{desk.url}/admin/orders/{order}")
    for text in ("¥290.00", "shipped 1箱3瓶", "¥200.00"):
        await expect(finance.locator("[data-record]")).to_contain_text(text)
    chain = finance.locator(".rec-chain a")
    addresses = [await chain.nth(place).get_attribute("href") for place in range(await chain.count())]
    assert [re.sub(r".*/admin/([a-z-]+)/.*", r"\1", address or "") for address in addresses] == [
        "visits", "stock-documents", "stock-documents", "receivables", "receipts",
    ]  # fmt: skip
    await finance.goto(desk.url + (addresses[-1] or ""))
    await finance.locator("[data-action=reverse]").click()
    await expect(finance.locator(".rec-consequences")).to_contain_text("1 receivables are open again by ¥200.00")
    await finance.keyboard.type("paid by another shop")
    await finance.keyboard.press("Control+Enter")
    await expect(finance.locator('[data-record][data-state="REVERSED"]')).to_be_visible()
    await expect(finance.locator("[data-notice]")).to_contain_text("reversed")
    assert await books.rows("SELECT receivable, unbilled, advance FROM customer_account") == [
        (Decimal("200.00"), Decimal("0.00"), Decimal("0.00"))
    ]
    assert await states(order) == ["SHIPPED"]
    await books.audit()


async def test_what_was_typed_stays(open_page: object) -> None:
    """An amount that is refused, and a pick that somebody else overtook, lose nothing of what was typed."""
    world = await factories.world(products=1)
    order = await books.approved(world, 2)
    document = order.stock_document_ids[0]
    keeper: Page = await open_page(world.keeper, "/admin/queues/stock")  # type: ignore[operator]
    count = keeper.locator("[data-pick] input").nth(0)
    await count.fill("1")
    await confirm_stock_document(world.administrator, document_id=document)
    await expect(keeper.locator("[data-notice]")).to_contain_text(f"{world.administrator.name}: Pick confirmed")
    await expect(count).to_have_value("1")
    await keeper.locator("h1").focus()
    await keeper.keyboard.press("a")
    await expect(keeper.locator("#form-pick [data-error]")).to_contain_text(f"by {world.administrator.name} at")
    await expect(count).to_have_value("1")
    await keeper.get_by_role("button", name="Show the present state").click()
    await expect(keeper.locator('[data-record][data-state="PICKED"]')).to_be_visible()


async def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practices."""
    from axe_playwright_python.base import AXE_FILE_PATH

    await page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = await page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("locale", "theme"), [("zh", "light"), ("en", "dark")])
async def test_nothing_stands_in_anybodys_way(open_page: object, desk: Desk, locale: str, theme: str) -> None:
    """axe finds nothing on any queue or record page."""
    world = await made_world()
    page: Page = await open_page(world.administrator, "/admin/queues/orders", locale)  # type: ignore[operator]
    found: dict[str, list[str]] = {}
    await page.context.add_cookies([{"name": "erp_visit_theme", "value": theme, "url": desk.url}])
    for path in await addresses():
        await page.goto(desk.url + path)
        await page.locator("[data-record]").wait_for()
        await page.evaluate("document.querySelectorAll('.rec details').forEach((one) => { one.open = true; })")
        found[path] = await axe(page)
    await page.goto(f"{desk.url}/admin/queues/orders")
    await expect(page.locator("[data-live]")).to_have_text(re.compile("Live|实时"))
    await page.keyboard.press("r")
    await page.locator("dialog[open]").wait_for()
    found["dialog"] = await axe(page)
    assert not any(found.values()), "\n".join(f"{path}: {one}" for path, problems in found.items() for one in problems)


async def made_world() -> World:
    """A bit of everything: waiting, held, overdue, picked, shipped, paid, reversed."""
    world = await factories.world(products=2, credit_limit="900")
    await factories.visit(world.rep, world.customer)
    await books.submitted(world, 1, 1)
    await books.approved(world, 1)
    shipped = await books.shipped(world, 1, 1)
    await books.value("UPDATE receivable SET due_on = due_on - 90 WHERE id = $1 RETURNING id", shipped.receivable_id)
    await books.paid(world, "30")
    await factories.setting("warehouse_review", True)
    await books.submitted(world, 1)
    return world


async def addresses() -> list[str]:
    """One page of every kind."""
    found = ["/admin/queues/orders", "/admin/queues/stock", "/admin/queues/receipts"]
    for table, path in (
        ("sales_order WHERE state = 'HELD'", "orders"), ("sales_order WHERE state = 'SHIPPED'", "orders"),
        ("customer", "customers"), ("customer", "accounts"), ("visit", "visits"), ("receivable", "receivables"),
        ("receipt", "receipts"), ("stock_document WHERE state = 'SHIPPED'", "stock-documents"),
    ):  # fmt: skip
        found.append(f"/admin/{path}/{await books.value(f'SELECT id FROM {table} LIMIT 1')}")
    return found
