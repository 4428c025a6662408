"""Photos of visits (VIS-3, VIS-6) and of the forms filled in in them: judged by when and where they were taken, and
compared with what the rep took elsewhere before, in whichever of the two places it stands.

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
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.facts import VisitFacts, parse_facts, read_facts
from erp_visit.visits.judgement import Finding, Photo, Rule, findings_of_photos
from erp_visit.visits.models import EvidenceStage, PhotoPurpose, VisitState
from erp_visit.visits.opening import target_of
from erp_visit.visits.writing import Change, write

MOST_AT_ONCE = 20
MOST_PHOTOS = 60
"""Photos that a visit may have."""

Photos = Sequence[tuple[UUID, PhotoPurpose]]


@dataclass(frozen=True, slots=True)
class Scene:
    """The visit that photos are of. `place` is where the shop is, else where the rep was; None if neither is known."""

    visit_id: UUID
    customer_id: UUID
    day: date
    checked_in_at: datetime | None
    place: tuple[float, float] | None
    parameters: ControlParameters

    @classmethod
    def of(cls, visit_id: UUID, facts: VisitFacts, day: date) -> Scene:
        """The scene of a visit that is checked in."""
        place = pair(facts.customer_latitude, facts.customer_longitude) or pair(facts.latitude, facts.longitude)
        return cls(visit_id, facts.customer_id, day, facts.checked_in_at, place, facts.parameters)


def pair(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """A position, if it is one."""
    return None if latitude is None or longitude is None else (latitude, longitude)


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
        target = target_of(facts)
        findings = await judge_photos(connection, actor, Scene.of(target, facts, row["business_day"]), photos, received)
        result = PhotosAdded(target)
        after = {"photos": len(photos), "evidence_reasons": sorted({finding.reason for finding in findings})}
        change = Change(
            target, [VisitState.CHECKED_IN.value], {}, "visit.photos", facts.name, EvidenceStage.PHOTO, findings,
            photos, after=after, rep_id=facts.rep_id,
        )  # fmt: skip
        if not await write(connection, actor, operation, result, change):
            _, row = await read_facts(connection, actor, received, visit_id=visit_id)
            raise _not_there(parse_facts(actor, row, visit_id=visit_id))
        return result

    return await once(operation, PhotosAdded, work)


def _not_there(facts: VisitFacts) -> DomainError:
    return DomainError(
        ErrorCode.WRONG_STATE,
        "Photos are added between check-in and check-out; the visit at {customer} is {state}.",
        path=("visitId",), customer=facts.name, state=facts.state or "",
    )  # fmt: skip


# The hashes are compared within the covering index of the rep's files; what matches is joined to its visits.
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
    ) f CROSS JOIN LATERAL (
        SELECT p.visit_id, p.added_at AS at FROM visit_photo p WHERE p.file_id = f.file_id
        UNION ALL
        SELECT a.visit_id, a.submitted_at FROM action_answer r JOIN visit_action a ON a.id = r.action_id
        WHERE r.file_id = f.file_id
    ) p JOIN visit w ON w.id = p.visit_id JOIN customer c ON c.id = w.customer_id
    WHERE f.bits <= $5 AND w.id <> $6 AND (w.customer_id <> $7 OR w.business_day <> $8)
    ORDER BY f.bits, p.at, w.id LIMIT 1
) twin
"""
_JUDGED = """
SELECT p.file_id FROM visit_photo p WHERE p.visit_id = $1 AND p.file_id = ANY($2::uuid[])
UNION
SELECT r.file_id FROM visit_action a JOIN action_answer r ON r.action_id = a.id
WHERE a.visit_id = $1 AND r.file_id = ANY($2::uuid[])
"""


async def judge_photos(
    connection: Connection, actor: Actor, scene: Scene, photos: Photos, received: datetime
) -> list[Finding]:
    """Take files into a visit; what speaks against them.

    Raises NOT_FOUND and INVALID_INPUT for files that cannot be taken.
    """
    taken = await attach(connection, actor, [key for key, _ in photos], "photos")
    return await judge_taken(connection, actor, scene, taken, received)


async def judge_taken(
    connection: Connection, actor: Actor, scene: Scene, taken: Sequence[Attached], received: datetime
) -> list[Finding]:
    """What speaks against files that a visit takes, in a form or by themselves; what it has already was judged then."""
    if not taken:
        return []
    rows = await connection.fetch(_JUDGED, scene.visit_id, [file.id for file in taken])
    known = {row["file_id"] for row in rows}
    fresh = list({file.id: file for file in taken if file.id not in known}.values())
    twins = await _twins(connection, actor, scene, fresh, received)
    photos = [_photo(file, scene, received, twins.get(number)) for number, file in enumerate(fresh)]
    return findings_of_photos(Rule.of(scene.parameters), photos)


async def _twins(
    connection: Connection, actor: Actor, scene: Scene, taken: Sequence[Attached], received: datetime
) -> dict[int, Any]:
    """For each photo by its place, the earlier one that looks like it."""
    parameters = scene.parameters
    hashed = [(number, file.perceptual_hash) for number, file in enumerate(taken) if file.perceptual_hash]
    if not hashed or not parameters.photo_look_back_days:
        return {}
    rows = await connection.fetch(
        _TWINS, [text for _, text in hashed], actor.id, received, parameters.photo_look_back_days,
        parameters.photo_similarity, scene.visit_id, scene.customer_id, scene.day,
    )  # fmt: skip
    return {hashed[row["number"] - 1][0]: row for row in rows}


def _photo(file: Attached, scene: Scene, received: datetime, twin: Any) -> Photo:
    taken_at, arrived = file.captured_at, scene.checked_in_at or received
    metres = None
    if scene.place is not None and file.latitude is not None and file.longitude is not None:
        metres = distance_m(file.latitude, file.longitude, *scene.place)
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


__all__ = [
    "MOST_AT_ONCE", "MOST_PHOTOS", "Photos", "PhotosAdded", "Scene", "add_visit_photos", "check_photos", "judge_photos",
    "judge_taken", "pair",
]  # fmt: skip
