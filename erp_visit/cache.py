"""Redis (Valkey): sessions, throttling, fan-out of events. Never the truth about stock or money."""

from __future__ import annotations

import time
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

SECONDS = 1.0
"""How long Redis may take to answer: what it is asked for takes it less than a thousandth of that."""
_REST = 1.0
"""Seconds for which a Redis that did not answer is not asked again: else every request waits for it anew."""

_redis: Redis | None = None
_asked_again_at = 0.0


class _Client(Redis):
    """A client that waits once for a Redis that hangs, not at every request."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        global _asked_again_at
        if time.monotonic() < _asked_again_at:
            raise RedisConnectionError("it did not answer a moment ago")
        try:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis has no types here
        except RedisTimeoutError:
            _asked_again_at = time.monotonic() + _REST
            raise


def open_redis(url: str) -> Redis:
    """Open this process's client; connections are made when first needed."""
    global _redis, _asked_again_at
    _asked_again_at = 0.0
    # Tried twice only if a connection turns out to be broken: it may have been idle when Redis was started anew.
    retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
    _redis = _Client.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS, retry=retry)
    return _redis


async def close_redis() -> None:
    """Close the client's connections."""
    global _redis
    if _redis is not None:
        client, _redis = _redis, None
        await client.aclose()


def is_open() -> bool:
    """Whether this process uses Redis at all."""
    return _redis is not None


def redis() -> Redis:
    """The open client."""
    if _redis is None:
        raise RuntimeError("Redis is not open; call erp_visit.cache.open_redis first")
    return _redis


__all__ = ["close_redis", "is_open", "open_redis", "redis"]
