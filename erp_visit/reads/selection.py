"""What is selected on a type, with fragments, directives and arguments resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
)
from graphql.type import GraphQLInterfaceType

from erp_visit.reads.arguments import Leaf, Symbol, field_arguments, plain

Selected = dict[str, list[FieldNode]]
"""Field nodes by response key, in the order of the document."""


class Selections:
    """Reads the selections of one operation for one shape of variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def now(self, leaf: Leaf) -> Any:
        """The present value of an argument that is part of the variables' shape."""
        return plain(leaf.read(self.variables))

    def collect(self, selection: SelectionSetNode, type_name: str) -> Selected:
        """The fields selected on a type by response key, fragments and directives resolved."""
        selected: Selected = {}
        self._collect(selection, type_name, selected, set())
        return selected

    def _collect(self, selection: SelectionSetNode, type_name: str, selected: Selected, spread: set[str]) -> None:
        """`spread` are the fragments met already: each counts once, or two spreads of the next in each of thirty
        would be a thousand million."""
        for node in selection.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                selected.setdefault(key, []).append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                condition, inner = fragment.type_condition.name.value, fragment.selection_set
            else:
                condition = node.type_condition.name.value if node.type_condition else type_name  # type: ignore[attr-defined]
                inner = node.selection_set  # type: ignore[attr-defined]
            if self._applies(condition, type_name):
                self._collect(inner, type_name, selected, spread)

    def _applies(self, condition: str, type_name: str) -> bool:
        if condition == type_name:
            return True
        abstract = self.schema.get_type(condition)
        concrete = self.schema.get_type(type_name)
        return (
            isinstance(abstract, GraphQLInterfaceType)
            and isinstance(concrete, GraphQLObjectType)
            and self.schema.is_sub_type(abstract, concrete)
        )

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name in ("skip", "include"):
                definition = self.schema.get_directive(name)
                assert definition is not None
                value = self.now(field_arguments(directive, definition.args, self.variables)["if"])
                if value is (name == "skip"):
                    return False
        return True

    def merged(self, nodes: list[FieldNode], type_name: str) -> Selected:
        """The selection below all nodes of one response key."""
        selected: Selected = {}
        spread: set[str] = set()
        for node in nodes:
            assert node.selection_set is not None
            self._collect(node.selection_set, type_name, selected, spread)
        return selected

    def arguments(self, node: FieldNode, type_name: str) -> dict[str, Symbol]:
        """Symbols of a field's arguments."""
        parent = self.schema.get_type(type_name)
        assert isinstance(parent, GraphQLObjectType)
        return field_arguments(node, parent.fields[node.name.value].args, self.variables)


__all__ = ["Selected", "Selections"]
