"""Who sees which tracks: one's own, and with the right those along the tree."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible
from erp_visit.org.queries import by_scope
from erp_visit.org.rights import Right
from erp_visit.tracks.models import DayTrack


@visible(DayTrack)
def day_tracks(profile: Profile) -> str:
    own = "{t}.employee_id = :actor"
    if not profile.may(Right.TRACK_VIEW):
        return f"({own})"
    return by_scope(profile, own=own, team="{t}.department_id = ANY(:departments)")


__all__ = ["day_tracks"]
