"""Who sees which customers."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import Way, any_of, visible, visible_through
from erp_visit.customers.models import Contact, Customer, Ownership
from erp_visit.org.queries import by_ways, mine


@visible(Customer)
def customers(profile: Profile) -> str:
    return by_ways(profile, own=(mine("owner_id"),))


visible_through(Contact, "customer")
visible_through(Ownership, "customer")


def of_customer(profile: Profile, key: str = "customer_id") -> str:
    """Condition for rows that belong to a customer whom the actor may see."""
    seen = customers(profile).replace("{t}", "vc")
    if seen == "TRUE":
        return seen
    one = f"EXISTS (SELECT 1 FROM customer vc WHERE vc.id = {{t}}.{key} AND {seen})"
    return any_of(Way(key, f"SELECT vc.id FROM customer vc WHERE {seen}", one))


_OWN = "SELECT vc.id FROM customer vc WHERE vc.owner_id = :actor"
OF_OWN_CUSTOMER = Way("customer_id", _OWN, f"{{t}}.customer_id = ANY(ARRAY({_OWN}))")
"""Rows of the customers whom the actor looks after."""


__all__ = ["OF_OWN_CUSTOMER", "customers", "of_customer"]
