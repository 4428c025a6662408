"""What a quick search finds by the beginning of a text, and that each kind of search has its indexes."""

from __future__ import annotations

from types import ModuleType

import pytest

from erp_visit import db as database
from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from tests.reads.data import insert

_ENTRIES = [
    ("order.submit", "SO20260301-000007"), ("order.approve", "SO20260301-000007"), ("employee.update", "Zoe"),
    ("customer.update", "永辉 100%"), ("customer.update", "_x"),
]  # fmt: skip


async def _write(actor: Actor) -> None:
    await insert("audit_entry", [
        {"actor_id": actor.id, "action": action, "entity": "Test", "entity_id": new_id(), "number": number}
        for action, number in _ENTRIES
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("SO20260301", [0, 1]), ("so20260301-000007", [0, 1]), ("order.", [0, 1]), ("ORDER.approve", [1]),
        ("Zoe", [2]), ("永辉", [3]), ("永辉 100%", [3]), ("_", [4]), ("%", []), ("000007", []), ("approve", []),
    ],
)  # fmt: skip
async def test_the_audit_trail_is_searched_by_beginnings(
    db: ModuleType, engine: Engine, people: dict[str, Actor], sought: str, found: list[int]
) -> None:
    admin = people["administrator"]
    await _write(admin)
    text = (
        'query($s: String) { auditEntries(first: 10, search: $s, filter: {entity: {eq: "Test"}})'
        " { nodes { action number } } }"
    )
    for _ in range(7):  # from the sixth time on PostgreSQL may keep a plan for any text
        nodes = (await engine.read(admin, text, {"s": sought}))["auditEntries"]["nodes"]
        assert sorted((node["action"], node["number"]) for node in nodes) == sorted(_ENTRIES[place] for place in found)


async def test_every_search_has_its_indexes(db: ModuleType) -> None:
    async with database.connection() as connection:
        rows = await connection.fetch("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    known = {(row["tablename"], row["indexdef"].partition(" USING ")[2]) for row in rows}
    for spec in api().registry.types.values():
        table = spec.table.strip('"')
        begin = [how for owner, how in known if owner == table]
        for name in {*spec.search_ends, *spec.search_starts}:
            assert any(how.startswith(f"btree ({name} text_pattern_ops") for how in begin), (table, name)
        for name in spec.search_ends:
            assert any(how.startswith(f"btree (reverse(({name})::text) text_pattern_ops") for how in begin), (
                table,
                name,
            )
        if spec.search_grams:
            pieces = [how for how in begin if how.startswith("gin (search_grams(")]
            assert len(pieces) == 1, table
            places = [pieces[0].find(f"{name})::text") for name in spec.search]
            assert places == sorted(places), pieces
            assert -1 not in places, pieces
