"""The queue of customers who owe something, the first due one first."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit.org.rights import Right
from erp_visit.panel.queues.model import Choice, Column, Filter, Mark, Queue, Row
from erp_visit.panel.records.money import ACCOUNT, RECORD
from erp_visit.panel.records.present import key_of, money, path_of
from erp_visit.panel.wording import translate


def _row(receivable: Mapping[str, Any], locale: str) -> Row:
    customer = receivable["customer"]
    owed = customer["account"]["receivable"]
    marks = []
    if receivable["overdueDays"]:
        marks.append(
            Mark("danger", "fa-clock", translate("{n} days overdue", locale, {"n": receivable["overdueDays"]}))
        )
        overdue = money(customer["overdueAmount"])
        marks.append(Mark("danger", "", translate("Overdue {amount}", locale, {"amount": overdue})))
    if Decimal(customer["account"]["advance"]):
        paid = money(customer["account"]["advance"])
        marks.append(Mark("info", "fa-piggy-bank", translate("Paid ahead {amount}", locale, {"amount": paid})))
    return Row(
        key=UUID(key_of(customer["id"])),
        number=customer["code"],
        title=customer["name"],
        path=path_of("Account", customer["id"]),
        amount=owed,
        shown_amount=money(owed),
        at=receivable["dueOn"],
        note=customer["level"],
        marks=tuple(marks),
        group=(customer.get("department") or {}).get("name", ""),
    )


def _search(text: str) -> Mapping[str, Any]:
    return {
        "customer": {
            "or": [
                {"name": {"contains": text}}, {"code": {"contains": text}}, {"phone": {"contains": text}},
                {"pinyin": {"startsWith": text.lower()}},
            ]
        }
    }  # fmt: skip


RECEIPTS = Queue(
    name="receipts",
    title="To collect",
    empty="Nobody owes anything.",
    rights=(Right.RECEIPT_RECORD,),
    needs=(Right.RECEIVABLE_VIEW, Right.CREDIT_VIEW, Right.CUSTOMER_VIEW, Right.EMPLOYEE_VIEW),
    kind=ACCOUNT,
    document="queue_receipts",
    # The state says no more than the amount does; there is an index by state and due date.
    condition={"state": {"eq": "OPEN"}, "openAmount": {"gt": "0"}, "firstOpen": {"eq": True}},
    search=_search,
    search_by="Customer, number, phone, pinyin",
    row=_row,
    columns=(
        Column("number", "Customer number"), Column("title", "Customer"), Column("amount", "Owed"),
        Column("at", "First due"), Column("marks", "Warnings"),
    ),
    actions=(RECORD,),
    filters=(
        Filter(
            "due",
            "Due",
            (
                Choice("overdue", "Overdue", {"overdueDays": {"gt": 0}}),
                Choice("later", "Not yet due", {"overdueDays": {"eq": 0}}),
            ),
        ),
        Filter(
            "department", "Department", source="departments", right=Right.EMPLOYEE_VIEW,
            condition=lambda key: {"customer": {"department": {"id": {"eq": key}}}},
        ),
    ),
    watches=("Receivable", "Receipt"),
)  # fmt: skip

__all__ = ["RECEIPTS"]
