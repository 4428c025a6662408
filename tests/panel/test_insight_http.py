"""Pages of figures: every figure leads to a list of exactly as many records; exports, targets, abnormal customers."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html import unescape
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook

from erp_visit.api.execution import Engine
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, figures
from erp_visit.insight.measures import FIGURES
from erp_visit.org.rights import Right, RoleCode
from erp_visit.panel.insight.links import behind, behind_each
from erp_visit.panel.screens.columns import Columns
from erp_visit.panel.screens.query import Filters, read
from erp_visit.panel.security import CSRF_FIELD, csrf_token
from tests import factories
from tests.insight.field import FIRST, LAST, season
from tests.panel.desk import Client, Desk
from tests.statements import all_statements
from tests.unchanged import contents
from tests.work.people import people, rows

PLURAL = {"visits": "Visit", "customers": "Customer", "orders": "Order"}


async def rows_behind(engine: Engine, actor: Actor, address: str) -> int:
    """How many rows the list of an address has, by the filters of the panel."""
    path, _, query = address.partition("?")
    registry = engine.reader.registry
    spec = registry[PLURAL[path.rpartition("/")[2]]]
    filters = Filters(Columns(registry), actor.profile)
    wanted = filters.build(spec, read(query).conditions)
    text = f"query($f: {spec.name}Filter) {{ list: {spec.plural}(first: 1, filter: $f) {{ totalCount }} }}"
    return int((await engine.read(actor, text, {"f": wanted}))["list"]["totalCount"])


def whole(scope: Scope, actor: Actor) -> Actor:
    """The same with all rights."""
    profile = Profile(frozenset(str(right) for right in Right), scope)
    return Actor(actor.id, actor.name, actor.username, actor.department_id, actor.department_ids, profile)


@pytest.mark.parametrize("by", By)
async def test_every_figure_leads_to_as_many_records(db: ModuleType, by: By) -> None:
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)
    made = await season(21, visits=120, orders=50)
    reader = whole(Scope.ALL, made.reader(Scope.ALL, made.reps[0]))
    queries = [
        FigureQuery(from_on=FIRST, to_on=LAST, by=by),
        FigureQuery(from_on=date(2026, 2, 1), to_on=date(2026, 2, 28), by=by, levels=("A", "B"),
                    department_id=made.reps[1].department_id),
        FigureQuery(from_on=date(2026, 2, 1), to_on=date(2026, 2, 28), by=by, rep_ids=(made.reps[2].id,)),
    ]  # fmt: skip
    for query in queries:
        async with db.connection() as connection:
            total, groups = await figures(connection, reader, query)
        for key, group in [(None, total), *((group.key, group) for group in groups[:12:3])]:
            for figure in FIGURES:
                if not group.sums[figure.over]:
                    continue
                expected = group.sums[{"dwell": "dwelt", "order_amount": "orders"}.get(figure.over, figure.over)]
                address = behind(figure, query, reader, key)
                assert key is None or behind_each(figure, query, reader)(key) == address
                assert await rows_behind(engine, reader, address) == expected, (figure.name, key, address)


@pytest.mark.parametrize("scope", [Scope.TEAM, Scope.OWN])
async def test_a_narrower_scope_leads_to_its_own_visits(db: ModuleType, scope: Scope) -> None:
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)
    made = await season(22, visits=120, orders=50)
    for rep in made.reps[:4]:
        reader = whole(scope, made.reader(scope, rep))
        query = FigureQuery(from_on=FIRST, to_on=LAST)
        async with db.connection() as connection:
            total, _ = await figures(connection, reader, query)
        for figure in FIGURES:
            expected = total.sums[{"dwell": "dwelt", "order_amount": "orders"}.get(figure.over, figure.over)]
            if figure.counted.value != "CUSTOMERS" and expected:
                assert await rows_behind(engine, reader, behind(figure, query, reader)) == expected, figure.name


async def post(client: Client, path: str, **fields: str) -> Any:
    """A form sent as a browser does."""
    body = {CSRF_FIELD: csrf_token(client.key, client.token), **fields}
    return await client.http.post(path, data=body)


PATHS = ["visits", "leaderboard", "duel", "map", "abnormal", "targets"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_pages_open_for_who_may(desk: Desk, path: str, locale: str) -> None:
    world = await factories.world(products=0)
    await factories.visit(world.rep, world.customer, state="DONE")
    rep = await desk.client(world.rep, locale)
    supervisor = await desk.client(world.supervisor, locale)
    keeper = await desk.client(world.keeper, locale)
    assert (await supervisor.get(f"/admin/insight/{path}")).status_code == 200
    assert (await rep.get(f"/admin/insight/{path}")).status_code == (403 if path == "targets" else 200)
    assert (await keeper.get(f"/admin/insight/{path}")).status_code == 403


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("visits?from=0001-01-01", "0001-01-01 is too far off; choose a day from 2001-01-01 to 2199-12-31."),
        ("visits?from=2026-02-30", "2026-02-30 is not a day; write it like 2026-11-21."),
        ("targets?month=0001-01", "0001-01 is too far off; choose a month from 2001-01 to 2199-12."),
        ("targets?month=soon", "soon is not a month; name it like 2026-11."),
    ],
)
async def test_what_is_no_day_and_what_is_too_far_off(desk: Desk, address: str, said: str) -> None:
    client = await desk.client((await factories.world(products=0)).supervisor)
    answer = await client.get(f"/admin/insight/{address}")
    assert (answer.status_code, said in unescape(answer.text)) == (400, True)


async def test_a_duel_opens_with_two(desk: Desk) -> None:
    world = await factories.world(products=0)
    other = await factories.employee(world.sales, name="Zoe")
    await factories.visit(world.rep, world.customer, state="DONE")
    client = await desk.client(world.supervisor)
    assert "ev-duel" not in (await client.get("/admin/insight/duel")).text
    await factories.visit(other, world.customer, state="DONE")
    text = (await client.get("/admin/insight/duel")).text
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', text) == [world.rep.name, "Figure", "Zoe"]
    assert re.findall(r"selected>([^<]*)</option>", text) == [world.rep.name, "Zoe"]


async def test_the_board_links_and_sorts(desk: Desk) -> None:
    world = await factories.world(products=0)
    other = await factories.employee(world.sales, name="Zoe")
    await factories.visit(world.rep, world.customer, state="DONE")
    for _ in range(2):
        await factories.visit(other, world.customer, state="DONE")
    client = await desk.client(world.supervisor)
    text = (await client.get("/admin/insight/visits?span=today&sort=-done", **{"X-Fragment": "1"})).text
    names = re.findall(r'<th scope="row" class="ev-in-0">(.*?)</th>', text)
    assert names == ["Zoe", world.rep.name]
    links = {unescape(link) for link in re.findall(r'<td class="ev-num"><a href="([^"]+)">', text)}
    opened = [await client.get(link) for link in sorted(links)]
    assert {answer.status_code for answer in opened} == {200}
    done = [link for link in links if f"rep:is:{other.id}" in link and "/visits?" in link and "counts" not in link]
    texts = [(await client.get(link)).text for link in done if "kind" not in link and "DONE" in link]
    assert texts
    assert all("2 rows" in text for text in texts)


async def test_the_board_does_not_wait_for_its_figures(desk: Desk) -> None:
    world = await factories.world(products=0)
    await factories.visit(world.rep, world.customer, state="DONE")
    client = await desk.client(world.supervisor)
    with all_statements() as sent:
        page = (await client.get("/admin/insight/visits?span=today")).text
    assert [text for text in sent if "count(" in text and "visit v" in text] == []
    assert "data-figures" in page
    assert 'action="/admin/insight/visits/export?' in page
    assert "The figures are being added up" in page
    part = await client.get("/admin/insight/visits?span=today", **{"X-Fragment": "1"})
    assert part.status_code == 200
    assert "<h1" not in part.text
    assert "being added up" not in part.text
    heads, tiles = re.compile(r'<th scope="col".*?</th>'), re.compile(r'<a class="card" href="([^"]+)"')
    assert heads.findall(part.text) == heads.findall(page), "nothing moves when the figures come"
    assert tiles.findall(part.text) == tiles.findall(page)
    assert len(tiles.findall(page)) == 7


async def test_the_part_with_the_figures_is_for_who_may_see_them(desk: Desk) -> None:
    world = await factories.world(products=0)
    keeper = await desk.client(world.keeper)
    assert (await keeper.get("/admin/insight/visits", **{"X-Fragment": "1"})).status_code == 403
    supervisor = await desk.client(world.supervisor)
    backwards = "/admin/insight/visits?from=2026-02-02&to=2026-02-01"
    assert (await supervisor.get(backwards, **{"X-Fragment": "1"})).status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_export_is_the_table(desk: Desk, kind: str) -> None:
    world = await factories.world(products=0)
    await factories.visit(world.rep, world.customer, state="DONE")
    client = await desk.client(world.supervisor)
    answer = await post(client, "/admin/insight/visits/export?span=today", format=kind)
    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert (len(lines), lines[1].split(",")[0], lines[2].split(",")[0]) == (3, "All together", world.rep.name)
    else:
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)  # type: ignore[union-attr]
        head = list(rows[0])
        assert rows[1][head.index("Visits done")] == 1


async def test_targets_of_a_team_in_one_grid(desk: Desk) -> None:
    crew = await people()
    await factories.visit(crew.rep, crew.customer, state="DONE")
    client = await desk.client(crew.supervisor)
    month = f"{factories.today():%Y-%m}"
    page = (await client.get(f"/admin/insight/targets?month={month}")).text
    listed = re.findall(r'name="([de])\.([0-9a-f-]{36})\.VISITS"', page)
    people_of_team = [("e", str(one.id)) for one in (crew.mate, crew.rep, crew.supervisor)]
    assert listed == [("d", str(crew.team)), *people_of_team]
    given = {
        "month": month, "department": str(crew.team), f"e.{crew.rep.id}.VISITS": "20", f"d.{crew.team}.AMOUNT": "1,000.50",
        f"e.{crew.mate.id}.ORDERS": "", f"e.{crew.stranger.id}.VISITS": "99",
    }  # fmt: skip
    answer = await post(client, "/admin/insight/targets", **given)
    assert answer.status_code == 303
    text = (await client.get(answer.headers["location"])).text
    assert f'name="e.{crew.rep.id}.VISITS" value="20"' in text
    assert f'name="d.{crew.team}.AMOUNT" value="1000.50"' in text
    assert len(await rows("SELECT FROM target")) == 2, "who is of another team is not in the grid"
    board = (await client.get("/admin/insight/leaderboard?span=this_month&measure=VISITS")).text
    assert "5 %" in board
    listed_values = re.findall(r'<td class="ev-num">\s*([^<]+?)\s*</td>', (await client.get("/admin/targets")).text)
    assert sorted(listed_values) == ["1,000.50", "20"], "twenty visits are no amount"
    for path in ("/admin/targets", "/admin/targets/" + str((await rows("SELECT id FROM target"))[0]["id"])):
        shown = re.sub(r"<[^>]+>", " ", (await client.get(path)).text)
        assert f" {month} " in shown
        assert f"{month}-01" not in shown, "a target is for the month, not for its first day"
    file = await client.http.post(
        "/admin/export/targets", data={CSRF_FIELD: csrf_token(client.key, client.token), "format": "csv"}
    )
    assert [line.partition(",")[0] for line in file.text.splitlines()[1:]] == [month, month]
    before = await contents()
    wrong = await post(
        client,
        "/admin/insight/targets",
        **{**given, f"e.{crew.rep.id}.VISITS": "many", f"e.{crew.mate.id}.ORDERS": "x"},
    )
    assert wrong.status_code == 422
    assert "many is not a number." in wrong.text
    assert "x is not a number." in wrong.text
    half = await post(client, "/admin/insight/targets", **{**given, f"e.{crew.rep.id}.VISITS": "1.5"})
    assert half.status_code == 422
    assert "The target is a whole number." in half.text
    assert 'value="1,000.50"' in half.text, "what was typed is kept"
    assert await contents() == before
    later = f"{(factories.today().replace(day=1) + timedelta(days=31)):%Y-%m}"
    copied = (await client.get(f"/admin/insight/targets?month={later}&copy=1")).text
    assert f'name="e.{crew.rep.id}.VISITS" value="20"' in copied
    elsewhere = (await client.get(f"/admin/insight/targets?month={month}&department={crew.other_team}")).text
    assert str(crew.stranger.id) not in elsewhere
    everywhere = (await (await desk.client(crew.manager)).get("/admin/insight/targets")).text
    assert f"e.{crew.stranger.id}.VISITS" in everywhere


async def test_abnormal_customers_with_reason_and_what_to_do(desk: Desk, db: ModuleType) -> None:
    world = await factories.world(products=0)
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO customer_alert (customer_id, kind, figures, detected_on, seen_on) VALUES ($1, 'LIKELY_LOST',"
            " '{\"days\": 15, \"median\": 7.5, \"order_days\": 4, \"last_order_on\": \"2026-01-01\"}', $2, $2)",
            world.customer, factories.today(),
        )  # fmt: skip
    client = await desk.client(world.supervisor)
    text = (await client.get("/admin/insight/abnormal")).text
    assert "No order for 15 days; until now one came every 7.5 days." in text
    address = f"/admin/visit-assignments/new?customers={world.customer}&reps={world.rep.id}"
    assert address in unescape(text)
    assert (await client.get(address)).status_code == 200
    record = (await client.get(f"/admin/customers/{world.customer}")).text
    assert "No order for 15 days; until now one came every 7.5 days." in record
    assert (await post(client, "/admin/insight/abnormal")).status_code == 303
    assert "15 days" not in (await client.get("/admin/insight/abnormal")).text
    assert (await post(await desk.client(world.actors[RoleCode.REP]), "/admin/insight/abnormal")).status_code == 403
