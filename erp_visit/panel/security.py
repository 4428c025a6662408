"""Cookies, CSRF tokens and headers of the panel.

A request that changes something must carry a token that only our own pages know: it is derived from the session (before
log-in, from a random cookie) with the signing key, so nothing has to be stored.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from erp_visit.web import COOKIE, YEAR, host_prefixed

BASE = "/admin"
CSRF_HEADER = b"x-csrf-token"
CSRF_FIELD = "csrf_token"
VISITOR = "erp_visit_visitor"
"""Cookie of somebody not logged in, which the log-in form's token is derived from."""
LOCALE_COOKIE = "erp_visit_locale"
THEME_COOKIE = "erp_visit_theme"
PASSWORD_PATH = f"{BASE}/password"
SECOND_FACTOR_PATH = f"{BASE}/second-factor"
_NOWHERE_TO_GO = frozenset({f"{BASE}/login", f"{BASE}/login/code", f"{BASE}/logout"})


def content_security_policy(images: str = "") -> str:
    """No inline script or style: starlette-admin's own pages have both, which is why none of its pages is served.

    `images` is the one other origin that pictures may come from: that of the street map's tiles.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {images}".rstrip(),  # Tabler draws its arrows and ticks as data: images
            "font-src 'self'",
            "connect-src 'self'",
            "media-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def headers(tiles: str | None = None) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer carries; `tiles` is the address of the street map's tiles, if there is one."""
    parts = urlsplit(tiles or "")
    origin = f"{parts.scheme}://{parts.netloc.lower()}" if tiles else ""
    return (
        (b"content-security-policy", content_security_policy(origin).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        # Servers of tiles want to know which site asks, and often know a customer by it; they are told no page.
        (b"referrer-policy", b"strict-origin-when-cross-origin" if tiles else b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    )


HEADERS = headers()


def session_token(cookies: Mapping[str, str], secure: bool) -> str | None:
    """The session token that a request carries."""
    return own_cookie(cookies, COOKIE, secure)


def own_cookie(cookies: Mapping[str, str], name: str, secure: bool) -> str | None:
    """A cookie that we set: under TLS one that only this host can have set."""
    return cookies.get(host_prefixed(name, secure))


def csrf_token(key: str, secret: str) -> str:
    """The token that belongs to a session or visitor."""
    return hmac.new(key.encode(), b"csrf:" + secret.encode(), hashlib.sha256).hexdigest()[:40]


def is_csrf_token(key: str, secret: str, given: str) -> bool:
    """Whether a token belongs to the session or visitor."""
    return bool(secret) and hmac.compare_digest(csrf_token(key, secret).encode(), given.encode("utf-8", "replace"))


def set_cookie(name: str, value: str, *, secure: bool, seconds: int | None) -> bytes:
    """The value of a Set-Cookie header; with `seconds` 0 the cookie is taken away."""
    parts = [f"{host_prefixed(name, secure)}={value}", "Path=/", "SameSite=Lax", "HttpOnly"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts).encode("latin-1")


def safe_target(target: str | None, fallback: str = f"{BASE}/") -> str:
    """Where to go after log-in: an address inside the panel, else the fallback. Never another site."""
    if not target or len(target) > 2000 or any(ord(character) < 33 or character == "\\" for character in target):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not (parts.path == BASE or parts.path.startswith(f"{BASE}/")):
        return fallback
    if "//" in parts.path or ".." in parts.path or parts.path in _NOWHERE_TO_GO:
        return fallback
    return target


def came_from(referer: str, host: str) -> str:
    """The address inside the panel from which a request came, as the browser tells; empty if it came from elsewhere."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.netloc != host:
        return ""
    return safe_target(f"{parts.path}?{parts.query}".rstrip("?"), "")


__all__ = [
    "BASE", "CSRF_FIELD", "CSRF_HEADER", "HEADERS", "LOCALE_COOKIE", "PASSWORD_PATH", "SECOND_FACTOR_PATH",
    "THEME_COOKIE", "VISITOR", "YEAR", "came_from", "content_security_policy", "csrf_token", "headers", "is_csrf_token",
    "own_cookie", "safe_target", "session_token", "set_cookie",
]  # fmt: skip
