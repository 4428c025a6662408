"""What a process keeps of requests: of those that are over nothing, however often they are refused or are the first of
their kind."""

from __future__ import annotations

import gc
import weakref
from collections import deque

import pytest

from erp_visit.api.documents import Documents
from erp_visit.api.execution import Context, Engine
from erp_visit.api.schema import api
from erp_visit.garbage import settle
from tests.factories import World


class _Watched(Context):
    """A request's context of which one can tell whether it is still there."""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ me { id ", b'"SYNTAX_ERROR"'),
        ("{ me { nobody } }", b'"VALIDATION_ERROR"'),
        ("{ auditEntries(first: 1) { nodes { id } } }", b'"FORBIDDEN"'),
    ],
)
async def test_what_is_refused_again_and_again_keeps_nothing(
    world: World, engine: Engine, text: str, code: bytes
) -> None:
    requests = []
    for _ in range(20):
        context = _Watched(world.rep, "en")
        requests.append(weakref.ref(context))
        answer = await engine.execute(text, {}, None, context)
        assert code in answer.body
        del context
    gc.collect()
    assert [request() for request in requests] == [None] * 20


def test_forgotten_documents_need_no_collector() -> None:
    documents = Documents(api().schema._schema)
    for number in range(20):
        documents.get(f"query Q{number}($first: Int) {{ customers(first: $first) {{ nodes {{ a{number}: name }} }} }}")
    gc.collect()  # what parsing and validating leave behind
    del documents
    assert gc.collect() == 0


def test_what_was_long_in_use_does_not_lie_about() -> None:
    """A subscription lasts for hours, and what is left of it holds itself."""
    thresholds = gc.get_threshold()
    try:
        settle()
        in_use: deque[list[_Held]] = deque(maxlen=20)
        most = 0
        for _ in range(240):
            in_use.append([_Held() for _ in range(5_000)])
            most = max(most, _Held.number)
        assert most < 700_000, "100,000 of 1,200,000 are in use at a time"
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


class _Held:
    """One that holds itself."""

    number = 0

    def __init__(self) -> None:
        self.me = self
        _Held.number += 1

    def __del__(self) -> None:
        _Held.number -= 1
