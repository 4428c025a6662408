"""Attempts to log in, counted by one process: the rules of erp_visit.org.guessing while Redis is out of reach."""

from __future__ import annotations

import time
from collections.abc import Sequence

_MOST = 100_000
"""Keys that are kept; beyond that the oldest are forgotten."""


class Tries:
    """Counts that end. Keys come in pairs, as in Redis: a count, and how long the door is closed."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[float, float]] = {}  # key: value, end

    def count(self, keys: Sequence[str], window: int, first_wait: int, *allowed: int) -> int:
        """Count a try for each pair of keys; the milliseconds to wait, or if it may go ahead -1 for the last one, 0."""
        moment = time.monotonic()
        pairs = list(zip(keys[::2], keys[1::2], allowed, strict=True))
        wait = max((self._end(closed) - moment for _, closed, _ in pairs), default=0.0)
        if wait > 0:
            return max(1, round(wait * 1000))
        last = 0
        for tries, closed, limit in pairs:
            number = self._value(tries) + 1
            self._keep(tries, number, moment + window)
            over = number - limit
            if over >= 0:
                self._keep(closed, 1, moment + min(window, first_wait * 2 ** min(over, 10)))
                last = -1
        return last

    def forgive(self, account: Sequence[str], address: Sequence[str], allowed: int) -> None:
        """Forget the account's count, and one try of the address."""
        for key in account:
            self._held.pop(key, None)
        tries, closed = address
        number = self._value(tries) - 1
        if number >= 0:
            self._keep(tries, number, self._end(tries))
        if number < allowed:
            self._held.pop(closed, None)

    def _value(self, key: str) -> float:
        value, end = self._held.get(key, (0.0, 0.0))
        return value if end > time.monotonic() else 0.0

    def _end(self, key: str) -> float:
        return self._held.get(key, (0.0, 0.0))[1]

    def _keep(self, key: str, value: float, end: float) -> None:
        self._held.pop(key, None)
        if len(self._held) >= _MOST:
            del self._held[next(iter(self._held))]
        self._held[key] = (value, end)


__all__ = ["Tries"]
