"""Who sees which customers."""

from __future__ import annotations

from erp_visit.core.actor import Profile, Scope
from erp_visit.core.declare import Way, any_of, in_departments, visible, visible_through
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
    return any_of(Way(key, keys_of_seen(profile), one))


def keys_of_seen(profile: Profile) -> str:
    """The keys of the customers whom the actor sees, each once, for who does not see all."""
    own = "SELECT vc.id FROM customer vc WHERE vc.owner_id = :actor"
    if profile.scope is Scope.OWN:
        return own
    return (
        "SELECT vc.id FROM (SELECT unnest(:departments::uuid[])) d (v) JOIN customer vc ON vc.department_id = d.v"
        f" UNION ALL {own} AND NOT {in_departments('vc.department_id')}"
    )


_OWN = "SELECT vc.id FROM customer vc WHERE vc.owner_id = :actor"
OF_OWN_CUSTOMER = Way("customer_id", _OWN, f"{{t}}.customer_id = ANY(ARRAY({_OWN}))")
"""Rows of the customers whom the actor looks after."""


__all__ = ["OF_OWN_CUSTOMER", "customers", "keys_of_seen", "of_customer"]
