"""What is done once per document or process, and not again at each request."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from erp_visit.api import documents, reader
from erp_visit.api.execution import Context, Engine
from erp_visit.api.schema import api
from tests.api.client import Client
from tests.factories import World

TEXT = """query ($first: Int, $state: OrderState!, $number: String!) {
  orders(first: $first, filter: {state: {eq: $state}, number: {startsWith: $number}}) { nodes { ...O } }
}
fragment O on Order { number lines { number product { name } } customer { name } }"""
COLLECTOR = """
import asyncio, gc
from erp_visit.app import create_app
from erp_visit.embedded import ServerAddresses
from erp_visit.settings import Settings
async def main():
    settings = Settings.from_env()
    app = create_app(settings, ServerAddresses(settings.database_url, settings.redis_url))
    async with app.router.lifespan_context(app):
        print(gc.get_freeze_count() > 100_000, gc.get_threshold())
asyncio.run(main())
"""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often documents were parsed, validated and compiled."""
    done: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(module, name)

        def counting(*arguments: Any, **options: Any) -> Any:
            done[name] += 1
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, counting)

    counted(documents, "parse")
    counted(documents, "validate")
    counted(reader, "Compiler")
    return done


async def test_a_document_is_parsed_validated_and_compiled_once(
    clients: dict[str, Client], world: World, work: Counter[str]
) -> None:
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)

    async def ask(variables: dict[str, Any], who: str = "administrator") -> None:
        answer = await engine.execute(TEXT, variables, None, Context(getattr(world, who), "en"))
        assert b'"errors"' not in answer.body

    await ask({"state": "HELD", "number": "1"})
    first = dict(work)
    assert (first["parse"], first["validate"]) == (1, 1)
    for number in range(20):
        await ask({"state": "HELD", "number": str(number)})
    assert work == first, "another text is a parameter"
    await ask({"state": "SUBMITTED", "number": "1"})
    await ask({"state": "HELD", "number": "1", "first": 3})
    await ask({"state": "HELD", "number": "1"}, "rep")
    assert (work["parse"], work["validate"]) == (1, 1)
    compiled = work["Compiler"]
    assert compiled > first["Compiler"], "another state, another size, other rights: another statement"
    await ask({"state": "SUBMITTED", "number": "2"})
    await ask({"state": "HELD", "number": "2", "first": 3})
    await ask({"state": "HELD", "number": "2"}, "rep")
    assert work["Compiler"] == compiled


async def test_numbers_and_enums_of_the_document_are_no_parameters(world: World) -> None:
    """PostgreSQL would plan the statement anew for their sake."""
    graphql = api()
    engine = Engine(graphql.schema, graphql.reader)
    text = '{ orders(filter: {state: {ne: HELD}, total: {gt: "1.50"}, version: {lt: 9}}) { totalCount(atMost: 10) } }'
    (root,) = graphql.reader.plans(engine.documents.get(text).operation(None), world.administrator, {}) or ()
    assert root.plan is not None
    assert root.plan.getters == ()


async def test_the_collector_leaves_alone_what_lives_as_long_as_the_process(database_url: str, redis_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COLLECTOR, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "ERP_VISIT_SECRET_KEY": "k" * 40},
    )  # fmt: skip
    output, _ = await process.communicate()
    assert output.decode().split("\n")[-2] == "True (10000, 5, 5)"
