"""Whatever a driver raises, at every door: a code of ours, and none of its words, which name hosts, tables and accounts."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import asyncpg
import httpx
import orjson
import psycopg
import pytest
import redis.exceptions
import structlog
from obstore.exceptions import BaseError as StoreError
from starlette.applications import Starlette

from erp_visit import cache
from erp_visit import db as database
from erp_visit.api.problems import domain_error
from erp_visit.app import create_app
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.embedded import ServerAddresses
from erp_visit.files.links import link
from erp_visit.org import sessions
from erp_visit.org.roles import RoleCode
from erp_visit.panel.security import csrf_token
from erp_visit.settings import Settings
from erp_visit.web import COOKIE
from tests import factories
from tests.api.client import session
from tests.api.operations import document

WORDS = 'relation "salaries" on 10.9.8.7 for user hunter2'
UNAVAILABLE, TIMEOUT, CONFLICT, INTERNAL = (
    ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT, ErrorCode.CONFLICT, ErrorCode.INTERNAL,
)  # fmt: skip
ERRORS: list[tuple[Exception, ErrorCode]] = [
    (asyncpg.DiskFullError(WORDS), UNAVAILABLE),
    (asyncpg.TooManyConnectionsError(WORDS), UNAVAILABLE),
    (asyncpg.OutOfMemoryError(WORDS), UNAVAILABLE),
    (asyncpg.ConnectionDoesNotExistError(WORDS), UNAVAILABLE),
    (asyncpg.ConnectionFailureError(WORDS), UNAVAILABLE),
    (asyncpg.CannotConnectNowError(WORDS), UNAVAILABLE),
    (asyncpg.AdminShutdownError(WORDS), UNAVAILABLE),
    (asyncpg.CrashShutdownError(WORDS), UNAVAILABLE),
    (asyncpg.InvalidPasswordError(WORDS), UNAVAILABLE),
    (asyncpg.InvalidCatalogNameError(WORDS), UNAVAILABLE),
    (asyncpg.ReadOnlySQLTransactionError(WORDS), UNAVAILABLE),
    (asyncpg.PostgresIOError(WORDS), UNAVAILABLE),
    (asyncpg.QueryCanceledError(WORDS), TIMEOUT),
    (asyncpg.LockNotAvailableError(WORDS), TIMEOUT),
    (asyncpg.IdleInTransactionSessionTimeoutError(WORDS), TIMEOUT),
    (asyncpg.DeadlockDetectedError(WORDS), CONFLICT),
    (asyncpg.SerializationError(WORDS), CONFLICT),
    (asyncpg.NumericValueOutOfRangeError(WORDS), ErrorCode.INVALID_INPUT),
    (asyncpg.UndefinedTableError(WORDS), INTERNAL),
    (asyncpg.UndefinedColumnError(WORDS), INTERNAL),
    (asyncpg.InsufficientPrivilegeError(WORDS), INTERNAL),
    (asyncpg.UniqueViolationError(WORDS), INTERNAL),
    (asyncpg.CheckViolationError(WORDS), INTERNAL),
    (asyncpg.ForeignKeyViolationError(WORDS), INTERNAL),
    (asyncpg.NotNullViolationError(WORDS), INTERNAL),
    (asyncpg.RaiseError(WORDS), INTERNAL),
    (asyncpg.DataCorruptedError(WORDS), INTERNAL),
    (asyncpg.IndexCorruptedError(WORDS), INTERNAL),
    (asyncpg.InternalServerError(WORDS), INTERNAL),
    (asyncpg.InterfaceError(WORDS), INTERNAL),
    (asyncpg.InterfaceError(f"connection is closed: {WORDS}"), UNAVAILABLE),
    (asyncpg.InternalClientError(WORDS), INTERNAL),
    (asyncpg.UnsupportedClientFeatureError(WORDS), INTERNAL),
    (OSError(errno.ENOSPC, WORDS), UNAVAILABLE),
    (ConnectionRefusedError(errno.ECONNREFUSED, WORDS), UNAVAILABLE),
    (ConnectionResetError(errno.ECONNRESET, WORDS), UNAVAILABLE),
    (socket.gaierror(-2, WORDS), UNAVAILABLE),
    (ssl.SSLError(1, WORDS), UNAVAILABLE),
    (TimeoutError(WORDS), TIMEOUT),
    (redis.exceptions.ConnectionError(WORDS), UNAVAILABLE),
    (redis.exceptions.TimeoutError(WORDS), UNAVAILABLE),
    (redis.exceptions.ResponseError(WORDS), UNAVAILABLE),
    (psycopg.OperationalError(WORDS), INTERNAL),
    (StoreError(WORDS), INTERNAL),
    (KeyError(WORDS), INTERNAL),
    (ValueError(WORDS), INTERNAL),
    (UnicodeDecodeError("utf-8", WORDS.encode(), 0, 1, WORDS), INTERNAL),
]


def name_of(value: Any) -> str | None:
    return type(value).__name__ if isinstance(value, Exception) else None


def gives_nothing_away(text: str) -> None:
    for word in ("salaries", "10.9.8.7", "hunter2", "asyncpg", "Traceback", "Error(", "redis"):
        assert word not in text, text


def descendants(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*(descendants(one) for one in kind.__subclasses__()))


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=name_of)
def test_what_each_is_told_as(error: Exception, code: ErrorCode) -> None:
    told = domain_error(error)
    assert told.code is code
    gives_nothing_away(f"{told} {told.message} {told.params}")


def test_every_class_that_the_drivers_know_is_told_in_words_of_ours() -> None:
    kinds = descendants(asyncpg.PostgresError) | descendants(redis.exceptions.RedisError) | descendants(psycopg.Error)
    assert len(kinds) > 250
    for kind in kinds:
        if kind.__module__.startswith(("asyncpg", "redis", "psycopg")):
            error = kind.__new__(kind, WORDS)
            error.args = (WORDS,)
            told = domain_error(error)
            assert isinstance(told, DomainError)
            gives_nothing_away(f"{told} {told.params}")


@dataclass
class House:
    """The whole product, and somebody who may do everything."""

    http: httpx.AsyncClient
    app: Starlette
    token: str
    key: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept-language": "en"}

    @property
    def browser(self) -> dict[str, str]:
        return {"cookie": f"{COOKIE}={self.token}", "accept-language": "en"}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The log has the words, with the stack: not here, some hundred times."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
async def house(db: ModuleType, settings: Settings, redis_url: str) -> AsyncIterator[House]:
    assert settings.database_url is not None
    cache.open_redis(redis_url)
    await cache.redis().flushdb()
    app = create_app(settings, ServerAddresses(settings.database_url, redis_url))
    world = await factories.world(products=1)
    token = await session(world.actors[RoleCode.ADMINISTRATOR])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield House(http, app, token, settings.signing_key())
    await cache.close_redis()


async def query(house: House) -> httpx.Response:
    body = {"query": "{ products(first: 1) { nodes { name } } }"}
    return await house.http.post("/graphql", json=body, headers=house.bearer)


async def command(house: House) -> httpx.Response:
    given = {"input": {"orderId": f"Order:{new_id()}", "operationId": str(new_id())}}
    body = {"query": document("ApproveOrder"), "variables": given}
    return await house.http.post("/graphql", json=body, headers=house.bearer)


async def log_in(house: House) -> httpx.Response:
    await cache.redis().flushdb()  # the attempts before this one would be what it is refused for
    body = {"query": document("Login"), "variables": {"username": "somebody", "password": "a password of nobody's"}}
    return await house.http.post("/graphql", json=body, headers={"accept-language": "en"})


async def stream(house: House) -> httpx.Response:
    head = {**house.bearer, "accept": "text/event-stream"}
    return await house.http.post("/graphql", json={"query": "{ products(first: 1) { nodes { name } } }"}, headers=head)


async def upload(house: House) -> httpx.Response:
    head = {**house.bearer, "x-file-id": str(new_id()), "content-type": "image/jpeg"}
    return await house.http.post("/files", content=b"no photo at all", headers=head)


async def download(house: House) -> httpx.Response:
    return await house.http.get(link(f"StoredFile:{new_id()}"), headers={"accept-language": "en"})


async def page(house: House) -> httpx.Response:
    return await house.http.get("/admin/orders", headers=house.browser)


async def home(house: House) -> httpx.Response:
    return await house.http.get("/admin/", headers=house.browser)


async def export(house: House) -> httpx.Response:
    data = {"csrf_token": csrf_token(house.key, house.token), "format": "csv"}
    return await house.http.post("/admin/export/customers", data=data, headers=house.browser)


async def calendar(house: House) -> httpx.Response:
    return await house.http.get("/calendar/a-secret-of-nobody.ics")


DOORS = [query, command, log_in, stream, upload, download, page, home, export, calendar]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_no_door_lets_a_drivers_words_through(
    house: House, monkeypatch: pytest.MonkeyPatch, door: Callable[[House], Awaitable[httpx.Response]]
) -> None:
    """As if the pool, or the first statement on its connection, raised it."""
    usual = await door(house)
    gives_nothing_away(usual.text)
    for error, code in ERRORS:

        async def broken(*_: Any, error: Exception = error) -> Any:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(database, "_acquire", broken)
            answer = await door(house)
        gives_nothing_away(f"{answer.headers} {answer.text}")
        assert answer.status_code in (200, 400, 404, 409, 429, 500, 503), (type(error), answer.status_code)
        assert answer.text, type(error)
        if door in (query, command, log_in, stream, upload, download):
            assert f'"{code.name}"' in answer.text, (type(error), answer.text)
    assert (await door(house)).status_code == usual.status_code


async def test_nor_does_a_websocket(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for error, code in ERRORS:

        async def broken(*_: Any, error: Exception = error) -> Any:
            raise error

        sessions.forget_sessions()
        await cache.redis().flushdb()
        with monkeypatch.context() as patch:
            patch.setattr(database, "_acquire", broken)
            said = await _socket(house, {"type": "connection_init", "payload": {"token": house.token}})
        assert said[-1]["type"] == "websocket.close"
        assert said[-1]["code"] == (1013 if code is UNAVAILABLE else 4500), type(error)
        gives_nothing_away(str(said))


async def _socket(house: House, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the application sends to somebody who connects and says this."""
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    for message in messages:
        incoming.put_nowait({"type": "websocket.receive", "text": orjson.dumps(message).decode()})
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "websocket", "path": "/graphql", "raw_path": b"/graphql", "root_path": "", "scheme": "ws",
        "query_string": b"", "headers": [(b"host", b"test")], "subprotocols": ["graphql-transport-ws"],
        "client": ("192.0.2.1", 1), "server": ("test", 80), "extensions": {},
    }  # fmt: skip
    async with asyncio.timeout(10):
        await house.app(scope, incoming.get, send)
    return sent
