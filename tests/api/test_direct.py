"""Commands that run without graphql-core's executor answer as they would through it."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition

from erp_visit.api import direct
from erp_visit.api.execution import Context, Engine
from erp_visit.api.mutations import COMMANDS
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from tests import factories

START = """($input: StartVisitInput!) {
  startVisit(input: $input) { visit { state customer { name } } userErrors { code path } }
}"""


async def ask(engine: Engine, actor: Actor | None, text: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The answer without the cost, which differs from moment to moment."""
    answer = await engine.execute(text, variables or {}, None, Context(actor, "en"))
    body = orjson.loads(answer.body)
    del body["extensions"]
    return body


def is_direct(engine: Engine, actor: Actor, text: str, variables: Mapping[str, Any] | None = None) -> bool:
    operation = engine.documents.get(text).operation(None)
    coerced = engine.documents.variables(operation, variables or {})
    return engine._direct(operation, actor, coerced) is not None


def inline(text: str, value: Mapping[str, Any]) -> str:
    """The same mutation with its input written out."""
    literal = ", ".join(f'{name}: "{one}"' for name, one in value.items())
    return "mutation " + text.partition(") ")[2].replace("$input", f"{{{literal}}}")


async def test_the_answer_is_the_same_either_way(http: httpx.AsyncClient, db: ModuleType, engine: Engine) -> None:
    world = await factories.world()
    rep = world.actors[factories.RoleCode.REP]
    cases: list[tuple[Actor | None, dict[str, Any]]] = [
        (rep, {"customerId": f"Customer:{world.customer}"}),
        (rep, {"customerId": f"Customer:{new_id()}"}),
        (rep, {"customerId": "nonsense"}),
        (world.actors[factories.RoleCode.KEEPER], {"customerId": f"Customer:{world.customer}"}),
        (None, {"customerId": f"Customer:{world.customer}"}),
    ]
    codes = []
    for actor, fields in cases:
        answers = []
        for direct_one in (True, False):
            data = {"id": str(new_id()), **fields}
            text, variables = ("mutation" + START, {"input": data}) if direct_one else (inline(START, data), {})
            if actor is not None:
                assert is_direct(engine, actor, text, variables) is direct_one
            async with db.connection() as connection:
                await connection.execute("DELETE FROM visit")
            answers.append(await ask(engine, actor, text, variables))
        assert answers[0] == answers[1]
        payload = answers[0]["data"]["startVisit"]
        codes.append(
            [one["extensions"]["code"] for one in answers[0].get("errors", [])]
            or [one["code"] for one in payload["userErrors"]]
        )
    assert codes == [[], ["NOT_FOUND"], ["INVALID_INPUT"], ["FORBIDDEN"], ["UNAUTHENTICATED"]]


async def test_aliases_fragments_directives_and_one_failing(http: httpx.AsyncClient, engine: Engine) -> None:
    world = await factories.world()
    rep = world.actors[factories.RoleCode.REP]
    text = """mutation ($a: StartVisitInput!, $b: StartVisitInput!, $c: CheckOutInput!, $no: Boolean!) {
      one: startVisit(input: $a) { ...What }
      ... on Mutation { two: startVisit(input: $b) { ...What } }
      three: checkOut(input: $c) @skip(if: $no) { visit { state } }
      four: approveOrder(input: {orderId: "Order:x"}) @include(if: false) { order { id } }
    }
    fragment What on StartVisitPayload { visit { state } userErrors { code } }"""
    first, second = new_id(), new_id()
    variables = {
        "a": {"id": str(first), "customerId": f"Customer:{world.customer}"},
        "b": {"id": str(second), "customerId": f"Customer:{world.customer}"},
        "c": {"visitId": f"Visit:{first}"},
        "no": True,
    }
    assert is_direct(engine, rep, text, variables)
    answer = await ask(engine, rep, text, variables)
    assert list(answer["data"]) == ["one", "two"]
    assert answer["data"]["one"] == {"visit": {"state": "STARTED"}, "userErrors": []}
    assert answer["data"]["two"]["visit"] is None
    assert answer["data"]["two"]["userErrors"][0]["code"] == "VISIT_OPEN"
    # Another shape of the variables: now the third is there, and fails for itself alone.
    answer = await ask(engine, rep, text, {**variables, "no": False})
    assert list(answer["data"]) == ["one", "two", "three"]


@pytest.mark.parametrize(
    "text",
    [
        'mutation { login(username: "x", password: "y") { token } }',
        "mutation { __typename }",
        "mutation ($input: StartVisitInput!) { __typename startVisit(input: $input) { userErrors { code } } }",
        'mutation ($id: UUID!) { startVisit(input: {id: $id, customerId: "Customer:x"}) { userErrors { code } } }',
    ],
)
async def test_what_goes_through_graphql_core(db: ModuleType, engine: Engine, text: str) -> None:
    actor = await factories.employee(await factories.department())
    key = str(new_id())
    variables = (
        {"input": {"id": key, "customerId": "Customer:x"}} if "$input" in text else {"id": key} if "$id" in text else {}
    )
    assert not is_direct(engine, actor, text, variables)


async def test_inputs_do_not_multiply_plans(http: httpx.AsyncClient, engine: Engine) -> None:
    actor = await factories.employee(await factories.department())
    text = "mutation ($input: SubmitOrderInput!) { submitOrder(input: $input) { userErrors { code } } }"
    for count in range(1, 6):
        lines = [{"productId": f"Product:{new_id()}", "quantity": 1}] * count
        variables = {"input": {"id": str(new_id()), "customerId": f"Customer:{new_id()}", "lines": lines}}
        await ask(engine, actor, text, variables)
    assert len(engine.documents.get(text).operation(None).plans) == 2  # how to run it, how to answer it


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Coerced values of an input's field, as graphql-core hands them on."""
    if isinstance(kind, StrawberryOptional):
        return st.none() | _values(kind.of_type)
    if isinstance(kind, StrawberryList):
        return st.lists(_values(kind.of_type), max_size=3)
    if isinstance(kind, StrawberryEnumDefinition):
        return st.sampled_from(list(kind.wrapped_cls))
    if has_object_definition(kind):
        return _inputs(kind)
    return st.sampled_from(["text", 7, 1.5, UUID(int=1)])


def _inputs(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    definition = kind.__strawberry_definition__
    names = api().schema.config.name_converter
    fields = {
        names.from_field(field): _values(field.resolve_type(type_definition=definition)) for field in definition.fields
    }
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.parametrize("name", sorted(name for name, command in COMMANDS.items() if command.input is not None))
@given(data=st.data())
def test_inputs_become_what_strawberry_makes_of_them(name: str, data: st.DataObject) -> None:
    schema, kind = api().schema, COMMANDS[name].input
    value = data.draw(_inputs(kind))
    expected = convert_argument(value, kind, schema.schema_converter.scalar_registry, schema.config)
    assert direct._object(kind, schema)(value) == expected
