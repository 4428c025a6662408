"""Messages in the reader's language. The English template is the key; translations are PO files in admin/locales.

What a translation lacks is shown in English. Placeholders are filled after translation, so that a value is never
taken for a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from babel.messages.pofile import read_po

from erp_visit.core.clock import company
from erp_visit.resources import resource_dir

DOMAIN = "erp_visit"

_NAMES = {"kind": "", "found": "", "field": "", "side": "", "right": "Right.", "purpose": "PhotoPurpose."}
"""Parameters whose texts are names of ours, and what stands before them in their translations' keys. What is a member
of an enum says so itself: `OrderState.SHIPPED`."""


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


def translate(message: str, locale: str, params: Mapping[str, Any]) -> str:
    """A message in the reader's language with its values, times in the company's zone.

    Without parameters the message is taken as it is: braces in it mean nothing.
    """
    template = catalogue(locale).get(message, message)
    if not params:
        return template
    return template.format_map({name: _shown(name, value, locale) for name, value in params.items()})


def _shown(name: str, value: Any, locale: str) -> str:
    """A parameter as it stands in a message: money with separators, times in the zone, our names translated."""
    if isinstance(value, Enum):
        return catalogue(locale).get(f"{type(value).__name__}.{value.value}", str(value.value))
    if isinstance(value, str):
        return catalogue(locale).get(_NAMES[name] + value, value) if name in _NAMES else value
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, datetime):
        return company().local(value.replace(tzinfo=value.tzinfo or UTC)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


__all__ = ["DOMAIN", "catalogue", "translate"]
