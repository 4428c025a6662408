"""Every request of tools/attacks.py gets its typed answer from a server in production, by each of the doors, and the
server goes on. What each costs is measured by `make drill ARGS=attacks`."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from typing import Any

import httpx
import websockets
from graphql import GraphQLObjectType

from erp_visit.api.schema import api
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
    """As by POST; only frames that break the protocol close the socket."""
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
            assert answer["type"] in ("error", "next"), (attack.name, answer)
            body = answer["payload"] if answer["type"] == "next" else {"errors": answer["payload"]}
            codes = codes_in(json.dumps(body).encode())
            assert codes <= {*attack.codes}, (attack.name, answer)
            assert bool(codes) == bool(attack.codes), (attack.name, answer)
            if answer["type"] == "next":
                assert json.loads(await socket.recv()) == {"id": str(number), "type": "complete"}
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


def near(word: str) -> list[str]:
    """Misspellings as clairvoyance and people make them: each is close enough to be suggested the right name."""
    return [word + "s", word[:-1] or "x", word[0] + word, word.swapcase()]


def guesses() -> list[str]:
    """Documents of wrong names near the right ones: fields, arguments, input fields, values of enums, types, directives,
    in buckets as clairvoyance sends them."""
    schema = api().schema._schema
    found = []
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_.name in ("Query", "Mutation", "Employee", "Customer"):
            names = [wrong for name in type_.fields for wrong in near(name) if wrong not in type_.fields]
            inside = {"Query": "{ %s }", "Mutation": "mutation { %s }"}
            frame = inside.get(type_.name, "{ ... on Query { __typename } } fragment f on " + type_.name + " { %s }")
            found += [frame % " ".join(names[start : start + 60]) for start in range(0, len(names), 60)]
    found += [f"{{ customers({wrong}: 1) {{ totalCount }} }}" for wrong in near("filter") + near("orderBy")]
    found += [f"{{ customers(filter: {{{wrong}: 1}}) {{ totalCount }} }}" for wrong in near("name") + near("level")]
    found += [f"{{ customers(filter: {{level: {{eq: {wrong}}}}}) {{ totalCount }} }}" for wrong in ("AA", "a", "Bb")]
    found += [f"{{ ... on {wrong} {{ id }} }}" for wrong in near("Customer")]
    found += [f"query ($v: {wrong}) {{ me {{ id }} }}" for wrong in near("CustomerFilter")]
    found += [f"{{ me @{wrong}(if: true) {{ id }} }}" for wrong in near("include")]
    found += ["{ me }", "{ customers { totalCount { x } } }", "{ me { id(x: 1) } }", "{ customer { id } }"]
    found += [f'mutation {{ login({wrong}: "x") {{ token }} }}' for wrong in near("username")]
    return found


async def test_guessing_names_the_way_clairvoyance_does_gets_no_suggestions(
    world: World, ports: tuple[int, int]
) -> None:
    """Neither without a log-in nor with one: no name of the schema that was not in the question, but for the type that
    was asked."""
    schema = api().schema._schema
    names = {name for type_ in schema.type_map.values() for name in getattr(type_, "fields", ())}
    types = {*schema.type_map}
    bearer = {"authorization": f"Bearer {await session(world.rep)}"}
    told = set()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[1]}", timeout=30) as client:
        for document in guesses():
            for headers in ({}, bearer):
                answer = await client.post("/graphql", json={"query": document}, headers=headers)
                assert "did you mean" not in answer.text.lower(), document
                for error in answer.json().get("errors", ()):
                    words = {*re.findall(r"'(\w+)'", error["message"])}
                    told |= words & names - types - {*re.findall(r"\w+", document)}
    assert told <= {"if"}, "a directive's own argument, which the standard names"
