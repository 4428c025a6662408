"""The query `approvalPreview`: what approving an order would do, as the service reckons it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from erp_visit.api.execution import Context
from erp_visit.api.payloads import ErrorCodeEnum, UserError
from erp_visit.api.problems import user_error
from erp_visit.api.quotes import CreditType, credit_type
from erp_visit.api.types import graphql_enum
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import global_id, parse_id
from erp_visit.orders.models import OrderState
from erp_visit.orders.preview import ApprovalPreview, PreviewLine, PreviewPick, preview_approval

OrderStateEnum = graphql_enum(OrderState)


@strawberry.type(name="PreviewPick", description="A lot that a line would get.")
class PickType:
    lot_id: strawberry.ID
    code: str
    expires_on: date | None
    quantity: int = strawberry.field(description="Base units")
    free_after: int = strawberry.field(description="Base units of the lot that others could still have")


@strawberry.type(name="PreviewLine", description="A line of the order with the stock that it would get.")
class LineType:
    line_id: strawberry.ID
    number: int
    product_id: strawberry.ID
    base_quantity: int
    available: int | None = strawberry.field(description="Base units free now; null for what is not kept in stock")
    available_after: int | None = strawberry.field(description="Base units free after approval")
    picks: list[PickType]
    below_minimum: bool = strawberry.field(description="Whether the price is below the product's minimum")
    cost: Decimal | None = strawberry.field(description="Needs the right cost.view, else null")
    margin: Decimal | None = strawberry.field(description="Needs the right cost.view, else null")


@strawberry.type(name="ApprovalPreview", description="What a decision on an order rests on, as of now.")
class PreviewType:
    order_id: strawberry.ID
    version: int
    state: OrderStateEnum  # type: ignore[valid-type]
    token: str = strawberry.field(description="For approveOrder: refused as CONFLICT if what is shown here has changed")
    lines: list[LineType]
    credit: CreditType | None = strawberry.field(description="Needs the right credit.view, else null")
    credit_after: Decimal | None = strawberry.field(description="What may still be ordered after this order")
    cost: Decimal | None = strawberry.field(description="Needs the right cost.view, else null")
    margin: Decimal | None = strawberry.field(description="Needs the right cost.view, else null")
    objections: list[ErrorCodeEnum] = strawberry.field(description="What credit has against the order")  # type: ignore[valid-type]
    refusals: list[UserError] = strawberry.field(description="What keeps you from approving it; empty if nothing does")


def _pick(item: PreviewPick) -> PickType:
    return PickType(
        lot_id=strawberry.ID(global_id("Lot", item.lot_id)),
        code=item.code,
        expires_on=item.expires_on,
        quantity=item.quantity,
        free_after=item.free_after,
    )


def _line(item: PreviewLine) -> LineType:
    return LineType(
        line_id=strawberry.ID(global_id("OrderLine", item.line_id)),
        number=item.number,
        product_id=strawberry.ID(global_id("Product", item.product_id)),
        base_quantity=item.base_quantity,
        available=item.available,
        available_after=item.available_after,
        picks=[_pick(pick) for pick in item.picks],
        below_minimum=item.below_minimum,
        cost=item.cost,
        margin=item.margin,
    )


def _previewed(preview: ApprovalPreview, locale: str) -> PreviewType:
    return PreviewType(
        order_id=strawberry.ID(global_id("Order", preview.order_id)),
        version=preview.version,
        state=preview.state,
        token=preview.token,
        lines=[_line(line) for line in preview.lines],
        credit=credit_type(preview.credit) if preview.credit else None,
        credit_after=preview.credit_after,
        cost=preview.cost,
        margin=preview.margin,
        objections=list(preview.objections),
        refusals=[
            UserError(**{**user_error(error, locale), "code": ErrorCode[error.code.name]}) for error in preview.refusals
        ],
    )


async def _resolve(info: strawberry.Info, order_id: strawberry.ID) -> PreviewType | None:
    context: Context = info.context
    actor = context.require_actor()
    return _previewed(await preview_approval(actor, order_id=parse_id(order_id, "Order", "orderId")), context.locale)


def preview_field() -> Any:
    """The Strawberry field."""
    return strawberry.field(
        resolver=_resolve,
        name="approvalPreview",
        description="What approving an order would do now; nothing is written. Needs the right order.approve.",
    )


__all__ = ["preview_field"]
