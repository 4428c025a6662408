"""What PostgreSQL plans once, and what it plans for the values that it is given."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from erp_visit.api.execution import Engine
from erp_visit.reads.compiler import Plan
from tests import factories

PAGE = "query($day: Date) { visits(first: 2, filter: { businessDay: { eq: $day } }) { nodes { id } } }"


def _plan(engine: Engine, world: factories.World, text: str, variables: dict[str, Any]) -> Plan:
    operation = engine.documents.get(text).operation(None)
    coerced = engine.documents.variables(operation, variables)
    (root,) = engine.reader.plans(operation, world.rep, coerced) or ()
    return root.permitted()


@pytest.mark.parametrize(
    ("text", "variables", "once"),
    [
        (PAGE, {"day": "2026-11-20"}, True),
        ("query($id: ID!) { customer(id: $id) { name } }", {"id": "Customer:0"}, True),
        ("{ orders(filter: { state: { in: [SUBMITTED, HELD] } }) { totalCount(atMost: 100) nodes { id } } }", {}, True),
        ("query($text: String) { customers(search: $text) { nodes { id } } }", {"text": "水"}, False),
        ("query($day: Date) { visits(filter: { businessDay: { gte: $day } }) { nodes { id } } }", {"day": "2026-11-20"}, False),
        ("query($id: ID) { stockDocuments(filter: { warehouse: { id: { eq: $id } } }) { nodes { id } } }",
         {"id": "Warehouse:0"}, False),
        ("{ orders { totalCount } }", {}, False),
    ],
    ids=["a day", "a record", "a queue", "a search", "from a day on", "of a warehouse", "all are counted"],
)  # fmt: skip
async def test_what_is_planned_once(
    db: ModuleType, engine: Engine, text: str, variables: dict[str, Any], once: bool
) -> None:
    assert _plan(engine, await factories.world(), text, variables).generic is once


@pytest.mark.in_process("looks at this process's connections")
async def test_a_page_is_not_planned_anew(db: ModuleType, engine: Engine) -> None:
    world = await factories.world()
    days = [{"day": f"2026-11-{number:02}"} for number in range(1, 13)]
    for variables in days:
        await engine.read(world.rep, PAGE, variables)
    async with db.connection(generic=True) as connection:
        planned = await connection.fetchrow(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = $1",
            _plan(engine, world, PAGE, days[0]).sql,
        )
    assert planned is not None
    assert tuple(planned) == (12, 0)
