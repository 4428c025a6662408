"""What one request, and one employee in a while, may ask for."""

from __future__ import annotations

import pytest
import redis.asyncio as redis

from erp_visit import db as database
from erp_visit.api import reader, throttle
from erp_visit.api.limits import MAX_OPERATIONS
from erp_visit.core.ids import new_id
from tests.api.client import Client
from tests.factories import World
from tests.statements import statements

DEAR = "{ customers(first: 500) { nodes { orders(first: 100) { lines { id } } } } }"


async def test_cost_is_reckoned_before_anything_runs(clients: dict[str, Client], world: World) -> None:
    async with statements() as sent:
        body = await clients["rep"].ask(DEAR)
    assert body["data"] is None
    assert body["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
    expected = 500 * (1 + 100 * (1 + 10))
    assert body["errors"][0]["extensions"]["params"] == {"cost": expected, "limit": 50_000}
    assert body["extensions"]["cost"]["requested"] == expected
    assert body["extensions"]["cost"]["actual"] == 0
    assert body["extensions"]["cost"]["remaining"] == throttle.CAPACITY
    assert sent == []


async def test_a_document_with_introspection_is_limited_too(clients: dict[str, Client]) -> None:
    body = await clients["rep"].ask(DEAR.replace("{ customers", "{ __typename customers", 1))
    assert body["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
    assert body["data"] == {"__typename": "Query", "customers": None}


async def test_a_document_has_so_many_operations(clients: dict[str, Client]) -> None:
    """One of them runs, and all are validated."""
    text = "".join(f"query q{number} {{ me {{ id }} }} " for number in range(MAX_OPERATIONS))
    answer = await clients["rep"].post({"query": text, "operationName": "q7"})
    assert answer.json()["data"]["me"]["id"]
    body = {"query": text + "query last { me { id } }", "operationName": "q7"}
    answer = (await clients["rep"].post(body)).json()
    assert answer["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
    assert "more than 50 operations" in answer["errors"][0]["message"]


async def test_roots_add_up(clients: dict[str, Client]) -> None:
    root = "customers(first: 500) { nodes { orders(first: 20) { id } } } "
    body = await clients["rep"].ask("{ " + "".join(f"a{n}: {root}" for n in range(4)) + "}")
    assert body["extensions"]["cost"]["requested"] == 4 * 500 * 21
    assert "errors" not in body
    body = await clients["rep"].ask("{ " + "".join(f"a{n}: {root}" for n in range(5)) + "}")
    assert body["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"


PAGE = 20
LOOK = 100_000 // 20
"""What looking through a whole list costs."""
LOOK_INSIDE = 1_000 // 20
"""What looking through a list inside a record costs."""


@pytest.mark.parametrize(
    ("selection", "cost"),
    [
        ("customers(first: 20) { nodes { id } }", PAGE),
        # Who asks for the number alone is not charged for a page: none is read.
        ("customers(first: 20) { totalCount }", LOOK),
        ("customers(first: 20) { totalCount nodes { id } }", PAGE + LOOK),
        ("customers(first: 20) { totalCount(atMost: 1000) }", 50),
        ("customers(first: 20) { totalCount(atMost: 1001) }", 51),
        ("customers(first: 20) { totalCount(atMost: 0) }", 0),
        ("customers(first: 20) { totalCount(atMost: 2000000000) }", LOOK),
        ("customers(first: 20) { totalCount a: totalCount(atMost: 20) }", LOOK + 1),
        ("customers(first: 20) { nodes { ordersConnection(first: 2) { totalCount } } }", PAGE * (1 + LOOK_INSIDE)),
        (
            "customers(first: 20) { nodes { ordersConnection(first: 2) { totalCount(atMost: 100) } } }",
            PAGE * (1 + 5),
        ),
        ('customers(first: 20, search: "x") { nodes { id } }', PAGE + LOOK),
        ('customers(first: 20, filter: {name: {contains: "x"}}) { nodes { id } }', PAGE + LOOK),
        ('customers(first: 20, filter: {name: {startsWith: "x"}, code: {eq: "y"}}) { nodes { id } }', PAGE + LOOK),
        (
            'customers(first: 20, search: "x", filter: {or: [{name: {contains: "x"}}, {orders: {some: {number:'
            ' {contains: "x"}}}}]}) { totalCount }',
            4 * LOOK,
        ),
        (
            'customers(first: 20) { nodes { orders(first: 2, filter: {number: {contains: "x"}}) { id } } }',
            PAGE * (1 + 2 + LOOK_INSIDE),
        ),
        ("customers(first: 20) { edges { node { orders(first: 5) { id } } again: node { id } } }", PAGE * (1 + 5)),
        (
            "nearbyCustomers(latitude: 31, longitude: 121, datum: WGS84, radius: 9, first: 20, filter: {name: {contains:"
            ' "x"}}) { distance }',
            PAGE + LOOK_INSIDE,
        ),
        ("me { id }", 1),
    ],
)
async def test_what_is_looked_at_and_not_answered_costs_too(
    clients: dict[str, Client], world: World, selection: str, cost: int
) -> None:
    body = await clients["rep"].ask(f"{{ {selection} }}")
    assert "errors" not in body
    assert body["extensions"]["cost"]["requested"] == cost


async def test_the_cost_of_a_count_is_that_of_this_request(clients: dict[str, Client], world: World) -> None:
    """A plan is remembered with its document; what it costs depends on the variable."""
    text = "query ($most: Int) { customers(first: 20) { totalCount(atMost: $most) } }"
    for most, cost in ((1000, 50), (100, 5), (None, LOOK), (1000, 50)):
        for variables in ({"most": most}, {"most": most} if most is not None else {}):
            body = await clients["rep"].ask(text, variables)
            assert "errors" not in body
            assert body["extensions"]["cost"]["requested"] == cost
    for _ in range(2):
        body = await clients["rep"].ask(text, {"most": -1_000_000_000})
        assert body["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
        assert body["extensions"]["cost"]["requested"] == 0
    many = " ".join(f"a{n}: customers(first: 1) {{ totalCount }}" for n in range(11))
    assert await clients["rep"].code(f"{{ {many} }}") == "COST_EXCEEDED"


async def test_mutations_are_limited_before_they_write(clients: dict[str, Client], world: World) -> None:
    text = """mutation ($id: UUID!, $customer: ID!) { startVisit(input: {id: $id, customerId: $customer}) {
        visit { customer { orders(first: 500) { stockDocuments(first: 500) { id } } } } userErrors { code } } }"""
    key = str(new_id())
    body = await clients["rep"].ask(text, {"id": key, "customer": f"Customer:{world.customer}"})
    assert body["data"] == {"startVisit": None}
    assert body["errors"][0]["extensions"]["code"] == "COST_EXCEEDED"
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM visit") == 0


async def test_too_many_relations(clients: dict[str, Client]) -> None:
    text = "{ me { " + " ".join(f"a{n}: department {{ id }}" for n in range(400)) + " } }"
    assert await clients["rep"].code(text) == "COST_EXCEEDED"
    assert await clients["rep"].data(text.replace("a399: department { id }", ""))


async def test_too_deep(clients: dict[str, Client]) -> None:
    """Deeper than the compiler goes, and deeper than Python's stack; as a literal and as a variable."""
    for depth in (45, 400):
        assert await clients["rep"].code("{ me { " + "department { " * depth + "id" + " }" * depth + " } }") in {
            "VALIDATION_ERROR", "COST_EXCEEDED",
        }  # fmt: skip
    for depth in (35, 300, 900):
        nested: object = {"name": {"eq": "x"}}
        for _ in range(depth):
            nested = {"not": nested}
        text = "query ($f: CustomerFilter) { customers(filter: $f) { totalCount } }"
        body = await clients["rep"].ask(text, {"f": nested})
        assert body["errors"][0]["extensions"]["code"] in {"INVALID_INPUT", "VALIDATION_ERROR"}, depth
        literal = "{not: " * depth + '{name: {eq: "x"}}' + "}" * depth
        body = await clients["rep"].ask(f"{{ customers(filter: {literal}) {{ totalCount }} }}")
        assert body["errors"][0]["extensions"]["code"] in {"INVALID_INPUT", "VALIDATION_ERROR", "COST_EXCEEDED"}, depth


async def test_who_asks_for_too_much_waits(
    clients: dict[str, Client], world: World, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "REFILL", 0.001)
    text = "{ customers(first: 500) { nodes { orders(first: 99) { id } } } }"
    cost = 500 * 100
    for turn in range(throttle.CAPACITY // cost):
        body = await clients["rep"].ask(text)
        assert "errors" not in body
        assert body["extensions"]["cost"]["remaining"] == throttle.CAPACITY - cost * (turn + 1)
    async with statements() as sent:
        body = await clients["rep"].ask(text)
    error = body["errors"][0]["extensions"]
    assert (error["code"], error["retryable"]) == ("THROTTLED", True)
    assert error["params"]["seconds"] > 0
    assert body["extensions"]["cost"]["remaining"] == 0
    assert sent == []
    assert "errors" not in await clients["supervisor"].ask(text), "everybody has a budget of their own"


async def test_a_read_that_takes_too_long_is_stopped(
    clients: dict[str, Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "READ_SECONDS", 0.2)
    async with database.pool().acquire() as other, other.transaction():
        await other.execute("LOCK TABLE product IN ACCESS EXCLUSIVE MODE")
        body = await clients["rep"].ask("{ products { totalCount } me { name } }")
    assert body["data"] == {"products": None, "me": {"name": world.rep.name}}
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "TIMEOUT"
    assert error["extensions"]["retryable"]
