"""From what a client asks for to priced lines: the checks that quote and submit share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from erp_visit.catalog.pricing import PricedLine, Totals, below_minimum, totals
from erp_visit.catalog.service import ProductFacts, Unit
from erp_visit.core.actor import Actor
from erp_visit.core.checks import raise_all
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.money import MAX_AMOUNT, parse_price
from erp_visit.core.quantity import MAX_QUANTITY, check_quantity, mixed_units
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters
from erp_visit.stock.allocation import Shortage

MAX_LINES = 200
MAX_REMARK = 500


@dataclass(frozen=True, slots=True)
class LineInput:
    """What is asked for: `unit` is the id or the name of a unit, None the base unit; `unit_price` a price by hand."""

    product_id: UUID
    quantity: int
    unit: UUID | str | None = None
    unit_price: Decimal | None = None


class OrderedLine(NamedTuple):
    """A line that passed its checks, with its price. `position` is where it stood in the input, from 0."""

    position: int
    product: ProductFacts
    unit: Unit
    quantity: int
    price: PricedLine
    below: Decimal | None

    @property
    def base_quantity(self) -> int:
        return self.quantity * self.unit.factor

    @property
    def demand(self) -> int:
        """Base units that stock must give; freight and services need none."""
        return self.base_quantity if self.product.stocked else 0

    @property
    def cost(self) -> Decimal | None:
        """Cost of the goods by the product's cost price; None if it has none."""
        cost = self.product.cost_price
        return None if cost is None else (cost * self.base_quantity).quantize(Decimal("0.01"))


def check_count(lines: Sequence[LineInput]) -> None:
    """An order has 1 to 200 lines; said before anything is read for them."""
    if not lines:
        raise invalid("The order has no lines; add at least one.", "lines")
    if len(lines) > MAX_LINES:
        raise invalid(
            "{count} lines are more than {maximum}; split the order.", "lines", count=len(lines), maximum=MAX_LINES
        )


def order_lines(
    lines: Sequence[LineInput], products: dict[UUID, ProductFacts], parameters: ControlParameters, day: date
) -> list[OrderedLine]:
    """Check and price all lines; raises every refusal at once, each with its path in `lines`."""
    errors: list[DomainError] = []
    found: list[OrderedLine] = []
    seen: dict[tuple[UUID, UUID | None], int] = {}
    for position, line in enumerate(lines):
        try:
            ordered = _order_line(position, line, products, parameters, day)
        except DomainError as error:
            errors.append(error.at("lines", position))
            continue
        first = seen.setdefault((ordered.product.id, ordered.unit.id), position)
        if first != position:
            errors.append(_duplicate(ordered, first))
        found.append(ordered)
    raise_all(errors)
    return found


def _duplicate(line: OrderedLine, first: int) -> DomainError:
    return DomainError(
        ErrorCode.DUPLICATE_PRODUCT,
        "{product} by the {unit} stands in lines {first} and {second}. Join them into one line.",
        path=("lines", line.position, "productId"), product=line.product.name, unit=line.unit.name,
        first=first + 1, second=line.position + 1,
    )  # fmt: skip


def _order_line(
    position: int, line: LineInput, products: dict[UUID, ProductFacts], parameters: ControlParameters, day: date
) -> OrderedLine:
    product = products.get(line.product_id)
    if product is None:
        raise not_found("Product", line.product_id, "productId")
    if not product.active:
        raise DomainError(
            ErrorCode.INACTIVE,
            "{product} is not sold any more. Take it off the order.",
            path=("productId",), product=product.name,
        )  # fmt: skip
    check_quantity(line.quantity, "quantity")
    try:
        unit = product.unit(line.unit)
    except DomainError as error:
        raise error.at("unit") from None
    if line.quantity * unit.factor > MAX_QUANTITY:
        raise invalid(
            "Quantity {value} is larger than {maximum}.", "quantity", value=line.quantity, maximum=MAX_QUANTITY
        )
    manual = None
    if line.unit_price is not None:
        manual = parse_price(line.unit_price, "unitPrice")
        if manual == 0:
            raise invalid("A price of 0 is not a sale. Give a positive price.", "unitPrice")
    try:
        price = product.price(unit, line.quantity, day, tax_included=parameters.prices_include_tax, manual=manual)
    except DomainError as error:
        raise error.at("productId") from None
    if price.amount > MAX_AMOUNT:
        raise invalid("The amount {amount} of the line is larger than {maximum}.", "quantity",
                      amount=price.amount, maximum=MAX_AMOUNT)  # fmt: skip
    floor = below_minimum(price.unit_price, product.minimum_price, unit.factor)
    return OrderedLine(position, product, unit, line.quantity, price, floor)


def check_floor(actor: Actor, lines: Sequence[OrderedLine]) -> None:
    """Raise BELOW_MINIMUM_PRICE for every line under its product's minimum, unless the actor may go below it.

    The minimum itself is only named to those who may see costs.
    """
    if actor.may(Right.PRICE_BELOW_MINIMUM):
        return
    raise_all(
        [
            floor_refusal(actor, line.product.name, line.unit.name, line.price.unit_price, line.below).at(
                "lines", line.position
            )
            for line in lines
            if line.below is not None
        ]
    )


def floor_refusal(actor: Actor, product: str, unit: str, price: Decimal, floor: Decimal) -> DomainError:
    """The refusal of a price below the minimum of one sold unit."""
    named = {"minimum": floor} if actor.may(Right.COST_VIEW) else {}
    return DomainError(
        ErrorCode.BELOW_MINIMUM_PRICE,
        "{price} per {unit} of {product} is below its minimum price."
        " Raise the price, or ask someone with the right price.below_minimum.",
        path=("unitPrice",), product=product, unit=unit, price=price, **named,
    )  # fmt: skip


def order_totals(lines: Sequence[OrderedLine], parameters: ControlParameters) -> Totals:
    """The order's sums under the settings in force; raises INVALID_INPUT if they pass what can be booked."""
    sums = totals(
        ((line.price.amount, line.price.tax_amount) for line in lines),
        tax_included=parameters.prices_include_tax,
        rounding_unit=parameters.rounding_unit,
    )
    if sums.total > MAX_AMOUNT:
        raise invalid("The total {amount} is larger than {maximum}; split the order.", "lines",
                      amount=sums.total, maximum=MAX_AMOUNT)  # fmt: skip
    return sums


def shortage(product: str, short: Shortage, units: Sequence[tuple[str, int]], *path: str | int) -> DomainError:
    """The refusal of a line for lack of stock, in mixed units for people and base units for programs."""
    return DomainError(
        ErrorCode.INSUFFICIENT_STOCK,
        "{product}: {neededText} are needed, {availableText} are available. Lower the quantity or wait for stock.",
        path=path,
        product=product,
        productId=str(short.product_id),
        needed=short.needed,
        available=short.available,
        neededText=mixed_units(short.needed, units),
        availableText=mixed_units(short.available, units),
    )


def unit_names(product: ProductFacts) -> list[tuple[str, int]]:
    """All units of a product with their factors, for mixed units."""
    return [(product.base.name, 1), *((unit.name, unit.factor) for unit, _ in product.units)]


__all__ = [
    "MAX_LINES", "MAX_REMARK", "LineInput", "OrderedLine", "check_count", "check_floor", "floor_refusal",
    "order_lines", "order_totals", "shortage", "unit_names",
]  # fmt: skip
