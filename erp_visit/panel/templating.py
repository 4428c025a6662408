"""What all templates know: words, addresses, formats.

`_("English template", name=value)` translates; `static("file.js")` is a file's lasting address; `money`, `day`,
`moment`, `quantity` and `percent` are filters; `nav(actor)` are the sections of the navigation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from erp_visit.core.quantity import mixed_units
from erp_visit.panel import formats
from erp_visit.panel.assets import Assets
from erp_visit.panel.frame import Frame
from erp_visit.panel.navigation import Navigation, is_current
from erp_visit.panel.security import BASE, CSRF_FIELD
from erp_visit.panel.wording import (
    LOCALES,
    action_label,
    enum_label,
    field_label,
    list_label,
    role_label,
    translate,
    type_label,
    word_label,
)


@pass_context
def _gettext(context: Context, template: str, **params: Any) -> str:
    """The text in the reader's language, its places filled; escaped like any other text."""
    return translate(template, context["locale"], params)


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field that every form that posts must have."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, context["csrf_token"])


def _localised(function: Callable[..., str]) -> Callable[..., str]:
    """A filter that is told the reader's language."""

    @pass_context
    def inner(context: Context, *values: Any, **options: Any) -> str:
        return function(*values, locale=context["locale"], **options)

    return inner


@pass_context
def _mark(context: Context, text: Any) -> Markup:
    """The text, with what was searched for marked."""
    needle = str(context.get("needle") or "").strip()
    shown = str(text)
    place = shown.lower().find(needle.lower()) if needle else -1
    if place < 0:
        return escape(shown)
    end = place + len(needle)
    return Markup("{}<mark>{}</mark>{}").format(shown[:place], shown[place:end], shown[end:])


def _plain(value: Any) -> str:
    """A value of the audit trail."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value)) or formats.NOTHING
    return orjson.dumps(value).decode() if isinstance(value, dict | bool) else str(value)


def _quantity(base: int | None, units: Sequence[tuple[str, int]]) -> str:
    """Base units in the product's units: `2箱3瓶`."""
    return formats.NOTHING if base is None else mixed_units(base, units)


def install(environment: Environment, frame: Frame, assets: Assets) -> None:
    """Make an environment the panel's."""
    frame.templates = environment
    navigation = Navigation(frame.registry)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        {
            "_": _gettext,
            "csrf_field": _csrf,
            "static": assets.url,
            "nav": navigation.visible,
            "is_current": is_current,
            "section_open": lambda section, path: any(is_current(entry, path) for entry in section.entries),
            "role_label": _localised(role_label),
            "action_label": _localised(action_label),
            "word_label": _localised(word_label),
            "base": BASE,
            "locales": LOCALES,
            "type_label": _localised(type_label),
            "list_label": _localised(list_label),
            "field_label": _localised(field_label),
            "enum_label": _localised(enum_label),
            "registry": frame.registry,
            "map_tiles": {
                "address": frame.settings.map_tiles,
                "credit": frame.settings.map_tiles_credit,
                "datum": frame.settings.map_tiles_datum,
            },
            "development": frame.settings.environment == "development",
        }
    )
    environment.filters.update(
        {
            "money": formats.money,
            "number": formats.number,
            "day": formats.day,
            "moment": formats.moment,
            "percent": formats.percent,
            "duration": _localised(formats.duration),
            "quantity": _quantity,
            "mark": _mark,
            "plain": _plain,
        }
    )


__all__ = ["install"]
