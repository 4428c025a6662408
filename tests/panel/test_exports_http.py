"""Large exports: a job with progress, a file for its owner alone, a way to cancel."""

from __future__ import annotations

import asyncio
import csv
import errno
import io
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import openpyxl
import playwright.async_api as playwright
import pytest

from erp_visit import db
from erp_visit.core.background import beside
from erp_visit.org import sessions
from erp_visit.panel import jobs
from erp_visit.panel.screens import export as export_file
from erp_visit.panel.screens import export_jobs
from erp_visit.panel.screens.view import RecordView
from tests import factories
from tests.factories import World
from tests.panel.desk import Client, Desk
from tests.panel.test_panel_browser import wrongs
from tests.panel.test_screens_http import export
from tests.panel.test_views_http import send

ROWS = 1203


@pytest.fixture
async def world(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> World:
    """More contacts than are streamed."""
    monkeypatch.setattr(export_jobs, "STREAMED", ROWS - 1)
    made = await factories.world(products=1)
    async with db.connection() as connection:
        await connection.execute(
            "INSERT INTO contact (customer_id, name, role)"
            " SELECT $1, CASE n WHEN 1 THEN '=1+1' ELSE 'Person ' || n END, 'USER' FROM generate_series(1, $2) n",
            made.customer, ROWS,
        )  # fmt: skip
    return made


class Gate:
    """Lets an export read its first batch, and the others when it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = asyncio.Event()
        self.reached = asyncio.Event()
        read = RecordView.page

        async def page(view: RecordView, request: Any, query: Any, *more: Any, **options: Any) -> Any:
            if query.after:
                self.reached.set()
                await self.open.wait()
            return await read(view, request, query, *more, **options)

        monkeypatch.setattr(RecordView, "page", page)

    async def is_reached(self) -> None:
        """Wait for an export that stands before it; one that fails never does."""
        async with asyncio.timeout(30):
            await self.reached.wait()


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open.set()


async def begun(client: Client, address: str = "/contacts?sort=id", kind: str = "csv") -> str:
    """The address of a job's page."""
    answer = await export(client, address, kind)
    assert answer.status_code == 303, answer.text[:500]
    return str(answer.headers["location"])


async def ended(client: Client, job: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            state: dict[str, Any] = (await client.get(f"{job}/state")).json()
            if state["status"] not in ("running", "waiting"):
                return state
            await asyncio.sleep(0.02)


async def test_a_large_export_is_a_job(desk: Desk, world: World) -> None:
    client = await desk.client(world.clerk)
    job = await begun(client)
    state = await ended(client, job)
    assert (state["status"], state["done"], state["total"], state["error"]) == ("done", ROWS, ROWS, None)
    page = (await client.get(job)).text
    assert f'href="{job}/file"' in page
    assert 'href="/admin/contacts?sort=id"' in page
    file = await client.get(f"{job}/file")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in file.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff"))))
    name = rows[0].index("Name")
    assert [row[name] for row in rows[1:]] == ["'=1+1", *(f"Person {number}" for number in range(2, ROWS + 1))]
    book = await begun(client, kind="xlsx")
    assert book != job
    await ended(client, book)
    content = (await client.get(f"{book}/file")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows()) == ROWS + 1
    async with db.connection() as connection:
        told = await connection.fetch(
            "SELECT actor_id, after->>'format' FROM audit_entry WHERE action = 'export' ORDER BY at"
        )
    assert [tuple(row) for row in told] == [(world.clerk.id, "csv"), (world.clerk.id, "xlsx")]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device: /srv/secret"), "disk is full"),
        (asyncpg.DiskFullError("could not extend file base/1/2"), "disk is full"),
        (asyncpg.AdminShutdownError("terminating connection"), "cannot be reached"),
        (KeyError("secret"), "Tell us the number"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else None,
)
async def test_one_that_fails_says_why_in_our_words(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    async def page(*_: Any, **__: Any) -> Any:
        raise error

    client = await desk.client(world.clerk)
    monkeypatch.setattr(RecordView, "page", page)
    state = await ended(client, await begun(client))
    assert state["status"] == "failed"
    (text,) = state["error"]
    assert said in text
    for word in ("secret", "No space", "could not", "terminating"):
        assert word not in text


async def test_a_small_one_comes_at_once(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "STREAMED", ROWS)
    client = await desk.client(world.clerk)
    answer = await export(client, "/contacts")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == ROWS + 1
    monkeypatch.setattr(export_jobs, "STREAMED", 10)
    answer = await export(client, "/contacts?f=name:eq:Person 120")
    assert answer.status_code == 200, "what is filtered counts"


async def test_it_is_its_owners_alone(desk: Desk, world: World, gate: Gate) -> None:
    client, other = await desk.client(world.clerk), await desk.client(world.administrator)
    job = await begun(client)
    await gate.is_reached()
    for path in (job, f"{job}/state", f"{job}/file"):
        assert (await other.get(path)).status_code == 404, path
    assert (await send(other, f"{job}/cancel")).status_code == 404
    assert (await client.get(f"{job}/file")).status_code == 404, "not before it is whole"
    assert (await client.get(f"{job}x")).status_code == 404
    gate.open.set()
    assert (await ended(client, job))["status"] == "done"
    assert (await other.get(f"{job}/file")).status_code == 404


async def test_progress_and_one_at_a_time(
    desk: Desk, world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT", 0.06)
    client = await desk.client(world.clerk)
    job = await begun(client)
    await gate.is_reached()
    async with asyncio.timeout(30):
        while (state := (await client.get(f"{job}/state")).json())["done"] == 0:  # noqa: ASYNC110 -- as the page does
            await asyncio.sleep(0.02)
    assert (state["status"], state["done"], state["total"]) == ("running", 500, ROWS)
    assert "500 / 1,203" in (await client.get(job)).text
    assert await begun(client, "/contacts", "xlsx") == job
    assert "under way already" in (await client.get(job)).text
    clerk = await desk.client(world.supervisor)
    assert await begun(clerk) != job, "everybody has his own"
    gate.open.set()
    assert (await ended(client, job))["status"] == "done"


async def test_it_can_be_cancelled(desk: Desk, world: World, gate: Gate) -> None:
    client = await desk.client(world.clerk)
    job = await begun(client)
    await gate.is_reached()
    answer = await send(client, f"{job}/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/contacts?sort=id")
    gate.open.set()
    assert (await ended(client, job))["status"] == "cancelled"
    assert files(desk) == []
    assert (await client.get(f"{job}/file")).status_code == 404
    again = await begun(client)
    assert (await ended(client, again))["status"] == "done"
    assert files(desk) == ["file"]
    await send(client, f"{again}/cancel")
    assert files(desk) == []
    assert (await client.get(f"{again}/file")).status_code == 404


async def test_it_ends_with_the_log_in_that_began_it(desk: Desk, world: World, gate: Gate) -> None:
    client = await desk.client(world.clerk)
    job = await begun(client)
    await gate.is_reached()
    await sessions.logout_everywhere(world.clerk.id)
    gate.open.set()
    client = await desk.client(world.clerk)
    state = await ended(client, job)
    assert state["status"] == "failed"
    assert "logged out" in state["error"][0]
    assert files(desk) == []


async def test_excel_holds_only_so_much(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_file, "MOST_XLSX", ROWS - 1)
    client = await desk.client(world.clerk)
    answer = await export(client, "/contacts", "xlsx")
    assert answer.status_code == 400
    assert "1,202" in answer.text
    assert (await ended(client, await begun(client)))["status"] == "done"


async def test_files_are_deleted_after_a_day(desk: Desk, world: World) -> None:
    client = await desk.client(world.clerk)
    old, fresh = await begun(client), ""
    await ended(client, old)
    fresh = await begun(client)
    await ended(client, fresh)
    folder = desk.settings.data_path / "exports" / old.rpartition("/")[2]
    os.utime(folder, (time.time() - 86_401,) * 2)
    async with beside(jobs.sweeping(desk.settings), "sweep"):
        async with asyncio.timeout(10):
            while folder.exists():  # noqa: ASYNC110 -- a folder tells nobody
                await asyncio.sleep(0.01)
    assert (await client.get(f"{old}/file")).status_code == 404
    assert (await client.get(f"{fresh}/file")).status_code == 200


def files(desk: Desk) -> list[str]:
    """Names of the files of exports made in this test."""
    return [file.name for file in (Path(desk.settings.data_path) / "exports").glob("*/*")]


@pytest.fixture(autouse=True)
def no_files_before(desk: Desk) -> None:
    for file in (Path(desk.settings.data_path) / "exports").glob("*/*"):
        file.unlink()


@pytest.mark.browser
async def test_in_a_browser(desk: Desk, world: World, browser: playwright.Browser, gate: Gate) -> None:
    page = await desk.page(browser, world.clerk, "zh")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    await page.goto(f"{desk.url}/admin/contacts")
    await page.click("summary:has(.fa-file-export)")
    await page.click("button[value=csv]")
    await page.wait_for_url("**/admin/export/job/*")
    assert await wrongs(page) == []
    await page.wait_for_selector("[role=progressbar][aria-valuenow='42']")
    gate.open.set()
    await page.wait_for_selector("[data-file]")
    assert await wrongs(page) == []
    async with page.expect_download() as coming:
        await page.click("[data-file]")
    text = Path(await (await coming.value).path()).read_text(encoding="utf-8")
    assert len(text.splitlines()) == ROWS + 1
    await page.click("button:has-text('立即删除文件')")
    await page.wait_for_url("**/admin/contacts")
    assert broken == []
    await page.context.close()
