"""Quantities: integers of the product's base unit; mixed units are only a way to show them."""

from __future__ import annotations

from collections.abc import Sequence

from erp_visit.core.errors import invalid

MAX_QUANTITY = 1_000_000_000
"""More bottles than any distributor holds: a larger number is a slip of the finger or an attack."""


def check_quantity(value: int, *path: str | int) -> int:
    """A positive quantity within reason; raises INVALID_INPUT naming the field."""
    if value <= 0:
        raise invalid("Quantity {value} is not positive; order at least 1.", *path, value=value)
    if value > MAX_QUANTITY:
        raise invalid("Quantity {value} is larger than {maximum}.", *path, value=value, maximum=MAX_QUANTITY)
    return value


def mixed_units(base_quantity: int, units: Sequence[tuple[str, int]]) -> str:
    """Show a base quantity in mixed units, largest first: 27 of (箱, 12), (瓶, 1) is 2箱3瓶.

    `units` are (name, exact integer factor); the one with factor 1 is the base unit.
    """
    if base_quantity < 0:
        return "-" + mixed_units(-base_quantity, units)
    rest, parts = base_quantity, []
    for name, factor in sorted(units, key=lambda unit: -unit[1]):
        count, rest = divmod(rest, factor)
        if count:
            parts.append(f"{count}{name}")
    if rest:
        parts.append(str(rest))
    if parts:
        return "".join(parts)
    base = next((name for name, factor in units if factor == 1), "")
    return f"0{base}"


__all__ = ["MAX_QUANTITY", "check_quantity", "mixed_units"]
