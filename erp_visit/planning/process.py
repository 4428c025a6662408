"""Work for a processor, done in a process of its own: the server answers on, and what is called off stops at once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog

LARGEST_LINE = 256 * 1024 * 1024
SECONDS = 120.0
"""Of a processor, for one rep's plan or one day's route: a hundred times what long ones take."""
log = structlog.get_logger(__name__)


class Failed(Exception):
    """The process ended without a result; its last words."""


async def compute(task: dict[str, Any], hear: Callable[[int, int], Awaitable[bool]] | None = None) -> Any | None:
    """The result of a task for erp_visit.planning.compute. `hear` is told how far it is and answers whether to go on;
    if not, the process is ended, and the result is None. Raises Failed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "erp_visit.planning.compute", str(SECONDS),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        limit=LARGEST_LINE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    words = asyncio.create_task(process.stderr.read())
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its last words say why
            process.stdin.write(orjson.dumps(task))
            await process.stdin.drain()
            process.stdin.close()
        async for line in process.stdout:
            said = orjson.loads(line)
            if "result" in said:
                await process.wait()
                return said["result"]
            if hear is not None and not await hear(said["done"], said["of"]):
                return None
        await process.wait()
        last = (await words).decode(errors="replace").strip()
        if process.returncode == -signal.SIGVTALRM:
            last = "the search came to no end"
        log.error("planning failed", exit=process.returncode, stderr=last[-4000:])
        raise Failed(last.rpartition("\n")[2][:400] or f"exit {process.returncode}")
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        words.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await words


__all__ = ["Failed", "compute"]
