"""Inputs of the mutations on visits."""

from __future__ import annotations

import uuid
from datetime import datetime

import strawberry

from erp_visit.api.inputs import PositionInput, _new, _operation, _optional, _required, _text, _version
from erp_visit.api.types import graphql_enum
from erp_visit.visits.models import PhotoPurpose, ReviewDecision

for _enum in (PhotoPurpose, ReviewDecision):
    graphql_enum(_enum)

AD_HOC = (
    "For an ad-hoc visit: a fresh UUID of yours. Is a visit planned for you there that day, it is taken up instead: the"
    " answer has its id, and commands take yours for it"
)
ACCURACY = "Radius of the fix in metres, as the phone gives it"
FIXED_AT = "When the phone took the position"
MOCK = "Whether the phone says that the position is simulated"
DEVICE = "Name of the device; who has a visit open elsewhere is told on which"
DEVICE_TIME = "What the phone's clock shows as this is sent; far from ours, the visit is marked"
HAPPENED_AT = "What the phone's clock showed when it happened, if it was without network then"


@strawberry.input(description="A photo of a visit, uploaded beforehand to /files.")
class VisitPhotoInput:
    file_id: strawberry.ID = _required("The file")
    purpose: PhotoPurpose = _required("What it shows")


@strawberry.input
class StartVisitInput:
    visit_id: strawberry.ID | None = _optional("The planned visit; none for one made by this")
    id: uuid.UUID | None = _optional(AD_HOC)
    customer_id: strawberry.ID | None = _optional("For an unplanned visit: whom to visit")
    device: str = _text(DEVICE)
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CheckInInput:
    visit_id: strawberry.ID | None = _optional(
        "The visit that was planned or started; none for an ad-hoc visit made by this check-in"
    )
    id: uuid.UUID | None = _optional(AD_HOC)
    customer_id: strawberry.ID | None = _optional("For an ad-hoc visit: the customer")
    position: PositionInput | None = _optional("Where the phone is; needed unless the settings do without")
    accuracy: float | None = _optional(f"{ACCURACY}; needed with the position")
    fixed_at: datetime | None = _optional(f"{FIXED_AT}; needed with the position")
    mock: bool | None = _optional(MOCK)
    photos: list[VisitPhotoInput] | None = _optional("Photos taken on arrival, as many as the settings ask for")
    device: str = _text(DEVICE)
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class AddVisitPhotosInput:
    visit_id: strawberry.ID = _required("The visit")
    photos: list[VisitPhotoInput] = _required("The photos, 20 at most")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CheckOutInput:
    visit_id: strawberry.ID = _required("The visit")
    summary: str = _text("What came of it")
    position: PositionInput | None = _optional("Where the phone is")
    accuracy: float | None = _optional(ACCURACY)
    fixed_at: datetime | None = _optional(FIXED_AT)
    mock: bool | None = _optional(MOCK)
    photos: list[VisitPhotoInput] | None = _optional("Photos taken since the check-in")
    device: str = _text(DEVICE)
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class ReportShopClosedInput:
    visit_id: strawberry.ID | None = _optional("The visit; none for an ad-hoc one made by this")
    id: uuid.UUID | None = _optional(AD_HOC)
    customer_id: strawberry.ID | None = _optional("For an ad-hoc visit: the customer")
    remark: str = _text("What is known of it, e.g. when it opens again")
    position: PositionInput | None = _optional("Where the phone is; needed as at check-in")
    accuracy: float | None = _optional(f"{ACCURACY}; needed with the position")
    fixed_at: datetime | None = _optional(f"{FIXED_AT}; needed with the position")
    mock: bool | None = _optional(MOCK)
    photos: list[VisitPhotoInput] | None = _optional("Photos of the closed shop, as many as the settings ask for")
    device: str = _text(DEVICE)
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CancelVisitInput:
    visit_id: strawberry.ID = _required("The visit")
    reason: str = _required("Why")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class ReviewVisitInput:
    visit_id: strawberry.ID = _required("The visit")
    decision: ReviewDecision = _required("Accepted, or rejected: then it does not count as effective")
    reason: str = _required("Why")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CorrectVisitReviewInput:
    visit_id: strawberry.ID = _required("The visit that was decided about")
    decision: ReviewDecision = _required("The other decision")
    reason: str = _required("Why the decision is another one now")
    expected_version: int = _required("`version` of the visit whose decision you read")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class InviteToVisitInput:
    id: uuid.UUID = _new()
    visit_id: strawberry.ID = _required("The visit")
    colleague_id: strawberry.ID = _required("Who is to go along; supervisors may name themselves")


@strawberry.input
class DeclineCoVisitInput:
    co_visit_id: strawberry.ID = _required("The invitation")
    reason: str = _required("Why; the rep is told")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CheckInCoVisitInput:
    co_visit_id: strawberry.ID = _required("The invitation")
    position: PositionInput | None = _optional("Where the phone is; needed unless the settings do without")
    accuracy: float | None = _optional(f"{ACCURACY}; needed with the position")
    fixed_at: datetime | None = _optional(f"{FIXED_AT}; needed with the position")
    mock: bool | None = _optional(MOCK)
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CheckOutCoVisitInput:
    co_visit_id: strawberry.ID = _required("The co-visit")
    feedback: str = _required("What to keep and what to change; the rep reads it")
    rating: int | None = _optional("1 to 5")
    device_time: datetime | None = _optional(DEVICE_TIME)
    happened_at: datetime | None = _optional(HAPPENED_AT)
    operation_id: uuid.UUID | None = _operation()


__all__ = [
    "AddVisitPhotosInput", "CancelVisitInput", "CheckInCoVisitInput", "CheckInInput", "CheckOutCoVisitInput",
    "CheckOutInput", "CorrectVisitReviewInput", "DeclineCoVisitInput", "InviteToVisitInput", "ReportShopClosedInput",
    "ReviewVisitInput", "StartVisitInput", "VisitPhotoInput",
]  # fmt: skip
