"""Attempts to log in are counted, per account and address, before anything is looked at: many at once gain nothing."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from typing import Any

import structlog
from redis.exceptions import RedisError

from erp_visit.cache import redis
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org.tries import Tries

FAILURES = "erp-visit:throttle:"
TRIES_PER_ACCOUNT = 5
TRIES_PER_ADDRESS = 50
"""A branch office goes out by one address; a whole morning's log-ins are no attack."""
WINDOW_SECONDS = 900
FIRST_WAIT_SECONDS = 5

log = structlog.get_logger(__name__)
_here = Tries()

# From the allowed number on, each try closes the door for twice as long as the one before, at most for the window. A
# successful log-in takes the account's count away. Answers the milliseconds to wait, or, if the try may go ahead, -1 if
# it is the last one for now and 0 if it is not.
_TRY = """
local wait = 0
for i = 1, #KEYS, 2 do
    local left = redis.call('PTTL', KEYS[i + 1])
    if left > wait then wait = left end
end
if wait > 0 then return wait end
local last = 0
for i = 1, #KEYS, 2 do
    local tries = redis.call('INCR', KEYS[i])
    redis.call('EXPIRE', KEYS[i], ARGV[1])
    local over = tries - tonumber(ARGV[(i + 1) / 2 + 2])
    if over >= 0 then
        redis.call('SET', KEYS[i + 1], 1, 'EX', math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) * 2 ^ math.min(over, 10)))
        last = -1
    end
end
return last
"""

_ONE_LESS = """
local tries = tonumber(redis.call('GET', KEYS[1]) or '0')
if tries > 0 then tries = redis.call('DECR', KEYS[1]) end
if tries < tonumber(ARGV[1]) then redis.call('DEL', KEYS[2]) end
return tries
"""


async def count_try(account: str, address: str) -> bool:
    """Count an attempt on an account (a user name, or what else is guessed at); whether it is the last one for now.

    Raises THROTTLED with the `seconds` to wait: then nothing may be looked at.
    """
    keys = [*_account_keys(account), *_address_keys(address)]
    limits = (WINDOW_SECONDS, FIRST_WAIT_SECONDS, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS)
    try:
        wait: Any = await redis().eval(_TRY, len(keys), *keys, *limits)
    except RedisError:
        # Each process counts for itself then: as many times the limits as there are processes, but limits.
        wait = _here.count(keys, *limits)
    if int(wait) > 0:
        raise DomainError(
            ErrorCode.THROTTLED,
            "Too many attempts to log in. Wait {seconds} seconds, then try again.",
            seconds=math.ceil(int(wait) / 1000),
        )
    return int(wait) < 0


async def forgive(account: str, address: str) -> None:
    """A success was no attempt: it takes the account's count away, and itself from the address's.

    Not all of the address's: an attacker with an account of his own could start anew whenever he likes.
    """
    _here.forgive(_account_keys(account), _address_keys(address), TRIES_PER_ADDRESS)
    try:
        async with redis().pipeline(transaction=True) as pipe:
            pipe.delete(*_account_keys(account))
            pipe.eval(_ONE_LESS, 2, *_address_keys(address), TRIES_PER_ADDRESS)
            await pipe.execute()
    except RedisError as error:
        log.warning("a log-in still counts as an attempt", error=str(error))


def _account_keys(account: str) -> tuple[str, str]:
    name = hashlib.sha256(account.encode()).hexdigest()[:32]
    return f"{FAILURES}account:{name}:tries", f"{FAILURES}account:{name}:wait"


def _address_keys(address: str) -> tuple[str, str]:
    """Of an IPv6 address the network counts: one customer of a provider has all of its 2^64 addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        place = hashlib.sha256(address.encode()).hexdigest()[:32]
    else:
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        place = str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
    return f"{FAILURES}address:{place}:tries", f"{FAILURES}address:{place}:wait"


__all__ = ["TRIES_PER_ACCOUNT", "TRIES_PER_ADDRESS", "count_try", "forgive"]
