"""Answers of a form against its definition: what is wrong with them, each under its path, and what is stored.

The JSON of answers is an object by field key: a text, a whole number or a number as text ("2.50"; JSON's own
fractions are refused as everywhere), a choice, a list of choices, a day, a list of photos' ids, and for tables a list
of rows, each with `product` (an id) or `competitor` (a name) and the columns. What is empty may be left out. What is
said of a computed field is not looked at, so that what was read can be sent back corrected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit.core.errors import DomainError, invalid
from erp_visit.core.ids import global_id, parse_id
from erp_visit.core.text import check_text
from erp_visit.forms.computing import compute
from erp_visit.forms.definition import TABLES, ColumnRole, Definition, Field, FieldKind

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")


@dataclass(slots=True)
class Answers:
    """Answers as read: typed values by key, the errors, and which products and photos they name, with their paths."""

    definition: Definition
    values: dict[str, Any] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    errors: list[DomainError] = field(default_factory=list)
    products: dict[UUID, Path] = field(default_factory=dict)
    photos: list[tuple[UUID, Path]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as a row of `action_answer`."""

    field: str
    label: str
    row: int = 0
    text: str | None = None
    number: Decimal | None = None
    unit: str = ""
    day: date | None = None
    product: UUID | None = None
    file: UUID | None = None


def read_answers(definition: Definition, raw: Any) -> Answers:
    """Read and check answers; what is wrong is in `errors`, all of it. Computed fields are filled in if all is well."""
    answers = Answers(definition)
    if not isinstance(raw, dict):
        answers.errors.append(invalid("Answers are an object: the answer by the key of its field.", "answers"))
        return answers
    known = {one.key for one in definition.fields}
    for name in raw:
        if name not in known:
            answers.errors.append(
                invalid("The form has no field {name}. Leave the answer out, or take the form's present version.",
                        "answers", str(name)[:64], name=str(name)[:64])
            )  # fmt: skip
    shown: set[str] = set()
    for one in definition.fields:
        given = raw.get(one.key)
        if not _asked(one, answers.values):
            if not _empty(given) and one.kind is not FieldKind.COMPUTED:
                answers.errors.append(
                    invalid("{label} is not asked with these answers. Leave it out.", "answers", one.key,
                            label=one.label)
                )  # fmt: skip
            continue
        shown.add(one.key)
        value = _value(one, given, answers, ("answers", one.key))
        if value is not None:
            answers.values[one.key] = value
    answers.shown = frozenset(shown)
    if not answers.errors:
        answers.errors += [error.at("answers") for error in compute(definition, answers.values, answers.shown)]
    return answers


def _asked(one: Field, values: Mapping[str, Any]) -> bool:
    if one.visible_if is None:
        return True
    name, wanted = one.visible_if
    chosen = values.get(name, ())
    return not set(wanted).isdisjoint((chosen,) if isinstance(chosen, str) else chosen)


def _empty(given: Any) -> bool:
    return given is None or given in ("", []) or (isinstance(given, str) and not given.strip())


def _value(one: Field, given: Any, answers: Answers, path: Path) -> Any:
    """The typed answer; None if there is none or it is wrong."""
    if one.kind is FieldKind.COMPUTED:
        return None
    if _empty(given):
        if one.required or one.min_count > 0:
            answers.errors.append(invalid("{label} is needed.", *path, label=one.label))
        return None
    try:
        match one.kind:
            case FieldKind.TEXT:
                return _text(one, given, path)
            case FieldKind.NUMBER:
                return _number(one, given, path)
            case FieldKind.DATE:
                return _day(one, given, path)
            case FieldKind.CHOICE:
                return _choice(one, given, path)
    except DomainError as error:
        answers.errors.append(error)
        return None
    if not isinstance(given, list):
        answers.errors.append(invalid("{label} takes a list.", *path, label=one.label))
        return None
    count = len(given)
    if not max(one.min_count, 1) <= count <= one.max_count:
        answers.errors.append(
            invalid("{label} takes {minimum} to {maximum} entries; there are {count}.", *path,
                    label=one.label, minimum=one.min_count, maximum=one.max_count, count=count)
        )  # fmt: skip
        return None
    return _list(one, given, answers, path)


def _list(one: Field, given: list[Any], answers: Answers, path: Path) -> list[Any]:
    found: list[Any] = []
    for at, part in enumerate(given):
        try:
            match one.kind:
                case FieldKind.MULTI_CHOICE:
                    found.append(_choice(one, part, (*path, at)))
                case FieldKind.PHOTO:
                    key = _id(part, "StoredFile", one, (*path, at))
                    answers.photos.append((key, (*path, at)))
                    found.append(key)
                case _:
                    found.append(_row(one, part, answers, (*path, at)))
        except DomainError as error:
            answers.errors.append(error)
    names = [row.get("product") or row.get("competitor") for row in found] if one.kind in TABLES else found
    seen: set[Any] = set()
    for at, name in enumerate(names):
        if name is not None and name in seen:
            answers.errors.append(
                invalid("{label} names the same thing twice. Name each once.", *path, at, label=one.label)
            )
        seen.add(name)
    return found


def _row(table: Field, given: Any, answers: Answers, path: Path) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid("{label}: a row is an object with its columns.", *path, label=table.label)
    of = "product" if table.kind is FieldKind.PRODUCT_LINES else "competitor"
    known = {column.key for column in table.columns} | {of}
    for name in given:
        if name not in known:
            answers.errors.append(
                invalid("{label} has no column {name}. Leave the answer out, or take the form's present version.",
                        *path, str(name)[:64], label=table.label, name=str(name)[:64])
            )  # fmt: skip
    row: dict[str, Any] = {}
    try:
        if of == "product":
            row[of] = _id(given.get(of), "Product", table, (*path, of))
            answers.products.setdefault(row[of], (*path, of))
        elif isinstance(given.get(of), str):
            row[of] = check_text(given[of], 64, *path, of, required=True)
        else:
            raise invalid("{label}: each row names the competitor's product.", *path, of, label=table.label)
    except DomainError as error:
        answers.errors.append(error)
    for column in table.columns:
        value = _value(column, given.get(column.key), answers, (*path, column.key))
        if value is not None:
            row[column.key] = value
    return row


def _text(one: Field, given: Any, path: Path) -> str:
    if not isinstance(given, str):
        raise invalid("{label} is a text.", *path, label=one.label)
    text = check_text(given, one.max_length, *path, lines=True)
    if len(text) < one.min_length:
        raise invalid(
            "{label} needs {minimum} characters at least; there are {count}.",
            *path, label=one.label, minimum=one.min_length, count=len(text),
        )  # fmt: skip
    return text


def _number(one: Field, given: Any, path: Path) -> Decimal:
    if isinstance(given, float):
        raise invalid('{label}: write fractions as text, such as "2.50"; as JSON numbers they lose digits.',
                      *path, label=one.label)  # fmt: skip
    text = str(given).strip() if isinstance(given, int | str) and not isinstance(given, bool) else ""
    if len(text) > 40 or not _NUMBER.fullmatch(text):
        raise invalid("{label} is a number; {value} is none.", *path, label=one.label, value=str(given)[:40])
    value = Decimal(text)
    step = Decimal(1).scaleb(-one.decimals)
    if value % step:
        raise invalid(
            "{label} has {decimals} decimals at most; {value} has more.",
            *path, label=one.label, decimals=one.decimals, value=text,
        )  # fmt: skip
    _range(one, value, path)
    return abs(value.quantize(step)) if value.is_zero() else value.quantize(step)


def _day(one: Field, given: Any, path: Path) -> date:
    try:
        day = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise invalid("{value} is not a day; write it like 2026-11-21.", *path, value=str(given)[:40])
    _range(one, day, path)
    return day


def _range(one: Field, value: Any, path: Path) -> None:
    if one.minimum is not None and value < one.minimum:
        raise invalid("{label} is {minimum} at least; {value} is less.", *path,
                      label=one.label, minimum=str(one.minimum), value=str(value))  # fmt: skip
    if one.maximum is not None and value > one.maximum:
        raise invalid("{label} is {maximum} at most; {value} is more.", *path,
                      label=one.label, maximum=str(one.maximum), value=str(value))  # fmt: skip


def _choice(one: Field, given: Any, path: Path) -> str:
    if not isinstance(given, str) or given not in one.choices:
        raise invalid(
            "{label}: {value} is none of the choices {choices}.",
            *path, label=one.label, value=str(given)[:40], choices=", ".join(one.choices),
        )  # fmt: skip
    return given


def _id(given: Any, kind: str, one: Field, path: Path) -> UUID:
    if not isinstance(given, str):
        raise invalid("{label}: an id is needed here.", *path, label=one.label)
    return parse_id(given[:100], kind, *path)


def answers_json(answers: Answers) -> dict[str, Any]:
    """What is stored as the action's answers, and what a client may send back: in the order of the form."""
    return {one.key: _json(one, value) for one in answers.definition.fields
            if (value := answers.values.get(one.key)) is not None}  # fmt: skip


def _json(one: Field, value: Any) -> Any:
    match one.kind:
        case FieldKind.NUMBER | FieldKind.COMPUTED:
            return str(value)
        case FieldKind.DATE:
            return value.isoformat()
        case FieldKind.PHOTO:
            return [global_id("StoredFile", key) for key in value]
        case FieldKind.PRODUCT_LINES | FieldKind.COMPETITOR_LINES:
            return [_row_json(one, row) for row in value]
        case _:
            return value


def _row_json(table: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if table.kind is FieldKind.PRODUCT_LINES:
        made["product"] = global_id("Product", row["product"])
    else:
        made["competitor"] = row["competitor"]
    return made | {
        column.key: _json(column, row[column.key]) for column in table.columns if row.get(column.key) is not None
    }


def answer_rows(answers: Answers, products: Mapping[UUID, tuple[str, str]]) -> list[AnswerRow]:
    """The answers as flat rows; `products` are name and base unit of each by id."""
    found: list[AnswerRow] = []
    for one in answers.definition.fields:
        value = answers.values.get(one.key)
        if value is None:
            continue
        if one.kind not in TABLES:
            found += _flat(one, value, 0, None, one.unit)
            continue
        for at, row in enumerate(value, start=1):
            product = row.get("product")
            name, unit = products[product] if product else (row["competitor"], "")
            found.append(AnswerRow(one.key, one.label, at, text=name, product=product))
            for column in one.columns:
                if row.get(column.key) is not None:
                    counted = unit if column.role is ColumnRole.STOCK else ""
                    found += _flat(column, row[column.key], at, product, column.unit or counted)
    return found


def _flat(one: Field, value: Any, row: int, product: UUID | None, unit: str) -> list[AnswerRow]:
    match one.kind:
        case FieldKind.NUMBER | FieldKind.COMPUTED:
            return [AnswerRow(one.key, one.label, row, number=value, unit=unit, product=product)]
        case FieldKind.DATE:
            return [AnswerRow(one.key, one.label, row, day=value, product=product)]
        case FieldKind.PHOTO:
            return [AnswerRow(one.key, one.label, row, file=key) for key in value]
        case FieldKind.MULTI_CHOICE:
            return [AnswerRow(one.key, one.label, row, text=part, product=product) for part in value]
        case _:
            return [AnswerRow(one.key, one.label, row, text=value, product=product)]


__all__ = ["AnswerRow", "Answers", "answer_rows", "answers_json", "read_answers"]
