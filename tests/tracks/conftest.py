"""Noon of a working day, and a rep who agreed to be located."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import ModuleType

import pytest
import redis.asyncio as redis

from erp_visit import cache, events
from erp_visit.core.actor import Actor
from erp_visit.tracks import days, live, service, tasks
from tests import factories
from tests.factories import World
from tests.tracks.steps import NOON, agree


@pytest.fixture
async def world(db: ModuleType) -> World:
    return await factories.world(products=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in Shanghai on 2026-11-20, wherever the tests run."""
    for module in (service, days, live, tasks):
        monkeypatch.setattr(module, "now", lambda: NOON)


@pytest.fixture
async def rep(world: World, db: ModuleType, clock: None) -> Actor:
    """A rep who agreed to be located, long ago."""
    await agree(db, world.rep, datetime(2026, 1, 1, tzinfo=UTC))
    return world.rep


@pytest.fixture
async def redis_open(redis_client: redis.Redis, redis_url: str) -> AsyncIterator[redis.Redis]:
    cache.open_redis(redis_url)
    yield redis_client
    await events.delivered()
    await cache.close_redis()
