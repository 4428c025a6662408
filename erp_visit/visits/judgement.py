"""What the server makes of a check-in (VIS-3): a rule and its own measurements in, evidence with reasons out.

Nothing that a client says about its distance comes in here. At the radius is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from erp_visit.org.settings import ControlParameters
from erp_visit.visits.models import Evidence

CLOCK_TOLERANCE_SECONDS = 60
"""How far ahead of ours a phone's clock may honestly be."""


class Reason(StrEnum):
    """Why a check-in is not simply verified; stored with the visit."""

    NO_FIX = "NO_FIX"
    STALE_FIX = "STALE_FIX"
    FUTURE_FIX = "FUTURE_FIX"
    POOR_ACCURACY = "POOR_ACCURACY"
    NO_POSITION = "NO_POSITION"
    OUT_OF_RANGE = "OUT_OF_RANGE"


_SUSPICIOUS = {Reason.FUTURE_FIX, Reason.OUT_OF_RANGE}
_REFUSED = (Reason.NO_FIX, Reason.STALE_FIX, Reason.OUT_OF_RANGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits of a department. `required`: a check-in must prove the place or is refused."""

    required: bool
    radius: float
    maximum_accuracy: float
    maximum_age_seconds: float

    @classmethod
    def of(cls, parameters: ControlParameters) -> Rule:
        return cls(
            required=parameters.check_in_required,
            radius=parameters.tolerance_radius,
            maximum_accuracy=parameters.maximum_accuracy,
            maximum_age_seconds=parameters.maximum_fix_age_seconds,
        )


@dataclass(frozen=True, slots=True)
class Fix:
    """A measured position. `distance`: metres from the customer, by the server; None if the customer has no position.

    `accuracy` in metres; `age_seconds` is negative for a time in the future.
    """

    distance: float | None
    accuracy: float
    age_seconds: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The evidence, its reasons, and the reason for which the check-in is refused, if it is."""

    evidence: Evidence
    reasons: tuple[Reason, ...]
    refused_for: Reason | None


def judge(rule: Rule, fix: Fix | None) -> Judgement:
    """Judge a check-in. An old fix proves nothing, so it is named before the distance that it shows."""
    reasons = tuple(_reasons(rule, fix))
    if not reasons:
        return Judgement(Evidence.VERIFIED, (), None)
    evidence = Evidence.SUSPICIOUS if _SUSPICIOUS.intersection(reasons) else Evidence.UNVERIFIED
    refused = next((reason for reason in _REFUSED if reason in reasons), None) if rule.required else None
    return Judgement(evidence, reasons, refused)


def _reasons(rule: Rule, fix: Fix | None) -> list[Reason]:
    if fix is None:
        return [Reason.NO_FIX]
    found: list[Reason] = []
    if fix.age_seconds > rule.maximum_age_seconds:
        found.append(Reason.STALE_FIX)
    if fix.age_seconds < -CLOCK_TOLERANCE_SECONDS:
        found.append(Reason.FUTURE_FIX)
    if fix.accuracy > rule.maximum_accuracy:
        found.append(Reason.POOR_ACCURACY)
    if fix.distance is None:
        found.append(Reason.NO_POSITION)
    elif fix.distance > rule.radius:
        found.append(Reason.OUT_OF_RANGE)
    return found


__all__ = ["CLOCK_TOLERANCE_SECONDS", "Fix", "Judgement", "Reason", "Rule", "judge"]
