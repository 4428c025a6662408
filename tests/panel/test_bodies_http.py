"""What somebody sends to the panel has an end, in whatever form it comes and whoever it is."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from openpyxl import Workbook

from erp_visit.panel import middleware
from erp_visit.panel.middleware import MAX_BODY, MAX_FORM, MAX_FORM_OF_NOBODY
from erp_visit.panel.security import csrf_token
from tests import factories
from tests.panel.desk import Client, Desk
from tests.unchanged import contents

_JSON = {"content-type": "application/json"}
_PARTS = {"content-type": "multipart/form-data; boundary=b"}
_FORM = {"content-type": "application/x-www-form-urlencoded"}
_FILE = b'--b\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n'
_FIELD = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'


class Endless:
    """A body without an end; how much of it was taken."""

    def __init__(self, head: bytes, part: bytes) -> None:
        self.head, self.part, self.sent = head, part, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.head
        while True:
            self.sent += 65_536
            assert self.sent < 3 * MAX_BODY, "nobody stopped it"
            yield self.part.ljust(65_536, b"x")


async def send(http: httpx.AsyncClient, path: str, token: str, body: Endless, kind: dict[str, str]) -> httpx.Response:
    headers = {**kind, "x-csrf-token": token, "accept": "application/json"}
    return await http.post(path, content=body, headers=headers)


@pytest.mark.in_process("a proxy stops them itself")
@pytest.mark.parametrize(("kind", "head"), [(_JSON, b'{"note": "'), (_PARTS, _FILE), (_PARTS, _FIELD), (_FORM, b"x=")])
async def test_no_body_without_an_end_is_heard_to_it(desk: Desk, kind: dict[str, str], head: bytes) -> None:
    world = await factories.world(products=1)
    clerk = await desk.client(world.clerk)
    token = csrf_token(clerk.key, clerk.token)
    before, refused = await contents(), set[str]()
    for path in (
        "/admin/notifications/read", "/admin/locale", "/admin/password", "/admin/account/sessions", "/admin/customers/new",
        f"/admin/queues/orders/{world.customer}/approve", "/admin/orders/export", "/admin/import/products/template.csv",
    ):  # fmt: skip
        body = Endless(head, b"")
        answer = await send(clerk.http, path, token, body, kind)
        assert answer.status_code < 500, path
        if answer.status_code == 413:
            assert answer.json()["code"] == "PAYLOAD_TOO_LARGE"
            assert "Shorten it" in answer.json()["message"]
            refused.add(path)
        assert body.sent <= MAX_BODY + 65_536, path
    assert refused
    assert await contents() == before


@pytest.mark.in_process("a proxy stops them itself")
@pytest.mark.parametrize(("kind", "head"), [(_JSON, b'{"note": "'), (_PARTS, _FILE), (_PARTS, _FIELD), (_FORM, b"x=")])
async def test_nobody_is_heard_for_less(desk: Desk, kind: dict[str, str], head: bytes) -> None:
    """Before log-in a token for the form is had for the asking."""
    transport = httpx.ASGITransport(desk.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://panel.test") as visitor:
        page = await visitor.get("/admin/login")
        found = re.search(r'name="csrf-token" content="(\w+)"', page.text)
        assert found
        for path in ("/admin/login", "/admin/login/code", "/admin/theme", "/admin/import/products/upload"):
            body = Endless(head, b"")
            answer = await send(visitor, path, found[1], body, kind)
            assert answer.status_code in (413, 401, 400, 303), path
            assert body.sent <= MAX_FORM_OF_NOBODY + 65_536, path


@pytest.mark.in_process("a proxy waits for bodies itself")
@pytest.mark.parametrize(("kind", "head"), [(_JSON, b'{"note": "'), (_PARTS, _FILE), (_PARTS, _FIELD), (_FORM, b"x=")])
async def test_a_body_that_comes_drop_by_drop_is_not_waited_for(
    desk: Desk, kind: dict[str, str], head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "FORM_SECONDS", 0.3)
    clerk = await desk.client((await factories.world(products=1)).clerk)
    headers = {**kind, "x-csrf-token": csrf_token(clerk.key, clerk.token), "accept": "application/json"}

    async def drops() -> AsyncIterator[bytes]:
        yield head
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    path = "/admin/notifications/read" if kind == _JSON else "/admin/locale"
    answer = await asyncio.wait_for(clerk.http.post(path, content=drops(), headers=headers), 20)
    assert answer.json()["code"] == "TIMEOUT"


async def test_a_form_of_the_most_that_is_allowed_is_read(desk: Desk) -> None:
    clerk = await desk.client((await factories.world(products=1)).clerk)
    token = csrf_token(clerk.key, clerk.token)
    body = f"csrf_token={token}&next=%2Fadmin%2Forders&locale=en&x=".encode()
    fits = await clerk.http.post("/admin/locale", content=body.ljust(MAX_FORM, b"x"), headers=_FORM)
    assert (fits.status_code, fits.headers["location"]) == (303, "/admin/orders")
    over = await clerk.http.post("/admin/locale", content=body.ljust(MAX_FORM + 1, b"x"), headers=_FORM)
    assert over.status_code == 413
    for headers in (_FORM, {**_FORM, "x-csrf-token": token}):
        many = await clerk.http.post("/admin/locale", content=body + b"&a=" * 5_000, headers=headers)
        assert many.status_code == 413


@pytest.mark.parametrize("body", [b"", b"5", b"null", b"[]", b"{", b"[" * 100_000, b'{"ids": 5}', b'{"ids": ["x"]}'])
async def test_what_is_no_json_object_is_refused_in_words(desk: Desk, body: bytes) -> None:
    clerk = await desk.client((await factories.world(products=1)).clerk)
    headers = {**_JSON, "x-csrf-token": csrf_token(clerk.key, clerk.token), "accept": "application/json"}
    answer = await clerk.http.post("/admin/notifications/read", content=body, headers=headers)
    assert answer.status_code in (400, 404)
    assert answer.json()["code"] in ("BAD_REQUEST", "INVALID_INPUT", "NOT_FOUND")


async def test_a_spreadsheet_made_to_hurt_is_refused_and_not_kept(desk: Desk) -> None:
    administrator: Client = await desk.client((await factories.world(products=1)).administrator)
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active["A1"], workbook.active["XFD1048576"] = "商品编号", 1
    content = io.BytesIO()
    workbook.save(content)
    kept = Path(desk.settings.data_dir)
    before = sorted(path for path in kept.rglob("*") if path.is_file())
    answer = await administrator.http.post(
        "/admin/import/products/upload", files={"file": ("p.xlsx", content.getvalue())},
        headers={"X-CSRF-Token": csrf_token(administrator.key, administrator.token), "Accept": "application/json"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert "save its first sheet as CSV" in answer.json()["message"]
    assert sorted(path for path in kept.rglob("*") if path.is_file()) == before
    assert (await administrator.get("/admin/import")).status_code == 200
