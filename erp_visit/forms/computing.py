"""Computed fields of a form: their formulas checked against its fields, ordered by what they need, and reckoned."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from erp_visit.core.errors import DomainError, invalid
from erp_visit.forms.definition import NUMERIC, Definition, Field, FieldKind
from erp_visit.forms.formula import DivisionByZero, Formula, TooLarge, evaluate, parse_formula

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed field or column (then with its table), ready to be reckoned."""

    field: Field
    table: Field | None
    formula: Formula


def formula_problems(definition: Definition) -> list[DomainError]:
    """What is wrong with the formulas, each under its field: form, unknown names, circles."""
    names = {field.key: (field, table) for field, table in reversed(list(definition.named()))}
    paths = _paths(definition)
    problems: list[DomainError] = []
    needs: dict[str, frozenset[str]] = {}
    for field, table in definition.named():
        if field.kind is not FieldKind.COMPUTED:
            continue
        try:
            formula = parse_formula(field.formula)
            _check_names(formula, table, names)
        except DomainError as error:
            problems.append(error.at(*paths[field.key]))
        else:
            needs[field.key] = formula.names | formula.columns
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        first = next(field.key for field, _ in definition.named() if field.key in circle)
        at = circle.index(first)
        turned = [*circle[:-1][at:], *circle[:-1][:at], first]
        problems.append(
            invalid("The formulas go in a circle: {circle}. Take one of them out of it.", *paths[first],
                    circle=" → ".join(reversed(turned)))
        )  # fmt: skip
    return problems


def _paths(definition: Definition) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for at, field in enumerate(definition.fields):
        paths.setdefault(field.key, ("fields", at, "formula"))
        for inner, column in enumerate(field.columns):
            paths.setdefault(column.key, ("fields", at, "columns", inner, "formula"))
    return paths


def _check_names(formula: Formula, table: Field | None, names: Mapping[str, tuple[Field, Field | None]]) -> None:
    for name in sorted(formula.names | formula.columns):
        found, owner = names.get(name, (None, None))
        if found is None:
            raise invalid("The form has no field with the key {name}. Check the spelling.", name=name[:40])
        if found.kind not in NUMERIC:
            raise invalid("{label} ({name}) is no number, so a formula cannot take it.", label=found.label, name=name)
        if name in formula.columns and owner is None:
            raise invalid(
                "{label} ({name}) is one number, not a column. Write it without the function.",
                label=found.label, name=name,
            )  # fmt: skip
        if name in formula.names and owner is not None and (table is None or owner.key != table.key):
            raise invalid(
                "{label} ({name}) is a column with many numbers. Put it into a function, such as sum({name}).",
                label=found.label, name=name,
            )  # fmt: skip


@lru_cache(maxsize=256)
def computed_fields(definition: Definition) -> tuple[Computed, ...]:
    """The computed fields of a sound definition, each after those that it needs."""
    known = {
        field.key: Computed(field, table, parse_formula(field.formula))
        for field, table in definition.named()
        if field.kind is FieldKind.COMPUTED
    }
    order = TopologicalSorter({key: one.formula.names | one.formula.columns for key, one in known.items()})
    return tuple(known[key] for key in order.static_order() if key in known)


def compute(definition: Definition, values: MutableMapping[str, Any], shown: frozenset[str]) -> list[DomainError]:
    """Add the computed values to the answers; the errors name the field, and the row and column in a table.

    `shown` are the keys of the top-level fields that are asked: the others are empty.
    """
    owners = {column.key: table.key for column, table in definition.named() if table is not None}
    errors: list[DomainError] = []

    def column(name: str) -> list[Decimal]:
        return [row[name] for row in values.get(owners[name], ()) if row.get(name) is not None]

    for one in computed_fields(definition):
        key, table = one.field.key, one.table
        if (table or one.field).key not in shown:
            continue
        if table is None:
            _set(values, key, one, values.get, column, errors, (key,))
            continue
        for at, row in enumerate(values.get(table.key, ())):
            _set(row, key, one, _either(row, values), column, errors, (table.key, at, key))
    return errors


def _either(row: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    return lambda name: row[name] if name in row else values.get(name)


def _set(
    target: MutableMapping[str, Any], key: str, one: Computed, scalar: Any, column: Any, errors: list[DomainError],
    path: Path,
) -> None:  # fmt: skip
    target[key] = None
    try:
        target[key] = evaluate(one.formula, scalar, column, one.field.decimals)
    except DivisionByZero:
        errors.append(
            invalid(
                "{label} cannot be computed: it would divide by zero. Check the number that it divides by.",
                *path, label=one.field.label,
            )
        )  # fmt: skip
    except TooLarge:
        errors.append(
            invalid(
                "{label} becomes larger than can be stored. Check the numbers that it is computed from.",
                *path, label=one.field.label,
            )
        )  # fmt: skip


__all__ = ["Computed", "compute", "computed_fields", "formula_problems"]
