"""The database: asyncpg pools for reads and for commands; Tortoise for models, migrations and cold paths."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.models import APP
from erp_visit.domains import DOMAINS
from erp_visit.pooler import PooledConnection
from erp_visit.pulse import PoolerPulse, Pulse

Connection = asyncpg.Connection | PoolConnectionProxy

_PATIENCE = {"lock_timeout": "5s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
"""How long a command waits for another's lock, runs, and may hold its own locks doing nothing: whoever hangs, or whose
machine went away amid a transaction, does not hang the others. The errors become TIMEOUT (core/violations.py)."""

_PLANNED_ONCE = {
    "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "max_parallel_workers_per_gather": "0",
}  # fmt: skip
"""For statements that touch a few rows by keys. What was planned while a table had one page (checks of foreign keys,
too) must not read through it when it has a million; workers beside take longer to start than these take to be done.
"""
_CONNECT_SECONDS = 3.0
POOL_SECONDS = 4.0
"""How long somebody waits for a connection of the pool before being told so."""
_LOST = (
    asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError,
    asyncpg.InternalClientError, OSError,
)  # fmt: skip
"""What a command meets whose connection breaks; the last but one, where the driver reads a farewell amid an answer."""

log = structlog.get_logger(__name__)

MODEL_MODULES = [f"erp_visit.{domain}.models" for domain in DOMAINS]

_pool: asyncpg.Pool | None = None
_generic: asyncpg.Pool | None = None
_commands: asyncpg.Pool | None = None
_closing: list[asyncpg.Pool] = []
_pulses: list[Pulse] = []
_borrowed_now: set[PoolConnectionProxy] = set()
_told: list[Callable[[], None]] = []
_held: ContextVar[Connection | None] = ContextVar("held", default=None)
_current: ContextVar[Connection | None] = ContextVar("transaction", default=None)
_afterwards: ContextVar[list[Callable[[], Awaitable[None]]] | None] = ContextVar("afterwards", default=None)
_notes: ContextVar[dict[str, list[Any]]] = ContextVar("notes")


def tortoise_config(database_url: str, *extra_modules: str) -> dict[str, Any]:
    """Configuration of Tortoise and aerich for a PostgreSQL address (postgresql://user:pw@host:port/name?host=/dir)."""
    parts = urlsplit(database_url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    "host": options.get("host") or parts.hostname or "127.0.0.1",
                    "port": parts.port or 5432,
                    "user": unquote(parts.username or "postgres"),
                    "password": unquote(parts.password or ""),
                    "database": parts.path.lstrip("/") or "postgres",
                    "minsize": 0,
                    "maxsize": 4,
                },
            }
        },
        "apps": {APP: {"models": [*MODEL_MODULES, *extra_modules, "aerich.models"], "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def open_pool(database_url: str, size: int = 10, pooler_url: str | None = None) -> None:
    """Open the pools of this process; raises OSError or asyncpg.PostgresError if the server cannot be reached.

    `size` is what there may be of connections for reads, made as they are needed, and six tenths of it for commands:
    those are short, one process cannot keep more of them busy, and what works at the same time on a few cores is in
    one another's way (two cores take a tenth more orders over 6 connections than over 10). The same again for pages of
    lists. The statements of both go by keys and take arrays; for these PostgreSQL would plan anew at every execution,
    at half the cost of the work itself and more. Reads with patterns or rare values live by the plan for their values.
    Through a pooler every execution is planned anew.
    """
    global _pool, _generic, _commands
    if _pool is not None:
        raise RuntimeError("the pool is open already")
    short = max(2, size * 6 // 10)
    if pooler_url is None:
        session = session_settings()
        planned_once = {**session, **_PLANNED_ONCE}
        _pool = await _open(database_url, 1, size, session)
        _generic = await _open(database_url, 0, short, planned_once)
        _commands = await _open(database_url, 0, short, planned_once)
    else:
        _pool = _generic = await _open(pooler_url, 1, size, {}, PooledConnection)
        _commands = await _open(pooler_url, 0, short, {}, PooledConnection)
        _pulses.append(PoolerPulse(pooler_url, _break_off))
    _pulses.append(Pulse(database_url, _break_off))
    for one in _pulses:
        one.start()


def session_settings() -> dict[str, str]:
    """What every session of the database that requests and jobs work in is to have."""
    return {"jit": "off", **_PATIENCE}


async def _open(
    url: str, smallest: int, largest: int, extra: dict[str, str], kind: type[asyncpg.Connection] = asyncpg.Connection
) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url, min_size=smallest, max_size=largest, reset=_keep, timeout=_CONNECT_SECONDS, connection_class=kind,
        server_settings={"timezone": "UTC", "application_name": "erp-visit", **extra},
    )  # fmt: skip


def _break_off() -> None:
    """The database does not answer: whoever waits for it is told so, by the end of the connection."""
    for one in list(_borrowed_now):
        with contextlib.suppress(asyncpg.InterfaceError):  # given back meanwhile
            one.terminate()
    for opened in _closing:
        opened.terminate()
    for callback in _told:
        callback()


@contextlib.contextmanager
def told_of_silence(callback: Callable[[], None]) -> Iterator[None]:
    """Call back, again and again, while the database does not answer: for those with connections of their own."""
    _told.append(callback)
    try:
        yield
    finally:
        _told.remove(callback)


def is_away() -> bool:
    """Whether the database, or the pooler before it, has been felt not to answer."""
    return any(one.away for one in _pulses)


async def _keep(_: Connection) -> None:
    """Nothing to reset when a connection goes back: no code of ours changes a session's state.

    asyncpg's own reset costs a round trip per use.
    """


async def close_pool() -> None:
    """Close the pools; connections in use are waited for, a server that hangs is not."""
    global _pool, _generic, _commands
    _closing.extend({one for one in (_pool, _generic, _commands) if one is not None})
    _pool = _generic = _commands = None
    try:
        await asyncio.gather(*(one.close() for one in _closing))
    finally:
        _closing.clear()
        while _pulses:  # they tell of a server that does not answer a goodbye
            await _pulses.pop().stop()


def pool() -> asyncpg.Pool:
    """The open pool for reads."""
    return _opened(_pool)


def _opened(one: asyncpg.Pool | None) -> asyncpg.Pool:
    if one is None:
        raise RuntimeError("the database pool is not open; call erp_visit.db.open_pool first")
    return one


def connection(*, generic: bool = False) -> AbstractAsyncContextManager[Connection]:
    """The connection of the transaction or command under way, else one from the pool. `generic`: for statements that
    are planned once, whatever the values of their parameters.

    Raises UNAVAILABLE if none becomes free.
    """
    current = _current.get() or _held.get()
    return nullcontext(current) if current is not None else _Borrowed(_opened(_generic if generic else _pool))


@asynccontextmanager
async def command() -> AsyncIterator[None]:
    """One connection for a command and for reading its answer: what is inside uses it, and begins its own transaction.

    Raises UNAVAILABLE if none becomes free.
    """
    async with _Borrowed(_opened(_commands)) as fresh:
        token = _held.set(fresh)
        try:
            yield
        finally:
            _held.reset(token)


class _Borrowed:
    """A connection of a pool, given back at the end. No generator: every request comes by here several times."""

    __slots__ = ("_lent", "_pool")

    def __init__(self, opened: asyncpg.Pool) -> None:
        self._pool = opened

    async def __aenter__(self) -> PoolConnectionProxy:
        self._lent = await _acquire(self._pool)
        _borrowed_now.add(self._lent)
        return self._lent

    async def __aexit__(self, *_: object) -> None:
        _borrowed_now.discard(self._lent)
        await self._pool.release(self._lent)


async def _acquire(opened: asyncpg.Pool) -> PoolConnectionProxy:
    if is_away():
        raise _does_not_answer()
    try:
        async with asyncio.timeout(POOL_SECONDS):
            return await opened.acquire()
    except TimeoutError as error:
        if is_away():
            raise _does_not_answer() from error
        log.warning("no database connection became free", pool_size=opened.get_max_size())
        raise DomainError(
            ErrorCode.UNAVAILABLE,
            "No database connection became free within {seconds} s; nothing was written. Try again in a moment. If this"
            " lasts, raise ERP_VISIT_DATABASE_POOL_SIZE or see what keeps the database busy.",
            seconds=round(POOL_SECONDS),
        ) from error


def _does_not_answer() -> DomainError:
    return DomainError(ErrorCode.UNAVAILABLE, "A server cannot be reached just now. Nothing was written; try again.")


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """One transaction: commits at the end, rolls back on any exception. Inside another one it joins that.

    Raises UNAVAILABLE if no connection becomes free, or if it is lost while the transaction commits.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    async with connection() as fresh, _calling_back():
        token = _current.set(fresh)
        try:
            async with _begun(fresh):
                yield fresh
        finally:
            _current.reset(token)


@asynccontextmanager
async def statement() -> AsyncIterator[Connection]:
    """For one writing statement that commits by itself; inside a transaction it is part of that.

    What comes before it may only write what nobody minds if the statement fails. Raises UNAVAILABLE if no connection
    becomes free, or if it is lost before the answer has come.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    async with connection() as fresh, _calling_back():
        try:
            yield fresh
        except asyncpg.QueryCanceledError:
            raise  # rolled back
        except _LOST as error:
            raise _not_known(error) from error


@asynccontextmanager
async def _calling_back() -> AsyncIterator[None]:
    """Gather what is to be done after the commit, and do it."""
    afterwards: list[Callable[[], Awaitable[None]]] = []
    token, token_notes = _afterwards.set(afterwards), _notes.set({})
    try:
        yield
    finally:
        _afterwards.reset(token)
        _notes.reset(token_notes)
    failed: Exception | None = None
    for callback in afterwards:
        try:
            await callback()
        except Exception as error:
            log.exception("what follows a commit failed")
            failed = error
    if failed is not None:
        raise DomainError(
            ErrorCode.UNAVAILABLE,
            "This was carried out, but not all that follows from it, as a server could not be reached. Reload and look;"
            " a repeat with the same id or operationId does nothing twice.",
        ) from failed


@asynccontextmanager
async def _begun(connection: Connection) -> AsyncIterator[None]:
    outermost = connection.transaction()
    await outermost.start()
    try:
        yield
    except BaseException:
        if not _is_lost(connection):
            await outermost.rollback()
        raise
    await _commit(connection, outermost.commit)


async def _commit(connection: Connection, commit: Callable[[], Awaitable[object]]) -> None:
    """Commit. If the connection breaks before the answer has come, nobody knows what became of it."""
    if _is_lost(connection):
        raise asyncpg.ConnectionDoesNotExistError("the connection was lost before the transaction could commit")
    try:
        await commit()
    except asyncpg.QueryCanceledError:
        raise  # rolled back
    except _LOST as error:
        raise _not_known(error) from error


def _not_known(error: Exception) -> DomainError:
    log.error("connection lost during commit", exc_info=error)
    return DomainError(
        ErrorCode.UNAVAILABLE,
        "The connection to the database was lost while this was being saved; whether it was written is not known."
        " Repeat it with the same id or operationId, which does nothing twice, or reload and look.",
    )


def _is_lost(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool took it back when it broke


async def take_time(connection: Connection) -> None:
    """Lift the limits of time for the transaction under way: for imports and the like, which run for minutes."""
    await connection.execute("; ".join(f"SET LOCAL {name} = 0" for name in _PATIENCE))


def after_commit(callback: Callable[[], Awaitable[None]]) -> None:
    """Run a callback once the transaction under way has committed; never if it rolls back."""
    afterwards = _afterwards.get()
    if afterwards is None:
        raise RuntimeError("after_commit needs a transaction")
    afterwards.append(callback)


def transaction_notes(topic: str) -> list[Any]:
    """A list that belongs to the transaction under way, to gather what is done once after its commit."""
    return _notes.get().setdefault(topic, [])


__all__ = [
    "MODEL_MODULES", "Connection", "after_commit", "close_pool", "command", "connection", "is_away", "open_pool",
    "pool", "session_settings", "statement", "take_time", "told_of_silence", "tortoise_config", "transaction",
    "transaction_notes",
]  # fmt: skip
