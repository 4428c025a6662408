"""Subscriptions as results one after the other, whichever way they go out: WebSocket or server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from graphql import GraphQLError, OperationType
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Context, Engine
from erp_visit.api.problems import document_problem, execution_problem, problem
from erp_visit.core.errors import DomainError, ErrorCode

MAX_SUBSCRIPTIONS = 50
"""For one WebSocket; for one employee's streams of server-sent events from one process."""

Results = AsyncGenerator[Any, None]


class Source:
    """Subscriptions of one engine, their errors with codes as everywhere else."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def stream(
        self,
        query: Any,
        *,
        variable_values: Any = None,
        context_value: Context,
        root_value: None = None,
        operation_name: Any = None,
    ) -> Results:
        return self._results(query, variable_values, operation_name, context_value)

    async def _results(self, query: Any, variables: Any, name: Any, context: Context) -> Results:
        try:
            self._check(query, variables, name)
        except InvalidDocument as error:
            yield PreExecutionError(None, [_typed(document_problem(one, error.code)) for one in error.errors])
            return
        except DomainError as refusal:
            yield PreExecutionError(None, [_typed(problem(refusal, context.locale))])
            return
        source = await self.engine.schema.stream(
            query, variable_values=variables, context_value=context, operation_name=name
        )
        async with aclosing(cast("Results", source)) as results:
            async for result in results:
                if isinstance(result, ExecutionResult) and result.errors:
                    entries = [entry for one in result.errors for entry in execution_problem(one, context.locale)]
                    result.errors = [_typed(entry) for entry in entries]
                yield result

    def _check(self, query: Any, variables: Any, name: Any) -> None:
        """Raise InvalidDocument, or BAD_REQUEST for what is no subscription."""
        if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
            raise DomainError(
                ErrorCode.BAD_REQUEST, "The payload must be an object like {example}.", example='{"query": "…"}'
            )
        operation = self.engine.documents.get(query).operation(name or None)
        self.engine.documents.variables(operation, variables or {})
        if operation.type is not OperationType.SUBSCRIPTION:
            raise DomainError(
                ErrorCode.BAD_REQUEST,
                "By WebSocket there are subscriptions; send all else by POST to this same address.",
            )


def _typed(entry: dict[str, Any]) -> GraphQLError:
    return GraphQLError(entry["message"], path=entry.get("path"), extensions=entry["extensions"])


__all__ = ["MAX_SUBSCRIPTIONS", "Results", "Source"]
