"""The calendar: reps and days, visits moved by drag and drop or by keys, and its feed for phones (PLN-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.actor import Scope
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.panel.planning.common import DEPARTMENTS, date_in, date_or_none, key_or_none, moment_at, said
from erp_visit.panel.planning.words import reasons
from erp_visit.panel.records.inputs import body_of, key_in, operation_in, text_in, whole_in
from erp_visit.panel.records.routes import prepare
from erp_visit.planning.board import board
from erp_visit.planning.feeds import renew_calendar_key, stop_calendar
from erp_visit.planning.scheduling import reschedule_visit

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame


def calendar_routes(frame: Frame) -> list[BaseRoute]:
    """Calendar, day, and what changes them."""

    async def show(request: Request) -> Response:
        return await _calendar(frame, request)

    async def move(request: Request) -> Response:
        body = await body_of(request)
        on = date_in(text_in(body, "day"), "day")
        visit, operation = key_in(body, "visit", required=True), operation_in(body)
        assert visit is not None
        time = text_in(body, "time")
        await reschedule_visit(
            request.state.actor, visit_id=visit, day=on, position=whole_in(body, "position"),
            at=moment_at(on, time) if time else None, rep_id=key_in(body, "rep"),
            expected_version=whole_in(body, "version"), operation_id=operation,
        )  # fmt: skip
        return said(frame, request, "Moved to {day}.", day=on.isoformat())

    async def feed(request: Request) -> Response:
        form = await request.form()
        secret = ""
        if form.get("action") == "stop":
            await stop_calendar(request.state.actor)
            frame.flash(request, frame.text(request, "The calendar's address no longer works."))
        else:
            secret = (await renew_calendar_key(request.state.actor)).secret
        return await _feed(
            frame, request, f"{request.url.scheme}://{request.url.netloc}/calendar/{secret}.ics" if secret else ""
        )

    async def feed_page(request: Request) -> Response:
        return await _feed(frame, request, "")

    return [
        Route("/calendar", show, methods=["GET"]),
        Route("/calendar/move", move, methods=["POST"]),
        Route("/calendar/feed", feed_page, methods=["GET"]),
        Route("/calendar/feed", feed, methods=["POST"]),
    ]


async def _calendar(frame: Frame, request: Request) -> Response:
    actor, query = request.state.actor, request.query_params
    weeks = 4 if query.get("weeks") == "4" else 1
    department, rep = key_or_none(query.get("department", "")), key_or_none(query.get("rep", ""))
    async with db.connection() as connection:
        today = clock.today()
        chosen = date_or_none(query.get("from", "")) or today
        first = chosen - timedelta(days=chosen.weekday())
        last = first + timedelta(days=7 * weeks - 1)
        found = await board(
            connection, actor, first, last, department_id=department, rep_id=rep, locale=request.state.locale
        )
    one = len(found.rows) == 1 and (rep is not None or actor.profile.scope is Scope.OWN)
    departments = (
        (await frame.read(request, DEPARTMENTS))["departments"]["nodes"] if actor.may(Right.EMPLOYEE_VIEW) else []
    )
    context = {
        "title": frame.text(request, "Visit calendar"), "board": found, "first": first, "last": last, "weeks": weeks,
        "days": [first + timedelta(days=number) for number in range(7 * weeks)], "today": today, "one": one,
        "counts": weeks == 4 and not one, "reasons": lambda stored: reasons(stored, request.state.locale),
        "before": first - timedelta(days=7 * weeks), "after": first + timedelta(days=7 * weeks),
        "department": str(department or ""), "rep": str(rep or ""), "new_id": new_id,
        "departments": [(node["id"].rpartition(":")[2], node["name"]) for node in departments],
        "may_plan": actor.may(Right.VISIT_PLAN), "may_move": actor.may(Right.VISIT_PLAN) or actor.may(Right.VISIT_DO),
        "wide": actor.profile.scope is not Scope.OWN,
    }  # fmt: skip
    prepare(frame)
    if request.headers.get("x-fragment"):
        return HTMLResponse(frame.fragment(request, "planning/board.html", context))
    return await frame.page(request, "planning/calendar.html", context)


async def _feed(frame: Frame, request: Request, address: str) -> Response:
    request.state.actor.require(Right.VISIT_VIEW)
    async with db.connection() as connection:
        active = await connection.fetchval(
            "SELECT calendar_key IS NOT NULL FROM employee WHERE id = $1", request.state.actor.id
        )
    context = {"title": frame.text(request, "Calendar on the phone"), "address": address, "active": active}
    return await frame.page(request, "planning/feed.html", context, headers={"Cache-Control": "no-store"})


__all__ = ["calendar_routes"]
