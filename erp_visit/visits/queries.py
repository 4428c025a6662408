"""Who sees which visits."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.files.queries import also_seen
from erp_visit.org.queries import by_scope
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


@visible(Visit)
def visits(profile: Profile) -> str:
    return by_scope(
        profile,
        own=(
            "{t}.rep_id = :actor"
            " OR EXISTS (SELECT 1 FROM customer vc WHERE vc.id = {t}.customer_id AND vc.owner_id = :actor)"
            " OR EXISTS (SELECT 1 FROM co_visit cv WHERE cv.visit_id = {t}.id AND cv.colleague_id = :actor)"
        ),
        team="{t}.department_id = ANY(:departments)",
    )


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
