"""The compiled reads answer what a slow, obvious resolver answers, for random queries of random people."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_list_type
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from erp_visit.api.execution import Engine
from erp_visit.core.errors import DomainError
from tests.loops import done_in
from tests.reads.data import Data
from tests.reads.documents import Node, Printer, flat
from tests.reads.reference import Reference, Refused
from tests.reads.shape import INTERFACES, SCHEMA
from tests.reads.strategies import queries


async def test_reads_equal_the_slow_resolver(data: Data, engine: Engine) -> None:
    reference = await Reference.load(data.actors)
    loop = asyncio.get_running_loop()

    def wait(work: Coroutine[Any, Any, Any]) -> Any:
        return done_in(loop, work)

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(st.data())
    def compare(draws: st.DataObject) -> None:
        actor, roots = draws.draw(queries(reference, data.actors))
        printed = Printer(roots)
        try:
            expected: Any = reference.answer(actor, roots)
        except Refused as refused:
            expected = refused
        try:
            actual: Any = wait(engine.read(actor, printed.text, printed.variables))
        except DomainError as error:
            actual = error
        if isinstance(expected, Refused):
            event(f"refused {expected.code.name}")
            assert isinstance(actual, DomainError), (printed.text, expected.code, expected.rights)
            assert actual.code is expected.code, (printed.text, actual)
            if expected.rights:
                assert actual.params["right"] in expected.rights
            return
        event("answered")
        assert actual == expected, (actor.roles, printed.text, printed.variables)
        assert list(actual) == list(expected)
        _check_nullability("Query", actual, roots)

    await asyncio.to_thread(compare)


def _check_nullability(kind: str, answer: dict[str, Any], selection: list[Node]) -> None:
    """Nothing that the schema promises is null."""
    for node in flat(selection, kind, INTERFACES):
        if node.name == "__typename":
            continue
        field = SCHEMA.get_type(kind).fields[node.name]  # type: ignore[union-attr]
        value = answer[node.key]
        assert value is not None or not isinstance(field.type, GraphQLNonNull), (kind, node.name)
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType) and value is not None and node.selection is not None:
            bare = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            for one in value if is_list_type(bare) else [value]:
                _check_nullability(target.name, one, node.selection)
