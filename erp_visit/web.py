"""What both doors, GraphQL and panel, read from a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.types import Scope

COOKIE = "erp_visit_session"
"""Name of the session cookie on plain HTTP; under TLS it has the prefix `__Host-`."""

Headers = Mapping[bytes, bytes]


def cookie_name(secure: bool) -> str:
    """Name of the session cookie. A browser takes a `__Host-` cookie from this host over TLS only."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def cookies(headers: Headers) -> dict[str, str]:
    """Cookies of a request by name."""
    pairs = (part.strip().partition("=") for part in headers.get(b"cookie", b"").decode("latin-1").split(";"))
    return {name: value for name, _, value in pairs if name}


def session_cookie(scope: Scope, headers: Headers) -> str | None:
    """The session's token in the request's cookies."""
    return cookies(headers).get(cookie_name(scope.get("scheme") in ("https", "wss")))


def same_origin(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of ours; clients that are none say nothing."""
    origin = headers.get(b"origin")
    if origin is None:
        return headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")
    return origin.partition(b"://")[2] == headers.get(b"host", b"")


def known_origin(headers: Headers, others: Collection[str]) -> bool:
    """Whether a request comes from a page of ours, from one of the other origins given, or from no page at all."""
    return same_origin(headers) or headers.get(b"origin", b"").decode("latin-1") in others


def accepted_locale(headers: Headers) -> str | None:
    """zh or en, whichever the client names first."""
    for part in headers.get(b"accept-language", b"").decode("latin-1").lower().split(","):
        language = part.partition(";")[0].strip()[:2]
        if language in ("zh", "en"):
            return language
    return None


def client_address(scope: Scope) -> str:
    """Address of the peer; a proxy's own, unless the server was told to trust what it forwards."""
    client = scope.get("client")
    return client[0] if client else ""


__all__ = [
    "COOKIE", "accepted_locale", "client_address", "cookie_name", "cookies", "known_origin", "same_origin",
    "session_cookie",
]  # fmt: skip
