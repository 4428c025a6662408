"""The two reads: who is logged in, and fifty customers with all that hangs on them."""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from bench.load import Job, post
from bench.measure import CLIENTS, Row, Sample, clients_words, compare, rounds
from bench.run import READER, Run
from bench.stage import ROOT, Process

NESTED = (Path(__file__).parent / "nested.graphql").read_text(encoding="utf-8")
ME = (ROOT / "graphql" / "operations" / "Me.graphql").read_text(encoding="utf-8")
ANSWERED = b'{"data":{'

SAME_LOOK_UPS = "bare ASGI, same look-ups"
READY_BYTES = "bare ASGI, ready bytes"
BY_HAND = "bare ASGI, hand-written SQL"


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
        rows += compare("me", clients_words(count), samples, {SAME_LOOK_UPS: 0.30, READY_BYTES: None})
    return rows


def nested(run: Run, clients: tuple[int, ...] = CLIENTS) -> list[Row]:
    """The nested read against hand-written SQL that builds JSON text, behind bare ASGI."""
    asked = post("/graphql", _body(NESTED), run.people[READER].token)
    answer = _answer(run, run.product, asked)
    cursor = base64.b64decode(answer["data"]["customers"]["pageInfo"]["endCursor"] + "==").decode()
    by_hand = post("/nested", cursor.partition("[")[0].encode())
    _same(answer, _answer(run, run.floor, by_hand), "the nested read")
    size = len(orjson.dumps(answer["data"]))
    rows = []
    for count in clients:
        run.say(f"nested read, {clients_words(count)} …")
        number = max(40, 12 * count) if run.quick else max(100, 12 * count)
        samples = rounds(3 if run.quick else 5, {
            "product": partial(_counted, run, run.product, asked, count, number),
            BY_HAND: partial(_counted, run, run.floor, by_hand, count, number),
        })  # fmt: skip
        note = f"{size / 1000:.0f} KB"
        rows += compare("nested read", clients_words(count), samples, {BY_HAND: 0.70}, note)
    return rows


def _body(document: str) -> bytes:
    return orjson.dumps({"query": document})


def _timed(run: Run, process: Process, request: bytes, clients: int, seconds: float) -> Sample:
    run.fresh_budgets()
    return run.drive(process, Job(process.port, [request], clients, seconds, ANSWERED))


def _counted(run: Run, process: Process, request: bytes, clients: int, number: int) -> Sample:
    run.fresh_budgets()
    return run.drive(process, Job(process.port, [request] * number, clients, None, ANSWERED))


def _answer(run: Run, process: Process, request: bytes) -> Any:
    run.fresh_budgets()
    return orjson.loads(run.generator.run(Job(process.port, [request], 1)).last)


def _same(product: Any, floor: Any, what: str) -> None:
    if product.get("errors") or product["data"] != floor["data"]:
        raise RuntimeError(f"product and floor do not give the same answer to {what}: {str(product)[:500]}")


__all__ = ["me", "nested"]
