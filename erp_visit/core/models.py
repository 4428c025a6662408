"""The base of all records and the short-hands their fields are declared with.

A model declares once: columns with descriptions; `Access`, who may see what; `Display`, how the record
is named and searched. Table, GraphQL type and panel screen are derived from that.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from tortoise import fields
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now, SqlDefault
from tortoise.models import Model

from erp_visit.core.ids import new_id

APP = "erp_visit"


class Record(Model):
    """A row with a time-ordered id that a client may have made."""

    id = fields.UUIDField(primary_key=True, default=new_id, db_default=SqlDefault("new_id()"))

    class Meta:
        abstract = True

    class Access:
        """Who may read. `right` is needed for the type at all; deny by default: administrators only.

        `fields` maps a field to a further right that it needs, or `field.key` for one key of a JSON value.
        """

        right: ClassVar[str] = "administer"
        fields: ClassVar[dict[str, str]] = {}

    class Display:
        """`title`: the fields that name a record to people, and records that it is about; `search`: fields a quick
        search looks at.

        `natural`: the column by which a connection stands that is asked for in no order; else its id.

        `order`: fields that a list may be ordered by though no index holds them, as few rows share what goes before.
        `search_grams`: there is an index `<table>_search` on the pieces of all search fields, in their order.
        `search_ends`: search fields that are sought by their start or their end only, with an index for each.
        `search_starts`: search fields that are sought by their start only, with an index that begins with each.
        """

        title: ClassVar[tuple[str, ...]] = ()
        search: ClassVar[tuple[str, ...]] = ()
        natural: ClassVar[str] = "id"
        order: ClassVar[tuple[str, ...]] = ()
        search_grams: ClassVar[bool] = False
        search_ends: ClassVar[tuple[str, ...]] = ()
        search_starts: ClassVar[tuple[str, ...]] = ()


def money(description: str, **options: Any) -> Any:
    """An amount in yuan with two decimals."""
    return fields.DecimalField(14, 2, description=description, **options)


def price(description: str, **options: Any) -> Any:
    """A unit price or cost in yuan with four decimals."""
    return fields.DecimalField(14, 4, description=description, **options)


def base_units(description: str, **options: Any) -> Any:
    """A count in the product's base unit."""
    return fields.BigIntField(description=description, **options)


def text(length: int, description: str, **options: Any) -> Any:
    """A line of text; empty rather than NULL unless said otherwise."""
    return fields.CharField(length, description=description, **options)


def json(description: str, **options: Any) -> Any:
    """A JSON value."""
    return fields.JSONField(description=description, **options)


def moment(description: str, **options: Any) -> Any:
    """A point in time, stored with zone."""
    return fields.DatetimeField(description=description, **options)


def created(description: str = "When the record was made") -> Any:
    """The moment of creation, set by the database."""
    return fields.DatetimeField(description=description, db_default=Now())


def version() -> Any:
    """Grows by one with each change; a command that names an older one is refused."""
    return fields.IntField(description="Grows with each change", db_default=1)


def to_one(model: str, description: str, related_name: str | Literal[False] = False, **options: Any) -> Any:
    """A reference that keeps its target from being deleted."""
    return fields.ForeignKeyField(
        f"{APP}.{model}", related_name=related_name, on_delete=OnDelete.RESTRICT, description=description, **options
    )


__all__ = ["APP", "Record", "base_units", "created", "json", "moment", "money", "price", "text", "to_one", "version"]
