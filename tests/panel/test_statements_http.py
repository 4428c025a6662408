"""How many statements a page of the panel takes, with the demo distributor's rows in it: few, however many it shows."""

from __future__ import annotations

import html
import re

import pytest

from erp_visit import db
from erp_visit.api.schema import api
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.org.actors import load_actor
from erp_visit.panel.navigation import Navigation, screen_path
from tests.panel.desk import Client, Desk
from tests.statements import all_statements

MOST = 20
_FIRST_RECORD = re.compile(r'href="(/admin/[a-z-]+/[0-9a-f-]{36})"')


async def _demo(desk: Desk, username: str) -> Client:
    """Somebody of the demo distributor at the panel."""
    async with db.pool().acquire() as connection:
        await load(connection, DemoSize(until=until(), customers=40, orders=120, days=20), "none")
        key = await connection.fetchval("SELECT id FROM employee WHERE username = $1", username)
        actor = await load_actor(connection, key)
    return await desk.client(actor)


async def _counted(client: Client, path: str) -> tuple[list[str], str]:
    """The statements of a page, and the page. Asked for twice: the first time processes learn what they keep."""
    assert (await client.get(path)).status_code == 200, path
    with all_statements() as sent:
        page = await client.get(path)
    return sent, page.text


@pytest.mark.parametrize("username", ["admin", "supervisor", "rep1"])
async def test_every_page_of_the_navigation_takes_few_statements(desk: Desk, username: str) -> None:
    client = await _demo(desk, username)
    async with db.pool().acquire() as connection:
        key = await connection.fetchval("SELECT id FROM employee WHERE username = $1", username)
        actor = await load_actor(connection, key)
    sections = Navigation(api().registry).visible(actor)
    paths = [entry.href for section in sections for entry in section.entries]
    assert len(paths) > 15
    found = {path: len((await _counted(client, path))[0]) for path in paths}
    assert {path: number for path, number in found.items() if number > MOST} == {}
    assert sum(number > 0 for number in found.values()) > len(paths) - 3, "statements are seen"


async def test_the_page_of_every_kind_of_record_takes_few_statements(desk: Desk) -> None:
    client = await _demo(desk, "admin")
    found = {}
    for spec in api().registry.types.values():
        page = html.unescape((await client.get(screen_path(spec))).text)
        own = [path for path in _FIRST_RECORD.findall(page) if path.startswith(f"{screen_path(spec)}/")]
        if own:
            found[own[0]] = len((await _counted(client, own[0]))[0])
    assert len(found) > 30
    assert {path: number for path, number in found.items() if number > MOST} == {}


async def test_a_longer_page_takes_no_more_statements(desk: Desk) -> None:
    client = await _demo(desk, "admin")
    for spec in api().registry.types.values():
        few, many = [len((await _counted(client, f"{screen_path(spec)}?size={size}"))[0]) for size in (20, 100)]
        assert few == many, screen_path(spec)
