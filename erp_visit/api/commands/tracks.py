"""Tracks: points, consent, deletion."""

from __future__ import annotations

from datetime import datetime

import strawberry

from erp_visit.api import track_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, optional_key
from erp_visit.api.payloads import ErrorCodeEnum, Values
from erp_visit.api.problems import user_error
from erp_visit.tracks import days, service


@strawberry.type(description="A point that was not taken, and why. The others of its batch were.")
class RefusedPoint:
    index: int = strawberry.field(description="Its place in `points`, from 0")
    code: ErrorCodeEnum = strawberry.field(description="Stable code to decide by")  # type: ignore[valid-type]
    path: list[str] = strawberry.field(description="The field that is wrong")
    message: str = strawberry.field(description="What is wrong and what to do, in the reader's language")


COUNTS = {"recorded": int | None, "repeated": int | None, "withoutConsent": int | None, "outsideHours": int | None}


@command(
    "recordTrack", inputs.RecordTrackInput, {}, plain={**COUNTS, "refused": list[RefusedPoint] | None}, repeatable=False
)
async def record_track(context: Context, data: inputs.RecordTrackInput) -> Values:
    """Record where you were. Points without your consent or outside the hours of tracking are dropped and counted; bad
    ones are refused one by one; what was recorded before stays as it is."""
    done = await service.record_track(
        context.require_actor(),
        points=[service.Fix(one.at, one.latitude, one.longitude, one.accuracy, one.mock) for one in data.points],
        datum=data.datum,
    )
    refused = [
        {**user_error(error, context.locale), "index": error.path[1], "path": [str(step) for step in error.path[2:]]}
        for error in done.refused
    ]
    return {
        "recorded": done.recorded, "repeated": done.repeated, "withoutConsent": done.without_consent,
        "outsideHours": done.outside_hours, "refused": refused,
    }  # fmt: skip


@command("giveTrackingConsent", inputs.TrackingConsentInput, {}, plain={"consentAt": datetime | None})
async def give_tracking_consent(context: Context, data: inputs.TrackingConsentInput) -> Values:
    """Agree to be located in the hours of tracking."""
    done = await service.give_consent(context.require_actor(), operation_id=given(data.operation_id))
    return {"consentAt": await days.consent_of(done.employee_id), "replayed": done.replayed}


@command("withdrawTrackingConsent", inputs.TrackingConsentInput, {}, plain={"consentAt": datetime | None})
async def withdraw_tracking_consent(context: Context, data: inputs.TrackingConsentInput) -> Values:
    """Take the consent back. Points are no longer taken; what was recorded stays until you delete it."""
    done = await service.withdraw_consent(context.require_actor(), operation_id=given(data.operation_id))
    return {"consentAt": await days.consent_of(done.employee_id), "replayed": done.replayed}


@command("deleteTrack", inputs.DeleteTrackInput, {}, plain={"points": int | None})
async def delete_track(context: Context, data: inputs.DeleteTrackInput) -> Values:
    """Delete the points and lines of some days, or all; this cannot be undone."""
    done = await service.delete_track(
        context.require_actor(),
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        from_day=given(data.from_day),
        until_day=given(data.until_day),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"points": done.points, "replayed": done.replayed}
