"""What a form asks, as data: a list of fields. `erp_visit.forms.reading` reads it from JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

MOST_FIELDS = 60
MOST_COLUMNS = 12
MOST_CHOICES = 60
MOST_PHOTOS = 9
MOST_ROWS = 200
LONGEST_TEXT = 2000


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    CHOICE = "CHOICE"
    MULTI_CHOICE = "MULTI_CHOICE"
    DATE = "DATE"
    PHOTO = "PHOTO"
    PRODUCT_LINES = "PRODUCT_LINES"
    COMPETITOR_LINES = "COMPETITOR_LINES"
    COMPUTED = "COMPUTED"


class ColumnRole(StrEnum):
    """What a number of a product line means to the rest of the product."""

    STOCK = "STOCK"
    PRICE = "PRICE"
    FACING = "FACING"


_K = FieldKind
TABLES = (_K.PRODUCT_LINES, _K.COMPETITOR_LINES)
NUMERIC = (_K.NUMBER, _K.COMPUTED)
IN_TABLES = (_K.TEXT, _K.NUMBER, _K.CHOICE, _K.MULTI_CHOICE, _K.DATE, _K.COMPUTED)

PROPERTIES_OF: dict[FieldKind, set[str]] = {
    _K.TEXT: {"required", "minLength", "maxLength"},
    _K.NUMBER: {"required", "unit", "decimals", "minimum", "maximum", "role"},
    _K.CHOICE: {"required", "choices"},
    _K.MULTI_CHOICE: {"required", "choices", "minCount", "maxCount"},
    _K.DATE: {"required", "minimum", "maximum"},
    _K.PHOTO: {"required", "minCount", "maxCount"},
    _K.PRODUCT_LINES: {"required", "minCount", "maxCount", "columns"},
    _K.COMPETITOR_LINES: {"required", "minCount", "maxCount", "columns"},
    _K.COMPUTED: {"formula", "unit", "decimals"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or a column of a table. `visible_if` is (key of a choice, the choices for which this is asked)."""

    key: str
    label: str
    kind: FieldKind
    required: bool = False
    help: str = ""
    unit: str = ""
    decimals: int = 0
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    min_length: int = 0
    max_length: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()
    min_count: int = 0
    max_count: int = MOST_ROWS
    columns: tuple[Field, ...] = ()
    formula: str = ""
    role: ColumnRole | None = None
    visible_if: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """The fields of a version, in their order; sound."""

    fields: tuple[Field, ...]

    def named(self) -> Iterator[tuple[Field, Field | None]]:
        """Every field and column, the latter with its table."""
        for field in self.fields:
            yield field, None
            for column in field.columns:
                yield column, field


def number_text(field: Field, stored: str) -> str:
    """A stored number with the decimals that its field has: an earlier version may have kept zeros behind the point."""
    value = Decimal(stored)
    step = Decimal(1).scaleb(-field.decimals)
    return str(value.quantize(step)) if value % step == 0 else stored


__all__ = [
    "IN_TABLES", "LONGEST_TEXT", "MOST_CHOICES", "MOST_COLUMNS", "MOST_FIELDS", "MOST_PHOTOS", "MOST_ROWS", "NUMERIC",
    "PROPERTIES_OF", "TABLES", "ColumnRole", "Definition", "Field", "FieldKind", "number_text",
]  # fmt: skip
