"""Filters in words, and the facets above a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from erp_visit.core.actor import Profile
from erp_visit.panel.navigation import list_name
from erp_visit.panel.screens.columns import Column, Columns, may_follow
from erp_visit.panel.screens.query import PRESETS, WITHOUT_VALUE, Condition, ListQuery, Resolved, operators_of
from erp_visit.panel.screens.view import RecordView
from erp_visit.panel.wording import field_label, translate
from erp_visit.reads.spec import Kind, TypeSpec

_PRESET_WORDS = {
    "today": "Today", "yesterday": "Yesterday", "last7": "Last 7 days", "last30": "Last 30 days",
    "this_month": "This month", "last_month": "Last month", "this_year": "This year",
}  # fmt: skip
_WORDS = {
    "is": "is", "under": "is in or under",
    "in": "is", "not": "is not", "eq": "=", "ne": "≠", "contains": "contains", "starts": "starts with",
    "gte": "≥", "lte": "≤", "on": "on", "from": "from", "to": "until", "during": "in the time", "has": "has",
    "empty": "is empty", "filled": "is filled",
}  # fmt: skip
MOST_FACETS = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet, and the address that takes it in or out."""

    text: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A column whose values are offered above the list."""

    label: str
    options: list[Option]
    chosen: list[str]


def operator_label(operator: str, locale: str) -> str:
    """An operator in words."""
    return translate(_WORDS[operator], locale, {})


def preset_label(name: str, locale: str) -> str:
    """A span of days in words."""
    return translate(_PRESET_WORDS[name], locale, {})


async def chips(
    request: Request, view: RecordView, views: Mapping[str, RecordView], query: ListQuery, path: str
) -> list[Chip]:
    """The filters of a list in words; names of related records are read in one statement per type."""
    filters = view.filters(request)
    resolved = [filters.resolve(view.spec, condition) for condition in query.conditions]
    names = await _names(request, views, resolved)
    found = []
    for index, one in enumerate(resolved):
        rest = tuple(condition for at, condition in enumerate(query.conditions) if at != index)
        text = _sentence(view.columns, view.spec, one, names, request.state.locale)
        found.append(Chip(text, query.url(path, conditions=rest)))
    return found


async def _names(
    request: Request, views: Mapping[str, RecordView], resolved: Sequence[Resolved]
) -> dict[tuple[str, str], str]:
    wanted: dict[str, list[str]] = {}
    for one in resolved:
        if one.column.target is not None and one.condition.operator in ("is", "under"):
            wanted.setdefault(one.column.target.name, []).extend(key for key in one.condition.value.split(",") if key)
    found = {}
    for name, keys in wanted.items():
        if name in views:
            for row in await views[name].look_up(request, "", keys, 100):
                found[name, row["id"]] = row["title"]
    return found


def _sentence(
    columns: Columns, spec: TypeSpec, one: Resolved, names: Mapping[tuple[str, str], str], locale: str
) -> str:
    condition, column = one.condition, one.column
    parts = []
    for step in one.steps:
        parts.append(field_label(spec, step.name, locale))
        spec = columns.registry[step.target]
    label = " · ".join([*parts, column.label(locale)])
    if condition.operator in WITHOUT_VALUE:
        text = f"{label} {operator_label(condition.operator, locale)}"
    else:
        text = f"{label} {operator_label(condition.operator, locale)} {_value(column, condition, names, locale)}"
    if condition.negated:
        text = translate("not: {filter}", locale, {"filter": text})
    return translate("and there: {filter}", locale, {"filter": text}) if condition.same else text


def _value(column: Column, condition: Condition, names: Mapping[tuple[str, str], str], locale: str) -> str:
    value = condition.value
    if column.target is not None:
        kind = column.target.name
        missing = translate("(not found)", locale, {})
        return "、".join(names.get((kind, key), missing) for key in value.split(",") if key)
    assert column.column is not None
    if condition.operator == "during":
        return preset_label(value, locale)
    if column.column.kind is Kind.ENUM:
        words = dict(column.choices(locale))
        return "、".join(words.get(name, name) for name in value.split(","))
    if column.column.kind is Kind.BOOL:
        return translate("Yes" if value == "true" else "No", locale, {})
    return value


def facets(view: RecordView, shown: Sequence[Column], query: ListQuery, path: str, locale: str) -> list[Facet]:
    """Enum columns that are shown, and the list's time, each with its values."""
    listed = [column for column in shown if column.kind == Kind.ENUM][:MOST_FACETS]
    found = [_enum_facet(column, query, path, locale) for column in listed]
    timed = next((column for column in shown if column.kind in (Kind.DATE, Kind.DATETIME)), None)
    return [*found, _time_facet(timed, query, path, locale)] if timed is not None else found


def _enum_facet(column: Column, query: ListQuery, path: str, locale: str) -> Facet:
    mine = [one for one in query.conditions if one.path == (column.name,) and one.operator == "in" and not one.negated]
    others = tuple(one for one in query.conditions if one not in mine)
    chosen = [name for one in mine for name in one.value.split(",") if name]
    options, words = [], []
    for name, text in column.choices(locale):
        taken = name in chosen
        names = [other for other in chosen if other != name] if taken else [*chosen, name]
        conditions = (*others, Condition((column.name,), "in", ",".join(names))) if names else others
        options.append(Option(text, query.url(path, conditions=conditions), taken))
        if taken:
            words.append(text)
    return Facet(column.label(locale), options, words)


def _time_facet(column: Column, query: ListQuery, path: str, locale: str) -> Facet:
    mine = [one for one in query.conditions if one.path == (column.name,) and one.operator == "during"]
    others = tuple(one for one in query.conditions if one not in mine)
    chosen = {one.value for one in mine}
    options = []
    for name in PRESETS:
        conditions = others if name in chosen else (*others, Condition((column.name,), "during", name))
        options.append(Option(preset_label(name, locale), query.url(path, conditions=conditions), name in chosen))
    return Facet(column.label(locale), options, [preset_label(name, locale) for name in chosen if name in PRESETS])


def filter_fields(view: RecordView, profile: Profile, locale: str) -> list[dict[str, Any]]:
    """What the filter builder offers: own columns, and those of related records one step away, in groups."""
    spec, columns = view.spec, view.columns
    groups = [{"label": "", "fields": _fields_of(columns, spec, profile, (), locale)}]
    for relation in spec.relations.values():
        target = columns.registry.types.get(relation.target)
        if target is None or not may_follow(relation, target, profile):
            continue
        fields = _fields_of(columns, target, profile, (relation.name,), locale)
        if relation.many:
            fields.insert(
                0,
                {
                    "path": relation.name,
                    "label": translate("any", locale, {}),
                    "kind": "RELATION",
                    "operators": [[name, operator_label(name, locale)] for name in ("empty", "filled")],
                },
            )
        groups.append({"label": field_label(spec, relation.name, locale), "fields": fields})
    return groups


def _fields_of(
    columns: Columns, spec: TypeSpec, profile: Profile, steps: tuple[str, ...], locale: str
) -> list[dict[str, Any]]:
    found = []
    for column in columns.of(spec.name, profile).values():
        operators = operators_of(column)
        if column.kind != Kind.TEXT and not _nullable(column):
            operators = tuple(operator for operator in operators if operator not in WITHOUT_VALUE)
        if not operators or column.computed or column.name == "pinyin":
            continue
        entry: dict[str, Any] = {
            "path": ".".join((*steps, column.name)),
            "label": column.label(locale),
            "kind": column.kind,
            "operators": [[operator, operator_label(operator, locale)] for operator in operators],
        }
        if column.kind == Kind.ENUM:
            entry["choices"] = column.choices(locale)
        elif column.kind == Kind.BOOL:
            entry["choices"] = [["true", translate("Yes", locale, {})], ["false", translate("No", locale, {})]]
        elif column.target is not None:
            entry["list"] = list_name(column.target)
        found.append(entry)
    return found


def _nullable(column: Column) -> bool:
    if column.relation is not None:
        return column.relation.nullable
    return column.column is not None and column.column.nullable


__all__ = ["Chip", "Facet", "Option", "chips", "facets", "filter_fields", "operator_label", "preset_label"]
