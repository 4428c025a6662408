"""The GraphQL door in this process: HTTP without a socket, sessions in Redis, a small distributor. And real servers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import redis.asyncio as redis

from erp_visit import cache, events
from erp_visit.api.execution import Engine
from erp_visit.api.http import GraphQLEndpoint
from erp_visit.core.actor import Actor
from erp_visit.files.store import open_files
from erp_visit.org.sealing import open_seals
from erp_visit.settings import Settings
from tests import factories
from tests.api.client import Client, session
from tests.factories import World
from tools.cluster import free_port

APP = "https://app.example"
"""The origin whose pages the first of the servers lets in; it trusts proxies on this machine, too."""
PATIENCE = 10


PAGES = free_port()
"""A port of this machine whose pages it lets in, too."""


@pytest.fixture
async def http(
    db: ModuleType, redis_client: redis.Redis, redis_url: str, engine: Engine, settings: Settings, against: str | None
) -> AsyncIterator[httpx.AsyncClient]:
    """The endpoint on a clean database and an empty Redis."""
    cache.open_redis(redis_url)
    open_files(settings)
    open_seals(settings.signing_key())
    transport = None if against else httpx.ASGITransport(app=GraphQLEndpoint(engine))
    headers = {"accept-language": "en"}
    async with httpx.AsyncClient(
        transport=transport, base_url=against or "http://test", headers=headers, timeout=PATIENCE
    ) as client:
        yield client
    await events.delivered()
    await cache.close_redis()


@pytest.fixture
def nobody(http: httpx.AsyncClient) -> Client:
    return Client(http)


@pytest.fixture
def client(http: httpx.AsyncClient) -> Callable[[Actor], Awaitable[Client]]:
    """Log an actor in."""

    async def log_in(actor: Actor) -> Client:
        return Client(http, await session(actor))

    return log_in


@pytest.fixture
async def world(http: httpx.AsyncClient) -> World:
    return await factories.world(products=2, credit_limit="5000")


@pytest.fixture
async def clients(world: World, client: Callable[[Actor], Awaitable[Client]]) -> dict[str, Client]:
    """A client for each role of the world, by its code in lower case."""
    return {role.value.lower(): await client(actor) for role, actor in world.actors.items()}


@pytest.fixture(scope="session")
def ports(settings: Settings, redis_url: str, _open_db: object) -> Iterator[tuple[int, int]]:
    """Two servers on the database and Redis of this worker. The second has default settings."""
    assert settings.database_url is not None
    env = {
        **os.environ, "DATABASE_URL": settings.database_url, "REDIS_URL": redis_url, "ERP_VISIT_SECRET_KEY": "x" * 40,
        "ERP_VISIT_DATA_DIR": str(settings.data_dir), "ERP_VISIT_ENVIRONMENT": "production",
    }  # fmt: skip
    root = Path(__file__).parents[2]
    env["PYTHONPATH"] = str(root)
    open_env = {
        **env,
        "ERP_VISIT_CORS_ORIGINS": f"{APP},http://127.0.0.1:{PAGES}",
        "ERP_VISIT_TRUSTED_PROXIES": "127.0.0.1",
    }
    numbers = free_port(), free_port()
    processes = [
        subprocess.Popen([sys.executable, "-m", "tests.api.server", str(port)], env=environment, cwd=root)
        for port, environment in zip(numbers, (open_env, env), strict=True)
    ]
    try:
        for port in numbers:
            wait_for(port)
        yield numbers
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(PATIENCE)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(port)


@pytest.fixture
async def office(world: World, ports: tuple[int, int]) -> AsyncIterator[Client]:
    """A clerk at the other server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[1]}", timeout=PATIENCE) as http:
        yield Client(http, await session(world.clerk))
