"""MDN's HTTP Observatory, asked by its own rules: it needs a public address, its table of points does not."""

from __future__ import annotations

import re

import httpx
import pytest

from erp_visit.panel.security import headers
from tests import factories
from tests.panel.desk import Desk, log_in
from tests.panel.observatory import directives, score

ELSEWHERE = {"origin": "https://evil.example"}
ALL_OF_IT = {
    "content-security-policy": 10, "cookies": 5, "cross-origin-resource-sharing": 0, "cross-origin-resource-policy": 10,
    "referrer-policy": 5, "strict-transport-security": 0, "subresource-integrity": 0, "x-content-type-options": 0,
    "x-frame-options": 5,
}  # fmt: skip


def client(desk: Desk, scheme: str, **cookies: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(desk.application)
    return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://panel.test", cookies=cookies)


@pytest.mark.in_process("asks as if over TLS")
async def test_a_visitor_s_first_page_has_every_point_that_a_server_can_get(desk: Desk) -> None:
    async with client(desk, "https") as visitor:
        page = await visitor.get("/admin/login", headers=ELSEWHERE)
    assert page.headers.get_list("set-cookie"), "the form's token hangs on one"
    assert score(page) == (135, ALL_OF_IT)


@pytest.mark.in_process("asks as if over TLS")
async def test_no_page_has_less(desk: Desk) -> None:
    world = await factories.world(products=1)
    token = await log_in(world.administrator)
    paths = ["/admin/", "/admin/account", "/admin/second-factor", "/admin/login-events", "/admin/orders", "/admin/map",
             "/admin/import", "/admin/nothing", f"/admin/staff/{world.rep.id}", "/admin/notifications/unread"]  # fmt: skip
    async with client(desk, "https", **{"__Host-erp_visit_session": token}) as administrator:
        for path in paths:
            answer = await administrator.get(path, headers=ELSEWHERE)
            assert score(answer) == (130, {**ALL_OF_IT, "cookies": 0}), path
        leave = await administrator.get("/admin/account")
        found = re.search(r'name="csrf-token" content="(\w+)"', leave.text)
        assert found
        left = await administrator.post("/admin/logout", data={"csrf_token": found[1]})
        assert score(left) == (135, ALL_OF_IT)


async def test_without_tls_only_what_needs_it_is_missing(desk: Desk) -> None:
    async with client(desk, "http") as visitor:
        total, parts = score(await visitor.get("/admin/login", headers=ELSEWHERE))
    assert {name for name, points in parts.items() if points != ALL_OF_IT[name]} == {
        "cookies", "strict-transport-security",
    }  # fmt: skip
    assert total == 60


@pytest.mark.parametrize("tiles", [None, "https://tiles.example/{z}/{x}/{y}.png"])
def test_the_policy_names_what_is_loaded_and_nothing_else(tiles: str | None) -> None:
    given = httpx.Response(200, headers=[(name.decode(), value.decode()) for name, value in headers(tiles)])
    assert directives(given) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'", "data:"} | ({"https://tiles.example"} if tiles else set()),
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "media-src": {"'self'"},
        "object-src": {"'none'"},
        "base-uri": {"'none'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
    }


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"content-security-policy": ""}, {"content-security-policy": -25, "x-frame-options": 0}),
        ({"content-security-policy": "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'"},
         {"content-security-policy": -20}),
        ({"content-security-policy": "script-src 'self'; frame-ancestors 'none'"}, {"content-security-policy": -20}),
        ({"content-security-policy": "default-src 'self'; frame-ancestors *", "x-frame-options": ""},
         {"content-security-policy": 5, "x-frame-options": -20}),
        ({"set-cookie": "erp_visit_session=1; HttpOnly; SameSite=Lax"}, {"cookies": -10}),
        ({"set-cookie": "erp_visit_session=1; Secure; SameSite=Lax"}, {"cookies": -30}),
        ({"set-cookie": "theme=1; Secure"}, {"cookies": 0}),
        ({"set-cookie": "theme=1; SameSite=None"}, {"cookies": -20}),
        ({"access-control-allow-origin": ELSEWHERE["origin"], "access-control-allow-credentials": "true"},
         {"cross-origin-resource-sharing": -50}),
        ({"cross-origin-resource-policy": "everybody"}, {"cross-origin-resource-policy": -5}),
        ({"referrer-policy": "unsafe-url"}, {"referrer-policy": -5}),
        ({"strict-transport-security": "max-age=60"}, {"strict-transport-security": -10}),
        ({"x-content-type-options": ""}, {"x-content-type-options": -5}),
    ],
)  # fmt: skip
def test_the_table_takes_points(changes: dict[str, str], points: dict[str, int]) -> None:
    good = {name.decode(): value.decode() for name, value in headers()}
    good |= {"strict-transport-security": "max-age=31536000", "set-cookie": "theme=1; Secure; SameSite=Lax"}
    total, parts = score(httpx.Response(200, headers={**good, **changes}))
    assert parts == {**ALL_OF_IT, **points}
    lost = sum(part for part in parts.values() if part < 0)
    assert total == 100 + lost + (sum(part for part in parts.values() if part > 0) if lost >= -10 else 0)
