"""In which order the operations of a batch are carried out, whatever order they were sent in.

A visit's operations stay together and visits follow each other by their beginning, as one rep makes them: set out,
arrive, what is done there, leave, report. What an operation depends on is drawn before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

RANKS = {
    "startVisit": 0, "cancelVisit": 0, "checkIn": 1, "checkInCoVisit": 1, "addVisitPhotos": 2, "submitVisitAction": 2,
    "submitOrder": 2, "checkOut": 3, "checkOutCoVisit": 3, "reportShopClosed": 3, "submitVisitReport": 4,
}  # fmt: skip
"""The commands that a batch may hold, and their place within a visit."""


@dataclass(frozen=True, slots=True)
class Item:
    """An operation, as far as its place matters.

    `group` is the visit or co-visit that it is about, or its own id; `makes` says that it makes the visit. `content`
    tells two operations of one id apart.
    """

    id: UUID
    occurred_at: datetime
    command: str
    group: str
    makes: bool
    depends_on: tuple[UUID, ...]
    content: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The places of the items in the order to follow; for each place, those that must have been done; those that wait
    for each other in a circle."""

    order: list[int]
    needs: list[list[UUID]]
    circular: set[int]


def arrange(items: Sequence[Item]) -> Arrangement:
    """The order of a batch; the same for every permutation of it."""
    beginning: dict[str, datetime] = {}
    makers: dict[str, UUID] = {}
    for item in items:
        beginning[item.group] = min(item.occurred_at, beginning.get(item.group, item.occurred_at))
    natural = sorted(range(len(items)), key=lambda place: _key(items[place], beginning))
    for place in natural:
        if items[place].makes:
            makers.setdefault(items[place].group, items[place].id)
    needs = [_needs(item, makers) for item in items]
    places: dict[UUID, list[int]] = {}
    for place in natural:
        places.setdefault(items[place].id, []).append(place)
    order: list[int] = []
    circular: set[int] = set()
    under_way: list[int] = []
    settled: set[int] = set()

    def settle(place: int) -> None:
        if place in settled:
            return
        if place in under_way:
            circular.update(under_way[under_way.index(place) :])
            return
        under_way.append(place)
        for need in needs[place]:
            for other in places.get(need, ()):
                settle(other)
        under_way.pop()
        settled.add(place)
        order.append(place)

    for place in natural:
        settle(place)
    return Arrangement(order, needs, circular)


def _key(item: Item, beginning: dict[str, datetime]) -> tuple[object, ...]:
    return beginning[item.group], item.group, RANKS.get(item.command, 0), item.occurred_at, item.id.bytes, item.content


def _needs(item: Item, makers: dict[str, UUID]) -> list[UUID]:
    """What it says it depends on, and what makes the visit that it is about."""
    needs = list(dict.fromkeys(item.depends_on))
    maker = makers.get(item.group)
    if maker is not None and maker != item.id and not item.makes and maker not in needs:
        needs.append(maker)
    return needs


__all__ = ["RANKS", "Arrangement", "Item", "arrange"]
