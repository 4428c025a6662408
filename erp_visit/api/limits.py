"""How large an operation may be: roots, aliases, directives, and what it asks of introspection. Looked at once per
document; fragments count wherever they are spread.

What is read from tables is limited by its cost in rows; introspection has none, needs no log-in, and runs on the
processor that serves everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_introspection_query,
    parse,
)

from erp_visit.core.errors import ErrorCode

MAX_ROOTS = 100
"""Each is a statement of its own, or a command."""
MAX_ALIASES = 1_000
MAX_DIRECTIVES = 200
MAX_OPERATIONS = 50
"""Of one document, of which one runs: each is validated with all the fragments that it shares with the others."""
ONE_AT_A_TIME = frozenset({
    "login", "confirmLogin", "changePassword", "beginSecondFactor", "confirmSecondFactor", "removeSecondFactor",
    "endSessions",
})  # fmt: skip
"""Root fields of which a document has one: each hashes a password, which is meant to be work."""
MAX_LENGTH = 200_000
"""Characters of a document: what is long belongs in variables. Finding the tokens of so many takes some 20 ms."""
MAX_VALUES = {OperationType.QUERY: 10_000, OperationType.SUBSCRIPTION: 10_000, OperationType.MUTATION: 50_000}
"""Values in the variables of a request: fields of objects and entries of lists. A track of 5,000 points has 30,000."""
INTROSPECTION = frozenset({"__schema", "__type"})
ROOM = 1.5
"""How many times the usual introspection, in all its detail, a document may ask for."""


class Limits:
    """The limits of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._sizes = _sizes(schema)
        usual = parse(
            get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True)
        )
        fragments = {node.name.value: node for node in usual.definitions if isinstance(node, FragmentDefinitionNode)}
        (operation,) = (node for node in usual.definitions if isinstance(node, OperationDefinitionNode))
        self.introspection = int(ROOM * _Count(self._sizes, fragments).values(operation.selection_set))

    def problem(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> tuple[ErrorCode, GraphQLError] | None:
        """Why an operation is too large, if it is."""
        count = _Count(self._sizes, fragments)
        roots = list(count.fields(operation.selection_set))
        if len(roots) > MAX_ROOTS:
            return ErrorCode.COST_EXCEEDED, GraphQLError(
                f"The operation has {len(roots)} root fields, the limit is {MAX_ROOTS}. Ask for less at a time."
            )
        if sum(root.name.value in ONE_AT_A_TIME for root in roots) > 1:
            return ErrorCode.COST_EXCEEDED, GraphQLError("A document logs in once. Send one after the other.")
        aliases, directives = count.decorations(operation.selection_set)
        for what, number, most in (("aliases", aliases, MAX_ALIASES), ("directives", directives, MAX_DIRECTIVES)):
            if number > most:
                shown = f"{number}" if number < 10**6 else "millions of"
                return ErrorCode.COST_EXCEEDED, GraphQLError(
                    f"The operation has {shown} {what} with its fragments, the limit is {most}. Ask for less at a time."
                )
        if self.schema_share(operation, fragments) > 1:
            return ErrorCode.COST_EXCEEDED, GraphQLError(
                "The introspection asks for too much at a time. Get the schema at /graphql/schema.graphql."
            )
        return None

    def schema_share(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> float:
        """How much an operation asks of introspection, as a part of what it may."""
        count = _Count(self._sizes, fragments)
        asked = (root for root in count.fields(operation.selection_set) if root.name.value in INTROSPECTION)
        return sum(count.below(root, 1.0) for root in asked) / self.introspection

    def roots(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> frozenset[str]:
        """The root fields that an operation asks for."""
        roots = _Count(self._sizes, fragments).fields(operation.selection_set)
        return frozenset(root.name.value for root in roots)


def too_many(value: object, most: int) -> bool:
    """Whether JSON holds more values than that."""
    waiting, seen = [value], 0
    while waiting and seen <= most:
        one = waiting.pop()
        if type(one) is dict:
            seen += len(one)
            waiting.extend(one.values())
        elif type(one) is list:
            seen += len(one)
            waiting.extend(one)
    return seen > most


class _Count:
    """Counts what an operation asks for, and the values that introspection would answer by what is usual in the
    schema."""

    def __init__(self, sizes: Mapping[str, float], fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._sizes = sizes
        self._fragments = fragments
        self._known: dict[str, float] = {}
        self._decorations: dict[str, tuple[int, int]] = {}

    def fields(self, selection: SelectionSetNode) -> Iterable[FieldNode]:
        """The fields of a selection, each fragment once."""
        spread: set[str] = set()
        waiting = [selection]
        while waiting:
            for node in waiting.pop().selections:
                if isinstance(node, FieldNode):
                    yield node
                elif isinstance(node, FragmentSpreadNode):
                    if node.name.value not in spread:
                        spread.add(node.name.value)
                        waiting.append(self._fragments[node.name.value].selection_set)
                else:
                    waiting.append(node.selection_set)  # type: ignore[attr-defined]  # what is left is an inline fragment

    def decorations(self, selection: SelectionSetNode) -> tuple[int, int]:
        """Aliases and directives of a selection with all below it, a fragment's as often as it is spread."""
        aliases = directives = 0
        for node in selection.selections:
            directives += len(node.directives or ())
            below = (0, 0)
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in self._decorations:
                    self._decorations[name] = self.decorations(self._fragments[name].selection_set)
                below = self._decorations[name]
            else:
                if isinstance(node, FieldNode):
                    aliases += node.alias is not None
                inner: SelectionSetNode | None = node.selection_set  # type: ignore[attr-defined]  # a field or an inline fragment
                if inner is not None:
                    below = self.decorations(inner)
            aliases, directives = aliases + below[0], directives + below[1]
        return aliases, directives

    def values(self, selection: SelectionSetNode) -> float:
        """Values per object of a selection."""
        return sum(self.below(node, 1.0) for node in self.fields(selection))

    def below(self, node: FieldNode, number: float) -> float:
        """Values of a field of so many objects, with all below it."""
        if node.selection_set is None:
            return number
        asked, number = number, number * self._sizes.get(node.name.value, 1.0)
        below = 0.0
        for inner in node.selection_set.selections:
            if isinstance(inner, FieldNode):
                below += self.below(inner, 1.0)
            elif isinstance(inner, FragmentSpreadNode):
                below += self._fragment(inner.name.value)
            else:
                below += self.values(inner.selection_set)  # type: ignore[attr-defined]  # an inline fragment
        return asked + number * (1.0 + below)  # a list costs even where it is empty

    def _fragment(self, name: str) -> float:
        if name not in self._known:
            self._known[name] = self.values(self._fragments[name].selection_set)
        return self._known[name]


def _sizes(schema: GraphQLSchema) -> dict[str, float]:
    """How many entries the lists of introspection have on average."""
    types = list(schema.type_map.values())
    outputs = [type_ for type_ in types if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType))]
    fields = [field for type_ in outputs for field in type_.fields.values()]
    inputs = sum(len(type_.fields) for type_ in types if isinstance(type_, GraphQLInputObjectType))
    values = sum(len(type_.values) for type_ in types if isinstance(type_, GraphQLEnumType))
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": len(fields) / len(types),
        "args": sum(len(field.args) for field in fields) / len(fields),
        "inputFields": inputs / len(types),
        "enumValues": values / len(types),
        "ofType": _wrapped(fields),
        "interfaces": 1.0,
        "possibleTypes": 1.0,
    }


def _wrapped(fields: Sequence[GraphQLField]) -> float:
    """How often there is a type inside a type, as in a list."""
    types: list[object] = [field.type for field in fields]
    types += [argument.type for field in fields for argument in field.args.values()]
    inside = 0
    for type_ in types:
        inner = type_
        while isinstance(inner, GraphQLList | GraphQLNonNull):
            inner, inside = inner.of_type, inside + 1
    return inside / (len(types) + inside)


__all__ = [
    "INTROSPECTION", "MAX_ALIASES", "MAX_DIRECTIVES", "MAX_LENGTH", "MAX_OPERATIONS", "MAX_ROOTS", "MAX_VALUES",
    "Limits", "too_many",
]  # fmt: skip
