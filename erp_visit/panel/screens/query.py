"""What a list's address says: search, filters, order, page. And the other way round: addresses for links.

`?q=text&f=state:in:HELD,SUBMITTED&f=customer.level:in:A&f=lines.product:is:<uuid>&sort=-total&cols=number.total&size=50`.
A filter goes along relations with dots; over a list it means «some of them», with `!` in front «none of them». With `~`
in front it asks more of the same one that the filter before asks of: `f=visits.state:in:DONE&f=~visits.rep:is:<uuid>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from starlette.datastructures import QueryParams

from erp_visit.core.actor import Profile
from erp_visit.core.clock import company, today
from erp_visit.core.errors import DomainError, invalid
from erp_visit.panel.screens.columns import Column, Columns, may_follow
from erp_visit.reads.spec import ColumnSpec, Kind, RelationSpec, TypeSpec, camel

SIZES = (20, 50, 100, 200)
MOST_FILTERS = 20
MOST_COLUMNS = 100
DEEPEST = 3
PRESETS = ("today", "yesterday", "last7", "last30", "this_month", "last_month", "this_year")
OPERATORS: dict[str, tuple[str, ...]] = {
    "RELATION": ("is", "under", "empty", "filled"),
    Kind.TEXT: ("contains", "starts", "eq", "ne", "empty", "filled"),
    Kind.ENUM: ("in", "not", "empty", "filled"),
    Kind.BOOL: ("eq",),
    Kind.INT: ("eq", "gte", "lte", "empty", "filled"),
    Kind.FLOAT: ("gte", "lte", "empty", "filled"),
    Kind.DECIMAL: ("eq", "gte", "lte", "empty", "filled"),
    Kind.DATE: ("on", "from", "to", "during", "empty", "filled"),
    Kind.DATETIME: ("on", "from", "to", "during", "empty", "filled"),
    Kind.TEXTS: ("has",),
}
"""What one can ask of a column, by kind; `JSON` and `ID` columns are not filtered."""
WITHOUT_VALUE = frozenset({"empty", "filled"})
TREE = "Department"
"""The type whose records lie under each other: `under` is a department with all below it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter of an address."""

    path: tuple[str, ...]
    operator: str
    value: str = ""
    negated: bool = False
    same: bool = False
    """Whether it is about the same related record as the condition before."""

    def text(self) -> str:
        marks = f"{'!' if self.negated else ''}{'~' if self.same else ''}"
        return f"{marks}{'.'.join(self.path)}:{self.operator}:{self.value}"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list as it is asked for."""

    search: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    """Columns with whether they fall."""
    columns: tuple[str, ...] = ()
    """Columns to show; without any those that the reader chose for this list."""
    after: str = ""
    before: str = ""
    size: int = 50
    position: int = 0
    known_total: int | None = None
    """What the first page counted, carried along so that it is counted once."""

    def url(self, path: str, **changes: Any) -> str:
        """The address of this list, changed; without `after`/`before` in the changes it begins at the start."""
        changed = replace(self, **{"after": "", "before": "", "position": 0, **changes})
        pairs: list[tuple[str, str]] = []
        if changed.search:
            pairs.append(("q", changed.search))
        pairs += [("f", condition.text()) for condition in changed.conditions]
        if changed.sort:
            pairs.append(("sort", ",".join(f"{'-' if falls else ''}{name}" for name, falls in changed.sort)))
        if changed.columns:
            pairs.append(("cols", ".".join(changed.columns)))
        if changed.size != 50:
            pairs.append(("size", str(changed.size)))
        for name in ("after", "before"):
            if getattr(changed, name):
                pairs.append((name, getattr(changed, name)))
        if changed.position:
            pairs.append(("at", str(changed.position)))
            if changed.known_total is not None:
                pairs.append(("of", str(changed.known_total)))
        return f"{path}?{urlencode(pairs, quote_via=quote, safe=':,.!~-')}" if pairs else path

    def text(self) -> str:
        """What of this list is worth keeping: filters, search, order, columns, length; not the page."""
        return self.url("").removeprefix("?")


def parse(parameters: QueryParams) -> ListQuery:
    """What an address asks for; raises INVALID_INPUT for a filter that cannot be understood."""
    given = [text for text in parameters.getlist("f") if text]
    if len(given) > MOST_FILTERS:
        raise invalid("There are more than {maximum} filters. Take some away.", "f", maximum=MOST_FILTERS)
    size = parameters.get("size", "")
    position, total = parameters.get("at", ""), parameters.get("of", "")
    keys = [name for name in parameters.get("sort", "").split(",")[:3] if name.strip("-")]
    sort = tuple((name.lstrip("-"), name.startswith("-")) for name in keys)
    return ListQuery(
        search=parameters.get("q", "").strip()[:100].replace("\0", ""),
        conditions=tuple(_condition(text) for text in given),
        sort=sort,
        columns=_names(parameters.get("cols", "")),
        after=parameters.get("after", "")[:2000],
        before=parameters.get("before", "")[:2000],
        size=int(size) if size in map(str, SIZES) else 50,
        position=int(position) if position.isdecimal() and len(position) < 10 else 0,
        known_total=int(total) if total.isdecimal() and len(total) < 7 else None,
    )


def read(text: str) -> ListQuery:
    """What a kept query says; raises INVALID_INPUT as `parse` does."""
    return parse(QueryParams(text))


def _names(text: str) -> tuple[str, ...]:
    names = (name for name in text[:4000].split(".") if name.isidentifier())
    return tuple(dict.fromkeys(names))[:MOST_COLUMNS]


def _condition(text: str) -> Condition:
    negated = text.startswith("!")
    same = text.lstrip("!").startswith("~")
    path, _, rest = text.lstrip("!~").partition(":")
    operator, _, value = rest.partition(":")
    steps = tuple(path.split("."))
    if not path or not operator or len(steps) > DEEPEST + 1:
        raise _unknown(text)
    return Condition(steps, operator, value[:500].replace("\0", ""), negated, same)


def _unknown(text: str) -> DomainError:
    return invalid(
        "The filter {filter} cannot be used here. Take it away and choose one from the list.", "f", filter=text[:80]
    )


@dataclass(frozen=True, slots=True)
class Resolved:
    """A condition with the column or relation that it is about."""

    condition: Condition
    steps: tuple[RelationSpec, ...]
    column: Column


class Filters:
    """Turns conditions into GraphQL filters, for one profile and day."""

    def __init__(self, columns: Columns, profile: Profile) -> None:
        self.columns = columns
        self.profile = profile
        self.company = company()
        self.today = today()

    def resolve(self, spec: TypeSpec, condition: Condition) -> Resolved:
        """What a condition is about; raises INVALID_INPUT for what is not there or not to be seen."""
        steps: list[RelationSpec] = []
        for name in condition.path[:-1]:
            relation = spec.relations.get(name)
            target = self.columns.registry.types.get(relation.target) if relation is not None else None
            if relation is None or target is None or not may_follow(relation, target, self.profile):
                raise _unknown(condition.text())
            steps.append(relation)
            spec = target
        last = condition.path[-1]
        column = self.columns.of(spec.name, self.profile).get(last)
        if column is None and last in spec.relations and spec.relations[last].many:
            many = spec.relations[last]
            target = self.columns.registry.types.get(many.target)
            if target is not None and may_follow(many, target, self.profile):
                column = Column(last, None, many, target, "", None, spec)
        if column is None or column.computed or condition.operator not in operators_of(column):
            raise _unknown(condition.text())
        return Resolved(condition, tuple(steps), column)

    def build(self, spec: TypeSpec, conditions: Sequence[Condition]) -> dict[str, Any] | None:
        """The `filter` argument; None if there is nothing to filter."""
        groups: list[list[Resolved]] = []
        for condition in conditions:
            resolved = self.resolve(spec, condition)
            if condition.same and groups and _same_list(groups[-1][0], resolved):
                groups[-1].append(resolved)
            else:
                groups.append([resolved])
        parts = [self._one(group[0]) if len(group) == 1 else self._together(group) for group in groups]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else {"and": parts}

    def _together(self, group: Sequence[Resolved]) -> dict[str, Any]:
        """Conditions on one and the same of the related records; negated, one for which they do not hold."""
        inner = [self._one(replace(one, steps=one.steps[1:])) for one in group]
        return {camel(group[0].steps[0].name): {"some": {"and": inner}}}

    def _one(self, resolved: Resolved) -> dict[str, Any]:
        condition = resolved.condition
        inner = self._leaf(resolved.column, condition)
        negated = condition.negated
        for relation in reversed(resolved.steps):
            if relation.many:
                inner = {"none" if negated else "some": inner}
                negated = False
            inner = {camel(relation.name): inner}
        return {"not": inner} if negated else inner

    def _leaf(self, column: Column, condition: Condition) -> dict[str, Any]:
        try:
            if column.relation is not None and column.target is not None:
                return _relation_filter(column, column.relation, column.target, condition)
            assert column.column is not None
            return {column.key: self._value(column.column, condition)}
        except (ValueError, OverflowError, InvalidOperation):
            raise invalid(
                "{value} does not fit the filter. Correct it or take the filter away.", "f", value=condition.value[:80]
            ) from None

    def _value(self, column: ColumnSpec, condition: Condition) -> dict[str, Any]:
        operator, value = condition.operator, condition.value
        if operator in WITHOUT_VALUE:
            if column.kind is Kind.TEXT and not column.nullable:
                return {"eq": ""} if operator == "empty" else {"ne": ""}
            return {"isNull": operator == "empty"}
        match column.kind:
            case Kind.TEXT:
                return {{"contains": "contains", "starts": "startsWith"}.get(operator, operator): value}
            case Kind.ENUM:
                names = [name for name in value.split(",") if name]
                if column.enum is None or not names or any(name not in column.enum.__members__ for name in names):
                    raise ValueError(value)
                return {"in" if operator == "in" else "notIn": names}
            case Kind.BOOL:
                if value not in ("true", "false"):
                    raise ValueError(value)
                return {"eq": value == "true"}
            case Kind.INT:
                return {operator: _whole(value)}
            case Kind.FLOAT:
                return {operator: float(_decimal(value))}
            case Kind.DECIMAL:
                return {operator: _decimal(value)}
            case Kind.TEXTS:
                return {"has": value}
            case _:
                first, last = self.days(operator, value)
                return self._between(column.kind, first, last)

    def days(self, operator: str, value: str) -> tuple[date | None, date | None]:
        """The first and last day that a filter on days means."""
        if operator == "during":
            return preset(value, self.today)
        given = date.fromisoformat(value)
        return (None if operator == "to" else given), (None if operator == "from" else given)

    def _between(self, kind: Kind, first: date | None, last: date | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if kind is Kind.DATE:
            if first is not None:
                found["gte"] = first.isoformat()
            if last is not None:
                found["lte"] = last.isoformat()
            return found
        if first is not None:
            found["gte"] = self.company.start(first).isoformat()
        if last is not None:
            found["lt"] = self.company.end(last).isoformat()
        return found


def _whole(value: str) -> int:
    """A number that GraphQL's Int holds; raises ValueError."""
    number = int(value)
    if not -(2**31) <= number < 2**31:
        raise ValueError(value)
    return number


def _decimal(value: str) -> str:
    """A number as the schema's Decimal is written; raises ValueError, InvalidOperation."""
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise ValueError(value)
    text = format(number, "f")
    if len(text) > 32:
        raise ValueError(value)
    return text


def operators_of(column: Column) -> tuple[str, ...]:
    """What one can ask of a column."""
    found = OPERATORS.get(column.kind, ())
    if column.relation is not None and (column.relation.many or column.relation.target != TREE):
        found = tuple(operator for operator in found if operator != "under")
    return found


def _same_list(first: Resolved, other: Resolved) -> bool:
    """Whether both ask of records of the same list."""
    return bool(first.steps and other.steps) and first.steps[0].many and first.steps[0].name == other.steps[0].name


def _relation_filter(column: Column, relation: RelationSpec, target: TypeSpec, condition: Condition) -> dict[str, Any]:
    if condition.operator in WITHOUT_VALUE:
        if relation.many:
            kept = {"id": {"isNull": False}}
            return {column.key: {"none" if condition.operator == "empty" else "some": kept}}
        if not relation.nullable:
            raise ValueError(condition.text())
        return {f"{column.key}IsNull": condition.operator == "empty"}
    keys = [f"{target.name}:{UUID(key)}" for key in condition.value.split(",") if key]
    if not keys or len(keys) > 100:
        raise ValueError(condition.value)
    wanted = {"lineage": {"hasAny": keys}} if condition.operator == "under" else {"id": {"in": keys}}
    return {column.key: {"some": wanted} if relation.many else wanted}


def preset(name: str, today: date) -> tuple[date, date]:
    """First and last day of a span named in words."""
    first_of_month = today.replace(day=1)
    match name:
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "last7":
            return today - timedelta(days=6), today
        case "last30":
            return today - timedelta(days=29), today
        case "this_month":
            return first_of_month, today
        case "last_month":
            last = first_of_month - timedelta(days=1)
            return last.replace(day=1), last
        case "this_year":
            return today.replace(month=1, day=1), today
        case _:
            raise ValueError(name)


__all__ = [
    "OPERATORS", "PRESETS", "SIZES", "WITHOUT_VALUE", "Condition", "Filters", "ListQuery", "Resolved", "operators_of",
    "parse", "preset", "read",
]  # fmt: skip
