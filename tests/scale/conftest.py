"""Two server processes, to be asked one by one or through the proxy, and the world that they share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import ModuleType

import httpx
import pytest
import redis.asyncio as redis

from erp_visit import cache, events
from erp_visit.core.actor import Actor
from erp_visit.files.store import open_files
from erp_visit.settings import Settings
from tests import factories
from tests.api.client import Client, session
from tests.factories import World
from tools.cluster import Cluster

PATIENCE = 60


@dataclass
class Doors:
    """One person at both servers, and at the proxy before them."""

    one: Client
    two: Client
    proxy: Client


@pytest.fixture
async def at(
    running_cluster: Cluster, db: ModuleType, redis_client: redis.Redis, redis_url: str, settings: Settings
) -> AsyncIterator[Callable[[Actor | None], Awaitable[Doors]]]:
    """Log an actor in by a third process, this one."""
    cache.open_redis(redis_url)
    open_files(settings)
    urls = [*(f"http://127.0.0.1:{server.port}" for server in running_cluster.servers), running_cluster.url]
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=url, headers={"accept-language": "en"}, timeout=PATIENCE)
            )
            for url in urls
        ]

        async def enter(actor: Actor | None) -> Doors:
            token = None if actor is None else await session(actor)
            return Doors(*(Client(client, token) for client in clients))

        yield enter
    await events.delivered()
    await cache.close_redis()


@pytest.fixture
async def world(at: Callable[[Actor | None], Awaitable[Doors]]) -> World:
    return await factories.world(products=2, credit_limit="500000")
