"""The archive: a zip file without compression of its own, which any unzip reads.

`database.dump` is what pg_dump writes in its custom format, `files/…` are the uploaded files under their names in the
store, `checksums` lists both as `sha256sum -c` reads it, `manifest.json` says what it all is. The manifest comes last:
an archive without it was not finished.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from erp_visit.settings import StartupError

FORMAT = 1
DUMP = "database.dump"
FILES = "files/"
_CHECKSUMS = "checksums"
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `migrations` are all that the database had, `rows` counts each table's.

    `files` is their number; None if they are in a store of their own, which the archive leaves out.
    """

    format: int
    version: str
    made_at: str
    postgres: str
    migrations: list[str]
    rows: dict[str, int]
    files: int | None
    checksums: str

    @property
    def postgres_major(self) -> int:
        """The major version of the server that the dump came from."""
        return int(self.postgres.partition(".")[0])


def _sound(values: Any) -> bool:
    """Whether a manifest is one, each fact of its kind: it is JSON, which anybody can write."""
    texts = ("version", "made_at", "postgres", "checksums")
    return (
        isinstance(values, dict)
        and all(isinstance(values.get(name), str) for name in texts)
        and values["postgres"].partition(".")[0].isdecimal()
        and isinstance(values.get("migrations"), list)
        and all(isinstance(one, str) for one in values["migrations"])
        and isinstance(values.get("rows"), dict)
        and all(isinstance(one, int) for one in values["rows"].values())
        and isinstance(values.get("files"), int | None)
    )


class Writer:
    """Writes an archive; `finish` makes it one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._lines: list[str] = []
        self.size = 0

    @contextmanager
    def member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Write one member by calling what this gives."""
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as stream:

            def write(piece: bytes) -> None:
                digest.update(piece)
                stream.write(piece)
                self.size += len(piece)

            yield write
        self._lines.append(f"{digest.hexdigest()}  {name}\n")

    def finish(self, **facts: Any) -> Manifest:
        """Write checksums and manifest."""
        listed = "".join(self._lines).encode()
        self._zip.writestr(_CHECKSUMS, listed)
        manifest = Manifest(format=FORMAT, checksums=hashlib.sha256(listed).hexdigest(), **facts)
        self._zip.writestr(_MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        self._zip.close()
        return manifest

    def close(self) -> None:
        """Let go of the stream; without `finish` before, what was written is to be thrown away."""
        with contextlib.suppress(OSError, ValueError):  # it tries to write an end to it, to a disk that is full
            self._zip.close()


_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, OSError, ValueError)
"""All that zipfile raises for bytes that are not as they were written: a version or a way of packing that it does not
know or a flag that says encrypted (RuntimeError and its kinds), a name in no UTF-8 (ValueError), a member that is not
there (KeyError), or that lies before the file's beginning (OSError, ValueError)."""


class Archive:
    """An archive to read. Raises StartupError, which says what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise StartupError(f"There is no file {path}.", remedy="Check its name.") from None
        except OSError as error:
            raise StartupError(
                f"{path} cannot be read: {error.strerror}.", remedy="Run as a user who may read it."
            ) from error
        except _DAMAGED as error:
            raise self._damaged("it is no archive, or its end is missing") from error
        try:
            self._check_members()
            self.manifest = self._read_manifest()
        except StartupError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def files(self) -> list[str]:
        """Names in the store of the uploaded files that are in it."""
        return [name.removeprefix(FILES) for name in self._zip.namelist() if name.startswith(FILES)]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member."""
        try:
            with self._zip.open(name) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except _DAMAGED as error:
            raise self._damaged(f"{name} cannot be read") from error

    def check(self, tell: Callable[[int], None]) -> None:
        """Compare every member with its checksum; `tell` hears how many bytes have been read."""
        listed = b"".join(self.pieces(_CHECKSUMS))
        if hashlib.sha256(listed).hexdigest() != self.manifest.checksums:
            raise self._damaged("its list of checksums is not the one that was written")
        expected = {line[66:]: line[:64] for line in listed.decode("utf-8", "replace").splitlines()}
        lacking = expected.keys() ^ (set(self._zip.namelist()) - {_CHECKSUMS, _MANIFEST})
        if lacking:
            raise self._damaged(f"{min(lacking)} is missing, or was put in later")
        done = 0
        for name, checksum in expected.items():
            digest = hashlib.sha256()
            for piece in self.pieces(name):
                digest.update(piece)
                done += len(piece)
                tell(done)
            if digest.hexdigest() != checksum:
                raise self._damaged(f"{name} has another checksum than when it was written")

    def _check_members(self) -> None:
        """What was not written by us may name any place, and unpack to any size."""
        for member in self._zip.infolist():
            if not {"", ".", ".."}.isdisjoint(member.filename.split("/")):
                raise self._damaged(f"{member.filename!r} is no name of a file in a backup")
            if member.compress_type != zipfile.ZIP_STORED:
                raise self._damaged(f"{member.filename!r} is packed, as nothing in a backup is")

    def _read_manifest(self) -> Manifest:
        try:
            values = orjson.loads(b"".join(self.pieces(_MANIFEST)))
            if values["format"] > FORMAT:
                raise StartupError(
                    f"{self._path} was made by ERP Visit {values['version']}, in a form that is unknown here.",
                    remedy="Restore it with that version, or a newer one.",
                )
            if not _sound(values):
                raise TypeError("a fact is not of its kind")
            return Manifest(**values)
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise self._damaged("its manifest cannot be understood") from error

    def _damaged(self, what: str) -> StartupError:
        return StartupError(
            f"{self._path} is damaged or no backup of ERP Visit: {what}.",
            remedy="Use another copy of it, or another backup. Nothing was changed.",
        )


__all__ = ["DUMP", "FILES", "FORMAT", "Archive", "Manifest", "Writer"]
