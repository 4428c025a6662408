"""What happened to a record and its linked documents, in order of time, with values before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from erp_visit.panel.records.present import ENUMS, STATE_OF, money, path_of
from erp_visit.panel.wording import enum_label, hold_word, humanise, label, translate

ACTIONS = {
    "order.submit": "Submitted", "order.approve": "Approved", "order.reject": "Rejected", "order.cancel": "Cancelled",
    "order.review": "Reviewed", "stock.confirm": "Pick confirmed", "stock.ship": "Shipped", "stock.receive": "Received",
    "stock_document.confirm": "Pick confirmed", "stock_document.ship": "Shipped", "receipt.record": "Receipt recorded",
    "receipt.reverse": "Receipt reversed", "customer.create": "Created", "customer.update": "Changed",
    "customer.release": "Given back to the pool", "contact.create": "Contact added",
    "contact.update": "Contact changed",
    "visit.start": "Set out", "visit.check_in": "Checked in", "visit.check_out": "Checked out",
    "visit.cancel": "Cancelled", "visit.shop_closed": "Shop found closed", "visit.photos": "Photos added",
    "visit.end": "Ended by the next visit", "visit.review": "Evidence reviewed",
    "visit.correct_review": "Decision corrected", "visit.invite": "Colleague invited",
    "visit.decline": "Invitation declined", "visit.co_check_in": "Colleague checked in",
    "task.create": "Given", "task.start": "Begun", "task.complete": "Completed", "task.reopen": "Opened again",
    "task.appraise": "Appraised", "task.cancel": "Cancelled", "task.update": "Changed",
    "task.reassign": "Given to somebody else", "report.submit": "Handed in",
    "report.draft": "Draft kept", "report.review": "Reviewed", "daily.submit": "Handed in", "daily.review": "Commented",
    "visit.co_check_out": "Colleague checked out", "visit.plan": "Planned by hand", "visit.reschedule": "Moved",
    "visit.goals": "Goals set", "plan.request": "Asked for", "plan.apply": "Applied", "plan.discard": "Dropped",
    "assignment.create": "Assigned", "assignment.cancel": "Assignment cancelled", "route.order": "Ordered by hand",
    "route.optimise": "Worked out", "route.reuse": "Used again", "route.ends": "Start and end of the day set",
    "calendar.set": "Calendar changed", "calendar.renew": "Calendar address renewed",
    "calendar.stop": "Calendar address stopped",
}  # fmt: skip
"""Audit actions in words; another one is shown as its name made readable."""

_AMOUNT = re.compile(r"-?\d+\.\d\d")
_HIDDEN = frozenset({"version", "allocations", "lines", "picks", "balances", "figures"})
_ENUM_BY_VALUE = {value.value: enum for enum in ENUMS.values() for value in enum}


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `document` names the linked document if it befell that."""

    at: str
    what: str
    who: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    document: str = ""
    href: str = ""


def action_word(action: str, locale: str) -> str:
    """An audit action in the reader's words."""
    known = ACTIONS.get(action)
    return translate(known, locale, {}) if known else translate(humanise(action.rpartition(".")[2]), locale, {})


def happened(
    entries: Iterable[Mapping[str, Any]], kind: str, locale: str, *, document: str = "", href: str = ""
) -> list[Event]:
    """Events from a record's history (fragment Happened)."""
    return [
        Event(
            entry["at"], action_word(entry["action"], locale), entry["actorName"] or translate("The system", locale,
            {}),
            entry["reason"], changes(entry["before"], entry["after"], kind, locale), document, href,
        )
        for entry in entries
    ]  # fmt: skip


def snake(name: str) -> str:
    """`holdReasons` → `hold_reasons`, as columns are named."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def changes(before: Any, after: Any, kind: str, locale: str) -> tuple[Change, ...]:
    """What differs between two sets of values, as far as it means something to people."""
    old: Mapping[str, Any] = before if isinstance(before, Mapping) else {}
    new: Mapping[str, Any] = after if isinstance(after, Mapping) else {}
    found = []
    for name in dict.fromkeys([*old, *new]):
        if name in _HIDDEN or old.get(name) == new.get(name) or new.get(name, ...) in ([], {}):
            continue
        found.append(
            Change(
                label(locale, f"{kind}.{snake(name)}", humanise(name)), _value(old.get(name), name, kind, locale),
                _value(new.get(name), name, kind, locale),
            )
        )  # fmt: skip
    return tuple(found)


def _value(value: Any, name: str, kind: str, locale: str) -> str:
    if value is None:
        return ""
    if name == "state" and kind in STATE_OF:
        return enum_label(STATE_OF[kind], value, locale)
    if isinstance(value, bool):
        return translate("Yes" if value else "No", locale, {})
    if isinstance(value, list) and name in {"evidence_reasons", "hold_reasons"}:
        return ", ".join(hold_word(item, locale) for item in value)
    if isinstance(value, list):
        return ", ".join(_value(item, "", kind, locale) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(item, '', kind, locale)}" for key, item in value.items())
    text = str(value)
    if _AMOUNT.fullmatch(text):
        return money(text)
    if text in _ENUM_BY_VALUE:
        return enum_label(_ENUM_BY_VALUE[text], text, locale)
    return translate(humanise(text), locale, {}) if text.isupper() and "_" in text else text


def order_events(order: Mapping[str, Any], locale: str) -> list[Event]:
    """The story of an order from the visit to the cash, from what the page has read."""
    events = happened(order["history"], "Order", locale)
    visit = order.get("visit")
    if visit:
        rep = (visit.get("rep") or {}).get("name", "")
        name, href = translate("Visit", locale, {}), path_of("Visit", visit["id"])
        for at, what in ((visit["checkedInAt"], "Checked in"), (visit["checkedOutAt"], "Checked out")):
            if at:
                events.append(Event(at, translate(what, locale, {}), rep, document=name, href=href))
    for document in order.get("stockDocuments") or ():
        events += happened(
            document["history"], "StockDocument", locale, document=document["number"],
            href=path_of("StockDocument", document["id"]),
        )  # fmt: skip
    seen: set[str] = set()
    for receivable in order.get("receivables") or ():
        for allocation in receivable["allocations"]:
            receipt = allocation.get("receipt")
            if receipt is not None and receipt["id"] not in seen:
                seen.add(receipt["id"])
                events += happened(
                    receipt["history"], "Receipt", locale, document=receipt["number"],
                    href=path_of("Receipt", receipt["id"]),
                )  # fmt: skip
    return in_order(events)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by time, the oldest first."""
    return sorted(events, key=lambda event: datetime.fromisoformat(event.at))


__all__ = ["ACTIONS", "Change", "Event", "action_word", "changes", "happened", "in_order", "order_events"]
