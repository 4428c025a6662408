"""The web application: GraphQL, panel, health."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from types import FrameType

import orjson
import structlog
from asyncpg import InterfaceError, PostgresError
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp

from erp_visit import cache, db, events, garbage
from erp_visit.api.calendar_feed import calendar_feed
from erp_visit.api.downloads import DownloadEndpoint
from erp_visit.api.execution import Engine
from erp_visit.api.explorer import explorer, explorer_routes
from erp_visit.api.http import GraphQLEndpoint, misdirected
from erp_visit.api.schema import api
from erp_visit.api.sse import EventsEndpoint
from erp_visit.api.uploads import UploadEndpoint
from erp_visit.api.websocket import WebSocketEndpoint
from erp_visit.core.background import beside
from erp_visit.core.errors import DomainError
from erp_visit.embedded import ServerAddresses
from erp_visit.files.store import open_files
from erp_visit.migrate import pending_on
from erp_visit.org.breached import open_breached
from erp_visit.org.company_clock import clock_kept
from erp_visit.org.sealing import open_seals
from erp_visit.org.sessions import forgetting
from erp_visit.panel.app import create_panel
from erp_visit.panel.jobs import sweeping
from erp_visit.reads import kept
from erp_visit.settings import Settings
from erp_visit.web import Guard

SDL = "/graphql/schema.graphql"
PREFLIGHT_SECONDS = 7200
"""How long a browser may remember what pages of other origins are allowed; none remembers it longer."""

log = structlog.get_logger(__name__)


def create_app(settings: Settings, addresses: ServerAddresses) -> Starlette:
    """The application for one process. Connections are opened when it starts and closed when it stops."""
    graphql = api()
    development = settings.environment == "development"
    engine = Engine(graphql.schema, graphql.reader, public=development)
    hub = events.Hub()
    open_files(settings)
    kept.texts.limit = settings.kept_megabytes * 1_000_000
    open_seals(settings.signing_key())
    open_breached(settings.breached_passwords)
    lifetime = timedelta(hours=settings.session_hours)
    endpoint = GraphQLEndpoint(
        engine,
        explorer() if development else None,
        lifetime,
        EventsEndpoint(engine, hub, settings.cors_origins, lifetime),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await db.open_pool(addresses.database_url, settings.database_pool_size, addresses.pooler_url)
        cache.open_redis(addresses.redis_url)
        try:
            async with (
                beside(hub.listen(), "events"),
                clock_kept(hub),
                beside(forgetting(hub), "sessions"),
                beside(sweeping(settings), "sweep"),
            ):
                garbage.settle()
                with _told_to_stop(hub.end):
                    yield
        finally:
            await events.delivered()
            await cache.close_redis()
            await db.close_pool()

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        checks = await readiness()
        return Response(
            orjson.dumps(checks), 503 if checks["status"] == "unavailable" else 200, media_type="application/json"
        )

    async def sdl(_: Request) -> Response:
        return PlainTextResponse(graphql.sdl())

    async def home(_: Request) -> Response:
        return RedirectResponse("/admin/")

    routes: list[BaseRoute] = [
        Route("/graphql", _for_other_origins(endpoint, settings.cors_origins)),
        WebSocketRoute("/graphql", WebSocketEndpoint(engine, hub, settings.cors_origins, lifetime)),
        Route(SDL, _for_other_origins(Route(SDL, sdl), settings.cors_origins)),
        Route("/files", _for_other_origins(UploadEndpoint(engine, settings.upload_megabytes), settings.cors_origins)),
        Route("/files/{id}", _for_other_origins(DownloadEndpoint(), settings.cors_origins)),
        *explorer_routes(development),
        Route("/", home),
        Route("/calendar/{secret}.ics", calendar_feed),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Mount("/admin", create_panel(engine, settings, hub)),
    ]
    probes = ("/healthz", "/readyz")
    guard = Middleware(Guard, hosts=settings.allowed_hosts, probes=probes, refusals={"/graphql": misdirected})
    return Starlette(routes=routes, lifespan=lifespan, middleware=[guard])


def _for_other_origins(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Let pages of other origins call an application by bearer token; their browsers send no cookies along."""
    if not origins:
        return app
    headers = ("Authorization", "Content-Type", "Range", "X-File-Id", "X-Live-Camera")
    return CORSMiddleware(app, origins, ("GET", "POST"), headers, max_age=PREFLIGHT_SECONDS)


@contextmanager
def _told_to_stop(callback: Callable[[], None]) -> Iterator[None]:
    """Call back when a signal stops this process. The server says so only after the open requests have ended, which
    streams never do by themselves."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def tell(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        handler = handlers[number]  # type: ignore[index]
        assert callable(handler)
        handler(number, frame)

    ours = [number for number, handler in handlers.items() if callable(handler)]
    for number in ours:
        signal.signal(number, tell)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, handlers[number])


async def readiness() -> dict[str, str]:
    """What requests depend on: `ok`, or what is wrong. Answers within seconds whatever hangs.

    `status` is the sum: `ok`; `degraded` if everything can be done, but not as it should be, which is so without Redis;
    `unavailable` if a proxy had better ask another process.
    """
    checks = {"status": "unavailable", "database": "unreachable", "redis": "unreachable"}
    try:
        # Not by a timeout: the driver, cancelled amid a statement, waits for a server that hangs.
        async with db.connection() as connection:
            waiting = await pending_on(connection)
        checks["database"] = "ok"
        checks["migrations"] = "ok" if not waiting else f"{len(waiting)} to apply"
        checks["status"] = "ok" if not waiting else "unavailable"
    except (OSError, DomainError, PostgresError, InterfaceError) as error:
        log.warning("not ready", error=str(error))
    try:
        await cache.redis().ping()
        checks["redis"] = "ok"
    except RedisError:
        checks["status"] = "degraded" if checks["status"] == "ok" else checks["status"]
    return checks


__all__ = ["create_app", "readiness"]
