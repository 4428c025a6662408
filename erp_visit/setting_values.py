"""What the variables of the environment may hold: each function makes a value of text, or says what it must be.

A ValueError's words follow the variable's name (erp_visit/settings.py).
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit


def text(raw: str) -> str:
    """Anything."""
    return raw


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two, both included."""

    def parse(raw: str) -> int:
        if not (raw.isascii() and raw.isdecimal() and low <= int(raw) <= high):
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(raw)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words."""

    def parse(raw: str) -> str:
        if raw not in words:
            raise ValueError(f"must be one of: {', '.join(words)}")
        return raw

    return parse


def url(*schemes: str) -> Callable[[str], str]:
    """An address with one of these schemes."""

    def parse(raw: str) -> str:
        if not raw.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return raw

    return parse


def file(raw: str) -> Path:
    """A file that is there."""
    path = Path(raw).expanduser()
    if not path.is_file():
        raise ValueError("must be a file that exists")
    return path


def directory(raw: str) -> Path:
    """A folder, which may be yet to be made."""
    path = Path(raw).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError("must be a folder, but a file of that name exists")
    return path


def origins(raw: str) -> tuple[str, ...]:
    """Origins of browsers, comma-separated."""
    found = tuple(part.strip() for part in raw.split(","))
    if not all(map(_is_origin, found)):
        raise ValueError("must be origins as browsers send them, such as https://app.example.com, comma-separated")
    return found


def tiles(raw: str) -> str:
    """An address that may stand in a page and whose origin in a header: nothing that ends one of them early."""
    parts = urlsplit(raw)
    plain = set(raw) <= {*string.ascii_letters, *string.digits, *"-._~:/?#[]@!$&()*+=%{}"}
    if not plain or not _is_origin(f"{parts.scheme}://{parts.netloc.lower()}"):
        raise ValueError("must be an http or https address, such as https://tiles.example.com/{z}/{x}/{y}.png")
    if any(place not in parts.path + parts.query for place in ("{z}", "{x}", "{y}")):
        raise ValueError("must hold {z}, {x} and {y}, which become the tile's level, column and row")
    return raw


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and not {"@", "*"} & {*parts.netloc} and text == f"{parts.scheme}://{parts.netloc.lower()}"


def site(raw: str) -> str:
    """The address of a site, without a path."""
    site = raw.rstrip("/")
    if not _is_origin(site):
        raise ValueError("must be the address of the site without a path, such as https://erp.example.com")
    return site


def hosts(raw: str) -> tuple[str, ...]:
    """Names of hosts, comma-separated."""
    found = tuple(part.strip().lower() for part in raw.split(","))
    if not all(re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", host) for host in found):
        raise ValueError("must be host names without port or path, such as erp.example.com, comma-separated")
    return found


def networks(raw: str) -> tuple[str, ...]:
    """Addresses or networks, comma-separated."""
    found = tuple(part.strip() for part in raw.split(","))
    try:
        for network in found:
            ip_network(network)
    except ValueError as error:
        raise ValueError("must be addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, comma-separated") from error
    return found


def key(raw: str) -> str:
    """A secret that is long enough."""
    if len(raw) < 32:
        raise ValueError("must have at least 32 characters")
    return raw


__all__ = [
    "directory",
    "file",
    "hosts",
    "key",
    "networks",
    "one_of",
    "origins",
    "site",
    "text",
    "tiles",
    "url",
    "whole",
]
