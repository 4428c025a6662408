"""What both doors, GraphQL and panel, read from a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "erp_visit_session"
"""Name of the session cookie on plain HTTP; under TLS it has the prefix `__Host-`."""

YEAR = 31_536_000
BASIC_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
"""What every answer carries that does not say otherwise: it is data, and no page to be shown or framed."""
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=%d; includeSubDomains" % YEAR)

Headers = Mapping[bytes, bytes]


class Guard:
    """What goes for every request: it asks for one of our host names, if they are known, and its answer carries the
    headers that keep browsers from making more of it than it is. Probes ask by address, under any name; paths that
    have a form of their own for refusals name what refuses other hosts there."""

    def __init__(
        self, app: ASGIApp, hosts: Collection[str], probes: Collection[str], refusals: Mapping[str, ASGIApp]
    ) -> None:
        self.app = app
        self.refusals = refusals
        self.hosts = frozenset(hosts)
        self.probes = frozenset(probes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if self.hosts and scope["path"] not in self.probes and _host(scope) not in self.hosts:
            if scope["type"] != "http" or scope["path"] not in self.refusals:
                await _misdirected(scope, send)
                return
            app = self.refusals[scope["path"]]
        else:
            app = self.app
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        basic: Sequence[tuple[bytes, bytes]] = BASIC_HEADERS
        if scope["scheme"] == "https":
            basic = (*basic, STRICT_TRANSPORT)
        if scope["path"] == "/graphql" or scope["path"].startswith("/graphql/explorer"):
            basic = basic[1:]  # GraphiQL, in development, has scripts and styles; answers say themselves what they load

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.setdefault("headers", [])
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(header for header in basic if header[0] not in names)]
            await send(message)

        await app(scope, receive, guarded)


def is_longer(content_length: bytes | str, limit: int) -> bool:
    """Whether a Content-Length names more bytes than the limit, or is no number."""
    digits = content_length.decode("latin-1") if isinstance(content_length, bytes) else content_length
    return not digits.isascii() or not digits.isdigit() or len(digits) > 20 or int(digits) > limit


def _host(scope: Scope) -> str:
    """The host that a request names, without its port; none if it names several, of which others might take another."""
    given = [value for name, value in scope["headers"] if name == b"host"]
    named = given[0].decode("latin-1").lower() if len(given) == 1 else ""
    host, colon, port = named.rpartition(":")
    return host if colon and port.isdigit() else named


async def _misdirected(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "unknown host"})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *BASIC_HEADERS]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": b"This server does not answer to that host name.\n"})


def cookie_name(secure: bool) -> str:
    """Name of the session cookie."""
    return host_prefixed(COOKIE, secure)


def host_prefixed(name: str, secure: bool) -> str:
    """Name of a cookie of ours. A browser takes a `__Host-` cookie from this host over TLS only."""
    return f"__Host-{name}" if secure else name


def cookies(headers: Headers) -> dict[str, str]:
    """Cookies of a request by name."""
    pairs = (part.strip().partition("=") for part in headers.get(b"cookie", b"").decode("latin-1").split(";"))
    return {name: value for name, _, value in pairs if name}


def session_cookie(scope: Scope, headers: Headers) -> str | None:
    """The session's token in the request's cookies."""
    return cookies(headers).get(cookie_name(_by_tls(scope)))


def same_origin(scope: Scope, headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of ours; clients that are none say nothing. Under TLS a
    page of our name on plain HTTP is none of ours: anybody on the way can have written it."""
    origin = headers.get(b"origin")
    if origin is None:
        return headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")
    scheme, _, host = origin.partition(b"://")
    return host == headers.get(b"host", b"") and (scheme == b"https" or not _by_tls(scope))


def _by_tls(scope: Scope) -> bool:
    return scope.get("scheme") in ("https", "wss")


def known_origin(scope: Scope, headers: Headers, others: Collection[str]) -> bool:
    """Whether a request comes from a page of ours, from one of the other origins given, or from no page at all."""
    return same_origin(scope, headers) or headers.get(b"origin", b"").decode("latin-1") in others


def accepted_locale(headers: Headers) -> str | None:
    """zh or en, whichever the client names first."""
    for part in headers.get(b"accept-language", b"").decode("latin-1").lower().split(","):
        language = part.partition(";")[0].strip()[:2]
        if language in ("zh", "en"):
            return language
    return None


def user_agent(headers: Headers) -> str:
    """What the client says it is."""
    return headers.get(b"user-agent", b"").decode("utf-8", "replace")


def client_address(scope: Scope) -> str:
    """Address of the peer; a proxy's own, unless the server was told to trust what it forwards."""
    client = scope.get("client")
    return client[0] if client else ""


__all__ = [
    "COOKIE", "STRICT_TRANSPORT", "YEAR", "Guard", "accepted_locale", "client_address", "cookie_name", "cookies",
    "host_prefixed", "is_longer", "known_origin", "same_origin", "session_cookie", "user_agent",
]  # fmt: skip
