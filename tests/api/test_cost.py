"""extensions.cost stands on every answer, refusals too, and says what is true; an overrun is a typed TIMEOUT."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest
import redis.asyncio as redis

from erp_visit.api import execution, throttle
from erp_visit.api.http import MAX_BODY
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from tests import books
from tests.api.client import Client, session
from tests.api.operations import document
from tests.api.test_subscriptions import listening
from tests.factories import World
from tests.unchanged import contents

BEFORE = {"requested", "actual", "limit"}
"""Of requests that are refused before it is known who asks: nobody can say what is left, and of whose budget."""
COST = {*BEFORE, "remaining", "resetAt"}
SPENT = 20_000


async def spend(client: Client) -> int:
    """Ask for something dear; what is left then."""
    body = await client.ask("{ customers(first: 500) { nodes { orders(first: 39) { id } } } }")
    assert body["extensions"]["cost"]["requested"] == SPENT
    return int(body["extensions"]["cost"]["remaining"])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": b"{"}, 400), ({"content": b"null"}, 400), ({"content": b'{"query": "\xff"}'}, 400),
        ({"json": {"query": "{"}}, 200), ({"json": {"query": "{ nothing }"}}, 200), ({"json": {"query": "{ me { id } }"}}, 200),
        ({"json": {"query": "#" * MAX_BODY}}, 413), ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ({"json": {"query": "{ me { id } }"}, "headers": {"authorization": "Basic x"}}, 401),
        ({"json": {"query": "{ me { id } }"}, "headers": {"cookie": "erp_visit_session=x"}}, 403),
        ({"json": {"query": "subscription { orderChanged { order { id } } }"}}, 200),
        ({"json": {"query": "mutation { logout { loggedOut } }"}}, 200),
        ({"json": {"query": document("Login"), "variables": {"username": "x", "password": "y"}}}, 200),
    ],
    ids=str,
)  # fmt: skip
async def test_refusals_of_strangers_have_a_cost(
    nobody: Client, world: World, sent: dict[str, Any], status: int
) -> None:
    answer = await nobody.http.post("/graphql", **{"headers": {"content-type": "application/json"}, **sent})
    assert answer.status_code == status, answer.text
    cost = answer.json()["extensions"]["cost"]
    assert set(cost) == (COST if status == 200 else BEFORE)
    assert (cost["requested"], cost["actual"], cost["limit"]) == (0, 0, 50_000)


async def test_no_refusal_pretends_that_a_budget_is_full(
    clients: dict[str, Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "REFILL", 0.01)
    rep = clients["rep"]
    await spend(rep)
    for body in ({"query": 5}, {"query": "#" * MAX_BODY}, []):
        answer = (await rep.post(body)).json()
        assert set(answer["extensions"]["cost"]) == BEFORE, answer["errors"]


async def test_what_remains_is_true_whatever_is_answered(
    clients: dict[str, Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing is charged: a refusal does not pretend that the budget is full."""
    monkeypatch.setattr(throttle, "REFILL", 0.01)
    rep = clients["rep"]
    left = await spend(rep)
    assert left == throttle.CAPACITY - SPENT
    order = {"id": str(new_id()), "customerId": f"Customer:{world.customer}", "lines": []}
    for text, variables in [
        ("{", {}),
        ("{ nothing }", {}),
        ("query ($n: Int!) { customers(first: $n) { nodes { id } } }", {"n": "x"}),
        ("{ customers(first: 500) { nodes { orders(first: 500) { id } } } }", {}),
        ("{ auditEntries { totalCount } }", {}),
        ("subscription { orderChanged { order { id } } }", {}),
        ("{ __typename }", {}),
        (document("SubmitOrder"), {"input": order}),
    ]:
        cost = (await rep.ask(text, variables))["extensions"]["cost"]
        charged = cost["requested"] if cost["requested"] <= 50_000 else 0
        assert cost["remaining"] == pytest.approx(left - charged, abs=2), text
        left = cost["remaining"]


async def test_who_is_throttled_sees_when_to_come_back(
    clients: dict[str, Client], world: World, monkeypatch: pytest.MonkeyPatch, redis_client: redis.Redis
) -> None:
    monkeypatch.setattr(throttle, "CAPACITY", 30_000)
    monkeypatch.setattr(throttle, "REFILL", 1)
    throttle._lumps.clear()
    await spend(clients["rep"])
    body = await clients["rep"].ask("{ customers(first: 500) { nodes { orders(first: 39) { id } } } }")
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    cost = body["extensions"]["cost"]
    assert cost["remaining"] < SPENT
    assert cost["resetAt"] > "2026"
    throttle._lumps.clear()


async def test_events_have_a_cost(world: World, ports: tuple[int, int]) -> None:
    """By WebSocket in each result (an `error` message of the protocol holds errors alone), by server-sent events always."""
    token = await session(world.rep)
    async with listening(ports[0], token) as listener:
        await listener.subscribe(document("OrderChanged"))
        await books.submitted(world, 1)
        message = await listener.receive()
        assert message["type"] == "next"
        assert set(message["payload"]["extensions"]["cost"]) == COST
        assert message["payload"]["extensions"]["cost"]["requested"] == 2
        assert message["payload"]["extensions"]["cost"]["actual"] == 2
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[0]}", headers=headers) as http:
        for text in ("{ me { id } }", "{", "subscription { stockChanged { nothing } }"):
            answer = await http.post("/graphql", json={"query": text})
            (data,) = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
            assert set(orjson.loads(data)["extensions"]["cost"]) == COST, text


async def test_a_request_that_takes_too_long_is_a_timeout(
    clients: dict[str, Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has begun is finished, what has not is not begun: reads and commands alike, told by a code."""
    monkeypatch.setattr(execution, "REQUEST_SECONDS", -1.0)
    before = await contents()
    visit = {"id": str(new_id()), "customerId": f"Customer:{world.customer}"}
    for text, variables in [
        ("{ me { id } customers { totalCount } }", {}),
        ("{ __typename me { id } customers { totalCount } }", {}),
        ("mutation ($input: StartVisitInput!) { a: startVisit(input: $input) { userErrors { code } }"
         " b: startVisit(input: $input) { userErrors { code } } }", {"input": visit}),
    ]:  # fmt: skip
        body = await clients["rep"].ask(text, variables)
        assert {error["extensions"]["code"] for error in body["errors"]} == {ErrorCode.TIMEOUT.name}
        assert len(body["errors"]) == 2
        assert not any(value for name, value in body["data"].items() if name != "__typename")
    assert await contents() == before
