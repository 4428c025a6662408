"""Assigning visits: many customers times some reps, within some days (PLN-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.frame import STATUS
from erp_visit.panel.planning.choosing import choice, keys_of
from erp_visit.panel.planning.common import date_or_none, key_or_none
from erp_visit.panel.records.routes import prepare
from erp_visit.panel.security import BASE
from erp_visit.planning.assignments import assign_visits, cancel_assignment, update_assignment

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_READ = "query($id: ID!) { one: visitAssignment(id: $id) { fromOn dueOn objective version } }"


def assignment_routes(frame: Frame) -> list[BaseRoute]:
    """The form for many, changing one, and taking one back."""

    async def new(request: Request) -> Response:
        return await _form(frame, request, request.query_params)

    async def assign(request: Request) -> Response:
        form = await request.form()
        first, last = date_or_none(str(form.get("from", ""))), date_or_none(str(form.get("due", "")))
        if first is None or last is None:
            return await _form(frame, request, form, frame.text(request, "Choose the first and the last day."), 422)
        try:
            done = await assign_visits(
                request.state.actor, id=key_or_none(str(form.get("operation", ""))) or new_id(),
                customer_ids=keys_of(form, "customers"), rep_ids=keys_of(form, "reps"), from_on=first, due_on=last,
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
        Route("/visit-assignments/{key:uuid}/edit", _change_page(frame).__call__, methods=["GET", "POST"]),
        Route("/visit-assignments/{key:uuid}/cancel", confirm, methods=["GET"]),
        Route("/visit-assignments/{key:uuid}/cancel", cancel, methods=["POST"]),
    ]


async def _form(frame: Frame, request: Request, typed: Any, error: str = "", status: int = 200) -> Response:
    request.state.actor.require(Right.VISIT_PLAN, Right.CUSTOMER_VIEW)
    chosen = await choice(request, typed)
    context = {
        **chosen, "title": frame.text(request, "Assign visits"), "error": error, "operation": new_id(),
        "from": str(typed.get("from", "")) or chosen["today"].isoformat(), "due": str(typed.get("due", "")),
        "objective": str(typed.get("objective", "")), "chosen_reps": [str(one) for one in typed.getlist("reps")],
    }  # fmt: skip
    prepare(frame)
    return await frame.page(request, "planning/assign.html", context, status=status)


def _change_page(frame: Frame) -> FormPage:
    """Days and objective of an assignment."""

    def fields(request: Request) -> list[FormField]:
        return [
            FormField("from_on", frame.text(request, "Not before"), "date", required=True),
            FormField("due_on", frame.text(request, "Not after"), "date", required=True),
            FormField("objective", frame.text(request, "Objective"), maximum=255),
        ]

    async def load(request: Request, shown: list[FormField]) -> Typed:
        one = (await frame.read(request, _READ, {"id": f"VisitAssignment:{request.path_params['key']}"}))["one"]
        texts = {"from_on": one["fromOn"], "due_on": one["dueOn"], "objective": one["objective"]}
        return Typed(shown, texts, version=one["version"])

    async def save(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = request.path_params["key"]
        await update_assignment(
            request.state.actor, assignment_id=key, expected_version=typed.version, operation_id=operation, **values
        )
        return f"{BASE}/visit-assignments/{key}"

    return FormPage(
        frame, Right.VISIT_PLAN, lambda request, _: frame.text(request, "Change the assignment"), fields, load, save,
        lambda request: f"{BASE}/visit-assignments/{request.path_params['key']}", "The assignment is changed.",
    )  # fmt: skip


__all__ = ["assignment_routes"]
