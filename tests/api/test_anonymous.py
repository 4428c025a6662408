"""What somebody without a log-in can do to a server in production: the list of graphql-cop, guesses at names, documents
that nest, log-ins by the hundred in one request. Against a real server, over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import redis.asyncio as redis
from graphql import get_introspection_query

from erp_visit.api.limits import MAX_ALIASES, MAX_DIRECTIVES
from erp_visit.org.auth import TRIES_PER_ACCOUNT
from erp_visit.resources import resource_dir
from tests.api.client import Client, session
from tests.factories import World

GRAPHQL = "/graphql"
TYPENAME = "query cop { __typename }"
CIRCLE = "query cop { __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
LOGIN = 'login(username: "%s", password: "wrong") { userErrors { code } }'


@pytest.fixture
async def stranger(world: World, ports: tuple[int, int]) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody, at a server in production."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[1]}", timeout=30) as client:
        yield client


async def ask(client: httpx.AsyncClient, text: str, **headers: str) -> dict[str, Any]:
    answer = await client.post(GRAPHQL, json={"query": text}, headers={"accept-language": "en", **headers})
    assert answer.status_code in (200, 400), answer.text
    body: dict[str, Any] = answer.json()
    return body


def codes(body: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in body["errors"]}


@pytest.mark.parametrize(
    "text", ["query cop { __schema { types { name fields { name } } } }", CIRCLE, get_introspection_query(),
             '{ __type(name: "Order") { name } }', "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }"],
)  # fmt: skip
async def test_the_schema_is_read_where_it_is_published(stranger: httpx.AsyncClient, world: World, text: str) -> None:
    body = await ask(stranger, text)
    assert codes(body) <= {"UNAUTHENTICATED", "VALIDATION_ERROR"}
    assert "data" not in body
    published = (resource_dir("graphql") / "schema.graphql").read_text(encoding="utf-8")
    assert (await stranger.get("/graphql/schema.graphql")).text == published
    if text != CIRCLE:
        token = await session(world.rep)
        assert (await ask(stranger, text, authorization=f"Bearer {token}"))["data"]


async def test_get_is_for_those_who_are_logged_in(stranger: httpx.AsyncClient, world: World) -> None:
    for query in (TYPENAME, "mutation cop { __typename }"):
        answer = await stranger.get(GRAPHQL, params={"query": query})
        assert "data" not in answer.json()
        assert codes(answer.json()) == {"UNAUTHENTICATED"}
    bearer = {"authorization": f"Bearer {await session(world.rep)}"}
    answer = await stranger.get(GRAPHQL, params={"query": TYPENAME}, headers=bearer)
    assert answer.json()["data"] == {"__typename": "Query"}
    answer = await stranger.get(GRAPHQL, params={"query": "mutation cop { __typename }"}, headers=bearer)
    assert "data" not in answer.json()


async def test_no_explorer_no_trace_no_exception(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get(GRAPHQL, headers={"accept": "text/html"})
    assert page.status_code == 400
    assert not any(word in page.text.lower() for word in ("graphiql", "playground"))
    assert (await stranger.get("/graphql/explorer/index.html")).status_code == 404
    body = await ask(stranger, TYPENAME, **{"apollo-federation-include-trace": "ftv1", "x-apollo-tracing": "1"})
    assert body["data"] == {"__typename": "Query"}
    assert set(body["extensions"]) == {"cost"}
    (error,) = (await ask(stranger, "qwerty cop { abc }"))["errors"]
    assert set(error["extensions"]) == {"code", "retryable"}


async def test_forms_and_batches_are_no_requests(stranger: httpx.AsyncClient) -> None:
    form = await stranger.post(GRAPHQL, data={"query": TYPENAME})
    assert form.status_code == 415
    assert "data" not in form.json()
    batch = await stranger.post(GRAPHQL, json=[{"query": TYPENAME}] * 10)
    assert batch.status_code == 400
    assert codes(batch.json()) == {"BAD_REQUEST"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("query cop { " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }", "COST_EXCEEDED"),
        ("query cop { " + "__typename " * 500 + "}", "VALIDATION_ERROR"),
        ("query cop { __typename " + "@aa" * 10 + " }", "VALIDATION_ERROR"),
        ("{ " + " ".join(f"a{n}: me {{ id @skip(if: false) @include(if: true) }}" for n in range(100)) + " ...F }"
         " fragment F on Query { b: __typename @skip(if: false) }", "COST_EXCEEDED"),
        ("{ me { ...f0 } } " + " ".join(f"fragment f{n} on Employee {{ ...f{n + 1} @skip(if: false) ...f{n + 1} }}"
                                       for n in range(40)) + " fragment f40 on Employee { id }", "COST_EXCEEDED"),
        ("{ me { ...f0 } } " + " ".join(f"fragment f{n} on Employee {{ a{n}: id ...f{n + 1} ...f{n + 1} }}"
                                       for n in range(40)) + " fragment f40 on Employee { id }", "COST_EXCEEDED"),
        ("{ me { ...f0 } } " + " ".join(f"fragment f{n} on Employee {{ ...f{n + 1} }}" for n in range(600))
         + " fragment f600 on Employee { id }", "VALIDATION_ERROR"),
        ("{ me { " + "department { employees { " * 1_200 + "id" + " } }" * 1_200 + " } }", "COST_EXCEEDED"),
        ("{ me { id } } " + "#" * 150_000, "UNAUTHENTICATED"),
        ("{ me { id } } " + "#" * 900_000, "COST_EXCEEDED"),
        ("query(" + "$a: [" * 1 + "[" * 3_000 + "Int" + "]" * 3_001 + ") { me { id } }", "COST_EXCEEDED"),
        ("{ customers(filter: " + "{and: [" * 2_000 + "{}" + "]}" * 2_000 + ") { totalCount } }", "COST_EXCEEDED"),
    ],
)  # fmt: skip
async def test_documents_that_hurt_are_refused(stranger: httpx.AsyncClient, text: str, code: str) -> None:
    body = await ask(stranger, text)
    assert codes(body) == {code}
    assert "__typename" not in (body.get("data") or {})
    assert len(body["errors"]) <= 6, "an answer does not grow with what is wrong"
    assert (await ask(stranger, TYPENAME))["data"] == {"__typename": "Query"}


def test_limits_leave_room() -> None:
    """For documents of a whole screen: ours have at most a dozen of each."""
    assert MAX_ALIASES >= 500
    assert MAX_DIRECTIVES >= 100


@pytest.mark.parametrize(
    "text",
    [
        "{ custmers { totalCount } }", "{ me { nam } }", "{ customers(filtre: {}) { totalCount } }",
        "{ customers(filter: {nmae: 1}) { totalCount } }", "query ($f: CustomerFiltr) { customers(filter: $f) { totalCount } }",
        "{ ... on Custmer { id } }", "{ me @inclde(if: true) { id } }", "{ customer { id } }", "{ me }",
        "mutation { logn { token } }", 'mutation { login(usernam: "x") { token } }', "{ __schema { directive } }",
        "{ customers(orderBy: NAM) { totalCount } }",
    ],
)  # fmt: skip
async def test_guesses_at_names_are_not_helped(stranger: httpx.AsyncClient, text: str) -> None:
    body = await ask(stranger, text)
    assert codes(body) <= {"VALIDATION_ERROR", "UNAUTHENTICATED"}
    assert "did you mean" not in str(body).lower()
    variables = {"query": "query ($d: Datum!) { me { id } }", "variables": {"d": "WGS8"}}
    assert "did you mean" not in (await stranger.post(GRAPHQL, json=variables)).text.lower()


async def test_log_ins_by_the_hundred_are_five_tries(stranger: httpx.AsyncClient, redis_client: redis.Redis) -> None:
    """Under a hundred names in one document they are none, and a hundred documents at once are five."""
    for number in (2, 100):
        text = "mutation { " + " ".join(f"a{n}: {LOGIN % 'keeper'}" for n in range(number)) + " }"
        assert codes(await ask(stranger, text)) == {"COST_EXCEEDED"}
    text = "mutation { ...A ...B } fragment A on Mutation { a: %s } fragment B on Mutation { ... { b: %s } }"
    assert codes(await ask(stranger, text % (LOGIN % "keeper", LOGIN % "keeper"))) == {"COST_EXCEEDED"}
    assert await redis_client.keys("erp-visit:throttle:*") == []
    bodies = await asyncio.gather(*(ask(stranger, f"mutation {{ {LOGIN % 'keeper'} }}") for _ in range(40)))
    answers = sorted(error["code"] for body in bodies for error in body["data"]["login"]["userErrors"])
    assert answers == ["BAD_CREDENTIALS"] * TRIES_PER_ACCOUNT + ["THROTTLED"] * (40 - TRIES_PER_ACCOUNT)


async def test_another_forwarded_address_each_time_is_the_same_client(
    stranger: httpx.AsyncClient, redis_client: redis.Redis
) -> None:
    """Neither account nor address starts anew: nobody asked this server to believe such headers."""
    found = []
    for number in range(TRIES_PER_ACCOUNT + 2):
        for header in ("x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "true-client-ip"):
            stranger.headers[header] = f"for=203.0.113.{number}" if header == "forwarded" else f"203.0.113.{number}"
        body = await ask(stranger, f"mutation {{ {LOGIN % 'keeper'} }}")
        found += [error["code"] for error in body["data"]["login"]["userErrors"]]
    assert found == ["BAD_CREDENTIALS"] * TRIES_PER_ACCOUNT + ["THROTTLED"] * 2
    places = {key.split(":address:")[1] for key in await redis_client.keys("erp-visit:throttle:address:*:tries")}
    assert places == {"127.0.0.1:tries"}


async def test_known_and_unknown_users_get_the_same_answer(stranger: httpx.AsyncClient, world: World) -> None:
    text = "mutation { " + LOGIN.replace("{ code }", "{ code message path }") + " }"
    one, other = [(await ask(stranger, text % name))["data"] for name in (world.rep.username, "nobody-of-that-name")]
    assert one == other


async def test_the_schema_is_open_in_development(nobody: Client) -> None:
    """Engines are public unless the server is one in production, as `stranger` shows."""
    assert "errors" not in await nobody.ask(get_introspection_query())
