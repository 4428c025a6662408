"""Files in every wrapping that people send."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from erp_visit.core.errors import DomainError
from erp_visit.imports.reading import open_rows

TEXT = '编号,名称\r\nK1,惠民便利店\r\n,\r\nK2,"好邻居, 福田店"\r\n'
ROWS = [["编号", "名称"], ["K1", "惠民便利店"], [], ["K2", "好邻居, 福田店"]]


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
