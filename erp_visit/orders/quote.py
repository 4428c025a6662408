"""A quote: the explained price, credit and stock of an order that has not been submitted. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from erp_visit import db
from erp_visit.catalog.pricing import PricedLine, Totals
from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.finance.credit import CreditView
from erp_visit.orders.intake import check_customer, parse_intake, read_intake
from erp_visit.orders.lines import LineInput, check_count, order_lines, order_totals
from erp_visit.org.rights import Right


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line with its price, how the price came about, and what is available for it in base units.

    `available` is None for what is not kept in stock, such as freight.
    """

    product_id: UUID
    unit_id: UUID | None
    unit_name: str
    unit_factor: int
    quantity: int
    base_quantity: int
    price: PricedLine
    below_minimum: bool
    minimum_unit_price: Decimal | None
    available: int | None
    short: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would come to now.

    `hold_reasons` are what it would be held for; `credit` is None for an actor without the right credit.view,
    `minimum_unit_price` without cost.view.
    """

    customer_id: UUID
    warehouse_id: UUID
    business_day: date
    prices_include_tax: bool
    rounding_unit: Decimal
    lines: tuple[QuoteLine, ...]
    totals: Totals
    credit: CreditView | None
    hold_reasons: tuple[ErrorCode, ...]


async def quote_order(
    actor: Actor,
    *,
    customer_id: UUID,
    lines: Sequence[LineInput],
    warehouse_id: UUID | None = None,
    business_day: date | None = None,
) -> Quote:
    """Price lines as `submit_order` would, and show credit and stock as of now.

    A price below the minimum and lack of stock are shown, not refused; all else is refused as at submit.
    `business_day` is the day whose prices are asked for, today if None.
    """
    actor.require(Right.ORDER_SUBMIT, Right.CUSTOMER_VIEW)
    check_count(lines)
    async with db.connection() as connection:
        _, row = await read_intake(
            connection, actor, customer_id=customer_id, product_ids=[line.product_id for line in lines],
            warehouse_id=warehouse_id, day=business_day,
        )  # fmt: skip
    intake = parse_intake(row, customer_id, warehouse_id)
    check_customer(intake)
    ordered = order_lines(lines, intake.products, intake.parameters, intake.day)
    sums = order_totals(ordered, intake.parameters)
    credit = replace(intake.credit, this_order=sums.total)
    left = dict(intake.available)
    quoted: list[QuoteLine] = []
    for line in ordered:
        free = left.get(line.product.id, 0)
        short = free < line.demand
        if not short:
            left[line.product.id] = free - line.demand
        quoted.append(
            QuoteLine(
                product_id=line.product.id,
                unit_id=line.unit.id,
                unit_name=line.unit.name,
                unit_factor=line.unit.factor,
                quantity=line.quantity,
                base_quantity=line.base_quantity,
                price=line.price,
                below_minimum=line.below is not None,
                minimum_unit_price=line.below if actor.may(Right.COST_VIEW) else None,
                available=free if line.product.stocked else None,
                short=short,
            )
        )
    return Quote(
        customer_id=customer_id,
        warehouse_id=intake.warehouse_id,
        business_day=intake.day,
        prices_include_tax=intake.parameters.prices_include_tax,
        rounding_unit=intake.parameters.rounding_unit,
        lines=tuple(quoted),
        totals=sums,
        credit=credit if actor.may(Right.CREDIT_VIEW) else None,
        hold_reasons=credit.objections(hold_on_overdue=intake.parameters.hold_on_overdue),
    )


__all__ = ["Quote", "QuoteLine", "quote_order"]
