"""Backups between PostgreSQL versions, with whatever older server Debian has put on this machine; and a killed restore."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from erp_visit.backup import backup, restore
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.doctor import run
from erp_visit.embedded import ServerAddresses
from erp_visit.embedded.account import account_for
from erp_visit.migrate import upgrade
from erp_visit.settings import StartupError
from tests.test_backup import figures_of, nothing

SIZE = DemoSize(until=until(date(2026, 11, 20)), customers=20, orders=40, days=20)


def installed() -> Path | None:
    """Programs of the newest installed PostgreSQL that we support and that is older than the embedded one."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    fitting = [folder for folder in found if 15 <= int(folder.parent.name) < 18]
    return max(fitting, key=lambda folder: int(folder.parent.name), default=None)


@pytest.fixture(scope="module")
def older() -> Iterator[Any]:
    """A server of an older version."""
    programs = installed()
    if programs is None:
        pytest.skip("no older PostgreSQL is installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="erp-visit-older-"))
    account = account_for(folder / "data")
    account.allow_traversal(folder)
    os.chown(folder, account.uid, account.gid)
    made = account.run(
        [programs / "initdb", "-D", folder / "data", "-U", "erp_visit", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8"], cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "shared_buffers": "64MB"}
    flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    start = [programs / "pg_ctl", "start", "-D", folder / "data", "-l", folder / "log", "-w", "-o", flags]
    started = account.run(start, cwd=folder)
    assert started.returncode == 0, started.stdout
    yield SimpleNamespace(url=f"postgresql://erp_visit@/postgres?host={folder}", major=int(programs.parent.name))
    account.run([programs / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate"], cwd=folder)
    shutil.rmtree(folder)


async def fresh(url: str) -> str:
    """The address of a new, empty database on a server."""
    name = "erp_visit_versions_" + uuid4().hex[:12]
    admin = await asyncpg.connect(url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    await admin.close()
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def filled(url: str) -> str:
    database = await fresh(url)
    await upgrade(database)
    connection = await asyncpg.connect(database, server_settings={"timezone": "UTC", "jit": "off"})
    await load(connection, SIZE, "hash")
    await connection.close()
    return database


@pytest.fixture
async def ours(addresses: ServerAddresses) -> AsyncIterator[str]:
    """A new database on the server that all tests share."""
    url = await fresh(addresses.database_url)
    yield url
    admin = await asyncpg.connect(addresses.database_url)
    await admin.execute(f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')
    await admin.close()


async def test_from_an_older_server_to_itself_and_to_a_newer_one(older: Any, ours: str, tmp_path: Path) -> None:
    source = await filled(older.url)
    made = await backup(source, None, tmp_path / "backup.zip", nothing)
    assert made.postgres_major == older.major
    for target in (await fresh(older.url), ours):
        await restore(target, None, tmp_path / "backup.zip", nothing)
        assert await figures_of(target) == await figures_of(source)
        assert await run(target, nothing) == []
    back = await backup(ours, None, tmp_path / "newer.zip", nothing)
    assert back.postgres_major > older.major
    with pytest.raises(StartupError, match=f"this server is PostgreSQL {older.major}"):
        await restore(await fresh(older.url), None, tmp_path / "newer.zip", nothing)


async def test_a_killed_restore_changes_nothing_and_can_be_repeated(ours: str, redis_url: str, tmp_path: Path) -> None:
    await upgrade(ours)
    connection = await asyncpg.connect(ours, server_settings={"timezone": "UTC", "jit": "off"})
    await load(connection, SIZE, "hash")
    employee = await connection.fetchval("SELECT id FROM employee ORDER BY id LIMIT 1")
    await connection.execute(
        "INSERT INTO login_session (name, employee_id, expires_at, password_stamp)"
        " VALUES ('a', $1, now() + interval '1 hour', 0)", employee,
    )  # fmt: skip
    await backup(ours, None, tmp_path / "backup.zip", nothing)
    await connection.execute("UPDATE customer SET name = 'later'")
    await connection.close()
    env = {**os.environ, "DATABASE_URL": ours, "REDIS_URL": redis_url, "ERP_VISIT_DATA_DIR": str(tmp_path / "data")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "erp_visit.cli", "restore", "--replace", str(tmp_path / "backup.zip"), env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = b""
    while b"restoring the database" not in said:
        said = await process.stdout.readline()
        assert said, "it ended before"
    process.kill()
    await process.wait()
    connection = await asyncpg.connect(ours)
    assert await connection.fetchval("SELECT count(*) FILTER (WHERE name = 'later') = count(*) FROM customer")
    assert await connection.fetchval("SELECT count(*) FROM login_session") == 1
    await connection.close()
    await restore(ours, None, tmp_path / "backup.zip", nothing, replace=True)
    connection = await asyncpg.connect(ours)
    assert await connection.fetchval("SELECT count(*) FROM customer WHERE name = 'later'") == 0
    assert await connection.fetchval("SELECT count(*) FROM login_session") == 0, "everybody logs in anew"
    left = await connection.fetchval(
        "SELECT count(*) FROM pg_database WHERE datname LIKE $1", f"{urlsplit(ours).path[1:]}\\_%"
    )
    assert left == 0
    await connection.close()
