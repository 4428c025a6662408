"""What the address of a page of figures asks for, and what can be chosen there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import QueryParams

from erp_visit.core.actor import Actor, Scope
from erp_visit.customers.models import CustomerLevel
from erp_visit.db import Connection
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, check_days
from erp_visit.panel.planning.common import date_in, key_or_none, month_of
from erp_visit.panel.screens.query import preset

SPANS = ("today", "yesterday", "last7", "last30", "this_month", "last_month")
MOST_CHOICES = 1_000
_DEPARTMENTS = """
    WITH RECURSIVE tree (id, name, path, depth) AS (
        SELECT d.id, d.name, ARRAY[d.code::text], 0 FROM department d
        WHERE CASE WHEN $1::uuid IS NULL THEN d.parent_id IS NULL ELSE d.id = $1 END
        UNION ALL
        SELECT d.id, d.name, t.path || d.code::text, t.depth + 1 FROM department d JOIN tree t ON d.parent_id = t.id
    )
    SELECT id::text, name, depth FROM tree ORDER BY path LIMIT $2
"""
_REPS = """
    SELECT e.id::text, e.name FROM employee e CROSS JOIN LATERAL (SELECT FROM visit v WHERE v.rep_id = e.id LIMIT 1) v
    WHERE ($1::uuid[] IS NULL OR e.department_id IN (SELECT unnest($1))) AND ($2::uuid IS NULL OR e.id = $2)
    ORDER BY e.name, e.id LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, what to group by, filters, the order."""

    span: str
    from_on: date
    to_on: date
    by: By
    department: UUID | None
    rep: UUID | None
    level: str
    sort: str

    @property
    def query(self) -> FigureQuery:
        return FigureQuery(
            from_on=self.from_on, to_on=self.to_on, by=self.by, department_id=self.department,
            rep_ids=(self.rep,) if self.rep else (), levels=(self.level,) if self.level else (),
        )  # fmt: skip

    def url(self, path: str, **changes: Any) -> str:
        """The address of the same, changed."""
        known = {
            "span": self.span, "from": "" if self.span else self.from_on, "to": "" if self.span else self.to_on,
            "by": self.by.value, "department": self.department, "rep": self.rep, "level": self.level,
            "sort": self.sort,
        }  # fmt: skip
        return f"{path}?{urlencode({name: value for name, value in {**known, **changes}.items() if value})}"


def read_asked(parameters: QueryParams, today: date, usual: str = "this_month") -> Asked:
    """What an address asks for; raises INVALID_INPUT for a period that cannot be."""
    first, last = parameters.get("from", ""), parameters.get("to", "")
    span = parameters.get("span", "")
    if span not in SPANS:
        span = "" if first or last else usual
    if span:
        from_on, to_on = preset(span, today)
    else:
        from_on = date_in(first, "from") if first else today - timedelta(days=29)
        to_on = date_in(last, "to") if last else today
    check_days(from_on, to_on)
    by = parameters.get("by", "")
    level = parameters.get("level", "")
    return Asked(
        span, from_on, to_on, By(by) if by in By.__members__ else By.REP,
        key_or_none(parameters.get("department", "")), key_or_none(parameters.get("rep", "")),
        level if level in CustomerLevel.__members__ else "", parameters.get("sort", "")[:40],
    )  # fmt: skip


async def choices(connection: Connection, actor: Actor) -> dict[str, Any]:
    """Departments with their depth, and the reps who have visits, as far as the reader sees."""
    scope = actor.profile.scope
    top = None if scope is Scope.ALL else actor.department_id
    departments = [] if scope is Scope.OWN else await connection.fetch(_DEPARTMENTS, top, MOST_CHOICES)
    within = None if scope is Scope.ALL else list(actor.department_ids)
    reps = await connection.fetch(_REPS, within, actor.id if scope is Scope.OWN else None, MOST_CHOICES)
    return {"departments": departments, "reps": reps, "levels": list(CustomerLevel.__members__), "spans": SPANS}


def month_in(text: str, today: date) -> date:
    """The first day of a month named like 2026-11; this month if nothing is named."""
    return month_of(text) if text else today.replace(day=1)


__all__ = ["SPANS", "Asked", "choices", "month_in", "read_asked"]
