"""The cost budget of an employee: a bucket in Redis that refills steadily.

Without Redis nobody is throttled by cost: the limit per request still holds, and stock and money do not
depend on it. That is a choice: a shop is not left without orders because a cache is away.
"""

from __future__ import annotations

import hashlib
import time

import structlog
from redis.exceptions import RedisError, ResponseError

from erp_visit.cache import wire
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode

CAPACITY = 2_000_000
"""Rows that a client may touch in one go before it has to wait."""
REFILL = 50_000
"""Rows per second that come back."""

_SCRIPT = """
local now, cost, capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local bucket = redis.call('HMGET', KEYS[1], 'level', 'at')
local passed = math.max(0, now - (tonumber(bucket[2]) or now))
local level = math.min(capacity, (tonumber(bucket[1]) or capacity) + passed * refill)
local granted = level >= cost
if granted then level = level - cost end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / refill) + 1)
return {granted and 1 or 0, math.floor(level)}
"""
_DIGEST = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
"""The name by which Redis knows a script that it has seen."""

log = structlog.get_logger(__name__)


class Budget:
    """What a request asked for and what its employee has left. `reset_at` is a Unix time."""

    __slots__ = ("key", "remaining", "requested", "reset_at")

    def __init__(self, actor: Actor | None) -> None:
        self.key = f"erp-visit:cost:{actor.id}" if actor else None
        self.requested = 0
        self.remaining = CAPACITY
        self.reset_at = time.time()


async def charge(budget: Budget, cost: int) -> None:
    """Take the cost from the budget; raises THROTTLED, taking nothing, if it is not enough."""
    if budget.key is None:
        return
    moment = time.time()
    try:
        granted, level = await _take(budget.key, moment, cost)
    except RedisError as error:
        log.warning("cost not counted", error=str(error))
        return
    budget.remaining = level
    budget.reset_at = moment + (CAPACITY - level) / REFILL
    if not granted:
        seconds = max(1, round((cost - level) / REFILL))
        raise DomainError(
            ErrorCode.THROTTLED,
            "You have asked for too much in a short time. Wait {seconds} s, then retry.",
            seconds=seconds,
        )


async def _take(key: str, moment: float, cost: int) -> tuple[int, int]:
    given = (1, key, moment, cost, CAPACITY, REFILL)
    try:
        granted, level = await wire().call("EVALSHA", _DIGEST, *given)
    except ResponseError as error:
        if not str(error).startswith("NOSCRIPT"):
            raise
        granted, level = await wire().call("EVAL", _SCRIPT, *given)
    return granted, level


__all__ = ["CAPACITY", "REFILL", "Budget", "charge"]
