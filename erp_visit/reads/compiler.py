"""Compiles a selection into one SQL statement that answers finished JSON text.

Every root field becomes one scalar SELECT; nested relations become joins (to one) and correlated subqueries
(to many). Visibility is applied at every level; a field that the profile may not see is refused here, before
anything runs. See docs/adr/0003-reads-in-one-statement.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
)

from erp_visit.core.actor import Profile
from erp_visit.core.declare import PythonField
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import parse_id
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.costs import looks
from erp_visit.reads.filters import filter_sql, search_sql
from erp_visit.reads.ordering import Key, beyond_sql, cursor_text, cursor_values, order_keys
from erp_visit.reads.parameters import Getter, Parameters
from erp_visit.reads.selection import Selected, Selections
from erp_visit.reads.spec import ColumnSpec, Kind, Registry, RelationSpec, TypeSpec, camel
from erp_visit.reads.sql import Select, Text, column_text, quote

DEFAULT_PAGE = 50
DEFAULT_LIST = 20
"""Rows of a nested list if its selection does not say."""
MAX_PAGE = 500
COMPOSED_ESTIMATE = 10
"""Rows reckoned for the cost of a list that is part of its document, such as an order's lines."""
MAX_DEPTH = 40
"""Steps into an answer; lists and pages take two or three."""
MAX_FIELDS = 500
"""Fields of one row, aliases included: PostgreSQL's stack ends at some thousand."""
FIELDS_PER_ROW = 30
"""So many fields of a row are reckoned as the touch of one row; a JSON value counts as ten."""
MAX_TABLES = 400
"""Tables that one statement may name: more would take PostgreSQL long to plan."""


@dataclass(frozen=True, slots=True)
class Computation:
    """A Python field to be computed after the statement: where, from what."""

    path: tuple[str, ...]
    key: str
    field: PythonField


@dataclass(frozen=True, slots=True)
class Plan:
    """One root field, compiled. `missing` is what to raise if a single record was not found."""

    sql: str
    literals: tuple[bytes, ...]
    getters: tuple[Getter, ...]
    cost: int
    computations: tuple[Computation, ...] = ()
    missing: Callable[[Mapping[str, Any]], DomainError] | None = None


@dataclass(slots=True)
class Scope:
    """A FROM clause under construction."""

    alias: str
    joins: list[str] = field(default_factory=list)

    def sql(self) -> str:
        return "".join(f" {join}" for join in self.joins)


class Compiler(Selections):
    """Compiles the fields of one operation for one profile and one shape of variables."""

    def __init__(
        self,
        registry: Registry,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        profile: Profile,
        variables: Mapping[str, Any],
    ) -> None:
        self.registry = registry
        super().__init__(schema, fragments, variables)
        self.profile = profile
        self.parameters = Parameters()
        self.computations: list[Computation] = []
        self.scans = 0
        """Conditions so far that no index helps with."""
        self._aliases = 0

    # -- what filters and orders need of it

    def alias(self) -> str:
        self._aliases += 1
        if self._aliases > MAX_TABLES:
            raise DomainError(
                ErrorCode.COST_EXCEEDED,
                "The query goes over more than {limit} relations. Ask for less at a time.",
                limit=MAX_TABLES,
            )
        return f"t{self._aliases}"

    def value(self, column: ColumnSpec, alias: str) -> str:
        """The SQL expression of a column; a computed one may name values of the actor."""
        expression = column.expression(alias)
        withheld = [key for key, right in column.keys if not self.profile.may(right)]
        if withheld:
            rest = f"{expression} - ARRAY[{', '.join(map(quote, withheld))}]"
            return f"(CASE jsonb_typeof({expression}) WHEN 'object' THEN {rest} ELSE {expression} END)"
        return self.parameters.bind(expression) if column.computed else expression

    def require(self, right: str | None) -> None:
        """Raise FORBIDDEN unless the profile has the right."""
        if right is not None and not self.profile.may(right):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "You lack the right {right}. An administrator can grant it to your role.",
                right=right,
            )

    def enter(self, relation: RelationSpec) -> TypeSpec:
        """The type behind a relation, if the profile may read it."""
        self.require(relation.right)
        target = self.registry[relation.target]
        if not relation.inherits:
            self.require(target.right)
        return target

    def visible(self, spec: TypeSpec, alias: str, through: RelationSpec | None = None) -> str:
        """The condition under which rows are seen; TRUE if they were reached through what decides it."""
        if through is not None and (through.inherits or through.composed or through.upward):
            return "TRUE"
        parent = spec.parent()
        if parent is not None:
            relation = spec.relations[parent]
            above = self.registry[relation.target]
            other = self.alias()
            condition = self.visible(above, other)
            if condition == "TRUE":
                return "TRUE"
            link = relation.condition.replace("{t}", alias).replace("{r}", other)
            return f"EXISTS (SELECT 1 FROM {above.table} {other} WHERE {link} AND {condition})"
        predicate = spec.visible()
        if predicate is None:
            return "TRUE"  # undeclared: the type's right, administrators by default, is what guards it
        condition = predicate(self.profile)
        return str(self.parameters.bind(condition.replace("{t}", alias)))

    # -- objects

    def row(self, spec: TypeSpec, scope: Scope, selected: Selected, path: tuple[str, ...]) -> tuple[Text, int]:
        """The JSON text of one row, and the rows that its relations may touch."""
        if len(path) > MAX_DEPTH:
            raise too_deep()
        if len(selected) > MAX_FIELDS:
            raise DomainError(
                ErrorCode.COST_EXCEEDED,
                "The query asks for more than {limit} fields of one record. Ask for less at a time.",
                limit=MAX_FIELDS,
            )
        text, cost, weight = Text().literal("{"), 0, len(selected)
        first_computation = len(self.computations)
        by_name = {camel(name): name for name in (*spec.columns, *spec.relations, *spec.python)}
        for position, (key, nodes) in enumerate(selected.items()):
            text.literal(_member(position, key))
            name = nodes[0].name.value
            if name == "__typename":
                text.literal(f'"{spec.name}"')
                continue
            connection = name.endswith("Connection") and name not in by_name
            own = by_name[name.removesuffix("Connection") if connection else name]
            if own in spec.columns:
                column = spec.columns[own]
                self.require(column.right)
                text.extend(column_text(column, self.value(column, scope.alias)))
                weight += 9 * (column.kind is Kind.JSON)
            elif own in spec.python:
                self._computed(spec, scope, text, own, key, path)
            else:
                value, rows = self._relation(spec, spec.relations[own], scope, nodes, connection, (*path, key))
                text.extend(value)
                cost += rows
        needed = {
            need
            for computation in self.computations[first_computation:]
            if computation.path == path
            for need in computation.field.needs
        }
        for need in sorted(needed):
            column = spec.columns[need]
            # No response key begins with a plus.
            text.literal(f',"+{need}":').extend(column_text(column, self.value(column, scope.alias)))
        return text.literal("}"), cost + weight // FIELDS_PER_ROW

    def _computed(self, spec: TypeSpec, scope: Scope, text: Text, name: str, key: str, path: tuple[str, ...]) -> None:
        computed = spec.python[name]
        for need in computed.needs:
            self.require(spec.columns[need].right)
        self.computations.append(Computation(path, key, computed))
        text.literal("null")

    def _relation(
        self,
        spec: TypeSpec,
        relation: RelationSpec,
        scope: Scope,
        nodes: list[FieldNode],
        connection: bool,
        path: tuple[str, ...],
    ) -> tuple[Text, int]:
        target = self.enter(relation)
        other = self.alias()
        condition = relation.condition.replace("{t}", scope.alias).replace("{r}", other)
        if relation.many:
            arguments = self.arguments(nodes[0], spec.name)
            where = [condition, self.visible(target, other, relation)]
            if connection:
                selected = self.merged(nodes, f"{target.name}Connection")
                select, cost = self.connection(target, other, where, arguments, selected, path)
            else:
                selected = self.merged(nodes, target.name)
                select, cost = self.array(target, other, where, arguments, selected, path, relation.composed)
            return Text().expression(f"({select.scalar()})", large=True), cost
        selected = self.merged(nodes, target.name)
        visible = self.visible(target, other, relation)
        if relation.inherits:  # by condition, which may not be unique: a subquery takes one
            inner = Scope(other)
            text, cost = self.row(target, inner, selected, path)
            sql = f"SELECT {text.sql()} FROM {target.table} {other}{inner.sql()} WHERE {condition} LIMIT 1"
            return Text().expression(f"coalesce(({sql}), 'null')"), 1 + cost
        inner = Scope(other)
        text, cost = self.row(target, inner, selected, path)
        if visible == "TRUE" and not relation.nullable:
            scope.joins.append(f"JOIN {target.table} {other} ON {condition}")
            scope.joins.extend(inner.joins)
            return text, 1 + cost
        scope.joins.append(f"LEFT JOIN {target.table} {other} ON {condition} AND {visible}")
        # Joins below an outer join must not drop its row.
        scope.joins.extend(join if join.startswith("LEFT") else f"LEFT {join}" for join in inner.joins)
        return Text().expression(f"CASE WHEN {other}.id IS NULL THEN 'null' ELSE {text.sql()} END"), 1 + cost

    # -- lists

    def array(
        self,
        spec: TypeSpec,
        alias: str,
        where: list[str],
        arguments: Mapping[str, Symbol],
        selected: Selected,
        path: tuple[str, ...],
        composed: bool,
    ) -> tuple[Select, int]:
        """A statement that answers a JSON array; parts of a document come whole, other lists are capped."""
        looked = self._narrow(spec, alias, where, arguments, path)
        keys = order_keys(self, spec, arguments.get("orderBy"))
        if composed and not arguments.get("orderBy") and "number" in spec.columns:
            keys = [Key(spec.columns["number"], False)]
        size = self.size(arguments.get("first"), "first") if arguments.get("first") is not None else None
        rows = size if size is not None else COMPOSED_ESTIMATE
        scope = Scope(alias)
        text, cost = self.row(spec, scope, selected, (*path, "*"))
        conditions = _conjunction(where)
        order = ", ".join(key.sql(alias, False) for key in keys)
        source = f"{spec.table} {alias}"
        if size is not None:
            # Only the rows that are shown are joined.
            source = f"(SELECT {alias}.* FROM {spec.table} {alias}{conditions} ORDER BY {order} LIMIT {size}) {alias}"
            conditions = ""
        array = _array(text, order, "")
        return Select(array, f"{source}{scope.sql()}{conditions}"), rows * (1 + cost) + looked

    def connection(
        self,
        spec: TypeSpec,
        alias: str,
        where: list[str],
        arguments: Mapping[str, Symbol],
        selected: Selected,
        path: tuple[str, ...],
    ) -> tuple[Select, int]:
        """A statement that answers a Relay connection: one page found by keyset."""
        looked = self._narrow(spec, alias, where, arguments, path)
        keys = order_keys(self, spec, arguments.get("orderBy"))
        size, backward = self._page(arguments)
        page = list(where)
        cursor = arguments.get("before" if backward else "after")
        if cursor is not None:
            page.append(beyond_sql(self, spec, keys, alias, cursor, backward))
        order = ", ".join(key.sql(alias, backward) for key in keys)
        scope = Scope(alias)
        text, cost = Text().literal("{"), 0
        arrange = ", ".join(key.sql(alias, False) for key in keys)
        shown = f"FILTER (WHERE {alias}.__n <= {size})"
        for position, (key, nodes) in enumerate(selected.items()):
            text.literal(_member(position, key))
            match nodes[0].name.value:
                case "__typename":
                    text.literal(f'"{spec.name}Connection"')
                case "nodes":
                    row, rows = self.row(spec, scope, self.merged(nodes, spec.name), (*path, key, "*"))
                    text.extend(_array(row, arrange, shown))
                    cost += rows
                case "edges":
                    row, rows = self._edge(spec, keys, scope, nodes, (*path, key, "*"))
                    text.extend(_array(row, arrange, shown))
                    cost += rows
                case "pageInfo":
                    text.extend(self._page_info(spec, keys, alias, nodes, size, backward, cursor is not None, arrange))
                case "totalCount":
                    count, rows = self._count(spec, alias, where, nodes[0], path)
                    text.expression(count)
                    looked += rows
        source = (
            f"(SELECT {alias}.*, row_number() OVER (ORDER BY {order}) AS __n FROM {spec.table} {alias}"
            f"{_conjunction(page)} ORDER BY {order} LIMIT {size + 1}) {alias}"
        )
        # HAVING makes it one row also where nothing of the page itself is selected, such as totalCount alone.
        return Select(text.literal("}"), f"{source}{scope.sql()} HAVING TRUE"), size * (1 + cost) + looked

    def sums(self, spec: TypeSpec, names: Sequence[str], arguments: Mapping[str, Symbol]) -> Select:
        """A statement that answers how many rows match, and of each column named the sum, as texts."""
        self.require(spec.right)
        alias = self.alias()
        where = [self.visible(spec, alias)]
        self._narrow(spec, alias, where, arguments, ())
        text = Text().literal('{"count":').expression("count(*)::text")
        for name in names:
            column = spec.columns[name]
            self.require(column.right)
            text.literal(f',"{name}":"').expression(f"coalesce(sum({self.value(column, alias)}), 0)::text").literal('"')
        return Select(text.literal("}"), f"{spec.table} {alias}{_conjunction(where)}")

    def _count(
        self, spec: TypeSpec, alias: str, where: list[str], node: FieldNode, path: tuple[str, ...]
    ) -> tuple[str, int]:
        """How many rows match, or `atMost` if they are more: then no more than those are looked at."""
        counted = self.alias()
        rows = f"FROM {spec.table} {counted}{_conjunction([_realias(one, alias, counted) for one in where])}"
        most = self.arguments(node, f"{spec.name}Connection").get("atMost")
        if most is None:
            return f"(SELECT count(*)::text {rows})", looks(path)
        limit = self.parameters.leaf(most, "bigint", _at_most)
        return f"(SELECT count(*)::text FROM (SELECT {rows} LIMIT {limit}) counted)", looks(
            path, _at_most(self.now(most))
        )

    def _edge(
        self, spec: TypeSpec, keys: list[Key], scope: Scope, nodes: list[FieldNode], path: tuple[str, ...]
    ) -> tuple[Text, int]:
        text, cost = Text().literal("{"), 0
        for position, (key, inner) in enumerate(self.merged(nodes, f"{spec.name}Edge").items()):
            text.literal(_member(position, key))
            match inner[0].name.value:
                case "__typename":
                    text.literal(f'"{spec.name}Edge"')
                case "cursor":
                    values = cursor_values(keys, scope.alias)
                    text.literal('"').expression(cursor_text(spec, keys, values)).literal('"')
                case _:
                    row, cost = self.row(spec, scope, self.merged(inner, spec.name), (*path, key))
                    text.extend(row)
        return text.literal("}"), cost

    def _page_info(
        self,
        spec: TypeSpec,
        keys: list[Key],
        alias: str,
        nodes: list[FieldNode],
        size: int,
        backward: bool,
        cut: bool,
        arrange: str,
    ) -> Text:
        more = f"(count({alias}.__n) > {size})::text"
        ends = f"(array_agg({cursor_values(keys, alias)} ORDER BY {arrange}) FILTER (WHERE {alias}.__n <= {size}))"
        text = Text().literal("{")
        for position, (key, inner) in enumerate(self.merged(nodes, "PageInfo").items()):
            text.literal(_member(position, key))
            name = inner[0].name.value
            if name == "__typename":
                text.literal('"PageInfo"')
            elif name in ("startCursor", "endCursor"):
                place = "1" if name == "startCursor" else f"least(count({alias}.__n), {size})"
                text.expression(f"coalesce('\"' || {cursor_text(spec, keys, f'{ends}[{place}]')} || '\"', 'null')")
            elif (name == "hasPreviousPage") == backward:
                text.expression(more)
            else:  # behind us lies at least the row of the cursor
                text.literal("true" if cut else "false")
        return text.literal("}")

    def _narrow(
        self, spec: TypeSpec, alias: str, where: list[str], arguments: Mapping[str, Symbol], path: tuple[str, ...]
    ) -> int:
        """Add the conditions of `filter` and `search`; the cost of those that no index helps with."""
        before = self.scans
        if "filter" in arguments:
            where.append(filter_sql(self, spec, alias, arguments["filter"], "filter"))
        if "search" in arguments:
            if arguments["search"] is None:
                raise invalid("`search` is null; leave it out to get everything.", "search")
            where.append(search_sql(self, spec, alias, arguments["search"]))
        return (self.scans - before) * looks(path)

    def _page(self, arguments: Mapping[str, Symbol]) -> tuple[int, bool]:
        first, last = arguments.get("first"), arguments.get("last")
        if first is not None and last is not None:
            raise invalid("Give `first` or `last`, not both.", "last")
        if last is not None:
            if arguments.get("after") is not None:
                raise invalid("`last` goes with `before`, `first` with `after`.", "after")
            return self.size(last, "last"), True
        if arguments.get("before") is not None:
            raise invalid("`before` goes with `last`, `after` with `first`.", "before")
        return (DEFAULT_PAGE if first is None else self.size(first, "first")), False

    def size(self, leaf: Symbol, name: str) -> int:
        """A page size, checked: it is part of the statement."""
        size = self.now(leaf)
        if not 1 <= size <= MAX_PAGE:
            raise invalid("`{name}` is {size}; it may be 1 to {maximum}.", name, name=name, size=size, maximum=MAX_PAGE)
        return int(size)

    # -- roots

    def plan(
        self, select: Select, cost: int, missing: Callable[[Mapping[str, Any]], DomainError] | None = None
    ) -> Plan:
        """The finished plan."""
        sql, literals = select.columns()
        return Plan(sql, literals, tuple(self.parameters.getters), cost, tuple(self.computations), missing)

    def one(self, spec: TypeSpec, key: str, selected: Selected, *, guarded: bool = True) -> tuple[Select, int]:
        """A statement that answers one row by key, or nothing."""
        if guarded:
            self.require(spec.right)
        scope = Scope(self.alias())
        where = [f"{scope.alias}.id = {key}"]
        if guarded:
            where.append(self.visible(spec, scope.alias))
        text, cost = self.row(spec, scope, selected, ())
        return Select(text, f"{spec.table} {scope.alias}{scope.sql()}{_conjunction(where)}"), 1 + cost

    def key(self, leaf: Leaf, spec: TypeSpec, name: str = "id") -> str:
        """A parameter for a record's key from an id argument."""
        return self.parameters.leaf(leaf, "uuid", lambda value: parse_id(value, spec.name, name), path=(name,))


def too_deep() -> DomainError:
    """The refusal of a selection or filter that is nested without end."""
    return DomainError(
        ErrorCode.VALIDATION_ERROR, "The query is nested more than {limit} steps deep. Ask for less.", limit=MAX_DEPTH
    )


def _member(position: int, key: str) -> str:
    return f'{"," if position else ""}"{key}":'


def _at_most(value: int) -> int:
    if value < 0:
        raise invalid("`atMost` is {value}; it may not be negative.", "atMost", value=value)
    return value


def _conjunction(conditions: list[str]) -> str:
    needed = [condition for condition in conditions if condition != "TRUE"]
    return " WHERE " + " AND ".join(needed) if needed else ""


def _array(row: Text, arrange: str, shown: str) -> Text:
    aggregate = f"coalesce(string_agg({row.sql()}, ',' ORDER BY {arrange}) {shown}, '')"
    return Text().literal("[").expression(aggregate, large=True).literal("]")


def _realias(condition: str, alias: str, other: str) -> str:
    # Aliases are t1, t2 …: unique words in the statement.
    return re.sub(rf"\b{alias}\b", other, condition)


__all__ = ["DEFAULT_LIST", "DEFAULT_PAGE", "MAX_PAGE", "Compiler", "Computation", "Plan", "Scope", "Selected"]
