"""What the drills run on: PostgreSQL, Valkey and servers of their own, to be killed, frozen and starved."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson

from erp_visit.demo.load import DemoSize, load, until
from erp_visit.embedded import ServerAddresses, servers, stop_abandoned
from erp_visit.embedded.account import account_for
from erp_visit.embedded.layout import Layout
from erp_visit.embedded.postgres import Postgres
from erp_visit.embedded.valkey import Valkey
from erp_visit.migrate import upgrade
from erp_visit.settings import Settings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".erp-visit" / "drills"
_TEMPLATE, _DATABASE = "drill_template", "drill"
_SIZE = DemoSize(until=until(), customers=80, orders=300, days=30)
_START_SECONDS = 60
Say = Callable[[str], None]


class Server:
    """A server process of the product."""

    def __init__(self, stage: Stage, env: Mapping[str, str], workers: int = 1) -> None:
        self.port = _free_port()
        self._env = {**os.environ, **stage.environment(self.port), **env}
        self._workers = workers
        self._log = (FOLDER / "server.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; the seconds until it was ready."""
        began = time.monotonic()
        command = [sys.executable, "-m", "erp_visit.cli", "serve", "--workers", str(self._workers)]
        self.process = subprocess.Popen(command, env=self._env, cwd=ROOT, stdout=self._log, stderr=subprocess.STDOUT)
        while time.monotonic() - began < _START_SECONDS:
            if self.process.poll() is not None:
                break
            if self.get("/readyz")[0] == 200:
                return time.monotonic() - began
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the server did not start; {FOLDER / 'server.log'} says why")

    def get(self, path: str, timeout: float = 10) -> tuple[int, bytes]:
        """Status and body of an answer; 0 if there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


@dataclass
class Stage:
    """The servers behind, and ways to hurt them."""

    addresses: ServerAddresses
    layout: Layout
    postgres: Postgres
    valkey: Valkey
    say: Say

    def url(self, database: str = _DATABASE) -> str:
        """The address of a database."""
        return urlunsplit(urlsplit(self.addresses.database_url)._replace(path=f"/{database}"))

    def environment(self, port: int) -> dict[str, str]:
        """The settings of a server process: the defaults, but for addresses."""
        return {
            "DATABASE_URL": self.url(),
            "REDIS_URL": self.addresses.redis_url,
            "ERP_VISIT_DATA_DIR": str(FOLDER / "product"),
            "ERP_VISIT_HOST": "127.0.0.1",
            "ERP_VISIT_PORT": str(port),
            "ERP_VISIT_LOG_LEVEL": "warning",
            "ERP_VISIT_ENVIRONMENT": "production",
        }

    async def fresh(self) -> None:
        """A fresh database with the demo data."""
        admin = await asyncpg.connect(self.url("postgres"))
        try:
            if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", _TEMPLATE):
                self.say("making demo data …")
                await admin.execute(f'CREATE DATABASE "{_TEMPLATE}"')
                await upgrade(self.url(_TEMPLATE))
                inside = await asyncpg.connect(self.url(_TEMPLATE), server_settings={"timezone": "UTC", "jit": "off"})
                await load(inside, _SIZE, "none")
                await inside.close()
            await admin.execute(f'DROP DATABASE IF EXISTS "{_DATABASE}" WITH (FORCE)')
            await admin.execute(f'CREATE DATABASE "{_DATABASE}" TEMPLATE "{_TEMPLATE}" STRATEGY FILE_COPY')
        finally:
            await admin.close()

    @contextmanager
    def server(self, env: Mapping[str, str] | None = None, workers: int = 1) -> Iterator[Server]:
        """A server process, stopped at the end."""
        server = Server(self, env or {}, workers)
        server.start()
        try:
            yield server
        finally:
            server.stop()

    @property
    def postgres_pids(self) -> list[int]:
        """All processes of the database server, the postmaster first."""
        file = self.layout.postgres_data / "postmaster.pid"
        postmaster = int(file.read_text(encoding="utf-8").splitlines()[0])
        return [postmaster, *_children(postmaster)]

    @property
    def valkey_pid(self) -> int:
        """The process of Valkey."""
        return int((self.layout.sockets / "valkey.pid").read_text(encoding="utf-8"))

    def kill_postgres(self) -> None:
        """kill -9 of all of its processes, as a power cut does."""
        for pid in self.postgres_pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop_postgres_immediately(self) -> None:
        """What `pg_ctl stop -m immediate` does."""
        os.kill(self.postgres_pids[0], signal.SIGQUIT)

    def start_postgres(self) -> None:
        """Start it again; it recovers by itself."""
        postmaster = self.layout.postgres_data / "postmaster.pid"
        deadline = time.monotonic() + 20
        while postmaster.exists() and time.monotonic() < deadline:
            pid = int(postmaster.read_text(encoding="utf-8").splitlines()[0])
            if not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text("utf-8"):
                break
            time.sleep(0.05)
        self.postgres.ensure_running()


def freeze(pids: list[int], *, thaw: bool = False) -> None:
    """Stop processes amid whatever they do, or let them go on."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT if thaw else signal.SIGSTOP)


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


@contextmanager
def staged(say: Say, folder: Path = FOLDER) -> Iterator[Stage]:
    """Servers on a fresh folder."""
    settings = replace(Settings(), data_dir=folder)
    if folder.exists():
        if not stop_abandoned(settings):
            raise RuntimeError(f"other drills are running in {folder}")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    say("starting the servers …")
    with servers(settings) as addresses:
        account = account_for(settings.data_path / "postgres")
        layout = Layout.prepare(settings.data_path, account)
        yield Stage(addresses, layout, Postgres(layout, account, {}), Valkey(layout, account), say)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def document(name: str) -> str:
    """A published operation."""
    return (ROOT / "graphql" / "operations" / f"{name}.graphql").read_text(encoding="utf-8")


def body(name: str, **variables: object) -> bytes:
    """A request's body for a published operation."""
    return orjson.dumps({"query": document(name), "variables": variables})


__all__ = ["FOLDER", "ROOT", "Say", "Server", "Stage", "body", "freeze", "staged"]
