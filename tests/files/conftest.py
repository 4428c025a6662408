"""The doors of files in this process, with a store of their own for each test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import redis.asyncio as redis
from starlette.applications import Starlette
from starlette.routing import Route

from erp_visit import cache, events
from erp_visit.api.downloads import DownloadEndpoint
from erp_visit.api.execution import Engine
from erp_visit.api.http import GraphQLEndpoint
from erp_visit.api.uploads import UploadEndpoint
from erp_visit.core.actor import Actor
from erp_visit.files.links import open_links
from erp_visit.files.store import Store, open_store
from tests import factories
from tests.api.client import Client, session
from tests.factories import World

MEGABYTES = 2


@pytest.fixture
def folder(tmp_path: Path, data_dir: Path, against: str | None) -> Iterator[Path]:
    """Where the uploaded files lie; empty."""
    if against is None:
        yield tmp_path / "files"
        return
    yield data_dir / "files"
    shutil.rmtree(data_dir / "files", ignore_errors=True)


@pytest.fixture
def files(folder: Path) -> Store:
    """The store of this test."""
    open_links("a key for tests that is long enough")
    return open_store(folder)


@pytest.fixture
async def http(
    db: ModuleType, redis_client: redis.Redis, redis_url: str, engine: Engine, files: Store, against: str | None
) -> AsyncIterator[httpx.AsyncClient]:
    cache.open_redis(redis_url)
    app = Starlette(
        routes=[
            Route("/graphql", GraphQLEndpoint(engine)),
            Route("/files", UploadEndpoint(engine, MEGABYTES)),
            Route("/files/{id}", DownloadEndpoint()),
        ]
    )
    headers = {"accept-language": "en"}
    transport = None if against else httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url=against or "http://test", headers=headers, timeout=30
    ) as client:
        yield client
    await events.delivered()
    await cache.close_redis()


@pytest.fixture
async def world(http: httpx.AsyncClient) -> World:
    return await factories.world(products=1)


@pytest.fixture
def client(http: httpx.AsyncClient) -> Callable[[Actor], Awaitable[Client]]:
    async def log_in(actor: Actor) -> Client:
        return Client(http, await session(actor))

    return log_in


@pytest.fixture
def nobody(http: httpx.AsyncClient) -> Client:
    return Client(http)
