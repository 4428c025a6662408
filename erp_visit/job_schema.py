"""The job queue's tables: procrastinate brings them, and migrations of its own when a new version changes them.

They are applied by erp_visit.migrate beside aerich's, and remembered in a table of ours: procrastinate does not.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

_APPLIED = "procrastinate_migration"


def files() -> list[str]:
    """Names of procrastinate's migrations, in the order in which they are applied."""
    return sorted(path.name for path in (_folder() / "migrations").glob("*.sql"))


async def missing(connection: Any) -> list[str]:
    """Which of them the database lacks."""
    if await connection.fetchval(f"SELECT to_regclass('{_APPLIED}')") is None:
        return files()
    applied = {row["name"] for row in await connection.fetch(f"SELECT name FROM {_APPLIED}")}
    return [name for name in files() if name not in applied]


async def apply(connection: Any) -> list[str]:
    """Bring the queue's tables to the installed version; the names of the migrations that this took.

    A database without them gets them whole, as `job queue`. Call under the migration lock.
    """
    lacking = await missing(connection)
    if not lacking:
        return []
    async with connection.transaction():
        if new := await connection.fetchval("SELECT to_regclass('procrastinate_jobs')") is None:
            await connection.execute((_folder() / "schema.sql").read_text(encoding="utf-8"))
            await connection.execute(f"CREATE TABLE {_APPLIED} (name text PRIMARY KEY)")
        else:
            for name in lacking:
                await connection.execute((_folder() / "migrations" / name).read_text(encoding="utf-8"))
        await connection.executemany(f"INSERT INTO {_APPLIED} (name) VALUES ($1)", [(name,) for name in lacking])
    return ["job queue"] if new else [f"job queue {name}" for name in lacking]


def _folder() -> Path:
    spec = importlib.util.find_spec("procrastinate")  # not imported: it is slow to load
    assert spec is not None, "a dependency"
    assert spec.origin is not None
    return Path(spec.origin).parent / "sql"
