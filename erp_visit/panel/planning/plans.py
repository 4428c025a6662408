"""Plans: asked for with a form, watched while they are worked out, judged as a dry run, applied or dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import require_visible
from erp_visit.org.rights import Right
from erp_visit.panel.frame import STATUS
from erp_visit.panel.planning.common import DEPARTMENTS, date_or_none, key_or_none
from erp_visit.panel.planning.words import left_out, reasons, scheme, start_words
from erp_visit.panel.records.inputs import body_of, operation_in, whole_in
from erp_visit.panel.records.routes import prepare
from erp_visit.panel.security import BASE
from erp_visit.planning.applying import apply_plan
from erp_visit.planning.demand import SCHEMES
from erp_visit.planning.facts import KEPT_SQL
from erp_visit.planning.models import Plan
from erp_visit.planning.plans import LONGEST_DAYS, discard_plan, request_plan

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/plans"
MOST_STOPS = 2000
MOST_LEFT_OUT = 500
_COLUMNS = (
    "id", "number", "state", "starts_on", "ends_on", "department_id", "options", "progress", "summary", "error",
    "version", "created_at", "applied_at",
)  # fmt: skip
_STOPS = f"""
SELECT s.id, s.rep_id, e.name AS rep, s.customer_id, c.name AS customer, c.level, s.day, s.position, s.arrives_at,
       s.minutes, s.reasons, s.left_out, s.visit_id, v.id IS NOT NULL AND s.reasons @> '[{{"kind": "KEPT"}}]' AS kept
FROM plan_stop s JOIN employee e ON e.id = s.rep_id JOIN customer c ON c.id = s.customer_id
LEFT JOIN visit v ON v.id = s.visit_id
WHERE s.plan_id = $1 AND ($2::uuid IS NULL OR s.rep_id = $2)
ORDER BY e.name, e.id, s.day NULLS LAST, s.position, c.name LIMIT {MOST_STOPS + 1}
"""
_PER_REP = """
SELECT s.rep_id, e.name AS rep, count(*) FILTER (WHERE s.day IS NOT NULL) AS after,
       count(DISTINCT s.customer_id) FILTER (WHERE s.day IS NOT NULL) AS customers,
       count(*) FILTER (WHERE s.left_out <> '') AS left_out,
       (SELECT count(*) FROM visit v WHERE v.rep_id = s.rep_id AND v.business_day BETWEEN $2 AND $3
        AND v.state = 'PLANNED') AS before,
       (SELECT count(*) FROM visit v WHERE v.rep_id = s.rep_id AND v.business_day BETWEEN $2 AND $3
        AND v.state = 'PLANNED' AND {kept}) AS kept
FROM plan_stop s JOIN employee e ON e.id = s.rep_id WHERE s.plan_id = $1
GROUP BY s.rep_id, e.name ORDER BY e.name, s.rep_id
""".replace("{kept}", KEPT_SQL)
_REPS = (
    "query { employees(first: 500, filter: { status: { eq: ACTIVE } }) { nodes { id name department { id name } } } }"
)


def plan_routes(frame: Frame) -> list[BaseRoute]:
    """The form, the page of a plan, applying and dropping it."""

    async def new(request: Request) -> Response:
        return await _form(frame, request)

    async def ask(request: Request) -> Response:
        form = await request.form()
        reps = [key for key in map(key_or_none, map(str, form.getlist("reps"))) if key is not None]
        first, last = date_or_none(str(form.get("from", ""))), date_or_none(str(form.get("until", "")))
        department = key_or_none(str(form.get("department", "")))
        if first is None or last is None:
            return await _form(frame, request, frame.text(request, "Choose the first and the last day."), form, 422)
        try:
            done = await request_plan(
                request.state.actor, id=key_or_none(str(form.get("operation", ""))) or new_id(), starts_on=first,
                ends_on=last, rep_ids=reps, department_id=None if reps else department,
                schemes=[str(one) for one in form.getlist("schemes")],
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN and not error.path:
                raise
            text = frame.texts(request, error)[0]
            return await _form(frame, request, text, form, int(STATUS.get(error.code, 422)))
        return RedirectResponse(f"{PATH}/{done.plan_id}", status_code=303)

    async def show(request: Request) -> Response:
        return await _page(frame, request, request.path_params["key"])

    async def decide(command: Callable[..., Awaitable[Any]], request: Request) -> Response:
        body = await body_of(request)
        done = await command(
            request.state.actor, plan_id=request.path_params["key"], expected_version=whole_in(body, "version"),
            operation_id=operation_in(body),
        )  # fmt: skip
        if command is apply_plan:
            text = frame.text(
                request, "{visits} visits are planned, {removed} were removed, {skipped} were skipped.",
                visits=done.visits, removed=done.removed, skipped=done.skipped,
            )  # fmt: skip
        else:
            text = frame.text(request, "The plan is dropped; nothing was planned.")
        return Response(orjson.dumps({"ok": True, "message": text}), media_type="application/json")

    return [
        Route("/plans/new", new, methods=["GET"]),
        Route("/plans/new", ask, methods=["POST"]),
        Route("/plans/{key:uuid}", show, methods=["GET"]),
        Route("/plans/{key:uuid}/apply", partial(decide, apply_plan), methods=["POST"]),
        Route("/plans/{key:uuid}/discard", partial(decide, discard_plan), methods=["POST"]),
    ]


async def _form(frame: Frame, request: Request, error: str = "", typed: Any = None, status: int = 200) -> Response:
    actor = request.state.actor
    actor.require(Right.VISIT_PLAN)
    today = clock.today()
    employees = (await frame.read(request, _REPS))["employees"]["nodes"]
    departments = (await frame.read(request, DEPARTMENTS))["departments"]["nodes"]
    within = None if actor.profile.scope.value == "ALL" else {str(key) for key in actor.department_ids}
    reps: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in sorted(employees, key=lambda one: (one["department"]["name"], one["name"])):
        if within is None or _bare(node["department"]["id"]) in within:
            reps[node["department"]["name"]].append((_bare(node["id"]), node["name"]))
    monday = today + timedelta(days=7 - today.weekday())
    context = {
        "title": frame.text(request, "New plan"), "error": error, "operation": new_id(), "reps": reps, "today": today,
        "departments": [
            (_bare(node["id"]), node["name"]) for node in departments if within is None or _bare(node["id"]) in within
        ],
        "from": str(typed.get("from", "")) if typed else monday.isoformat(),
        "until": str(typed.get("until", "")) if typed else (monday + timedelta(days=27)).isoformat(),
        "department": str(typed.get("department", "")) if typed else str(actor.department_id),
        "chosen": [str(one) for one in typed.getlist("reps")] if typed else [],
        "schemes": [(code, scheme(code, request.state.locale)) for code in SCHEMES],
        "wanted": [str(one) for one in typed.getlist("schemes")] if typed else list(SCHEMES),
        "longest": LONGEST_DAYS,
    }  # fmt: skip
    return await frame.page(request, "planning/new_plan.html", context, status=status)


async def _page(frame: Frame, request: Request, key: UUID) -> Response:
    actor, locale = request.state.actor, request.state.locale
    rep = key_or_none(request.query_params.get("rep", ""))
    async with db.connection() as connection:
        plan = await require_visible(connection, actor, Plan, key, columns=_COLUMNS)
        summary = orjson.loads(plan["summary"])
        ready = plan["state"] in ("READY", "APPLIED", "DISCARDED") and bool(summary)
        per_rep = await connection.fetch(_PER_REP, key, plan["starts_on"], plan["ends_on"]) if ready else []
        if rep is None and len(per_rep) == 1:
            rep = per_rep[0]["rep_id"]
        stops = await connection.fetch(_STOPS, key, rep) if ready and rep is not None else []
        dropped = (
            await connection.fetch(_STOPS.replace("AND ($2", "AND s.left_out <> '' AND ($2"), key, rep) if ready else []
        )
    metres: dict[str, int] = defaultdict(int)
    for day in summary.get("byDay", []):
        metres[day["rep"]] += day["metres"]
    days: dict[Any, list[Any]] = defaultdict(list)
    for stop in stops:
        if stop["day"] is not None:
            days[stop["day"]].append(stop)
    options = orjson.loads(plan["options"])
    context = {
        "title": plan["number"], "plan": plan, "summary": summary, "per_rep": per_rep, "metres": metres,
        "days": sorted(days.items()), "dropped": dropped[:MOST_LEFT_OUT], "rep": rep,
        "dropped_more": len(dropped) > MOST_LEFT_OUT, "starts": summary.get("startFrom", {}),
        "start_words": lambda code: start_words(code, locale), "ready": ready, "new_id": new_id,
        "of_day": {day["day"]: day for day in summary.get("byDay", []) if day["rep"] == str(rep)},
        "schemes": [scheme(code, locale) for code in options["schemes"]], "rep_count": len(options["reps"]),
        "reasons": lambda stored: reasons(stored, locale), "left_out": lambda code: left_out(code, locale),
        "scheme": lambda code: scheme(code, locale), "may_plan": actor.may(Right.VISIT_PLAN),
        "version": plan["version"], "open": plan["state"] in ("QUEUED", "RUNNING"),
    }  # fmt: skip
    prepare(frame)
    if request.headers.get("x-fragment"):
        return HTMLResponse(frame.fragment(request, "planning/plan_parts.html", context))
    return await frame.page(request, "planning/plan.html", context)


def _bare(identifier: str) -> str:
    return identifier.rpartition(":")[2]


__all__ = ["plan_routes"]
