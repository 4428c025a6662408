"""GraphQL documents as plain objects: made at random, printed as text with variables, and read by the slow resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True)
class Name:
    """An enum value."""

    text: str


@dataclass(frozen=True)
class Variable:
    """A value that the document takes from its variables."""

    value: Any
    type: str


@dataclass
class Field:
    name: str
    alias: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    selection: list[Node] | None = None
    directives: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.alias or self.name


@dataclass
class Fragment:
    """An inline fragment, or a named one if `named`."""

    type: str | None
    selection: list[Node]
    named: bool = False
    directives: list[tuple[str, Any]] = field(default_factory=list)


Node = Field | Fragment


def plain(value: Any) -> Any:
    """The value without variables and enum names."""
    if isinstance(value, Variable):
        return plain(value.value)
    if isinstance(value, Name):
        return value.text
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def included(directives: list[tuple[str, Any]]) -> bool:
    return all(plain(value) is (name == "include") for name, value in directives)


def flat(selection: list[Node], type_name: str, interfaces: dict[str, set[str]]) -> Iterator[Field]:
    """The fields of a selection that apply to a type."""
    for node in selection:
        if not included(node.directives):
            continue
        if isinstance(node, Field):
            yield node
        elif node.type is None or node.type == type_name or type_name in interfaces.get(node.type, ()):
            yield from flat(node.selection, type_name, interfaces)


class Printer:
    """The text of a document and its variables."""

    def __init__(self, roots: list[Node]) -> None:
        self.variables: dict[str, Any] = {}
        self._types: list[str] = []
        self._fragments: list[str] = []
        body = self._selection(roots)
        declared = f"({', '.join(self._types)})" if self._types else ""
        self.text = "\n".join([f"query Q{declared} {body}", *self._fragments])

    def _selection(self, selection: list[Node]) -> str:
        return "{ " + " ".join(map(self._node, selection)) + " }"

    def _node(self, node: Node) -> str:
        directives = "".join(f" @{name}(if: {self._value(value)})" for name, value in node.directives)
        if isinstance(node, Fragment):
            if node.named:
                name = f"F{len(self._fragments)}"
                self._fragments.append("")  # its place: fragments inside it come behind
                place = len(self._fragments) - 1
                self._fragments[place] = f"fragment {name} on {node.type} {self._selection(node.selection)}"
                return f"...{name}{directives}"
            condition = f" on {node.type}" if node.type else ""
            return f"...{condition}{directives} {self._selection(node.selection)}"
        alias = f"{node.alias}: " if node.alias else ""
        arguments = ", ".join(f"{name}: {self._value(value)}" for name, value in node.arguments.items())
        inner = f" {self._selection(node.selection)}" if node.selection is not None else ""
        return f"{alias}{node.name}{f'({arguments})' if arguments else ''}{directives}{inner}"

    def _value(self, value: Any) -> str:
        if isinstance(value, Variable):
            name = f"v{len(self._types)}"
            self._types.append(f"${name}: {value.type}")
            self.variables[name] = plain(value)
            return f"${name}"
        if isinstance(value, Name):
            return value.text
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self._value(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._value, value)) + "]"
        return orjson.dumps(value).decode()  # JSON's texts are GraphQL's


__all__ = ["Field", "Fragment", "Name", "Node", "Printer", "Variable", "flat", "plain"]
