"""Who may do what by GraphQL: every role × every root field, mutation, subscription and field, each asked for.

The rows come from the schema as it runs and the cells from its answers, so that nothing can be forgotten: see
docs/rights.md and tests/rights/table.py.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)

from erp_visit.api.execution import Context, Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.events import Hub
from erp_visit.org.rights import RoleCode
from tests.api.client import Client
from tests.api.documents import literal
from tests.factories import World
from tests.rights.table import HEADS, check_rows, check_text

SCHEMA = api().schema._schema
REGISTRY = api().registry
LOG_INS = {"mutation login", "mutation confirmLogin"}
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
SCALARS: dict[str, Any] = {
    "UUID": str(UNKNOWN), "Decimal": "1", "Int": 1, "Float": 1.0, "DateTime": "2026-01-01T00:00:00Z", "Date": "2026-01-01", "Boolean": True,
}  # fmt: skip


KINDS = {"Rep": "Employee", "Assignee": "Employee", "Owner": "Employee", "Lead": "Employee", "Unit": "ProductUnit", "Post": "FeedPost",
         "Parent": "Department", "Document": "StockDocument", "Channel": "NotificationChannel", "File": "StoredFile"}  # fmt: skip
"""What arguments are called that are not named for their type."""


def value(name: str, type_: GraphQLInputType, own: str, more: str = "") -> Any:
    """Some value of an input type: ids of records that do not exist, so that who may gets NOT_FOUND or the like.

    A bare `id` is one of type `own`; `more` is a key that need not be given, but is.
    """
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList):
        return [value(name, type_.of_type, own, more)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        given = {key: field for key, field in type_.fields.items() if needed(key, field.type) or key == more}
        return {key: value(key, field.type, own, more) for key, field in given.items()}
    if type_.name == "ID":
        kind = own if name == "id" else name.removesuffix("s").removesuffix("Id")
        kind = f"{kind[0].upper()}{kind[1:]}"
        return f"{KINDS.get(kind, kind)}:{UNKNOWN}"
    return SCALARS.get(type_.name, "x")


def needed(key: str, type_: GraphQLInputType) -> bool:
    return isinstance(type_, GraphQLNonNull) or key in {"reason", "visitId"}


def selection(field: GraphQLField) -> str:
    target = get_named_type(field.type)
    if not isinstance(target, GraphQLObjectType):
        return "{ __typename }" if not hasattr(target, "values") and target.name == "Node" else ""
    return "{ userErrors { code } }" if "userErrors" in target.fields else "{ __typename }"


def call(name: str, field: GraphQLField, own: str, more: str = "") -> str:
    """The field with some value for each argument that it needs, and for `more`."""
    arguments = []
    for key, argument in field.args.items():
        if isinstance(argument.type, GraphQLNonNull):
            arguments.append(f"{key}: {literal(value(key, argument.type, own, more), argument.type)}")
    given = f"({', '.join(arguments)})" if arguments else ""
    return f"{name}{given} {selection(field)}"


def subject(mutation: str) -> str:
    """The type that a mutation is named for."""
    kinds = sorted(REGISTRY.types, key=len, reverse=True)
    return next((kind for kind in kinds if mutation.endswith(kind)), "Order")


def rows() -> Iterator[tuple[str, str]]:
    """Each row of the table and the document that asks for it."""
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    for name, field in sorted(SCHEMA.query_type.fields.items()):
        yield (
            f"query {name}",
            "{ " + call(name, field, "Order" if name == "node" else get_named_type(field.type).name) + " }",
        )
    for name, field in sorted(SCHEMA.mutation_type.fields.items()):
        yield f"mutation {name}", "mutation { " + call(name, field, subject(name)) + " }"
    yield (
        "mutation reviewOrder FINANCE",
        (
            f'mutation {{ reviewOrder(input: {{orderId: "Order:{UNKNOWN}", side: FINANCE}}) {{ userErrors {{ code }} }} }}'
        ),
    )
    yield (
        "mutation updateCustomer creditLimit",
        (
            f'mutation {{ updateCustomer(input: {{id: "Customer:{UNKNOWN}", changes: {{creditLimit: "1"}}}})'
            " { userErrors { code } } }"
        ),
    )
    yield (
        "mutation updateProduct costPrice",
        (
            f'mutation {{ updateProduct(input: {{productId: "Product:{UNKNOWN}", changes: {{costPrice: "1"}}}})'
            " { userErrors { code } } }"
        ),
    )


async def may(client: Client, text: str) -> bool:
    """Whether the answer is anything but FORBIDDEN for the whole."""
    body = (await client.post({"query": text})).json()
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    payloads = [payload for payload in (body["data"] or {}).values() if isinstance(payload, dict)]
    refused = {error["code"] for payload in payloads for error in payload.get("userErrors", ())}
    assert codes <= {"FORBIDDEN", "NOT_FOUND", "INVALID_INPUT"}, (text, body)
    assert "INTERNAL" not in refused, (text, body)
    codes |= refused
    return "FORBIDDEN" not in codes


async def may_listen(engine: Engine, world: World, role: RoleCode, name: str, field: GraphQLField) -> bool:
    """Whether a subscription starts."""
    target = get_named_type(field.type)
    assert isinstance(target, GraphQLObjectType)
    inner = next(key for key, one in target.fields.items() if isinstance(get_named_type(one.type), GraphQLObjectType))
    context = Context(world.actors[role], "en", reader=engine.reader, hub=Hub())
    stream = await engine.schema.subscribe(f"subscription {{ {name} {{ {inner} {{ id }} }} }}", context_value=context)
    first: Any = None
    if hasattr(stream, "__anext__"):
        try:
            first = await asyncio.wait_for(anext(stream), 0.05)  # type: ignore[arg-type]
        except TimeoutError:
            return True
    errors = (first or stream).errors
    assert [error.original_error.code.name for error in errors] == ["FORBIDDEN"]
    return False


async def test_each_root_field_mutation_and_stream(clients: dict[str, Client], world: World, engine: Engine) -> None:
    tables: dict[str, dict[str, dict[RoleCode, str]]] = {"query": {}, "mutation": {}, "subscription": {}}
    # Log-out ends the session, so it comes last.
    for name, text in sorted(rows(), key=lambda row: row[0] == "mutation logout"):
        kind, _, field_name = name.partition(" ")
        tables[kind][field_name] = {role: mark(await may(clients[role.value.lower()], text)) for role in HEADS}
    assert SCHEMA.subscription_type is not None
    for name, field in SCHEMA.subscription_type.fields.items():
        cells = [await may_listen(engine, world, role, name, field) for role in HEADS]
        tables["subscription"][name] = dict(zip(HEADS, map(mark, cells), strict=True))
    for title, kind in (("Queries", "query"), ("Mutations", "mutation"), ("Subscriptions", "subscription")):
        check_rows(title, tables[kind])


def mark(allowed: bool) -> str:
    return "x" if allowed else "."


async def test_each_field_of_each_type(engine: Engine, world: World) -> None:
    """Fields that not all may see who may see the record stand in a table, all others in a list."""
    listed: list[str] = []
    table: dict[str, dict[RoleCode, str]] = {}
    for kind in sorted(REGISTRY.types):
        spec = REGISTRY[kind]
        names = set(SCHEMA.get_type(kind).fields)  # type: ignore[union-attr]
        inside = [role for role in HEADS if await reads(engine, world.actors[role], kind, {"id"})]
        refused: dict[str, set[RoleCode]] = {}
        for role in inside:
            for name in await hidden(engine, world.actors[role], kind, names):
                refused.setdefault(name, set()).add(role)
        for name, roles in refused.items():
            table[f"{kind}.{name}"] = {role: mark(role in inside and role not in roles) for role in HEADS}
        listed.append(f"{kind}: {' '.join(sorted(names - set(refused)))}")
        assert spec.right or inside == list(HEADS), kind
    check_rows("Fields that need more than their record", table)
    check_text("Fields that come with their record", "\n".join(listed) + "\n")


async def hidden(engine: Engine, actor: Actor, kind: str, names: set[str]) -> set[str]:
    """Those of the fields of a type that are refused. First all at once: mostly none is."""
    if len(names) > 1:
        half = sorted(names)
        halves = set(half[: len(half) // 2]), set(half[len(half) // 2 :])
        if await reads(engine, actor, kind, names):
            return set()
        return {name for part in halves for name in await hidden(engine, actor, kind, part)}
    return set() if await reads(engine, actor, kind, names) else names


async def reads(engine: Engine, actor: Actor, kind: str, names: set[str]) -> bool:
    """Whether the fields of records of a type are answered, and not FORBIDDEN."""
    fields = " ".join(f"{name} {inner(kind, name)}" for name in sorted(names))
    text = f"{{ {REGISTRY[kind].plural}(first: 1) {{ nodes {{ {fields} }} }} }}"
    body = orjson.loads((await engine.execute(text, {}, None, Context(actor, "en"))).body)
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    assert codes <= {"FORBIDDEN"}, (text, body)
    return not codes


def inner(kind: str, name: str) -> str:
    field = SCHEMA.get_type(kind).fields[name]  # type: ignore[union-attr]
    target = get_named_type(field.type)
    return "{ __typename }" if isinstance(target, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType) else ""


def test_each_type_beside_the_records_is_listed() -> None:
    """What commands and computed answers tell comes with their root field; a new field is a line that somebody reads."""
    lines = []
    for name, type_ in sorted(SCHEMA.type_map.items()):
        roots = {SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type}
        if (
            not isinstance(type_, GraphQLObjectType)
            or name.startswith("__")
            or type_ in roots
            or name in REGISTRY.types
        ):
            continue
        if name.endswith(("Connection", "Edge")):
            assert set(type_.fields) <= {"nodes", "edges", "node", "cursor", "pageInfo", "totalCount"}, name
            continue
        lines.append(f"{name}: {' '.join(sorted(type_.fields))}")
    check_text("Types that come with a root field", "\n".join(lines) + "\n")


def test_every_right_is_needed_somewhere() -> None:
    """A right that nothing asks for would promise a protection that is not there."""
    from erp_visit.org.rights import Right

    sources = "\n".join(
        file.read_text(encoding="utf-8")
        for file in Path(__file__).parents[2].joinpath("erp_visit").rglob("*.py")
        if file.name != "rights.py"
    )
    unused = {right.name for right in Right if not re.search(rf"Right\.{right.name}\b", sources)}
    assert unused == set()


async def test_who_is_not_logged_in_may_log_in_and_nothing_else(nobody: Client) -> None:
    for row, text in rows():
        body = (await nobody.post({"query": text})).json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        assert codes == (set() if row in LOG_INS else {"UNAUTHENTICATED"}), row
