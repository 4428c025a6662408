"""Order and keyset cursors.

NULL counts as the largest value, as PostgreSQL's indexes have it. Rows that are alike stand as in the index that begins
with the order. The row's id is always the last key, so that a page neither loses nor repeats a row when others arrive
in between. A cursor carries the values of its row's keys and a mark of the order it belongs to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.parameters import Run
from erp_visit.reads.spec import SQL_TYPE, ColumnSpec, Kind, TypeSpec

if TYPE_CHECKING:
    from erp_visit.reads.compiler import Compiler


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    column: ColumnSpec
    descending: bool

    def sql(self, alias: str, backward: bool) -> str:
        return self.column.expression(alias) + (" DESC" if self.descending != backward else "")


def orderable(spec: TypeSpec) -> dict[str, ColumnSpec]:
    """Columns a list may be ordered by, by GraphQL enum name: those that an index or unique key holds, and those that
    the model names besides."""
    names = {"id", *spec.model.Display.order} | {name for index in _indexes(spec) for name in index}
    return {
        name.upper(): column
        for name, column in spec.columns.items()
        if name in names and column.kind not in (Kind.JSON, Kind.TEXTS)
    }


def sortable(spec: TypeSpec) -> dict[str, ColumnSpec]:
    """Those of them by which a whole list costs no more than its page, however long it is: an index begins with the
    column, and rows that are alike stand in it as `keys_of` has them. The others are for lists inside a record."""
    return {name: column for name, column in orderable(spec).items() if _further(spec, (column.name,)) is not None}


def _indexes(spec: TypeSpec) -> list[tuple[str, ...]]:
    """The fields of each index and unique key that a model declares."""
    meta = spec.model._meta
    single = [(name,) for name, field in meta.fields_map.items() if field.index or field.unique or field.pk]
    listed = [index if isinstance(index, (tuple, list)) else index.fields for index in meta.indexes]
    return [*single, *(tuple(fields) for fields in (*listed, *meta.unique_together))]


def order_keys(compiler: Compiler, spec: TypeSpec, symbol: Symbol, natural: str = "id") -> list[Key]:
    """The keys of an `orderBy` argument, made complete; without one, those of a column."""
    columns = orderable(spec)
    asked: list[tuple[str, bool]] = []
    for item in symbol or []:
        name = compiler.now(item["field"])
        compiler.require(columns[name].right)
        direction = item.get("direction")
        asked.append((name, direction is not None and compiler.now(direction) == "DESC"))
    return keys_of(spec, asked or [(natural.upper(), False)])


def keys_of(spec: TypeSpec, asked: Sequence[tuple[str, bool]]) -> list[Key]:
    """The keys of an order: the columns asked for, with whether they fall; what the index that begins with them goes on
    with, for rows that are alike; and the id."""
    columns = orderable(spec)
    keys: list[Key] = []
    for name, falls in asked:
        if all(key.column.name != columns[name].name for key in keys):
            keys.append(Key(columns[name], falls))
    falls = keys[-1].descending if keys else False
    if keys and all(key.descending == falls for key in keys):
        names = tuple(key.column.name for key in keys)
        keys += [Key(column, falls) for column in _further(spec, names) or ()]
    if all(key.column.name != "id" for key in keys):
        keys.append(Key(spec.columns["id"], falls))
    return keys


def _further(spec: TypeSpec, names: tuple[str, ...]) -> list[ColumnSpec] | None:
    """What an index goes on with that begins with these columns; None if there is none that cursors may follow to its
    end: they carry its values for everybody to read."""
    for index in _indexes(spec):
        if index[: len(names)] == names:
            rest = [spec.columns.get(name) for name in index[len(names) :]]
            found = [column for column in rest if column is not None and _is_plain(column)]
            if len(found) == len(rest):
                return found
    return None


def has_index(spec: TypeSpec, keys: Sequence[Key]) -> bool:
    """Whether an index has the rows in an order, so that the first of them are found without the others."""
    names = tuple(key.column.name for key in itertools.takewhile(lambda key: key.column.name != "id", keys)) or ("id",)
    return len({key.descending for key in keys}) == 1 and any(names == index[: len(names)] for index in _indexes(spec))


def _is_plain(column: ColumnSpec) -> bool:
    return not column.nullable and column.right is None and column.sql == f'{{t}}."{column.name}"'


def mark(spec: TypeSpec, keys: list[Key]) -> str:
    """A short mark of type and order, so that a cursor of another list is recognised."""
    text = spec.name + ",".join(f"{key.column.name}{'-' if key.descending else '+'}" for key in keys)
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def cursor_values(keys: list[Key], alias: str) -> str:
    """The key values of a row as JSON text, in SQL."""
    values = ", ".join(f"{key.column.expression(alias)}::text" for key in keys)
    return f"json_build_array({values})::text"


def cursor_text(spec: TypeSpec, keys: list[Key], values: str) -> str:
    """The cursor for key values, in SQL; base64 of PostgreSQL breaks lines, clients should not see that."""
    return f"replace(encode(convert_to('{mark(spec, keys)}' || {values}, 'UTF8'), 'base64'), E'\\n', '')"


def read_cursor(cursor: str, spec: TypeSpec, keys: list[Key]) -> list[str | None]:
    """The key values in a cursor; INVALID_CURSOR if it is not one of this list and order."""
    error = DomainError(
        ErrorCode.INVALID_CURSOR,
        "The cursor is not one of {list} in this order. Start again without a cursor.",
        list=spec.plural,
    )
    try:
        packed = base64.b64decode(cursor, validate=True)
        values = orjson.loads(packed[8:])
    except (binascii.Error, ValueError):
        raise error from None
    if packed[:8] != mark(spec, keys).encode() or not isinstance(values, list) or len(values) != len(keys):
        raise error
    if not all(value is None or isinstance(value, str) for value in values):
        raise error
    try:
        for key, value in zip(keys, values, strict=True):
            _convert(key.column.kind, value)
    except (ValueError, OverflowError, InvalidOperation):
        raise error from None
    return values


def cursor_shape(cursor: object) -> tuple[bool, ...] | None:
    """Which of a cursor's values are NULL: all of it that a statement's text depends on. None if there is no cursor."""
    if cursor is None:
        return None
    try:
        return tuple(value is None for value in orjson.loads(base64.b64decode(str(cursor))[8:]))
    except (binascii.Error, ValueError, TypeError):
        return ()  # not a cursor: compiling will say so


def _convert(kind: Kind, value: str | None) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.ID:
            return UUID(value)
        case Kind.INT:
            number = int(value)
            if not -(2**63) <= number < 2**63:
                raise ValueError(value)
            return number
        case Kind.FLOAT:
            return float(value)
        case Kind.DECIMAL:
            return Decimal(value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.DATETIME:
            return datetime.fromisoformat(value).astimezone(UTC)
        case Kind.BOOL:
            return value in ("true", "t")
        case _:
            if "\0" in value:
                raise ValueError(value)
            return value


def beyond_sql(compiler: Compiler, spec: TypeSpec, keys: list[Key], alias: str, cursor: Leaf, backward: bool) -> str:
    """The condition for rows that come after the cursor (before it, if backward)."""
    values = read_cursor(compiler.now(cursor), spec, keys)
    places: list[str | None] = []
    for position, (key, value) in enumerate(zip(keys, values, strict=True)):
        if value is None:
            places.append(None)
            continue

        def get(run: Run, position: int = position, kind: Kind = key.column.kind) -> Any:
            return _convert(kind, read_cursor(cursor.read(run.variables), spec, keys)[position])

        places.append(compiler.parameters.add(get, SQL_TYPE[key.column.kind]))
    rising = keys[0].descending == backward
    nullable = any(key.column.nullable for key in keys)
    if (
        all(place is not None for place in places)
        and all(key.descending == keys[0].descending for key in keys)
        and not (rising and nullable)
    ):
        # One bound for an index. Falling, rows without a value lie before the cursor, and compare as unknown.
        left = ", ".join(key.column.expression(alias) for key in keys)
        return f"({left}) {'>' if rising else '<'} ({', '.join(map(str, places))})"
    condition = ""
    for key, place in reversed(list(zip(keys, places, strict=True))):
        expression = key.column.expression(alias)
        onwards = key.descending == backward
        if place is None:
            # NULL is the largest: rising there is nothing beyond it, falling everything else is.
            further = "FALSE" if onwards else f"{expression} IS NOT NULL"
            same = f"{expression} IS NULL"
        else:
            further = f"{expression} {'>' if onwards else '<'} {place}"
            if onwards and key.column.nullable:
                further = f"({further} OR {expression} IS NULL)"
            same = f"{expression} = {place}"
        condition = further if not condition else f"({further} OR ({same} AND {condition}))"
    if places[0] is not None and not (rising and keys[0].column.nullable):
        # What follows from the rest, for an index to begin at.
        return f"({keys[0].column.expression(alias)} {'>=' if rising else '<='} {places[0]} AND {condition})"
    return condition


def at_sql(compiler: Compiler, spec: TypeSpec, keys: list[Key], alias: str, cursor: Leaf) -> str:
    """The condition for the cursor's own row, wherever the order has it now."""
    (position,) = (number for number, key in enumerate(keys) if key.column.name == "id")

    def get(run: Run) -> Any:
        return _convert(Kind.ID, read_cursor(cursor.read(run.variables), spec, keys)[position])

    return f"{alias}.id = {compiler.parameters.add(get, SQL_TYPE[Kind.ID])}"


__all__ = [
    "Key",
    "at_sql",
    "beyond_sql",
    "cursor_shape",
    "cursor_text",
    "cursor_values",
    "has_index",
    "keys_of",
    "order_keys",
    "orderable",
    "read_cursor",
    "sortable",
]
