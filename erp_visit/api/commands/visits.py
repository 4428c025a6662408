"""Visits: setting out, arriving, leaving, going along, reviewing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from erp_visit.api import visit_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.visits import co_visits, leaving, photos, review
from erp_visit.visits import service as visits
from erp_visit.visits.models import PhotoPurpose
from erp_visit.visits.positions import Phone

PLACES = {
    **{name: f"position.{name}" for name in ("latitude", "longitude", "datum")},
    "photos.*": "photos.*.fileId",
}  # fmt: skip


@command("startVisit", inputs.StartVisitInput, {"visit": "Visit"})
async def start_visit(context: Context, data: inputs.StartVisitInput) -> Values:
    """Set out for a customer, on a planned visit or an unplanned one."""
    done = await visits.start_visit(
        context.require_actor(),
        visit_id=optional_key(data.visit_id, "Visit", "visitId"),
        id=given(data.id),
        customer_id=optional_key(data.customer_id, "Customer", "customerId"),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("checkIn", inputs.CheckInInput, {"visit": "Visit"}, places=PLACES)
async def check_in(context: Context, data: inputs.CheckInInput) -> Values:
    """Check in at a customer's shop. The distance is the server's own, from the customer's position. An ad-hoc check-in
    where a visit of yours is planned that day takes up the planned one."""
    done = await visits.check_in(
        context.require_actor(),
        visit_id=optional_key(data.visit_id, "Visit", "visitId"),
        id=given(data.id),
        customer_id=optional_key(data.customer_id, "Customer", "customerId"),
        photos=_photos(data.photos),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("addVisitPhotos", inputs.AddVisitPhotosInput, {"visit": "Visit"}, places=PLACES)
async def add_visit_photos(context: Context, data: inputs.AddVisitPhotosInput) -> Values:
    """Add photos to one's visit between check-in and check-out. They are compared with earlier ones."""
    done = await photos.add_visit_photos(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        photos=_photos(data.photos),
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("checkOut", inputs.CheckOutInput, {"visit": "Visit"}, places=PLACES)
async def check_out(context: Context, data: inputs.CheckOutInput) -> Values:
    """End a visit. Too short a visit ends too, but is not effective. What the settings ask for must be there."""
    done = await leaving.check_out(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        summary=data.summary,
        photos=_photos(data.photos),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("reportShopClosed", inputs.ReportShopClosedInput, {"visit": "Visit"}, places=PLACES)
async def report_shop_closed(context: Context, data: inputs.ReportShopClosedInput) -> Values:
    """Tell that the shop is closed: the visit ends with that and does not count against the rep."""
    done = await leaving.report_shop_closed(
        context.require_actor(),
        visit_id=optional_key(data.visit_id, "Visit", "visitId"),
        id=given(data.id),
        customer_id=optional_key(data.customer_id, "Customer", "customerId"),
        remark=data.remark,
        photos=_photos(data.photos),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("cancelVisit", inputs.CancelVisitInput, {"visit": "Visit"})
async def cancel_visit(context: Context, data: inputs.CancelVisitInput) -> Values:
    """Cancel a visit before its check-in."""
    done = await visits.cancel_visit(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("reviewVisit", inputs.ReviewVisitInput, {"visit": "Visit"})
async def review_visit(context: Context, data: inputs.ReviewVisitInput) -> Values:
    """Decide about the evidence of a visit that has ended; what the server found stays as it is."""
    done = await review.review_visit(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        decision=data.decision,
        reason=data.reason,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("correctVisitReview", inputs.CorrectVisitReviewInput, {"visit": "Visit"})
async def correct_visit_review(context: Context, data: inputs.CorrectVisitReviewInput) -> Values:
    """Decide otherwise about a visit; the decision before stays in `reviews`, and the rep is told."""
    done = await review.correct_review(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        decision=data.decision,
        reason=data.reason,
        expected_version=data.expected_version,
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


CO_VISIT = {"coVisit": "CoVisit", "visit": "Visit"}


@command("inviteToVisit", inputs.InviteToVisitInput, CO_VISIT)
async def invite_to_visit(context: Context, data: inputs.InviteToVisitInput) -> Values:
    """Ask a colleague to go along on a visit."""
    done = await co_visits.invite_to_visit(
        context.require_actor(),
        id=data.id,
        visit_id=key(data.visit_id, "Visit", "visitId"),
        colleague_id=key(data.colleague_id, "Employee", "colleagueId"),
    )
    return _co_visit(done)


@command("declineCoVisit", inputs.DeclineCoVisitInput, CO_VISIT)
async def decline_co_visit(context: Context, data: inputs.DeclineCoVisitInput) -> Values:
    """Say no to an invitation to go along."""
    done = await co_visits.decline_co_visit(
        context.require_actor(),
        co_visit_id=key(data.co_visit_id, "CoVisit", "coVisitId"),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return _co_visit(done)


@command("checkInCoVisit", inputs.CheckInCoVisitInput, CO_VISIT, places=PLACES)
async def check_in_co_visit(context: Context, data: inputs.CheckInCoVisitInput) -> Values:
    """Check in where one goes along, with evidence of one's own."""
    done = await co_visits.check_in_co_visit(
        context.require_actor(),
        co_visit_id=key(data.co_visit_id, "CoVisit", "coVisitId"),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return _co_visit(done)


@command("checkOutCoVisit", inputs.CheckOutCoVisitInput, CO_VISIT)
async def check_out_co_visit(context: Context, data: inputs.CheckOutCoVisitInput) -> Values:
    """Leave where one went along, with feedback for the rep and a rating."""
    done = await co_visits.check_out_co_visit(
        context.require_actor(),
        co_visit_id=key(data.co_visit_id, "CoVisit", "coVisitId"),
        feedback=data.feedback,
        rating=given(data.rating),
        operation_id=given(data.operation_id),
        **_phone(data),
    )
    return _co_visit(done)


def _co_visit(done: co_visits.CoVisitChanged) -> Values:
    return {"coVisit": done.co_visit_id, "visit": done.visit_id, "replayed": done.replayed}


def _photos(photos: Any) -> list[tuple[UUID, PhotoPurpose]]:
    return [
        (key(photo.file_id, "StoredFile", "photos", number), photo.purpose)
        for number, photo in enumerate(given(photos) or ())
    ]


def _phone(data: Any) -> Phone:
    """What an input says of the phone; inputs have some of these fields or all."""
    phone: Any = {
        name: given(getattr(data, name))
        for name in ("accuracy", "fixed_at", "mock", "device", "device_time", "happened_at")
        if hasattr(data, name)
    }
    position = given(getattr(data, "position", None))
    if position is not None:
        phone |= {"latitude": position.latitude, "longitude": position.longitude, "datum": position.datum}
    return phone  # type: ignore[no-any-return]  # a TypedDict from fields that are known by name only
