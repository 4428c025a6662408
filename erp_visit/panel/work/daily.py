"""The daily report: one's own for a day, and for supervisors who of the team has handed in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.insight.daily import DAYS_BACK, my_day, save_daily_report, team_day
from erp_visit.org.rights import Right
from erp_visit.panel.frame import STATUS
from erp_visit.panel.planning.common import date_in, date_or_none
from erp_visit.panel.records.routes import prepare
from erp_visit.panel.records.work import facts_shown
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_MINE = (
    "query($day: Date!, $me: ID!) { dailyReports(first: 1, filter: { and: [{ businessDay: { eq: $day } },"
    " { author: { id: { eq: $me } } }] }) { nodes { id state remarks nextSteps reviewComment facts } } }"
)


def daily_routes(frame: Frame) -> list[BaseRoute]:
    """The page of a day, and handing in."""

    async def page(request: Request) -> Response:
        request.state.actor.require(Right.TASK_VIEW)
        return await _page(frame, request, date_or_none(request.query_params.get("day", "")))

    async def save(request: Request) -> Response:
        form = await request.form()
        named = str(form.get("day", ""))
        day = date_in(named, "day") if named else None
        typed = {name: str(form.get(name, ""))[:8000] for name in ("remarks", "next_steps")}
        submit = form.get("action") == "submit"
        try:
            key = UUID(str(form.get("operation", "")))
        except ValueError:
            key = new_id()
        try:
            done = await save_daily_report(
                request.state.actor, id=key, day=day, submit=submit, remarks=typed["remarks"],
                next_steps=typed["next_steps"],
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN:
                raise
            told = frame.texts(request, error)[0]
            return await _page(frame, request, day, error=told, typed=typed, status=int(STATUS.get(error.code, 422)))
        if submit:
            frame.flash(request, frame.text(request, "The daily report is handed in."))
            return RedirectResponse(f"{BASE}/daily-reports/{done.daily_report_id}", status_code=303)
        frame.flash(request, frame.text(request, "The draft is kept."))
        return RedirectResponse(f"{BASE}/daily{f'?day={day}' if day else ''}", status_code=303)

    return [Route("/daily", page, methods=["GET"]), Route("/daily", save, methods=["POST"])]


async def _page(
    frame: Frame, request: Request, wanted: date | None, *, error: str = "", typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    prepare(frame)
    actor = request.state.actor
    async with db.connection() as connection:
        today = clock.today()
        day = min(wanted or today, today)
        facts = await my_day(connection, actor, day)
        team = await team_day(connection, actor, day) if actor.may(Right.VISIT_REVIEW) else None
    variables = {"day": day.isoformat(), "me": f"Employee:{actor.id}"}
    mine: list[dict[str, Any]] = (await frame.read(request, _MINE, variables))["dailyReports"]["nodes"]
    report = mine[0] if mine else None
    texts = typed or {
        "remarks": report["remarks"] if report else "", "next_steps": report["nextSteps"] if report else "",
    }  # fmt: skip
    context = {
        "title": frame.text(request, "Daily report"), "day": day, "today": today, "report": report, "texts": texts,
        "facts": facts_shown(asdict(facts)), "error": error, "operation": new_id(), "team": team,
        "before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < today else None,
        "writable": (report is None or report["state"] != "REVIEWED") and day >= today - timedelta(days=DAYS_BACK),
    }  # fmt: skip
    return await frame.page(request, "work/daily.html", context, status=status)


__all__ = ["daily_routes"]
