"""The day of one rep: its visits in their order, on a map and in a list, ordered by hand or by search."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.settings import parse_settings, settings_json_sql
from erp_visit.panel.planning.common import PATH, date_in, date_or_none, key_or_none, position_in, said
from erp_visit.panel.planning.words import reasons, start_words
from erp_visit.panel.records.inputs import body_of, key_in, operation_in, text_in
from erp_visit.panel.records.routes import prepare
from erp_visit.planning.board import Board, board
from erp_visit.planning.facts import BASE_SQL, ENDS_SQL
from erp_visit.planning.feeds import route_geojson
from erp_visit.planning.route_ends import set_route_ends
from erp_visit.planning.routes import optimise_route, order_route, reuse_route

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame


def day_routes(frame: Frame) -> list[BaseRoute]:
    """The page, and what changes the day."""

    async def day(request: Request) -> Response:
        return await _day(frame, request)

    async def order(request: Request) -> Response:
        body = await body_of(request)
        listed = body.get("visits")
        if not isinstance(listed, list) or len(listed) > 200:
            raise invalid("{field} is missing.", "visits", field="visits")
        keys = [key_in({"visit": one}, "visit", required=True) for one in listed]
        done = await order_route(
            request.state.actor, day=date_in(text_in(body, "day"), "day"), rep_id=key_in(body, "rep"),
            visit_ids=[key for key in keys if key is not None], operation_id=operation_in(body),
        )  # fmt: skip
        return said(frame, request, *_distance(done.metres_before, done.metres_after, done.late_seconds))

    async def optimise(request: Request) -> Response:
        body = await body_of(request)
        done = await optimise_route(
            request.state.actor, day=date_in(text_in(body, "day"), "day"), rep_id=key_in(body, "rep"),
            operation_id=operation_in(body),
        )  # fmt: skip
        if done.straight and frame.settings.road_matrix_url:
            text = "The road service did not answer: the route has {after} km by straight lines, before {before} km."
            return said(frame, request, text, _figures(done.metres_before, done.metres_after))
        return said(frame, request, *_distance(done.metres_before, done.metres_after, done.late_seconds))

    async def geojson(request: Request) -> Response:
        found = await route_geojson(request.state.actor, route_id=request.path_params["key"])
        headers = {"Content-Disposition": 'attachment; filename="route.geojson"'}
        return Response(orjson.dumps(found), headers=headers, media_type="application/geo+json")

    return [
        Route("/calendar/day", day, methods=["GET"]),
        Route("/calendar/order", order, methods=["POST"]),
        Route("/calendar/optimise", optimise, methods=["POST"]),
        Route("/calendar/routes/{key:uuid}.geojson", geojson, methods=["GET"]),
        *_form_routes(frame),
    ]


def _form_routes(frame: Frame) -> list[BaseRoute]:
    """The forms below the route."""

    async def reuse(request: Request) -> Response:
        form = await request.form()
        rep = key_in(form, "rep", required=True)
        assert rep is not None
        from_day = date_in(str(form.get("day", "")), "day")
        try:
            to_day = date_in(str(form.get("to", "")), "toDay")
            done = await reuse_route(
                request.state.actor, id=operation_in({"operationId": form.get("operation")}), from_day=from_day,
                to_day=to_day, rep_id=rep,
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN and not error.path:
                raise
            frame.flash(request, frame.texts(request, error)[0], "error")
            return RedirectResponse(f"{PATH}/day?rep={rep}&day={from_day}", status_code=303)
        frame.flash(request, frame.text(request, "The day is planned again for {day}; {count} customers were left out.",
                                        day=to_day.isoformat(), count=done.left_out))  # fmt: skip
        return RedirectResponse(f"{PATH}/day?rep={rep}&day={to_day}", status_code=303)

    async def ends(request: Request) -> Response:
        form = await request.form()
        rep, day = key_in(form, "rep", required=True), str(form.get("day", ""))[:10]
        try:
            await set_route_ends(
                request.state.actor, employee_id=rep, start=position_in(form, "start"), end=position_in(form, "end"),
                operation_id=operation_in({"operationId": form.get("operation")}),
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN and not error.path:
                raise
            frame.flash(request, frame.texts(request, error)[0], "error")
        else:
            frame.flash(
                request, frame.text(request, "Saved. The route is timed from there when it is worked out anew.")
            )
        return RedirectResponse(f"{PATH}/day?rep={rep}&day={day}", status_code=303)

    return [
        Route("/calendar/reuse", reuse, methods=["POST"]),
        Route("/calendar/ends", ends, methods=["POST"]),
    ]


async def _day(frame: Frame, request: Request) -> Response:
    actor, query = request.state.actor, request.query_params
    rep = key_or_none(query.get("rep", "")) or actor.id
    async with db.connection() as connection:
        today = clock.today()
        on = date_or_none(query.get("day", "")) or today
        found: Board = await board(connection, actor, on, on, rep_id=rep, locale=request.state.locale)
        ends = await connection.fetchrow(
            f"SELECT {ENDS_SQL}, base.id AS base_id, base.name AS base_name, e.department_id,"
            f" {settings_json_sql('e.department_id', 'e.id')} AS settings FROM employee e {BASE_SQL} WHERE e.id = $1",
            rep,
        )
        route = await connection.fetchrow("SELECT * FROM day_route WHERE rep_id = $1 AND business_day = $2", rep, on)
    row = found.rows[0] if found.rows else None
    visits = row.visits.get(on, []) if row else []
    writable = on >= today and (actor.may(Right.VISIT_PLAN) or (rep == actor.id and actor.may(Right.VISIT_DO)))
    line = orjson.loads(route["line"]) if route and route["line"] and row else None
    clocks = {visit["id"]: _clock(visit["planned_at"]) for visit in visits}
    places: list[dict[str, Any]] = [
        {
            "key": str(visit["id"]), "lon": visit["longitude"], "lat": visit["latitude"], "kind": "visit",
            "mark": str(number), "label": visit["name"], "text": clocks[visit["id"]],
            "movable": writable and visit["state"] == "PLANNED", "tone": 2 if visit["state"] == "DONE" else 0,
        }
        for number, visit in enumerate(visits, start=1)
        if visit["latitude"] is not None
    ]  # fmt: skip
    if line and (not places or [places[0]["lon"], places[0]["lat"]] != line["coordinates"][0]):
        lon, lat = line["coordinates"][0]
        start = {
            "key": "start",
            "lon": lon,
            "lat": lat,
            "kind": "person",
            "label": frame.text(request, "Start"),
            "tone": 7,
        }
        places.append(start)
    context = {
        "title": frame.text(request, "Route of the day"), "row": row, "ends": ends, "day": on,
        "today": today, "visits": visits,
        "route": route if row else None, "clocks": clocks, "writable": writable, "new_id": new_id, "rep": str(rep),
        "map_data": {"places": places, "lines": [{"line": line["coordinates"], "kind": "route"}] if line else []},
        "reasons": lambda stored: reasons(stored, request.state.locale), "holiday": found.holidays.get(on, ""),
        "before": on - timedelta(days=1), "after": on + timedelta(days=1),
        "may_plan": actor.may(Right.VISIT_PLAN),
        "may_change": actor.may(Right.VISIT_PLAN) or (actor.may(Right.VISIT_DO) and rep == actor.id),
        "detour": parse_settings(ends["settings"]).detour_percent if ends else 0,
        "start_words": lambda code: start_words(code, request.state.locale),
    }  # fmt: skip
    prepare(frame)
    if request.headers.get("x-fragment"):
        return HTMLResponse(frame.fragment(request, "planning/day_parts.html", context))
    return await frame.page(request, "planning/day.html", context)


def _distance(before: int, after: int, late: int) -> tuple[str, dict[str, Any]]:
    figures = _figures(before, after)
    if late:
        return "The route has {after} km, before {before} km; {count} min of it cannot be on time.", {
            **figures, "count": -(-late // 60),
        }  # fmt: skip
    return "The route has {after} km, before {before} km.", figures


def _figures(before: int, after: int) -> dict[str, Any]:
    return {"before": f"{before / 1000:.1f}", "after": f"{after / 1000:.1f}"}


def _clock(moment: datetime | None) -> str:
    return "" if moment is None else clock.company().local(moment).strftime("%H:%M")


__all__ = ["day_routes"]
