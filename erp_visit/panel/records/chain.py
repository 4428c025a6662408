"""The linked documents of an order as a chain: visit → order → stock-out → movements → receivable → receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from erp_visit.core.money import ZERO
from erp_visit.panel.records.present import key_of, money, path_of


@dataclass(frozen=True, slots=True)
class Link:
    """One document of the chain. `href` is None for what has no page of its own."""

    kind: str
    text: str
    state: str = ""
    amount: str = ""
    at: str | None = None
    href: str | None = None
    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the chain. `hidden` says that the reader lacks the right, so nothing can be told of it."""

    kind: str
    label: str
    links: tuple[Link, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class Chain:
    """The stages of one order, and the keys of all documents in it."""

    steps: list[Step]
    keys: list[str] = field(default_factory=list)


STAGES = {
    "Visit": "Visit", "Order": "Order", "StockDocument": "Stock-out", "StockMovement": "Stock movements",
    "Receivable": "Receivable", "Receipt": "Receipts",
}  # fmt: skip


def order_chain(order: Mapping[str, Any]) -> Chain:
    """The chain of an order read with the fragment OrderChain; stages that were not read are hidden."""
    documents = order.get("stockDocuments")
    receivables = order.get("receivables")
    steps = [
        _visit_step(order),
        Step("Order", STAGES["Order"], (order_link(order),)),
        Step("StockDocument", STAGES["StockDocument"], tuple(map(_stock_link, documents or ())), documents is None),
        Step("StockMovement", STAGES["StockMovement"], tuple(_movements(documents or ())), documents is None),
        Step("Receivable", STAGES["Receivable"], tuple(map(receivable_link, receivables or ())), receivables is None),
        Step("Receipt", STAGES["Receipt"], tuple(receipt_links(receivables or ())), receivables is None),
    ]
    return _chain(steps)


def receivable_chain(receivable: Mapping[str, Any]) -> Chain:
    """The chain of a receivable without an order, such as an opening balance."""
    return _chain(
        [
            Step("Receivable", STAGES["Receivable"], (receivable_link(receivable),)),
            Step("Receipt", STAGES["Receipt"], tuple(receipt_links([receivable]))),
        ]
    )


def visit_chain(visit: Mapping[str, Any]) -> Chain:
    """The chain of a visit that led to no order."""
    return _chain([_visit_step({"visit": visit}), Step("Order", STAGES["Order"])])


def _chain(steps: list[Step]) -> Chain:
    return Chain(steps, [link.key for step in steps for link in step.links if link.key])


def _visit_step(order: Mapping[str, Any]) -> Step:
    if "visit" not in order:
        return Step("Visit", STAGES["Visit"], hidden=True)
    visit = order["visit"]
    if visit is None:
        return Step("Visit", STAGES["Visit"])
    link = Link(
        "Visit", visit["businessDay"], visit["state"], at=visit.get("checkedInAt"), href=path_of("Visit", visit["id"]),
        key=visit["id"],
    )  # fmt: skip
    return Step("Visit", STAGES["Visit"], (link,))


def order_link(order: Mapping[str, Any]) -> Link:
    """An order as a link of a chain."""
    return Link(
        "Order", order["number"], order["state"], money(order["total"]), order["submittedAt"],
        path_of("Order", order["id"]), order["id"],
    )  # fmt: skip


def _stock_link(document: Mapping[str, Any]) -> Link:
    return Link(
        "StockDocument", document["number"], document["state"], at=document["shippedAt"] or document["createdAt"],
        href=path_of("StockDocument", document["id"]), key=document["id"],
    )  # fmt: skip


def _movements(documents: Iterable[Mapping[str, Any]]) -> Iterable[Link]:
    """Movements by document and kind: how many, and when the last one was booked."""
    for document in documents:
        kinds: dict[str, list[Mapping[str, Any]]] = {}
        for movement in document["movements"]:
            kinds.setdefault(movement["kind"], []).append(movement)
        href = f"{path_of('StockDocument', document['id'])}#movements"
        for kind, movements in kinds.items():
            at = max(movement["at"] for movement in movements)
            yield Link("StockMovement", str(len(movements)), kind, at=at, href=href)


def receivable_link(receivable: Mapping[str, Any]) -> Link:
    """A receivable as a link of a chain."""
    return Link(
        "Receivable", receivable["number"], receivable["state"], money(receivable["amount"]), receivable["dueOn"],
        path_of("Receivable", receivable["id"]), receivable["id"], money(receivable["openAmount"]),
    )  # fmt: skip


def receipt_links(receivables: Iterable[Mapping[str, Any]]) -> Iterable[Link]:
    """The receipts and credit notes that were set against receivables, each once, with what of it went here in all."""
    shares: dict[str, Decimal] = {}
    sources: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for receivable in receivables:
        for allocation in receivable["allocations"]:
            for kind, source in (("Receipt", allocation.get("receipt")), ("Receivable", allocation.get("creditNote"))):
                if source is not None:
                    sources[source["id"]] = kind, source
                    shares[source["id"]] = shares.get(source["id"], ZERO) + Decimal(allocation["amount"])
    for key, (kind, source) in sources.items():
        yield Link(
            kind, source["number"], source["state"], money(shares[key]), source["createdAt"], path_of(kind, key), key
        )


def watch(kind: str, key: str, chain: Chain | None = None) -> str:
    """The records whose change concerns a page, for live.js: `Order:uuid StockDocument:uuid`."""
    keys = [f"{kind}:{key_of(key)}", *(chain.keys if chain else ())]
    return " ".join(dict.fromkeys(keys))


__all__ = [
    "STAGES", "Chain", "Link", "Step", "order_chain", "order_link", "receipt_links", "receivable_chain",
    "receivable_link",
    "visit_chain", "watch",
]  # fmt: skip
