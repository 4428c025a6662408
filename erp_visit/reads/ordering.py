"""Order and keyset cursors.

NULL counts as the largest value, as PostgreSQL's indexes have it. The row's id is always the last key, so
that a page neither loses nor repeats a row when others arrive in between. A cursor carries the values of
its row's keys and a mark of the order it belongs to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
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
    meta = spec.model._meta
    names = {"id", *spec.model.Display.order} | {
        name for name, field in meta.fields_map.items() if field.index or field.unique
    }
    for index in meta.indexes:
        names.update(index if isinstance(index, (tuple, list)) else index.fields)
    for unique in meta.unique_together:
        names.update(unique)
    return {
        name.upper(): column
        for name, column in spec.columns.items()
        if name in names and column.kind not in (Kind.JSON, Kind.TEXTS)
    }


def order_keys(compiler: Compiler, spec: TypeSpec, symbol: Symbol) -> list[Key]:
    """The keys of an `orderBy` argument, the id appended unless it is among them."""
    columns = orderable(spec)
    keys: list[Key] = []
    for item in symbol or []:
        column = columns[compiler.now(item["field"])]
        compiler.require(column.right)
        if all(key.column.name != column.name for key in keys):
            direction = item.get("direction")
            keys.append(Key(column, direction is not None and compiler.now(direction) == "DESC"))
    if all(key.column.name != "id" for key in keys):
        keys.append(Key(spec.columns["id"], keys[-1].descending if keys else False))
    return keys


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
    if (
        len(keys) == 2
        and all(place is not None for place in places)
        and not any(key.column.nullable for key in keys)
        and keys[0].descending == keys[1].descending
    ):
        operator = "<" if keys[0].descending != backward else ">"
        left = ", ".join(key.column.expression(alias) for key in keys)
        return f"({left}) {operator} ({places[0]}, {places[1]})"
    condition = ""
    for key, place in reversed(list(zip(keys, places, strict=True))):
        expression = key.column.expression(alias)
        rising = key.descending == backward
        if place is None:
            # NULL is the largest: rising there is nothing beyond it, falling everything else is.
            further = "FALSE" if rising else f"{expression} IS NOT NULL"
            same = f"{expression} IS NULL"
        else:
            further = f"{expression} {'>' if rising else '<'} {place}"
            if rising and key.column.nullable:
                further = f"({further} OR {expression} IS NULL)"
            same = f"{expression} = {place}"
        condition = further if not condition else f"({further} OR ({same} AND {condition}))"
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
    "order_keys",
    "orderable",
    "read_cursor",
]
