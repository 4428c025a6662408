"""GraphQL over HTTP, as plain ASGI: https://graphql.github.io/graphql-over-http/draft/."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import orjson
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from erp_visit.api.execution import Context, Engine, cost_of
from erp_visit.api.problems import domain_error, problem
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org.sessions import LIFETIME, actor_of, holder_of
from erp_visit.web import accepted_locale, client_address, is_longer, same_origin, session_cookie, user_agent

MAX_BODY = 1_048_576
BODY_SECONDS = 30
EXAMPLE = '{"query": "…"}'
JSON = b"application/json; charset=utf-8"
GRAPHQL_JSON = b"application/graphql-response+json; charset=utf-8"

_EXPLAINED = {401: [(b"www-authenticate", b"Bearer")], 405: [(b"allow", b"GET, POST")]}
"""What a status must say beside the body."""
_STATUS = {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.UNAVAILABLE: 503}

log = structlog.get_logger("erp_visit.graphql")
Headers = dict[bytes, bytes]


class BadRequest(Exception):
    """A request that is no GraphQL request, with its HTTP status."""

    def __init__(self, status: int, code: ErrorCode, message: str, **params: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = DomainError(code, message, **params)


class GraphQLEndpoint:
    """The ASGI application at /graphql. `explorer` answers a browser that opens the address, if there is one, and
    `events` whoever asks for server-sent events."""

    def __init__(
        self,
        engine: Engine,
        explorer: ASGIApp | None = None,
        session_lifetime: timedelta = LIFETIME,
        events: ASGIApp | None = None,
    ) -> None:
        self.engine = engine
        self.explorer = explorer
        self.events = events
        self.session_lifetime = session_lifetime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        accept = headers.get(b"accept", b"")
        if self.explorer is not None and scope["method"] == "GET" and b"text/html" in accept:
            await self.explorer(scope, receive, send)
            return
        if self.events is not None and b"text/event-stream" in accept:
            await self.events(scope, receive, send)
            return
        started = time.perf_counter()
        modern = b"graphql-response+json" in accept and _prefers_modern(accept)
        locale = accepted_locale(headers)
        actor: Actor | None = None
        try:
            text, variables, operation = await parse_request(scope, headers, receive)
            token, actor = await authenticate(scope, headers, incomplete=True)
            context = Context(
                actor,
                locale or (actor.locale if actor else "zh"),
                client_address(scope),
                token,
                session_lifetime=self.session_lifetime,
                device=user_agent(headers),
            )
            answer = await self.engine.execute(
                text, variables, operation, context, allow_mutation=scope["method"] == "POST"
            )
            status = 405 if answer.needs_post else 200 if answer.executed or not modern else 400
            body = answer.body
        except Exception as error:  # noqa: BLE001 -- the last net: the client gets JSON, the log the rest
            status, body = refused(error, locale or "zh")
        await respond(send, status, body, GRAPHQL_JSON if modern else JSON, time.perf_counter() - started)


def _prefers_modern(accept: bytes) -> bool:
    """Whether application/graphql-response+json is asked for, and not application/json more."""
    weights = {"application/graphql-response+json": 0.0, "application/json": 0.0}
    for part in accept.decode("latin-1").lower().split(","):
        kind, *options = (option.strip() for option in part.split(";"))
        if kind in weights:
            given = next((option[2:] for option in options if option.startswith("q=")), "1")
            try:
                weights[kind] = float(given)
            except ValueError:
                weights[kind] = 1.0
    modern, plain = weights.values()
    return modern > 0 and modern >= plain


async def parse_request(scope: Scope, headers: Headers, receive: Receive) -> tuple[str, Mapping[str, Any], str | None]:
    """Document, variables and name of the operation. Raises BadRequest."""
    if scope["method"] == "GET":
        given: Any = _parameters(scope["query_string"])
        for name in ("variables", "extensions"):
            if name in given:
                given[name] = _json(given[name])
    elif scope["method"] == "POST":
        _check_kind(headers)
        given = _json(await _body(headers, receive))
    else:
        raise BadRequest(405, ErrorCode.BAD_REQUEST, "GraphQL is asked by POST, or by GET for queries.")
    if not isinstance(given, dict):
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "The body must be an object like {example}.", example=EXAMPLE)
    text, variables, operation = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "`query` must be a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "`variables` must be an object.")
    if operation is not None and not isinstance(operation, str):
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "`operationName` must be text.")
    if given.get("extensions") is not None and not isinstance(given["extensions"], dict):
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "`extensions` must be an object.")
    return text, variables or {}, operation or None


def _check_kind(headers: Headers) -> None:
    """Raise BadRequest unless the body is JSON in UTF-8, as it is."""
    kind, _, options = headers.get(b"content-type", b"").partition(b";")
    if kind.strip().lower() != b"application/json":
        raise BadRequest(415, ErrorCode.BAD_REQUEST, "Send the request as application/json.")
    if b"charset" in options.lower() and b"utf-8" not in options.lower():
        raise BadRequest(415, ErrorCode.BAD_REQUEST, "Send the request in UTF-8.")
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise BadRequest(415, ErrorCode.BAD_REQUEST, "Send the body as it is, without compressing it.")


def _parameters(query: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "The parameters are not valid UTF-8, or too many.") from None


def _json(raw: bytes | str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest(400, ErrorCode.BAD_REQUEST, "The request is not valid JSON in UTF-8.") from None


async def _body(headers: Headers, receive: Receive) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _whole_body(headers, receive)
    except TimeoutError:
        raise BadRequest(
            408, ErrorCode.TIMEOUT, "The body did not arrive within {seconds} seconds.", seconds=BODY_SECONDS
        ) from None


async def _whole_body(headers: Headers, receive: Receive) -> bytes:
    too_large = BadRequest(
        413, ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than {maximum} bytes.", maximum=MAX_BODY
    )
    length = headers.get(b"content-length", b"0")
    if is_longer(length, MAX_BODY):
        raise too_large
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest(400, ErrorCode.BAD_REQUEST, "The body ended early.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            raise too_large
    return b"".join(parts)


async def authenticate(scope: Scope, headers: Headers, *, incomplete: bool = False) -> tuple[str | None, Actor | None]:
    """The token and who it belongs to: a bearer token, or the panel's cookie if the request cannot be forged.

    Whose log-in asks for something first is nobody, unless the caller sees to it that nothing else is done.
    """
    who = holder_of if incomplete else actor_of
    authorization = headers.get(b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            raise BadRequest(401, ErrorCode.UNAUTHENTICATED, "Send the token as `Authorization: Bearer …`.")
        return token, await who(token.strip())
    cookie = session_cookie(scope, headers)
    if cookie is None:
        return None, None
    # A form of another site can send the cookie, but neither this header nor our origin.
    if b"x-csrf-protection" not in headers or not same_origin(scope, headers):
        raise BadRequest(
            403,
            ErrorCode.BAD_REQUEST,
            "With the panel's cookie, send the header `X-CSRF-Protection: 1` from our own origin.",
        )
    return cookie, await who(cookie)


async def misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that names a host which is none of ours."""
    headers: Headers = dict(scope["headers"])
    accept = headers.get(b"accept", b"")
    modern = b"graphql-response+json" in accept and _prefers_modern(accept)
    error = BadRequest(421, ErrorCode.BAD_REQUEST, "This server does not answer to that host name.")
    status, body = refused(error, accepted_locale(headers) or "zh")
    await respond(send, status, body, GRAPHQL_JSON if modern else JSON, 0.0)


def refused(error: Exception, locale: str) -> tuple[int, bytes]:
    """Status and body of the answer for a request that did not come to execution."""
    if isinstance(error, BadRequest):
        status, refusal = error.status, error.error
    else:
        refusal = domain_error(error)
        status = _STATUS.get(refusal.code, 500)
    body = {"errors": [problem(refusal, locale)], "extensions": {"cost": cost_of(None)}}
    return status, orjson.dumps(body)


async def respond(send: Send, status: int, body: bytes, kind: bytes, seconds: float) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"server-timing", b"app;dur=%.2f" % (seconds * 1000)),
        *_EXPLAINED.get(status, ()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


__all__ = [
    "JSON", "BadRequest", "GraphQLEndpoint", "authenticate", "misdirected", "parse_request", "refused", "respond",
]  # fmt: skip
