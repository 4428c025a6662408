"""Requests as results one after the other, whichever way they go out: WebSocket or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

import orjson
from graphql import OperationType
from strawberry.types import ExecutionResult

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Context, Engine, cost_of
from erp_visit.api.problems import document_problem, execution_problem, problem
from erp_visit.api.throttle import Budget, look
from erp_visit.core.errors import DomainError, ErrorCode

MAX_SUBSCRIPTIONS = 50
"""For one WebSocket; for one employee's streams of server-sent events from one process."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result; of a request that did not come to execution there are errors alone. The cost is that of one event: it
    is shown and limited, and not taken from the budget, as events are rare and small."""

    data: Any
    errors: list[dict[str, Any]]
    budget: Budget
    executed: bool = True

    async def body(self) -> dict[str, Any]:
        await look(self.budget)
        data = orjson.dumps(self.data) if self.data is not None else None
        return {
            **({"data": orjson.Fragment(data or b"null")} if self.executed else {}),
            **({"errors": self.errors} if self.errors else {}),
            "extensions": {"cost": cost_of(self.budget, [data] if data else None)},
        }


async def subscribe(
    engine: Engine, text: str, variables: Mapping[str, Any], name: str | None, context: Context
) -> AsyncGenerator[Result]:
    """The results of a subscription, their errors with codes as everywhere else."""
    name = name or None  # an empty name is none, for whoever executes it too
    try:
        _check(engine, text, variables, name)
    except InvalidDocument as error:
        problems = [document_problem(one, error.code) for one in error.errors]
        yield Result(None, problems, Budget(context.actor), executed=False)
        return
    except DomainError as refusal:
        yield Result(None, [problem(refusal, context.locale)], Budget(context.actor), executed=False)
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
            yield Result(result.data if executed else None, errors, budget, executed)


def _check(engine: Engine, text: str, variables: Mapping[str, Any], name: str | None) -> None:
    """Raise InvalidDocument, or BAD_REQUEST for what is no subscription."""
    operation = engine.documents.get(text).operation(name)
    engine.documents.variables(operation, variables)
    if operation.type is not OperationType.SUBSCRIPTION:
        raise DomainError(
            ErrorCode.BAD_REQUEST,
            "By WebSocket there are subscriptions; send all else by POST to this same address.",
        )


__all__ = ["MAX_SUBSCRIPTIONS", "Result", "subscribe"]
