"""Between what a phone sends and what the rule judges: positions and clocks checked, measured, refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import Datum, distance_m, to_wgs84
from erp_visit.core.text import check_text
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.judgement import Clocks, Fix, Judgement, Last, Reason

LONGEST_ACCURACY = 100_000.0
"""Metres: a phone that knows only the province still says less."""
ON_THE_WAY = timedelta(seconds=30)
"""A clock that seems to be off by no more than this is right: a poor network takes as long."""


class Phone(TypedDict, total=False):
    """What a phone says with a command. All of the position is given or none of it.

    `accuracy` in metres; `fixed_at` is when it took the position, `device_time` what its clock showed when it sent the
    command, `happened_at` what it showed when the thing happened, if it was without network then; all with their zone.
    """

    latitude: float | None
    longitude: float | None
    accuracy: float | None
    fixed_at: datetime | None
    datum: Datum | str
    mock: bool | None
    device: str
    device_time: datetime | None
    happened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Position:
    """A position in WGS-84. A check-in has `accuracy`, in metres, and the time of the fix; a check-out may have."""

    latitude: float
    longitude: float
    accuracy: float | None
    fixed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a phone said, checked."""

    position: Position | None
    mock: bool | None
    device: str
    device_time: datetime | None
    happened_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether it says that it happened before it was sent."""
        return self.happened_at is not None

    def when(self, received: datetime) -> datetime:
        """The same as `moment`, believed without asking whether that can be."""
        if self.happened_at is None:
            return received
        off = timedelta(0) if self.device_time is None else self.device_time - received
        return self.happened_at - (off if abs(off) > ON_THE_WAY else timedelta(0))

    def moment(self, received: datetime, parameters: ControlParameters) -> datetime:
        """When it happened by the server's clock.

        What was kept on a phone without network is moved by as much as the phone's clock is off. Raises INVALID_INPUT
        for a time in the future or too long ago.
        """
        moment = self.when(received)
        if moment > received + timedelta(seconds=parameters.clock_tolerance_seconds):
            raise invalid("{at} lies in the future. Set the phone's clock, then try again.", "happenedAt", at=moment)
        if received - moment > timedelta(hours=parameters.offline_hours):
            raise invalid(
                "{at} is longer ago than {hours} hours. Ask your supervisor to enter it.",
                "happenedAt", at=moment, hours=parameters.offline_hours,
            )  # fmt: skip
        return min(moment, received)

    def clocks(self, received: datetime, moment: datetime) -> Clocks:
        """What the rule is to judge of the clocks."""
        off = None if self.device_time is None else (self.device_time - received).total_seconds()
        return Clocks(off, (received - moment).total_seconds())


def read_phone(phone: Phone, *, fix: bool = True) -> Sighting:
    """What a phone said; raises INVALID_INPUT naming what is wrong or missing.

    With `fix`, a position needs its accuracy and time.
    """
    latitude, longitude = phone.get("latitude"), phone.get("longitude")
    accuracy, fixed_at = phone.get("accuracy"), phone.get("fixed_at")
    device_time = _moment(phone.get("device_time"), "deviceTime")
    happened_at = _moment(phone.get("happened_at"), "happenedAt")
    position = None
    if any(part is not None for part in (latitude, longitude, accuracy, fixed_at)):
        place = to_wgs84(*both(latitude, longitude), phone.get("datum", Datum.WGS84))
        if (fix and accuracy is None) or (accuracy is not None and not 0 < accuracy <= LONGEST_ACCURACY):
            raise invalid(
                "The accuracy is the radius of the fix in metres, more than 0 and at most {maximum}.",
                "accuracy",
                maximum=int(LONGEST_ACCURACY),
            )
        if fix and fixed_at is None:
            raise invalid("Say when the phone took the position, with the time zone.", "fixedAt")
        fixed_at = _moment(fixed_at, "fixedAt")
        position = Position(*place, None if accuracy is None else float(accuracy), fixed_at)
    return Sighting(
        position, phone.get("mock"), check_text(phone.get("device") or "", 64, "device"), device_time, happened_at
    )  # fmt: skip


def after(checked_in_at: datetime | None, moment: datetime, *, late: bool) -> datetime:
    """The end of a visit: `moment`, or its beginning if the server's own clock was set back meanwhile.

    What a phone says that happened (`late`) before the beginning raises INVALID_INPUT.
    """
    if checked_in_at is None or moment >= checked_in_at:
        return moment
    if late:
        raise invalid(
            "{at} lies before the check-in at {started}. Say when the visit really ended.", "happenedAt",
            at=moment, started=checked_in_at,
        )  # fmt: skip
    return checked_in_at


def _moment(value: datetime | None, name: str) -> datetime | None:
    """A time with its zone, of this century: others are slips, and calendars end somewhere."""
    if value is not None and (value.tzinfo is None or not 2000 <= value.year < 2100):
        raise invalid("{value} is not a time with its zone, such as {example}.", name, value=value.isoformat(),
                      example="2026-11-21T10:00:00+08:00")  # fmt: skip
    return value


def both(latitude: float | None, longitude: float | None) -> tuple[float, float]:
    """Both numbers of a position; raises INVALID_INPUT naming the missing one."""
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        raise invalid("A position has a latitude and a longitude; one is missing.", missing)
    return latitude, longitude


def content_of(phone: Phone) -> dict[str, Any]:
    """What a phone said, for the fingerprint of an operation: equal for equal content.

    `device_time` is left out: it is another one each time that the same command is sent. So is `happened_at`: what got
    no answer when it was sent at once is sent again later, as something that happened then.
    """
    position = (phone.get("latitude"), phone.get("longitude"), phone.get("accuracy"), phone.get("fixed_at"))
    more = {name: phone.get(name) for name in ("mock", "device") if phone.get(name)}
    return {"datum": str(phone.get("datum", Datum.WGS84)), "position": position, **more}


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


def fix_of(sighting: Sighting, distance: float | None, moment: datetime, last: Any) -> Fix | None:
    """What the rule is to judge of the position. `last` is the last known point: at, latitude, longitude, accuracy and
    source, as JSON has it."""
    position = sighting.position
    if position is None:
        return None
    # Both by the same clock: the phone's if it was without network, ours if not.
    seen = sighting.happened_at or moment
    age = None if position.fixed_at is None else (seen - position.fixed_at).total_seconds()
    taken = moment if age is None else moment - timedelta(seconds=age)
    return Fix(distance, position.accuracy, age, bool(sighting.mock), last_of(position, taken, last))


def last_of(position: Position, taken: datetime, last: Any) -> Last | None:
    """The way from the last known point to a position that was taken at a time by our clock."""
    if last is None:
        return None
    at, latitude, longitude, accuracy, source = last
    metres = distance_m(position.latitude, position.longitude, latitude, longitude)
    seconds = (taken - datetime.fromisoformat(at)).total_seconds()
    point = {"from": source, "at": at, "latitude": latitude, "longitude": longitude}
    return Last(metres, seconds, (accuracy or 0.0) + (position.accuracy or 0.0), point)


def refuse(
    judgement: Judgement, parameters: ControlParameters, fix: Fix | None, distance: float | None, name: str
) -> None:
    """Raise the refusal that the judgement asks for, with the measured values and the remedy; else nothing."""
    match judgement.refused_for:
        case Reason.MOCK_POSITION:
            raise DomainError(
                ErrorCode.MOCK_POSITION,
                "The phone says that its position is simulated. Switch the app that does so off, then try again.",
                path=("mock",),
            )
        case Reason.NO_FIX:
            raise invalid("A check-in needs a position here. Switch on location, then try again.", "latitude")
        case Reason.STALE_FIX:
            assert fix is not None
            assert fix.age_seconds is not None
            raise DomainError(
                ErrorCode.STALE_FIX,
                "The position is {age} seconds old; {maximum} are allowed. Take a fresh one, then try again.",
                path=("fixedAt",),
                age=int(fix.age_seconds),
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


__all__ = [
    "LONGEST_ACCURACY", "ON_THE_WAY", "Phone", "Position", "Sighting", "after", "both", "content_of", "fix_of",
    "last_of", "metres_from", "read_phone", "refuse",
]  # fmt: skip
