"""Hypothesis calls plain functions: it has a thread of its own, and the work is done in the loop of the test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")
SECONDS = 90
"""Longer than the database lets a statement run: what takes longer waits for what never comes."""


def done_in(loop: asyncio.AbstractEventLoop, work: Awaitable[T]) -> T:
    """The result of work that is done in another thread's loop."""

    async def bounded() -> T:
        async with asyncio.timeout(SECONDS):
            return await work

    return asyncio.run_coroutine_threadsafe(bounded(), loop).result()


__all__ = ["done_in"]
