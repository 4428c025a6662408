"""Who sees which products and prices."""

from __future__ import annotations

from erp_visit.catalog.models import Category, PriceRule, Product, ProductUnit
from erp_visit.core.actor import Profile
from erp_visit.core.declare import Way, any_of, changes_rarely, visible, visible_through
from erp_visit.customers.queries import customers, keys_of_seen


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
    seen = customers(profile).replace("{t}", "vc")
    if seen == "TRUE":
        return seen
    # A subselect for a value is looked up rule by rule. EXISTS beside an OR becomes a table of all customers seen, made
    # anew for every page.
    one = f"(SELECT ({seen}) IS TRUE FROM customer vc WHERE vc.id = {{t}}.customer_id)"
    return any_of(
        Way("customer_id", "", "{t}.customer_id IS NULL"),
        Way("customer_id", keys_of_seen(profile), one),
    )


__all__ = ["categories", "price_rules", "products"]
