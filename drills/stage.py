"""What the drills run on: PostgreSQL, Valkey and servers of their own, to be killed, frozen and starved."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson

from erp_visit.demo.load import DemoSize, load, until
from erp_visit.embedded import ServerAddresses, servers, stop_abandoned
from erp_visit.embedded.account import Account, account_for
from erp_visit.embedded.layout import Layout
from erp_visit.embedded.postgres import DATABASE, Postgres
from erp_visit.embedded.valkey import Valkey
from erp_visit.migrate import upgrade
from erp_visit.settings import Settings
from tools.cluster import free_port

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".erp-visit" / "drills"
_TEMPLATE, _DATABASE = "drill_template", "drill"
_SIZE = DemoSize(until=until(), customers=80, orders=300, days=30)
_START_SECONDS = 60
Say = Callable[[str], None]


class Started(NamedTuple):
    """How long a start took: in all, on a processor, and ready to run while others had it; the rest it waited for disk
    and servers. A start on a busy machine is told by this from one that is stuck."""

    seconds: float
    running: float
    queued: float

    def __str__(self) -> str:
        rest = max(0.0, self.seconds - self.running - self.queued)
        return (
            f"{self.seconds:.1f} s ({self.running:.1f} s on a processor, {self.queued:.1f} s waiting for one, "
            f"{rest:.1f} s for others)"
        )


class Server:
    """A server process of the product."""

    def __init__(self, stage: Stage, env: Mapping[str, str], workers: int = 1) -> None:
        self.port = free_port()
        self._env = {**os.environ, **stage.environment(self.port), **env}
        self._workers = workers
        self.log = stage.folder / "server.log"
        self._log = self.log.open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Started:
        """Start it; how long it took until it was ready."""
        began = time.monotonic()
        command = [sys.executable, "-m", "erp_visit.cli", "serve", "--workers", str(self._workers)]
        self.process = subprocess.Popen(command, env=self._env, cwd=ROOT, stdout=self._log, stderr=subprocess.STDOUT)
        while time.monotonic() - began < _START_SECONDS:
            if self.process.poll() is not None:
                break
            if self.get("/readyz")[0] == 200:
                return Started(time.monotonic() - began, *_scheduled(self.process.pid))
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the server did not start; {self.log} says why")

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
    """The servers behind, and ways to hurt them.

    `own` says that the product looks after them itself, as it does when nobody names it any.
    """

    addresses: ServerAddresses
    folder: Path
    layout: Layout
    postgres: Postgres
    valkey: Valkey
    say: Say
    own: bool = False

    @property
    def database(self) -> str:
        """The name of the database that the product works on."""
        return DATABASE if self.own else _DATABASE

    def url(self, database: str | None = None) -> str:
        """The address of a database."""
        return urlunsplit(urlsplit(self.addresses.database_url)._replace(path=f"/{database or self.database}"))

    def environment(self, port: int) -> dict[str, str]:
        """The settings of a server process: the defaults, but for addresses."""
        return {
            "DATABASE_URL": "" if self.own else self.url(),
            "REDIS_URL": "" if self.own else self.addresses.redis_url,
            "ERP_VISIT_DATA_DIR": str(self.folder if self.own else self.folder / "product"),
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
            await admin.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
            await admin.execute(f'CREATE DATABASE "{self.database}" TEMPLATE "{_TEMPLATE}" STRATEGY FILE_COPY')
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

    @contextmanager
    def clock(self) -> Iterator[Clock]:
        """PostgreSQL and Valkey on a clock that can be set, and what a server process needs to go by it as well."""
        library = next((path for path in _LIBFAKETIME if path.exists()), None)
        if library is None:
            raise NotPlayed("it needs libfaketime, which is not installed (Debian: apt-get install faketime)")
        clock = Clock(self.folder / "clock", library)
        clock.set(timedelta(0))
        clock.file.chmod(0o644)
        try:
            self._restart(_On(self.postgres.account, clock.environment))
            yield clock
        finally:
            self._restart(self.postgres.account)

    def _restart(self, account: Account) -> None:
        """Stop the servers in order and start them as this account."""
        self.valkey.stop()
        self.postgres.stop()
        replace(self.postgres, account=account).ensure_running()
        replace(self.valkey, account=account).ensure_running()

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


class NotPlayed(Exception):
    """The machine lacks what a drill needs."""


_LIBFAKETIME = (
    *Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), Path("/usr/lib/faketime/libfaketimeMT.so.1"),
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """The wall clock of processes: how far it is ahead stands in a file, which they read every second. Their monotonic
    clock goes on as it is, as that of a machine does whose clock is set."""

    file: Path
    library: Path

    def set(self, ahead: timedelta) -> None:
        """Set it that far before or behind the true time."""
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{ahead.total_seconds():+.0f}\n", encoding="ascii")
        draft.chmod(0o644)
        draft.rename(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process go by it."""
        return {
            "LD_PRELOAD": str(self.library), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
        }  # fmt: skip


class _On(Account):
    """An account whose programs get more environment."""

    def __init__(self, account: Account, environment: dict[str, str]) -> None:
        super().__init__(account.name, account.uid, account.gid)
        self._environment = [f"{name}={value}" for name, value in environment.items()]

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        return super().run(["env", *self._environment, *command], cwd=cwd)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A folder on a disk of its own that is soon full."""
    folder = FOLDER.with_name("drills-small")
    folder.mkdir(parents=True, exist_ok=True)
    if os.path.ismount(folder):  # left by drills that were killed
        stop_abandoned(replace(Settings(), data_dir=folder / "data"))
        subprocess.run(["umount", folder], check=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "erp-visit-drill", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise NotPlayed(f"it needs a small disk, which only root may mount ({made.stderr.strip()})")
    try:
        yield folder / "data"
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


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


def _scheduled(pid: int) -> tuple[float, float]:
    """Seconds that a process ran, and that it waited for a processor."""
    try:
        running, queued, _ = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    except OSError:
        return 0.0, 0.0  # the kernel does not tell
    return int(running) / 1e9, int(queued) / 1e9


@contextmanager
def staged(say: Say, folder: Path = FOLDER, *, own: bool = False) -> Iterator[Stage]:
    """Servers on a fresh folder; their logs stay, their databases, tens of gigabytes, go unless something broke off."""
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
        yield Stage(addresses, folder, layout, Postgres(layout, account, {}), Valkey(layout, account), say, own)
    shutil.rmtree(layout.postgres_data)


def document(name: str) -> str:
    """A published operation."""
    return (ROOT / "graphql" / "operations" / f"{name}.graphql").read_text(encoding="utf-8")


def body(name: str, **variables: object) -> bytes:
    """A request's body for a published operation."""
    return orjson.dumps({"query": document(name), "variables": variables})


__all__ = [
    "FOLDER", "ROOT", "Clock", "NotPlayed", "Say", "Server", "Stage", "Started", "body", "freeze", "small_disk",
    "staged",
]  # fmt: skip
