"""Live pages: server-sent events about records that changed, told only to those who may see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.models import Record
from erp_visit.core.visibility import visible_among
from erp_visit.events import END, Event, Hub
from erp_visit.org.sessions import RECHECK_SECONDS, actor_of
from erp_visit.panel.frame import Frame
from erp_visit.panel.security import session_token

HEARTBEAT = 15.0
"""Seconds after which a comment shows both sides that the line still stands."""
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def live_routes(frame: Frame, hub: Hub) -> list[BaseRoute]:
    """The stream of changes, for `live.js`."""
    models: dict[str, type[Record]] = {spec.name: spec.model for spec in frame.registry.types.values()}

    async def live(request: Request) -> Response:
        token = session_token(request.cookies, request.state.secure) or ""
        return StreamingResponse(_stream(hub, models, token), media_type="text/event-stream", headers=HEADERS)

    return [Route("/live", live, methods=["GET"])]


async def _stream(hub: Hub, models: dict[str, type[Record]], token: str) -> AsyncIterator[bytes]:
    """Events for one log-in, for as long as it is one and we serve: rights are asked anew for each event, and every few
    seconds while there is none."""
    clock = asyncio.get_running_loop().time
    with hub.queue(models) as queue:
        yield b"retry: 2000\n\n"
        told = clock()
        while True:
            event: Event | None = None
            with suppress(TimeoutError):
                async with asyncio.timeout(RECHECK_SECONDS):
                    event = await queue.get()
            actor = await actor_of(token, used=False) if event is not END else None
            if actor is None:
                return
            line = await _line(event, actor, models) if event is not None else b""
            if not line and clock() - told >= HEARTBEAT:
                line = b": still here\n\n"
            if line:
                told = clock()
                yield line


async def _line(event: Event, actor: Actor, models: dict[str, type[Record]]) -> bytes:
    if event.event == "lost":
        return b"event: lost\ndata: {}\n\n"
    async with db.connection() as connection:
        keys = await visible_among(connection, actor, models[event.kind], event.keys)
    if not keys:
        return b""
    data: dict[str, Any] = {"kind": event.kind, "keys": sorted(map(str, keys)), "event": event.event}
    return b"event: changed\ndata: " + orjson.dumps(data) + b"\n\n"


__all__ = ["live_routes"]
