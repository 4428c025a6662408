"""Ids and chance that are the same for the same seed, for what is not made by SQL."""

from __future__ import annotations

from random import Random
from uuid import UUID, uuid5

SPACE = UUID("0190de00-0000-7000-8000-0000000f0e35")
"""Namespace of the ids."""


def key(seed: int, *parts: object) -> UUID:
    return uuid5(SPACE, " ".join(map(str, (seed, *parts))))


def draw(seed: int, *parts: object) -> Random:
    return Random(" ".join(map(str, (seed, *parts))))  # noqa: S311 -- the same dice each time  # nosec B311


__all__ = ["draw", "key"]
