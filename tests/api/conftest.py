"""The GraphQL door in this process: HTTP without a socket, sessions in Redis, a small distributor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from types import ModuleType

import httpx
import pytest
import redis.asyncio as redis

from erp_visit import cache
from erp_visit.api.execution import Engine
from erp_visit.api.http import GraphQLEndpoint
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from tests import factories
from tests.api.client import Client, session
from tests.factories import World


@pytest.fixture(scope="session")
def engine() -> Engine:
    graphql = api()
    return Engine(graphql.schema, graphql.reader)


@pytest.fixture
async def http(
    db: ModuleType, redis_client: redis.Redis, redis_url: str, engine: Engine
) -> AsyncIterator[httpx.AsyncClient]:
    """The endpoint on a clean database and an empty Redis."""
    cache.open_redis(redis_url)
    transport = httpx.ASGITransport(app=GraphQLEndpoint(engine))
    headers = {"accept-language": "en"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client
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
