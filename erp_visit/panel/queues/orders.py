"""Queues of orders: to approve, to review for the warehouse, to review for finance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit.org.rights import Right
from erp_visit.panel.queues.model import Choice, Column, Filter, Mark, Queue, Row
from erp_visit.panel.records.orders import APPROVE, FINANCE_REVIEW, ORDER, REJECT, WAREHOUSE_REVIEW
from erp_visit.panel.records.present import key_of, money, path_of
from erp_visit.panel.wording import hold_word, translate

WAITING = {"state": {"in": ["SUBMITTED", "HELD"]}}


def _row(order: Mapping[str, Any], locale: str) -> Row:
    customer = order["customer"]
    marks = []
    if order["state"] == "HELD":
        marks += [Mark("warn", "fa-hand", hold_word(reason, locale)) for reason in order["holdReasons"]]
    overdue = Decimal((customer or {}).get("overdueAmount") or 0)
    if overdue and "OVERDUE" not in order["holdReasons"]:
        marks.append(Mark("danger", "fa-clock", translate("Overdue {amount}", locale, {"amount": money(overdue)})))
    return Row(
        key=UUID(key_of(order["id"])),
        number=order["number"],
        title=customer["name"] if customer else "—",
        path=path_of("Order", order["id"]),
        version=order["version"],
        amount=order["total"],
        shown_amount=money(order["total"]),
        at=order["submittedAt"],
        note=customer["level"] if customer else "",
        marks=tuple(marks),
        group=(order.get("department") or {}).get("name", ""),
    )


def _search(text: str) -> Mapping[str, Any]:
    return {
        "or": [
            {"number": {"contains": text}},
            {"customer": {"name": {"contains": text}}},
            {"customer": {"pinyin": {"startsWith": text.lower()}}},
        ]
    }


COLUMNS = (
    Column("number", "Order number"), Column("title", "Customer"), Column("amount", "Amount"), Column("at",
    "Submitted"),
    Column("marks", "Warnings"),
)  # fmt: skip
STATE = Filter(
    "state",
    "State",
    (
        Choice("held", "Held only", {"state": {"eq": "HELD"}}),
        Choice("plain", "Not held", {"state": {"eq": "SUBMITTED"}}),
    ),
)
DEPARTMENT = Filter(
    "department", "Department", source="departments", right=Right.EMPLOYEE_VIEW,
    condition=lambda key: {"department": {"id": {"eq": key}}},
)  # fmt: skip

APPROVAL = Queue(
    name="orders",
    title="Orders to approve",
    empty="No order waits for approval.",
    rights=(Right.ORDER_APPROVE,),
    needs=(Right.ORDER_VIEW, Right.CUSTOMER_VIEW),
    kind=ORDER,
    document="queue_orders",
    condition=WAITING,
    search=_search,
    row=_row,
    columns=COLUMNS,
    actions=(APPROVE, REJECT),
    filters=(STATE, DEPARTMENT),
    watches=("Order",),
)
WAREHOUSE = Queue(
    name="warehouse-review",
    title="Warehouse review",
    empty="No order waits for the warehouse's agreement. The control parameters say whether one is needed.",
    rights=(Right.STOCK_REVIEW,),
    needs=(Right.ORDER_VIEW, Right.CUSTOMER_VIEW),
    kind=ORDER,
    document="queue_orders",
    condition={"and": [WAITING, {"warehouseReviewDue": {"eq": True}}]},
    search=_search,
    row=_row,
    columns=COLUMNS,
    actions=(WAREHOUSE_REVIEW,),
    filters=(STATE, DEPARTMENT),
    watches=("Order", "Setting"),
)
FINANCE = Queue(
    name="finance-review",
    title="Finance review",
    empty="No order waits for finance's agreement. The control parameters say whether one is needed.",
    rights=(Right.FINANCE_REVIEW,),
    needs=(Right.ORDER_VIEW, Right.CUSTOMER_VIEW),
    kind=ORDER,
    document="queue_orders",
    condition={"and": [WAITING, {"financeReviewDue": {"eq": True}}]},
    search=_search,
    row=_row,
    columns=COLUMNS,
    actions=(FINANCE_REVIEW,),
    filters=(STATE, DEPARTMENT),
    watches=("Order", "Setting"),
)

__all__ = ["APPROVAL", "FINANCE", "WAREHOUSE"]
