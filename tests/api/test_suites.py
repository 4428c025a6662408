"""Other people's suites and clients from npm against real servers: graphql-http's audits, the clients graphql-ws, urql and
Apollo Client, and graphql-codegen."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import books
from tests.api.client import session
from tests.api.operations import document
from tests.factories import World

SECONDS = 60


@asynccontextmanager
async def node(folder: Path, script: str, *arguments: str) -> AsyncIterator[Process]:
    """A script that runs; ended with the block if it has not ended by itself."""
    process = await asyncio.create_subprocess_exec("node", script, *arguments, cwd=folder, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_graphql_over_http(world: World, ports: tuple[int, int], npm: Path) -> None:
    """All 61 audits: what must be, what should be, and what may be."""
    token = await session(world.rep)
    async with node(npm, "audits.mjs", f"http://127.0.0.1:{ports[1]}/graphql", token) as process:
        said, wrong = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, wrong.decode()
    results = json.loads(said)
    assert [result for result in results if result["status"] != "ok"] == []
    kinds = [result["name"].partition(" ")[0] for result in results]
    assert {kind: kinds.count(kind) for kind in kinds} == {"MUST": 13, "SHOULD": 23, "MAY": 25}


class Told:
    """What listen.mjs says, line by line."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def next(self) -> tuple[str, Any]:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
        said = json.loads(line)
        return said["what"], said.get("value")

    async def rest(self) -> list[tuple[str, Any]]:
        said, wrong = await asyncio.wait_for(self.process.communicate(), SECONDS)
        assert self.process.returncode == 0, said.decode() + wrong.decode()
        lines = [json.loads(line) for line in said.splitlines()]
        return [(line["what"], line.get("value")) for line in lines]


async def test_the_client_graphql_ws(world: World, ports: tuple[int, int], npm: Path) -> None:
    """It checks each message that we send against the protocol, and closes with 4004 on one that does not fit."""
    url = f"ws://127.0.0.1:{ports[0]}/graphql"
    async with node(npm, "listen.mjs", url, await session(world.rep), document("OrderChanged"), "2") as process:
        told = Told(process)
        assert await told.next() == ("connected", None)
        await asyncio.sleep(0.5)  # it subscribes after it has said so
        for _ in range(2):
            await books.submitted(world, 1)
            assert await told.next() == ("message", "next")
            what, result = await told.next()
            assert (what, set(result)) == ("result", {"data", "extensions"})
            assert result["data"]["orderChanged"]["order"]["state"] == "SUBMITTED"
        assert await told.rest() == [("done", None), ("closed", 1000)]


async def test_what_the_client_graphql_ws_is_answered_once_or_refused(
    world: World, ports: tuple[int, int], npm: Path
) -> None:
    url = f"ws://127.0.0.1:{ports[0]}/graphql"
    async with node(npm, "listen.mjs", url, "nonsense", document("OrderChanged")) as process:
        assert await Told(process).rest() == [("closed", 4403), ("error", 4403)]
    for text, code in (("subscription { nothing }", "VALIDATION_ERROR"), ("{ me {", "SYNTAX_ERROR")):
        async with node(npm, "listen.mjs", url, await session(world.rep), text) as process:
            assert await Told(process).rest() == [
                ("connected", None), ("message", "error"), ("error", [code]), ("closed", 1000),
            ]  # fmt: skip
    async with node(npm, "listen.mjs", url, await session(world.rep), "{ me { name } }", "9") as process:
        lines = await Told(process).rest()
        assert [what for what, _ in lines] == ["connected", "message", "result", "message", "done", "closed"]
        assert lines[2][1]["data"] == {"me": {"name": world.rep.name}}
    forbidden = "subscription { stockChanged { balance { id } } }"
    async with node(npm, "listen.mjs", url, await session(world.marketing), forbidden, "9") as process:
        lines = await Told(process).rest()
        assert [what for what, _ in lines] == ["connected", "message", "result", "message", "done", "closed"]
        assert lines[2][1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("client", ["urql", "apollo"])
async def test_normalised_caches_stay_right(world: World, ports: tuple[int, int], npm: Path, client: str) -> None:
    """A list on the screen follows what a mutation answers and what a subscription tells, and is asked for once. Refusals are
    values, errors have codes, and an exact repeat answers the first result."""
    order = f"Order:{(await books.submitted(world, 1)).order_id}"
    url = f"http://127.0.0.1:{ports[1]}/graphql"
    async with node(npm, f"{client}.mjs", url, await session(world.manager), order) as process:
        assert await Told(process).rest() == [
            ("list", "SUBMITTED"),
            ("approved", ["APPROVED", False, 0]),
            ("list", "APPROVED"),
            ("heard", "APPROVED"),
            ("again", ["APPROVED", True]),
            ("reused", [None, [["KEY_REUSED", False]]]),
            ("gone", ["NOT_FOUND"]),
            ("wrong", ["VALIDATION_ERROR"]),
            ("sent", {"List": 1, "Approve": 3, "Gone": 1, "Wrong": 1}),
        ]
