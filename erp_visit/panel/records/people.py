"""The customer all round, and the visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.ids import global_id
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, offer
from erp_visit.panel.records.chain import order_chain, visit_chain, watch
from erp_visit.panel.records.inputs import operation_in, text_in
from erp_visit.panel.records.judged import judged_by
from erp_visit.panel.records.money import account_context
from erp_visit.panel.records.present import key_of
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import Event, happened, in_order
from erp_visit.panel.wording import translate
from erp_visit.visits.models import VISIT_MOVES, VisitState
from erp_visit.visits.service import cancel_visit


async def _cancel(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await cancel_visit(actor, visit_id=key, reason=text_in(body, "reason"), operation_id=operation_in(body))


CANCEL = Action(
    "cancel", "Cancel the visit", "Visit cancelled", (Right.VISIT_DO,),
    frozenset(VISIT_MOVES.sources(VisitState.CANCELLED)),
    _cancel, "", "danger", "fa-ban", reason=True, moot=frozenset({"DONE", "CANCELLED", "CHECKED_IN"}),
)  # fmt: skip


async def load_customer(frame: Frame, request: Request, key: UUID) -> Record:
    """A customer with everything that hangs on it, as far as the reader's rights go."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "customer", id=global_id("Customer", key))
    customer = data["customer"]
    context: dict[str, Any] = {
        "customer": customer,
        "events": happened(customer["history"], "Customer", locale),
        "may_collect": actor.may(Right.RECEIPT_RECORD) and actor.may(Right.RECEIVABLE_VIEW),
        "may_edit": actor.may(Right.CUSTOMER_EDIT),
    }
    if "open" in customer:
        context.update(account_context(actor, customer, locale))
    linked = [
        f"{kind}:{key_of(one['id'])}"
        for kind, name in (
            ("Order", "orderList"),
            ("Receivable", "open"),
            ("Receipt", "receipts"),
            ("StockDocument", "stockList"),
        )
        for one in customer.get(name) or ()
    ]
    return Record(
        "Customer", key, customer["name"], "records/customer.html", customer["version"], customer["status"],
        customer, context,
        (), " ".join([watch("Customer", customer["id"]), *linked]),
    )  # fmt: skip


async def load_visit(frame: Frame, request: Request, key: UUID) -> Record:
    """A visit with its evidence and the orders taken in it."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "visit", id=global_id("Visit", key))
    visit = data["visit"]
    orders = visit.get("orders") or []
    link = {
        name: visit[name]
        for name in ("id", "state", "businessDay", "checkedInAt", "checkedOutAt", "dwellSeconds", "evidence")
    }
    chains = [order_chain({**order, "visit": link}) for order in orders] or [visit_chain(link)]
    rep = (visit.get("rep") or {}).get("name", "")
    events = happened(visit["history"], "Visit", locale)
    told = {entry["action"] for entry in visit["history"]}
    for at, action, what in (
        (visit["startedAt"], "visit.start", "Set out"), (visit["checkedInAt"], "visit.check_in", "Checked in"),
        (visit["checkedOutAt"], "visit.check_out", "Checked out"),
    ):  # fmt: skip
        if at and action not in told:
            events.append(Event(at, translate(what, locale, {}), rep))
    for order in orders:
        events += happened(order["history"], "Order", locale, document=order["number"],
                           href=f"/admin/orders/{key_of(order['id'])}")  # fmt: skip
    state = visit["state"]
    offers = (
        (offer(CANCEL, actor, "Visit", state, locale, consequences=(translate("Nothing else depends on it yet.",
        locale, {}),)),)
        if state not in CANCEL.moot else ()
    )  # fmt: skip
    context = {
        "visit": visit,
        "chains": chains,
        "events": in_order(events),
        "judged": await judged_by(actor, visit, locale),
    }
    number = f"{visit['customer']['name'] if visit['customer'] else ''} {visit['businessDay']}".strip()
    return Record(
        "Visit", key, number, "records/visit.html", visit["version"], state, visit, context, offers,
        " ".join([watch("Visit", visit["id"]), *(link for chain in chains for link in chain.keys)]),
    )  # fmt: skip


CUSTOMER = Kind("Customer", "customers", load_customer, by_number="customers")
VISIT = Kind("Visit", "visits", load_visit, (CANCEL,))

__all__ = ["CANCEL", "CUSTOMER", "VISIT", "load_customer", "load_visit"]
