"""Who sees which visits."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible
from erp_visit.org.queries import by_scope
from erp_visit.visits.models import Visit


@visible(Visit)
def visits(profile: Profile) -> str:
    return by_scope(
        profile,
        own=(
            "{t}.rep_id = :actor"
            " OR EXISTS (SELECT 1 FROM customer vc WHERE vc.id = {t}.customer_id AND vc.owner_id = :actor)"
        ),
        team="{t}.department_id = ANY(:departments)",
    )


__all__ = ["visits"]
