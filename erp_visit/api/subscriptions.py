"""Subscriptions."""

from __future__ import annotations

from erp_visit.api.types import TypeFactory


def subscription_type(factory: TypeFactory) -> type | None:
    return None
