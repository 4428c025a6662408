"""Who sees which plans, assignments and routes."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.org.queries import by_ways, mine
from erp_visit.planning.models import CalendarDay, DayRoute, Plan, PlanStop, VisitAssignment


@visible(Plan)
def plans(profile: Profile) -> str:
    return by_ways(profile, own=(mine("requested_by_id"),))


visible_through(PlanStop, "plan")


@visible(VisitAssignment)
def assignments(profile: Profile) -> str:
    return by_ways(profile, own=(mine("rep_id"), mine("assigned_by_id")))


@visible(CalendarDay)
def calendar_days(profile: Profile) -> str:
    return "TRUE"


@visible(DayRoute)
def day_routes(profile: Profile) -> str:
    return by_ways(profile, own=(mine("rep_id"),))


__all__ = ["assignments", "calendar_days", "day_routes", "plans"]
