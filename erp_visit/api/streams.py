"""Requests as answers one after the other, whichever way they go out: WebSocket or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, cast

import orjson
from graphql import OperationType
from strawberry.types import ExecutionResult

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Answer, Context, Engine, cost_of
from erp_visit.api.problems import document_problem, execution_problem
from erp_visit.api.throttle import Budget, look
from erp_visit.core.errors import DomainError

MAX_SUBSCRIPTIONS = 50
"""For one WebSocket; for one employee's streams of server-sent events from one process."""


def is_subscription(engine: Engine, text: str, name: str | None) -> bool:
    """Whether the operation goes on until somebody ends it. What is no document does not; `answers` says what is
    wrong with it."""
    try:
        return engine.documents.get(text).operation(name or None).type is OperationType.SUBSCRIPTION
    except (InvalidDocument, DomainError):
        return False


async def answers(
    engine: Engine, text: str, variables: Mapping[str, Any], name: str | None, context: Context,
    *, allow_mutation: bool = True,
) -> AsyncGenerator[Answer]:  # fmt: skip
    """The answers to one request: many to a subscription, one to anything else."""
    name = name or None  # an empty name is none, for whoever executes it too
    if not is_subscription(engine, text, name):
        yield await engine.execute(text, variables, name, context, allow_mutation=allow_mutation)
        return
    try:
        engine.documents.variables(engine.documents.get(text).operation(name), variables)
    except InvalidDocument as error:
        problems = [document_problem(one, error.code) for one in error.errors]
        yield await _answer(None, problems, Budget(context.actor), executed=False)
        return
    source = await engine.schema.stream(
        text, variable_values=dict(variables), context_value=context, operation_name=name
    )
    async with aclosing(cast("AsyncGenerator[Any]", source)) as results:
        async for result in results:
            errors = [entry for one in result.errors or () for entry in execution_problem(one, context.locale)]
            executed = isinstance(result, ExecutionResult)
            budget = Budget(context.actor)
            budget.requested = context.event_cost
            yield await _answer(result.data if executed else None, errors, budget, executed=executed)


async def _answer(value: Any, errors: list[dict[str, Any]], budget: Budget, *, executed: bool) -> Answer:
    """Of a request that did not come to execution there are errors alone. The cost is that of one event: it is shown
    and limited, and not taken from the budget, as events are rare and small."""
    await look(budget)
    data = orjson.dumps(value) if value is not None else None
    body = {
        **({"data": orjson.Fragment(data or b"null")} if executed else {}),
        **({"errors": errors} if errors else {}),
        "extensions": {"cost": cost_of(budget, [data] if data else None)},
    }
    return Answer(orjson.dumps(body), executed)


__all__ = ["MAX_SUBSCRIPTIONS", "answers", "is_subscription"]
