"""What may stand in the fields of products, units and price rules: one check per field, errors with its path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit.core.errors import invalid
from erp_visit.core.money import parse_price
from erp_visit.core.quantity import MAX_QUANTITY
from erp_visit.core.text import check_text
from erp_visit.customers.models import CustomerLevel

LONGEST_SHELF_LIFE = 36_500
"""Days: a century."""
LARGEST_FACTOR = 1_000_000


def _line(maximum: int, *, required: bool = False) -> Callable[[Any, str], str]:
    return lambda value, name: check_text(value or "", maximum, name, required=required)


def _whole(least: int, most: int) -> Callable[[Any, str], int]:
    def check(value: Any, name: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise invalid(
                "Give a whole number from {minimum} to {maximum}; {value} is none.",
                name, value="–" if value is None else str(value)[:40], minimum=least, maximum=most,
            )  # fmt: skip
        return value

    return check


def _or_none(check: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, name: None if value is None or value == "" else check(value, name)


def _switch(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise invalid("{value} is neither yes nor no.", name, value=str(value)[:40])
    return value


def _price(value: Any, name: str) -> Decimal:
    return parse_price("" if value is None else value, name)


def _rate(value: Any, name: str) -> Decimal:
    rate = _price(value, name)
    if rate >= 1:
        raise invalid("A VAT rate is a part of 1, such as 0.13; {value} is not.", name, value=str(value)[:40])
    return rate


def _level(value: Any, name: str) -> str:
    try:
        return str(CustomerLevel(value).value)
    except ValueError:
        raise invalid(
            "{value} is not one of {choices}.",
            name, value=str(value)[:40], choices=", ".join(member.value for member in CustomerLevel),
        ) from None  # fmt: skip


def _day(value: Any, name: str) -> date:
    if not isinstance(value, date) or not date(2000, 1, 1) <= value <= date(2199, 12, 31):
        raise invalid("{value} is too far away for a price.", name, value=str(value)[:40])
    return value


def _key(value: Any, _name: str) -> UUID:
    return UUID(str(value))


PRODUCT_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "sku": _line(64, required=True),
    "name": _line(120, required=True),
    "barcode": _line(32),
    "brand": _line(64),
    "category_id": _or_none(_key),
    "base_unit": _line(16, required=True),
    "shelf_life_days": _or_none(_whole(1, LONGEST_SHELF_LIFE)),
    "batch_tracked": _switch,
    "stocked": _switch,
    "tax_rate": _rate,
    "list_price": _or_none(_price),
    "minimum_price": _or_none(_price),
    "cost_price": _or_none(_price),
    "active": _switch,
}
COST_FIELDS = frozenset({"minimum_price", "cost_price"})
"""Fields that need the right `cost.view` besides."""
SETTLED_FIELDS = frozenset({"base_unit", "batch_tracked", "stocked"})
"""Fields that say what the product's quantities mean: settled with the first lot or order line."""

UNIT_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "name": _line(16, required=True),
    "factor": _whole(2, LARGEST_FACTOR),
    "barcode": _line(32),
    "active": _switch,
}

PRICE_RULE_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "product_id": _key,
    "unit_id": _or_none(_key),
    "customer_id": _or_none(_key),
    "level": _or_none(_level),
    "price": _price,
    "minimum_quantity": _whole(1, MAX_QUANTITY),
    "starts_on": _or_none(_day),
    "ends_on": _or_none(_day),
}

__all__ = ["COST_FIELDS", "PRICE_RULE_FIELDS", "PRODUCT_FIELDS", "SETTLED_FIELDS", "UNIT_FIELDS"]
