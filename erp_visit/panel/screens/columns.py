"""What a screen can show of a record: its columns and related records, per profile.

A column that the profile has no right to is not there at all: it cannot be shown, filtered, sorted or exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from erp_visit.core.actor import Profile
from erp_visit.panel.formats import is_month, moment, money, month
from erp_visit.panel.wording import enum_label, field_label, known_word, type_label
from erp_visit.reads.ordering import sortable
from erp_visit.reads.spec import ColumnSpec, Kind, Registry, RelationSpec, TypeSpec, camel

NUMERIC = frozenset({Kind.INT, Kind.FLOAT, Kind.DECIMAL})
MOST_DEFAULT = 9

LIST_COLUMNS: dict[str, tuple[str, ...]] = {
    "Customer": ("code", "name", "level", "status", "kind", "owner", "department", "phone", "created_at"),
    "Visit": (
        "business_day", "customer", "rep", "state", "kind", "checked_in_at", "distance", "evidence", "dwell_seconds",
    ),
    "Order": (
        "number", "state", "customer", "rep", "department", "total", "submitted_at", "decided_by", "hold_reasons",
    ),
    "Task": (
        "number", "subject", "state", "priority", "customer", "assignee", "assigned_by", "due_on", "result",
    ),
    "VisitReport": ("visit", "author", "state", "due_at", "overdue", "submitted_at", "intent", "review_rating"),
    "DailyReport": ("business_day", "author", "department", "state", "remarks", "submitted_at", "reviewed_by"),
    "ActionAnswer": (
        "label", "action", "product", "text_value", "number_value", "unit", "day_value", "file", "template",
    ),
    "Plan": ("number", "state", "starts_on", "ends_on", "department", "requested_by", "created_at", "progress"),
    "StockDocument": ("number", "kind", "state", "customer", "order", "warehouse", "created_at", "shipped_at"),
    "Product": ("sku", "name", "brand", "category", "base_unit", "list_price", "cost_price", "active"),
    "Receivable": ("number", "customer", "state", "amount", "open_amount", "due_on", "order", "business_day"),
    "Receipt": ("number", "customer", "state", "method", "amount", "unallocated", "recorded_by", "created_at"),
    "Employee": ("code", "name", "username", "department", "status", "phone"),
    "StockMovement": ("at", "kind", "product", "lot", "quantity", "warehouse", "document", "unit_cost"),
    "LedgerEntry": ("at", "kind", "debit", "credit", "amount", "customer", "receivable", "receipt", "employee"),
    "StoredFile": (
        "thumbnail_url", "kind", "uploaded_by", "uploaded_at", "captured_at", "camera", "size", "attached_at",
    ),
    "DayTrack": ("business_day", "employee", "department", "metres", "points", "first_at", "last_at", "computed_at"),
    "CustomerAlert": ("customer", "kind", "reason", "detected_on", "seen_on", "resolved_on"),
    "AuditEntry": ("at", "actor", "action", "entity", "number", "reason"),
}  # fmt: skip
"""Columns of the lists of daily work, in the order people read them; of other models they are derived."""

_PYTHON = {int: Kind.INT, str: Kind.TEXT, bool: Kind.BOOL, list: Kind.TEXTS}
PICTURE = "thumbnail_url"
"""A field of this name is shown as the picture, with the field `url` behind it."""
NEWEST = ("submitted_at", "created_at", "at", "business_day")
_SELDOM = frozenset({"id", "version", "pinyin", "latitude", "longitude", "custom", "tags", "remark", "price_trace"})


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to show of a record. `name` stands in addresses; `selection` is GraphQL."""

    name: str
    column: ColumnSpec | None
    relation: RelationSpec | None
    target: TypeSpec | None
    selection: str
    order: str | None
    owner: TypeSpec
    computed: bool = False
    """Computed in Python after the statement: shown, but neither filtered nor sorted by."""

    @property
    def key(self) -> str:
        """Its key in an answer."""
        return camel(self.name)

    @property
    def numeric(self) -> bool:
        return self.column is not None and self.column.kind in NUMERIC

    @property
    def kind(self) -> str:
        return str(self.column.kind) if self.column is not None else "RELATION"

    def label(self, locale: str) -> str:
        return field_label(self.owner, self.name, locale)

    def choices(self, locale: str) -> list[tuple[str, str]]:
        """Values of an enum with their labels."""
        if self.column is None or self.column.enum is None:
            return []
        enum = self.column.enum
        return [(member.name, enum_label(enum, member.value, locale)) for member in enum]


class Columns:
    """The columns of all types of one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._orders = {
            spec.name: {column.name: name for name, column in sortable(spec).items()}
            for spec in registry.types.values()
        }
        # One instance lives as long as the process; profiles are few.
        self.of = lru_cache(maxsize=2048)(self._of)

    def _of(self, name: str, profile: Profile) -> dict[str, Column]:
        """The columns of a type that a profile may see, in the model's order."""
        spec = self.registry[name]
        found: dict[str, Column] = {}
        for field in spec.model._meta.fields_map:
            self._add(found, spec, field, profile)
        for field in (*spec.columns, *spec.python, *spec.relations):
            if field not in found:
                self._add(found, spec, field, profile)
        return found

    def _add(self, found: dict[str, Column], spec: TypeSpec, name: str, profile: Profile) -> None:
        if name in spec.columns:
            column = spec.columns[name]
            if may_see(column.right, profile):
                order = self._orders[spec.name].get(name)
                found[name] = Column(name, column, None, None, camel(name), order, spec)
        elif name in spec.python:
            python = spec.python[name]
            if all(may_see(spec.columns[need].right, profile) for need in python.needs):
                kind = _PYTHON.get(python.kind, Kind.TEXT)
                column = ColumnSpec(name, "", kind, python.nullable, python.description, computed=True)
                selection = f"url {camel(name)}" if name == PICTURE else camel(name)
                found[name] = Column(name, column, None, None, selection, None, spec, computed=True)
        elif name in spec.relations:
            relation = spec.relations[name]
            target = self.registry.types.get(relation.target)
            if relation.many or target is None or not may_follow(relation, target, profile):
                return
            pictured = ("url", PICTURE) if PICTURE in target.python else ()
            titles = " ".join([*self.titles(target, profile), *(camel(field) for field in pictured)])
            found[name] = Column(name, None, relation, target, f"{camel(name)} {{ id {titles} }}", None, spec)

    def title(self, spec: TypeSpec, profile: Profile) -> list[str]:
        """The columns of a record's title that a profile may see."""
        return [field for field in spec.title if field in spec.columns and may_see(spec.columns[field].right, profile)]

    def titles(self, spec: TypeSpec, profile: Profile) -> list[str]:
        """What to ask for to name a record, as GraphQL: its columns, and the titles of records that its own names."""
        found = []
        for field in spec.title:
            relation = spec.relations.get(field)
            if relation is not None and may_follow(relation, target := self.registry[relation.target], profile):
                found.append(f"{camel(field)} {{ id {' '.join(camel(one) for one in self.title(target, profile))} }}")
        return [*(camel(field) for field in self.title(spec, profile)), *found]

    def default(self, name: str, profile: Profile) -> list[str]:
        """The columns that a list shows unless the reader chose others."""
        known = self.of(name, profile)
        if name in LIST_COLUMNS:
            return [field for field in LIST_COLUMNS[name] if field in known]
        spec = self.registry[name]
        usual = [field for field in known if _usual(known[field])]
        first = [field for field in spec.title if field in usual]
        return [*first, *(field for field in usual if field not in first)][:MOST_DEFAULT]

    def many(self, spec: TypeSpec, profile: Profile) -> list[tuple[RelationSpec, TypeSpec]]:
        """The lists of related records that a profile may see."""
        return [
            (relation, self.registry.types[relation.target])
            for relation in spec.relations.values()
            if relation.many
            and relation.target in self.registry.types
            and may_follow(relation, self.registry.types[relation.target], profile)
        ]

    def newest_first(self, spec: TypeSpec) -> list[tuple[str, str]]:
        """The order of a list until the reader chooses another; by a column that it shows, if there is one."""
        orders = self._orders[spec.name]
        shown = LIST_COLUMNS.get(spec.name, ())
        for field in sorted(NEWEST, key=lambda name: name not in shown):
            if field in orders:
                return [(orders[field], "DESC")]
        for field in ("code", "sku", "name"):
            if field in orders:
                return [(orders[field], "ASC")]
        return [(orders["id"], "DESC")]


def may_see(right: str | None, profile: Profile) -> bool:
    """Whether a profile has a right that something needs, if it needs one."""
    return right is None or profile.may(right)


def may_follow(relation: RelationSpec, target: TypeSpec, profile: Profile) -> bool:
    """Whether a profile may go from a record to the related ones."""
    if not may_see(relation.right, profile):
        return False
    return relation.inherits or profile.may(target.right)


def _usual(column: Column) -> bool:
    if column.computed or column.name in _SELDOM or column.name.endswith(("_reason", "_hash")):
        return False
    if column.column is None:
        return True
    return column.column.kind not in (Kind.JSON, Kind.TEXTS)


def title_of(spec: TypeSpec, node: dict[str, Any] | None, locale: str) -> str:
    """How people name a record: `惠民便利店`, `2026-11-21 · 惠民便利店 · Done`, moments by the company's clock."""
    if node is None:
        return ""
    parts = []
    for field in spec.title:
        value = node.get(camel(field))
        if value in (None, ""):
            continue
        column = spec.columns.get(field)
        if field in spec.relations:
            parts += [str(text) for key, text in value.items() if key != "id" and text]
        elif column is not None and column.enum:
            parts.append(enum_label(column.enum, value, locale))
        elif column is not None and column.kind is Kind.DATETIME:
            parts.append(moment(value))
        elif column is not None and column.kind is Kind.DECIMAL:
            parts.append(money(value))
        elif is_month(field):
            parts.append(month(value))
        else:
            parts.append(known_word(field, str(value), locale))
    return " · ".join(parts) or type_label(spec, locale)


__all__ = ["NUMERIC", "PICTURE", "Column", "Columns", "may_follow", "title_of"]
