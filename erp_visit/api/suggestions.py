"""The query `orderSuggestion`: what a customer should order next, with the figures behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from erp_visit.api.execution import Context
from erp_visit.api.types import graphql_enum
from erp_visit.core.ids import global_id, parse_id
from erp_visit.orders.suggesting import OrderSuggestion, SuggestedLine, suggest_order
from erp_visit.orders.suggestion import SuggestionBasis

BasisEnum = graphql_enum(SuggestionBasis)


@strawberry.type(name="SuggestedLine", description="A product that the customer buys; quantities in base units.")
class LineType:
    product_id: strawberry.ID
    product: str
    base_unit: str
    unit_id: strawberry.ID | None = strawberry.field(
        description="The unit that the customer usually buys; null for the base unit"
    )
    unit_name: str
    unit_factor: int
    quantity: int = strawberry.field(description="To order; zero if the shelf lasts until the next visit")
    wanted: int = strawberry.field(description="What lacks, before stock sets a limit")
    available: int | None = strawberry.field(description="What can be sold now; null for what is not kept in stock")
    basis: BasisEnum = strawberry.field(description="What the sales a day are known from")  # type: ignore[valid-type]
    usual_quantity: int | None = strawberry.field(description="Median of the customer's purchases")
    rhythm_days: int | None = strawberry.field(description="Median of the days between purchases")
    sold_per_day: Decimal | None
    counted: int | None = strawberry.field(description="Last count of the shelf")
    counted_on: date | None
    shelf: int = strawberry.field(description="What should be on the shelf now")
    cover_days: int = strawberry.field(description="Days until the next visit, with the buffer")


@strawberry.type(name="OrderSuggestion", description="What a customer should order; no lines if nothing is known.")
class SuggestionType:
    customer_id: strawberry.ID
    business_day: date
    next_visit_on: date | None = strawberry.field(description="The next planned visit; else the rhythm is taken")
    buffer_days: int
    lines: list[LineType]


def _line(one: SuggestedLine) -> LineType:
    found = one.suggestion
    return LineType(
        product_id=strawberry.ID(global_id("Product", one.product_id)),
        product=one.product,
        base_unit=one.base_unit,
        unit_id=strawberry.ID(global_id("ProductUnit", one.unit_id)) if one.unit_id else None,
        unit_name=one.unit_name,
        unit_factor=one.unit_factor,
        quantity=found.quantity,
        wanted=found.wanted,
        available=one.available,
        basis=found.basis,
        usual_quantity=found.usual_quantity,
        rhythm_days=found.rhythm_days,
        sold_per_day=found.sold_per_day,
        counted=found.counted,
        counted_on=found.counted_on,
        shelf=found.shelf,
        cover_days=found.cover_days,
    )


def _suggested(found: OrderSuggestion) -> SuggestionType:
    return SuggestionType(
        customer_id=strawberry.ID(global_id("Customer", found.customer_id)),
        business_day=found.business_day,
        next_visit_on=found.next_visit_on,
        buffer_days=found.buffer_days,
        lines=[_line(one) for one in found.lines],
    )


async def _resolve(
    info: strawberry.Info,
    customer_id: Annotated[strawberry.ID, strawberry.argument(description="Who is to order")],
    visit_id: Annotated[
        strawberry.ID | None, strawberry.argument(description="The visit under way; sets the day")
    ] = None,
) -> SuggestionType | None:
    context: Context = info.context
    actor = context.require_actor()
    await context.spend(50)
    found = await suggest_order(
        actor,
        customer_id=parse_id(customer_id, "Customer", "customerId"),
        visit_id=parse_id(visit_id, "Visit", "visitId") if visit_id else None,
    )
    return _suggested(found)


def suggestion_field() -> Any:
    """The Strawberry field."""
    return strawberry.field(
        resolver=_resolve,
        name="orderSuggestion",
        description="What a customer should order until the next visit, from the own purchases, the last counts of the"
        " shelf and the stock. Needs the rights order.submit and customer.view.",
    )


__all__ = ["suggestion_field"]
