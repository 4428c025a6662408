"""Whether the database is there at all: felt all the time, so that nobody waits for one that hangs.

A statement may rightly take a minute, so its time says nothing; a server that is frozen, or a network that swallows
packets, is told from a busy one by asking something that takes none. Only if a fresh connection gets no answer either
is the database held to be away: a connection may break alone, and this process may have been kept waiting itself.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import asyncpg
import structlog

BEAT = 0.5
"""Seconds between two beats."""
ANSWER = 1.5
"""Seconds in which an answer must come."""
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
CONNECT = 1.5
"""Seconds that a fresh connection may take: with the others, waiting ends within 4 s."""

_BROKEN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""The last is what the driver makes of a farewell that it reads amid an answer."""

log = structlog.get_logger(__name__)


class Pulse:
    """The database's pulse. `away` says that it does not answer; `lost` is called whenever that begins."""

    def __init__(self, database_url: str, lost: Callable[[], None]) -> None:
        self.away = False
        self._url = database_url
        self._lost = lost
        self._connection: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to feel it."""
        self._task = asyncio.create_task(self._feel(), name="pulse")

    async def stop(self) -> None:
        """Feel it no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._let_go()

    async def _feel(self) -> None:
        while True:
            alive = await self._answers() or await self._answers()  # the second time on a fresh connection
            if not alive:
                if not self.away:
                    log.error("the database does not answer")
                self.away = True
                # Again and again: a connection may have been borrowed just before.
                self._lost()
            elif self.away:
                self.away = False
                log.warning("the database answers again")
            await asyncio.sleep(BEAT if alive else BEAT / 5)

    async def _answers(self) -> bool:
        began = time.monotonic()
        try:
            if self._connection is None:
                async with asyncio.timeout(CONNECT):
                    self._connection = await asyncpg.connect(
                        self._url, timeout=CONNECT, server_settings={"application_name": "erp-visit pulse"}
                    )
                return True
            async with asyncio.timeout(ANSWER):
                await self._connection.execute("SELECT")
        except asyncpg.InsufficientResourcesError:
            return True  # it answers, that it has no connection to spare
        except _BROKEN as error:
            self._let_go()
            seconds = round(time.monotonic() - began, 1)
            log.warning("no pulse of the database", error=type(error).__name__, seconds=seconds)
            return False
        return True

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class PoolerPulse(Pulse):
    """A pooler's pulse. What is asked goes no further than to the pooler itself, as its answer to a statement may
    rightly wait until a session of the server is free."""

    async def _answers(self) -> bool:
        began = time.monotonic()
        try:
            async with asyncio.timeout(ANSWER):
                await _greet(self._url)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            seconds = round(time.monotonic() - began, 1)
            log.warning("no pulse of the pooler", error=type(error).__name__, seconds=seconds)
            return False
        return True


async def _greet(url: str) -> None:
    """Ask a server whether it speaks TLS, which PostgreSQL's protocol begins with, and leave."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[-1]
    port = parts.port or 5432
    if host.startswith("/"):
        reader, writer = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    else:
        reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_SSL_REQUEST)
        await reader.readexactly(1)
    finally:
        writer.transport.abort()


__all__ = ["PoolerPulse", "Pulse"]
