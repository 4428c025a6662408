"""What speaks against approving an order, and what approval would do. Pure; approval and its preview share it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from erp_visit.catalog.pricing import below_minimum
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.money import ZERO, round_amount
from erp_visit.customers.models import ORDERING
from erp_visit.orders.facts import OrderedLineFacts, OrderFacts
from erp_visit.orders.lines import floor_refusal, shortage
from erp_visit.org.rights import Right
from erp_visit.stock.allocation import Pick, Shortage, allocate


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of looking at an order: the lots it would get and every reason to refuse this actor.

    `objections` are what credit has against the order, whoever decides; `refusals` what keeps this actor from
    approving it.
    """

    picks: tuple[Pick, ...]
    shortages: tuple[Shortage, ...]
    objections: tuple[ErrorCode, ...]
    refusals: tuple[DomainError, ...]


def judge(actor: Actor, facts: OrderFacts) -> Judgement:
    """Look at stock, price floor, credit, reviews and who decides, as of the facts."""
    shortages: list[Shortage] = []
    if facts.stock_reserved:
        picks = facts.reserved
    else:
        demands = [(line.product_id, line.demand) for line in facts.lines]
        picks, shortages = allocate(demands, facts.lots, facts.day)
    objections = facts.credit.objections(hold_on_overdue=facts.parameters.hold_on_overdue)
    refusals = [
        *_standing(actor, facts),
        *_floors(actor, facts.lines),
        *_credit(actor, facts, objections),
        *(
            shortage(line.product, short, line.units, "lines", short.demand)
            for short in shortages
            for line in (facts.lines[short.demand],)
        ),
    ]
    return Judgement(tuple(picks), tuple(shortages), objections, tuple(refusals))


def _standing(actor: Actor, facts: OrderFacts) -> list[DomainError]:
    """Who decides, reviews, and whether customer and products may still be sold to and sold."""
    found: list[DomainError] = []
    if actor.id in (facts.submitted_by_id, facts.rep_id) and not facts.parameters.approve_own_orders:
        found.append(
            DomainError(
                ErrorCode.OWN_DOCUMENT,
                "{number} is your own order. Somebody else has to approve it.",
                number=facts.number,
            )
        )
    for needed, done, side in (
        (facts.parameters.warehouse_review, facts.warehouse_reviewed, "WAREHOUSE"),
        (facts.parameters.finance_review, facts.finance_reviewed, "FINANCE"),
    ):
        if needed and not done:
            found.append(
                DomainError(
                    ErrorCode.REVIEW_REQUIRED,
                    "{number} needs the agreement of {side} first. Have it reviewed, then approve it.",
                    number=facts.number, side=side,
                )
            )  # fmt: skip
    if facts.customer_status not in ORDERING:
        found.append(
            DomainError(
                ErrorCode.INACTIVE,
                "{customer} is {status} and may not order. Reject the order or reactivate the customer.",
                customer=facts.customer_name, status=facts.customer_status,
            )
        )  # fmt: skip
    found.extend(
        DomainError(
            ErrorCode.INACTIVE,
            "{product} is not sold any more. Reject the order or put the product on sale again.",
            path=("lines", position), product=line.product,
        )
        for position, line in enumerate(facts.lines)
        if not line.active
    )  # fmt: skip
    return found


def _floors(actor: Actor, lines: tuple[OrderedLineFacts, ...]) -> list[DomainError]:
    if actor.may(Right.PRICE_BELOW_MINIMUM):
        return []
    return [
        floor_refusal(actor, line.product, line.unit_name, line.unit_price, floor).at("lines", position)
        for position, line in enumerate(lines)
        if (floor := below_minimum(line.unit_price, line.minimum_price, line.factor)) is not None
    ]


def _credit(actor: Actor, facts: OrderFacts, objections: tuple[ErrorCode, ...]) -> list[DomainError]:
    if actor.may(Right.ORDER_CREDIT_OVERRIDE):
        return []
    found: list[DomainError] = []
    figures = actor.may(Right.CREDIT_VIEW)
    if ErrorCode.CREDIT_EXCEEDED in objections:
        params: dict[str, Any] = {"exposure": facts.credit.exposure, "limit": facts.credit.limit} if figures else {}
        found.append(
            DomainError(
                ErrorCode.CREDIT_EXCEEDED,
                "With {number}, {customer} would exceed the credit limit."
                " Book a receipt first, or ask someone with the right order.credit_override.",
                number=facts.number, customer=facts.customer_name, **params,
            )
        )  # fmt: skip
    if ErrorCode.OVERDUE in objections:
        params = {"amount": facts.credit.overdue_amount, "oldest": facts.credit.overdue[0].number} if figures else {}
        found.append(
            DomainError(
                ErrorCode.OVERDUE,
                "{customer} has {count} overdue documents."
                " Collect them first, or ask someone with the right order.credit_override.",
                number=facts.number, customer=facts.customer_name, count=len(facts.credit.overdue), **params,
            )
        )  # fmt: skip
    return found


def cost_of(picks: Sequence[Pick], lines: Sequence[OrderedLineFacts]) -> Decimal | None:
    """Cost of the picked lots, by the lot's cost or else the product's, and of what is not kept in stock by the
    product's; None if one has neither."""
    cost = ZERO
    for line in lines:
        if not line.stocked:
            if line.cost_price is None:
                return None
            cost += line.cost_price * line.base_quantity
    for pick in picks:
        unit_cost = pick.lot.unit_cost if pick.lot.unit_cost is not None else lines[pick.demand].cost_price
        if unit_cost is None:
            return None
        cost += unit_cost * pick.quantity
    return round_amount(cost)


def token_of(facts: OrderFacts, judgement: Judgement) -> str:
    """A digest of what a decision rests on: the order's version, credit, the overdue documents, the chosen lots."""
    credit = facts.credit
    text = orjson.dumps(
        [
            facts.id, facts.version, str(credit.limit), str(credit.receivable), str(credit.unbilled),
            str(credit.advance),
            [document.id for document in credit.overdue], [reason.name for reason in judgement.objections],
            [(pick.demand, pick.lot.lot_id, pick.quantity) for pick in judgement.picks],
        ],
        default=str,
    )  # fmt: skip
    return hashlib.sha256(text).hexdigest()[:32]


__all__ = ["Judgement", "cost_of", "judge", "token_of"]
