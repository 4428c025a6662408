"""Subscriptions by WebSocket, protocol graphql-transport-ws. The token comes in `connection_init`
(`{"token": "…"}`), as a bearer header, or as the panel's cookie from our own origin."""

from __future__ import annotations

from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UNSET, UnsetType

from erp_visit.api.execution import Context, Engine
from erp_visit.events import Hub
from erp_visit.org.sessions import actor_of
from erp_visit.web import accepted_locale, client_address, session_cookie


class WebSocketEndpoint(GraphQL[Context, None]):
    """Strawberry's protocol handler with our context and our JSON."""

    def __init__(self, schema: Schema, engine: Engine, hub: Hub) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))
        self.engine = engine
        self.hub = hub

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        headers = dict(request.scope["headers"])
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        token = authorization[7:].strip() if authorization[:7].lower() == "bearer " else None
        return Context(
            actor=None,
            locale=accepted_locale(headers) or "zh",
            address=client_address(request.scope),
            token=token or session_cookie(request.scope, headers),
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
