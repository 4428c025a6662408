"""Forms of products, units and prices without a browser."""

from __future__ import annotations

import re
from datetime import timedelta

from erp_visit import db
from erp_visit.core.ids import new_id
from tests import factories
from tests.factories import today
from tests.panel.desk import Desk
from tests.panel.test_forms_http import send, shown
from tests.unchanged import contents


async def test_a_product_is_made_changed_and_gets_a_unit(desk: Desk) -> None:
    world = await factories.world(products=0)
    client = await desk.client(world.clerk)
    assert "/admin/products/new" in (await client.get("/admin/products")).text
    form = shown(await client.get("/admin/products/new"))
    assert (form["tax_rate"], form["stocked"]) == ("0.13", "true")
    assert not {"cost_price", "minimum_price"} & set(form)
    wrong = await send(client, "/admin/products/new", {**form, "name": "绿茶", "list_price": "x"})
    assert wrong.status_code == 422
    assert set(re.findall(r'class="ev-error" id="(\w+)-error"', wrong.text)) == {"sku", "base_unit"}
    full = {**form, "sku": "G", "name": "绿茶", "base_unit": "瓶", "list_price": "x"}
    wrong = await send(client, "/admin/products/new", full)
    assert set(re.findall(r'class="ev-error" id="(\w+)-error"', wrong.text)) == {"list_price"}
    assert shown(wrong)["list_price"] == "x"
    answers = [await send(client, "/admin/products/new", {**full, "list_price": "4.5"}) for _ in range(2)]
    path = f"/admin/products/{form['operation']}"
    assert [answer.headers["location"] for answer in answers] == [path, path]
    record = (await client.get(path)).text
    assert f"{path}/edit" in record
    assert f"{path}/units/new" in record
    form = shown(await client.get(f"{path}/edit"))
    assert form["list_price"] == "4.5"
    assert (await send(client, f"{path}/edit", {**form, "list_price": "5", "active": "false"})).status_code == 303
    unit = {**shown(await client.get(f"{path}/units/new")), "name": "箱", "factor": "1"}
    assert 'id="factor-error"' in (await send(client, f"{path}/units/new", unit)).text
    assert (await send(client, f"{path}/units/new", {**unit, "factor": "15"})).headers["location"] == path
    async with db.connection() as connection:
        (product,) = await connection.fetch("SELECT list_price::text, active, version FROM product")
        key = await connection.fetchval("SELECT id FROM product_unit WHERE factor = 15")
    assert tuple(product) == ("5.0000", False, 2)
    assert "箱" in (await client.get(path)).text
    form = shown(await client.get(f"/admin/product-units/{key}/edit"))
    assert (form["factor"], form["active"]) == ("15", "true")
    done = await send(client, f"/admin/product-units/{key}/edit", {**form, "active": "false"})
    assert done.headers["location"] == path


async def test_a_category_is_made_and_renamed(desk: Desk) -> None:
    world = await factories.world(products=0)
    client = await desk.client(world.clerk)
    assert "/admin/categories/new" in (await client.get("/admin/categories")).text
    form = shown(await client.get("/admin/categories/new"))
    assert 'id="name-error"' in (await send(client, "/admin/categories/new", form)).text
    path = f"/admin/categories/{form['operation']}"
    assert (await send(client, "/admin/categories/new", {**form, "name": "茶"})).headers["location"] == path
    assert f"{path}/edit" in (await client.get(path)).text
    again = shown(await client.get("/admin/categories/new"))
    before = await contents()
    twice = await send(client, "/admin/categories/new", {**again, "name": "茶"})
    assert twice.status_code == 422
    assert "There is a category 茶 already." in twice.text
    assert await contents() == before
    form = shown(await client.get(f"{path}/edit"))
    assert form["name"] == "茶"
    assert (await send(client, f"{path}/edit", {**form, "name": "茶饮"})).headers["location"] == path
    assert "茶饮" in (await client.get("/admin/categories")).text
    rep = await desk.client(world.rep)
    assert "/admin/categories/new" not in (await rep.get("/admin/categories")).text
    for door in ("/admin/categories/new", f"{path}/edit"):
        assert (await rep.get(door)).status_code == 403
    assert (await client.get(f"/admin/categories/{new_id()}/edit")).status_code == 404


async def test_a_stale_product_shows_the_difference_and_keeps_what_was_typed(desk: Desk) -> None:
    world = await factories.world(products=1)
    first, second = await desk.client(world.clerk), await desk.client(world.administrator)
    path = f"/admin/products/{world.products[0].id}/edit"
    mine, theirs = shown(await first.get(path)), shown(await second.get(path))
    assert theirs["cost_price"] == "6"
    assert (await send(first, path, {**mine, "name": "Theirs"})).status_code == 303
    before = await contents()
    stale = await send(second, path, {**theirs, "brand": "Mine"})
    assert stale.status_code == 409
    assert await contents() == before
    assert re.findall(r'id="(\w+)-theirs"', stale.text) == ["name", "brand"]
    assert "Now: Theirs" in stale.text
    assert (await send(second, path, shown(stale))).status_code == 303


async def test_a_price_is_set_ties_are_refused_and_it_ends(desk: Desk) -> None:
    world = await factories.world(products=1)
    product = world.products[0].id
    client = await desk.client(world.clerk)
    path = f"/admin/price-rules/new?product={product}"
    form = {**shown(await client.get(path)), "price": "100", "unit_id": "筐", "level": "A"}
    assert form["product_id"] == str(product)
    before = await contents()
    refused = await send(client, path, form)
    assert 'id="unit_id-error"' in refused.text
    assert shown(refused)["price"] == "100"
    assert await contents() == before
    form["unit_id"] = "箱"
    done = await send(client, path, form)
    assert done.headers["location"] == f"/admin/price-rules/{form['operation']}"
    again = await send(client, path, {**form, "operation": str(new_id()), "price": "90"})
    assert again.status_code == 422
    assert "100.0000" in again.text
    assert 'id="starts_on-error"' in again.text
    record = (await client.get(done.headers["location"])).text
    end = f"{done.headers['location']}/end"
    assert end in record
    ending = shown(await client.get(end))
    assert 'id="ends_on-error"' in (await send(client, end, {**ending, "ends_on": "2020-01-01"})).text
    last = str(today() + timedelta(days=3))
    assert (await send(client, end, {**ending, "ends_on": last})).headers["location"] == f"/admin/products/{product}"
    async with db.connection() as connection:
        assert str(await connection.fetchval("SELECT ends_on FROM price_rule")) == last
    stale = await send(client, end, {**ending, "operation": str(new_id()), "ends_on": str(today())})
    assert stale.status_code == 409
    assert f"Now: {last}" in stale.text
    base = {**form, "operation": str(new_id()), "unit_id": "瓶", "price": "9"}
    assert (await send(client, path, base)).status_code == 303
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT unit_id FROM price_rule WHERE price = 9") is None


async def test_who_may_not_edit_products_finds_no_door(desk: Desk) -> None:
    world = await factories.world(products=1)
    product, unit = world.products[0].id, world.products[0].units["箱"]
    rule = await factories.price_rule(product, "9")
    client = await desk.client(world.rep)
    for page in ("/admin/products", "/admin/price-rules"):
        assert f"{page}/new" not in (await client.get(page)).text
    assert f"{product}/edit" not in (await client.get(f"/admin/products/{product}")).text
    before = await contents()
    for path in (
        "/admin/products/new", f"/admin/products/{product}/edit", f"/admin/products/{product}/units/new",
        f"/admin/product-units/{unit}/edit", "/admin/price-rules/new", f"/admin/price-rules/{rule}/end",
    ):  # fmt: skip
        assert (await client.get(path)).status_code == 403
        assert (await send(client, path, {"name": "X"})).status_code == 403
    assert await contents() == before
    clerk = await desk.client(world.clerk)
    for path in ("/admin/products/x/edit", f"/admin/products/{new_id()}/edit", "/admin/price-rules/new?product=x"):
        assert (await clerk.get(path)).status_code == 404
