"""The figures of visits (INS-1) as one statement: sums per rep, team, level, territory, day, week or month, and the
totals over all of them.

What a reader's scope leaves out is not counted: a rep has his own visits, a supervisor those of the departments of his
tree. A team counts the visits that were its reps' at that time, with those of all departments below it. Customers are
counted once in every group and once in the totals, so totals are no sums of groups where customers are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from erp_visit.core.actor import Scope
from erp_visit.org.settings import company_number_sql


class By(StrEnum):
    """What figures are grouped by."""

    REP = "REP"
    DEPARTMENT = "DEPARTMENT"
    LEVEL = "LEVEL"
    TERRITORY = "TERRITORY"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


TIMES = frozenset({By.DAY, By.WEEK, By.MONTH})
OF_CUSTOMER = frozenset({By.LEVEL, By.TERRITORY})
"""Groups that a customer's own data decide."""
ADDED = ("planned", "planned_done", "planned_closed", "cancelled", "closed", "done", "ad_hoc", "effective", "dwell",
         "dwelt", "timed", "on_time")  # fmt: skip
"""Sums over visits."""
COUNTED = ("customers", "visited_a", "visited_b", "visited_c", "visited_d", "owned", "covered", "deep")
"""Different customers."""
SUMS = (*ADDED, *COUNTED, "orders", "order_amount")
_MET = COUNTED[:5]

VISIT_SUMS = {
    "planned": "count(*) FILTER (WHERE v.kind = 'PLANNED')",
    "planned_done": "count(*) FILTER (WHERE v.kind = 'PLANNED' AND v.state = 'DONE')",
    "planned_closed": "count(*) FILTER (WHERE v.kind = 'PLANNED' AND v.state = 'SHOP_CLOSED')",
    "cancelled": "count(*) FILTER (WHERE v.kind = 'PLANNED' AND v.state = 'CANCELLED')",
    "closed": "count(*) FILTER (WHERE v.state = 'SHOP_CLOSED')",
    "done": "count(*) FILTER (WHERE v.state = 'DONE')",
    "ad_hoc": "count(*) FILTER (WHERE v.kind = 'AD_HOC' AND v.state = 'DONE')",
    "effective": (
        "count(*) FILTER (WHERE v.state = 'DONE' AND v.effective AND v.review_decision IS DISTINCT FROM 'REJECTED')"
    ),
    "dwell": "coalesce(sum(v.dwell_seconds) FILTER (WHERE v.state = 'DONE'), 0)",
    "dwelt": "count(v.dwell_seconds) FILTER (WHERE v.state = 'DONE')",
    "timed": "count(v.checked_in_at - v.planned_at) FILTER (WHERE v.state = 'DONE')",
    "on_time": "count(*) FILTER (WHERE v.state = 'DONE' AND v.checked_in_at <= v.planned_at + {minutes})",
}
"""Sums over visits `v`, as SQL: the one place that says which visits count as what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are wanted of; it shapes the statement. The filters say only whether there is one."""

    by: By
    scope: Scope
    department: bool = False
    reps: bool = False
    levels: bool = False
    territories: bool = False
    orders: bool = True
    """Whether orders may be counted."""
    only: str = ""
    """The one sum that is wanted, if it is one; there are the same groups then, and other sums may be missing."""

    @property
    def of_customers(self) -> bool:
        """Whether customers decide what belongs in it."""
        return self.levels or self.territories or self.by in OF_CUSTOMER


class Places(dict[str, str]):
    """SQL for values by name, made when it is first needed: `make(name, number)`, numbered from 1."""

    def __init__(self, make: Callable[[str, int], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, name: str) -> str:
        self[name] = self.make(name, len(self) + 1)
        return self[name]


def figures_sql(asked: Asked, places: Places) -> str:
    """The statement: rows `total, key, label, parent, place` and the SUMS; the one with `total` is over everything.

    `places` knows from, to, actor, departments, department, reps, levels and territories.
    """
    return _Statement(asked, places).sql()


class _Statement:
    def __init__(self, asked: Asked, places: Places) -> None:
        self.asked = asked
        self.at = places
        self.timed = asked.by in TIMES
        self.tree = asked.by is By.DEPARTMENT

    def sql(self) -> str:
        """Visits are summed per group; for all that counts customers they are gathered per customer, and customers that
        belong to the same groups are counted together: there are few such sets, however many customers there are."""
        asked, at = self.asked, self.at
        minutes = f"{company_number_sql('on_time_minutes')} * interval '1 minute'"
        sums = "".join(f", {VISIT_SUMS[name]} AS {name}" for name in ADDED if self.wants(name))
        parts = [
            "tree (above, id) AS (SELECT d.id, d.id FROM department d"
            " UNION ALL SELECT tree.above, d.id FROM tree JOIN department d ON d.parent_id = tree.id)",
            f"added AS MATERIALIZED (SELECT {self.key('v')} AS k{sums.replace('{minutes}', minutes)} FROM visit v"
            f"{self.customers('v')} WHERE {self.within('v')} GROUP BY 1)",
        ]
        if self.wants(*_MET, "covered"):
            parts.append(
                f"seen AS MATERIALIZED (SELECT g.customer_id, {self.groups('g')} AS ks, c.level AS rank FROM"
                f" ({self.gathered()}) g JOIN customer c ON c.id = g.customer_id{self.narrowing(' WHERE ')})"
            )
        if self.wants(*_MET):
            parts += self.counted_together("met", "SELECT s.ks, s.rank, count(*) AS n FROM seen s GROUP BY 1, 2")
        if self.timed:
            step = asked.by.value.lower()
            parts.append(
                f"bucket AS (SELECT g::date AS k, least((g + interval '1 {step}')::date - 1, {at['to']}) AS e"
                f" FROM generate_series(date_trunc('{step}', {at['from']}::timestamp), {at['to']}::timestamp,"
                f" interval '1 {step}') g)"
            )
        key, keepers = self.owned_key(), f"ownership w{self.employees()}{self.customers('w')} WHERE {self.holding()}"
        if self.timed:
            held, span = "held", "h.from_on, h.until_on"
            parts.append(
                f"held AS MATERIALIZED (SELECT {key} AS k, w.customer_id, w.from_on, w.until_on FROM {keepers})"
            )
        else:
            held, span = f"(SELECT {key} AS k, w.customer_id FROM {keepers})", "NULL AS from_on, NULL AS until_on"
            parts.append(f"owned AS MATERIALIZED (SELECT {key} AS k, count(*) AS n FROM {keepers} GROUP BY 1)")
        if self.wants("covered"):
            parts += self.counted_together(
                "kept",
                f"SELECT s.ks, h.k AS owner, {span}, count(*) AS n FROM seen s JOIN {held} h"
                " ON h.customer_id = s.customer_id GROUP BY 1, 2, 3, 4",
            )
        if self.timed:
            parts.append(
                "changes AS MATERIALIZED (SELECT day, sum(n) AS n FROM (SELECT from_on AS day, 1 AS n FROM held"
                " UNION ALL SELECT until_on, -1 FROM held WHERE until_on IS NOT NULL) m GROUP BY day)"
            )
        sources = [*self.of_visits(), *self.of_owned()]
        if asked.orders:
            follow = company_number_sql("order_follow_days")
            ordered = (
                " AND EXISTS (SELECT FROM sales_order o WHERE o.customer_id = v.customer_id"
                f" AND o.business_day BETWEEN v.business_day AND v.business_day + {follow}"
                f" AND o.business_day BETWEEN {at['from']} AND {at['to']} + {follow}"
                " AND o.state NOT IN ('REJECTED', 'CANCELLED'))"
            )
            of_customers = f" JOIN customer c ON c.id = g.customer_id{self.narrowing(' WHERE ')}"
            if self.wants("deep"):
                parts += self.counted_together(
                    "followed",
                    f"SELECT {self.groups('g')} AS ks, count(*) AS n FROM ({self.gathered(ordered)}) g"
                    f"{of_customers if asked.of_customers else ''} GROUP BY 1",
                )
            parts.append(
                f"bought AS MATERIALIZED (SELECT {self.key('o')} AS k, count(*) AS orders, sum(o.total) AS order_amount"
                f" FROM sales_order o{self.customers('o')}"
                f" WHERE o.state NOT IN ('REJECTED', 'CANCELLED') AND {self.within('o')} GROUP BY 1)"
            )
            sources += self.of_orders()
        facts = " UNION ALL ".join(sources)
        summed = ", ".join(f"coalesce(sum(f.{name}), 0) AS {name}" for name in SUMS)
        return (
            f"WITH RECURSIVE {', '.join(parts)}, facts AS ({facts}), summed AS ("
            f"SELECT f.k IS NULL AS total, f.k, {summed} FROM facts f GROUP BY f.k)"
            f" {self.named()}"
        )

    def wants(self, *names: str) -> bool:
        """Whether one of these sums is wanted."""
        return not self.asked.only or self.asked.only in names

    def gathered(self, more: str = "") -> str:
        """Customers with a visit done, and the groups of these visits, where the visit decides about the group."""
        done = f"FROM visit v WHERE v.state = 'DONE' AND {self.within('v', of_customers=False)}{more}"
        if self.asked.by in OF_CUSTOMER:
            return f"SELECT v.customer_id {done} GROUP BY 1"
        if self.timed:
            return f"SELECT v.customer_id, array_agg({self.key('v')}) AS ks {done} GROUP BY 1"
        # Most visits of a customer are of one rep and team: named once, there are few different sets.
        visits = f"SELECT v.customer_id, {self.key('v')} AS k {done} GROUP BY 1, 2"
        return f"SELECT v.customer_id, array_agg(v.k) AS ks FROM ({visits}) v GROUP BY 1"

    def groups(self, alias: str) -> str:
        """SQL for the groups of a gathered customer."""
        return f"ARRAY[{self.key('')}]" if self.asked.by in OF_CUSTOMER else f"{alias}.ks"

    def counted_together(self, name: str, sql: str) -> list[str]:
        """Sets of customers under a name, and `<name>_in`: each set once in every group that its visits are in."""
        group, tree = ("t.above", " JOIN tree t ON t.id = u.k") if self.tree else ("u.k", "")
        return [
            f"{name} AS MATERIALIZED (SELECT row_number() OVER () AS no, m.* FROM ({sql}) m)",
            f"{name}_in AS (SELECT DISTINCT m.no, {group} AS k FROM {name} m CROSS JOIN unnest(m.ks) u (k){tree})",
        ]

    # -- what belongs in it

    def key(self, alias: str) -> str:
        """SQL for the group of a visit or an order."""
        match self.asked.by:
            case By.REP:
                return f"{alias}.rep_id"
            case By.DEPARTMENT:
                return f"{alias}.department_id"
            case By.LEVEL:
                return "c.level"
            case By.TERRITORY:
                return "c.territory"
            case By.DAY:
                return f"{alias}.business_day"
            case By.WEEK:
                # From a Monday on by whole weeks: date_trunc takes a third of the whole statement's time.
                return f"({alias}.business_day - ({alias}.business_day - date '0001-01-01') % 7)"
            case _:
                return f"date_trunc('month', {alias}.business_day::timestamp)::date"

    def employees(self) -> str:
        """A join of who looks after customers, where their department counts."""
        needed = self.tree or self.asked.department or self.asked.scope is Scope.TEAM
        return " JOIN employee e ON e.id = w.owner_id" if needed else ""

    def owned_key(self) -> str:
        match self.asked.by:
            case By.REP:
                return "w.owner_id"
            case By.DEPARTMENT:
                return "e.department_id"
            case By.LEVEL:
                return "c.level"
            case By.TERRITORY:
                return "c.territory"
            case _:
                return "NULL::date"

    def customers(self, alias: str) -> str:
        return f" JOIN customer c ON c.id = {alias}.customer_id" if self.asked.of_customers else ""

    def within(self, alias: str, *, of_customers: bool = True) -> str:
        days = f"{alias}.business_day BETWEEN {self.at['from']} AND {self.at['to']}"
        text = " AND ".join([days, *self.conditions(f"{alias}.rep_id", f"{alias}.department_id")])
        return text + self.narrowing(" AND ") if of_customers else text

    def narrowing(self, word: str) -> str:
        """What the filters ask of customers."""
        found = []
        if self.asked.levels:
            found.append(f"c.level = ANY({self.at['levels']})")
        if self.asked.territories:
            found.append(f"c.territory = ANY({self.at['territories']})")
        return word + " AND ".join(found) if found else ""

    def holding(self) -> str:
        days = f"w.from_on <= {self.at['to']}" if self.timed else _holds("w", self.at["to"])
        return " AND ".join([days, *self.conditions("w.owner_id", "e.department_id")]) + self.narrowing(" AND ")

    def conditions(self, rep: str, department: str) -> list[str]:
        """What the reader's scope and the filters leave."""
        asked, at, found = self.asked, self.at, []
        if asked.scope is Scope.OWN:
            found.append(f"{rep} = {at['actor']}")
        elif asked.scope is Scope.TEAM:
            found.append(f"{department} IN (SELECT unnest({at['departments']}))")
        if asked.department:
            found.append(f"{department} IN (SELECT t.id FROM tree t WHERE t.above = {at['department']})")
        if asked.reps:
            found.append(f"{rep} = ANY({at['reps']})")
        return found

    # -- the sums, as rows to be added up

    def row(self, key: str, found: Mapping[str, str], source: str) -> str:
        values = ", ".join(f"{found.get(name, '0')} AS {name}" for name in SUMS)
        return f"SELECT {key} AS k, {values} FROM {source}"

    def of_visits(self) -> list[str]:
        sums = {name: f"sum(a.{name})" for name in ADDED if self.wants(name)}
        different = {"customers": "sum(m.n)"}
        for level in "ABCD":
            different[f"visited_{level.lower()}"] = f"sum(m.n) FILTER (WHERE m.rank = '{level}')"
        by_key = "added a JOIN tree t ON t.id = a.k GROUP BY t.above" if self.tree else "added a GROUP BY a.k"
        found = [
            self.row("NULL::text", sums, "added a"),
            self.row("t.above::text" if self.tree else "a.k::text", sums, by_key),
        ]
        if self.wants(*_MET):
            found += [
                self.row("NULL::text", different, "met m"),
                self.row("i.k::text", different, "met_in i JOIN met m ON m.no = i.no GROUP BY i.k"),
            ]
        return found

    def of_owned(self) -> list[str]:
        to, tree = self.at["to"], " JOIN tree t ON t.above = i.k AND t.id = m.owner"
        if self.timed:
            ends, kept = _holds("m", to), f" JOIN bucket b ON b.k = i.k AND {_holds('m', 'b.e')} GROUP BY b.k"
            found = [
                self.row("NULL::text", {"owned": "count(*)"}, f"held h WHERE {_holds('h', to)}"),
                # How many there are at each day's end: all that began by then, less all that ended.
                self.row(
                    "b.k::text", {"owned": "coalesce((SELECT sum(c.n) FROM changes c WHERE c.day <= b.e), 0)"},
                    "bucket b",
                ),
            ]  # fmt: skip
        else:
            ends, kept = "TRUE", f"{tree if self.tree else ' AND m.owner = i.k'} GROUP BY i.k"
            by_key = "owned h JOIN tree t ON t.id = h.k GROUP BY t.above" if self.tree else "owned h GROUP BY h.k"
            found = [
                self.row("NULL::text", {"owned": "sum(h.n)"}, "owned h"),
                self.row("t.above::text" if self.tree else "h.k::text", {"owned": "sum(h.n)"}, by_key),
            ]
        if self.wants("covered"):
            covered, key = {"covered": "sum(m.n)"}, "b.k::text" if self.timed else "i.k::text"
            found += [
                self.row("NULL::text", covered, f"kept m WHERE {ends}"),
                self.row(key, covered, f"kept_in i JOIN kept m ON m.no = i.no{kept}"),
            ]
        return found

    def of_orders(self) -> list[str]:
        deep, bought = {"deep": "sum(m.n)"}, {"orders": "sum(b.orders)", "order_amount": "sum(b.order_amount)"}
        found = [
            self.row("NULL::text", bought, "bought b"),
            self.row("t.above::text", bought, "bought b JOIN tree t ON t.id = b.k GROUP BY t.above")
            if self.tree
            else self.row("b.k::text", bought, "bought b GROUP BY b.k"),
        ]
        if self.wants("deep"):
            found += [
                self.row("NULL::text", deep, "followed m"),
                self.row("i.k::text", deep, "followed_in i JOIN followed m ON m.no = i.no GROUP BY i.k"),
            ]
        return found

    # -- names

    def named(self) -> str:
        sums = ", ".join(f"s.{name}" for name in SUMS)
        match self.asked.by:
            case By.REP:
                names = "e.name, NULL::text, e.name || ' ' || e.code"
                join = "LEFT JOIN employee e ON e.id = s.k::uuid"
                shown = ""
            case By.DEPARTMENT:
                names = "d.name, d.parent_id::text, p.path"
                join = (
                    "LEFT JOIN department d ON d.id = s.k::uuid LEFT JOIN LATERAL (SELECT string_agg(u.code, '/'"
                    " ORDER BY (SELECT count(*) FROM tree w WHERE w.id = u.id)) AS path FROM tree a"
                    " JOIN department u ON u.id = a.above WHERE a.id = d.id) p ON true"
                )
                shown = (
                    f" WHERE s.total OR s.k::uuid IN (SELECT unnest({self.at['departments']}))" if self.narrow else ""
                )
                if self.asked.department:
                    inside = f"s.k::uuid IN (SELECT t.id FROM tree t WHERE t.above = {self.at['department']})"
                    shown = f"{shown} AND (s.total OR {inside})" if shown else f" WHERE s.total OR {inside}"
            case _:
                names, join, shown = "s.k, NULL::text, s.k", "", ""
        return (
            f"SELECT s.total, s.k AS key, n.* , {sums} FROM summed s {join}"
            f" CROSS JOIN LATERAL (SELECT {names}) AS n (label, parent, place){shown}"
        )

    @property
    def narrow(self) -> bool:
        return self.asked.scope is not Scope.ALL


def _holds(alias: str, day: str) -> str:
    """SQL: whether an ownership holds at the end of a day."""
    return f"{alias}.from_on <= {day} AND ({alias}.until_on IS NULL OR {alias}.until_on > {day})"


__all__ = ["SUMS", "TIMES", "VISIT_SUMS", "Asked", "By", "Places", "figures_sql"]
