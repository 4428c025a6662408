"""What two versions of a form differ in: fields added, removed, moved, and properties changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `what` is ADDED, REMOVED, MOVED or CHANGED; `key` is `field` or `table.column`."""

    what: str
    key: str
    label: str
    property: str = ""
    before: Any = None
    after: Any = None


def differences(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """In the order of the newer version, then what it no longer has. A field is the same if its key is."""
    return list(_compare(before, after, ""))


def _compare(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], prefix: str
) -> Iterator[Difference]:
    old = {one.get("key", ""): one for one in before}
    new = {one.get("key", ""): one for one in after}
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    moved = _moved(kept_before, kept_after)
    for key, field in new.items():
        name, label = f"{prefix}{key}", str(field.get("label", ""))
        if key not in old:
            yield Difference("ADDED", name, label, after=field.get("kind"))
            continue
        if key in moved:
            yield Difference("MOVED", name, label)
        earlier = old[key]
        for property_ in sorted((earlier.keys() | field.keys()) - {"key", "columns"}):
            if earlier.get(property_) != field.get(property_):
                yield Difference("CHANGED", name, label, property_, earlier.get(property_), field.get(property_))
        yield from _compare(earlier.get("columns", ()), field.get("columns", ()), f"{key}.")
    for key, field in old.items():
        if key not in new:
            yield Difference("REMOVED", f"{prefix}{key}", str(field.get("label", "")), before=field.get("kind"))


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest keys that must have moved: those outside a longest common order."""
    place = {key: at for at, key in enumerate(before)}
    best: list[tuple[int, list[str]]] = []
    for key in after:
        longest: list[str] = max((run for last, run in best if last < place[key]), key=len, default=[])
        best.append((place[key], [*longest, key]))
    kept = max((run for _, run in best), key=len, default=[])
    return set(after) - set(kept)


__all__ = ["Difference", "differences"]
