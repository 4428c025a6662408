"""Answers as they are expected, in files: ids, moments and cursors have names in place of their values.

ERP_VISIT_WRITE_EXPECTED=1 writes the files anew; a reviewer reads the difference.
"""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

from erp_visit.org.rights import RoleCode
from tests.factories import today

FOLDER = Path(__file__).parent / "expected"
_ID = re.compile(r"([A-Z]\w+):([0-9a-f]{8}-[0-9a-f-]{27})")
_BARE = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")
_NUMBERED = re.compile(r"\b([A-Z]{1,3})(\d{8})-(\d{6})\b")
_PERSON = re.compile(r"\b(" + "|".join(role.value.title() for role in RoleCode) + r") \d+\b")
"""The number behind a role, in the names that the factories give, counts all that was made before."""
_SECONDS = {"dwellSeconds", "dwell_seconds"}
"""How long something took depends on the machine."""
_OPAQUE = {
    "startCursor", "endCursor", "cursor", "token", "resetAt", "calendarPath", "url", "thumbnailUrl", "month",
    "challenge", "secret", "uri", "recoveryCodes", "device",
}  # fmt: skip


class Names:
    """Gives each id the name `Order#1` and so on, the same wherever it occurs."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def name(self, kind: str, key: str) -> str:
        if key not in self._known:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1
            self._known[key] = f"{kind}#{self._numbers[kind]}"
        return self._known[key]

    def plain(self, value: Any, field: str = "") -> Any:
        """The value with names for all that differs from run to run."""
        if isinstance(value, dict):
            return {self.text(key): self.plain(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.plain(item, field) for item in value]
        if field in _SECONDS and isinstance(value, int):
            return "<seconds>"
        if isinstance(value, str):
            return f"<{field}>" if field in _OPAQUE else self.text(value)
        return value

    def text(self, value: str) -> str:
        value = _PERSON.sub(r"\1", _MOMENT.sub("<moment>", value))
        value = _ID.sub(lambda match: self.name(match[1], match[2]), value)
        value = _BARE.sub(lambda match: self._known.get(match[0], "<uuid>"), value)
        value = _NUMBERED.sub(lambda match: f"{match[1]}<today>-{match[3]}", value)
        return _DAY.sub(_relative, value)


def _relative(match: re.Match[str]) -> str:
    days = (date.fromisoformat(match[1]) - today()) // timedelta(days=1)
    return match[1] if abs(days) > 1000 else f"<today{days:+}>" if days else "<today>"


def check(name: str, answer: Any, names: Names) -> None:
    """The answer equals the file's."""
    file = FOLDER / f"{name}.json"
    actual = names.plain(answer)
    if os.environ.get("ERP_VISIT_WRITE_EXPECTED"):
        FOLDER.mkdir(exist_ok=True)
        file.write_bytes(orjson.dumps(actual, option=orjson.OPT_INDENT_2) + b"\n")
    assert actual == orjson.loads(file.read_bytes())


__all__ = ["Names", "check"]
