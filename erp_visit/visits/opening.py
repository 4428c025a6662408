"""How a visit begins: which one a command is about, and whether the rep is free for it.

- Who comes unplanned to a customer for whom a visit of his is planned that day makes the planned visit: it is taken up
  under its own id, and the id that the phone gave stands for it in later commands.
- Where check-out is not used, or not needed before the next visit, the next one ends the one that is open. A co-visit
  is never ended so: it ends with what one tells the rep.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, Repeatable, reused, stored_result
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.settings import ControlParameters
from erp_visit.visits.facts import OPEN_VISIT, OpenVisit, VisitFacts, parse_facts, parse_open, read_facts
from erp_visit.visits.models import VISIT_MOVES, VisitState
from erp_visit.visits.positions import Sighting
from erp_visit.visits.reports import open_report

constraint_means(
    "visit_one_open", ErrorCode.VISIT_OPEN, "There is another open visit. Check out of it or cancel it first."
)
for _constraint in ("visit_pkey", "visit_ad_hoc_id"):
    constraint_means(
        _constraint, ErrorCode.KEY_REUSED, "The id stands for another visit. Make a fresh UUID for each one."
    )
constraint_means(
    "visit_or_co_visit",
    ErrorCode.VISIT_OPEN,
    "You are in a visit and a co-visit at once. Check out of one of them first.",
)

T = TypeVar("T")
R = TypeVar("R", bound=Repeatable)


def check_target(visit_id: UUID | None, key: UUID | None, customer_id: UUID | None) -> None:
    """Raise INVALID_INPUT unless a command names one visit: one that is there, or one that it makes."""
    if (visit_id is None) != (key is not None and customer_id is not None) or (visit_id and (key or customer_id)):
        raise invalid("Name the visit to check in to, or a fresh id and the customer of an unplanned one.", "visitId")


def beginning(
    sighting: Sighting, received: datetime, facts: VisitFacts, to: VisitState
) -> tuple[datetime, date, VisitFacts]:
    """When a visit begins, on which business day, and what is known of it: of the planned one, if one is taken up.

    Raises INVALID_INPUT for a time that cannot be, WRONG_STATE.
    """
    moment = sighting.moment(received, facts.parameters)
    day = day_of(moment, facts.parameters)
    if facts.visit_id is None:
        facts = taking_up(facts, day, to)
    if facts.state is not None:
        VISIT_MOVES.check(facts.state, to, facts.name)
    return moment, day, facts


def taking_up(facts: VisitFacts, day: date, to: VisitState) -> VisitFacts:
    """The facts of the visit that is planned for the rep there on that day and not begun yet, if there is one."""
    sources = VISIT_MOVES.sources(to)
    for key, state, planned_for in facts.planned:
        if planned_for == day and state in sources:
            other = None if facts.open is not None and facts.open.id == key else facts.open
            return replace(facts, visit_id=key, state=state, open=other)
    return facts


def target_of(facts: VisitFacts, key: UUID | None = None) -> UUID:
    """The visit that a command writes: the one that is there, else the one that it makes under the client's id."""
    target = facts.visit_id or key
    assert target is not None
    return target


def origin(actor: Actor, facts: VisitFacts, key: UUID | None) -> dict[str, Any]:
    """The further columns of a visit that is made under a client's id (`key`), or taken up under it."""
    if key is None:
        return {}
    if facts.state is not None:
        return {"ad_hoc_id": key}
    return {
        "customer_id": facts.customer_id, "rep_id": actor.id, "department_id": actor.department_id, "kind": "AD_HOC",
    }  # fmt: skip


def day_of(moment: datetime, parameters: ControlParameters) -> date:
    """The business day that a moment belongs to."""
    return business_day(moment, parameters.timezone, parameters.cutoff_hour)


async def end_open(connection: Connection, actor: Actor, facts: VisitFacts) -> None:
    """Another open visit of the rep stands in the way, unless the settings let the next one end it.

    So does one that was open at the time, if the command comes late; and always a co-visit, which ends with feedback.
    """
    found = facts.open
    if facts.during is not None:
        raise facts.during.refusal(past=True)
    if found is None:
        return
    parameters = facts.parameters
    asked = parameters.check_out_used and parameters.check_out_before_next
    if found.state is not VisitState.CHECKED_IN or found.co_visit is not None or asked:
        raise found.refusal()
    if await _end(connection, actor, found, effective=not parameters.check_out_used):
        await open_report(connection, found.id, actor.id, now(), parameters)


async def _end(connection: Connection, actor: Actor, found: OpenVisit, *, effective: bool) -> bool:
    ended: bool | None = await connection.fetchval(
        "UPDATE visit SET state = 'DONE', effective = $2, version = version + 1"
        " WHERE id = $1 AND state = 'CHECKED_IN' RETURNING true",
        found.id, effective,
    )  # fmt: skip
    if ended:
        await record_audit(
            connection, actor, "visit.end", "Visit", found.id, number=found.customer, before={"state": "CHECKED_IN"},
            after={"state": "DONE", "effective": effective},
        )  # fmt: skip
        announce("Visit", found.id)
    return ended is not None


async def overtaken(
    connection: Connection,
    actor: Actor,
    operation: Operation,
    kind: type[R],
    received: datetime,
    to: VisitState,
    *,
    visit_id: UUID | None,
    made: UUID | None = None,
    customer_id: UUID | None = None,
    also_team: bool = False,
) -> R:
    """What a command answers that found nothing to write: its earlier result, or why it can no longer be done."""
    earlier = await stored_result(connection, operation, kind)
    if earlier is not None:
        return earlier
    _, row = await read_facts(connection, actor, received, visit_id=visit_id, customer_id=customer_id)
    facts = parse_facts(actor, row, visit_id=visit_id, customer_id=customer_id, also_team=also_team)
    if facts.state is not None:
        VISIT_MOVES.check(facts.state, to, facts.name)
    if facts.open is not None:
        raise facts.open.refusal()
    if made is not None and await connection.fetchval(
        "SELECT EXISTS (SELECT FROM visit WHERE id = $1 OR ad_hoc_id = $1)", made
    ):
        raise reused(made)
    raise DomainError(
        ErrorCode.CONFLICT, "Somebody changed the same records at the same moment. Reload, then decide again."
    )


async def naming_the_open(actor: Actor, visit_id: UUID | None, command: Awaitable[T]) -> T:
    """Run a command; where the database has the last word on a second open visit, name the first one all the same.

    Its transaction is void by then, so it is looked up on a connection of its own.
    """
    try:
        return await command
    except DomainError as error:
        if error.code is not ErrorCode.VISIT_OPEN or error.params:
            raise
        async with db.pool().acquire(timeout=db.POOL_SECONDS) as fresh:
            stored = await fresh.fetchval(
                "SELECT " + OPEN_VISIT.format(employee="$1", visit="$2::uuid"), actor.id, visit_id
            )
        found = parse_open(stored)
        raise (error if found is None else found.refusal()) from error


__all__ = [
    "beginning", "check_target", "day_of", "end_open", "naming_the_open", "origin", "overtaken", "target_of",
]  # fmt: skip
