"""Assigning visits: many customers times some reps, within some days (PLN-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import bind_values, visibility_condition
from erp_visit.customers.models import Customer, CustomerLevel
from erp_visit.org.rights import Right
from erp_visit.panel.frame import STATUS
from erp_visit.panel.planning.common import date_or_none, key_or_none, today_of
from erp_visit.panel.records.routes import prepare
from erp_visit.panel.security import BASE
from erp_visit.planning.assignments import assign_visits, cancel_assignment

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

MOST_SHOWN = 200
_REPS = (
    "SELECT e.id, e.name, d.name AS department FROM employee e JOIN department d ON d.id = e.department_id"
    " WHERE e.status = 'ACTIVE' AND ($1::uuid[] IS NULL OR e.department_id = ANY($1))"
    " ORDER BY d.name, e.name, e.id LIMIT 500"
)


def assignment_routes(frame: Frame) -> list[BaseRoute]:
    """The form for many, and taking one back."""

    async def new(request: Request) -> Response:
        return await _form(frame, request, request.query_params)

    async def assign(request: Request) -> Response:
        form = await request.form()
        keys = {
            name: [key for key in map(key_or_none, map(str, form.getlist(name))) if key is not None]
            for name in ("customers", "reps")
        }
        first, last = date_or_none(str(form.get("from", ""))), date_or_none(str(form.get("due", "")))
        if first is None or last is None:
            return await _form(frame, request, form, frame.text(request, "Choose the first and the last day."), 422)
        try:
            done = await assign_visits(
                request.state.actor, id=key_or_none(str(form.get("operation", ""))) or new_id(),
                customer_ids=keys["customers"], rep_ids=keys["reps"], from_on=first, due_on=last,
                objective=str(form.get("objective", ""))[:1000],
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN and not error.path:
                raise
            text = frame.texts(request, error)[0]
            return await _form(frame, request, form, text, int(STATUS.get(error.code, 422)))
        told = "{count} visits are assigned. The next plan puts them on days."
        frame.flash(request, frame.text(request, told, count=len(done.assignment_ids)))
        return RedirectResponse(f"{BASE}/visit-assignments", status_code=303)

    async def cancel(request: Request) -> Response:
        key = request.path_params["key"]
        try:
            await cancel_assignment(request.state.actor, assignment_id=key)
        except DomainError as error:
            if error.code is not ErrorCode.WRONG_STATE:
                raise
            frame.flash(request, frame.texts(request, error)[0], "warning")
        else:
            frame.flash(request, frame.text(request, "The assignment is cancelled."))
        return RedirectResponse(f"{BASE}/visit-assignments/{key}", status_code=303)

    async def confirm(request: Request) -> Response:
        request.state.actor.require(Right.VISIT_PLAN)
        context = {
            "title": frame.text(request, "Cancel the assignment"), "key": request.path_params["key"],
        }  # fmt: skip
        return await frame.page(request, "planning/cancel_assignment.html", context)

    return [
        Route("/visit-assignments/new", new, methods=["GET"]),
        Route("/visit-assignments/new", assign, methods=["POST"]),
        Route("/visit-assignments/{key:uuid}/cancel", confirm, methods=["GET"]),
        Route("/visit-assignments/{key:uuid}/cancel", cancel, methods=["POST"]),
    ]


async def _form(frame: Frame, request: Request, typed: Any, error: str = "", status: int = 200) -> Response:
    actor = request.state.actor
    actor.require(Right.VISIT_PLAN, Right.CUSTOMER_VIEW)
    owner, level = key_or_none(str(typed.get("owner", ""))), str(typed.get("level", ""))
    level = level if level in CustomerLevel.__members__ else ""
    search = str(typed.get("q", "")).strip()[:60]
    chosen = [key for key in map(key_or_none, map(str, typed.getlist("customers"))) if key is not None]
    async with db.connection() as connection:
        today = await today_of(connection, actor)
        departments = None if actor.profile.scope is Scope.ALL else list(actor.department_ids)
        reps = await connection.fetch(_REPS, departments)
        condition, values = bind_values(visibility_condition(Customer, actor.profile, "c"), actor, 4)
        customers = await connection.fetch(
            "SELECT c.id, c.code, c.name, c.level, e.name AS owner, c.id = ANY($4::uuid[]) AS chosen,"
            " (SELECT max(v.business_day) FROM visit v WHERE v.customer_id = c.id AND v.state = 'DONE') AS last"
            " FROM customer c LEFT JOIN employee e ON e.id = c.owner_id"
            " WHERE c.status <> 'LOST' AND ($1::uuid IS NULL OR c.owner_id = $1 OR c.id = ANY($4::uuid[]))"
            " AND ($2 = '' OR c.level::text = $2) AND (starts_with(c.code, upper($3)) OR strpos(c.name, $3) > 0"
            f" OR starts_with(c.pinyin, lower($3)) OR c.id = ANY($4::uuid[])) AND {condition}"
            f" ORDER BY c.id = ANY($4::uuid[]) DESC, c.name, c.id LIMIT {MOST_SHOWN + 1}",
            owner, level, search, chosen, *values,
        )  # fmt: skip
    context = {
        "title": frame.text(request, "Assign visits"), "error": error, "operation": new_id(), "reps": reps,
        "customers": customers[:MOST_SHOWN], "more": len(customers) > MOST_SHOWN,
        "levels": list(CustomerLevel.__members__),
        "owner": str(owner or ""), "level": level, "q": search, "today": today, "most": MOST_SHOWN,
        "from": str(typed.get("from", "")) or today.isoformat(), "due": str(typed.get("due", "")),
        "objective": str(typed.get("objective", "")), "chosen_reps": [str(one) for one in typed.getlist("reps")],
    }  # fmt: skip
    prepare(frame)
    return await frame.page(request, "planning/assign.html", context, status=status)


__all__ = ["assignment_routes"]
