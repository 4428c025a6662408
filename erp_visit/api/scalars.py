"""Scalars with their wire format."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition


def _parse_decimal(value: object) -> Decimal:
    # JSON numbers are read as binary floats by every client library: 0.1 + 0.2 is not 0.3 there.
    if not isinstance(value, str):
        raise StrawberryInputCoercionError(f'Decimal must be a string like "12.50", not {value!r}.')
    if len(value) > 32 or not value.removeprefix("-").replace(".", "", 1).isdecimal() or not value.isascii():
        raise StrawberryInputCoercionError(f'"{value[:40]}" is not a decimal number like "12.50".')
    return Decimal(value)


def _parse_datetime(value: object) -> datetime:
    if not isinstance(value, str):
        raise StrawberryInputCoercionError("DateTime must be an ISO 8601 string with an offset.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise StrawberryInputCoercionError(f'"{value[:40]}" is not an ISO 8601 date and time.') from None
    if moment.tzinfo is None:
        raise StrawberryInputCoercionError(f'"{value}" has no offset; write e.g. 2026-11-21T10:00:00+08:00.')
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise StrawberryInputCoercionError(f'"{value}" lies outside the years 1 to 9999.') from None


DECIMAL = strawberry.scalar(
    name="Decimal",
    description='An exact decimal number as a string, e.g. "12.50". Numbers are refused: they lose cents.',
    serialize=str,
    parse_value=_parse_decimal,
)

DATETIME = strawberry.scalar(
    name="DateTime",
    description="A moment in ISO 8601 with offset, e.g. 2026-11-21T10:00:00+08:00. Answers are in UTC.",
    serialize=datetime.isoformat,
    parse_value=_parse_datetime,
)

SCALARS: dict[object, ScalarDefinition] = {Decimal: DECIMAL, datetime: DATETIME}

__all__ = ["SCALARS"]
