"""Visits planned by hand (PLN-5, PLN-7): many at once, moved to another day, time, place in the order or rep, with what
they are for. Whatever was put somewhere by hand, a later plan leaves there.

A rep plans his own visits with the right visit.do; for others visit.plan is needed, within the data scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.planning.day_routes import RepDay, lock_reps, read_days, retime
from erp_visit.planning.plans import reps_within
from erp_visit.planning.wishes import Wanted, check_day, check_minutes, check_time, check_visits, content, invite, texts
from erp_visit.visits.models import Visit, VisitState
from erp_visit.work.notify import notify

MOST_VISITS = 200


@dataclass(frozen=True, slots=True)
class VisitsPlanned:
    """The visits that a command made."""

    visit_ids: tuple[UUID, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """The visit that a command changed."""

    visit_id: UUID
    replayed: bool = False


async def plan_visits(actor: Actor, *, visits: Sequence[Wanted], operation_id: UUID | None = None) -> VisitsPlanned:
    """Plan visits by hand, each under the client's id; all or none. Without a rep they are the actor's own.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (customer, rep, colleague), INACTIVE (customer lost), DUPLICATE (planned
    for that day already), KEY_REUSED; each with the place in the list.
    """
    reps = [wanted.rep_id or actor.id for wanted in visits]
    _require(actor, reps)
    key = operation_id or (visits[0].id if visits else None)
    operation = Operation.of(actor, "visit.plan", key, visits=[content(one) for one in visits])
    if not visits:
        raise invalid("Something is needed here; the field is empty.", "visits")
    if len(visits) > MOST_VISITS:
        raise invalid(
            "There may be {maximum} visits at a time; these are {count}.", "visits", maximum=MOST_VISITS,
            count=len(visits),
        )  # fmt: skip
    goals = [texts(wanted, number) for number, wanted in enumerate(visits)]

    async def work(connection: Connection) -> VisitsPlanned:
        earlier = await first_result(connection, operation, VisitsPlanned)
        if earlier is not None:
            return earlier
        await reps_within(connection, actor, list(dict.fromkeys(reps)), "visits")
        locked = await lock_reps(connection, reps)
        parameters = await control_parameters(connection, actor.department_id)
        await check_visits(connection, actor, visits, reps, parameters)
        rows = [
            (wanted.id, wanted.customer_id, rep, locked[rep]["department_id"], wanted.day, wanted.at,
             _agreed(wanted.at, wanted.appointment), wanted.minutes, *text)
            for wanted, rep, text in zip(visits, reps, goals, strict=True)
        ]  # fmt: skip
        await connection.execute(
            "INSERT INTO visit (id, customer_id, rep_id, department_id, kind, state, business_day, planned_at,"
            " appointment, planned_minutes, objective, secondary_objective, materials, moved_by_hand)"
            " SELECT n.id, n.customer_id, n.rep_id, n.department_id, 'PLANNED', 'PLANNED', n.day, n.at, n.appointment,"
            " n.minutes, n.objective, n.secondary, n.materials, true"
            " FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::timestamptz[], $7::bool[],"
            " $8::int[], $9::text[], $10::text[], $11::text[])"
            " AS n (id, customer_id, rep_id, department_id, day, at, appointment, minutes, objective, secondary,"
            " materials)",
            *(list(column) for column in zip(*rows, strict=True)),
        )
        await invite(connection, actor, visits)
        days = {(rep, wanted.day) for wanted, rep in zip(visits, reps, strict=True)}
        await order_by_time(connection, {wanted.id for wanted in visits if wanted.at is not None}, days)
        await retime(connection, sorted(days), "BY_HAND")
        keys = tuple(wanted.id for wanted in visits)
        await connection.execute(
            "INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)"
            " SELECT $2, 'visit.plan', 'Visit', v.id, left(c.name, 64),"
            " jsonb_build_object('state', 'PLANNED', 'business_day', v.business_day, 'rep_id', v.rep_id)"
            " FROM visit v JOIN customer c ON c.id = v.customer_id WHERE v.id = ANY($1::uuid[])",
            list(keys), actor.id,
        )  # fmt: skip
        announce("Visit", *keys)
        result = VisitsPlanned(keys)
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitsPlanned, work)


async def reschedule_visit(
    actor: Actor,
    *,
    visit_id: UUID,
    day: date,
    position: int | None = None,
    at: datetime | None = None,
    appointment: bool | None = None,
    rep_id: UUID | None = None,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> VisitChanged:
    """Move a planned visit to a day, there to a place in the order (from 1) or to a time, and to another rep. A time is
    one agreed with the customer, which routes and plans keep, unless `appointment` is false.

    Raises FORBIDDEN, INVALID_INPUT (a past day, a rep who goes along on it), NOT_FOUND (visit, rep), WRONG_STATE (it
    has begun), DUPLICATE, CONFLICT, KEY_REUSED.
    """
    operation = Operation.of(
        actor, "visit.reschedule", operation_id, visit=visit_id, day=day, position=position, at=at,
        appointment=appointment, rep=rep_id, version=expected_version,
    )  # fmt: skip
    actor.require(Right.VISIT_DO if not actor.may(Right.VISIT_PLAN) else Right.VISIT_PLAN)

    async def work(connection: Connection) -> VisitChanged:
        earlier = await first_result(connection, operation, VisitChanged)
        if earlier is not None:
            return earlier
        seen = await require_visible(connection, actor, Visit, visit_id, "visitId", columns=("rep_id",))
        new_rep = rep_id or seen["rep_id"]
        _require(actor, [seen["rep_id"], new_rep])
        await reps_within(connection, actor, [new_rep], "repId")
        if seen["rep_id"] != new_rep:
            await reps_within(connection, actor, [seen["rep_id"]], "visitId", left=True)  # a leaver's go to others
        locked = await lock_reps(connection, [seen["rep_id"], new_rep])
        found = await _planned(connection, visit_id, seen["rep_id"], expected_version)
        if await connection.fetchval(
            "SELECT EXISTS (SELECT FROM co_visit WHERE visit_id = $1 AND colleague_id = $2 AND state <> 'DECLINED')",
            visit_id, new_rep,
        ):  # fmt: skip
            raise invalid(
                "{name} goes along on this visit. Choose somebody else, or have the invitation declined first.",
                "repId", name=locked[new_rep]["name"],
            )  # fmt: skip
        parameters = await control_parameters(connection, actor.department_id)
        check_day(day, parameters, "day")
        check_time(at, day, parameters, "at")
        values = {
            "business_day": day, "rep_id": new_rep, "department_id": locked[new_rep]["department_id"],
            "appointment": _agreed(at, appointment) if at is not None or appointment is not None or
            day != found["business_day"] else found["appointment"],
            "planned_at": at if at is not None or day != found["business_day"] else found["planned_at"],
        }  # fmt: skip
        await connection.execute(
            "UPDATE visit SET business_day = $2, rep_id = $3, department_id = $4, appointment = $5, planned_at = $6,"
            " position = NULL, moved_by_hand = true, version = version + 1 WHERE id = $1",
            visit_id, *values.values(),
        )  # fmt: skip
        if position is not None:
            await _put(connection, (new_rep, day), visit_id, position)
        else:
            await order_by_time(connection, {visit_id} if at is not None else set(), {(new_rep, day)})
        await retime(connection, sorted({(seen["rep_id"], found["business_day"]), (new_rep, day)}), "BY_HAND")
        before, after = changed(dict(found), values)
        await record_audit(
            connection, actor, "visit.reschedule", "Visit", visit_id, number=found["name"],
            before=before, after={**after, "moved_by_hand": True},
        )  # fmt: skip
        announce("Visit", visit_id)
        if new_rep != actor.id:
            await notify(
                connection, [new_rep], key=f"visit.reschedule:{visit_id}:{found['version']}",
                template="{who} planned your visit at {customer} for {day}",
                params={"who": actor.name, "customer": found["name"], "day": day.isoformat()},
                entity="Visit", entity_id=visit_id,
            )  # fmt: skip
        if seen["rep_id"] not in (new_rep, actor.id):
            await notify(
                connection, [seen["rep_id"]], key=f"visit.given:{visit_id}:{found['version']}",
                template="{who} gave your visit at {customer} on {day} to somebody else",
                params={"who": actor.name, "customer": found["name"], "day": found["business_day"].isoformat()},
            )  # fmt: skip
        result = VisitChanged(visit_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitChanged, work)


async def set_visit_goals(
    actor: Actor,
    *,
    visit_id: UUID,
    objective: str | None = None,
    secondary_objective: str | None = None,
    materials: str | None = None,
    minutes: int | None = None,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> VisitChanged:
    """Say what a planned visit is for, what to bring, and how long it takes; what is left out stays.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_DO if not actor.may(Right.VISIT_PLAN) else Right.VISIT_PLAN)
    given = {"objective": objective, "secondary_objective": secondary_objective, "materials": materials}
    names = {"objective": "objective", "secondary_objective": "secondaryObjective", "materials": "materials"}
    values: dict[str, Any] = {
        name: check_text(value, 255, names[name]) for name, value in given.items() if value is not None
    }
    if minutes is not None:
        check_minutes(minutes, "minutes")
        values["planned_minutes"] = minutes
    operation = Operation.of(
        actor, "visit.goals", operation_id, visit=visit_id, values=values, version=expected_version
    )

    async def work(connection: Connection) -> VisitChanged:
        earlier = await first_result(connection, operation, VisitChanged)
        if earlier is not None:
            return earlier
        seen = await require_visible(connection, actor, Visit, visit_id, "visitId", columns=("rep_id",))
        _require(actor, [seen["rep_id"]])
        await reps_within(connection, actor, [seen["rep_id"]], "visitId")
        await lock_reps(connection, [seen["rep_id"]])
        found = await _planned(connection, visit_id, seen["rep_id"], expected_version)
        before, after = changed(dict(found), values)
        if after:
            sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            # Somebody looked at it: a later plan must not take it away.
            await connection.execute(
                f"UPDATE visit SET {sets}, moved_by_hand = true, version = version + 1 WHERE id = $1",
                visit_id, *after.values(),
            )  # fmt: skip
            if "planned_minutes" in after:
                await retime(connection, [(seen["rep_id"], found["business_day"])], "BY_HAND")
            await record_audit(
                connection, actor, "visit.goals", "Visit", visit_id, number=found["name"], before=before, after=after
            )
            announce("Visit", visit_id)
        result = VisitChanged(visit_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, VisitChanged, work)


async def order_by_time(connection: Connection, timed: set[UUID], days: set[RepDay]) -> None:
    """Bring visits with a time of their own into its place among the day's others; those without come last."""
    for key, day in sorted((await read_days(connection, sorted(days))).items()):
        if not any(row["id"] in timed for row in day.planned):
            continue
        others = [row for row in day.planned if row["id"] not in timed]
        order = [row["id"] for row in others]
        for row in sorted((row for row in day.planned if row["id"] in timed), key=lambda one: one["planned_at"]):
            earlier = [other for other in others if other["planned_at"] and other["planned_at"] <= row["planned_at"]]
            order.insert(len(earlier) + sum(1 for one in order if one in timed), row["id"])
        await write_order(connection, key, order)


async def write_order(connection: Connection, day: RepDay, order: Sequence[UUID]) -> None:
    """Positions of a day's planned visits; `retime` numbers them behind those that have begun."""
    await connection.execute(
        "UPDATE visit v SET position = n.position FROM unnest($3::uuid[]) WITH ORDINALITY AS n (id, position)"
        " WHERE v.id = n.id AND v.rep_id = $1 AND v.business_day = $2 AND v.state = 'PLANNED'",
        *day, list(order),
    )  # fmt: skip


async def _put(connection: Connection, day: RepDay, visit_id: UUID, position: int) -> None:
    plan = (await read_days(connection, [day]))[day]
    order = [row["id"] for row in plan.planned if row["id"] != visit_id]
    order.insert(max(0, position - 1 - len(plan.begun)), visit_id)
    await write_order(connection, day, order)


async def _planned(connection: Connection, visit_id: UUID, rep_id: UUID, expected: int | None) -> Any:
    """A visit that has not begun, locked. Raises WRONG_STATE, CONFLICT."""
    found: Any = await connection.fetchrow(
        "SELECT v.rep_id, v.department_id, v.state, v.version, v.business_day, v.planned_at, v.planned_minutes,"
        " v.appointment, v.objective, v.secondary_objective, v.materials, c.name"
        " FROM visit v JOIN customer c ON c.id = v.customer_id WHERE v.id = $1 FOR UPDATE OF v",
        visit_id,
    )
    if found is None or found["rep_id"] != rep_id:
        raise not_found("Visit", visit_id, "visitId")  # a plan removed it or gave it to a colleague meanwhile
    check_version(expected, found["version"], VisitState(found["state"]), found["name"])
    if found["state"] != VisitState.PLANNED.value:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "The visit at {customer} is {state}; only a visit that is planned and has not begun can be changed.",
            path=("visitId",), customer=found["name"], state=VisitState(found["state"]),
        )  # fmt: skip
    return found


def _require(actor: Actor, reps: Sequence[UUID]) -> None:
    actor.require(Right.VISIT_PLAN if any(rep != actor.id for rep in reps) or actor.may(Right.VISIT_PLAN)
                  else Right.VISIT_DO)  # fmt: skip


def _agreed(at: datetime | None, appointment: bool | None) -> bool:
    return at is not None and appointment is not False


__all__ = [
    "VisitChanged", "VisitsPlanned", "order_by_time", "plan_visits", "reschedule_visit",
    "set_visit_goals", "write_order",
]  # fmt: skip
