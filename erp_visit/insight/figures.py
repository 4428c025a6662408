"""The figures of visits (INS-1) for who asks: rights, limits, values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.errors import invalid
from erp_visit.db import Connection
from erp_visit.insight.figure_sql import SUMS, Asked, By, Places, figures_sql
from erp_visit.org.rights import Right

LONGEST_DAYS = 400
"""A period is no longer: a year with its borders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureQuery:
    """Figures as they are asked for, with values."""

    from_on: date
    to_on: date
    by: By = By.REP
    department_id: UUID | None = None
    rep_ids: tuple[UUID, ...] = ()
    levels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of one group, or, with an empty key, of everything."""

    key: str
    label: str
    parent: str | None
    place: str
    sums: Mapping[str, Any]


def check_days(from_on: date, to_on: date) -> None:
    """Raise INVALID_INPUT for a period that ends before it begins, or is too long."""
    if to_on < from_on:
        raise invalid("The last day must not lie before the first.", "to")
    if (to_on - from_on).days >= LONGEST_DAYS:
        raise invalid("The period is too long; {maximum} days are the most.", "to", maximum=LONGEST_DAYS)


def require_figures(profile_may: Any, by: By) -> None:
    """Ask `profile_may(right)`, which raises, for the rights that figures by this need."""
    profile_may(Right.INSIGHT_VIEW)
    profile_may(Right.VISIT_VIEW)
    profile_may(Right.CUSTOMER_VIEW)
    if by in (By.REP, By.DEPARTMENT):
        profile_may(Right.EMPLOYEE_VIEW)


def asked_of(query: FigureQuery, profile: Profile, only: str = "") -> Asked:
    """The shape of a query for a profile."""
    return Asked(
        query.by, profile.scope, query.department_id is not None, bool(query.rep_ids), bool(query.levels),
        bool(query.territories), profile.may(Right.ORDER_VIEW), only,
    )  # fmt: skip


async def figures(
    connection: Connection, actor: Actor, query: FigureQuery, scope: Scope | None = None, *, only: str = ""
) -> tuple[Group, list[Group]]:
    """The totals and the groups, in the order of their names.

    `scope` widens or narrows what the actor's own scope says; only for what then shows no more than a rank.
    `only` is the one sum that is needed, if it is one: it is then the only one there is.
    Raises FORBIDDEN, INVALID_INPUT.
    """
    require_figures(actor.require, query.by)
    check_days(query.from_on, query.to_on)
    profile = actor.profile if scope is None else Profile(actor.profile.rights, scope)
    given = {
        "from": (query.from_on, "date"),
        "to": (query.to_on, "date"),
        "actor": (actor.id, "uuid"),
        "departments": (list(actor.department_ids), "uuid[]"),
        "department": (query.department_id, "uuid"),
        "reps": (list(query.rep_ids), "uuid[]"),
        "levels": (list(query.levels), "text[]"),
        "territories": (list(query.territories), "text[]"),
    }
    places = Places(lambda name, number: f"${number}::{given[name][1]}")
    sql = figures_sql(asked_of(query, profile, only), places)
    rows = await connection.fetch(sql, *(given[name][0] for name in places))
    sums = (only,) if only else SUMS
    groups = [
        Group(row["key"] or "", row["label"] or "", row["parent"], row["place"] or "", {n: row[n] for n in sums})
        for row in rows
    ]
    total = next(group for row, group in zip(rows, groups, strict=True) if row["total"])
    return total, sorted((group for group in groups if group is not total), key=lambda group: (group.place, group.key))


_DAILY = """
    SELECT v.business_day, count(*) FROM visit v
    WHERE v.business_day BETWEEN $1 AND $2 AND v.state = 'DONE'
      AND ($3::uuid IS NULL OR v.rep_id = $3) AND ($4::uuid[] IS NULL OR v.department_id IN (SELECT unnest($4)))
      AND ($5::uuid[] IS NULL OR v.rep_id = ANY($5))
      AND ($6::uuid IS NULL OR v.department_id IN (
          WITH RECURSIVE below (id) AS (
              SELECT $6 UNION ALL SELECT d.id FROM department d JOIN below ON d.parent_id = below.id)
          SELECT id FROM below))
      AND ($7::text[] IS NULL OR EXISTS (SELECT FROM customer c WHERE c.id = v.customer_id AND c.level = ANY($7)))
      AND ($8::text[] IS NULL OR EXISTS (SELECT FROM customer c WHERE c.id = v.customer_id AND c.territory = ANY($8)))
    GROUP BY 1
"""


async def daily_done(connection: Connection, actor: Actor, query: FigureQuery) -> dict[date, int]:
    """Visits done of each day that has any: the same visits as the figures', whatever these are grouped by."""
    require_figures(actor.require, By.DAY)
    check_days(query.from_on, query.to_on)
    scope = actor.profile.scope
    rows = await connection.fetch(
        _DAILY, query.from_on, query.to_on, actor.id if scope is Scope.OWN else None,
        list(actor.department_ids) if scope is Scope.TEAM else None, list(query.rep_ids) or None, query.department_id,
        list(query.levels) or None, list(query.territories) or None,
    )  # fmt: skip
    return {row["business_day"]: row["count"] for row in rows}


def bucket_days(by: By, key: str, from_on: date, to_on: date) -> tuple[date, date]:
    """First and last day of a group of days, within the period."""
    first = date.fromisoformat(key)
    match by:
        case By.WEEK:
            last = first + timedelta(days=6)
        case By.MONTH:
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        case _:
            last = first
    return max(first, from_on), min(last, to_on)


__all__ = [
    "LONGEST_DAYS", "FigureQuery", "Group", "asked_of", "bucket_days", "check_days", "daily_done", "figures",
    "require_figures",
]  # fmt: skip
