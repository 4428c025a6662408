"""All kinds of records that have a page."""

from __future__ import annotations

from erp_visit.panel.records.orders import ORDER
from erp_visit.panel.records.record import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (ORDER,)}

__all__ = ["KINDS"]
