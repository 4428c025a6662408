"""Who sees which files."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible
from erp_visit.files.models import StoredFile
from erp_visit.org.queries import by_scope


@visible(StoredFile)
def stored_files(profile: Profile) -> str:
    """One's own and, along the tree, the team's; what belongs to a visit one sees comes through the visit."""
    return by_scope(profile, own="{t}.uploaded_by_id = :actor", team=(
        "{t}.uploaded_by_id IN (SELECT e.id FROM employee e WHERE e.department_id = ANY(:departments))"
    ))  # fmt: skip


__all__ = ["stored_files"]
