"""A backup is made under load, and restored into an empty place by a command that is killed again and again."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import asyncpg

from drills.scene import Result, Scene, play
from drills.stage import ROOT, Stage
from erp_visit.embedded import servers, stop_abandoned
from erp_visit.settings import Settings

_KILLS = 5
_SUMS = """
SELECT (SELECT sum(total) FROM sales_order WHERE id = ANY($1::uuid[])), (SELECT sum(open_amount) FROM receivable),
    (SELECT sum(on_hand) FROM stock_balance), (SELECT sum(amount) FROM ledger_entry)
"""


async def restoring(stage: Stage) -> Result:
    """Backup, kills, restore, doctor."""
    return await play(stage, "backup and restore", _restore)


async def _restore(scene: Scene) -> None:
    stage = scene.stage
    archive = stage.folder / "backup.zip"
    await scene.clients.progress(50)
    acknowledged = set(scene.clients.book.orders)
    began, before = time.monotonic(), scene.clients.seen.acknowledged.total()
    source = stage.environment(0)
    code, said = await _run(source, "backup", str(archive))
    seconds = time.monotonic() - began
    if code != 0:
        scene.bad.append(f"backup: exit code {code}: {said[-300:]}")
        return
    meanwhile = scene.clients.seen.acknowledged.total() - before
    size = archive.stat().st_size / 2**20
    scene.notes.append(f"backup of {size:.1f} MB in {seconds:.1f} s, {meanwhile} commands done meanwhile")
    damaged = archive.with_name("damaged.zip")
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    place = {"DATABASE_URL": "", "REDIS_URL": "", "ERP_VISIT_DATA_DIR": str(stage.folder / "elsewhere")}
    code, said = await _run(place, "restore", str(damaged))
    if code == 0 or "is damaged" not in said:
        scene.bad.append(f"a damaged archive: exit code {code}: {said[-300:]}")
    began = time.monotonic()
    code, said = await _run(place, "restore", str(archive))
    whole = time.monotonic() - began
    if code != 0 or "All in order." not in said:
        scene.bad.append(f"restore: exit code {code}: {said[-300:]}")
    chance = random.Random(2)
    for turn in range(_KILLS):
        scene.stage.say(f"killing a restore, {turn + 1} of {_KILLS} …")
        await _run(place, "restore", str(archive), "--replace", kill_after=chance.uniform(0.2, whole * 0.9))
        scene.faults += 1
        code, said = await _run(place, "doctor")
        if code != 0 or "All in order." not in said:
            scene.bad.append(f"after a killed restore: exit code {code}: {said[-300:]}")
    code, said = await _run(place, "restore", str(archive), "--replace")
    if code != 0 or "All in order." not in said:
        scene.bad.append(f"restore at last: exit code {code}: {said[-300:]}")
    scene.notes.append(f"restored and re-added in {whole:.1f} s, and again after {_KILLS} kills")
    await _compare(scene, stage.folder / "elsewhere", acknowledged)


async def _compare(scene: Scene, folder: Path, acknowledged: set[str]) -> None:
    """All that was acknowledged before the backup began is in it."""
    settings = replace(Settings(), data_dir=folder)
    with servers(settings) as restored:
        connection = await asyncpg.connect(restored.database_url)
        try:
            found = await connection.fetchval(
                "SELECT count(*) FROM sales_order WHERE id = ANY($1::uuid[])", list(acknowledged)
            )
            log_ins = await connection.fetchval("SELECT count(*) FROM login_session")
            left = await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname LIKE '%restoring%'")
        finally:
            await connection.close()
    stop_abandoned(settings)
    if found != len(acknowledged):
        scene.bad.append(f"{len(acknowledged) - found} acknowledged orders are not in the backup")
    if log_ins or left:
        scene.bad.append(f"{log_ins} log-ins and {left} databases of attempts are left")


async def _run(env: dict[str, str], *arguments: str, kill_after: float | None = None) -> tuple[int, str]:
    """Run a command of the product; its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "erp_visit.cli", *arguments, env={**os.environ, **env}, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), kill_after)
    except TimeoutError:
        process.kill()
        await process.wait()
        return -9, ""
    return process.returncode or 0, output.decode(errors="replace")


__all__ = ["restoring"]
