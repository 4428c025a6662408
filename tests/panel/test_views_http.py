"""Saved views, chosen columns and sums of lists, over HTTP."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import httpx

from erp_visit import db
from erp_visit.org.rights import RoleCode
from erp_visit.org.views import MOST_VIEWS
from erp_visit.panel.security import csrf_token
from tests import factories
from tests.books import submitted
from tests.panel.desk import Client, Desk
from tests.panel.test_screens_http import numbers
from tests.unchanged import contents


async def send(client: Client, path: str, **fields: str | list[str]) -> httpx.Response:
    return await client.http.post(path, data={"csrf_token": csrf_token(client.key, client.token), **fields})


async def save(client: Client, screen: str, name: str, query: str = "", **more: str) -> str:
    """Save a view; answers its address."""
    answer = await send(client, f"/admin/views/{screen}", name=name, query=query, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def heads(page: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?\s*([^<]*?)\s*<', page)
    return [html.unescape(text) for text in found]


def offered(page: str) -> list[str]:
    """Names of the views in the drop-down, as far as they are the reader's own with a bin beside them."""
    return re.findall(r'<a href="/admin/views/[-0-9a-f]+"[^>]*>([^<]*?)\s*<', page)


async def test_a_view_comes_back_as_it_was_saved(desk: Desk) -> None:
    company = await factories.department()
    rep = await factories.employee(company, RoleCode.REP, name="Wang")
    await factories.customer(rep, company, name="Alpha", level="A")
    await factories.customer(rep, company, name="Beta", level="B")
    await factories.customer(None, company, name="Gamma", level="B")
    client = await desk.client(await factories.employee(company, RoleCode.FINANCE))
    query = f"q=a&f=owner:is:{rep.id}&f=owner.name:starts:Wa&sort=-name&cols=name.level"
    address = await save(client, "customers", " Wang's ", query)
    answer = await client.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/admin/customers?{query}"
    page = await client.get(answer.headers["location"])
    assert numbers(page) == ["Beta", "Alpha"]
    assert heads(page.text) == ["Name", "Level"]
    assert "The view Wang&#39;s is saved." in page.text
    assert 'aria-current="true">Wang&#39;s' in page.text
    assert await save(client, "customers", "Wang's", "f=level:in:A") == address, "saved again, it is the same view"
    assert (await client.get(address)).headers["location"] == "/admin/customers?f=level:in:A"
    assert offered((await client.get("/admin/products")).text) == []


async def test_what_is_kept_of_a_list_is_the_query_and_not_the_page(desk: Desk) -> None:
    client = await desk.client((await factories.world(products=1)).clerk)
    address = await save(client, "customers", "x", "sort=name&size=100&after=abc&at=50&of=70&nonsense=1")
    assert (await client.get(address)).headers["location"] == "/admin/customers?sort=name&size=100"


async def test_a_shared_view_is_a_query_that_each_reads_with_their_own_rights(desk: Desk) -> None:
    world = await factories.world(products=1)
    other = await factories.employee(world.sales, RoleCode.REP, name="Other")
    await factories.customer(other, world.sales, name="Theirs", level="A")
    await factories.customer(world.rep, world.sales, name="Mine", level="A")
    clerk, rep = await desk.client(world.clerk), await desk.client(world.rep)
    private = await save(clerk, "customers", "Private", "f=level:in:A&cols=name")
    shared = await save(clerk, "customers", "Shared", "f=level:in:A&cols=name.credit_limit", shared="1")
    menu = (await rep.get("/admin/customers")).text
    assert offered(menu) == ["Shared"]
    assert f"from {world.clerk.name}" in menu
    assert f'action="{shared}/delete"' not in menu
    assert numbers(await rep.get((await rep.get(shared)).headers["location"])) == ["Mine"]
    before = await contents()
    refused = await rep.get(private)
    assert refused.status_code == 404
    assert (await rep.get("/admin/views/x")).status_code == 404
    assert (await send(rep, f"{private}/delete")).status_code == 404
    kept = await send(rep, f"{shared}/delete")
    assert kept.status_code == 403
    assert f"The view Shared belongs to {world.clerk.name}, who alone" in html.unescape(kept.text)
    assert (await rep.http.post(f"{shared}/delete")).status_code == 403, "no token"
    assert await contents() == before
    await save(rep, "customers", "Shared", "f=level:in:B")  # one's own of the same name, the other stays
    assert (await clerk.get(shared)).headers["location"].startswith("/admin/customers?f=level:in:A&")
    gone = await send(clerk, f"{shared}/delete", next="/admin/customers?q=x")
    assert gone.headers["location"] == "/admin/customers?q=x"
    assert (await rep.get(shared)).status_code == 404
    async with db.connection() as connection:
        told = await connection.fetch("SELECT action, number FROM audit_entry WHERE entity = 'SavedView' ORDER BY at")
    assert [tuple(row) for row in told] == [
        ("view.save", "Private"), ("view.save", "Shared"), ("view.save", "Shared"), ("view.delete", "Shared"),
    ]  # fmt: skip


async def test_a_deletion_can_be_undone(desk: Desk) -> None:
    world = await factories.world(products=1)
    client, other = await desk.client(world.clerk), await desk.client(world.rep)
    address = await save(client, "customers", "Best", "f=level:in:A&cols=name", shared="1")
    page = await client.get((await send(client, f"{address}/delete", next="/admin/customers")).headers["location"])
    assert offered(page.text) == []
    undo = f'<form method="post" action="{address}/restore">'
    assert undo in page.text
    assert undo not in (await client.get("/admin/customers")).text, "the message is shown once"
    assert (await send(other, f"{address}/restore")).status_code == 404
    assert (await client.http.post(f"{address}/restore")).status_code == 403, "no token"
    back = await send(client, f"{address}/restore")
    assert back.headers["location"] == address
    assert (await client.get(address)).headers["location"] == "/admin/customers?f=level:in:A&cols=name"
    assert offered((await other.get("/admin/customers")).text) == ["Best"], "shared as it was"
    before = await contents()
    assert (await send(client, f"{address}/restore")).status_code == 303, "twice is once"
    assert (await send(client, f"/admin/views/{world.customer}/restore")).status_code == 404
    assert await contents() == before
    await send(client, f"{address}/delete")
    await save(client, "customers", "Best", "f=level:in:B")
    before = await contents()
    refused = await send(client, f"{address}/restore")
    assert refused.status_code == 400
    assert "You have saved another view Best by now." in html.unescape(refused.text)
    assert await contents() == before
    async with db.connection() as connection:
        told = await connection.fetch("SELECT action FROM audit_entry WHERE entity_id = $1 ORDER BY at", address[-36:])
    assert [row["action"] for row in told] == ["view.save", "view.delete", "view.restore", "view.delete"]


async def test_a_view_does_not_lead_to_fields_or_screens_without_the_right(desk: Desk) -> None:
    world = await factories.world(products=1)
    finance, rep, keeper = [await desk.client(actor) for actor in (world.finance, world.rep, world.keeper)]
    cost = await save(finance, "products", "Dear", "f=cost_price:gte:1", shared="1")
    columns = await save(finance, "products", "Columns", "cols=name.cost_price", shared="1")
    money = await save(finance, "receivables", "Open", "f=open_amount:gte:1", shared="1")
    refused = await rep.get((await rep.get(cost)).headers["location"])
    assert refused.status_code == 400
    assert "The filter cost_price:gte:1 cannot be used here." in html.unescape(refused.text)
    assert heads((await rep.get((await rep.get(columns)).headers["location"])).text) == ["Name"]
    assert (await keeper.get((await keeper.get(money)).headers["location"])).status_code == 403
    before = await contents()
    assert (await send(rep, "/admin/views/products", name="x", query="f=cost_price:gte:1")).status_code == 400
    assert (await send(keeper, "/admin/views/receivables", name="x", query="")).status_code == 403
    assert (await send(rep, "/admin/views/nothing", name="x", query="")).status_code == 404
    for name in ("", "  ", "x" * 65, "a\0b", "a\nb"):
        assert (await send(rep, "/admin/views/products", name=name, query="")).status_code == 400
    assert await contents() == before


async def test_there_are_not_more_views_than_the_limit(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO saved_view (owner_id, screen, name) SELECT $1, 'customers', 'View ' || n"
            " FROM generate_series(1, $2::int) n", world.clerk.id, MOST_VIEWS
        )  # fmt: skip
    before = await contents()
    answer = await send(client, "/admin/views/orders", name="One more", query="")
    assert answer.status_code == 400
    assert "You keep 100 views already." in answer.text
    assert await contents() == before
    await save(client, "customers", "View 7", "q=x")  # replaced, not one more
    assert (await send(client, "/admin/columns/orders", column=["number"])).status_code == 303


async def test_chosen_columns_are_kept_in_the_account(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    chosen = ["name", "barcode", "cost_price", "no_such"]
    answer = await send(client, "/admin/columns/products", column=chosen, next="/admin/products?q=Drink")
    assert answer.headers["location"] == "/admin/products?q=Drink"
    elsewhere = await desk.client(world.clerk)
    assert heads((await elsewhere.get("/admin/products")).text) == ["Name", "Barcode"]
    assert offered((await elsewhere.get("/admin/products")).text) == []
    assert heads((await elsewhere.get("/admin/products?cols=sku")).text) == ["SKU"]
    assert len(heads((await (await desk.client(world.rep)).get("/admin/products")).text)) > 2
    assert (await send(client, "/admin/columns/products", column=["name"], usual="1")).status_code == 303
    assert len(heads((await elsewhere.get("/admin/products")).text)) > 2
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM saved_view") == 0


async def sums(client: Client, address: str) -> dict[str, str]:
    answer = await client.get(f"/admin/sums/{address}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return {"count": body["count"], **{one["name"]: one["text"] for one in body["sums"]}}


async def test_sums_are_those_of_what_is_filtered_and_seen(desk: Desk) -> None:
    world = await factories.world(products=2)
    client = await desk.client(world.keeper)
    async with db.connection() as connection:
        rows = await connection.fetchrow(
            "SELECT count(*), sum(on_hand) AS on_hand, sum(reserved) AS reserved, sum(on_hand - reserved) AS available"
            " FROM stock_balance"
        )
        one = await connection.fetchval(
            "SELECT sum(on_hand) FROM stock_balance b JOIN lot ON lot.id = b.lot_id WHERE lot.product_id = $1",
            world.products[0].id,
        )
    assert rows is not None
    assert rows["on_hand"] > one > 0
    assert await sums(client, "stock-balances") == {
        "count": f"{rows['count']} rows", "on_hand": f"{rows['on_hand']:,}", "reserved": f"{rows['reserved']:,}",
        "available": f"{rows['available']:,}",
    }  # fmt: skip
    found = await sums(client, f"stock-balances?f=lot.product:is:{world.products[0].id}&size=20&after=ignored")
    assert found["on_hand"] == f"{one:,}"
    nothing = await sums(client, "stock-balances?f=on_hand:gte:1000000000")
    assert nothing == {"count": "0 rows", "on_hand": "0", "reserved": "0", "available": "0"}
    assert (
        'data-sums="/admin/sums/stock-balances?f=on_hand:gte:1"'
        in (await client.get("/admin/stock-balances?f=on_hand:gte:1")).text
    )
    assert "data-sums" not in (await client.get("/admin/products")).text


async def test_sums_respect_rows_and_fields(desk: Desk) -> None:
    world = await factories.world(products=1)
    other = await factories.employee(world.sales, RoleCode.REP)
    theirs = await factories.customer(other, world.sales)
    await submitted(world, 2)
    await submitted(replace(world, customer=theirs), 3, actor=other)
    finance, rep, keeper = [await desk.client(actor) for actor in (world.finance, world.rep, world.keeper)]
    async with db.connection() as connection:
        every = await connection.fetchrow("SELECT sum(total) AS total, sum(cost_amount) AS cost FROM sales_order")
        mine = await connection.fetchval("SELECT sum(total) FROM sales_order WHERE rep_id = $1", world.rep.id)
    assert every is not None
    found = await sums(finance, "orders")
    assert (found["total"], found["cost_amount"]) == (f"{every['total']:,.2f}", f"{every['cost']:,.2f}")
    seen = await sums(rep, "orders")
    assert seen["total"] == f"{mine:,.2f}"
    assert not {"cost_amount", "margin"} & set(seen)
    assert (await keeper.get("/admin/sums/receivables")).status_code == 403
    assert (await rep.get("/admin/sums/orders?f=cost_amount:gte:1")).status_code == 400
    assert (await rep.get("/admin/sums/nothing")).status_code == 404
