"""Who sees which alerts, daily reports and targets."""

from __future__ import annotations

from dataclasses import replace

from erp_visit.core.actor import Profile, Scope
from erp_visit.core.declare import visible, visible_through
from erp_visit.insight.models import CustomerAlert, DailyReport, Target
from erp_visit.org.queries import OF_TEAM, by_scope, by_ways, mine

visible_through(CustomerAlert, "customer")

_SENT = "{t}.state <> 'DRAFT'"


@visible(DailyReport)
def daily_reports(profile: Profile) -> str:
    """A draft is its author's alone."""
    if profile.scope is Scope.ALL:
        return f"({{t}}.author_id = :actor OR {_SENT})"
    return by_ways(profile, own=(mine("author_id"),), team=(replace(OF_TEAM, only=_SENT),))


@visible(Target)
def targets(profile: Profile) -> str:
    """One's own, those of one's department, and those along the tree."""
    return by_scope(
        profile,
        own=(
            "{t}.employee_id = :actor OR {t}.employee_id IS NULL AND {t}.department_id = "
            "(SELECT e.department_id FROM employee e WHERE e.id = :actor)"
        ),
        team=(
            "{t}.department_id = ANY(:departments)"
            " OR {t}.employee_id IN (SELECT e.id FROM employee e WHERE e.department_id = ANY(:departments))"
        ),
    )


__all__ = ["daily_reports", "targets"]
