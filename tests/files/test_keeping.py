"""Files in records, files that nothing uses, bytes that nothing names; the store itself."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import ModuleType
from uuid import UUID, uuid4

import pytest

from erp_visit import doctor
from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.files import photos, service
from erp_visit.files.models import FileKind
from erp_visit.files.service import attach, store_upload
from erp_visit.files.store import Store, blob_key, file_of
from erp_visit.files.tasks import clear_loose_files, clear_orphan_bytes
from tests import factories
from tests.factories import World
from tests.files import samples
from tests.unchanged import refused


@pytest.fixture
async def world(db: ModuleType, files: Store) -> World:
    return await factories.world(products=1)


async def upload(actor: Actor, data: bytes | None = None, key: UUID | None = None) -> UUID:
    content = data or samples.jpeg(60, 40)
    done = await store_upload(
        actor, id=key or new_id(), content=BytesIO(content), sha256=hashlib.sha256(content).hexdigest()
    )
    return done.file_id


async def names(files: Store) -> set[str]:
    return {blob.key async for portion in files.blobs() for blob in portion}


async def age(db: ModuleType, key: UUID, hours: float) -> None:
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE stored_file SET uploaded_at = $2 WHERE id = $1", key, now() - timedelta(hours=hours)
        )


async def test_a_record_takes_one_s_own_files_in_the_order_given(world: World, db: ModuleType) -> None:
    first, second = await upload(world.rep), await upload(world.rep, samples.jpeg(60, 41, exif=samples.exif()))
    async with db.transaction() as connection:
        taken = await attach(connection, world.rep, [second, first, second], "photoIds")
    assert [one.id for one in taken] == [second, first, second]
    assert taken[0].captured_at is not None
    assert taken[0].latitude == pytest.approx(22.5333, abs=1e-5)
    assert len(taken[1].perceptual_hash or "") == 16
    async with db.connection() as connection:
        marked = await connection.fetchval("SELECT attached_at FROM stored_file WHERE id = $1", first)
        assert marked is not None
    async with db.transaction() as connection:
        await attach(connection, world.rep, [first], "photoIds")
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT attached_at FROM stored_file WHERE id = $1", first) == marked


async def test_another_s_file_and_one_of_another_kind_are_not_taken(world: World, db: ModuleType) -> None:
    own, voice = await upload(world.rep), await upload(world.rep, samples.wav(1))
    others = await upload(world.supervisor)
    for wanted, code, path in (
        ([own, others], ErrorCode.NOT_FOUND, ("photoIds", 1)),
        ([new_id(), own], ErrorCode.NOT_FOUND, ("photoIds", 0)),
        ([own, voice], ErrorCode.INVALID_INPUT, ("photoIds", 1)),
    ):
        async with refused(code) as refusal, db.transaction() as connection:
            await attach(connection, world.rep, wanted, "photoIds")
        assert refusal.path == path
    async with db.transaction() as connection:
        assert (await attach(connection, world.rep, [voice], "voiceId", kind=FileKind.VOICE))[0].kind is FileKind.VOICE
        assert await attach(connection, world.rep, [], "photoIds") == []


async def test_what_no_record_took_is_deleted_after_two_days(world: World, db: ModuleType, files: Store) -> None:
    old, fresh, used = [await upload(world.rep, samples.jpeg(60, 40 + number)) for number in range(3)]
    async with db.transaction() as connection:
        await attach(connection, world.rep, [used])
    for key in (old, used):
        await age(db, key, 48.1)
    await age(db, fresh, 47.9)
    before = await names(files)
    assert await clear_loose_files() == 1
    gone = before - await names(files)
    assert {file_of(name) for name in gone} == {old}
    assert len(gone) == 2
    assert await clear_loose_files() == 0
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT id FROM stored_file")
    assert {row["id"] for row in rows} == {fresh, used}
    assert await upload(world.rep, key=old) == old, "the id is free again"


async def test_the_time_is_a_setting(world: World, db: ModuleType) -> None:
    key = await upload(world.rep)
    await factories.setting("loose_file_hours", 2)
    await age(db, key, 1.9)
    assert await clear_loose_files() == 0
    await age(db, key, 2.1)
    assert await clear_loose_files() == 1


async def test_a_file_that_is_being_taken_is_not_deleted(world: World, db: ModuleType) -> None:
    key = await upload(world.rep)
    await age(db, key, 100)
    async with db.transaction() as connection:
        await attach(connection, world.rep, [key])
        # In a task of its own, which does not join this transaction.
        cleared = await asyncio.create_task(outside(clear_loose_files))
        assert cleared == 0
    assert await clear_loose_files() == 0


async def outside(work: object) -> int:
    from erp_visit import db as database

    database._current.set(None)
    return await work()  # type: ignore[operator,no-any-return]


async def test_bytes_that_no_row_names_are_cleared_and_no_others(world: World, files: Store, folder: Path) -> None:
    kept = await upload(world.rep)
    lost = uuid4()
    await files.put(blob_key(lost, "a" * 64), b"left by a crash")
    await files.put(blob_key(kept, "b" * 64), b"of another content under the same id")
    await files.put("readme/of-somebody-else.txt", b"not ours")
    (folder / "aa" / "unfinished#1").write_bytes(b"half")
    assert await clear_orphan_bytes() == 0, "they may belong to an upload under way"
    for path in folder.glob("*/*"):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert await clear_orphan_bytes() == 3
    left = await names(files)
    assert {file_of(name) for name in left} == {kept, None}
    assert len(left) == 3
    assert await clear_orphan_bytes() == 0


async def test_the_doctor_finds_rows_without_bytes(world: World, files: Store, folder: Path, database_url: str) -> None:
    whole, gone, cut = [await upload(world.rep, samples.jpeg(60, 40 + number)) for number in range(3)]
    assert await doctor.run(database_url, store=files) == []
    for path in folder.glob(f"*/{gone}.*"):
        path.unlink()
    (path,) = folder.glob(f"*/{cut}.*.full")
    path.write_bytes(path.read_bytes()[:-1])
    lines: list[str] = []
    findings = await doctor.run(database_url, lines.append, files)
    assert {(finding.record, finding.problem) for finding in findings} == {
        (f"PHOTO {gone}", "its bytes are not in the store"),
        (f"PHOTO {gone}", "its small picture is not in the store"),
        (f"PHOTO {cut}", f"{path.stat().st_size + 1} bytes recorded, {path.stat().st_size} in the store"),
    }
    assert lines[-1] == "the store holds the bytes of every file: 3 checked, 3 FINDINGS"
    assert str(whole) not in str(findings)


async def test_an_upload_that_dies_before_its_row_leaves_only_bytes_to_clear(
    world: World, db: ModuleType, files: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that a power cut may interrupt at any point: bytes, durably, then the row."""
    synced: list[Path] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    class PowerCutError(Exception):
        pass

    def cut() -> None:
        raise PowerCutError

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(service.db, "transaction", cut)
    key = new_id()
    with pytest.raises(PowerCutError):
        await upload(world.rep, key=key)
    monkeypatch.undo()
    stored = await names(files)
    assert {file_of(name) for name in stored} == {key}
    for name in stored:
        path = files._local / name  # type: ignore[operator]
        assert path in synced
        assert path.parent in synced
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM stored_file") == 0
    assert await upload(world.rep, key=key) == key
    assert await names(files) == stored


async def test_many_photos_at_once_are_worked_on_a_few_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = most = 0
    real = photos.read_photo

    def counted(*values: object) -> photos.Photo:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        try:
            return real(*values)  # type: ignore[arg-type]
        finally:
            busy -= 1

    monkeypatch.setattr(service, "read_photo", counted)
    await asyncio.gather(*(upload(world.rep, samples.jpeg(900, 700, seed)) for seed in range(12)))
    assert 1 <= most <= 4


S3 = os.environ.get("ERP_VISIT_TEST_FILES_URL")


@pytest.mark.skipif(not S3, reason="no S3-compatible store: ERP_VISIT_TEST_FILES_URL names one, with AWS_… variables")
async def test_an_s3_compatible_store(tmp_path: Path) -> None:
    store = Store(tmp_path, S3)
    key, body = blob_key(uuid4(), "c" * 64), os.urandom(700_000)
    with pytest.raises(LookupError):
        [piece async for piece in store.read(key, 0, 10)]
    await store.put(key, body)
    assert b"".join([piece async for piece in store.read(key, 0, len(body))]) == body
    assert b"".join([piece async for piece in store.read(key, 5, 15)]) == body[5:15]
    assert key in await names(store)
    await store.delete([key, key])
    assert key not in await names(store)
