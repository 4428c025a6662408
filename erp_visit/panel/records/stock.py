"""The stock document: what is to be picked from which lots, and what left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.core.errors import invalid
from erp_visit.core.ids import global_id
from erp_visit.orders.fulfilment import PickInput, confirm_stock_document
from erp_visit.orders.shipping import ship_stock_document
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, Offer, offer
from erp_visit.panel.records.chain import Chain, order_chain, watch
from erp_visit.panel.records.inputs import key_in, operation_in, whole_in
from erp_visit.panel.records.present import product_units
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import happened, in_order
from erp_visit.stock.models import StockDocumentState


async def _confirm(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await confirm_stock_document(
        actor, document_id=key, lines=_picks(body.get("lines")), expected_version=whole_in(body, "version"),
        operation_id=operation_in(body),
    )  # fmt: skip


def _picks(lines: Any) -> list[PickInput] | None:
    """What the form says was taken; None, as planned, if it says nothing."""
    if lines is None:
        return None
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise invalid("{field} is not a list.", "lines", field="lines")
    picks = []
    for position, line in enumerate(lines):
        line_id = key_in(line, "lineId", "lines", position, "lineId", required=True)
        lot_id = key_in(line, "lotId", "lines", position, "lotId", required=True)
        quantity = line.get("quantity")
        assert line_id is not None
        assert lot_id is not None
        if isinstance(quantity, bool) or not isinstance(quantity, int):
            raise invalid("Type how much was taken as a whole number, 0 if nothing was.", "lines", position, "quantity")
        picks.append(PickInput(line_id, lot_id, quantity))
    return picks


async def _ship(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await ship_stock_document(
        actor, document_id=key, expected_version=whole_in(body, "version"), operation_id=operation_in(body)
    )


_OVER = frozenset(state.value for state in StockDocumentState) - {"PENDING", "PICKED"}
CONFIRM = Action(
    "confirm", "Confirm the pick", "{number}: pick confirmed", (Right.STOCK_CONFIRM,), frozenset({"PENDING", "PICKED"}),
    _confirm, "a", "primary", "fa-box-open", submits="form-pick", batch=True, moot=_OVER,
)  # fmt: skip
SHIP = Action(
    "ship", "Ship", "{number} shipped", (Right.STOCK_SHIP,), frozenset({"PICKED"}), _ship, "s", "primary", "fa-truck",
    batch=True, moot=_OVER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LotChoice:
    """A lot that a line may be taken from. `free` counts what this document has reserved of it."""

    key: str
    code: str
    expires_on: str | None
    free: int
    expired: bool


@dataclass(frozen=True, slots=True)
class PickLine:
    """A document line with its lots, and the units it is counted in: (name, factor, count of what is to be taken)."""

    id: str
    product: Mapping[str, Any]
    planned: int
    actual: int | None
    lot: Mapping[str, Any]
    choices: tuple[LotChoice, ...]
    counts: tuple[tuple[str, int, int], ...]


def pick_lines(document: Mapping[str, Any]) -> list[PickLine]:
    """The lines to pick, each with the lots of its product, first expired first."""
    day = today()
    mine: dict[str, int] = {}
    for line in document["lines"]:
        held = line["planned"] if line["actual"] is None else line["actual"]
        mine[line["lot"]["id"]] = mine.get(line["lot"]["id"], 0) + int(held)
    found = []
    for line in document["lines"]:
        choices = sorted(
            (_choice(balance, mine, day) for balance in line["balances"] if balance["lot"]),
            key=lambda choice: (choice.expired, choice.expires_on or "9999", choice.code),
        )
        quantity = int(line["planned"] if line["actual"] is None else line["actual"])
        found.append(
            PickLine(
                line["id"], line["product"], int(line["planned"]), line["actual"], line["lot"],
                tuple(choice for choice in choices if choice.free > 0 or choice.key == line["lot"]["id"]),
                _counts(quantity, line),
            )
        )  # fmt: skip
    return found


def _choice(balance: Mapping[str, Any], mine: Mapping[str, int], day: date) -> LotChoice:
    lot = balance["lot"]
    expired = lot["expiresOn"] is not None and date.fromisoformat(lot["expiresOn"]) < day
    free = int(balance["onHand"]) - int(balance["reserved"]) + mine.get(lot["id"], 0)
    return LotChoice(lot["id"], lot["code"], lot["expiresOn"], free, expired)


def _counts(quantity: int, line: Mapping[str, Any]) -> tuple[tuple[str, int, int], ...]:
    """A quantity in the units that are picked in: 27 of 箱 12 is (箱, 12, 2), (瓶, 1, 3).

    These are the unit that was sold, the base unit, and those in which the plan beside them is told; the largest, if
    that would be the base unit alone.
    """
    units = sorted(product_units(line["product"]), key=lambda unit: -unit[1])
    wanted = {1, (line.get("orderLine") or {}).get("unitFactor") or 1}
    rest = int(line["planned"])
    for _, factor in units:
        told, rest = divmod(rest, factor)
        if told:
            wanted.add(factor)
    if wanted == {1}:
        wanted.add(units[0][1])
    kept = [unit for unit in units if unit[1] in wanted]
    rest, counts = quantity, []
    for name, factor in kept:
        count, rest = divmod(rest, factor)
        counts.append((name, factor, count))
    return tuple(counts)


async def load_stock_document(frame: Frame, request: Request, key: UUID) -> Record:
    """The document with its lots now, its order's chain and what happened."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "stock_document", id=global_id("StockDocument", key))
    document = data["document"]
    order = document.get("order")
    chain: Chain | None = order_chain(order) if order else None
    events = happened(document["history"], "StockDocument", locale)
    if order:
        events += happened(
            order["history"], "Order", locale, document=order["number"], href=f"/admin/orders/{order['id'][6:]}"
        )
    waiting = document["kind"] == "OUT" and document["state"] in ("PENDING", "PICKED")
    may_pick = waiting and actor.may(Right.STOCK_CONFIRM)
    context = {
        "document": document,
        "order": order,
        "picking": may_pick,
        "lines": pick_lines(document),
        "chains": [chain] if chain else [],
        "events": in_order(events),
    }
    return Record(
        "StockDocument", key, document["number"], "records/stock_document.html", document["version"], document["state"],
        document, context, offers(actor, document, locale) if document["kind"] == "OUT" else (),
        watch("StockDocument", document["id"], chain),
    )  # fmt: skip


def offers(actor: Actor, document: Mapping[str, Any], locale: str) -> tuple[Offer, ...]:
    """Confirm the pick, and ship; greyed with the reason if not now or not by this actor."""
    state = document["state"]
    confirm = replace(CONFIRM, label="Change the pick", tone="plain") if state == "PICKED" else CONFIRM
    return tuple(
        offer(action, actor, "StockDocument", state, locale) for action in (confirm, SHIP) if state not in action.moot
    )


STOCK_DOCUMENT = Kind(
    "StockDocument", "stock-documents", load_stock_document, (CONFIRM, SHIP), by_number="stockDocuments"
)

__all__ = [
    "CONFIRM", "SHIP", "STOCK_DOCUMENT", "LotChoice", "PickLine", "load_stock_document", "offers", "pick_lines",
]  # fmt: skip
