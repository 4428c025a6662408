"""Work beside a block ends with it."""

from __future__ import annotations

import asyncio

import pytest

from erp_visit.core.background import beside


async def test_work_that_swallows_a_cancellation_ends_all_the_same() -> None:
    """A server that was told to stop while it subscribed to Redis waited for ever."""
    cancelled = 0

    async def work() -> None:
        nonlocal cancelled
        while cancelled < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled += 1

    async with asyncio.timeout(30):
        async with beside(work(), "stubborn"):
            await asyncio.sleep(0)
    assert cancelled == 2


async def test_an_error_of_the_work_is_told_at_its_end() -> None:
    async def work() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        async with beside(work(), "broken"):
            await asyncio.sleep(0)
