"""Redis (Valkey): sessions, throttling, fan-out of events. Never the truth about stock or money."""

from __future__ import annotations

from redis.asyncio import Redis

_redis: Redis | None = None


def open_redis(url: str) -> Redis:
    """Open this process's client; connections are made when first needed."""
    global _redis
    _redis = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=5)
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
