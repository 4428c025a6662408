"""The drills: each breaks something while clients work, and says what they saw."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from drills.load import Clients, Seen, at_work
from drills.stage import Server, Stage, freeze
from drills.verify import Verdict, verify

TYPED_SECONDS = 5.0
"""Within this an answer comes, whatever is broken."""
HEALTHY_SECONDS = 5.0
"""Within this after its return everything works again."""


@dataclass
class Result:
    """One row of the table."""

    name: str
    faults: int
    seen: Seen
    verdict: Verdict
    healthy: float | None = None
    notes: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    timed: bool = True

    @property
    def problems(self) -> list[str]:
        """What was promised and not kept."""
        found = list(self.bad)
        for what, number in (
            ("lost", self.verdict.lost), ("duplicates", self.verdict.duplicates),
            ("doctor's findings", self.verdict.half_booked), ("hangs", self.seen.hangs),
            ("odd answers", len(self.seen.odd)),
        ):  # fmt: skip
            if number:
                found.append(f"{number} {what}")
        if self.timed and self.seen.slowest > TYPED_SECONDS:
            found.append(f"an answer took {self.seen.slowest:.1f} s")
        if self.healthy is not None and self.healthy > HEALTHY_SECONDS:
            found.append(f"healthy only after {self.healthy:.1f} s")
        return found


@dataclass
class Scene:
    """What a drill works with."""

    stage: Stage
    server: Server
    clients: Clients
    faults: int = 0
    healthy: float | None = None
    notes: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    async def back(self) -> None:
        """Measure how long it takes from now until commands are done again and the server says that it is ready."""
        began = time.monotonic()
        await self.clients.progress(2)
        for _ in range(1000):
            if (await asyncio.to_thread(self.server.get, "/readyz"))[0] == 200:
                break
            await asyncio.sleep(0.05)
        self.healthy = max(self.healthy or 0.0, time.monotonic() - began)

    async def truthful(self, part: str) -> None:
        """While a part is broken /readyz says so within seconds, and /healthz that the process lives."""
        began = time.monotonic()
        status, content = await asyncio.to_thread(self.server.get, "/readyz")
        seconds = time.monotonic() - began
        if status != 503 or json.loads(content or b"{}").get(part) != "unreachable" or seconds > TYPED_SECONDS:
            self.bad.append(f"/readyz said {status} {content.decode()} after {seconds:.1f} s")
        status, content = await asyncio.to_thread(self.server.get, "/healthz", 2)
        if (status, content) != (200, b"ok"):
            self.bad.append(f"/healthz said {status}")


Drill = Callable[[Stage], Awaitable[Result]]


async def play(stage: Stage, name: str, act: Callable[[Scene], Awaitable[None]], *, timed: bool = True) -> Result:
    """Play a drill on a fresh database and look at what is left."""
    await stage.fresh()
    began = datetime.now(UTC)
    with stage.server() as server:
        async with at_work(stage, server) as clients:
            scene = Scene(stage, server, clients)
            await act(scene)
        verdict = await verify(stage, clients.book, began)
    return Result(name, scene.faults, clients.seen, verdict, scene.healthy, scene.notes, scene.bad, timed)


async def _kills(scene: Scene, times: int) -> None:
    slowest_start = 0.0
    for turn in range(times):
        await scene.clients.progress(10)
        scene.stage.say(f"kill -9, {turn + 1} of {times} …")
        scene.server.kill()
        scene.faults += 1
        slowest_start = max(slowest_start, await asyncio.to_thread(scene.server.start))
    scene.notes.append(f"slowest start {slowest_start:.1f} s")


async def _postgres_stops(scene: Scene, times: int) -> None:
    for turn in range(times):
        await scene.clients.progress(20)
        scene.stage.say(f"PostgreSQL away, {turn + 1} of {times} …")
        if turn % 2:
            scene.stage.kill_postgres()
        else:
            scene.stage.stop_postgres_immediately()
        scene.faults += 1
        await asyncio.sleep(1)
        await scene.truthful("database")
        await asyncio.to_thread(scene.stage.start_postgres)
        await scene.back()


async def _postgres_frozen(scene: Scene) -> None:
    for _ in range(2):
        await scene.clients.progress(20)
        async with _frozen(scene, scene.stage.postgres_pids):
            await scene.truthful("database")
            await asyncio.sleep(12)
        await scene.back()


async def _valkey_frozen(scene: Scene) -> None:
    for _ in range(2):
        await scene.clients.progress(20)
        async with _frozen(scene, [scene.stage.valkey_pid]):
            await scene.truthful("redis")
            await _still_booking(scene, 12)
        await scene.back()


async def _valkey_killed(scene: Scene, times: int) -> None:
    for _ in range(times):
        await scene.clients.progress(20)
        scene.faults += 1
        await _kill_valkey(scene.stage)
        await scene.truthful("redis")
        await _still_booking(scene, 6)
        await asyncio.to_thread(scene.stage.valkey.ensure_running)
        await scene.back()


async def _kill_valkey(stage: Stage) -> None:
    os.kill(stage.valkey_pid, signal.SIGKILL)
    await asyncio.sleep(0.3)


async def _still_booking(scene: Scene, seconds: float) -> None:
    """Orders are booked all the while."""
    before = scene.clients.seen.acknowledged.total()
    await asyncio.sleep(seconds)
    done = scene.clients.seen.acknowledged.total() - before
    scene.notes.append(f"{done} commands done in {seconds:.0f} s without Redis")
    if done < seconds:
        scene.bad.append("orders were not booked without Redis")


@asynccontextmanager
async def _frozen(scene: Scene, pids: list[int]) -> AsyncIterator[None]:
    scene.stage.say("freezing …")
    freeze(pids)
    scene.faults += 1
    try:
        yield
    finally:
        freeze(pids, thaw=True)


async def _drain(scene: Scene, times: int) -> None:
    """SIGTERM: who was being answered is answered, and the process ends with code 0."""
    for turn in range(times):
        await scene.clients.progress(20)
        scene.stage.say(f"SIGTERM, {turn + 1} of {times} …")
        began = time.monotonic()
        scene.server.signal(signal.SIGTERM)
        scene.faults += 1
        code = await asyncio.to_thread(scene.server.stop)
        if code != 0:
            scene.bad.append(f"exit code {code}")
        scene.notes.append(f"ended after {time.monotonic() - began:.1f} s")
        await asyncio.to_thread(scene.server.start)
    if scene.clients.seen.replayed:
        scene.bad.append(f"{scene.clients.seen.replayed} commands were done but not answered")


async def _migration(scene: Scene) -> None:
    from drills.migration import change_a_large_table  # noqa: PLC0415 -- it needs this module

    await change_a_large_table(scene)


DRILLS: dict[str, tuple[str, Drill]] = {
    "kills": (
        "kill -9 of the server process, 50 times",
        partial(play, name="server killed", act=partial(_kills, times=50)),
    ),
    "postgres": (
        "PostgreSQL stopped immediately or killed, 10 times",
        partial(play, name="PostgreSQL stopped or killed", act=partial(_postgres_stops, times=10)),
    ),
    "postgres-frozen": (
        "all processes of PostgreSQL frozen",
        partial(play, name="PostgreSQL frozen", act=_postgres_frozen),
    ),
    "valkey": ("Valkey killed", partial(play, name="Valkey killed", act=partial(_valkey_killed, times=3))),
    "valkey-frozen": ("Valkey frozen", partial(play, name="Valkey frozen", act=_valkey_frozen)),
    "migration": (
        "a table of 5 million rows changed under load",
        partial(play, name="migration of 5 million rows", act=_migration),
    ),
    "drain": ("SIGTERM under load, 5 times", partial(play, name="SIGTERM", act=partial(_drain, times=5))),
}

__all__ = ["DRILLS", "Drill", "Result"]
