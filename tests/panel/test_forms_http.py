"""Forms and settings without a browser: nothing typed is lost, nothing is written twice, nobody overwrites unawares."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any

import httpx
import pytest

from erp_visit import db
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from erp_visit.panel.security import csrf_token
from tests import factories
from tests.factories import World
from tests.panel.desk import Client, Desk
from tests.unchanged import contents

NEW = {
    "name": "惠民便利店",
    "kind": "CONVENIENCE",
    "level": "A",
    "status": "ACTIVE",
    "datum": "GCJ02",
    "phone": "13800138000",
}


async def send(client: Client, path: str, form: dict[str, Any]) -> httpx.Response:
    return await client.http.post(path, data={"csrf_token": csrf_token(client.key, client.token), **form})


def shown(page: httpx.Response) -> dict[str, str]:
    """The values that the fields of a form hold."""
    values = dict(re.findall(r'<input[^>]* name="([\w:.]+)" value="([^"]*)"', page.text))
    for name, inner in re.findall(r'<select[^>]* name="([\w:.]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        values[name] = chosen[1] if chosen else ""
    values.update(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page.text, re.DOTALL))
    return {name: html.unescape(value) for name, value in values.items()}


async def test_a_customer_is_made_once_however_often_the_form_is_sent(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    form = {**NEW, "operation": str(new_id()), "latitude": "22.544", "longitude": "114.083"}
    answers = [await send(client, "/admin/customers/new", form) for _ in range(3)]
    assert {answer.headers["location"] for answer in answers} == {f"/admin/customers/{form['operation']}"}
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT latitude, level, pinyin FROM customer WHERE name = $1", NEW["name"])
    assert [(round(row["latitude"], 2), row["level"], row["pinyin"]) for row in rows] == [(22.55, "A", "hmbld")]
    other = await send(client, "/admin/customers/new", {**form, "name": "Another"})
    assert other.status_code == 422
    assert shown(other)["name"] == "Another"


async def test_everything_wrong_is_told_at_once_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.finance)
    before = await contents()
    form = {**NEW, "name": " ", "phone": "abc", "latitude": "999", "longitude": "x", "remark": "<kept>"}
    answer = await send(client, "/admin/customers/new", form)
    assert answer.status_code == 403  # finance has no right to make customers
    client = await desk.client(world.clerk)
    answer = await send(client, "/admin/customers/new", form)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    form["name"] = "Shop"
    answer = await send(client, "/admin/customers/new", form)
    assert set(re.findall(r'class="ev-error" id="(\w+)-error"', answer.text)) == {"phone", "latitude"}
    assert {name: shown(answer)[name] for name in form} == form
    assert await contents() == before


async def test_a_stale_form_shows_the_difference_and_keeps_what_was_typed(desk: Desk) -> None:
    world = await factories.world(products=1)
    first, second = await desk.client(world.clerk), await desk.client(world.supervisor)
    path = f"/admin/customers/{world.customer}/edit"
    mine, theirs = shown(await first.get(path)), shown(await second.get(path))
    assert (await send(first, path, {**mine, "name": "Theirs", "address": "1 Road"})).status_code == 303
    before = await contents()
    stale = await send(second, path, {**theirs, "name": "Mine"})
    assert stale.status_code == 409
    assert await contents() == before
    kept = shown(stale)
    assert kept["name"] == "Mine"
    assert re.findall(r'id="(\w+)-theirs"', stale.text) == ["name", "address"]
    assert "Now: Theirs" in stale.text
    assert int(kept["version"]) == int(theirs["version"]) + 1
    assert (await send(second, path, kept)).status_code == 303
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT name, address, version FROM customer WHERE id = $1", world.customer)
        assert tuple(row) == ("Mine", "", 3)


async def test_who_may_not_set_credit_neither_sees_nor_sends_it(desk: Desk) -> None:
    world = await factories.world(products=1, credit_limit="500")
    client = await desk.client(world.clerk)
    path = f"/admin/customers/{world.customer}/edit"
    form = shown(await client.get(path))
    assert "credit_limit" not in form
    await send(client, path, {**form, "credit_limit": "999999", "name": "Changed"})
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT name, credit_limit FROM customer WHERE id = $1", world.customer)
    assert (row["name"], str(row["credit_limit"])) == ("Changed", "500.00")


async def test_contacts_are_added_and_changed(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.rep)
    form = {"name": "Chen", "role": "USER", "phone": "", "birthday": "1990-02-30"}
    path = f"/admin/customers/{world.customer}/contacts/new"
    assert "birthday-error" in (await send(client, path, form)).text
    assert (await send(client, path, {**form, "birthday": "1990-02-28"})).status_code == 303
    async with db.connection() as connection:
        key = await connection.fetchval("SELECT id FROM contact")
    page = await client.get(f"/admin/contacts/{key}/edit")
    assert shown(page)["birthday"] == "1990-02-28"
    done = await send(client, f"/admin/contacts/{key}/edit", {**shown(page), "name": "Chen Li"})
    assert done.headers["location"] == f"/admin/customers/{world.customer}"


async def test_parameters_are_set_with_their_history_and_taken_away(desk: Desk) -> None:
    world = await factories.world(products=1)
    admin = await desk.client(world.administrator)
    form = {"key": "tolerance_radius", "value": "300", "department": "", "version": "0", "reason": "new shops"}
    assert (await send(admin, "/admin/parameters", form)).status_code == 303
    page = (await admin.get("/admin/parameters")).text
    assert "300 m" in page
    assert "new shops" in page
    stale = await send(admin, "/admin/parameters", {**form, "value": "400"})
    assert stale.status_code == 409
    assert 'value="400"' in stale.text
    for value in ("5", "x", "", "300.5"):
        refused = await send(admin, "/admin/parameters", {**form, "value": value, "version": "1"})
        assert refused.status_code == 422, value
        assert 'id="e-tolerance_radius"' in refused.text
    department = {**form, "department": str(world.sales), "value": "50"}
    assert (await send(admin, "/admin/parameters", department)).status_code == 303
    there = (await admin.get(f"/admin/parameters?department={world.sales}")).text
    assert "set for Sales" in there
    await send(admin, "/admin/parameters", {**department, "version": "1", "reset": "1"})
    assert "set for the company" in (await admin.get(f"/admin/parameters?department={world.sales}")).text
    viewer = await desk.client(world.clerk)
    assert 'name="value"' not in (await viewer.get("/admin/parameters")).text
    before = await contents()
    assert (await send(viewer, "/admin/parameters", form)).status_code == 403
    assert await contents() == before
    assert (await admin.get("/admin/parameters?department=x")).status_code == 404


@pytest.fixture
async def role(desk: Desk) -> tuple[str, str]:
    """A role's key and code."""
    async with db.connection() as connection:
        key = await connection.fetchval(
            "INSERT INTO role (code, name, scope, rights) VALUES ('TRY', 'Try', 'OWN', '{visit.view}') RETURNING id"
        )
    return str(key), "TRY"


async def give_role(world: World) -> None:
    """Have the administrator's rights in the database too: whatever changes rights has them read from there anew."""
    admin = world.administrator
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO role (code, name, scope, rights) VALUES ('ADMINISTRATOR', 'Admin', 'ALL', $1)"
            " ON CONFLICT (code) DO UPDATE SET rights = excluded.rights",
            sorted(admin.profile.rights),
        )
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'ADMINISTRATOR'",
            admin.id,
        )
        await connection.execute("UPDATE employee SET password_hash = 'x' WHERE id = $1", admin.id)


async def test_rights_are_ticked_and_only_what_changed_is_written(desk: Desk, role: tuple[str, str]) -> None:
    world = await factories.world(products=1)
    admin = await desk.client(world.administrator)
    key = role[0]
    await give_role(world)
    form = {"role": [key], f"version:{key}": "1", f"name:{key}": "Try", f"shown:{key}": "visit.view", f"was:{key}": "OWN",
            f"scope:{key}": "TEAM", f"rights:{key}": ["visit.view", "visit.do"]}  # fmt: skip
    assert (await send(admin, "/admin/roles-matrix", form)).status_code == 303
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT rights, scope, version FROM role WHERE code = 'TRY'")
    assert (sorted(row["rights"]), row["scope"], row["version"]) == (["visit.do", "visit.view"], "TEAM", 2)
    before = await contents()
    stale = await send(admin, "/admin/roles-matrix", form)
    assert stale.status_code == 409
    unknown = await send(admin, "/admin/roles-matrix", {**form, f"version:{key}": "2", f"rights:{key}": ["no.such"]})
    assert unknown.status_code == 422
    clerk = await desk.client(world.clerk)
    assert (await send(clerk, "/admin/roles-matrix", form)).status_code == 403
    assert await contents() == before


async def test_an_employee_comes_gets_roles_and_leaves(desk: Desk, role: tuple[str, str]) -> None:
    world = await factories.world(products=1)
    admin = await desk.client(world.administrator)
    await give_role(world)
    form = {"code": "E900", "name": "Zhao", "phone": "", "department_id": str(world.sales), "username": "zhao",
            "locale": "zh", "password": "short", "operation": str(new_id())}  # fmt: skip
    refused = await send(admin, "/admin/staff/new", form)
    assert 'id="password-error"' in refused.text
    assert 'value="short"' not in refused.text
    done = await send(admin, "/admin/staff/new", {**form, "password": "a long enough secret"})
    assert done.headers["location"] == f"/admin/staff/{form['operation']}"
    card = done.headers["location"]
    assert (await send(admin, f"{card}/roles", {"role": ["TRY"]})).status_code == 303
    assert (await send(admin, f"{card}/password", {})).status_code == 200
    edit = shown(await admin.get(f"{card}/edit"))
    assert (await send(admin, f"{card}/edit", {**edit, "phone": "13900139000"})).status_code == 303
    unsure = await send(admin, f"{card}/leave", {"code": "E90", "word": "E90"})
    assert unsure.status_code == 422
    assert (await send(admin, f"{card}/leave", {"word": "E900"})).status_code == 303
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT status, phone FROM employee WHERE code = 'E900'")
    assert tuple(row) == ("LEFT", "13900139000")
    before = await contents()
    clerk = await desk.client(world.clerk)
    for action in ("roles", "password", "second-factor", "log-ins", "leave"):
        assert (await send(clerk, f"{card}/{action}", {"word": "E900"})).status_code == 403
    assert await contents() == before


async def test_an_import_is_checked_then_taken_over_and_only_by_who_may(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.clerk)
    header = {"X-CSRF-Token": csrf_token(client.key, client.token), "Accept": "application/json"}
    content = "商品编号,商品名称,单位,价\nPX1,=evil,瓶,2.50\nPX2,坏,瓶,abc\n".encode("gb18030")

    async def upload(name: str, body: bytes, token: bool = True) -> httpx.Response:
        return await client.http.post(
            "/admin/import/products/upload", files={"file": (name, body)}, headers=header if token else {}
        )

    assert (await upload("p.csv", content, token=False)).status_code == 403
    assert (await upload("p.exe", content)).status_code == 400
    job = (await upload("p.csv", content)).json()["job"]
    page = (await client.get(f"/admin/import/job/{job}")).text
    assert "=evil" in page
    form = {"column:0": "sku", "column:1": "name", "column:2": "base_unit", "column:3": "list_price", "check": "1"}

    async def run(**changes: str) -> dict[str, Any]:
        answer = await client.http.post(f"/admin/import/job/{job}/run", data={**form, **changes}, headers=header)
        if answer.status_code != 202:
            return answer.json()  # type: ignore[no-any-return] # a refusal
        async with asyncio.timeout(60):
            while True:
                state = (await client.get(f"/admin/import/job/{job}/state")).json()
                if state["status"] != "running":
                    return state  # type: ignore[no-any-return] # what JSON gives

    assert (await run(**{"column:0": ""}))["code"] == "INVALID_INPUT"
    assert (await run(**{"column:1": "sku"}))["code"] == "INVALID_INPUT"
    checked = await run(skip_bad_rows="1")
    assert (checked["status"], checked["report"]["dry_run"], checked["report"]["bad"]) == ("done", True, 1)
    assert checked["report"]["problems"][0]["row"] == 3
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM product WHERE sku LIKE 'PX%'") == 0
        taken = await run(skip_bad_rows="1", check="")
        assert taken["report"]["committed"]
        assert await connection.fetchval("SELECT name FROM product WHERE sku LIKE 'PX%'") == "=evil"
    assert "abc" in (await client.get(f"/admin/import/job/{job}/problems.csv")).text
    other = await desk.client(await factories.employee(world.company, RoleCode.CLERK, department_ids=(world.company,)))
    assert (await other.get(f"/admin/import/job/{job}")).status_code == 404
    assert (await other.get(f"/admin/import/job/{job}/problems.csv")).status_code == 404
    rep = await desk.client(world.rep)
    assert (await rep.get(f"/admin/import/job/{job}")).status_code == 403


async def test_departments_are_made_and_moved(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.administrator)
    await give_role(world)
    form = {"code": "N1", "name": "North", "parent_id": str(world.sales), "operation": str(new_id())}
    done = await send(client, "/admin/departments/new", form)
    assert done.headers["location"] == f"/admin/departments/{form['operation']}"
    edit = f"{done.headers['location']}/edit"
    page = await client.get(edit)
    assert page.status_code == 200, page.text[-900:]
    assert shown(page)["parent_id"] == str(world.sales)
    ring = await send(
        client, f"/admin/departments/{world.sales}/edit", {**form, "parent_id": form["operation"], "code": "S"}
    )
    assert ring.status_code == 422
    assert (await send(client, edit, {**form, "name": "Far North", "operation": str(new_id())})).status_code == 303
    before = await contents()
    assert (await send(await desk.client(world.clerk), edit, form)).status_code == 403
    assert await contents() == before
