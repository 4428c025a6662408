"""Who sees which plans, assignments and routes."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.org.queries import by_scope
from erp_visit.planning.models import CalendarDay, DayRoute, Plan, PlanStop, VisitAssignment


@visible(Plan)
def plans(profile: Profile) -> str:
    return by_scope(profile, own="{t}.requested_by_id = :actor", team="{t}.department_id = ANY(:departments)")


visible_through(PlanStop, "plan")


@visible(VisitAssignment)
def assignments(profile: Profile) -> str:
    return by_scope(
        profile,
        own="{t}.rep_id = :actor OR {t}.assigned_by_id = :actor",
        team="{t}.department_id = ANY(:departments)",
    )


@visible(CalendarDay)
def calendar_days(profile: Profile) -> str:
    return "TRUE"


@visible(DayRoute)
def day_routes(profile: Profile) -> str:
    return by_scope(profile, own="{t}.rep_id = :actor", team="{t}.department_id = ANY(:departments)")


__all__ = ["assignments", "calendar_days", "day_routes", "plans"]
