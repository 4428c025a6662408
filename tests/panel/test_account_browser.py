"""我的登录 in a real browser, the whole way: a second factor, its codes, log-ins elsewhere, and nothing wrong on the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import playwright.async_api as playwright
import pytest
from playwright.async_api import expect

from erp_visit.org.service import set_password
from erp_visit.panel.security import LOCALE_COOKIE, THEME_COOKIE
from tests import factories
from tests.panel.desk import Desk
from tests.panel.test_account_http import PASSWORD, user
from tests.panel.test_panel_browser import wrongs
from tests.phone import clock, code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("phone_clock")]
Open = Callable[..., Awaitable[playwright.Page]]
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; ALN-AL00 Build/X; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x2800313D) NetType/WIFI Language/zh_CN"
)


@pytest.fixture
async def open_browser(desk: Desk, browser: playwright.Browser) -> AsyncIterator[Open]:
    """Browsers that nobody has logged in with yet; errors of scripts and what the policy stops fail the test."""
    opened: list[playwright.BrowserContext] = []
    broken: list[str] = []

    async def start(
        locale: str = "en", theme: str = "light", agent: str = CHROME, width: int = 1366
    ) -> playwright.Page:
        context = await browser.new_context(viewport={"width": width, "height": 768}, user_agent=agent)
        opened.append(context)
        choices = {LOCALE_COOKIE: locale, THEME_COOKIE: theme}
        await context.add_cookies(
            [{"name": name, "value": chosen, "url": desk.url} for name, chosen in choices.items()]
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
        await page.goto(f"{desk.url}/admin/login")
        return page

    yield start
    for context in opened:
        await context.close()
    assert broken == []


async def sound(page: playwright.Page) -> None:
    """Axe finds nothing on a page that has come whole, and nobody has to scroll sideways."""
    await page.wait_for_load_state()
    assert await wrongs(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


async def log_in(page: playwright.Page, password: str = PASSWORD) -> None:
    await page.fill("#username", "clerk")
    await page.fill("#password", password)
    await page.press("#password", "Enter")


async def test_a_second_factor_from_its_picture_to_its_end(open_browser: Open) -> None:
    await user("clerk", "clerk")
    page = await open_browser()
    await log_in(page)
    await page.wait_for_url("**/admin/")
    await page.goto(page.url + "account")
    await sound(page)
    await page.get_by_role("link", name="Add a second factor").click()
    await page.wait_for_url("**/admin/second-factor")  # the page before has a field of the same name
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await expect(page.locator("#code")).to_be_focused()
    await sound(page)
    picture = page.get_by_role("img", name="QR code")
    assert await picture.evaluate("image => image.complete && image.naturalWidth > 100")
    secret = (await page.inner_text("#secret")).replace(" ", "")
    await page.fill("#code", "000000")
    await page.press("#code", "Enter")
    await expect(page.locator("#confirm-error")).not_to_be_empty()
    await page.fill("#code", code_of(secret))
    await page.press("#code", "Enter")
    shown = page.locator(".ev-codes code")
    await expect(shown).to_have_count(10)
    clock.later()
    codes = await shown.all_inner_texts()
    assert len({*codes}) == 10
    await sound(page)
    await page.get_by_role("link", name="I have kept them").click()
    await page.wait_for_url("**/admin/")

    await page.locator("summary", has_text="张三").click()
    await page.get_by_role("button", name="Log out").click()
    await page.wait_for_url("**/admin/login")
    await log_in(page)
    await expect(page.locator("#code")).to_be_focused()
    await sound(page)
    await page.fill("#code", code_of(secret))
    await page.press("#code", "Enter")
    await page.wait_for_url("**/admin/")

    phone = await open_browser("zh", agent=WECHAT, width=820)
    await log_in(phone)
    await phone.fill("#code", codes[0].lower())
    await phone.press("#code", "Enter")
    await phone.wait_for_url("**/admin/")

    await page.goto(page.url + "account")
    assert "9 recovery codes are left" in await page.inner_text("main")
    mine, other = page.get_by_role("row", name="this one"), page.get_by_role("row", name="WeChat")
    assert "Chrome 139 · Windows" in await mine.inner_text()
    assert "WeChat 8 · Android" in await other.inner_text()
    await page.fill("#password", "wrong horse")
    await other.get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_have_count(1)
    await page.get_by_role("button", name="简体中文").first.click()
    await page.wait_for_url("**/admin/account")  # a page that a form led to is no dead end
    await page.fill("#password", PASSWORD)
    await page.get_by_role("row", name="微信").get_by_role("button").click()
    await expect(page.get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("status").first).to_contain_text("1")
    await phone.reload()
    await phone.wait_for_url("**/admin/login")


@pytest.mark.parametrize(("locale", "theme", "width"), [("zh", "dark", 820), ("en", "light", 1366)])
async def test_what_a_log_in_asks_for_first_is_done_by_keyboard(
    open_browser: Open, locale: str, theme: str, width: int
) -> None:
    clerk, chief = await user("clerk", "clerk"), await user("chief", "administrator")
    await factories.setting("second_factor_for", "EVERYBODY")
    await set_password(chief, employee_id=clerk.id, password="first horse of many")
    page = await open_browser(locale, theme, width=width)
    await sound(page)
    await log_in(page, "first horse of many")
    await page.wait_for_url("**/admin/password")
    await sound(page)
    one, other = ("简体中文", "English") if locale == "zh" else ("English", "简体中文")
    await page.get_by_role("button", name=other).click()  # whoever cannot read it can switch the language
    await expect(page.get_by_role("button", name=one)).to_be_visible()
    await expect(page.get_by_role("button", name=other)).to_have_count(0)
    for name, value in (
        ("current", "first horse of many"),
        ("new", "a horse of my own"),
        ("again", "a horse of my own"),
    ):
        await page.fill(f"#{name}", value)
    await page.press("#again", "Enter")
    await page.wait_for_url("**/admin/second-factor")
    await sound(page)
    await page.fill("#password", "a horse of my own")
    await page.press("#password", "Enter")
    secret = (await page.inner_text("#secret")).replace(" ", "")
    await sound(page)
    await page.fill("#code", code_of(secret))
    await page.press("#code", "Enter")
    await expect(page.locator(".ev-codes code")).to_have_count(10)
    await sound(page)
    await page.locator("main .btn-primary").click()
    await page.wait_for_url("**/admin/")
