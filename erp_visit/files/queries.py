"""Who sees which files."""

from __future__ import annotations

from collections.abc import Callable

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible
from erp_visit.files.models import StoredFile
from erp_visit.org.queries import by_person

_also: list[Callable[[Profile], str]] = []


def also_seen(condition: Callable[[Profile], str]) -> Callable[[Profile], str]:
    """Declare, in a higher domain, further files that a profile sees: SQL over `{t}`, the file."""
    _also.append(condition)
    return condition


@visible(StoredFile)
def stored_files(profile: Profile) -> str:
    """One's own and, along the tree, the team's; and what belongs to a record that one sees."""
    own = by_person(profile, "uploaded_by_id")
    if own == "TRUE":
        return own
    return f"({' OR '.join([own, *(condition(profile) for condition in _also)])})"


__all__ = ["also_seen", "stored_files"]
