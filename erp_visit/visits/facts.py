"""All facts that a command on a visit is judged by, read in one statement and without locks.

What is contested, who has the one open visit and in which state a visit is, the writing statement asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.operations import STORED
from erp_visit.core.rows import QuickUUID
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters, settings_json_sql
from erp_visit.org.statements import parameters_of, sees
from erp_visit.visits.models import PhotoPurpose, Visit, VisitState


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """The visit that an employee has open; with `co_visit` it is a colleague's, and he goes along on it."""

    id: UUID
    customer: str
    device: str
    state: VisitState
    checked_in_at: datetime | None
    co_visit: UUID | None = None

    def refusal(self, *, past: bool = False) -> DomainError:
        """Why no other one can begin, naming the visit and the device that it was begun on; or could have begun."""
        told: dict[str, Any] = {"customer": self.customer, "visit": str(self.id), "device": self.device}
        message = "Your visit at {customer} is still open. Check out of it or cancel it first."
        if self.device:
            message = "Your visit at {customer}, begun on {device}, is still open. Check out of it or cancel it first."
        if self.co_visit is not None:
            message = "You are going along on a visit at {customer}. Check out of that co-visit first, then try again."
            told["coVisit"] = str(self.co_visit)
        if past:
            message = "You were at {customer} at that time. One is at one place at a time: correct the times."
        return DomainError(ErrorCode.VISIT_OPEN, message, **told)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit, its customer and the rules for it. `state` is None if the visit is yet to be made.

    `visit_id` is None if the command names none; `planned` are the visits at the customer that are planned for the
    actor around that moment: the command may turn out to be about one of them. `during` is another visit of the actor,
    over by now, that the moment of a late command lies in. `last` is the last known point of the actor: at, latitude,
    longitude, accuracy, source. `photos` are how many the visit has, by what they show.
    """

    visit_id: UUID | None
    rep_id: UUID
    state: VisitState | None
    department_id: UUID
    customer_id: UUID
    name: str
    customer_latitude: float | None
    customer_longitude: float | None
    checked_in_at: datetime | None
    latitude: float | None
    longitude: float | None
    parameters: ControlParameters
    planned: tuple[tuple[UUID, VisitState, date], ...]
    open: OpenVisit | None
    during: OpenVisit | None
    last: tuple[Any, ...] | None
    photos: dict[str, int]

    def __getitem__(self, name: str) -> Any:
        """As a row: for what is also used with rows of the database."""
        return getattr(self, name)

    def photos_showing(self, purpose: str) -> int:
        return sum(self.photos.values()) if purpose == "ANY" else self.photos.get(PhotoPurpose(purpose).value, 0)


LAST_POINT = """(
    SELECT json_build_array(p.at, p.latitude, p.longitude, p.accuracy, p.source)::text FROM (
        (SELECT t.at, t.latitude, t.longitude, t.accuracy::float8, 'TRACK' AS source FROM track_point t
         WHERE t.employee_id = {employee} AND t.at <= {moment} AND t.at > {moment} - interval '1 day' AND NOT t.mock
         ORDER BY t.at DESC LIMIT 1)
        UNION ALL
        (SELECT w.* FROM (SELECT * FROM visit w WHERE w.rep_id = {employee} AND w.checked_in_at <= {moment}
             AND w.checked_in_at > {moment} - interval '1 day' ORDER BY w.checked_in_at DESC LIMIT 1) v,
         LATERAL (VALUES
             (v.checked_out_at, v.check_out_latitude, v.check_out_longitude, NULL::float8, 'CHECK_OUT'),
             (coalesce(v.fixed_at, v.checked_in_at), v.latitude, v.longitude, v.accuracy, 'CHECK_IN')) AS w
         WHERE v.mock IS NOT TRUE)
        UNION ALL
        (SELECT coalesce(v.fixed_at, v.checked_in_at), v.latitude, v.longitude, v.accuracy, 'CO_VISIT' FROM co_visit v
         WHERE v.colleague_id = {employee} AND v.checked_in_at <= {moment}
             AND v.checked_in_at > {moment} - interval '1 day' AND NOT v.evidence_reasons @> '{{MOCK_POSITION}}'
         ORDER BY v.checked_in_at DESC LIMIT 1)
    ) p (at, latitude, longitude, accuracy, source)
    WHERE p.latitude IS NOT NULL AND p.at IS NOT NULL ORDER BY p.at DESC LIMIT 1)"""
"""Scalar subselect: where an employee was last known to be in the day before a moment. Indexes find each candidate."""

OPEN_VISIT = """(
    SELECT json_build_array(o.id, c.name, o.device, o.state, o.checked_in_at, o.co_visit)::text FROM (
        SELECT v.id, v.customer_id, v.device, v.state, v.checked_in_at, NULL::uuid AS co_visit FROM visit v
        WHERE v.rep_id = {employee} AND v.state IN ('STARTED', 'CHECKED_IN') AND v.id IS DISTINCT FROM {visit}
        UNION ALL
        SELECT v.id, v.customer_id, '', v.state, t.checked_in_at, t.id
        FROM co_visit t JOIN visit v ON v.id = t.visit_id WHERE t.colleague_id = {employee} AND t.state = 'CHECKED_IN'
    ) o JOIN customer c ON c.id = o.customer_id LIMIT 1)"""
"""Scalar subselect: the visit that an employee has open, or goes along on, other than one of his own."""

DURING = """(
    SELECT json_build_array(o.id, c.name, o.device, o.state, o.checked_in_at, o.co_visit)::text FROM (
        (SELECT v.id, v.customer_id, v.device, v.state, v.checked_in_at, v.checked_out_at, NULL::uuid AS co_visit
         FROM visit v WHERE v.rep_id = {employee} AND v.checked_in_at <= {moment} AND v.id IS DISTINCT FROM {visit}
         ORDER BY v.checked_in_at DESC LIMIT 1)
        UNION ALL
        (SELECT v.id, v.customer_id, '', v.state, t.checked_in_at, t.checked_out_at, t.id
         FROM co_visit t JOIN visit v ON v.id = t.visit_id
         WHERE t.colleague_id = {employee} AND t.checked_in_at <= {moment} ORDER BY t.checked_in_at DESC LIMIT 1)
    ) o JOIN customer c ON c.id = o.customer_id WHERE o.checked_out_at > {moment} LIMIT 1)"""
"""Scalar subselect: the visit, over by now, that an employee was in at a moment, other than one of his own."""

VISIT_KEY = "coalesce((SELECT av.id FROM visit av WHERE av.ad_hoc_id = {key}), {key})"
"""SQL: the visit that a client's id stands for. A phone without network goes on using the id that it gave to a visit
which it took for unplanned (service.taking_up)."""

_PLANNED = """CASE WHEN $4::uuid IS NOT NULL THEN (
    SELECT json_agg(json_build_array(w.id, w.state, w.business_day) ORDER BY w.state DESC, w.id)::text FROM visit w
    WHERE w.rep_id = $1 AND w.customer_id = $4 AND w.kind = 'PLANNED' AND w.state IN ('PLANNED', 'STARTED')
      AND w.business_day BETWEEN ($7::timestamptz - interval '2 days')::date
                             AND ($7::timestamptz + interval '2 days')::date) END"""
"""Which of these days is the moment's business day, the settings say that the same statement reads."""


_OWN_MOMENT = "least($7::timestamptz, now())"
"""What comes late is judged by the parameters of its own moment, not by those of the upload."""


@lru_cache(maxsize=256)
def _statement(profile: Profile) -> str:
    return f"""
WITH v AS MATERIALIZED (
    SELECT v.* FROM visit v WHERE v.id = {VISIT_KEY.format(key="$3::uuid")} AND {sees(Visit, profile, "v")}
), c AS MATERIALIZED (
    SELECT c.id, c.name, c.latitude, c.longitude FROM customer c
    WHERE c.id = coalesce((SELECT v.customer_id FROM v), $4::uuid)
      AND ($3::uuid IS NOT NULL OR {sees(Customer, profile, "c")})
), s AS MATERIALIZED (
    SELECT {
        settings_json_sql(
            "coalesce((SELECT v.department_id FROM v), $5::uuid)",
            "coalesce((SELECT v.rep_id FROM v), $1)",
            _OWN_MOMENT,
        )
    } AS j
)
SELECT {STORED.format(key="$6::uuid")} AS stored, v.id AS visit_id, v.rep_id, v.state, v.department_id, v.checked_in_at,
    v.business_day, v.latitude, v.longitude, c.id AS customer_id, c.name, c.latitude AS customer_latitude,
    c.longitude AS customer_longitude, s.j::text AS settings, {_PLANNED} AS planned,
    {OPEN_VISIT.format(employee="$1", visit="(SELECT v.id FROM v)")} AS open,
    CASE WHEN $8::boolean THEN {
        DURING.format(employee="$1", moment="$7::timestamptz", visit="(SELECT v.id FROM v)")
    } END AS during,
    {LAST_POINT.format(employee="$1", moment="$7::timestamptz")} AS last,
    (SELECT json_object_agg(n.purpose, n.n)::text FROM (
        SELECT p.purpose, count(*) AS n FROM visit_photo p WHERE p.visit_id = v.id GROUP BY 1) n) AS photos
FROM s LEFT JOIN v ON true LEFT JOIN c ON true
"""


async def read_facts(
    connection: Connection,
    actor: Actor,
    moment: datetime,
    *,
    visit_id: UUID | None = None,
    customer_id: UUID | None = None,
    operation_id: UUID | None = None,
    late: bool = False,
) -> tuple[str | None, Any]:
    """Read once; returns the operation's row and the rest for `parse_facts`, so that a repeat is answered first."""
    row: Any = await connection.fetchrow(
        _statement(actor.profile), actor.id, list(actor.department_ids), visit_id, customer_id, actor.department_id,
        operation_id, moment, late,
    )  # fmt: skip
    return row["stored"], row


async def known_visit(connection: Connection, key: UUID) -> UUID:
    """The visit that a client's id stands for; the id itself if it is no other one's."""
    found: UUID = await connection.fetchval(f"SELECT {VISIT_KEY.format(key='$1::uuid')}", key)
    return found


def parse_facts(
    actor: Actor, row: Any, *, visit_id: UUID | None, customer_id: UUID | None = None, also_team: bool = False
) -> VisitFacts:
    """The facts, typed; raises NOT_FOUND for what is out of sight, FORBIDDEN for a colleague's visit.

    With `also_team`, a visit of the actor's departments will do.
    """
    actor.require(Right.VISIT_VIEW if visit_id is not None else Right.CUSTOMER_VIEW)
    if visit_id is not None and row["visit_id"] is None:
        raise not_found("Visit", visit_id, "visitId")
    if row["customer_id"] is None:
        raise not_found("Customer", customer_id or "", "customerId")
    if visit_id is not None and row["rep_id"] != actor.id and not (also_team and leads(actor, row["department_id"])):
        raise DomainError(
            ErrorCode.FORBIDDEN, "This visit is a colleague's. Check in to a visit of your own.", path=("visitId",)
        )
    return VisitFacts(
        visit_id=row["visit_id"],
        rep_id=row["rep_id"] or actor.id,
        state=VisitState(row["state"]) if row["state"] else None,
        department_id=row["department_id"] or actor.department_id,
        customer_id=row["customer_id"],
        name=row["name"],
        customer_latitude=row["customer_latitude"],
        customer_longitude=row["customer_longitude"],
        checked_in_at=row["checked_in_at"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        parameters=parameters_of(row["settings"]),
        planned=tuple(
            (QuickUUID(key), VisitState(state), date.fromisoformat(day))
            for key, state, day in orjson.loads(row["planned"])
        )
        if row["planned"]
        else (),
        open=parse_open(row["open"]),
        during=parse_open(row["during"]),
        last=parse_last(row["last"]),
        photos=orjson.loads(row["photos"]) if row["photos"] else {},
    )


def parse_last(stored: str | None) -> tuple[Any, ...] | None:
    """What `LAST_POINT` found: at, latitude, longitude, accuracy, source."""
    return None if stored is None else tuple(orjson.loads(stored))


def leads(actor: Actor, department_id: UUID) -> bool:
    """Whether the tree puts the actor above a department's reps."""
    match actor.profile.scope:
        case Scope.ALL:
            return True
        case Scope.TEAM:
            return department_id in actor.department_ids
        case _:
            return False


def parse_open(stored: str | None) -> OpenVisit | None:
    """What `OPEN_VISIT` or `DURING` found."""
    if stored is None:
        return None
    key, customer, device, state, checked_in_at, co_visit = orjson.loads(stored)
    moment = datetime.fromisoformat(checked_in_at) if checked_in_at else None
    along = QuickUUID(co_visit) if co_visit else None
    return OpenVisit(QuickUUID(key), customer, device, VisitState(state), moment, along)


__all__ = [
    "DURING", "LAST_POINT", "OPEN_VISIT", "VISIT_KEY", "OpenVisit", "VisitFacts", "known_visit", "leads", "parse_facts",
    "parse_last", "parse_open", "read_facts",
]  # fmt: skip
