"""Relay by the letter: object identification (https://relay.dev/graphql/objectidentification.htm) and cursor connections
(https://relay.dev/graphql/connections.htm), of every type and every connection that the schema has."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)

from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.org.rights import DEFAULT_ROLES, RoleCode
from erp_visit.reads.pages import DEFAULT_PAGE
from tests import books

SCHEMA = api().schema._schema
SMALL = DemoSize(until=until(date(2026, 11, 20)), customers=24, orders=120, days=14)
CASES = 20
"""Pages asked for of each connection."""

OBJECTS = [
    type_
    for type_ in SCHEMA.type_map.values()
    if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
]
CONNECTIONS = [type_ for name, type_ in SCHEMA.type_map.items() if name.endswith("Connection")]
FIELDS = [
    (parent, name)
    for parent in OBJECTS
    for name, field in parent.fields.items()
    if get_named_type(field.type).name.endswith("Connection")
]


def field_of(parent: GraphQLObjectType, name: str) -> GraphQLField:
    return parent.fields[name]


# -- what the specifications say of types ----------------------------------------------------------------------------------


def test_node_is_an_interface_of_one_id() -> None:
    node = SCHEMA.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    assert {name: str(field.type) for name, field in node.fields.items()} == {"id": "ID!"}


def test_the_root_field_node_takes_an_id_and_nothing_else() -> None:
    assert SCHEMA.query_type is not None
    root = SCHEMA.query_type.fields["node"]
    assert root.type is SCHEMA.get_type("Node")
    assert {name: str(argument.type) for name, argument in root.args.items()} == {"id": "ID!"}


def test_whatever_has_a_global_id_is_a_node() -> None:
    """Everything that a list answers: an id that could not be asked for again would be none."""
    node = SCHEMA.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    nodes = {type_.name for type_ in SCHEMA.get_possible_types(node)}
    assert nodes == set(api().registry.types)
    assert {type_.name.removesuffix("Connection") for type_ in CONNECTIONS} == nodes


@pytest.mark.parametrize("connection", CONNECTIONS, ids=[type_.name for type_ in CONNECTIONS])
def test_types_of_connections_and_edges(connection: Any) -> None:
    assert isinstance(connection, GraphQLObjectType)
    edges = get_nullable_type(connection.fields["edges"].type)
    assert isinstance(edges, GraphQLList)
    assert str(connection.fields["pageInfo"].type) == "PageInfo!"
    edge = get_nullable_type(edges.of_type)
    assert isinstance(edge, GraphQLObjectType)
    assert not isinstance(get_nullable_type(edge.fields["node"].type), GraphQLList)
    assert str(edge.fields["cursor"].type) == "String!"


def test_the_type_of_page_information() -> None:
    info = SCHEMA.get_type("PageInfo")
    assert isinstance(info, GraphQLObjectType)
    assert {name: str(field.type) for name, field in info.fields.items()} == {
        "hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!",
        "startCursor": "String", "endCursor": "String",
    }  # fmt: skip


@pytest.mark.parametrize(("parent", "name"), FIELDS, ids=[f"{parent.name}.{name}" for parent, name in FIELDS])
def test_arguments_of_connections(parent: GraphQLObjectType, name: str) -> None:
    arguments = {name: str(argument.type) for name, argument in field_of(parent, name).args.items()}
    assert {name: arguments.get(name) for name in ("first", "after", "last", "before")} == {
        "first": "Int", "after": "String", "last": "Int", "before": "String",
    }  # fmt: skip


# -- the algorithm, as the specification has it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None


def apply_cursors(edges: list[str], asked: Asked) -> list[str]:
    """Those after the one and before the other. Where the cursors stand in the wrong order, the specification's steps
    ignore `before`, as they no longer find its edge; its prose asks for edges before it, of which there are none: ours."""
    start = edges.index(asked.after) + 1 if asked.after is not None else 0
    end = edges.index(asked.before) if asked.before is not None else len(edges)
    return edges[start:end]


def expected(cursors: list[str], asked: Asked) -> dict[str, Any]:
    first, last = asked.first, asked.last
    if first is None and last is None:  # ours: a usual page, beside the cursor that is given
        backward = asked.before is not None and asked.after is None
        first, last = (None, DEFAULT_PAGE) if backward else (DEFAULT_PAGE, None)
    edges = between = apply_cursors(cursors, asked)
    if first is not None:
        edges = edges[:first]
    if last is not None:
        edges = edges[max(len(edges) - last, 0) :]
    return {
        "cursors": edges,
        "startCursor": edges[0] if edges else None,
        "endCursor": edges[-1] if edges else None,
        "hasPreviousPage": len(between) > last if last is not None else asked.after is not None,
        "hasNextPage": len(between) > first if first is not None else asked.before is not None,
    }


def some_pages(cursors: list[str], chance: random.Random) -> list[Asked]:
    """Corners, and others by chance, with cursors in the right and in the wrong order."""
    ends = [None, *cursors[:2], *cursors[-2:], *chance.sample(cursors, min(2, len(cursors)))]
    sizes = [None, 0, 1, 2, 3, max(len(cursors) - 1, 0), min(len(cursors), 500), 500]
    corners = [Asked(), Asked(first=0), Asked(last=0), Asked(first=2), Asked(last=2), Asked(first=3, last=2)]
    corners += [Asked(after=end) for end in cursors[-1:]] + [Asked(before=end) for end in cursors[:1]]
    drawn = [
        Asked(min(500, one) if (one := chance.choice(sizes)) is not None else None,
              min(500, two) if (two := chance.choice(sizes)) is not None else None,
              chance.choice(ends), chance.choice(ends))
        for _ in range(CASES - len(corners))
    ]  # fmt: skip
    return corners + drawn


class Walked:
    """One connection, at its root or below a record, in one order."""

    def __init__(self, engine: Engine, actor: Actor, parent: GraphQLObjectType, name: str, key: str | None) -> None:
        self.engine, self.actor, self.key = engine, actor, key
        kind = get_named_type(field_of(parent, name).type).name.removesuffix("Connection")
        self.by = _order(kind)
        page = (
            f"page: {name}(first: $first, last: $last, after: $after, before: $before, orderBy: $by)"
            " { edges { cursor node { id } } nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }"
        )
        given = f"$first: Int, $last: Int, $after: String, $before: String, $by: [{kind}OrderBy!]"
        if key is None:
            self.text = f"query ({given}) {{ {page} }}"
        else:
            self.text = f"query ({given}, $id: ID!) {{ parent: node(id: $id) {{ ... on {parent.name} {{ {page} }} }} }}"

    async def page(self, asked: Asked) -> dict[str, Any]:
        """What is answered, in the shape of `expected`, with the ids."""
        variables = {
            "first": asked.first,
            "last": asked.last,
            "after": asked.after,
            "before": asked.before,
            "by": self.by,
        }
        if self.key is None:
            page = (await self.engine.read(self.actor, self.text, variables))["page"]
        else:
            page = (await self.engine.read(self.actor, self.text, {**variables, "id": self.key}))["parent"]["page"]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        return {"cursors": [edge["cursor"] for edge in page["edges"]], "ids": ids, **page["pageInfo"]}

    async def whole(self) -> dict[str, str]:
        """All edges: id by cursor."""
        found: dict[str, str] = {}
        after = None
        while True:
            page = await self.page(Asked(first=500, after=after))
            found.update(zip(page["cursors"], page["ids"], strict=True))
            if not page["hasNextPage"]:
                return found
            after = page["endCursor"]


def _order(kind: str) -> list[dict[str, str]]:
    """By something with equal and missing values where there is such a thing."""
    by = SCHEMA.get_type(f"{kind}OrderBy")
    assert isinstance(by, GraphQLInputObjectType)
    names = get_named_type(by.fields["field"].type)
    assert isinstance(names, GraphQLEnumType)
    other = sorted(set(names.values) - {"ID"})
    return [{"field": other[len(kind) % len(other)], "direction": "DESC"}] if other else []


async def _administrator() -> Actor:
    ((key,),) = await books.rows("SELECT id FROM employee WHERE username = 'admin'")
    departments = tuple(one for (one,) in await books.rows("SELECT id FROM department"))
    rights = frozenset(str(right) for role in DEFAULT_ROLES.values() for right in role[1])
    profile = Profile(rights, DEFAULT_ROLES[RoleCode.ADMINISTRATOR][0])
    return Actor(key, "admin", "admin", departments[0], departments, profile, (RoleCode.ADMINISTRATOR.value,))


@pytest.fixture
async def distributor(db: ModuleType) -> Actor:
    """Who sees all of a small demo distributor, which has rows of nearly every type."""
    async with db.pool().acquire() as connection:
        await load(connection, SMALL, "hash")
    return await _administrator()


async def test_every_connection_pages_by_the_specification(distributor: Actor, engine: Engine) -> None:
    """Both directions, all four arguments in any combination; a row has one cursor however it was come by."""
    chance = random.Random(8)
    walked = rich = 0
    for parent, name in FIELDS:
        key = None
        if parent is not SCHEMA.query_type:
            key = await _parent_with_most(engine, distributor, parent, name)
            if key is None:
                continue
        connection = Walked(engine, distributor, parent, name, key)
        ids = await connection.whole()
        cursors = list(ids)
        assert len(set(ids.values())) == len(cursors)
        for asked in some_pages(cursors, chance):
            page = await connection.page(asked)
            assert page == {**expected(cursors, asked), "ids": [ids[one] for one in page["cursors"]]}, (
                f"{parent.name}.{name}", asked,
            )  # fmt: skip
        walked += 1
        rich += len(cursors) > 2
    assert walked > 80
    assert rich > 40, "most of them have something to page through"


async def _parent_with_most(engine: Engine, actor: Actor, parent: GraphQLObjectType, name: str) -> str | None:
    spec = api().registry[parent.name]
    text = f"{{ page: {spec.plural}(first: 200) {{ nodes {{ id many: {name}(first: 20) {{ nodes {{ id }} }} }} }} }}"
    nodes = (await engine.read(actor, text))["page"]["nodes"]
    return max(nodes, key=lambda node: len(node["many"]["nodes"]))["id"] if nodes else None


async def test_negative_sizes_are_errors(distributor: Actor, engine: Engine) -> None:
    for parent, name in FIELDS:
        if parent is SCHEMA.query_type:
            for argument in ("first", "last"):
                with pytest.raises(DomainError) as caught:
                    await engine.read(distributor, f"{{ {name}({argument}: -1) {{ pageInfo {{ hasNextPage }} }} }}")
                assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, (argument,))


async def test_every_object_is_found_again_by_its_id(distributor: Actor, engine: Engine) -> None:
    """The identical object: whatever can be asked of it without arguments is equal."""
    found = 0
    for spec in api().registry.types.values():
        type_ = SCHEMA.get_type(spec.name)
        assert isinstance(type_, GraphQLObjectType)
        leaves = [
            name
            for name, field in type_.fields.items()
            if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
        ]
        selection = f"__typename {' '.join(leaves)}"
        listed = (await engine.read(distributor, f"{{ page: {spec.plural}(first: 3) {{ nodes {{ {selection} }} }} }}"))[
            "page"
        ]
        for node in listed["nodes"]:
            assert node["id"].startswith(f"{spec.name}:")
            text = f"query ($id: ID!) {{ node(id: $id) {{ id ... on {spec.name} {{ {selection} }} }} }}"
            again = (await engine.read(distributor, text, {"id": node["id"]}))["node"]
            assert again == {**node, "id": node["id"]}
        found += bool(listed["nodes"])
    assert found > 40
