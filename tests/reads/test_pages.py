"""Pages by cursor: forwards, backwards, with NULLs and equal keys, while rows come and go."""

from __future__ import annotations

import asyncio
import base64
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit import db as database
from erp_visit.api.execution import Engine
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from tests import books
from tests.reads.data import Data
from tests.reads.reference import Reference

ORDERS = [
    ("employees", ["USERNAME"]),
    ("employees", ["USERNAME-", "CODE"]),
    ("employees", ["ID-"]),
    ("customers", ["CREATED_AT", "NAME-"]),
    ("customers", ["NAME-", "CREATED_AT-", "CODE"]),
    ("customers", []),
    ("orders", ["STATE", "SUBMITTED_AT-"]),
    ("orders", ["SUBMITTED_AT-", "STATE-", "NUMBER-"]),
    ("stockBalances", []),
    ("auditEntries", ["ENTITY", "ENTITY_ID-", "AT"]),
    ("receivables", ["STATE", "DUE_ON"]),
    ("visits", ["CREATED_AT-"]),
]  # fmt: skip
KINDS = {
    "employees": "Employee", "customers": "Customer", "orders": "Order", "stockBalances": "StockBalance",
    "auditEntries": "AuditEntry", "receivables": "Receivable", "visits": "Visit", "orderLines": "OrderLine", "products": "Product",
}  # fmt: skip


def order_by(keys: list[str]) -> list[dict[str, str]]:
    return [{"field": key.rstrip("-"), "direction": "DESC" if key.endswith("-") else "ASC"} for key in keys]


def forwards(root: str) -> str:
    kind = KINDS[root]
    return (
        f"query ($n: Int, $after: String, $by: [{kind}OrderBy!]) {{ page: {root}(first: $n, after: $after, orderBy: $by)"
        " { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    )


def backwards(root: str) -> str:
    return forwards(root).replace("first: $n, after: $after", "last: $n, before: $after")


async def walk(
    engine: Engine, actor: Actor, text: str, by: list[dict[str, str]], size: int, *, back: bool = False
) -> list[list[str]]:
    """The ids of all pages."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = (await engine.read(actor, text, {"n": size, "after": cursor, "by": by}))["page"]
        pages.append([node["id"] for node in page["nodes"]])
        info = page["pageInfo"]
        assert info["hasPreviousPage" if not back else "hasNextPage"] is (cursor is not None)
        if not info["hasNextPage" if not back else "hasPreviousPage"]:
            return pages
        assert len(pages[-1]) == size
        cursor = info["endCursor" if not back else "startCursor"]


@pytest.mark.parametrize(("root", "keys"), ORDERS, ids=[f"{root} {' '.join(keys)}" for root, keys in ORDERS])
async def test_all_pages_are_the_whole_list(data: Data, engine: Engine, root: str, keys: list[str]) -> None:
    reference = await Reference.load(data.actors)
    actor = data.actors[9]
    assert "ADMINISTRATOR" in actor.roles
    by = order_by(keys)
    expected = _expected(reference, root, keys)
    assert len(expected) >= 10
    for size in (1, 3, 7, len(expected), 500):
        pages = await walk(engine, actor, forwards(root), by, size)
        assert [key for page in pages for key in page] == expected
        pages = await walk(engine, actor, backwards(root), by, size, back=True)
        assert [key for page in reversed(pages) for key in page] == expected


def _expected(reference: Reference, root: str, keys: list[str]) -> list[str]:
    kind = KINDS[root]
    rows = list(reference.rows[kind].values())
    wanted = [(key.rstrip("-").lower(), key.endswith("-")) for key in keys]
    if "id" not in dict(wanted):
        wanted.append(("id", wanted[-1][1] if wanted else False))
    for name, descending in reversed(wanted):
        rows.sort(key=lambda row, name=name: reference.rank(name, row), reverse=descending)
    return [f"{kind}:{row['id']}" for row in rows]


@pytest.mark.parametrize("keys", [["NAME"], ["CREATED_AT-", "NAME"], []])
@pytest.mark.parametrize("back", [False, True])
async def test_rows_that_come_and_go_neither_hide_nor_repeat_others(
    data: Data, engine: Engine, keys: list[str], back: bool
) -> None:
    actor, by = data.actors[9], order_by(keys)
    staying = {node["id"] for node in (await engine.read(actor, forwards("customers"), {}))["page"]["nodes"]}
    going = [await _add(name) for name in ["", "a", "b", "\n", "\U0010ffff", "永辉"] * 2]
    text = (backwards if back else forwards)("customers")
    before = [key for page in await walk(engine, actor, forwards("customers"), by, 500) for key in page]
    shown: list[str] = []

    async def change(turn: int) -> None:
        """Rows come at both ends and in between; of those that go, one was the cursor's if it is one that may."""
        for name in ("", "a", "\U0010ffff"):
            await _add(name)
        victims = [key for key in reversed(shown) if key in going][:1] or going[:1]
        for victim in victims:
            going.remove(victim)
            await _remove(victim)

    cursor: str | None = None
    pages: list[list[str]] = []
    for turn in range(100):
        page = (await engine.read(actor, text, {"n": 3, "after": cursor, "by": by}))["page"]
        pages.append([node["id"] for node in page["nodes"]])
        shown[:] = pages[-1] if not back else pages[-1][::-1]
        if not page["pageInfo"]["hasPreviousPage" if back else "hasNextPage"]:
            break
        cursor = page["pageInfo"]["startCursor" if back else "endCursor"]
        await change(turn)
    walked = [key for page in (reversed(pages) if back else pages) for key in page]
    assert len(set(walked)) == len(walked)
    assert [key for key in walked if key in staying] == [key for key in before if key in staying]
    assert len(staying) == 16


async def test_pages_while_others_write(data: Data, engine: Engine) -> None:
    """Four writers at the same moment, at both ends and in between: whoever was there is seen once, in both directions."""
    actor, by = data.actors[9], order_by(["NAME"])
    staying = [key for page in await walk(engine, actor, forwards("customers"), by, 500) for key in page]
    done = asyncio.Event()

    async def write(name: str) -> None:
        while not done.is_set():
            key = await _add(name)
            await _add(f"{name}x")
            await _remove(key)

    async with asyncio.TaskGroup() as writers:
        for name in ("", "a", "永辉", "\U0010ffff"):
            writers.create_task(write(name))
        for text, back in ((forwards("customers"), False), (backwards("customers"), True)):
            walked: list[str] = []
            cursor: str | None = None
            for _ in range(200):
                page = (await engine.read(actor, text, {"n": 2, "after": cursor, "by": by}))["page"]
                ids = [node["id"] for node in page["nodes"]]
                walked = ids + walked if back else walked + ids
                cursor = page["pageInfo"]["startCursor" if back else "endCursor"]
                if not page["pageInfo"]["hasPreviousPage" if back else "hasNextPage"] or set(staying) <= set(walked):
                    break
            assert len(set(walked)) == len(walked)
            assert [key for key in walked if key in staying] == staying
        done.set()


async def _add(name: str) -> str:
    key = new_id()
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO customer (id, code, name, department_id, created_at) SELECT $1, $2, $3, c.department_id,"
            " c.created_at FROM customer c ORDER BY c.code LIMIT 1",
            key, f"N{key}"[:32], name,
        )  # fmt: skip
    return f"Customer:{key}"


async def _remove(customer: str) -> None:
    async with database.connection() as connection:
        for sql in ("DELETE FROM customer_account WHERE customer_id = $1", "DELETE FROM customer WHERE id = $1"):
            await connection.execute(sql, UUID(customer.partition(":")[2]))


async def test_nested_pages(data: Data, engine: Engine) -> None:
    """The orders of each customer, two at a time, are its orders."""
    actor = data.actors[9]
    text = """query ($id: ID!, $after: String) { customer(id: $id) {
        ordersConnection(first: 2, after: $after, orderBy: {field: STATE}) {
            totalCount nodes { id state } pageInfo { hasNextPage endCursor } } } }"""
    total = 0
    for (key,) in await books.rows("SELECT id FROM customer"):
        found: list[tuple[str, str]] = []
        after: str | None = None
        while True:
            page = (await engine.read(actor, text, {"id": f"Customer:{key}", "after": after}))["customer"]
            page = page["ordersConnection"]
            found += [(node["state"], node["id"]) for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        expected = await books.rows(
            "SELECT state, 'Order:' || id FROM sales_order WHERE customer_id = $1 ORDER BY state, submitted_at, id", key
        )
        assert found == expected
        assert page["totalCount"] == len(expected)
        total += len(found)
    assert total == 14


def forged(*values: Any, mark: bytes = b"") -> str:
    return base64.b64encode((mark or b"00000000") + orjson.dumps(list(values))).decode()


async def _mark(engine: Engine, actor: Actor, root: str, by: list[dict[str, str]]) -> bytes:
    """The mark that genuine cursors of a list begin with."""
    page = (await engine.read(actor, forwards(root), {"n": 1, "by": by}))["page"]
    return base64.b64decode(page["pageInfo"]["endCursor"])[:8]


async def test_cursors_of_other_lists_and_garbage_are_refused(data: Data, engine: Engine) -> None:
    actor = data.actors[9]
    by_name, by_code = order_by(["NAME"]), order_by(["CODE"])
    page = (await engine.read(actor, forwards("customers"), {"n": 1, "by": by_name, "after": None}))["page"]
    genuine = page["pageInfo"]["endCursor"]
    name_mark = await _mark(engine, actor, "customers", by_name)
    at_mark = await _mark(engine, actor, "customers", order_by(["CREATED_AT"]))
    line_mark = await _mark(engine, actor, "orderLines", order_by(["NUMBER"]))
    key = str(new_id())
    bad: list[tuple[str, list[dict[str, str]], str]] = [
        ("customers", by_code, genuine),
        ("customers", order_by(["NAME-"]), genuine),
        ("customers", [], genuine),
        ("products", by_name, genuine),
        ("customers", by_name, ""),
        ("customers", by_name, "None"),
        ("customers", by_name, "?"),
        ("customers", by_name, "é"),
        ("customers", by_name, genuine[:-3]),
        ("customers", by_name, genuine + "\n"),
        ("customers", by_name, forged("a", key)),
        ("customers", by_name, forged("a", key, mark=name_mark)[:-5]),
        ("customers", by_name, forged("a", mark=name_mark)),
        ("customers", by_name, forged("a", "no id", mark=name_mark)),
        ("customers", by_name, forged("a\0", key, mark=name_mark)),
        ("customers", by_name, forged(1, key, mark=name_mark)),
        ("customers", by_name, base64.b64encode(name_mark + b"5").decode()),
        ("customers", by_name, base64.b64encode(name_mark + b'{"a": 1}').decode()),
        ("customers", order_by(["CREATED_AT"]), forged("yesterday", key, mark=at_mark)),
        ("customers", order_by(["CREATED_AT"]), forged("0001-01-01T00:00:00+14:00", key, mark=at_mark)),
        ("orderLines", order_by(["NUMBER"]), forged("9" * 30, key, mark=line_mark)),
        ("orderLines", order_by(["NUMBER"]), forged("9" * 5000, key, mark=line_mark)),
        ("orderLines", order_by(["NUMBER"]), forged("1.5", key, mark=line_mark)),
    ]  # fmt: skip
    for root, by, cursor in bad:
        for text in (forwards(root), backwards(root)):
            with pytest.raises(DomainError) as caught:
                await engine.read(actor, text, {"n": 1, "by": by, "after": cursor})
            assert caught.value.code is ErrorCode.INVALID_CURSOR, cursor
    # What has the form of a cursor is one, even if its row was never there.
    after = forged("a", key, mark=name_mark)
    assert (await engine.read(actor, forwards("customers"), {"n": 1, "by": by_name, "after": after}))["page"]["nodes"]


PAGES = [
    ("first: -1", "first"), ("first: 501", "first"), ("last: -1", "last"), ("last: 501", "last"), ("first: 1, last: -1", "last"),
    ('search: ""', "search"), ('search: " "', "search"), ("search: null", "search"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "path"), PAGES, ids=[arguments for arguments, _ in PAGES])
async def test_impossible_pages_are_refused(
    people: dict[str, Actor], engine: Engine, arguments: str, path: str
) -> None:
    with pytest.raises(DomainError) as caught:
        await engine.read(people["administrator"], f"{{ customers({arguments}) {{ totalCount }} }}")
    assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, (path,))


async def test_whether_a_list_goes_on_is_looked_up_not_guessed(data: Data, engine: Engine) -> None:
    """The row of the cursor may be gone, and all that lay on its side with it."""
    actor = data.actors[9]
    added = await _add("the last")
    page = (await engine.read(actor, forwards("customers"), {"n": 500}))["page"]
    assert page["nodes"][-1]["id"] == added
    last, first = page["pageInfo"]["endCursor"], page["pageInfo"]["startCursor"]
    text = """query ($after: String, $before: String, $filter: CustomerFilter) {
        page: customers(first: 500, after: $after, filter: $filter) { nodes { id } pageInfo { hasPreviousPage } }
        back: customers(last: 500, before: $before, filter: $filter) { nodes { id } pageInfo { hasNextPage } } }"""

    async def goes_on(**variables: Any) -> tuple[bool, bool]:
        both = await engine.read(actor, text, variables)
        return both["page"]["pageInfo"]["hasPreviousPage"], both["back"]["pageInfo"]["hasNextPage"]

    assert await goes_on(after=first, before=last) == (True, True)
    await _remove(added)
    assert await goes_on(after=first, before=last) == (True, False)
    assert await goes_on(after=last) == (True, False), "others lie before the one that is gone"
    code = {"code": {"eq": "C05"}}
    assert await goes_on(after=first, before=last, filter=code) == (False, False), "the list has other rows now"


async def test_total_count_stops_where_it_is_told_to(data: Data, engine: Engine) -> None:
    actor = data.actors[9]
    text = "query ($most: Int) { customers(first: 1) { totalCount(atMost: $most) } }"
    counts = [
        (await engine.read(actor, text, {"most": most}))["customers"]["totalCount"] for most in (None, 0, 5, 16, 99)
    ]
    assert counts == [16, 0, 5, 16, 16]
    with pytest.raises(DomainError) as caught:
        await engine.read(actor, text, {"most": -1})
    assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, ("atMost",))
