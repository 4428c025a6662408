"""GraphQL over HTTP: methods, media types, bodies of every kind, and one shape of answer for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from erp_visit.api.http import MAX_BODY
from erp_visit.core.errors import ErrorCode
from tests.api.client import Client, session
from tests.factories import World

ME = "{ me { name } }"
MODERN = "application/graphql-response+json"


def check(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """A refusal: JSON with one error of a known code and the cost, whatever the status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/")
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    (error,) = body["errors"]
    assert error["extensions"]["code"] == code
    assert code in ErrorCode.__members__
    assert isinstance(error["extensions"]["retryable"], bool)
    assert body["extensions"]["cost"]["actual"] == 0
    assert "data" not in body
    return dict(error)


async def test_post(clients: dict[str, Client], world: World) -> None:
    response = await clients["rep"].post({"query": ME})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert int(response.headers["content-length"]) == len(response.content)
    body = response.json()
    assert list(body) == ["data", "extensions"]
    assert body["data"] == {"me": {"name": world.rep.name}}
    cost = body["extensions"]["cost"]
    assert (cost["requested"], cost["actual"], cost["limit"]) == (1, 1, 50_000)
    assert cost["remaining"] == 2_000_000 - 1


async def test_media_types(clients: dict[str, Client]) -> None:
    """Old clients get 200 for a document that cannot run, as they expect; new ones are told by the status."""
    for accept, expected, status in [
        ("application/json", "application/json", 200),
        (MODERN, MODERN, 400),
        (f"{MODERN}; charset=utf-8, application/json;q=0.9", MODERN, 400),
        ("*/*", "application/json", 200),
        (f"application/json, {MODERN}", MODERN, 400),
        (f"application/json;q=0.5, {MODERN};q=0.9", MODERN, 400),
        (f"Application/JSON, {MODERN}; q=0.4", "application/json", 200),
        (f"{MODERN};q=0, */*", "application/json", 200),
        (f"{MODERN};q=x", MODERN, 400),
        ("text/plain", "application/json", 200),
    ]:
        answer = await clients["rep"].post({"query": ME}, {"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, f"{expected}; charset=utf-8")
        answer = await clients["rep"].post({"query": "{ nothing }"}, {"accept": accept})
        assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
        check(answer, status, "VALIDATION_ERROR")
        # A field that fails is no failure of the request.
        answer = await clients["rep"].post({"query": "{ auditEntries { totalCount } }"}, {"accept": accept})
        assert answer.status_code == 200


async def test_get(clients: dict[str, Client], world: World, nobody: Client) -> None:
    headers = {"authorization": f"Bearer {clients['rep'].token}"}

    async def get(**params: str) -> httpx.Response:
        return await nobody.http.get("/graphql", params=params, headers=headers)

    customer = f"Customer:{world.customer}"
    text = "query Q($id: ID!) { customer(id: $id) { id } } query Other { me { id } }"
    answer = await get(query=text, variables=orjson.dumps({"id": customer}).decode(), operationName="Q")
    assert answer.json()["data"] == {"customer": {"id": customer}}
    check(await get(query=text), 200, "VALIDATION_ERROR")
    check(await get(query=text, operationName="Third"), 200, "VALIDATION_ERROR")
    check(await get(), 400, "BAD_REQUEST")
    check(await get(query=ME, variables="{"), 400, "BAD_REQUEST")
    check(await get(query=ME, variables="[1]"), 400, "BAD_REQUEST")
    for accept in ("application/json", MODERN):
        answer = await nobody.http.get(
            "/graphql", params={"query": "mutation { logout { loggedOut } }"}, headers={**headers, "accept": accept}
        )
        check(answer, 405, "BAD_REQUEST")
        assert "POST" in answer.headers["allow"]
    assert (await get(query=ME)).json()["data"], "the session lives on"
    check(await nobody.http.get("/graphql?query=%ff", headers=headers), 400, "BAD_REQUEST")
    check(await nobody.http.get("/graphql?query=" + "%7B" * 5, headers=headers), 200, "SYNTAX_ERROR")


@pytest.mark.parametrize(
    "method",
    ["PUT", "DELETE", "PATCH", "OPTIONS",
     pytest.param("TRACE", marks=pytest.mark.in_process("a proxy answers TRACE itself"))],
)  # fmt: skip
async def test_methods(nobody: Client, method: str) -> None:
    response = await nobody.http.request(method, "/graphql", json={"query": ME})
    check(response, 405, "BAD_REQUEST")
    assert response.headers["allow"] == "GET, POST"
    assert (await nobody.http.head("/graphql")).status_code == 405


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/graphql", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/json; charset=gbk"],
)  # fmt: skip
async def test_media_types_of_bodies(nobody: Client, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    check(await nobody.http.post("/graphql", content=b'{"query":"{me{id}}"}', headers=headers), 415, "BAD_REQUEST")


BODIES = [
    b"", b"{", b"null", b"5", b"[]", b'"{me{id}}"', b"true", b'[{"query": "{me{id}}"}]', b"{}", b'{"query": null}',
    b'{"query": 5}', b'{"query": ""}', b'{"query": " \\n"}', b'{"query": ["{me{id}}"]}', b'{"query": {}}',
    b'{"query": "{me{id}}", "variables": []}', b'{"query": "{me{id}}", "variables": "{}"}',
    b'{"query": "{me{id}}", "variables": 1}', b'{"query": "{me{id}}", "operationName": 1}',
    b'{"query": "{me{id}}", "extensions": 1}', b'{"query": "{me{id}}\xff"}', b'\xef\xbb\xbf{"query": "{me{id}}"}',
    b'{"query": "\\ud800"}', b'{"query": "{me{id}}", "variables": {"a": NaN}}', b"[" * 2000, b'{"a":' * 2000,
    b"[" * 500_000, '{"query": "{me{id}}"}'.encode("utf-16"),
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=[repr(body[:60]) for body in BODIES])
async def test_bodies_that_are_no_request(nobody: Client, body: bytes) -> None:
    for accept in ("application/json", MODERN):
        headers = {"content-type": "application/json", "accept": accept}
        response = await nobody.http.post("/graphql", content=body, headers=headers)
        error = check(response, 400, "BAD_REQUEST")
        assert "{{" not in error["message"]
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"


async def test_null_where_nothing_is_meant(clients: dict[str, Client]) -> None:
    body = {"query": ME, "variables": None, "operationName": None, "extensions": None}
    assert (await clients["rep"].post(body)).json()["data"]
    assert (await clients["rep"].post({"query": ME, "operationName": "", "surplus": 1})).json()["data"]
    response = await clients["rep"].post({"query": ME}, {"content-type": "Application/JSON; charset=UTF-8"})
    assert response.json()["data"]


async def test_large_bodies(nobody: Client) -> None:
    headers = {"content-type": "application/json"}
    text = b'{"query": "%s"}' % (b"#" * (MAX_BODY - 13))
    assert len(text) == MAX_BODY
    check(await nobody.http.post("/graphql", content=text, headers=headers), 200, "COST_EXCEEDED")
    check(await nobody.http.post("/graphql", content=text + b" ", headers=headers), 413, "PAYLOAD_TOO_LARGE")

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    check(await nobody.http.post("/graphql", content=slowly(), headers=headers), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.in_process("httpx sends no length that is not true")
async def test_large_bodies_are_refused_by_their_announcement(nobody: Client) -> None:
    headers = {"content-type": "application/json", "content-length": str(10**12)}
    check(await nobody.http.post("/graphql", content=b"{}", headers=headers), 413, "PAYLOAD_TOO_LARGE")


async def test_bodies_in_pieces(clients: dict[str, Client]) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for letter in orjson.dumps({"query": ME}):
            yield bytes([letter])

    headers = {"content-type": "application/json", "authorization": f"Bearer {clients['rep'].token}"}
    answer = await clients["rep"].http.post("/graphql", content=pieces(), headers=headers)
    assert answer.json()["data"]


DOCUMENTS = [
    ("{", "SYNTAX_ERROR"), ("{}", "SYNTAX_ERROR"), ("query", "SYNTAX_ERROR"), ("{ me { } }", "SYNTAX_ERROR"),
    ("{ me { name \x00 } }", "SYNTAX_ERROR"), ('{ a(b: "\\uD800") }', "SYNTAX_ERROR"), ("{ me }", "VALIDATION_ERROR"),
    ("{ custmers { totalCount } }", "VALIDATION_ERROR"),
    ("{ me { nothing } }", "VALIDATION_ERROR"), ("{ me { id { x } } }", "VALIDATION_ERROR"),
    ("fragment F on Order { id }", "VALIDATION_ERROR"), ("{ ...F } fragment F on Query { ...F }", "VALIDATION_ERROR"),
    ("{ customer { id } }", "VALIDATION_ERROR"), ("{ customer(id: null) { id } }", "VALIDATION_ERROR"),
    ("type Query { a: Int }", "VALIDATION_ERROR"), ("{ me { id @defer } }", "VALIDATION_ERROR"),
    ("{ customers(first: 2.5) { totalCount } }", "VALIDATION_ERROR"), ("subscription { stockChanged { __typename } }", "BAD_REQUEST"),
    ("{ customers(first: 99999999999) { totalCount } }", "VALIDATION_ERROR"), ("{ me { ...F } }", "VALIDATION_ERROR"),
    ("query A { me { id } } query A { me { id } }", "VALIDATION_ERROR"), ("{" + "me{department{children" * 2000, "COST_EXCEEDED"),
    ("{ me { " + "id " * 11_000 + "} }", "COST_EXCEEDED"), ("{ " + "me { id } " * 1_200 + "}", "VALIDATION_ERROR"),
    ("{ me { ...F } } " + " ".join(
        f"fragment F{'F' * n} on Employee {{ department {{ employees {{ ...F{'F' * (n + 1)} }} }} }}" for n in range(300))
     + f" fragment F{'F' * 300} on Employee {{ id }}", "VALIDATION_ERROR"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), DOCUMENTS, ids=[text[:60] for text, _ in DOCUMENTS])
async def test_documents_that_cannot_run(nobody: Client, text: str, code: str) -> None:
    """Also for those who are not logged in: the schema is public."""
    response = await nobody.post({"query": text})
    assert response.status_code == 200
    body = response.json()
    assert {error["extensions"]["code"] for error in body["errors"]} == {code}
    assert len(body["errors"]) <= 6
    assert "data" not in body
    if "custmers" in text:
        assert "customers" not in response.text, "names are not given away one guess at a time"
    assert (await nobody.post({"query": text}, {"accept": MODERN})).status_code == 400


VARIABLES: list[tuple[str, Any]] = [
    ("Decimal", 12.5), ("Decimal", 12), ("Decimal", "1e5"), ("Decimal", "NaN"), ("Decimal", "1" * 33), ("Decimal", "１"),
    ("Decimal", "--1"), ("Decimal", "."), ("Decimal", ""), ("Date", "2026-13-01"), ("Date", 5), ("DateTime", "2026-01-01"),
    ("UUID", "x"), ("UUID", 5), ("Int", "5"), ("Int", 2**31), ("Int", 2.5), ("Int", True), ("Float", "1"), ("ID", True),
    ("ID", {"a": 1}), ("Boolean", "true"), ("String", 5), ("Datum", "WGS-84"), ("CustomerFilter", {"nothing": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), VARIABLES, ids=[f"{kind} {value!r:.20}" for kind, value in VARIABLES])
async def test_variables_that_do_not_fit_their_types(nobody: Client, kind: str, value: Any) -> None:
    text = f"query ($v: {kind}!) {{ __typename @include(if: true) ...F }} fragment F on Query {{ __typename }}"
    text = text.replace("query ($v", "query ($unused: Int, $v")  # unused variables are refused too, but by their name
    response = await nobody.post({"query": text, "variables": {"v": value}})
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"VALIDATION_ERROR"}


async def test_introspection_needs_no_log_in(nobody: Client, clients: dict[str, Client]) -> None:
    text = '{ __schema { queryType { name } types { name } } __type(name: "Order") { fields { name } } }'
    for client in (nobody, clients["rep"]):
        data = await client.data(text)
        assert data["__schema"]["queryType"] == {"name": "Query"}
        assert "totalInWords" in {field["name"] for field in data["__type"]["fields"]}
    assert (await clients["rep"].data("{ __typename me { __typename } }")) == {
        "__typename": "Query", "me": {"__typename": "Employee"},
    }  # fmt: skip


async def test_nobody_is_logged_in(nobody: Client, http: httpx.AsyncClient) -> None:
    for text in (ME, "{ customers { totalCount } }", '{ node(id: "x") { id } }', "mutation { logout { loggedOut } }"):
        for client in (nobody, Client(http, "nonsense"), Client(http, "")):
            error = await client.error(text)
            assert error["extensions"] == {"code": "UNAUTHENTICATED", "retryable": False, "params": {}}
            assert "login" in error["message"]


async def test_authorization_headers(http: httpx.AsyncClient, world: World, against: str | None) -> None:
    token = await session(world.rep)
    trailing = "" if against else " "  # httpx sends none to another process
    for value in (f"bearer {token}", f"Bearer   {token}{trailing}"):
        answer = await http.post("/graphql", json={"query": ME}, headers={"authorization": value})
        assert answer.json()["data"] == {"me": {"name": world.rep.name}}
    for value in ("Basic abc", token, f"Token {token}"):
        answer = await http.post("/graphql", json={"query": ME}, headers={"authorization": value})
        check(answer, 401, "UNAUTHENTICATED")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_panels_cookie_needs_proof_that_our_own_page_asks(http: httpx.AsyncClient, world: World) -> None:
    cookie = {"cookie": f"other=1; erp_visit_session={await session(world.rep)}"}
    proof = {"x-csrf-protection": "1"}

    async def ask(**headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await http.post("/graphql", json={"query": ME}, headers={**cookie, **given})

    own = str(http.base_url)
    for good in ({}, {"origin": own}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}):
        answer = await ask(**proof, **good)
        assert answer.json()["data"] == {"me": {"name": world.rep.name}}
    check(await ask(), 403, "BAD_REQUEST")
    check(await ask(origin=own), 403, "BAD_REQUEST")
    for bad in ({"origin": "http://evil"}, {"origin": "null"}, {"origin": f"{own}.evil"}, {"sec-fetch-site": "cross-site"},
                {"sec-fetch-site": "same-site"}):  # fmt: skip
        check(await ask(**proof, **bad), 403, "BAD_REQUEST")
    # A cookie that names no session is as good as none.
    cookie = {"cookie": "erp_visit_session=old"}
    assert (await ask(**proof)).json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_messages_come_in_the_readers_language(clients: dict[str, Client], world: World) -> None:
    async def message(language: str | None) -> str:
        headers = {"accept-language": language} if language else {"accept-language": ""}
        response = await clients["rep"].post({"query": "{ auditEntries { totalCount } }"}, headers)
        return str(response.json()["errors"][0]["message"])

    assert "You lack the right" in await message("en-GB,zh;q=0.5")
    assert "权限" in await message("zh-CN")
    assert "权限" in await message("fr, zh;q=0.5")
    assert "权限" in await message(None), "the employee's own language"


async def test_siblings_do_not_take_one_another_with_them(clients: dict[str, Client], world: World) -> None:
    body = await clients["rep"].ask(
        'query ($id: ID!) { me { name } auditEntries { totalCount } customer(id: $id) { id } bad: node(id: "x") { id } }',
        {"id": f"Customer:{world.company}"},
    )
    assert body["data"] == {"me": {"name": world.rep.name}, "auditEntries": None, "customer": None, "bad": None}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
        (["auditEntries"], "FORBIDDEN"), (["customer"], "NOT_FOUND"), (["bad"], "INVALID_INPUT"),
    ]  # fmt: skip
    assert body["errors"][0]["extensions"]["params"] == {"right": "audit.view"}
    assert "audit.view" in body["errors"][0]["message"]
    assert body["errors"][2]["extensions"]["argument"] == ["id"]


async def test_ids_of_others_and_unknown_ids_look_the_same(clients: dict[str, Client], world: World) -> None:
    from tests import factories

    foreign = await factories.customer(None, world.company)
    answers = []
    for key in (foreign, world.warehouse):
        for text in ("query ($id: ID!) { customer(id: $id) { id } }", "query ($id: ID!) { node(id: $id) { id } }"):
            error = await clients["rep"].error(text, {"id": f"Customer:{key}"})
            error["message"] = error["message"].replace(str(key), "?")
            error["extensions"]["params"]["id"] = error["extensions"]["params"]["id"].replace(str(key), "?")
            answers.append({**error, "path": None})
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["extensions"]["code"] == "NOT_FOUND"
    assert (await clients["clerk"].data("query ($id: ID!) { node(id: $id) { id } }", {"id": f"Customer:{foreign}"}))[
        "node"
    ]


@pytest.mark.parametrize(
    "value", ["", "x", "Customer:", "Customer:x", "Order:{}", "Nothing:{}", "customer:{}", "a" * 5000, "5"]
)
async def test_ids_that_are_none(clients: dict[str, Client], world: World, value: str) -> None:
    value = value.replace("{}", str(world.customer))
    error = await clients["rep"].error("query ($id: ID!) { customer(id: $id) { id } }", {"id": value})
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert error["extensions"]["argument"] == ["id"]
    assert len(error["message"]) < 300
