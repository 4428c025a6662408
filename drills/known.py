"""Pages of lists that are known to take more than their bound as a company grows: which, by how much at most, and why.

What stands here is told with its cause; anything else over its bound fails the drill, and so does this if it grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A cause, and the pages that it makes slower by at most so many milliseconds than their bound."""

    pages: str
    """What the names of the pages match."""
    people: str
    """And who asks."""
    milliseconds: float
    cause: str


_KNOWN = (
    Known(
        r"(?!/).*", r"manager", 1.0,
        "departments: 1,500 of them are handed over at each execution",
    ),
    Known(
        r"(MyCalendar|DayRoutes|FindCustomers)\.graphql", r".*", 2.0,
        "planning: a span of days or a search is planned for its values; in a small company one plan does for all",
    ),
    Known(
        r"(orders|receivables|receipts|stockDocuments) by .*|WarehouseQueue\.graphql", r"supervisor|rep1", 2.0,
        "customers: of each the first rows are looked up; in the smallest company they have less than a page",
    ),
    Known(
        r"VisitReportsToReview\.graphql", r"supervisor|rep1", 4.0,
        "reports: those of the whole company that wait are gone through, as reports know no department",
    ),
)  # fmt: skip


def known(page: str, who: str) -> Known | None:
    """Why a page may take longer for somebody, if that is known."""
    return next((one for one in _KNOWN if re.fullmatch(one.pages, page) and re.fullmatch(one.people, who)), None)


__all__ = ["Known", "known"]
