"""Rows of a spreadsheet, read by a process of its own that may take so much memory and time and no more."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import orjson

MEMORY = 2_000_000_000
"""Bytes. A sheet of Excel's full length with twenty columns takes about half of it."""
SECONDS = 300
"""Of a processor's time."""

_READ: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


class NoSpreadsheet(Exception):
    """The file is none; what the reader said."""


class TooMuch(Exception):
    """The reader was ended: the file asks for more than it may take."""


def sheet_rows(stream: BinaryIO) -> Generator[list[Any]]:
    """Rows of the first sheet, empty cells as None. Close it when no more are wanted. Raises NoSpreadsheet, TooMuch."""
    command = [sys.executable, "-m", "erp_visit.imports.first_sheet", str(MEMORY), str(SECONDS)]
    known = {name: value for name, value in os.environ.items() if not name.startswith("ERP_VISIT_")}
    with (
        _as_file(stream) as file,
        subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=known
        ) as reader,
    ):  # fmt: skip
        assert reader.stdout is not None
        try:
            for line in reader.stdout:
                row = orjson.loads(line)
                if isinstance(row, dict):
                    raise NoSpreadsheet(row["problem"])
                yield [_cell(cell) for cell in row]
            if reader.wait() != 0:
                raise TooMuch
        finally:
            reader.kill()


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        ((kind, written),) = cell.items()
        return _READ[kind](written)
    return None if cell == "" else cell


@contextmanager
def _as_file(stream: BinaryIO) -> Iterator[BinaryIO]:
    """A file that another process can read, from its beginning."""
    stream.seek(0)
    try:
        stream.fileno()
    except io.UnsupportedOperation:
        with TemporaryFile() as file:
            shutil.copyfileobj(stream, file)
            file.seek(0)
            yield file
    else:
        yield stream


__all__ = ["NoSpreadsheet", "TooMuch", "sheet_rows"]
