"""Abnormal customers on histories made for it: exactly these, with these figures, opened and closed on these days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.insight.alerts import Detected, detect, detect_abnormal_customers
from erp_visit.insight.wording import alert_reason
from erp_visit.org.rights import RoleCode
from erp_visit.work.wording import notification_text
from tests import factories
from tests.factories import World
from tests.unchanged import refused
from tests.work.people import one, people, rows

TODAY = date(2026, 11, 20)


async def buys(
    db: ModuleType, world: World, customer: UUID, ago: list[int], amount: str = "100", state: str = "SHIPPED"
) -> None:
    """Orders so many days before TODAY."""
    async with db.transaction() as connection:
        for days in ago:
            await connection.execute(
                "INSERT INTO sales_order (id, number, state, customer_id, rep_id, department_id, warehouse_id,"
                " business_day, goods_amount, tax_amount, total, submitted_by_id)"
                " VALUES ($1, $9, $2, $3, $4, $5, $6, $7, $8, 0, $8, $4)",
                key := new_id(), state, customer, world.rep.id, world.sales, world.warehouse,
                TODAY - timedelta(days=days), Decimal(amount), key.hex,
            )  # fmt: skip


async def look(db: ModuleType, day: date = TODAY) -> Detected:
    async with db.transaction() as connection:
        return await detect(connection, day)


async def alerts(db: ModuleType, *, open_only: bool = True) -> dict[tuple[UUID, str], dict[str, Any]]:
    async with db.connection() as connection:
        rows = await connection.fetch(
            f"SELECT * FROM customer_alert {'WHERE resolved_on IS NULL' if open_only else ''} ORDER BY id"
        )
    return {
        (row["customer_id"], row["kind"]): {
            **orjson.loads(row["figures"]),
            "on": (row["detected_on"], row["seen_on"], row["resolved_on"]),
        }
        for row in rows
    }


async def shop(world: World, **how: Any) -> UUID:
    return await factories.customer(world.rep, world.sales, **how)


async def test_likely_lost_by_the_own_rhythm(db: ModuleType) -> None:
    world = await factories.world(products=0)
    weekly, border, monthly, few, new = [await shop(world) for _ in range(5)]
    await buys(db, world, weekly, [15, 22, 29, 36])  # median 7, 15 > 14
    await buys(db, world, border, [14, 21, 28, 35])  # 14 is not more than 14
    await buys(db, world, monthly, [40, 70, 100, 130])  # median 30, 40 < 60
    await buys(db, world, few, [60, 61, 62])  # three order days are no habit
    await buys(db, world, new, [3])
    assert await look(db) == Detected(1, 0, 0)
    found = await alerts(db)
    assert found[weekly, "LIKELY_LOST"] == {
        "days": 15, "median": 7.0, "order_days": 4, "last_order_on": "2026-11-05", "on": (TODAY, TODAY, None),
    }  # fmt: skip
    assert alert_reason("LIKELY_LOST", found[weekly, "LIKELY_LOST"], "en") == (
        "No order for 15 days; until now one came every 7 days."
    )


async def test_two_orders_of_a_day_are_one_step_of_the_rhythm_and_daily_buyers_have_a_week(db: ModuleType) -> None:
    world = await factories.world(products=0)
    daily, late = await shop(world), await shop(world)
    await buys(db, world, daily, [6, 6, 7, 8, 9])
    await buys(db, world, late, [7, 7, 8, 9, 10])
    await look(db)
    assert list(await alerts(db)) == [(late, "LIKELY_LOST")]
    assert (await alerts(db))[late, "LIKELY_LOST"]["order_days"] == 4


async def test_cancelled_and_rejected_orders_do_not_count(db: ModuleType) -> None:
    world = await factories.world(products=0)
    customer = await shop(world)
    await buys(db, world, customer, [15, 22, 29, 36])
    await buys(db, world, customer, [1], state="CANCELLED")
    await buys(db, world, customer, [2], state="REJECTED")
    assert (await look(db)).opened == 1


@pytest.mark.parametrize("status", ["LEAD", "LOST"])
async def test_nobody_given_up_or_not_yet_won_is_abnormal(db: ModuleType, status: str) -> None:
    world = await factories.world(products=0)
    customer = await shop(world)
    await buys(db, world, customer, [15, 22, 29, 36])
    await look(db)
    async with db.transaction() as connection:
        await connection.execute("UPDATE customer SET status = $2 WHERE id = $1", customer, status)
    assert await look(db) == Detected(0, 0, 1)
    assert (await alerts(db, open_only=False))[customer, "LIKELY_LOST"]["on"] == (TODAY, TODAY, TODAY)


async def test_amounts_and_numbers_against_the_own_thirty_days(db: ModuleType) -> None:
    world = await factories.world(products=0)
    smaller, rarer, half, under, young = [await shop(world) for _ in range(5)]
    usual = [35, 45, 55, 65, 75, 85, 95, 105, 115]  # three orders in each of the three periods before
    for customer in (smaller, rarer, half, under):
        await buys(db, world, customer, usual)
    await buys(db, world, smaller, [1, 11, 21], "20")  # 60 of 300
    await buys(db, world, rarer, [12], "300")  # one of three
    await buys(db, world, half, [5, 15], "75")  # exactly half of the amount, two of three orders
    await buys(db, world, under, [5, 15], "75.01")
    await buys(db, world, young, [40, 50, 70, 80])  # nothing in the oldest period: no baseline
    assert (await look(db)).opened == 4
    found = await alerts(db)
    assert set(found) == {
        (smaller, "AMOUNT_PLUNGE"), (rarer, "TRANSACTION_PLUNGE"), (half, "AMOUNT_PLUNGE"), (young, "LIKELY_LOST"),
    }  # fmt: skip
    assert found[smaller, "AMOUNT_PLUNGE"] == {
        "recent": "60.00", "usual": "300.00", "fell": 80, "periods": 3, "until": "2026-11-19",
        "on": (TODAY, TODAY, None),
    }  # fmt: skip
    assert found[rarer, "TRANSACTION_PLUNGE"]["recent"] == 1
    assert found[rarer, "TRANSACTION_PLUNGE"]["usual"] == 3.0
    assert alert_reason("AMOUNT_PLUNGE", found[smaller, "AMOUNT_PLUNGE"], "zh") == (
        "近 30 天只买了 ¥60.00，平时 30 天 ¥300.00：少了 80 %。"
    )


async def test_borders_of_the_periods(db: ModuleType) -> None:
    """The 30 days end yesterday; today's orders belong to none, the 30th day back is in, the 31st in the period before."""
    world = await factories.world(products=0)
    await factories.setting("alert_orders", 3)
    today, first, before = [await shop(world) for _ in range(3)]
    for customer in (today, first, before):
        await buys(db, world, customer, [45, 75, 105])
    await buys(db, world, today, [0])
    await buys(db, world, first, [30])
    await buys(db, world, before, [31])
    await look(db)
    plunged = {customer for customer, kind in await alerts(db) if kind == "AMOUNT_PLUNGE"}
    assert plunged == {today, before}


async def test_an_alert_is_kept_until_it_is_normal_again(db: ModuleType) -> None:
    world = await factories.world(products=0)
    customer = await shop(world)
    await buys(db, world, customer, [15, 22, 29, 36])
    assert await look(db) == Detected(1, 0, 0)
    before = await alerts(db)
    assert await look(db) == Detected(0, 1, 0)
    assert await alerts(db) == before
    later = TODAY + timedelta(days=200)  # the habit has left the look-back, the customer has not come back
    assert await look(db, later) == Detected(0, 1, 0)
    kept = (await alerts(db))[customer, "LIKELY_LOST"]
    assert (kept["days"], kept["median"], kept["on"]) == (215, 7.0, (TODAY, later, None))
    await buys(db, world, customer, [-201])
    back = later + timedelta(days=1)
    assert await look(db, back) == Detected(0, 0, 1)
    assert (await alerts(db, open_only=False))[customer, "LIKELY_LOST"]["on"] == (TODAY, later, back)


async def test_thresholds_are_those_of_the_customers_department(db: ModuleType) -> None:
    world = await factories.world(products=0)
    customer = await shop(world)
    await buys(db, world, customer, [15, 22, 29, 36])
    await factories.setting("alert_interval_percent", 300, world.sales)
    assert await look(db) == Detected(0, 0, 0)
    await factories.setting("alert_interval_percent", 200, world.sales)
    await factories.setting("alert_orders", 5)
    assert await look(db) == Detected(0, 0, 0)


async def test_on_demand_with_the_right_to_plan(db: ModuleType) -> None:
    world = await factories.world(products=0)
    async with refused(ErrorCode.FORBIDDEN):
        await detect_abnormal_customers(world.rep)
    key = new_id()
    first = await detect_abnormal_customers(world.actors[RoleCode.SUPERVISOR], operation_id=key)
    again = await detect_abnormal_customers(world.actors[RoleCode.SUPERVISOR], operation_id=key)
    assert (first.replayed, again.replayed) == (False, True)


async def test_reps_and_supervisors_are_told_once_of_what_is_new(db: ModuleType) -> None:
    """A message a person and search, not one an alert; whoever has no supervisor above tells nobody else."""
    crew = await people()
    world = await factories.world(products=0)

    async def lost(owner: Actor, name: str) -> UUID:
        customer = await factories.customer(owner, owner.department_id, name=name)
        await buys(db, world, customer, [15, 22, 29, 36])
        return customer

    for number in range(5):
        await lost(crew.rep, f"店{number}")
    await lost(crew.mate, "好邻居")
    await lost(crew.stranger, "远方")
    free = await lost(crew.stranger, "公海")
    async with db.transaction() as connection:
        await connection.execute("UPDATE customer SET owner_id = NULL WHERE id = $1", free)
    assert (await look(db)).opened == 8

    async def messages(actor: Actor) -> list[str]:
        found = await rows(
            "SELECT template, params::text FROM notification WHERE recipient_id = $1 ORDER BY id", actor.id
        )
        return [notification_text(row["template"], row["params"], locale="zh") for row in found]

    assert await messages(crew.rep) == ["您有 5 家客户新出现购买异常：店0、店1、店2…"]
    assert await messages(crew.mate) == ["您有 1 家客户新出现购买异常：好邻居"]
    assert await messages(crew.supervisor) == ["您的团队有 6 家客户新出现购买异常：好邻居、店0、店1…"]
    assert await messages(crew.stranger) == ["您有 1 家客户新出现购买异常：远方"]
    bosses = {actor.name: await messages(actor) for actor in (crew.manager, crew.admin)}
    assert set(map(tuple, bosses.values())) == {("您的团队有 2 家客户新出现购买异常：公海、远方",)}, (
        "the nearest up the tree, also of what is in nobody's care"
    )
    told = await one("SELECT count(*) FROM notification")
    await look(db)
    await look(db, TODAY + timedelta(days=1))
    assert await one("SELECT count(*) FROM notification") == told, "what is known already is no news"
    later = await lost(crew.mate, "新店")
    await look(db)
    assert await messages(crew.mate) == [
        "您有 1 家客户新出现购买异常：好邻居",
        "您有 1 家客户新出现购买异常：新店",
    ]
    links = await rows("SELECT DISTINCT entity FROM notification")
    assert links == [{"entity": "CustomerAlert"}]
    assert await one("SELECT count(*) FROM customer_alert WHERE customer_id = $1", later) == 1
