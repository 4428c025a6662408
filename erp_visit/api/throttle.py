"""The cost budget of an employee: a bucket in Redis that refills steadily. A process takes from it by the lump.

Without Redis each process keeps a bucket of its own for everybody: the limits are then as many times as high as there
are processes, but they are limits.
"""

from __future__ import annotations

import time

import structlog
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from erp_visit.api.documents import LastUsed
from erp_visit.cache import redis
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode

CAPACITY = 2_000_000
"""Rows that a client may touch in one go before it has to wait."""
REFILL = 50_000
"""Rows per second that come back."""
LUMP = 20_000
"""Rows that a process takes from a bucket at a time, to spend them without asking again."""
LUMP_SECONDS = 5
"""What is left of a lump after this time goes back, so that the bucket tells what it holds."""

_SCRIPT = AsyncScript(
    Redis(),  # only to encode the text; each call names the client
    """
local now, cost, lump, back = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local capacity, refill = tonumber(ARGV[5]), tonumber(ARGV[6])
local bucket = redis.call('HMGET', KEYS[1], 'level', 'at')
local passed = math.max(0, now - (tonumber(bucket[2]) or now))
local level = math.min(capacity, (tonumber(bucket[1]) or capacity) + passed * refill + back)
local granted = level >= cost
local taken = granted and math.min(math.max(cost, lump), math.floor(level)) or 0
level = level - taken
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / refill) + 1)
return {granted and 1 or 0, taken, math.floor(level)}
""",
)

log = structlog.get_logger(__name__)


class Budget:
    """What a request asked for and what its employee has left. `reset_at` is a Unix time."""

    __slots__ = ("key", "known", "remaining", "requested", "reset_at")

    def __init__(self, actor: Actor | None) -> None:
        self.key = f"erp-visit:cost:{actor.id}" if actor else None
        self.requested = 0
        self.known = actor is None
        """Whether what remains was asked for; nobody's budget is full."""
        self.remaining = CAPACITY
        self.reset_at = time.time()

    def show(self, level: int, moment: float) -> None:
        """Note what is left."""
        self.known = True
        self.remaining = level
        self.reset_at = moment + (CAPACITY - level) / REFILL


class _Bucket:
    """An employee's bucket while Redis is away: what _SCRIPT keeps there."""

    __slots__ = ("at", "level")

    def __init__(self) -> None:
        self.level = float(CAPACITY)
        self.at = time.monotonic()

    def take(self, cost: int) -> tuple[bool, int]:
        """Whether so much was in it and has been taken, and what is in it now."""
        moment = time.monotonic()
        self.level = min(CAPACITY, self.level + (moment - self.at) * REFILL)
        self.at = moment
        granted = self.level >= cost
        if granted:
            self.level -= cost
        return granted, int(self.level)


class _Lump:
    """What this process has taken from a bucket and not spent; `level` is what the bucket held after that."""

    __slots__ = ("left", "level", "until")

    def __init__(self) -> None:
        self.left = 0
        self.level = 0
        self.until = 0.0


_lumps: LastUsed[str, _Lump] = LastUsed(10_000)
_here: LastUsed[str, _Bucket] = LastUsed(10_000)


async def charge(budget: Budget, cost: int) -> None:
    """Take the cost from the budget; raises THROTTLED, taking nothing, if it is not enough."""
    if budget.key is None:
        return
    moment = time.time()
    lump = _lumps.recall(budget.key)
    if lump is None or lump.left < cost or lump.until < time.monotonic():
        # It is out of the way while we wait: another request of this employee takes a lump of its own, both add up.
        _lumps.pop(budget.key, None)
        back = lump.left if lump is not None else 0
        given = [moment, cost, LUMP, back, CAPACITY, REFILL]
        try:
            granted, taken, level = await _SCRIPT(keys=[budget.key], args=given, client=redis())
        except RedisError as error:
            log.warning("cost counted by this process alone", error=str(error))
            bucket = _here.recall(budget.key) or _here.remember(budget.key, _Bucket())
            granted, level = bucket.take(cost)
            budget.show(level, moment)
            if not granted:
                raise _too_much(cost, level) from error
            return
        if not granted:
            budget.show(level, moment)
            raise _too_much(cost, level)
        lump = _lumps.recall(budget.key) or _lumps.remember(budget.key, _Lump())
        lump.left += taken
        lump.level = level
        lump.until = time.monotonic() + LUMP_SECONDS
    lump.left -= cost
    budget.show(lump.level + lump.left, moment)


async def look(budget: Budget) -> None:
    """Find out what is left, if nothing has been taken: answers that cost nothing say it, too."""
    if not budget.known:
        await charge(budget, 0)


def _too_much(cost: int, level: int) -> DomainError:
    return DomainError(
        ErrorCode.THROTTLED,
        "You have asked for too much in a short time. Wait {seconds} s, then retry.",
        seconds=max(1, round((cost - level) / REFILL)),
    )


__all__ = ["CAPACITY", "LUMP", "REFILL", "Budget", "charge", "look"]
