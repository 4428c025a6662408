"""What approving an order would do, shown before anyone decides (ORD-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from erp_visit import db
from erp_visit.catalog.pricing import below_minimum
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.money import round_amount
from erp_visit.finance.credit import CreditView
from erp_visit.orders.facts import Look, OrderedLineFacts, OrderFacts, parse_facts, read_facts
from erp_visit.orders.judgement import Judgement, cost_of, judge, token_of
from erp_visit.orders.models import ORDER_MOVES, OrderState
from erp_visit.org.rights import Right
from erp_visit.stock.allocation import Pick, available


@dataclass(frozen=True, slots=True)
class PreviewPick:
    """A lot that a line would get, in base units; `free_after` is what others could still have of it."""

    lot_id: UUID
    code: str
    expires_on: date | None
    quantity: int
    free_after: int


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line: stock now and after approval in base units (None for what is not kept in stock).

    `cost` and `margin` are None without the right cost.view.
    """

    line_id: UUID
    number: int
    product_id: UUID
    base_quantity: int
    available: int | None
    available_after: int | None
    picks: tuple[PreviewPick, ...]
    below_minimum: bool
    cost: Decimal | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class ApprovalPreview:
    """What the decision rests on. `token` goes into `approve_order`, which refuses if the facts have changed.

    `objections` are what credit has against the order; `refusals` what keeps this actor from approving it. With
    no refusals the actor may approve. `credit` is None without the right credit.view; its `available` is before,
    `credit_after` after this order.
    """

    order_id: UUID
    version: int
    state: OrderState
    token: str
    lines: tuple[PreviewLine, ...]
    credit: CreditView | None
    credit_after: Decimal | None
    cost: Decimal | None
    margin: Decimal | None
    objections: tuple[ErrorCode, ...]
    refusals: tuple[DomainError, ...]


async def preview_approval(actor: Actor, *, order_id: UUID) -> ApprovalPreview:
    """Look at an order as `approve_order` would, without locks; nothing is written.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (it cannot be approved any more).
    """
    actor.require(Right.ORDER_APPROVE, Right.ORDER_VIEW)
    async with db.connection() as connection:
        _, row = await read_facts(connection, actor, order_id, None, Look.ALL)
    facts = parse_facts(row)
    ORDER_MOVES.check(facts.state, OrderState.APPROVED, facts.number)
    judgement = judge(actor, facts)
    costs = actor.may(Right.COST_VIEW)
    cost = cost_of(judgement.picks, facts.lines) if costs else None
    credit = facts.credit if actor.may(Right.CREDIT_VIEW) else None
    return ApprovalPreview(
        order_id=facts.id,
        version=facts.version,
        state=facts.state,
        token=token_of(facts, judgement),
        lines=_lines(facts, judgement, costs=costs),
        credit=credit,
        credit_after=None if credit is None or credit.available is None else credit.available - credit.this_order,
        cost=cost,
        margin=None if cost is None else facts.total - min(facts.tax, facts.total) - cost,
        objections=judgement.objections,
        refusals=judgement.refusals,
    )


def _lines(facts: OrderFacts, judgement: Judgement, *, costs: bool) -> tuple[PreviewLine, ...]:
    taken: dict[UUID, int] = {}
    for pick in judgement.picks:
        taken[pick.lot.lot_id] = taken.get(pick.lot.lot_id, 0) + pick.quantity
    lots = {lot.lot_id: lot.free for lot in facts.lots}
    # What was reserved at submit is not among the free stock any more: nothing is taken from that.
    spent = {lot: 0 if facts.stock_reserved else quantity for lot, quantity in taken.items()}
    lines: list[PreviewLine] = []
    for position, line in enumerate(facts.lines):
        picks = [pick for pick in judgement.picks if pick.demand == position]
        free = available(facts.lots, line.product_id, facts.day) if line.stocked else None
        product_lots = {pick.lot.lot_id for pick in judgement.picks if pick.lot.product_id == line.product_id}
        cost, margin = _margin(line, _costs(line, picks)) if costs else (None, None)
        lines.append(
            PreviewLine(
                line_id=line.id,
                number=line.number,
                product_id=line.product_id,
                base_quantity=line.base_quantity,
                available=free,
                available_after=None if free is None else free - sum(spent[lot] for lot in product_lots),
                picks=tuple(
                    PreviewPick(
                        lot_id=pick.lot.lot_id,
                        code=pick.lot.code,
                        expires_on=pick.lot.expires_on,
                        quantity=pick.quantity,
                        free_after=lots.get(pick.lot.lot_id, 0) - spent[pick.lot.lot_id],
                    )
                    for pick in picks
                ),
                below_minimum=below_minimum(line.unit_price, line.minimum_price, line.factor) is not None,
                cost=cost,
                margin=margin,
            )
        )
    return tuple(lines)


def _costs(line: OrderedLineFacts, picks: list[Pick]) -> list[tuple[Decimal | None, int]]:
    """Base units of a line by their cost; freight and services have no lots."""
    return [(pick.lot.unit_cost, pick.quantity) for pick in picks] if line.stocked else [(None, line.base_quantity)]


def _margin(line: OrderedLineFacts, picks: list[tuple[Decimal | None, int]]) -> tuple[Decimal | None, Decimal | None]:
    """Cost of a line and what remains of its amount without tax; None if a cost is not known or stock is short."""
    known = [(cost if cost is not None else line.cost_price, quantity) for cost, quantity in picks]
    if not known or any(cost is None for cost, _ in known):
        return None, None
    cost = round_amount(sum((cost * quantity for cost, quantity in known if cost is not None), Decimal(0)))
    net = line.amount - line.tax if line.tax_included else line.amount
    return cost, net - cost


__all__ = ["ApprovalPreview", "PreviewLine", "PreviewPick", "preview_approval"]
