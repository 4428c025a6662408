"""Planning visits at many customers in one go (PLN-7), and what a planned visit is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.actor import Scope
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
from erp_visit.planning.batches import LONGEST_DAYS, Outcome, plan_batch
from erp_visit.planning.scheduling import set_visit_goals

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_READ = (
    "query($id: ID!) { one: visit(id: $id) { objective secondaryObjective materials plannedMinutes version"
    " customer { name } businessDay } }"
)
_GOALS = ("objective", "secondary_objective", "materials")


def batch_routes(frame: Frame) -> list[BaseRoute]:
    """The form for many visits with what became of each, and the form of one visit's goals."""

    async def new(request: Request) -> Response:
        return await _form(frame, request, request.query_params)

    async def plan(request: Request) -> Response:
        return await _plan(frame, request)

    return [
        Route("/visits/plan", new, methods=["GET"]),
        Route("/visits/plan", plan, methods=["POST"]),
        Route("/visits/{key:uuid}/goals", _goals_page(frame).__call__, methods=["GET", "POST"]),
    ]


async def _plan(frame: Frame, request: Request) -> Response:
    form = await request.form()
    first, last = (date_or_none(str(form.get(name, ""))) for name in ("from", "until"))
    if first is None:
        return await _form(frame, request, form, frame.text(request, "Choose the day."), status=422)
    minutes = str(form.get("minutes", "")).strip()
    goals: dict[str, Any] = {name: str(form.get(name, ""))[:1000] for name in _GOALS}
    # What is no number is 0 minutes, which the service refuses in its words.
    goals["minutes"] = (int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0) if minutes else None
    try:
        outcomes = await plan_batch(
            request.state.actor, id=key_or_none(str(form.get("operation", ""))) or new_id(),
            customer_ids=keys_of(form, "customers"), first=first, last=last,
            rep_id=key_or_none(str(form.get("rep", ""))), goals=goals,
        )  # fmt: skip
    except DomainError as error:
        if error.code is ErrorCode.FORBIDDEN and not error.path:
            raise
        text = frame.texts(request, error)[0]
        return await _form(frame, request, form, text, status=int(STATUS.get(error.code, 422)))
    return await _form(frame, request, form, outcomes=outcomes)


async def _form(
    frame: Frame, request: Request, typed: Any, error: str = "", outcomes: list[Outcome] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    """The form; below what became of each customer, those that could not be planned stay ticked."""
    actor = request.state.actor
    actor.require(Right.VISIT_PLAN if actor.may(Right.VISIT_PLAN) else Right.VISIT_DO)
    chosen = await choice(request, typed)
    refused = {one.customer_id for one in outcomes or () if one.refusal is not None}
    names = {rep["id"]: rep["name"] for rep in chosen["reps"]} | {actor.id: actor.name}
    context = {
        **chosen, "title": frame.text(request, "Plan visits"), "error": error, "operation": new_id(),
        "ticked": refused if outcomes is not None else set(keys_of(typed, "customers")),
        "results": [(one, names.get(one.rep_id, ""), _refusal(frame, request, one)) for one in outcomes or ()],
        "planned": len(outcomes or ()) - len(refused),
        "from": str(typed.get("from", "")) or chosen["today"].isoformat(), "until": str(typed.get("until", "")),
        "rep": str(typed.get("rep", "")), "typed": {name: str(typed.get(name, "")) for name in (*_GOALS, "minutes")},
        "may_plan": actor.may(Right.VISIT_PLAN), "wide": actor.profile.scope is not Scope.OWN, "longest": LONGEST_DAYS,
    }  # fmt: skip
    prepare(frame)
    return await frame.page(request, "planning/batch.html", context, status=status)


def _refusal(frame: Frame, request: Request, outcome: Outcome) -> str:
    return "" if outcome.refusal is None else " ".join(frame.texts(request, outcome.refusal))


def _goals_page(frame: Frame) -> FormPage:
    def fields(request: Request) -> list[FormField]:
        return [
            FormField("objective", frame.text(request, "Objective"), maximum=255),
            FormField("secondary_objective", frame.text(request, "What else"), maximum=255),
            FormField("materials", frame.text(request, "What to bring"), maximum=255),
            FormField("minutes", frame.text(request, "Minutes of the visit"), "number"),
        ]

    async def load(request: Request, shown: list[FormField]) -> Typed:
        visit = (await frame.read(request, _READ, {"id": f"Visit:{request.path_params['key']}"}))["one"]
        texts = {
            "objective": visit["objective"], "secondary_objective": visit["secondaryObjective"],
            "materials": visit["materials"], "minutes": str(visit["plannedMinutes"] or ""),
        }  # fmt: skip
        return Typed(shown, texts, version=visit["version"])

    async def save(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = request.path_params["key"]
        await set_visit_goals(
            request.state.actor, visit_id=key, expected_version=typed.version, operation_id=operation, **values
        )
        return f"{BASE}/visits/{key}"

    return FormPage(
        frame, Right.VISIT_VIEW, lambda request, _: frame.text(request, "What the visit is for"), fields, load, save,
        lambda request: f"{BASE}/visits/{request.path_params['key']}", "The visit is changed.",
    )  # fmt: skip


__all__ = ["batch_routes"]
