"""The forms that were filled in in a visit, as its page shows them; and those that are still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from erp_visit.forms.definition import NUMERIC, TABLES, Field, FieldKind, number_text
from erp_visit.forms.reading import stored_definition
from erp_visit.panel.records.evidence import Album, Shot
from erp_visit.panel.records.present import key_of


@dataclass(slots=True)
class Table:
    """A table of a form: heads, and lines with what they are about and the cells in the order of the heads."""

    label: str
    columns: tuple[Field, ...]
    lines: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Name, address of the product or empty, texts by column key."""


@dataclass(slots=True)
class Filled:
    """One filled-in form: `answers` are (label, text)."""

    name: str
    href: str
    version: int
    at: str
    answers: list[tuple[str, str]] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def filled_in(visit: Mapping[str, Any], album: Album) -> list[Filled]:
    """The visit's actions, the first first."""
    return [_filled(action, album) for action in sorted(visit["actions"], key=lambda one: str(one["submittedAt"]))]


def missing(visit: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Forms of the visit that nobody filled in: name, and whether it is required."""
    done = {action["formVersion"]["template"]["id"] for action in visit["actions"]}
    return [(one["name"], one["required"]) for one in visit["forms"] if one["id"] not in done]


def _filled(action: Mapping[str, Any], album: Album) -> Filled:
    version = action["formVersion"]
    definition = stored_definition(version["definition"])
    made = Filled(
        version["template"]["name"], f"/admin/forms/{key_of(version['template']['id'])}", version["number"],
        action["submittedAt"],
    )  # fmt: skip
    products = [row["product"] for row in action["lines"]]
    names = {one["id"]: one["name"] for one in products if one}
    files = {row["file"]["id"]: row["file"] for row in action["files"] if row["file"]}
    for one in definition.fields:
        value = action["answers"].get(one.key)
        if value is None:
            continue
        if one.kind in TABLES:
            table = Table(one.label, one.columns)
            for row in value:
                product = row.get("product", "")
                name = names.get(product, "") or row.get("competitor", "") or key_of(product)
                href = f"/admin/products/{key_of(product)}" if product else ""
                table.lines.append(
                    (name, href, {column.key: _text(column, row.get(column.key)) for column in one.columns})
                )
            made.tables.append(table)
        elif one.kind is FieldKind.PHOTO:
            made.shots += [album.shot(files[key], one.label, made.at) for key in value if key in files]
        else:
            made.answers.append((one.label, _text(one, value)))
    return made


def _text(one: Field, value: Any) -> str:
    if value is None:
        return ""
    if one.kind in NUMERIC:
        value = number_text(one, value)
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{text} {one.unit}" if one.unit else text


__all__ = ["Filled", "filled_in", "missing"]
