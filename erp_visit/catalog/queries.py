"""Who sees which products and prices."""

from __future__ import annotations

from erp_visit.catalog.models import Category, PriceRule, Product, ProductUnit
from erp_visit.core.actor import Profile
from erp_visit.core.declare import changes_rarely, visible, visible_through
from erp_visit.customers.queries import of_customer


@visible(Category)
def categories(profile: Profile) -> str:
    return "TRUE"


@visible(Product)
def products(profile: Profile) -> str:
    return "TRUE"


visible_through(ProductUnit, "product")
changes_rarely(Category, Product, ProductUnit)


@visible(PriceRule)
def price_rules(profile: Profile) -> str:
    """Level and general prices are common knowledge; a customer's own price is for who sees the customer."""
    return f"({{t}}.customer_id IS NULL OR {of_customer(profile)})"


__all__ = ["categories", "price_rules", "products"]
