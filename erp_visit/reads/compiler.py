"""Compiles a selection into one SQL statement that answers finished JSON text.

Every root field becomes one scalar SELECT; nested relations become joins (to one) and correlated subqueries
(to many). Visibility is applied at every level; a field that the profile may not see is refused here, before
anything runs. See docs/adr/0003-reads-in-one-statement.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import FieldNode, FragmentDefinitionNode, GraphQLSchema

from erp_visit.core.actor import Profile
from erp_visit.core.declare import PythonField, is_lasting, is_versioned_by_parent
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import parse_id
from erp_visit.reads.arguments import Leaf, Symbol
from erp_visit.reads.costs import looks
from erp_visit.reads.filters import filter_sql, search_sql
from erp_visit.reads.kept import EPOCH, MARK, MOST_PARTS, Part
from erp_visit.reads.ordering import Key, order_keys
from erp_visit.reads.pages import connection_sql, page_size
from erp_visit.reads.parameters import Getter, Parameters
from erp_visit.reads.selection import Selected, Selections
from erp_visit.reads.spec import ColumnSpec, Kind, Registry, RelationSpec, TypeSpec, camel
from erp_visit.reads.sql import Scope, Select, Text, array_text, column_text, member, quote, where_sql

DEFAULT_LIST = 20
"""Rows of a nested list if its selection does not say."""
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
    parts: tuple[Part, ...] = ()
    """What it answers marks for; its last column is the epoch then (see `kept`)."""
    generic: bool = False
    """Whether PostgreSQL may plan it once, whatever the values of its parameters."""


class Compiler(Selections):
    """Compiles the fields of one operation for one profile and one shape of variables.

    With `marking`, texts that may be kept are not read: marks stand in their places.
    """

    def __init__(
        self,
        registry: Registry,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        profile: Profile,
        variables: Mapping[str, Any],
        *,
        marking: bool = False,
    ) -> None:
        self.registry = registry
        super().__init__(schema, fragments, variables)
        self.marking = marking
        self.parts: dict[str, Part] = {}
        """Of what texts may be kept, by shape."""
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

    def visible(
        self, spec: TypeSpec, alias: str, through: RelationSpec | None = None, *, one_by_one: bool = False
    ) -> str:
        """The condition under which rows are seen; TRUE if they were reached through what decides it. `one_by_one`:
        that is looked up for each row, not read as a table of its own."""
        if through is not None and (through.inherits or through.composed or through.upward):
            return "TRUE"
        parent = spec.parent()
        if parent is not None:
            relation = spec.relations[parent]
            above = self.registry[relation.target]
            other = self.alias()
            condition = self.visible(above, other, one_by_one=one_by_one)
            if condition == "TRUE":
                return "TRUE"
            link = relation.condition.replace("{t}", alias).replace("{r}", other)
            end = " OFFSET 0" if one_by_one else ""
            return f"EXISTS (SELECT 1 FROM {above.table} {other} WHERE {link} AND {condition}{end})"
        predicate = spec.visible()
        if predicate is None:
            return "TRUE"  # undeclared: the type's right, administrators by default, is what guards it
        condition = predicate(self.profile)
        return str(self.parameters.bind(condition.replace("{t}", alias)))

    # -- objects

    def row(self, spec: TypeSpec, scope: Scope, selected: Selected, path: tuple[str, ...]) -> tuple[Text, int]:
        """The JSON text of one row, and the rows that its relations may touch."""
        if len(path) > MAX_DEPTH:
            raise DomainError(
                ErrorCode.VALIDATION_ERROR,
                "The query is nested more than {limit} steps deep. Ask for less.",
                limit=MAX_DEPTH,
            )
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
            text.literal(member(position, key))
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
            part = None if connection else self._part(spec, relation, target, nodes, path)
            if part is not None and self.marking:
                key = f"{scope.alias}.id::text || {scope.alias}.version::text"
                return Text().literal(MARK + part.shape).expression(key).literal(MARK), 0
            where = [condition, self.visible(target, other, relation)]
            if connection:
                selected = self.merged(nodes, f"{target.name}Connection")
                select, cost = connection_sql(self, target, other, where, arguments, selected, path)
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

    # -- what may be kept

    def _part(
        self, spec: TypeSpec, relation: RelationSpec, target: TypeSpec, nodes: list[FieldNode], path: tuple[str, ...]
    ) -> Part | None:
        """How to read a relation's text by key, if it may be kept and there will be several of its kind."""
        if (
            not relation.composed or not is_versioned_by_parent(target.model) or "*" not in path or nodes[0].arguments
            or not self._lasts(target, self.merged(nodes, target.name))
        ):  # fmt: skip
            return None
        inner = Compiler(self.registry, self.schema, self.fragments, self.profile, self.variables)
        alias = inner.alias()
        text, _ = inner._relation(spec, relation, Scope(alias), nodes, False, ())
        part = Part.of(spec.table, alias, text.sql())
        if inner.parameters.getters or (part.shape not in self.parts and len(self.parts) == MOST_PARTS):
            return None
        return self.parts.setdefault(part.shape, part)

    def _lasts(self, spec: TypeSpec, selected: Selected) -> bool:
        """Whether what is selected of a row changes with the row alone, or with others that rarely do."""
        for nodes in selected.values():
            name = nodes[0].name.value
            column = next((column for column in spec.columns.values() if camel(column.name) == name), None)
            if name == "__typename" or (column is not None and not column.computed):
                continue
            relation = next((one for one in spec.relations.values() if camel(one.name) == name), None)
            if relation is None or relation.by_condition or nodes[0].arguments:
                return False
            target = self.registry[relation.target]
            if not is_lasting(target.model) or not self._lasts(target, self.merged(nodes, target.name)):
                return False
        return True

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
        looked = self.narrow(spec, alias, where, arguments, path)
        keys = order_keys(self, spec, arguments.get("orderBy"))
        if composed and not arguments.get("orderBy") and "number" in spec.columns:
            keys = [Key(spec.columns["number"], False)]
        first = arguments.get("first")
        size = page_size(self, first, "first") if first is not None else None
        rows = size if size is not None else COMPOSED_ESTIMATE
        scope = Scope(alias)
        text, cost = self.row(spec, scope, selected, (*path, "*"))
        conditions = where_sql(where)
        order = ", ".join(key.sql(alias, False) for key in keys)
        source = f"{spec.table} {alias}"
        if size is not None:
            # Only the rows that are shown are joined.
            source = f"(SELECT {alias}.* FROM {spec.table} {alias}{conditions} ORDER BY {order} LIMIT {size}) {alias}"
            conditions = ""
        return Select(array_text(text, order), f"{source}{scope.sql()}{conditions}"), rows * (1 + cost) + looked

    def sums(self, spec: TypeSpec, names: Sequence[str], arguments: Mapping[str, Symbol]) -> Select:
        """A statement that answers how many rows match, and of each column named the sum, as texts."""
        self.require(spec.right)
        alias = self.alias()
        where = [self.visible(spec, alias)]
        self.narrow(spec, alias, where, arguments, ())
        text = Text().literal('{"count":').expression("count(*)::text")
        for name in names:
            column = spec.columns[name]
            self.require(column.right)
            text.literal(f',"{name}":"').expression(f"coalesce(sum({self.value(column, alias)}), 0)::text").literal('"')
        return Select(text.literal("}"), f"{spec.table} {alias}{where_sql(where)}")

    def narrow(
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

    # -- roots

    def plan(
        self, select: Select, cost: int, missing: Callable[[Mapping[str, Any]], DomainError] | None = None
    ) -> Plan:
        """The finished plan."""
        parts = tuple(self.parts.values()) if self.marking else ()
        sql, literals = select.columns(EPOCH if parts else None)
        computations = tuple(self.computations)
        getters, generic = tuple(self.parameters.getters), not self.parameters.weighed
        return Plan(sql, literals, getters, cost, computations, missing, parts, generic)

    def one(self, spec: TypeSpec, key: str, selected: Selected, *, guarded: bool = True) -> tuple[Select, int]:
        """A statement that answers one row by key, or nothing."""
        if guarded:
            self.require(spec.right)
        scope = Scope(self.alias())
        where = [f"{scope.alias}.id = {key}"]
        if guarded:
            where.append(self.visible(spec, scope.alias))
        text, cost = self.row(spec, scope, selected, ())
        return Select(text, f"{spec.table} {scope.alias}{scope.sql()}{where_sql(where)}"), 1 + cost

    def key(self, leaf: Leaf, spec: TypeSpec, name: str = "id") -> str:
        """A parameter for a record's key from an id argument."""

        def convert(value: Any) -> UUID:
            return parse_id(value, spec.name, name)

        return self.parameters.leaf(leaf, "uuid", convert, path=(name,), is_key=True)


__all__ = ["DEFAULT_LIST", "Compiler", "Computation", "Plan"]
