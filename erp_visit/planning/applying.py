"""Applying a plan (PLN-4): its stops become visits, in one transaction, and take the place of what was planned before.

What somebody moved by hand, agreed with a customer or began stays. Of the others, a visit at the same customer is
moved rather than made anew, so that whoever has it on a phone still finds it; what is left over is removed. Facts that
went stale meanwhile are not applied: such stops are left out with the reason, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_version
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.guards import check_reach
from erp_visit.org.rights import Right
from erp_visit.org.service import when_employee_leaves
from erp_visit.org.settings import control_parameters
from erp_visit.planning.day_routes import RepDay, lock_reps, read_days, retime
from erp_visit.planning.facts import KEPT_SQL, clock_of
from erp_visit.planning.models import PLAN_MOVES, Plan, PlanState
from erp_visit.work.notify import notify, supervisors_of

constraint_means(
    "visit_planned_once", ErrorCode.DUPLICATE,
    "The rep has a visit planned at this customer on that day already. Choose another day.",
)  # fmt: skip

_STALE = """
UPDATE plan_stop s SET day = NULL, position = NULL, arrives_at = NULL, left_out = x.why
FROM (
    SELECT s.id, CASE
        WHEN NOT s.rep_id = ANY($2::uuid[]) THEN 'REP_GONE'
        WHEN s.day < $3 THEN 'PAST'
        WHEN c.status = 'LOST' THEN 'CUSTOMER_LOST'
        WHEN c.owner_id IS DISTINCT FROM s.rep_id AND NOT s.reasons @> '[{"kind": "ASSIGNMENT"}]' THEN 'OTHER_OWNER'
        WHEN c.owner_id IS DISTINCT FROM s.rep_id AND NOT EXISTS (SELECT FROM visit_assignment a
             WHERE a.rep_id = s.rep_id AND a.customer_id = s.customer_id AND a.state <> 'CANCELLED')
             THEN 'ASSIGNMENT_CANCELLED'
        WHEN c.closed_from <= s.day AND coalesce(c.closed_until, 'infinity') >= s.day THEN 'SHOP_CLOSED'
        WHEN EXISTS (SELECT FROM visit v WHERE v.rep_id = s.rep_id AND v.customer_id = s.customer_id
             AND v.business_day = s.day AND v.state NOT IN ('CANCELLED', 'SHOP_CLOSED') AND {kept})
             THEN 'PLANNED_ALREADY'
        END AS why
    FROM plan_stop s JOIN customer c ON c.id = s.customer_id
    WHERE s.plan_id = $1 AND s.day IS NOT NULL AND s.visit_id IS NULL
) x WHERE x.id = s.id AND x.why IS NOT NULL
""".replace("{kept}", KEPT_SQL)

# Visits that a plan replaces, each matched with the stop at the same customer, in the order of their days.
_REPLACE = f"""
WITH locked AS MATERIALIZED (
    SELECT v.id, v.rep_id, v.customer_id, v.business_day FROM visit v
    WHERE v.rep_id = ANY($2::uuid[]) AND v.business_day BETWEEN $3 AND $4 AND v.state = 'PLANNED' AND NOT {KEPT_SQL}
    FOR UPDATE OF v
), old AS MATERIALIZED (
    SELECT v.*, row_number() OVER (PARTITION BY v.rep_id, v.customer_id ORDER BY v.business_day, v.id) AS nth
    FROM locked v
), new AS MATERIALIZED (
    SELECT s.id, s.rep_id, s.customer_id, s.day,
           row_number() OVER (PARTITION BY s.rep_id, s.customer_id ORDER BY s.day) AS nth
    FROM plan_stop s WHERE s.plan_id = $1 AND s.day IS NOT NULL AND s.visit_id IS NULL
)
SELECT old.id AS visit_id, old.rep_id AS old_rep, old.business_day AS old_day, new.id AS stop_id
FROM old FULL JOIN new USING (rep_id, customer_id, nth)
"""
_FREE_ASSIGNMENTS = """
UPDATE visit_assignment a SET state = CASE a.state WHEN 'PLANNED' THEN 'OPEN' ELSE a.state END, visit_id = NULL,
       version = a.version + 1
WHERE a.visit_id = ANY($1::uuid[])
"""
_MOVE = """
UPDATE visit v SET business_day = s.day, position = s.position, planned_at = s.arrives_at, planned_minutes = s.minutes,
       reasons = s.reasons, plan_id = s.plan_id, department_id = e.department_id, version = v.version + 1
FROM unnest($1::uuid[], $2::uuid[]) AS n (visit_id, stop_id) JOIN plan_stop s ON s.id = n.stop_id
JOIN employee e ON e.id = s.rep_id
WHERE v.id = n.visit_id
"""
_MAKE = """
WITH made AS (
    INSERT INTO visit (customer_id, rep_id, department_id, kind, state, business_day, position, planned_at,
                       planned_minutes, reasons, plan_id, objective)
    SELECT s.customer_id, s.rep_id, e.department_id, 'PLANNED', 'PLANNED', s.day, s.position, s.arrives_at, s.minutes,
           s.reasons, s.plan_id,
           coalesce((SELECT r ->> 'objective' FROM jsonb_array_elements(s.reasons) r
                     WHERE r ->> 'kind' = 'ASSIGNMENT' AND r ? 'objective' LIMIT 1), '')
    FROM plan_stop s JOIN employee e ON e.id = s.rep_id
    WHERE s.id = ANY($1::uuid[])
    RETURNING id, rep_id, customer_id, business_day
)
UPDATE plan_stop s SET visit_id = made.id FROM made
WHERE s.id = ANY($1::uuid[]) AND s.rep_id = made.rep_id AND s.customer_id = made.customer_id
  AND s.day = made.business_day
RETURNING made.id
"""
_KEPT_PLACES = """
UPDATE visit v SET position = s.position FROM plan_stop s
WHERE s.plan_id = $1 AND s.visit_id = v.id AND s.day = v.business_day AND s.position IS NOT NULL AND v.state = 'PLANNED'
"""
_ASSIGNED = """
UPDATE visit_assignment a SET state = 'PLANNED', visit_id = x.visit_id, version = a.version + 1
FROM (
    SELECT DISTINCT ON (a.id) a.id, v.id AS visit_id FROM visit_assignment a
    JOIN visit v ON v.rep_id = a.rep_id AND v.customer_id = a.customer_id AND v.state = 'PLANNED'
         AND v.business_day BETWEEN greatest(a.from_on, $2) AND $3
         AND (v.business_day <= a.due_on OR a.due_on < $2)
    LEFT JOIN visit earlier ON earlier.id = a.visit_id
    WHERE a.rep_id = ANY($1::uuid[])
      AND (a.state = 'OPEN'
           OR a.state = 'PLANNED' AND (earlier.id IS NULL OR earlier.state IN ('CANCELLED', 'SHOP_CLOSED')))
    ORDER BY a.id, v.business_day, v.id
) x WHERE x.id = a.id AND a.state <> 'CANCELLED'
"""


@dataclass(frozen=True, slots=True)
class PlanApplied:
    """What applying a plan did: visits made or moved to another day, visits removed, and stops that went stale."""

    plan_id: UUID
    visits: int = 0
    removed: int = 0
    skipped: int = 0
    replayed: bool = False


async def apply_plan(
    actor: Actor, *, plan_id: UUID, expected_version: int | None = None, operation_id: UUID | None = None
) -> PlanApplied:
    """Make the visits of a plan that is ready, in the place of what was planned for its reps and days.

    Raises FORBIDDEN, NOT_FOUND, WRONG_STATE (not ready, or all its days are over), CONFLICT, KEY_REUSED.
    """
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(actor, "plan.apply", operation_id, plan=plan_id, version=expected_version)

    async def work(connection: Connection) -> PlanApplied:
        earlier = await first_result(connection, operation, PlanApplied)
        if earlier is not None:
            return earlier
        plan = await require_visible(
            connection, actor, Plan, plan_id, "planId",
            columns=("number", "state", "version", "starts_on", "ends_on", "department_id", "options"),
            lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        check_version(expected_version, plan["version"], PlanState(plan["state"]), plan["number"])
        PLAN_MOVES.check(PlanState(plan["state"]), PlanState.APPLIED, plan["number"])
        parameters = await control_parameters(connection, plan["department_id"])
        today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
        if plan["ends_on"] < today:
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{number} ended on {day}; its visits would lie in the past. Ask for a new plan.",
                path=("planId",), number=plan["number"], day=plan["ends_on"].isoformat(),
            )  # fmt: skip
        reps = await lock_reps(connection, [UUID(rep) for rep in orjson.loads(plan["options"])["reps"]])
        for rep_id, rep in reps.items():
            if rep_id != actor.id:
                check_reach(actor, rep["department_id"], "planId")
        await db.take_time(connection)
        result = await _replace(connection, plan_id, list(reps), max(plan["starts_on"], today), plan["ends_on"])
        await connection.execute(
            "UPDATE plan SET state = 'APPLIED', applied_at = now(), applied_by_id = $2, version = version + 1,"
            " summary = summary || jsonb_build_object('applied', jsonb_build_object('visits', $3::int,"
            " 'removed', $4::int, 'skipped', $5::int)) WHERE id = $1",
            plan_id, actor.id, result.visits, result.removed, result.skipped,
        )  # fmt: skip
        await record_audit(
            connection, actor, "plan.apply", "Plan", plan_id, number=plan["number"],
            before={"state": plan["state"]},
            after={"state": "APPLIED", "visits": result.visits, "removed": result.removed, "skipped": result.skipped},
        )  # fmt: skip
        announce("Plan", plan_id)
        await _tell(connection, actor, plan_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, PlanApplied, work)


async def _replace(connection: Connection, plan_id: UUID, reps: list[UUID], first: date, last: date) -> PlanApplied:
    skipped = await connection.execute(_STALE, plan_id, reps, first)
    pairs = await connection.fetch(_REPLACE, plan_id, reps, first, last)
    matched = [row for row in pairs if row["visit_id"] is not None and row["stop_id"] is not None]
    surplus = [row["visit_id"] for row in pairs if row["stop_id"] is None]
    missing = [row["stop_id"] for row in pairs if row["visit_id"] is None]
    days: set[tuple[Any, Any]] = {(row["old_rep"], row["old_day"]) for row in pairs if row["visit_id"] is not None}
    await _remove(connection, surplus)
    if matched:
        moved, stops = [row["visit_id"] for row in matched], [row["stop_id"] for row in matched]
        await connection.execute(_FREE_ASSIGNMENTS, moved)
        # Out of one another's way: on the new day another visit at the same customer may still stand.
        await connection.execute(
            "UPDATE visit SET business_day = business_day + 36500 WHERE id = ANY($1::uuid[])", moved
        )
        await connection.execute(_MOVE, moved, stops)
        await connection.execute(
            "UPDATE plan_stop s SET visit_id = n.visit_id FROM unnest($1::uuid[], $2::uuid[]) AS n (visit_id, stop_id)"
            " WHERE s.id = n.stop_id",
            moved, stops,
        )  # fmt: skip
    made = await connection.fetch(_MAKE, missing) if missing else []
    await connection.execute(_KEPT_PLACES, plan_id)
    await connection.execute(_ASSIGNED, reps, first, last)
    stops_days = await connection.fetch(
        "SELECT DISTINCT rep_id, day FROM plan_stop WHERE plan_id = $1 AND day >= $2", plan_id, first
    )
    days.update((row["rep_id"], row["day"]) for row in stops_days)
    await retime(connection, sorted(days), "OPTIMISED", await _by_road(connection, plan_id, first))
    changed = [*surplus, *(row["visit_id"] for row in matched), *(row["id"] for row in made)]
    if changed:
        announce("Visit", *changed)
    return PlanApplied(
        plan_id, visits=len(made) + len(matched), removed=len(surplus), skipped=int(skipped.rpartition(" ")[2])
    )


async def _remove(connection: Connection, visits: list[UUID]) -> None:
    """Take planned visits away on which nothing hangs; what was assigned is open again."""
    if visits:
        await connection.execute(_FREE_ASSIGNMENTS, visits)
        await connection.execute("UPDATE plan_stop SET visit_id = NULL WHERE visit_id = ANY($1::uuid[])", visits)
        await connection.execute("DELETE FROM visit WHERE id = ANY($1::uuid[])", visits)


@when_employee_leaves
async def drop_visits_of_leaver(
    connection: Connection, actor: Actor, employee_id: UUID
) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """What a plan made of a leaver's days to come goes, and so do the orders to visit. What was agreed with a customer,
    put there by hand or has something hanging on it stays until it is given to somebody else; supervisors are told.
    No customers are given back."""
    parameters = await control_parameters(connection, None)
    today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
    rows = await connection.fetch(
        f"SELECT v.id, v.business_day, {KEPT_SQL} AS kept FROM visit v WHERE v.rep_id = $1 AND v.business_day >= $2"
        " AND v.state = 'PLANNED' ORDER BY v.id FOR UPDATE OF v",
        employee_id, today,
    )  # fmt: skip
    gone = [row["id"] for row in rows if not row["kept"]]
    await _remove(connection, gone)
    cancelled = await connection.fetch(
        "UPDATE visit_assignment SET state = 'CANCELLED', version = version + 1 WHERE rep_id = $1 AND state = 'OPEN'"
        " RETURNING id",
        employee_id,
    )
    await retime(connection, sorted({(employee_id, row["business_day"]) for row in rows}), "BY_HAND")
    if gone:
        announce("Visit", *gone)
    if cancelled:
        announce("VisitAssignment", *(row["id"] for row in cancelled))
    if len(gone) < len(rows):
        name = await connection.fetchval("SELECT name FROM employee WHERE id = $1", employee_id)
        await notify(
            connection, await supervisors_of(connection, employee_id), key=f"visits.left:{employee_id}",
            template="{name} has left; visits that somebody else has to make: {count}. Move them in the calendar.",
            params={"name": name, "count": len(rows) - len(gone)},
        )  # fmt: skip
    return (), ()


async def _by_road(connection: Connection, plan_id: UUID, first: date) -> dict[RepDay, dict[str, Any]]:
    """What a road service knew of the plan's days, for those days on which the rep has just the plan's stops."""
    rows = await connection.fetch(
        "SELECT d.day AS figures, s.rep_id, s.day, array_agg(s.visit_id ORDER BY s.position) AS visits,"
        " array_agg(s.arrives_at ORDER BY s.position) AS starts"
        " FROM plan p, jsonb_array_elements(p.summary -> 'byDay') AS d (day)"
        " JOIN plan_stop s ON s.plan_id = $1 AND s.rep_id = (d.day ->> 'rep')::uuid AND s.day = (d.day ->> 'day')::date"
        " WHERE p.id = $1 AND d.day ->> 'straight' = 'false' AND s.day >= $2 GROUP BY d.day, s.rep_id, s.day",
        plan_id, first,
    )  # fmt: skip
    if not rows:
        return {}
    days = await read_days(connection, [(row["rep_id"], row["day"]) for row in rows])
    found: dict[RepDay, dict[str, Any]] = {}
    for row in rows:
        day = days[row["rep_id"], row["day"]]
        if not day.begun and [visit["id"] for visit in day.planned] == row["visits"]:
            starts = [clock_of(moment, day.day, day.parameters) for moment in row["starts"]]
            found[row["rep_id"], row["day"]] = {**orjson.loads(row["figures"]), "starts": starts}
    return found


async def _tell(connection: Connection, actor: Actor, plan_id: UUID) -> None:
    """Tell the reps that their days are planned, and how many visits they have."""
    rows = await connection.fetch(
        "SELECT s.rep_id, count(*) AS visits, min(s.day) AS first, max(s.day) AS last FROM plan_stop s"
        " WHERE s.plan_id = $1 AND s.visit_id IS NOT NULL AND s.rep_id <> $2 GROUP BY s.rep_id ORDER BY s.rep_id",
        plan_id, actor.id,
    )  # fmt: skip
    for row in rows:
        await notify(
            connection, [row["rep_id"]], key=f"plan.apply:{plan_id}",
            template="{who} planned your visits from {first} to {last}: {count}",
            params={
                "who": actor.name, "first": row["first"].isoformat(), "last": row["last"].isoformat(),
                "count": row["visits"],
            },
        )  # fmt: skip


__all__ = ["PlanApplied", "apply_plan"]
