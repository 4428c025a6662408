"""The derived screens without a browser: rights, pages, filters, exports, look-ups."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import quote

import httpx
import openpyxl
import pytest

from erp_visit import db
from erp_visit.api.schema import api
from erp_visit.core.ids import new_id
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.panel.navigation import screen_path
from erp_visit.panel.security import csrf_token
from erp_visit.reads.spec import Registry
from tests import factories
from tests.panel.desk import Client, Desk
from tests.unchanged import contents


def lists() -> dict[str, str]:
    """Address of each derived list with the right that it needs."""
    registry: Registry = api().registry
    return {screen_path(spec): spec.right for spec in registry.types.values()}


def numbers(answer: httpx.Response) -> list[str]:
    """What the links of the rows say."""
    return [html.unescape(text) for text in re.findall(r'class="ev-row-link">([^<]*)</a>', answer.text)]


async def export(client: Client, address: str, kind: str = "csv") -> httpx.Response:
    token = csrf_token(client.key, client.token)
    return await client.http.post(f"/admin/export{address}", data={"csrf_token": token, "format": kind})


@pytest.mark.parametrize("role", list(RoleCode))
async def test_each_role_opens_exactly_the_screens_of_its_rights(desk: Desk, role: RoleCode) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.actors[role])
    rights = DEFAULT_ROLES[role][1]
    menu = (await client.get("/admin/")).text
    for path, right in lists().items():
        status = 200 if right in rights else 403
        name = path.removeprefix("/admin/")
        assert (await client.get(path)).status_code == status, path
        assert (await client.get(f"/admin/lookup/{name}")).status_code == status, path
        assert (await client.get(f"/admin/filters/{name}")).status_code == status, path
        assert (await export(client, f"/{name}")).status_code == status, path
        if status == 403:
            assert f'href="{path}"' not in menu
    pages = {
        "/admin/parameters": Right.SETTING_VIEW, "/admin/roles-matrix": Right.ADMINISTER, "/admin/import": Right.IMPORT_RUN,
        "/admin/staff/new": Right.EMPLOYEE_MANAGE, "/admin/customers/new": Right.CUSTOMER_EDIT,
        f"/admin/customers/{world.customer}/edit": Right.CUSTOMER_EDIT,
        f"/admin/staff/{world.rep.id}": Right.EMPLOYEE_MANAGE,
    }  # fmt: skip
    for path, right in pages.items():
        answer = await client.get(path)
        assert answer.status_code == (200 if right in rights else 403), path
        assert (f'href="{path}"' in menu) <= (right in rights)


async def test_what_a_role_may_not_see_is_nowhere(desk: Desk) -> None:
    world = await factories.world(products=1)
    rep, finance = await desk.client(world.rep), await desk.client(world.finance)
    product = f"/admin/products/{world.products[0].id}"
    assert "Cost price" in (await finance.get(product)).text
    for address in ("/admin/products", product, "/admin/filters/products"):
        assert "Cost price" not in (await rep.get(address)).text
    assert (await rep.get("/admin/products?f=cost_price:gte:1")).status_code == 400
    assert (await rep.get("/admin/products?sort=cost_price")).status_code == 200
    head = (await export(rep, "/products")).text.partition("\n")[0]
    assert "Cost" not in head
    asked = await export(rep, "/products?cols=name.cost_price.list_price")
    assert asked.text.partition("\n")[0].strip("\ufeff\r") == "Name,List price"


async def test_rows_of_others_are_neither_listed_nor_opened_nor_found(desk: Desk) -> None:
    world = await factories.world(products=1)
    other = await factories.employee(world.sales, RoleCode.REP)
    theirs = await factories.customer(other, world.sales, name="Theirs")
    client = await desk.client(world.rep)
    assert "Theirs" not in (await client.get("/admin/customers")).text
    assert "Theirs" not in (await export(client, "/customers")).text
    assert (await client.get("/admin/lookup/customers?q=Theirs")).json()["rows"] == []
    assert (await client.get("/admin/search?q=Theirs", Accept="application/json")).json()["groups"] == []
    seen = (await client.get(f"/admin/contacts?f=customer:is:{theirs}")).text
    assert "Theirs" not in seen
    assert (await client.get(f"/admin/customers/{theirs}/edit")).status_code == 404


async def test_pages_lose_and_repeat_nothing_in_one_statement_each(desk: Desk) -> None:
    world = await factories.world(products=1)
    for number in range(47):
        await factories.customer(world.rep, world.sales, name=f"Shop {number:03}")
    client = await desk.client(world.clerk)
    address, seen, pages = "/admin/customers?sort=name&size=20", [], []
    while address:
        answer = await client.get(address)
        assert 'desc="1 reads"' in answer.headers["server-timing"]
        pages.append(numbers(answer))
        seen += pages[-1]
        following = re.search(r'rel="next" href="([^"]+)"', answer.text)
        address = html.unescape(following[1]) if following else ""
        if len(pages) == 1:  # somebody makes a customer meanwhile, on a page that was read
            await factories.customer(world.rep, world.sales, name="Shop 000a")
    assert [len(page) for page in pages] == [20, 20, 8]
    assert seen == sorted(seen)
    assert len(set(seen)) == 48
    assert "1–20 / 48" in (await client.get("/admin/customers?sort=name&size=20&q=")).text.replace("49", "48")
    back = re.search(r'rel="prev" href="([^"]+)"', answer.text)
    assert back
    assert numbers(await client.get(html.unescape(back[1]))) == pages[1]
    assert "41–48 / 48" in answer.text


async def test_a_bad_cursor_begins_again_and_odd_pages_do_not_break(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    answer = await client.get("/admin/products?after=nonsense&q=Drink")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/products?q=Drink")
    for odd in ("size=-1", "size=999999", "at=x", "sort=-,-", "sort=nothing", "cols=x", "q=%00", "q=" + "x" * 5000):
        assert (await client.get(f"/admin/products?{odd}")).status_code == 200, odd


async def test_a_large_list_is_counted_no_further_than_told(desk: Desk) -> None:
    world = await factories.world(products=1)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO contact (customer_id, name, role)"
            " SELECT $1, 'Person ' || n, 'USER' FROM generate_series(1, 1001) n", world.customer
        )  # fmt: skip
    client = await desk.client(world.clerk)
    assert "more than 1,000" in (await client.get("/admin/contacts")).text
    assert "超过 1,000 条" in (await (await desk.client(world.clerk, "zh")).get("/admin/contacts")).text
    one = (await client.get("/admin/contacts?f=name:eq:Person 77")).text
    assert "1–1 / 1" in one


FILTERS = {
    "f=level:in:A": {"Alpha"},
    "f=level:in:A,B": {"Alpha", "Beta"},
    "f=level:not:A,B": {"Gamma"},
    "f=name:contains:a&f=level:in:A,B": {"Alpha", "Beta"},
    "f=name:starts:Ga": {"Gamma"},
    "f=credit_limit:empty:": {"Beta", "Gamma"},
    "f=credit_limit:gte:100": {"Alpha"},
    "f=owner:empty:": {"Gamma"},
    "f=owner:is:{rep}": {"Alpha", "Beta"},
    "f=owner.name:eq:Wang": {"Alpha", "Beta"},
    "f=!owner.name:eq:Wang": {"Gamma"},
    "f=contacts.role:in:USER": {"Beta"},
    "f=!contacts.role:in:USER": {"Alpha", "Gamma"},
    "f=contacts:empty:": {"Alpha", "Gamma"},
    "f=created_at:during:today": {"Alpha", "Beta", "Gamma"},
    "f=created_at:to:2020-01-01": set(),
    "q=gam": {"Gamma"},
}


async def test_filters_find_the_same_in_the_list_and_in_its_export(desk: Desk) -> None:
    company = await factories.department()
    rep = await factories.employee(company, RoleCode.REP, name="Wang")
    await factories.customer(rep, company, name="Alpha", level="A", credit_limit="500")
    beta = await factories.customer(rep, company, name="Beta", level="B")
    await factories.customer(None, company, name="Gamma", level="C")
    async with db.connection() as connection:
        await connection.execute("INSERT INTO contact (customer_id, name, role) VALUES ($1, 'Li', 'USER')", beta)
    client = await desk.client(await factories.employee(company, RoleCode.FINANCE))
    for filters, found in FILTERS.items():
        address = f"/admin/customers?{filters.format(rep=rep.id)}&cols=name"
        assert set(numbers(await client.get(address))) == found, filters
        exported = await export(client, address.removeprefix("/admin"))
        rows = list(csv.reader(io.StringIO(exported.text.lstrip("\ufeff"))))
        assert {row[0] for row in rows[1:]} == found, filters


async def test_a_filter_that_cannot_be_understood_is_refused_not_left_out(desk: Desk) -> None:
    client = await desk.client(await factories.employee(await factories.department(), RoleCode.ADMINISTRATOR))
    before = await contents()
    for bad in (
        "nothing:eq:1", "name:nothing:x", "level:in:Z", "credit_limit:gte:abc", "created_at:on:yesterday", "owner:is:x",
        "a.b.c.d.e:eq:1", "owner.password_hash:contains:x", "password_hash:eq:x", "id:is:1", ":::", "name",
    ):  # fmt: skip
        for address in (f"/admin/customers?f={quote(bad)}", f"/admin/employees?f={quote(bad)}"):
            assert (await client.get(address)).status_code == 400, bad
        assert (await export(client, f"/customers?f={quote(bad)}")).status_code == 400
    assert await contents() == before


async def test_exports_are_text_where_they_look_like_formulas_and_are_on_record(desk: Desk) -> None:
    company = await factories.department()
    rep = await factories.employee(company, RoleCode.REP)
    evil = '=HYPERLINK("http://evil.test","x")'
    await factories.customer(rep, company, name=evil, credit_limit="-0")
    client = await desk.client(await factories.employee(company, RoleCode.FINANCE))
    columns = "cols=name.credit_limit.created_at.level"
    rows = list(csv.reader(io.StringIO((await export(client, f"/customers?{columns}")).text.lstrip("\ufeff"))))
    assert rows[0] == ["Name", "Credit limit", "Created at", "Level"]
    assert rows[1][0] == f"'{evil}"
    book = openpyxl.load_workbook(io.BytesIO((await export(client, f"/customers?sort=name&{columns}", "xlsx")).content))
    values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert values[1][0] == f"'{evil}"
    assert values[1][1] == 0
    assert book.worksheets[0]["A2"].data_type == "s"
    async with db.connection() as connection:
        told = await connection.fetch("SELECT entity, after->>'format' AS format, after->>'list' AS list, actor_id"
                                      " FROM audit_entry WHERE action = 'export' ORDER BY at")  # fmt: skip
    assert [tuple(row)[:3] for row in told] == [
        ("Customer", "csv", f"?{columns}"), ("Customer", "xlsx", f"?sort=name&{columns}"),
    ]  # fmt: skip
    assert (await export(client, "/customers", "exe")).status_code == 400


async def test_an_export_has_every_row(desk: Desk) -> None:
    world = await factories.world(products=1)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO contact (customer_id, name, role)"
            " SELECT $1, 'Person ' || n, 'USER' FROM generate_series(1, 1203) n", world.customer
        )  # fmt: skip
    client = await desk.client(world.clerk)
    rows = list(csv.reader(io.StringIO((await export(client, "/contacts?sort=id")).text.lstrip("\ufeff"))))
    name = rows[0].index("Name")
    assert len(rows) == 1204
    assert {row[name] for row in rows[1:]} == {f"Person {number}" for number in range(1, 1204)}


async def test_looking_up_gives_titles_and_nothing_else(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.keeper)
    rows = (await client.get("/admin/lookup/customers?q=Shop")).json()["rows"]
    assert [sorted(row) for row in rows] == [["hint", "id", "title"]]
    assert rows[0]["id"] == str(world.customer)


async def test_titles_are_human_escaped_and_linked(desk: Desk) -> None:
    world = await factories.world(products=1)
    name = "<script>alert(1)</script>"
    shop = await factories.customer(world.rep, world.sales, name=name)
    visit = await factories.visit(world.rep, shop)
    client = await desk.client(world.clerk)
    listed = (await client.get("/admin/visits")).text
    assert name not in listed
    assert f'<a href="/admin/customers/{shop}">&lt;script&gt;alert(1)&lt;/script&gt;</a>' in listed
    assert f'data-href="/admin/visits/{visit}"' in listed
    assert name not in (await client.get(f"/admin/search?q={quote(name)}")).text


async def test_a_visit_is_named_with_its_customer(desk: Desk) -> None:
    """Wherever others refer to it, for whoever may see the customer."""
    world = await factories.world(products=1)
    shop = await factories.customer(world.rep, world.sales, name="惠民<店>")
    visit = await factories.visit(world.rep, shop, state="DONE")
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO visit_report (id, visit_id, author_id, due_at, state) VALUES ($1, $2, $3, now(), 'DUE')",
            new_id(), visit, world.rep.id,
        )  # fmt: skip
    less = await factories.employee(world.sales, role=RoleCode.MANAGER, less=frozenset({Right.CUSTOMER_VIEW}))
    named = f"{factories.today()} · 惠民<店> · Done"
    for actor, text in ((world.supervisor, named), (less, f"{factories.today()} · Done")):
        client = await desk.client(actor)
        page = (await client.get("/admin/visit-reports?cols=state.visit")).text
        assert f'<a href="/admin/visits/{visit}">{html.escape(text)}</a>' in page
        rows = (await client.get("/admin/lookup/visits")).json()["rows"]
        assert [row["title"] for row in rows] == [text]
    file = (await export(await desk.client(world.supervisor), "/visit-reports?cols=state.visit")).text
    assert file.splitlines()[1:] == [f"Due,{named}"]


async def test_a_number_leads_to_the_record(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    async with db.connection() as connection:
        sku = await connection.fetchval("SELECT sku FROM product")
    answer = await client.get(f"/admin/products/{sku}")
    assert answer.headers["location"] == f"/admin/products/{world.products[0].id}"
    assert (await client.get("/admin/products/nothing-like-it")).status_code == 404
    assert (await client.get(f"/admin/products/{new_id()}")).status_code == 404
    assert (await client.get(f"/admin/products/{'9' * 3000}")).status_code == 404


async def test_codes_and_moments_read_as_words_and_days_lead_to_their_map(desk: Desk) -> None:
    world = await factories.world(products=1)
    visit = await factories.visit(world.rep, world.customer)
    async with db.transaction() as connection:
        finding, file, track = new_id(), new_id(), new_id()
        await connection.execute(
            "INSERT INTO evidence_finding (id, visit_id, stage, reason, evidence, figures, at) VALUES"
            " ($1, $2, 'CHECK_IN', 'OUT_OF_RANGE', 'SUSPICIOUS', '{\"metres\": 1399, \"allowed\": 200}', now())",
            finding, visit,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO stored_file (id, kind, content_type, size, sha256, uploaded_by_id, uploaded_at)"
            " VALUES ($1, 'PHOTO', 'image/jpeg', 5, repeat('0', 64), $2, '2026-11-20T23:30:00Z')",
            file, world.rep.id,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO day_track (id, employee_id, department_id, business_day, line, stops) VALUES"
            " ($1, $2, $3, '2026-11-20', '{\"type\": \"LineString\", \"coordinates\": [[1, 2], [3, 4]]}', '[]')",
            track, world.rep.id, world.rep.department_id,
        )  # fmt: skip
    client = await desk.client(world.supervisor, "zh")
    listed = (await client.get("/admin/evidence-findings")).text
    assert "超出范围" in listed
    assert "OUT_OF_RANGE" not in listed
    page = (await client.get(f"/admin/evidence-findings/{finding}")).text
    assert "<h1>超出范围</h1>" in page
    assert "米数: 1,399、允许: 200" in page
    page = (await client.get(f"/admin/stored-files/{file}")).text
    assert "<h1>照片 · 2026-11-21 07:30</h1>" in page, "the company's clock, not UTC"
    page = (await client.get(f"/admin/day-tracks/{track}")).text
    assert f'href="/admin/track-map?employee={world.rep.id}&amp;day=2026-11-20"' in page
    assert "LineString" not in page
    assert f"<h1>2026-11-20 · {world.rep.name}</h1>" in page
    rule = await factories.price_rule(world.products[0].id, "6.8", level="B")
    clerk, finance = await desk.client(world.clerk, "zh"), await desk.client(world.finance, "zh")
    page = (await clerk.get(f"/admin/price-rules/{rule}")).text
    async with db.connection() as connection:
        product = await connection.fetchval("SELECT name FROM product WHERE id = $1", world.products[0].id)
        account, name = await connection.fetchrow(
            "SELECT a.id, c.name FROM customer_account a JOIN customer c ON c.id = a.customer_id WHERE c.id = $1",
            world.customer,
        )  # fmt: skip
    assert f"<h1>6.80 · {product}</h1>" in page
    assert f"<h1>{name}</h1>" in (await finance.get(f"/admin/customer-accounts/{account}")).text


async def test_the_search_box_says_what_to_type(desk: Desk) -> None:
    world = await factories.world(products=0)
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO audit_entry (actor_id, action, entity, entity_id, number) VALUES ($1, 'test.done', 'Test', $1,"
            " 'ZZ-1')",
            world.supervisor.id,
        )
    admin = await desk.client(await factories.employee(world.sales, RoleCode.ADMINISTRATOR))
    page = (await admin.get("/admin/audit-entries?q=zz")).text
    assert 'placeholder="Beginning of Number / Action"' in page
    assert "ZZ-1" in page
    assert "Nothing matches these filters." in (await admin.get("/admin/audit-entries?q=Z-1")).text
    assert 'placeholder="Search"' in (await admin.get("/admin/customers")).text
