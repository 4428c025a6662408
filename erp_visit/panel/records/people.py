"""The customer all round."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.ids import global_id
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.chain import watch
from erp_visit.panel.records.money import account_context
from erp_visit.panel.records.present import key_of
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import happened


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


CUSTOMER = Kind("Customer", "customers", load_customer, by_number="customers")

__all__ = ["CUSTOMER", "load_customer"]
