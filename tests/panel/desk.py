"""A running panel for tests: a real server on a free port for browsers, and plain HTTP clients for everything else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import playwright.async_api as playwright
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from erp_visit import cache, events
from erp_visit.api.downloads import DownloadEndpoint
from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.background import beside
from erp_visit.core.ids import new_id
from erp_visit.events import Hub
from erp_visit.files.store import open_files
from erp_visit.org.actors import Account
from erp_visit.org.sealing import open_seals
from erp_visit.org.sessions import current_epoch, open_session
from erp_visit.panel.app import create_panel
from erp_visit.panel.security import LOCALE_COOKIE, csrf_token
from erp_visit.settings import Settings
from erp_visit.web import COOKIE
from tests.serving import served


async def log_in(actor: Actor) -> str:
    """A session's token for an actor as it is, with whatever rights the test gave it."""
    return (await open_session(Account(actor, None), await current_epoch())).token


@dataclass
class Client:
    """Somebody at work without a browser: requests with session and CSRF token."""

    http: httpx.AsyncClient
    token: str
    key: str

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, body: dict[str, Any], *, csrf: str | None = None) -> httpx.Response:
        """POST JSON as our pages do; `csrf` in place of the right token."""
        given = csrf_token(self.key, self.token) if csrf is None else csrf
        return await self.http.post(path, json=body, headers={"X-CSRF-Token": given, "Accept": "application/json"})

    async def decide(self, path: str, **body: Any) -> httpx.Response:
        """A decision under a fresh operation id, unless one is given."""
        return await self.post(path, {"operationId": str(new_id()), "number": "", **body})


@dataclass
class Desk:
    """The panel under test. `url` is where a browser reaches it; `elsewhere` says that it is in other processes."""

    application: Starlette
    settings: Settings
    url: str
    elsewhere: bool = False
    opened: list[httpx.AsyncClient] = field(default_factory=list)

    async def client(self, actor: Actor, locale: str = "en") -> Client:
        token = await log_in(actor)
        cookies = {COOKIE: token, LOCALE_COOKIE: locale}
        if self.elsewhere:
            http = httpx.AsyncClient(base_url=self.url, cookies=cookies, timeout=30)
            self.opened.append(http)
        else:
            transport = httpx.ASGITransport(self.application)
            http = httpx.AsyncClient(transport=transport, base_url="http://panel.test", cookies=cookies)
        return Client(http, token, self.settings.signing_key())

    async def page(
        self, browser: playwright.Browser, actor: Actor, locale: str = "en", **options: Any
    ) -> playwright.Page:
        """A browser page of somebody logged in. Errors of its scripts are kept in `page.script_errors`."""
        context = await browser.new_context(viewport={"width": 1366, "height": 768}, **options)
        cookies = {COOKIE: await log_in(actor), LOCALE_COOKIE: locale}
        await context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        page = await context.new_page()
        page.set_default_timeout(15_000)
        return page


@asynccontextmanager
async def open_desk(settings: Settings, against: str | None = None) -> AsyncIterator[Desk]:
    """The panel on the open database pool, served on a free port; or the one at an address."""
    assert settings.redis_url is not None
    cache.open_redis(settings.redis_url)
    open_files(settings)
    open_seals(settings.signing_key())
    await cache.redis().flushdb()
    graphql = api()
    hub = Hub()
    application = Starlette(
        routes=[
            Route("/files/{id}", DownloadEndpoint()),
            Mount("/admin", create_panel(Engine(graphql.schema, graphql.reader), settings, hub)),
        ]
    )
    try:
        async with beside(hub.listen(), "events"), served(application) as port:
            desk = Desk(application, settings, against or f"http://127.0.0.1:{port}", elsewhere=against is not None)
            yield desk
            for client in desk.opened:
                await client.aclose()
    finally:
        await events.delivered()
        await cache.close_redis()


__all__ = ["Client", "Desk", "log_in", "open_desk"]
