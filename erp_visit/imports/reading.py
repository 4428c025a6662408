"""Rows of a spreadsheet or a CSV file, whatever its encoding, separator and packing."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.imports import sheets
from erp_visit.imports.sheets import NoSpreadsheet, TooMuch, sheet_rows

MAX_ROWS = 5_000_000
MAX_BYTES = 4_000_000_000
"""Unpacked. A small archive can hold a whole disk of zeros."""
LONGEST_ROW = 4_000_000
"""Characters. It is read as a whole, however long it is."""

_NO_TEXT = "The file's text is neither UTF-8 nor GB18030. Save it as CSV in UTF-8, or as .xlsx."

Row = list[object]


@contextmanager
def open_rows(source: Path | BinaryIO, filename: str) -> Iterator[Iterator[Row]]:
    """All rows of a .xlsx, .csv or .csv.gz file, the header first; rows that are empty come as [].

    Raises INVALID_INPUT, naming the remedy, for a file that cannot be read.
    """
    name = filename.lower()
    with _opened(source) as stream:
        if name.endswith((".xlsx", ".xlsm", ".xls", ".ods")):
            with closing(_sheet(stream)) as rows:
                yield rows
        elif name.endswith((".csv", ".csv.gz", ".txt", ".tsv")):
            yield _csv(stream, packed=name.endswith(".gz"))
        else:
            raise _refused("{file} is neither .xlsx nor .csv nor .csv.gz. Save it as one of these.", file=filename)


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        try:
            with source.open("rb") as stream:
                yield stream
        except OSError as error:
            raise _refused(
                "{file} cannot be read: {problem}.", file=str(source), problem=error.strerror or str(error)
            ) from error
    else:
        yield source


def _refused(message: str, **params: object) -> DomainError:
    return DomainError(ErrorCode.INVALID_INPUT, message, path=("file",), **params)


def _sheet(stream: BinaryIO) -> Generator[Row]:
    try:
        with closing(sheet_rows(stream)) as rows:
            for cells in rows:
                yield cells if any(cell is not None for cell in cells) else []
    except NoSpreadsheet as error:
        raise _refused("The file is not a spreadsheet that can be read ({problem}). Save it again as .xlsx.",
                       problem=str(error)) from error  # fmt: skip
    except TooMuch as error:
        raise _refused(
            "The spreadsheet asks for more than {memory} MB of memory or {seconds} s of work, though it may look small."
            " Copy its rows to a new one, or save its first sheet as CSV.",
            memory=sheets.MEMORY // 1_000_000, seconds=sheets.SECONDS,
        ) from error  # fmt: skip


def _csv(stream: BinaryIO, *, packed: bool) -> Iterator[Row]:
    try:
        encoding = _encoding(_unpacked(stream, packed=packed))
        text = io.TextIOWrapper(_unpacked(stream, packed=packed), encoding=encoding, newline="")
        head = text.read(64 * 1024)
        row_length = [0]
        delimiter = max(",;\t|", key=head.partition("\n")[0].count)
        text.seek(0)
        csv.field_size_limit(1_000_000)
        for row in csv.reader(_lines(text, row_length), delimiter=delimiter):
            row_length[0] = 0
            cells: Row = [cell or None for cell in row]
            yield cells if any(cells) else []
        text.detach()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _refused(
            "The file is not gzip, or is cut off ({problem}). Pack it again.", problem=str(error)[:120]
        ) from error
    except csv.Error as error:
        raise _refused(
            "The file is not CSV ({problem}). Save it again as CSV, or as .xlsx.", problem=str(error)[:120]
        ) from error


def _lines(text: io.TextIOWrapper, length: list[int]) -> Iterator[str]:
    """Lines of a file; `length` counts the characters of those that belong to one row."""
    while line := text.readline(LONGEST_ROW + 1):
        length[0] += len(line)
        if length[0] > LONGEST_ROW:
            raise _refused(
                "A row of the file has more than {limit} characters. Look for a quote that is not closed.",
                limit=LONGEST_ROW,
            )
        yield line


def _unpacked(stream: BinaryIO, *, packed: bool) -> BinaryIO:
    stream.seek(0)
    return gzip.GzipFile(fileobj=stream) if packed else stream  # type: ignore[return-value] # GzipFile reads like one


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 (with or without a mark), UTF-16 with a mark, else GB18030, which holds the GBK of Chinese Excel."""
    read = 0
    first = True
    possible = {
        "utf-8-sig": codecs.getincrementaldecoder("utf-8")(),
        "gb18030": codecs.getincrementaldecoder("gb18030")(),
    }
    while chunk := stream.read(1 << 20):
        read += len(chunk)
        if read > MAX_BYTES:
            raise _refused("The file holds more than {limit} bytes. Split it.", limit=MAX_BYTES)
        if first and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            possible = {"utf-16": codecs.getincrementaldecoder("utf-16")()}
        first = False
        for name, decoder in list(possible.items()):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                del possible[name]
        if not possible:
            raise _refused(_NO_TEXT)
    for name, decoder in list(possible.items()):
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            del possible[name]
    if not possible:
        raise _refused(_NO_TEXT)
    return next(iter(possible))


__all__ = ["MAX_ROWS", "Row", "open_rows"]
