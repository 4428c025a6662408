"""Derives from each model what reads need to know: columns, relations, computed fields, rights.

The one place that looks into Tortoise's metadata for the GraphQL types, filters and the compiler.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from tortoise import fields as tortoise_fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.fields.relational import BackwardFKRelation, BackwardOneToOneRelation, ForeignKeyFieldInstance

from erp_visit.core.declare import PythonField, SqlField, SqlRelation, parent_of, row_visibility
from erp_visit.core.models import Record


class Kind(StrEnum):
    """How a value is stored, filtered and written as JSON."""

    ID = "ID"
    INT = "INT"
    FLOAT = "FLOAT"
    DECIMAL = "DECIMAL"
    TEXT = "TEXT"
    BOOL = "BOOL"
    ENUM = "ENUM"
    DATE = "DATE"
    DATETIME = "DATETIME"
    JSON = "JSON"
    TEXTS = "TEXTS"


SQL_TYPE = {
    Kind.ID: "uuid", Kind.INT: "bigint", Kind.FLOAT: "float8", Kind.DECIMAL: "numeric", Kind.TEXT: "text",
    Kind.BOOL: "boolean", Kind.ENUM: "text", Kind.DATE: "date", Kind.DATETIME: "timestamptz",
    Kind.JSON: "jsonb", Kind.TEXTS: "text[]",
}  # fmt: skip

_PYTHON_KIND: dict[type, Kind] = {
    int: Kind.INT, float: Kind.FLOAT, Decimal: Kind.DECIMAL, str: Kind.TEXT, bool: Kind.BOOL,
    date: Kind.DATE, datetime: Kind.DATETIME, list: Kind.TEXTS, dict: Kind.JSON,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A value of a row: a column, or an SQL expression over `{t}`."""

    name: str
    sql: str
    kind: Kind
    nullable: bool
    description: str
    enum: type[Enum] | None = None
    id_of: str | None = None
    right: str | None = None
    computed: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    """Keys of a JSON value that need a right of their own, with it; others do not get them."""

    def expression(self, alias: str) -> str:
        return self.sql.replace("{t}", alias)


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A way from a row to others. `condition` is SQL over `{t}` (this row) and `{r}` (the related one)."""

    name: str
    target: str
    condition: str
    many: bool
    nullable: bool
    description: str
    right: str | None = None
    inherits: bool = False
    composed: bool = False
    """The related rows are part of this record: seen with it, and listed whole."""
    upward: bool = False
    """The related record is the one that this row is part of."""
    by_condition: bool = False
    """It goes by a condition that may look at other tables, not by a foreign key."""


@dataclass(slots=True)
class TypeSpec:
    """A readable type, derived from a model."""

    name: str
    table: str
    description: str
    model: type[Record]
    right: str
    columns: dict[str, ColumnSpec] = field(default_factory=dict)
    relations: dict[str, RelationSpec] = field(default_factory=dict)
    python: dict[str, PythonField] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    search_grams: bool = False
    search_ends: tuple[str, ...] = ()
    search_starts: tuple[str, ...] = ()
    title: tuple[str, ...] = ()

    @property
    def singular(self) -> str:
        """Name of the root field for one record: `stockDocument`."""
        return self.name[0].lower() + self.name[1:]

    @property
    def plural(self) -> str:
        """Name of the root field for the list: `stockDocuments`, `categories`."""
        return plural(self.singular)

    def visible(self) -> Any:
        return row_visibility(self.model)

    def parent(self) -> str | None:
        return parent_of(self.model)


def plural(word: str) -> str:
    """English plural of the names that occur here."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch")) else "s")


def camel(name: str) -> str:
    """snake_case → camelCase."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


class Registry:
    """The types of one schema by name. Raises LookupError for an unknown one."""

    def __init__(self, models: list[type[Record]]) -> None:
        self.types: dict[str, TypeSpec] = {}
        for model in models:
            self.types[model.__name__] = _derive(model)

    def __getitem__(self, name: str) -> TypeSpec:
        try:
            return self.types[name]
        except KeyError:
            raise LookupError(f"no type {name!r}; known: {', '.join(sorted(self.types))}") from None


def _derive(model: type[Record]) -> TypeSpec:
    meta = model._meta
    access = model.Access
    hidden = set(getattr(access, "hidden", ()))
    rights: dict[str, str] = dict(getattr(access, "fields", {}))
    spec = TypeSpec(
        name=model.__name__,
        table=f'"{meta.db_table}"',
        description=(model.__doc__ or "").strip(),
        model=model,
        right=str(access.right),
        search=tuple(model.Display.search),
        search_grams=model.Display.search_grams,
        search_ends=tuple(model.Display.search_ends),
        search_starts=tuple(model.Display.search_starts),
        title=tuple(model.Display.title),
    )
    for name, field_ in meta.fields_map.items():
        if name in hidden:
            continue
        right = str(rights[name]) if name in rights else None
        if isinstance(field_, ForeignKeyFieldInstance):
            spec.relations[name] = RelationSpec(
                name=name,
                target=field_.related_model.__name__,
                condition=f'{{r}}."id" = {{t}}."{field_.source_field}"',
                many=False,
                nullable=field_.null,
                description=field_.description or "",
                right=right,
                upward=parent_of(model) == name,
            )
        elif isinstance(field_, BackwardFKRelation):
            related = field_.related_model
            source = field_.relation_source_field
            spec.relations[name] = RelationSpec(
                name=name,
                target=related.__name__,
                condition=f'{{r}}."{source}" = {{t}}."id"',
                many=not isinstance(field_, BackwardOneToOneRelation),
                nullable=True,
                description=(related.__doc__ or "").strip().split("\n")[0],
                right=right,
                composed=parent_of(related) is not None
                and related._meta.fields_map[parent_of(related)].source_field == source,
            )
        else:
            column = _column(model, name, field_, right)
            if column is not None:
                spec.columns[name] = column
    for extra in getattr(model, "sql_fields", ()):
        assert isinstance(extra, SqlField)
        spec.columns[extra.name] = ColumnSpec(
            extra.name, f"({extra.sql})", _PYTHON_KIND[extra.kind], extra.nullable, extra.description,
            right=extra.right, computed=True,
        )  # fmt: skip
    for relation in getattr(model, "sql_relations", ()):
        assert isinstance(relation, SqlRelation)
        spec.relations[relation.name] = RelationSpec(
            relation.name, relation.model, relation.condition, relation.many, True, relation.description,
            right=relation.right, inherits=relation.inherits, by_condition=True,
        )  # fmt: skip
    for computed in getattr(model, "python_fields", ()):
        spec.python[computed.name] = computed
    return spec


def _column(model: type[Record], name: str, field_: Field[Any], right: str | None) -> ColumnSpec | None:
    if field_.reference is not None:  # customer_id: the relation `customer` serves it
        return None
    enum = None
    id_of = None
    if field_.pk:
        kind, id_of = Kind.ID, model.__name__
    elif isinstance(field_, CharEnumFieldInstance):
        kind, enum = Kind.ENUM, field_.enum_type
    elif isinstance(field_, ArrayField):
        kind = Kind.TEXTS
    elif isinstance(field_, tortoise_fields.UUIDField):
        kind = Kind.TEXT
    elif isinstance(field_, tortoise_fields.JSONField):
        kind = Kind.JSON
    elif isinstance(field_, tortoise_fields.DatetimeField):
        kind = Kind.DATETIME
    elif isinstance(field_, tortoise_fields.BooleanField):
        kind = Kind.BOOL
    else:
        kind = _PYTHON_KIND[field_.field_type]
    sql = f'{{t}}."{field_.source_field or name}"'
    if isinstance(field_, tortoise_fields.UUIDField) and not field_.pk:
        sql += "::text"
    prefix = f"{name}."
    fields: dict[str, str] = getattr(model.Access, "fields", {})
    keys = tuple((key.removeprefix(prefix), str(need)) for key, need in fields.items() if key.startswith(prefix))
    return ColumnSpec(name, sql, kind, field_.null, field_.description or "Key", enum, id_of, right, keys=keys)


__all__ = ["SQL_TYPE", "ColumnSpec", "Kind", "Registry", "RelationSpec", "TypeSpec", "camel", "plural"]
