"""What is checked of visits that somebody plans by hand, and the colleagues who are invited to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.checks import raise_all
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.text import check_text
from erp_visit.core.visibility import visible_among
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters
from erp_visit.work.notify import notify

FARTHEST_DAYS = 366
MOST_COLLEAGUES = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit to be planned: `at` is a time agreed with the customer unless `appointment` is false."""

    id: UUID
    customer_id: UUID
    day: date
    rep_id: UUID | None = None
    at: datetime | None = None
    appointment: bool | None = None
    minutes: int | None = None
    objective: str = ""
    secondary_objective: str = ""
    materials: str = ""
    colleague_ids: tuple[UUID, ...] = ()


def check_day(day: date, parameters: ControlParameters, *path: str | int) -> None:
    """Raise INVALID_INPUT unless a visit may be planned for the day."""
    today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
    if day < today:
        raise invalid("{day} is over; choose today ({today}) or a later day.", *path, day=day.isoformat(),
                      today=today.isoformat())  # fmt: skip
    if day > today + timedelta(days=FARTHEST_DAYS):
        raise invalid("That is too far ahead; {maximum} days are the most.", *path, maximum=FARTHEST_DAYS)


def content(wanted: Wanted) -> dict[str, Any]:
    """All that the client said of a visit."""
    return {name: getattr(wanted, name) for name in Wanted.__slots__}


def texts(wanted: Wanted, number: int) -> tuple[str, str, str]:
    """Objective, secondary objective and materials, trimmed; raises INVALID_INPUT."""
    return (
        check_text(wanted.objective, 255, "visits", number, "objective"),
        check_text(wanted.secondary_objective, 255, "visits", number, "secondaryObjective"),
        check_text(wanted.materials, 255, "visits", number, "materials"),
    )


def check_minutes(minutes: int, *path: str | int) -> None:
    """Raise INVALID_INPUT unless a visit may take so long."""
    if not 1 <= minutes <= 600:
        raise invalid("A visit takes 1 to 600 minutes; {value} is not.", *path, value=minutes)


def check_time(at: datetime | None, day: date, parameters: ControlParameters, *path: str | int) -> None:
    """Raise INVALID_INPUT unless a time lies on its day."""
    if at is None:
        return
    if at.tzinfo is None:
        raise invalid("A time needs its zone, e.g. +08:00.", *path)
    if business_day(at, parameters.timezone, parameters.cutoff_hour) != day:
        raise invalid("The time does not lie on {day}.", *path, day=day.isoformat())


async def check_visits(
    connection: Connection, actor: Actor, visits: Sequence[Wanted], reps: Sequence[UUID], parameters: ControlParameters
) -> None:
    """All that is wrong with the visits, together."""
    errors: list[DomainError] = []
    seen = await visible_among(connection, actor, Customer, {wanted.customer_id for wanted in visits})
    rows = await connection.fetch(
        "SELECT id, name, status FROM customer WHERE id = ANY($1::uuid[])", [wanted.customer_id for wanted in visits]
    )
    customers = {row["id"]: row for row in rows}
    taken = await connection.fetch(
        "SELECT rep_id, customer_id, business_day FROM visit WHERE rep_id = ANY($1::uuid[]) AND state = 'PLANNED'"
        " AND business_day = ANY($2::date[])",
        list(reps), [wanted.day for wanted in visits],
    )  # fmt: skip
    there = {(row["rep_id"], row["customer_id"], row["business_day"]) for row in taken}
    for number, (wanted, rep) in enumerate(zip(visits, reps, strict=True)):
        here = ("visits", number)
        customer = customers.get(wanted.customer_id)
        if customer is None or wanted.customer_id not in seen:
            errors.append(not_found("Customer", wanted.customer_id, *here, "customerId"))
            continue
        if customer["status"] == "LOST":
            errors.append(
                DomainError(
                    ErrorCode.INACTIVE,
                    "{customer} is lost and is not planned for. Set the status to won back first.",
                    path=(*here, "customerId"), customer=customer["name"],
                )
            )  # fmt: skip
        key = (rep, wanted.customer_id, wanted.day)
        if key in there:
            errors.append(
                DomainError(
                    ErrorCode.DUPLICATE,
                    "A visit at {customer} is planned for {day} already. Choose another day.",
                    path=(*here, "day"), customer=customer["name"], day=wanted.day.isoformat(),
                )
            )  # fmt: skip
        there.add(key)
        try:
            check_day(wanted.day, parameters, *here, "day")
            check_time(wanted.at, wanted.day, parameters, *here, "at")
            if wanted.minutes is not None:
                check_minutes(wanted.minutes, *here, "minutes")
        except DomainError as error:
            errors.append(error)
        if len(wanted.colleague_ids) > MOST_COLLEAGUES or rep in wanted.colleague_ids:
            errors.append(
                invalid(
                    "Invite up to {maximum} colleagues, not the rep.", *here, "colleagueIds", maximum=MOST_COLLEAGUES
                )
            )
    raise_all(errors)


async def invite(connection: Connection, actor: Actor, visits: Sequence[Wanted]) -> None:
    """Colleagues who are asked to go along (PLN-7), and told."""
    pairs = [(wanted, colleague) for wanted in visits for colleague in dict.fromkeys(wanted.colleague_ids)]
    if not pairs:
        return
    active = await connection.fetch(
        "SELECT id FROM employee WHERE id = ANY($1::uuid[]) AND status = 'ACTIVE'", [pair[1] for pair in pairs]
    )
    known = {row["id"] for row in active}
    for number, wanted in enumerate(visits):
        for colleague in wanted.colleague_ids:
            if colleague not in known:
                raise not_found("Employee", colleague, "visits", number, "colleagueIds")
    await connection.execute(
        "INSERT INTO co_visit (visit_id, colleague_id, invited_by_id)"
        " SELECT n.visit_id, n.colleague_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS n (visit_id, colleague_id)",
        [pair[0].id for pair in pairs], [pair[1] for pair in pairs], actor.id,
    )  # fmt: skip
    names = await connection.fetch(
        "SELECT id, name FROM customer WHERE id = ANY($1::uuid[])", [pair[0].customer_id for pair in pairs]
    )
    called = {row["id"]: row["name"] for row in names}
    for wanted, colleague in pairs:
        await notify(
            connection, [colleague], key=f"visit.invited:{wanted.id}:{colleague}",
            template="{who} asks you to go along to {customer} on {day}",
            params={"who": actor.name, "customer": called[wanted.customer_id], "day": wanted.day.isoformat()},
            entity="Visit", entity_id=wanted.id,
        )  # fmt: skip


__all__ = [
    "FARTHEST_DAYS", "MOST_COLLEAGUES", "Wanted", "check_day", "check_minutes", "check_time", "check_visits", "content",
    "invite", "texts",
]  # fmt: skip
