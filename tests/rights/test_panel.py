"""Who may do what in the panel: every role × every address and action of the running application, each tried.

The rows come from the routes as they are mounted: a derived list gives a row for each of its addresses, a kind of record
one for each action, a queue one for each action of its batch. So a new page, form, queue, action, export or import
without a row fails. The cells are what came of asking as somebody with that role, about a record that he sees, if there
is one: see docs/rights.md.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from types import ModuleType
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Match, Mount, Route

from erp_visit import db as database
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import visible_among
from erp_visit.imports.kinds import KINDS as IMPORTS
from erp_visit.org.rights import RoleCode
from erp_visit.panel.navigation import list_name
from erp_visit.panel.queues.registry import QUEUES
from erp_visit.panel.records.kinds import KINDS
from erp_visit.panel.security import csrf_token
from tests.panel.desk import Client, Desk
from tests.rights.company import Company, open_company
from tests.rights.table import check_column

REGISTRY = api().registry
LISTS = {list_name(spec): spec.name for spec in REGISTRY.types.values()}
BASE = "/admin"
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
KIND_OF = {**LISTS, "staff": "Employee", "forms": "FormTemplate", "routes": "DayRoute", "accounts": "Customer",
           "feed": "FeedPost", "Order": "Order"}  # fmt: skip
"""Of which type the key is that follows this word in an address."""
OWN = frozenset({"job", "views", "jobs"})
"""What is made and seen by one person only (exports, imports, views), or is no record: none is there."""
STREAM = "/live"
LAST = "POST /logout"
ENDINGS = ("account", "second-factor", "password", "login", "logout")
"""Where log-ins may end: tried last, in this order."""
WHAT_BUTTONS_SEND = {
    "reason": "because", "number": "", "version": 999_999, "method": "CASH", "amount": "1.00", "day": "2026-11-20", "to": "2026-11-27",
    "from": "2026-11-20", "kind": "work", "format": "csv", "key": "order_margin_floor",
}  # fmt: skip
"""Enough that the right is what is missing, with an old version: who may is refused for that."""
FORMS = {
    "POST /calendar/ends", "POST /calendar/reuse", "POST /working-calendar", "POST /parameters", "POST /parameters/restore",
    "POST /action-data/export",
}  # fmt: skip
"""What is sent as a form is, not as JSON."""


@dataclass(frozen=True)
class Row:
    """Something that can be tried: a method and an address whose places are filled in, and what the batch is to do."""

    name: str
    method: str
    path: str
    action: str = ""


def routes(application: Starlette) -> list[Route]:
    (panel,) = (route for route in application.routes if isinstance(route, Mount) and route.path == BASE)
    found: list[Route] = []

    def walk(among: object, prefix: str) -> None:
        for route in among:  # type: ignore[attr-defined]  # lists of routes
            if isinstance(route, Mount) and route.routes:
                walk(route.routes, prefix + route.path)
            elif isinstance(route, Route):
                found.append(Route(prefix + route.path, route.endpoint, methods=list(route.methods or ())))
            else:
                assert isinstance(route, Mount), f"{route} is neither a page nor a folder of files"
                assert route.path == "/static", f"{route} is a folder that nobody has looked at"

    walk(panel.routes, "")
    return found


def spread(path: str) -> Iterator[tuple[str, str]]:
    """A path once for each list, record's action or kind of import that it stands for, and the batch's action."""
    if "{list}" in path:
        for name in LISTS:
            yield path.replace("{list}", name), ""
    elif match := re.fullmatch(r"/([\w-]+)/\{id\}/\{action\}", path):
        (kind,) = (one for one in KINDS.values() if one.path == match[1])
        for action in kind.actions:
            yield path.replace("{action}", action.name), ""
    elif match := re.fullmatch(r"/queues/([\w-]+)/batch", path):
        for action in QUEUES[match[1]].batch:
            yield path, action.name
    elif path.startswith("/import/{kind}"):
        for kind_ in IMPORTS:
            named = path.replace("{kind}", kind_.value)
            for format_ in ("csv", "xlsx") if "{format}" in named else ("",):
                yield named.replace("{format}", format_), ""
    elif path.startswith("/open/{kind}"):
        yield path.replace("{kind}", "Order"), ""
    else:
        yield path, ""


@cache
def rows_of(application: Starlette) -> tuple[Row, ...]:
    """All rows, but for lists whose address a page of its own has taken."""
    found = routes(application)
    rows: dict[str, Row] = {}
    for route in found:
        for path, action in spread(route.path):
            assert "{action}" not in path, f"{route.path} does not say which actions there are: give each its own route"
            for method in sorted((route.methods or set()) - {"HEAD"}):
                if first(found, method, path) is not route:
                    continue
                shown = re.sub(r"\{(\w+)(:\w+)?\}", r"{\1}", path)
                name = f"{method} {shown}" + (f" {action}" if action else "")
                assert name not in rows, f"{name} is there twice"
                rows[name] = Row(name, method, path, action)
    return tuple(rows.values())


def first(found: list[Route], method: str, path: str) -> Route | None:
    """The route that answers, as the router chooses it."""
    concrete = re.sub(r"\{\w+(:\w+)?\}", str(UNKNOWN), path)
    scope = {"type": "http", "method": method, "path": concrete, "root_path": ""}
    return next((route for route in found if route.matches(scope)[0] is Match.FULL), None)


@pytest.fixture
async def company(db: ModuleType, desk: Desk) -> Company:
    return await open_company()


def ending(row: Row) -> int:
    word = row.path.split("/")[1]
    return ENDINGS.index(word) + 1 if word in ENDINGS else 0


class Visitor:
    """Somebody of one role who tries everything."""

    def __init__(self, actor: Actor, client: Client) -> None:
        self.actor = actor
        self.client = client
        self.keys: dict[str, str] = {}
        self.pages: dict[str, str] = {}

    async def key(self, kind: str) -> str:
        """A record of a type that he sees; else any."""
        if kind not in self.keys:
            spec = REGISTRY[kind]
            async with database.connection() as connection:
                found = [
                    row["id"]
                    for row in await connection.fetch(f"SELECT id FROM {spec.table} ORDER BY id DESC LIMIT 400")
                ]
                seen = await visible_among(connection, self.actor, spec.model, found)
            keys = [key for key in found if key in seen and key != self.actor.id] or found
            self.keys[kind] = str(keys[0] if keys else UNKNOWN)
        return self.keys[kind]

    async def filled(self, path: str) -> str:
        parts = path.split("/")
        for place, part in enumerate(parts):
            if not part.startswith("{"):
                continue
            before, rest = parts[place - 1], part.partition("}")[2]
            if before in OWN:
                key = "1" if before == "jobs" else str(UNKNOWN)
            else:
                assert before in KIND_OF, f"which record is {part} in {path}?"
                key = await self.key(KIND_OF[before])
            parts[place] = key + rest
        return "/".join(parts)

    async def try_(self, row: Row) -> str:
        """`x` may, `.` FORBIDDEN, `-` NOT_FOUND."""
        address = BASE + await self.filled(row.path)
        if row.method == "GET":
            if row.path == STREAM:
                return await self.listens(address)
            answer = await self.client.get(address)
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                self.pages[row.name] = answer.text
        else:
            body: dict[str, object] = {
                **WHAT_BUTTONS_SEND, "operationId": str(new_id()), "operation": str(new_id()), "rep": str(self.actor.id),
                "visit": await self.key("Visit"), "visits": [await self.key("Visit")], "department": str(self.actor.department_id),
            }  # fmt: skip
            if row.action:
                return await self.in_batch(address, row, body)
            if row.name in FORMS:
                address += (
                    f"?form=FormTemplate:{await self.key('FormTemplate')}"
                    if row.path.startswith("/action-data")
                    else ""
                )
                token = {"x-csrf-token": csrf_token(self.client.key, self.client.token)}
                answer = await self.client.http.post(address, data=body, headers=token)
            else:
                answer = await self.client.post(address, body)
        return mark(row.name, answer)

    async def in_batch(self, address: str, row: Row, body: dict[str, object]) -> str:
        queue = QUEUES[row.path.split("/")[2]]
        kind = LISTS[queue.kind.path]
        item = {"key": await self.key(kind), "version": 999_999, "operationId": str(new_id())}
        answer = await self.client.post(address, {**body, "action": row.action, "items": [item]})
        if answer.status_code != 200:
            return mark(row.name, answer)
        (result,) = answer.json()["results"]
        codes = {error["code"] for error in result["errors"]}
        assert not codes & {"INTERNAL", "BAD_REQUEST"}, (row.name, result)
        return "." if "FORBIDDEN" in codes else "-" if "NOT_FOUND" in codes else "x"

    async def listens(self, address: str) -> str:
        try:
            answer = await asyncio.wait_for(self.client.get(address), 0.1)
        except TimeoutError:
            return "x"
        return mark(address, answer)


def mark(name: str, answer: httpx.Response) -> str:
    status = answer.status_code
    if status == 401:  # for want of a password, not of a log-in
        assert "UNAUTHENTICATED" not in answer.text or name.startswith("POST /login"), name
        return "x"
    assert status in {200, 303, 400, 403, 404, 409, 422}, (name, status, answer.text[:2000])
    if status == 303 and name != LAST and "/login/" not in name:
        assert answer.headers["location"].partition("?")[0] != f"{BASE}/login", name
    if status == 400:
        assert "BAD_REQUEST" not in answer.text, (name, "say in the test what this address takes", answer.text[:500])
    return {403: ".", 404: "-"}.get(status, "x")


def links(page: str) -> set[str]:
    """Where the links of a page lead."""
    return {unescape(address) for address in re.findall(r'href="(/admin/[^"#]*)', page) if "/static/" not in address}


def forms(page: str) -> Iterator[tuple[str, str]]:
    """Method and address of each form of a page, and of each button that sends it elsewhere or acts on a record."""
    for form in re.findall(r"<form\b[^>]*>", page):
        method = "POST" if 'method="post"' in form.lower() else "GET"
        for address in re.findall(r'\baction="(/admin[^"]*)"', form):
            yield method, unescape(address)
    for address in re.findall(r'\bformaction="(/admin[^"]*)"', page):
        yield "GET", unescape(address)
    for button in re.findall(r"<(?:button|form)\b[^>]*\bdata-url=[^>]*>", page):
        if "disabled" not in button:
            yield "POST", unescape(button.partition('data-url="')[2].partition('"')[0])


@pytest.mark.parametrize("role", list(RoleCode))
async def test_each_address_and_action(desk: Desk, company: Company, role: RoleCode) -> None:
    actor = company.actors[role]
    visitor = Visitor(actor, await desk.client(actor))
    rows = sorted(
        rows_of(desk.application),
        key=lambda row: (row.method != "GET", ending(row)),
    )
    cells: dict[str, str] = {}
    for row in (row for row in rows if row.method == "GET"):
        cells[row.name] = await visitor.try_(row)
    await check_navigation(visitor, cells)
    known = Addresses(rows)
    await check_links(visitor, known)
    for row in (row for row in rows if row.method != "GET"):
        cells[row.name] = await visitor.try_(row)
    check_forms(visitor, known, cells)
    check_column("The panel", role, cells)


async def check_navigation(visitor: Visitor, cells: dict[str, str]) -> None:
    """Who may open a page that stands in anybody's navigation finds it in his own, and nobody finds another one."""
    shown = set(navigation(visitor.pages["GET /"]))
    for address in whole_navigation():
        answer = await visitor.client.get(address)
        assert answer.status_code in {200, 403}, address
        assert (answer.status_code == 200) == (address in shown), (visitor.actor.roles, address)
    for address in shown:
        cells_name = f"GET {address.removeprefix(BASE)}"
        assert cells[cells_name] == "x", address


def navigation(page: str) -> list[str]:
    match = re.search(r"<nav\b.*?</nav>", page, re.DOTALL)
    assert match is not None
    return [unescape(address) for address in re.findall(r'href="(/admin/[^"#]*)"', match[0])]


def whole_navigation() -> list[str]:
    """Every entry that there is, whoever may see it."""
    from erp_visit.panel.navigation import Navigation

    return [entry.href for section in Navigation(REGISTRY).sections for entry in section.entries]


class Addresses:
    """Which row an address belongs to."""

    def __init__(self, rows: list[Row]) -> None:
        self.patterns = [
            (row, re.compile(re.sub(r"\\\{\w+(:\w+)?\\\}", "[^/]+", re.escape(row.path).replace("\\:", ":")) + "$")) for row in rows
        ]  # fmt: skip

    def row(self, method: str, address: str) -> Row | None:
        path = address.partition("?")[0].removeprefix(BASE)
        return next((row for row, one in self.patterns if row.method == method and one.match(path)), None)


async def check_links(visitor: Visitor, known: Addresses) -> None:
    """No page leads to one that is refused: of the links of each page one for each address that there is."""
    tried: set[str] = set()
    dead: list[str] = []
    for name, page in visitor.pages.items():
        seen: set[str] = set()
        for address in sorted(links(page)):
            row = known.row("GET", address)
            assert row is not None, (name, address)
            if row.name in seen or address in tried:
                continue
            seen.add(row.name)
            tried.add(address)
            answer = await visitor.client.get(address)
            if answer.status_code not in {200, 303}:
                dead.append(f"{name} leads to {address}: {answer.status_code}")
    assert dead == []


def check_forms(visitor: Visitor, known: Addresses, cells: dict[str, str]) -> None:
    """No page offers what is refused."""
    refused: list[str] = []
    for name, page in visitor.pages.items():
        for method, address in forms(page):
            row = known.row(method, address)
            if row is None or cells[row.name] == ".":
                refused.append(f"{name} offers {method} {address}")
    assert sorted(set(refused)) == []


async def test_nobody_gets_further_than_the_log_in(desk: Desk) -> None:
    transport = httpx.ASGITransport(desk.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://panel.test") as http:
        nobody = Client(http, "", desk.settings.signing_key())
        for row in rows_of(desk.application):
            if row.path in {"/login", "/login/code", "/locale", "/theme"}:
                continue
            path = BASE + re.sub(r"\{\w+(:\w+)?\}", str(UNKNOWN), row.path)
            answer = await http.request(row.method, path, headers={"x-csrf-token": csrf_token(nobody.key, "x")})
            assert answer.status_code == 303, row.name
            assert answer.headers["location"].startswith(f"{BASE}/login"), row.name
