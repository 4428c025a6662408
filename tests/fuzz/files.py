"""Files that people send, and how each of them is read: tables with their mappings, voice notes, photos, backups."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import orjson
from hypothesis import strategies as st

from erp_visit.backup.archive import Archive, Writer
from erp_visit.files.photos import is_heif, kind_name, looks_like_photo, read_photo
from erp_visit.files.stripping import strip_voice
from erp_visit.files.voice import read_voice
from erp_visit.imports import mapping, reading, values
from erp_visit.imports.kinds import KINDS
from erp_visit.org import breached
from tests.files import samples
from tests.fuzz.hostile import clean_texts, damaged, json_of

# -- tables that people import


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["编码", "名称", "日期"], ["C1", "永辉", date(2026, 1, 1)], ["C2", 3.5, None], [None, True, "=1+1"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _repacked(data: bytes, method: int) -> bytes:
    """A workbook or backup packed in another way, and the same at any time: examples that failed are found again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MADE_AT.sub(b"2026-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(name), part, method)
    return stream.getvalue()


_MADE_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WORKBOOK = _repacked(_workbook(), zipfile.ZIP_DEFLATED)
CSV = '编码,名称,日期\r\nC1,"永""辉",2026-01-01\r\nC2,x\ty;z|,\r\n'
TABLES = [
    WORKBOOK, _repacked(WORKBOOK, zipfile.ZIP_STORED),  # its parts unpacked, so that damage reaches the XML
    CSV.encode(), CSV.encode("utf-8-sig"), CSV.encode("gb18030"),
    CSV.encode("utf-16"), b'"' + b"a" * 2000, b"a,b\n" * 200,
]  # fmt: skip


def run_rows(given: tuple[bytes, str]) -> None:
    data, name = given
    with reading.open_rows(io.BytesIO(data), name) as rows:
        for number, _ in enumerate(rows):
            if number > 2000:
                break


def run_cells(cell: Any) -> None:
    dates = values.Dates(ZoneInfo("Asia/Shanghai"), ("%d.%m.%Y", "%m/%d/%Y %H:%M", "%y%j"))
    for parse in (
        values.text(32), values.decimal(2), values.decimal(4, negative=True), values.whole(), values.degrees(90),
        values.day(dates), values.moment(dates), values.flag, values.choice({"现结": "CASH"}), values.phone, values.words(16),
    ):  # fmt: skip
        parse(cell)


TOML_KEYS = ["columns", "constants", "values", "endings", "services", "codes", "new_products", "new_customers", "dates", "formats",
             "zone", "options", "create_customers", "warehouse", "customer"]  # fmt: skip


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{orjson.dumps(str(key)).decode()} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return orjson.dumps(value).decode() if value is not None else '""'


def run_mapping(source: str | bytes) -> None:
    for kind in list(KINDS.values())[:2]:
        read = mapping.read_mapping(source, kind)
        read.dates("Asia/Shanghai")
        read.apply(mapping.ImportOptions())
        mapping.match_columns(kind, read, ["编码", "名称", "", "x", "x"])


toml = st.one_of(
    st.dictionaries(st.sampled_from(TOML_KEYS), json_of(TOML_KEYS, st.booleans() | st.integers(-9, 9) | clean_texts), max_size=4).map(
        lambda table: "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())
    ),
    st.binary(max_size=60), clean_texts,
)  # fmt: skip


# -- pictures and sound


def run_voice(data: bytes) -> None:
    found = read_voice(data)
    if found is not None:
        strip_voice(data, found.content_type)


VOICES = [
    samples.mp4(2.0),
    samples.aac(5),
    samples.mp3(5),
    samples.ogg(2.0),
    samples.amr(20),
    samples.wav(0.1),
    samples.webm(1.0),
]
PHOTOS = [
    samples.jpeg(48, 32),
    samples.encoded(samples.picture(40, 30), "PNG"),
    samples.encoded(samples.picture(40, 30), "WEBP"),
    samples.gif(),
]


def run_photo(data: bytes) -> None:
    looks_like_photo(data[:512])
    is_heif(data[:512])
    kind_name(data[:512])
    read_photo(io.BytesIO(data), "Asia/Shanghai")


def _backup() -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream)
    with writer.member("database.dump") as write:
        write(b"PGDMP" + bytes(40))
    with writer.member("files/ab/cd") as write:
        write(b"picture")
    writer.finish(
        version="0.1", made_at="2026-11-22T00:00:00Z", postgres="18.1", migrations=["0_init"], rows={"role": 1}, files=1
    )
    return stream.getvalue()


def _rewritten(manifest: Any) -> bytes:
    """A backup whose manifest somebody wrote by hand."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("checksums", b"\xff\xfe broken")
        made.writestr("manifest.json", orjson.dumps(manifest))
    return stream.getvalue()


MANIFEST = ["format", "version", "made_at", "postgres", "migrations", "rows", "files", "checksums"]
MANIFESTS = st.fixed_dictionaries(dict.fromkeys(MANIFEST, json_of(most=3))) | json_of(MANIFEST)
HASHES = [b"%040X:%d\r\n" % (number << 128, number) for number in range(1, 60)]
BREACHED = [b"".join(HASHES), b"".join(one.partition(b":")[0] + b"\n" for one in HASHES), HASHES[0], b""]


def run_breached(data: bytes) -> None:
    """A list of stolen passwords that somebody cut or typed."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            breached.open_breached(Path(file.name))
            breached.is_breached("correct horse battery")
        finally:
            breached.open_breached(None)


archives = damaged([_repacked(_backup(), zipfile.ZIP_STORED)]) | MANIFESTS.map(_rewritten)


def run_archive(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        archive = Archive(Path(file.name))
        try:
            _ = archive.files, archive.manifest.postgres_major
            archive.check(lambda _: None)
        finally:
            archive.close()


__all__ = [
    "BREACHED", "PHOTOS", "TABLES", "VOICES", "archives", "run_archive", "run_breached", "run_cells", "run_mapping", "run_photo", "run_rows",
    "run_voice", "toml",
]  # fmt: skip
