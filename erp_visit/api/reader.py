"""Runs compiled reads: plans remembered per operation, profile and shape of variables; one statement per root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from erp_visit.reads import kept
from erp_visit.reads.compiler import Compiler, Computation, Plan
from erp_visit.reads.parameters import Run
from erp_visit.reads.spec import Registry

COST_LIMIT = 50_000
"""Rows that one request may touch, as reckoned before it runs."""
READ_SECONDS = 20.0
"""A statement that takes longer is stopped: TIMEOUT."""


@dataclass(slots=True)
class RootPlan:
    """A root field of an operation: its response key and plan, or why it was refused."""

    key: str
    plan: Plan | None
    refused: DomainError | None = None
    marking: Plan | None = None
    """The plan with marks for texts that may be kept, if there are any."""
    runs: int = 0

    def permitted(self) -> Plan:
        """The plan; raises the refusal, a new one each time: an exception that is raised again keeps the frames of
        every time, and with them the requests."""
        if self.refused is not None:
            raise self.refused.at()
        assert self.plan is not None
        return self.plan


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
                planned.append(self._root(operation, actor, variables, key, nodes))
            except DomainError as error:
                planned.append(RootPlan(key, None, error.at()))
        return planned

    def _root(
        self, operation: Operation, actor: Actor, variables: Mapping[str, Any], key: str, nodes: list[FieldNode]
    ) -> RootPlan:
        compiler = self.compiler(operation, actor, variables)
        root = RootPlan(key, self._compiled(compiler, nodes))
        if compiler.parts:
            compiler = Compiler(self.registry, self.schema, operation.fragments, actor.profile, variables, marking=True)
            root.marking = self._compiled(compiler, nodes)
        return root

    def compile(self, operation: Operation, actor: Actor, variables: Mapping[str, Any], nodes: list[FieldNode]) -> Plan:
        """The plan of one root field."""
        return self._compiled(self.compiler(operation, actor, variables), nodes)

    def _compiled(self, compiler: Compiler, nodes: list[FieldNode]) -> Plan:
        arguments = compiler.arguments(nodes[0], "Query")
        return self.compilers[nodes[0].name.value](compiler, nodes, arguments)

    async def run(self, plan: Plan, actor: Actor, variables: Mapping[str, Any]) -> bytes | None:
        """The JSON of one root field; None if a single record was not found."""
        async with db.connection(generic=plan.generic) as connection:
            pieces = await _answer(connection, plan, actor, variables)
        return None if pieces is None else b"".join(pieces)

    async def pieces(self, root: RootPlan, actor: Actor, variables: Mapping[str, Any]) -> Sequence[bytes] | None:
        """The JSON of one root field in pieces, with texts that were kept from earlier reads; None if a single record
        was not found. The first answer to a document is read as ever: most documents of which there is one are asked
        once, and texts that are not kept yet take a second statement."""
        assert root.plan is not None
        root.runs += 1
        async with db.connection(generic=root.plan.generic) as connection:
            if root.marking is not None and root.runs > 1 and kept.texts.limit and not connection.is_in_transaction():
                found, pieces = await _with_kept(connection, root.marking, actor, variables)
                if found:
                    return pieces
            return await _answer(connection, root.plan, actor, variables)


async def _answer(
    connection: db.Connection, plan: Plan, actor: Actor, variables: Mapping[str, Any]
) -> Sequence[bytes] | None:
    row = await _row(connection, plan, actor, variables)
    if row is None:
        return None
    pieces = _woven(plan, row)
    return [compute(b"".join(pieces), plan.computations, actor.locale)] if plan.computations else pieces


async def _with_kept(
    connection: db.Connection, plan: Plan, actor: Actor, variables: Mapping[str, Any]
) -> tuple[bool, Sequence[bytes] | None]:
    """Whether all kept texts could be had, and then the answer."""
    row = await _row(connection, plan, actor, variables)
    if row is None:
        return True, None
    *columns, epoch = row
    body = b"".join(_woven(plan, columns))
    pieces = await kept.put_in(connection, plan.parts, epoch, body, READ_SECONDS)
    if pieces is None:
        return False, None
    return True, [compute(b"".join(pieces), plan.computations, actor.locale)] if plan.computations else pieces


async def _row(connection: db.Connection, plan: Plan, actor: Actor, variables: Mapping[str, Any]) -> Any:
    run = Run(variables, actor, today())
    return await connection.fetchrow(plan.sql, *(getter(run) for getter in plan.getters), timeout=READ_SECONDS)


def _woven(plan: Plan, columns: Iterable[bytes]) -> list[bytes]:
    pieces = [plan.literals[0]]
    for column, literal in zip(columns, plan.literals[1:], strict=True):
        pieces += (column, literal)
    return pieces


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
