"""Choosing many customers and a rep for a form of planning: the customers that fit a search, and those ticked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.actor import Scope
from erp_visit.core.visibility import bind_values, visibility_condition
from erp_visit.customers.models import Customer, CustomerLevel
from erp_visit.panel.planning.common import key_or_none

MOST_SHOWN = 200
MOST_REPS = 500
_REPS = f"""
SELECT e.id, e.name, d.name AS department FROM employee e JOIN department d ON d.id = e.department_id
WHERE e.status = 'ACTIVE' AND ($1::uuid[] IS NULL OR e.department_id = ANY($1))
ORDER BY d.name, e.name, e.id LIMIT {MOST_REPS}
"""
_CUSTOMERS = f"""
SELECT c.id, c.code, c.name, c.level, e.name AS owner, c.id = ANY($4::uuid[]) AS chosen,
       (SELECT max(v.business_day) FROM visit v WHERE v.customer_id = c.id AND v.state = 'DONE') AS last
FROM customer c LEFT JOIN employee e ON e.id = c.owner_id
WHERE c.status <> 'LOST' AND (c.id = ANY($4::uuid[]) OR ($1::uuid IS NULL OR c.owner_id = $1)
      AND ($2 = '' OR c.level::text = $2)
      AND (starts_with(c.code, upper($3)) OR strpos(c.name, $3) > 0 OR starts_with(c.pinyin, lower($3))))
  AND {{visible}}
ORDER BY c.id = ANY($4::uuid[]) DESC, c.name, c.id LIMIT {MOST_SHOWN + 1}
"""


async def choice(request: Request, typed: Any) -> dict[str, Any]:
    """What the parts `planning/find.html` and `planning/customers.html` need; `typed` is the address or the form."""
    actor = request.state.actor
    owner, level = key_or_none(str(typed.get("owner", ""))), str(typed.get("level", ""))
    level = level if level in CustomerLevel.__members__ else ""
    search = str(typed.get("q", "")).strip()[:60].replace("\0", "")
    async with db.connection() as connection:
        today = clock.today()
        departments = None if actor.profile.scope is Scope.ALL else list(actor.department_ids)
        reps = await connection.fetch(_REPS, departments)
        condition, values = bind_values(visibility_condition(Customer, actor.profile, "c"), actor, 4)
        customers = await connection.fetch(
            _CUSTOMERS.replace("{visible}", condition), owner, level, search, keys_of(typed, "customers"), *values
        )
    return {
        "today": today, "reps": reps, "customers": customers[:MOST_SHOWN], "more": len(customers) > MOST_SHOWN,
        "most": MOST_SHOWN, "levels": list(CustomerLevel.__members__), "owner": str(owner or ""), "level": level,
        "q": search,
    }  # fmt: skip


def keys_of(form: Any, name: str) -> list[UUID]:
    """The keys in the fields of a name; what is none is left out."""
    return [key for key in map(key_or_none, map(str, form.getlist(name))) if key is not None]


__all__ = ["MOST_SHOWN", "choice", "keys_of"]
