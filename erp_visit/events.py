"""Events for subscriptions and live pages: published through Redis once the change is committed.

An event says that a record changed, not what it became: receivers read it with their own rights.
Losing one loses nothing but freshness, so a Redis that cannot be reached is logged, not raised.
"""

from __future__ import annotations

from uuid import UUID

import orjson
import structlog
from redis.exceptions import RedisError

from erp_visit import db
from erp_visit.cache import redis

CHANNEL = "erp-visit:events"

log = structlog.get_logger(__name__)


def announce(kind: str, *keys: UUID, event: str = "changed") -> None:
    """Announce, after the commit of the transaction under way, that records of a type changed."""
    message = orjson.dumps({"kind": kind, "keys": [str(key) for key in keys], "event": event})

    async def publish() -> None:
        try:
            await redis().publish(CHANNEL, message)
        except RedisError as error:
            log.warning("event not published", kind=kind, error=str(error))

    db.after_commit(publish)


__all__ = ["CHANNEL", "announce"]
