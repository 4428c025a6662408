from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from erp_visit import job_schema, migrate
from erp_visit.embedded import ServerAddresses
from erp_visit.settings import StartupError


@pytest.fixture
async def empty(addresses: ServerAddresses, worker_id: str) -> AsyncIterator[str]:
    """A database without anything."""
    name = f"erp_visit_empty_{worker_id}_{os.getpid()}"
    admin = await asyncpg.connect(addresses.database_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(addresses.database_url)._replace(path=f"/{name}"))
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def run(*arguments: str, **env: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**os.environ, **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_processes_that_start_at_once_migrate_once(empty: str, redis_url: str) -> None:
    assert set(migrate.files()) < set(await migrate.pending(empty))
    done = await asyncio.gather(
        *(run("-m", "erp_visit.cli", "migrate", DATABASE_URL=empty, REDIS_URL=redis_url) for _ in range(3))
    )
    assert [code for code, _ in done] == [0, 0, 0], done
    said = [line.strip() for _, output in done for line in output.splitlines() if "migrated" in line]
    assert said == [f"migrated {name}" for name in [*migrate.files(), "job queue"]], "each once, all by one process"
    assert await migrate.pending(empty) == []


async def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    unknown = "999_20991231000000_future.py"
    await connection.execute(
        "INSERT INTO aerich (id, version, app, content) VALUES (999, $1, 'erp_visit', '{}'::jsonb)", unknown
    )
    try:
        with pytest.raises(StartupError, match=unknown):
            await migrate.upgrade(database_url)
    finally:
        await connection.execute("DELETE FROM aerich WHERE version = $1", unknown)
        await connection.close()


async def test_a_new_version_of_the_job_queue_brings_its_migrations(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(job_schema._folder(), tmp_path, dirs_exist_ok=True)
    name = "99.00.00_01_pre_news.sql"
    (tmp_path / "migrations" / name).write_text("CREATE TABLE procrastinate_news (id int);")
    monkeypatch.setattr(job_schema, "_folder", lambda: tmp_path)
    assert await migrate.pending(database_url) == [f"job queue {name}"]
    assert await migrate.upgrade(database_url) == [f"job queue {name}"]
    assert await migrate.pending(database_url) == []
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP TABLE procrastinate_news")
    await connection.execute("DELETE FROM procrastinate_migration WHERE name = $1", name)
    await connection.close()


async def test_the_models_and_the_migrations_are_in_step() -> None:
    code, output = await run("-m", "erp_visit.migrate", "--check")
    assert code == 0, output


async def test_a_missing_migration_is_shown(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from erp_visit import migrate as m; "
        f"m.resource_dir = lambda name: pathlib.Path({str(tmp_path)!r}); sys.exit(m.main())"
    )
    code, output = await run("-c", program, "--check")
    assert code == 1
    assert "make migration" in output
    assert 'CREATE TABLE "customer"' in output
    assert not list(tmp_path.iterdir()), "a check writes nothing"


async def test_two_migrations_of_one_number_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "resource_dir", lambda name: tmp_path)
    folder = tmp_path / "erp_visit"
    folder.mkdir()
    for name in ("0_20260101000000_init.py", "1_20260201000000_mine.py", "1_20260202000000_theirs.py"):
        (folder / name).touch()
    assert "same number: 1" in (await migrate.drift() or "")


def test_files_are_ordered_by_number_not_by_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "resource_dir", lambda name: tmp_path)
    folder = tmp_path / "erp_visit"
    folder.mkdir()
    for name in ("10_a.py", "9_b.py", "2_c.py", "helper.py", "x_1.py"):
        (folder / name).touch()
    assert migrate.files() == ["2_c.py", "9_b.py", "10_a.py"]


LATER = '''from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = {transaction}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """{sql}"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return ""
'''


async def test_a_lock_that_is_held_is_waited_for_without_holding_up_others(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads a table for long; a migration of it wants it alone, and others go on reading meanwhile."""
    await migrate.upgrade(empty)
    numbers = [int(name.partition("_")[0]) for name in migrate.files()]
    folder = tmp_path / "erp_visit"
    shutil.copytree(migrate._folder(), folder)
    steps = [
        (True, 'ALTER TABLE "audit_entry" ADD COLUMN "drill" INT NOT NULL DEFAULT 7;'),
        (False, 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "idx_drill" ON "audit_entry" ("drill");'),
    ]
    names = []
    for number, (transaction, sql) in enumerate(steps, max(numbers) + 1):
        names.append(f"{number}_20991231000000_later.py")
        (folder / names[-1]).write_text(LATER.format(transaction=transaction, sql=sql), encoding="utf-8")
    monkeypatch.setattr(migrate, "_folder", lambda: folder)
    monkeypatch.setattr(migrate, "_SECONDS_BETWEEN", 0.05)
    reader = await asyncpg.connect(empty)
    other = await asyncpg.connect(empty)
    # What a kill amid CREATE INDEX CONCURRENTLY leaves.
    await reader.execute("CREATE INDEX idx_drill ON audit_entry (number)")
    await reader.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_drill'::regclass")
    reading = reader.transaction()
    await reading.start()
    await reader.execute("SELECT FROM audit_entry")
    work = asyncio.create_task(migrate.upgrade(empty))
    for _ in range(10):
        await asyncio.sleep(0.2)
        async with asyncio.timeout(20):
            await other.execute("SELECT FROM audit_entry")
    assert not work.done()
    await reading.rollback()
    assert await work == names
    assert await other.fetchval(
        "SELECT indisvalid AND indkey::text = (SELECT attnum::text FROM pg_attribute WHERE attrelid = indrelid"
        " AND attname = 'drill') FROM pg_index WHERE indexrelid = 'idx_drill'::regclass"
    )
    await reader.close()
    await other.close()


async def test_a_lock_that_is_never_free_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_SECONDS_FOR_LOCKS", 0)

    async def work() -> list[str]:
        raise asyncpg.LockNotAvailableError("canceling statement due to lock timeout")

    with pytest.raises(StartupError, match="could not have its locks") as caught:
        await migrate._patiently(work)
    assert "pg_stat_activity" in caught.value.remedy


FILLED = '''from tortoise import BaseDBAsyncClient

from erp_visit.migrate import in_batches

RUN_IN_TRANSACTION = False


async def upgrade(db: BaseDBAsyncClient) -> str:
    done = await in_batches(db, "customer", \'"drill" = "version" + 1\', where=\'"drill" IS NULL\', size=7)
    assert done == {count}, done
    return """CREATE INDEX CONCURRENTLY IF NOT EXISTS "idx_drill" ON "customer" ("drill");
CREATE INDEX CONCURRENTLY IF NOT EXISTS "idx_drill_2" ON "customer" ("drill", "id");"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return ""
'''


async def test_a_column_is_filled_in_portions_and_indexes_are_built_one_by_one(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes at once: the one that waits must not hold up the one that builds indexes, which waits for every
    statement that began before it."""
    await migrate.upgrade(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute("INSERT INTO department (code, name) VALUES ('D', 'D')")
    await connection.execute(
        "INSERT INTO customer (code, name, department_id) SELECT n, n, d.id FROM department d, generate_series(1, 20) n"
    )
    first = max(int(name.partition("_")[0]) for name in migrate.files()) + 1
    folder = tmp_path / "erp_visit"
    shutil.copytree(migrate._folder(), folder)
    column = LATER.format(transaction=True, sql='ALTER TABLE "customer" ADD COLUMN "drill" INT;')
    (folder / f"{first}_20991231000000_column.py").write_text(column, encoding="utf-8")
    (folder / f"{first + 1}_20991231000000_filled.py").write_text(FILLED.format(count=20), encoding="utf-8")
    monkeypatch.setattr(migrate, "_folder", lambda: folder)
    async with asyncio.timeout(60):
        both = await asyncio.gather(migrate.upgrade(empty), migrate.upgrade(empty))
    assert sorted(map(len, both)) == [0, 2]
    assert await connection.fetchval("SELECT count(*) FROM customer WHERE drill = version + 1") == 20
    valid = await connection.fetch(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indisvalid AND indexrelid::regclass::text LIKE 'idx_drill%'"
    )
    assert sorted(row[0] for row in valid) == ["idx_drill", "idx_drill_2"]
    await connection.close()
