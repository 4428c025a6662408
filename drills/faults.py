"""Processes that die, freeze or are told to stop, while clients work."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from drills.scene import Scene
from drills.stage import Stage, Started, freeze


async def kills(scene: Scene, times: int) -> None:
    """kill -9 of the server process, at any moment and amid commands."""
    starts: list[Started] = []
    amid, chance = [], random.Random(1)
    before = scene.clients.seen.acknowledged.total()
    for turn in range(times):
        await scene.clients.progress(10)
        await asyncio.sleep(chance.uniform(0, 0.4))
        amid.append(scene.clients.in_flight)
        scene.server.kill()
        scene.faults += 1
        scene.stage.say(f"kill -9, {turn + 1} of {times}, amid {amid[-1]} commands …")
        starts.append(await asyncio.to_thread(scene.server.start))
    done = scene.clients.seen.acknowledged.total() - before
    scene.notes += [
        f"{sum(amid)} commands were under way at the kills ({min(amid)} to {max(amid)} at each), {done:,} were"
        " acknowledged between them",
        f"half of the starts took {sorted(starts)[times // 2].seconds:.1f} s or less, the slowest {max(starts)}",
    ]


async def postgres_stops(scene: Scene, times: int) -> None:
    """PostgreSQL stopped immediately, and killed with all of its processes."""
    for turn in range(times):
        await scene.clients.progress(20)
        scene.stage.say(f"PostgreSQL away, {turn + 1} of {times} …")
        if turn % 2:
            scene.stage.kill_postgres()
        else:
            scene.stage.stop_postgres_immediately()
        scene.faults += 1
        await asyncio.sleep(1)
        await scene.truthful("database", 503)
        await asyncio.to_thread(scene.stage.start_postgres)
        await scene.back()


async def postgres_frozen(scene: Scene) -> None:
    """All processes of PostgreSQL stand still."""
    for _ in range(2):
        await scene.clients.progress(20)
        async with _frozen(scene, scene.stage.postgres_pids):
            await scene.truthful("database", 503)
            await asyncio.sleep(12)
        await scene.back()


async def valkey_frozen(scene: Scene) -> None:
    """Valkey stands still: orders are booked all the while."""
    for _ in range(2):
        await scene.clients.progress(20)
        async with _frozen(scene, [scene.stage.valkey_pid]):
            await scene.truthful("redis", 200)
            await _still_booking(scene, 12)
        await scene.back()


async def valkey_killed(scene: Scene, times: int) -> None:
    """Valkey is gone: likewise."""
    for _ in range(times):
        await scene.clients.progress(20)
        scene.faults += 1
        await _kill_valkey(scene.stage)
        await scene.truthful("redis", 200)
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


async def both_frozen(scene: Scene) -> None:
    """PostgreSQL and Valkey do not answer, as when a machine's network goes away."""
    for _ in range(2):
        await scene.clients.progress(20)
        async with _frozen(scene, [*scene.stage.postgres_pids, scene.stage.valkey_pid]):
            await scene.truthful("database", 503)
            await asyncio.sleep(8)
        await scene.back()


async def drain(scene: Scene, times: int) -> None:
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


__all__ = ["both_frozen", "drain", "kills", "postgres_frozen", "postgres_stops", "valkey_frozen", "valkey_killed"]
