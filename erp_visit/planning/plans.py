"""Plans as dry runs (PLN-1…4): asked for, worked out by a job in a process of its own, looked at, dropped.

Whoever has the right visit.plan plans for reps within his data scope. A plan reads the facts when its job runs; what
it was worked out from is known by its fingerprint. Applying it is in erp_visit.planning.applying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db, jobs
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.checks import check_version
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.guards import check_reach
from erp_visit.org.parameter_sets import remember_parameters
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.planning.demand import SCHEMES
from erp_visit.planning.facts import Reading, fingerprint, moment_of, read_facts
from erp_visit.planning.models import PLAN_MOVES, Plan, PlanState
from erp_visit.planning.process import Failed, compute
from erp_visit.planning.wishes import FARTHEST_DAYS
from erp_visit.settings import Settings

LONGEST_DAYS = 56
MOST_REPS = 300
TASK = "work_out_plan"

constraint_means("plan_pkey", ErrorCode.KEY_REUSED, "The id stands for another plan. Make a fresh UUID for each one.")


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """The plan that a command made or changed."""

    plan_id: UUID
    replayed: bool = False


async def request_plan(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    starts_on: date,
    ends_on: date,
    rep_ids: Sequence[UUID] = (),
    department_id: UUID | None = None,
    schemes: Sequence[str] = SCHEMES,
) -> PlanChanged:
    """Ask for a plan under the client's id: for some reps, or for all of a department and those below it.

    Raises FORBIDDEN, INVALID_INPUT (a past day, too many days or reps, no scheme, nobody to plan for), NOT_FOUND
    (department, rep), KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(
        actor, "plan.request", id, starts_on=starts_on, ends_on=ends_on, reps=sorted(map(str, rep_ids)),
        department=department_id, schemes=sorted(schemes),
    )  # fmt: skip
    if bool(rep_ids) == (department_id is not None):
        raise invalid("Name either the reps to plan for or a department.", "repIds")
    unknown = [scheme for scheme in schemes if scheme not in SCHEMES]
    if unknown or not schemes:
        raise invalid(
            "{value} is not one of {choices}.", "schemes", value=", ".join(unknown) or "-", choices=", ".join(SCHEMES)
        )

    async def work(connection: Connection) -> PlanChanged:
        earlier = await first_result(connection, operation, PlanChanged)
        if earlier is not None:
            return earlier
        parameters = await control_parameters(connection, department_id or actor.department_id)
        today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
        check_days(starts_on, ends_on, today)
        if department_id is not None:
            if actor.profile.scope is Scope.OWN:
                raise _own_only("departmentId")
            check_reach(actor, department_id, "departmentId")
            reps = await _reps_below(connection, department_id)
            place = department_id
        else:
            reps = await reps_within(connection, actor, rep_ids)
            departments = set(reps.values())
            place = departments.pop() if len(departments) == 1 else actor.department_id
        if len(reps) > MOST_REPS:
            raise invalid(
                "A plan is for {maximum} reps at most; these are {count}. Plan department by department.",
                "repIds", maximum=MOST_REPS, count=len(reps),
            )  # fmt: skip
        options = {"reps": sorted(map(str, reps)), "schemes": sorted(set(schemes))}
        number: str = await connection.fetchval(
            "INSERT INTO plan (id, number, state, starts_on, ends_on, department_id, requested_by_id, options)"
            " VALUES ($1, 'PL' || to_char($7::date, 'YYYYMMDD') || '-' || lpad(nextval('plan_number')::text, 6, '0'),"
            " 'QUEUED', $2, $3, $4, $5, $6::jsonb) RETURNING number",
            id, starts_on, ends_on, place, actor.id, orjson.dumps(options).decode(), today,
        )  # fmt: skip
        await jobs.queue(connection, TASK, plan_id=str(id))
        await record_audit(
            connection, actor, "plan.request", "Plan", id, number=number,
            after={"starts_on": starts_on, "ends_on": ends_on, "reps": len(reps), "schemes": options["schemes"]},
        )  # fmt: skip
        announce("Plan", id)
        result = PlanChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, PlanChanged, work)


async def discard_plan(
    actor: Actor, *, plan_id: UUID, expected_version: int | None = None, operation_id: UUID | None = None
) -> PlanChanged:
    """Drop a plan that is not applied; one that is being worked out is stopped.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(actor, "plan.discard", operation_id, plan=plan_id, version=expected_version)

    async def work(connection: Connection) -> PlanChanged:
        earlier = await first_result(connection, operation, PlanChanged)
        if earlier is not None:
            return earlier
        found = await require_visible(
            connection, actor, Plan, plan_id, "planId", columns=("number", "state", "version"),
            lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        check_version(expected_version, found["version"], PlanState(found["state"]), found["number"])
        PLAN_MOVES.check(PlanState(found["state"]), PlanState.DISCARDED, found["number"])
        await connection.execute("UPDATE plan SET state = 'DISCARDED', version = version + 1 WHERE id = $1", plan_id)
        await record_audit(
            connection, actor, "plan.discard", "Plan", plan_id, number=found["number"],
            before={"state": found["state"]}, after={"state": "DISCARDED"},
        )  # fmt: skip
        announce("Plan", plan_id)
        result = PlanChanged(plan_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, PlanChanged, work)


def check_days(starts_on: date, ends_on: date, today: date) -> None:
    """Raise INVALID_INPUT unless these are days to come, not too many and not too far ahead."""
    if starts_on < today:
        raise invalid(
            "{day} is over; a plan begins today ({today}) or later.", "startsOn",
            day=starts_on.isoformat(), today=today.isoformat(),
        )  # fmt: skip
    if ends_on < starts_on:
        raise invalid("The last day is before the first.", "endsOn")
    if ends_on - starts_on >= timedelta(days=LONGEST_DAYS):
        raise invalid("A plan covers {maximum} days at most.", "endsOn", maximum=LONGEST_DAYS)
    if ends_on - today > timedelta(days=FARTHEST_DAYS):
        raise invalid("That is too far ahead; {maximum} days are the most.", "endsOn", maximum=FARTHEST_DAYS)


async def reps_within(
    connection: Connection, actor: Actor, rep_ids: Sequence[UUID], name: str = "repIds", *, left: bool = False
) -> dict[UUID, UUID]:
    """The departments of active employees (with `left` also of those who have left), all within the actor's data scope;
    raises NOT_FOUND, FORBIDDEN."""
    rows = await connection.fetch(
        "SELECT id, department_id FROM employee WHERE id = ANY($1::uuid[]) AND ($2 OR status = 'ACTIVE') ORDER BY id",
        list(set(rep_ids)), left,
    )  # fmt: skip
    found = {row["id"]: row["department_id"] for row in rows}
    for number, rep_id in enumerate(rep_ids):
        if rep_id not in found:
            raise not_found("Employee", rep_id, name, number)
        if rep_id == actor.id:
            continue
        if actor.profile.scope is Scope.OWN:
            raise _own_only(name, number)
        check_reach(actor, found[rep_id], name, number)
    return found


def _own_only(*path: str | int) -> DomainError:
    return DomainError(ErrorCode.FORBIDDEN, "You may plan your own visits only. Ask your supervisor.", path=path)


async def _reps_below(connection: Connection, department_id: UUID) -> dict[UUID, UUID]:
    """Active employees of a department and those below it who look after customers or have visits assigned."""
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM department WHERE id = $1)", department_id):
        raise not_found("Department", department_id, "departmentId")
    rows = await connection.fetch(
        "WITH RECURSIVE below (id) AS (VALUES ($1::uuid) UNION ALL SELECT d.id FROM department d"
        " JOIN below ON d.parent_id = below.id)"
        " SELECT e.id, e.department_id FROM employee e JOIN below ON below.id = e.department_id"
        " WHERE e.status = 'ACTIVE' AND (EXISTS (SELECT FROM customer c WHERE c.owner_id = e.id AND c.status <> 'LOST')"
        " OR EXISTS (SELECT FROM visit_assignment a WHERE a.rep_id = e.id AND a.state = 'OPEN')) ORDER BY e.id",
        department_id,
    )
    if not rows:
        raise invalid("Nobody in this department looks after customers.", "departmentId")
    return {row["id"]: row["department_id"] for row in rows}


async def work_out(plan_id: UUID) -> None:
    """What the job does; safe to repeat. A plan that is discarded meanwhile stays as it is."""
    async with db.transaction() as connection:
        await db.take_time(connection)
        plan = await connection.fetchrow(
            "UPDATE plan SET state = 'RUNNING', progress = 0, version = version + 1"
            " WHERE id = $1 AND state IN ('QUEUED', 'RUNNING') RETURNING starts_on, ends_on, options",
            plan_id,
        )
        if plan is None:
            return
        announce("Plan", plan_id)
        options = orjson.loads(plan["options"])
    async with db.transaction() as connection:
        await db.take_time(connection)
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reading = await read_facts(
            connection, [UUID(rep) for rep in options["reps"]], plan["starts_on"], plan["ends_on"], options["schemes"],
            Settings.from_env().road_matrix_url,
        )  # fmt: skip
    shown = 0

    async def hear(done: int, total: int) -> bool:
        nonlocal shown
        progress = done * 95 // max(1, total)
        if progress < shown + 2:
            return True
        shown = progress
        async with db.transaction() as connection:
            going_on = await connection.fetchval(
                "UPDATE plan SET progress = $2 WHERE id = $1 AND state = 'RUNNING' RETURNING true", plan_id, progress
            )
            announce("Plan", plan_id)
        return bool(going_on)

    try:
        result = await compute({"do": "plan", "facts": reading.facts}, hear)
    except Failed as error:
        await _end(plan_id, "FAILED", str(error))
        return
    if result is not None:
        await _store(plan_id, reading, result)


async def _end(plan_id: UUID, state: str, error: str) -> None:
    async with db.transaction() as connection:
        await connection.execute(
            "UPDATE plan SET state = $2, error = $3, finished_at = now(), version = version + 1"
            " WHERE id = $1 AND state = 'RUNNING'",
            plan_id, state, error[:500],
        )  # fmt: skip
        announce("Plan", plan_id)


async def _store(plan_id: UUID, reading: Reading, result: dict[str, Any]) -> None:
    parameters = reading.parameters
    stops = result["stops"]
    async with db.transaction() as connection:
        await db.take_time(connection)
        running = await connection.fetchval(
            "SELECT true FROM plan WHERE id = $1 AND state = 'RUNNING' FOR NO KEY UPDATE", plan_id
        )
        if not running:
            return
        await connection.execute("DELETE FROM plan_stop WHERE plan_id = $1", plan_id)
        if parameters is not None:
            await connection.execute(
                "INSERT INTO plan_stop (plan_id, rep_id, customer_id, day, position, arrives_at, minutes, reasons,"
                " left_out, visit_id) SELECT $1, s.* FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::int[],"
                " $6::timestamptz[], $7::int[], $8::jsonb[], $9::text[], $10::uuid[]) s",
                plan_id,
                [stop["rep"] for stop in stops],
                [stop["customer"] for stop in stops],
                [_day(stop["day"]) for stop in stops],
                [stop["position"] for stop in stops],
                [None if stop["day"] is None else moment_of(date.fromisoformat(stop["day"]), stop["at"], parameters)
                 for stop in stops],
                [stop["minutes"] for stop in stops],
                [orjson.dumps(stop["reasons"]).decode() for stop in stops],
                [stop["left_out"] for stop in stops],
                [stop["visit"] for stop in stops],
            )  # fmt: skip
        summary = {**result["summary"], "byDay": result["days"]}
        await connection.execute(
            "UPDATE plan SET state = 'READY', progress = 100, fingerprint = $2, summary = $3::jsonb, error = '',"
            " parameters_id = $4, finished_at = now(), version = version + 1 WHERE id = $1",
            plan_id, fingerprint(reading.facts), orjson.dumps(summary).decode(),
            None if parameters is None else await remember_parameters(connection, parameters),
        )  # fmt: skip
        announce("Plan", plan_id)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


__all__ = [
    "LONGEST_DAYS", "MOST_REPS", "TASK", "PlanChanged", "check_days", "discard_plan", "reps_within",
    "request_plan", "work_out",
]  # fmt: skip
