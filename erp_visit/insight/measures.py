"""What the figures of visits mean (INS-1): one table for reads, panel, export and documentation (docs/figures.md).

A figure is a sum over visits, customers or orders, or the quotient of two such sums. A quotient is always made from the
sums of whatever it is for, a team's from the team's sums; quotients are never averaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from erp_visit.org.rights import Right


class Shape(StrEnum):
    """How a figure is written."""

    COUNT = "COUNT"
    SHARE = "SHARE"
    SECONDS = "SECONDS"
    MONEY = "MONEY"


class Counted(StrEnum):
    """What is counted, and thus which list stands behind a figure."""

    VISITS = "VISITS"
    CUSTOMERS = "CUSTOMERS"
    ORDERS = "ORDERS"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: the sum `over`, divided by the sums `by` if there are any (the first, less the others)."""

    name: str
    label: str
    meaning: str
    shape: Shape
    counted: Counted
    over: str
    by: tuple[str, ...] = ()
    right: str | None = None

    def value(self, sums: Mapping[str, Any]) -> Any:
        """The figure from the sums; None for a quotient without anything to divide by."""
        over = sums[self.over]
        if not self.by:
            return over
        first, *less = self.by
        under = sums[first] - sum(sums[name] for name in less)
        if not under:
            return None
        places = Decimal("0.0001") if self.shape is Shape.SHARE else Decimal(1)
        quotient = (Decimal(over) / Decimal(under)).quantize(places, ROUND_HALF_UP)
        return float(quotient) if self.shape is Shape.SHARE else int(quotient)

    def sql(self, alias: str) -> str:
        """SQL for the same over a row of sums."""
        over = f"{alias}.{self.over}"
        if not self.by:
            return f"round({over}, 2)" if self.shape is Shape.MONEY else over
        under = " - ".join(f"{alias}.{name}" for name in self.by)
        return f"round({over}::numeric / nullif({under}, 0), {4 if self.shape is Shape.SHARE else 0})"


_V, _C, _O = Counted.VISITS, Counted.CUSTOMERS, Counted.ORDERS
FIGURES: tuple[Figure, ...] = (
    Figure("planned", "Planned visits", "Visits that were planned for the period, whatever became of them: cancelled"
           " ones too, or cancelling would better the rate", Shape.COUNT, _V, "planned"),
    Figure("planned_done", "Of them done", "Planned visits with check-in and check-out", Shape.COUNT, _V,
           "planned_done"),
    Figure("completion_rate", "Completion rate", "Planned visits done of those planned; shops found closed leave the"
           " denominator, cancelled visits stay in it", Shape.SHARE, _V, "planned_done", ("planned", "planned_closed")),
    Figure("cancelled", "Cancelled visits", "Planned visits that were cancelled, with a reason", Shape.COUNT, _V,
           "cancelled"),
    Figure("closed", "Shops found closed", "Visits, planned or not, that found the shop closed", Shape.COUNT, _V,
           "closed"),
    Figure("done", "Visits done", "Visits with check-in and check-out, planned or not", Shape.COUNT, _V, "done"),
    Figure("ad_hoc", "Ad-hoc visits", "Visits done that were not planned", Shape.COUNT, _V, "ad_hoc"),
    Figure("effective", "Effective visits", "Visits done with the minimum dwell that no review rejected", Shape.COUNT,
           _V, "effective"),
    Figure("effective_rate", "Effective rate", "Effective visits of those done; a shop found closed is not done",
           Shape.SHARE, _V, "effective", ("done",)),
    Figure("customers", "Customers visited", "Different customers with a visit done", Shape.COUNT, _C, "customers"),
    Figure("owned", "Customers owned", "Customers in the care of the reps on the last day of the period", Shape.COUNT,
           _C, "owned"),
    Figure("covered", "Of them visited", "Customers owned on the last day to whom a visit of the period was done",
           Shape.COUNT, _C, "covered"),
    Figure("coverage", "Coverage", "Customers owned and visited of those owned", Shape.SHARE, _C, "covered",
           ("owned",)),
    Figure("average_dwell", "Average dwell", "Mean time between check-in and check-out of visits done", Shape.SECONDS,
           _V, "dwell", ("dwelt",)),
    Figure("on_time_rate", "On time", "Visits done by a timetable whose check-in came no later than planned, but for"
           " the minutes allowed (on_time_minutes)", Shape.SHARE, _V, "on_time", ("timed",)),
    Figure("visited_a", "Breadth A", "Different customers of level A with a visit done", Shape.COUNT, _C, "visited_a"),
    Figure("visited_b", "Breadth B", "Different customers of level B with a visit done", Shape.COUNT, _C, "visited_b"),
    Figure("visited_c", "Breadth C", "Different customers of level C with a visit done", Shape.COUNT, _C, "visited_c"),
    Figure("visited_d", "Breadth D", "Different customers of level D with a visit done", Shape.COUNT, _C, "visited_d"),
    Figure("deep", "Customers who ordered", "Customers visited who ordered on the day of a visit or within the days"
           " after it (order_follow_days)", Shape.COUNT, _C, "deep", (), Right.ORDER_VIEW),
    Figure("depth", "Depth", "Customers who ordered after a visit of those visited", Shape.SHARE, _C, "deep",
           ("customers",), Right.ORDER_VIEW),
    Figure("orders", "Orders", "Orders of the period, without those rejected or cancelled", Shape.COUNT, _O, "orders",
           (), Right.ORDER_VIEW),
    Figure("order_amount", "Order amount", "Sum of these orders", Shape.MONEY, _O, "order_amount", (),
           Right.ORDER_VIEW),
)  # fmt: skip
BY_NAME = {figure.name: figure for figure in FIGURES}

__all__ = ["BY_NAME", "FIGURES", "Counted", "Figure", "Shape"]
