"""Requests made to hurt, and what each is to be answered with. The tests look at status and code, `make drill
ARGS=attacks` at the processor time that each costs the server.

`{n}` in a document is another number each time, so that nothing of it is remembered.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from graphql import get_introspection_query

MEGABYTE = 1_048_576
GRAPHQL = "/graphql"
JSON = "application/json"


@dataclass(frozen=True)
class Attack:
    """One request. `codes` are the error codes of which the answer has one; without any it is no refusal of JSON."""

    name: str
    statuses: tuple[int, ...]
    codes: tuple[str, ...] = ()
    body: bytes = b""
    method: str = "POST"
    target: str = GRAPHQL
    headers: Mapping[str, str] = field(default_factory=dict)
    logged_in: bool = True
    document: str | None = None
    """The document in the body, for those who ask it in another way."""
    variables: object = None

    def request(self, host: str, number: int, token: str | None) -> bytes:
        """The bytes to send."""
        mark = str(number).encode()
        head = {"Host": host, "Connection": "close", "Accept-Language": "en", **self.headers}
        if self.logged_in and token is not None and "Authorization" not in head:
            head["Authorization"] = f"Bearer {token}"
        body = self.body.replace(b"{n}", mark)
        if self.method == "POST":
            head.setdefault("Content-Type", JSON)
            if "Transfer-Encoding" not in head:
                head.setdefault("Content-Length", str(len(body)))
        lines = [f"{self.method} {self.target.replace('{n}', str(number))} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _ask(
    name: str, document: str, *codes: str, statuses: tuple[int, ...] = (200,), variables: object = None,
    logged_in: bool = True,
) -> Attack:  # fmt: skip
    body = {"query": f"#{{n}}\n{document}", **({} if variables is None else {"variables": variables})}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Attack(name, statuses, codes, text, logged_in=logged_in, document=document, variables=variables)


def _bytes(name: str, body: bytes, status: int, *codes: str, **headers: str) -> Attack:
    return Attack(name, (status,), codes, body, headers={key.replace("_", "-"): text for key, text in headers.items()})


def _nested(depth: int, key: str = "not") -> object:
    value: object = {"name": {"eq": "x"}}
    for _ in range(depth):
        value = {key: value if key == "not" else [value]}
    return value


def _repeat(count: int, text: str) -> str:
    return " ".join(text.replace("~", str(n)) for n in range(count))


def documents() -> Iterator[Attack]:
    """Documents that are large, deep, or grow when they are followed."""
    invalid = ("VALIDATION_ERROR", "SYNTAX_ERROR", "COST_EXCEEDED", "INVALID_INPUT")
    yield _ask("a document of 1 MB of tokens", "{" + " a" * 500_000 + "}", "COST_EXCEEDED")
    yield _ask("4,990 fields", "{ me { " + "id " * 4_980 + "} }", "VALIDATION_ERROR")
    yield _ask("4,990 unknown fields", "{ " + _repeat(4_990, "f~") + " }", "VALIDATION_ERROR")
    yield _ask("2,400 aliases of a field", "{ me { " + _repeat(1_600, "a~: id") + " } }", *invalid)
    yield _ask("roots by the thousand", "{ " + _repeat(800, "a~: me { id }") + " }", *invalid)
    yield _ask("log-ins by the thousand", "mutation { " + _repeat(
        350, 'a~: login(username: "x", password: "y") { token }') + " }", *invalid)  # fmt: skip
    yield _ask("unlike fields of one name", "{ me { " + _repeat(
        170, "a: id @include(if: true) a: name @skip(if: false)") + " } }", *invalid)  # fmt: skip
    yield _ask("a field under one name in 600 places", "{ " + _repeat(
        600, "me { department { name } }") + " }", *invalid)  # fmt: skip
    yield _ask("2,000 unknown directives", "{ me { id " + "@aa " * 2_400 + "} }", *invalid)
    yield _ask("1,200 directives on one field", "{ me { id " + "@skip(if: false) " * 700 + "} }", *invalid)
    yield _ask("fields 1,200 deep", "{ me { " + "department { employees { " * 600 + "id" + " } }" * 600 + " } }",
               *invalid)  # fmt: skip
    yield _ask("inline fragments 1,200 deep", "{ " + "... { " * 1_200 + "me { id }" + " }" * 1_200 + " }", *invalid)
    yield _ask("lists 2,000 deep", "{ customers(filter: " + "[" * 2_000 + "]" * 2_000 + ") { totalCount } }", *invalid)
    yield _ask("objects 1,000 deep", "{ customers(filter: " + "{not: " * 1_000 + "{}" + "}" * 1_000
               + ") { totalCount } }", *invalid)  # fmt: skip
    yield _ask("a type 2,400 deep", "query($a: " + "[" * 2_400 + "Int" + "]" * 2_400 + ") { me { id } }", *invalid)
    yield _ask("fragments that spread the next twice, 2^40", "{ me { ...f0 } } " + _twice(40, ""))
    yield _ask("the same with aliases", "{ me { ...f0 } } " + _twice(40, "a~: id"), "COST_EXCEEDED")
    yield _ask("the same with directives", "{ me { ...f0 } } " + _twice(40, "id @skip(if: false) "), "COST_EXCEEDED")
    yield _ask("a fragment in itself", "{ me { ...f } } fragment f on Employee { ...f }", "VALIDATION_ERROR")
    yield _ask("500 fragments in a circle", "{ me { ...f0 } } " + " ".join(
        f"fragment f{n} on Employee {{ ...f{(n + 1) % 500} }}" for n in range(500)), *invalid)  # fmt: skip
    yield _ask("60 fragments, each in each", "{ me { ...f0 } } " + " ".join(
        f"fragment f{n} on Employee {{ " + " ".join(f"...f{m}" for m in range(60) if m > n) + " id }" for n in range(60)
    ), *invalid)  # fmt: skip
    yield _ask("45 fragments, each in each, in circles", "{ me { ...f0 } } " + " ".join(
        f"fragment f{n} on Employee {{ " + " ".join(f"...f{m}" for m in range(45)) + " }" for n in range(45)
    ), "VALIDATION_ERROR")  # fmt: skip
    yield _ask("600 fragments of no use", "{ me { id } } " + _repeat(600, "fragment f~ on Employee { id }"), *invalid)
    yield _ask("a chain of 600 fragments", "{ me { ...f0 } } " + " ".join(
        f"fragment f{n} on Employee {{ ...f{n + 1} }}" for n in range(600)) + " fragment f600 on Employee { id }",
        "VALIDATION_ERROR")  # fmt: skip
    yield _ask("600 operations", _repeat(600, "query q~ { me { id } }"), "COST_EXCEEDED")
    yield _ask("240 operations that share a fragment with a variable in 200 places", _repeat(
        240, "query q~($v: Boolean!) { ...f }") + " fragment f on Query { me { " + "id @skip(if: $v) " * 200 + "} }",
        "COST_EXCEEDED")  # fmt: skip
    yield _ask("800 variables of no use", "query(" + _repeat(800, "$v~: Int") + ") { me { id } }", "VALIDATION_ERROR")
    yield _ask("a comment of 1 MB", "#" * 1_000_000 + "\n{ me { id } }", "COST_EXCEEDED")
    yield _ask("a string of 1 MB", '{ customers(search: "' + "x" * 1_000_000 + '") { totalCount } }', "COST_EXCEEDED")
    yield _ask("a block string of 500,000 lines", '{ customers(search: """' + "\\n" * 200_000 + '""") { totalCount } }',
               "COST_EXCEEDED")  # fmt: skip
    yield _ask("introspection of a circle", "{ __schema { types { " + "fields { type { " * 12 + "name"
               + " } }" * 12 + " } } }", "VALIDATION_ERROR", "COST_EXCEEDED")  # fmt: skip
    part = "a~: __schema { types { name fields { name args { name } } } }"
    yield _ask("introspection 40 times", "{ " + _repeat(40, part) + " }", "COST_EXCEEDED")
    yield _ask("introspection without a log-in", get_introspection_query(), "UNAUTHENTICATED", logged_in=False)


def _twice(count: int, field: str) -> str:
    parts = [
        f"fragment f{n} on Employee {{ {field.replace('~', str(n))} ...f{n + 1} ...f{n + 1} }}" for n in range(count)
    ]
    return " ".join(parts) + f" fragment f{count} on Employee {{ id }}"


def values() -> Iterator[Attack]:
    """Values that are large, deep or odd."""
    wrong = ("INVALID_INPUT", "VALIDATION_ERROR", "COST_EXCEEDED", "BAD_REQUEST", "NOT_FOUND")
    listed = "query ($filter: CustomerFilter) { customers(filter: $filter) { totalCount } }"
    for depth in (35, 250, 400):
        for key in ("not", "and", "or"):
            yield _ask(f"a filter of {key} {depth} deep", listed, *wrong, variables={"filter": _nested(depth, key)})
    yield _ask("a filter of 30,000 conditions", listed, "COST_EXCEEDED",
               variables={"filter": {"or": [{"code": {"eq": "x"}}] * 30_000}})  # fmt: skip
    yield _ask("a list of 200,000 values", listed, *wrong, variables={"filter": {"code": {"in": ["a"] * 200_000}}})
    yield _ask("a list of 400,000 ids", "mutation ($i: MarkNotificationsReadInput!) { markNotificationsRead(input: $i)"
               " { userErrors { code } } }", *wrong, variables={"i": {"ids": [0] * 400_000}})  # fmt: skip
    yield _ask("400,000 values where one is meant", listed, *wrong, variables={"filter": [1] * 400_000})
    yield _ask("80,000 unknown fields of an input", listed, *wrong,
               variables={"filter": {f"f{n}": 1 for n in range(80_000)}})  # fmt: skip
    yield _ask(
        "80,000 unknown variables", "{ me { id } }", "COST_EXCEEDED", variables={f"f{n}": 1 for n in range(80_000)}
    )
    search = "query ($s: String) { customers(search: $s, first: 1) { nodes { id } } }"
    for name, text in (
        ("a search of 1 MB", "x" * 1_000_000), ("a search of NUL", "a\0b"), ("a search of 10,000 blanks", " " * 10_000),
    ):  # fmt: skip
        yield _ask(name, search, *wrong, variables={"s": text})
    contains = "query ($f: CustomerFilter) { customers(filter: $f, first: 1) { nodes { id } } }"
    yield _ask(
        "a pattern of 500 wildcards",
        contains,
        variables={"f": {"name": {"contains": "%_" * 250}}},
    )
    yield _ask("a pattern of 1 MB", contains, *wrong, variables={"f": {"name": {"contains": "%a" * 450_000}}})
    yield _ask("a pattern of backslashes", contains, variables={"f": {"name": {"contains": "\\" * 199}}})
    page = "query ($n: Int) { customers(first: $n) { nodes { id } } }"
    for number in (10**9, -1, -(2**31)):
        yield _ask(f"a page of {number}", page, *wrong, variables={"n": number})
    for name, number in (("beyond 32 bits", 2**31), ("of 400 digits", 10**400), ("of no whole number", 1.5)):
        yield _ask(f"a page {name}", page, *wrong, statuses=(200, 400), variables={"n": number})
    digits = b'{"query": "{ me { id } }", "variables": {"n": ' + b"9" * 900_000 + b"}}"
    yield _bytes("a number of 900,000 digits", digits, 400, "BAD_REQUEST")
    half = b'{"query": "query ($s: String) { customers(search: $s) { totalCount } }", "variables": {"s": "\\ud800"}}'
    yield _bytes("a search of half a character", half, 400, "BAD_REQUEST")
    yield _ask("a number of 900,000 digits in the document", "{ customers(first: " + "9" * 900_000
               + ") { totalCount } }", "COST_EXCEEDED")  # fmt: skip
    yield _ask("an id of 1 MB", "query ($id: ID!) { node(id: $id) { id } }", *wrong,
               variables={"id": "Order:" * 150_000})  # fmt: skip
    yield _ask("a cursor of 1 MB", "query ($c: String) { customers(first: 1, after: $c) { nodes { id } } }",
               "INVALID_CURSOR", variables={"c": "A" * 1_000_000})  # fmt: skip
    named = b'{"query": "query a { me { id } }", "operationName": "' + b"x" * 1_000_000 + b'"}'
    yield _bytes("an operation's name of 1 MB", named, 200, "VALIDATION_ERROR")
    yield _ask("a log-in with 1 MB of password", "mutation ($p: String!) { login(username: \"attacked\", password: $p)"
               " { userErrors { code } } }", "BAD_CREDENTIALS", "THROTTLED", variables={"p": "x" * 1_000_000},
               logged_in=False)  # fmt: skip
    yield _ask("a log-in with 1 MB of user name", "mutation ($p: String!) { login(username: $p, password: \"x\")"
               " { userErrors { code } } }", "BAD_CREDENTIALS", "THROTTLED", variables={"p": "ﷺ" * 300_000},
               logged_in=False)  # fmt: skip
    yield _ask("a new password of 1 MB", "mutation ($i: ChangePasswordInput!) { changePassword(input: $i)"
               " { userErrors { code } } }", "INVALID_INPUT",
               variables={"i": {"current": "x", "new": "aB3$" * 240_000}})  # fmt: skip
    yield _ask("a challenge of 1 MB", "mutation ($c: String!) { confirmLogin(challenge: $c, code: $c)"
               " { userErrors { code } } }", "BAD_CREDENTIALS", variables={"c": "x.y" * 300_000},
               logged_in=False)  # fmt: skip


def bodies() -> Iterator[Attack]:
    """Bodies that are no request."""
    zeros = b'{"query": "{ __typename }"}' + b" " * 40_000_000
    for text in ("null", "5", "true", '"x"', "[]", "{}", '{"query": null}', '{"query": 5}', '{"query": ""}',
                 '{"query": "{ __typename }", "variables": 5}', '{"query": "{ __typename }", "variables": []}',
                 '{"query": "{ __typename }", "operationName": 5}', '{"query": "{ __typename }", "extensions": []}',
                 "{", "", "NaN", '{"query": "{ __typename }", }', "{'query': 1}"):  # fmt: skip
        yield _bytes(f"a body {text or 'of nothing'}", text.encode(), 400, "BAD_REQUEST")
    yield _bytes("a batch of 10", json.dumps([{"query": "{ __typename }"}] * 10).encode(), 400, "BAD_REQUEST")
    yield _bytes("a batch of 30,000", json.dumps([{"query": "{ __typename }"}] * 30_000).encode(), 400, "BAD_REQUEST")
    yield _bytes("invalid UTF-8", b'{"query": "{ me { id } } \xff\xfe"}', 400, "BAD_REQUEST")
    yield _bytes("UTF-16", '{"query": "{ me { id } }"}'.encode("utf-16"), 400, "BAD_REQUEST")
    yield _bytes("JSON 100,000 deep", b"[" * 100_000 + b"]" * 100_000, 400, "BAD_REQUEST")
    yield _bytes("objects 100,000 deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "BAD_REQUEST")
    deep = b'{"query": "{ me { id } }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    yield _bytes("variables 100,000 deep", deep, 400, "BAD_REQUEST")
    yield _bytes("a body of a byte too much", b'{"query": "' + b"x" * MEGABYTE + b'"}', 413, "PAYLOAD_TOO_LARGE")
    yield _bytes("a body said to have 10 GB", b"{", 413, "PAYLOAD_TOO_LARGE", Content_Length=str(10**10))
    yield _bytes("a body of 2 MB in pieces", _chunked(b" " * 2 * MEGABYTE), 413, "PAYLOAD_TOO_LARGE",
                 Transfer_Encoding="chunked")  # fmt: skip
    yield _bytes("a body of 100,000 pieces", _chunked(b'{"query": "{ me { id } }"}' + b" " * 100_000, 1), 200,
                 Transfer_Encoding="chunked")  # fmt: skip
    yield _bytes("a gzip bomb", gzip.compress(zeros), 415, "BAD_REQUEST", Content_Encoding="gzip")
    yield _bytes("a deflate bomb", zlib.compress(zeros), 415, "BAD_REQUEST", Content_Encoding="deflate")
    yield _bytes("an encoding nobody knows", b"{}", 415, "BAD_REQUEST", Content_Encoding="br, gzip, x")
    form = b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{}\r\n' * 5_000 + b"--x--\r\n"
    yield _bytes("an upload by form", form, 415, "BAD_REQUEST", Content_Type="multipart/form-data; boundary=x")
    yield _bytes("a form", b"query={ me { id } }", 415, "BAD_REQUEST",
                 Content_Type="application/x-www-form-urlencoded")  # fmt: skip
    yield _bytes("text", b'{"query": "{ me { id } }"}', 415, "BAD_REQUEST", Content_Type="text/plain")
    yield _bytes("another character set", b'{"query": "{ me { id } }"}', 415, "BAD_REQUEST",
                 Content_Type="application/json; charset=utf-7")  # fmt: skip


def _chunked(body: bytes, size: int = 16_384) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def addresses() -> Iterator[Attack]:
    """Addresses, headers and cookies."""
    query = quote("{ me { id } } #{n}", safe="{}")
    for name, target, status in (
        ("GET with a query of 40 KB", f"{GRAPHQL}?query={query}" + "x" * 40_000, 200),
        ("GET with 5,000 parameters", f"{GRAPHQL}?query={query}" + "&a=1" * 5_000, 400),
        ("GET with invalid UTF-8", f"{GRAPHQL}?query=%ff%fe", 400),
        ("GET with deep variables", f"{GRAPHQL}?query={query}&variables=" + "[" * 20_000, 400),
        ("GET without anything", GRAPHQL, 400),
        ("GET of a mutation", f"{GRAPHQL}?query=" + quote("mutation { logout { loggedOut } }"), 405),
    ):
        codes = () if status == 200 else ("BAD_REQUEST",)
        yield Attack(name, (status,), codes, method="GET", target=target)
    yield Attack("DELETE", (405,), ("BAD_REQUEST",), method="DELETE")
    yield Attack("a token of 60 KB", (200,), ("UNAUTHENTICATED",), b'{"query": "{ me { id } }"}',
                 headers={"Authorization": "Bearer " + "x" * 60_000})  # fmt: skip
    yield Attack("2,000 cookies", (200,), ("UNAUTHENTICATED",), b'{"query": "{ me { id } }"}', logged_in=False,
                 headers={"Cookie": "; ".join(f"c{n}=xxxxxxxxxxxxxxxxxxxx" for n in range(2_000))})  # fmt: skip
    yield Attack("Accept-Language of 50 KB", (200,), (), b'{"query": "{ me { id } }"}',
                 headers={"Accept-Language": "x;q=0.1," * 6_000})  # fmt: skip
    yield Attack("Accept of 50 KB", (200,), (), b'{"query": "{ me { id } }"}',
                 headers={"Accept": "application/graphql-response+json;q=x," * 1_300})  # fmt: skip
    yield Attack("a header of 2 MB", (431,), (), b'{"query": "{ me { id } }"}',
                 headers={"X-Large": "x" * 2_000_000})  # fmt: skip
    yield Attack("30,000 headers", (431,), (), b'{"query": "{ me { id } }"}',
                 headers={f"X-{n}": "xxxxxxxxxxxxxxxx" for n in range(30_000)})  # fmt: skip


def panel() -> Iterator[Attack]:
    """The panel's doors, for somebody who is not logged in."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for name, body, status in (
        ("a form of 100,000 fields", b"a=1&" * 100_000, 413),
        ("a form of 2 MB", b"a=" + b"x" * 2_000_000, 413),
        ("a form of one field of 500 KB", b"username=" + b"x" * 500_000 + b"&password=x", 413),
        ("a form of percent signs", b"username=" + b"%" * 16_000, 403),
        ("a form of invalid UTF-8", b"username=\xff\xfe&csrf_token=\xff", 403),
    ):
        yield Attack(name, (status,), (), body, target="/admin/login", headers=kind, logged_in=False)
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    yield Attack("a form in 10,000 parts", (403,), (), part * 10_000 + b"--x--\r\n", target="/admin/login",
                 headers=multipart, logged_in=False)  # fmt: skip
    yield Attack("a panel address of 40 KB", (303,), (), method="GET", target="/admin/orders?q=" + "x" * 40_000,
                 logged_in=False)  # fmt: skip
    yield Attack("a panel cookie of 50 KB", (303,), (), method="GET", target="/admin/", logged_in=False,
                 headers={"Cookie": "erp_visit_session=" + "x" * 50_000})  # fmt: skip
    yield Attack("a flash of 50 KB", (200,), (), method="GET", target="/admin/login", logged_in=False,
                 headers={"Cookie": "erp_visit_flash=" + "x" * 50_000})  # fmt: skip
    yield Attack("5,000 tries at Accept-Language", (200,), (), method="GET", target="/admin/login", logged_in=False,
                 headers={"Accept-Language": "x," * 20_000})  # fmt: skip
    for target in (
        "/admin/static/../../../../etc/passwd", "/admin/static/%2e%2e/%2e%2e/etc/passwd",
        "/admin/static/..%2f..%2fetc%2fpasswd", "/files/..%2f..%2fetc%2fpasswd", "/files/x?v=full&e=1&s=x",
        "/admin/static/%00", f"/admin/static/{'x' * 300}",
        "/calendar/../../etc/passwd.ics", "/calendar/x%00.ics", "/graphql/explorer/../../etc/passwd",
    ):  # fmt: skip
        yield Attack(f"GET {target[:60]}", (404,), method="GET", target=target, logged_in=False)


def exchange(port: int, request: bytes, patience: float = 30) -> tuple[int, bytes]:
    """Send bytes to this machine; status and body of the answer, 0 without one."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        with contextlib.suppress(ConnectionError):  # it has answered and does not want to hear the rest
            line.sendall(request)
        with contextlib.suppress(ConnectionError):
            while part := line.recv(65_536):
                received += part
    head, _, body = received.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


def codes_in(body: bytes) -> set[str]:
    """The error codes of an answer, of `errors` and `userErrors`; none if it is no JSON."""
    try:
        answer = json.loads(body)
    except ValueError:
        return set()
    found = [*answer.get("errors", [])]
    for value in (answer.get("data") or {}).values():
        found += value.get("userErrors", []) if isinstance(value, dict) else []
    return {(error.get("extensions") or error)["code"] for error in found}


def attacks() -> list[Attack]:
    """All of them."""
    return [*documents(), *values(), *bodies(), *addresses(), *panel()]


__all__ = ["GRAPHQL", "MEGABYTE", "Attack", "attacks", "codes_in", "exchange"]
