"""Words of the builder: kinds of fields, differences, and what its script says, in the reader's language."""

from __future__ import annotations

from typing import Any

from erp_visit.forms.definition import ColumnRole, FieldKind
from erp_visit.forms.difference import Difference
from erp_visit.panel.wording import enum_label, translate

PROPERTIES = {
    "label": "Label", "key": "Field key", "kind": "Kind", "help": "Help", "required": "Required", "unit": "Unit",
    "decimals": "Decimals", "minimum": "Smallest", "maximum": "Largest", "minLength": "Fewest characters",
    "maxLength": "Most characters", "choices": "Choices", "minCount": "At least", "maxCount": "At most",
    "formula": "Formula", "role": "Means", "visibleIf": "Asked if", "columns": "Columns",
}  # fmt: skip
_WORDS = {
    **PROPERTIES,
    "add": "Add a field", "addColumn": "Add a column", "up": "Move up", "down": "Move down", "copy": "Copy",
    "remove": "Remove", "untitled": "(no label yet)",
    "saved": "Saved", "saving": "Saving …", "unsaved": "Not saved: {reason}", "lost": "no connection, trying again",
    "conflict": "Somebody else changed the form meanwhile.", "theirs": "Take theirs", "mine": "Write mine over it",
    "problems": "{count} to mend before it can be published", "none": "Nothing stands in the way of publishing.",
    "removed": "{label} is removed.", "moved": "{label} is at place {place} of {count}.", "added": "A field is added.",
    "always": "always", "anyOf": "one of", "insert": "Put in:", "choicesHint": "One a line",
    "keyHint": "a-z, 0-9, _: formulas and exports go by it", "roleNone": "nothing in particular",
    "formulaHint": "Such as: {example}", "emptyForm": "The form asks nothing yet. Add a field.",
    "photo": "Take a photo", "product": "Product", "competitor": "Competitor's product",
    "sample": "Product {letter}", "needed": "needed", "publish": "Publish",
    "publishTitle": "Publish version {number}?", "publishNone": "Nothing is different from what reps have.",
    "publishMend": "First mend what is marked.", "publishKept": "Visits under way may still answer the version before.",
    "cancel": "Cancel", "choose": "(choose)", "rowOf": "{label}, row {number}",
}  # fmt: skip


def kind_label(kind: str, locale: str) -> str:
    return enum_label(FieldKind, kind, locale)


def role_label(role: str, locale: str) -> str:
    return enum_label(ColumnRole, role, locale)


def builder_words(locale: str) -> dict[str, str]:
    """What the script says, by its own short names; places in braces are filled by the script."""
    return {name: translate(text, locale, {}) for name, text in _WORDS.items()}


def difference_text(one: Difference, locale: str) -> str:
    """A difference as a sentence."""
    name = f"{one.label} ({one.key})"
    match one.what:
        case "ADDED":
            return translate("New: {name}, {what}", locale, {"name": name, "what": kind_label(str(one.after), locale)})
        case "REMOVED":
            return translate("Gone: {name}", locale, {"name": name})
        case "MOVED":
            return translate("Moved: {name}", locale, {"name": name})
        case _:
            values = {
                "name": name, "what": translate(PROPERTIES[one.property], locale, {}),
                "before": _value(one, one.before, locale), "after": _value(one, one.after, locale),
            }  # fmt: skip
            return translate("{name}: {what} was {before}, becomes {after}", locale, values)


def _value(one: Difference, value: Any, locale: str) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return translate("yes" if value else "no", locale, {})
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return f"{value['field']} = {'、'.join(value['is'])}"
    if one.property == "kind":
        return kind_label(str(value), locale)
    if one.property == "role":
        return role_label(str(value), locale)
    return str(value)


__all__ = ["builder_words", "difference_text", "kind_label", "role_label"]
