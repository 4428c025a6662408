"""Running the web server: the port first, then the servers behind it, then uvicorn."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from erp_visit.embedded import ServerAddresses
from erp_visit.settings import Settings, StartupError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

LARGEST_FRAME = 65_536
"""Bytes of a WebSocket message; a larger one closes the connection with 1009."""
_SECONDS_FOR_OPEN_REQUESTS = 5
_SECONDS_TO_TAKE_LEAVE = 2
"""How long a stopping server leaves connections open that carry no request. A proxy may be sending one on them just
now, and must close them earlier by itself when they are idle (deploy/: a second)."""
_SECONDS_IDLE = 30
"""How long a connection is kept open between two requests: longer than any proxy of deploy/ keeps an idle one."""
_SECONDS_TO_START = 60
LARGEST_HEAD = 131_072
"""Bytes of a request before its body: the parser itself takes whatever comes."""
_SECONDS_FOR_A_HEAD = 30
_HEAD_TOO_LARGE = b"The head of the request is too large.\n"
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_HEAD_TOO_LARGE), _HEAD_TOO_LARGE)
)


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything heavy starts. Raises StartupError with the remedy if it cannot be had."""
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        server = socket.socket(family, kind, protocol)
        try:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(address)
        except OSError:
            server.close()
            raise
    except socket.gaierror as error:
        raise StartupError(
            f"ERP_VISIT_HOST: there is no address {host!r} ({error.strerror}).",
            remedy="Use 127.0.0.1 for this machine alone, or 0.0.0.0 for its network.",
        ) from error
    except OSError as error:
        remedy = f"Choose another one, for example ERP_VISIT_PORT={port + 1 if port < 65535 else 8000}."
        if error.errno == errno.EADDRINUSE:
            raise StartupError(
                f"Port {port} on {host} is taken by another program.", remedy=f"Stop that program. Or: {remedy}"
            ) from error
        raise StartupError(f"Port {port} on {host} cannot be opened: {error.strerror}.", remedy=remedy) from error
    return server


def run(
    settings: Settings,
    addresses: ServerAddresses,
    server_socket: socket.socket,
    *,
    workers: int = 1,
    announce: Callable[[], None],
) -> None:
    """Serve until a signal says stop; `announce` is called once requests are answered.

    Raises StartupError if the application did not start; its own words are in the log.
    """
    if workers > 1:
        _run_many(settings, addresses, server_socket, workers, announce)
        return
    server = _Announcing(server_config(partial(_application, settings, addresses), settings), announce)
    server.run(sockets=[server_socket])
    if not server.started:
        raise _not_started()


def _application(settings: Settings, addresses: ServerAddresses) -> Starlette:
    """The application as a process of the server runs it: with logs, and doing background jobs beside."""
    from erp_visit.app import create_app
    from erp_visit.jobs import working
    from erp_visit.logs import configure

    configure(settings)
    application = create_app(settings, addresses)
    alone = application.router.lifespan_context

    @asynccontextmanager
    async def with_jobs(app: Starlette) -> AsyncIterator[Any]:
        async with alone(app) as state, working(addresses.database_url):
            yield state

    application.router.lifespan_context = with_jobs
    return application


def worker_application() -> Starlette:
    """The application in one of several worker processes, which find the servers' addresses in their environment."""
    settings = Settings.from_env()
    if settings.database_url is None or settings.redis_url is None:
        raise RuntimeError("a worker process needs DATABASE_URL and REDIS_URL, which its parent sets")
    addresses = ServerAddresses(settings.database_url, settings.redis_url, pooler_url=settings.pooler_url)
    return _application(settings, addresses)


def _run_many(
    settings: Settings,
    addresses: ServerAddresses,
    server_socket: socket.socket,
    workers: int,
    announce: Callable[[], None],
) -> None:
    os.environ.update(
        DATABASE_URL=addresses.database_url,
        REDIS_URL=addresses.redis_url,
        ERP_VISIT_SECRET_KEY=settings.signing_key(),
    )
    config = server_config("erp_visit.serving:worker_application", settings, workers=workers)
    supervisor = _AnnouncingSupervisor(config, [server_socket], announce)
    supervisor.run()
    if not supervisor.started:
        raise _not_started()


def _not_started() -> StartupError:
    return StartupError("The application did not start.", remedy="The log above says why.")


def server_config(application: str | Callable[[], ASGIApp], settings: Settings, *, workers: int = 1) -> uvicorn.Config:
    """How uvicorn runs an application; the benchmarks' floor runs under the same settings."""
    return uvicorn.Config(
        application,
        factory=True,
        workers=workers,
        loop="uvloop",
        http=_Connection,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        lifespan="on",
        log_config=None,  # erp_visit.logs does that
        access_log=False,  # the application logs requests with user and duration
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_SECONDS_IDLE,
        timeout_graceful_shutdown=_SECONDS_FOR_OPEN_REQUESTS,
        log_level=settings.log_level,
    )


class _Connection(HttpToolsProtocol):
    """A connection that a stopping server does not cut while it is idle: the request that may be on its way is
    answered, and told that it was the last one. Heads that do not end, or come drop by drop, are not waited for."""

    _leaving = False
    _heading = False
    """Whether a request has begun whose head has not ended."""
    _size = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        already = self._heading
        super().data_received(data)
        if not self._heading:
            self._stop_waiting()
            return
        if self._patience is None:
            self._wait()
        self._size += len(data) if already else 0  # where in the data it began is not known
        if self._size > LARGEST_HEAD:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._heading, self._size = True, 0

    def _wait(self) -> None:
        self._patience = self.loop.call_later(_SECONDS_FOR_A_HEAD, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def shutdown(self) -> None:
        if self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]  # it begins as None
            self._leaving = True
            self.loop.call_later(_SECONDS_TO_TAKE_LEAVE, super().shutdown)
        else:
            super().shutdown()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._heading = False
        if self._leaving and self.cycle is not None:
            self.cycle.keep_alive = False


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


class _AnnouncingSupervisor(Multiprocess):
    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], announce: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._announce = announce
        self.started = False

    def init_processes(self) -> None:
        super().init_processes()
        self.started = self.processes[0].wait_until_ready(_SECONDS_TO_START, self.should_exit)
        if self.started:
            self._announce()

    def handle_hup(self) -> None:
        self.handle_term()  # the terminal is gone; uvicorn would restart its processes


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack like Ctrl-C does, so that embedded servers are stopped on the way out."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt  # as Python does for SIGINT

    def hang_up(number: int, frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)  # which the web server, while it runs, handles in its own way

    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, stop), signal.SIGHUP: signal.signal(signal.SIGHUP, hang_up)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
