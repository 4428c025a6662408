"""Money: Decimal, rounded in one place.

Amounts have two decimals (yuan and fen), unit prices four. Source of the rounding rule:
GB/T 8170-2008 leaves the choice to the parties; invoices in the trade round each line half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from erp_visit.core.errors import invalid

CENT = Decimal("0.01")
PRICE_STEP = Decimal("0.0001")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("9999999999.99")


def round_amount(value: Decimal) -> Decimal:
    """Round half up to cents."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def line_amount(unit_price: Decimal, quantity: int) -> Decimal:
    """Amount of a line: unit price × quantity in the sold unit, rounded half up to cents."""
    return round_amount(unit_price * quantity)


def parse_amount(value: str | Decimal, *path: str | int) -> Decimal:
    """A non-negative amount of at most two decimals; raises INVALID_INPUT naming the field."""
    amount = _decimal(value, *path)
    if amount != amount.quantize(CENT, rounding=ROUND_DOWN):
        raise invalid("{value} has more than two decimals; amounts are in yuan and fen.", *path, value=str(value))
    return amount.quantize(CENT)


def parse_price(value: str | Decimal, *path: str | int) -> Decimal:
    """A non-negative unit price of at most four decimals; raises INVALID_INPUT naming the field."""
    price = _decimal(value, *path)
    if price != price.quantize(PRICE_STEP, rounding=ROUND_DOWN):
        raise invalid("{value} has more than four decimals.", *path, value=str(value))
    return price.quantize(PRICE_STEP)


def _decimal(value: str | Decimal, *path: str | int) -> Decimal:
    # Decimal itself would take 'NaN', '1e9' and 10^6 digits.
    text = str(value)
    if not text:
        raise invalid("An amount is needed; type it like 12.50.", *path)
    if len(text) > 32 or not text.replace(".", "", 1).removeprefix("-").isdecimal():
        raise invalid("{value} is not an amount; write it like 12.50.", *path, value=text[:40])
    number = Decimal(text)
    if number < 0:
        raise invalid("{value} is negative; give a positive amount.", *path, value=text)
    if number > MAX_AMOUNT:
        raise invalid("{value} is larger than {maximum}.", *path, value=text, maximum=MAX_AMOUNT)
    return number


def shares(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Split a total in proportion to weights; the last share takes the remainder, so they add up."""
    whole = sum((Decimal(weight) for weight in weights), Decimal(0))
    if not weights or whole == 0:
        return [ZERO for _ in weights]
    parts = [round_amount(total * Decimal(weight) / whole) for weight in weights[:-1]]
    return [*parts, total - sum(parts, ZERO)]


__all__ = ["CENT", "MAX_AMOUNT", "ZERO", "line_amount", "parse_amount", "parse_price", "round_amount", "shares"]
