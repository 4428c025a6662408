"""A table of 5 million rows is changed while clients write to it: nobody waits for longer than a second."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from drills.faults import Scene
from erp_visit import migrate

ROWS = 5_000_000
LONGEST = 1.0
_GROW = """
INSERT INTO operation (id, actor_id, name, fingerprint, result, at)
SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000000', 'drill', md5(n::text), '{}', now() - interval '1 day'
FROM generate_series($1::int, $2::int) n
"""
_STEPS = (
    (True, 'ALTER TABLE "operation" ADD COLUMN "drill" INT NOT NULL DEFAULT 7;'),
    (True, 'ALTER TABLE "operation" ADD CONSTRAINT "drill_positive" CHECK ("drill" > 0) NOT VALID;'),
    (True, 'ALTER TABLE "operation" VALIDATE CONSTRAINT "drill_positive";'),
    (False, 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "idx_drill" ON "operation" ("drill", "at");'),
    (True, 'ALTER TABLE "operation" DROP COLUMN "drill";'),
)
_FILE = '''from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = {transaction}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """{sql}"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return ""
'''


async def change_a_large_table(scene: Scene) -> None:
    """Grow the table that every command writes to, and change it as CONTRIBUTING tells authors of migrations to."""
    connection = await asyncpg.connect(scene.stage.url())
    try:
        portion = ROWS // 10
        for turn in range(10):
            scene.stage.say(f"growing to {ROWS:,} rows: {turn * 10} % …")
            await connection.execute(_GROW, turn * portion + 1, (turn + 1) * portion)
        await connection.execute("ANALYZE operation")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    await scene.clients.progress(20)
    scene.clients.seen.slowest = 0.0
    with _later_files() as names:
        scene.stage.say("migrating …")
        began = time.monotonic()
        # Tortoise, which was used to make the template, remembers that in its context.
        done = await migrate.upgrade(scene.stage.url())
        seconds = time.monotonic() - began
    scene.faults = len(done)
    if done != names:
        scene.bad.append(f"applied {done}")
    slowest = scene.clients.seen.slowest
    scene.notes.append(f"{len(done)} migrations of {ROWS:,} rows in {seconds:.0f} s, slowest answer {slowest:.2f} s")
    if slowest > LONGEST:
        scene.bad.append(f"somebody waited for {slowest:.2f} s")


@contextmanager
def _later_files() -> Iterator[list[str]]:
    """The product's migrations with the drill's behind them."""
    present = migrate._folder()  # noqa: SLF001 -- a drill may
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / present.name
        shutil.copytree(present, folder)
        first = max(int(name.partition("_")[0]) for name in migrate.files()) + 1
        names = []
        for number, (transaction, sql) in enumerate(_STEPS, first):
            names.append(f"{number}_20991231000000_drill.py")
            (folder / names[-1]).write_text(_FILE.format(transaction=transaction, sql=sql), encoding="utf-8")
        before, migrate._folder = migrate._folder, lambda: folder  # noqa: SLF001 -- likewise
        try:
            yield names
        finally:
            migrate._folder = before  # noqa: SLF001 -- likewise


__all__ = ["change_a_large_table"]
