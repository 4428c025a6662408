"""The mutation `quoteOrder`: an answer computed by a service, not read from tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from erp_visit.api.commands.lines import UNIT, order_lines
from erp_visit.api.execution import Context
from erp_visit.api.inputs import QuoteOrderInput
from erp_visit.api.mutations import given, key, optional_key
from erp_visit.api.payloads import ErrorCodeEnum, UserError
from erp_visit.api.places import placed
from erp_visit.api.problems import about_input, user_error
from erp_visit.api.types import graphql_enum
from erp_visit.catalog.pricing import Candidate
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import global_id
from erp_visit.finance.credit import CreditView
from erp_visit.orders.models import PriceSource
from erp_visit.orders.quote import Quote, QuoteLine, quote_order

PriceSourceEnum = graphql_enum(PriceSource)


@strawberry.type(name="PriceCandidate", description="A price that applies to the line.")
class PriceCandidateType:
    source: PriceSourceEnum = strawberry.field(description="Which kind of rule")  # type: ignore[valid-type]
    rule_id: strawberry.ID | None = strawberry.field(description="The rule; none for the list price")
    price: Decimal = strawberry.field(description="The rule's price")
    factor: int = strawberry.field(description="How many of the rule's unit the sold unit holds")
    minimum_quantity: int = strawberry.field(description="From how many base units on")
    unit_price: Decimal = strawberry.field(description="Price of one sold unit: price × factor")


@strawberry.type(name="QuoteLine", description="A line with its price and how that came about.")
class QuoteLineType:
    product_id: strawberry.ID
    unit_id: strawberry.ID | None
    unit_name: str
    unit_factor: int = strawberry.field(description="Base units in one unit")
    quantity: int
    base_quantity: int
    unit_price: Decimal
    amount: Decimal = strawberry.field(description="Unit price × quantity, rounded half up to cents")
    tax_amount: Decimal = strawberry.field(description="VAT in or on the amount")
    price_source: PriceSourceEnum = strawberry.field(description="Which kind of rule was chosen")  # type: ignore[valid-type]
    candidates: list[PriceCandidateType] = strawberry.field(description="All prices that apply, best first")
    below_minimum: bool = strawberry.field(description="Whether the price needs the right price.below_minimum")
    minimum_unit_price: Decimal | None = strawberry.field(description="Needs the right cost.view, else null")
    available: int | None = strawberry.field(description="Base units that are free now; needs the right stock.view")
    short: bool = strawberry.field(description="Whether less is free than asked for")


@strawberry.type(name="OverdueDocument", description="A receivable past its due date.")
class OverdueType:
    id: strawberry.ID
    number: str
    due_on: date
    open_amount: Decimal


@strawberry.type(name="QuoteCredit", description="The customer's credit as of now.")
class CreditType:
    limit: Decimal | None = strawberry.field(description="None means no limit")
    receivable: Decimal = strawberry.field(description="Open receivables")
    unbilled: Decimal = strawberry.field(description="Approved and not yet shipped")
    advance: Decimal = strawberry.field(description="Paid ahead")
    this_order: Decimal
    exposure: Decimal = strawberry.field(description="Receivable + unbilled + this order − advance")
    available: Decimal | None = strawberry.field(description="What may still be ordered before this order")
    overdue: list[OverdueType]


@strawberry.type(name="Quote", description="What an order would come to now.")
class QuoteType:
    customer_id: strawberry.ID
    warehouse_id: strawberry.ID
    business_day: date
    prices_include_tax: bool
    lines: list[QuoteLineType]
    goods_amount: Decimal
    tax_amount: Decimal
    rounding: Decimal = strawberry.field(description="Rounding line (抹零), zero or negative")
    total: Decimal
    credit: CreditType | None = strawberry.field(description="Needs the right credit.view, else null")
    hold_reasons: list[ErrorCodeEnum] = strawberry.field(  # type: ignore[valid-type]
        description="For what the order would be held; empty if for nothing"
    )


@strawberry.type(name="QuoteOrderPayload", description="The quote, or why there is none.")
class Payload:
    quote: QuoteType | None
    user_errors: list[UserError]


def _candidate(item: Candidate) -> PriceCandidateType:
    return PriceCandidateType(
        source=PriceSource(item.source.value),
        rule_id=strawberry.ID(global_id("PriceRule", item.rule_id)) if item.rule_id else None,
        price=item.price,
        factor=item.factor,
        minimum_quantity=item.minimum_quantity,
        unit_price=item.unit_price,
    )


def _line(item: QuoteLine) -> QuoteLineType:
    price = item.price
    return QuoteLineType(
        product_id=strawberry.ID(global_id("Product", item.product_id)),
        unit_id=strawberry.ID(global_id("ProductUnit", item.unit_id)) if item.unit_id else None,
        unit_name=item.unit_name,
        unit_factor=item.unit_factor,
        quantity=item.quantity,
        base_quantity=item.base_quantity,
        unit_price=price.unit_price,
        amount=price.amount,
        tax_amount=price.tax_amount,
        price_source=PriceSource(price.source.value),
        candidates=[_candidate(entry) for entry in price.candidates],
        below_minimum=item.below_minimum,
        minimum_unit_price=item.minimum_unit_price,
        available=item.available,
        short=item.short,
    )


def credit_type(view: CreditView) -> CreditType:
    return CreditType(
        limit=view.limit,
        receivable=view.receivable,
        unbilled=view.unbilled,
        advance=view.advance,
        this_order=view.this_order,
        exposure=view.exposure,
        available=view.available,
        overdue=[
            OverdueType(
                id=strawberry.ID(global_id("Receivable", item.id)),
                number=item.number,
                due_on=item.due_on,
                open_amount=item.open_amount,
            )
            for item in view.overdue
        ],
    )


def _quoted(result: Quote) -> QuoteType:
    return QuoteType(
        customer_id=strawberry.ID(global_id("Customer", result.customer_id)),
        warehouse_id=strawberry.ID(global_id("Warehouse", result.warehouse_id)),
        business_day=result.business_day,
        prices_include_tax=result.prices_include_tax,
        lines=[_line(item) for item in result.lines],
        goods_amount=result.totals.goods,
        tax_amount=result.totals.tax,
        rounding=result.totals.rounding,
        total=result.totals.total,
        credit=credit_type(result.credit) if result.credit else None,
        hold_reasons=list(result.hold_reasons),
    )


def _refused(errors: list[DomainError], locale: str) -> Payload:
    return Payload(
        quote=None,
        user_errors=[
            UserError(**{**user_error(error, locale), "code": ErrorCode[error.code.name]}) for error in errors
        ],
    )


async def _resolve(info: strawberry.Info, input: QuoteOrderInput) -> Payload | None:  # noqa: A002  # GraphQL's own word
    context: Context = info.context
    try:
        result = await quote_order(
            context.require_actor(),
            customer_id=key(input.customer_id, "Customer", "customerId"),
            warehouse_id=optional_key(input.warehouse_id, "Warehouse", "warehouseId"),
            lines=order_lines(input.lines),
            business_day=given(input.business_day),
        )
    except (DomainError, DomainErrors) as refusal:
        return _refused([placed(error, UNIT) for error in about_input(refusal)], context.locale)
    return Payload(quote=_quoted(result), user_errors=[])


def quote_field() -> Any:
    """The Strawberry field `quoteOrder`."""
    return strawberry.field(
        resolver=_resolve,
        name="quoteOrder",
        description="What an order would come to now, explained; nothing is written.",
    )


__all__ = ["CreditType", "credit_type", "quote_field"]
