"""Product and price look-ups that commands put into their own statement, and what comes out of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.catalog.pricing import PricedLine, Rule, Source, Terms, price_line
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.rows import QuickUUID, day_or_none, decimal_or_none


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit a product is sold in; `id` None is the base unit."""

    id: UUID | None
    name: str
    factor: int


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What pricing needs of a product; prices and cost are per base unit."""

    id: UUID
    sku: str
    name: str
    active: bool
    stocked: bool
    tax_rate: Decimal
    list_price: Decimal | None
    minimum_price: Decimal | None
    cost_price: Decimal | None
    base: Unit
    units: tuple[tuple[Unit, bool], ...]
    rules: tuple[Rule, ...]

    def unit(self, wanted: UUID | str | None) -> Unit:
        """The unit with this id or name, the base unit for None; raises NOT_FOUND or INACTIVE."""
        if wanted is None or wanted == self.base.name:
            return self.base
        for unit, active in self.units:
            if wanted in (unit.id, unit.name):
                if not active:
                    raise DomainError(
                        ErrorCode.INACTIVE,
                        "{product} is not sold by the {unit} any more. Choose another unit.",
                        product=self.name, unit=unit.name,
                    )  # fmt: skip
                return unit
        raise not_found("ProductUnit", wanted)

    def price(
        self, unit: Unit, quantity: int, day: date, *, tax_included: bool, manual: Decimal | None = None
    ) -> PricedLine:
        """The price of a line on a business day; raises NO_PRICE or AMBIGUOUS_PRICE."""
        terms = Terms(unit.id, unit.factor, quantity, self.tax_rate, tax_included, day)
        return price_line(self.name, self.rules, self.list_price, terms, manual)


def products_sql(products: str, customer: str, level: str) -> str:
    """An array as JSON texts of the products whose ids are in the uuid[] `products`, with all price rules that
    may apply to a customer of a level, whatever the day; for `parse_products`."""
    return f"""ARRAY(
    SELECT json_build_array(p.id, p.sku, p.name, p.active, p.stocked, p.tax_rate::text,
        p.list_price::text, p.minimum_price::text, p.cost_price::text, p.base_unit,
        (SELECT json_agg(json_build_array(u.id, u.name, u.factor, u.active)) FROM product_unit u
         WHERE u.product_id = p.id),
        (SELECT json_agg(json_build_array(r.id, r.customer_id, r.level, r.unit_id, r.price::text, r.minimum_quantity,
            r.starts_on, r.ends_on)) FROM price_rule r
         WHERE r.product_id = p.id AND (r.customer_id = {customer} OR r.customer_id IS NULL
            AND (r.level IS NULL OR r.level = {level})))
    )::text FROM product p WHERE p.id = ANY({products}))"""


def parse_products(stored: Iterable[str]) -> dict[UUID, ProductFacts]:
    """The products by id from what `products_sql` gave."""
    return {facts.id: facts for facts in map(_product, stored)}


@lru_cache(maxsize=2048)
def _product(stored: str) -> ProductFacts:
    """The same text gives the same object: most orders ask for what was asked for a moment ago."""
    key, sku, name, active, stocked, tax, list_price, minimum, cost, base, units, rules = orjson.loads(stored)
    return ProductFacts(
        id=QuickUUID(key),
        sku=sku,
        name=name,
        active=active,
        stocked=stocked,
        tax_rate=Decimal(tax),
        list_price=decimal_or_none(list_price),
        minimum_price=decimal_or_none(minimum),
        cost_price=decimal_or_none(cost),
        base=Unit(None, base, 1),
        units=tuple((Unit(QuickUUID(unit[0]), unit[1], unit[2]), unit[3]) for unit in units or ()),
        rules=tuple(map(_rule, rules or ())),
    )


def _rule(row: list[Any]) -> Rule:
    key, customer, level, unit, price, minimum, starts, ends = row
    return Rule(
        id=QuickUUID(key),
        source=Source.CUSTOMER if customer else Source.LEVEL if level else Source.GENERAL,
        unit_id=QuickUUID(unit) if unit else None,
        price=Decimal(price),
        minimum_quantity=minimum,
        starts_on=date.fromisoformat(starts),
        ends_on=day_or_none(ends),
    )


__all__ = ["ProductFacts", "Unit", "parse_products", "products_sql"]
