"""Words of the panel: labels derived from names, in the reader's language.

The English label of a model, field or enum value is its name made readable. Its translation is looked up first under
the exact key (`MovementKind.RECEIPT`, `OrderLine.number`), which tells homonyms apart, then under the label.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Any

from erp_visit.core.i18n import translate
from erp_visit.reads.spec import TypeSpec, plural

LOCALES = {"zh": "简体中文", "en": "English"}
DEFAULT_LOCALE = "zh"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_SHORT = {"id": "ID", "sku": "SKU", "url": "URL"}


_RIGHTS = {
    "administer": "Administer the system", "employee.view": "See employees", "employee.manage": "Manage employees",
    "setting.view": "See parameters", "setting.edit": "Set parameters", "audit.view": "See the audit trail",
    "customer.view": "See customers", "customer.edit": "Make and change customers", "credit.view": "See credit",
    "credit.edit": "Set credit", "product.view": "See products", "product.edit": "Make and change products",
    "cost.view": "See cost and margin", "price.below_minimum": "Sell below the minimum price",
    "visit.view": "See visits", "visit.do": "Do visits", "order.view": "See orders", "order.submit": "Submit orders",
    "order.approve": "Approve and reject orders", "order.cancel": "Cancel orders",
    "order.credit_override": "Approve despite credit", "stock.view": "See stock",
    "stock.review": "Agree for the warehouse", "stock.confirm": "Confirm picks", "stock.ship": "Ship",
    "stock.receive": "Take stock in", "receivable.view": "See receivables and receipts",
    "finance.review": "Agree for finance", "receipt.record": "Record receipts", "receipt.reverse": "Reverse receipts",
    "ledger.view": "See the ledger", "import.run": "Import data",
}  # fmt: skip
"""English labels of rights; one that is not here yet shows its code made readable."""


def humanise(name: str) -> str:
    """`stock_document`, `StockDocument`, `WON_BACK` → `Stock document`, `Won back`."""
    words = [word.lower() for word in _WORD.split(name if not name.isupper() else name.lower()) if word]
    text = " ".join(_SHORT.get(word, word) for word in words)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=8192)
def label(locale: str, key: str, fallback: str) -> str:
    """The translation of `key`, or of `fallback` if there is none."""
    exact = translate(key, locale, {})
    return exact if exact != key else translate(fallback, locale, {})


def type_label(spec: TypeSpec, locale: str) -> str:
    """One record's type: `Stock document`."""
    return label(locale, spec.name, humanise(spec.name))


def list_label(spec: TypeSpec, locale: str) -> str:
    """The list of records of a type: `Stock documents`."""
    text = plural(humanise(spec.name))
    return label(locale, f"{spec.name}[]", text)


def field_label(spec: TypeSpec, name: str, locale: str) -> str:
    """A column or relation of a type."""
    return label(locale, f"{spec.name}.{name}", humanise(name))


def enum_label(enum: type[Enum], value: Any, locale: str) -> str:
    """One value of an enum."""
    return label(locale, f"{enum.__name__}.{value}", _level(str(value)))


def role_label(code: str, locale: str) -> str:
    """A role by its code, for those that every distributor has."""
    return label(locale, f"RoleCode.{code}", humanise(code))


def right_label(code: str, locale: str) -> str:
    """A right by its code: `order.approve`."""
    return label(locale, f"Right.{code}", _RIGHTS.get(code) or humanise(code.replace(".", "_")))


def action_label(action: str, locale: str) -> str:
    """What the audit trail calls an action: `order.approve`."""
    return label(locale, f"Action.{action}", humanise(action.replace(".", "_")))


def word_label(name: str, locale: str) -> str:
    """A field's name outside its type, as in the audit trail."""
    return label(locale, f"Field.{name}", humanise(name.removesuffix("_id")))


_REASONS = {
    "CREDIT_EXCEEDED": "Over the credit limit", "OVERDUE": "Overdue documents",
    "NO_POSITION": "The customer has no position",
    "OUT_OF_RANGE": "Outside the radius", "POOR_ACCURACY": "Poor accuracy", "STALE_FIX": "Old position",
    "MOCK_POSITION": "Simulated position", "NO_FIX": "No position sent", "FUTURE_FIX": "Position from the future",
    "TOO_FAST": "Impossible speed", "CLOCK_OFF": "Phone's clock is wrong", "SENT_LATE": "Sent late",
    "PHOTO_REUSED": "Photo used before", "PHOTO_TIME": "Photo of another time", "PHOTO_PLACE": "Photo of another place",
    "NOT_LIVE": "Photo not by the app's camera",
}  # fmt: skip


def hold_word(code: str, locale: str) -> str:
    """Why an order was held or a position is not verified, in words."""
    return translate(_REASONS.get(code) or humanise(code), locale, {})


def known_word(name: str, text: str, locale: str) -> str:
    """What a column of text says: where it holds codes of ours their words, everything else is somebody's own."""
    if name == "action":
        return action_label(text, locale)
    if name == "entity":
        return label(locale, text, humanise(text))
    if name == "locale":
        return LOCALES.get(text, text)
    return hold_word(text, locale) if name == "reason" and text in _REASONS else text


def _level(value: str) -> str:
    return value if len(value) == 1 else humanise(value)


__all__ = [
    "DEFAULT_LOCALE", "LOCALES", "action_label", "enum_label", "field_label", "hold_word", "humanise", "known_word",
    "label", "list_label", "right_label", "role_label", "translate", "type_label", "word_label",
]  # fmt: skip
