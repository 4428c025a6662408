"""Credit: what a customer may still order. Pure arithmetic on amounts in yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from erp_visit.core.errors import ErrorCode
from erp_visit.core.money import ZERO


@dataclass(frozen=True, slots=True)
class OverdueDocument:
    """A receivable whose due date has passed."""

    id: UUID
    number: str
    due_on: date
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class CreditView:
    """A customer's credit at one moment, with one order under judgement.

    `limit` None means no limit. `unbilled` is what is approved and not yet shipped, without this order.
    """

    limit: Decimal | None
    receivable: Decimal
    unbilled: Decimal
    advance: Decimal
    this_order: Decimal
    overdue: tuple[OverdueDocument, ...] = ()

    @property
    def exposure(self) -> Decimal:
        """What the customer would owe with this order, less what is paid ahead."""
        return self.receivable + self.unbilled + self.this_order - self.advance

    @property
    def available(self) -> Decimal | None:
        """What may still be ordered before this order; None without a limit. Negative when over the limit."""
        if self.limit is None:
            return None
        return self.limit - self.receivable - self.unbilled + self.advance

    @property
    def prepaid(self) -> bool:
        """Whether money paid ahead covers all that is approved and this order: such an order passes."""
        return self.advance >= self.unbilled + self.this_order

    @property
    def overdue_amount(self) -> Decimal:
        return sum((document.open_amount for document in self.overdue), ZERO)

    def objections(self, *, hold_on_overdue: bool) -> tuple[ErrorCode, ...]:
        """Why the order needs a decision: CREDIT_EXCEEDED, OVERDUE, both or nothing."""
        if self.prepaid:
            return ()
        reasons: list[ErrorCode] = []
        if self.limit is not None and self.exposure > self.limit:
            reasons.append(ErrorCode.CREDIT_EXCEEDED)
        if hold_on_overdue and self.overdue:
            reasons.append(ErrorCode.OVERDUE)
        return tuple(reasons)


def overdue_on(documents: Sequence[OverdueDocument], day: date) -> tuple[OverdueDocument, ...]:
    """Those whose due date lies before the business day; a document due today is not overdue."""
    return tuple(document for document in documents if document.due_on < day)


__all__ = ["CreditView", "OverdueDocument", "overdue_on"]
