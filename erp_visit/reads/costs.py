"""What looking at rows costs that are not answered: to count them, or to find a piece of text in them.

How many there are would take a look to know, so a fixed number is reckoned: an estimate of the planner would make the
same request dearer as the company grows, until one day it is refused.
"""

from __future__ import annotations

ROWS_OF_A_TABLE = 100_000
"""Rows reckoned to be looked at where a whole list is."""
ROWS_OF_A_LIST = 1_000
"""The same for a list inside a record."""
LOOKS_PER_ROW = 20
"""So many looks are reckoned as the touch of one row: nothing is joined, made into text or sent."""


def looks(path: tuple[str, ...], most: int | None = None) -> int:
    """The cost of looking at all rows of the list at this path, or at no more than `most`."""
    rows = ROWS_OF_A_LIST if path else ROWS_OF_A_TABLE
    return -(-min(rows, rows if most is None else most) // LOOKS_PER_ROW)


__all__ = ["looks"]
