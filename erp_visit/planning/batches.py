"""Visits at many customers planned by hand in one go (PLN-7): each by a command of its own, so that one that cannot be
planned says why and the others stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid, not_found
from erp_visit.core.visibility import visible_among
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.org.settings import parse_settings, settings_json_sql
from erp_visit.org.workdays import Worker, working_days
from erp_visit.planning.scheduling import plan_visits
from erp_visit.planning.wishes import Wanted

MOST_CUSTOMERS = 200
LONGEST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one customer: the visit and its day, or why there is none."""

    customer_id: UUID
    customer: str = ""
    rep_id: UUID | None = None
    day: date | None = None
    visit_id: UUID | None = None
    refusal: DomainError | DomainErrors | None = None


async def plan_batch(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as the commands on single records have it
    customer_ids: Sequence[UUID],
    first: date,
    last: date | None = None,
    rep_id: UUID | None = None,
    goals: Mapping[str, Any] | None = None,
) -> list[Outcome]:
    """Plan a visit at each of some customers, by one rep or by whoever looks after each (by oneself, for whom the right
    visit.plan lacks), on the first day or in equal
    parts over the days that the rep works until the last. `goals` are those of `Wanted`. Repeated under the same id it
    plans nothing twice.

    Raises FORBIDDEN (no right to plan at all), INVALID_INPUT (nobody, too many, days that are no span).
    """
    actor.require(Right.VISIT_PLAN if actor.may(Right.VISIT_PLAN) else Right.VISIT_DO)
    if not actor.may(Right.VISIT_PLAN):
        rep_id = rep_id or actor.id
    customers = list(dict.fromkeys(customer_ids))
    _check(customers, first, last)
    async with db.connection() as connection:
        seen = await visible_among(connection, actor, Customer, customers)
        rows = await connection.fetch(
            "SELECT id, name, coalesce($2, owner_id) AS rep_id FROM customer WHERE id = ANY($1::uuid[])",
            list(seen), rep_id,
        )  # fmt: skip
        known = {row["id"]: row for row in rows}
        reps = {row["rep_id"] for row in rows if row["rep_id"] is not None}
        days = {rep: [first] for rep in reps} if last is None else await _worked(connection, reps, first, last)
    share: dict[UUID, list[UUID]] = defaultdict(list)
    for key in customers:
        if key in known:
            share[known[key]["rep_id"]].append(key)
    outcomes = []
    for key in customers:
        if key not in known:
            outcomes.append(Outcome(key, refusal=not_found("Customer", key, "customerIds")))
            continue
        rep = known[key]["rep_id"]
        among = days.get(rep, [])
        day = among[share[rep].index(key) * len(among) // len(share[rep])] if among else None
        outcomes.append(await _planned(actor, uuid5(id, str(key)), known[key], day, goals or {}))
    return outcomes


async def _planned(actor: Actor, visit_id: UUID, customer: Any, day: date | None, goals: Mapping[str, Any]) -> Outcome:
    key, name, rep = customer["id"], customer["name"], customer["rep_id"]
    if rep is None:
        refusal = DomainError(ErrorCode.INACTIVE, "Nobody looks after {customer}. Choose a rep.", customer=name)
        return Outcome(key, name, refusal=refusal)
    if day is None:
        return Outcome(key, name, rep, refusal=invalid("The rep works on none of these days. Choose others.", "last"))
    try:
        await plan_visits(actor, visits=[Wanted(visit_id, key, day, rep_id=rep, **goals)])
    except (DomainError, DomainErrors) as refusal:
        return Outcome(key, name, rep, day, refusal=refusal)
    return Outcome(key, name, rep, day, visit_id)


def _check(customers: Sequence[UUID], first: date, last: date | None) -> None:
    if not customers:
        raise invalid("Something is needed here; the field is empty.", "customerIds")
    if len(customers) > MOST_CUSTOMERS:
        raise invalid(
            "There may be {maximum} visits at a time; these are {count}.", "customerIds", maximum=MOST_CUSTOMERS,
            count=len(customers),
        )  # fmt: skip
    if last is not None and last < first:
        raise invalid("The last day is before the first.", "last")
    if last is not None and (last - first).days >= LONGEST_DAYS:
        raise invalid("Visits are spread over {maximum} days at most.", "last", maximum=LONGEST_DAYS)


async def _worked(connection: Connection, reps: set[UUID], first: date, last: date) -> dict[UUID, list[date]]:
    """The days that each rep works."""
    rows = await connection.fetch(
        f"SELECT e.id, e.department_id, {settings_json_sql('e.department_id', 'e.id')} AS settings FROM employee e"
        " WHERE e.id = ANY($1::uuid[])",
        list(reps),
    )
    workers = [Worker.of(row["id"], row["department_id"], parse_settings(row["settings"])) for row in rows]
    return await working_days(connection, workers, first, last)


__all__ = ["LONGEST_DAYS", "MOST_CUSTOMERS", "Outcome", "plan_batch"]
