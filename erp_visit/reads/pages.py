"""Relay connections: one page found by keyset, and as much of what is around it as is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import FieldNode

from erp_visit.core.errors import invalid
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.costs import looks
from erp_visit.reads.ordering import Key, beyond_sql, cursor_text, cursor_values, order_keys
from erp_visit.reads.selection import Selected
from erp_visit.reads.spec import TypeSpec
from erp_visit.reads.sql import Scope, Select, Text, array_text, member, where_sql

if TYPE_CHECKING:
    from erp_visit.reads.compiler import Compiler

DEFAULT_PAGE = 50
MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Page:
    """Which rows of a list are shown. `cut` says that they begin, or backward end, at a cursor."""

    spec: TypeSpec
    alias: str
    keys: list[Key]
    size: int
    backward: bool
    cut: bool

    def order(self, backward: bool = False) -> str:
        return ", ".join(key.sql(self.alias, backward) for key in self.keys)

    @property
    def shown(self) -> str:
        """One row more than asked for is read, to know whether there are more."""
        return f"FILTER (WHERE {self.alias}.__n <= {self.size})"


def connection_sql(
    compiler: Compiler,
    spec: TypeSpec,
    alias: str,
    where: list[str],
    arguments: Mapping[str, Symbol],
    selected: Selected,
    path: tuple[str, ...],
) -> tuple[Select, int]:
    """A statement that answers a connection, and the rows that it may touch."""
    looked = compiler.narrow(spec, alias, where, arguments, path)
    keys = order_keys(compiler, spec, arguments.get("orderBy"))
    size, backward = _size_and_direction(compiler, arguments)
    cursor = arguments.get("before" if backward else "after")
    page = _Page(spec, alias, keys, size, backward, cursor is not None)
    on_page = list(where)
    if cursor is not None:
        on_page.append(beyond_sql(compiler, spec, keys, alias, cursor, backward))
    scope = Scope(alias)
    text, cost = Text().literal("{"), 0
    for position, (key, nodes) in enumerate(selected.items()):
        text.literal(member(position, key))
        match nodes[0].name.value:
            case "__typename":
                text.literal(f'"{spec.name}Connection"')
            case "nodes":
                row, rows = compiler.row(spec, scope, compiler.merged(nodes, spec.name), (*path, key, "*"))
                text.extend(array_text(row, page.order(), page.shown))
                cost += rows
            case "edges":
                row, rows = _edge(compiler, page, scope, nodes, (*path, key, "*"))
                text.extend(array_text(row, page.order(), page.shown))
                cost += rows
            case "pageInfo":
                text.extend(_page_info(compiler, page, nodes))
            case "totalCount":
                count, rows = _count(compiler, spec, alias, where, nodes[0], path)
                text.expression(count)
                looked += rows
    order = page.order(backward)
    source = (
        f"(SELECT {alias}.*, row_number() OVER (ORDER BY {order}) AS __n FROM {spec.table} {alias}"
        f"{where_sql(on_page)} ORDER BY {order} LIMIT {size + 1}) {alias}"
    )
    # HAVING makes it one row also where nothing of the page itself is selected, such as totalCount alone.
    return Select(text.literal("}"), f"{source}{scope.sql()} HAVING TRUE"), size * (1 + cost) + looked


def _edge(
    compiler: Compiler, page: _Page, scope: Scope, nodes: list[FieldNode], path: tuple[str, ...]
) -> tuple[Text, int]:
    name = page.spec.name
    text, cost = Text().literal("{"), 0
    for position, (key, inner) in enumerate(compiler.merged(nodes, f"{name}Edge").items()):
        text.literal(member(position, key))
        match inner[0].name.value:
            case "__typename":
                text.literal(f'"{name}Edge"')
            case "cursor":
                values = cursor_values(page.keys, page.alias)
                text.literal('"').expression(cursor_text(page.spec, page.keys, values)).literal('"')
            case _:
                row, rows = compiler.row(page.spec, scope, compiler.merged(inner, name), (*path, key))
                text.extend(row)
                cost += rows
    return text.literal("}"), cost


def _page_info(compiler: Compiler, page: _Page, nodes: list[FieldNode]) -> Text:
    number = f"count({page.alias}.__n)"
    ends = f"(array_agg({cursor_values(page.keys, page.alias)} ORDER BY {page.order()}) {page.shown})"
    text = Text().literal("{")
    for position, (key, inner) in enumerate(compiler.merged(nodes, "PageInfo").items()):
        text.literal(member(position, key))
        name = inner[0].name.value
        if name == "__typename":
            text.literal('"PageInfo"')
        elif name in ("startCursor", "endCursor"):
            place = "1" if name == "startCursor" else f"least({number}, {page.size})"
            cursor = cursor_text(page.spec, page.keys, f"{ends}[{place}]")
            text.expression(f"coalesce('\"' || {cursor} || '\"', 'null')")
        elif (name == "hasPreviousPage") == page.backward:
            text.expression(f"({number} > {page.size})::text")
        else:  # behind us lies at least the row of the cursor
            text.literal("true" if page.cut else "false")
    return text.literal("}")


def _count(
    compiler: Compiler, spec: TypeSpec, alias: str, where: list[str], node: FieldNode, path: tuple[str, ...]
) -> tuple[str, int]:
    """How many rows match, or `atMost` if they are more: then no more than those are looked at."""
    counted = compiler.alias()
    rows = f"FROM {spec.table} {counted}{where_sql([_realias(one, alias, counted) for one in where])}"
    most = compiler.arguments(node, f"{spec.name}Connection").get("atMost")
    if most is None:
        return f"(SELECT count(*)::text {rows})", looks(path)
    limit = compiler.parameters.leaf(most, "bigint", _at_most)
    cost = looks(path, _at_most(compiler.now(most)))
    return f"(SELECT count(*)::text FROM (SELECT {rows} LIMIT {limit}) counted)", cost


def _size_and_direction(compiler: Compiler, arguments: Mapping[str, Symbol]) -> tuple[int, bool]:
    """How many rows, and whether they are those before a cursor or the last ones."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise invalid("Give `first` or `last`, not both.", "last")
    if last is not None:
        if arguments.get("after") is not None:
            raise invalid("`last` goes with `before`, `first` with `after`.", "after")
        return page_size(compiler, last, "last"), True
    if arguments.get("before") is not None:
        raise invalid("`before` goes with `last`, `after` with `first`.", "before")
    return (DEFAULT_PAGE if first is None else page_size(compiler, first, "first")), False


def page_size(compiler: Compiler, leaf: Leaf, name: str) -> int:
    """A page size, checked: it is part of the statement."""
    size = compiler.now(leaf)
    if not 1 <= size <= MAX_PAGE:
        raise invalid("`{name}` is {size}; it may be 1 to {maximum}.", name, name=name, size=size, maximum=MAX_PAGE)
    return int(size)


def _at_most(value: int) -> int:
    if value < 0:
        raise invalid("`atMost` is {value}; it may not be negative.", "atMost", value=value)
    return value


def _realias(condition: str, alias: str, other: str) -> str:
    # Aliases are t1, t2 …: unique words in the statement.
    return re.sub(rf"\b{alias}\b", other, condition)


__all__ = ["DEFAULT_PAGE", "MAX_PAGE", "connection_sql", "page_size"]
