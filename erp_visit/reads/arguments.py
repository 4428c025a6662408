"""Arguments as the compiler sees them: literals, and places in the variables that are read at each run.

A plan is made once for a document and the *shape* of its variables: which are given or null, which keys
input objects have, enum and boolean values, numbers that are zero, page sizes. Everything else is a parameter of the
statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_enum_type,
)
from graphql.utilities import coerce_input_literal


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the document."""

    value: Any

    def read(self, variables: Mapping[str, Any]) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Place:
    """A value somewhere in the variables."""

    path: tuple[str | int, ...]

    def read(self, variables: Mapping[str, Any]) -> Any:
        value: Any = variables
        for step in self.path:
            value = value[step]
        return value


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that stands in the document, with values in it that are somewhere in the variables."""

    items: tuple[Literal | Place, ...]

    def read(self, variables: Mapping[str, Any]) -> Any:
        return [item.read(variables) for item in self.items]


Leaf = Literal | Place | Listed
Symbol = Any
"""A Leaf, None, a list of symbols, or a dict of symbols."""


def field_arguments(
    node: FieldNode, definitions: Mapping[str, GraphQLArgument], variables: Mapping[str, Any]
) -> dict[str, Symbol]:
    """Symbols of the arguments given to a field, and of the defaults of those that are not.

    An argument whose variable is absent counts as not given.
    """
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    symbols: dict[str, Symbol] = {}
    for name, definition in definitions.items():
        if name in given:
            symbol = _symbol(given[name], definition.type, variables)
            if symbol is not Undefined:
                symbols[name] = symbol
                continue
        if definition.default_value is not Undefined:
            symbols[name] = Literal(definition.default_value)
    return symbols


def _symbol(node: ValueNode, type_: GraphQLInputType, variables: Mapping[str, Any]) -> Symbol:
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(node, VariableNode):
        name = node.name.value
        return _mirror(variables[name], type_, (name,)) if name in variables else Undefined
    if isinstance(node, NullValueNode):
        return None
    if isinstance(type_, GraphQLList):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        if not _is_leaf(type_.of_type):
            return [_symbol(item, type_.of_type, variables) for item in items]
        if not any(isinstance(item, VariableNode) for item in items):
            return Literal(coerce_input_literal(node, type_))
        entries = [_symbol(item, type_.of_type, variables) for item in items]
        # An entry without a value makes none of the list, which is refused where a value is needed.
        return Listed(tuple(entries)) if all(isinstance(entry, (Literal, Place)) for entry in entries) else None
    if isinstance(type_, GraphQLInputObjectType):
        assert isinstance(node, ObjectValueNode)  # validation has seen to it
        symbols = {}
        for entry in node.fields:
            symbol = _symbol(entry.value, type_.fields[entry.name.value].type, variables)
            if symbol is not Undefined:
                symbols[entry.name.value] = symbol
        for name, field in type_.fields.items():
            if name not in symbols and field.default_value is not Undefined:
                symbols[name] = Literal(field.default_value)
        return symbols
    return Literal(coerce_input_literal(node, type_))


def _mirror(value: Any, type_: GraphQLInputType, path: tuple[str | int, ...]) -> Symbol:
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        if _is_leaf(type_.of_type):
            return Place(path)
        return [_mirror(item, type_.of_type, (*path, index)) for index, item in enumerate(value)]
    if isinstance(type_, GraphQLInputObjectType):
        return {key: _mirror(value[key], type_.fields[key].type, (*path, key)) for key in type_.fields if key in value}
    return Place(path)


def _is_leaf(type_: GraphQLInputType) -> bool:
    while isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    return not isinstance(type_, (GraphQLList, GraphQLInputObjectType))


def shape(value: Any, type_: GraphQLInputType, exact: bool = False) -> Any:
    """What of a variable's value decides the statement's text; hashable.

    `exact` variables (page sizes, cursors, ids of `node`) count with their value.
    """
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        if is_enum_type(get_named_type(type_)):
            return tuple(map(plain, value))
        if _is_leaf(type_.of_type):
            return "list"
        return tuple(shape(item, type_.of_type) for item in value)
    if isinstance(type_, GraphQLInputObjectType):
        return tuple((key, shape(value[key], type_.fields[key].type)) for key in type_.fields if key in value)
    if exact or isinstance(value, bool) or is_enum_type(type_):
        return plain(value)
    return "zero" if is_zero(value) else "value"


def is_zero(value: Any) -> bool:
    """Whether a value is the number 0: no bound like others, but whether there is any."""
    return not value and type(value) in (int, float, Decimal)


def plain(value: Any) -> Any:
    """An enum member's value, anything else as it is."""
    return value.value if isinstance(value, Enum) else value


__all__ = ["Leaf", "Listed", "Literal", "Place", "Symbol", "field_arguments", "is_zero", "plain", "shape"]
