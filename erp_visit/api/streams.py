"""Requests as results one after the other, whichever way they go out: WebSocket or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from graphql import OperationType
from strawberry.types import ExecutionResult

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Context, Engine
from erp_visit.api.problems import document_problem, execution_problem, problem
from erp_visit.core.errors import DomainError, ErrorCode

MAX_SUBSCRIPTIONS = 50
"""For one WebSocket; for one employee's streams of server-sent events from one process."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result; of a request that did not come to execution there are errors alone."""

    data: Any
    errors: list[dict[str, Any]]
    executed: bool = True

    def body(self) -> dict[str, Any]:
        return {**({"data": self.data} if self.executed else {}), **({"errors": self.errors} if self.errors else {})}


async def subscribe(
    engine: Engine, text: str, variables: Mapping[str, Any], name: str | None, context: Context
) -> AsyncGenerator[Result]:
    """The results of a subscription, their errors with codes as everywhere else."""
    try:
        _check(engine, text, variables, name)
    except InvalidDocument as error:
        yield Result(None, [document_problem(one, error.code) for one in error.errors], executed=False)
        return
    except DomainError as refusal:
        yield Result(None, [problem(refusal, context.locale)], executed=False)
        return
    source = await engine.schema.stream(
        text, variable_values=dict(variables), context_value=context, operation_name=name
    )
    async with aclosing(cast("AsyncGenerator[Any]", source)) as results:
        async for result in results:
            errors = [entry for one in result.errors or () for entry in execution_problem(one, context.locale)]
            executed = isinstance(result, ExecutionResult)
            yield Result(result.data if executed else None, errors, executed)


def _check(engine: Engine, text: str, variables: Mapping[str, Any], name: str | None) -> None:
    """Raise InvalidDocument, or BAD_REQUEST for what is no subscription."""
    operation = engine.documents.get(text).operation(name or None)
    engine.documents.variables(operation, variables)
    if operation.type is not OperationType.SUBSCRIPTION:
        raise DomainError(
            ErrorCode.BAD_REQUEST,
            "By WebSocket there are subscriptions; send all else by POST to this same address.",
        )


__all__ = ["MAX_SUBSCRIPTIONS", "Result", "subscribe"]
