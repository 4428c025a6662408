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
from erp_visit.core.clock import business_day, now
from erp_visit.core.ids import parse_id
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.panel.frame import Frame
from erp_visit.panel.security import BASE
from erp_visit.tracks.days import DayOfTrack, track_of_day
from erp_visit.tracks.live import LivePosition, last_positions, seen_by

PATH = f"{BASE}/track-map"
_VISITS = """query($rep: ID!, $day: Date!) { visits(
    first: 100, filter: { rep: { id: { eq: $rep } }, businessDay: { eq: $day } }, orderBy: [{ field: CREATED_AT }]
) { nodes { id state checkedInAt checkedOutAt latitude longitude customer { id name latitude longitude } } } }"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose track may be looked at."""

    id: UUID
    name: str


def track_routes(frame: Frame) -> list[BaseRoute]:
    """The map, and the positions for its script."""

    async def page(request: Request) -> Response:
        people = await _people(request)
        asked = request.query_params.get("employee", "")
        if not asked:
            positions = await _team(request, people)
            team = {
                "title": frame.text(request, "Where the team is"), "people": people, "positions": positions,
                "map": {"places": _places(positions)}, "live": f"{PATH}/positions",
            }  # fmt: skip
            return await frame.page(request, "tracks/team.html", team)
        key = parse_id(asked, "Employee", "employee")
        day = await _day(request)
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
            "map": _map(track, visits["nodes"]),
        }  # fmt: skip
        return await frame.page(request, "tracks/day.html", context)

    async def positions(request: Request) -> Response:
        found = await _team(request, await _people(request))
        rows = frame.fragment(request, "tracks/positions.html", {"positions": found})
        return JSONResponse({"map": {"places": _places(found)}, "rows": rows})

    return [
        Route("/track-map", page, methods=["GET"]),
        Route("/track-map/positions", positions, methods=["GET"]),
    ]


async def _people(request: Request) -> list[Person]:
    """Those whose tracks the actor sees, by name; oneself among them."""
    actor = request.state.actor
    actor.require(Right.VISIT_VIEW)
    async with db.connection() as connection:
        keys = await seen_by(connection, actor)
        rows = await connection.fetch(
            "SELECT e.id, e.name FROM employee e WHERE e.id = ANY($1::uuid[]) AND (e.tracking_consent_at IS NOT NULL"
            " OR EXISTS (SELECT FROM day_track d WHERE d.employee_id = e.id)) ORDER BY e.name, e.id",
            keys,
        )
    return [Person(row["id"], row["name"]) for row in rows]


async def _team(request: Request, people: Sequence[Person]) -> list[dict[str, Any]]:
    names = {one.id: one.name for one in people}
    return [_position(one, names[one.employee_id]) for one in await last_positions(list(names))]


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


async def _day(request: Request) -> date:
    """The business day asked for; today if none or nonsense was."""
    try:
        return date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        async with db.connection() as connection:
            parameters = await control_parameters(connection, None)
        return business_day(now(), parameters.timezone, parameters.cutoff_hour)


def _map(track: DayOfTrack, visits: Sequence[dict[str, Any]]) -> dict[str, Any]:
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
            "mark": str(number), "text": _span(stop),
        })  # fmt: skip
    line = [[point.longitude, point.latitude] for point in track.positions]
    return {"places": places, "lines": [{"line": line, "kind": "track", "tone": 0}] if len(line) > 1 else []}


def _span(stop: dict[str, Any]) -> str:
    minutes = round((datetime.fromisoformat(stop["until"]) - datetime.fromisoformat(stop["from"])).total_seconds() / 60)
    return f"{minutes} min"


__all__ = ["track_routes"]
