"""Relay connections (https://relay.dev/graphql/connections.htm): one page found by keyset, and as much of what is
around it as is asked for. `first`, `last`, `after` and `before` go together in any way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import FieldNode

from erp_visit.core.errors import invalid
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.costs import looks
from erp_visit.reads.ordering import Key, at_sql, beyond_sql, cursor_text, cursor_values, order_keys
from erp_visit.reads.selection import Selected
from erp_visit.reads.spec import TypeSpec
from erp_visit.reads.sql import Scope, Select, Text, array_text, member, where_sql
from erp_visit.reads.ways import ALONG, EACH, NEAR, NEARBY, Ways, realias

if TYPE_CHECKING:
    from erp_visit.reads.compiler import Compiler

DEFAULT_PAGE = 50
MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class _Page:
    """Which rows of a list are shown: those between the cursors, of these the `first`, of these the `last`."""

    spec: TypeSpec
    alias: str
    keys: list[Key]
    where: list[str]
    """Which rows the list has, whatever the page."""
    first: int | None
    last: int | None
    after: Leaf | None
    before: Leaf | None
    ways: Ways | None = None
    """The ways to the rows that are seen, if there are several; the first condition of `where` says the same."""

    @property
    def backward(self) -> bool:
        """Whether rows are counted from the end."""
        return self.first is None

    @property
    def size(self) -> int:
        """How many rows are shown at most."""
        return min(size for size in (self.first, self.last) if size is not None)

    @property
    def read(self) -> int:
        """One row more than asked for is read, to know whether there are more."""
        return 1 + max(size for size in (self.first, self.last) if size is not None)

    @property
    def shown(self) -> str:
        alias = self.alias
        if self.first is None or self.last is None:
            return f"FILTER (WHERE {alias}.__n <= {self.size})"
        start = f"least({alias}.__all, {self.first}) - {self.last}"
        return f"FILTER (WHERE {alias}.__n > {start} AND {alias}.__n <= {self.first})"

    def order(self, backward: bool = False, alias: str | None = None) -> str:
        return ", ".join(key.sql(alias or self.alias, backward) for key in self.keys)

    def source(self, compiler: Compiler) -> str:
        """The rows of the page and those read with them, counted by __n in the direction of the page."""
        alias, order = self.alias, self.order(self.backward)
        where = list(self.where)
        for cursor, backward in ((self.after, False), (self.before, True)):
            if cursor is not None:
                where.append(beyond_sql(compiler, self.spec, self.keys, alias, cursor, backward))
        table = f"{self.spec.table} {alias}"
        if self.ways is not None and (self.ways or self.ways.has_near):
            table = f"({self._by_ways(compiler, self.ways, where)}) {alias}"
            where = []
        rows = f"FROM {table}{where_sql(where)} ORDER BY {order} LIMIT {self.read}"
        if self.first is None or self.last is None:
            return f"(SELECT {alias}.*, row_number() OVER (ORDER BY {order}) AS __n {rows}) {alias}"
        numbers = f"row_number() OVER (ORDER BY {order}) AS __n, count(*) OVER () AS __all"
        return f"(SELECT {alias}.*, {numbers} FROM (SELECT {alias}.* {rows}) {alias}) {alias}"

    def _by_ways(self, compiler: Compiler, ways: Ways, where: Sequence[str]) -> str:
        """The rows of the page: by the ways to them where these lead through few values, else from near by if all of it
        is there, else along the list's order."""
        alias, others = self.alias, where[1:]
        rows, end = f"SELECT {alias}.* FROM {self.spec.table} {alias}", f" ORDER BY {self.order(self.backward)} LIMIT "
        found, near = {}, ""
        if ways:
            other = compiler.alias()
            rest = [realias(one, alias, other) for one in others]
            ids = ways.first(rest, other, self.keys, self.backward, self.read)
            found[EACH] = f"{rows} WHERE {alias}.id = ANY(ARRAY({ids}))"
        if ways.is_sure:
            return found[EACH]
        if ways.has_near:
            seen = compiler.visible(self.spec, alias, one_by_one=True)
            nearby = f"({rows}{where_sql(others)}{end}{NEARBY}) {alias}"
            near = f"SELECT {alias}.id FROM {nearby} WHERE {seen}{end}{self.read}"
            found[NEAR] = f"{rows} WHERE {alias}.id = ANY(ARRAY(SELECT id FROM near))"
        found[ALONG] = f"{rows}{where_sql(where)}"
        parts = [f"({part} AND (SELECT way FROM way) = {way}{end}{self.read})" for way, part in found.items()]
        return ways.choice(near, self.read) + " UNION ALL ".join(parts)

    def reaches(self, compiler: Compiler, cursor: Leaf, backward: bool) -> str:
        """Whether the list has a row at the cursor or behind it, counted from the page. Usually the cursor's own row is
        still there; else the next one is looked for in the order of the list."""
        alias = compiler.alias()
        own = [realias(one, self.alias, alias) for one in self.where]
        table = f"{self.spec.table} {alias}"
        at = [*own, at_sql(compiler, self.spec, self.keys, alias, cursor)]
        beyond = [*own, beyond_sql(compiler, self.spec, self.keys, alias, cursor, backward)]
        nearest = f"SELECT 1 FROM {table}{where_sql(beyond)} ORDER BY {self.order(backward, alias)} LIMIT 1"
        return f"(EXISTS (SELECT FROM {table}{where_sql(at)}) OR (SELECT count(*) FROM ({nearest}) nearest) > 0)::text"


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
    keys = order_keys(compiler, spec, arguments.get("orderBy"), spec.model.Display.natural)
    ways = Ways(compiler, spec, keys, filtered=len(where) > 1) if not path and where[0] != "TRUE" else None
    page = _Page(spec, alias, keys, where, *_bounds(compiler, arguments), ways)
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
                count, rows = _count(compiler, page, nodes[0], path)
                text.expression(count)
                looked += rows
    asked = {nodes[0].name.value for nodes in selected.values()}
    if "totalCount" in asked and asked <= {"totalCount", "__typename"}:
        # Nothing of the page itself: it is not looked for.
        return Select(text.literal("}"), "(VALUES (1)) nothing"), looked
    # HAVING makes it one row also where no row of the page is selected, such as the type of its info alone.
    source = f"{page.source(compiler)}{scope.sql()} HAVING TRUE"
    return Select(text.literal("}"), source), max(page.size, 1) * (1 + cost) + looked


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
        match inner[0].name.value:
            case "__typename":
                text.literal('"PageInfo"')
            case "startCursor" | "endCursor" as name:
                place = "1" if name == "startCursor" else f"array_length({ends}, 1)"
                cursor = cursor_text(page.spec, page.keys, f"{ends}[{place}]")
                text.expression(f"coalesce('\"' || {cursor} || '\"', 'null')")
            case "hasPreviousPage":
                text.extend(_has_more(compiler, page, number, page.last, page.after, backward=True))
            case _:
                text.extend(_has_more(compiler, page, number, page.first, page.before, backward=False))
    return text.literal("}")


def _has_more(
    compiler: Compiler, page: _Page, number: str, size: int | None, cursor: Leaf | None, *, backward: bool
) -> Text:
    """Whether the list goes on: where the size cut it, as the row too many says; at a cursor, as a look behind it."""
    if size is not None:
        return Text().expression(f"({number} > {size})::text")
    if cursor is not None:
        return Text().expression(page.reaches(compiler, cursor, backward))
    return Text().literal("false")


def _count(compiler: Compiler, page: _Page, node: FieldNode, path: tuple[str, ...]) -> tuple[str, int]:
    """How many rows match, or `atMost` if they are more: then no more than those are looked at."""
    spec, counted = page.spec, compiler.alias()
    where = [realias(one, page.alias, counted) for one in page.where]
    rows = f"FROM {spec.table} {counted}{where_sql(where)}"
    most = compiler.arguments(node, f"{spec.name}Connection").get("atMost")
    if most is None:
        compiler.parameters.weighed = True
        return f"(SELECT count(*)::text {rows})", looks(path)
    limit = compiler.parameters.leaf(most, "bigint", _at_most)
    cost = looks(path, _at_most(compiler.now(most)))
    in_order = f"(SELECT count(*)::text FROM (SELECT {rows} LIMIT {limit}) counted)"
    if not page.ways:
        return in_order, cost
    ids = page.ways.any(where[1:], counted, limit)
    by_ways = f"(SELECT count(*)::text FROM (SELECT DISTINCT id FROM ({ids}) found LIMIT {limit}) counted)"
    if page.ways.is_sure:
        return by_ways, cost
    return f"({page.ways.choice()}SELECT CASE way WHEN {EACH} THEN {by_ways} ELSE {in_order} END FROM way)", cost


def _bounds(
    compiler: Compiler, arguments: Mapping[str, Symbol]
) -> tuple[int | None, int | None, Leaf | None, Leaf | None]:
    """`first`, `last`, `after` and `before`; if no size is given, that of a usual page beside the cursor."""
    first, last, after, before = (arguments.get(name) for name in ("first", "last", "after", "before"))
    if first is None and last is None:
        usual = (None, DEFAULT_PAGE) if after is None and before is not None else (DEFAULT_PAGE, None)
        return *usual, after, before
    return (
        None if first is None else page_size(compiler, first, "first"),
        None if last is None else page_size(compiler, last, "last"),
        after,
        before,
    )


def page_size(compiler: Compiler, leaf: Leaf, name: str) -> int:
    """A page size, checked: it is part of the statement."""
    size = compiler.now(leaf)
    if not 0 <= size <= MAX_PAGE:
        raise invalid("`{name}` is {size}; it may be 0 to {maximum}.", name, name=name, size=size, maximum=MAX_PAGE)
    return int(size)


def _at_most(value: int) -> int:
    if value < 0:
        raise invalid("`atMost` is {value}; it may not be negative.", "atMost", value=value)
    return value


__all__ = ["DEFAULT_PAGE", "MAX_PAGE", "connection_sql", "page_size"]
