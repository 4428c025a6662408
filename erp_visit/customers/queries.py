"""Who sees which customers."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.customers.models import Contact, Customer, Ownership
from erp_visit.org.queries import by_scope


@visible(Customer)
def customers(profile: Profile) -> str:
    return by_scope(profile, own="{t}.owner_id = :actor", team="{t}.department_id = ANY(:departments)")


visible_through(Contact, "customer")
visible_through(Ownership, "customer")


def of_customer(profile: Profile, key: str = "customer_id") -> str:
    """Condition for rows that belong to a customer whom the actor may see."""
    return by_scope(
        profile,
        own=f"EXISTS (SELECT 1 FROM customer vc WHERE vc.id = {{t}}.{key} AND vc.owner_id = :actor)",
        team=f"EXISTS (SELECT 1 FROM customer vc WHERE vc.id = {{t}}.{key} AND vc.department_id = ANY(:departments))",
    )


__all__ = ["customers", "of_customer"]
