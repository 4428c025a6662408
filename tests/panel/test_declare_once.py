"""Declare once: a model of a new module has a screen, a record page, filters and an export, with nothing else written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from erp_visit import cache, events
from erp_visit.events import Hub
from erp_visit.panel.app import create_panel
from erp_visit.panel.security import LOCALE_COOKIE, csrf_token
from erp_visit.web import COOKIE
from tests.panel.desk import log_in
from tests.reads import test_declare_once as declared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from erp_visit.api.execution import Engine
    from erp_visit.settings import Settings
    from tests.factories import World

joined, engine, world = declared.joined, declared.engine, declared.world


@pytest.fixture
async def panel(engine: Engine, settings: Settings) -> AsyncIterator[Starlette]:
    assert settings.redis_url is not None
    cache.open_redis(settings.redis_url)
    await cache.redis().flushdb()
    yield Starlette(routes=[Mount("/admin", create_panel(engine, settings, Hub()))])
    await events.delivered()
    await cache.close_redis()


async def test_a_new_model_has_its_screen(panel: Starlette, world: World, settings: Settings) -> None:
    token = await log_in(world.rep)
    cookies = {COOKIE: token, LOCALE_COOKIE: "en"}
    transport = httpx.ASGITransport(panel)
    async with httpx.AsyncClient(transport=transport, base_url="http://panel.test", cookies=cookies) as client:
        assert 'href="/admin/fridges">Fridges</a>' in (await client.get("/admin/")).text
        listed = await client.get("/admin/fridges")
        assert listed.text.count('class="ev-row-link"') == 3
        assert 'desc="1 reads"' in listed.headers["server-timing"]
        assert f'<a href="/admin/customers/{world.customer}">' in listed.text
        found = await client.get(f"/admin/fridges?f=customer:is:{world.customer}&f=deposit:gte:2&q=F1")
        assert found.text.count('class="ev-row-link"') == 1
        assert (await client.get("/admin/fridges?f=plate:eq:x")).status_code == 400
        key = (await client.get("/admin/lookup/fridges?q=F1")).json()["rows"][0]["id"]
        record = await client.get(f"/admin/fridges/{key}")
        for text in ("Fridge", "Deposit", "500.00", "F1/2", "Days", ">3<"):
            assert text in record.text, text
        assert "Model" not in record.text  # a right that the rep lacks
        form = {"csrf_token": csrf_token(settings.signing_key(), token), "format": "csv"}
        assert len((await client.post("/admin/export/fridges", data=form)).text.splitlines()) == 4
        assert any(
            group["label"] == "Fridges" for group in (await client.get("/admin/filters/customers")).json()["groups"]
        )
