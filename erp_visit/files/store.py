"""Where the bytes of files are: a folder, or an S3-compatible store; one interface for both.

The row in `stored_file` is the truth. Bytes are written, durably, before their row is committed; so what a crash leaves
behind are bytes without a row, which `erp_visit.files.tasks` clears away, and never a row without bytes.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import obstore
import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.files.links import open_links
from erp_visit.settings import Settings

CHUNK = 262_144
LISTED = 1000
VARIANTS = ("full", "thumb")
_KEY = re.compile(r"[0-9a-f]{2}/([0-9a-f-]{36})\.[0-9a-f]{16}\.(?:full|thumb)")

log = structlog.get_logger(__name__)


class NoSuchBytes(LookupError):
    """The store has no object of this name."""


class Blob(NamedTuple):
    """One object in the store. `written_at` is a Unix time."""

    key: str
    size: int
    written_at: float


def blob_key(file_id: UUID | str, sha256: str, variant: str = "full") -> str:
    """Name of a file's bytes. The content has a part in it: whoever sends other bytes under a known id overwrites
    nothing."""
    return f"{sha256[:2]}/{file_id}.{sha256[:16]}.{variant}"


def file_of(key: str) -> UUID | None:
    """The file that bytes belong to, by their name; None if the name is none of ours."""
    match = _KEY.fullmatch(key)
    return UUID(match[1]) if match else None


class Store:
    """The store of this process. Failures of the store itself are UNAVAILABLE."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._local: Path | None = None
        if url is None or url.startswith("file://"):
            self._local = folder if url is None else Path(urlsplit(url).path)
            self._local.mkdir(parents=True, exist_ok=True)
            self._store: obstore.store.ObjectStore = LocalStore(self._local)
        else:
            self._store = from_url(url)

    async def put(self, key: str, body: bytes) -> None:
        """Write an object, whole and durably; it replaces one of the same name."""
        try:
            await obstore.put_async(self._store, key, body)
            if self._local is not None:
                # It was written aside and renamed; a power cut must not lose what a committed row names.
                await asyncio.to_thread(_sync, self._local / key)
        except (BaseError, OSError) as error:
            raise _unavailable(error) from error

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, in pieces. Raises NoSuchBytes if there is no such object."""
        try:
            found = await obstore.get_async(self._store, key, options={"range": (start, end)})
            async for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)
        except (NotFoundError, FileNotFoundError) as error:
            raise NoSuchBytes(key) from error
        except (BaseError, OSError) as error:
            raise _unavailable(error) from error

    async def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; those that are gone already do not matter."""
        for key in keys:
            try:
                await obstore.delete_async(self._store, key)
            except (NotFoundError, FileNotFoundError):
                continue
            except (BaseError, OSError) as error:
                raise _unavailable(error) from error

    async def blobs(self) -> AsyncIterator[list[Blob]]:
        """All objects, in portions."""
        try:
            async for portion in obstore.list(self._store, chunk_size=LISTED):
                yield [Blob(one["path"], one["size"], one["last_modified"].timestamp()) for one in portion]
        except (BaseError, OSError) as error:
            raise _unavailable(error) from error

    def clear_unfinished(self, older_than_seconds: float) -> int:
        """Remove what interrupted writes left in a folder beside the objects; how many there were."""
        if self._local is None:
            return 0
        before = time.time() - older_than_seconds
        # obstore writes to `name#1` and renames; its listings leave those out.
        unfinished = [path for path in self._local.glob("*/*#*") if path.stat().st_mtime < before]
        for path in unfinished:
            path.unlink(missing_ok=True)
        return len(unfinished)


def _sync(path: Path) -> None:
    for part in (path, path.parent, path.parent.parent):
        descriptor = os.open(part, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unavailable(error: BaseException) -> DomainError:
    log.error("file store failed", exc_info=error)
    return DomainError(
        ErrorCode.UNAVAILABLE,
        "The store of files cannot be reached or written at the moment; nothing was saved. Try again shortly with the"
        " same id.",
    )


_store: Store | None = None


def open_store(folder: Path, url: str | None = None) -> Store:
    """Open the store of this process: `url` such as s3://bucket/prefix, else the folder."""
    global _store
    _store = Store(folder, url)
    return _store


def open_files(settings: Settings) -> None:
    """Open the store that the settings name, and sign addresses with their key."""
    open_links(settings.signing_key())
    open_store(settings.data_path / "files", settings.files_url)


def store() -> Store:
    """The open store."""
    if _store is None:
        raise RuntimeError("the store of files is not open; call erp_visit.files.store.open_store first")
    return _store


__all__ = ["VARIANTS", "Blob", "NoSuchBytes", "Store", "blob_key", "file_of", "open_files", "open_store", "store"]
