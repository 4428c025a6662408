"""Sessions live in the Redis database of this worker."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import redis.asyncio as redis

from erp_visit import cache, events
from erp_visit.org.sealing import open_seals


@pytest.fixture
async def store(redis_client: redis.Redis, redis_url: str) -> AsyncIterator[redis.Redis]:
    """The program's client on an empty Redis; answers another client to look in with."""
    cache.open_redis(redis_url)
    open_seals("a key for tests that is long enough")
    yield redis_client
    await events.delivered()
    await cache.close_redis()
