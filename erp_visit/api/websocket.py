"""GraphQL by WebSocket: the protocol graphql-transport-ws, to the letter
(https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The token comes in `connection_init`
(`{"token": "…"}`), as a bearer header, or as the panel's cookie from our own origin.

Strawberry's handler is not used: it crashes or stays silent where the protocol names a close code, and takes the actor
of the connection for all that is asked later.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from erp_visit.api.execution import Context, Engine
from erp_visit.api.problems import domain_error, problem
from erp_visit.api.streams import MAX_SUBSCRIPTIONS, answers, is_subscription
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.events import Hub
from erp_visit.org.sessions import LIFETIME, actor_of
from erp_visit.web import (
    Headers,
    accepted_locale,
    client_address,
    known_origin,
    same_origin,
    session_cookie,
    user_agent,
)

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
"""How long a connection may stand without `connection_init`."""
MAX_SOCKETS = 5_000
"""Of one process."""
MAX_SOCKETS_OF_ONE = 20
"""Of one employee at one process: one for each device and open page."""
_LONGEST_REASON = 123
"""Bytes; a longer one makes the frame of the close invalid."""

log = structlog.get_logger(__name__)

_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _UNACCEPTABLE = 4400, 4401, 4403, 4406
_INIT_TIMEOUT, _SUBSCRIBER_EXISTS, _TOO_MANY_INITS, _SERVER_ERROR = 4408, 4409, 4429, 4500
_TRY_LATER = 1013
"""Clients come back by themselves after this one."""


class _Close(Exception):
    """The connection is to be closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:_LONGEST_REASON].decode("utf-8", "ignore")


class WebSocketEndpoint:
    """The ASGI application for WebSockets at /graphql.

    Pages of the origins given may connect beside our own, with a token; the panel's cookie counts for our own only.
    """

    def __init__(
        self, engine: Engine, hub: Hub, origins: Collection[str] = (), session_lifetime: timedelta = LIFETIME
    ) -> None:
        self.engine = engine
        self.hub = hub
        self.origins = origins
        self.session_lifetime = session_lifetime
        self.sockets_of: Counter[UUID] = Counter()
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        headers = dict(scope["headers"])
        if not known_origin(scope, headers, self.origins):
            refusal = "Pages of this origin may not connect. Add the origin to ERP_VISIT_CORS_ORIGINS."
            await socket.send_denial_response(PlainTextResponse(refusal, 403))
            return
        if self._sockets >= MAX_SOCKETS:
            log.warning("too many sockets", limit=MAX_SOCKETS)
            refusal = "This server has as many connections as it takes. Try again in a moment."
            await socket.send_denial_response(PlainTextResponse(refusal, 503, {"retry-after": "5"}))
            return
        self._sockets += 1
        try:
            await _Connection(self, socket, headers).run()
        finally:
            self._sockets -= 1


class _Connection:
    """One WebSocket."""

    def __init__(self, endpoint: WebSocketEndpoint, socket: WebSocket, headers: Headers) -> None:
        self.endpoint = endpoint
        self.socket = socket
        self.headers = headers
        self.token = _token(socket, headers)
        self.actor: Actor | None = None
        """Who connected; set with the acknowledgement."""
        self.running: dict[str, asyncio.Task[None]] = {}
        """Operations by their ids; one that the client is done with is none of them."""
        self._streams: set[asyncio.Task[None]] = set()
        self._single: set[asyncio.Task[None]] = set()
        """Queries and mutations: they come to their end, whether anybody waits for their answer or not."""

    async def run(self) -> None:
        """Serve until either side closes."""
        accepted = PROTOCOL if PROTOCOL in self.socket.scope["subprotocols"] else None
        await self.socket.accept(accepted)
        try:
            if accepted is None:
                raise _Close(_UNACCEPTABLE, "Subprotocol not acceptable")
            await self._serve()
        except WebSocketDisconnect:
            pass
        except _Close as close:
            await self._stop()
            with suppress(WebSocketDisconnect):
                await self.socket.close(close.code, close.reason)
        finally:
            await self._stop()
            await asyncio.gather(*self._single, return_exceptions=True)
            if self.actor is not None:
                self.endpoint.sockets_of[self.actor.id] -= 1
                self.endpoint.sockets_of += Counter()  # keeps what is above zero

    async def _serve(self) -> None:
        latest = asyncio.get_running_loop().time() + INIT_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(latest if self.actor is None else None):
                    event = await self.socket.receive()
            except TimeoutError:
                raise _Close(_INIT_TIMEOUT, "Connection initialisation timeout") from None
            if event["type"] == "websocket.disconnect":
                raise WebSocketDisconnect
            try:
                await self._handle(_message(event.get("text")))
            except (_Close, WebSocketDisconnect):
                raise
            except Exception as error:
                told = domain_error(error)  # which logs it
                if told.code is ErrorCode.UNAVAILABLE:
                    raise _Close(_TRY_LATER, "Try again later") from error
                raise _Close(_SERVER_ERROR, "Internal server error") from error

    async def _handle(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._initialise(_object(message, "payload"))
            case "ping":
                _object(message, "payload")
                await self._send({"type": "pong"})
            case "pong":
                _object(message, "payload")
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                task = self.running.pop(_id(message), None)
                if task in self._streams:
                    task.cancel()
            case _:
                raise _Close(_BAD_REQUEST, "Unknown message type")

    async def _initialise(self, payload: dict[str, Any]) -> None:
        if self.actor is not None:
            raise _Close(_TOO_MANY_INITS, "Too many initialisation requests")
        token = payload.get("token")
        if isinstance(token, str):
            self.token = token
        actor = await self._whose()
        if self.endpoint.sockets_of[actor.id] >= MAX_SOCKETS_OF_ONE:
            raise _Close(_TRY_LATER, "Too many connections; close one")
        self.endpoint.sockets_of[actor.id] += 1
        self.actor = actor
        await self._send({"type": "connection_ack"})

    async def _whose(self) -> Actor:
        """Who the token belongs to now."""
        actor = await actor_of(self.token) if self.token else None
        if actor is None:
            raise _Close(_FORBIDDEN, "Forbidden")
        return actor

    async def _subscribe(self, message: dict[str, Any]) -> None:
        key, payload = _id(message), _object(message, "payload")
        text, name = payload.get("query"), payload.get("operationName")
        if not isinstance(text, str) or not isinstance(name, str | None):
            raise _Close(_BAD_REQUEST, "The payload needs a query, and operationName is text")
        variables = _object(payload, "variables")
        _object(payload, "extensions")
        if self.actor is None:
            raise _Close(_UNAUTHORIZED, "Unauthorized")
        if key in self.running:
            raise _Close(_SUBSCRIBER_EXISTS, f"Subscriber for {key} already exists")
        actor = await self._whose()  # anew: rights may have been taken away, or the session may have ended
        context = Context(
            actor,
            accepted_locale(self.headers) or actor.locale,
            client_address(self.socket.scope),
            self.token,
            reader=self.endpoint.engine.reader,
            hub=self.endpoint.hub,
            session_lifetime=self.endpoint.session_lifetime,
            device=user_agent(self.headers),
        )
        if len({*self.running.values(), *self._single}) >= MAX_SUBSCRIPTIONS:
            refusal = DomainError(
                ErrorCode.THROTTLED,
                "You have {maximum} streams open already. Close one first.",
                maximum=MAX_SUBSCRIPTIONS,
            )
            await self._send({"id": key, "type": "error", "payload": [problem(refusal, context.locale)]})
            return
        tasks = self._streams if is_subscription(self.endpoint.engine, text, name) else self._single
        task = asyncio.create_task(self._answer(key, text, variables, name, context), name=f"operation {key[:40]}")
        self.running[key] = task
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _answer(self, key: str, text: str, variables: dict[str, Any], name: str | None, context: Context) -> None:
        try:
            async with aclosing(answers(self.endpoint.engine, text, variables, name, context)) as given:
                async for answer in given:
                    if not answer.executed:
                        await self._end(key, {"type": "error", "payload": orjson.loads(answer.body)["errors"]})
                        return
                    if self.running.get(key) is not asyncio.current_task():
                        return  # the client is done with it, and its id may be another's by now
                    await self._send({"id": key, "type": "next", "payload": orjson.Fragment(answer.body)})
            await self._end(key, {"type": "complete"})
        except WebSocketDisconnect:
            pass  # the connection's own task hears of it, too
        except Exception as error:  # noqa: BLE001 -- the last net: the client is told, the log knows the rest
            with suppress(WebSocketDisconnect):
                await self._end(key, {"type": "error", "payload": [problem(domain_error(error), context.locale)]})

    async def _end(self, key: str, last: dict[str, Any]) -> None:
        """The last message of an operation; its id is free for another before that comes."""
        if self.running.get(key) is asyncio.current_task():
            del self.running[key]
            await self._send({"id": key, **last})

    async def _send(self, message: dict[str, Any]) -> None:
        await self.socket.send_text(orjson.dumps(message).decode())

    async def _stop(self) -> None:
        """End the streams, and say nothing more."""
        self.running.clear()
        while self._streams:  # amid a command to Redis a cancellation may get lost
            for task in self._streams:
                task.cancel()
            await asyncio.wait(self._streams, timeout=1)


def _token(socket: WebSocket, headers: Headers) -> str | None:
    """The token of the handshake. A page of another site can open sockets, too, so its cookie counts for nothing."""
    authorization = headers.get(b"authorization", b"").decode("latin-1")
    if authorization[:7].lower() == "bearer ":
        return authorization[7:].strip()
    return session_cookie(socket.scope, headers) if same_origin(socket.scope, headers) else None


def _message(text: str | None) -> dict[str, Any]:
    if text is None:
        raise _Close(_BAD_REQUEST, "Messages are text")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _Close(_BAD_REQUEST, "The message is not valid JSON") from None
    if not isinstance(message, dict):
        raise _Close(_BAD_REQUEST, "The message must be an object")
    return message


def _object(message: dict[str, Any], name: str) -> dict[str, Any]:
    """A member that is an object; an empty one if it is null or left out."""
    value = message.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Close(_BAD_REQUEST, f"`{name}` must be an object")
    return value


def _id(message: dict[str, Any]) -> str:
    key = message.get("id")
    if not isinstance(key, str) or not key:
        raise _Close(_BAD_REQUEST, "`id` must be text that is not empty")
    return key


__all__ = ["PROTOCOL", "WebSocketEndpoint"]
