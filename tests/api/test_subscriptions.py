"""Subscriptions by graphql-transport-ws against real servers: what happens in one process is told by another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from erp_visit.api.execution import Context
from erp_visit.api.subscriptions import _events
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.events import Hub
from erp_visit.orders.models import Order
from erp_visit.org import sessions
from erp_visit.panel.live import _stream
from tests import books, factories
from tests.api.client import Client, session
from tests.api.conftest import APP, PATIENCE
from tests.api.operations import document
from tests.factories import World

PROTOCOL = "graphql-transport-ws"


@dataclass
class Listener:
    """One connection."""

    socket: ClientConnection

    async def send(self, **message: Any) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = orjson.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
        return message

    async def subscribe(self, text: str, key: str = "1", **variables: Any) -> None:
        """Subscribe, and be sure that the server listens: it answers a ping after it."""
        await self.send(id=key, type="subscribe", payload={"query": text, "variables": variables})
        await self.send(type="ping")
        assert await self.receive() == {"type": "pong"}
        await asyncio.sleep(0.05)  # the subscription's task runs beside the one that answered

    async def next(self, key: str = "1") -> Any:
        """The data of the next event."""
        message = await self.receive()
        assert (message["id"], message["type"]) == (key, "next"), message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    async def refused(self, key: str = "1") -> str:
        """The code of the refusal; the subscription is over."""
        message = await self.receive()
        assert message["id"] == key
        errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
        if message["type"] == "next":
            assert (await self.receive())["type"] == "complete"
        assert all(set(error["extensions"]) >= {"code", "retryable"} for error in errors)
        return str(errors[0]["extensions"]["code"])

    async def silent(self) -> bool:
        """Nothing more comes before the answer to a ping."""
        await asyncio.sleep(0.2)
        await self.send(type="ping")
        return await self.receive() == {"type": "pong"}


@asynccontextmanager
async def listening(port: int, token: str | None, **options: Any) -> AsyncIterator[Listener]:
    """A connection that is acknowledged."""
    async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[PROTOCOL], **options) as opened:
        listener = Listener(opened)
        await listener.send(type="connection_init", payload={"token": token} if token else {})
        assert await listener.receive() == {"type": "connection_ack"}
        yield listener


async def test_an_order_on_its_way(world: World, ports: tuple[int, int], office: Client) -> None:
    """The rep at one server is told what the clerk does at the other; all three documents of graphql/operations/."""
    token = await session(world.rep)
    async with listening(ports[0], token) as listener:
        await listener.subscribe(document("OrderChanged"), "orders")
        order = (await books.submitted(world, 1)).order_id
        key = f"Order:{order}"
        told = (await listener.next("orders"))["orderChanged"]["order"]
        assert told == {"id": key, "number": told["number"], "state": "SUBMITTED", "total": "120.00", "version": 1}
        await listener.send(id="orders", type="complete")

        await listener.subscribe(document("OrderChanged"), "mine", id=key)
        await listener.subscribe(document("ApprovalQueueChanged"), "queue")
        await listener.subscribe(document("StockChanged"), "stock")
        payload = await office.done(document("ApproveOrder"), {"input": {"orderId": key}})
        messages = [await listener.receive() for _ in range(3)]
        found = {message["id"]: message["payload"]["data"] for message in messages}
        assert found["mine"]["orderChanged"]["order"] == {**told, "state": "APPROVED", "version": 2}
        assert found["queue"]["approvalQueueChanged"]["waiting"] == 0
        assert found["queue"]["approvalQueueChanged"]["order"]["state"] == "APPROVED"
        (balance,) = payload["balances"]
        assert found["stock"]["stockChanged"]["balance"].items() >= balance.items()
        assert balance["reserved"] == 12
        assert await listener.silent()

        # Another order is not the one that is listened to; the queue hears of it.
        other = (await books.submitted(world, 1)).order_id
        data = await listener.next("queue")
        assert data["approvalQueueChanged"]["waiting"] == 1
        assert data["approvalQueueChanged"]["order"]["id"] == f"Order:{other}"
        assert await listener.silent()


async def test_who_may_not_see_a_record_hears_nothing(world: World, ports: tuple[int, int], office: Client) -> None:
    stranger = await factories.employee(await factories.department("Elsewhere"), factories.RoleCode.REP)
    async with listening(ports[0], await session(stranger)) as listener, listening(ports[0], office.token) as clerk:
        await listener.subscribe(document("OrderChanged"), "orders")
        await listener.subscribe(document("ApprovalQueueChanged"), "queue")
        await clerk.subscribe(document("OrderChanged"), "orders")
        await books.submitted(world, 1)
        await clerk.next("orders")
        assert await listener.silent()


REFUSED = [
    ("subscription { stockChanged { balance { id } } }", "marketing", "FORBIDDEN"),
    ("subscription { orderChanged { order { margin } } }", "rep", "FORBIDDEN"),
    ("subscription { approvalQueueChanged { order { customer { creditLimit } } } }", "keeper", "FORBIDDEN"),
    ('subscription { orderChanged(id: "x") { order { id } } }', "rep", "INVALID_INPUT"),
    (
        "subscription { orderChanged { order { customer { orders(first: 500) { customer { orders(first: 500) { id } } } } } } }",
        "rep",
        "COST_EXCEEDED",
    ),
    ("subscription { nothing }", "rep", "VALIDATION_ERROR"),
    ("subscription {", "rep", "SYNTAX_ERROR"),
    ("subscription ($id: ID!) { orderChanged(id: $id) { order { id } } }", "rep", "VALIDATION_ERROR"),
    ("{ me { nothing } }", "rep", "VALIDATION_ERROR"),
    ("{ orders { nodes { margin } } }", "rep", "FORBIDDEN"),
    ("query a { me { id } } query b { me { id } }", "rep", "VALIDATION_ERROR"),
]


async def test_refusals_have_codes(world: World, ports: tuple[int, int]) -> None:
    for text, role, code in REFUSED:
        actor: Actor = getattr(world, role)
        async with listening(ports[0], await session(actor)) as listener:
            await listener.send(id="1", type="subscribe", payload={"query": text})
            assert await listener.refused() == code, text
            # The connection lives on.
            await listener.subscribe("subscription { orderChanged { order { id } } }", "2")
            assert await listener.silent()


async def test_tokens_in_headers_and_cookies(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.rep)
    own = f"http://127.0.0.1:{ports[0]}"
    cookie = {"Cookie": f"erp_visit_session={token}"}
    bearer = {"Authorization": f"Bearer {token}"}
    for headers in (bearer, {**bearer, "Origin": APP}, cookie, {**cookie, "Origin": own}):
        async with listening(ports[0], None, additional_headers=headers) as listener:
            assert await listener.silent()
    with pytest.raises(ConnectionClosed) as closed:
        async with listening(ports[0], None, additional_headers={**cookie, "Origin": APP}):
            pass
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403, "another site has the cookie of nobody"
    for headers in (bearer, cookie):
        with pytest.raises(InvalidStatus) as refused:
            async with listening(ports[0], None, additional_headers={**headers, "Origin": "https://evil.example"}):
                pass
        assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus):  # the second server allows no other origin
        async with listening(ports[1], None, additional_headers={**bearer, "Origin": APP}):
            pass


async def test_the_stream_of_a_session_that_ended_ends(world: World, ports: tuple[int, int], office: Client) -> None:
    async with listening(ports[0], office.token) as listener:
        await listener.subscribe(document("OrderChanged"))
        await office.done(document("Logout"))
        await books.submitted(world, 1)
        assert await listener.refused() == "UNAUTHENTICATED"


async def test_an_idle_stream_ends_too(world: World, ports: tuple[int, int]) -> None:
    """Also where nothing happens that would be told: within seconds."""
    token = await session(world.rep)
    async with listening(ports[0], token) as listener:
        await listener.subscribe(document("OrderChanged"), id=f"Order:{new_id()}")
        assert await sessions.logout_everywhere(world.rep.id) >= 1
        assert await listener.refused() == "UNAUTHENTICATED"


async def test_a_stream_that_is_ended_amid_an_event_ends(db: ModuleType) -> None:
    """Else its connection would count as open for ever: an employee may have twenty."""
    for of_the_panel in (True, False):
        hub = Hub()
        stream = (
            _stream(hub, {"Order": Order}, "") if of_the_panel else _events(Context(None, "en", hub=hub), {"Order"})
        )
        if of_the_panel:
            assert await anext(stream) == b"retry: 2000\n\n"
        waiting: asyncio.Future[Any] = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0.01)
        hub.end()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
