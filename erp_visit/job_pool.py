"""The connections of the job worker: they break when the database does not answer, as those of requests do.

libpq waits for a server that hangs for as long as it takes, and psycopg, when it is cancelled meanwhile, for 10 s more
at each connection: a process could not end while its database is frozen.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from typing import Any
from weakref import WeakSet

from psycopg import AsyncConnection
from psycopg.errors import CancellationTimeout
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from erp_visit import db

_SECONDS_TO_CONNECT = 3
_SECONDS_TO_CANCEL = 1.0
_SECONDS_BETWEEN_LOOKS = 1.0

_open: WeakSet[_Connection] = WeakSet()


class _Connection(AsyncConnection[Any]):
    """A connection that can be broken off while somebody waits for it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _open.add(self)

    def break_off(self) -> None:
        """Let whoever waits for an answer see the end of the connection, now."""
        if not self.closed:
            # A copy: the descriptor itself stays the driver's, which waits for it and closes it.
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    async def cancel_safe(self, *, timeout: float = _SECONDS_TO_CANCEL) -> None:  # noqa: ASYNC109 -- psycopg's
        """Cancel what the server does; one that does not take that in is no longer waited for."""
        try:
            await super().cancel_safe(timeout=min(timeout, _SECONDS_TO_CANCEL))
        except CancellationTimeout:
            self.break_off()
            raise


class JobPool(AsyncConnectionPool[_Connection]):
    """The pool of a job worker. A worker that is to stop waits at it for no database that is away.

    Until then it does wait, so that what was done is noted down once the database is back.
    """

    def __init__(self, database_url: str, size: int, stop: asyncio.Event) -> None:
        super().__init__(
            database_url, connection_class=_Connection, min_size=1, max_size=size, open=False,
            check=self.check_connection, kwargs={"connect_timeout": _SECONDS_TO_CONNECT},
        )  # fmt: skip
        self._stop = stop

    async def open(self, wait: bool = True, timeout: float = db.POOL_SECONDS) -> None:  # noqa: ASYNC109 -- psycopg's
        """Open it; raises PoolTimeout if the database gives no connection."""
        await super().open(wait, timeout)

    async def getconn(self, timeout: float | None = None) -> _Connection:  # noqa: ASYNC109 -- psycopg's
        """A connection, which the caller gives back; raises PoolTimeout if there is none to be had."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            if self._stop.is_set() and db.is_away():
                raise PoolTimeout("the database does not answer")
            left = deadline - time.monotonic()
            try:
                return await super().getconn(min(left, _SECONDS_BETWEEN_LOOKS))
            except PoolTimeout:
                if left <= _SECONDS_BETWEEN_LOOKS:
                    raise


def break_off() -> None:
    """Break all connections of this process's job workers."""
    for one in list(_open):
        one.break_off()


__all__ = ["JobPool", "break_off"]
