"""The panel by the company's clock: what "today" is, which rows a day has, and how moments are shown."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.clock import Reckoning
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from erp_visit.panel.security import csrf_token
from tests import factories
from tests.panel.desk import Desk

DAY = date(2026, 11, 20)
ZONES = ("America/Sao_Paulo", "Asia/Tokyo")
PAGES = {
    "/admin/parameters": r'name="starts_on" min="([0-9-]+)"',
    "/admin/calendar": r'href="\?from=([0-9-]+)&[^"]*">Today</a>',
    "/admin/daily": r'name="day" value="([0-9-]+)"',
}
"""Pages that name today, and where."""


@pytest.mark.parametrize("zone", ZONES)
async def test_pages_know_what_today_is(desk: Desk, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    world = await factories.world(products=0)
    await factories.setting("timezone", zone)
    await factories.setting("cutoff_hour", 4)
    client = await desk.client(await factories.employee(world.company, RoleCode.ADMINISTRATOR))
    supervisor = await desk.client(world.supervisor)
    begin = Reckoning(zone, 4).start(DAY)
    for moment, today in ((begin - timedelta(seconds=1), DAY - timedelta(days=1)), (begin, DAY)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        for path, place in PAGES.items():
            page = (await (client if path == "/admin/parameters" else supervisor).get(path)).text
            found = re.search(place, page)
            assert found is not None, path
            assert found[1] == today.isoformat(), path


@pytest.mark.parametrize("zone", ZONES)
async def test_lists_narrow_down_to_business_days(desk: Desk, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    """Rows made in the last second of a day and in the first one of the next, seen from either side of the border."""
    company = await factories.department()
    rep = await factories.employee(company, RoleCode.REP)
    rule = Reckoning(zone, 4)
    begin = rule.start(DAY)
    second = timedelta(seconds=1)
    made = {
        "week": rule.start(DAY - timedelta(days=7)), "older": rule.start(DAY - timedelta(days=7)) - second,
        "before": begin - second, "after": begin, "last": rule.start(DAY + timedelta(days=1)) - second,
    }  # fmt: skip
    for name, moment in made.items():
        key = await factories.customer(rep, company, name=name)
        async with db.transaction() as connection:
            await connection.execute("UPDATE customer SET created_at = $2 WHERE id = $1", key, moment)
    await factories.setting("timezone", zone)
    await factories.setting("cutoff_hour", 4)
    client = await desk.client(await factories.employee(company, RoleCode.FINANCE))

    async def found(condition: str) -> set[str]:
        page = await client.get(f"/admin/customers?f=created_at:{condition}&cols=name")
        return set(re.findall(r'class="ev-row-link">([^<]*)</a>', page.text))

    monkeypatch.setattr(clock, "now", lambda: begin - second)
    assert await found("during:today") == {"before"}
    assert await found("during:last7") == {"week", "before"}
    monkeypatch.setattr(clock, "now", lambda: begin)
    assert await found("during:today") == {"after", "last"}
    assert await found("during:yesterday") == {"before"}
    assert await found("during:last7") == {"before", "after", "last"}
    assert await found(f"on:{DAY}") == {"after", "last"}
    assert await found(f"to:{DAY - timedelta(days=1)}") == {"week", "older", "before"}


async def test_figures_of_the_workbench_are_of_the_business_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await factories.world(products=0)
    await factories.visit(world.rep, world.customer)
    async with db.transaction() as connection:
        await connection.execute("UPDATE visit SET business_day = $1", DAY)
    await factories.setting("timezone", "Asia/Tokyo")
    await factories.setting("cutoff_hour", 4)
    client = await desk.client(world.supervisor)
    begin = Reckoning("Asia/Tokyo", 4).start(DAY)
    seen = []
    for moment in (begin - timedelta(seconds=1), begin, begin + timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        page = (await client.get("/admin/")).text
        seen += re.findall(r"<span>Visits today</span><strong>(\d+)</strong>", page)
    assert seen == ["0", "1", "0"]


@pytest.mark.parametrize(
    ("zone", "shown"), [("America/Sao_Paulo", "2026-11-20 20:30"), ("Asia/Tokyo", "2026-11-21 08:30")]
)
async def test_moments_are_shown_and_exported_by_the_company_clock(desk: Desk, zone: str, shown: str) -> None:
    world = await factories.world(products=0)
    file = new_id()
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO stored_file (id, kind, content_type, size, sha256, uploaded_by_id, uploaded_at)"
            " VALUES ($1, 'PHOTO', 'image/jpeg', 5, repeat('0', 64), $2, '2026-11-20T23:30:00Z')",
            file, world.rep.id,
        )  # fmt: skip
        await connection.execute(
            "UPDATE customer SET created_at = '2026-11-20T23:30:00Z' WHERE id = $1", world.customer
        )
    client = await desk.client(world.supervisor)
    for rule in ("Asia/Shanghai", zone):
        await factories.setting("timezone", rule)
    assert f"<h1>Photo · {shown}</h1>" in (await client.get(f"/admin/stored-files/{file}")).text
    assert shown in (await client.get("/admin/stored-files")).text
    assert f"<dd>{shown[:10]}</dd>" in (await client.get(f"/admin/customers/{world.customer}")).text
    exported = await client.http.post(
        "/admin/export/customers?cols=name.created_at",
        data={"csrf_token": csrf_token(client.key, client.token), "format": "csv"},
    )
    rows = list(csv.reader(io.StringIO(exported.text.lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:]] == [f"{shown}:00"]


@pytest.mark.parametrize("day", [date.min, date.max])
async def test_pages_of_a_day_are_there_for_any_day(desk: Desk, day: date) -> None:
    """The calendar's first day has none before it, its last day none behind it; pages name both."""
    world = await factories.world(products=0)
    client = await desk.client(world.supervisor)
    for path, answer in {
        f"/admin/track-map?employee={world.supervisor.id}&day={day}": 200,
        f"/admin/daily?day={day}": 200,
        f"/admin/calendar?from={day}": 200,
        f"/admin/calendar/day?rep={world.rep.id}&day={day}": 200,
        f"/admin/insight/visits?from={day}&to={day}": 400,
        f"/admin/insight/targets?month={str(day)[:7]}&copy=1": 400,
        f"/admin/customers?f=created_at:on:{day}": 200,
        f"/admin/visits?f=business_day:on:{day}": 200,
    }.items():
        assert (await client.get(path)).status_code == answer, path
    fields = {"csrf_token": csrf_token(client.key, client.token), "remarks": "x", "action": "draft"}
    sent = await client.http.post("/admin/daily", data={**fields, "day": day.isoformat()})
    assert sent.status_code == 400
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM daily_report") == 0
