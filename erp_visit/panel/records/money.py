"""Money: a customer's account with its open items, receivables, receipts, and the ledger with its running balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.errors import invalid
from erp_visit.core.ids import global_id
from erp_visit.core.money import ZERO, parse_amount
from erp_visit.finance.allocation import OpenItem, allocate_receipt
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import record_receipt, reverse_receipt
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, offer
from erp_visit.panel.records.chain import Chain, order_chain, receivable_chain, watch
from erp_visit.panel.records.inputs import key_in, operation_in, text_in, whole_in
from erp_visit.panel.records.present import key_of
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import Event, happened, in_order
from erp_visit.panel.wording import translate

MOST_CHAINS = 5


async def _record(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    method = text_in(body, "method")
    if method not in PaymentMethod.__members__:
        raise invalid("Choose how it was paid.", "method")
    amount = text_in(body, "amount").strip().replace(",", "").removeprefix("¥")
    return await record_receipt(
        actor, id=operation_in(body), customer_id=key, amount=parse_amount(amount, "amount"),
        method=PaymentMethod(method),
        receivable_id=key_in(body, "receivableId"), reference=text_in(body, "reference"), remark=text_in(body,
        "remark"),
    )  # fmt: skip


async def _reverse(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await reverse_receipt(
        actor, receipt_id=key, reason=text_in(body, "reason"), expected_version=whole_in(body, "version"),
        operation_id=operation_in(body),
    )  # fmt: skip


RECORD = Action(
    "receipt", "Record a receipt", "{number}: receipt recorded", (Right.RECEIPT_RECORD, Right.RECEIVABLE_VIEW),
    frozenset({"ACCOUNT"}), _record, "a", "primary", "fa-hand-holding-dollar", form="form-receipt",
)  # fmt: skip
REVERSE = Action(
    "reverse", "Reverse the receipt", "{number} reversed", (Right.RECEIPT_REVERSE,), frozenset({"POSTED"}), _reverse,
    "",
    "danger", "fa-rotate-left", reason=True, moot=frozenset({"REVERSED"}),
)  # fmt: skip


# -- the account


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A ledger entry with the customer's balance after it; None where it cannot be told."""

    entry: Mapping[str, Any]
    balance: Decimal | None


def running(ledger: Iterable[Mapping[str, Any]], latest: Iterable[Mapping[str, Any]]) -> list[LedgerLine]:
    """Entries, the newest first, with the balance after each, reckoned back from the newest."""
    newest = next(iter(latest), None)
    balance = Decimal(newest["customerBalance"]) if newest and newest["customerBalance"] is not None else None
    lines = []
    for entry in ledger:
        lines.append(LedgerLine(entry, balance))
        if balance is not None:
            balance -= Decimal(entry["customerChange"])
    return lines


def _open_sum(items: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(item["openAmount"]) for item in items), ZERO)


def reversal_consequences(receipt: Mapping[str, Any], locale: str) -> list[str]:
    """What else changes when a receipt is reversed, counted."""
    in_force = _in_force(receipt["allocations"])
    found = []
    if in_force:
        amount = sum((Decimal(one["amount"]) for one in in_force), ZERO)
        numbers = ", ".join(dict.fromkeys(one["receivable"]["number"] for one in in_force if one["receivable"]))
        found.append(
            translate("{count} receivables are open again by ¥{amount}: {numbers}.", locale,
                      {"count": len(in_force), "amount": f"{amount:,.2f}", "numbers": numbers})
        )  # fmt: skip
    orders = {
        one["receivable"]["order"]["number"]
        for one in in_force
        if one["receivable"] and (one["receivable"].get("order") or {}).get("state") == "CLOSED"
    }
    if orders:
        found.append(
            translate("{count} closed orders are shipped and unpaid again: {numbers}.", locale,
                      {"count": len(orders), "numbers": ", ".join(sorted(orders))})
        )  # fmt: skip
    advance = Decimal(receipt["unallocated"])
    if advance:
        found.append(translate("The advance of ¥{amount} is gone.", locale, {"amount": f"{advance:,.2f}"}))
    return found


def _in_force(allocations: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    taken_back = {one["reverses"]["id"] for one in allocations if one.get("reverses")}
    return [one for one in allocations if not one.get("reverses") and one["id"] not in taken_back]


async def load_account(frame: Frame, request: Request, key: UUID) -> Record:
    """A customer's account: what is open, what was paid, the ledger."""
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.RECEIVABLE_VIEW)
    data = await read(frame, request, "account", id=global_id("Customer", key))
    customer = data["customer"]
    context = account_context(actor, customer, locale)
    context["named"] = request.query_params.get("receivable", "")
    offered = offer(RECORD, actor, "Account", "ACCOUNT", locale)
    shown = (("Receivable", customer["open"]), ("Receivable", customer["credits"]), ("Receipt", customer["receipts"]))
    keys = " ".join(f"{kind}:{key_of(one['id'])}" for kind, ones in shown for one in ones)
    return Record(
        "Account", key, customer["name"], "records/account.html", None, "ACCOUNT", customer, context, (offered,),
        f"{watch('Customer', customer['id'])} {keys}",
    )  # fmt: skip


def account_context(actor: Actor, customer: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """What the templates of an account need; also part of the customer's page."""
    receipts = [
        (receipt, offer(REVERSE, actor, "Receipt", receipt["state"], locale,
                        consequences=tuple(reversal_consequences(receipt, locale))))
        for receipt in customer["receipts"]
    ]  # fmt: skip
    account = customer.get("account")
    # The list is capped, the account is not.
    open_sum = Decimal(account["receivable"]) if account else _open_sum(customer["open"])
    return {
        "customer": customer,
        "items": customer["open"],
        "credits": customer["credits"],
        "open_sum": open_sum,
        "receipts": receipts,
        "ledger": running(customer["ledger"], customer["latest"]) if "ledger" in customer else None,
        "methods": [method.value for method in PaymentMethod],
    }


@dataclass(frozen=True, slots=True)
class Allocated:
    """What a receipt would settle of one item."""

    item: Mapping[str, Any]
    share: Decimal

    @property
    def left(self) -> Decimal:
        return Decimal(self.item["openAmount"]) - self.share


async def allocation_preview(frame: Frame, request: Request) -> dict[str, Any]:
    """What a receipt of this amount would settle, by the same rule that books it. Raises what booking would raise."""
    actor: Actor = request.state.actor
    actor.require(Right.RECEIPT_RECORD, Right.RECEIVABLE_VIEW)
    key = key_in(request.path_params, "id", required=True)
    assert key is not None
    text = request.query_params.get("amount", "").strip().replace(",", "").removeprefix("¥")
    named = key_in(request.query_params, "receivableId")
    try:
        amount = parse_amount(text, "amount") if text and Decimal(text).is_finite() else ZERO
    except InvalidOperation:
        amount = ZERO
    if not amount:
        return {"shares": [], "advance": None}
    data = await read(frame, request, "open_items", id=global_id("Customer", key))
    items = {UUID(key_of(item["id"])): item for item in data["customer"]["open"]}
    open_items = [
        OpenItem(item_key, item["number"], date.fromisoformat(item["dueOn"]), Decimal(item["openAmount"]))
        for item_key, item in items.items()
    ]
    shares, advance = allocate_receipt(amount, open_items, [(named, None)] if named else [])
    return {"shares": [Allocated(items[item_key], share) for item_key, share in shares.items()], "advance": advance}


# -- one receivable, one receipt


async def load_receivable(frame: Frame, request: Request, key: UUID) -> Record:
    """A receivable with its order's chain and what was paid of it."""
    locale = request.state.locale
    data = await read(frame, request, "receivable", id=global_id("Receivable", key))
    receivable = data["receivable"]
    order = receivable.get("order")
    chain = order_chain(order) if order else receivable_chain(receivable)
    events = happened(receivable["history"], "Receivable", locale)
    events.append(Event(receivable["createdAt"], translate("Arose", locale, {}), ""))
    receipts = {one["receipt"]["id"]: one["receipt"] for one in receivable["allocations"] if one["receipt"]}
    for receipt in receipts.values():
        events += happened(receipt["history"], "Receipt", locale, document=receipt["number"],
                           href=f"/admin/receipts/{key_of(receipt['id'])}")  # fmt: skip
    context = {
        "receivable": receivable,
        "chains": [chain],
        "events": in_order(events),
        "may_collect": request.state.actor.may(Right.RECEIPT_RECORD) and Decimal(receivable["openAmount"]) > 0,
    }
    return Record(
        "Receivable", key, receivable["number"], "records/receivable.html", None, receivable["state"], receivable,
        context,
        (), watch("Receivable", receivable["id"], chain),
    )  # fmt: skip


async def load_receipt(frame: Frame, request: Request, key: UUID) -> Record:
    """A receipt with what it settled, and the chains of the orders behind that."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "receipt", id=global_id("Receipt", key))
    receipt = data["receipt"]
    chains: dict[str, Chain] = {}
    for allocation in receipt["allocations"]:
        receivable = allocation["receivable"]
        if receivable is None:
            continue
        order = receivable.get("order")
        if order:
            chains.setdefault(order["id"], order_chain(order))
        else:
            chains.setdefault(
                receivable["id"], receivable_chain({**receivable, "allocations": [{**allocation, "receipt": receipt}]})
            )
    context = {
        "receipt": receipt,
        "in_force": {one["id"] for one in _in_force(receipt["allocations"])},
        "chains": list(chains.values())[:MOST_CHAINS],
        "more_chains": max(0, len(chains) - MOST_CHAINS),
        "events": in_order(happened(receipt["history"], "Receipt", locale)),
    }
    consequences = tuple(reversal_consequences(receipt, locale))
    offers = (
        () if receipt["state"] in REVERSE.moot
        else (offer(REVERSE, actor, "Receipt", receipt["state"], locale, consequences=consequences),)
    )  # fmt: skip
    keys = " ".join(link for chain in chains.values() for link in chain.keys)
    return Record(
        "Receipt", key, receipt["number"], "records/receipt.html", receipt["version"], receipt["state"], receipt,
        context,
        offers, f"{watch('Receipt', receipt['id'])} {keys}",
    )  # fmt: skip


ACCOUNT = Kind("Account", "accounts", load_account, (RECORD,))
RECEIVABLE = Kind("Receivable", "receivables", load_receivable, by_number="receivables")
RECEIPT = Kind("Receipt", "receipts", load_receipt, (REVERSE,), by_number="receipts")

__all__ = [
    "ACCOUNT", "RECEIPT", "RECEIVABLE", "RECORD", "REVERSE", "LedgerLine", "account_context", "allocation_preview",
    "load_account", "load_receipt", "load_receivable", "reversal_consequences", "running",
]  # fmt: skip
