"""Which documents a payment settles: the named ones first, then the oldest due date, the rest is an advance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable that is still to be paid, in part or in full."""

    id: UUID
    number: str
    due_on: date
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class Advance:
    """What a customer has to the good: what a receipt or a credit note has left to set against receivables."""

    id: UUID
    amount: Decimal
    credit_note: bool = False


def allocate_receipt(
    amount: Decimal, items: Sequence[OpenItem], named: Sequence[tuple[UUID, Decimal | None]]
) -> tuple[dict[UUID, Decimal], Decimal]:
    """Split a receipt over open items; returns the amount per item and the advance that remains.

    `named` are (receivable, amount) in the payer's order; an amount of None takes as much as is open. Raises
    AMOUNT_EXCEEDS_OPEN for a named amount beyond what is open or beyond the receipt, NOT_FOUND for an item
    that is not among those of the customer.
    """
    by_id = {item.id: item for item in items}
    shares: dict[UUID, Decimal] = {}
    left = amount
    for position, (key, wanted) in enumerate(named):
        path = ("allocations", position, "amount") if wanted is not None else ("receivableId",)
        item = by_id.get(key)
        if item is None:
            raise not_found("Receivable", key, *path[:-1], "receivableId" if wanted is not None else path[0])
        if key in shares:
            raise invalid("Receivable {number} is named twice; name it once.", *path, number=item.number)
        if item.open_amount <= 0 or (wanted is not None and wanted > item.open_amount):
            raise _exceeds(item, wanted if wanted is not None else amount, path)
        share = min(left, item.open_amount) if wanted is None else wanted
        if share > left:
            raise DomainError(
                ErrorCode.AMOUNT_EXCEEDS_OPEN,
                "The allocations add up to more than the receipt of {amount}. Lower one of them.",
                path=path, amount=amount,
            )  # fmt: skip
        shares[key] = share
        left -= share
    for item in sorted(items, key=lambda item: (item.due_on, item.id)):
        if left == 0:
            break
        if item.id in shares or item.open_amount <= 0:
            continue
        shares[item.id] = min(left, item.open_amount)
        left -= shares[item.id]
    return {key: share for key, share in shares.items() if share > 0}, left


def _exceeds(item: OpenItem, wanted: Decimal, path: tuple[str | int, ...]) -> DomainError:
    return DomainError(
        ErrorCode.AMOUNT_EXCEEDS_OPEN,
        "{amount} is more than the {open} that is open on {number}. Allocate at most that; the rest is an advance.",
        path=path, amount=wanted, open=item.open_amount, number=item.number,
    )  # fmt: skip


def apply_advances(amount: Decimal, advances: Sequence[Advance]) -> tuple[dict[UUID, Decimal], Decimal]:
    """Pay a new receivable from advances, taken in the order given (oldest first).

    Returns the amount per receipt or credit note and what stays open.
    """
    shares: dict[UUID, Decimal] = {}
    left = amount
    for advance in advances:
        share = min(left, advance.amount)
        if share > 0:
            shares[advance.id] = share
            left -= share
    return shares, left


__all__ = ["Advance", "OpenItem", "allocate_receipt", "apply_advances"]
