"""Which rights a root field needs, read off the document: every field, filter and order in it counts."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLObjectType, get_named_type

from erp_visit.core.actor import Actor
from erp_visit.core.models import Record
from tests.reads.documents import Field, Node, flat, plain
from tests.reads.shape import INTERFACES, MODELS, SCHEMA, is_to_many, snake


def missing_rights(actor: Actor, root: Field) -> set[str]:
    """Rights that a root field would need and the actor lacks."""
    needs = _Needs()
    if root.name == "node":
        kind = plain(root.arguments["id"]).partition(":")[0]
    else:
        kind = get_named_type(SCHEMA.query_type.fields[root.name].type).name  # type: ignore[union-attr]
    needs.inside(kind, root, guarded=root.name != "me")
    return {right for right in needs.rights if not actor.may(right)}


def field_right(kind: str, name: str) -> str | None:
    """The right that a field needs beyond its type's."""
    model: type[Record] = MODELS[kind]
    declared = getattr(model.Access, "fields", {}).get(name)
    for extra in (*getattr(model, "sql_fields", ()), *getattr(model, "sql_relations", ())):
        if extra.name == name:
            declared = extra.right
    return None if declared is None else str(declared)


def allowed_keys(actor: Actor, kind: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    """A JSON value without the keys that need a right which the actor lacks."""
    rights = (field_right(kind, f"{snake(name)}.{key}") for key in value)
    return {key: one for (key, one), right in zip(value.items(), rights, strict=True) if not right or actor.may(right)}


class _Needs:
    def __init__(self) -> None:
        self.rights: set[str] = set()

    def add(self, right: str | None) -> None:
        if right is not None:
            self.rights.add(str(right))

    def inside(self, target: str, node: Field, *, guarded: bool) -> None:
        """A field that answers records or a page of them."""
        kind = target.removesuffix("Connection")
        if guarded:
            self.add(MODELS[kind].Access.right)
        condition = plain(node.arguments.get("filter"))
        if condition:
            self.narrow(kind, condition)
        for key in plain(node.arguments.get("orderBy")) or []:
            self.add(field_right(kind, key["field"].lower()))
        if target == kind:
            self.selection(kind, node.selection or [])
            return
        for part in flat(node.selection or [], target, {}):
            if part.name == "nodes":
                self.selection(kind, part.selection or [])
            elif part.name == "edges":
                for inner in flat(part.selection or [], f"{kind}Edge", {}):
                    if inner.name == "node":
                        self.selection(kind, inner.selection or [])

    def selection(self, kind: str, nodes: list[Node]) -> None:
        for node in flat(nodes, kind, INTERFACES):
            if node.name == "__typename":
                continue
            target = get_named_type(SCHEMA.get_type(kind).fields[node.name].type)  # type: ignore[union-attr]
            own = node.name.removesuffix("Connection") if target.name.endswith("Connection") else node.name
            self.add(field_right(kind, snake(own)))
            if isinstance(target, GraphQLObjectType):
                self.inside(target.name, node, guarded=own != "history")

    def narrow(self, kind: str, condition: dict[str, Any]) -> None:
        for key, value in condition.items():
            if key in ("and", "or"):
                for one in value:
                    self.narrow(kind, one)
            elif key == "not":
                self.narrow(kind, value)
            else:
                self.member(kind, key, value)

    def member(self, kind: str, key: str, value: Any) -> None:
        fields = SCHEMA.get_type(kind).fields  # type: ignore[union-attr]
        if key.endswith("IsNull") and key not in fields:
            self.add(field_right(kind, snake(key[:-6])))
            return
        self.add(field_right(kind, snake(key)))
        target = get_named_type(fields[key].type)
        if isinstance(target, GraphQLObjectType):
            if key != "history":
                self.add(MODELS[target.name].Access.right)
            for inner in value.values() if is_to_many(kind, key) else [value]:
                self.narrow(target.name, inner)


__all__ = ["field_right", "missing_rights"]
