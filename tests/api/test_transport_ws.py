"""graphql-transport-ws to the letter: every close code of PROTOCOL.md, whatever comes, and what is capped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from erp_visit import db as database
from erp_visit.api import websocket
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.org import sessions
from tests import books, factories
from tests.api.client import Client, session
from tests.api.conftest import PATIENCE
from tests.api.operations import document
from tests.api.test_subscriptions import PROTOCOL, Listener, listening
from tests.factories import World

LISTEN = document("OrderChanged")


@asynccontextmanager
async def connected(port: int, protocols: tuple[str, ...] = (PROTOCOL,), **options: Any) -> AsyncIterator[Listener]:
    """A connection that has said nothing yet."""
    offered = [Subprotocol(one) for one in protocols] or None
    async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=offered, **options) as opened:
        yield Listener(opened)


async def closed_with(listener: Listener) -> int:
    """The code of the close; nothing else comes before."""
    with pytest.raises(ConnectionClosed) as closed:
        raise AssertionError(await listener.receive())
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def subscribe(**changed: Any) -> dict[str, Any]:
    return {"type": "subscribe", "id": "1", "payload": {"query": LISTEN}, **changed}


def asking(**changed: Any) -> dict[str, Any]:
    return subscribe(payload={"query": LISTEN, **changed})


MALFORMED: list[Any] = [
    [], None, 5, "text", True, {}, {"type": None}, {"type": 5}, {"type": []}, {"type": "nothing"}, {"type": "next"},
    {"type": "error"}, {"type": "connection_ack"}, {"id": "1"},
    {"type": "ping", "payload": 5}, {"type": "ping", "payload": []}, {"type": "pong", "payload": "x"},
    {"type": "connection_init", "payload": []}, {"type": "connection_init", "payload": "token"},
    {"type": "complete"}, {"type": "complete", "id": ""}, {"type": "complete", "id": 1}, {"type": "complete", "id": None},
    {"type": "subscribe"}, {"type": "subscribe", "id": "1"},
    subscribe(id=""), subscribe(id=1), subscribe(id=None), subscribe(id={}), subscribe(id=["1"]),
    subscribe(payload=None), subscribe(payload=5), subscribe(payload=[]), subscribe(payload="x"), subscribe(payload={}),
    asking(query=None), asking(query=5), asking(query={}), asking(query=[LISTEN]),
    asking(variables=[]), asking(variables="{}"), asking(variables=5), asking(variables=False),
    asking(operationName=5), asking(operationName={}), asking(extensions=[]), asking(extensions="x"),
]  # fmt: skip
NO_JSON: list[str | bytes] = [
    "",
    "{",
    "nothing",
    "\x00",
    '{"type": "ping"} x',
    "[" * 20_000,
    b"\x00",
    b'{"type":"ping"}',
]


async def test_what_is_no_message_closes_with_4400(world: World, ports: tuple[int, int]) -> None:
    """Before and after the acknowledgement; the server goes on."""
    token = await session(world.rep)
    frames = [*NO_JSON, *(orjson.dumps(message).decode() for message in MALFORMED)]
    for frame in frames:
        async with connected(ports[0]) as listener:
            await listener.socket.send(frame)
            assert await closed_with(listener) == 4400, frame
    for frame in frames:
        async with listening(ports[0], token) as listener:
            await listener.socket.send(frame)
            assert await closed_with(listener) == 4400, frame
    async with listening(ports[0], token) as listener:
        assert await listener.silent()


async def test_null_is_as_good_as_left_out(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    async with connected(ports[0], additional_headers={"Authorization": f"Bearer {token}"}) as listener:
        await listener.send(type="ping", payload=None)
        assert await listener.receive() == {"type": "pong"}, "also before the acknowledgement"
        await listener.send(type="pong")
        await listener.send(type="connection_init", payload=None)
        assert await listener.receive() == {"type": "connection_ack"}
        await listener.send(type="pong", payload={"a": 1})
        await listener.send(type="complete", id="of nothing")
        await listener.send(**asking(variables=None, operationName=None, extensions=None))
        assert await listener.silent()
        await books.submitted(world, 1)
        assert (await listener.next())["orderChanged"]["order"]["state"] == "SUBMITTED"


async def test_an_empty_name_of_the_operation_is_none(world: World, ports: tuple[int, int]) -> None:
    """As by POST: clients send it for a document without names."""
    token = await session(world.rep)
    for text in ("subscription { orderChanged { order { state } } }", LISTEN):
        async with listening(ports[0], token) as listener:
            await listener.send(**asking(query=text, operationName=""))
            assert await listener.silent()
            await books.submitted(world, 1)
            assert (await listener.next())["orderChanged"]["order"]["state"] == "SUBMITTED"


async def test_queries_and_mutations_have_one_answer(world: World, ports: tuple[int, int]) -> None:
    """As by POST: with its cost, by name, with errors of fields beside the data; a repeat is the first result."""
    token, task = (
        await session(world.rep),
        {"id": str(new_id()), "subject": "送样品", "dueOn": factories.today().isoformat()},
    )
    text = "query a { me { id } } query b($n: Int!) { me { name } customers(first: $n) { nodes { name } } }"
    async with listening(ports[0], token) as listener:
        await listener.send(**asking(query=text, operationName="b", variables={"n": 5}))
        message = await listener.receive()
        assert (message["id"], message["type"]) == ("1", "next")
        assert message["payload"]["data"]["me"] == {"name": world.rep.name}
        assert message["payload"]["extensions"]["cost"]["requested"] > 1
        assert await listener.receive() == {"id": "1", "type": "complete"}
        for replayed in (False, True):
            await listener.send(**asking(query=document("CreateTask"), variables={"input": task}))
            answer = (await listener.next())["createTask"]
            assert (answer["userErrors"], answer["replayed"]) == ([], replayed)
            assert (await listener.receive())["type"] == "complete"
        await listener.send(**asking(query="mutation { logout { loggedOut } }"))
        assert await listener.next() == {"logout": {"loggedOut": True}}
        assert (await listener.receive())["type"] == "complete"
        await listener.send(**asking(query="{ me { id } }"))
        assert await closed_with(listener) == 4403, "whoever is asked anew, and is nobody's any more"
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM task") == 1


async def test_a_command_whose_client_is_gone_comes_to_its_end(world: World, ports: tuple[int, int]) -> None:
    """Half an answer would be none: whether the client completes the operation or breaks the connection off."""
    token, keys = await session(world.rep), [new_id(), new_id()]
    async with database.connection() as other, other.transaction():
        await other.execute("LOCK TABLE task IN SHARE ROW EXCLUSIVE MODE")  # commands wait for this one
        for number, key in enumerate(keys, 1):
            async with listening(ports[0], token) as listener:
                task = {"id": str(key), "subject": "送样品", "dueOn": factories.today().isoformat()}
                await listener.send(**asking(query=document("CreateTask"), variables={"input": task}))
                await until("SELECT count(*) = $1 FROM pg_locks WHERE NOT granted", number)
                if number == 1:
                    await listener.send(type="complete", id="1")
                    await listener.send(**asking(query="{ me { name } }"))
                    assert await listener.next() == {"me": {"name": world.rep.name}}, "its id is free again"
                    assert (await listener.receive())["type"] == "complete"
                    assert await listener.silent()
                listener.socket.transport.abort()
    await until("SELECT count(*) = 2 FROM task WHERE id = ANY($1)", keys)


async def until(sql: str, *values: Any) -> None:
    async with asyncio.timeout(PATIENCE), database.connection() as connection:
        while not await connection.fetchval(sql, *values):  # noqa: ASYNC110 -- what is waited for happens elsewhere
            await asyncio.sleep(0.05)


async def test_who_is_not_logged_in_is_turned_away_with_4403(world: World, ports: tuple[int, int]) -> None:
    for payload in ({}, {"token": "nonsense"}, {"token": 5}, {"token": None}):
        async with connected(ports[0]) as listener:
            await listener.send(type="connection_init", payload=payload)
            assert await closed_with(listener) == 4403, payload


async def test_subscribing_before_the_acknowledgement_closes_with_4401(world: World, ports: tuple[int, int]) -> None:
    headers = {"Authorization": f"Bearer {await session(world.rep)}"}
    async with connected(ports[0], additional_headers=headers) as listener:
        await listener.send(**subscribe())
        assert await closed_with(listener) == 4401


async def test_another_subprotocol_closes_with_4406(ports: tuple[int, int]) -> None:
    for protocols in ((), ("graphql-ws",), ("graphql-transport-ws2", "x")):
        async with connected(ports[0], protocols) as listener:
            assert await closed_with(listener) == 4406, protocols
    async with connected(ports[0], ("graphql-ws", PROTOCOL)) as listener:
        assert listener.socket.subprotocol == PROTOCOL


async def test_a_connection_that_says_nothing_closes_with_4408(ports: tuple[int, int]) -> None:
    assert websocket.INIT_SECONDS < PATIENCE + 2
    async with connected(ports[0]) as listener:
        for _ in range(2):  # talk of other things is no initialisation
            await listener.send(type="ping")
            assert await listener.receive() == {"type": "pong"}
        async with asyncio.timeout(websocket.INIT_SECONDS + PATIENCE):
            with pytest.raises(ConnectionClosed) as closed:
                await listener.socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4408


async def test_one_id_for_two_subscriptions_closes_with_4409(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    for key in ("1", "键" * 500):  # the reason of a close is short, whatever the id
        async with listening(ports[0], token) as listener:
            await listener.send(**subscribe(id=key))
            await listener.send(**subscribe(id=key))
            assert await closed_with(listener) == 4409
    # After its end an id is free again, whoever ended it.
    async with listening(ports[0], token) as listener:
        for _ in range(3):
            await listener.send(**subscribe())
            await listener.send(type="complete", id="1")
        for _ in range(2):
            await listener.send(**asking(query="{ me { nothing } }"))
            assert await listener.refused() == "VALIDATION_ERROR"
            await listener.send(**asking(query="{ me { name } }"))
            assert await listener.next() == {"me": {"name": world.rep.name}}
            assert await listener.receive() == {"id": "1", "type": "complete"}
        await listener.send(**subscribe())
        assert await listener.silent()
        await books.submitted(world, 1)
        assert (await listener.next())["orderChanged"]["order"]["state"] == "SUBMITTED"
        assert await listener.silent(), "the three that were completed tell nothing"


async def test_a_second_initialisation_closes_with_4429(world: World, ports: tuple[int, int]) -> None:
    async with listening(ports[0], await session(world.rep)) as listener:
        await listener.send(type="connection_init", payload={})
        assert await closed_with(listener) == 4429


async def test_too_many_subscriptions_on_one_connection(world: World, ports: tuple[int, int]) -> None:
    async with listening(ports[0], await session(world.rep)) as listener:
        for number in range(50):
            await listener.send(**subscribe(id=str(number)))
        await listener.send(**subscribe(id="last"))
        assert await listener.refused("last") == "THROTTLED"
        await listener.send(type="complete", id="7")
        await listener.send(**subscribe(id="last"))
        assert await listener.silent()


async def test_too_many_connections_of_one_employee(world: World, ports: tuple[int, int]) -> None:
    """The one too many is told to come back later; others are not concerned, and a closed one makes room."""
    token = await session(world.rep)
    async with AsyncExitStack() as stack:
        for _ in range(websocket.MAX_SOCKETS_OF_ONE - 1):
            await stack.enter_async_context(listening(ports[0], token))
        async with listening(ports[0], token):
            async with connected(ports[0]) as listener:
                await listener.send(type="connection_init", payload={"token": token})
                assert await closed_with(listener) == 1013
            async with listening(ports[0], await session(world.clerk)) as other:
                assert await other.silent()
        async with asyncio.timeout(PATIENCE), listening(ports[0], token) as listener:
            assert await listener.silent()


async def test_a_process_takes_so_many_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that have not said who they are. The handshake of one too many is answered by HTTP."""
    monkeypatch.setattr(websocket, "MAX_SOCKETS", 1)
    endpoint = websocket.WebSocketEndpoint(engine=None, hub=None)  # type: ignore[arg-type]  # nobody gets that far
    sent: list[Any] = []
    waiting = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not any(message["type"] == "websocket.accept" for message in sent):
            return {"type": "websocket.connect"}
        await waiting.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket", "headers": [], "subprotocols": [PROTOCOL], "scheme": "ws", "client": ("::1", 1),
        "path": "/graphql", "query_string": b"", "extensions": {"websocket.http.response": {}},
    }  # fmt: skip
    first = asyncio.create_task(endpoint(dict(scope), receive, send))
    await asyncio.sleep(0.01)
    assert [message["type"] for message in sent] == ["websocket.accept"]
    await endpoint(dict(scope), receive, send)
    assert [(message["type"], message.get("status")) for message in sent[1:]] == [
        ("websocket.http.response.start", 503), ("websocket.http.response.body", None),
    ]  # fmt: skip
    waiting.set()
    await first
    sent.clear()
    last = asyncio.create_task(endpoint(dict(scope), receive, send))
    await asyncio.sleep(0.01)
    assert sent[0]["type"] == "websocket.accept"
    await last


@pytest.mark.parametrize(
    ("error", "code"), [(RuntimeError("of ours"), 4500), (ConnectionRefusedError(), 1013)], ids=["ours", "away"]
)
async def test_a_failure_of_ours_closes_with_4500(monkeypatch: pytest.MonkeyPatch, error: Exception, code: int) -> None:
    """And with 1013, after which clients come back, if what failed is a server that is away. The words stay here."""

    async def fails(token: str) -> Actor:
        raise error

    monkeypatch.setattr(websocket, "actor_of", fails)
    endpoint = websocket.WebSocketEndpoint(engine=None, hub=None)  # type: ignore[arg-type]  # nobody gets that far
    coming: list[Any] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": '{"type": "connection_init", "payload": {"token": "x"}}'},
    ]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return dict(coming.pop(0))

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket", "headers": [], "subprotocols": [PROTOCOL], "scheme": "ws", "client": ("::1", 1),
        "path": "/graphql", "query_string": b"",
    }  # fmt: skip
    await endpoint(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]
    assert sent[1]["code"] == code
    assert "of ours" not in sent[1]["reason"]


async def test_frames_are_64_kilobytes_at_most(world: World, ports: tuple[int, int]) -> None:
    async with listening(ports[0], await session(world.rep)) as listener:
        start = '{"type": "ping", "payload": {"x": "'
        fits = start + "x" * (65_536 - len(start) - 3) + '"}}'
        await listener.socket.send(fits)
        assert await listener.receive() == {"type": "pong"}
        await listener.socket.send(fits + " ")
        assert await closed_with(listener) == 1009
    async with listening(ports[0], await session(world.rep)) as listener:
        await listener.socket.send(["x" * 40_000, "x" * 40_000])  # in two frames
        assert await closed_with(listener) == 1009


SUBSCRIPTIONS = ["OrderChanged", "ApprovalQueueChanged", "StockChanged", "WatchPositions", "NotificationAdded"]


async def test_streams_of_a_revoked_session_end_within_five_seconds(world: World, ports: tuple[int, int]) -> None:
    """All of them, though nothing happens; and no new one begins, not even one that tells how things stand."""
    token = await session(world.administrator)
    async with listening(ports[0], token) as listener:
        for name in SUBSCRIPTIONS:
            await listener.subscribe(document(name), name)
        assert await sessions.logout_everywhere(world.administrator.id) >= 1
        async with asyncio.timeout(5):
            ended = set()
            for _ in SUBSCRIPTIONS:
                message = await listener.receive()
                ended.add(message["id"])
                assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
                assert (await listener.receive()) == {"id": message["id"], "type": "complete"}
        assert ended == set(SUBSCRIPTIONS)
        await listener.send(**subscribe(payload={"query": document("WatchPositions")}))
        assert await closed_with(listener) == 4403


async def test_a_right_that_is_taken_away_ends_the_stream(
    world: World, ports: tuple[int, int], clients: dict[str, Client], redis_client: Redis
) -> None:
    """The profile of a session is another one: what was compiled with the old one is not answered any more."""
    token = await session(world.keeper)
    async with listening(ports[0], token) as listener:
        await listener.subscribe(document("StockChanged"))
        await redis_client.set(sessions.EPOCH, b"another")  # as whoever changes rights renews it
        async with asyncio.timeout(5):
            assert await listener.refused() == "UNAUTHENTICATED"


async def test_a_client_that_is_gone_leaves_nothing_behind(world: World, ports: tuple[int, int]) -> None:
    """Forty that break off amid their subscriptions do not use up what their employee may have open."""
    actor: Actor = world.rep
    token = await session(actor)
    for _ in range(2 * websocket.MAX_SOCKETS_OF_ONE):
        async with listening(ports[0], token) as listener:
            await listener.send(**subscribe())
            listener.socket.transport.abort()
    async with listening(ports[0], token) as listener:
        assert await listener.silent()


async def test_other_sites_are_refused_at_the_handshake(world: World, ports: tuple[int, int]) -> None:
    headers = {"Authorization": f"Bearer {await session(world.rep)}"}
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{ports[0]}.evil.example"):
        with pytest.raises(InvalidStatus) as refused:
            async with connected(ports[0], additional_headers=headers, origin=origin):
                pass
        assert refused.value.response.status_code == 403
