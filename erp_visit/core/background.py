"""Work that goes on beside a block and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

_SECONDS_BETWEEN = 0.5


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run a coroutine as a task of this name for as long as the block runs; then cancel it and wait for its end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        # As often as it takes: a library may swallow a cancellation, as redis-py's client does while it subscribes.
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=_SECONDS_BETWEEN)
        with suppress(asyncio.CancelledError):
            await task


__all__ = ["beside"]
