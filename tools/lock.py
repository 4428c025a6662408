"""What requirements.lock says: names, versions, conditions, hashes, and who needs whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
_NAMED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One release that the lock allows, `marker` saying where; `needed_by` names others of the lock, or the project."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def releases(text: str) -> Iterator[Locked]:
    """The releases of a lock file, in its order. Raises ValueError for a line that pins nothing, or without a hash."""
    for block in re.split(r"\n(?=\S)", text.strip()):
        first, *rest = block.splitlines()
        named = _NAMED.fullmatch(first)
        hashes = tuple(_HASH.findall(block))
        if named is None or not hashes:
            raise ValueError(f"requirements.lock: {first!r} is not pinned by version and hash")
        notes = (line.strip(" #") for line in rest if line.strip().startswith("#"))
        needed_by = (re.sub(r" \(.*\)$", "", note.removeprefix("via").strip()) for note in notes)
        yield Locked(named["name"], named["version"], named["marker"], hashes, tuple(filter(None, needed_by)))


__all__ = ["LOCK", "Locked", "releases"]
