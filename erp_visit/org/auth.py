"""Logging in (ORG-4): the same answer, after the same time, whatever is wrong; throttled per account and address."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import unicodedata
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from redis.exceptions import RedisError

from erp_visit import db
from erp_visit.cache import redis
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org.actors import find_account
from erp_visit.org.audit import record_audit
from erp_visit.org.passwords import (
    DUMMY_HASH,
    LONGEST,
    check_password,
    hash_in_thread,
    hash_password,
    is_outdated,
    verify_in_thread,
    verify_password,
)
from erp_visit.org.sessions import (
    LIFETIME,
    Session,
    current_epoch,
    logout_everywhere,
    open_session,
)
from erp_visit.org.tries import Tries

FAILURES = "erp-visit:throttle:"
TRIES_PER_ACCOUNT = 5
TRIES_PER_ADDRESS = 50
"""A branch office goes out by one address; a whole morning's log-ins are no attack."""
WINDOW_SECONDS = 900
FIRST_WAIT_SECONDS = 5

log = structlog.get_logger(__name__)
_here = Tries()

# Every try is counted before its password is looked at, so that many at once gain nothing. From the allowed number
# on, each try closes the door for twice as long as the one before, at most for the window. A successful log-in
# takes the account's count away. Answers the seconds to wait, or 0 if the try may go ahead.
_TRY = """
local wait = 0
for i = 1, #KEYS, 2 do
    local left = redis.call('PTTL', KEYS[i + 1])
    if left > wait then wait = left end
end
if wait > 0 then return wait end
for i = 1, #KEYS, 2 do
    local tries = redis.call('INCR', KEYS[i])
    redis.call('EXPIRE', KEYS[i], ARGV[1])
    local over = tries - tonumber(ARGV[(i + 1) / 2 + 2])
    if over >= 0 then
        redis.call('SET', KEYS[i + 1], 1, 'EX', math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) * 2 ^ math.min(over, 10)))
    end
end
return 0
"""


_ONE_LESS = """
local tries = tonumber(redis.call('GET', KEYS[1]) or '0')
if tries > 0 then tries = redis.call('DECR', KEYS[1]) end
if tries < tonumber(ARGV[1]) then redis.call('DEL', KEYS[2]) end
return tries
"""


def normal_username(username: str) -> str:
    """A user name as it is stored: half-width, lower case, without blanks around it."""
    text = username[:256].encode("utf-8", "replace").decode()  # half a character is no character
    return unicodedata.normalize("NFKC", text).strip().lower()[:64]


async def login(username: str, password: str, *, address: str, lifetime: timedelta = LIFETIME) -> Session:
    """Start a session for who knows the password. `address` is the client's.

    Raises BAD_CREDENTIALS (one text for an unknown user, a wrong password and an employee who has left),
    THROTTLED with the `seconds` to wait, UNAVAILABLE.
    """
    name = normal_username(username)
    await _count_try(name, address)
    epoch = await current_epoch()
    employee = await _employee_by_username(name)
    known = employee is not None and employee["status"] == "ACTIVE" and employee["password_hash"] is not None
    stored = employee["password_hash"] if employee is not None and known else DUMMY_HASH
    right = await verify_in_thread(stored, password[: LONGEST + 1])
    async with db.connection() as connection:
        account = await find_account(connection, employee["id"]) if employee is not None and known and right else None
    if account is None:
        # What is no user name may be a password typed into the wrong field: not for the log.
        log.info("log-in refused", username=name if employee is not None else None, address=address)
        raise _bad_credentials()
    if is_outdated(stored):
        await _rehash(account.actor, stored, password)
    await _forgive(name, address)
    session = await open_session(account, epoch, lifetime)
    log.info("logged in", username=name, address=address)
    return session


async def change_password(
    actor: Actor, *, current: str, new: str, address: str, lifetime: timedelta = LIFETIME
) -> Session:
    """Set one's own password: ends all sessions of the employee and starts a new one for this client.

    Raises BAD_CREDENTIALS (path `current`), INVALID_INPUT (path `new`), THROTTLED, UNAVAILABLE.
    """
    check_password(new, "new", username=actor.username, name=actor.name)
    await _count_try(actor.username, address)
    employee = await _employee_by_username(actor.username)
    stored = employee["password_hash"] if employee is not None and employee["password_hash"] else DUMMY_HASH
    if not await verify_in_thread(stored, current[: LONGEST + 1]):
        raise DomainError(ErrorCode.BAD_CREDENTIALS, "The current password is wrong. Type it again.", path=("current",))
    fresh = await hash_in_thread(new)
    async with db.transaction() as connection:
        done = await connection.execute(
            "UPDATE employee SET password_hash = $2, password_changed_at = now(), version = version + 1"
            " WHERE id = $1 AND password_hash = $3 AND status = 'ACTIVE'",
            actor.id, fresh, stored,
        )  # fmt: skip
        if done != "UPDATE 1":
            raise DomainError(
                ErrorCode.CONFLICT,
                "The password was changed by somebody else just now. Log in again.",
                path=("current",),
            )
        await record_audit(connection, actor, "employee.change_password", "Employee", actor.id, number=actor.username)
    await _forgive(actor.username, address)
    await logout_everywhere(actor.id)
    epoch = await current_epoch()
    async with db.connection() as connection:
        account = await find_account(connection, actor.id)
    if account is None:
        raise _bad_credentials()
    return await open_session(account, epoch, lifetime)


async def _count_try(username: str, address: str) -> None:
    keys = [*_account_keys(username), *_address_keys(address)]
    limits = (WINDOW_SECONDS, FIRST_WAIT_SECONDS, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS)
    try:
        wait: Any = await redis().eval(_TRY, len(keys), *keys, *limits)
    except RedisError:
        # Each process counts for itself then: as many times the limits as there are processes, but limits.
        wait = _here.count(keys, *limits)
    if wait:
        raise DomainError(
            ErrorCode.THROTTLED,
            "Too many attempts to log in. Wait {seconds} seconds, then try again.",
            seconds=math.ceil(int(wait) / 1000),
        )


async def _forgive(username: str, address: str) -> None:
    """A successful log-in was no attempt: it takes the account's count away, and itself from the address's.

    Not all of the address's: an attacker with an account of his own could start anew whenever he likes.
    """
    _here.forgive(_account_keys(username), _address_keys(address), TRIES_PER_ADDRESS)
    try:
        async with redis().pipeline(transaction=True) as pipe:
            pipe.delete(*_account_keys(username))
            pipe.eval(_ONE_LESS, 2, *_address_keys(address), TRIES_PER_ADDRESS)
            await pipe.execute()
    except RedisError as error:
        log.warning("a log-in still counts as an attempt", error=str(error))


def _account_keys(username: str) -> tuple[str, str]:
    name = hashlib.sha256(username.encode()).hexdigest()[:32]
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


async def _employee_by_username(username: str) -> asyncpg.Record | None:
    if "\0" in username:
        return None
    async with db.connection() as connection:
        return await connection.fetchrow("SELECT id, status, password_hash FROM employee WHERE username = $1", username)


async def _rehash(actor: Actor, stored: str, password: str) -> None:
    fresh = await hash_in_thread(password)
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_hash = $2 WHERE id = $1 AND password_hash = $3", actor.id, fresh, stored
        )


def _bad_credentials() -> DomainError:
    return DomainError(
        ErrorCode.BAD_CREDENTIALS,
        "User name or password is wrong. Type both again; an administrator can set a new password.",
    )


__all__ = [
    "TRIES_PER_ACCOUNT", "TRIES_PER_ADDRESS", "change_password", "check_password", "hash_password", "login",
    "normal_username", "verify_password",
]  # fmt: skip
