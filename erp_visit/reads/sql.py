"""Pieces of SQL that build JSON text.

Text is glued with `||` because PostgreSQL does that two to three times as fast as its json functions;
what can need escaping goes through to_json.
"""

from __future__ import annotations

from erp_visit.reads.spec import ColumnSpec, Kind


def quote(text: str) -> str:
    """An SQL string literal (standard_conforming_strings is on)."""
    return "'" + text.replace("'", "''") + "'"


class Text:
    """A concatenation of literals and non-null text expressions; neighbouring literals are merged."""

    def __init__(self) -> None:
        self._parts: list[tuple[bool, str]] = []

    def literal(self, text: str) -> Text:
        if self._parts and self._parts[-1][0]:
            self._parts[-1] = (True, self._parts[-1][1] + text)
        else:
            self._parts.append((True, text))
        return self

    def expression(self, sql: str) -> Text:
        self._parts.append((False, sql))
        return self

    def extend(self, other: Text) -> Text:
        for is_literal, part in other._parts:
            if is_literal:
                self.literal(part)
            else:
                self.expression(part)
        return self

    def sql(self) -> str:
        """The SQL expression for the whole, of type text."""
        if not self._parts:
            return "''"
        return " || ".join(quote(part) if is_literal else part for is_literal, part in self._parts)


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


__all__ = ["Text", "column_text", "quote"]
