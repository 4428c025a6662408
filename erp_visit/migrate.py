"""Migrations: aerich's files in migrations/, applied once whoever starts first.

`python -m erp_visit.migrate --make NAME` writes a migration from the models without a database; `--check` fails if the
models say something that no migration does, or if a migration would keep others waiting (migration_rules.py). `upgrade`
is what the server and `erp-visit migrate` call.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import asyncpg

from erp_visit import job_schema, migration_rules
from erp_visit.core.models import APP
from erp_visit.db import tortoise_config
from erp_visit.org.roles import ensure_roles
from erp_visit.pooler import is_pooled
from erp_visit.resources import resource_dir
from erp_visit.settings import StartupError

if TYPE_CHECKING:
    from tortoise import BaseDBAsyncClient

R = TypeVar("R")

# Any number that nothing else in the database uses: PostgreSQL's advisory locks are known by number alone.
_LOCK = 0x45525056  # "ERPV"
_SECONDS_TO_CONNECT = 30
LOCK_TIMEOUT = "300ms"
"""How long a migration waits for a lock, and with it everybody who wants the same table after it."""
_VACUUM_TIMEOUT = "5s"
_SECONDS_FOR_LOCKS = 300
_SECONDS_BETWEEN = 1.0
_SECONDS_TO_LOOK = 0.2
_SECONDS_TO_BREATHE = 0.02
"""Between two portions of a table, so that the disk and the others have their turn."""
_OLDEST_POSTGRES = (15,)
_NO_DATABASE = "postgresql://nobody@localhost/none"  # never connected to: aerich works from the last file's state


def files() -> list[str]:
    """Names of all migration files, in the order in which they are applied."""
    numbered = [path for path in _folder().glob("[0-9]*_*.py") if path.stem.partition("_")[0].isdigit()]
    return [path.name for path in sorted(numbered, key=lambda path: int(path.stem.partition("_")[0]))]


async def upgrade(database_url: str) -> list[str]:
    """Apply what has not been applied; the names of the files applied now.

    Any number of processes may call this at once: one works, the others wait and find nothing left to do. Each file is
    one transaction, or statements each by itself if it says RUN_IN_TRANSACTION = False. Locks are tried for again and
    again, briefly each time: the servers may be working.

    Raises StartupError if the database was written by a newer version, asyncpg.PostgresError or tortoise's
    OperationalError if a statement fails.
    """
    async with _locked(database_url) as connection:
        applied = await _applied(connection)
        if unknown := sorted(applied - set(files())):
            raise StartupError(
                f"The database was migrated by another version of ERP Visit: {', '.join(unknown)} is unknown here.",
                remedy="Start the version that made it, or a newer one.",
            )
        if lacking := [name for name in files() if name not in applied]:
            await _apply(database_url, lacking)
        now_applied = await _applied(connection)
        done = [name for name in files() if name in now_applied - applied]
        done += await _patiently(partial(job_schema.apply, connection))
        await ensure_roles(connection)  # a fresh database has the roles that every distributor starts with
        return done


async def pending(database_url: str) -> list[str]:
    """Names of the files that are not applied yet; empty when the database fits this version.

    Raises OSError or asyncpg.PostgresError if the database cannot be reached.
    """
    connection = await asyncpg.connect(database_url, timeout=_SECONDS_TO_CONNECT)
    try:
        return await pending_on(connection)
    finally:
        await connection.close()


async def pending_on(connection: Any) -> list[str]:
    """As `pending`, on an open connection: a few cheap statements."""
    applied = await _applied(connection)
    lacking = [name for name in files() if name not in applied]
    return lacking + [f"job queue {name}" for name in await job_schema.missing(connection)]


async def make(name: str) -> str | None:
    """Write a migration file from the models; its name, or None if the models have not changed."""
    return await _write(name, _folder().parent)


async def drift() -> str | None:
    """The migration that is missing: what the models say and no file does, as a file's text; None if all is in step."""
    numbers = Counter(name.partition("_")[0] for name in files())
    if twice := [number for number, count in numbers.items() if count > 1]:
        return f"Two migrations have the same number: {', '.join(twice)}. Make the later one anew."
    with tempfile.TemporaryDirectory(prefix="erp-visit-migrations-") as scratch:
        copy = Path(scratch) / APP
        if _folder().is_dir():
            shutil.copytree(_folder(), copy)
        name = await _write("missing", Path(scratch))
        return (copy / name).read_text(encoding="utf-8") if name else None


def _folder() -> Path:
    return resource_dir("migrations") / APP


async def _connect(database_url: str) -> Any:
    """A connection to a server that can hold our tables. Raises StartupError otherwise."""
    try:
        # Without prepared statements, so that it can be told when a pooler is in between.
        connection = await asyncpg.connect(database_url, timeout=_SECONDS_TO_CONNECT, statement_cache_size=0)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or "no answer"
        raise StartupError(
            f"The database cannot be reached: {reason}.", remedy="Check DATABASE_URL, and that PostgreSQL runs."
        ) from error
    if connection.get_server_version() < _OLDEST_POSTGRES:
        await connection.close()
        raise StartupError(
            f"The database is PostgreSQL {connection.get_server_version().major}; {_OLDEST_POSTGRES[0]} is needed.",
            remedy="Upgrade it, or name another one in DATABASE_URL.",
        )
    if await is_pooled(connection):
        await connection.close()
        raise StartupError(
            "DATABASE_URL names a pooler such as PgBouncer, not PostgreSQL itself, which migrations, the job queue and"
            " backups need.",
            remedy="Name PostgreSQL in DATABASE_URL, and the pooler, in transaction mode, in ERP_VISIT_POOLER_URL.",
        )
    return connection


@asynccontextmanager
async def _locked(database_url: str) -> AsyncIterator[Any]:
    connection = await _connect(database_url)
    try:
        # Asked for again and again: who waits inside a statement holds a snapshot, for whose end another process that
        # builds an index beside the servers' work would wait, and both for ever.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):  # noqa: ASYNC110 -- another's
            await asyncio.sleep(_SECONDS_TO_LOOK)
        await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        yield connection
    finally:
        await connection.close()  # which gives the lock back


async def _applied(connection: Any) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('aerich')") is None:
        return set()
    return {row["version"] for row in await connection.fetch("SELECT version FROM aerich WHERE app = $1", APP)}


async def _apply(database_url: str, names: list[str]) -> None:
    """Apply files one after the other. aerich keeps them and what they leave the models at; it runs a file with one
    limit for locks, and the statements of a file without transaction as one, so we run them ourselves."""
    from aerich import Command  # late: it brings a command line of its own
    from tortoise.context import TortoiseContext

    # In a context of its own: Tortoise may know another database in ours, from an earlier call or for the models.
    async with TortoiseContext(), Command(tortoise_config(database_url), app=APP, location=str(_folder().parent)):
        for name in names:
            await _patiently(partial(_apply_one, name))


async def _apply_one(name: str) -> None:
    from aerich.models import Aerich
    from aerich.utils import decompress_dict, get_models_describe, import_py_file
    from tortoise import connections
    from tortoise.transactions import in_transaction

    module = import_py_file(_folder() / name)
    state = getattr(module, "MODELS_STATE", None)
    row = Aerich(version=name, app=APP, content=decompress_dict(state) if state else get_models_describe(APP))
    if getattr(module, "RUN_IN_TRANSACTION", True):
        async with in_transaction("default") as within:
            script = await module.upgrade(within)
            await _keep_vacuum_away(within, script)
            await within.execute_script(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            await within.execute_script(script)
            await row.save(using_db=within)
        return
    # What may run here takes locks that stop nobody; it waits as long as it must for what began before it.
    client = connections.get("default")
    await _drop_unfinished(client, (_folder() / name).read_text(encoding="utf-8"))
    for statement in _statements(await module.upgrade(client)):
        await client.execute_script(statement)
    await row.save(using_db=client)


async def _keep_vacuum_away(within: BaseDBAsyncClient, script: str) -> None:
    """Take the tables that a script alters from autovacuum, which lets go of one only when somebody has waited for it
    for a second: longer than the script waits. This lock holds up neither readers nor writers, and may be waited for.
    """
    names = dict.fromkeys(re.findall(r'ALTER\s+TABLE\s+(?:ONLY\s+)?"?(\w+)"?', script, re.IGNORECASE))
    await within.execute_script(f"SET LOCAL lock_timeout = '{_VACUUM_TIMEOUT}'")
    for name in sorted(names):
        rows = await within.execute_query_dict("SELECT to_regclass($1) IS NOT NULL AS there", [f'public."{name}"'])
        if rows[0]["there"]:
            await within.execute_script(f'LOCK TABLE "{name}" IN SHARE UPDATE EXCLUSIVE MODE')


def _statements(text: str) -> list[str]:
    """The statements of a file without transaction; each ends at the end of a line."""
    return [one.strip() for one in re.split(r";[ \t]*(?:\n|$)", text) if one.strip()]


async def in_batches(
    client: BaseDBAsyncClient, table: str, assignments: str, *, where: str = "true", key: str = "id", size: int = 2_000
) -> int:
    """Fill columns of a large table portion by portion, each in a short transaction of its own; how many rows that was.

    For `upgrade` of a file with RUN_IN_TRANSACTION = False. A new row needs the columns' default: it may come in behind
    the place that has been reached. `where` leaves out what is filled already, as the file may run a second time.
    """
    from tortoise.transactions import in_transaction

    statement = f"""
        WITH portion AS MATERIALIZED (
            SELECT "{key}" AS key FROM "{table}" WHERE "{key}" > $1::uuid ORDER BY "{key}" LIMIT {size}
        ), changed AS (
            UPDATE "{table}" SET {assignments} FROM portion WHERE "{table}"."{key}" = portion.key AND ({where})
            RETURNING 1
        )
        SELECT (SELECT key FROM portion ORDER BY key DESC LIMIT 1) AS reached, (SELECT count(*) FROM changed) AS changed
    """
    reached, total = UUID(int=0), 0
    while True:
        async with in_transaction("default") as within:
            await within.execute_script(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            (row,) = await within.execute_query_dict(statement, [reached])
        if row["reached"] is None:
            return total
        reached, total = row["reached"], total + row["changed"]
        await asyncio.sleep(_SECONDS_TO_BREATHE)


async def _patiently(work: Callable[[], Awaitable[R]]) -> R:
    """Do it as often as it takes to have its locks. Whoever waits for a table's lock holds up everybody who comes
    after, so none is waited for longer than LOCK_TIMEOUT; files that are applied stay applied."""
    deadline = time.monotonic() + _SECONDS_FOR_LOCKS
    while True:
        try:
            return await work()
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
            if time.monotonic() > deadline:
                raise StartupError(
                    f"A migration could not have its locks for {_SECONDS_FOR_LOCKS // 60} minutes: {error}.",
                    remedy="See in pg_stat_activity which transaction stays open, end it, then start again.",
                ) from error
            await asyncio.sleep(_SECONDS_BETWEEN)


async def _drop_unfinished(client: BaseDBAsyncClient, text: str) -> None:
    """Drop the indexes that an earlier attempt at a file did not finish: IF NOT EXISTS would take them for done."""
    rows = await client.execute_query_dict(
        "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND n.nspname = 'public'"
    )
    for row in rows:
        if re.search(rf"\b{re.escape(row['name'])}\b", text):
            await client.execute_script(f'DROP INDEX CONCURRENTLY IF EXISTS "{row["name"]}"')


async def _write(name: str, location: Path) -> str | None:
    from aerich import Command
    from aerich.migrate import Migrate

    command = Command(tortoise_config(_NO_DATABASE), app=APP, location=str(location))
    Migrate.app = APP
    Migrate.migrate_location = location / APP
    try:
        if Migrate.get_last_version_module() is None:
            await command.init_migrations(safe=False)
            return str(Migrate.get_last_version_file()) + ".py"
        await command.init(offline=True)
        written = await command.migrate(name, no_input=True, offline=True) or None
        if written is not None:
            _keep_defaults(location / APP / written)
        return written
    finally:
        await command.aclose()


_ADDED = re.compile(r'ALTER TABLE "(\w+)" ADD "(\w+)" [^;\n]*? NOT NULL(?=;)')


def _keep_defaults(file: Path) -> None:
    """Give added columns the default that the model says: aerich 0.10 writes it for new tables only."""
    from aerich.migrate import Migrate
    from tortoise import Tortoise

    fields = {
        (model._meta.db_table, column): (model, model._meta.fields_map[name])
        for model in Tortoise.apps[APP].values()
        for name, column in model._meta.fields_db_projection.items()
    }

    def with_default(match: re.Match[str]) -> str:
        table, column = match.groups()
        model, field = fields[table, column]
        default = Migrate.ddl.schema_generator._get_field_default(field, table, column, model)  # noqa: SLF001 -- as aerich does
        return f"{match[0]}{default}"

    file.write_text(_ADDED.sub(with_default, file.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    """The command line of `make migration` and `make check`."""
    parser = argparse.ArgumentParser(prog="python -m erp_visit.migrate", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--make", metavar="NAME", help="write a migration from the models")
    action.add_argument("--check", action="store_true", help="fail if a migration is missing or dangerous")
    arguments = parser.parse_args()
    if arguments.make:
        written = asyncio.run(make(arguments.make))
        sys.stdout.write(f"migrations/{APP}/{written}\n" if written else "The models have not changed.\n")
        return 0
    if dangers := migration_rules.dangers(_folder()):
        sys.stderr.write("Migrations that would keep others waiting (CONTRIBUTING.md):\n\n" + "\n".join(dangers) + "\n")
        return 1
    missing = asyncio.run(drift())
    if missing is not None:
        sys.stderr.write(f"The models say what no migration does. Run: make migration NAME=...\n\n{missing}\n")
        return 1
    sys.stdout.write("Migrations are in step with the models.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
