"""The score that MDN's HTTP Observatory gives an answer, by its published table of modifiers.

Ten tests take points from 100 or add some; extra ones count only for who has 90 without them. What concerns the network
(whether plain HTTP leads to TLS, whether the host is on the list of preloaded ones) is the proxy's and not looked at;
scripts of our own origin get neither points nor a deduction from the test of subresource integrity.
"""

from __future__ import annotations

import re

import httpx

_BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
_INLINE = {"'unsafe-inline'", "data:"}
_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_HALF_A_YEAR = 15_768_000
ENOUGH_FOR_EXTRA = 90


def score(answer: httpx.Response) -> tuple[int, dict[str, int]]:
    """The score, and what each test gave or took."""
    parts = {
        "content-security-policy": _policy(answer),
        "cookies": _cookies(answer),
        "cross-origin-resource-sharing": _sharing(answer),
        "cross-origin-resource-policy": _resources(answer),
        "referrer-policy": _referrer(answer),
        "strict-transport-security": _transport(answer),
        "subresource-integrity": _scripts(answer),
        "x-content-type-options": 0 if answer.headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        "x-frame-options": _frames(answer),
    }
    plain = 100 + sum(part for part in parts.values() if part < 0)
    extra = sum(part for part in parts.values() if part > 0) if plain >= ENOUGH_FOR_EXTRA else 0
    return max(0, plain + extra), parts


def directives(answer: httpx.Response) -> dict[str, set[str]]:
    """The Content-Security-Policy by directive."""
    named = (part.split() for part in answer.headers.get("content-security-policy", "").split(";"))
    return {name: set(sources) for name, *sources in filter(None, named)}


def _policy(answer: httpx.Response) -> int:
    policy = directives(answer)
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    script, style = policy.get("script-src", default), policy.get("style-src", default)
    if script & (_BROAD | _INLINE) or policy.get("object-src", default) & _BROAD:
        return -20
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = set[str]().union(*(sources for name, sources in policy.items() if name not in ("img-src", "media-src")))
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20
    if "'unsafe-eval'" in script | style or any(source.startswith(("http:", "ftp:")) for source in passive):
        return -10
    if style & (_BROAD | _INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(answer: httpx.Response) -> int:
    worst = 0
    same_site = True
    given = [re.split(r";\s*", line.lower()) for line in answer.headers.get_list("set-cookie")]
    for named, *attributes in given:
        name = named.partition("=")[0]
        session, secure = "sess" in name or "login" in name, "secure" in attributes
        site = next((one.partition("=")[2] for one in attributes if one.startswith("samesite")), None)
        same_site = same_site and site is not None
        if site not in (None, "lax", "strict") or ("csrf" in name and site is None):
            worst = min(worst, -20)
        if not secure:
            protected = _transport(answer) == 0
            worst = min(worst, (-10 if protected else -40) if session else (-5 if protected else -20))
        if session and "httponly" not in attributes:
            worst = min(worst, -30)
    return worst or (5 if given and same_site else 0)


def _sharing(answer: httpx.Response) -> int:
    """Asked with an Origin of somebody else."""
    allowed = answer.headers.get("access-control-allow-origin")
    return -50 if allowed not in (None, "*") and "access-control-allow-credentials" in answer.headers else 0


def _resources(answer: httpx.Response) -> int:
    told = answer.headers.get("cross-origin-resource-policy", "cross-origin").lower()
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(told, -5)


def _referrer(answer: httpx.Response) -> int:
    told = answer.headers.get("referrer-policy")
    return 0 if told is None else 5 if told.lower() in _PRIVATE else -5


def _transport(answer: httpx.Response) -> int:
    found = re.search(r"max-age=(\d+)", answer.headers.get("strict-transport-security", ""))
    return -20 if found is None else 0 if int(found[1]) >= _HALF_A_YEAR else -10


def _scripts(answer: httpx.Response) -> int:
    """Scripts of our own origin need no digest; those of another one would."""
    elsewhere = re.findall(r"<script[^>]+src=[\"']?(https?:)?//", answer.text)
    return 0 if not elsewhere else -5 if all(scheme == "https:" for scheme in elsewhere) else -50


def _frames(answer: httpx.Response) -> int:
    ancestors = directives(answer).get("frame-ancestors")
    if ancestors is not None and not ancestors & _BROAD:
        return 5
    return 0 if answer.headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


__all__ = ["directives", "score"]
