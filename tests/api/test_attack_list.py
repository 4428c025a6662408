"""Every request of tools/attacks.py gets its typed answer from a server in production, by each of the doors, and the
server goes on. What each costs is measured by `make drill ARGS=attacks`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import httpx
import websockets

from erp_visit.serving import LARGEST_FRAME
from tests.api.client import session
from tests.factories import World
from tools.attacks import Attack, attacks, codes_in, exchange

ATTACKS = attacks()
DOCUMENTS = [one for one in ATTACKS if one.document is not None]


async def test_each_gets_its_typed_answer(world: World, ports: tuple[int, int]) -> None:
    host, token = f"127.0.0.1:{ports[1]}", await session(world.manager)
    wrong = {}
    for number, attack in enumerate(ATTACKS):
        status, body = await asyncio.to_thread(exchange, ports[1], attack.request(host, number, token))
        codes = codes_in(body)
        fits = codes <= {*attack.codes} and bool(codes) == bool(attack.codes) and b"Traceback" not in body
        if status not in attack.statuses or not fits:
            wrong[attack.name] = (status, body[:200])
    assert wrong == {}
    async with httpx.AsyncClient(base_url=f"http://{host}") as client:
        assert (await client.get("/healthz")).text == "ok"


def test_no_two_have_one_name() -> None:
    assert {name: number for name, number in Counter(one.name for one in ATTACKS).items() if number > 1} == {}


async def test_by_a_socket_each_gets_its_answer_and_the_socket_stays(world: World, ports: tuple[int, int]) -> None:
    """An operation that is refused is an `error` of its own; only frames that break the protocol close the socket."""
    token = await session(world.manager)

    def frame(attack: Attack, key: str) -> str:
        payload = {"query": attack.document, "variables": attack.variables}
        return json.dumps({"id": key, "type": "subscribe", "payload": payload}, separators=(",", ":"))

    sent = [one for one in DOCUMENTS if len(frame(one, "0000").encode()) < LARGEST_FRAME and one.logged_in]
    sent = [one for one in sent if 400 not in one.statuses]  # a frame that is no JSON closes the socket
    assert len(sent) > 40
    url = f"ws://127.0.0.1:{ports[1]}/graphql"
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"token": token}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        for number, attack in enumerate(sent):
            await socket.send(frame(attack, str(number)))
            answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 30))
            assert answer["type"] == "error", (attack.name, answer)
            assert {error["extensions"]["code"] for error in answer["payload"]} <= {*attack.codes, "BAD_REQUEST"}
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv())["type"] == "pong"


async def test_by_server_sent_events_each_gets_its_answer(world: World, ports: tuple[int, int]) -> None:
    token = await session(world.manager)
    for attack in ATTACKS:
        if attack.target != "/graphql" or attack.method != "POST" or "Accept" in attack.headers:
            continue
        raw = attack.request(f"127.0.0.1:{ports[1]}", 1, token).replace(
            b"Accept-Language: en", b"Accept: text/event-stream", 1
        )
        status, _ = await asyncio.to_thread(exchange, ports[1], raw)
        assert 200 <= status < 500, attack.name
