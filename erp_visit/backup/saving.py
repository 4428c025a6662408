"""Making a backup while the server works: one snapshot of the database, and the files that it names."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from erp_visit import __version__, job_schema
from erp_visit.backup.archive import DUMP, FILES, Manifest, Writer
from erp_visit.backup.programs import find, last_words, start
from erp_visit.core.errors import DomainError
from erp_visit.core.models import APP
from erp_visit.files.store import NoSuchBytes, Store
from erp_visit.settings import StartupError

Tell = Callable[[str], None]
_CHUNK = 1 << 20
_TOLD_EVERY = 50 << 20
_TABLES = """
SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""


async def backup(database_url: str, store: Store | None, target: Path, tell: Tell) -> Manifest:
    """Write the archive `target`; `store` is the folder of the uploaded files, None if they are in a store elsewhere.

    Until it is complete it has another name; nothing is left of a backup that failed. Raises StartupError.
    """
    if target.exists():  # noqa: ASYNC240 -- a command line has nobody else to serve
        raise StartupError(f"{target} exists.", remedy="Name another file, or remove this one first.")
    draft = target.with_name(f"{target.name}.unfinished")
    try:
        # Whoever may read it may read everything: passwords' hashes, customers, photos.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                writer = Writer(stream)
                try:
                    manifest = await _write(database_url, store, writer, tell)
                finally:
                    writer.close()
                stream.flush()
                os.fsync(stream.fileno())
            draft.rename(target)
            _sync_folder(target.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except DomainError as error:
        raise StartupError(str(error), remedy="The files are read from the data folder.") from error
    except OSError as error:
        raise StartupError(
            f"{target} cannot be written: {error.strerror or error}.",
            remedy="Make room there, or name a file in another place.",
        ) from error
    return manifest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def _write(database_url: str, store: Store | None, writer: Writer, tell: Tell) -> Manifest:
    try:
        connection = await asyncpg.connect(database_url, timeout=10)
    except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:
        raise StartupError(
            f"The database cannot be reached: {str(error) or 'no answer'}.",
            remedy="Check DATABASE_URL, and that PostgreSQL runs.",
        ) from error
    try:
        version = connection.get_server_version()
        program = find("pg_dump", version.major)
        # Files first, and after the dump those that came meanwhile: what is deleted while we copy has lost its row
        # before, so that the archive holds the bytes of every row of the dump.
        copied: set[str] = set()
        if store is not None:
            await _copy(store, writer, copied, tell)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            await _dump(await _pg_dump(program, database_url, snapshot), writer, tell)
            tell("counting rows …")
            rows = await count_rows(connection)
            migrations = await applied(connection)
        if store is not None:
            await _copy(store, writer, copied, tell)
    finally:
        await connection.close()
    return writer.finish(
        version=__version__,
        made_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        postgres=f"{version.major}.{version.minor}",
        migrations=migrations,
        rows=rows,
        files=None if store is None else len(copied),
    )


async def count_rows(connection: asyncpg.Connection) -> dict[str, int]:
    """The rows of every table of ours."""
    names = [row["name"] for row in await connection.fetch(_TABLES)]
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}


async def applied(connection: asyncpg.Connection) -> list[str]:
    """Names of all migrations that the database has, those of the job queue included."""
    rows = await connection.fetch("SELECT version FROM aerich WHERE app = $1 ORDER BY id", APP)
    lacking = await job_schema.missing(connection)
    return [*(row["version"] for row in rows), *(name for name in job_schema.files() if name not in lacking)]


async def _pg_dump(program: Path, database_url: str, snapshot: str) -> Process:
    wanted = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    return await start(program, database_url, *wanted, writes=True)


async def _dump(process: Process, writer: Writer, tell: Tell) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(process.stderr.read())
    try:
        written, told = 0, 0
        with writer.member(DUMP) as write:
            while piece := await process.stdout.read(_CHUNK):
                write(piece)
                written += len(piece)
                if written - told >= _TOLD_EVERY:
                    told = written
                    tell(f"database: {megabytes(written)} …")
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        said = await complaints
    if code != 0:
        raise StartupError(f"pg_dump failed:\n{last_words(said)}\n", remedy="Correct what it says, then try again.")
    tell(f"database: {megabytes(written)}")


async def _copy(store: Store, writer: Writer, copied: set[str], tell: Tell) -> None:
    fresh, began, told = 0, writer.size, writer.size
    async for portion in store.blobs():
        for blob in portion:
            if blob.key in copied:
                continue
            try:
                whole = b"".join([piece async for piece in store.read(blob.key, 0, blob.size)]) if blob.size else b""
            except NoSuchBytes:
                continue  # deleted just now, and its row before
            with writer.member(FILES + blob.key) as write:
                write(whole)
            copied.add(blob.key)
            fresh += 1
            if writer.size - told >= _TOLD_EVERY:
                told = writer.size
                tell(f"files: {len(copied)}, {megabytes(writer.size - began)} …")
    if fresh or not copied:
        tell(f"files: {fresh}, {megabytes(writer.size - began)}")


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 2**20:,.1f} MB"


__all__ = ["Tell", "applied", "backup", "count_rows", "megabytes"]
