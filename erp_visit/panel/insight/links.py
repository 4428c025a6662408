"""From a figure to the list of exactly the records behind it: its conditions as filters of the derived lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, bucket_days
from erp_visit.insight.measures import Counted, Figure
from erp_visit.panel.screens.query import Condition, ListQuery
from erp_visit.panel.security import BASE

_LISTS = {Counted.VISITS: "visits", Counted.CUSTOMERS: "customers", Counted.ORDERS: "orders"}
_NOBODY = str(UUID(int=0))
_PLANNED = (("kind", "in", "PLANNED"),)
_DONE = (("state", "in", "DONE"),)
_VISITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "planned": _PLANNED,
    "planned_done": (*_PLANNED, *_DONE),
    "cancelled": (*_PLANNED, ("state", "in", "CANCELLED")),
    "closed": (("state", "in", "SHOP_CLOSED"),),
    "done": _DONE,
    "ad_hoc": (("kind", "in", "AD_HOC"), *_DONE),
    "effective": (*_DONE, ("counts", "eq", "true")),
    "dwell": (*_DONE, ("dwell_seconds", "filled", "")),
    "on_time": (*_DONE, ("on_time", "eq", "true")),
}
"""Filters on visits, by the sum that a figure counts."""


@dataclass(frozen=True, slots=True)
class _Within:
    """What a group is of, in the words of filters: days, reps, departments, and customers' own fields."""

    first: date
    last: date
    reps: tuple[tuple[str, str], ...]
    """Operator and value on the rep."""
    departments: tuple[str, ...]
    customers: tuple[tuple[str, str, str], ...]

    @property
    def days(self) -> tuple[tuple[str, str, str], ...]:
        return ("business_day", "from", self.first.isoformat()), ("business_day", "to", self.last.isoformat())

    def people(self, rep: str, department: str) -> tuple[tuple[str, str, str], ...]:
        return (
            *((rep, operator, value) for operator, value in self.reps),
            *((department, "under", value) for value in self.departments),
        )


def behind(figure: Figure, query: FigureQuery, actor: Actor, key: str | None = None) -> str:
    """The address of the list behind a figure of a group, or, without a key, of the totals.

    A share leads to what it counts, an average to what it is over.
    """
    within = _within(query, actor, key)
    match figure.counted:
        case Counted.VISITS:
            found = [*within.days, *_VISITS[figure.over], *within.people("rep", "department")]
            found += [(f"customer.{field}", operator, value) for field, operator, value in within.customers]
            conditions = [_condition(*one) for one in found]
        case Counted.ORDERS:
            state = ("state", "not", "REJECTED,CANCELLED")
            found = [*within.days, state, *within.people("rep", "department")]
            found += [(f"customer.{field}", operator, value) for field, operator, value in within.customers]
            conditions = [_condition(*one) for one in found]
        case _:
            conditions = _of_customers(figure, within)
    return ListQuery(conditions=tuple(conditions)).url(f"{BASE}/{_LISTS[figure.counted]}")


def behind_each(figure: Figure, query: FigureQuery, actor: Actor) -> Callable[[str], str]:
    """The same for each group by its key. For reps and teams, of which there may be many, it is written but once."""
    whole, pattern = behind(figure, query, actor), ""
    if query.by in (By.REP, By.DEPARTMENT):
        pattern = behind(figure, query, actor, _NOBODY)

    def address(key: str) -> str:
        if not pattern or key in whole:  # whoever is asked for anyway is not named twice
            return behind(figure, query, actor, key)
        return pattern.replace(_NOBODY, key)

    return address


def _of_customers(figure: Figure, within: _Within) -> list[Condition]:
    visited = [*_DONE, *within.days, *within.people("rep", "department")]
    if figure.over == "deep":
        visited.append(("ordered", "eq", "true"))
    last = within.last.isoformat()
    owned = [_condition("ownerships.from_on", "to", last),
             _condition("ownerships.until_on", "to", last, negated=True, same=True)]  # fmt: skip
    owned += [
        _condition(f"ownerships.{path}", operator, value, same=True)
        for path, operator, value in within.people("owner", "owner.department")
    ]
    seen = [
        _condition(f"visits.{path}", operator, value, same=number > 0)
        for number, (path, operator, value) in enumerate(visited)
    ]
    own = [_condition(*one) for one in within.customers]
    if figure.over.startswith("visited_"):
        own.append(_condition("level", "in", figure.over[-1].upper()))
    match figure.over:
        case "owned":
            return [*owned, *own]
        case "covered":
            return [*owned, *seen, *own]
        case _:
            return [*seen, *own]


def _within(query: FigureQuery, actor: Actor, key: str | None) -> _Within:
    first, last = query.from_on, query.to_on
    reps: list[tuple[str, str]] = []
    departments: list[str] = []
    customers: list[tuple[str, str, str]] = []
    if actor.profile.scope is Scope.OWN:
        reps.append(("is", str(actor.id)))
    elif actor.profile.scope is Scope.TEAM:
        departments.append(str(actor.department_id))
    if query.department_id is not None:
        departments.append(str(query.department_id))
    if query.rep_ids:
        reps.append(("is", ",".join(map(str, query.rep_ids))))
    if query.levels:
        customers.append(("level", "in", ",".join(query.levels)))
    customers += map(_territory, query.territories)
    match query.by:
        case _ if key is None:
            pass
        case By.REP:
            reps.append(("is", key))
        case By.DEPARTMENT:
            departments.append(key)
        case By.LEVEL:
            customers.append(("level", "in", key))
        case By.TERRITORY:
            customers.append(_territory(key))
        case time:
            first, last = bucket_days(time, key, first, last)
    return _Within(first, last, tuple(dict.fromkeys(reps)), tuple(dict.fromkeys(departments)), tuple(customers))


def _territory(name: str) -> tuple[str, str, str]:
    return ("territory", "eq", name) if name else ("territory", "empty", "")


def _condition(path: str, operator: str, value: str, *, negated: bool = False, same: bool = False) -> Condition:
    return Condition(tuple(path.split(".")), operator, value, negated, same)


def in_box(south: float, west: float, north: float, east: float, first: date, last: date,
           people: tuple[tuple[str, str, str], ...]) -> str:  # fmt: skip
    """The list of the check-ins of a cluster on the map."""
    found = (
        ("business_day", "from", first.isoformat()), ("business_day", "to", last.isoformat()), *people,
        ("latitude", "gte", repr(south)), ("latitude", "lte", repr(north)),
        ("longitude", "gte", repr(west)), ("longitude", "lte", repr(east)),
    )  # fmt: skip
    return ListQuery(conditions=tuple(_condition(*one) for one in found)).url(f"{BASE}/visits")


def people_filters(
    actor: Actor, department_id: UUID | None, rep_ids: tuple[UUID, ...]
) -> tuple[tuple[str, str, str], ...]:
    """The reader's scope and what is chosen, as filters on visits."""
    query = FigureQuery(from_on=date.min, to_on=date.min, department_id=department_id, rep_ids=rep_ids)
    return _within(query, actor, None).people("rep", "department")


__all__ = ["behind", "behind_each", "in_box", "people_filters"]
