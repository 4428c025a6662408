"""Commands on files (VIS-11): take one in, attach it to a record of a higher domain."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import reused
from erp_visit.files.models import FileKind
from erp_visit.files.photos import CONTENT_TYPE, Capture, is_heif, kind_name, looks_like_photo, read_photo
from erp_visit.files.store import blob_key, store
from erp_visit.files.stripping import strip_voice
from erp_visit.files.voice import read_voice
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters

MOST_LOOSE = 2000
"""Files of one employee that no record has taken yet: two weeks of an offline phone, not a disk of one's own."""
_HEAD = 8192

# Decoding is work for a processor: so many at a time, the others wait without holding more than a file on disk.
_workers = ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1), thread_name_prefix="files")


@dataclass(frozen=True, slots=True)
class FileStored:
    """What `store_upload` did."""

    file_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a record has taken, with what it says of its capture."""

    id: UUID
    kind: FileKind
    sha256: str
    perceptual_hash: str | None
    captured_at: datetime | None
    latitude: float | None
    longitude: float | None
    live_camera: bool | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class _Content:
    """A file as it will be kept."""

    kind: FileKind
    content_type: str
    body: bytes
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    perceptual_hash: str | None = None
    capture: Capture = field(default_factory=Capture)


async def store_upload(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the field
    content: IO[bytes],
    sha256: str,
    live_camera: bool | None = None,
) -> FileStored:
    """Check what came in, re-encode it, store it, and record it under the client's id.

    `content` is the whole upload, `sha256` its hash. Raises FORBIDDEN, INVALID_INPUT (`file`: no photo or voice note,
    damaged, too large), KEY_REUSED, THROTTLED (too many files that no record took), UNAVAILABLE.
    """
    actor.require(Right.VISIT_DO, Right.VISIT_VIEW)
    async with db.connection() as connection:
        known = await _known(connection, actor, id, sha256, live_camera)
        if known is not None:
            return known
        await _require_room(connection, actor)
        zone = (await control_parameters(connection, None)).timezone
    made = await asyncio.get_running_loop().run_in_executor(_workers, _examine, content, zone)
    files = store()
    await files.put(blob_key(id, sha256), made.body)
    if made.thumbnail is not None:
        await files.put(blob_key(id, sha256, "thumb"), made.thumbnail)
    async with db.transaction() as connection:
        capture = made.capture
        written = await connection.fetchval(
            "INSERT INTO stored_file (id, kind, content_type, size, sha256, width, height, seconds, perceptual_hash,"
            " captured_at, capture_latitude, capture_longitude, camera, live_camera, uploaded_by_id)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
            " ON CONFLICT (id) DO NOTHING RETURNING id",
            id, made.kind.value, made.content_type, len(made.body), sha256, made.width, made.height, made.seconds,
            made.perceptual_hash, capture.captured_at, capture.latitude, capture.longitude, capture.camera,
            live_camera, actor.id,
        )  # fmt: skip
        if written is not None:
            return FileStored(id)
        known = await _known(connection, actor, id, sha256, live_camera)
    if known is None:  # the other one was taken away again in this very moment
        raise DomainError(ErrorCode.CONFLICT, "The file was changed meanwhile. Send it again.")
    return known


async def attach(
    connection: db.Connection, actor: Actor, file_ids: Sequence[UUID], *path: str | int, kind: FileKind = FileKind.PHOTO
) -> list[Attached]:
    """Take files into a record, in the transaction of the command that does; in the order given.

    Only one's own uploads. A file may be taken by several records. `path` names the list in the input. Raises
    NOT_FOUND for what is not there or another's, INVALID_INPUT for a file of another kind.
    """
    if not file_ids:
        return []
    # In the order of their keys, so that two commands never wait for one another in a circle.
    rows = await connection.fetch(
        "WITH held AS (SELECT id FROM stored_file WHERE id = ANY($1::uuid[]) AND uploaded_by_id = $2"
        " ORDER BY id FOR UPDATE)"
        " UPDATE stored_file f SET attached_at = coalesce(f.attached_at, now()) FROM held WHERE f.id = held.id"
        " RETURNING f.id, f.kind, f.sha256, f.perceptual_hash, f.captured_at, f.capture_latitude,"
        " f.capture_longitude, f.live_camera, f.uploaded_at",
        list(dict.fromkeys(file_ids)), actor.id,
    )  # fmt: skip
    found = {row["id"]: row for row in rows}
    taken = []
    for place, key in enumerate(file_ids):
        row = found.get(key)
        if row is None:
            raise not_found("StoredFile", key, *path, place)
        if row["kind"] != kind.value:
            raise _of_other_kind(kind, *path, place)
        taken.append(_attached(row))
    return taken


def _of_other_kind(wanted: FileKind, *path: str | int) -> DomainError:
    if wanted is FileKind.PHOTO:
        return invalid("A photo is needed here; the file is a voice note. Choose a photo.", *path)
    return invalid("A voice note is needed here; the file is a photo. Choose a voice note.", *path)


def _attached(row: Any) -> Attached:
    return Attached(
        row["id"], FileKind(row["kind"]), row["sha256"], row["perceptual_hash"], row["captured_at"],
        row["capture_latitude"], row["capture_longitude"], row["live_camera"], row["uploaded_at"],
    )  # fmt: skip


async def _known(
    connection: db.Connection, actor: Actor, key: UUID, sha256: str, live_camera: bool | None
) -> FileStored | None:
    row = await connection.fetchrow("SELECT uploaded_by_id, sha256, live_camera FROM stored_file WHERE id = $1", key)
    if row is None:
        return None
    if (row["uploaded_by_id"], row["sha256"], row["live_camera"]) != (actor.id, sha256, live_camera):
        raise reused(key)
    return FileStored(key, replayed=True)


async def _require_room(connection: db.Connection, actor: Actor) -> None:
    loose = await connection.fetchval(
        "SELECT count(*) FROM (SELECT FROM stored_file WHERE uploaded_by_id = $1 AND attached_at IS NULL LIMIT $2) f",
        actor.id, MOST_LOOSE,
    )  # fmt: skip
    if loose >= MOST_LOOSE:
        raise DomainError(
            ErrorCode.THROTTLED,
            "You have {number} files that no record has taken. Use them in visits, or wait until they are deleted.",
            number=loose,
        )


def _examine(content: IO[bytes], zone: str) -> _Content:
    """Decide by the bytes alone what a file is, and prepare it; runs in a thread."""
    content.seek(0)
    head = content.read(_HEAD)
    if not head:
        raise invalid("The file is empty. Send it again.", "file")
    content.seek(0)
    if looks_like_photo(head):
        photo = read_photo(content, zone)
        return _Content(
            FileKind.PHOTO, CONTENT_TYPE, photo.body, photo.thumbnail, photo.width, photo.height,
            perceptual_hash=photo.perceptual_hash, capture=photo.capture,
        )  # fmt: skip
    if is_heif(head):
        raise invalid(
            "The photo is in the format HEIC, which is not taken. Set the iPhone's camera to Most Compatible (Settings,"
            " Camera, Formats), or let the app send JPEG.",
            "file",
        )
    body = content.read()
    voice = read_voice(body)
    if voice is None:
        raise invalid(
            "This is no photo (JPEG, PNG, WebP) and no voice note (M4A, AAC, MP3, Ogg, AMR, WAV, WebM) that is whole,"
            " whatever its name says; its content looks like {kind}. Have the phone save it as one of these.",
            "file",
            kind=kind_name(head),
        )
    return _Content(FileKind.VOICE, voice.content_type, strip_voice(body, voice.content_type), seconds=voice.seconds)


__all__ = ["MOST_LOOSE", "Attached", "FileStored", "attach", "store_upload"]
