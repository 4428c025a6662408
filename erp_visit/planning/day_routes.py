"""The routes of reps' days as they are stored: times of the visits in their order, and the way (PLN-6).

Whatever changes a day's visits ends in `retime`: one look at all the days concerned, times worked out in memory, and
two statements that write them. Visits that have begun keep their place at the head of the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.clock import business_day, now
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.settings import ControlParameters, parse_settings, settings_json_sql
from erp_visit.planning.distances import Place, StraightLines
from erp_visit.planning.facts import BASE_SQL, ENDS_SQL, clock_of, hours_of, moment_of, working_conditions
from erp_visit.planning.models import RouteStart
from erp_visit.planning.timing import DAY, Shift, Span, Stop, Timetable, starting_spans, stretched, timetable

QUARTER = 900
RepDay = tuple[UUID, date]

_READ = f"""
WITH day AS (SELECT DISTINCT d.rep_id, d.day FROM unnest($1::uuid[], $2::date[]) AS d (rep_id, day))
SELECT day.rep_id, day.day, e.department_id, {ENDS_SQL},
       {settings_json_sql("e.department_id", "e.id")} AS settings,
       v.id, v.customer_id, v.state, v.position, v.planned_at, v.planned_minutes, v.appointment, v.checked_in_at,
       c.latitude, c.longitude, c.opening_hours, c.visit_minutes, c.name
FROM day JOIN employee e ON e.id = day.rep_id {BASE_SQL}
LEFT JOIN visit v ON v.rep_id = day.rep_id AND v.business_day = day.day AND v.state <> 'CANCELLED'
LEFT JOIN customer c ON c.id = v.customer_id
ORDER BY day.rep_id, day.day, v.state = 'PLANNED', v.checked_in_at, v.position NULLS LAST, v.planned_at, v.id
"""


@dataclass(slots=True)
class DayPlan:
    """A rep's day: its visits in their order, those that have begun first."""

    rep_id: UUID
    day: date
    department_id: UUID
    conditions: Mapping[str, Any]
    parameters: ControlParameters
    begun: list[Any] = field(default_factory=list)
    planned: list[Any] = field(default_factory=list)

    def shift(self, first_place: int = 0, moment: datetime | None = None) -> tuple[Shift, list[Place | None]]:
        """The shift with the places of start, end and then the visits that are planned. Today's begins now."""
        places: list[Place | None] = []
        indices: dict[str, int | None] = {"start": None, "end": None}
        for name in ("start", "end"):
            if (place := self.conditions[name]) is not None:
                indices[name] = first_place + len(places)
                places.append((place[0], place[1]))
        begins = self.conditions["begins"]
        moment = moment or now()
        if self._is_today(moment):
            begins = max(begins, -(-clock_of(moment, self.day, self.parameters) // QUARTER) * QUARTER)
            if (at := self._last_place()) is not None:
                indices["start"] = first_place + len(places)
                places.append(at)
        lunch = self.conditions["lunch"]
        shift = Shift(
            begins, self.conditions["ends"], (lunch[0], lunch[1]), self.conditions["buffer"], indices["start"],
            indices["end"],
        )  # fmt: skip
        return shift, places

    def start_from(self, moment: datetime) -> str:
        """Where the way that is still to go begins."""
        if self._is_today(moment) and self._last_place() is not None:
            return RouteStart.LAST_VISIT.value
        return str(self.conditions["start_from"])

    def _is_today(self, moment: datetime) -> bool:
        return self.day == business_day(moment, self.parameters.timezone, self.parameters.cutoff_hour)

    def _last_place(self) -> Place | None:
        """Where the rep was last seen today."""
        return next((place for row in reversed(self.begun) if (place := place_of(row)) is not None), None)

    def stops(self, shift: Shift) -> list[Stop]:
        """The planned visits as stops; places are counted from 0."""
        return [Stop(number, self.seconds(row), self._spans(row, shift)) for number, row in enumerate(self.planned)]

    def seconds(self, row: Any) -> int:
        """How long a visit takes."""
        return int(row["planned_minutes"] or row["visit_minutes"] or self.parameters.visit_minutes) * 60

    def _spans(self, row: Any, shift: Shift) -> tuple[Span, ...]:
        if row["appointment"] and row["planned_at"] is not None:
            at = clock_of(row["planned_at"], self.day, self.parameters)
            return ((at, at),)
        hours = hours_of(row["opening_hours"])
        spans = hours.get(str(self.day.isoweekday()), []) if hours else [[0, DAY]]
        seconds = self.seconds(row)
        # Whoever planned it by hand for a time when the shop is closed is told by the route's warnings, not stopped.
        found = starting_spans(shift, [(span[0], span[1]) for span in spans], seconds)
        return found or ((shift.begins, max(shift.begins, shift.ends - seconds)),)

    def timed(self, moment: datetime | None = None) -> Timetable:
        """The times of the planned visits in their order, by straight lines."""
        shift, ends = self.shift(len(self.planned), moment)
        places = [*(place_of(row) for row in self.planned), *ends]
        ways = StraightLines(self.conditions["detour"] / 100, self.conditions["speed"]).ways(places)
        stops = self.stops(shift)
        return timetable(stretched(shift, ways, stops), ways, stops)

    def line(self) -> list[list[float]]:
        """The way as longitudes and latitudes: start, visits, end."""
        places = [self.conditions["start"], *(place_of(row) for row in (*self.begun, *self.planned)),
                  self.conditions["end"]]  # fmt: skip
        return [[place[1], place[0]] for place in places if place is not None]


def place_of(row: Any) -> Place | None:
    """Where a visit's customer is, if that is known."""
    return None if row["latitude"] is None or row["longitude"] is None else (row["latitude"], row["longitude"])


async def read_days(connection: Connection, days: Sequence[RepDay]) -> dict[RepDay, DayPlan]:
    """Reps' days with their visits, in one statement."""
    found: dict[RepDay, DayPlan] = {}
    for row in await connection.fetch(_READ, [rep for rep, _ in days], [day for _, day in days]):
        key = (row["rep_id"], row["day"])
        if key not in found:
            parameters = parse_settings(row["settings"])
            conditions = working_conditions(row, parameters)
            found[key] = DayPlan(row["rep_id"], row["day"], row["department_id"], conditions, parameters)
        if row["id"] is not None:
            (found[key].planned if row["state"] == "PLANNED" else found[key].begun).append(row)
    return found


async def retime(
    connection: Connection,
    days: Sequence[RepDay],
    origin: str,
    computed: Mapping[RepDay, Mapping[str, Any]] | None = None,
) -> list[UUID]:
    """Number the visits of some days anew in their order, write their times, and store the days' routes; the visits
    whose time changed. Times of appointments stay. `computed` is what was worked out for a day already: by roads, which
    nobody is asked for here, or as the best of orders."""
    moment = now()
    visits: list[tuple[UUID, int, datetime | None, int]] = []
    routes: list[tuple[Any, ...]] = []
    gone: list[RepDay] = []
    for key, day in (await read_days(connection, days)).items():
        if not day.planned and not day.begun:
            gone.append(key)
            continue
        times = day.timed(moment)
        known = (computed or {}).get(key)
        starts = known["starts"] if known else times.starts
        for number, row in enumerate(day.begun, start=1):
            visits.append((row["id"], number, row["planned_at"], day.seconds(row) // 60))
        for number, (row, at) in enumerate(zip(day.planned, starts, strict=True), start=1):
            fixed = row["appointment"] and row["planned_at"] is not None
            arrival = row["planned_at"] if fixed else moment_of(day.day, at, day.parameters)
            visits.append((row["id"], len(day.begun) + number, arrival, day.seconds(row) // 60))
        figures = known or {"metres": times.metres, "travel": times.travel, "waiting": times.waiting,
                            "leaves": times.leaves, "returns": times.returns, "straight": True}  # fmt: skip
        line = day.line()
        routes.append((
            day.rep_id, day.department_id, day.day,
            moment_of(day.day, figures["leaves"], day.parameters),
            moment_of(day.day, figures["returns"], day.parameters),
            figures["metres"], figures["travel"], figures["waiting"],
            orjson.dumps({"type": "LineString", "coordinates": line}).decode() if len(line) > 1 else None,
            figures["straight"], day.start_from(moment),
        ))  # fmt: skip
    changed = await connection.fetch(
        "UPDATE visit v SET position = n.position, planned_at = n.planned_at, planned_minutes = n.minutes,"
        " version = version + 1"
        " FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[]) AS n (id, position, planned_at, minutes)"
        " WHERE v.id = n.id AND (v.position IS DISTINCT FROM n.position OR v.planned_at IS DISTINCT FROM n.planned_at"
        " OR v.planned_minutes IS DISTINCT FROM n.minutes) RETURNING v.id",
        *(list(column) for column in (zip(*visits, strict=True) if visits else ((), (), (), ()))),
    )
    columns = [list(column) for column in zip(*routes, strict=True)] if routes else [[] for _ in range(11)]
    stored = await connection.fetch(
        "INSERT INTO day_route AS r (rep_id, department_id, business_day, leaves_at, returns_at, metres,"
        " travel_seconds, waiting_seconds, line, straight, start_from, origin, computed_at)"
        " SELECT n.*, $12, $13 FROM unnest($1::uuid[], $2::uuid[], $3::date[],"
        " $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[], $8::int[], $9::jsonb[],"
        " $10::bool[], $11::text[]) n"
        " ON CONFLICT (rep_id, business_day) DO UPDATE SET department_id = excluded.department_id,"
        " leaves_at = excluded.leaves_at, returns_at = excluded.returns_at, metres = excluded.metres,"
        " travel_seconds = excluded.travel_seconds, waiting_seconds = excluded.waiting_seconds, line = excluded.line,"
        " straight = excluded.straight, start_from = excluded.start_from,"
        " origin = excluded.origin, computed_at = excluded.computed_at, version = r.version + 1 RETURNING id",
        *columns, origin, moment,
    )  # fmt: skip
    if gone:
        await connection.execute(
            "DELETE FROM day_route r USING unnest($1::uuid[], $2::date[]) AS n (rep_id, day)"
            " WHERE r.rep_id = n.rep_id AND r.business_day = n.day",
            [rep for rep, _ in gone], [day for _, day in gone],
        )  # fmt: skip
    keys = [row["id"] for row in changed]
    if keys:
        announce("Visit", *keys)
    if stored:
        announce("DayRoute", *(row["id"] for row in stored))
    return keys


async def lock_reps(connection: Connection, rep_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Whoever changes reps' plans takes the reps' rows first, in the order of their keys: one after another. Active
    reps with their department and name."""
    rows = await connection.fetch(
        "SELECT id, department_id, name FROM employee WHERE id = ANY($1::uuid[]) AND status = 'ACTIVE'"
        " ORDER BY id FOR NO KEY UPDATE",
        sorted(set(rep_ids)),
    )
    return {row["id"]: row for row in rows}


__all__ = ["DayPlan", "RepDay", "lock_reps", "place_of", "read_days", "retime"]
