"""The parameters page without a browser: every level, coming values, what is refused and what is kept of what was typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from erp_visit import db
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.setting_changes import set_setting
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk
from tests.panel.test_forms_http import send, shown
from tests.unchanged import contents

KEY = "tolerance_radius"


@pytest.fixture
async def world(desk: Desk) -> World:
    return await factories.world(products=0)


def coming(days: int) -> str:
    return (factories.today() + timedelta(days=days)).isoformat()


async def test_without_scripts_the_effect_comes_with_the_page_and_nothing_typed_is_lost(
    desk: Desk, world: World
) -> None:
    admin = await desk.client(world.administrator)
    form: dict[str, Any] = {
        "key": KEY, "value": "350", "department": str(world.sales), "starts_on": coming(2), "reason": "Mall",
        "version": "0", "preview": "1",
    }  # fmt: skip
    before = await contents()
    page = await send(admin, "/admin/parameters", form)
    assert page.status_code == 200
    assert "<del>200 m</del> → <strong>350 m</strong>" in page.text
    assert "1 departments: Sales" in page.text
    row = page.text.partition(f'id="{KEY}"')[2].partition("</section>")[0]
    for typed in ('value="350"', f'value="{coming(2)}"', 'value="Mall"'):
        assert typed in row
    for wrong, path in ({**form, "value": "5"}, "350"), ({**form, "starts_on": "soon"}, "350"), (
        {**form, "starts_on": coming(-1)}, "350",
    ):  # fmt: skip
        refused = await send(admin, "/admin/parameters", wrong)
        assert (refused.status_code, f'id="e-{KEY}"' in refused.text) == (422, True), path
        assert 'value="Mall"' in refused.text
    assert await contents() == before
    taken = await send(admin, "/admin/parameters", {**form, "preview": "reset"})
    assert "that is the value already" in taken.text
    assert 'name="reset" value="1"' in taken.text
    assert await contents() == before
    script = await admin.http.post(
        "/admin/parameters", data={**form, "csrf_token": ""}, headers={"Accept": "application/json"}
    )
    assert script.status_code == 403  # without the token


async def test_coming_values_stand_with_who_and_why_and_are_withdrawn(desk: Desk, world: World) -> None:
    start = factories.today() + timedelta(days=4)
    made = await set_setting(
        world.administrator, key=KEY, value=300, employee_id=world.rep.id, starts_on=start, reason="Mall"
    )
    admin = await desk.client(world.administrator)
    address = f"/admin/parameters?employee={world.rep.id}"
    page = (await admin.get(address)).text
    row = page.partition(f'id="{KEY}"')[2].partition("</section>")[0]
    for expected in ("300 m", f"{start} 00:00", "Mall", world.administrator.name, "to come", "Withdraw"):
        assert expected in row
    # Others see it, but cannot withdraw it.
    clerk = await desk.client(world.clerk)
    assert "/parameters/withdraw" not in (await clerk.get(address)).text
    form = {"setting": str(made.setting_id), "key": KEY, "employee": str(world.rep.id), "version": "1"}
    before = await contents()
    assert (await send(clerk, "/admin/parameters/withdraw", form)).status_code == 403
    stale = await send(admin, "/admin/parameters/withdraw", {**form, "version": "0"})
    assert stale.status_code == 303
    assert await contents() == before
    assert "was changed meanwhile" in (await admin.get(address)).text
    done = await send(admin, "/admin/parameters/withdraw", form)
    assert done.headers["location"] == f"{address}#{KEY}"
    page = (await admin.get(address)).text
    assert "withdrawn" in page
    assert "/parameters/withdraw" not in page
    assert (await send(admin, "/admin/parameters/withdraw", {**form, "setting": "x"})).status_code == 404


async def test_who_may_set_for_some_only_is_told_so(desk: Desk, world: World) -> None:
    rights = frozenset({Right.SETTING_EDIT, Right.SETTING_VIEW, Right.EMPLOYEE_VIEW})
    boss = await factories.employee(world.sales, RoleCode.MANAGER, department_ids=(world.sales,), more=rights)
    client = await desk.client(boss)
    for address, editable in (
        ("", False), (f"?department={world.company}", False), (f"?department={world.sales}", True),
        (f"?employee={world.rep.id}", True), (f"?employee={world.clerk.id}", False),
    ):  # fmt: skip
        page = (await client.get(f"/admin/parameters{address}")).text
        assert ('name="value"' in page) is editable, address
        assert ("your own department and those below it" in page) is not editable, address
    for wrong in ("?employee=x", f"?employee={world.sales}", f"?department={world.rep.id}", "?department=x"):
        assert (await client.get(f"/admin/parameters{wrong}")).status_code == 404, wrong
    rep = await desk.client(world.rep)
    for path in ("/admin/parameters", "/admin/parameters/compare"):
        assert (await rep.get(path)).status_code == 403


async def test_the_comparison_tells_what_differs_here_and_what_above(desk: Desk, world: World) -> None:
    chief = world.administrator
    then = datetime.now(UTC)
    await set_setting(chief, key=KEY, value=300, department_id=world.sales)
    await set_setting(chief, key="minimum_dwell_minutes", value=9)
    client = await desk.client(chief)
    address = "/admin/parameters/compare"
    place = {"department": str(world.sales), "from": then.isoformat()}
    page = (await client.http.get(address, params=place)).text
    rows = [line for line in page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>") if "<td>" in line]
    assert [("set here" in row, "level above" in row) for row in rows] == [(True, False), (False, True)]
    assert "<td>200 m</td><td>300 m</td>" in rows[0]
    assert "<td>5 min</td><td>9 min</td>" in rows[1]
    equal = (await client.http.get(address, params={**place, "to": then.isoformat()})).text
    assert "Nothing differs between these moments." in equal
    for wrong in ("yesterday", "0001-01-01T00:00", "2026-13-01T00:00"):
        refused = await client.http.get(address, params={**place, "from": wrong})
        assert (refused.status_code, "is not a date and time" in refused.text) == (422, True), wrong

    form = {**shown(await client.http.get(address, params=place)), **place, "reason": "x", "word": "set back"}
    viewer = await desk.client(world.clerk)
    before = await contents()
    for wrong_form in ({**form, "word": ""}, {**form, "reason": ""}, {**form, "from": ""}, {**form, "starts_on": "x"},
                       {**form, "from": (datetime.now(UTC) + timedelta(days=1)).isoformat()}):  # fmt: skip
        refused = await send(client, "/admin/parameters/restore", wrong_form)
        assert (refused.status_code, 'id="wrong"' in refused.text) == (422, True)
    assert "/parameters/restore" not in (await viewer.http.get(address, params=place)).text
    assert (await send(viewer, "/admin/parameters/restore", form)).status_code == 403
    assert await contents() == before
    assert (await send(client, "/admin/parameters/restore", form)).status_code == 303
    async with db.connection() as connection:
        stored = await connection.fetch("SELECT key, reason FROM setting WHERE value IS NULL")
    assert [tuple(row) for row in stored] == [(KEY, "x")]
