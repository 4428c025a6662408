"""Which lots serve a demand: first expired, first out (FEFO). Pure arithmetic in base units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

_NEVER = date.max


class LotStock(NamedTuple):
    """What is free of one lot in one warehouse: on hand less reserved, expired or not."""

    balance_id: UUID
    lot_id: UUID
    product_id: UUID
    code: str
    expires_on: date | None
    received_on: date
    free: int
    unit_cost: Decimal | None = None

    def expired(self, day: date) -> bool:
        """`expires_on` is the last day on which it may be sold."""
        return self.expires_on is not None and self.expires_on < day


class Pick(NamedTuple):
    """Base units of one lot for one demand; `demand` is its position among the demands."""

    demand: int
    lot: LotStock
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A demand that the lots cannot serve in full."""

    demand: int
    product_id: UUID
    needed: int
    available: int


def fefo_key(lot: LotStock) -> tuple[date, date, UUID]:
    """Order of use: earliest expiry first (lots that keep last), then earliest receipt, then id."""
    return (lot.expires_on or _NEVER, lot.received_on, lot.lot_id)


def available(lots: Iterable[LotStock], product_id: UUID, day: date) -> int:
    """Base units of a product that may be promised on a day."""
    return sum(lot.free for lot in lots if lot.product_id == product_id and lot.free > 0 and not lot.expired(day))


def allocate(
    demands: Sequence[tuple[UUID, int]], lots: Iterable[LotStock], day: date
) -> tuple[list[Pick], list[Shortage]]:
    """Serve demands (product, base units) one after the other from the lots.

    Several demands of one product draw on the same lots. A demand that cannot be served in full gets nothing and
    is reported as a shortage with what was left for it; the others are served all the same.
    """
    by_product: dict[UUID, list[LotStock]] = {}
    for lot in sorted(lots, key=fefo_key):
        if lot.free > 0 and not lot.expired(day):
            by_product.setdefault(lot.product_id, []).append(lot)
    left: dict[UUID, int] = {lot.lot_id: lot.free for usable in by_product.values() for lot in usable}
    picks: list[Pick] = []
    shortages: list[Shortage] = []
    for position, (product_id, needed) in enumerate(demands):
        usable = by_product.get(product_id, [])
        free = sum(left[lot.lot_id] for lot in usable)
        if free < needed:
            shortages.append(Shortage(position, product_id, needed, free))
            continue
        picks.extend(_take(position, needed, usable, left))
    return picks, shortages


def _take(position: int, needed: int, usable: Sequence[LotStock], left: dict[UUID, int]) -> list[Pick]:
    taken: list[Pick] = []
    for lot in usable:
        quantity = min(needed, left[lot.lot_id])
        if quantity:
            left[lot.lot_id] -= quantity
            needed -= quantity
            taken.append(Pick(position, lot, quantity))
        if not needed:
            break
    return taken


def per_key(quantities: Iterable[tuple[UUID, int]]) -> Mapping[UUID, int]:
    """Sum quantities by key, keys in order of id: the order in which rows are locked and changed."""
    sums: dict[UUID, int] = {}
    for key, quantity in quantities:
        sums[key] = sums.get(key, 0) + quantity
    return dict(sorted(sums.items()))


__all__ = ["LotStock", "Pick", "Shortage", "allocate", "available", "fefo_key", "per_key"]
