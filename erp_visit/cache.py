"""Redis (Valkey): sessions, throttling, fan-out of events. Never the truth about stock or money."""

from __future__ import annotations

from redis.asyncio import Redis

from erp_visit.wire import PATIENCE, Wire

_redis: Redis | None = None
_wire: Wire | None = None


def open_redis(url: str) -> Redis:
    """Open this process's client; connections are made when first needed."""
    global _redis, _wire
    _redis = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=5)
    _wire = Wire(url, _redis)
    return _redis


async def close_redis() -> None:
    """Close the client's connections."""
    global _redis, _wire
    if _wire is not None:
        closing, _wire = _wire, None
        await closing.close()
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


def wire() -> Wire:
    """The connection that requests share, for what every one of them asks."""
    if _wire is None:
        raise RuntimeError("Redis is not open; call erp_visit.cache.open_redis first")
    return _wire


__all__ = ["close_redis", "is_open", "open_redis", "redis", "wire"]
