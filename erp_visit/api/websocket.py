"""Subscriptions by WebSocket, protocol graphql-transport-ws. The token comes in `connection_init`
(`{"token": "…"}`), as a bearer header, or as the panel's cookie from our own origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message
from strawberry.types.unset import UNSET, UnsetType

from erp_visit.api.execution import Context, Engine
from erp_visit.api.streams import MAX_SUBSCRIPTIONS, Source
from erp_visit.events import Hub
from erp_visit.org.sessions import actor_of
from erp_visit.web import accepted_locale, client_address, same_origin, session_cookie


class _Handler(BaseGraphQLTransportWSHandler[Context, None]):
    """The protocol; a message that is none closes the connection instead of crashing its task."""

    async def handle_message(self, message: Any) -> None:
        payload = message.get("payload") if isinstance(message, dict) else None
        if not isinstance(message, dict) or (
            message.get("type") == "subscribe"
            and not (isinstance(message.get("id"), str) and isinstance(payload, dict))
        ):
            await self.handle_invalid_message("Failed to parse message")
            return
        await super().handle_message(cast("Message", message))


class WebSocketEndpoint(GraphQL[Context, None]):
    """Strawberry's protocol handler with our context, our JSON and our errors.

    Pages of the origins given may connect beside our own, with a token; the panel's cookie counts for our own only.
    """

    graphql_transport_ws_handler_class = _Handler

    def __init__(self, schema: Schema, engine: Engine, hub: Hub, origins: Sequence[str] = ()) -> None:
        super().__init__(
            schema, graphql_ide=None, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            max_subscriptions_per_connection=MAX_SUBSCRIPTIONS, allowed_origins=origins,
        )  # fmt: skip
        self.schema = cast("Any", Source(engine))  # all that the handler asks of a schema
        self.engine = engine
        self.hub = hub

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        headers = dict(request.scope["headers"])
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        token = authorization[7:].strip() if authorization[:7].lower() == "bearer " else None
        if token is None and same_origin(headers):  # a page of another site can open sockets, too
            token = session_cookie(request.scope, headers)
        return Context(
            actor=None,
            locale=accepted_locale(headers) or "",
            address=client_address(request.scope),
            token=token,
            reader=self.engine.reader,
            hub=self.hub,
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        params: Any = getattr(context, "connection_params", None)
        if isinstance(params, dict) and isinstance(params.get("token"), str):
            context.token = params["token"]
        context.actor = await actor_of(context.token) if context.token else None
        if context.actor is None:
            raise ConnectionRejectionError({"code": "UNAUTHENTICATED"})
        context.locale = context.locale or context.actor.locale
        return cast("UnsetType", UNSET)


__all__ = ["WebSocketEndpoint"]
