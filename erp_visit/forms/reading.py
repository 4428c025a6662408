"""What a form asks, read from JSON and checked.

`graphql/form-definition.schema.json` describes the JSON. A draft may be unfinished, it only has to have the right
shape (`check_shape`); what is published has to make sense as well (`read_definition`), and every problem names the
field: `fields.2.columns.0.formula`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from erp_visit.core.errors import DomainError, DomainErrors, invalid
from erp_visit.core.text import check_text
from erp_visit.forms.definition import (
    IN_TABLES,
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_COLUMNS,
    MOST_FIELDS,
    MOST_PHOTOS,
    MOST_ROWS,
    PROPERTIES_OF,
    ColumnRole,
    Definition,
    Field,
    FieldKind,
)
from erp_visit.forms.formula import MOST_CHARACTERS, RESERVED, UNSAID_DECIMALS, parse_formula, scale_of

MOST_BYTES = 65_536
_UNSAID = -1
"""Decimals of a computed field that does not say them, while the definition is read."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")

_SHAPE: dict[str, tuple[type, ...]] = {
    "key": (str,), "label": (str,), "kind": (str,), "required": (bool,), "help": (str,), "unit": (str,),
    "decimals": (int,), "minimum": (str, int), "maximum": (str, int), "minLength": (int,), "maxLength": (int,),
    "choices": (list,), "minCount": (int,), "maxCount": (int,), "columns": (list,), "formula": (str,), "role": (str,),
    "visibleIf": (dict,),
}  # fmt: skip
PROPERTIES = tuple(_SHAPE)
_EVERY = {"key", "label", "kind", "help", "visibleIf"}
_MOST_COUNT = {FieldKind.MULTI_CHOICE: MOST_CHOICES, FieldKind.PHOTO: MOST_PHOTOS}


class Problems:
    """Collects what is wrong with a definition, each under its path."""

    def __init__(self) -> None:
        self.found: list[DomainError] = []

    def invalid(self, message: str, *path: str | int, **params: Any) -> None:
        self.found.append(invalid(message, *path, **params))

    def checked(self, raw: Any, maximum: int, *path: str | int, required: bool = False) -> str:
        try:
            return check_text(str(raw), maximum, *path, required=required)
        except DomainError as error:
            self.found.append(error)
            return ""


def check_shape(raw: Any) -> list[dict[str, Any]]:
    """A draft as it may be stored: a list of fields with known properties of the right types, not too large.

    Raises INVALID_INPUT otherwise. What was left empty is left out.
    """
    if not isinstance(raw, list):
        raise invalid("A form is a list of fields.", "fields")
    if len(raw) > MOST_FIELDS:
        raise invalid("A form may have {maximum} fields. Make two forms.", "fields", maximum=MOST_FIELDS)
    problems = Problems()
    made = [_shaped(one, problems, ("fields", at), nested=False) for at, one in enumerate(raw)]
    if problems.found:
        raise problems.found[0] if len(problems.found) == 1 else DomainErrors(problems.found)
    if len(orjson.dumps(made)) > MOST_BYTES:
        raise invalid("The form is too large. Shorten its texts, or make two forms.", "fields")
    return made


def _shaped(raw: Any, problems: Problems, path: tuple[str | int, ...], *, nested: bool) -> dict[str, Any]:
    if not isinstance(raw, dict):
        problems.invalid("A field is an object with key, label and kind.", *path)
        return {}
    made: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in _SHAPE or (nested and name == "columns"):
            problems.invalid("There is no property {name} of fields.", *path, str(name)[:40], name=str(name)[:40])
        elif value is None or value in ("", []):
            continue
        elif not isinstance(value, _SHAPE[name]) or (isinstance(value, bool) and bool not in _SHAPE[name]):
            problems.invalid("{name} has a value of the wrong type.", *path, name, name=name)
        elif isinstance(value, int) and abs(value) > 10**12:
            problems.invalid("{name} is too large.", *path, name, name=name)
        elif name == "columns" and isinstance(value, list):
            made[name] = _columns(value, problems, path)
        elif name == "choices" and isinstance(value, list):
            made[name] = _texts(value, problems, (*path, name))
        elif name == "visibleIf" and isinstance(value, dict):
            made[name] = _condition(value, problems, (*path, name))
        elif isinstance(value, str):
            made[name] = problems.checked(value, 500, *path, name)
        else:
            made[name] = value
    return made


def _columns(value: list[Any], problems: Problems, path: tuple[str | int, ...]) -> list[dict[str, Any]]:
    if len(value) > MOST_COLUMNS:
        problems.invalid("A table may have {maximum} columns.", *path, "columns", maximum=MOST_COLUMNS)
        return []
    return [_shaped(one, problems, (*path, "columns", at), nested=True) for at, one in enumerate(value)]


def _texts(value: list[Any], problems: Problems, path: tuple[str | int, ...]) -> list[str]:
    if len(value) > MOST_CHOICES or not all(isinstance(one, str) for one in value):
        problems.invalid("There are up to {maximum} choices, each a text.", *path, maximum=MOST_CHOICES)
        return []
    return [text for at, one in enumerate(value) if (text := problems.checked(one, 64, *path, at))]


def _condition(value: dict[str, Any], problems: Problems, path: tuple[str | int, ...]) -> dict[str, Any]:
    if set(value) != {"field", "is"} or not isinstance(value["field"], str) or not isinstance(value["is"], list):
        problems.invalid("A condition names a field and the choices: {example}.", *path,
                     example='{"field": "promotion", "is": ["有"]}')  # fmt: skip
        return {}
    return {"field": problems.checked(value["field"], 64, *path), "is": _texts(value["is"], problems, path)}


def read_definition(raw: Any) -> tuple[Definition, list[DomainError]]:
    """The fields, and everything that keeps them from being published but for formulas (erp_visit.forms.computing).

    Raises INVALID_INPUT for what is no draft at all.
    """
    problems = Problems()
    shaped = check_shape(raw)
    if not shaped:
        problems.invalid("The form asks nothing yet. Add a field.", "fields")
    fields = tuple(_read(one, problems, ("fields", at), None) for at, one in enumerate(shaped))
    _check_keys(fields, problems)
    _check_conditions(fields, problems)
    return Definition(_with_scales(fields)), problems.found


def stored_definition(raw: Any) -> Definition:
    """A definition that was published; it was checked then."""
    return Definition(_with_scales(tuple(_read(one, Problems(), (), None) for one in raw)))


def _read(raw: Mapping[str, Any], problems: Problems, path: tuple[str | int, ...], table: FieldKind | None) -> Field:
    key, label = str(raw.get("key", "")), str(raw.get("label", ""))
    if not _KEY.fullmatch(key):
        problems.invalid("The key is a short name of a-z, 0-9 and _, beginning with a letter, such as shelf_stock.",
                     *path, "key")  # fmt: skip
    elif key in RESERVED:
        problems.invalid("{key} has a meaning of its own in forms. Choose another key.", *path, "key", key=key)
    label = problems.checked(label, 60, *path, "label", required=True)
    kinds = tuple(FieldKind) if table is None else IN_TABLES
    if raw.get("kind") not in kinds:
        problems.invalid("Choose a kind: {kinds}.", *path, "kind", kinds=", ".join(kinds))
        return Field(key, label, FieldKind.TEXT)
    kind = FieldKind(raw["kind"])
    for name in raw.keys() - _EVERY - PROPERTIES_OF[kind]:
        problems.invalid("{property} does not belong to a field of the kind {kind}. Take it out.", *path, name,
                     property=name, kind=kind.value)  # fmt: skip
    if table is not None and "visibleIf" in raw:
        problems.invalid(
            "Columns are always asked. Take the condition out, or give it to the table.", *path, "visibleIf"
        )
    condition = raw.get("visibleIf")
    field = Field(
        key, label, kind, bool(raw.get("required", False)), str(raw.get("help", "")),
        problems.checked(raw.get("unit", ""), 16, *path, "unit"),
        visible_if=(condition["field"], tuple(condition["is"])) if condition and table is None else None,
    )  # fmt: skip
    return _limits(field, raw, problems, path, table)


def _limits(
    field: Field, raw: Mapping[str, Any], problems: Problems, path: tuple[str | int, ...], table: FieldKind | None
) -> Field:
    """What belongs to the field's kind."""
    match field.kind:
        case FieldKind.TEXT:
            low, high = int(raw.get("minLength", 0)), int(raw.get("maxLength", 200))
            if not 0 <= low <= high or not 1 <= high <= LONGEST_TEXT:
                problems.invalid("The lengths must rise from 0 to {maximum}.", *path, "maxLength", maximum=LONGEST_TEXT)
            return replace(field, min_length=low, max_length=high)
        case FieldKind.NUMBER | FieldKind.COMPUTED:
            return _number(field, raw, problems, path, table)
        case FieldKind.DATE:
            days = [_day(raw.get(name), problems, (*path, name)) for name in ("minimum", "maximum")]
            if days[0] and days[1] and days[0] > days[1]:
                problems.invalid("The smallest value is above the largest.", *path, "minimum")
            return replace(field, minimum=days[0], maximum=days[1])
        case FieldKind.CHOICE | FieldKind.MULTI_CHOICE:
            choices = tuple(raw.get("choices", ()))
            if not choices:
                problems.invalid("There is nothing to choose from. Name the choices.", *path, "choices")
            elif len(set(choices)) < len(choices):
                problems.invalid("A choice stands here twice. Name each once.", *path, "choices")
            return _counts(replace(field, choices=choices), raw, problems, path)
        case FieldKind.PHOTO:
            return _counts(field, raw, problems, path)
        case _:
            columns = tuple(
                _read(one, problems, (*path, "columns", at), field.kind)
                for at, one in enumerate(raw.get("columns", ()))
            )
            roles = [column.role for column in columns if column.role]
            if not columns:
                problems.invalid("The table has no columns yet. Add one.", *path, "columns")
            elif len(set(roles)) < len(roles):
                problems.invalid("Two columns have the same meaning. Give it to one of them.", *path, "columns")
            return _counts(replace(field, columns=columns), raw, problems, path)


def _number(
    field: Field, raw: Mapping[str, Any], problems: Problems, path: tuple[str | int, ...], table: FieldKind | None
) -> Field:
    decimals = int(raw.get("decimals", 0))
    if not 0 <= decimals <= 4:
        problems.invalid("There may be 0 to 4 decimals.", *path, "decimals")
        decimals = 0
    if field.kind is FieldKind.COMPUTED:
        decimals = decimals if "decimals" in raw else _UNSAID
        return replace(field, decimals=decimals, formula=str(raw.get("formula", ""))[: MOST_CHARACTERS + 1])
    low, high = (_decimal(raw.get(name), problems, (*path, name)) for name in ("minimum", "maximum"))
    role = raw.get("role")
    if role is not None and (role not in tuple(ColumnRole) or table is not FieldKind.PRODUCT_LINES):
        problems.invalid("Only columns of product lines mean stock, price or facings.", *path, "role")
        role = None
    if role is not None:
        low = Decimal(0) if low is None else low
        if low < 0:
            problems.invalid(
                "Stock, prices and facings are not negative. Set the smallest value to 0.", *path, "minimum"
            )
        if role != ColumnRole.PRICE and decimals:
            problems.invalid("Stock and facings are whole numbers. Set the decimals to 0.", *path, "decimals")
    if low is not None and high is not None and low > high:
        problems.invalid("The smallest value is above the largest.", *path, "minimum")
    return replace(
        field, decimals=decimals, minimum=low, maximum=high, role=ColumnRole(role) if role is not None else None
    )


def _with_scales(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields, each computed one with its decimals: of pieces whole numbers, of money two, unless it says them."""
    known = {one.key: one for field in reversed(fields) for one in (field, *field.columns)}

    def scale(key: str, above: tuple[str, ...] = ()) -> int:
        one = known.get(key)
        if one is None or one.decimals != _UNSAID:
            return one.decimals if one is not None else 0
        try:
            formula = parse_formula(one.formula)
        except DomainError:  # a draft; it is told of elsewhere
            return UNSAID_DECIMALS
        # What goes in a circle cannot be published.
        return scale_of(formula, lambda name: 0 if name in above else scale(name, (*above, key)))

    def scaled(one: Field) -> Field:
        columns = tuple(scaled(column) for column in one.columns)
        return replace(
            one, columns=columns, decimals=scale(one.key, (one.key,)) if one.decimals == _UNSAID else one.decimals
        )

    return tuple(scaled(one) for one in fields)


def _counts(field: Field, raw: Mapping[str, Any], problems: Problems, path: tuple[str | int, ...]) -> Field:
    most = _MOST_COUNT.get(field.kind, MOST_ROWS)
    low, high = int(raw.get("minCount", 0)), int(raw.get("maxCount", most))
    if not 0 <= low <= high or not 1 <= high <= most:
        problems.invalid("The numbers must rise from 0 to {maximum}.", *path, "maxCount", maximum=most)
    return replace(field, min_count=low, max_count=high)


def _decimal(value: Any, problems: Problems, path: tuple[str | int, ...]) -> Decimal | None:
    if value is None:
        return None
    if not _NUMBER.fullmatch(str(value)):
        problems.invalid("{value} is not a number such as 12 or -0.5.", *path, value=str(value)[:40])
        return None
    return Decimal(str(value))


def _day(value: Any, problems: Problems, path: tuple[str | int, ...]) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.invalid("{value} is not a day; write it like 2026-11-21.", *path, value=str(value)[:40])
        return None


def _check_keys(fields: Sequence[Field], problems: Problems) -> None:
    """Keys of fields and columns name one thing in the whole form: formulas and exports go by them."""
    seen: dict[str, str] = {}
    for at, field in enumerate(fields):
        places: list[tuple[Field, tuple[str | int, ...]]] = [(field, ("fields", at))]
        places += [(column, ("fields", at, "columns", inner)) for inner, column in enumerate(field.columns)]
        for one, path in places:
            if one.key and one.key in seen:
                problems.invalid("The key {key} is used by {other} already. Choose another key.", *path, "key",
                             key=one.key, other=seen[one.key])  # fmt: skip
            seen.setdefault(one.key, one.label)


def _check_conditions(fields: Sequence[Field], problems: Problems) -> None:
    """A condition asks for choices of a field above, so conditions never go in circles."""
    above: dict[str, Field] = {}
    for at, field in enumerate(fields):
        if field.visible_if is not None:
            name, wanted = field.visible_if
            source = above.get(name)
            if source is None or source.kind not in (FieldKind.CHOICE, FieldKind.MULTI_CHOICE):
                problems.invalid("The condition needs a choice field above this one; {name} is none.",
                             "fields", at, "visibleIf", name=name[:40])  # fmt: skip
            elif not wanted or not set(wanted) <= set(source.choices):
                problems.invalid("The condition names choices that {name} does not have.", "fields", at, "visibleIf",
                             name=source.label)  # fmt: skip
        above[field.key] = field


__all__ = ["PROPERTIES", "check_shape", "read_definition", "stored_definition"]
