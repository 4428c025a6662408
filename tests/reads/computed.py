"""Computed fields as the reference reckons them: from all rows in memory, as their descriptions say."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.factories import today

if TYPE_CHECKING:
    from tests.reads.reference import Reference

Row = dict[str, Any]


def _available(reference: Reference, row: Row) -> int:
    expires = reference.rows["Lot"][row["lot_id"]]["expires_on"]
    return 0 if expires is not None and expires < today() else row["on_hand"] - row["reserved"]


def _margin(_: Reference, row: Row) -> Decimal | None:
    return None if row["cost_amount"] is None else row["total"] - row["tax_amount"] - row["cost_amount"]


def _change(_: Reference, row: Row) -> Decimal:
    own = ("RECEIVABLE", "ADVANCE")
    result: Decimal = row["amount"] * ((row["debit"] in own) - (row["credit"] in own))
    return result


def _balance(reference: Reference, row: Row) -> Decimal | None:
    if row["customer_id"] is None:
        return None
    before = [
        _change(reference, other) for other in reference.rows["LedgerEntry"].values()
        if other["customer_id"] == row["customer_id"] and (other["at"], other["id"]) <= (row["at"], row["id"])
    ]  # fmt: skip
    return sum(before, Decimal("0.00"))


def _overdue(reference: Reference, row: Row) -> Decimal:
    amounts = [
        other["open_amount"] for other in reference.rows["Receivable"].values()
        if other["customer_id"] == row["id"] and other["open_amount"] > 0 and other["due_on"] < today()
    ]  # fmt: skip
    return sum(amounts, Decimal("0.00"))


def _first_open(reference: Reference, row: Row) -> bool:
    open_ones = [
        (other["due_on"], other["id"]) for other in reference.rows["Receivable"].values()
        if other["customer_id"] == row["customer_id"] and other["open_amount"] > 0
    ]  # fmt: skip
    return row["open_amount"] > 0 and min(open_ones) == (row["due_on"], row["id"])


def _exposure(reference: Reference, row: Row) -> Decimal:
    (account,) = [one for one in reference.rows["CustomerAccount"].values() if one["customer_id"] == row["customer_id"]]
    waiting = row["total"] if row["state"] in ("SUBMITTED", "HELD") else 0
    exposure: Decimal = account["receivable"] + account["unbilled"] - account["advance"] + waiting
    return exposure


def _actor_name(reference: Reference, row: Row) -> str | None:
    return None if row["actor_id"] is None else reference.rows["Employee"][row["actor_id"]]["name"]


def _count(kind: str, column: str) -> Callable[[Reference, Row], int]:
    return lambda reference, row: sum(other[column] == row["id"] for other in reference.rows[kind].values())


COMPUTED: dict[tuple[str, str], Callable[[Reference, Row], Any]] = {
    ("AuditEntry", "actorName"): _actor_name,
    ("Customer", "overdueAmount"): _overdue,
    ("StockBalance", "available"): _available,
    ("StockDocument", "lineCount"): _count("StockDocumentLine", "document_id"),
    ("Order", "lineCount"): _count("OrderLine", "order_id"),
    ("Order", "margin"): _margin,
    ("Order", "warehouseReviewDue"): lambda _, row: False,
    ("Order", "financeReviewDue"): lambda _, row: False,
    ("LedgerEntry", "customerChange"): _change,
    ("LedgerEntry", "customerBalance"): _balance,
    ("Order", "exposureAfter"): _exposure,
    ("Receivable", "overdue"): lambda _, row: row["open_amount"] > 0 and row["due_on"] < today(),
    ("Receivable", "overdueDays"): (
        lambda _, row: max((today() - row["due_on"]).days, 0) if row["open_amount"] > 0 else 0
    ),
    ("Receivable", "firstOpen"): _first_open,
}

__all__ = ["COMPUTED"]
