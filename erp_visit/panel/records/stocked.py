"""Stock beside the lines of an order: what is available, and which lots they would get, first expired first out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from erp_visit.core.clock import today
from erp_visit.panel.records.present import key_of
from erp_visit.stock.allocation import LotStock, Pick, allocate, available


@dataclass(frozen=True, slots=True)
class LotShare:
    """Base units of one lot for a line."""

    code: str
    expires_on: str | None
    quantity: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class LineStock:
    """A line's stock. `shares` are reserved or shipped ones if there are, else those it would get now."""

    available: int
    shares: tuple[LotShare, ...]
    short: int
    """Base units that are missing for the line; 0 if it can be served or has been."""
    planned: bool
    """Whether the shares are only what approval would reserve now."""


def line_stock(order: Mapping[str, Any]) -> dict[str, LineStock]:
    """Stock by line id, of the lines that are kept in stock; empty if the reader may not see stock."""
    lines = [line for line in order["lines"] if line["product"]["stocked"]]
    if not lines or "balances" not in lines[0]:
        return {}
    day = today()
    lots = {lot.lot_id: lot for line in lines for lot in _lots(line)}
    picks, shortages = allocate(
        [(UUID(key_of(line["product"]["id"])), int(line["baseQuantity"])) for line in lines], lots.values(), day
    )
    missing = {short.demand: short.needed - short.available for short in shortages}
    open_order = order["state"] in ("SUBMITTED", "HELD")
    taken = _taken(order)
    found = {}
    for position, line in enumerate(lines):
        product = UUID(key_of(line["product"]["id"]))
        held = tuple(
            _share(reservation["lot"], int(reservation["quantity"]), day)
            for reservation in line.get("reservations") or ()
        )
        planned = tuple(_planned(pick, day) for pick in picks if pick.demand == position) if open_order else ()
        found[line["id"]] = LineStock(
            available(lots.values(), product, day),
            held or taken.get(line["id"], ()) or planned,
            missing.get(position, 0) if open_order and not held else 0,
            planned=open_order and not held,
        )
    return found


def _taken(order: Mapping[str, Any]) -> dict[str, tuple[LotShare, ...]]:
    """Lots that left for a line."""
    day = today()
    found: dict[str, tuple[LotShare, ...]] = {}
    for line in order["lines"]:
        lot = line.get("lot")
        shipped = line.get("shippedQuantity")
        if lot is not None and shipped:
            found[line["id"]] = (_share(lot, int(shipped), day),)
    return found


def _lots(line: Mapping[str, Any]) -> list[LotStock]:
    product = UUID(key_of(line["product"]["id"]))
    return [
        LotStock(
            balance_id=UUID(key_of(balance["id"])),
            lot_id=UUID(key_of(balance["lot"]["id"])),
            product_id=product,
            code=balance["lot"]["code"],
            expires_on=_day(balance["lot"]["expiresOn"]),
            received_on=date.fromisoformat(balance["lot"]["receivedOn"]),
            free=int(balance["onHand"]) - int(balance["reserved"]),
        )
        for balance in line["balances"]
        if balance["lot"] is not None
    ]


def _planned(pick: Pick, day: date) -> LotShare:
    expires = pick.lot.expires_on
    return LotShare(
        pick.lot.code,
        expires.isoformat() if expires else None,
        pick.quantity,
        (expires - day).days if expires else None,
    )


def _share(lot: Mapping[str, Any], quantity: int, day: date) -> LotShare:
    expires = _day(lot["expiresOn"])
    return LotShare(lot["code"], lot["expiresOn"], quantity, (expires - day).days if expires else None)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


__all__ = ["LineStock", "LotShare", "line_stock"]
