"""Where the team is, and where somebody was on a day: map, stops, visits, mileage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.clock import now, today
from erp_visit.core.ids import parse_id
from erp_visit.org.rights import Right
from erp_visit.panel.formats import duration
from erp_visit.panel.frame import Frame
from erp_visit.panel.planning.common import date_or_none
from erp_visit.panel.security import BASE
from erp_visit.tracks.days import DayOfTrack, track_of_day
from erp_visit.tracks.live import LivePosition, last_positions, seen_by

PATH = f"{BASE}/track-map"
_OPEN = """query($reps: [ID!]!) { visits(
    first: 100, filter: { rep: { id: { in: $reps } }, state: { in: [STARTED, CHECKED_IN] } }
) { nodes { id state rep { id } customer { id name } } } }"""
_VISITS = """query($rep: ID!, $day: Date!) { visits(
    first: 100, filter: { rep: { id: { eq: $rep } }, businessDay: { eq: $day } }, orderBy: [{ field: CREATED_AT }]
) { nodes { id state checkedInAt checkedOutAt latitude longitude customer { id name latitude longitude } } } }"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose track may be looked at."""

    id: UUID
    name: str
    day: date | None
    """The last day that there is a track of."""
    last_at: datetime | None
    metres: int


def track_routes(frame: Frame) -> list[BaseRoute]:
    """The map, and the positions for its script."""

    async def page(request: Request) -> Response:
        people = await _people(request)
        asked = request.query_params.get("employee", "")
        if not asked:
            team = {
                "title": frame.text(request, "Where the team is"), "people": people, "live": f"{PATH}/positions",
                **await seen(request, people),
            }  # fmt: skip
            return await frame.page(request, "tracks/team.html", team)
        key = parse_id(asked, "Employee", "employee")
        day = _day(request)
        track = await track_of_day(request.state.actor, key, day)
        visits = (await frame.read(request, _VISITS, {"rep": f"Employee:{key}", "day": day.isoformat()}))["visits"]
        names = {visit["id"]: visit["customer"]["name"] for visit in visits["nodes"]}
        name = next((one.name for one in people if one.id == key), "")
        context: dict[str, Any] = {
            "title": frame.text(request, "Track of {name}", name=name) if name else frame.text(request, "Track"),
            "people": people, "employee": str(key), "day": day.isoformat(), "track": track, "names": names,
            "visits": visits["nodes"],
            "before": f"{PATH}?employee={key}&day={day - timedelta(days=1)}",
            "after": f"{PATH}?employee={key}&day={day + timedelta(days=1)}",
            "map": _map(track, visits["nodes"], request.state.locale),
        }  # fmt: skip
        return await frame.page(request, "tracks/day.html", context)

    async def positions(request: Request) -> Response:
        found = await seen(request, await _people(request))
        return JSONResponse({"map": found["map"], "rows": frame.fragment(request, "tracks/positions.html", found)})

    async def seen(request: Request, people: Sequence[Person]) -> dict[str, Any]:
        """Who is where now and at what, and when the others were seen last."""
        names = {one.id: one.name for one in people}
        live = [_position(one, names[one.employee_id]) for one in await last_positions(list(names))]
        visits: dict[str, dict[str, Any]] = {}
        if live:
            reps = {"reps": [f"Employee:{one['id']}" for one in live]}
            for visit in (await frame.read(request, _OPEN, reps))["visits"]["nodes"]:
                visits[visit["rep"]["id"].partition(":")[2]] = visit
        away = [one for one in people if str(one.id) not in {row["id"] for row in live}]
        away.sort(key=lambda one: (one.last_at is None, -(one.last_at.timestamp() if one.last_at else 0), one.name))
        return {
            "positions": [{**one, "visit": visits.get(one["id"])} for one in live], "away": away,
            "map": {"places": _places(live)}, "track": PATH,
        }  # fmt: skip

    return [
        Route("/track-map", page, methods=["GET"]),
        Route("/track-map/positions", positions, methods=["GET"]),
    ]


async def _people(request: Request) -> list[Person]:
    """Those whose tracks the actor sees, by name; oneself among them."""
    actor = request.state.actor
    actor.require(Right.VISIT_VIEW)
    if not actor.may(Right.VISIT_DO):  # nor has a track of his own
        actor.require(Right.TRACK_VIEW)
    async with db.connection() as connection:
        keys = await seen_by(connection, actor)
        rows = await connection.fetch(
            "SELECT e.id, e.name, d.business_day, d.last_at, coalesce(d.metres, 0) FROM employee e LEFT JOIN LATERAL"
            " (SELECT business_day, last_at, metres FROM day_track WHERE employee_id = e.id"
            "  ORDER BY business_day DESC LIMIT 1) d ON true"
            " WHERE e.id = ANY($1::uuid[]) AND (e.tracking_consent_at IS NOT NULL OR d.business_day IS NOT NULL)"
            " ORDER BY e.name, e.id",
            keys,
        )
    return [Person(*row) for row in rows]


def _position(one: LivePosition, name: str) -> dict[str, Any]:
    return {
        "id": str(one.employee_id), "name": name, "at": one.at, "latitude": one.latitude, "longitude": one.longitude,
        "accuracy": round(one.accuracy), "minutes": max(0, int((now() - one.at).total_seconds() // 60)),
        "href": f"{PATH}?employee={one.employee_id}",
    }  # fmt: skip


def _places(positions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"key": one["id"], "lon": one["longitude"], "lat": one["latitude"], "kind": "person", "label": one["name"],
         "href": one["href"], "radius": one["accuracy"]}
        for one in positions
    ]  # fmt: skip


def _day(request: Request) -> date:
    """The business day asked for; today if none or nonsense was."""
    return date_or_none(request.query_params.get("day", "")) or today()


def _map(track: DayOfTrack, visits: Sequence[dict[str, Any]], locale: str) -> dict[str, Any]:
    """The line, the stops in their order, and where visits were checked in."""
    places: list[dict[str, Any]] = []
    for visit in visits:
        latitude = visit["latitude"] if visit["latitude"] is not None else visit["customer"]["latitude"]
        longitude = visit["longitude"] if visit["longitude"] is not None else visit["customer"]["longitude"]
        if latitude is not None and longitude is not None:
            key = visit["id"].partition(":")[2]
            places.append({"key": key, "lon": longitude, "lat": latitude, "kind": "visit", "tone": 2,
                           "label": visit["customer"]["name"], "href": f"{BASE}/visits/{key}"})  # fmt: skip
    for number, stop in enumerate(track.stops, start=1):
        places.append({
            "key": f"stop-{number}", "lon": stop["longitude"], "lat": stop["latitude"], "kind": "stop", "tone": 1,
            "mark": str(number), "text": duration(stop["seconds"], locale=locale),
        })  # fmt: skip
    line = [[point.longitude, point.latitude] for point in track.positions]
    return {"places": places, "lines": [{"line": line, "kind": "track", "tone": 0}] if len(line) > 1 else []}


__all__ = ["track_routes"]
