"""The company's clock (core/clock.py) as reads go by it: on both sides of the border of a day, and in other processes."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core import clock
from erp_visit.core.clock import Reckoning
from erp_visit.core.i18n import translate
from erp_visit.org.company_clock import learn_clock
from erp_visit.org.setting_changes import set_setting
from tests import books, factories
from tests.api.client import Client
from tests.api.conftest import PATIENCE
from tests.factories import World

DAY = date(2026, 11, 20)
OVERDUE = "query { receivables(first: 1) { nodes { overdue overdueDays customer { overdueAmount } } } }"


async def overdue(client: Client) -> tuple[bool, int, str]:
    (node,) = (await client.data(OVERDUE))["receivables"]["nodes"]
    return node["overdue"], node["overdueDays"], node["customer"]["overdueAmount"]


async def due(world: World, day: date) -> str:
    """A receivable that is due on a day; how much it is."""
    await books.shipped(world, 1)
    await books.rows("UPDATE receivable SET due_on = $1 RETURNING id", day)
    return str(await books.value("SELECT open_amount FROM receivable"))


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Tokyo"])
async def test_what_is_overdue_changes_with_the_business_day(
    world: World, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    amount = await due(world, DAY - timedelta(days=1))
    await factories.setting("timezone", zone)
    await factories.setting("cutoff_hour", 4)
    begin = Reckoning(zone, 4).start(DAY)
    seen = []
    for moment in (begin - timedelta(seconds=1), begin, begin + timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        seen.append(await overdue(clients["finance"]))
    assert seen == [(False, 0, "0.00"), (True, 1, amount), (True, 2, amount)]


async def test_a_change_that_is_to_come_is_felt_at_its_moment(
    world: World, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to say anything when it comes into force."""
    change = clock.now() + timedelta(days=3)
    day = clock.UNSET.day(change)
    await due(world, day)
    await set_setting(world.administrator, key="timezone", value="Pacific/Kiritimati", starts_on=day)
    begin = clock.UNSET.start(day)
    seen = []
    for moment in (begin - timedelta(seconds=1), begin, begin + timedelta(hours=18)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        seen.append((clock.company().zone, clock.today(), await overdue(clients["finance"])))
    # Shanghai's midnight is Kiritimati's 06:00; it has the next midnight 18 hours later.
    assert [(zone, today, late[:2]) for zone, today, late in seen] == [
        ("Asia/Shanghai", day - timedelta(days=1), (False, 0)),
        ("Pacific/Kiritimati", day, (False, 0)),
        ("Pacific/Kiritimati", day + timedelta(days=1), (True, 1)),
    ]


async def test_moments_in_messages_are_by_the_company_clock(db: ModuleType) -> None:
    """Refusals, notifications and reasons, whoever words them."""
    params = {"at": Reckoning("Asia/Tokyo").start(DAY)}
    assert translate("since {at}", "en", params) == "since 2026-11-19 23:00"
    await factories.setting("timezone", "America/Sao_Paulo")
    assert translate("since {at}", "en", params) == "since 2026-11-19 12:00"


async def test_a_change_is_felt_in_another_process(world: World, office: Client) -> None:
    """The days of these two zones are never the same: 25 hours lie between them."""
    early, late = Reckoning("Pacific/Kiritimati"), Reckoning("Pacific/Pago_Pago")
    await due(world, late.day(clock.now()))

    async def felt(value: Any, expected: bool) -> None:
        await set_setting(world.administrator, key="timezone", value=value)
        async with asyncio.timeout(PATIENCE):
            while (await overdue(office))[0] is not expected:  # noqa: ASYNC110 -- it is another process
                await asyncio.sleep(0.02)

    try:
        await felt(early.zone, True)
        await felt(late.zone, False)
        await felt(early.zone, True)
    finally:
        await set_setting(world.administrator, key="timezone", value=None)


async def test_what_is_known_stays_while_the_database_is_away(db: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    await factories.setting("cutoff_hour", 4)
    assert clock.company() == Reckoning("Asia/Shanghai", 4)

    def away() -> None:
        raise OSError("away")

    monkeypatch.setattr(db, "connection", away)
    await learn_clock()
    assert clock.company() == Reckoning("Asia/Shanghai", 4)
