"""The disk is full while clients work: database, Valkey, uploads and logs lie on it. The product looks after its own
servers here, as it does on a machine where nobody named it any."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import asyncpg
import httpx
from PIL import Image

from drills.load import DRIVER_WORDS, log_in
from drills.scene import Result, Scene, play
from drills.stage import Stage, small_disk, staged
from erp_visit.org.sessions import LIFETIME

MEGABYTES = 1200
ROUNDS = 3
_FULL_SECONDS = 12.0


async def full_disk(stage: Stage) -> Result:
    """On a small disk of its own."""
    with small_disk(MEGABYTES) as folder, staged(stage.say, folder, own=True) as small:
        env = {"TMPDIR": str(folder.parent)}  # where uploads wait
        return await play(small, "disk full", _fill, env=env)


async def _fill(scene: Scene) -> None:
    token = await log_in(scene.stage, "admin", LIFETIME)
    uploads = _Uploads(scene, token)
    for turn in range(ROUNDS):
        await scene.clients.progress(20)
        scene.stage.say(f"filling the disk, {turn + 1} of {ROUNDS} …")
        before = scene.clients.seen.acknowledged.total()
        with _ballast(scene.stage.folder.parent):
            scene.faults += 1
            if turn:  # the journal needs a new file, which cannot be had: PostgreSQL ends
                await _switch_journal(scene.stage)
            for _ in range(3):
                await asyncio.sleep(_FULL_SECONDS / 3)
                await uploads.send()
                status, _ = await asyncio.to_thread(scene.server.get, "/healthz", 5)
                if status != 200:
                    scene.bad.append(f"/healthz said {status}")
        done = scene.clients.seen.acknowledged.total() - before
        scene.notes.append(f"{done} commands done in {_FULL_SECONDS:.0f} s of a full disk")
        await scene.back()
        await uploads.send()
    for _ in range(20):
        if not uploads.waiting:
            break
        await uploads.send()
        await asyncio.sleep(0.5)
    scene.notes.append(
        f"{len(uploads.stored)} photos stored, refused before with {dict(uploads.codes) or 'nothing'};"
        f" codes of commands: {dict(scene.clients.seen.codes)}"
    )
    said = (scene.stage.layout.logs / "postgres.log").read_text(encoding="utf-8", errors="replace")
    logged = scene.server.log.read_text(encoding="utf-8", errors="replace")
    scene.notes.append(
        f"PostgreSQL refused for want of room {said.count('No space left on device')} times, gave up"
        f" {said.count('PANIC:')} times, was started by the product {logged.count('works again')} times"
    )
    if uploads.waiting:
        scene.bad.append(f"{len(uploads.waiting)} photos were never taken")


def _photo() -> bytes:
    """A large one, as of a crowded shelf."""
    out = BytesIO()
    Image.effect_noise((1600, 1200), 80).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass
class _Uploads:
    """Photos, each sent until it is taken."""

    scene: Scene
    token: str
    waiting: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    body: bytes = field(default_factory=_photo)

    async def send(self) -> None:
        """A new photo, and those that were not taken before."""
        self.waiting.append(str(uuid.uuid4()))
        address = f"http://127.0.0.1:{self.scene.server.port}/files"
        async with httpx.AsyncClient(timeout=30) as http:
            for key in list(self.waiting):
                head = {"authorization": f"Bearer {self.token}", "content-type": "image/jpeg", "x-file-id": key}
                try:
                    answer = await http.post(address, content=self.body, headers=head)
                    told = answer.json()
                except (httpx.HTTPError, ValueError) as error:
                    self.scene.clients.seen.odd.append(f"upload: {type(error).__name__}")
                    continue
                if answer.status_code in (200, 201):
                    self.waiting.remove(key)
                    self.stored.append(key)
                    continue
                error = told["errors"][0]
                self.codes[error["extensions"]["code"]] += 1
                if answer.status_code != 503 or any(word in error["message"] for word in DRIVER_WORDS):
                    self.scene.clients.seen.odd.append(f"upload: {answer.status_code} {error['message'][:200]}")


async def _switch_journal(stage: Stage) -> None:
    """Have PostgreSQL begin new files of its journal until it needs one that is not there yet."""
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        connection = await asyncpg.connect(stage.url("postgres"), timeout=5)
        try:
            for _ in range(200):
                await connection.execute("SELECT pg_logical_emit_message(false, 'drill', 'x')", timeout=5)
                await connection.execute("SELECT pg_switch_wal()", timeout=5)
        finally:
            connection.terminate()


@contextmanager
def _ballast(folder: Path) -> Iterator[None]:
    """A file that takes all the room there is, and what becomes free meanwhile."""
    file = folder / "ballast"
    stop = threading.Event()

    def fill() -> None:
        with file.open("ab") as stream:
            while not stop.is_set():
                free = shutil.disk_usage(folder).free
                with suppress(OSError):
                    if free:
                        os.posix_fallocate(stream.fileno(), file.stat().st_size, free)
                stop.wait(0.05)

    filling = threading.Thread(target=fill)
    filling.start()
    try:
        yield
    finally:
        stop.set()
        filling.join()
        file.unlink()


__all__ = ["full_disk"]
