"""A random season in the field, written row by row, and the figures reckoned from the rows in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.ids import new_id
from erp_visit.insight.figure_sql import SUMS, By
from erp_visit.insight.figures import FigureQuery
from erp_visit.org.rights import RoleCode
from tests import factories

FIRST, LAST = date(2026, 1, 20), date(2026, 4, 10)
MINUTES, FOLLOW = 15, 7


@dataclass
class Season:
    """What happened."""

    parents: dict[UUID, UUID | None]
    reps: list[Actor]
    homes: dict[UUID, UUID]
    customers: dict[UUID, tuple[str, str]]
    ownerships: list[tuple[UUID, UUID, date, date | None]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)

    def below(self, top: UUID) -> set[UUID]:
        found = {top}
        while more := {key for key, parent in self.parents.items() if parent in found} - found:
            found |= more
        return found

    def reader(self, scope: Scope, rep: Actor) -> Actor:
        """A rep of this scope, seeing what lies below the own department."""
        profile = Profile(rep.profile.rights, scope)
        return Actor(rep.id, rep.name, rep.username, rep.department_id, tuple(self.below(rep.department_id)), profile)


async def season(seed: int, *, visits: int = 220, orders: int = 90) -> Season:
    """A tree of departments, reps, customers that change hands, visits of all kinds, orders."""
    dice = random.Random(seed)
    top = await factories.department("Company")
    parents: dict[UUID, UUID | None] = {top: None}
    for name in ("North", "South", "East", "West", "Harbour"):
        parent = dice.choice(list(parents))
        parents[await factories.department(name, parent)] = parent
    teams = list(parents)
    reps = [await factories.employee(dice.choice(teams), RoleCode.REP) for _ in range(7)]
    homes = {rep.id: rep.department_id for rep in reps}
    made = Season(parents, reps, homes, {})
    house = await factories.warehouse()
    async with db.transaction() as connection:
        for number in range(16):
            key = await factories.customer(None, dice.choice(teams), level=dice.choice("ABCD"))
            territory = dice.choice(("", "Futian", "Nanshan"))
            await connection.execute("UPDATE customer SET territory = $2 WHERE id = $1", key, territory)
            level = await connection.fetchval("SELECT level FROM customer WHERE id = $1", key)
            made.customers[key] = (level, territory)
            _hand_over(dice, made, key, number)
        await connection.executemany(
            "INSERT INTO ownership (customer_id, owner_id, from_on, until_on) VALUES ($1, $2, $3, $4)", made.ownerships
        )
        for _ in range(visits):
            made.visits.append(_visit(dice, made, teams))
        await _write(connection, "visit", made.visits)
        for number in range(orders):
            made.orders.append(_order(dice, made, teams, house, number))
        await _write(connection, "sales_order", made.orders)
    return made


def _hand_over(dice: random.Random, made: Season, customer: UUID, number: int) -> None:
    day = date(2025, 12, 1)
    for _ in range(number % 4):
        until = day + timedelta(days=dice.randint(1, 60))
        made.ownerships.append((customer, dice.choice(made.reps).id, day, until))
        day = until + timedelta(days=dice.choice((0, 0, 9)))
    if number % 3:
        made.ownerships.append((customer, dice.choice(made.reps).id, day, None))


def _day(dice: random.Random) -> date:
    """Any day of the season; borders of months and weeks more often than others."""
    if dice.random() < 0.3:
        return dice.choice((date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)))
    return FIRST + timedelta(days=dice.randrange((LAST - FIRST).days + 1))


def _visit(dice: random.Random, made: Season, teams: list[UUID]) -> dict[str, Any]:
    rep, day = dice.choice(made.reps), _day(dice)
    state = dice.choice(("DONE", "DONE", "DONE", "SHOP_CLOSED", "CANCELLED"))
    kind = dice.choice(("PLANNED", "AD_HOC"))
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    done = state == "DONE"
    planned_at = noon if kind == "PLANNED" and dice.random() < 0.8 else None
    reviewed = dice.choice((None, None, "ACCEPTED", "REJECTED")) if done else None
    return {
        "id": new_id(), "customer_id": dice.choice(list(made.customers)), "rep_id": rep.id,
        "department_id": rep.department_id if dice.random() < 0.8 else dice.choice(teams), "kind": kind,
        "state": state, "business_day": day, "planned_at": planned_at,
        "checked_in_at": noon + timedelta(minutes=dice.choice((-9, 0, 14, 15, 16, 40))) if done else None,
        "dwell_seconds": dice.choice((None, 0, 61, 1800)) if done else None,
        "effective": dice.choice((True, True, False)) if done else None,
        "review_decision": reviewed, "reviewed_at": noon if reviewed else None,
    }  # fmt: skip


def _order(dice: random.Random, made: Season, teams: list[UUID], house: UUID, number: int) -> dict[str, Any]:
    rep, day = dice.choice(made.reps), _day(dice)
    total = Decimal(dice.randint(1, 99999)) / 100
    return {
        "id": new_id(), "number": f"T{number}", "state": dice.choice(("SUBMITTED", "SHIPPED", "REJECTED", "CANCELLED")),
        "customer_id": dice.choice(list(made.customers)), "rep_id": rep.id,
        "department_id": rep.department_id if dice.random() < 0.8 else dice.choice(teams), "warehouse_id": house,
        "business_day": day, "goods_amount": total, "tax_amount": Decimal(0), "total": total,
        "submitted_by_id": rep.id,
    }  # fmt: skip


async def _write(connection: Any, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    await connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", [tuple(row.values()) for row in rows]
    )


# -- the same figures, reckoned the slow and plain way


def reckoned(made: Season, reader: Actor, query: FigureQuery) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Totals, and sums by key."""

    def may(rep: UUID, department: UUID, customer: UUID) -> bool:
        level, territory = made.customers[customer]
        return (
            (reader.profile.scope is not Scope.OWN or rep == reader.id)
            and (reader.profile.scope is not Scope.TEAM or department in reader.department_ids)
            and (query.department_id is None or department in made.below(query.department_id))
            and (not query.rep_ids or rep in query.rep_ids)
            and (not query.levels or level in query.levels)
            and (not query.territories or territory in query.territories)
        )

    def within(row: dict[str, Any]) -> bool:
        return query.from_on <= row["business_day"] <= query.to_on and may(
            row["rep_id"], row["department_id"], row["customer_id"]
        )

    visits = [row for row in made.visits if within(row)]
    orders = [row for row in made.orders if within(row) and row["state"] not in ("REJECTED", "CANCELLED")]

    def sums(has: Callable[[dict[str, Any]], bool], held: Callable[[UUID, UUID], bool], end: date) -> dict[str, Any]:
        return _sums(made, [v for v in visits if has(v)], [o for o in orders if has(o)], [
            customer
            for customer, owner, start, stop in made.ownerships
            if start <= end and (stop is None or stop > end) and may(owner, made.homes[owner], customer)
            and held(customer, owner)
        ])  # fmt: skip

    found = {}
    for key in _keys(made, reader, query, visits, orders):
        has, held, end = _belongs(made, query, key)
        values = sums(has, held, end)
        if any(values.values()) or query.by in (By.DAY, By.WEEK, By.MONTH):
            found[str(key)] = values
    return sums(lambda row: True, lambda customer, owner: True, query.to_on), found


def _keys(made: Season, reader: Actor, query: FigureQuery, visits: list[Any], orders: list[Any]) -> Iterable[Any]:
    match query.by:
        case By.REP:
            return made.homes
        case By.DEPARTMENT:
            shown = set(made.parents) if reader.profile.scope is Scope.ALL else set(reader.department_ids)
            return shown & made.below(query.department_id) if query.department_id else shown
        case By.LEVEL:
            return "ABCD"
        case By.TERRITORY:
            return ("", "Futian", "Nanshan")
        case _:
            days = (query.from_on + timedelta(days=n) for n in range((query.to_on - query.from_on).days + 1))
            return dict.fromkeys(_start(query.by, day) for day in days)


def _start(by: By, day: date) -> date:
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is By.MONTH else day


def _belongs(made: Season, query: FigureQuery, key: Any) -> tuple[Any, Any, date]:
    end = query.to_on
    match query.by:
        case By.REP:
            return lambda row: row["rep_id"] == key, lambda customer, owner: owner == key, end
        case By.DEPARTMENT:
            inside = made.below(key)
            return (
                lambda row: row["department_id"] in inside, lambda customer, owner: made.homes[owner] in inside, end
            )  # fmt: skip
        case By.LEVEL | By.TERRITORY:
            at = 0 if query.by is By.LEVEL else 1
            return (
                lambda row: made.customers[row["customer_id"]][at] == key,
                lambda customer, owner: made.customers[customer][at] == key, end,
            )  # fmt: skip
        case by:
            last = max(
                day for day in (key + timedelta(days=n) for n in range(31)) if _start(by, day) == key and day <= end
            )
            return lambda row: _start(by, row["business_day"]) == key, lambda customer, owner: True, last


def _sums(made: Season, visits: list[Any], orders: list[Any], owned: list[UUID]) -> dict[str, Any]:
    done = [v for v in visits if v["state"] == "DONE"]
    planned = [v for v in visits if v["kind"] == "PLANNED"]
    timed = [v for v in done if v["planned_at"] is not None]
    seen = {v["customer_id"] for v in done}
    counting = [o for o in made.orders if o["state"] not in ("REJECTED", "CANCELLED")]
    found = {
        "planned": len(planned),
        "planned_done": sum(v["state"] == "DONE" for v in planned),
        "planned_closed": sum(v["state"] == "SHOP_CLOSED" for v in planned),
        "cancelled": sum(v["state"] == "CANCELLED" for v in planned),
        "closed": sum(v["state"] == "SHOP_CLOSED" for v in visits),
        "done": len(done),
        "ad_hoc": sum(v["kind"] == "AD_HOC" for v in done),
        "effective": sum(bool(v["effective"]) and v["review_decision"] != "REJECTED" for v in done),
        "dwell": sum(v["dwell_seconds"] or 0 for v in done),
        "dwelt": sum(v["dwell_seconds"] is not None for v in done),
        "timed": len(timed),
        "on_time": sum(v["checked_in_at"] <= v["planned_at"] + timedelta(minutes=MINUTES) for v in timed),
        "customers": len(seen),
        "owned": len(owned),
        "covered": len(set(owned) & seen),
        "deep": len(
            {
                v["customer_id"]
                for v in done
                for o in counting
                if o["customer_id"] == v["customer_id"] and 0 <= (o["business_day"] - v["business_day"]).days <= FOLLOW
            }
        ),
        "orders": len(orders),
        "order_amount": sum((o["total"] for o in orders), Decimal(0)),
    }
    for level in "ABCD":
        found[f"visited_{level.lower()}"] = len({key for key in seen if made.customers[key][0] == level})
    assert set(found) == set(SUMS)
    return found
