"""docs/rights.md: who may do what, in one place. The tests find out each cell by doing it and compare.

ERP_VISIT_WRITE_EXPECTED=1 writes the table anew, for a reviewer to read the difference.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from erp_visit.embedded.membership import exclusive
from erp_visit.org.rights import RoleCode

FILE = Path(__file__).parents[2] / "docs" / "rights.md"
HEADS = {
    RoleCode.REP: "rep", RoleCode.SUPERVISOR: "sup", RoleCode.MANAGER: "man", RoleCode.CLERK: "clk", RoleCode.KEEPER: "kee",
    RoleCode.DRIVER: "drv", RoleCode.FINANCE: "fin", RoleCode.MARKETING: "mkt", RoleCode.EXECUTIVE: "exe",
    RoleCode.ADMINISTRATOR: "adm",
}  # fmt: skip
COLUMN = 7
LOCK = Path(tempfile.gettempdir()) / "erp-visit-rights.lock"
_REPAIR = (
    "docs/rights.md is not what the product does. If the difference is meant: ERP_VISIT_WRITE_EXPECTED=1 .venv/bin/pytest"
    " tests/rights, and have somebody else read the difference."
)


def _block(title: str) -> tuple[str, str, str]:
    """What stands before, in and after the block of a section."""
    text = FILE.read_text(encoding="utf-8")
    match = re.search(rf"^## {re.escape(title)}\n.*?^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert match is not None, f"docs/rights.md has no section {title!r} with a block of text"
    return text[: match.start(1)], match[1], text[match.end(1) :]


def check_text(title: str, actual: str) -> None:
    """The block of a section is this text."""
    if os.environ.get("ERP_VISIT_WRITE_EXPECTED"):
        with exclusive(LOCK):
            before, _, after = _block(title)
            FILE.write_text(f"{before}{actual}{after}", encoding="utf-8")
    assert actual == _block(title)[1], _REPAIR


def _read(block: str) -> dict[str, dict[RoleCode, str]]:
    """The cells of a block, by row and role."""
    lines = block.splitlines()
    if not lines:
        return {}
    width = len(lines[0]) - COLUMN * len(HEADS)
    rows = {}
    for line in lines[1:]:
        cells = line[width:].ljust(COLUMN * len(HEADS))
        rows[line[:width].rstrip()] = {
            role: cells[place * COLUMN : (place + 1) * COLUMN].strip() for place, role in enumerate(HEADS)
        }
    return rows


def _write(rows: Mapping[str, Mapping[RoleCode, str]]) -> str:
    width = max(map(len, rows)) + 1
    head = " " * width + "".join(f"{head:>{COLUMN}}" for head in HEADS.values())
    lines = (
        name.ljust(width) + "".join(f"{rows[name].get(role, ''):>{COLUMN}}" for role in HEADS) for name in sorted(rows)
    )
    return "\n".join([head, *lines]) + "\n"


def check_rows(title: str, rows: Mapping[str, Mapping[RoleCode, str]]) -> None:
    """The block of a section is this table."""
    check_text(title, _write(rows))


def check_column(title: str, role: RoleCode, cells: Mapping[str, str]) -> None:
    """One role's column of a section, with exactly these rows."""
    if os.environ.get("ERP_VISIT_WRITE_EXPECTED"):
        with exclusive(LOCK):
            before, block, after = _block(title)
            known = _read(block)
            rows = {name: {**known.get(name, {}), role: cell} for name, cell in cells.items()}
            FILE.write_text(f"{before}{_write(rows)}{after}", encoding="utf-8")
    stored = _read(_block(title)[1])
    assert set(cells) == set(stored), _REPAIR
    assert dict(cells) == {name: row[role] for name, row in stored.items()}, _REPAIR


__all__ = ["FILE", "HEADS", "check_column", "check_rows", "check_text"]
