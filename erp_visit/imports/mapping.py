"""Which column of a file is which field, and how its values are meant: from a TOML file, else from the headers."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.imports.kinds import Field, Kind
from erp_visit.imports.values import Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What to do beyond the file. The last six concern sales (and stock: the warehouse)."""

    dry_run: bool = False
    skip_bad_rows: bool = False
    create_customers: bool = False
    create_products: bool = False
    fallback_customer: str | None = None
    warehouse: str | None = None
    department: str | None = None
    paid_before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How a file's columns and values are read.

    `columns`: source column → field. `constants`: field → value for all rows. `values`: field → {as written → as
        meant}.
    `endings`: field → an ending to take off. `services`: product numbers that are freight or services.
        `new_products`:
    what products get that are made (base_unit, tax_rate), `new_customers` likewise (credit_days, level, kind).
    """

    columns: Dictionary[str, str] = field(default_factory=dict)
    constants: Dictionary[str, str] = field(default_factory=dict)
    values: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)
    endings: Dictionary[str, str] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    new_products: Dictionary[str, Any] = field(default_factory=dict)
    new_customers: Dictionary[str, Any] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ()
    zone: str | None = None
    options: Dictionary[str, Any] = field(default_factory=dict)

    def dates(self, zone: str) -> Dates:
        """How time is written; `zone` is the company's, for a file that names none."""
        return Dates(ZoneInfo(self.zone or zone), self.date_formats)

    def apply(self, options: ImportOptions) -> ImportOptions:
        """The options with the file's own where the caller said nothing."""
        silent = ImportOptions()
        own = {name: value for name, value in self.options.items() if getattr(options, name) == getattr(silent, name)}
        return replace(options, **own)


_SECTIONS = {
    "columns": "columns", "constants": "constants", "values": "values", "endings": "endings", "services": "services",
    "new_products": "new_products", "new_customers": "new_customers", "dates": "dates", "options": "options",
}  # fmt: skip
_NEW_PRODUCT = {"base_unit": str, "tax_rate": (str, int, float)}
_NEW_CUSTOMER = {"credit_days": int, "level": str, "kind": str}


def read_mapping(source: Path | bytes | str, kind: Kind) -> Mapping:
    """A mapping from TOML; raises INVALID_INPUT that says what in it is wrong."""
    try:
        content = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        table = tomllib.loads(content.decode("utf-8") if isinstance(content, bytes) else content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid("The mapping is not TOML: {problem}. Mend that line.", "mapping", problem=str(error)) from None
    except OSError as error:
        raise invalid("The mapping {file} cannot be read: {problem}.", "mapping", file=str(source),
                      problem=error.strerror or str(error)) from error  # fmt: skip
    for section in table:
        if section not in _SECTIONS:
            raise invalid("The mapping has a section [{section}], which means nothing. There are: {known}.",
                "mapping",
                          section=section, known=", ".join(_SECTIONS))  # fmt: skip
        _table(table, section)
    columns = _strings(table, "columns")
    for target in [
        *columns.values(),
        *_strings(table, "constants"),
        *table.get("values", {}),
        *table.get("endings", {}),
    ]:
        if kind.field(target) is None:
            raise invalid("The mapping names the field {field}; a file of {kind} has: {known}.", "mapping",
                field=target,
                          kind=kind.kind.value, known=", ".join(entry.name for entry in kind.fields))  # fmt: skip
    services, dates = table.get("services", {}), table.get("dates", {})
    return Mapping(
        columns=columns,
        constants=_strings(table, "constants"),
        values={name: _strings(table["values"], name) for name in table.get("values", {})},
        endings=_strings(table, "endings"),
        services=_texts(services, "services", "codes"),
        new_products=_typed(table, "new_products", _NEW_PRODUCT),
        new_customers=_typed(table, "new_customers", _NEW_CUSTOMER),
        date_formats=_texts(dates, "dates", "formats"),
        zone=_zone(dates.get("zone")),
        options=_options(table),
    )


def _table(table: Dictionary[str, Any], section: str) -> dict[str, Any]:
    found = table.get(section, {})
    if not isinstance(found, dict):
        raise invalid("[{section}] in the mapping is a table of names and values.", "mapping", section=section)
    return found


def _strings(table: Dictionary[str, Any], section: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in _table(table, section).items()}


def _texts(table: Dictionary[str, Any], section: str, name: str) -> tuple[str, ...]:
    found = table.get(name, [])
    if not isinstance(found, list):
        raise _not_there(section, name, found, "[…]")
    return tuple(map(str, found))


def _not_there(section: str, name: str, value: object, known: str) -> DomainError:
    return invalid("[{section}] in the mapping cannot hold {name} = {value}. It may hold: {known}.", "mapping",
                   section=section, name=name, value=str(value)[:40], known=known)  # fmt: skip


def _typed(table: Dictionary[str, Any], section: str, known: Dictionary[str, Any]) -> dict[str, Any]:
    found = table.get(section, {})
    for name, value in found.items():
        if name not in known or not isinstance(value, known[name]) or isinstance(value, bool):
            raise _not_there(section, name, value, ", ".join(known))
    return dict(found)


def _zone(name: Any) -> str | None:
    if name is not None:
        try:
            ZoneInfo(str(name))
        except (KeyError, ValueError, OSError):
            raise invalid(
                "{value} is not a time zone; give a name such as Asia/Shanghai.", "mapping", value=str(name)[:40]
            ) from None
    return None if name is None else str(name)


def _options(table: Dictionary[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table.get("options", {})
    # Whether to write, and what to do with bad rows, is decided by whoever runs the import, not by the file's mapping.
    known = {name: type(getattr(ImportOptions(), name)) for name in ImportOptions.__slots__}
    del known["dry_run"], known["skip_bad_rows"]
    for name, value in found.items():
        if name not in known or (known[name] is bool) != isinstance(value, bool):
            raise _not_there("options", name, value, ", ".join(known))
    return found


def normalised(header: str) -> str:
    """A header without what people vary: case, blanks, punctuation, a unit in brackets."""
    bare = re.sub(r"[((\[].*?[))\]]", "", unicodedata.normalize("NFKC", header)).lower()
    return re.sub(r"[\W_*]+", "", bare)


def match_columns(kind: Kind, mapping: Mapping, headers: Sequence[str]) -> dict[str, int]:
    """Field name → position of its column. Raises INVALID_INPUT naming what is missing and what there is."""
    found: dict[str, int] = {}
    places = {header: place for place, header in reversed(list(enumerate(headers)))}
    for source, target in mapping.columns.items():
        if source not in places:
            raise _unreadable("The file has no column {column}, which the mapping names. It has: {known}.",
                              column=source, known=", ".join(headers)[:400])  # fmt: skip
        found[target] = places[source]
    taken = set(found.values())
    by_name = {normalised(header): place for place, header in reversed(list(enumerate(headers))) if place not in taken}
    for entry in kind.fields:
        if entry.name in found or entry.name in mapping.constants:
            continue
        for name in (entry.header, entry.name, *entry.names):
            place = by_name.get(normalised(name))
            if place is not None and place not in found.values():
                found[entry.name] = place
                break
    missing = [entry for entry in kind.fields if entry.required and entry.name not in found | dict(mapping.constants)]
    if missing:
        raise _unreadable(
            "The file has no column for {fields}. It has: {known}. Rename its headers as in the template, or map them.",
            fields=", ".join(f"{entry.header} ({entry.name})" for entry in missing), known=", ".join(headers)[:400],
        )  # fmt: skip
    return found


def _unreadable(message: str, **params: str) -> DomainError:
    return DomainError(ErrorCode.INVALID_INPUT, message, path=("file",), **params)


def required_rights(kind: Kind, fields: Sequence[Field]) -> list[str]:
    """The rights that importing these columns needs."""
    return list(dict.fromkeys([*kind.rights, *(entry.right for entry in fields if entry.right is not None)]))


__all__ = ["ImportOptions", "Mapping", "match_columns", "normalised", "read_mapping", "required_rights"]
