"""Backup and restore: what comes back is what was there, and whatever goes wrong leaves what there is."""

from __future__ import annotations

import hashlib
import resource
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

from erp_visit.backup import backup, restore
from erp_visit.backup.archive import Archive
from erp_visit.backup.programs import find
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.doctor import run
from erp_visit.embedded import ServerAddresses
from erp_visit.files.store import Store, blob_key
from erp_visit.settings import StartupError

SIZE = DemoSize(until=until(date(2026, 11, 20)), customers=40, orders=120, days=30)
FIGURES = """
SELECT (SELECT sum(total) FROM sales_order) AS ordered, (SELECT sum(on_hand) FROM stock_balance) AS stock,
    (SELECT sum(open_amount) FROM receivable) AS owed, (SELECT sum(amount) FROM ledger_entry) AS ledger,
    (SELECT count(*) FROM visit) AS visits,
    (SELECT md5(string_agg(a::text, '' ORDER BY a.id)) FROM customer_account a) AS accounts
"""


def nothing(_: str) -> None:
    pass


@pytest.fixture(scope="module")
async def sound(
    addresses: ServerAddresses, template: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Any]:
    """A database with a demo and three files in a folder, and its backup."""
    name = f"{template[:30]}_saved_{worker_id}"
    url = urlunsplit(urlsplit(addresses.database_url)._replace(path=f"/{name}"))
    admin = await asyncpg.connect(addresses.database_url)
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    folder = tmp_path_factory.mktemp("saved")
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC", "jit": "off"})
    await load(connection, SIZE, "hash")
    store = Store(folder / "files")
    owner = await connection.fetchval("SELECT id FROM employee ORDER BY id LIMIT 1")
    for body in (b"one", b"two" * 400_000, b""):
        await file_of(connection, store, owner, body)
    figures = await connection.fetchrow(FIGURES)
    await connection.close()
    manifest = await backup(url, store, folder / "backup.zip", nothing)
    yield SimpleNamespace(
        url=url, file=folder / "backup.zip", figures=figures, admin=admin, folder=folder, manifest=manifest
    )
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def file_of(connection: asyncpg.Connection, store: Store, owner: UUID, body: bytes) -> None:
    key, digest = uuid4(), hashlib.sha256(body).hexdigest()
    await store.put(blob_key(key, digest), body)
    await connection.execute(
        "INSERT INTO stored_file (id, kind, content_type, size, sha256, uploaded_by_id, attached_at)"
        " VALUES ($1, 'VOICE', 'audio/ogg', $2, $3, $4, now())",
        key, len(body), digest, owner,
    )  # fmt: skip


@pytest.fixture
async def empty(sound: Any, addresses: ServerAddresses, tmp_path: Path) -> AsyncIterator[Any]:
    """An empty database and an empty folder to restore into."""
    name = "erp_visit_empty_" + uuid4().hex[:12]
    await sound.admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(addresses.database_url)._replace(path=f"/{name}"))
    yield SimpleNamespace(url=url, name=name, store=Store(tmp_path / "files"), folder=tmp_path / "files")
    await sound.admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def figures_of(url: str) -> asyncpg.Record:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchrow(FIGURES)
    finally:
        await connection.close()


async def is_untouched(sound: Any, empty: Any) -> bool:
    """Nothing in the database, no other database left of the attempt, no file."""
    connection = await asyncpg.connect(empty.url)
    tables = await connection.fetchval("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    await connection.close()
    left = await sound.admin.fetchval(
        "SELECT count(*) FROM pg_database WHERE starts_with(datname, $1)", f"{empty.name}_"
    )
    return (tables, left, [path for path in empty.folder.rglob("*") if path.is_file()]) == (0, 0, [])


async def test_what_is_restored_is_what_was_saved(sound: Any, empty: Any) -> None:
    told: list[str] = []
    await restore(empty.url, empty.store, sound.file, told.append)
    assert await figures_of(empty.url) == sound.figures
    assert await run(empty.url, nothing, empty.store) == []
    assert sorted(path.stat().st_size for path in empty.folder.rglob("*") if path.is_file()) == [0, 3, 1_200_000]
    assert told[0] == "the archive is sound"
    assert "files: 3" in told
    assert sound.file.stat().st_mode & 0o777 == 0o600
    assert not list(sound.folder.glob("*.unfinished"))


async def test_data_are_lost_only_if_one_says_so(sound: Any, empty: Any) -> None:
    await restore(empty.url, empty.store, sound.file, nothing)
    connection = await asyncpg.connect(empty.url)
    await connection.execute("UPDATE customer SET name = 'changed'")
    await connection.close()
    with pytest.raises(
        StartupError, match=r"holds data already .employee, customer, product, sales_order, stored_file"
    ):
        await restore(empty.url, empty.store, sound.file, nothing)
    connection = await asyncpg.connect(empty.url)
    assert await connection.fetchval("SELECT count(DISTINCT name) FROM customer") == 1
    with pytest.raises(StartupError, match="is in use by"):
        await restore(empty.url, empty.store, sound.file, nothing, replace=True)
    await connection.close()
    await restore(empty.url, empty.store, sound.file, nothing, replace=True)
    assert await figures_of(empty.url) == sound.figures
    connection = await asyncpg.connect(empty.url)
    assert await connection.fetchval("SELECT count(DISTINCT name) FROM customer") == 40
    await connection.close()


@pytest.mark.parametrize("where", [0.05, 0.5, 0.999])
async def test_a_damaged_archive_is_refused(sound: Any, empty: Any, tmp_path: Path, where: float) -> None:
    damaged = tmp_path / "damaged.zip"
    content = bytearray(sound.file.read_bytes())
    content[int(len(content) * where)] ^= 0xFF
    damaged.write_bytes(content)
    with pytest.raises(StartupError, match="is damaged or no backup"):
        await restore(empty.url, empty.store, damaged, nothing)
    assert await is_untouched(sound, empty)


async def test_a_damaged_list_of_contents_is_refused(sound: Any, empty: Any, tmp_path: Path) -> None:
    content, damaged = sound.file.read_bytes(), tmp_path / "damaged.zip"
    directory = content.index(b"PK\x01\x02")
    for place in range(directory, directory + 60):
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        with suppress(StartupError):  # nothing else comes; dates and the like may be anything
            Archive(damaged).close()
    later = directory + 6
    damaged.write_bytes(content[:later] + b"\xff" + content[later + 1 :])
    with pytest.raises(StartupError, match="it is no archive, or its end is missing"):
        await restore(empty.url, empty.store, damaged, nothing)
    assert await is_untouched(sound, empty)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9999])
async def test_a_cut_archive_is_refused(sound: Any, empty: Any, tmp_path: Path, share: float) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(sound.file.read_bytes()[: int(sound.file.stat().st_size * share)])
    with pytest.raises(StartupError, match="it is no archive, or its end is missing"):
        await restore(empty.url, empty.store, cut, nothing)
    assert await is_untouched(sound, empty)


def with_another(source: Path, target: Path, name: str, body: bytes, packing: int = zipfile.ZIP_STORED) -> Path:
    """A copy with one more member, sums and all: whoever makes an archive can make those, too."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            if one not in ("checksums", "manifest.json"):
                new.writestr(one, old.read(one))
        new.writestr(name, body, packing)
        listed = old.read("checksums") + f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode()
        new.writestr("checksums", listed)
        facts = {**orjson.loads(old.read("manifest.json")), "checksums": hashlib.sha256(listed).hexdigest()}
        new.writestr("manifest.json", orjson.dumps(facts))
    return target


@pytest.mark.parametrize(
    "name",
    ["files/../../evil", "files//etc/evil", "files/ab/../../evil", "files/./evil", "/etc/evil", "../evil", "files/"],
)
async def test_an_archive_leads_to_no_other_place(sound: Any, empty: Any, tmp_path: Path, name: str) -> None:
    """Sound by its own sums, and made by somebody else. Nothing is written, not even what comes before in it."""
    crafted = with_another(sound.file, tmp_path / "crafted.zip", name, b"evil")
    with pytest.raises(StartupError, match="is no name of a file in a backup"):
        await restore(empty.url, empty.store, crafted, nothing)
    assert await is_untouched(sound, empty)


async def test_a_name_that_no_disk_takes_leaves_nothing_behind(sound: Any, empty: Any, tmp_path: Path) -> None:
    for name in ("files/ab/evil#1", "files/ab/" + "x" * 300):
        crafted = with_another(sound.file, tmp_path / "crafted.zip", name, b"evil")
        with pytest.raises(StartupError, match="The files cannot be written"):
            await restore(empty.url, empty.store, crafted, nothing)
        assert await is_untouched(sound, empty)


async def test_an_archive_does_not_unpack_to_more_than_it_is(sound: Any, empty: Any, tmp_path: Path) -> None:
    for name in ("files/ab/bomb", "later.json"):
        crafted = tmp_path / "crafted.zip"
        with_another(sound.file, crafted, name, bytes(1_000_000), zipfile.ZIP_DEFLATED)
        with pytest.raises(StartupError, match="is packed, as nothing in a backup is"):
            await restore(empty.url, empty.store, crafted, nothing)
        assert await is_untouched(sound, empty)


def rewritten(source: Path, target: Path, **changes: Any) -> Path:
    """A copy whose manifest says something else."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "manifest.json":
                body = orjson.dumps({**orjson.loads(body), **changes})
            new.writestr(name, body)
    return target


async def test_backups_of_other_versions(sound: Any, empty: Any, tmp_path: Path) -> None:
    later = [*sound.manifest.migrations, "999_20991231235959_later.py"]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"migrations": later, "version": "9.9"}, "made by ERP Visit 9.9, .* 999_20991231235959_later.py is unknown"),
        ({"format": 2, "version": "9.9"}, "made by ERP Visit 9.9, in a form that is unknown here"),
        ({"postgres": "99.1"}, "comes from PostgreSQL 99.1, this server is PostgreSQL"),
        ({"rows": {**sound.manifest.rows, "customer": 41}}, "other numbers of rows than the backup says: customer"),
    ]
    for changes, message in cases:
        changed = rewritten(sound.file, tmp_path / "changed.zip", **changes)
        with pytest.raises(StartupError, match=message):
            await restore(empty.url, empty.store, changed, nothing)
        assert await is_untouched(sound, empty)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file that this process writes may become larger: what a full disk does, without one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_no_room_for_the_backup(sound: Any, tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="cannot be written") as caught, files_up_to(200_000):
        await backup(sound.url, Store(sound.folder / "files"), tmp_path / "backup.zip", nothing)
    assert caught.value.remedy == "Make room there, or name a file in another place."
    assert list(tmp_path.iterdir()) == []


async def test_no_room_for_the_files(sound: Any, empty: Any) -> None:
    with pytest.raises(StartupError, match="The files cannot be written"), files_up_to(600_000):
        await restore(empty.url, empty.store, sound.file, nothing)
    assert await is_untouched(sound, empty)


async def test_a_backup_writes_over_nothing(sound: Any) -> None:
    before = sound.file.read_bytes()
    with pytest.raises(StartupError, match=r"backup.zip exists"):
        await backup(sound.url, None, sound.file, nothing)
    assert sound.file.read_bytes() == before


async def test_files_in_a_store_elsewhere_are_left_out_and_not_lost(sound: Any, empty: Any, tmp_path: Path) -> None:
    made = await backup(sound.url, None, tmp_path / "bare.zip", nothing)
    assert made.files is None
    await restore(empty.url, None, tmp_path / "bare.zip", nothing)
    assert await figures_of(empty.url) == sound.figures
    with pytest.raises(StartupError, match="holds 3 uploaded files"):
        await restore(empty.url, None, sound.file, nothing, replace=True)


async def test_no_such_file_and_no_such_database(sound: Any, empty: Any, tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="There is no file"):
        await restore(empty.url, empty.store, tmp_path / "none.zip", nothing)
    with pytest.raises(StartupError, match="The database cannot be reached"):
        await backup(f"{empty.url.replace(empty.name, 'nowhere')}", None, tmp_path / "none.zip", nothing)
    assert not (tmp_path / "none.zip").exists()


def test_the_programs_are_those_of_the_server() -> None:
    assert find("pg_dump", 18).name == "pg_dump"
    with pytest.raises(StartupError, match="There is no pg_dump of PostgreSQL 7") as caught:
        find("pg_dump", 7)
    assert "postgresql-client-7" in caught.value.remedy
