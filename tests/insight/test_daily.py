"""Daily reports: figures equal to independent SQL, also at the border of the business day; snapshots; supervisors."""

from __future__ import annotations

import asyncio
import random
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from erp_visit import db as database
from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import visible_among
from erp_visit.insight.daily import daily_facts, my_day, review_daily_report, save_daily_report
from erp_visit.insight.models import DailyReport
from erp_visit.org.rights import Right
from tests import factories
from tests.unchanged import refused
from tests.work.people import People, one, people, rows, told

ZONES = [("Asia/Shanghai", 0), ("Asia/Shanghai", 4), ("America/New_York", 6)]


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


async def facts(crew: People, day: date, zone: str = "Asia/Shanghai", cutoff: int = 0) -> dict[str, Any]:
    async with database.connection() as connection:
        return asdict(await daily_facts(connection, crew.rep.id, day, zone, cutoff))


async def fill(crew: People, days: list[date], moments: list[datetime]) -> None:
    """Visits, orders, receipts and tasks of two reps, at random over days and moments."""
    chance = random.Random(7)
    shops = [
        crew.customer,
        await factories.customer(crew.mate, crew.team),
        await factories.customer(crew.rep, crew.team),
    ]
    house = await factories.warehouse()
    async with database.transaction() as connection:
        for _ in range(300):
            rep, day, moment, shop = (
                chance.choice([crew.rep, crew.mate]),
                chance.choice(days),
                chance.choice(moments),
                chance.choice(shops),
            )
            state = chance.choice(["PLANNED", "DONE", "DONE", "SHOP_CLOSED", "CANCELLED"])
            done = state == "DONE"
            await connection.execute(
                "INSERT INTO visit (customer_id, rep_id, department_id, kind, state, business_day, checked_in_at, checked_out_at,"
                " dwell_seconds, effective, review_decision, reviewed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)"
                " ON CONFLICT DO NOTHING",
                shop, rep.id, crew.team, chance.choice(["PLANNED", "AD_HOC"]), state, day, moment if done else None,
                chance.randrange(4000) if done else None, chance.random() < 0.7 if done else None,
                decision := chance.choice([None, "REJECTED"]), moment if decision else None,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO sales_order (number, customer_id, rep_id, department_id, warehouse_id, state, business_day, goods_amount,"
                " tax_amount, total, submitted_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $8, $3)",
                f"SO{new_id()}"[:32], shop, rep.id, crew.team, house,
                chance.choice(["SUBMITTED", "APPROVED", "REJECTED", "CANCELLED"]), day, Decimal(chance.randrange(1, 99999)) / 100,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO receipt (number, customer_id, state, method, amount, unallocated, business_day, recorded_by_id)"
                " VALUES ($1, $2, $3, 'CASH', $4, $4, $5, $6)",
                f"RC{new_id()}"[:32], shop, chance.choice(["POSTED", "REVERSED"]), Decimal(chance.randrange(1, 9999)) / 100, day,
                chance.choice([rep, crew.admin]).id,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO task (number, subject, state, assignee_id, assigned_by_id, department_id, due_on, done_at)"
                " VALUES ($1, 'x', $2, $3, $3, $4, $5, $6)",
                f"T{new_id()}"[:32], task := chance.choice(["OPEN", "STARTED", "DONE", "APPRAISED", "CANCELLED"]), rep.id, crew.team, day,
                moment if task in ("DONE", "APPRAISED") else None,
            )  # fmt: skip


async def by_hand(crew: People, day: date, zone: str, cutoff: int) -> dict[str, Any]:
    """The same figures from whole tables, reckoned in Python."""
    local = ZoneInfo(zone)

    def day_of(moment: datetime) -> date:
        return (moment.astimezone(local) - timedelta(hours=cutoff)).date()

    mine = crew.rep.id
    visits = [one for one in await rows("SELECT * FROM visit WHERE rep_id = $1", mine) if one["business_day"] == day]
    done = [one for one in visits if one["state"] == "DONE"]
    orders = [
        one for one in await rows("SELECT * FROM sales_order WHERE rep_id = $1", mine) if one["business_day"] == day
    ]
    orders = [one for one in orders if one["state"] not in ("REJECTED", "CANCELLED")]
    money = await rows(
        "SELECT r.*, c.owner_id FROM receipt r JOIN customer c ON c.id = r.customer_id WHERE r.state = 'POSTED'"
    )
    money = [one for one in money if one["business_day"] == day and mine in (one["owner_id"], one["recorded_by_id"])]
    tasks = await rows("SELECT * FROM task WHERE assignee_id = $1", mine)
    return {
        "business_day": day,
        "visits_planned": sum(one["kind"] == "PLANNED" for one in visits),
        "visits_done": len(done),
        "visits_effective": sum(bool(one["effective"]) and one["review_decision"] != "REJECTED" for one in visits),
        "shops_closed": sum(one["state"] == "SHOP_CLOSED" for one in visits),
        "dwell_seconds": sum(one["dwell_seconds"] or 0 for one in done),
        "customers_visited": len({one["customer_id"] for one in done}),
        "co_visits": 0,
        "orders": len(orders),
        "order_amount": sum((one["total"] for one in orders), Decimal("0.00")),
        "receipts": len(money),
        "receipt_amount": sum((one["amount"] for one in money), Decimal("0.00")),
        "tasks_done": sum(one["state"] in ("DONE", "APPRAISED") and day_of(one["done_at"]) == day for one in tasks),
        "tasks_due": sum(one["state"] in ("OPEN", "STARTED") and one["due_on"] <= day for one in tasks),
        "reports_missing": 0,
        "metres": None,
    }


async def test_the_figures_equal_those_reckoned_by_hand(crew: People) -> None:
    today = factories.today()
    days = [today - timedelta(days=number) for number in range(4)]
    start = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=3)
    moments = [start + timedelta(minutes=7 * number) for number in range(900)]
    await fill(crew, days, moments)
    for zone, cutoff in ZONES:
        for day in [*days, today + timedelta(days=1)]:
            assert await facts(crew, day, zone, cutoff) == await by_hand(crew, day, zone, cutoff)


async def test_the_border_of_the_business_day(crew: People) -> None:
    """With the cut-off at 4, what is done at 03:59 belongs to the day before; at 04:00 to the new one."""
    zone = ZoneInfo("Asia/Shanghai")
    for moment in (datetime(2026, 3, 1, 3, 59, 59, tzinfo=zone), datetime(2026, 3, 1, 4, 0, tzinfo=zone)):
        async with database.connection() as connection:
            await connection.execute(
                "INSERT INTO task (number, subject, state, assignee_id, assigned_by_id, department_id, due_on, done_at)"
                " VALUES ($1, 'x', 'DONE', $2, $2, $3, '2026-03-01', $4)",
                f"T{new_id()}"[:32], crew.rep.id, crew.team, moment,
            )  # fmt: skip
    for day, cutoff, expected in (
        (date(2026, 2, 28), 4, 1),
        (date(2026, 3, 1), 4, 1),
        (date(2026, 3, 1), 0, 2),
        (date(2026, 2, 28), 0, 0),
    ):
        assert (await facts(crew, day, "Asia/Shanghai", cutoff))["tasks_done"] == expected


async def test_tracks_co_visits_and_missing_reports(crew: People) -> None:
    day = factories.today()
    visit = await factories.visit(crew.mate, crew.customer, state="DONE")
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO co_visit (visit_id, colleague_id, invited_by_id, state, checked_in_at) VALUES ($1, $2, $3, 'DONE', now())",
            visit, crew.rep.id, crew.mate.id,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO day_track (employee_id, department_id, business_day, metres) VALUES ($1, $2, $3, 12345)",
            crew.rep.id, crew.team, day,
        )  # fmt: skip
        own = await factories.visit(crew.rep, crew.customer, state="DONE")
        await connection.execute(
            "INSERT INTO visit_report (visit_id, author_id, due_at) VALUES ($1, $2, now() - interval '1 minute')",
            own,
            crew.rep.id,
        )
    found = await facts(crew, day)
    assert (found["co_visits"], found["metres"], found["reports_missing"]) == (1, 12345, 1)


async def listed(actor: Actor) -> tuple[list[str], int]:
    """The states of the daily reports that somebody finds in the list, and how many there are said to be."""
    text = "{ dailyReports(first: 9) { totalCount(atMost: 9) nodes { state } } }"
    found = (await Engine(api().schema, api().reader).read(actor, text))["dailyReports"]
    return [node["state"] for node in found["nodes"]], found["totalCount"]


async def test_a_report_keeps_the_facts_of_when_it_came_in(crew: People) -> None:
    day, key = factories.today(), new_id()
    await factories.visit(crew.rep, crew.customer, state="DONE")
    await save_daily_report(crew.rep, id=key, remarks="顺利")
    assert await rows("SELECT state, facts::text, submitted_at FROM daily_report") == [
        {"state": "DRAFT", "facts": "{}", "submitted_at": None}
    ]
    assert await told(crew.supervisor) == []
    async with database.connection() as connection:
        for actor, sees in ((crew.rep, True), (crew.supervisor, False)):
            assert bool(await visible_among(connection, actor, DailyReport, [key])) is sees
    assert [await listed(actor) for actor in (crew.rep, crew.supervisor)] == [(["DRAFT"], 1), ([], 0)]
    # Another device does not know of the draft: the day's report is found by its day.
    done = await save_daily_report(crew.rep, id=new_id(), remarks="顺利", next_steps="送货", submit=True)
    assert done.daily_report_id == key
    assert [await listed(actor) for actor in (crew.rep, crew.supervisor)] == [(["SUBMITTED"], 1)] * 2
    kept = orjson.loads(await one("SELECT facts FROM daily_report"))
    assert (kept["visits_done"], kept["business_day"], kept["order_amount"]) == (1, str(day), "0.00")
    await factories.visit(crew.rep, crew.customer, state="DONE")
    assert orjson.loads(await one("SELECT facts FROM daily_report"))["visits_done"] == 1
    async with database.connection() as connection:
        assert (await my_day(connection, crew.rep, None)).visits_done == 2
    async with refused(ErrorCode.WRONG_STATE):
        await save_daily_report(crew.rep, id=key, remarks="x")
    await save_daily_report(crew.rep, id=key, remarks="又一家", submit=True)
    assert orjson.loads(await one("SELECT facts FROM daily_report"))["visits_done"] == 2
    assert await told(crew.supervisor) == ["daily.in"]
    async with database.connection() as connection:
        assert await visible_among(connection, crew.supervisor, DailyReport, [key])
        assert not await visible_among(connection, crew.mate, DailyReport, [key])


async def test_what_is_refused(crew: People) -> None:
    today = factories.today()
    for day in (today + timedelta(days=1), today - timedelta(days=8)):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await save_daily_report(crew.rep, id=new_id(), day=day)
        assert refusal.path == ("day",)
    await save_daily_report(crew.rep, id=new_id(), day=today - timedelta(days=7), submit=True)
    key = new_id()
    await save_daily_report(crew.rep, id=key)
    async with refused(ErrorCode.KEY_REUSED):
        await save_daily_report(crew.mate, id=key)
    blind = await factories.employee(crew.team, less=frozenset({Right.TASK_VIEW}))
    async with refused(ErrorCode.FORBIDDEN):
        await save_daily_report(blind, id=new_id())
    async with refused(ErrorCode.NOT_FOUND):
        await review_daily_report(crew.supervisor, daily_report_id=key, comment="x")  # a draft
    await save_daily_report(crew.rep, id=key, submit=True)
    async with refused(ErrorCode.FORBIDDEN):
        await review_daily_report(crew.rep, daily_report_id=key, comment="x")
    async with refused(ErrorCode.INVALID_INPUT):
        await review_daily_report(crew.supervisor, daily_report_id=key, comment=" ")
    mine = new_id()
    await save_daily_report(crew.supervisor, id=mine, submit=True)
    async with refused(ErrorCode.OWN_DOCUMENT):
        await review_daily_report(crew.supervisor, daily_report_id=mine, comment="x")
    operation = new_id()
    for _ in range(2):
        await review_daily_report(crew.supervisor, daily_report_id=key, comment="辛苦", operation_id=operation)
    assert await told(crew.rep) == ["daily.reviewed"]
    async with refused(ErrorCode.WRONG_STATE):
        await save_daily_report(crew.rep, id=key, remarks="x", submit=True)


async def test_two_devices_hand_in_at_once(crew: People) -> None:
    found = await asyncio.gather(
        *(save_daily_report(crew.rep, id=new_id(), remarks=str(number), submit=True) for number in range(5))
    )
    assert len({done.daily_report_id for done in found}) == 1
    assert await one("SELECT count(*) FROM daily_report") == 1
    assert await told(crew.supervisor) == ["daily.in"]
