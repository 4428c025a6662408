"""Price rules: none is made that ties with another, none that was in force is rewritten."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from itertools import product as combinations
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.catalog.price_rules import PriceRuleChanged, create_price_rule, end_price_rule
from erp_visit.catalog.pricing import Rule, Source, Terms, price_line, ties
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from tests import books, factories
from tests.factories import today
from tests.unchanged import contents, refused

DAY, START = timedelta(days=1), date(2026, 1, 1)
BOX, TRAY = UUID(int=12), UUID(int=6)


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=1)


async def rules(db: ModuleType) -> list[Any]:
    async with db.connection() as connection:
        return list(await connection.fetch("SELECT * FROM price_rule ORDER BY starts_on, price"))


def values(world: factories.World, price: Any = "9", **more: Any) -> dict[str, Any]:
    return {"product_id": world.products[0].id, "price": price, **more}


@st.composite
def some_rules(draw: st.DrawFn, number: int) -> Rule:
    starts = START + DAY * draw(st.integers(0, 4))
    ends = draw(st.none() | st.integers(0, 3).map(lambda days: starts + DAY * days))
    source = draw(st.sampled_from([Source.CUSTOMER, Source.LEVEL, Source.GENERAL]))
    unit, minimum = draw(st.sampled_from([None, BOX, TRAY])), draw(st.sampled_from([1, 12, 30]))
    return Rule(UUID(int=number), source, unit, Decimal(number), minimum, starts, ends)


def ambiguous(both: list[Rule], unit: UUID | None, factor: int, quantity: int, day: date) -> bool:
    try:
        price_line("Tea", both, None, Terms(unit, factor, quantity, Decimal("0.13"), True, day))
    except DomainError as error:
        return error.code is ErrorCode.AMBIGUOUS_PRICE
    return False


@given(some_rules(1), some_rules(2))
def test_two_rules_tie_just_if_some_order_would_find_them_ambiguous(first: Rule, second: Rule) -> None:
    met = any(
        ambiguous([first, second], unit, factor, quantity, START + DAY * day)
        for (unit, factor), quantity, day in combinations(((None, 1), (BOX, 12), (TRAY, 6)), (1, 12, 30), range(8))
    )
    assert ties(first, second) is met
    assert ties(second, first) is met


async def test_a_price_is_set_once(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    given_ = values(world, customer_id=world.customer, unit_id=world.products[0].units["箱"], minimum_quantity=24)
    done = PriceRuleChanged(key, world.products[0].id)
    assert await create_price_rule(world.clerk, id=key, values=given_) == done
    (made,) = await rules(db)
    assert (made["price"], made["minimum_quantity"], made["starts_on"], made["ends_on"], made["version"]) == (
        Decimal("9.0000"), 24, today(), None, 1,
    )  # fmt: skip
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT action, entity, before, after FROM audit_entry")
    assert tuple(audit)[:3] == ("price_rule.create", "PriceRule", None)
    assert orjson.loads(audit["after"])["customer_id"] == str(world.customer)
    state = await contents()
    assert (await create_price_rule(world.clerk, id=key, values=given_)).replayed
    assert await contents() == state
    async with refused(ErrorCode.KEY_REUSED):
        await create_price_rule(world.clerk, id=key, values={**given_, "price": "8"})


async def test_what_is_refused(world: factories.World) -> None:
    stranger = await factories.employee(world.sales, more=frozenset({Right.PRODUCT_EDIT}))
    other = await factories.product()
    yesterday = today() - DAY
    unseen = values(world, customer_id=world.customer)
    for actor, wrong, code, path in (
        (world.rep, values(world), ErrorCode.FORBIDDEN, ()),
        (stranger, unseen, ErrorCode.NOT_FOUND, ("customerId",)),
        (world.clerk, {**unseen, "customer_id": new_id()}, ErrorCode.NOT_FOUND, ("customerId",)),
        (world.clerk, {**values(world), "product_id": new_id()}, ErrorCode.NOT_FOUND, ("productId",)),
        (world.clerk, values(world, unit_id=other.units["箱"]), ErrorCode.NOT_FOUND, ("unitId",)),
        (world.clerk, {**unseen, "level": "A"}, ErrorCode.INVALID_INPUT, ("level",)),
        (world.clerk, values(world, level="Z"), ErrorCode.INVALID_INPUT, ("level",)),
        (world.clerk, values(world, "-1"), ErrorCode.INVALID_INPUT, ("price",)),
        (world.clerk, values(world, None), ErrorCode.INVALID_INPUT, ("price",)),
        (world.clerk, values(world, "1.23456"), ErrorCode.INVALID_INPUT, ("price",)),
        (world.clerk, values(world, minimum_quantity=0), ErrorCode.INVALID_INPUT, ("minimumQuantity",)),
        (world.clerk, values(world, starts_on=yesterday), ErrorCode.INVALID_INPUT, ("startsOn",)),
        (world.clerk, values(world, ends_on=yesterday), ErrorCode.INVALID_INPUT, ("endsOn",)),
        (world.clerk, values(world, ends_on=date(2999, 1, 1)), ErrorCode.INVALID_INPUT, ("endsOn",)),
    ):
        async with refused(code) as refusal:
            await create_price_rule(actor, id=new_id(), values=wrong)
        assert refusal.path == path, wrong


async def test_a_unit_that_is_not_sold_gets_no_price(db: ModuleType, world: factories.World) -> None:
    box = world.products[0].units["箱"]
    async with db.connection() as connection:
        await connection.execute("UPDATE product_unit SET active = FALSE WHERE id = $1", box)
    async with refused(ErrorCode.INACTIVE) as refusal:
        await create_price_rule(world.clerk, id=new_id(), values=values(world, unit_id=box))
    assert refusal.path == ("unitId",)


async def test_a_tie_names_the_other(world: factories.World) -> None:
    box = world.products[0].units["箱"]
    for scope in ({}, {"level": "A"}, {"customer_id": world.customer}, {"unit_id": box}, {"minimum_quantity": 12}):
        first = new_id()
        period = {"starts_on": today() + 2 * DAY, "ends_on": today() + 5 * DAY}
        await create_price_rule(world.clerk, id=first, values=values(world, **scope, **period))
        for again in ({}, {"ends_on": today() + 2 * DAY}, {"starts_on": today() + 5 * DAY}):
            async with refused(ErrorCode.AMBIGUOUS_PRICE) as refusal:
                await create_price_rule(world.clerk, id=new_id(), values=values(world, "8", **scope, **again))
            assert (refusal.params["id"], refusal.params["price"]) == (str(first), "9.0000")
            assert refusal.params["end"] == str(today() + 5 * DAY)
        for apart in ({"ends_on": today() + DAY}, {"starts_on": today() + 6 * DAY}):
            await create_price_rule(world.clerk, id=new_id(), values=values(world, "8", **scope, **apart))


async def test_of_equal_prices_at_once_one_is_made(db: ModuleType, world: factories.World) -> None:
    outcomes = await asyncio.gather(
        *(create_price_rule(world.clerk, id=new_id(), values=values(world, price)) for price in "2345"),
        return_exceptions=True,
    )
    codes = [getattr(outcome, "code", None) for outcome in outcomes]
    assert sorted(codes, key=str) == [ErrorCode.AMBIGUOUS_PRICE] * 3 + [None]
    assert len(await rules(db)) == 1


async def test_a_price_ends_and_a_new_one_begins(db: ModuleType, world: factories.World) -> None:
    product = world.products[0].id
    rule = await factories.price_rule(product, "9")
    yesterday, operation = today() - DAY, new_id()
    command: dict[str, Any] = {"price_rule_id": rule, "ends_on": yesterday, "operation_id": operation}
    await end_price_rule(world.clerk, expected_version=1, **command)
    assert (await end_price_rule(world.clerk, expected_version=1, **command)).replayed
    await create_price_rule(world.clerk, id=new_id(), values=values(world, "8"))
    assert [(one["price"], one["ends_on"], one["version"]) for one in await rules(db)] == [
        (Decimal("9.0000"), yesterday, 2), (Decimal("8.0000"), None, 1),
    ]  # fmt: skip
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'price_rule.end'")
    assert [orjson.loads(side) for side in audit] == [{"ends_on": None}, {"ends_on": str(yesterday)}]
    async with refused(ErrorCode.WRONG_STATE):
        await end_price_rule(world.clerk, price_rule_id=rule, ends_on=today())


async def test_ends_that_are_refused(world: factories.World) -> None:
    product = world.products[0].id
    stranger = await factories.employee(world.sales, more=frozenset({Right.PRODUCT_EDIT}))
    rule = await factories.price_rule(product, "9", customer_id=world.customer, ends_on=today() + 3 * DAY)
    for actor, key, day, code in (
        (world.rep, rule, today(), ErrorCode.FORBIDDEN),
        (stranger, rule, today(), ErrorCode.NOT_FOUND),
        (world.clerk, new_id(), today(), ErrorCode.NOT_FOUND),
        (world.clerk, rule, today() - 2 * DAY, ErrorCode.INVALID_INPUT),
        (world.clerk, rule, today() + 4 * DAY, ErrorCode.INVALID_INPUT),
    ):
        async with refused(code):
            await end_price_rule(actor, price_rule_id=key, ends_on=day)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await end_price_rule(world.clerk, price_rule_id=rule, ends_on=today(), expected_version=3)
    assert refusal.params["current"] == {"endsOn": str(today() + 3 * DAY)}


async def test_a_price_that_never_applied_is_withdrawn(db: ModuleType, world: factories.World) -> None:
    later, now = new_id(), new_id()
    await create_price_rule(world.clerk, id=later, values=values(world, level="A", starts_on=today() + DAY))
    await create_price_rule(world.clerk, id=now, values=values(world, "1"))
    await end_price_rule(world.clerk, price_rule_id=later, ends_on=today())
    assert [one["id"] for one in await rules(db)] == [now]
    async with db.connection() as connection:
        before = await connection.fetchval("SELECT before FROM audit_entry WHERE action = 'price_rule.withdraw'")
    assert orjson.loads(before)["level"] == "A"
    await books.submitted(world, 1)
    async with refused(ErrorCode.WRONG_STATE):
        await end_price_rule(world.clerk, price_rule_id=now, ends_on=today() - DAY)
    await end_price_rule(world.clerk, price_rule_id=now, ends_on=today())
    unused = new_id()
    await create_price_rule(world.clerk, id=unused, values=values(world, "2", level="B"))
    await end_price_rule(world.clerk, price_rule_id=unused, ends_on=today() - DAY)
    assert [one["id"] for one in await rules(db)] == [now]
