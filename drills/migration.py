"""A table of 5 million rows is changed in every way that a migration may, while clients read and write it: nobody waits
for longer than a second."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from drills.scene import Result, Scene, play
from drills.stage import Stage
from erp_visit import migrate, migration_rules

ORDERS, LINES = 1_000, 5_000
ROWS = ORDERS * LINES
LONGEST = 1.0

# Old orders, cancelled, so that the books foot: each takes the shape of one that is there.
_ORDERS = """
INSERT INTO sales_order
SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', new_id(), 'number', 'DRILL-' || n, 'state', 'CANCELLED', 'goods_amount', $2::int, 'tax_amount', 0,
    'rounding', 0, 'total', $2::int, 'cost_amount', NULL, 'stock_reserved', false, 'visit_id', NULL,
    'submitted_at', now() - interval '400 days'))).*
FROM sales_order o, generate_series(1, $1::int) n WHERE o.id = (SELECT id FROM sales_order ORDER BY id LIMIT 1)
"""
# Different in every column that is indexed.
_LINES = """
INSERT INTO order_line (number, unit_name, unit_factor, quantity, base_quantity, unit_price, price_source, price_trace,
    amount, tax_amount, order_id, product_id)
SELECT n, '瓶', 1, 1, 1, 1, 'LIST', jsonb_build_object('source', 'LIST', 'list', '1.0000', 'day', '2025-11-01',
    'candidates', jsonb_build_array(n, n + 1)), 1, 0, o.id, p.keys[1 + (n * 7919 + o.place) % cardinality(p.keys)]
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM sales_order WHERE number LIKE 'DRILL-%'
      ORDER BY id OFFSET $1 LIMIT $2) o,
    (SELECT array_agg(id) AS keys FROM product) p, generate_series(1, $3::int) n
"""

_FILES = (
    (
        True,
        """ALTER TABLE "order_line" ADD COLUMN "drill_level" INT NOT NULL DEFAULT 7,
    ADD COLUMN "drill_units" BIGINT,
    ADD COLUMN "drill_product_id" UUID;
ALTER TABLE "order_line" ALTER COLUMN "drill_units" SET DEFAULT 0;""",
        "",
    ),
    (
        False,
        "",
        """await in_batches(
        db, "order_line", '"drill_units" = "base_quantity", "drill_product_id" = "product_id"',
        where='"drill_units" IS NULL',
    )""",
    ),
    (
        True,
        """ALTER TABLE "order_line" ADD CONSTRAINT "drill_units_known" CHECK ("drill_units" IS NOT NULL) NOT VALID;
ALTER TABLE "order_line" ADD CONSTRAINT "drill_product" FOREIGN KEY ("drill_product_id") REFERENCES "product" ("id")
    NOT VALID;""",
        "",
    ),
    (
        False,
        """ALTER TABLE "order_line" VALIDATE CONSTRAINT "drill_units_known";
ALTER TABLE "order_line" VALIDATE CONSTRAINT "drill_product";""",
        "",
    ),
    (
        True,
        """ALTER TABLE "order_line" ALTER COLUMN "drill_units" SET NOT NULL;
ALTER TABLE "order_line" DROP CONSTRAINT "drill_units_known";""",
        "",
    ),
    (
        False,
        """CREATE INDEX CONCURRENTLY IF NOT EXISTS "drill_by_product" ON "order_line" ("drill_product_id", "id");
CREATE INDEX CONCURRENTLY IF NOT EXISTS "drill_by_units" ON "order_line" ("drill_units") WHERE "drill_units" > 10;""",
        "",
    ),
    (
        True,
        """-- safe: nothing ever used them
ALTER TABLE "order_line" DROP COLUMN "drill_units", DROP COLUMN "drill_product_id", DROP COLUMN "drill_level";""",
        "",
    ),
)
_FILE = '''from tortoise import BaseDBAsyncClient

from erp_visit.migrate import in_batches

RUN_IN_TRANSACTION = {transaction}


async def upgrade(db: BaseDBAsyncClient) -> str:
    {work}
    return """{sql}"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return ""
'''


async def migration(stage: Stage) -> Result:
    """The lines of orders, of which every command but the last writes some."""
    return await play(stage, f"migration of {ROWS // 1_000_000} million rows", _change, prepare=_grow)


async def _grow(stage: Stage) -> None:
    connection = await asyncpg.connect(stage.url())
    try:
        await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        await connection.execute(_ORDERS, ORDERS, LINES)
        portion = ORDERS // 10
        for turn in range(10):
            stage.say(f"growing to {ROWS:,} rows: {turn * 10} % …")
            await connection.execute(_LINES, turn * portion, portion, LINES)
        await connection.execute("VACUUM (ANALYZE) order_line")
        await connection.execute("CHECKPOINT")
        size = await connection.fetchval("SELECT pg_size_pretty(pg_total_relation_size('order_line'))")
        stage.say(f"it has {size}")
    finally:
        await connection.close()


async def _change(scene: Scene) -> None:
    await scene.clients.progress(20)
    scene.clients.seen.slowest = 0.0
    with _later_files() as names:
        if dangers := migration_rules.dangers(migrate._folder()):  # noqa: SLF001 -- a drill may
            scene.bad += dangers
        began = time.monotonic()
        before = scene.clients.seen.acknowledged.total()
        steps: list[str] = []
        slowest = 0.0
        for name in names:
            scene.stage.say(f"migrating: {name} …")
            start = time.monotonic()
            scene.clients.seen.slowest = 0.0
            with _up_to(name):
                done = await migrate.upgrade(scene.stage.url())
            if done != [name]:
                scene.bad.append(f"applied {done}")
            steps.append(f"{time.monotonic() - start:.0f} s, {scene.clients.seen.slowest:.2f} s")
            slowest = max(slowest, scene.clients.seen.slowest)
        seconds = time.monotonic() - began
    scene.faults = len(names)
    scene.clients.seen.slowest = slowest
    commands = scene.clients.seen.acknowledged.total() - before
    scene.notes.append(
        f"{len(names)} files over {ROWS:,} rows in {seconds:.0f} s, with {commands:,} commands done meanwhile;"
        f" each file's time and slowest answer: {'; '.join(steps)}"
    )
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
        for number, (transaction, sql, work) in enumerate(_FILES, first):
            names.append(f"{number}_20991231000000_drill.py")
            text = _FILE.format(transaction=transaction, sql=sql, work=work or "assert in_batches")
            (folder / names[-1]).write_text(text, encoding="utf-8")
        before, migrate._folder = migrate._folder, lambda: folder  # noqa: SLF001 -- likewise
        try:
            yield names
        finally:
            migrate._folder = before  # noqa: SLF001 -- likewise


@contextmanager
def _up_to(last: str) -> Iterator[None]:
    """No files after this one, so that the time of each is known."""
    whole = migrate.files
    names = whole()
    migrate.files = lambda: names[: names.index(last) + 1]
    try:
        yield
    finally:
        migrate.files = whole


__all__ = ["migration"]
