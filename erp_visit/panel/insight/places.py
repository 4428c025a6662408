"""The check-in map (INS-4): clusters that open the list of their visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.core.errors import invalid
from erp_visit.insight.checkins import Box, check_ins
from erp_visit.panel.insight.asked import choices, read_asked
from erp_visit.panel.insight.links import in_box, people_filters
from erp_visit.panel.screens.describe import preset_label
from erp_visit.panel.security import BASE
from erp_visit.visits.models import Evidence

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/insight/map"
SHOWN = 100
"""Rows of the table behind the map; the map itself shows all clusters."""


def place_routes(frame: Frame) -> list[BaseRoute]:
    """The map page."""

    async def page(request: Request) -> Response:
        actor: Actor = request.state.actor
        box = _box(request.query_params.get("box", ""))
        doubt = request.query_params.get("evidence", "")
        evidence = [Evidence(doubt)] if doubt in Evidence.__members__ else []
        async with db.connection() as connection:
            asked = read_asked(request.query_params, today(), "last30")
            reps = (asked.rep,) if asked.rep else ()
            clusters = await check_ins(
                connection, actor, from_on=asked.from_on, to_on=asked.to_on, box=box, department_id=asked.department,
                rep_ids=reps, evidence=evidence,
            )  # fmt: skip
            offered = await choices(connection, actor)
        people = people_filters(actor, asked.department, reps)
        if evidence:
            people = (*people, ("evidence", "in", doubt))
        rows = []
        for one in clusters:
            href = in_box(one.south, one.west, one.north, one.east, asked.from_on, asked.to_on, people)
            inside = ",".join(map(repr, (one.south, one.west, one.north, one.east)))
            closer = asked.url(PATH, evidence=doubt, box=inside) if one.north > one.south or one.east > one.west else ""
            rows.append((one, href, closer))
        context = {
            "title": frame.text(request, "Check-in map"), "asked": asked, "here": PATH, "evidence": doubt,
            "evidences": Evidence, "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN),
            "count": sum(one.count for one in clusters), "whole": asked.url(PATH, evidence=doubt) if box else "",
            "data": {"places": [_place(frame, request, one, href) for one, href, _ in rows], "lines": []},
            "span_words": {span: preset_label(span, request.state.locale) for span in offered["spans"]}, **offered,
        }  # fmt: skip
        return await frame.page(request, "insight/map.html", context)

    return [Route("/insight/map", page, methods=["GET"])]


def _place(frame: Frame, request: Request, one: Any, href: str) -> dict[str, Any]:
    text = frame.text(request, "{count} check-ins, {suspicious} suspicious", count=one.count, suspicious=one.suspicious)
    return {
        "key": f"{one.latitude:.6f},{one.longitude:.6f}", "lon": one.longitude, "lat": one.latitude,
        "count": one.count, "doubtful": one.suspicious, "text": text, "href": href,
    }  # fmt: skip


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        south, west, north, east = map(float, text.split(","))
    except ValueError:
        raise invalid("The box must name south below north and west before east, in degrees.", "box") from None
    return Box(south, west, north, east)


__all__ = ["place_routes"]
