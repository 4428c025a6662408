"""What a visit needs before its check-out: photos, a summary, and what other parts of the product ask for by a hook."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

from erp_visit.core.checks import raise_all
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.facts import VisitFacts
from erp_visit.visits.models import PhotoPurpose

Requirement = Callable[[Connection, UUID, UUID, ControlParameters], Awaitable[list[DomainError]]]
"""(connection, visit, department of the rep, parameters) → what is missing, each with its remedy."""

_requirements: list[Requirement] = []


def before_check_out(requirement: Requirement) -> Requirement:
    """Register something that a visit needs before its check-out."""
    _requirements.append(requirement)
    return requirement


def photos_missing(
    facts: VisitFacts, given: Collection[tuple[UUID, PhotoPurpose]], number: int, purpose: str
) -> list[DomainError]:
    """The refusal if fewer photos are there than asked for, those given with the command counted."""
    have = facts.photos_showing(purpose) + sum(1 for _, shows in given if purpose in ("ANY", shows.value))
    if have >= number:
        return []
    return [
        DomainError(
            ErrorCode.VISIT_INCOMPLETE,
            "{customer} needs {number} photos showing {purpose}; there are {have}. Take {missing} more, then go on.",
            path=("photos",), customer=facts.name, number=number, purpose=purpose, have=have, missing=number - have,
        )
    ]  # fmt: skip


async def check_complete(
    connection: Connection,
    visit_id: UUID,
    facts: VisitFacts,
    given: Collection[tuple[UUID, PhotoPurpose]],
    summary: str,
) -> None:
    """Raise VISIT_INCOMPLETE for everything that is missing before the check-out, all at once."""
    parameters = facts.parameters
    missing = photos_missing(facts, given, parameters.check_out_photos, parameters.check_out_photo_purpose)
    if parameters.summary_required and not summary:
        missing.append(
            DomainError(
                ErrorCode.VISIT_INCOMPLETE,
                "A check-out needs a note of what came of the visit at {customer}. Write one, then try again.",
                path=("summary",), customer=facts.name,
            )
        )  # fmt: skip
    for requirement in _requirements:
        missing += await requirement(connection, visit_id, facts.department_id, parameters)
    raise_all(missing)


__all__ = ["Requirement", "before_check_out", "check_complete", "photos_missing"]
