"""Texts that are kept from read to read: every answer is, byte for byte, what it would be without them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from erp_visit.api.execution import Engine
from erp_visit.api.reader import RootPlan
from erp_visit.api.schema import api
from erp_visit.catalog.categories import create_category, update_category
from erp_visit.catalog.editing import add_unit, update_product, update_unit
from erp_visit.core.actor import Actor
from erp_visit.core.declare import is_lasting, is_versioned_by_parent
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.jobs import forget_repeats
from erp_visit.orders.approval import approve_order
from erp_visit.orders.cancel import cancel_order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.reads import kept
from tests import books, factories
from tests.factories import World
from tests.reads.shape import MODELS, SCHEMA
from tests.scenarios.test_any_order import Business

LINES = "{ orders { nodes { number state lines { number quantity shippedQuantity amount product { sku name } } } } }"
DEEP = """{ customers { nodes { name orders(first: 3) { number
  all: lines { id kind unitName priceTrace unit { name factor product { name } }
    product { name units { name factor } category { name products { sku } } } }
  few: lines { __typename number }
} } } }"""
CHANGES_WITH_THE_ORDER = {"lot_id", "shipped_quantity"}
"""Columns of lines that commands change after the order was submitted, each time with the order's version."""


@pytest.fixture
def engine() -> Engine:
    """One that knows no document yet."""
    graphql = api()
    return Engine(graphql.schema, graphql.reader)


@pytest.fixture
def second_statements(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts were asked for by each second statement."""
    numbers: list[int] = []
    read = kept._read

    async def counted(connection: Any, parts: Any, epoch: str, marks: set[bytes], seconds: float) -> Any:
        numbers.append(len(marks))
        return await read(connection, parts, epoch, marks, seconds)

    monkeypatch.setattr(kept, "_read", counted)
    return numbers


def roots(engine: Engine, actor: Actor, text: str) -> list[RootPlan]:
    plans = engine.reader.plans(engine.documents.get(text).operation(None), actor, {})
    assert plans is not None
    return plans


async def compare(engine: Engine, actor: Actor, text: str) -> tuple[bytes | None, bool]:
    """The live answer to a document of one root field, which must be that with kept texts, too; and whether there are
    texts that may be kept. None if it is refused."""
    (root,) = roots(engine, actor, text)
    if root.plan is None:
        return None, False
    live = await engine.reader.run(root.plan, actor, {})
    for _ in range(3):
        pieces = await engine.reader.pieces(root, actor, {})
        assert pieces is not None
        assert b"".join(pieces) == live, text
    return live, root.marking is not None


async def answers(engine: Engine, actor: Actor, text: str, times: int = 3) -> list[bytes]:
    """The answers to a document of one root field, asked again and again."""
    (root,) = roots(engine, actor, text)
    return [b"".join(await engine.reader.pieces(root, actor, {}) or ()) for _ in range(times)]


async def ordered(world: World, *quantities: int) -> UUID:
    lines = [LineInput(product.id, quantity) for product, quantity in zip(world.products, quantities, strict=False)]
    return (await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)).order_id


@st.composite
def selections(draw: st.DrawFn, kind: str = "OrderLine", depth: int = 3) -> str:
    """Any selection on a line, most of it of what may be kept."""
    names = draw(st.lists(st.sampled_from(sorted(SCHEMA.get_type(kind).fields)), min_size=1, max_size=6, unique=True))  # type: ignore[union-attr]
    parts = []
    for number, name in enumerate(names):
        field = SCHEMA.get_type(kind).fields[name]  # type: ignore[union-attr]
        target = str(field.type).strip("[]!")
        alias = f"a{number}: " if draw(st.booleans()) else ""
        if target in ("Product", "ProductUnit", "Category") or (target in MODELS and draw(st.integers(0, 9)) == 0):
            if depth:
                parts.append(f"{alias}{name} {{ {draw(selections(target, depth - 1))} }}")
        elif target not in MODELS and not name.endswith("Connection"):
            parts.append(alias + name)
    if draw(st.integers(0, 4)) == 0:
        parts.append("... on Node { node: id }")
    return " ".join(parts) or "__typename"


class Reading(Business):
    """Everybody busy, names and units of products changing, and somebody reads after each step."""

    engine: Engine

    @rule(index=st.integers(0, 1), name=st.sampled_from(["永辉", '"A"', "\\", "Cola\x02"]), price=st.integers(1, 3))
    def rename(self, index: int, name: str, price: int) -> None:
        changes = {"name": name, "cost_price": Decimal(price)}
        self.run(update_product(self.world.administrator, product_id=self.world.products[index].id, changes=changes))

    @rule(index=st.integers(0, 1), factor=st.integers(2, 9))
    def unit(self, index: int, factor: int) -> None:
        """A unit is added; if there is one of that name already, it gets another name."""
        product = self.world.products[index].id

        async def change() -> None:
            found = await books.rows("SELECT id FROM product_unit WHERE product_id = $1 LIMIT 1", product)
            if found:
                name = {"name": f"箱{factor}"}
                await update_unit(self.world.administrator, unit_id=found[0][0], changes=name)
            else:
                values = {"name": "箱", "factor": factor}
                await add_unit(self.world.administrator, id=new_id(), product_id=product, values=values)

        self.run(change())

    @rule(name=st.sampled_from(["饮料", "零食", "日化"]))
    def category(self, name: str) -> None:
        async def change() -> None:
            found = await books.rows("SELECT id FROM category")
            if not found:
                key = new_id()
                await create_category(self.world.administrator, id=key, name=name)
                product = self.world.products[0].id
                await update_product(self.world.administrator, product_id=product, changes={"category": key})
            else:
                await update_category(self.world.administrator, category_id=found[0][0], changes={"name": name})

        self.run(change())

    @rule(selected=selections(), who=st.sampled_from(["administrator", "rep", "manager", "keeper", "finance"]))
    def read(self, selected: str, who: str) -> None:
        text = f"{{ orders(first: 5) {{ nodes {{ id version lines {{ {selected} }} }} }} }}"
        live, may_be_kept = self.run(compare(self.engine, getattr(self.world, who), text))
        event("refused" if live is None else "kept" if may_be_kept else "not to be kept")

    @invariant()
    def answers_are_live(self) -> None:
        if hasattr(self, "world"):
            for who in ("administrator", "rep"):
                for text in (LINES, DEEP):
                    assert self.run(compare(self.engine, getattr(self.world, who), text))[1]


async def test_whatever_happens_answers_are_those_without_kept_texts(db: ModuleType, engine: Engine) -> None:
    Reading.loop, Reading.engine = asyncio.get_running_loop(), engine
    limits = settings(
        max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck), derandomize=True
    )
    await asyncio.to_thread(run_state_machine_as_test, Reading, settings=limits)


async def test_texts_are_read_once(db: ModuleType, engine: Engine, second_statements: list[int]) -> None:
    world = await factories.world(products=2)
    for quantity in (1, 2, 3):
        await ordered(world, quantity, 1)
    text = LINES.replace("number state", "number")
    first, *others = await answers(engine, world.administrator, text, 4)
    assert others == [first] * 3
    assert second_statements == [3], (
        "the first answer is read as ever, the second one asks for texts, then they are there"
    )
    order = await ordered(world, 4)
    await answers(engine, world.administrator, text, 2)
    assert second_statements == [3, 1]
    await approve_order(world.clerk, order_id=order)
    await answers(engine, world.administrator, text, 2)
    assert second_statements == [3, 1, 1]
    await answers(engine, world.rep, text, 2)
    assert second_statements == [3, 1, 1], "what one has read, others need not, if they may see the order"


async def test_a_new_name_is_in_the_next_answer(db: ModuleType, engine: Engine, second_statements: list[int]) -> None:
    world = await factories.world(products=1)
    await ordered(world, 1)
    await answers(engine, world.administrator, LINES)
    await update_product(world.administrator, product_id=world.products[0].id, changes={"name": "another name"})
    (answer,) = await answers(engine, world.administrator, LINES, 1)
    assert b'"another name"' in answer
    assert second_statements == [1, 1]


async def test_what_is_not_committed_is_neither_shown_nor_kept(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    order = await ordered(world, 1)
    before, *_ = await answers(engine, world.administrator, LINES)
    async with db.pool().acquire() as connection:
        attempt = connection.transaction()
        await attempt.start()
        await connection.execute("UPDATE product SET name = 'draft'")
        await connection.execute("UPDATE order_line SET shipped_quantity = 0")
        await connection.execute("UPDATE sales_order SET version = version + 1")
        assert await answers(engine, world.administrator, LINES) == [before] * 3
        await attempt.rollback()
    assert await answers(engine, world.administrator, LINES) == [before] * 3
    await cancel_order(world.clerk, order_id=order, reason="none")  # which gives it the version that was rolled back
    after, *_ = await answers(engine, world.administrator, LINES)
    assert b'"draft"' not in after
    assert b'"shippedQuantity":0' not in after


@pytest.mark.parametrize("what", ["product", "order"])
async def test_a_change_between_the_two_statements(
    db: ModuleType, engine: Engine, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    world = await factories.world(products=1)
    order = await ordered(world, 1)
    await answers(engine, world.administrator, LINES, 1)
    read: Callable[..., Awaitable[Any]] = kept._read

    async def changed(*arguments: Any) -> Any:
        if what == "product":
            await update_product(world.administrator, product_id=world.products[0].id, changes={"name": "meanwhile"})
        else:
            await cancel_order(world.clerk, order_id=order, reason="meanwhile")
        return await read(*arguments)

    monkeypatch.setattr(kept, "_read", changed)
    (answer,) = await answers(engine, world.administrator, LINES, 1)
    assert (b'"meanwhile"' if what == "product" else b'"CANCELLED"') in answer, "read as ever, with what is true now"
    monkeypatch.setattr(kept, "_read", read)
    assert await answers(engine, world.administrator, LINES) == [answer] * 3


@pytest.mark.parametrize(
    "text",
    [
        "{ orders { nodes { lines { lot { code } } } } }",
        "{ orders { nodes { lines { number movements { quantity } } } } }",
        "{ orders { nodes { lines { product { balances { onHand } } } } } }",
        "{ orders { nodes { lines { order { state } } } } }",
        "{ orders { nodes { lines(first: 2) { number } } } }",
        "{ orders { nodes { lines { product { units(first: 1) { name } } } } } }",
        "{ stockDocuments { nodes { lines { number } } } }",
        "{ products { nodes { orderLines { number } } } }",
        "query { me { name } }",
    ],
)
async def test_what_may_change_unnoticed_is_not_kept(db: ModuleType, engine: Engine, text: str) -> None:
    world = await factories.world(products=0)
    (root,) = roots(engine, world.administrator, text)
    assert root.marking is None


async def test_one_record_is_read_as_ever(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    order = await ordered(world, 1)
    (root,) = roots(engine, world.administrator, f'{{ order(id: "Order:{order}") {{ lines {{ number }} }} }}')
    assert root.marking is None, "a second statement would cost more than it saves"


async def test_the_limits_of_what_one_may_see_stay(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    await ordered(world, 1)
    text = "{ orders { nodes { lines { number costAmount } } } }"
    assert b"costAmount" in (await answers(engine, world.administrator, text))[-1]
    (root,) = roots(engine, world.rep, text)
    assert root.refused is not None
    assert root.refused.code is ErrorCode.FORBIDDEN
    stranger = await factories.employee(world.company)
    assert b"lines" in (await answers(engine, world.rep, LINES))[-1]
    assert await answers(engine, stranger, LINES) == [b'{"nodes":[]}'] * 3


async def test_memory_is_bounded() -> None:
    texts = kept.Texts(100_000)
    for number in range(1000):
        mark = b"%d" % number
        texts.keep("", mark, b"x" * 750)
        assert texts.find("", [b"0", mark]) == [b"x" * 750] * 2, "what is used stays"
    known = sum(text is not None for text in texts.find("", [b"%d" % number for number in range(1000)]))
    assert 40 <= known <= 100
    texts.find("another epoch", [])
    texts.keep("", b"0", b"late")
    assert texts.find("another epoch", [b"0", b"999"]) == [None, None]


async def test_changes_of_products_wait_for_nobody(db: ModuleType) -> None:
    await factories.world(products=2)
    async with db.pool().acquire() as one, db.pool().acquire() as other:
        first, second = one.transaction(), other.transaction()
        await first.start()
        await one.execute("UPDATE product SET name = '1' WHERE id = (SELECT min(id::text)::uuid FROM product)")
        await second.start()
        await other.execute("SET LOCAL lock_timeout = '1s'")
        await other.execute("UPDATE product SET name = '2' WHERE id = (SELECT max(id::text)::uuid FROM product)")
        await second.commit()
        await first.commit()
    assert await books.value("SELECT count(DISTINCT name) FROM product") == 2


async def test_an_import_renews_the_epoch_once(db: ModuleType) -> None:
    await factories.world(products=3)
    before = await books.value("SELECT count(*) FROM read_epoch")
    async with db.transaction() as connection:
        for number in range(20):
            await connection.execute("UPDATE product SET brand = $1", str(number))
    assert await books.value("SELECT count(*) FROM read_epoch") == before + 1


async def test_epochs_are_put_together_at_night(db: ModuleType) -> None:
    await factories.world(products=3)
    epoch = await books.value(f"SELECT {kept.EPOCH}")
    assert await books.value("SELECT count(*) FROM read_epoch") > 1
    await forget_repeats(0)
    assert await books.value("SELECT count(*) FROM read_epoch") == 1
    assert await books.value(f"SELECT {kept.EPOCH}") != epoch


async def test_triggers_know_every_column(db: ModuleType) -> None:
    """A new column of a line, or one more table that changes rarely, must say how kept texts learn of its changes."""
    triggers = await books.rows(
        "SELECT c.relname::text, t.tgtype::int & 60, t.tgenabled::text, ARRAY(SELECT a.attname::text FROM pg_attribute a"
        " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attnum = ANY(t.tgattr) ORDER BY 1)"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgfoid = 'renew_read_epoch'::regproc"
    )
    insert, delete, update, truncate = 4, 8, 16, 32
    expected = {}
    for model in MODELS.values():
        if is_lasting(model):
            expected[model._meta.db_table] = (insert | delete | update | truncate, "O")
        elif is_versioned_by_parent(model):
            expected[model._meta.db_table] = (delete | update | truncate, "O")
    assert {table: (events, enabled) for table, events, enabled, _ in triggers} == expected
    (unwatched,) = (set(columns) for table, _, _, columns in triggers if table == "order_line")
    assert unwatched == CHANGES_WITH_THE_ORDER


async def test_within_a_transaction_all_is_read_as_ever(db: ModuleType, engine: Engine) -> None:
    world = await factories.world(products=1)
    await ordered(world, 1)
    before, *_ = await answers(engine, world.administrator, LINES)

    async def attempt() -> None:
        async with db.transaction() as connection:
            await connection.execute("UPDATE order_line SET shipped_quantity = 0")
            await connection.execute("UPDATE sales_order SET version = version + 1")
            inside = await answers(engine, world.administrator, LINES)
            assert all(b'"shippedQuantity":0' in answer for answer in inside)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await attempt()
    async with db.transaction() as connection:
        await connection.execute("UPDATE sales_order SET version = version + 1")
    assert await answers(engine, world.administrator, LINES) == [before] * 3, "what was rolled back is nowhere"
