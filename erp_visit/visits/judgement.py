"""What the server makes of a check-in, a check-out and their photos (VIS-3): rules and its own measurements in,
evidence with reasons and figures out.

Nothing that a client says about its distance comes in here. At a limit is inside. A doubt is a `Finding` with what was
measured and what is allowed; the evidence is the worst of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from erp_visit.org.settings import ControlParameters
from erp_visit.visits.models import Evidence


class Reason(StrEnum):
    """Why a visit is not simply verified; stored with the visit and, with figures, as a finding."""

    NO_FIX = "NO_FIX"
    STALE_FIX = "STALE_FIX"
    FUTURE_FIX = "FUTURE_FIX"
    POOR_ACCURACY = "POOR_ACCURACY"
    NO_POSITION = "NO_POSITION"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    MOCK_POSITION = "MOCK_POSITION"
    TOO_FAST = "TOO_FAST"
    CLOCK_OFF = "CLOCK_OFF"
    SENT_LATE = "SENT_LATE"
    PHOTO_REUSED = "PHOTO_REUSED"
    PHOTO_TIME = "PHOTO_TIME"
    PHOTO_PLACE = "PHOTO_PLACE"
    NOT_LIVE = "NOT_LIVE"


WEIGHT: Mapping[Reason, Evidence] = {
    Reason.NO_FIX: Evidence.UNVERIFIED, Reason.STALE_FIX: Evidence.UNVERIFIED, Reason.FUTURE_FIX: Evidence.SUSPICIOUS,
    Reason.POOR_ACCURACY: Evidence.UNVERIFIED, Reason.NO_POSITION: Evidence.UNVERIFIED,
    Reason.OUT_OF_RANGE: Evidence.SUSPICIOUS, Reason.MOCK_POSITION: Evidence.SUSPICIOUS,
    Reason.TOO_FAST: Evidence.SUSPICIOUS, Reason.CLOCK_OFF: Evidence.UNVERIFIED, Reason.SENT_LATE: Evidence.UNVERIFIED,
    Reason.PHOTO_REUSED: Evidence.SUSPICIOUS, Reason.PHOTO_TIME: Evidence.SUSPICIOUS,
    Reason.PHOTO_PLACE: Evidence.SUSPICIOUS, Reason.NOT_LIVE: Evidence.UNVERIFIED,
}  # fmt: skip
"""How heavy each reason weighs: what only proves nothing is unverified, what speaks against it suspicious."""

_REFUSED = (Reason.MOCK_POSITION, Reason.NO_FIX, Reason.STALE_FIX, Reason.OUT_OF_RANGE)
"""What a check-in can be refused for; the first of them is named. An old fix proves nothing: it comes before the
distance that it shows."""
_BADNESS = (Evidence.VERIFIED, Evidence.UNVERIFIED, Evidence.SUSPICIOUS)


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits of a department. `required`: a check-in must prove the place or is refused."""

    required: bool
    radius: float
    maximum_accuracy: float
    maximum_age_seconds: float
    mock_refused: bool = False
    speed_limit: float = 200
    clock_tolerance_seconds: float = 60
    live_camera_required: bool = False
    photo_age_seconds: float = 1800

    @classmethod
    def of(cls, parameters: ControlParameters) -> Rule:
        return cls(
            required=parameters.check_in_required,
            radius=parameters.tolerance_radius,
            maximum_accuracy=parameters.maximum_accuracy,
            maximum_age_seconds=parameters.maximum_fix_age_seconds,
            mock_refused=parameters.mock_positions_refused,
            speed_limit=parameters.speed_limit,
            clock_tolerance_seconds=parameters.clock_tolerance_seconds,
            live_camera_required=parameters.live_camera_required,
            photo_age_seconds=parameters.photo_age_minutes * 60,
        )


@dataclass(frozen=True, slots=True)
class Last:
    """The last point where the employee was known to be, seen from the present fix.

    `uncertainty` are the metres by which the two positions may be off together; `seconds` lie between them; `point`
    tells what it was and where, for those who look at the finding.
    """

    metres: float
    seconds: float
    uncertainty: float
    point: Mapping[str, Any] = field(default_factory=dict)

    @property
    def speed(self) -> float:
        """The least speed in km/h by which one comes from there; a second is the shortest time that is believed."""
        return max(0.0, self.metres - self.uncertainty) / max(1.0, abs(self.seconds)) * 3.6


@dataclass(frozen=True, slots=True)
class Fix:
    """A measured position. `distance`: metres from the customer, by the server; None if the customer has no position.

    `accuracy` in metres, `age_seconds` negative for a time in the future; None at a check-out that does not say.
    """

    distance: float | None
    accuracy: float | None
    age_seconds: float | None
    mock: bool = False
    last: Last | None = None


@dataclass(frozen=True, slots=True)
class Clocks:
    """`off_seconds`: how far the phone's clock is ahead of ours, if it told; `late_seconds`: how late it told us."""

    off_seconds: float | None = None
    late_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a visit: what it says of itself, and the earlier photo that looks like it.

    `before_seconds`: how long before the check-in it was taken; `ahead_seconds`: how far in the future; `metres`: from
    the customer, or from the check-in where the customer has no position. None where the photo does not say.
    """

    name: str
    live: bool | None = None
    before_seconds: float | None = None
    ahead_seconds: float | None = None
    metres: float | None = None
    twin: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt with its figures."""

    reason: Reason
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def evidence(self) -> Evidence:
        return WEIGHT[self.reason]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The evidence, what speaks against it, and the reason for which the command is refused, if it is."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    refused_for: Reason | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, each once."""
        return tuple(dict.fromkeys(finding.reason for finding in self.findings))


def judge(rule: Rule, fix: Fix | None, clocks: Clocks | None = None, photos: Iterable[Photo] = ()) -> Judgement:
    """Judge a check-in, a check-out or the report of a closed shop."""
    fixes, times = findings_of_fix(rule, fix), findings_of_clocks(rule, clocks or Clocks())
    return judgement_of(rule, (*fixes, *times, *findings_of_photos(rule, photos)))


def judgement_of(rule: Rule, findings: Sequence[Finding]) -> Judgement:
    """What findings amount to."""
    refusing = {Reason.MOCK_POSITION} if rule.mock_refused else set()
    if rule.required:
        refusing |= {Reason.NO_FIX, Reason.STALE_FIX, Reason.OUT_OF_RANGE}
    found = {finding.reason for finding in findings}
    refused = next((reason for reason in _REFUSED if reason in found and reason in refusing), None)
    return Judgement(worst(finding.evidence for finding in findings), tuple(findings), refused)


def worst(evidence: Iterable[Evidence]) -> Evidence:
    """The worst of several; verified if there is none."""
    return max(evidence, key=_BADNESS.index, default=Evidence.VERIFIED)


def findings_of_fix(rule: Rule, fix: Fix | None) -> list[Finding]:
    """What speaks against a position, or that there is none."""
    if fix is None:
        return [Finding(Reason.NO_FIX)]
    found: list[Finding] = []
    if fix.mock:
        found.append(Finding(Reason.MOCK_POSITION))
    if fix.age_seconds is not None and fix.age_seconds > rule.maximum_age_seconds:
        found.append(_over(Reason.STALE_FIX, "seconds", fix.age_seconds, rule.maximum_age_seconds))
    if fix.age_seconds is not None and fix.age_seconds < -rule.clock_tolerance_seconds:
        found.append(_over(Reason.FUTURE_FIX, "seconds", -fix.age_seconds, rule.clock_tolerance_seconds))
    if fix.accuracy is not None and fix.accuracy > rule.maximum_accuracy:
        found.append(_over(Reason.POOR_ACCURACY, "metres", fix.accuracy, rule.maximum_accuracy))
    if fix.distance is None:
        found.append(Finding(Reason.NO_POSITION))
    elif fix.distance > rule.radius:
        found.append(_over(Reason.OUT_OF_RANGE, "metres", fix.distance, rule.radius))
    if fix.last is not None and fix.last.speed > rule.speed_limit:
        last = fix.last
        figures = {
            "kmh": round(last.speed, 1), "limit": rule.speed_limit, "metres": round(last.metres, 1),
            "seconds": round(abs(last.seconds), 1), **last.point,
        }  # fmt: skip
        found.append(Finding(Reason.TOO_FAST, figures))
    return found


def findings_of_clocks(rule: Rule, clocks: Clocks) -> list[Finding]:
    """What speaks against the times."""
    found: list[Finding] = []
    if clocks.off_seconds is not None and abs(clocks.off_seconds) > rule.clock_tolerance_seconds:
        found.append(_over(Reason.CLOCK_OFF, "seconds", clocks.off_seconds, rule.clock_tolerance_seconds))
    if clocks.late_seconds > rule.clock_tolerance_seconds:
        found.append(Finding(Reason.SENT_LATE, {"seconds": round(clocks.late_seconds, 1)}))
    return found


def findings_of_photos(rule: Rule, photos: Iterable[Photo]) -> list[Finding]:
    """What speaks against photos; each finding names its file."""
    found: list[Finding] = []
    for photo in photos:
        name = {"file": photo.name}
        if photo.twin is not None:
            found.append(Finding(Reason.PHOTO_REUSED, {**name, **photo.twin}))
        if photo.ahead_seconds is not None and photo.ahead_seconds > rule.clock_tolerance_seconds:
            found.append(Finding(Reason.PHOTO_TIME, {**name, "ahead": round(photo.ahead_seconds, 1)}))
        elif photo.before_seconds is not None and photo.before_seconds > rule.photo_age_seconds:
            found.append(_over(Reason.PHOTO_TIME, "seconds", photo.before_seconds, rule.photo_age_seconds, name))
        # A photo says nothing of its accuracy; the poorest that a fix may have is granted to it.
        allowed = rule.radius + rule.maximum_accuracy
        if photo.metres is not None and photo.metres > allowed:
            found.append(_over(Reason.PHOTO_PLACE, "metres", photo.metres, allowed, name))
        if rule.live_camera_required and photo.live is not True:
            found.append(Finding(Reason.NOT_LIVE, name))
    return found


def _over(reason: Reason, unit: str, measured: float, allowed: float, more: Mapping[str, Any] | None = None) -> Finding:
    return Finding(reason, {**(more or {}), unit: round(measured, 1), "allowed": allowed})


__all__ = [
    "WEIGHT", "Clocks", "Finding", "Fix", "Judgement", "Last", "Photo", "Reason", "Rule", "findings_of_clocks",
    "findings_of_fix", "findings_of_photos", "judge", "judgement_of", "worst",
]  # fmt: skip
