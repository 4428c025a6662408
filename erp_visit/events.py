"""Events for subscriptions and live pages: published through Redis once the change is committed.

An event says that a record changed, not what it became: receivers read it with their own rights.
Losing one loses nothing but freshness, so a Redis that cannot be reached is logged, not raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import structlog
from redis.exceptions import RedisError

from erp_visit import cache, db

CHANNEL = "erp-visit:events"
BATCH = 100
"""Events that go in one message; a command has a few, an import thousands."""
LINGER = 0.05
"""Seconds that events wait for company: nobody notices, and a message costs more than what is in it."""
MAX_WAITING = 1000
"""Events that a slow receiver may have waiting; then the oldest are dropped: it reads the present state anyway."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """Records of a type changed, or an event of another name befell them. `LOST` says that events were missed, `END`
    that this process stops: whoever listens is to take leave."""

    kind: str
    keys: tuple[UUID, ...]
    event: str = "changed"


LOST = Event("", (), "lost")
END = Event("", (), "end")


def announce(kind: str, *keys: UUID, event: str = "changed") -> None:
    """Announce, after the commit of the transaction under way, that records of a type changed."""
    waiting = db.transaction_notes(CHANNEL)
    if not waiting:
        db.after_commit(lambda: _publish(waiting))
    waiting.append({"kind": kind, "keys": [str(key) for key in keys], "event": event})


_outbox: list[Any] = []
_sender: asyncio.Task[None] | None = None


async def _publish(waiting: list[Any]) -> None:
    """Hand events over to be sent; the command does not wait for that."""
    global _sender
    if not cache.is_open():
        return  # a command line tool without receivers
    _outbox.extend(waiting)
    if _sender is None or _sender.done():
        _sender = asyncio.create_task(_send(), name="events out")


async def _send() -> None:
    """Send what has gathered: under load one message holds the events of many commands."""
    await asyncio.sleep(LINGER)
    while _outbox:
        batch = _outbox[:BATCH]
        del _outbox[:BATCH]
        try:
            if cache.is_open():
                await cache.redis().publish(CHANNEL, orjson.dumps(batch))
        except RedisError as error:
            log.warning("events not published", count=len(batch), error=str(error))


async def tell(kind: str) -> None:
    """Tell all processes at once, without records and without lingering; raises RedisError if that fails."""
    await cache.redis().publish(CHANNEL, orjson.dumps([{"kind": kind, "keys": [], "event": "changed"}]))


async def delivered() -> None:
    """Wait until what was announced has been sent; for a process that is about to end."""
    if _sender is not None and not _sender.done():
        await _sender


class Hub:
    """Receives the events of all processes once per process and hands them to whoever listens here."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Event], frozenset[str] | None] = {}
        self._ended = False

    async def listen(self) -> None:
        """Listen to Redis, reconnecting as needed, until cancelled."""
        while True:
            try:
                async with cache.redis().pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    self._tell(LOST)  # whatever was published before this moment
                    while True:
                        message = await channel.get_message(timeout=30)
                        if message is not None:
                            self._hand_out(message["data"])
            except RedisError as error:
                log.warning("events interrupted", error=str(error))
                await asyncio.sleep(1)

    @contextmanager
    def queue(self, kinds: Collection[str] | None = None) -> Iterator[asyncio.Queue[Event]]:
        """A queue that receives the events of the given types (all, if none are given), LOST and END."""
        queue: asyncio.Queue[Event] = asyncio.Queue(MAX_WAITING)
        if self._ended:
            queue.put_nowait(END)
        self._queues[queue] = frozenset(kinds) if kinds is not None else None
        try:
            yield queue
        finally:
            del self._queues[queue]

    def end(self) -> None:
        """Tell all who listen, and whoever comes yet, that this process stops."""
        self._ended = True
        self._tell(END)

    def _hand_out(self, data: bytes) -> None:
        """Tell of those events that somebody waits for: under load most are nobody's."""
        for message in orjson.loads(data):
            if any(kinds is None or message["kind"] in kinds for kinds in self._queues.values()):
                self._tell(Event(message["kind"], tuple(map(UUID, message["keys"])), message["event"]))

    def _tell(self, event: Event) -> None:
        for queue, kinds in self._queues.items():
            if event in (LOST, END) or kinds is None or event.kind in kinds:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(event)


__all__ = ["CHANNEL", "END", "LOST", "Event", "Hub", "announce", "delivered", "tell"]
