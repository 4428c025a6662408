"""Who may do what: every role × every root field, mutation, subscription and field with a right of its own.

The table is tests/api/rights.txt. The test asks for each cell and compares the whole; ERP_VISIT_WRITE_EXPECTED=1 writes the
table anew, for a reviewer to read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from erp_visit.api.execution import Context, Engine
from erp_visit.api.schema import api
from erp_visit.events import Hub
from erp_visit.org.rights import RoleCode
from erp_visit.reads.spec import camel
from tests.api.client import Client
from tests.api.documents import literal
from tests.factories import World

TABLE = Path(__file__).parent / "rights.txt"
SCHEMA = api().schema._schema
REGISTRY = api().registry
HEADS = {
    RoleCode.REP: "rep", RoleCode.SUPERVISOR: "sup", RoleCode.MANAGER: "man", RoleCode.CLERK: "clk", RoleCode.KEEPER: "kee",
    RoleCode.DRIVER: "drv", RoleCode.FINANCE: "fin", RoleCode.MARKETING: "mkt", RoleCode.EXECUTIVE: "exe",
    RoleCode.ADMINISTRATOR: "adm",
}  # fmt: skip
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
SCALARS: dict[str, Any] = {
    "UUID": str(UNKNOWN), "Decimal": "1", "Int": 1, "Float": 1.0, "DateTime": "2026-01-01T00:00:00Z", "Date": "2026-01-01", "Boolean": True,
}  # fmt: skip
INTRO = """Who may do what, as GraphQL answers it to the default roles. x: may; . : FORBIDDEN.
Which rows one sees is another matter: see visible_to in each domain's queries.py.
"""


def value(name: str, type_: GraphQLInputType, own: str) -> Any:
    """Some value of an input type: ids of records that do not exist, so that who may gets NOT_FOUND or the like.

    A bare `id` is one of type `own`.
    """
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList):
        return [value(name, type_.of_type, own)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return {key: value(key, field.type, own) for key, field in type_.fields.items() if needed(key, field.type)}
    if type_.name == "ID":
        kind = own if name == "id" else name.removesuffix("s").removesuffix("Id")
        kind = {"rep": "Employee"}.get(kind, kind)
        return f"{kind[0].upper()}{kind[1:]}:{UNKNOWN}"
    return SCALARS.get(type_.name, "x")


def needed(key: str, type_: GraphQLInputType) -> bool:
    return isinstance(type_, GraphQLNonNull) or key in {"reason", "visitId"}


def selection(field: GraphQLField) -> str:
    target = get_named_type(field.type)
    if not isinstance(target, GraphQLObjectType):
        return "{ __typename }" if not hasattr(target, "values") and target.name == "Node" else ""
    return "{ userErrors { code } }" if "userErrors" in target.fields else "{ __typename }"


def call(name: str, field: GraphQLField, own: str) -> str:
    """The field with some value for each argument that it needs."""
    arguments = []
    for key, argument in field.args.items():
        if isinstance(argument.type, GraphQLNonNull):
            arguments.append(f"{key}: {literal(value(key, argument.type, own), argument.type)}")
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
    for spec in sorted(REGISTRY.types.values(), key=lambda spec: spec.name):
        for item in (*spec.columns.values(), *spec.relations.values()):
            if item.right is None:
                continue
            target = get_named_type(SCHEMA.get_type(spec.name).fields[camel(item.name)].type)  # type: ignore[union-attr]
            inner = " { __typename }" if isinstance(target, GraphQLObjectType) else ""
            yield (
                f"field {spec.name}.{camel(item.name)}",
                f"{{ {spec.plural} {{ nodes {{ {camel(item.name)}{inner} }} }} }}",
            )


async def may(client: Client, text: str) -> bool:
    """Whether the answer is anything but FORBIDDEN for the whole."""
    body = (await client.post({"query": text})).json()
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    assert codes <= {"FORBIDDEN", "NOT_FOUND", "INVALID_INPUT"}, (text, body)
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
        import asyncio

        try:
            first = await asyncio.wait_for(anext(stream), 0.05)  # type: ignore[arg-type]
        except TimeoutError:
            return True
    errors = (first or stream).errors
    assert [error.original_error.code.name for error in errors] == ["FORBIDDEN"]
    return False


def line(name: str, cells: list[bool]) -> str:
    return f"{name:<42}" + "".join(f" {'x' if cell else '.':>3}" for cell in cells)


async def test_the_table_of_rights(clients: dict[str, Client], world: World, engine: Engine) -> None:
    lines = [INTRO, f"{'':<42}" + "".join(f" {head}" for head in HEADS.values())]
    # Log-out ends the session, so it comes last.
    wanted = sorted(rows(), key=lambda row: row[0] == "mutation logout")
    table: dict[str, str] = {}
    for name, text in wanted:
        table[name] = line(name, [await may(clients[role.value.lower()], text) for role in HEADS])
    assert SCHEMA.subscription_type is not None
    for name, field in sorted(SCHEMA.subscription_type.fields.items()):
        cells = [await may_listen(engine, world, role, name, field) for role in HEADS]
        table[f"subscription {name}"] = line(f"subscription {name}", cells)
    lines += [table[name] for name in sorted(table, key=_group)]
    actual = "\n".join(lines) + "\n"
    if os.environ.get("ERP_VISIT_WRITE_EXPECTED"):
        TABLE.write_text(actual, encoding="utf-8")
    assert actual == TABLE.read_text(encoding="utf-8")


def _group(name: str) -> tuple[int, str]:
    return ["query", "mutation", "subscription", "field"].index(name.split(maxsplit=1)[0]), name


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
        if row.startswith("field"):
            continue
        body = (await nobody.post({"query": text})).json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        assert codes == (set() if row == "mutation login" else {"UNAUTHENTICATED"}), row
