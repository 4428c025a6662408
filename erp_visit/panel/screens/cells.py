"""Values as they stand in tables and on pages: text, how it is set, where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from erp_visit.core.errors import ErrorCode
from erp_visit.panel import formats
from erp_visit.panel.devices import device_name
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.screens.columns import NUMERIC, PICTURE, Column, title_of
from erp_visit.panel.wording import enum_label, humanise, known_word, label, translate
from erp_visit.reads.spec import ColumnSpec, Kind, TypeSpec

_TAGGED = frozenset({"state", "status", "evidence"})
_ALSO_COUNTS = frozenset({"value"})
"""Decimals that are money or a number of things, as the measure beside them says: `170`, and `1,000.50`."""
_TONES = {
    "ok": ("ACTIVE", "APPROVED", "SHIPPED", "SETTLED", "POSTED", "RECEIVED", "DONE", "VERIFIED", "WON_BACK", "CLOSED"),
    "warn": ("HELD", "DORMANT", "UNVERIFIED", "OPEN", "PENDING"),
    "danger": ("REJECTED", "SUSPICIOUS", "LOST", "REVERSED", "LEFT"),
    "info": ("SUBMITTED", "PICKED", "STARTED", "CHECKED_IN", "PLANNED", "LEAD", "POTENTIAL"),
}
_TONE = {value: tone for tone, values in _TONES.items() for value in values}
UNBROKEN = 24
NAME = 4
LONGEST = 120
"""Characters of a text in a table; the rest is on the record's page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `tone` makes it a tag, `href` a link."""

    text: str
    href: str = ""
    tone: str | None = None
    style: str = ""
    hint: str = ""
    image: str = ""
    """Address of a small picture; the text then says what it shows."""


class Cells:
    """Makes cells for one reader."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def cell(self, column: Column, node: Mapping[str, Any], *, whole: bool = False) -> Cell:
        """The cell of a column of a record; `whole` leaves long texts as they are."""
        value = node.get(column.key)
        if column.target is not None:
            if value is None:
                return Cell(formats.NOTHING)
            if value.get("thumbnailUrl"):
                return Cell(title_of(column.target, value, self.locale), value["url"], image=value["thumbnailUrl"])
            text = title_of(column.target, value, self.locale)
            return Cell(text, record_path(column.target, value["id"]), style=_style(text))
        assert column.column is not None
        if column.name == PICTURE and value:
            return Cell(translate("Photo", self.locale, {}), node["url"], image=value)
        return self.value(column.column, value, whole=whole)

    def value(self, column: ColumnSpec, value: Any, *, whole: bool = False) -> Cell:
        """The cell of a plain value."""
        if value is None or value in ("", []):
            return Cell(formats.NOTHING, style="ev-num" if column.kind in NUMERIC else "")
        match column.kind:
            case Kind.ENUM:
                assert column.enum is not None
                tone = _TONE.get(str(value), "plain") if column.name in _TAGGED else None
                return Cell(enum_label(column.enum, value, self.locale), tone=tone, style="ev-tight")
            case Kind.DECIMAL:
                text = formats.percent(value) if column.name.endswith("_rate") else formats.money(value)
                return Cell(text.removesuffix(".00") if column.name in _ALSO_COUNTS else text, style="ev-num")
            case Kind.INT | Kind.FLOAT:
                if column.name.endswith("_seconds"):
                    return Cell(formats.duration(value, locale=self.locale), style="ev-num")
                return Cell(formats.number(value), style="ev-num")
            case Kind.BOOL:
                return Cell(translate("Yes" if value else "No", self.locale, {}), style="ev-tight")
            case Kind.DATE:
                text = formats.month(value) if formats.is_month(column.name) else formats.day(value)
                return Cell(text, style="ev-tight")
            case Kind.DATETIME:
                return Cell(formats.moment(value), style="ev-tight")
            case Kind.TEXT if column.name == "url":
                return Cell(translate("Open the file", self.locale, {}), value)
            case Kind.TEXTS:
                return Cell("、".join(self._word(str(item)) for item in value))
            case Kind.JSON:
                return self._structure(column.name, value, whole=whole)
            case _:
                return self._text(column.name, str(value), whole=whole)

    def _text(self, name: str, value: str, *, whole: bool) -> Cell:
        if name == "device" and (known := device_name(value, self.locale)) != value:
            return Cell(known, hint=value)
        text = known_word(name, value, self.locale)
        hint = "" if len(text) <= LONGEST else text
        return Cell(text if whole else _short(text), style=_style(text), hint=hint)

    def _structure(self, name: str, value: Any, *, whole: bool) -> Cell:
        if name == "figures" and isinstance(value, dict):
            return Cell("、".join(self._figure(key, one) for key, one in value.items()))
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 if whole else 0).decode()
        return Cell(text if whole else _short(text), style="ev-json")

    def _figure(self, name: str, value: Any) -> str:
        """One of the figures behind a doubt: `允许: 200`."""
        text = formats.moment(value) if name == "at" else formats.number(value)
        return f"{label(self.locale, f'Figure.{name}', humanise(name))}: {text}"

    def _word(self, text: str) -> str:
        """Items of lists are often codes of ours: reasons for which an order is held, rights."""
        known = known_word("reason", text, self.locale)
        if known != text:
            return known
        if text in ErrorCode.__members__:
            return label(self.locale, f"ErrorCode.{text}", text.replace("_", " ").capitalize())
        if "." in text:
            return label(self.locale, f"Right.{text}", text)
        return text


def record_path(spec: TypeSpec, key: str) -> str:
    """The address of a record by its global id or key."""
    return f"{screen_path(spec)}/{key.rpartition(':')[2]}"


def _style(text: str) -> str:
    """Numbers, codes, phones and people's names are not broken over lines."""
    code = len(text) <= UNBROKEN and text.isascii() and " " not in text
    return "ev-tight" if code or len(text) <= NAME else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


__all__ = ["Cell", "Cells", "record_path"]
