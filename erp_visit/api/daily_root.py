"""The query `dailyReportFacts`: what an employee's day was, as the server reckons it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.insight.daily import my_day


@strawberry.type(name="DailyFacts", description="What you did on a business day, as of now.")
class DailyFactsType:
    business_day: date
    visits_planned: int = strawberry.field(description="Visits that were planned for the day, whatever became of them")
    visits_done: int = strawberry.field(description="Visits with check-in and check-out")
    visits_effective: int = strawberry.field(description="Those that count as effective")
    shops_closed: int = strawberry.field(description="Shops found closed")
    dwell_seconds: int = strawberry.field(description="Time in shops")
    customers_visited: int = strawberry.field(description="How many different customers")
    co_visits: int = strawberry.field(description="Colleagues' visits that you went along to")
    orders: int = strawberry.field(description="Orders, without those rejected or cancelled")
    order_amount: Decimal = strawberry.field(description="Their sum")
    receipts: int = strawberry.field(description="Receipts from your customers, or recorded by you")
    receipt_amount: Decimal = strawberry.field(description="Their sum")
    tasks_done: int = strawberry.field(description="Tasks that you completed")
    tasks_due: int = strawberry.field(description="Tasks still open that were due by this day")
    reports_missing: int = strawberry.field(description="Visit reports that were due by this day and are not in")
    metres: int | None = strawberry.field(description="Mileage; null without a track")


async def _resolve(
    info: strawberry.Info,
    day: Annotated[date | None, strawberry.argument(description="Business day; today if not given")] = None,
) -> DailyFactsType | None:
    context: Context = info.context
    async with db.connection() as connection:
        return DailyFactsType(**asdict(await my_day(connection, context.require_actor(), day)))


def daily_field() -> Any:
    """The Strawberry field."""
    return strawberry.field(
        resolver=_resolve,
        name="dailyReportFacts",
        description="What your daily report is pre-filled with. Needs the right task.view.",
    )


__all__ = ["daily_field"]
