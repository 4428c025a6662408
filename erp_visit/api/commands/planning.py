"""Plans, assignments, visits planned by hand, routes, the working calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from erp_visit.api import planning_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.planning import applying, assignments, calendar, feeds, plans, route_ends, routes, scheduling
from erp_visit.planning.demand import SCHEMES
from erp_visit.planning.wishes import Wanted

PLAN = {"plan": "Plan"}
VISIT = {"visit": "Visit"}
ROUTE = {"route": "DayRoute"}
ROUTE_FIGURES: dict[str, Any] = {
    "metresBefore": int | None, "metresAfter": int | None, "lateSeconds": int | None, "leftOut": int | None,
    "straight": bool | None,
}  # fmt: skip


def _keys(values: Any, kind: str, *path: str | int) -> list[UUID]:
    return [key(value, kind, *path, number) for number, value in enumerate(given(values) or ())]


@command("assignVisits", inputs.AssignVisitsInput, {"assignments": "[VisitAssignment]"})
async def assign_visits(context: Context, data: inputs.AssignVisitsInput) -> Values:
    """Order each of some reps to visit each of some customers; the next plan puts the visits on days."""
    done = await assignments.assign_visits(
        context.require_actor(),
        id=data.id,
        customer_ids=_keys(data.customer_ids, "Customer", "customerIds"),
        rep_ids=_keys(data.rep_ids, "Employee", "repIds"),
        from_on=data.from_on,
        due_on=data.due_on,
        objective=data.objective,
    )
    return {"assignments": list(done.assignment_ids), "replayed": done.replayed}


@command("updateAssignment", inputs.UpdateAssignmentInput, {"assignment": "VisitAssignment"})
async def update_assignment(context: Context, data: inputs.UpdateAssignmentInput) -> Values:
    """Change what an assigned visit is for, or within which days."""
    done = await assignments.update_assignment(
        context.require_actor(),
        assignment_id=key(data.visit_assignment_id, "VisitAssignment", "visitAssignmentId"),
        from_on=given(data.from_on),
        due_on=given(data.due_on),
        objective=given(data.objective),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"assignment": done.assignment_id, "replayed": done.replayed}


@command("cancelAssignment", inputs.CancelAssignmentInput, {"assignment": "VisitAssignment"})
async def cancel_assignment(context: Context, data: inputs.CancelAssignmentInput) -> Values:
    """Take an order to visit back."""
    done = await assignments.cancel_assignment(
        context.require_actor(),
        assignment_id=key(data.visit_assignment_id, "VisitAssignment", "visitAssignmentId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"assignment": done.assignment_id, "replayed": done.replayed}


@command("requestPlan", inputs.RequestPlanInput, PLAN)
async def request_plan(context: Context, data: inputs.RequestPlanInput) -> Values:
    """Ask for a plan of visits. It is worked out by a job: read the plan's state and progress until it is READY."""
    done = await plans.request_plan(
        context.require_actor(),
        id=data.id,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        rep_ids=_keys(data.rep_ids, "Employee", "repIds"),
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        schemes=SCHEMES if given(data.schemes) is None else [scheme.value for scheme in given(data.schemes)],
    )
    return {"plan": done.plan_id, "replayed": done.replayed}


@command("applyPlan", inputs.ApplyPlanInput, PLAN, plain=dict.fromkeys(("visits", "removed", "skipped"), int | None))
async def apply_plan(context: Context, data: inputs.ApplyPlanInput) -> Values:
    """Make the visits of a plan. What was moved by hand, agreed or begun stays; other planned visits of these reps and
    days are moved or removed. Stops whose facts changed are skipped; each says why in `leftOut`."""
    done = await applying.apply_plan(
        context.require_actor(),
        plan_id=key(data.plan_id, "Plan", "planId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {
        "plan": done.plan_id,
        "visits": done.visits,
        "removed": done.removed,
        "skipped": done.skipped,
        "replayed": done.replayed,
    }


@command("discardPlan", inputs.DiscardPlanInput, PLAN)
async def discard_plan(context: Context, data: inputs.DiscardPlanInput) -> Values:
    """Drop a plan that is not applied; one that is being worked out is stopped."""
    done = await plans.discard_plan(
        context.require_actor(),
        plan_id=key(data.plan_id, "Plan", "planId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"plan": done.plan_id, "replayed": done.replayed}


def _wanted(item: inputs.PlannedVisitInput, number: int) -> Wanted:
    here = ("visits", number)
    return Wanted(
        id=item.id,
        customer_id=key(item.customer_id, "Customer", *here, "customerId"),
        day=item.day,
        rep_id=optional_key(item.rep_id, "Employee", *here, "repId"),
        at=given(item.at),
        appointment=given(item.appointment),
        minutes=given(item.minutes),
        objective=item.objective,
        secondary_objective=item.secondary_objective,
        materials=item.materials,
        colleague_ids=tuple(_keys(item.colleague_ids, "Employee", *here, "colleagueIds")),
    )


@command("planVisits", inputs.PlanVisitsInput, {"visits": "[Visit]"})
async def plan_visits(context: Context, data: inputs.PlanVisitsInput) -> Values:
    """Plan visits by hand: your own, or with the right visit.plan those of your team."""
    done = await scheduling.plan_visits(
        context.require_actor(),
        visits=[_wanted(item, number) for number, item in enumerate(data.visits)],
        operation_id=given(data.operation_id),
    )
    return {"visits": list(done.visit_ids), "replayed": done.replayed}


@command("rescheduleVisit", inputs.RescheduleVisitInput, VISIT)
async def reschedule_visit(context: Context, data: inputs.RescheduleVisitInput) -> Values:
    """Move a planned visit to another day, place, time or rep; later plans leave it there."""
    done = await scheduling.reschedule_visit(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        day=data.day,
        position=given(data.position),
        at=given(data.at),
        appointment=given(data.appointment),
        rep_id=optional_key(data.rep_id, "Employee", "repId"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


@command("setVisitGoals", inputs.SetVisitGoalsInput, VISIT)
async def set_visit_goals(context: Context, data: inputs.SetVisitGoalsInput) -> Values:
    """Say what a planned visit is for, what to bring, and how long it takes."""
    done = await scheduling.set_visit_goals(
        context.require_actor(),
        visit_id=key(data.visit_id, "Visit", "visitId"),
        objective=given(data.objective),
        secondary_objective=given(data.secondary_objective),
        materials=given(data.materials),
        minutes=given(data.minutes),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"visit": done.visit_id, "replayed": done.replayed}


def _route(done: routes.RouteChanged) -> Values:
    return {
        "route": done.route_id,
        "metresBefore": done.metres_before,
        "metresAfter": done.metres_after,
        "lateSeconds": done.late_seconds,
        "leftOut": done.left_out,
        "straight": done.straight,
        "replayed": done.replayed,
    }


@command("optimiseRoute", inputs.OptimiseRouteInput, ROUTE, plain=ROUTE_FIGURES)
async def optimise_route(context: Context, data: inputs.OptimiseRouteInput) -> Values:
    """Bring a day's visits into the order with the shortest way that keeps opening hours, lunch and agreed times."""
    return _route(
        await routes.optimise_route(
            context.require_actor(),
            day=data.day,
            rep_id=optional_key(data.rep_id, "Employee", "repId"),
            operation_id=given(data.operation_id),
        )
    )


@command("orderRoute", inputs.OrderRouteInput, ROUTE, plain=ROUTE_FIGURES)
async def order_route(context: Context, data: inputs.OrderRouteInput) -> Values:
    """Bring a day's visits into an order of your own."""
    return _route(
        await routes.order_route(
            context.require_actor(),
            day=data.day,
            visit_ids=_keys(data.visit_ids, "Visit", "visitIds"),
            rep_id=optional_key(data.rep_id, "Employee", "repId"),
            operation_id=given(data.operation_id),
        )
    )


@command("reuseRoute", inputs.ReuseRouteInput, ROUTE, plain=ROUTE_FIGURES)
async def reuse_route(context: Context, data: inputs.ReuseRouteInput) -> Values:
    """Plan a day's customers once more for another day, in the same order; `leftOut` counts those that do not fit."""
    return _route(
        await routes.reuse_route(
            context.require_actor(),
            id=data.id,
            from_day=data.from_day,
            to_day=data.to_day,
            rep_id=optional_key(data.rep_id, "Employee", "repId"),
            from_rep_id=optional_key(data.from_rep_id, "Employee", "fromRepId"),
        )
    )


@command("setRouteEnds", inputs.SetRouteEndsInput, {"employee": "Employee", "department": "Department"})
async def set_route_ends(context: Context, data: inputs.SetRouteEndsInput) -> Values:
    """Say where a rep's working day starts and ends, or where those of a department's reps start; routes that are
    worked out from now on go from there. The payload has the employee or the department."""
    end = given(data.end)
    done = await route_ends.set_route_ends(
        context.require_actor(),
        start=None if data.start is None else vars(data.start),
        end=None if end is None else vars(end),
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        operation_id=given(data.operation_id),
    )
    return {"employee": done.employee_id, "department": done.department_id, "replayed": done.replayed}


@command("setCalendarDays", inputs.SetCalendarDaysInput, {"days": "[CalendarDay]"})
async def set_calendar_days(context: Context, data: inputs.SetCalendarDaysInput) -> Values:
    """Make days worked or off, for the company, a department or one employee; or take such entries away."""
    done = await calendar.set_calendar_days(
        context.require_actor(),
        from_on=data.from_on,
        until_on=given(data.until_on),
        working=data.working,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        note=data.note,
        operation_id=given(data.operation_id),
    )
    return {"days": list(done.day_ids), "replayed": done.replayed}


@command("renewCalendarKey", None, {}, plain={"calendarPath": str | None}, repeatable=False)
async def renew_calendar_key(context: Context, _: None) -> Values:
    """Give your calendar a new secret address, of which `calendarPath` is the part behind the server's name. It is
    shown this once; the address before stops working."""
    return {"calendarPath": f"/calendar/{(await feeds.renew_calendar_key(context.require_actor())).secret}.ics"}


@command("stopCalendar", None, {}, plain={"stopped": bool | None}, repeatable=False)
async def stop_calendar(context: Context, _: None) -> Values:
    """Make your calendar's address stop working."""
    await feeds.stop_calendar(context.require_actor())
    return {"stopped": True}
