"""Pools that a test opens beside those of its worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from erp_visit import db

_STATE = ("_pool", "_generic", "_commands", "_pulses")


@asynccontextmanager
async def no_pools_yet() -> AsyncIterator[None]:
    """As in a process that has just begun: what is opened within is closed, and the worker's own pools are back after it."""
    before = {name: getattr(db, name) for name in _STATE}
    db._pool = db._generic = db._commands = None
    db._pulses = []
    try:
        yield
    finally:
        await db.close_pool()
        for name, value in before.items():
            setattr(db, name, value)
