"""Inputs of the mutations on tracks."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import strawberry

from erp_visit.api.inputs import _operation, _optional, _required, _text
from erp_visit.core.geo import Datum
from erp_visit.tracks.service import MOST_POINTS


@strawberry.input(description="Where a phone was at a moment.")
class TrackPointInput:
    at: datetime = _required("When the phone took the position; a second point of the same moment is a repeat")
    latitude: float = _required("Degrees, -90 to 90")
    longitude: float = _required("Degrees, -180 to 180")
    accuracy: float = _required("Radius of the fix in metres, as the phone gives it")
    mock: bool = strawberry.field(description="Whether the phone says that the position is simulated", default=False)


@strawberry.input
class RecordTrackInput:
    points: list[TrackPointInput] = _required(
        f"1 to {MOST_POINTS} points in any order; what was sent before may be sent again"
    )
    datum: Datum = _required("WGS84 from phones' own sensors, GCJ02 from Amap and Tencent, BD09 from Baidu")


@strawberry.input
class TrackingConsentInput:
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class DeleteTrackInput:
    employee_id: strawberry.ID | None = _optional("Whose; your own if not given. Others' need the right administer")
    from_day: date | None = _optional("First business day; all before it too if not given")
    until_day: date | None = _optional("Last business day; all after it too if not given")
    reason: str = _text("Why; needed for another's")
    operation_id: uuid.UUID | None = _operation()
