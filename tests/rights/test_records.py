"""Whose records: what a role does not see it can neither read nor change, by no way; it is as if it were not there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLField, GraphQLInputObjectType, get_named_type

from erp_visit import db as database
from erp_visit.api.execution import Context, Engine
from erp_visit.core.actor import Actor
from erp_visit.core.declare import parent_of
from erp_visit.org.rights import RoleCode
from erp_visit.panel.navigation import list_name
from tests.panel.desk import Desk
from tests.rights.company import Company, open_company
from tests.rights.table import HEADS, check_rows
from tests.rights.test_graphql import REGISTRY, SCHEMA, UNKNOWN, call, subject
from tests.unchanged import contents

OWNERS = (
    "rep_id",
    "owner_id",
    "assignee_id",
    "author_id",
    "recipient_id",
    "employee_id",
    "recorded_by_id",
    "uploaded_by_id",
)
PARENTS = (
    "customer_id",
    "visit_id",
    "order_id",
    "document_id",
    "stock_document_id",
    "receipt_id",
    "receivable_id",
    "task_id",
)
CLASSES = "otec"
MOST = 3000
"""Of more records of a type the first of these are looked at."""


@dataclass
class Rows:
    """All rows of all tables, and whose each is."""

    tables: dict[str, dict[UUID, Mapping[str, Any]]] = field(default_factory=dict)

    def whose(self, kind: str, key: UUID, depth: int = 0) -> tuple[UUID | None, UUID | None]:
        """The employee and the department that a record belongs to."""
        row = self.tables[kind][key]
        if kind == "Employee":
            return key, row["department_id"]
        if kind == "Department":
            return None, key
        owner = next((row[name] for name in OWNERS if row.get(name)), None)
        department = row.get("department_id")
        if department is None and owner is not None:
            department = self.tables["Employee"][owner]["department_id"]
        if owner is None and department is None and depth < 5:
            spec = REGISTRY[kind]
            parent = parent_of(spec.model)
            names = [f"{parent}_id"] if parent else [name for name in PARENTS if row.get(name)]
            for name in names:
                target = spec.relations[name.removesuffix("_id")].target
                if row.get(name) in self.tables.get(target, {}):
                    return self.whose(target, row[name], depth + 1)
        return owner, department

    def class_of(self, actor: Actor, kind: str, key: UUID) -> str:
        owner, department = self.whose(kind, key)
        customer = self.tables[kind][key].get("customer_id") if kind != "Customer" else key
        mine = customer is not None and self.tables["Customer"][customer]["owner_id"] == actor.id
        if owner == actor.id or mine:
            return "o"
        if department is None:
            return "c"
        return "t" if department in actor.department_ids else "e"


async def all_rows() -> Rows:
    rows = Rows()
    async with database.connection() as connection:
        for kind, spec in REGISTRY.types.items():
            found = await connection.fetch(f"SELECT * FROM {spec.table} ORDER BY id LIMIT {MOST}")
            rows.tables[kind] = {row["id"]: dict(row) for row in found}
    return rows


async def seen_by(engine: Engine, actor: Actor, kind: str) -> set[UUID] | None:
    """The keys of a type's records that somebody finds by turning the pages of its list; None if it is refused."""
    found: set[UUID] = set()
    after = ""
    plural = REGISTRY[kind].plural
    while True:
        text = f"{{ {plural}(first: 200{after}) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        body = orjson.loads((await engine.execute(text, {}, None, Context(actor, "en"))).body)
        if "errors" in body:
            assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"], body
            return None
        page = body["data"][plural]
        found |= {UUID(node["id"].rpartition(":")[2]) for node in page["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = f', after: "{page["pageInfo"]["endCursor"]}"'


@pytest.fixture
async def company(desk: Desk) -> Company:
    return await open_company()


async def test_whose_records_each_role_sees(engine: Engine, company: Company) -> None:
    rows = await all_rows()
    table: dict[str, dict[RoleCode, str]] = {}
    for kind in REGISTRY.types:
        table[kind] = {}
        for role in HEADS:
            actor = company.actors[role]
            seen = await seen_by(engine, actor, kind)
            if seen is None:
                table[kind][role] = "."
                continue
            there: dict[str, set[UUID]] = defaultdict(set)
            for key in rows.tables[kind]:
                there[rows.class_of(actor, kind, key)].add(key)
            parts = [(name, there[name] & seen, there[name]) for name in CLASSES if there[name] & seen]
            table[kind][role] = "".join(name if some == every else f"({name})" for name, some, every in parts)
    check_rows("Whose records", table)


def ids_of(type_: Any) -> Iterator[str]:
    """Keys of an input that hold ids, wherever they stand in it."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        for key, one in named.fields.items():
            if get_named_type(one.type).name == "ID":
                yield key
            else:
                yield from ids_of(one.type)


def calls(name: str, field_: GraphQLField) -> Iterator[tuple[str, str]]:
    """A mutation with each id that it can be given, and the type of the record that the id is of."""
    own = subject(name)
    for more in dict.fromkeys(key for argument in field_.args.values() for key in ids_of(argument.type)):
        text = call(name, field_, own, more)
        for kind in sorted(set(re.findall(rf"(\w+):{UNKNOWN}", text)) & set(REGISTRY.types)):
            yield f"mutation {{ {text} }}", kind


def one_at_a_time() -> Callable[[str], str]:
    """Makes UUIDs of a call fresh, but for those of records: a repeat would be answered as the first one was."""
    numbers = count(1)
    return lambda text: re.sub(rf'"{UNKNOWN}"', lambda _: f'"{UUID(int=UNKNOWN.int + next(numbers))}"', text)


GROUPS = [list(RoleCode)[start:9:3] for start in range(3)]
"""All roles but the administrator, in three parts for as many processes."""


@pytest.mark.parametrize("roles", GROUPS, ids="-".join)
async def test_what_is_not_seen_is_as_if_it_were_not_there(
    desk: Desk, engine: Engine, company: Company, roles: list[RoleCode]
) -> None:
    rows = await all_rows()
    before = await contents()
    for role in roles:
        actor = company.actors[role]
        hidden: dict[str, UUID] = {}
        for kind in REGISTRY.types:
            seen = await seen_by(engine, actor, kind)
            others = [key for key in rows.tables[kind] if seen is None or key not in seen]
            if others:
                hidden[kind] = others[len(others) // 2]
        assert len(hidden) > 2, role
        await ways_to_read(engine, desk, actor, hidden)
        await ways_to_change(engine, actor, hidden)
        assert await contents() == before, role


async def ways_to_read(engine: Engine, desk: Desk, actor: Actor, hidden: Mapping[str, UUID]) -> None:
    client = await desk.client(actor)
    for kind, key in hidden.items():
        spec = REGISTRY[kind]
        for ask in (
            lambda one, kind=kind: f'{{ node(id: "{kind}:{one}") {{ id }} }}',
            lambda one, kind=kind, spec=spec: f'{{ {spec.singular}(id: "{kind}:{one}") {{ id }} }}',
            lambda one, kind=kind, spec=spec: (
                f'{{ {spec.plural}(filter: {{id: {{eq: "{kind}:{one}"}}}}) {{ nodes {{ id }} }} }}'
            ),
        ):
            assert await told(engine, actor, ask(key), key) == await told(engine, actor, ask(UNKNOWN), UNKNOWN), kind
        for path in (f"/admin/{list_name(spec)}/", f"/admin/open/{kind}/"):
            answers = [await client.get(f"{path}{one}") for one in (key, UNKNOWN)]
            assert answers[0].status_code == answers[1].status_code, (path, answers[0].status_code)
        looked = await client.get(f"/admin/lookup/{list_name(spec)}?q={key}", accept="application/json")
        assert looked.status_code == 403 or str(key) not in looked.text, kind


async def told(engine: Engine, actor: Actor, text: str, key: UUID) -> Any:
    """What an answer says, but for which record it was about."""
    body = (await engine.execute(text, {}, None, Context(actor, "en"))).body
    answer = orjson.loads(body.replace(str(key).encode(), b"it"))
    return answer.get("errors"), answer.get("data")


async def ways_to_change(engine: Engine, actor: Actor, hidden: Mapping[str, UUID]) -> None:
    """Every mutation that names records, with one that is hidden and with one that is not there: the same answer."""
    assert SCHEMA.mutation_type is not None
    fresh = one_at_a_time()
    for name, field_ in SCHEMA.mutation_type.fields.items():
        for text, kind in dict.fromkeys(calls(name, field_)):
            if kind not in hidden:
                continue
            asked = text.replace(f"{kind}:{UNKNOWN}", f"{kind}:{hidden[kind]}")
            there = await told(engine, actor, fresh(asked), hidden[kind])
            assert there == await told(engine, actor, fresh(text), UNKNOWN), (name, kind)
