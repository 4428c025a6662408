"""Who sees which tracks: one's own, and with the right those along the tree."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import any_of, visible
from erp_visit.org.queries import by_ways, mine
from erp_visit.org.rights import Right
from erp_visit.tracks.models import DayTrack


@visible(DayTrack)
def day_tracks(profile: Profile) -> str:
    own = (mine("employee_id"),)
    return by_ways(profile, own=own) if profile.may(Right.TRACK_VIEW) else any_of(*own)


__all__ = ["day_tracks"]
