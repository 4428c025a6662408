"""Messages in the reader's language. The English template is the key; translations are PO files in admin/locales.

What a translation lacks is shown in English. Placeholders are filled after translation, so that a value is never
taken for a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from erp_visit.resources import resource_dir

DOMAIN = "erp_visit"
DEFAULT_ZONE = "Asia/Shanghai"

_ENUMS = {
    "state": ("OrderState", "StockDocumentState", "VisitState", "PlanState", "AssignmentState"),
    "target": ("OrderState", "StockDocumentState", "VisitState", "PlanState"),
    "status": ("CustomerStatus", "EmployeeStatus"),
    "level": ("CustomerLevel",),
    "right": ("Right",),
    "purpose": ("PhotoPurpose",),
    "decision": ("ReviewDecision",),
}
_NAMES = frozenset({"kind", "found", "field", "side", *_ENUMS})
"""Parameters whose values are names of ours, which have translations of their own: `Order`, `OrderState.SHIPPED`."""


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """msgid → msgstr of a locale; empty for one that has no file. Raises ValueError for a file that cannot be read."""
    if not locale.isalpha():
        return {}
    file = resource_dir("admin") / "locales" / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        messages = read_po(stream, locale=locale, abort_invalid=True)
    return {
        str(message.id): str(message.string)
        for message in messages
        if message.id and message.string and not message.fuzzy
    }


def translate(message: str, locale: str, params: Mapping[str, Any], *, zone: str = DEFAULT_ZONE) -> str:
    """A message in the reader's language with its values, times in the reader's zone.

    Without parameters the message is taken as it is: braces in it mean nothing.
    """
    template = catalogue(locale).get(message, message)
    if not params:
        return template
    return template.format_map({name: shown(name, value, locale, params, zone) for name, value in params.items()})


def shown(name: str, value: Any, locale: str, params: Mapping[str, Any], zone: str = DEFAULT_ZONE) -> str:
    """A parameter as it stands in a message: money with separators, times in the zone, our names translated."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return _name(name, value, locale, params) if name in _NAMES else value
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(_zone(zone)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _name(name: str, value: str, locale: str, params: Mapping[str, Any]) -> str:
    known = catalogue(locale)
    words = str(params.get("kind", "")).title().split()  # a Visit report has a VisitReportState or a ReportState
    kinds = [f"{params.get('kind')}State", f"{''.join(words)}State", f"{words[-1]}State"] if words else []
    keys = [f"{kind}.{value}" for kind in (*kinds, *_ENUMS.get(name, ()))]
    return next((known[key] for key in (*keys, value) if key in known), value)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


__all__ = ["DEFAULT_ZONE", "DOMAIN", "catalogue", "shown", "translate"]
