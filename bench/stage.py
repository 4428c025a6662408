"""What the benchmarks run on: servers, databases of known size, the product's server and the floor as processes."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson

from bench.machine import cpu_seconds
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.embedded import ServerAddresses, servers
from erp_visit.settings import Settings
from tools.cluster import free_port

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".erp-visit" / "bench"
"""Data folder of the benchmarks' own servers, with the templates that make a second run start at once."""
PREFIX = "erp_visit_bench_"
START_SECONDS = 60
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """A database: the demo distributor's customers and orders, and how often the customers are multiplied."""

    customers: int
    orders: int
    times: int = 1

    @property
    def label(self) -> str:
        return f"{self.customers * self.times:,} customers"


class Stage:
    """Databases on one PostgreSQL and Redis. Templates stay, everything else is dropped at the end."""

    def __init__(self, addresses: ServerAddresses, say: Say) -> None:
        self.addresses = addresses
        self.say = say
        self._stamp = _stamp()

    def url(self, database: str) -> str:
        """The address of a database."""
        return urlunsplit(urlsplit(self.addresses.database_url)._replace(path=f"/{database}"))

    async def template(self, size: Size) -> str:
        """The name of the template of this size, made if it is missing."""
        name = f"{PREFIX}{size.customers}_{size.orders}_{size.times}_{self._stamp}"
        async with self._admin() as admin:
            if await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
                return name
            draft = f"{PREFIX}draft"
            await admin.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
            if size.times > 1:
                source = await self.template(replace(size, times=1))
                self.say(f"copying {size.orders:,} orders to grow to {size.label} …")
                await admin.execute(f'CREATE DATABASE "{draft}" TEMPLATE "{source}" STRATEGY FILE_COPY')
                await self._run_script(draft, "grow")
            else:
                await admin.execute(f'CREATE DATABASE "{draft}"')
                self._migrate(draft)
                await self._demo(draft, size)
            await admin.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        return name

    def _migrate(self, database: str) -> None:
        addresses = {"DATABASE_URL": self.url(database), "REDIS_URL": self.addresses.redis_url}
        command = [sys.executable, "-m", "erp_visit.cli", "migrate"]
        subprocess.run(command, env={**os.environ, **addresses}, cwd=ROOT, check=True, capture_output=True)

    async def _demo(self, database: str, size: Size) -> None:
        connection = await asyncpg.connect(self.url(database), server_settings={"timezone": "UTC", "jit": "off"})
        try:
            await load(
                connection, DemoSize(until=until(), customers=size.customers, orders=size.orders), "none",
                lambda stage, done: self.say(f"making {size.label}, {size.orders:,} orders: {done} % ({stage})"),
            )  # fmt: skip
        finally:
            await connection.close()

    async def _run_script(self, database: str, name: str) -> None:
        connection = await asyncpg.connect(self.url(database), server_settings={"jit": "off"})
        try:
            async with connection.transaction():
                await connection.execute((Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8"))
            await connection.execute("ANALYZE")
        finally:
            await connection.close()

    async def fill(self, connection: asyncpg.Connection, name: str) -> None:
        """Run a script of bench/sql on a fresh database and leave it as it would be after a night."""
        async with connection.transaction():
            await connection.execute((Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8"))
        await connection.execute("VACUUM ANALYZE")

    async def database(self, size: Size) -> str:
        """A fresh database of this size; dropped when the next one is asked for."""
        source = await self.template(size)
        name = f"{PREFIX}run"
        async with self._admin() as admin:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self.say(f"a fresh database with {size.label} …")
            await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')
        return name

    async def tidy(self) -> None:
        """Drop the databases of this run, and templates that other code or another month has left."""
        async with self._admin() as admin:
            rows = await admin.fetch(
                "SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND NOT datname LIKE '%' || $2",
                PREFIX, self._stamp,
            )  # fmt: skip
            for row in rows:
                await admin.execute(f'DROP DATABASE IF EXISTS "{row["datname"]}" WITH (FORCE)')

    async def server_version(self) -> str:
        """Version of the PostgreSQL, and whether it is one of our own."""
        async with self._admin() as admin:
            version = await admin.fetchval("SHOW server_version")
        return f"{version}, {'embedded' if self.addresses.notes else 'external'}"

    def _admin(self) -> _Connected:
        return _Connected(self.url("postgres"))


class _Connected:
    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> asyncpg.Connection:
        self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


def _stamp() -> str:
    """What the demo data depend on: migrations, the demo's code, the month (lots expire, receivables fall due)."""
    digest = hashlib.sha256(until().strftime("%Y-%m").encode())
    for folder, pattern in (("migrations", "**/*.py"), ("erp_visit/demo", "**/*.*"), ("bench/sql", "grow.sql")):
        for file in sorted((ROOT / folder).glob(pattern)):
            if "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def staged(say: Say) -> Iterator[Stage]:
    """Servers: those of DATABASE_URL and REDIS_URL, else embedded ones in the cache folder."""
    given = Settings.from_env()
    with servers(replace(given, data_dir=CACHE)) as addresses:
        yield Stage(addresses, say)


class Process:
    """A server under test: a process of its own with its port. Use as a context manager."""

    def __init__(self, command: list[str], port: int, env: Mapping[str, str], path: str) -> None:
        self.port = port
        self._command = command
        self._env = {**os.environ, **env}
        self._path = path
        self.start_seconds = 0.0

    def __enter__(self) -> Process:
        self._output = tempfile.TemporaryFile()
        began = time.perf_counter()
        self._process = subprocess.Popen(
            self._command, env=self._env, cwd=ROOT, stdout=self._output, stderr=subprocess.STDOUT
        )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        self.start_seconds = time.perf_counter() - began
        return self

    def _wait(self) -> None:
        body = orjson.dumps({"query": "{ __typename }"})
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                send(self.port, self._path, body)
            except OSError:
                time.sleep(0.01)
            else:
                return
        self._output.seek(0)
        raise RuntimeError(f"{' '.join(self._command)} did not start:\n{self._output.read().decode()[-3000:]}")

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    @property
    def memory(self) -> int:
        """Resident memory in bytes."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return int(shown.stdout) * 1024

    @property
    def cpu(self) -> float | None:
        """Processor time used so far, in seconds; None where the system does not tell."""
        return cpu_seconds(self._process.pid)


def environment(stage: Stage, database: str, port: int, folder: str) -> dict[str, str]:
    """The settings under which both kinds of server run: the defaults, but for addresses."""
    return {
        "DATABASE_URL": stage.url(database),
        "REDIS_URL": stage.addresses.redis_url,
        "ERP_VISIT_DATA_DIR": folder,
        "ERP_VISIT_HOST": "127.0.0.1",
        "ERP_VISIT_PORT": str(port),
        "ERP_VISIT_LOG_LEVEL": "error",
        "ERP_VISIT_ENVIRONMENT": "production",
    }


def product(stage: Stage, database: str, folder: str, **settings: str) -> Process:
    """The product's server as `erp-visit serve` runs it: one process."""
    port = free_port()
    command = [sys.executable, "-m", "erp_visit.cli", "serve"]
    return Process(command, port, {**environment(stage, database, port, folder), **settings}, "/graphql")


def floor(stage: Stage, database: str, folder: str) -> Process:
    """The floor's server."""
    port = free_port()
    command = [sys.executable, "-m", "bench.floor"]
    return Process(command, port, environment(stage, database, port, folder), "/bytes")


def send(port: int, path: str, body: bytes) -> bytes:
    """The body of the answer to one request; raises OSError if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", path, body, {"content-type": "application/json"})
        return connection.getresponse().read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


__all__ = ["Process", "Size", "Stage", "floor", "product", "staged"]
