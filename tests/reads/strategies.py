"""Random queries: selections, arguments, filters, fragments, directives, of what the schema allows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_list_type,
)
from hypothesis import strategies as st

from erp_visit.core.actor import Actor
from tests.factories import today
from tests.reads.computed import COMPUTED
from tests.reads.data import MOMENTS, TEXTS
from tests.reads.documents import Field, Fragment, Name, Node, Variable
from tests.reads.reference import Reference
from tests.reads.rights import field_right
from tests.reads.shape import MODELS, SCHEMA, is_known, snake

DEPTH = 4


class Maker:
    """Draws the parts of one query for one actor. With `reckless`, it takes what the actor may not see too."""

    def __init__(self, draw: st.DrawFn, reference: Reference, actor: Actor, *, reckless: bool) -> None:
        self.draw = draw
        self.reference = reference
        self.actor = actor
        self.reckless = reckless
        self.fragments = 0

    def chance(self, percent: int) -> bool:
        # The smaller number is the simpler example, so that shrinking takes parts away.
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def choose(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def maybe_variable(self, value: Any, type_: GraphQLInputType) -> Any:
        return Variable(value, str(type_)) if self.chance(30) else value

    # -- selections

    def allowed(self, kind: str, name: str, field: GraphQLField) -> bool:
        target = get_named_type(field.type)
        own = name
        if isinstance(target, GraphQLObjectType):
            own = name.removesuffix("Connection") if target.name.endswith("Connection") else name
            right = MODELS[target.name.removesuffix("Connection")].Access.right
            if not is_known(kind, own):
                return False
            if own != "history" and not self.reckless and not self.actor.may(str(right)):
                return False
        elif (kind, name) not in COMPUTED and snake(name) not in MODELS[kind]._meta.db_fields:
            return False  # a Python field: these have a test of their own
        right = field_right(kind, snake(own))
        return self.reckless or right is None or self.actor.may(str(right))

    def record(self, kind: str, depth: int) -> list[Node]:
        """A selection on a type."""
        fields = {
            name: field for name, field in SCHEMA.get_type(kind).fields.items()  # type: ignore[union-attr]
            if self.allowed(kind, name, field) and (depth > 0 or not isinstance(get_named_type(field.type), GraphQLObjectType))
        }  # fmt: skip
        nodes: list[Node] = []
        used: set[str] = set()
        for _ in range(self.draw(st.integers(1, 5 if depth > 1 else 3))):
            if self.chance(10):
                nodes.append(self.fragment(kind, depth))
                continue
            name = self.choose(["__typename", *fields])
            key = name if name == "__typename" or not self.chance(15) else f"a{len(used)}"
            if key in used:
                continue
            used.add(key)
            nodes.append(self.field(kind, name, key, depth))
        return nodes or [Field("id")]

    def fragment(self, kind: str, depth: int) -> Fragment:
        """A fragment whose fields have aliases of their own, so that they conflict with nothing."""
        inner = self.record(kind, depth - 1)
        self.fragments += 1
        self.rename(inner, f"f{self.fragments}")
        condition = self.choose([kind, kind, "Node", None])
        if condition == "Node":
            inner = [Field("id", f"n{self.fragments}")]
        named = condition is not None and self.chance(40)
        return Fragment(condition, inner, named=named, directives=self.directives())

    def rename(self, nodes: list[Node], prefix: str) -> None:
        for index, node in enumerate(nodes):
            if isinstance(node, Field):
                node.alias = f"{prefix}_{index}"
            else:
                self.rename(node.selection, f"{prefix}_{index}")

    def directives(self) -> list[tuple[str, Any]]:
        if not self.chance(10):
            return []
        return [(self.choose(["include", "skip"]), self.maybe_variable(self.choose([True, False]), BOOLEAN))]

    def field(self, kind: str, name: str, key: str, depth: int) -> Field:
        node = Field(name, key if key != name else None, directives=self.directives())
        if name == "__typename":
            return node
        field = SCHEMA.get_type(kind).fields[name]  # type: ignore[union-attr]
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType):
            self.fill(node, field, depth - 1)
        return node

    def fill(self, node: Field, field: GraphQLField, depth: int) -> None:
        """Arguments and selection of a field that answers objects."""
        target = get_named_type(field.type).name
        kind = target.removesuffix("Connection")
        node.arguments = self.arguments(kind, field)
        node.selection = self.page(kind, depth) if target != kind else self.record(kind, depth)

    def page(self, kind: str, depth: int) -> list[Node]:
        nodes: list[Node] = []
        for name in self.draw(st.lists(st.sampled_from(["nodes", "edges", "pageInfo", "totalCount", "__typename"]),
                                       min_size=1, max_size=3, unique=True)):  # fmt: skip
            node = Field(name, directives=self.directives())
            match name:
                case "nodes":
                    node.selection = self.record(kind, depth)
                case "edges":
                    node.selection = [Field("node", selection=self.record(kind, depth))]
                    if self.chance(50):
                        node.selection.append(Field("cursor"))
                case "pageInfo":
                    names = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename"]
                    node.selection = [
                        Field(part) for part in self.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
                    ]
                case "totalCount" if self.chance(30):
                    node.arguments["atMost"] = self.maybe_variable(self.choose([0, 3, 1000]), INT)
            nodes.append(node)
        return nodes

    # -- arguments

    def arguments(self, kind: str, field: GraphQLField) -> dict[str, Any]:
        given: dict[str, Any] = {}
        definitions = field.args
        for name in ("last", "first"):
            if name in definitions and self.chance(30) and "last" not in given:
                size = self.choose([1, 2, 3, 5, 500])
                given[name] = self.maybe_variable(size, definitions[name].type)
        if "filter" in definitions and self.chance(35):
            given["filter"] = self.filter(definitions["filter"].type, kind, 2)
        if "orderBy" in definitions and self.chance(40):
            keys = [self.order_key(kind, definitions["orderBy"].type) for _ in range(self.draw(st.integers(1, 3)))]
            # An enum inside a list is spelled differently in a variable, so the whole list becomes one.
            given["orderBy"] = self.maybe_variable(keys, definitions["orderBy"].type)
        return given

    def order_key(self, kind: str, type_: GraphQLInputType) -> dict[str, Any]:
        named = get_named_type(type_)
        assert isinstance(named, GraphQLInputObjectType)
        enum = get_named_type(named.fields["field"].type)
        assert isinstance(enum, GraphQLEnumType)
        names = [
            name for name in enum.values
            if self.reckless or (right := field_right(kind, name.lower())) is None or self.actor.may(str(right))
        ]  # fmt: skip
        key: dict[str, Any] = {"field": Name(self.choose(names))}
        if self.chance(60):
            key["direction"] = Name(self.choose(["ASC", "DESC"]))
        return key

    def filter(self, type_: GraphQLInputType, kind: str, depth: int) -> Any:
        condition = self.condition(kind, depth)
        return self.maybe_variable(condition, type_)

    def condition(self, kind: str, depth: int) -> dict[str, Any]:
        definition = SCHEMA.get_type(f"{kind}Filter")
        assert isinstance(definition, GraphQLInputObjectType)
        names = [name for name in definition.fields if self.filterable(kind, name, depth)]
        condition: dict[str, Any] = {}
        for name in self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
            type_ = definition.fields[name].type
            if name in ("and", "or"):
                condition[name] = [self.condition(kind, depth - 1) for _ in range(self.draw(st.integers(1, 2)))]
            elif name == "not":
                condition[name] = self.filter(type_, kind, depth - 1)
            elif name.endswith("IsNull") and name not in SCHEMA.get_type(kind).fields:  # type: ignore[union-attr]
                condition[name] = self.maybe_variable(self.choose([True, False]), type_)
            else:
                target = get_named_type(SCHEMA.get_type(kind).fields[name].type)  # type: ignore[union-attr]
                if not isinstance(target, GraphQLObjectType):
                    condition[name] = self.operators(kind, name, type_)
                elif get_named_type(type_).name.endswith("ListFilter"):
                    quantifier = self.choose(["some", "none", "every"])
                    condition[name] = {quantifier: self.condition(target.name, depth - 1)}
                else:
                    condition[name] = self.condition(target.name, depth - 1)
        return condition

    def filterable(self, kind: str, name: str, depth: int) -> bool:
        fields = SCHEMA.get_type(kind).fields  # type: ignore[union-attr]
        if name in ("and", "or", "not"):
            return depth > 0
        if name.endswith("IsNull") and name not in fields:
            return self.reckless or (right := field_right(kind, snake(name[:-6]))) is None or self.actor.may(str(right))
        if isinstance(get_named_type(fields[name].type), GraphQLObjectType) and depth <= 0:
            return False
        return self.allowed(kind, name, fields[name])

    def operators(self, kind: str, name: str, type_: GraphQLInputType) -> dict[str, Any]:
        definition = get_named_type(type_)
        assert isinstance(definition, GraphQLInputObjectType)
        chosen = self.draw(st.lists(st.sampled_from(list(definition.fields)), min_size=1, max_size=2, unique=True))
        result: dict[str, Any] = {}
        for operator in chosen:
            operand_type = definition.fields[operator].type
            if operator == "isNull":
                value: Any = self.choose([True, False])
            elif is_list_type(operand_type):
                value = [self.operand(kind, name, operand_type) for _ in range(self.draw(st.integers(0, 3)))]
            else:
                value = self.operand(kind, name, operand_type)
            result[operator] = self.maybe_variable(value, operand_type)
        return result

    def operand(self, kind: str, name: str, type_: GraphQLInputType) -> Any:
        """Mostly a value that occurs, so that conditions hold for some rows."""
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            return Name(self.choose(named.values))
        rows = list(self.reference.rows[kind].values())
        value = self.reference.raw(kind, self.choose(rows), name) if rows else None
        if isinstance(value, list):
            value = self.choose(value) if value else None
        match named.name:
            case "ID":
                return f"{kind}:{value if value and name == 'id' else UUID(int=0)}"
            case "Int":
                return value if isinstance(value, int) and abs(value) < 2**31 else self.choose([0, 1, 3])
            case "Float":
                return value if value is not None else 0.5
            case "Boolean":
                return self.choose([True, False])
            case "Decimal":
                return str(value) if value is not None else "10"
            case "Date":
                return str(value or today())
            case "DateTime":
                moment: datetime = value or self.choose(MOMENTS)
                return moment.isoformat()
        return str(value) if value is not None and self.chance(60) else self.choose(TEXTS)

    # -- roots

    def root(self, key: str) -> Field:
        names = [name for name, field in SCHEMA.query_type.fields.items() if self.readable(name, field)]  # type: ignore[union-attr]
        name = self.choose(names)
        field = SCHEMA.query_type.fields[name]  # type: ignore[union-attr]
        node = Field(name, key)
        kind = get_named_type(field.type).name
        if name == "node":
            kind = self.choose(
                [one for one in MODELS if self.reckless or self.actor.may(str(MODELS[one].Access.right))]
            )
        if "id" in field.args:
            rows = self.reference.rows[kind]
            seen = self.reference.seen[self.actor.id, self.actor.name, kind]
            known = self.choose((seen if seen and not self.chance(20) else rows) or [UUID(int=2)])
            value = f"{kind}:{known if not self.chance(5) else UUID(int=1)}"
            node.arguments["id"] = self.maybe_variable(value, field.args["id"].type)
            node.selection = self.record(kind, DEPTH)
            if name == "node":
                others = [Field("id", "own")] if self.chance(50) else []
                node.selection = [*others, Fragment(kind, node.selection, named=self.chance(50))]
                if self.chance(30):
                    node.selection.append(Fragment(self.choose(MODELS), [Field("id", "other")]))
        else:
            self.fill(node, field, DEPTH)
        return node

    def readable(self, name: str, field: GraphQLField) -> bool:
        target = get_named_type(field.type).name.removesuffix("Connection")
        if name == "me":
            return self.reckless or self.actor.may("employee.view")
        if name == "node":
            return True
        return target in MODELS and (self.reckless or self.actor.may(str(MODELS[target].Access.right)))


BOOLEAN = GraphQLNonNull(SCHEMA.get_type("Boolean"))  # type: ignore[arg-type]
INT = SCHEMA.get_type("Int")


@st.composite
def queries(draw: st.DrawFn, reference: Reference, actors: tuple[Actor, ...]) -> tuple[Actor, list[Node]]:
    """Who asks, and what."""
    actor = draw(st.sampled_from(actors))
    maker = Maker(draw, reference, actor, reckless=draw(st.integers(0, 9)) == 9)
    return actor, [maker.root(f"r{index}") for index in range(draw(st.integers(1, 2)))]


__all__ = ["Maker", "queries"]
