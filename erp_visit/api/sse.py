"""GraphQL by server-sent events, for those who cannot use a WebSocket: the protocol of graphql-sse, each operation on a
connection of its own (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, distinct connections mode)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.types import Receive, Scope, Send

from erp_visit.api.execution import Context, Engine
from erp_visit.api.http import JSON, BadRequest, authenticate, parse_request, refused, respond
from erp_visit.api.streams import MAX_SUBSCRIPTIONS, answers
from erp_visit.core.errors import ErrorCode
from erp_visit.events import Hub
from erp_visit.org.sessions import LIFETIME
from erp_visit.web import accepted_locale, client_address, known_origin, user_agent

KEEP_ALIVE = 12.0
"""Seconds of silence after which a comment shows both sides, and proxies between them, that the line still stands."""
COMMENT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]

Bodies = AsyncGenerator[bytes, None]


class EventsEndpoint:
    """Answers requests to /graphql that accept `text/event-stream`, of pages of ours or of the origins given."""

    def __init__(
        self, engine: Engine, hub: Hub, origins: Collection[str] = (), session_lifetime: timedelta = LIFETIME
    ) -> None:
        self.engine = engine
        self.hub = hub
        self.origins = origins
        self.session_lifetime = session_lifetime
        self._open: Counter[UUID] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        locale = accepted_locale(headers)
        try:
            if not known_origin(scope, headers, self.origins):
                raise BadRequest(
                    403,
                    ErrorCode.BAD_REQUEST,
                    "Pages of this origin may not listen. Add the origin to ERP_VISIT_CORS_ORIGINS.",
                )
            text, variables, operation = await parse_request(scope, headers, receive)
            token, actor = await authenticate(scope, headers)
            if actor is not None and self._open[actor.id] >= MAX_SUBSCRIPTIONS:
                raise BadRequest(
                    429,
                    ErrorCode.THROTTLED,
                    "You have {maximum} streams open already. Close one, or use one WebSocket for all.",
                    maximum=MAX_SUBSCRIPTIONS,
                )
        except Exception as error:  # noqa: BLE001 -- as in GraphQLEndpoint
            status, body = refused(error, locale or "zh")
            await respond(send, status, body, JSON, 0.0)
            return
        context = Context(
            actor,
            locale or (actor.locale if actor else "zh"),
            client_address(scope),
            token,
            reader=self.engine.reader,
            hub=self.hub,
            session_lifetime=self.session_lifetime,
            device=user_agent(headers),
        )
        bodies = self._bodies(text, variables, operation, context, scope["method"] == "POST")
        if actor is None:
            await _deliver(bodies, receive, send)
            return
        self._open[actor.id] += 1
        try:
            await _deliver(bodies, receive, send)
        finally:
            self._open[actor.id] -= 1
            if not self._open[actor.id]:
                del self._open[actor.id]

    async def _bodies(
        self, text: str, variables: Mapping[str, Any], name: str | None, context: Context, allow_mutation: bool
    ) -> Bodies:
        """The answers as JSON."""
        given = answers(self.engine, text, variables, name, context, allow_mutation=allow_mutation)
        try:
            async with aclosing(given):
                async for answer in given:
                    yield answer.body
        except Exception as error:  # noqa: BLE001 -- the last net: the client gets an event, the log the rest
            yield refused(error, context.locale)[1]


async def _deliver(bodies: Bodies, receive: Receive, send: Send) -> None:
    """Send each result as an event, and comments while there is none, until the last result or until nobody listens."""
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    gone = asyncio.create_task(_gone(receive), name="client gone")
    coming: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            coming = coming or asyncio.create_task(_next(bodies), name="next event")
            await asyncio.wait({coming, gone}, timeout=KEEP_ALIVE, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return
            part = COMMENT
            if coming.done():
                body, coming = coming.result(), None
                if body is None:
                    break
                part = b"event: next\ndata: " + body.replace(b"\n", b" ") + b"\n\n"
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": COMPLETE})
    finally:
        tasks = [task for task in (gone, coming) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bodies.aclose()


async def _next(bodies: Bodies) -> bytes | None:
    return await anext(bodies, None)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


__all__ = ["KEEP_ALIVE", "EventsEndpoint"]
