"""Lists of what somebody sees for one of several reasons: each reason is looked up by its own index.

PostgreSQL guesses how many rows an OR of conditions leaves. For somebody whose share of a large table is tiny, or old,
it then reads the whole table in the order of the list until the page is full. Here each way gives the first rows of the
page by itself, at most as many as the page holds, and the page is the first of these. Where a way leads through more
values than MOST (a manager's customers), the share is taken for large enough to go along the order of the list. A page
of parts (lines, answers) is looked for near by first then: a rep may have thousands of visits, and a third of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from erp_visit.core.declare import Seen, Way
from erp_visit.reads.ordering import has_index
from erp_visit.reads.spec import TypeSpec
from erp_visit.reads.sql import where_sql

if TYPE_CHECKING:
    from erp_visit.reads.compiler import Compiler
    from erp_visit.reads.ordering import Key

MOST = 400
"""Values of a way that are each looked up."""
MOST_PARENTS = 4_000
"""The same for records of which only the parts are listed, all of them: they have but a few each. What a filter leaves
of the parts is found sooner along the order of the list."""
MOST_ABOVE = 10_000
"""Keys that are gone through to find these records, if they are parts themselves: visits, to find the few on which
somebody went along."""
NEARBY = 200
"""Rows of a list of parts, from where the page begins, among which it is looked for if there are more values than MOST:
whoever sees a good share of the list has all of it there."""

EACH, NEAR, ALONG = "'EACH'", "'NEAR'", "'ALONG'"
"""How a page is found: each value looked up; among what is near by; along the order of the list, however far."""


class Ways:
    """The ways to the rows of one type for the profile of a compiler."""

    def __init__(self, compiler: Compiler, spec: TypeSpec, keys: Sequence[Key], filtered: bool) -> None:
        self._compiler = compiler
        self._spec = spec
        self._looked_up: list[tuple[str, int]] = []
        """SELECTs of values, and how many each may have: k0, k1 …; later ones may go on from earlier ones."""
        all_parts = spec.parent() is not None and not filtered
        self._most = MOST_PARENTS if all_parts else MOST
        self.has_near = all_parts and has_index(spec, keys)
        """Whether the page is looked for near by, too. What a filter leaves may be far, and in an order that no index
        has nothing is near."""
        ways = self._to(spec, self._most)
        if spec.parent() is None:
            ways = [way if way.single else replace(way, values=self._look_up(way.values, MOST)) for way in ways]
        self._ways = ways

    def __bool__(self) -> bool:
        return bool(self._ways)

    def _to(self, spec: TypeSpec, most: int) -> Sequence[Way]:
        """Those to the rows of a type. Parts are found by the records to which any way leads, each of them once; of
        those there may be so many."""
        parent = spec.parent()
        if parent is None:
            predicate = spec.visible()
            condition = predicate(self._compiler.profile) if predicate is not None else ""
            return condition.ways if isinstance(condition, Seen) else ()
        above = self._compiler.registry[spec.relations[parent].target]
        records = [self._look_up(_keys(above, way), most) for way in self._to(above, MOST_ABOVE)]
        column = str(spec.model._meta.fields_map[parent].source_field)
        return (Way(column, " UNION ".join(records), ""),) if records else ()

    def _look_up(self, values: str, most: int) -> str:
        self._looked_up.append((values, most))
        return f"SELECT v FROM k{len(self._looked_up) - 1}"

    @property
    def is_sure(self) -> bool:
        """Whether they are the only way to find a page: there is nothing of which there could be too much."""
        return bool(self._ways) and not self._looked_up

    def choice(self, near: str = "", size: int = 0) -> str:
        """What a statement begins with that chooses how it finds its page, as `way.way`, and the values, looked up
        once; to count them an index may do that does not hold them. `near` are the ids of rows of the page that are
        near by: all of it, if they are as many as its size."""
        found = [
            self._bind(f"k{place} (v) AS MATERIALIZED (SELECT * FROM ({values}) v LIMIT {most})")
            for place, (values, most) in enumerate(self._looked_up)
        ]
        cases = []
        if near:
            found.append(f"near AS MATERIALIZED ({near})")
            cases += [f"WHEN {self._few(MOST)} THEN {EACH}"] if self else []
            cases.append(f"WHEN (SELECT count(*) FROM near) = {size} THEN {NEAR}")
        if self:
            cases.append(f"WHEN {self._few(MOST_ABOVE)} THEN {EACH}")
        found.append(f"way (way) AS MATERIALIZED (SELECT CASE {' '.join(cases)} ELSE {ALONG} END)")
        return f"WITH {', '.join(found)} "

    def _few(self, limit: int) -> str:
        """Whether there are few enough values to look each up, and no more than so many."""
        counts = [
            f"(SELECT count(*) FROM (SELECT FROM ({values}) v LIMIT {min(most, limit) + 1}) v) <= {min(most, limit)}"
            for values, most in self._looked_up
        ]
        return self._bind(" AND ".join(counts))

    def first(self, rest: Sequence[str], alias: str, keys: Sequence[Key], backward: bool, size: int) -> str:
        """The ids of the first rows of each way, in the order of a list. `rest` are its other conditions."""
        named = ", ".join(f"{key.column.expression(alias)} AS k{place}" for place, key in enumerate(keys))
        order = ", ".join(key.sql(alias, backward) for key in keys)
        outside = ", ".join(
            f"k{place}{' DESC' if key.descending != backward else ''}" for place, key in enumerate(keys)
        )

        def page(condition: str) -> str:
            where = where_sql([condition, *rest])
            end = f"ORDER BY {order} LIMIT {size}" if self._spec.parent() is None else "OFFSET 0"
            return f"SELECT {alias}.id, {named} FROM {self._spec.table} {alias}{where} {end}"

        return self._each(page, f" ORDER BY {outside} LIMIT {size}", alias)

    def any(self, rest: Sequence[str], alias: str, most: str) -> str:
        """The ids of rows of each way, in any order, at most so many of each."""

        def rows(condition: str) -> str:
            return f"SELECT {alias}.id FROM {self._spec.table} {alias}{where_sql([condition, *rest])} LIMIT {most}"

        return self._each(rows, f" LIMIT {most}", alias)

    def _each(self, select: Callable[[str], str], end: str, alias: str) -> str:
        parts = []
        for way in self._ways:
            if way.single:
                parts.append(f"SELECT id FROM ({select(self._bind(way.whole.replace('{t}', alias)))}) w")
            else:
                rows = select(_leads(way, alias, "v.v"))
                found = f"({way.values}) v (v) CROSS JOIN LATERAL ({rows}) w"
                parts.append(f"SELECT id FROM (SELECT w.* FROM {found}{end}) w")
        return " UNION ALL ".join(parts)

    def _bind(self, sql: str) -> str:
        return str(self._compiler.parameters.bind(sql))


def _keys(spec: TypeSpec, way: Way) -> str:
    """The keys of the rows that a way leads to."""
    if way.single:
        return f"SELECT a.id FROM {spec.table} a WHERE {way.whole.replace('{t}', 'a')}"
    each = f"SELECT a.id FROM {spec.table} a WHERE {_leads(way, 'a', 'b.v')} LIMIT {MOST_ABOVE + 1}"
    return f"SELECT a.id FROM ({way.values}) b (v) CROSS JOIN LATERAL ({each}) a"


def _leads(way: Way, alias: str, value: str) -> str:
    """The condition under which one of the values of a way leads to a row."""
    same = f'{alias}."{way.column}" = {value}'
    return f"{same} AND {way.only.replace('{t}', alias)}" if way.only else same


def realias(condition: str, alias: str, other: str) -> str:
    """A condition on another alias: these are t1, t2 …, unique words in the statement."""
    return re.sub(rf"\b{alias}\b", other, condition)


__all__ = ["ALONG", "EACH", "MOST", "MOST_PARENTS", "NEAR", "NEARBY", "Ways", "realias"]
