"""Sums of what a list shows, over all its pages: asked for by a button, so that no list pays for them unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from erp_visit.core.actor import Profile
from erp_visit.panel.formats import money, number
from erp_visit.panel.screens.columns import Column
from erp_visit.panel.screens.query import ListQuery
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.wording import translate
from erp_visit.reads.spec import Kind

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

SUMS: dict[str, tuple[str, ...]] = {
    "Allocation": ("amount",),
    "CustomerAccount": ("receivable", "unbilled", "advance"),
    "LedgerEntry": ("amount",),
    "Order": ("goods_amount", "tax_amount", "total", "cost_amount", "margin"),
    "OrderLine": ("base_quantity", "shipped_quantity", "amount", "tax_amount", "cost_amount"),
    "Receipt": ("amount", "unallocated"),
    "Receivable": ("amount", "open_amount"),
    "Reservation": ("quantity",),
    "StockBalance": ("on_hand", "reserved", "available"),
    "StockDocumentLine": ("planned", "actual"),
    "StockMovement": ("quantity",),
}
"""Columns that are worth adding up. Prices, rates and numbers of lines are not; quantities count base units."""


def summed(view: RecordView, profile: Profile) -> list[Column]:
    """The columns of a list that this profile can have added up."""
    known = view.columns.of(view.spec.name, profile)
    return [known[name] for name in SUMS.get(view.spec.name, ()) if name in known]


async def sums_of(frame: Frame, request: Request, view: RecordView, query: ListQuery) -> dict[str, Any]:
    """How many rows match and the sums of their columns, in words, in one statement with the list's own filter."""
    locale = request.state.locale
    columns = summed(view, request.state.actor.profile)
    variables = view.narrowed(request, query)
    found = await frame.sums(request, view.spec.name, [column.name for column in columns], variables)
    return {
        "count": translate("{count} rows", locale, {"count": f"{found['count']:,}"}),
        "sums": [
            {"name": column.name, "label": column.label(locale), "text": _text(column, found[column.name])}
            for column in columns
        ],
    }


def _text(column: Column, value: str) -> str:
    return money(value) if column.kind == Kind.DECIMAL else number(int(value))


__all__ = ["SUMS", "summed", "sums_of"]
