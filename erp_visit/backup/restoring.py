"""Restoring a backup: into a database beside the present one, which it replaces when everything is in it."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from erp_visit import job_schema
from erp_visit.backup.archive import DUMP, FILES, Archive, Manifest
from erp_visit.backup.programs import find, last_words, start
from erp_visit.backup.saving import Tell, count_rows, megabytes
from erp_visit.core.errors import DomainError
from erp_visit.files.store import Store
from erp_visit.migrate import files as migration_files
from erp_visit.migrate import upgrade
from erp_visit.settings import StartupError

_TOLD_EVERY = 200 << 20
_CHUNK = 1 << 20
_SHOWN = 5
_OCCUPIED = ("employee", "customer", "product", "sales_order", "stored_file")


async def restore(database_url: str, store: Store | None, source: Path, tell: Tell, *, replace: bool = False) -> None:
    """Bring database and uploaded files back to what the archive holds.

    The archive is checked whole before anything is touched. The database is restored under another name, brought to
    this version, and takes the present one's place in one transaction; whatever fails before that leaves the present
    one as it was. `replace` allows that the present one holds data, which are lost. Raises StartupError.
    """
    archive = Archive(source)
    try:
        manifest = archive.manifest
        _check_version(manifest)
        _check(archive, tell)
        if manifest.files is not None and store is None:
            raise StartupError(
                f"The backup holds {manifest.files} uploaded files, and ERP_VISIT_FILES_URL names a store elsewhere.",
                remedy="Unset it to restore them into the data folder; move them to that store afterwards.",
            )
        name = unquote(urlsplit(database_url).path.lstrip("/")) or "postgres"
        draft = f"{name[:40]}_restoring"
        draft_url = urlunsplit(urlsplit(database_url)._replace(path=f"/{draft}"))
        async with _admin(database_url) as admin:
            _check_postgres(manifest, admin.get_server_version().major)
            major = admin.get_server_version().major
            for program in ("pg_restore", "psql"):
                find(program, major)
            await _check_place(admin, database_url, name, replace=replace)
            written: list[str] = []
            try:
                await _make_database(admin, name, draft)
                await _load(major, draft_url, archive, tell)
                await _compare(draft_url, manifest)
                for migration in await upgrade(draft_url):
                    tell(f"migrated {migration}")
                await _end_log_ins(draft_url)
                if store is not None:
                    await _put_files(archive, store, written, tell)
                await _swap(admin, name, draft)
            except BaseException:
                await admin.execute(f"DROP DATABASE IF EXISTS {_quoted(draft)} WITH (FORCE)")
                if store is not None:
                    for key in written:
                        with suppress(DomainError):  # the one that could not be written; the log has it
                            await store.delete([key])
                raise
            await admin.execute(f"DROP DATABASE IF EXISTS {_quoted(_before(draft))} WITH (FORCE)")
    finally:
        archive.close()
    tell(f"restored what was there at {manifest.made_at}")


def _check_version(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.migrations) - {*migration_files(), *job_schema.files()})
    if unknown:
        raise StartupError(
            f"The backup was made by ERP Visit {manifest.version}, whose database is of another version: "
            f"{', '.join(unknown[:_SHOWN])} is unknown here.",
            remedy="Restore it with the version that made it, or a newer one. Nothing was changed.",
        )


def _check(archive: Archive, tell: Tell) -> None:
    told = 0

    def progress(done: int) -> None:
        nonlocal told
        if done - told >= _TOLD_EVERY:
            told = done
            tell(f"checking: {megabytes(done)} …")

    archive.check(progress)
    tell("the archive is sound")


def _check_postgres(manifest: Manifest, major: int) -> None:
    if major < manifest.postgres_major:
        raise StartupError(
            f"The backup comes from PostgreSQL {manifest.postgres}, this server is PostgreSQL {major}.",
            remedy=f"Restore it on PostgreSQL {manifest.postgres_major} or newer. Nothing was changed.",
        )


@asynccontextmanager
async def _admin(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection beside the database, from which it can be renamed."""
    try:
        connection = await asyncpg.connect(urlunsplit(urlsplit(database_url)._replace(path="/postgres")), timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StartupError(
            f"The server's database `postgres`, from which others are made, cannot be reached: {error}.",
            remedy="Check DATABASE_URL; the account must be allowed to connect to it.",
        ) from error
    try:
        yield connection
    finally:
        await connection.close()


async def _check_place(admin: asyncpg.Connection, database_url: str, name: str, *, replace: bool) -> None:
    if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        return
    others = await _users(admin, name)
    if others:
        raise StartupError(
            f"The database {name} is in use by {', '.join(others)}.",
            remedy="Stop the servers and workers first, and whatever else is connected. Nothing was changed.",
        )
    connection = await asyncpg.connect(database_url, timeout=10)
    try:
        held = [
            table
            for table in _OCCUPIED
            if await connection.fetchval("SELECT to_regclass($1)", f"public.{table}") is not None
            and await connection.fetchval(f"SELECT EXISTS (SELECT FROM public.{table})")
        ]
    finally:
        await connection.close()
    if held and not replace:
        raise StartupError(
            f"The database {name} holds data already ({', '.join(held)}).",
            remedy="Restore into an empty one, or say --replace to lose what is there now. Nothing was changed.",
        )


async def _users(admin: asyncpg.Connection, name: str) -> list[str]:
    rows = await admin.fetch(
        "SELECT coalesce(nullif(application_name, ''), usename, 'somebody') || ' (' || count(*) || ')' AS who"
        " FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'"
        " GROUP BY application_name, usename ORDER BY 1",
        name,
    )
    return [row["who"] for row in rows]


async def _make_database(admin: asyncpg.Connection, name: str, draft: str) -> None:
    """A fresh database like the present one. One of that name is what a killed restore has left."""
    await admin.execute(f"DROP DATABASE IF EXISTS {_quoted(draft)} WITH (FORCE)")
    await admin.execute(f"DROP DATABASE IF EXISTS {_quoted(_before(draft))} WITH (FORCE)")
    row = await admin.fetchrow(
        "SELECT quote_literal(datcollate) AS collate, quote_literal(datctype) AS ctype FROM pg_database"
        " WHERE datname = $1 AND datlocprovider = 'c'",
        name,
    )
    alike = f" LC_COLLATE {row['collate']} LC_CTYPE {row['ctype']}" if row is not None else ""
    try:
        await admin.execute(f"CREATE DATABASE {_quoted(draft)} TEMPLATE template0 ENCODING 'UTF8'{alike}")
    except asyncpg.InsufficientPrivilegeError as error:
        raise StartupError(
            "The account of DATABASE_URL may not make databases, which a restore needs.",
            remedy="Let an administrator say: ALTER ROLE … CREATEDB. Nothing was changed.",
        ) from error
    except (asyncpg.DiskFullError, asyncpg.PostgresIOError) as error:
        raise _no_space(str(error)) from error


_HEAD = 65_536
_NO_PATH = b"set_config('search_path', '', false)"
_PUBLIC = b"set_config('search_path', 'public', false)"
"""A dump is loaded without a search path, and before PostgreSQL 18 the functions of the extension earthdistance find
their own types by it: an index on them, as that of customers' places, could not be built."""


async def _load(major: int, draft_url: str, archive: Archive, tell: Tell) -> None:
    """Have pg_restore make a script of the dump, and psql carry it out."""
    tell("restoring the database …")
    reader = await start(
        find("pg_restore", major), None, "--no-owner", "--no-privileges", "--file=-", reads=True, writes=True
    )
    writer = await start(find("psql", major), draft_url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", reads=True)
    complaints = [asyncio.create_task(_stream(one.stderr).read()) for one in (writer, reader)]
    try:
        await asyncio.gather(_feed(archive.pieces(DUMP), reader), _pass_on(reader, writer))
        codes = [await one.wait() for one in (writer, reader)]
    finally:
        for one in (writer, reader):
            if one.returncode is None:
                one.kill()
                await one.wait()
        said = [await one for one in complaints]
    for code, words in zip(codes, map(last_words, said), strict=True):
        if code != 0:
            if "No space left" in words:
                raise _no_space(words)
            raise StartupError(
                f"The database could not be restored:\n{words}\n",
                remedy="Correct what it says, then try again. Nothing was changed.",
            )


def _stream(one: asyncio.StreamReader | None) -> asyncio.StreamReader:
    assert one is not None
    return one


async def _feed(pieces: Iterable[bytes], process: Process) -> None:
    """Write all of it to a process, unless that ends before: then it says why."""
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        for piece in pieces:
            process.stdin.write(piece)
            await process.stdin.drain()
    process.stdin.close()


async def _pass_on(reader: Process, writer: Process) -> None:
    assert reader.stdout is not None
    assert writer.stdin is not None
    head = b""
    while len(head) < _HEAD and (piece := await reader.stdout.read(_HEAD)):
        head += piece
    try:
        writer.stdin.write(head.replace(_NO_PATH, _PUBLIC, 1))
        while piece := await reader.stdout.read(_CHUNK):
            writer.stdin.write(piece)
            await writer.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        reader.kill()  # nobody listens to it any more
    writer.stdin.close()


async def _compare(draft_url: str, manifest: Manifest) -> None:
    connection = await asyncpg.connect(draft_url, timeout=10)
    try:
        found = await count_rows(connection)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    if found != manifest.rows:
        wrong = sorted(name for name in {*found, *manifest.rows} if found.get(name) != manifest.rows.get(name))
        raise StartupError(
            f"What was restored has other numbers of rows than the backup says: {', '.join(wrong[:_SHOWN])}.",
            remedy="Use another backup. Nothing was changed.",
        )


async def _end_log_ins(draft_url: str) -> None:
    """Everybody logs in anew: log-outs and new passwords since then are undone, and must not bring log-ins back."""
    connection = await asyncpg.connect(draft_url, timeout=10)
    try:
        await connection.execute("DELETE FROM login_session")
    finally:
        await connection.close()


async def _put_files(archive: Archive, store: Store, written: list[str], tell: Tell) -> None:
    """Put the files into the store. A file's name holds a part of its checksum: none takes the place of another."""
    present = {blob.key async for portion in store.blobs() for blob in portion}
    try:
        for key in archive.files:
            if key not in present:
                written.append(key)
            await store.put(key, b"".join(archive.pieces(FILES + key)))
    except Exception as error:
        if isinstance(error, StartupError):
            raise
        raise StartupError(
            f"The files cannot be written: {error.__cause__ or error}.",
            remedy="Make room in the data folder, or name another one. The database was not changed.",
        ) from error
    tell(f"files: {len(archive.files)}")


async def _swap(admin: asyncpg.Connection, name: str, draft: str) -> None:
    """Rename both databases in one transaction: there is no moment without one."""
    try:
        async with admin.transaction():
            if await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
                await admin.execute(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(_before(draft))}")
            await admin.execute(f"ALTER DATABASE {_quoted(draft)} RENAME TO {_quoted(name)}")
    except asyncpg.ObjectInUseError as error:
        raise StartupError(
            f"Somebody connected to the database {name} meanwhile.",
            remedy="Stop whatever uses it, then restore again. Nothing was changed.",
        ) from error


def _before(draft: str) -> str:
    return f"{draft}_before"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _no_space(said: str) -> StartupError:
    return StartupError(
        f"The database's disk is full:\n{said}\n",
        remedy="Make room: until it is done, a restore needs space for both databases. Nothing was changed.",
    )


__all__ = ["restore"]
