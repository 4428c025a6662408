"""When something of ours fails: typed answers that give nothing away."""

from __future__ import annotations

import httpx
import pytest

from erp_visit import cache
from erp_visit import db as database
from erp_visit.core.errors import RETRYABLE
from erp_visit.settings import Settings
from tests import books
from tests.api.client import Client
from tests.api.operations import document
from tests.factories import World
from tests.pools import no_pools_yet
from tests.unchanged import contents


async def test_without_redis_work_goes_on(clients: dict[str, Client], nobody: Client, redis_url: str) -> None:
    await cache.close_redis()
    cache.open_redis("redis://127.0.0.1:1/0")
    try:
        known = await clients["rep"].data("{ me { id } }")
        body = await nobody.ask(document("Login"), {"username": "anybody", "password": "a password of nobody's"})
    finally:
        await cache.close_redis()
        cache.open_redis(redis_url)
    assert known["me"]
    assert [error["code"] for error in body["data"]["login"]["userErrors"]] == ["BAD_CREDENTIALS"]
    assert (await clients["rep"].data("{ me { id } }"))["me"] == known["me"], "and all is well again"


async def test_a_command_that_waits_too_long_is_not_told_that_its_input_is_wrong(
    clients: dict[str, Client], world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = (await books.submitted(world, 1)).order_id
    before = await contents()
    assert settings.database_url is not None
    async with database.pool().acquire() as other, other.transaction():
        await other.execute("SELECT FROM customer_account FOR UPDATE")
        with monkeypatch.context() as patch:
            patch.setitem(database._PATIENCE, "lock_timeout", "50ms")
            async with no_pools_yet():
                await database.open_pool(settings.database_url, 2)
                body = await clients["clerk"].ask(document("ApproveOrder"), {"input": {"orderId": f"Order:{order}"}})
    assert body["data"] == {"approveOrder": None}
    (error,) = body["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["approveOrder"], "TIMEOUT")
    assert error["extensions"]["retryable"]
    assert await contents() == before


async def test_an_unforeseen_error_is_a_number_in_the_log(clients: dict[str, Client], world: World) -> None:
    async with database.connection() as connection:
        await connection.execute("ALTER TABLE category RENAME COLUMN name TO nome")
    try:
        body = await clients["rep"].ask("{ categories { nodes { name } } me { name } }")
    finally:
        async with database.connection() as connection:
            await connection.execute("ALTER TABLE category RENAME COLUMN nome TO name")
    assert body["data"] == {"categories": None, "me": {"name": world.rep.name}}
    (error,) = body["errors"]
    assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("INTERNAL", True)
    assert error["extensions"]["params"]["incident"] in error["message"]
    assert "nome" not in str(body)
    assert "column" not in str(body)


async def test_a_locked_table_does_not_stop_the_others(clients: dict[str, Client]) -> None:
    """A refusal in one request leaves the connection fit for the next."""
    for _ in range(12):  # more than the pool has connections
        assert await clients["rep"].code('{ customer(id: "x") { id } }') == "INVALID_INPUT"
    assert await clients["rep"].data("{ me { id } }")


def test_what_is_worth_a_retry() -> None:
    assert {code.name for code in RETRYABLE} == {"THROTTLED", "TIMEOUT", "UNAVAILABLE", "INTERNAL", "CONFLICT"}


async def test_the_endpoint_survives_clients_that_leave(http: httpx.AsyncClient) -> None:
    """A body that never ends is answered when the client is gone, without an exception."""
    from erp_visit.api.execution import Engine
    from erp_visit.api.http import GraphQLEndpoint
    from erp_visit.api.schema import api

    graphql = api()
    endpoint = GraphQLEndpoint(Engine(graphql.schema, graphql.reader))
    incoming = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return dict(next(incoming))

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "scheme": "http",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"100")],
    }  # fmt: skip
    await endpoint(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 400
