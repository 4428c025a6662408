"""Redis (Valkey): copies of sessions, throttling, fan-out of events. Never the truth about stock or money.

Whoever asks it must be able to go on without it. What hangs is felt once, by the first who asks; from then on all are
told at once that it is away, until it answers again: nobody waits for it anew.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

SECONDS = 1.0
"""How long Redis may take to answer: what it is asked for takes it less than a thousandth of that."""
_BETWEEN = 0.25
"""Seconds between two looks whether it answers again."""

log = structlog.get_logger(__name__)
_redis: Redis | None = None
_looking: asyncio.Task[None] | None = None
"""Looks for a Redis that hangs; as long as it does, nobody else asks."""


@asynccontextmanager
async def _asking() -> AsyncIterator[None]:
    """Bounds a question to Redis. Raises RedisError, at once if it hung a moment ago."""
    if is_away():
        raise RedisConnectionError("it does not answer")
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except (RedisTimeoutError, TimeoutError) as error:
        _look_for_it()
        raise RedisTimeoutError("it does not answer") from error


class _Pipeline(Pipeline):
    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        async with _asking():
            return await super().execute(raise_on_error)  # type: ignore[no-untyped-call, no-any-return, unused-ignore]


class _Client(Redis):
    """A client that does not wait for a Redis that hangs."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        async with _asking():
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis has no types here

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        """Several commands in one message."""
        return _Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


def _connect(url: str) -> Redis:
    # Tried twice only if a connection turns out to be broken: it may have been idle when Redis was started anew.
    retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
    return _Client.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS, retry=retry)


def open_redis(url: str) -> Redis:
    """Open this process's client; connections are made when first needed."""
    global _redis
    _redis = _connect(url)
    return _redis


async def close_redis() -> None:
    """Close the client's connections."""
    global _redis, _looking
    if _looking is not None:
        looking, _looking = _looking, None
        looking.cancel()
        await asyncio.wait({looking})
    if _redis is not None:
        client, _redis = _redis, None
        await client.aclose()


def is_open() -> bool:
    """Whether this process uses Redis at all."""
    return _redis is not None


def is_away() -> bool:
    """Whether Redis has been felt not to answer."""
    return _looking is not None and not _looking.done()


def redis() -> Redis:
    """The open client."""
    if _redis is None:
        raise RuntimeError("Redis is not open; call erp_visit.cache.open_redis first")
    return _redis


def _look_for_it() -> None:
    global _looking
    if is_open() and not is_away():
        log.error("Redis does not answer")
        _looking = asyncio.create_task(_until_it_answers(redis()), name="looking for Redis")


async def _until_it_answers(client: Redis) -> None:
    while True:
        await asyncio.sleep(_BETWEEN)
        with contextlib.suppress(RedisError, TimeoutError, OSError):
            async with asyncio.timeout(SECONDS):
                # Past `_asking`, which refuses everybody else.
                await Redis.execute_command(client, "PING")  # type: ignore[no-untyped-call]  # as above
            log.warning("Redis answers again")
            return


__all__ = ["close_redis", "is_away", "is_open", "open_redis", "redis"]
