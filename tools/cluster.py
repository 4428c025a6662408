"""Several processes of ERP Visit on one machine, behind the very files of deploy/: for tests, drills and benchmarks.

PgBouncer in transaction mode, server and worker processes, nginx or HAProxy. Where a file names an address, a port or a
folder, that of this machine takes its place; everything else of it is as it is delivered.
"""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PROXIES = ("nginx", "haproxy")
_SECONDS_TO_START = 90
_SECONDS_TO_STOP = 30


class ClusterError(Exception):
    """A process did not start."""


def missing(*programs: str) -> list[str]:
    """Which of these programs are not installed here."""
    return [name for name in programs if _find(name) is None]


def _find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def program(name: str) -> str:
    """Where a program is that is not `missing`."""
    found = _find(name)
    assert found is not None, name
    return found


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def status(port: int, path: str, timeout: float = 5) -> int:
    """The status of a plain GET, or 0 if there is no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Member:
    """A process of the product: a server if it has a port, else a worker."""

    def __init__(self, env: Mapping[str, str], log: Path, port: int | None = None, *arguments: str) -> None:
        self.port = port
        self.log = log
        self._env = {**os.environ, **env}
        self._command = [sys.executable, "-m", "erp_visit.cli", "worker" if port is None else "serve", *arguments]
        if port is not None:
            self._env |= {"ERP_VISIT_HOST": "127.0.0.1", "ERP_VISIT_PORT": str(port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait` waits until it works."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._env, cwd=ROOT, stdout=log, stderr=log)

    def wait(self) -> None:
        """Wait until it works. Raises ClusterError."""
        began = time.monotonic()
        while self.process is not None and self.process.poll() is None:
            if time.monotonic() - began > _SECONDS_TO_START:
                break
            ready = b"Working." in self.log.read_bytes() if self.port is None else status(self.port, "/readyz") == 200
            if ready:
                return
            time.sleep(0.05)
        raise ClusterError(f"{' '.join(self._command[2:])} did not start:\n{_tail(self.log)}")

    def stop(self) -> int | None:
        """SIGTERM; the exit code."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return None if self.process is None else self.process.returncode


@contextmanager
def members(*several: Member) -> Iterator[None]:
    """All of them at work, started at once, stopped at the end."""
    try:
        for one in several:
            one.start()
        for one in several:
            one.wait()
        yield
    finally:
        for one in several:
            if one.process is not None and one.process.poll() is None:
                one.process.terminate()
        for one in several:
            one.stop()


@dataclass(frozen=True)
class Pooler:
    """PgBouncer at work. `url` leads through it."""

    url: str
    pid: int


@contextmanager
def pooler(folder: Path, database_url: str, changes: Mapping[str, str] | None = None) -> Iterator[Pooler]:
    """PgBouncer before a database. The folder must be open to the account that it runs as."""
    parts = urlsplit(database_url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[-1]
    port, here = parts.port or 5432, free_port()
    user, password = unquote(parts.username or "postgres"), unquote(parts.password or "secret")
    name = parts.path.lstrip("/") or user
    text = _filled(
        DEPLOY / "pgbouncer" / "pgbouncer.ini",
        {
            "host=127.0.0.1 port=5432 dbname=erp_visit": f"host={host} port={port} dbname={name} user={user}",
            "listen_port = 6432": f"listen_port = {here}",
            "/etc/pgbouncer/userlist.txt": f"{folder}/userlist.txt",
            **(changes or {}),
        },
    )
    folder.mkdir(mode=0o755, exist_ok=True)
    (folder / "pgbouncer.ini").write_text(text, encoding="utf-8")
    (folder / "userlist.txt").write_text(f'"{user}" "{password}"\n', encoding="utf-8")
    command = [program("pgbouncer")]
    if os.geteuid() == 0:  # it refuses to run as root; a socket lets in whoever owns it
        owner = Path(host).stat().st_uid if host.startswith("/") else pwd.getpwnam("nobody").pw_uid
        command += ["-u", pwd.getpwuid(owner).pw_name]
    with running([*command, str(folder / "pgbouncer.ini")], folder / "pgbouncer.log", here) as pid:
        yield Pooler(f"postgresql://{user}:{password}@127.0.0.1:{here}/erp_visit", pid)


@contextmanager
def proxy(kind: str, folder: Path, ports: Sequence[int]) -> Iterator[int]:
    """nginx or HAProxy, without TLS, before servers on these ports; its own port."""
    here = free_port()
    folder.mkdir(mode=0o755, exist_ok=True)
    file = folder / f"{kind}.conf"
    if kind == "nginx":
        file.write_text(nginx(folder, ports, free_port(), here, "127.0.0.1", secure=False), encoding="utf-8")
        command = [program(kind), "-p", str(folder), "-e", "stderr", "-c", str(file)]
    else:
        file.write_text(_haproxy(ports, here), encoding="utf-8")
        command = [program(kind), "-db", "-f", str(file)]
    with running(command, folder / f"{kind}.log", here):
        yield here


def nginx(folder: Path, ports: Sequence[int], plain: int, tls: int, host: str, *, secure: bool = True) -> str:
    """A whole configuration of nginx with the delivered one in it; its certificate lies in the folder."""
    upstream = "server ${ERP_VISIT_UPSTREAM} max_fails=0;"
    changes = {
        upstream: "\n    ".join(upstream.replace("${ERP_VISIT_UPSTREAM}", f"127.0.0.1:{port}") for port in ports),
        "${ERP_VISIT_HOST_NAME}": host, "/etc/nginx/tls": str(folder), "[::]:80": f"[::1]:{plain}",
        "[::]:443": f"[::1]:{tls}", "listen 80": f"listen 127.0.0.1:{plain}", "listen 443": f"listen 127.0.0.1:{tls}",
    }  # fmt: skip
    text = _filled(DEPLOY / "nginx" / "erp-visit.conf.template", changes)
    if not secure:
        head, _, rest = text.partition("server { # whoever asks for another name")
        lines = ("server {" + rest.partition("\nserver {")[2]).splitlines()
        kept = (line for line in lines if not line.strip().startswith(("ssl_", "listen [")))
        text = head + "\n".join(kept).replace(" ssl http2;", ";").replace(" $host;", " $http_host;")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    root = "user root; " if os.geteuid() == 0 else ""
    return (
        f"daemon off; {root}pid {folder}/pid; error_log stderr; worker_processes 1;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ access_log off;\n{temporary}{text}\n}}\n"
    )


def _haproxy(ports: Sequence[int], here: int) -> str:
    text = (DEPLOY / "haproxy" / "haproxy.cfg").read_text(encoding="utf-8")
    changes = {
        "bind :80\n": f"bind 127.0.0.1:{free_port()}\n",
        "bind :443 ssl crt /etc/haproxy/tls/erp-visit.pem alpn h2,http/1.1": f"bind 127.0.0.1:{here}",
        "erp.example.com": "127.0.0.1", "127.0.0.1:8001": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{ports[-1]}",
    }  # fmt: skip
    text = _replaced(text, changes)
    if len(ports) == 1:
        text = "\n".join(line for line in text.splitlines() if not line.strip().startswith("server two")) + "\n"
    return text


def _filled(file: Path, changes: Mapping[str, str]) -> str:
    return _replaced(file.read_text(encoding="utf-8"), changes)


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for given, ours in changes.items():
        if given not in text:
            raise ClusterError(f"the file in deploy/ no longer says {given!r}")
        text = text.replace(given, ours)
    return text


@contextmanager
def running(command: Sequence[str], log: Path, port: int) -> Iterator[int]:
    """A program for as long as the block runs, once it listens; its process."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/")
    try:
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < _SECONDS_TO_START:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise ClusterError(f"{Path(command[0]).name} did not start:\n{_tail(log)}")
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


class Cluster:
    """Two servers, two workers, PgBouncer and a proxy. `url` is the proxy's."""

    def __init__(self, servers: Sequence[Member], workers: Sequence[Member], pooler_url: str, port: int) -> None:
        self.servers = servers
        self.workers = workers
        self.pooler_url = pooler_url
        self.port = port
        self.url = f"http://127.0.0.1:{port}"


@contextmanager
def cluster(
    folder: Path, env: Mapping[str, str], kind: str, *, servers: int = 2, workers: int = 2
) -> Iterator[Cluster]:
    """A cluster on the servers that the environment names, for as long as the block runs."""
    with ExitStack() as stack:
        pooler_url = stack.enter_context(pooler(folder, env["DATABASE_URL"])).url
        shared = {**env, "ERP_VISIT_POOLER_URL": pooler_url, "ERP_VISIT_TRUSTED_PROXIES": "127.0.0.1"}
        front = [Member(shared, folder / f"server-{number}.log", free_port()) for number in range(servers)]
        back = [Member(shared, folder / f"worker-{number}.log") for number in range(workers)]
        stack.enter_context(members(*front, *back))
        ports = [one.port for one in front if one.port is not None]
        yield Cluster(front, back, pooler_url, stack.enter_context(proxy(kind, folder, ports)))


__all__ = [
    "DEPLOY", "PROXIES", "Cluster", "ClusterError", "Member", "Pooler", "cluster", "free_port", "members", "missing",
    "nginx", "pooler", "program", "proxy", "running", "status",
]  # fmt: skip
