"""A running panel with a small distributor behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import playwright.async_api as playwright
import pytest

from erp_visit.settings import Settings
from tests.conftest import BETWEEN_TESTS
from tests.panel.desk import Desk, open_desk


@pytest.fixture
async def desk(db: ModuleType, settings: Settings, against: str | None) -> AsyncIterator[Desk]:
    """The panel, served; the database as the migrations left it."""
    async with open_desk(settings, against) as opened:
        yield opened


@pytest.fixture
async def open_page(desk: Desk, browser: playwright.Browser) -> AsyncIterator[Any]:
    """Pages of people at work; errors of their scripts and what the content security policy stops fail the test."""
    opened: list[playwright.Page] = []
    errors: list[str] = []

    async def start(actor: Any, path: str, locale: str = "en") -> playwright.Page:
        page = await desk.page(browser, actor, locale)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        opened.append(page)
        await page.goto(desk.url + path)
        return page

    yield start
    async with asyncio.timeout(BETWEEN_TESTS):
        for page in opened:
            await page.context.close()
    assert not errors, errors
