"""Who sees which orders."""

from __future__ import annotations

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.declare import changes_with_parent, visible, visible_through
from erp_visit.core.visibility import bind_values, visibility_condition
from erp_visit.customers.queries import OF_OWN_CUSTOMER
from erp_visit.customers.service import obliges
from erp_visit.db import Connection
from erp_visit.orders.models import Order, OrderLine, Reservation
from erp_visit.org.queries import by_ways, mine


@visible(Order)
def orders(profile: Profile) -> str:
    return by_ways(profile, own=(mine("rep_id"), OF_OWN_CUSTOMER))


visible_through(OrderLine, "order")
changes_with_parent(OrderLine)
visible_through(Reservation, "order_line")

obliges(
    "EXISTS (SELECT FROM sales_order o WHERE o.customer_id = {customer}"
    " AND o.state IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED'))"
)


async def waiting_count(connection: Connection, actor: Actor) -> int:
    """How many orders wait for approval that the actor may see."""
    condition, values = bind_values(visibility_condition(Order, actor.profile, "o"), actor, 0)
    count: int = await connection.fetchval(
        f"SELECT count(*) FROM sales_order o WHERE o.state IN ('SUBMITTED', 'HELD') AND {condition}", *values
    )
    return count


__all__ = ["orders", "waiting_count"]
