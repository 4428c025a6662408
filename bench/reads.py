"""The two reads: who is logged in, and fifty customers with all that hangs on them.

The second is measured as it is read from the tables, and with the texts of the orders' lines that the server keeps from
earlier reads: of the same page, of many pages in turn, and right after the epoch ended, when nothing of it holds.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from bench.load import Job, post
from bench.measure import CLIENTS, Row, Sample, clients_words, compare, rounds
from bench.run import READER, Run
from bench.stage import ROOT, Process

NESTED = (Path(__file__).parent / "nested.graphql").read_text(encoding="utf-8")
FURTHER = NESTED.replace("{", "query ($after: String) {", 1).replace("first: 50", "first: 50, after: $after", 1)
PAGE = """query ($after: String) {
  customers(first: 50, after: $after, filter: { status: { eq: ACTIVE } }) { pageInfo { hasNextPage endCursor } }
}"""
ME = (ROOT / "graphql" / "operations" / "Me.graphql").read_text(encoding="utf-8")
ANSWERED = b'{"data":{'

SAME_LOOK_UPS = "bare ASGI, same look-ups"
READY_BYTES = "bare ASGI, ready bytes"
BY_HAND = "bare ASGI, hand-written SQL"
NOTHING_KEPT = "product that keeps nothing"
PAGES = 40


def me(run: Run, clients: tuple[int, ...] = CLIENTS) -> list[Row]:
    """`me` against bare ASGI with the same look-ups, and against one that only sends the bytes."""
    token = run.people[READER].token
    asked = post("/graphql", _body(ME), token)
    by_hand = post("/me", b"", token)
    answer = _answer(run, run.product, asked)
    _same(answer, _answer(run, run.floor, by_hand), "me")
    _answer(run, run.floor, post("/learn", orjson.dumps(answer)))
    ready = post("/bytes", _body(ME), token)
    rows = []
    for count in clients:
        run.say(f"me, {clients_words(count)} …")
        seconds = 0.3 if run.quick else 0.8
        samples = rounds(3 if run.quick else 5, {
            "product": partial(_timed, run, run.product, asked, count, seconds),
            SAME_LOOK_UPS: partial(_timed, run, run.floor, by_hand, count, seconds),
            READY_BYTES: partial(_timed, run, run.floor, ready, count, seconds),
        })  # fmt: skip
        rows += compare("me", clients_words(count), samples, {SAME_LOOK_UPS: 0.50, READY_BYTES: None})
    return rows


def nested(run: Run, clients: tuple[int, ...] = CLIENTS) -> list[Row]:
    """The nested read, without and with kept lines, against hand-written SQL of JSON text behind bare ASGI."""
    asked = post("/graphql", _body(NESTED), run.people[READER].token)
    with run.another(ERP_VISIT_KEPT_MEGABYTES="0") as live:
        answer = _answer(run, live, asked)
        cursor = base64.b64decode(answer["data"]["customers"]["pageInfo"]["endCursor"] + "==").decode()
        by_hand = post("/nested", cursor.partition("[")[0].encode())
        for process, request in ((run.floor, by_hand), *([(run.product, asked)] * 3)):
            _same(answer, _answer(run, process, request), "the nested read")
        note = f"{len(orjson.dumps(answer['data'])) / 1000:.0f} KB"
        rows = []
        for count in clients:
            run.say(f"nested read, {clients_words(count)} …")
            number = max(40, 12 * count) if run.quick else max(100, 12 * count)
            samples = rounds(3 if run.quick else 5, {
                "product": partial(_counted, run, live, [asked] * number, count),
                "kept": partial(_counted, run, run.product, [asked] * number, count),
                BY_HAND: partial(_counted, run, run.floor, [by_hand] * number, count),
            })  # fmt: skip
            what = clients_words(count)
            rows += compare("nested read", what, samples, {BY_HAND: 0.90}, note)
            kept = {**samples, "product": samples["kept"]}
            rows += compare("nested read, lines kept", what, kept, {BY_HAND: 1.0}, note)
    return rows


async def pages(run: Run, count: int = 8) -> list[Row]:
    """The nested read of many pages in turn, with lines kept and none kept yet, against a server that keeps none."""
    token = run.people[READER].token
    asked = [post("/graphql", _body(FURTHER, after=after), token) for after in _cursors(run, token)]
    rows = []
    with run.another(ERP_VISIT_KEPT_MEGABYTES="0") as live:
        for request in asked:
            one, other = _answer(run, live, request), _answer(run, run.product, request)
            _same(one, other, "a page")
        figures = {f"nested read, {len(asked)} pages in turn": False, "the same, nothing kept yet": True}
        for figure, forget in figures.items():
            run.say(f"{figure} …")
            samples: dict[str, list[Sample]] = {"product": [], NOTHING_KEPT: []}
            for turn in range(4 if run.quick else 6):
                if forget:  # as a change of any product does
                    await run.connection.execute("INSERT INTO read_epoch DEFAULT VALUES")
                first, second = _counted(run, run.product, asked, count), _counted(run, live, asked, count)
                if turn:
                    samples["product"].append(first)
                    samples[NOTHING_KEPT].append(second)
            rows += compare(figure, clients_words(count), samples, {NOTHING_KEPT: None})
    return rows


def _cursors(run: Run, token: str) -> list[str]:
    """Where further pages begin."""
    found: list[str] = []
    while len(found) < PAGES:
        body = _body(PAGE, after=found[-1] if found else None)
        page = _answer(run, run.product, post("/graphql", body, token))["data"]["customers"]["pageInfo"]
        if not page["hasNextPage"]:
            break
        found.append(page["endCursor"])
    return found


def _body(document: str, **variables: Any) -> bytes:
    return orjson.dumps({"query": document, **({"variables": variables} if variables else {})})


def _timed(run: Run, process: Process, request: bytes, clients: int, seconds: float) -> Sample:
    run.fresh_budgets()
    return run.drive(process, Job(process.port, [request], clients, seconds, ANSWERED))


def _counted(run: Run, process: Process, requests: Sequence[bytes], clients: int) -> Sample:
    run.fresh_budgets()
    return run.drive(process, Job(process.port, requests, clients, None, ANSWERED))


def _answer(run: Run, process: Process, request: bytes) -> Any:
    run.fresh_budgets()
    return orjson.loads(run.generator.run(Job(process.port, [request], 1)).last)


def _same(product: Any, floor: Any, what: str) -> None:
    if product.get("errors") or product["data"] != floor["data"]:
        raise RuntimeError(f"product and floor do not give the same answer to {what}: {str(product)[:500]}")


__all__ = ["me", "nested", "pages"]
