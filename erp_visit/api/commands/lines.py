"""Order lines, as quote and submit take them."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.mutations import given, key, optional_key
from erp_visit.orders.lines import LineInput

UNIT = {"lines.*.unit": "lines.*.unitId"}
"""For `placed`: a service takes a unit by name too."""


def order_lines(lines: list[inputs.OrderLineInput]) -> list[LineInput]:
    """Lines as the services take them."""
    return [
        LineInput(
            product_id=key(line.product_id, "Product", "lines", index, "productId"),
            quantity=line.quantity,
            unit=optional_key(line.unit_id, "ProductUnit", "lines", index, "unitId"),
            unit_price=given(line.unit_price),
        )
        for index, line in enumerate(lines)
    ]


__all__ = ["UNIT", "order_lines"]
