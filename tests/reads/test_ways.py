"""Lists of what somebody sees for several reasons: found by each reason's index, near by or along the list's order, the same rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from erp_visit import db as database
from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import today
from erp_visit.core.declare import Seen, in_departments
from erp_visit.org.rights import Right
from erp_visit.panel.screens.columns import Columns
from erp_visit.reads import pages, ways
from erp_visit.reads.ordering import keys_of, sortable
from erp_visit.reads.parameters import Run
from erp_visit.reads.spec import TypeSpec
from tests.reads.data import Data, load_work


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _reasons(spec: TypeSpec, actors: Sequence[Actor]) -> bool:
    """Whether some of them see rows for one of several reasons."""
    predicate = spec.visible()
    return predicate is not None and any(isinstance(predicate(actor.profile), Seen) for actor in actors)


async def _walked(actor: Actor, spec: TypeSpec, order: str) -> tuple[list[str], int, int]:
    """The ids of a list, page by page, with its number of rows and that number counted up to 5."""
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)  # with no plans remembered
    text = (
        f"query($after: String) {{ list: {spec.plural}(first: 3, after: $after{order})"
        " { totalCount some: totalCount(atMost: 5) nodes { id } pageInfo { hasNextPage endCursor } } }"
    )
    found: list[str] = []
    after = None
    while True:
        page: dict[str, Any] = (await engine.read(actor, text, {"after": after}))["list"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found, page["totalCount"], page["some"]
        after = page["pageInfo"]["endCursor"]


async def test_all_give_the_same_pages(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    await load_work(data)
    seen: Counter[str] = Counter()
    rights = frozenset(map(str, Right))
    narrow = [
        replace(actor, profile=replace(actor.profile, rights=rights))
        for actor in data.actors if actor.profile.scope is not Scope.ALL
    ]  # fmt: skip
    for spec in api().registry.types.values():
        for actor in narrow[:4]:
            for order in ("", ", orderBy: [{ field: ID, direction: DESC }]"):
                by_ways = await _walked(actor, spec, order)
                for most, parents, nearby in (
                    (-1, -1, 200),
                    (-1, -1, 4),
                    (-1, 400, 2),
                ):  # near, far, and looked up late
                    monkeypatch.setattr(ways, "MOST", most)
                    monkeypatch.setattr(ways, "MOST_PARENTS", parents)
                    monkeypatch.setattr(pages, "NEARBY", nearby)
                    assert await _walked(actor, spec, order) == by_ways, (spec.name, actor.name, order, nearby)
                wide = replace(actor, profile=replace(actor.profile, wide=True))
                assert await _walked(wide, spec, order) == by_ways, (spec.name, actor.name, order)
                monkeypatch.undo()
                found, total, some = by_ways
                assert (len(found), len(set(found)), min(total, 5)) == (total, total, some)
                seen[spec.name] += total
    by_reasons = {spec.name for spec in api().registry.types.values() if _reasons(spec, narrow)}
    assert by_reasons - {name for name, total in seen.items() if total > 5} == set()


async def test_one_of_many_departments_is_found_in_order(db: ModuleType) -> None:
    """Also the first and the last, none, and those before, amid and behind them."""
    keys = sorted(uuid4() for _ in range(201))
    own, others = keys[1::2], [*keys[::2], UUID(int=0), UUID(int=2**128 - 1), None]
    sql = f"SELECT {in_departments('d.id')} FROM unnest($2::uuid[]) d (id)".replace(":departments", "$1")
    async with database.connection() as connection:
        for seen in (own, own[:1], own[:2]):
            answers = await connection.fetch(sql, seen, [*own, *others])
            assert [row[0] for row in answers] == [key in seen for key in [*own, *others]]


async def test_a_reason_to_see_a_row_is_no_table_of_all_that_is_seen(data: Data) -> None:
    """PostgreSQL would make such a table anew for every page: the longer, the more customers there are."""
    actor = next(one for one in data.actors if one.profile.scope is Scope.TEAM)
    given = {
        ":actor": f"'{actor.id}'::uuid", ":today": "current_date",
        ":departments": f"ARRAY[{', '.join(repr(str(key)) for key in actor.department_ids)}]::uuid[]",
    }  # fmt: skip
    looked = 0
    async with database.connection() as connection:
        for spec in api().registry.types.values():
            predicate = spec.visible()
            condition = predicate(replace(actor.profile, wide=True)) if predicate is not None else ""
            if not isinstance(condition, Seen):
                continue
            assert "ANY(:departments)" not in condition, spec.name  # a kept plan goes through all of them for each row
            text = condition.replace("{t}", "t")
            for name, value in given.items():
                text = text.replace(name, value)
            plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) SELECT FROM {spec.table} t WHERE {text}")
            nodes = list(_nodes(orjson.loads(plan)[0]["Plan"]))
            hashed = {name for node in nodes for name in re.findall(r"hashed (SubPlan \d+)", str(node.get("Filter")))}
            for node in nodes:
                if node.get("Subplan Name") in hashed:
                    read = [inner["Relation Name"] for inner in _nodes(node) if "Relation Name" in inner]
                    assert read == [], (spec.name, condition)
            looked += 1
    assert looked > 5


async def test_a_record_to_which_two_reasons_lead_is_looked_up_once(
    data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rep takes the orders of the customers that one looks after: both lead to the same orders, and to their lines."""
    actor = next(one for one in data.actors if one.profile.scope is Scope.OWN)
    rep = replace(actor, profile=replace(actor.profile, rights=frozenset(map(str, Right))))
    async with database.connection() as connection:
        await connection.execute("UPDATE customer SET owner_id = $1", rep.id)
        await connection.execute("UPDATE sales_order SET rep_id = $1", rep.id)
        orders = await connection.fetchval("SELECT count(*) FROM sales_order")
    assert await _orders_whose_lines_are_looked_up(rep) == orders > 3
    monkeypatch.setattr(ways, "MOST", 3)
    assert await _orders_whose_lines_are_looked_up(rep) == 0  # a page of all is near by
    assert await _orders_whose_lines_are_looked_up(rep, ", orderBy: [{ field: NUMBER }]") == orders  # no index has it


async def _orders_whose_lines_are_looked_up(actor: Actor, order: str = "") -> int:
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)  # with no plans remembered
    operation = engine.documents.get(f"{{ orderLines(first: 2{order}) {{ nodes {{ id }} }} }}").operation(None)
    (root,) = engine.reader.plans(operation, actor, {}) or ()
    plan = root.permitted()
    values = [getter(Run({}, actor, today())) for getter in plan.getters]
    async with database.connection() as connection:
        explained = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {plan.sql}", *values)
    asked = ("Index Cond", "Recheck Cond", "Filter")
    return sum(
        node["Actual Loops"] for node in _nodes(orjson.loads(explained)[0]["Plan"])
        if node.get("Relation Name") == "order_line" and any("order_id" in node.get(name, "") for name in asked)
    )  # fmt: skip


async def test_an_index_begins_with_every_order_that_is_offered_for_whole_lists(data: Data) -> None:
    async with database.connection() as connection, connection.transaction():
        # The planner is to say what can be had, not what pays with a handful of rows.
        await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
                                 " SET LOCAL enable_sort = off")  # fmt: skip
        for spec in api().registry.types.values():
            for name in sortable(spec):
                for falls in (False, True):
                    keys = ", ".join(key.sql("t", False) for key in keys_of(spec, [(name, falls)]))
                    rows = await connection.fetch(f"EXPLAIN SELECT FROM {spec.table} t ORDER BY {keys} LIMIT 2")
                    nodes = [row[0].strip().removeprefix("->").strip() for row in rows]
                    assert any(node.startswith("Index") for node in nodes), (spec.name, name, nodes)
                    assert not any(node.startswith("Sort  (") for node in nodes), (spec.name, name, nodes)


async def test_an_index_holds_the_rows_of_every_reason_in_the_order_of_the_list(data: Data) -> None:
    """Else whoever's department has no rows waits until the whole table is read in the order of the list."""
    columns = Columns(api().registry)
    narrow = [actor for actor in data.actors if actor.profile.scope.value != "ALL"]
    missing, looked = set(), 0
    async with database.connection() as connection:
        for spec in api().registry.types.values():
            predicate = spec.visible()
            if spec.parent() is not None or predicate is None:
                continue
            rows = await connection.fetch(_INDEXES, spec.table)
            order = sortable(spec)[columns.newest_first(spec)[0][0]].name
            for condition in [predicate(actor.profile) for actor in narrow]:
                for way in condition.ways if isinstance(condition, Seen) else ():
                    looked += 1
                    if way.column != "id" and [way.column, order] not in [row["columns"][:2] for row in rows]:
                        missing.add((spec.name, way.column, order))
    assert missing == set()
    assert looked > 20


_INDEXES = """
SELECT array_agg(a.attname::text ORDER BY k.place) AS columns FROM pg_index i
CROSS JOIN unnest(i.indkey) WITH ORDINALITY k (number, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
WHERE i.indrelid = $1::text::regclass AND i.indpred IS NULL GROUP BY i.indexrelid
"""
