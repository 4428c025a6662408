"""What a drill is: clients at work, something that breaks, and what is found afterwards."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from drills.load import CLIENTS, Clients, Seen, at_work
from drills.sheet import Sheet
from drills.stage import Server, Stage
from drills.verify import Verdict, present, verify

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
    sheet: Sheet | None = None
    """Figures of its own."""

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

    async def truthful(self, part: str, status: int) -> None:
        """While a part is broken /readyz says so within seconds, and /healthz that the process lives.

        `status` is 503 if nothing can be done without that part, 200 if work goes on.
        """
        began = time.monotonic()
        found, content = await asyncio.to_thread(self.server.get, "/readyz")
        seconds = time.monotonic() - began
        if found != status or json.loads(content or b"{}").get(part) != "unreachable" or seconds > TYPED_SECONDS:
            self.bad.append(f"/readyz said {found} {content.decode()} after {seconds:.1f} s")
        status, content = await asyncio.to_thread(self.server.get, "/healthz", 2)
        if (status, content) != (200, b"ok"):
            self.bad.append(f"/healthz said {status}")


Drill = Callable[[Stage], Awaitable[Result]]


async def play(
    stage: Stage, name: str, act: Callable[[Scene], Awaitable[None]], *, timed: bool = True, clients: int = CLIENTS,
    env: Mapping[str, str] | None = None, prepare: Callable[[Stage], Awaitable[None]] | None = None,
) -> Result:  # fmt: skip
    """Play a drill on a fresh database and look at what is left."""
    await stage.fresh()
    if prepare is not None:
        await prepare(stage)
    before = await present(stage)
    with stage.server(env) as server:
        async with at_work(stage, server, clients) as working:
            scene = Scene(stage, server, working)
            await act(scene)
        verdict = await verify(stage, working.book, before)
    return Result(name, scene.faults, working.seen, verdict, scene.healthy, scene.notes, scene.bad, timed)


__all__ = ["TYPED_SECONDS", "Drill", "Result", "Scene", "play"]
