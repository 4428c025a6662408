"""Who sees which visits."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import Way, visible, visible_through
from erp_visit.customers.queries import OF_OWN_CUSTOMER
from erp_visit.files.queries import also_seen
from erp_visit.org.queries import by_ways, mine
from erp_visit.visits.models import (
    ActionAnswer,
    CoVisit,
    CoVisitFinding,
    EvidenceFinding,
    Visit,
    VisitAction,
    VisitPhoto,
    VisitReport,
    VisitReview,
)

_TAKEN_ALONG = "SELECT cv.visit_id FROM co_visit cv WHERE cv.colleague_id = :actor"
ACCOMPANIED = Way("id", _TAKEN_ALONG, f"{{t}}.id = ANY(ARRAY({_TAKEN_ALONG}))")
"""Visits that the actor was invited to."""


@visible(Visit)
def visits(profile: Profile) -> str:
    return by_ways(profile, own=(mine("rep_id"), OF_OWN_CUSTOMER, ACCOMPANIED))


@also_seen
def files_of_visits(profile: Profile) -> str:
    """The photos of a visit that one sees, and those among the answers given in it."""
    sees = visits(profile).replace("{t}", "fv")
    return (
        "EXISTS (SELECT 1 FROM visit_photo fp JOIN visit fv ON fv.id = fp.visit_id"
        f" WHERE fp.file_id = {{t}}.id AND {sees})"
        " OR EXISTS (SELECT 1 FROM action_answer fa JOIN visit_action fw ON fw.id = fa.action_id"
        f" JOIN visit fv ON fv.id = fw.visit_id WHERE fa.file_id = {{t}}.id AND {sees})"
    )


visible_through(EvidenceFinding, "visit")
visible_through(VisitReview, "visit")
visible_through(VisitPhoto, "visit")
visible_through(CoVisit, "visit")
visible_through(CoVisitFinding, "co_visit")
visible_through(VisitAction, "visit")
visible_through(ActionAnswer, "action")
visible_through(VisitReport, "visit")

__all__ = ["files_of_visits", "visits"]
