"""Files in every wrapping that people send."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from erp_visit.core.errors import DomainError
from erp_visit.imports import reading, sheets
from erp_visit.imports.reading import open_rows
from tests.memory import at_most

TEXT = '编号,名称\r\nK1,惠民便利店\r\n,\r\nK2,"好邻居, 福田店"\r\n'
ROWS = [["编号", "名称"], ["K1", "惠民便利店"], [], ["K2", "好邻居, 福田店"]]
LITTLE = 40_000_000


def _read(content: bytes, name: str) -> list[list[object]]:
    with open_rows(io.BytesIO(content), name) as rows:
        return list(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert _read(TEXT.encode(encoding), "k.csv") == ROWS
    assert _read(gzip.compress(TEXT.encode(encoding), mtime=0), "K.CSV.GZ") == ROWS


def test_a_chinese_character_across_two_blocks_is_not_a_mistake() -> None:
    head = "编号,名称\r\n"
    line = "K1," + "x" * 1000 + "\r\n"
    times, rest = divmod((1 << 20) - len(head.encode()) - 1, len(line))
    content = (head + line * times + "x" * rest + "惠民\r\n").encode()
    assert content[: 1 << 20].decode(errors="ignore").encode() != content[: 1 << 20]
    assert _read(content, "k.csv")[-1] == ["x" * rest + "惠民"]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_separators(sign: str) -> None:
    assert _read(f"a{sign}b\n1{sign}2,5\n".encode(), "k.csv") == [["a", "b"], ["1", "2,5"]]


def test_spreadsheets() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["编号", "数量"], ["K1", 12], [None, None], ["K2", 2.5]):
        sheet.append(row)
    output = io.BytesIO()
    workbook.save(output)
    assert _read(output.getvalue(), "k.xlsx") == [["编号", "数量"], ["K1", 12.0], [], ["K2", 2.5]]


def test_what_cells_hold_is_kept() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    day, moment = date(2026, 11, 20), datetime(2026, 11, 20, 9, 30, 15)  # noqa: DTZ001 -- sheets know no zones
    sheet.append(['惠民 "店"\n2', 0.1, True, day, moment, time(9, 30), timedelta(hours=30)])
    output = io.BytesIO()
    workbook.save(output)
    ((text, number, flag, *times),) = _read(output.getvalue(), "k.xlsx")
    assert (text, number, flag) == ('惠民 "店"\n2', 0.1, True)
    assert times == [day, moment, time(9, 30), timedelta(hours=30)]


def _sheet_from(first: str, last: str) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet[first], sheet[last] = "编号", 1
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _with_part(content: bytes, name: str, text: bytes, times: int) -> bytes:
    """A spreadsheet one of whose parts is a text repeated so often."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, True, 1) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w", force_zip64=True) as stream:
            stream.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>')
            for _ in range(times):
                stream.write(text)
            stream.write(b"</t></si></sst>")
    return output.getvalue()


def test_a_sheet_that_says_it_is_immense_is_refused() -> None:
    """Two cells in opposite corners: a table of all cells between them would have 17,179,869,184."""
    content = _sheet_from("A1", "XFD1048576")
    assert len(content) < 6_000
    with at_most(LITTLE), pytest.raises(DomainError, match="Copy its rows to a new one") as caught:
        _read(content, "k.xlsx")
    assert caught.value.path == ("file",)
    assert _read(_sheet_from("A1", "C2"), "k.xlsx") == [["编号", None, None], [None, None, 1.0]], "the reader goes on"


def test_a_spreadsheet_that_unpacks_to_a_thousand_times_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MEMORY", 300_000_000)
    content = _with_part(_sheet_from("A1", "B2"), "xl/sharedStrings.xml", b"A" * 1_000_000, 400)
    assert len(content) < 4_000_000
    with at_most(LITTLE), pytest.raises(DomainError, match="more than 300 MB of memory"):
        _read(content, "k.xlsx")


def test_the_reader_of_a_sheet_ends_with_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    start = sheets.subprocess.Popen
    monkeypatch.setattr(
        sheets.subprocess, "Popen", lambda *args, **named: begun.append(start(*args, **named)) or begun[-1]
    )
    with open_rows(io.BytesIO(_sheet_from("A1", "CV5000")), "k.xlsx") as rows:
        assert next(rows)[0] == "编号"
        assert begun[0].poll() is None
    assert begun[0].returncode is not None


@pytest.mark.parametrize("row", [b"a" * 1000, b"," * 1000, b'"\n",' * 250])
@pytest.mark.parametrize("packed", [True, False])
def test_a_row_without_an_end_is_refused(row: bytes, packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte of gzip holds a gigabyte of them."""
    monkeypatch.setattr(reading, "LONGEST_ROW", 50_000)
    content = b"a,b\n1,2\n" + row * 10_000
    with at_most(LITTLE), pytest.raises(DomainError, match="a quote that is not closed"):
        _read(gzip.compress(content, mtime=0) if packed else content, "k.csv.gz" if packed else "k.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_packed_file_that_holds_a_disk_is_refused(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 3_000_000)
    content = gzip.compress(("编号,名称\n" * 400_000).encode(encoding), mtime=0)
    assert len(content) < 100_000
    with at_most(LITTLE), pytest.raises(DomainError, match="more than 3000000 bytes"):
        _read(content, "k.csv.gz")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK\x03\x04nothing", "k.xlsx", "not a spreadsheet"),
        (b"", "k.xlsx", "not a spreadsheet"),
        (b"\xff\x00\xff\x81", "k.csv", "neither UTF-8 nor GB18030"),
        (b"not gzip", "k.csv.gz", "not gzip"),
        (gzip.compress(b"a,b\n" * 1000, mtime=0)[:-20], "k.csv.gz", "not gzip"),
        (b"%PDF", "k.pdf", "neither .xlsx nor .csv"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, name: str, says: str) -> None:
    with pytest.raises(DomainError, match=says):
        _read(content, name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with (
        pytest.raises(DomainError, match=r"gone\.csv cannot be read: No such file"),
        open_rows(tmp_path / "gone.csv", "gone.csv"),
    ):
        pass
