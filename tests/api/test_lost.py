"""When the pool is exhausted, and when the connection breaks amid a commit: what the client is told is true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import ModuleType
from typing import Any

import httpx
import pytest

from erp_visit import db as database
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.settings import Settings
from tests import books
from tests.api.client import Client
from tests.api.operations import document
from tests.factories import World
from tests.unchanged import contents

KILL = """
CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER kill AFTER INSERT ON operation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION kill();
"""


async def test_who_gets_no_connection_is_told_so(clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "POOL_SECONDS", 0.2)
    before = await contents()
    text = 'mutation ($id: UUID!) { startVisit(input: {id: $id, customerId: "Customer:x"}) { userErrors { code } } }'
    pool = database.pool()
    async with AsyncExitStack() as all_taken:
        for _ in range(pool.get_max_size()):
            await all_taken.enter_async_context(pool.acquire())
        for asked, variables in (("{ products { nodes { id } } }", {}), (text, {"id": str(new_id())})):
            body = await clients["rep"].ask(asked, variables)
            (error,) = body["errors"]
            assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("UNAVAILABLE", True)
            assert "ERP_VISIT_DATABASE_POOL_SIZE" in error["message"]
            assert set(body["data"].values()) == {None}
        # Many who gave up take nothing with them.
        gone = await asyncio.gather(*(_connection() for _ in range(20)), return_exceptions=True)
        assert {error.code for error in gone if isinstance(error, DomainError)} == {ErrorCode.UNAVAILABLE}
        assert len(gone) == 20
    async with AsyncExitStack() as all_taken:
        for _ in range(pool.get_max_size()):
            await all_taken.enter_async_context(database.connection())
    assert await contents() == before
    assert await clients["rep"].data("{ products { nodes { id } } }")


async def _connection() -> None:
    async with database.connection():
        pass


async def test_a_real_limit_is_short(db: ModuleType) -> None:
    import subprocess
    import sys

    script = "from erp_visit import db; print(db.POOL_SECONDS)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(said.stdout) <= 5


async def approve(clerk: Client, world: World) -> Callable[[], Awaitable[httpx.Response]]:
    """An order, and the same approval of it each time."""
    order = (await books.submitted(world, 1)).order_id
    body = {
        "query": document("ApproveOrder"),
        "variables": {"input": {"orderId": f"Order:{order}", "operationId": str(new_id())}},
    }

    async def ask() -> httpx.Response:
        return await clerk.post(body)

    return ask


def outcome(response: httpx.Response) -> Any:
    body = response.json()
    if "errors" in body:
        assert body["data"] == {"approveOrder": None}
        (error,) = body["errors"]
        assert error["extensions"]["retryable"]
        return error["extensions"]["code"], "not known" in error["message"], "Nothing was written" in error["message"]
    payload = body["data"]["approveOrder"]
    assert payload["userErrors"] == []
    return payload["order"]["state"], payload["replayed"]


async def test_a_server_process_that_dies_in_the_commit(clients: dict[str, Client], world: World) -> None:
    ask = await approve(clients["clerk"], world)
    async with database.connection() as connection:
        await connection.execute(KILL)
    try:
        assert outcome(await ask()) == ("UNAVAILABLE", True, False)
    finally:
        async with database.connection() as connection:
            await connection.execute("DROP TRIGGER kill ON operation; DROP FUNCTION kill")
    assert await books.state_of(await books.value("SELECT id FROM sales_order")) == "SUBMITTED"
    assert outcome(await ask()) == ("APPROVED", False)
    await books.audit()


async def test_a_commit_whose_answer_is_lost(
    clients: dict[str, Client], world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit was carried out; only the answer did not come. The repeat finds it."""
    ask = await approve(clients["clerk"], world)
    assert settings.database_url is not None
    async with losing(settings.database_url, b"COMMIT") as url:
        with monkeypatch.context() as patch:
            patch.setattr(database, "_pool", None)
            await database.open_pool(url, 2)
            assert outcome(await ask()) == ("UNAVAILABLE", True, False)
            await database.close_pool()
    assert await books.state_of(await books.value("SELECT id FROM sales_order")) == "APPROVED"
    assert outcome(await ask()) == ("APPROVED", True)
    await books.audit()


async def test_a_connection_lost_before_the_commit_wrote_nothing(
    clients: dict[str, Client], world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = await approve(clients["clerk"], world)
    assert settings.database_url is not None
    before = await contents()
    async with losing(settings.database_url, b"sales_order") as url:
        with monkeypatch.context() as patch:
            patch.setattr(database, "_pool", None)
            await database.open_pool(url, 2)
            assert outcome(await ask()) == ("UNAVAILABLE", False, True)
            await database.close_pool()
    assert await contents() == before
    assert outcome(await ask()) == ("APPROVED", False)


async def test_plain_transactions_say_so_too(db: ModuleType) -> None:
    """Those of the panel's services, which asyncpg begins and commits."""
    async with database.connection() as connection:
        await connection.execute("CREATE TABLE probe (n int)")
        await connection.execute(KILL.replace("ON operation", "ON probe"))
    try:
        with pytest.raises(DomainError) as lost:
            async with database.transaction() as connection:
                await connection.execute("INSERT INTO probe VALUES (1)")
    finally:
        async with database.connection() as connection:
            await connection.execute("DROP TABLE probe; DROP FUNCTION kill")
    assert lost.value.code is ErrorCode.UNAVAILABLE
    assert "not known" in lost.value.message


@asynccontextmanager
async def losing(url: str, word: bytes) -> AsyncIterator[str]:
    """A way to the database that breaks when the answer to the first message with this word comes."""
    given = database.tortoise_config(url)["connections"]["default"]["credentials"]
    broken = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if given["host"].startswith("/"):
            back, forth = await asyncio.open_unix_connection(f"{given['host']}/.s.PGSQL.{given['port']}")
        else:
            back, forth = await asyncio.open_connection(given["host"], given["port"])

        async def up() -> None:
            while data := await reader.read(65_536):
                if word in data:
                    broken.set()
                forth.write(data)
            forth.close()

        async def down() -> None:
            while data := await back.read(65_536):
                if broken.is_set():
                    break
                writer.write(data)
            writer.close()

        await asyncio.gather(up(), down(), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"postgresql://{given['user']}:{given['password']}@127.0.0.1:{port}/{given['database']}?sslmode=disable"
