"""The embedded servers as real processes: shared, killed, restarted, in every situation that has a message."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import redis

from erp_visit.embedded import ServerAddresses, StartupError, servers, stop_abandoned
from erp_visit.settings import Settings

SMALL = {"shared_buffers": "16MB", "fsync": "off"}
AS_ROOT = os.geteuid() == 0

# Another process that joins, says where the servers are, and leaves when its input ends.
MEMBER = """
import sys
from pathlib import Path
from erp_visit.embedded import servers
from erp_visit.settings import Settings
with servers(Settings(data_dir=Path(sys.argv[1])), postgres_options={"shared_buffers": "16MB", "fsync": "off"}) as at:
    print(at.database_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings() -> Iterator[Settings]:
    folder = tempfile.mkdtemp(prefix="erp-visit-embedded-")
    settings = replace(Settings(), data_dir=Path(folder) / "data")
    yield settings
    stop_abandoned(settings)
    shutil.rmtree(folder)


def start(settings: Settings) -> Any:
    return servers(settings, postgres_options=SMALL)


@contextmanager
def member(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    process = begin(settings)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    try:
        yield process
    finally:
        leave(process)


def begin(settings: Settings) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MEMBER, str(settings.data_dir)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


def postmaster(settings: Settings) -> int | None:
    file = settings.data_dir / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


async def value(addresses: ServerAddresses, sql: str) -> Any:
    connection = await asyncpg.connect(addresses.database_url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_data_of_both_are_kept_between_runs(settings: Settings) -> None:
    with start(settings) as addresses:
        await value(addresses, "CREATE TABLE kept AS SELECT 42 AS answer")
        with redis.Redis.from_url(addresses.redis_url) as client:
            client.set("kept", "yes")
    assert postmaster(settings) is None
    with start(settings) as addresses:
        assert await value(addresses, "SELECT answer FROM kept") == 42
        assert await value(addresses, "SHOW timezone") == "UTC"
        with redis.Redis.from_url(addresses.redis_url) as client:
            assert client.get("kept") == b"yes"


async def test_chinese_text_is_searchable_and_ordered_the_same_everywhere(settings: Settings) -> None:
    with start(settings) as addresses:
        await value(addresses, "CREATE EXTENSION pg_trgm")
        assert await value(addresses, "SELECT similarity('便利店', '便利店铺') > 0.3")
        assert (
            await value(addresses, "SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()")
            == "b"
        )


async def test_given_addresses_start_nothing(settings: Settings) -> None:
    given = replace(settings, database_url="postgresql://elsewhere/db", redis_url="redis://elsewhere")
    with start(given) as addresses:
        assert addresses.database_url == "postgresql://elsewhere/db"
        assert addresses.redis_url == "redis://elsewhere"
    assert not settings.data_dir.exists()


async def test_only_what_is_missing_is_started(settings: Settings) -> None:
    given = replace(settings, database_url="postgresql://elsewhere/db")
    with start(given) as addresses:
        assert addresses.database_url == "postgresql://elsewhere/db"
        with redis.Redis.from_url(addresses.redis_url) as client:
            assert client.ping()
    assert not (settings.data_dir / "postgres").exists()


async def test_processes_share_the_servers_and_the_last_one_stops_them(settings: Settings) -> None:
    with member(settings) as first:
        running = postmaster(settings)
        with start(settings) as addresses:
            assert postmaster(settings) == running
            leave(first)
            assert await value(addresses, "SELECT 1") == 1, "the first to come left, but not the last"
        assert postmaster(settings) is None


async def test_all_may_start_at_once_on_an_empty_folder(settings: Settings) -> None:
    processes = [begin(settings) for _ in range(4)]
    said = [process.stdout.readline() for process in processes if process.stdout]
    assert all(line.startswith("postgresql://") for line in said)
    for process in processes:
        leave(process)
        assert process.returncode == 0
    assert postmaster(settings) is None


async def test_a_killed_process_leaves_nothing_stuck(settings: Settings) -> None:
    with member(settings) as process:
        process.kill()
        process.wait()
    running = postmaster(settings)
    assert running is not None, "nobody was left to stop them"
    with start(settings) as addresses:
        assert postmaster(settings) == running
        assert await value(addresses, "SELECT 1") == 1
    assert postmaster(settings) is None


async def test_abandoned_servers_can_be_stopped_unless_used(settings: Settings) -> None:
    assert stop_abandoned(settings), "nothing there"
    with member(settings) as process:
        assert not stop_abandoned(settings)
        assert postmaster(settings) is not None
        process.kill()
        process.wait()
    assert postmaster(settings) is not None
    assert stop_abandoned(settings)
    assert postmaster(settings) is None
    assert not (settings.data_dir / "run" / "valkey.sock").exists()


async def test_killed_servers_start_again_with_their_data(settings: Settings) -> None:
    with member(settings) as process:
        with start(settings) as addresses:
            await value(addresses, "CREATE TABLE kept AS SELECT 42 AS answer")
        for pid in (postmaster(settings), int((settings.data_dir / "run" / "valkey.pid").read_text())):
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait()
    with start(settings) as addresses:
        assert await value(addresses, "SELECT answer FROM kept") == 42
        with redis.Redis.from_url(addresses.redis_url) as client:
            assert client.ping()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="whose a process id is can be seen in /proc only")
async def test_a_process_id_taken_by_another_program_does_not_block_the_start(settings: Settings) -> None:
    with start(settings):
        pass
    sleeper = subprocess.Popen(["sleep", "60"], user=(settings.data_dir / "postgres").stat().st_uid)
    try:
        file = settings.data_dir / "postgres" / "postmaster.pid"
        file.write_text(f"{sleeper.pid}\n{settings.data_dir / 'postgres'}\n{int(time.time())}\n5432\n")
        with start(settings) as addresses:
            assert await value(addresses, "SELECT 1") == 1
    finally:
        sleeper.kill()
        sleeper.wait()


async def test_an_interrupted_first_start_is_begun_anew(settings: Settings) -> None:
    half = settings.data_dir / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with start(settings) as addresses:
        assert await value(addresses, "SELECT 1") == 1
    assert not half.exists()


def test_data_of_another_major_are_refused_and_left_alone(settings: Settings) -> None:
    with start(settings):
        pass
    (settings.data_dir / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(StartupError) as caught, start(settings):
        pass
    assert "PostgreSQL 15" in caught.value.message
    assert "pg_dump" in caught.value.remedy
    assert (settings.data_dir / "postgres" / "base").is_dir()
    assert not (settings.data_dir / "run" / "valkey.sock").exists(), "what had started was stopped again"


def test_a_full_disk_is_said_so_before_anything_is_made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * 1024**2)
    monkeypatch.setattr("erp_visit.embedded.postgres.shutil.disk_usage", lambda path: usage)
    with pytest.raises(StartupError, match="only 5 MB are free"), start(settings):
        pass
    assert not (settings.data_dir / "postgres").exists()


@pytest.mark.parametrize("name", ["数据 '1', $HOME", "deep/" * 30 + "data"], ids=["odd characters", "long path"])
async def test_any_folder_will_do(settings: Settings, name: str) -> None:
    odd = replace(settings, data_dir=settings.data_dir / name)
    with start(odd) as addresses:
        assert await value(addresses, "SELECT 1") == 1
        with redis.Redis.from_url(addresses.redis_url) as client:
            assert client.ping()
        sockets = Path(addresses.database_url.partition("host=")[2])
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    shutil.rmtree(sockets)


@pytest.mark.skipif(not AS_ROOT, reason="only root needs another account for the database")
async def test_as_root_another_account_is_let_through_and_nobody_else(settings: Settings) -> None:
    private = settings.data_dir.parent
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    with start(settings) as addresses:
        assert await value(addresses, "SELECT 1") == 1
        owner = (settings.data_dir / "postgres").owner()
        assert owner != "root"
        assert any(f"system user {owner}" in note for note in addresses.notes)
        assert any(str(private) in note for note in addresses.notes), "what was changed on the machine is told"
    assert stat.S_IMODE(private.stat().st_mode) & 0o007 == 0
    listing = subprocess.run(["ls", private], user="nobody", capture_output=True, check=False)
    assert listing.returncode != 0


@pytest.mark.skipif(not AS_ROOT, reason="needs root to become someone else")
@pytest.mark.parametrize("owned_by", ["root", "erp-visit"])
def test_no_permission_is_said_so(settings: Settings, owned_by: str) -> None:
    if owned_by == "root":
        settings.data_dir.mkdir(mode=0o755)
    else:
        with start(settings):
            pass
        settings.data_dir.chmod(0o777)
    settings.data_dir.parent.chmod(0o755)
    # It becomes someone else after its imports: this Python may be in a folder that only root can enter.
    become = 'import os; os.setgroups([]); os.setgid(65534); os.setuid(65534); os.chdir("/")\nwith servers('
    command = [sys.executable, "-c", MEMBER.replace("with servers(", become), str(settings.data_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "StartupError" in done.stderr
    assert "ERP_VISIT_DATA_DIR" in done.stderr
    assert ("cannot be written" if owned_by == "root" else "belongs to another user") in done.stderr


def killed(settings: Settings) -> None:
    """kill -9 of both servers, with all of their processes."""
    number = postmaster(settings)
    assert number is not None
    children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    valkey = int((settings.data_dir / "run" / "valkey.pid").read_text())
    for one in (number, *map(int, children), valkey):
        os.kill(one, signal.SIGKILL)


async def works_again(addresses: ServerAddresses) -> None:
    """Waits until both answer."""
    deadline = time.monotonic() + 60
    while True:
        try:
            assert await value(addresses, "SELECT 1") == 1
            with redis.Redis.from_url(addresses.redis_url) as client:
                assert client.ping()
        except (OSError, asyncpg.PostgresError, redis.RedisError):
            assert time.monotonic() < deadline
            time.sleep(0.1)  # noqa: ASYNC251 -- nothing else goes on here
        else:
            return


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the servers' processes are found by /proc")
async def test_servers_that_end_are_started_again(settings: Settings) -> None:
    with servers(settings, postgres_options=SMALL, watched=True) as addresses:
        first = postmaster(settings)
        await value(addresses, "CREATE TABLE kept (n int)")
        killed(settings)
        await works_again(addresses)
        assert postmaster(settings) != first
        assert await value(addresses, "SELECT count(*) FROM kept") == 0
    assert postmaster(settings) is None, "who leaves stops them, as ever"


async def test_a_server_that_cannot_be_started_is_tried_again(settings: Settings) -> None:
    """As on a full disk: until somebody makes room."""
    with servers(settings, postgres_options=SMALL, watched=True) as addresses:
        version = settings.data_dir / "postgres" / "PG_VERSION"
        right = version.read_text()
        version.write_text("7\n")  # as good a reason as any
        killed(settings)
        time.sleep(3)  # noqa: ASYNC251 -- it is tried meanwhile
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await value(addresses, "SELECT 1")
        version.write_text(right)
        await works_again(addresses)
