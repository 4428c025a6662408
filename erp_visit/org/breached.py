"""Passwords that were stolen somewhere: the operator's copy of a list of them, looked up on the disk.

The list is what https://haveibeenpwned.com/Passwords gives to be kept, in one file: a line for each password, the
SHA-1 in hexadecimal and, if need be, a colon and how often it was seen, in the order of the hashes. Some 40 GB need no
memory: a password is found by looking at forty lines. Nothing leaves the server.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from pathlib import Path

from erp_visit.settings import StartupError

_DIGITS = 40
_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")
_LOOKED_AT = 1000
"""Lines at both ends of the list whose form and order are looked at when it is opened."""

_list: mmap.mmap | None = None


def open_breached(path: Path | None) -> None:
    """Refuse passwords of this list from now on; None: of none. Raises StartupError for what is no such list."""
    global _list
    opened = None if path is None else _opened(path)
    if _list is not None:
        _list.close()
    _list = opened


def is_breached(password: str) -> bool:
    """Whether the password is on the list, if there is one."""
    if _list is None:
        return False
    found = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False)  # the list's, not ours
    return _holds(_list, found.hexdigest().upper().encode())


def _holds(lines: mmap.mmap, wanted: bytes) -> bool:
    low, high = 0, len(lines)  # both at the beginning of a line, or at the end
    while low < high:
        middle = (low + high) // 2
        start = max(lines.rfind(b"\n", low, middle) + 1, low)
        found = lines[start : start + _DIGITS].upper()
        if found == wanted:
            return True
        if found < wanted:
            end = lines.find(b"\n", middle, high)
            low = high if end < 0 else end + 1
        else:
            high = start
    return False


def _opened(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: it is empty
        raise StartupError(
            f"The list of stolen passwords {path} cannot be read: {error}",
            remedy="Check ERP_VISIT_BREACHED_PASSWORDS, or unset it.",
        ) from error
    width = _LOOKED_AT * (_DIGITS + 12)
    parts = [lines[:].splitlines()]
    if len(lines) > width:
        parts = [lines[:width].splitlines()[:-1], lines[-width:].splitlines()[1:]]
    for part in parts:
        hashes = [line[:_DIGITS].upper() for line in part]
        if not part or not all(map(_LINE.fullmatch, part)) or hashes != sorted(hashes):
            lines.close()
            raise StartupError(
                f"{path} is no list of stolen passwords.",
                remedy="ERP_VISIT_BREACHED_PASSWORDS names one file of SHA-1 hashes, one a line, in their order.",
            )
    return lines


__all__ = ["is_breached", "open_breached"]
