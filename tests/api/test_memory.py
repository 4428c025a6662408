"""What a process keeps of requests: of those that are over nothing, however often they are refused or are the first of
their kind."""

from __future__ import annotations

import gc
import weakref

import pytest

from erp_visit.api.documents import Documents
from erp_visit.api.execution import Context, Engine
from erp_visit.api.schema import api
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
