"""The first sheet of the spreadsheet on standard input, a line of JSON for each row: a process of its own.

A few kilobytes can unpack to terabytes, or say that the sheet's last cell is its first and its last. The reader then
takes what there is and ends the process it runs in, so it gets one of its own, with an end to its memory and its time.
"""

from __future__ import annotations

import resource
import sys
from datetime import date, datetime, time, timedelta

import orjson
from python_calamine import CalamineError, CalamineWorkbook

LONGEST_ROW = 4_000_000
"""Bytes of JSON."""


def main(memory: int, seconds: int) -> None:
    """Write rows; {"problem": …} in place of them for a file that is no spreadsheet."""
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    out = sys.stdout.buffer
    try:
        rows = CalamineWorkbook.from_filelike(sys.stdin.buffer).get_sheet_by_index(0).iter_rows()
    except (CalamineError, IndexError, OSError, ValueError) as error:
        out.write(orjson.dumps({"problem": str(error)[:120]}))
        return
    for row in rows:
        line = orjson.dumps(row, _named, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE)
        if len(line) > LONGEST_ROW:
            out.write(orjson.dumps({"problem": f"a row of more than {LONGEST_ROW} bytes"}))
            return
        out.write(line)


def _named(cell: object) -> dict[str, str | float]:
    if isinstance(cell, timedelta):
        return {"timedelta": cell.total_seconds()}
    assert isinstance(cell, date | datetime | time)
    return {type(cell).__name__: cell.isoformat()}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
