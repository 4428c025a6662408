"""Sessions: an opaque token, and the actor behind it as it was when last read from the database.

That a session exists is a row in the database; Redis holds a copy with the actor, which spares asking the database.
Without Redis, or when it has lost the copy, the row is asked: nobody is logged out by that.

Every request asks `actor_of`. Whatever changes rights (roles, departments, an employee's department) renews the
epoch after its commit; a snapshot of another epoch is read anew from the database. A snapshot is also read anew when
it is a minute old: should Redis have been out of reach when the epoch was to be renewed, old rights live no longer
than that.

A process remembers for `REMEMBERED` seconds who sent a token, so that a client with a burst of requests asks Redis
once. Log-outs and new epochs make it forget at once, those of other processes by an event.

Where log-ins end unused, what somebody does keeps one open. What a program asks by itself, such as a stream whether it
may go on or a page that nobody touches, is no use of it (`used`).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from erp_visit import db, events
from erp_visit.cache import redis
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.db import Connection
from erp_visit.org.actors import Account, find_account
from erp_visit.org.duties import duty_of
from erp_visit.org.login_models import LONGEST_DEVICE
from erp_visit.org.session_copies import TOUCHED, Snapshot, decode, encode, snapshot_of
from erp_visit.org.settings import company_number_sql

SESSION = "erp-visit:session:"
EPOCH = "erp-visit:session-epoch"
LIFETIME = timedelta(hours=12)
OLDEST_SNAPSHOT = 60.0
"""Seconds after which a snapshot is read anew whatever the epoch says."""
REMEMBERED = 2.0
"""Seconds for which a process believes what it knows of a session: if events are lost, old rights live that long."""
RECHECK_SECONDS = 2.5
"""How often a stream on which nothing happens looks whether its session goes on: with `REMEMBERED`, a revoked one ends
within five."""
ENDED = "SessionsEnded"
"""Kind of the event that sessions or rights ended."""
_MOST_REMEMBERED = 10_000

SHORTEST_IDLE = 15
_IDLE = company_number_sql("session_idle_minutes")
_STANDS = (
    "expires_at > now() AND (idle.minutes = 0"
    f" OR used_at > now() - make_interval(mins => greatest(idle.minutes, {SHORTEST_IDLE})))"
)
"""SQL: whether a row of `login_session` has not ended by itself."""
_OPEN = f"""
SELECT employee_id, password_stamp, extract(epoch FROM expires_at)::bigint AS ends, now() - used_at AS unused
FROM login_session, (SELECT {_IDLE} AS minutes) idle WHERE name = $1 AND {_STANDS}
"""
_OWN = f"""
SELECT id, name, address, device, opened_at, used_at, expires_at
FROM login_session, (SELECT {_IDLE} AS minutes) idle WHERE employee_id = $1 AND {_STANDS}
ORDER BY used_at DESC, id LIMIT 200
"""
_NOTHING = Profile(frozenset(), Scope.OWN)

log = structlog.get_logger(__name__)
_remembered: dict[str, tuple[float, Snapshot]] = {}
_forgotten = 0
"""How often everything was forgotten: what was asked for before that is not remembered."""


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in. `token` is the secret that the client sends; only its hash is stored."""

    token: str
    expires_at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Client:
    """Where a log-in comes from: the network address, and what the client says it is (User-Agent)."""

    address: str = ""
    device: str = ""


NOWHERE = Client()


def client_of(address: str, device: str) -> Client:
    """Where a log-in comes from, as it can be stored: headers are the client's to make up."""
    printable = "".join(character for character in device[: LONGEST_DEVICE * 2] if character.isprintable())
    return Client(address[:64], printable.encode("utf-8", "replace").decode()[:LONGEST_DEVICE])


def session_key(token: str) -> str:
    """Hash of a token: names the session in Redis and in `Actor.session`."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of an employee's sessions, as its owner is shown it."""

    id: UUID
    address: str
    device: str
    opened_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool


async def open_session(
    account: Account, epoch: bytes, lifetime: timedelta = LIFETIME, client: Client = NOWHERE
) -> Session:
    """Start a session. `epoch` is what `current_epoch` gave before the account was read."""
    token = secrets.token_urlsafe(32)
    name = session_key(token)
    seconds = int(lifetime.total_seconds())
    expires_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    async with db.transaction() as connection:
        actor = await _of_session(connection, account, name)
        await connection.execute(
            "INSERT INTO login_session (name, employee_id, expires_at, password_stamp, address, device)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            name, actor.id, expires_at, _stamp(account), client.address, client.device,
        )  # fmt: skip
    with _without_redis("a session is not copied"):
        await redis().set(SESSION + name, encode(snapshot_of(actor, epoch, _stamp(account))), ex=seconds)
    return Session(token, expires_at, actor)


async def actor_of(token: str, *, used: bool = True) -> Actor | None:
    """Who sent this token; None if it is not, or no longer, a session's, or if that asks for something first."""
    actor = await holder_of(token, used=used)
    return actor if actor is None or not actor.duty else None


async def holder_of(token: str, *, used: bool = True) -> Actor | None:
    """As `actor_of`, but also somebody whose `duty` is not done, without any right. One round trip, or none."""
    name = session_key(token)
    known = _remembered.get(name)
    if known is not None and time.monotonic() < known[0] and known[1].serves(used):
        return known[1].actor
    before = _forgotten
    found = await _look_up(name, used)
    if found is None:
        return None
    if before == _forgotten:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[name] = (time.monotonic() + REMEMBERED, found)
    return found.actor


async def _look_up(name: str, used: bool) -> Snapshot | None:
    try:
        stored, epoch = await redis().mget(SESSION + name, EPOCH)
    except RedisError:
        return await _read_anew(name, None, used, copied=False)
    if isinstance(stored, bytes):
        snapshot = decode(stored)
        fresh = snapshot.epoch == _epoch(epoch) and 0 <= time.time() - snapshot.read_at < OLDEST_SNAPSHOT
        if fresh and snapshot.serves(used):
            return snapshot
    return await _read_anew(name, _epoch(epoch), used, copied=isinstance(stored, bytes))


def forget_sessions() -> None:
    """Forget who sent which token, in this process."""
    global _forgotten
    _forgotten += 1
    _remembered.clear()


async def forgetting(hub: events.Hub) -> None:
    """Forget whenever sessions or rights ended in another process; runs as long as the process does."""
    with hub.queue({ENDED}) as queue:
        while True:
            await queue.get()
            forget_sessions()


async def _forget_everywhere() -> None:
    forget_sessions()
    with _without_redis("other processes forget sessions within seconds only"):
        await events.tell(ENDED)


@contextmanager
def _without_redis(what: str) -> Iterator[None]:
    """Go on without Redis, saying what that means."""
    try:
        yield
    except (RedisError, RuntimeError) as error:
        log.warning(what, error=str(error))


async def _read_anew(name: str, epoch: bytes | None, used: bool, *, copied: bool) -> Snapshot | None:
    """From the database, and copied to Redis if that answered with an epoch; `copied` says that it has a copy."""
    async with db.connection() as connection:
        row = await connection.fetchrow(_OPEN, name)
        account = await find_account(connection, row["employee_id"]) if row is not None else None
        actor = await _of_session(connection, account, name) if account is not None else None
        unused = row["unused"] if row is not None else timedelta(0)
        if used and unused >= TOUCHED:
            await connection.execute("UPDATE login_session SET used_at = now() WHERE name = $1", name)
            unused = timedelta(0)
    if row is None or account is None or actor is None or _stamp(account) != row["password_stamp"]:
        if row is not None or copied:  # not for any token that somebody makes up
            await end_session(name)
        return None
    snapshot = snapshot_of(actor, epoch or b"", _stamp(account), unused)
    if epoch is not None:
        with _without_redis("a session is not copied"):
            await redis().set(SESSION + name, encode(snapshot), exat=row["ends"])
        async with db.connection() as connection:
            if await connection.fetchrow(_OPEN, name) is None:  # a log-out meanwhile stays a log-out
                await end_session(name)
                return None
    return snapshot


async def logout(token: str) -> bool:
    """End one session; False if there was none."""
    return await end_session(session_key(token))


async def end_session(name: str) -> bool:
    """End the session that `Actor.session` names; False if there was none."""
    async with db.transaction() as connection:
        ended = await connection.execute("DELETE FROM login_session WHERE name = $1 AND expires_at > now()", name)
    with _without_redis("a session ends within a minute only"):
        await redis().delete(SESSION + name)
    await _forget_everywhere()
    return ended == "DELETE 1"


async def logout_everywhere(employee_id: UUID, *, keep: str = "") -> int:
    """End all sessions of an employee but the one that `keep` names; how many were open."""
    return await _end("name <> $2", employee_id, keep)


async def _end(which: str, employee_id: UUID, chosen: object) -> int:
    async with db.transaction() as connection:
        ended = await connection.fetch(
            f"DELETE FROM login_session WHERE employee_id = $1 AND {which}"
            " RETURNING name, expires_at > now() AS was_open",
            employee_id, chosen,
        )  # fmt: skip
    if not ended:
        return 0
    with _without_redis("sessions end within a minute only"):
        await redis().delete(*(SESSION + row["name"] for row in ended))
    await _forget_everywhere()
    return sum(row["was_open"] for row in ended)


async def sessions_of(actor: Actor) -> list[OpenSession]:
    """The sessions of an employee, those used last first."""
    async with db.connection() as connection:
        rows = await connection.fetch(_OWN, actor.id)
    return [
        OpenSession(
            row["id"], row["address"], row["device"], row["opened_at"], row["used_at"], row["expires_at"],
            current=row["name"] == actor.session,
        )
        for row in rows
    ]  # fmt: skip


async def end_sessions(actor: Actor, chosen: Collection[UUID] | None) -> int:
    """End those of one's own sessions that are named, or all but the one at hand; how many were open."""
    if chosen is None:
        return await logout_everywhere(actor.id, keep=actor.session)
    return await _end("id = ANY($2)", actor.id, list(chosen))


async def current_epoch() -> bytes:
    """The epoch that a snapshot read from now on belongs to."""
    try:
        return _epoch(await redis().get(EPOCH))
    except RedisError:
        return b""


def renew_epoch() -> None:
    """After the commit of the transaction under way, have every session read its rights anew."""

    db.after_commit(distrust_copies)


async def distrust_copies() -> None:
    """Have every session be read anew, whatever Redis and processes know of it."""
    with _without_redis("rights take effect within a minute only"):
        # A random one: a counter that Redis lost would count through old values again.
        await redis().set(EPOCH, secrets.token_hex(8))
    await _forget_everywhere()


def end_sessions_after_commit(employee_id: UUID, *, keep: str = "") -> None:
    """After the commit of the transaction under way, end the employee's sessions but the one named."""

    async def end() -> None:
        await logout_everywhere(employee_id, keep=keep)

    db.after_commit(end)


async def _of_session(connection: Connection, account: Account, name: str) -> Actor:
    """The actor of a session: without rights as long as the log-in asks for something first."""
    duty = await duty_of(connection, account.actor)
    if duty is None:
        return replace(account.actor, session=name)
    return replace(account.actor, session=name, duty=duty.value, profile=_NOTHING)


def _epoch(stored: object) -> bytes:
    return stored if isinstance(stored, bytes) else b""


def _stamp(account: Account) -> float:
    return account.password_changed_at.timestamp() if account.password_changed_at else 0.0


__all__ = [
    "ENDED", "EPOCH", "LIFETIME", "NOWHERE", "RECHECK_SECONDS", "SESSION", "Client", "OpenSession", "Session",
    "actor_of", "client_of", "current_epoch", "distrust_copies", "end_session", "end_sessions",
    "end_sessions_after_commit", "forget_sessions", "forgetting", "holder_of", "logout", "logout_everywhere",
    "open_session", "renew_epoch", "session_key", "sessions_of",
]  # fmt: skip
