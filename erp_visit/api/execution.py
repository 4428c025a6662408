"""Runs GraphQL requests: compiled reads directly, the rest by graphql-core, finished JSON let through."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, cast

import orjson
from graphql import FieldNode, GraphQLNonNull, GraphQLResolveInfo, OperationType, VariableNode, execute
from graphql.execution import ExecutionResult
from strawberry import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from erp_visit.api.documents import Documents, InvalidDocument, Operation
from erp_visit.api.limits import INTROSPECTION
from erp_visit.api.problems import document_problem, domain_error, execution_problem, problem
from erp_visit.api.reader import COST_LIMIT, Reader, RootPlan, check_cost
from erp_visit.api.sync_mend import Misfits, mend
from erp_visit.api.throttle import Budget, charge, look
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.events import Hub
from erp_visit.org.duties import Duty
from erp_visit.org.sessions import LIFETIME

DIRECT = "erp-visit-direct"
"""Under this name a root field's extensions hold how to run it without graphql-core's executor, if it can be."""

REQUEST_SECONDS = 30.0
"""Root fields that have not begun by then are not begun any more: TIMEOUT. As each read takes 20 s at most, the answer
is there before a proxy gives up."""


UNTIL_COMPLETE = INTROSPECTION | {
    "__typename", "me", "myLogin", "login", "confirmLogin", "logout", "changePassword", "beginSecondFactor",
    "confirmSecondFactor", "endSessions",
}  # fmt: skip
"""Root fields for those whose log-in asks for something first."""


class Finished:
    """A root field's answer that is JSON already."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body


class Execution(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's execution, except that finished JSON is not completed again."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, *rest: Any
    ) -> Any:
        if isinstance(result, Finished):
            return orjson.Fragment(result.body)
        return super().complete_value(return_type, field_details_list, info, path, result, *rest)


class Field(NamedTuple):
    """A root field of a request: its response key, its nodes in the document, the coerced variables."""

    key: str
    nodes: list[FieldNode]
    variables: Mapping[str, Any]

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> Field:
        """The field that graphql-core resolves."""
        return cls(str(info.path.key), list(info.field_nodes), plain_variables(info))


def plain_variables(raw: GraphQLResolveInfo[Any]) -> Mapping[str, Any]:
    """The coerced variables: at run time Strawberry hands on the plain dict, whatever graphql-core's types say."""
    return cast("Mapping[str, Any]", raw.variable_values)


@dataclass(slots=True)
class Context:
    """What resolvers know of a request."""

    actor: Actor | None
    locale: str
    address: str = ""
    token: str | None = None
    operation: Operation | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    reader: Reader | None = None
    hub: Hub | None = None
    connection_params: Any = None
    budget: Budget | None = None
    session_lifetime: timedelta = LIFETIME
    device: str = ""
    misfits: Misfits = field(default_factory=dict)
    event_cost: int = 0
    """Of a subscription: rows that one event may touch."""
    until: float = 0.0
    """When the time for the request is over, by the event loop's clock."""

    def require_actor(self) -> Actor:
        """The actor; raises UNAUTHENTICATED."""
        if self.actor is None:
            raise unauthenticated()
        return self.actor

    def check_time(self) -> None:
        """Raise TIMEOUT if the time for the request is over: what has not begun is not begun any more."""
        if asyncio.get_running_loop().time() > self.until:
            raise DomainError(ErrorCode.TIMEOUT, "The request took too long and was stopped. Ask for less at a time.")

    async def spend(self, cost: int) -> None:
        """Count cost against the request and the actor's budget; raises COST_EXCEEDED or THROTTLED."""
        assert self.budget is not None
        self.budget.requested += cost
        check_cost(self.budget.requested)
        await charge(self.budget, cost)


def unauthenticated() -> DomainError:
    return DomainError(
        ErrorCode.UNAUTHENTICATED,
        "Nobody is logged in. Call the mutation `login` and send the token as `Authorization: Bearer …`.",
    )


def incomplete(duty: str) -> DomainError:
    """What whoever has not done what the log-in asks for first gets in place of anything else."""
    if duty == Duty.CHANGE_PASSWORD:
        return DomainError(
            ErrorCode.LOGIN_INCOMPLETE, "Choose a password of your own first: the mutation `changePassword`."
        )
    return DomainError(
        ErrorCode.LOGIN_INCOMPLETE,
        "Add a second factor to your log-in first: the mutations `beginSecondFactor` and `confirmSecondFactor`.",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, whether the request came to execution at all, and whether it has to be sent by POST."""

    body: bytes
    executed: bool = True
    needs_post: bool = False


class _DirectField(NamedTuple):
    key: str
    nodes: list[FieldNode]
    variable: str | None
    run: Callable[[Context, Field, Any], Awaitable[Finished]]


class Engine:
    """Executes requests against one schema. If it is not `public`, whoever has not logged in sends commands and queries
    by POST only, and reads the schema where it is published."""

    def __init__(self, schema: Schema, reader: Reader, *, public: bool = True) -> None:
        self.schema = schema
        self.public = public
        self.reader = reader
        self.documents = Documents(schema._schema)

    async def execute(
        self, text: str, variables: Mapping[str, Any], operation_name: str | None, context: Context,
        *, allow_mutation: bool = True,
    ) -> Answer:  # fmt: skip
        """Run one request; never raises for what a client can do wrong."""
        budget = context.budget = Budget(context.actor)
        context.until = asyncio.get_running_loop().time() + REQUEST_SECONDS
        try:
            operation = self.documents.get(text).operation(operation_name)
            self._admit(context.actor, operation, allow_mutation)
            try:
                coerced = self.documents.variables(operation, variables)
            except InvalidDocument:
                mended = mend(operation, variables)
                if mended is None:
                    raise
                variables, context.misfits = mended
                coerced = self.documents.variables(operation, variables)
            if operation.type is OperationType.MUTATION and not allow_mutation:
                refusal = DomainError(ErrorCode.BAD_REQUEST, "Send mutations by POST; GET is for queries.")
                told = [problem(refusal, context.locale)]
                return Answer(await _body(None, told, budget, executed=False), executed=False, needs_post=True)
            if operation.type is OperationType.SUBSCRIPTION:
                raise DomainError(
                    ErrorCode.BAD_REQUEST,
                    "Send subscriptions to this same address by WebSocket (graphql-transport-ws), or ask for"
                    " text/event-stream.",
                )
        except InvalidDocument as error:
            problems = [document_problem(one, error.code) for one in error.errors]
            return Answer(await _body(None, problems, budget, executed=False), executed=False)
        except DomainError as refusal:
            told = [problem(refusal, context.locale)]
            return Answer(await _body(None, told, budget, executed=False), executed=False)
        if operation.type is OperationType.QUERY and context.actor is not None:
            plans = self.reader.plans(operation, context.actor, coerced)
            if plans is not None:
                return Answer(await self._read(plans, context, context.actor, coerced, budget))
        context.operation, context.variables, context.reader = operation, coerced, self.reader
        if operation.type is OperationType.MUTATION and context.actor is not None:
            fields = self._direct(operation, context.actor, coerced)
            if fields is not None:
                return Answer(await self._carry_out(fields, context, coerced, budget))
        return Answer(await self._resolve(operation, text, variables, context, budget))

    def _admit(self, actor: Actor | None, operation: Operation, by_post: bool) -> None:
        """Raise unless whoever asks may ask for such an operation at all."""
        if actor is None and not self.public and (operation.introspects or not by_post):
            raise unauthenticated()
        if actor is not None and actor.duty and not operation.roots <= UNTIL_COMPLETE:
            raise incomplete(actor.duty)

    async def read(self, actor: Actor, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of a query of ours, for the panel and jobs: same visibility, same statements, no cost budget.

        Raises the first DomainError of any root field.
        """
        operation = self.documents.get(text).operation(None)
        coerced = self.documents.variables(operation, variables or {})
        plans = self.reader.plans(operation, actor, coerced)
        if plans is None:
            raise ValueError("the document has root fields that are not compiled")
        data: dict[str, Any] = {}
        for root in plans:
            plan = root.permitted()
            body = await self.reader.run(plan, actor, coerced)
            if body is None and plan.missing is not None:
                raise plan.missing(coerced)
            data[root.key] = orjson.loads(body) if body is not None else None
        return data

    async def sums(self, actor: Actor, kind: str, names: Sequence[str], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Sums of columns of a type as texts under their names, with `count`, over what the actor sees.

        `variables` hold `filter` and `search` as the list takes them. One statement; raises FORBIDDEN for a column
        that the actor may not see.
        """
        spec = self.reader.registry[kind]
        search = (", $search: String", ", search: $search") if spec.search else ("", "")
        text = (
            f"query($filter: {kind}Filter{search[0]}) {{ list: {spec.plural}(filter: $filter{search[1]})"
            " { totalCount } }"
        )
        operation = self.documents.get(text).operation(None)
        coerced = self.documents.variables(operation, variables)
        compiler = self.reader.compiler(operation, actor, coerced)
        (nodes,) = compiler.collect(operation.node.selection_set, "Query").values()
        select = compiler.sums(spec, names, compiler.arguments(nodes[0], "Query"))
        body = await self.reader.run(compiler.plan(select, 0), actor, coerced)
        assert body is not None  # an aggregate has a row always
        return cast("dict[str, Any]", orjson.loads(body))

    async def _read(
        self, plans: list[RootPlan], context: Context, actor: Actor, variables: Mapping[str, Any], budget: Budget
    ) -> bytes:
        """All roots are compiled: one statement for each, their JSON put together as it is."""
        problems: list[dict[str, Any]] = []
        pieces: list[bytes] = []
        try:
            await context.spend(sum(root.plan.cost for root in plans if root.plan))
        except DomainError as refusal:
            return await _body(None, [problem(refusal, context.locale)], budget)
        for root in plans:
            value: Sequence[bytes] | None = None
            try:
                plan = root.permitted()
                context.check_time()
                value = await self.reader.pieces(root, actor, variables)
                if value is None and plan.missing is not None:
                    raise plan.missing(variables)
            except Exception as error:  # noqa: BLE001 -- whatever went wrong is this field's error, not its siblings'
                problems.append(problem(domain_error(error), context.locale, [root.key]))
            pieces += (b',"' if pieces else b'{"', root.key.encode(), b'":', *(value or (b"null",)))
        return await _body([*pieces, b"}"] if pieces else [b"{}"], problems, budget)

    def _direct(self, operation: Operation, actor: Actor, variables: Mapping[str, Any]) -> list[_DirectField] | None:
        """How to run each root field, if all of them can be run without graphql-core."""
        key = (DIRECT, operation.shape(variables))
        known: tuple[list[_DirectField] | None] | None = operation.plans.recall(key)
        if known is None:
            compiler = self.reader.compiler(operation, actor, variables)
            selected = compiler.collect(operation.node.selection_set, "Mutation")
            fields = [self._direct_field(operation, key, nodes) for key, nodes in selected.items()]
            whole = [field for field in fields if field is not None]
            known = operation.plans.remember(key, (whole if len(whole) == len(fields) else None,))
        return known[0]

    def _direct_field(self, operation: Operation, key: str, nodes: list[FieldNode]) -> _DirectField | None:
        root = self.schema._schema.mutation_type
        assert root is not None
        field = root.fields.get(nodes[0].name.value)
        run = field.extensions.get(DIRECT) if field is not None else None
        if run is None:
            return None
        variable = None
        for argument in nodes[0].arguments or ():  # `input` is the only one that there can be
            if not isinstance(argument.value, VariableNode):
                return None
            variable = argument.value.name.value
            if not isinstance(operation.variable_types[variable], GraphQLNonNull):
                return None  # it may have been left out, or have a default
        return _DirectField(key, nodes, variable, run)

    async def _carry_out(
        self, fields: list[_DirectField], context: Context, variables: Mapping[str, Any], budget: Budget
    ) -> bytes:
        """One command after the other, whatever becomes of those before."""
        problems: list[dict[str, Any]] = []
        parts: list[bytes] = []
        for one in fields:
            value = b"null"
            try:
                context.check_time()
                given = None if one.variable is None else variables[one.variable]
                value = (await one.run(context, Field(one.key, one.nodes, variables), given)).body
            except DomainErrors as several:
                problems.extend(problem(error, context.locale, [one.key]) for error in several.errors)
            except Exception as error:  # noqa: BLE001 -- as in _read
                problems.append(problem(domain_error(error), context.locale, [one.key]))
            parts.append(b'"' + one.key.encode() + b'":' + value)
        return await _body([b"{" + b",".join(parts) + b"}"], problems, budget)

    async def _resolve(
        self, operation: Operation, text: str, raw: Mapping[str, Any], context: Context, budget: Budget
    ) -> bytes:
        run = partial(
            execute,
            self.schema._schema,
            self.documents.get(text).ast,
            context_value=context,
            variable_values=dict(raw),
            operation_name=operation.node.name.value if operation.node.name else None,
            executor_class=Execution,
            hide_suggestions=True,
        )
        if operation.introspects:
            try:
                await context.spend(math.ceil(operation.schema_share * COST_LIMIT))
            except DomainError as refusal:
                return await _body(None, [problem(refusal, context.locale)], budget)
        # The whole schema takes a good part of a second, in which others are to be answered.
        result = await asyncio.to_thread(run) if operation.roots <= INTROSPECTION else run()
        if not isinstance(result, ExecutionResult):
            result = await result
        problems = [entry for error in result.errors or [] for entry in execution_problem(error, context.locale)]
        data = [orjson.dumps(result.data)] if result.data is not None else None
        return await _body(data, problems, budget)


async def _body(
    data: Sequence[bytes] | None, problems: list[dict[str, Any]], budget: Budget, *, executed: bool = True
) -> bytes:
    """The answer's body. `data` comes in pieces: to copy some hundred KB once more takes longer than all else here."""
    await look(budget)
    pieces = [b"{"]
    if problems:
        pieces += (b'"errors":', orjson.dumps(problems), b",")
    if executed:
        pieces += (b'"data":', *(data or (b"null",)), b",")
    pieces += (b'"extensions":', orjson.dumps({"cost": cost_of(budget, data)}), b"}")
    return b"".join(pieces)


def cost_of(budget: Budget | None, data: Sequence[bytes] | None = None) -> dict[str, Any]:
    """`extensions.cost` of an answer, refusals too. Without a budget it is not known whose it is, nor what is left."""
    if budget is None:
        return {"requested": 0, "actual": 0, "limit": COST_LIMIT}
    return {
        "requested": budget.requested,
        # Objects in the answer: what was really read.
        "actual": min(budget.requested, sum(piece.count(b"{") for piece in data)) if data else 0,
        "limit": COST_LIMIT,
        "remaining": budget.remaining,
        "resetAt": datetime.fromtimestamp(budget.reset_at, UTC).isoformat(),
    }


__all__ = [
    "DIRECT", "Answer", "Context", "Engine", "Execution", "Field", "Finished", "cost_of", "incomplete",
    "plain_variables", "unauthenticated",
]  # fmt: skip
