"""The database: one asyncpg pool for reads and commands; Tortoise for models, migrations and cold paths."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from erp_visit.core.models import APP

Connection = asyncpg.Connection | PoolConnectionProxy

_PATIENCE = {"lock_timeout": "5s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
"""How long a command waits for another's lock, runs, and may hold its own locks doing nothing: whoever hangs, or whose
machine went away amid a transaction, does not hang the others. The errors become TIMEOUT (core/violations.py)."""

MODEL_MODULES = [
    f"erp_visit.{domain}.models" for domain in ("org", "customers", "catalog", "visits", "stock", "finance", "orders")
]

_pool: asyncpg.Pool | None = None
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


async def open_pool(database_url: str, size: int = 10) -> None:
    """Open the pool of this process; raises OSError or asyncpg.PostgresError if the server cannot be reached."""
    global _pool
    if _pool is not None:
        raise RuntimeError("the pool is open already")
    _pool = await asyncpg.create_pool(
        database_url,
        min_size=1,
        max_size=size,
        reset=_keep,
        server_settings={"timezone": "UTC", "application_name": "erp-visit", "jit": "off", **_PATIENCE},
    )


async def _keep(_: Connection) -> None:
    """Nothing to reset when a connection goes back: no code of ours changes a session's state.

    asyncpg's own reset costs a round trip per use.
    """


async def close_pool() -> None:
    """Close the pool; connections in use are waited for."""
    global _pool
    if _pool is not None:
        pool, _pool = _pool, None
        await pool.close()


def pool() -> asyncpg.Pool:
    """The open pool."""
    if _pool is None:
        raise RuntimeError("the database pool is not open; call erp_visit.db.open_pool first")
    return _pool


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """The connection of the transaction under way, else one from the pool."""
    current = _current.get()
    if current is not None:
        yield current
    else:
        async with pool().acquire() as fresh:
            yield fresh


@asynccontextmanager
async def transaction(*, generic_plans: bool = False) -> AsyncIterator[Connection]:
    """One transaction: commits at the end, rolls back on any exception. Inside another one it joins that.

    `generic_plans` is for short commands by key: their writing statements take arrays, for which PostgreSQL would
    otherwise plan anew at every execution, at half the cost of the work itself. Not for reads with patterns or
    rare values, which live by the plan for their values.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    afterwards: list[Callable[[], Awaitable[None]]] = []
    async with pool().acquire() as fresh:
        token, token_after, token_notes = _current.set(fresh), _afterwards.set(afterwards), _notes.set({})
        try:
            async with _planned_once(fresh) if generic_plans else fresh.transaction():
                yield fresh
        finally:
            _current.reset(token)
            _afterwards.reset(token_after)
            _notes.reset(token_notes)
    for callback in afterwards:
        await callback()


@asynccontextmanager
async def _planned_once(connection: Connection) -> AsyncIterator[None]:
    """A transaction with generic plans, begun in one round trip."""
    try:
        await connection.execute("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan")
        yield
    except BaseException:
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")


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
    "MODEL_MODULES", "Connection", "after_commit", "close_pool", "connection", "open_pool", "pool", "take_time",
    "tortoise_config", "transaction", "transaction_notes",
]  # fmt: skip
