"""When the pool is exhausted, and when the connection breaks amid a commit: what the client is told is true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from erp_visit import db as database
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.violations import refusal
from erp_visit.settings import Settings
from tests import books
from tests.api.client import Client
from tests.api.operations import document
from tests.factories import World
from tests.pools import no_pools_yet
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
    async with AsyncExitStack() as all_taken:
        for pool in dict.fromkeys((database._pool, database._generic, database._commands)):
            assert pool is not None
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
        for _ in range(database.pool().get_max_size()):
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


@dataclass(frozen=True, slots=True)
class Decision:
    """An order, and each time the same decision on it."""

    order: UUID
    ask: Callable[[], Awaitable[httpx.Response]]


async def decision(clerk: Client, world: World, kind: str = "approve", **more: str) -> Decision:
    """Approve or reject a new order."""
    order = (await books.submitted(world, 1)).order_id
    body = {
        "query": document(f"{kind.capitalize()}Order"),
        "variables": {"input": {"orderId": f"Order:{order}", "operationId": str(new_id()), **more}},
    }

    async def ask() -> httpx.Response:
        return await clerk.post(body)

    return Decision(order, ask)


def outcome(response: httpx.Response) -> Any:
    """State and replayed, or the code and which of the sentences about it stands in the message."""
    body = response.json()
    if "errors" in body:
        assert set(body["data"].values()) == {None}
        (error,) = body["errors"]
        assert error["extensions"]["retryable"]
        sentences = ("not known", "Nothing was written", "was carried out")
        return error["extensions"]["code"], *(words for words in sentences if words in error["message"])
    (payload,) = body["data"].values()
    assert payload["userErrors"] == []
    return payload["order"]["state"], payload["replayed"]


async def test_a_server_process_that_dies_in_the_commit(clients: dict[str, Client], world: World) -> None:
    decided = await decision(clients["clerk"], world)
    async with database.connection() as connection:
        await connection.execute(KILL)
    try:
        assert outcome(await decided.ask()) == ("UNAVAILABLE", "not known")
    finally:
        async with database.connection() as connection:
            await connection.execute("DROP TRIGGER kill ON operation; DROP FUNCTION kill")
    assert await books.state_of(decided.order) == "SUBMITTED"
    assert outcome(await decided.ask()) == ("APPROVED", False)
    await books.audit()


@pytest.mark.in_process("the way to the database of the server in this process is the one that breaks")
@pytest.mark.parametrize(
    ("kind", "more", "word", "sentence", "state"),
    [
        # A single statement: its values go out in a message of their own, when it is prepared already.
        ("approve", {}, b'"override"', "not known", "APPROVED"),
        ("reject", {"reason": "Out of business"}, b"COMMIT", "not known", "REJECTED"),
        # What is asked for in answer, after the commit.
        ("approve", {}, b"cancelReason", "was carried out", "APPROVED"),
    ],
    ids=["statement", "commit", "answer"],
)
async def test_what_was_carried_out_but_the_answer_is_lost(
    clients: dict[str, Client], world: World, settings: Settings,
    kind: str, more: dict[str, str], word: bytes, sentence: str, state: str,
) -> None:  # fmt: skip
    """The repeat finds it."""
    decided = await decision(clients["clerk"], world, kind, **more)
    async with lossy_pool(settings, word):
        assert outcome(await decided.ask()) == ("UNAVAILABLE", sentence)
    assert await books.state_of(decided.order) == state
    assert outcome(await decided.ask()) == (state, True)
    await books.audit()


@pytest.mark.in_process("the way to the database of the server in this process is the one that breaks")
async def test_a_connection_lost_before_the_commit_wrote_nothing(
    clients: dict[str, Client], world: World, settings: Settings
) -> None:
    decided = await decision(clients["clerk"], world)
    before = await contents()
    async with lossy_pool(settings, b"sales_order"):
        assert outcome(await decided.ask()) == ("UNAVAILABLE", "Nothing was written")
    assert await contents() == before
    assert outcome(await decided.ask()) == ("APPROVED", False)


@asynccontextmanager
async def lossy_pool(settings: Settings, word: bytes) -> AsyncIterator[None]:
    """The product's pools on a way to the database that breaks after this word."""
    assert settings.database_url is not None
    async with losing(settings.database_url, word) as url, no_pools_yet():
        await database.open_pool(url, 2)
        yield


async def test_a_connection_that_broke_before_is_no_fault_of_ours(clients: dict[str, Client], world: World) -> None:
    """The driver says of a broken connection the second time that it was misused."""
    for open_connection in (database.connection, database.transaction):
        with pytest.raises(asyncpg.InterfaceError) as misused:
            await _use_a_broken_one(open_connection)
        told = refusal(misused.value)
        assert told is not None
        assert told.code is ErrorCode.UNAVAILABLE
        assert "Nothing was written" in told.message
    assert await clients["rep"].data("{ me { id } }"), "the next request gets another connection"


async def _use_a_broken_one(open_connection: Callable[[], AbstractAsyncContextManager[database.Connection]]) -> None:
    async with open_connection() as connection:
        with suppress(asyncpg.PostgresError, OSError):
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        await connection.fetchval("SELECT 1")


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


async def test_what_follows_a_commit_and_fails_is_told_as_carried_out(db: ModuleType) -> None:
    """It was committed: "nothing was written" would be a lie, and the rest is done all the same."""
    done = []

    async def fails() -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    async def works() -> None:
        done.append("the rest")

    async with database.connection() as connection:
        await connection.execute("CREATE TABLE probe (n int)")
    try:
        with pytest.raises(DomainError) as told:
            await _insert_and_then(fails, works)
        async with database.connection() as connection:
            assert await connection.fetchval("SELECT count(*) FROM probe") == 1
    finally:
        async with database.connection() as connection:
            await connection.execute("DROP TABLE probe")
    assert told.value.code is ErrorCode.UNAVAILABLE
    assert "was carried out" in told.value.message
    assert "Nothing was written" not in told.value.message
    assert done == ["the rest"]


async def _insert_and_then(*callbacks: Callable[[], Awaitable[None]]) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO probe VALUES (1)")
        for callback in callbacks:
            database.after_commit(callback)


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
