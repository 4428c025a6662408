"""The order: what its page shows, what may be done to it, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import global_id
from erp_visit.core.money import ZERO
from erp_visit.orders.approval import approve_order, reject_order, review_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.models import ORDER_MOVES, OrderState
from erp_visit.orders.preview import ApprovalPreview, preview_approval
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, Offer, offer
from erp_visit.panel.records.chain import order_chain, watch
from erp_visit.panel.records.inputs import operation_in, text_in, whole_in
from erp_visit.panel.records.judged import judged_by
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.stocked import LineStock, line_stock
from erp_visit.panel.records.timeline import order_events
from erp_visit.panel.wording import translate

WAITING = frozenset({"SUBMITTED", "HELD"})


async def _approve(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await approve_order(
        actor, order_id=key, expected_version=whole_in(body, "version"), operation_id=operation_in(body),
        reason=text_in(body, "reason"),
    )  # fmt: skip


async def _reject(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await reject_order(
        actor, order_id=key, expected_version=whole_in(body, "version"), operation_id=operation_in(body),
        reason=text_in(body, "reason"),
    )  # fmt: skip


async def _warehouse_review(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await review_order(
        actor,
        order_id=key,
        side="WAREHOUSE",
        expected_version=whole_in(body, "version"),
        operation_id=operation_in(body),
    )


async def _finance_review(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await review_order(
        actor, order_id=key, side="FINANCE", expected_version=whole_in(body, "version"), operation_id=operation_in(body)
    )


async def _cancel(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await cancel_order(
        actor, order_id=key, expected_version=whole_in(body, "version"), operation_id=operation_in(body),
        reason=text_in(body, "reason"),
    )  # fmt: skip


_DECIDED = frozenset(state.value for state in OrderState) - WAITING
APPROVE = Action(
    "approve", "Approve", "{number} approved", (Right.ORDER_APPROVE,), WAITING, _approve, "a", "primary", "fa-check",
    batch=True, moot=_DECIDED,
)  # fmt: skip
REJECT = Action(
    "reject", "Reject", "{number} rejected", (Right.ORDER_APPROVE,), WAITING, _reject, "r", "danger", "fa-xmark",
    reason=True, batch=True, moot=_DECIDED,
)  # fmt: skip
WAREHOUSE_REVIEW = Action(
    "warehouse-review", "Agree for the warehouse", "{number} agreed for the warehouse", (Right.STOCK_REVIEW,), WAITING,
    _warehouse_review, "a", "primary", "fa-warehouse", batch=True, moot=_DECIDED,
)  # fmt: skip
FINANCE_REVIEW = Action(
    "finance-review", "Agree for finance", "{number} agreed for finance", (Right.FINANCE_REVIEW,), WAITING,
    _finance_review, "a", "primary", "fa-coins", batch=True, moot=_DECIDED,
)  # fmt: skip
CANCEL = Action(
    "cancel", "Cancel the order", "{number} cancelled", (Right.ORDER_CANCEL,),
    frozenset(ORDER_MOVES.sources(OrderState.CANCELLED)), _cancel, "", "danger", "fa-ban", reason=True,
    moot=frozenset({"REJECTED", "CANCELLED"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credit:
    """A customer's credit now and with the order approved. `limit` None means no limit."""

    limit: Decimal | None
    receivable: Decimal
    unbilled: Decimal
    advance: Decimal
    now: Decimal
    after: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.after

    @property
    def exceeded(self) -> bool:
        return self.limit is not None and self.after > self.limit


def credit_of(order: Mapping[str, Any]) -> Credit | None:
    """The credit of an order's customer; None if it may not be seen."""
    customer = order.get("customer")
    account = customer.get("account") if customer else None
    if not customer or not account:
        return None
    receivable, unbilled, advance = (Decimal(account[name]) for name in ("receivable", "unbilled", "advance"))
    now = receivable + unbilled - advance
    waiting = order["state"] in WAITING
    limit = customer.get("creditLimit")
    return Credit(
        None if limit is None else Decimal(limit), receivable, unbilled, advance, now,
        now + (Decimal(order["total"]) if waiting else ZERO),
    )  # fmt: skip


async def load_order(frame: Frame, request: Request, key: UUID) -> Record:
    """The order with everything that a decision on it depends on."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "order", id=global_id("Order", key))
    order = data["order"]
    preview = None
    if order["state"] in WAITING and actor.may(Right.ORDER_APPROVE):
        preview = await _preview(actor, key)
    chain = order_chain(order)
    stock: dict[str, LineStock] = line_stock(order)
    reasons = [node["decisionReason"] for node in data["reasons"]["nodes"] if node["decisionReason"]]
    context = {
        "order": order,
        "credit": credit_of(order),
        "stock": stock,
        "preview": preview,
        "chains": [chain],
        "events": order_events(order, locale),
        "recent_reasons": dict.fromkeys((REJECT.name, CANCEL.name), list(dict.fromkeys(reasons))[:6]),
        "judged": await judged_by(actor, order, locale),
    }
    return Record(
        "Order", key, order["number"], "records/order.html", order["version"], order["state"], order, context,
        offers(actor, order, preview, locale), watch("Order", order["id"], chain),
    )  # fmt: skip


async def _preview(actor: Actor, key: UUID) -> ApprovalPreview | None:
    """What approval would say; None if somebody decided between the two reads."""
    try:
        return await preview_approval(actor, order_id=key)
    except DomainError as error:
        if error.code is not ErrorCode.WRONG_STATE:
            raise
        return None


def offers(actor: Actor, order: Mapping[str, Any], preview: ApprovalPreview | None, locale: str) -> tuple[Offer, ...]:
    """What may be done to the order now; each refusal that the service would give stands beside the action."""
    state = order["state"]
    refusals = tuple(
        dict.fromkeys(
            translate(refusal.message, locale, refusal.params) for refusal in (preview.refusals if preview else ())
        )
    )
    found = []
    for action, due in ((WAREHOUSE_REVIEW, "warehouseReviewDue"), (FINANCE_REVIEW, "financeReviewDue")):
        if order[due]:
            found.append(offer(action, actor, "Order", state, locale))
    for action, more in ((APPROVE, refusals), (REJECT, ())):
        if state not in action.moot:
            found.append(offer(action, actor, "Order", state, locale, more=more))
    if state not in CANCEL.moot:
        more = ()
        if state not in WAITING and not actor.may(Right.ORDER_APPROVE):
            right = {"right": str(Right.ORDER_APPROVE)}
            more = (
                translate("You lack the right {right}. An administrator can grant it to your role.", locale, right),
            )
        consequences = tuple(cancel_consequences(order, locale))
        found.append(offer(CANCEL, actor, "Order", state, locale, more=more, consequences=consequences))
    return tuple(found)


def cancel_consequences(order: Mapping[str, Any], locale: str) -> list[str]:
    """What else changes when the order is cancelled, counted."""

    def say(text: str, **params: Any) -> None:
        found.append(translate(text, locale, params))

    found: list[str] = []
    documents = order.get("stockDocuments") or []
    waiting = [document for document in documents if document["state"] in ("PENDING", "PICKED")]
    shipped = [document for document in documents if document["state"] == "SHIPPED"]
    reserved = sum(len(line.get("reservations") or ()) for line in order["lines"])
    if reserved:
        say("Reserved stock of {count} lots becomes free again.", count=reserved)
    if waiting:
        say("{count} stock-out documents are cancelled: {numbers}.", count=len(waiting),
            numbers=", ".join(document["number"] for document in waiting))  # fmt: skip
    if shipped:
        moved = sum(len(document["movements"]) for document in shipped)
        say("{count} stock movements are reversed; the goods are on hand again, in the same lots.", count=moved)
    receivables = [one for one in order.get("receivables") or () if one["state"] != "REVERSED"]
    if receivables:
        amount = sum((Decimal(one["amount"]) for one in receivables), ZERO)
        say("{count} receivables of ¥{amount} are reversed.", count=len(receivables), amount=f"{amount:,.2f}")
        paid = amount - sum((Decimal(one["openAmount"]) for one in receivables), ZERO)
        if paid:
            say("¥{amount} that was paid for it becomes the customer's advance.", amount=f"{paid:,.2f}")
    if not found:
        say("Nothing else depends on it yet.")
    return found


ORDER = Kind(
    "Order", "orders", load_order, (APPROVE, REJECT, WAREHOUSE_REVIEW, FINANCE_REVIEW, CANCEL), by_number="orders"
)

__all__ = [
    "APPROVE", "CANCEL", "FINANCE_REVIEW", "ORDER", "REJECT", "WAITING", "WAREHOUSE_REVIEW", "Credit",
    "cancel_consequences",
    "credit_of", "load_order", "offers",
]  # fmt: skip
