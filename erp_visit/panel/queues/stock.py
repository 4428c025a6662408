"""The queue of stock-out documents: to be picked, to be shipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.org.rights import Right
from erp_visit.panel.queues.model import Choice, Column, Filter, Mark, Queue, Row
from erp_visit.panel.records.present import icon, key_of, path_of, state_label, tone
from erp_visit.panel.records.stock import CONFIRM, SHIP, STOCK_DOCUMENT
from erp_visit.panel.wording import translate


def _row(document: Mapping[str, Any], locale: str) -> Row:
    customer = document["customer"]
    state = document["state"]
    colour = {"accent": "info"}.get(tone(state), tone(state))
    return Row(
        key=UUID(key_of(document["id"])),
        number=document["number"],
        title=customer["name"] if customer else "—",
        path=path_of("StockDocument", document["id"]),
        version=document["version"],
        shown_amount=translate("{n} lines", locale, {"n": document["lineCount"]}),
        at=document["createdAt"],
        marks=(
            Mark(colour, icon(state), state_label("StockDocument", state, locale)),
            Mark("plain", "fa-warehouse", document["warehouse"]["name"]),
        ),
    )


def _mine(actor: Actor) -> Mapping[str, Any] | None:
    """A driver, who ships and does not pick, waits for what is picked."""
    return None if actor.may(Right.STOCK_CONFIRM) else {"state": {"eq": "PICKED"}}


STOCK = Queue(
    name="stock",
    title="To ship",
    empty="Nothing waits to be picked or shipped.",
    rights=(Right.STOCK_CONFIRM, Right.STOCK_SHIP),
    needs=(Right.STOCK_VIEW, Right.CUSTOMER_VIEW),
    kind=STOCK_DOCUMENT,
    document="queue_stock",
    condition={"kind": {"eq": "OUT"}, "state": {"in": ["PENDING", "PICKED"]}},
    mine=_mine,
    search=lambda text: {
        "or": [
            {"number": {"contains": text}}, {"customer": {"name": {"contains": text}}},
            {"customer": {"pinyin": {"startsWith": text.lower()}}},
        ]
    },
    row=_row,
    columns=(
        Column("number", "Document number"), Column("title", "Customer"), Column("amount", "Lines"), Column("at",
        "Made"),
        Column("marks", "State"),
    ),
    actions=(CONFIRM, SHIP),
    filters=(
        Filter(
            "state",
            "State",
            (
                Choice("pending", "To pick", {"state": {"eq": "PENDING"}}),
                Choice("picked", "To ship", {"state": {"eq": "PICKED"}}),
            ),
        ),
        Filter(
            "warehouse", "Warehouse", source="warehouses", right=Right.STOCK_VIEW,
            condition=lambda key: {"warehouse": {"id": {"eq": key}}},
        ),
    ),
    watches=("StockDocument",),
    sums=False,
)  # fmt: skip

__all__ = ["STOCK"]
