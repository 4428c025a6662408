"""The list of domains, and the models that the doors derive from."""

from __future__ import annotations

import importlib

from tortoise import Tortoise
from tortoise.models import Model

from erp_visit.core.models import APP, Record

DOMAINS = (
    "org", "files", "customers", "catalog", "work", "forms", "tracks", "visits", "stock", "finance", "orders",
    "insight", "planning",
)  # fmt: skip
"""From the lowest to the highest: each may import those before it, as pyproject.toml has it."""


def public_models() -> list[type[Record]]:
    """All records that are read through the doors, with their relations resolved."""
    for domain in DOMAINS:
        importlib.import_module(f"erp_visit.{domain}.models")
    if APP not in (Tortoise.apps or {}):
        Tortoise.init_models([f"erp_visit.{domain}.models" for domain in DOMAINS], APP)
    return [model for model in Tortoise.apps[APP].values() if is_public(model)]


def is_public(model: type[Model]) -> bool:
    """Whether a model is a record that is not declared internal."""
    return issubclass(model, Record) and not getattr(model.Access, "internal", False)


__all__ = ["DOMAINS", "is_public", "public_models"]
