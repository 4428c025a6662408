"""Subscriptions by WebSocket, protocol graphql-transport-ws. The token comes in `connection_init`
(`{"token": "…"}`), as a bearer header, or as the panel's cookie from our own origin."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import orjson
from graphql import GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.unset import UNSET, UnsetType

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Context, Engine
from erp_visit.api.problems import document_problem, execution_problem, problem
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.events import Hub
from erp_visit.org.sessions import actor_of
from erp_visit.web import accepted_locale, client_address, same_origin, session_cookie

MAX_SUBSCRIPTIONS = 50
"""For one connection."""

Results = AsyncGenerator[Any, None]


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

    Pages of any origin may connect: what they need is a token; the panel's cookie counts for our own pages only.
    """

    graphql_transport_ws_handler_class = _Handler

    def __init__(self, schema: Schema, engine: Engine, hub: Hub) -> None:
        super().__init__(
            schema, graphql_ide=None, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            max_subscriptions_per_connection=MAX_SUBSCRIPTIONS, allowed_origins=["*"],
        )  # fmt: skip
        self.schema = cast("Any", _Source(engine))  # all that the handler asks of a schema
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


class _Source:
    """Subscriptions of a schema, their errors with codes as everywhere else."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def stream(
        self,
        query: Any,
        *,
        variable_values: Any = None,
        context_value: Context,
        root_value: None = None,
        operation_name: Any = None,
    ) -> Results:
        return self._results(query, variable_values, operation_name, context_value)

    async def _results(self, query: Any, variables: Any, name: Any, context: Context) -> Results:
        try:
            self._check(query, variables, name)
        except InvalidDocument as error:
            yield PreExecutionError(None, [_typed(document_problem(one, error.code)) for one in error.errors])
            return
        except DomainError as refusal:
            yield PreExecutionError(None, [_typed(problem(refusal, context.locale))])
            return
        source = await self.engine.schema.stream(
            query, variable_values=variables, context_value=context, operation_name=name
        )
        async with aclosing(cast("Results", source)) as results:
            async for result in results:
                if isinstance(result, ExecutionResult) and result.errors:
                    entries = [entry for one in result.errors for entry in execution_problem(one, context.locale)]
                    result.errors = [_typed(entry) for entry in entries]
                yield result

    def _check(self, query: Any, variables: Any, name: Any) -> None:
        """Raise InvalidDocument, or BAD_REQUEST for what is no subscription."""
        if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
            raise DomainError(
                ErrorCode.BAD_REQUEST, "The payload must be an object like {example}.", example='{"query": "…"}'
            )
        operation = self.engine.documents.get(query).operation(name or None)
        self.engine.documents.variables(operation, variables or {})
        if operation.type is not OperationType.SUBSCRIPTION:
            raise DomainError(
                ErrorCode.BAD_REQUEST,
                "By WebSocket there are subscriptions; send all else by POST to this same address.",
            )


def _typed(entry: dict[str, Any]) -> GraphQLError:
    return GraphQLError(entry["message"], path=entry.get("path"), extensions=entry["extensions"])


__all__ = ["WebSocketEndpoint"]
