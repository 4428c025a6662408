"""What a server process asks of Python's garbage collector: what is there for good is not looked at, what is over does
not lie about."""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 10_000, 5, 5


def settle() -> None:
    """Call it once everything is there that lives as long as the process.

    Nearly all that requests make is free as soon as they are over; the collector is for what holds itself: pages of
    the panel, subscriptions that ended, new documents. All of it is looked at each time some 360,000 such objects more
    have come, which is some ten megabytes and a few thousand requests. Python's own second condition, a quarter more
    than what was there the last time, is not to be reckoned from what has just been set aside: hence the last line.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.collect()


__all__ = ["settle"]
