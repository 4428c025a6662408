"""`erp-visit sandbox`: a small distributor to try a front end on, that can be set back in seconds.

It has servers and a data folder of its own and refuses those of others: it cannot be what a company works with.
Setting back copies a template database and puts a fresh server process in the old one's place, so that nothing which
that remembered survives. The next process stands by meanwhile, with everything imported.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit, urlunsplit

import typer

from erp_visit.settings import Settings, StartupError

if TYPE_CHECKING:
    from erp_visit.embedded import ServerAddresses

PORT = 8001
PASSWORD = "sandbox"  # noqa: S105 -- of made-up people, on this machine alone
CUSTOMERS, ORDERS, DAYS = 60, 400, 45
NAME = "sandbox"
HOST = "127.0.0.1"
_GO = b"serve\n"
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 10
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Nothing here is worth waiting for a disk."""


@dataclass(frozen=True)
class Story:
    """What the template holds. Equal stories have equal rows, ids included, wherever they are told."""

    last_day: date
    seed: int

    @property
    def template(self) -> str:
        """Name of the database that holds it, as this version's migrations make it."""
        from erp_visit.migrate import files

        return f"{NAME}_{self.last_day:%Y%m%d}_{self.seed}_{len(files())}"


def command(
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of the story; yesterday by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds and days give equal data, ids included.")] = 1,
    port: Annotated[
        int, typer.Option(min=1, max=65_534, help="Where to serve; the next port takes the order to set back.")
    ] = PORT,
    reset: Annotated[bool, typer.Option("--reset", help="Set the sandbox back that runs on this port.")] = False,
) -> None:
    """Serve a small distributor for front-end developers, which can be set back in seconds."""
    if reset:
        typer.echo(f"Set back in {_order_reset(port + 1)} s.")
        return
    last_day = date.today() - timedelta(days=1) if today is None else today.date()  # noqa: DTZ011 -- the developer's own
    _run(_settings(port), Story(last_day, seed))
    typer.echo("Stopped.")


def _settings(port: int) -> Settings:
    given = Settings.from_env()
    if given.database_url is not None or given.redis_url is not None:
        raise StartupError(
            "A sandbox has servers of its own, and DATABASE_URL or REDIS_URL names others.",
            remedy="Unset both: what they hold would be lost with the first setting back.",
        )
    if os.environ.get("ERP_VISIT_ENVIRONMENT") == "production":
        raise StartupError(
            "There is no sandbox in production.", remedy="Run it elsewhere, or unset ERP_VISIT_ENVIRONMENT."
        )
    return replace(
        given, data_dir=given.data_path / NAME, host=HOST, port=port, environment="development",
        demo_password=given.demo_password or PASSWORD,
    )  # fmt: skip


def _run(settings: Settings, story: Story) -> None:
    from erp_visit.embedded import servers
    from erp_visit.serving import stop_on_signals

    try:
        with (
            stop_on_signals(),
            servers(settings, postgres_options=_CARELESS) as addresses,
            _control(settings.port + 1) as control,
        ):
            asyncio.run(_prepare(settings, addresses, story))
            with _Server(settings, addresses, story) as server:
                server.set_back()
                control.order = server.set_back
                root = f"http://{HOST}:{settings.port}"
                typer.echo(
                    f"\n  GraphQL      {root}/graphql\n  admin panel  {root}/admin/\n"
                    f"  password     {settings.demo_password} (rep1, clerk, keeper, finance, manager, admin …)\n"
                    f"  set back     curl -X POST http://{HOST}:{settings.port + 1}\n\n  Ctrl-C stops everything.\n"
                )
                control.serve_forever()
    except KeyboardInterrupt:
        pass  # the way in which Ctrl-C ends a server


def _database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _prepare(settings: Settings, addresses: ServerAddresses, story: Story) -> None:
    """Make the template unless it is there; those of other days go."""
    import asyncpg

    from erp_visit.demo.cli import run
    from erp_visit.migrate import upgrade

    admin = await asyncpg.connect(addresses.database_url)
    try:
        others = await admin.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'sandbox%'")
        if story.template in {row["datname"] for row in others}:
            return
        for row in others:
            await admin.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
        draft = _database(addresses.database_url, f"{NAME}_draft")
        await admin.execute(f"CREATE DATABASE {NAME}_draft")
        await upgrade(draft)
        await run(
            settings, replace(addresses, database_url=draft), customers=CUSTOMERS, orders=ORDERS, days=DAYS,
            seed=story.seed, today=story.last_day,
        )  # fmt: skip
        await admin.execute(f'ALTER DATABASE {NAME}_draft RENAME TO "{story.template}"')
    finally:
        await admin.close()


class _Server:
    """The server process on a copy of the template, and the next one."""

    def __init__(self, settings: Settings, addresses: ServerAddresses, story: Story) -> None:
        self.settings = settings
        self.addresses = addresses
        self.story = story
        self._process: subprocess.Popen[bytes] | None = None
        self._next = self._standing_by()

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._next.kill()
        self._next.communicate()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def set_back(self) -> float:
        """Everything as it was in the beginning; the seconds that it took."""
        began = time.monotonic()
        if self._process is not None:
            self._process.kill()  # it has nothing to save
            self._process.wait()
        asyncio.run(_copy(self.addresses, self.story))
        self._process = self._next
        assert self._process.stdin is not None
        self._process.stdin.write(_GO)
        self._process.stdin.close()
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() - began > _SECONDS_TO_START:
                raise StartupError("The server of the sandbox did not start.", remedy="What it says above tells why.")
            time.sleep(0.05)
        seconds = round(time.monotonic() - began, 2)
        self._next = self._standing_by()
        return seconds

    def _standing_by(self) -> subprocess.Popen[bytes]:
        code = "from erp_visit.sandbox import stand_by; stand_by()"
        return subprocess.Popen([sys.executable, "-c", code], env=self._environment(), stdin=subprocess.PIPE)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": _database(self.addresses.database_url, NAME),
            "REDIS_URL": self.addresses.redis_url,
            "ERP_VISIT_DATA_DIR": str(self.settings.data_path),
            "ERP_VISIT_ENVIRONMENT": self.settings.environment,
            "ERP_VISIT_HOST": self.settings.host,
            "ERP_VISIT_PORT": str(self.settings.port),
            "ERP_VISIT_LOG_LEVEL": "warning",
        }

    def _ready(self) -> bool:
        connection = HTTPConnection(self.settings.host, self.settings.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def stand_by() -> None:
    """Import all that a server needs, wait for the word, then serve; without it, whoever would say it is gone."""
    from erp_visit import cli

    try:
        import_module("erp_visit.app")
        import_module("erp_visit.api.schema").api()
        if sys.stdin.buffer.read() != _GO:
            return
    except KeyboardInterrupt:
        return  # Ctrl-C goes to all processes of a terminal
    sys.argv = ["erp-visit", "serve"]
    cli.main()


async def _copy(addresses: ServerAddresses, story: Story) -> None:
    import asyncpg
    from redis.asyncio import Redis

    admin = await asyncpg.connect(addresses.database_url)
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        await admin.execute(f'CREATE DATABASE {NAME} TEMPLATE "{story.template}" STRATEGY FILE_COPY')
    finally:
        await admin.close()
    async with Redis.from_url(addresses.redis_url) as redis:
        await redis.flushall()


class _Control(HTTPServer):
    """Takes the order to set back, one at a time."""

    order: Callable[[], float] | None = None


class _Order(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Control)
        assert self.server.order is not None
        self._say(200, {"seconds": self.server.order()})

    def do_GET(self) -> None:
        self._say(405, {"error": "POST sets the sandbox back."})

    def _say(self, status: int, body: dict[str, object]) -> None:
        text = json.dumps(body).encode() + b"\n"
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _control(port: int) -> Iterator[_Control]:
    try:
        control = _Control((HOST, port), _Order)
    except OSError as error:
        raise StartupError(
            f"Port {port} on {HOST} cannot be had: {error.strerror}.", remedy=f"Choose others: --port {port + 1}."
        ) from error
    with control:
        yield control


def _order_reset(port: int) -> float:
    connection = HTTPConnection(HOST, port, timeout=_SECONDS_TO_START)
    try:
        connection.request("POST", "/")
        seconds: float = json.loads(connection.getresponse().read())["seconds"]
    except OSError as error:
        raise StartupError(
            f"No sandbox takes orders on port {port} ({error.strerror or error}).", remedy="Start one: make sandbox"
        ) from error
    finally:
        connection.close()
    return seconds


__all__ = ["PASSWORD", "PORT", "Story", "command", "stand_by"]
