"""One connection to Redis that all requests of a process share.

redis-py takes a connection from its pool for every command and waits on streams: 80 µs of processor per command,
three times per request. Here commands go out as they come, answers return in order, and the event loop puts what is
written in one turn into one packet. It is for single commands that may be sent twice; all else goes through redis-py.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import hiredis
import structlog
from redis.asyncio import Redis
from redis.asyncio.connection import UnixDomainSocketConnection, parse_url
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

PATIENCE = 3.0
"""Seconds to wait for a connection, or for an answer, before Redis counts as out of reach."""

log = structlog.get_logger(__name__)
Argument = str | bytes | int | float


class Wire:
    """Commands over one connection, opened when first needed and opened again when it was lost.

    TLS and other kinds of connection that redis-py knows go through its client, `fallback`.
    """

    def __init__(self, url: str, fallback: Redis) -> None:
        self._options: dict[str, Any] = dict(parse_url(url))
        self._fallback: Any = fallback  # redis-py leaves execute_command without types
        self._plain = self._options.get("connection_class") in {None, UnixDomainSocketConnection}
        self._line: _Line | None = None
        self._opening: asyncio.Task[_Line] | None = None

    async def call(self, *command: Argument) -> Any:
        """The answer to a command; raises a RedisError.

        If the connection was lost on the way, the command is sent once more.
        """
        if not self._plain:
            return await self._fallback.execute_command(*command)
        line = self._line
        if line is None or not line.is_open:
            line = await self._open()
        try:
            return await line.send(command)
        except RedisConnectionError:
            line = await self._open()
            return await line.send(command)

    def tell(self, *command: Argument, failed: Callable[[RedisError], None]) -> None:
        """Send a command without waiting for its answer; `failed` is called if it did not get one."""
        line = self._line
        if self._plain and line is not None and line.is_open:
            line.send(command).add_done_callback(lambda sent: _report(sent, failed))
        else:
            task = asyncio.ensure_future(self.call(*command))
            task.add_done_callback(lambda sent: _report(sent, failed))

    async def close(self) -> None:
        """Close the connection; commands under way fail."""
        if self._opening is not None:
            self._opening.cancel()
        if self._line is not None:
            self._line.close()
            self._line = None

    async def _open(self) -> _Line:
        """Open the connection, once for all who want it now."""
        if self._line is not None and self._line.is_open:
            return self._line
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._connect())
            self._opening.add_done_callback(self._opened)
        # One who gives up waiting does not take the others' connection away.
        return await asyncio.shield(self._opening)

    def _opened(self, task: asyncio.Task[_Line]) -> None:
        self._opening = None
        if not task.cancelled() and task.exception() is None:
            self._line = task.result()

    async def _connect(self) -> _Line:
        loop = asyncio.get_running_loop()
        options = self._options
        try:
            async with asyncio.timeout(PATIENCE):
                line: _Line
                if "path" in options:
                    _, line = await loop.create_unix_connection(_Line, options["path"])
                else:
                    _, line = await loop.create_connection(
                        _Line, options.get("host", "localhost"), int(options.get("port", 6379))
                    )
        except TimeoutError:
            raise RedisTimeoutError(f"no connection within {PATIENCE:.0f} s") from None
        except OSError as error:
            raise RedisConnectionError(str(error)) from error
        try:
            if options.get("password"):
                user = (options["username"],) if options.get("username") else ()
                await line.send(("AUTH", *user, options["password"]))
            if options.get("db"):
                await line.send(("SELECT", int(options["db"])))
        except BaseException:
            line.close()
            raise
        return line


class _Line(asyncio.Protocol):
    """The connection itself."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(protocolError=RedisConnectionError, replyError=ResponseError)
        self._waiting: deque[tuple[asyncio.Future[Any], float]] = deque()
        self._transport: asyncio.WriteTransport | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._written: list[bytes] = []

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    def send(self, command: tuple[Argument, ...]) -> asyncio.Future[Any]:
        """Send a command; the future is its answer."""
        future: asyncio.Future[Any] = self._loop.create_future()
        if self._transport is None:
            future.set_exception(RedisConnectionError("the connection was lost"))
            return future
        self._waiting.append((future, self._loop.time()))
        if self._watch is None:
            self._watch = self._loop.call_later(PATIENCE, self._look)
        if not self._written:
            self._loop.call_soon(self._flush)
        self._written.append(hiredis.pack_command(cast("Any", command)))  # its stub knows tuples of one only
        return future

    def _flush(self) -> None:
        """Write what was sent in this turn of the loop: one call of the system, however many commands."""
        written, self._written = self._written, []
        if self._transport is not None:
            self._transport.write(b"".join(written))

    def close(self) -> None:
        self._fail(RedisConnectionError("the connection was closed"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's are not derived from asyncio's

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while self._waiting:
                answer = self._reader.gets()
                if answer is False:
                    return
                future, _ = self._waiting.popleft()
                if future.done():
                    continue  # who asked has gone
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)
        except RedisConnectionError as error:
            self._fail(error)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(RedisConnectionError(f"the connection was lost: {error}" if error else "the connection was lost"))

    def _look(self) -> None:
        """See whether the oldest command has waited too long."""
        self._watch = None
        if not self._waiting:
            return
        left = self._waiting[0][1] + PATIENCE - self._loop.time()
        if left <= 0:
            self._fail(RedisTimeoutError(f"no answer within {PATIENCE:.0f} s"))
        else:
            self._watch = self._loop.call_later(left, self._look)

    def _fail(self, error: RedisError) -> None:
        if self._transport is not None:
            transport, self._transport = self._transport, None
            transport.abort()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        while self._waiting:
            future, _ = self._waiting.popleft()
            if not future.done():
                future.set_exception(error)


def _report(sent: asyncio.Future[Any], failed: Callable[[RedisError], None]) -> None:
    error = None if sent.cancelled() else sent.exception()
    if isinstance(error, RedisError):
        failed(error)
    elif error is not None:
        log.error("unforeseen error", exc_info=error)


__all__ = ["PATIENCE", "Argument", "Wire"]
