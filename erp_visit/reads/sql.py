"""Pieces of SQL that build JSON text.

Text is glued with `||` because PostgreSQL does that two to three times as fast as its json functions;
what can need escaping goes through to_json.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from erp_visit.reads.spec import ColumnSpec, Kind


def quote(text: str) -> str:
    """An SQL string literal (standard_conforming_strings is on)."""
    return "'" + text.replace("'", "''") + "'"


class Text:
    """A concatenation of literals and non-null text expressions; neighbouring literals are merged.

    An expression may be `large`: at the root it is then answered as a column of its own, because each `||`
    copies what stands before it.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[str, str]] = []

    def literal(self, text: str) -> Text:
        if self._parts and self._parts[-1][0] == "literal":
            self._parts[-1] = ("literal", self._parts[-1][1] + text)
        else:
            self._parts.append(("literal", text))
        return self

    def expression(self, sql: str, *, large: bool = False) -> Text:
        self._parts.append(("large" if large else "small", sql))
        return self

    def extend(self, other: Text) -> Text:
        for kind, part in other._parts:
            if kind == "literal":
                self.literal(part)
            else:
                self.expression(part, large=kind == "large")
        return self

    def sql(self) -> str:
        """The SQL expression for the whole, of type text."""
        if not self._parts:
            return "''"
        return " || ".join(quote(part) if kind == "literal" else part for kind, part in self._parts)

    def columns(self) -> tuple[list[str], list[bytes]]:
        """Expressions to be answered as columns, and the literals before, between and after them."""
        columns: list[str] = []
        literals: list[bytes] = [b""]
        small = Text()
        for kind, part in self._parts:
            if kind != "large":
                small._parts.append((kind, part))
                continue
            small._flush(columns, literals)
            columns.append(part)
            literals.append(b"")
            small = Text()
        small._flush(columns, literals)
        return columns, literals

    def _flush(self, columns: list[str], literals: list[bytes]) -> None:
        parts = self._parts
        head = parts.pop(0)[1] if parts and parts[0][0] == "literal" else ""
        literals[-1] += head.encode()
        if parts:
            tail = parts.pop()[1] if parts[-1][0] == "literal" else ""
            columns.append(self.sql())
            literals.append(tail.encode())


@dataclass(slots=True)
class Scope:
    """A FROM clause under construction."""

    alias: str
    joins: list[str] = field(default_factory=list)

    def sql(self) -> str:
        return "".join(f" {join}" for join in self.joins)


@dataclass(frozen=True, slots=True)
class Select:
    """A statement that answers JSON text: what, and FROM where."""

    text: Text
    source: str

    def scalar(self) -> str:
        """As one text column, for use inside another statement."""
        return f"SELECT {self.text.sql()} FROM {self.source}"

    def columns(self, last: str | None = None) -> tuple[str, tuple[bytes, ...]]:
        """As the root of a statement: bytes in columns, and the literals around them; `last` is one column more."""
        columns, literals = self.text.columns()
        # bytea goes to Python without being decoded and encoded again.
        listed = [f"convert_to({column}, 'UTF8')" for column in columns] + ([last] if last is not None else [])
        return f"SELECT {', '.join(listed)} FROM {self.source}", tuple(literals)


def member(position: int, key: str) -> str:
    """What stands before the value of an object's member."""
    return f'{"," if position else ""}"{key}":'


def array_text(row: Text, order: str, shown: str = "") -> Text:
    """The JSON text of an array of rows, aggregated; `shown` is a FILTER clause."""
    aggregate = f"coalesce(string_agg({row.sql()}, ',' ORDER BY {order}) {shown}, '')"
    return Text().literal("[").expression(aggregate, large=True).literal("]")


def where_sql(conditions: Sequence[str]) -> str:
    """The WHERE clause for conditions; nothing where all are TRUE."""
    needed = [condition for condition in conditions if condition != "TRUE"]
    return " WHERE " + " AND ".join(needed) if needed else ""


def column_text(column: ColumnSpec, value: str) -> Text:
    """The JSON text of a column, `null` included; `value` is its SQL expression."""
    text = Text()
    match column.kind:
        case Kind.ID:
            text.literal(f'"{column.id_of}:').expression(f"{value}::text").literal('"')
        case Kind.INT | Kind.FLOAT | Kind.BOOL | Kind.JSON:
            text.expression(f"{value}::text")
        case Kind.DECIMAL | Kind.DATE:
            text.literal('"').expression(f"{value}::text").literal('"')
        case Kind.ENUM:
            text.literal('"').expression(value).literal('"')
        case Kind.TEXT | Kind.TEXTS | Kind.DATETIME:
            text.expression(f"to_json({value})::text")
    if column.nullable:
        return Text().expression(f"coalesce({text.sql()}, 'null')")
    return text


__all__ = ["Scope", "Select", "Text", "array_text", "column_text", "member", "quote", "where_sql"]
