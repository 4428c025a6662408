"""Visits."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.visits import service as visits

POSITION = {name: f"position.{name}" for name in ("latitude", "longitude", "datum")}


@command("startVisit", inputs.StartVisitInput, {"visit": "Visit"})
async def start_visit(context: Context, data: inputs.StartVisitInput) -> Values:
    """Set out for a customer."""
    started = await visits.start_visit(
        context.require_actor(), id=data.id, customer_id=key(data.customer_id, "Customer", "customerId")
    )
    return {"visit": started.visit_id, "replayed": started.replayed}


@command("checkIn", inputs.CheckInInput, {"visit": "Visit"}, places=POSITION)
async def check_in(context: Context, data: inputs.CheckInInput) -> Values:
    """Check in at a customer's shop. The distance is the server's own, from the customer's position."""
    done = await visits.check_in(
        context.require_actor(),
        visit_id=optional_key(data.visit_id, "Visit", "visitId"),
        id=given(data.id),
        customer_id=optional_key(data.customer_id, "Customer", "customerId"),
        latitude=data.position.latitude,
        longitude=data.position.longitude,
        datum=data.position.datum,
        accuracy=data.accuracy,
        fixed_at=data.fixed_at,
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("checkOut", inputs.CheckOutInput, {"visit": "Visit"})
async def check_out(context: Context, data: inputs.CheckOutInput) -> Values:
    """End a visit. Too short a visit ends too, but is not effective."""
    done = await visits.check_out(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        summary=data.summary,
        operation_id=given(data.operation_id),
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
