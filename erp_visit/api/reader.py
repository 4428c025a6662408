"""Runs compiled reads: plans remembered per operation, profile and shape of variables; one statement per root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, GraphQLSchema

from erp_visit import db
from erp_visit.api.documents import Operation
from erp_visit.api.roots import Compile
from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.reads.compiler import Compiler, Computation, Plan
from erp_visit.reads.parameters import Run
from erp_visit.reads.spec import Registry

COST_LIMIT = 50_000
"""Rows that one request may touch, as reckoned before it runs."""
READ_SECONDS = 20.0
"""A statement that takes longer is stopped: TIMEOUT."""


@dataclass(frozen=True, slots=True)
class RootPlan:
    """A root field of an operation: its response key and plan, or why it was refused."""

    key: str
    plan: Plan | None
    refused: DomainError | None = None


class Reader:
    """Compiles and runs the reads of one schema."""

    def __init__(self, registry: Registry, schema: GraphQLSchema, compilers: Mapping[str, Compile]) -> None:
        self.registry = registry
        self.schema = schema
        self.compilers = compilers

    def compiler(self, operation: Operation, actor: Actor, variables: Mapping[str, Any]) -> Compiler:
        """A fresh compiler for a field of the operation."""
        return Compiler(self.registry, self.schema, operation.fragments, actor.profile, variables)

    def plans(self, operation: Operation, actor: Actor, variables: Mapping[str, Any]) -> list[RootPlan] | None:
        """The plans of all root fields; None if some root is not one that the compiler answers."""
        key = (actor.profile, operation.shape(variables))
        known: tuple[list[RootPlan] | None] | None = operation.plans.recall(key)
        if known is None:
            known = (self._plan(operation, actor, variables),)
            # A refusal may be due to a value; what is forbidden is so for the profile.
            refusals = [root.refused.code for root in known[0] or () if root.refused]
            if all(code is ErrorCode.FORBIDDEN for code in refusals):
                operation.plans.remember(key, known)
        return known[0]

    def _plan(self, operation: Operation, actor: Actor, variables: Mapping[str, Any]) -> list[RootPlan] | None:
        selected = self.compiler(operation, actor, variables).collect(operation.node.selection_set, "Query")
        if any(nodes[0].name.value not in self.compilers for nodes in selected.values()):
            return None
        planned = []
        for key, nodes in selected.items():
            try:
                plan = self.compile(operation, actor, variables, nodes)
            except DomainError as error:
                planned.append(RootPlan(key, None, error))
            else:
                planned.append(RootPlan(key, plan))
        return planned

    def compile(self, operation: Operation, actor: Actor, variables: Mapping[str, Any], nodes: list[FieldNode]) -> Plan:
        """The plan of one root field."""
        compiler = self.compiler(operation, actor, variables)
        arguments = compiler.arguments(nodes[0], "Query")
        return self.compilers[nodes[0].name.value](compiler, nodes, arguments)

    async def run(self, plan: Plan, actor: Actor, variables: Mapping[str, Any]) -> bytes | None:
        """The JSON of one root field; None if a single record was not found."""
        run = Run(variables, actor, today())
        values = [getter(run) for getter in plan.getters]
        async with db.connection() as connection:
            row = await connection.fetchrow(plan.sql, *values, timeout=READ_SECONDS)
        if row is None:
            return None
        parts = [plan.literals[0]]
        for value, literal in zip(row, plan.literals[1:], strict=True):
            parts.append(value)
            parts.append(literal)
        body = b"".join(parts)
        return compute(body, plan.computations, actor.locale) if plan.computations else body


def check_cost(cost: int) -> None:
    """Raise COST_EXCEEDED if a request may touch too many rows."""
    if cost > COST_LIMIT:
        raise DomainError(
            ErrorCode.COST_EXCEEDED,
            "The query may touch {cost} rows, the limit is {limit}. Ask for smaller pages or fewer levels.",
            cost=cost,
            limit=COST_LIMIT,
        )


def compute(answer: bytes | str, computations: tuple[Computation, ...], locale: str) -> bytes:
    """Fill in the fields that need Python: the statement left null there and added what they need."""
    document = orjson.loads(answer)
    for computation in computations:
        for row in _rows(document, computation.path):
            values = [row[f"+{need}"] for need in computation.field.needs]
            speaking = {"locale": locale} if computation.field.speaks else {}
            row[computation.key] = computation.field.compute(*values, **speaking)
    for computation in computations:
        for row in _rows(document, computation.path):
            for need in computation.field.needs:
                row.pop(f"+{need}", None)
    return orjson.dumps(document)


def _rows(value: Any, path: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = [value]
    for step in path:
        if step == "*":
            rows = [item for row in rows for item in row]
        else:
            rows = [row[step] for row in rows if row[step] is not None]
    return rows


__all__ = ["COST_LIMIT", "Reader", "RootPlan", "check_cost", "compute"]
