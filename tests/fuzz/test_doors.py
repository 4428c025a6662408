"""The doors with a database behind them, fed with what nobody means: never a 500, never a code that is not published.

GraphQL by strategies from its own schema, as each role: every mutation with inputs that fit their types and nothing
else, every list with filters, orders and cursors; the panel's pages with any query; raw bytes at every address.
"""

from __future__ import annotations

import asyncio
import base64
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)
from hypothesis import given
from hypothesis import strategies as st

from erp_visit import db as database
from erp_visit.api.execution import Context, Engine
from erp_visit.core.errors import ErrorCode
from erp_visit.org.rights import RoleCode
from erp_visit.panel.security import csrf_token
from tests.api.client import Client
from tests.factories import World
from tests.fuzz.hostile import DAYS, NUMBERS, clean_texts, json_of
from tests.fuzz.runs import LONG, ran, rounds, run_of
from tests.loops import done_in
from tests.panel.desk import Desk
from tests.rights.test_graphql import KINDS, REGISTRY, SCHEMA, inner, selection, subject
from tests.rights.test_panel import Row, Visitor, rows_of

CODES = {code.name for code in ErrorCode} - {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}
ROLES = [RoleCode.REP, RoleCode.CLERK, RoleCode.KEEPER, RoleCode.FINANCE, RoleCode.ADMINISTRATOR]
MUTATIONS = {name: field for name, field in SCHEMA.mutation_type.fields.items() if name not in {"logout", "login"}}  # type: ignore[union-attr]
LISTS = sorted(REGISTRY.types)
SECONDS = 40


class Known:
    """Keys of records that are there, by type, so that inputs go further than NOT_FOUND."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}

    async def learn(self) -> None:
        async with database.connection() as connection:
            for name, spec in REGISTRY.types.items():
                rows = await connection.fetch(f"SELECT id FROM {spec.table} ORDER BY id LIMIT 4")
                self.keys[name] = [f"{name}:{row['id']}" for row in rows]


KNOWN = Known()
days = st.dates().map(str) | st.sampled_from(["2026-11-22", "2026-11-23", "0001-01-01", "9999-12-31"])
moments = st.sampled_from(
    [
        "2026-11-22T01:00:00Z",
        "2026-11-22T09:00:00+08:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1970-01-01T00:00:00+14:00",
    ]
)
decimals = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "0.01",
        "9999999999.99",
        "99999999999999999999999999999999",
        "0.00000000000000000000000000001",
        "-0",
    ]
)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "UUID": st.uuids().map(str), "Decimal": decimals, "Int": st.integers(-(2**31), 2**31 - 1) | st.integers(-3, 30),
    "Float": st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([31.23, 121.47, 0.0, 5.0]),
    "DateTime": moments, "Date": days, "Boolean": st.booleans(), "JSON": json_of(["f1", "key", "kind", "label"]),
}  # fmt: skip


def given_to(name: str, type_: GraphQLInputType, own: str) -> st.SearchStrategy[Any]:
    """Values that fit a type, and hardly anything else."""
    if isinstance(type_, GraphQLNonNull):
        return _fitting(name, type_.of_type, own)
    return st.none() | _fitting(name, type_, own)


def _fitting(name: str, type_: GraphQLInputType, own: str) -> st.SearchStrategy[Any]:
    if isinstance(type_, GraphQLList):
        return st.lists(given_to(name, type_.of_type, own), max_size=3)
    if isinstance(type_, GraphQLEnumType):
        return st.sampled_from(sorted(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        needed = {key: field for key, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return st.fixed_dictionaries(
            {
                key: st.deferred(lambda key=key, field=field: given_to(key, field.type, own))
                for key, field in needed.items()
            },
            optional={
                key: st.deferred(lambda key=key, field=field: given_to(key, field.type, own))
                for key, field in type_.fields.items()
                if key not in needed
            },
        )
    if type_.name == "ID":
        kind = own if name == "id" else name.removesuffix("s").removesuffix("Id")
        kind = f"{kind[:1].upper()}{kind[1:]}"
        keys = KNOWN.keys.get(KINDS.get(kind, kind), [])
        return st.sampled_from(keys) | st.uuids().map(str) | clean_texts if keys else st.uuids().map(str) | clean_texts
    return SCALARS.get(type_.name, clean_texts | st.sampled_from(["x", "现结"]))


def check(target: str, body: dict[str, Any], sent: Any) -> None:
    ran[target] += 1
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    for payload in (body.get("data") or {}).values():
        if isinstance(payload, dict):
            codes |= {error["code"] for error in payload.get("userErrors") or ()}
    assert codes <= CODES, (codes, sent, body)
    assert "errors" in body or body["data"] is not None


async def ask(engine: Engine, world: World, role: RoleCode, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    raw = orjson.loads(orjson.dumps(variables))
    answer: dict[str, Any] = orjson.loads(
        (await engine.execute(text, raw, None, Context(world.actors[role], "en"))).body
    )
    return answer


@st.composite
def mutations(draw: st.DrawFn, names: list[str]) -> tuple[str, str, dict[str, Any]]:
    """A mutation with any input."""
    name = draw(st.sampled_from(names))
    field = MUTATIONS[name]
    arguments = {key: draw(given_to(key, argument.type, subject(name))) for key, argument in field.args.items()}
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in field.args)
    called = f"{name}({passed})" if passed else name
    text = f"mutation({declared})" if declared else "mutation"
    return name, f"{text} {{ {called} {selection(field)} }}", arguments


@pytest.mark.parametrize("part", range(2))
async def test_any_mutation_with_any_input(engine: Engine, world: World, part: int) -> None:
    await KNOWN.learn()
    names = sorted(MUTATIONS)[part::2]

    @run_of(120)
    @given(mutations(names), st.sampled_from(ROLES))
    async def once(call: tuple[str, str, dict[str, Any]], role: RoleCode) -> None:
        name, text, arguments = call
        check("mutations", await ask(engine, world, role, text, arguments), (name, role, arguments))

    await run_here(once)


async def run_here(test: Any) -> None:
    """Its coroutines run here, where the connections are."""
    loop = asyncio.get_running_loop()
    body = test.hypothesis.inner_test
    test.hypothesis.inner_test = lambda *values, **named: done_in(loop, body(*values, **named))
    for _ in rounds(SECONDS):
        await asyncio.to_thread(test)


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A list with any filter, order, search and cursor."""
    kind = draw(st.sampled_from(LISTS))
    spec = REGISTRY[kind]
    field = SCHEMA.query_type.fields[spec.plural]  # type: ignore[union-attr]
    chosen = draw(st.sets(st.sampled_from(sorted(field.args)), max_size=4))
    variables: dict[str, Any] = {}
    for key in sorted(chosen):
        if key in ("after", "before"):
            variables[key] = draw(clean_texts | forged())
        elif key in ("first", "last"):
            variables[key] = draw(st.integers(-1, 30))
        else:
            variables[key] = draw(given_to(key, field.args[key].type, kind))
    declared = ", ".join(f"${key}: {field.args[key].type}" for key in sorted(chosen))
    passed = ", ".join(f"{key}: ${key}" for key in sorted(chosen))
    asked = f"{spec.plural}({passed})" if passed else spec.plural
    one = draw(st.sampled_from(sorted(SCHEMA.get_type(kind).fields)))  # type: ignore[union-attr]
    text = f"query({declared})" if declared else "query"
    return (
        f"{text} {{ {asked} {{ nodes {{ id {one} {inner(kind, one)} }} totalCount pageInfo {{ endCursor }} }} }}",
        variables,
    )


@st.composite
def forged(draw: st.DrawFn) -> str:
    """Something like a cursor."""
    values = draw(
        st.lists(st.none() | st.sampled_from([*NUMBERS, *DAYS]) | clean_texts | st.uuids().map(str), max_size=3)
    )
    return base64.b64encode(draw(st.sampled_from([b"00000000", b"abcdef01"])) + orjson.dumps(values)).decode()


async def test_any_list_with_any_filter_order_and_cursor(engine: Engine, world: World) -> None:
    await KNOWN.learn()

    @run_of(60)
    @given(queries(), st.sampled_from(ROLES))
    async def once(query: tuple[str, dict[str, Any]], role: RoleCode) -> None:
        check("lists by GraphQL", await ask(engine, world, role, *query), query)

    await run_here(once)


async def test_cursors_that_somebody_changed(engine: Engine, world: World) -> None:
    """The mark of a real cursor, and other values behind it: nothing reaches PostgreSQL that it cannot read."""
    values = [*NUMBERS, *DAYS, "", "x", "true", None, "00000000-0000-0000-0000-000000000000"]

    for kind in LISTS:
        spec = REGISTRY[kind]
        orders = (
            get_named_type(SCHEMA.query_type.fields[spec.plural].args["orderBy"].type)
            .fields["field"]
            .type.of_type.values
        )  # type: ignore[union-attr]
        for order in sorted(orders) if LONG else sorted(orders)[:1]:
            text = f"{{ {spec.plural}(first: 1, orderBy: [{{ field: {order} }}]) {{ pageInfo {{ endCursor }} }} }}"
            page = (await ask(engine, world, RoleCode.ADMINISTRATOR, text, {}))["data"][spec.plural]["pageInfo"]
            if page["endCursor"] is None:
                continue
            packed = base64.b64decode(page["endCursor"])
            own = orjson.loads(packed[8:])
            for value in values:
                changed = base64.b64encode(packed[:8] + orjson.dumps([value, *own[1:]])).decode()
                asked = text.replace("first: 1", f'first: 1, after: "{changed}"')
                check("cursors", await ask(engine, world, RoleCode.ADMINISTRATOR, asked, {}), (kind, order, value))


async def test_any_query_of_any_page(desk: Desk, world_of_panel: World) -> None:
    """Every GET of the panel, with parameters as nobody means them."""
    actor = world_of_panel.administrator
    visitor = Visitor(actor, await desk.client(actor))
    rows = [row for row in rows_of(desk.application) if row.method == "GET" and row.path != "/live"]
    names = ["q", "f", "sort", "cols", "size", "after", "before", "at", "of", "from", "to", "span", "by", "rep", "day", "department", "employee", "year",
             "weeks", "month", "tab", "record", "group", "form", "state", "task", "customer", "customers", "amount", "method", "key", "first", "list", "level",
             "measure", "kind", "a", "b", "product", "next", "moment", "restore", "preview"]  # fmt: skip
    values = (
        st.sampled_from([*NUMBERS, *DAYS])
        | clean_texts.map(lambda text: text[:2000])
        | st.sampled_from([str(actor.id), str(world_of_panel.customer)])
    )

    @run_of(200)
    @given(st.sampled_from(rows), st.lists(st.tuples(st.sampled_from(names), values), max_size=6), st.booleans())
    async def once(row: Row, given_: list[tuple[str, str]], script: bool) -> None:
        ran["pages of the panel"] += 1
        address = f"/admin{await visitor.filled(row.path)}?{urlencode(given_)}"
        answer = await visitor.client.get(address, **({"accept": "application/json"} if script else {}))
        assert answer.status_code < 500, (address, answer.text[-600:])

    await run_here(once)


async def test_any_form_of_any_page(desk: Desk, world_of_panel: World) -> None:
    """Every POST of the panel, with fields and JSON as nobody means them."""
    actor = world_of_panel.administrator
    visitor = Visitor(actor, await desk.client(actor))
    rows = [row for row in rows_of(desk.application) if row.method == "POST" and row.path not in {"/logout", "/password", "/login", "/login/code"}
            and "/staff/" not in row.path and "roles-matrix" not in row.path and "/test" not in row.path]  # fmt: skip
    names = sorted({"operation", "version", "name", "code", "reason", "note", "text", "amount", "method", "day", "from", "to", "until", "kind", "key", "value",
                    "starts_on", "ends_on", "customers", "rep", "reps", "visits", "items", "action", "due_on", "subject", "assignee_id", "customer_id",
                    "price", "level", "quantity", "latitude", "longitude", "start_latitude", "start_longitude", "datum", "format", "query", "next",
                    "month", "measure", "target", "department", "employee", "time", "position", "fields", "answers", "rows", "add_row",
                    "list_price", "tax_rate", "credit_limit", "credit_days", "factor", "sku", "base_unit", "opening_hours", "phone"})  # fmt: skip
    fields = st.dictionaries(st.sampled_from(names), st.sampled_from([*NUMBERS, *DAYS]) | clean_texts, max_size=10)
    documents = st.dictionaries(
        st.sampled_from([*names, "operationId", "visit", "reason", "number"]), json_of(names), max_size=6
    ) | json_of(names)

    @run_of(100)
    @given(st.sampled_from(rows), fields, documents, st.booleans())
    async def once(row: Row, form: dict[str, str], document: Any, as_form: bool) -> None:
        ran["forms of the panel"] += 1
        address = f"/admin{await visitor.filled(row.path)}"
        token = {"x-csrf-token": csrf_token(visitor.client.key, visitor.client.token), "accept": "application/json"}
        sent = {"data": form} if as_form else {"json": document}
        answer = await visitor.client.http.post(address, headers=token, **sent)
        assert answer.status_code < 500, (address, sent, answer.text[-600:])

    await run_here(once)


async def test_any_bytes_at_any_address(clients: dict[str, Client]) -> None:
    """Bodies that are no bodies: of GraphQL, of uploads, of every form."""
    http = clients["rep"].http
    headers = {"authorization": f"Bearer {clients['rep'].token}"}
    kinds = st.sampled_from(
        [
            "application/json",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "image/jpeg",
            "",
        ]
    )
    bodies = (
        st.binary(max_size=200)
        | clean_texts.map(str.encode)
        | json_of(["query", "variables", "operationName", "extensions"]).map(orjson.dumps)
    )

    @run_of(150)
    @given(st.sampled_from(["POST", "GET", "PUT"]), kinds, bodies)
    async def once(method: str, kind: str, body: bytes) -> None:
        ran["bodies of /graphql"] += 1
        answer = await http.request(method, "/graphql", content=body, headers={**headers, "content-type": kind})
        assert answer.status_code < 500, (method, kind, body, answer.text)
        assert answer.json()["errors"][0]["extensions"]["code"] in CODES

    await run_here(once)
