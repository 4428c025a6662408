"""Between what a phone sends and what the rule judges: positions checked, measured, refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import Datum, distance_m, to_wgs84
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.judgement import Fix, Judgement, Reason

LONGEST_ACCURACY = 100_000.0
"""Metres: a phone that knows only the province still says less."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position in WGS-84. `accuracy` in metres and the time of the fix are there for a check-in."""

    latitude: float
    longitude: float
    accuracy: float
    fixed_at: datetime


def read_position(
    latitude: float | None,
    longitude: float | None,
    accuracy: float | None,
    fixed_at: datetime | None,
    datum: Datum | str,
) -> Position | None:
    """The position in WGS-84; None if none of it was given. Raises INVALID_INPUT naming what is wrong or missing."""
    if latitude is None and longitude is None and accuracy is None and fixed_at is None:
        return None
    place = to_wgs84(*both(latitude, longitude), datum)
    if accuracy is None or not 0 < accuracy <= LONGEST_ACCURACY:
        raise invalid(
            "The accuracy is the radius of the fix in metres, more than 0 and at most {maximum}.",
            "accuracy",
            maximum=int(LONGEST_ACCURACY),
        )
    if fixed_at is None or fixed_at.tzinfo is None:
        raise invalid("Say when the phone took the position, with the time zone.", "fixedAt")
    return Position(*place, float(accuracy), fixed_at)


def both(latitude: float | None, longitude: float | None) -> tuple[float, float]:
    """Both numbers of a position; raises INVALID_INPUT naming the missing one."""
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        raise invalid("A position has a latitude and a longitude; one is missing.", missing)
    return latitude, longitude


def metres_from(position: Position | None, customer: Any) -> float | None:
    """Metres to the row's `customer_latitude` and `customer_longitude`; None where one of the two is missing.

    To a decimetre, before it is judged: what is stored is what the rule saw.
    """
    if position is None or customer["customer_latitude"] is None:
        return None
    metres = distance_m(
        position.latitude, position.longitude, customer["customer_latitude"], customer["customer_longitude"]
    )
    return round(metres, 1)


def fix_of(position: Position | None, distance: float | None, moment: datetime) -> Fix | None:
    """What the rule is to judge."""
    if position is None:
        return None
    return Fix(distance, position.accuracy, (moment - position.fixed_at).total_seconds())


def refuse(
    judgement: Judgement,
    parameters: ControlParameters,
    position: Position | None,
    distance: float | None,
    moment: datetime,
    name: str,
) -> None:
    """Raise the refusal that the judgement asks for, with the measured values and the remedy; else nothing."""
    match judgement.refused_for:
        case Reason.NO_FIX:
            raise invalid("A check-in needs a position here. Switch on location, then try again.", "latitude")
        case Reason.STALE_FIX:
            assert position is not None
            raise DomainError(
                ErrorCode.STALE_FIX,
                "The position is {age} seconds old; {maximum} are allowed. Take a fresh one, then try again.",
                path=("fixedAt",),
                age=int((moment - position.fixed_at).total_seconds()),
                maximum=parameters.maximum_fix_age_seconds,
            )
        case Reason.OUT_OF_RANGE:
            raise DomainError(
                ErrorCode.OUT_OF_RANGE,
                "You are {distance} m from {customer}; {radius} m are allowed. Go closer, or have the customer's"
                " position corrected; a position from Amap or Tencent needs datum GCJ02, from Baidu BD09.",
                path=("latitude",),
                distance=distance,
                radius=parameters.tolerance_radius,
                customer=name,
            )
        case _:
            return


__all__ = ["LONGEST_ACCURACY", "Position", "both", "fix_of", "metres_from", "read_position", "refuse"]
