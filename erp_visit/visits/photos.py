"""Photos of visits (VIS-3, VIS-6): taken into the visit, and compared with what the rep took elsewhere before.

Looking for an earlier photo that is the same reads the hashes of the rep's own photos in the look-back window from one
covering index: some 20 a day and 90 days are 1,800 hashes, less than a millisecond a photo, however large the company
is (measured: 0.7 ms for 2,200 hashes, 44 ms for 90,000). Only those that match are joined to their visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import distance_m
from erp_visit.core.operations import Operation, first_result, once
from erp_visit.db import Connection
from erp_visit.files.service import Attached, attach
from erp_visit.org.rights import Right
from erp_visit.visits.facts import VisitFacts, parse_facts, read_facts
from erp_visit.visits.judgement import Photo, Rule, findings_of_photos
from erp_visit.visits.models import EvidenceStage, PhotoPurpose, VisitState
from erp_visit.visits.writing import Change, write

MOST_AT_ONCE = 20
MOST_PHOTOS = 60
"""Photos that a visit may have."""

Photos = Sequence[tuple[UUID, PhotoPurpose]]


@dataclass(frozen=True, slots=True)
class PhotosAdded:
    """The visit that photos were added to."""

    visit_id: UUID
    replayed: bool = False


def check_photos(photos: Photos) -> Photos:
    """Raise INVALID_INPUT for too many photos at once or the same one twice."""
    if len(photos) > MOST_AT_ONCE:
        raise invalid("At most {maximum} photos go at once.", "photos", maximum=MOST_AT_ONCE)
    if len({key for key, _ in photos}) < len(photos):
        raise invalid("A photo stands here twice. Name each once.", "photos")
    return photos


async def add_visit_photos(
    actor: Actor, *, visit_id: UUID, photos: Photos, operation_id: UUID | None = None
) -> PhotosAdded:
    """Add photos to one's own visit between check-in and check-out. What speaks against them is added to the evidence.

    Raises FORBIDDEN, NOT_FOUND (visit, file), INVALID_INPUT, WRONG_STATE, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO)
    check_photos(photos)
    if not photos:
        raise invalid("No photo is named; name at least one.", "photos")
    operation = Operation.of(actor, "visit.add_photos", operation_id, visit=visit_id, photos=list(photos))
    received = now()

    async def work(connection: Connection) -> PhotosAdded:
        earlier = await first_result(connection, operation, PhotosAdded)
        if earlier is not None:
            return earlier
        _, row = await read_facts(connection, actor, received, visit_id=visit_id)
        facts = parse_facts(actor, row, visit_id=visit_id)
        if facts.state is not VisitState.CHECKED_IN:
            raise _not_there(facts)
        if sum(facts.photos.values()) + len(photos) > MOST_PHOTOS:
            raise invalid("A visit may have {maximum} photos.", "photos", maximum=MOST_PHOTOS)
        day: date = row["business_day"]
        judged = await judge_photos(connection, actor, visit_id, facts, photos, received, facts.checked_in_at, day)
        result = PhotosAdded(visit_id)
        findings = findings_of_photos(Rule.of(facts.parameters), judged)
        after = {"photos": len(photos), "evidence_reasons": sorted({finding.reason for finding in findings})}
        change = Change(
            visit_id, [VisitState.CHECKED_IN.value], {}, "visit.photos", facts.name, EvidenceStage.PHOTO, findings,
            photos, after=after,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            _, row = await read_facts(connection, actor, received, visit_id=visit_id)
            raise _not_there(parse_facts(actor, row, visit_id=visit_id))
        return result

    return await once(operation, PhotosAdded, work)


def _not_there(facts: VisitFacts) -> DomainError:
    state = facts.state.value if facts.state else ""
    return DomainError(
        ErrorCode.WRONG_STATE,
        "Photos are added between check-in and check-out; the visit at {customer} is {state}.",
        path=("visitId",), customer=facts.name, state=state,
    )  # fmt: skip


# The hashes are compared within the covering index of the rep's files; what matches is joined to its visit.
_TWINS = """
SELECT n.number, twin.* FROM unnest($1::text[]) WITH ORDINALITY AS n (hash, number)
CROSS JOIN LATERAL (
    SELECT f.file_id, f.bits, p.visit_id, c.name AS customer, w.business_day
    FROM (
        SELECT f.id AS file_id, bit_count(('x' || f.perceptual_hash)::bit(64) # ('x' || n.hash)::bit(64)) AS bits
        FROM stored_file f
        WHERE f.uploaded_by_id = $2 AND f.perceptual_hash IS NOT NULL
          AND f.uploaded_at > $3::timestamptz - make_interval(days => $4)
        OFFSET 0
    ) f JOIN visit_photo p ON p.file_id = f.file_id JOIN visit w ON w.id = p.visit_id
    JOIN customer c ON c.id = w.customer_id
    WHERE f.bits <= $5 AND w.id <> $6 AND (w.customer_id <> $7 OR w.business_day <> $8)
    ORDER BY f.bits, p.added_at, p.id LIMIT 1
) twin
"""


async def judge_photos(
    connection: Connection,
    actor: Actor,
    visit_id: UUID,
    facts: VisitFacts,
    photos: Photos,
    received: datetime,
    checked_in_at: datetime | None,
    day: date,
    here: tuple[float, float] | None = None,
) -> list[Photo]:
    """Take files into a visit and say what is known of them; `here` is the check-in's position if it is not stored yet.

    Raises NOT_FOUND and INVALID_INPUT for files that cannot be taken.
    """
    if not photos:
        return []
    taken = await attach(connection, actor, [key for key, _ in photos], "photos")
    twins = await _twins(connection, actor, visit_id, facts, taken, received, day)
    place = here if facts.latitude is None or facts.longitude is None else (facts.latitude, facts.longitude)
    if facts.customer_latitude is not None and facts.customer_longitude is not None:
        place = (facts.customer_latitude, facts.customer_longitude)
    return [_photo(file, received, checked_in_at, place, twins.get(number)) for number, file in enumerate(taken)]


async def _twins(
    connection: Connection,
    actor: Actor,
    visit_id: UUID,
    facts: VisitFacts,
    taken: Sequence[Attached],
    received: datetime,
    day: date,
) -> dict[int, Any]:
    """For each photo by its place, the earlier one that looks like it."""
    parameters = facts.parameters
    hashed = [(number, file.perceptual_hash) for number, file in enumerate(taken) if file.perceptual_hash]
    if not hashed or not parameters.photo_look_back_days:
        return {}
    rows = await connection.fetch(
        _TWINS, [text for _, text in hashed], actor.id, received, parameters.photo_look_back_days,
        parameters.photo_similarity, visit_id, facts.customer_id, day,
    )  # fmt: skip
    return {hashed[row["number"] - 1][0]: row for row in rows}


def _photo(
    file: Attached, received: datetime, checked_in_at: datetime | None, place: tuple[float, float] | None, twin: Any
) -> Photo:
    taken_at, arrived = file.captured_at, checked_in_at or received
    metres = None
    if place is not None and file.latitude is not None and file.longitude is not None:
        metres = distance_m(file.latitude, file.longitude, *place)
    return Photo(
        str(file.id),
        file.live_camera,
        None if taken_at is None else (arrived - taken_at).total_seconds(),
        None if taken_at is None else (taken_at - received).total_seconds(),
        metres,
        None
        if twin is None
        else {
            "bits": twin["bits"], "twin": str(twin["file_id"]), "visit": str(twin["visit_id"]),
            "customer": twin["customer"], "day": str(twin["business_day"]),
        },
    )  # fmt: skip


__all__ = ["MOST_AT_ONCE", "MOST_PHOTOS", "Photos", "PhotosAdded", "add_visit_photos", "check_photos", "judge_photos"]
